/* MessagePack: what the scan lets through, what it refuses before anything is allocated, and that
 * writing and reading agree. */
#include "random.h"

#include <msgpack.h>
#include <stdlib.h>
#include <string.h>

#include "../../../proto/base/limits.h"
#include "../../../proto/wire/mp.h"

#define BYTES(s) jx_slice_at((s), sizeof(s) - 1)

static void test_scan_accepts(void **state)
{
    (void)state;
    static const struct jx_slice good[] = {
        {"\x00", 1},
        {"\xFF", 1},
        {"\xC0", 1},
        {"\xC2", 1},
        {"\xC3", 1},
        {"\xCC\xFF", 2},
        {"\xCD\xFF\xFF", 3},
        {"\xCE\xFF\xFF\xFF\xFF", 5},
        {"\xCF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9},
        {"\xD0\x80", 2},
        {"\xD1\x80\x00", 3},
        {"\xD2\x80\x00\x00\x00", 5},
        {"\xD3\x80\x00\x00\x00\x00\x00\x00\x00", 9},
        {"\xA0", 1},
        {"\xA1x", 2},
        {"\xD9\x01x", 3},
        {"\xDA\x00\x01x", 4},
        {"\xDB\x00\x00\x00\x01x", 6},
        {"\xC4\x01x", 3},
        {"\xC5\x00\x01x", 4},
        {"\xC6\x00\x00\x00\x01x", 6},
        {"\x90", 1},
        {"\x92\x01\x90", 3},
        {"\xDC\x00\x01\x01", 4},
        {"\xDD\x00\x00\x00\x01\x01", 6},
        {"\x80", 1},
        {"\x81\xA1x\x01", 4},
        {"\xDE\x00\x01\xA1x\x01", 6},
        {"\xDF\x00\x00\x00\x01\xA1x\x01", 8},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct jx_mp_tree tree;
        assert_int_equal(jx_mp_scan(good[i]), JX_OK);
        assert_int_equal(jx_mp_parse(good[i], &tree), JX_OK);
        jx_mp_clear(&tree);
        for (size_t len = 0; len < good[i].len; len++) { /* truncated anywhere */
            /* On the heap, so that the sanitizer sees a byte read too many. */
            char *part = malloc(len + 1);
            assert_non_null(part);
            memcpy(part, good[i].ptr, len);
            part = realloc(part, len ? len : 1);
            assert_int_equal(jx_mp_scan(jx_slice_at(part, len)), JX_E_FORMAT);
            assert_int_equal(jx_mp_parse(jx_slice_at(part, len), &tree), JX_E_FORMAT);
            jx_mp_clear(&tree);
            free(part);
        }
        char more[16]; /* one byte behind the end */
        memcpy(more, good[i].ptr, good[i].len);
        more[good[i].len] = 0;
        assert_int_equal(jx_mp_scan(jx_slice_at(more, good[i].len + 1)), JX_E_FORMAT);
    }
}

static void test_scan_refuses(void **state)
{
    (void)state;
    static const struct jx_slice bad[] = {
        {"", 0},
        {"\xDD\x10\x00\x00\x00", 5}, /* 2^28 values in five bytes: gigabytes in msgpack-c */
        {"\xDF\x10\x00\x00\x00", 5},
        {"\xDD\xFF\xFF\xFF\xFF", 5},
        {"\xDF\xFF\xFF\xFF\xFF", 5},
        {"\xDC\xFF\xFF", 3},
        {"\xDE\xFF\xFF", 3},
        {"\xDB\xFF\xFF\xFF\xFF", 5},
        {"\xC6\xFF\xFF\xFF\xFF", 5},
        {"\x91\xDD\x10\x00\x00\x00", 6},
        {"\x82\x01\x02\x03", 4},     /* a map of three halves */
        {"\xC1", 1},                 /* never used */
        {"\xCA\x00\x00\x00\x00", 5}, /* floats */
        {"\xCB\x00\x00\x00\x00\x00\x00\x00\x00", 9},
        {"\xC7\x00\x01", 3}, /* extensions */
        {"\xC8\x00\x00\x01", 4},
        {"\xC9\x00\x00\x00\x00\x01", 6},
        {"\xD4\x01\x00", 3},
        {"\xD5\x01\x00\x00", 4},
        {"\xD6\x01\x00\x00\x00\x00", 6},
        {"\xD7\x01\x00\x00\x00\x00\x00\x00\x00\x00", 10},
        {"\xD8\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 18},
        {"\x00\x00", 2},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct jx_mp_tree tree;
        assert_int_equal(jx_mp_scan(bad[i]), JX_E_FORMAT);
        assert_int_equal(jx_mp_parse(bad[i], &tree), JX_E_FORMAT);
        assert_null(tree.zone);
        jx_mp_clear(&tree);
    }
}

static void test_depth(void **state)
{
    (void)state;
    char bytes[64];
    memset(bytes, '\x91', sizeof bytes);
    for (size_t depth = 1; depth < sizeof bytes; depth++) {
        bytes[depth] = 1;
        jx_status rc = jx_mp_scan(jx_slice_at(bytes, depth + 1));
        assert_int_equal(rc, depth < JX_DEPTH_MAX ? JX_OK : JX_E_DEPTH);
        bytes[depth] = '\x91';
    }
}

static void test_nodes(void **state)
{
    (void)state;
    struct jx_buffer b;
    jx_buffer_init(&b, 1 << 20);
    for (uint32_t n = JX_NODES_MAX - 1; n <= JX_NODES_MAX; n++) { /* and the array itself */
        jx_buffer_reset(&b);
        jx_mp_put_array(&b, n);
        for (uint32_t i = 0; i < n; i++)
            jx_mp_put_nil(&b);
        assert_int_equal(b.status, JX_OK);
        assert_int_equal(jx_mp_scan(jx_buffer_slice(&b)), n < JX_NODES_MAX ? JX_OK : JX_E_ROWS);
    }
    jx_buffer_clear(&b);
}

/* Heads are the shortest there are, as the library writes them: the canonical form rests on it. */
static void test_heads_are_the_librarys(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 31, 32, 255, 256, 65535, 65536, 100000};
    static char text[100000];
    struct jx_buffer b;
    msgpack_sbuffer theirs;
    msgpack_packer p;
    jx_buffer_init(&b, 1 << 20);
    msgpack_sbuffer_init(&theirs);
    msgpack_packer_init(&p, &theirs, msgpack_sbuffer_write);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        jx_mp_put_text(&b, jx_slice_at(text, lengths[i]));
        msgpack_pack_str(&p, lengths[i]);
        msgpack_pack_str_body(&p, text, lengths[i]);
        jx_mp_put_bin(&b, jx_slice_at(text, lengths[i]));
        msgpack_pack_bin(&p, lengths[i]);
        msgpack_pack_bin_body(&p, text, lengths[i]);
    }
    assert_int_equal(b.status, JX_OK);
    assert_true(jx_slice_eq(jx_buffer_slice(&b), jx_slice_at(theirs.data, theirs.size)));
    msgpack_sbuffer_destroy(&theirs);
    jx_buffer_clear(&b);
}

/* What our tree says of bytes is what the library's says. */
static void assert_same(struct jx_mp ours, const msgpack_object *theirs)
{
    struct jx_slice s;
    uint64_t u;
    int64_t i;
    bool yes;
    switch (theirs->type) {
    case MSGPACK_OBJECT_BOOLEAN:
        assert_true(jx_mp_bool(ours, &yes) && yes == theirs->via.boolean);
        break;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        assert_true(jx_mp_uint(ours, &u) && u == theirs->via.u64);
        break;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        assert_true(jx_mp_int(ours, &i) && i == theirs->via.i64 && !jx_mp_uint(ours, &u));
        break;
    case MSGPACK_OBJECT_STR:
        assert_true(jx_mp_text(ours, &s) && s.len == theirs->via.str.size);
        assert_memory_equal(s.ptr, theirs->via.str.ptr, s.len);
        break;
    case MSGPACK_OBJECT_BIN:
        assert_true(jx_mp_bin(ours, &s) && s.len == theirs->via.bin.size);
        assert_memory_equal(s.ptr, theirs->via.bin.ptr, s.len);
        break;
    case MSGPACK_OBJECT_ARRAY:
        assert_int_equal(jx_mp_kind(ours), JX_MP_ARRAY);
        assert_int_equal(jx_mp_count(ours), theirs->via.array.size);
        for (uint32_t n = 0; n < theirs->via.array.size; n++)
            assert_same(jx_mp_at(ours, n), &theirs->via.array.ptr[n]);
        break;
    case MSGPACK_OBJECT_MAP:
        assert_int_equal(jx_mp_kind(ours), JX_MP_MAP);
        assert_int_equal(jx_mp_count(ours), theirs->via.map.size);
        for (uint32_t n = 0; n < theirs->via.map.size; n++) {
            assert_same(jx_mp_key(ours, n), &theirs->via.map.ptr[n].key);
            assert_same(jx_mp_at(ours, n), &theirs->via.map.ptr[n].val);
        }
        break;
    default:
        assert_int_equal(jx_mp_kind(ours), JX_MP_NIL);
        break;
    }
}

static void test_trees_are_the_librarys(void **state)
{
    (void)state;
    struct dice d = {7};
    unsigned compared = 0;
    for (unsigned round = 0; round < 300000; round++) {
        char bytes[40];
        size_t len = 1 + roll(&d, sizeof bytes), end = 0;
        for (size_t i = 0; i < len; i++) /* mostly what opens something */
            bytes[i] = (char)(roll(&d, 2) ? 0x80 + roll(&d, 0x60) : roll(&d, 256));
        for (size_t cut = len; cut > 0; cut--) {
            struct jx_mp_tree tree;
            msgpack_unpacked theirs;
            bool ours = jx_mp_parse(jx_slice_at(bytes, cut), &tree) == JX_OK;
            if (!ours) continue;
            end = 0;
            msgpack_unpacked_init(&theirs);
            assert_int_equal(msgpack_unpack_next(&theirs, bytes, cut, &end),
                             MSGPACK_UNPACK_SUCCESS);
            assert_int_equal(end, cut);
            assert_same(tree.root, &theirs.data);
            msgpack_unpacked_destroy(&theirs);
            jx_mp_clear(&tree);
            compared++;
        }
    }
    assert_true(compared > 10000);
}

/* Any bytes get an answer. */
static void test_noise(void **state)
{
    (void)state;
    struct dice d = {1};
    unsigned good = 0;
    for (unsigned round = 0; round < 200000; round++) {
        char bytes[24];
        size_t len = 1 + roll(&d, sizeof bytes);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char)roll(&d, 256);
        struct jx_mp_tree tree;
        jx_status rc = jx_mp_parse(jx_slice_at(bytes, len), &tree);
        assert_true(rc == JX_OK || rc == JX_E_FORMAT || rc == JX_E_DEPTH);
        good += rc == JX_OK;
        jx_mp_clear(&tree);
    }
    assert_true(good > 0);
}

static void test_writes_and_reads(void **state)
{
    (void)state;
    static const int64_t ints[] = {0,     1,         -1,        127,       128,
                                   -32,   -33,       -128,      -129,      65535,
                                   65536, 1LL << 40, INT32_MIN, INT64_MAX, INT64_MIN};
    enum { INTS = sizeof ints / sizeof ints[0] };
    struct jx_buffer b;
    struct jx_mp_tree tree;
    jx_buffer_init(&b, 4096);
    jx_mp_put_array(&b, INTS + 7);
    for (size_t i = 0; i < INTS; i++)
        jx_mp_put_int(&b, ints[i]);
    jx_mp_put_uint(&b, UINT64_MAX);
    jx_mp_put_text(&b, JX_LIT("青石县"));
    jx_mp_put_bin(&b, BYTES("\0\1\2"));
    jx_mp_put_bool(&b, true);
    jx_mp_put_text(&b, JX_ABSENT);
    jx_mp_put_bin(&b, JX_LIT(""));
    jx_mp_put_map(&b, 1);
    jx_mp_put_text(&b, JX_LIT("k"));
    jx_mp_put_bool(&b, false);
    assert_int_equal(jx_mp_parse(jx_buffer_slice(&b), &tree), JX_OK);

    int64_t n = 0;
    uint64_t u = 0;
    bool yes = false;
    struct jx_slice s = JX_ABSENT;
    assert_int_equal(jx_mp_count(tree.root), INTS + 7);
    for (uint32_t i = 0; i < INTS; i++) {
        assert_true(jx_mp_int(jx_mp_at(tree.root, i), &n));
        assert_true(n == ints[i]);
        assert_int_equal(jx_mp_uint(jx_mp_at(tree.root, i), &u), ints[i] >= 0);
    }
    assert_true(jx_mp_uint(jx_mp_at(tree.root, INTS), &u) && u == UINT64_MAX);
    assert_false(jx_mp_int(jx_mp_at(tree.root, INTS), &n)); /* does not fit */
    assert_true(jx_mp_text(jx_mp_at(tree.root, INTS + 1), &s) && jx_slice_eq(s, JX_LIT("青石县")));
    assert_false(jx_mp_bin(jx_mp_at(tree.root, INTS + 1), &s));
    assert_true(jx_mp_bin(jx_mp_at(tree.root, INTS + 2), &s) && jx_slice_eq(s, BYTES("\0\1\2")));
    assert_true(jx_mp_bool(jx_mp_at(tree.root, INTS + 3), &yes) && yes);
    assert_int_equal(jx_mp_kind(jx_mp_at(tree.root, INTS + 4)), JX_MP_NIL);
    assert_true(jx_mp_bin(jx_mp_at(tree.root, INTS + 5), &s) && s.len == 0 && s.ptr);
    struct jx_mp map = jx_mp_at(tree.root, INTS + 6);
    assert_int_equal(jx_mp_kind(map), JX_MP_MAP);
    assert_true(jx_mp_text(jx_mp_key(map, 0), &s) && jx_slice_eq(s, JX_LIT("k")));
    assert_true(jx_mp_bool(jx_mp_at(map, 0), &yes) && !yes);
    assert_int_equal(jx_mp_count(jx_mp_at(tree.root, 0)), 0);
    jx_mp_clear(&tree);
    jx_mp_clear(&tree); /* again does nothing */
    jx_buffer_clear(&b);
}

static void test_the_buffer_remembers_its_failure(void **state)
{
    (void)state;
    struct jx_buffer b;
    jx_buffer_init(&b, 4);
    jx_buffer_put(&b, "1234", 4);
    assert_int_equal(b.status, JX_OK);
    jx_mp_put_uint(&b, 5);
    assert_int_equal(b.status, JX_E_TOO_LARGE);
    assert_int_equal(b.len, 4);
    jx_buffer_reset(&b);
    jx_mp_put_uint(&b, 5);
    assert_int_equal(b.status, JX_OK);
    jx_buffer_clear(&b);
    assert_true(jx_slice_eq(jx_buffer_slice(&b), JX_LIT("")));
    jx_buffer_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan_accepts),
        cmocka_unit_test(test_scan_refuses),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_heads_are_the_librarys),
        cmocka_unit_test(test_trees_are_the_librarys),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_writes_and_reads),
        cmocka_unit_test(test_the_buffer_remembers_its_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
