/* Entries, records, the Merkle tree and receipts: there and back, and that nothing in them can be
 * changed unnoticed. */
#include "random.h"

#include <stdlib.h>
#include <string.h>

#include "../../../proto/wire/record.h"

enum { LEAVES_MAX = JX_GROUP_RECORDS_MAX };

static int setup(void **state)
{
    (void)state;
    return jx_crypto_init() == JX_OK ? 0 : -1;
}

static struct jx_entry entry_at(uint64_t position, struct jx_slice content)
{
    struct jx_entry e = {.kind = JX_ACT_SUBMISSION,
                         .position = position,
                         .time_ms = 1700000000000,
                         .header = JX_LIT("header"),
                         .id = jx_act_id(content)};
    memset(e.principal, 5, sizeof e.principal);
    return e;
}

static void encode_entry(const struct jx_entry *e, struct jx_buffer *b)
{
    jx_buffer_init(b, JX_ENTRY_BYTES_MAX);
    assert_int_equal(jx_entry_encode(e, b), JX_OK);
}

/* ---- entries and records ---- */

static void test_entries(void **state)
{
    (void)state;
    const struct jx_entry e = entry_at(UINT64_MAX, JX_LIT("content"));
    struct jx_entry again;
    struct jx_buffer b;
    encode_entry(&e, &b);
    assert_int_equal(jx_entry_decode(jx_buffer_slice(&b), &again), JX_OK);
    assert_int_equal(again.kind, e.kind);
    assert_true(again.position == e.position && again.time_ms == e.time_ms);
    assert_memory_equal(again.principal, e.principal, JX_KEY_BYTES);
    assert_true(jx_slice_eq(again.header, e.header) && jx_hash_eq(&again.id, &e.id));
    for (size_t len = 0; len < b.len; len++)
        assert_int_equal(jx_entry_decode(jx_slice_at(b.bytes, len), &again), JX_E_FORMAT);
    jx_buffer_clear(&b);
}

/* The largest entry the limits allow has to fit its own limit. */
static void test_the_largest_entry_fits(void **state)
{
    (void)state;
    static const char header[JX_HEADER_BYTES_MAX];
    struct jx_entry e = entry_at(UINT64_MAX, JX_LIT("content"));
    struct jx_buffer b;
    e.time_ms = INT64_MAX;
    e.header = jx_slice_at(header, sizeof header);
    encode_entry(&e, &b);
    assert_true(b.len <= JX_ENTRY_BYTES_MAX);
    jx_buffer_clear(&b);
}

static void test_records(void **state)
{
    (void)state;
    const struct jx_slice content = JX_LIT("the content of a submission");
    const struct jx_entry e = entry_at(7, content);
    struct jx_record again;
    struct jx_buffer entry, b;
    encode_entry(&e, &entry);
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    assert_int_equal(jx_record_encode(jx_buffer_slice(&entry), content, &b), JX_OK);
    assert_int_equal(jx_record_decode(jx_buffer_slice(&b), &again), JX_OK);
    assert_true(jx_slice_eq(again.entry_bytes, jx_buffer_slice(&entry)));
    assert_true(jx_slice_eq(again.content, content));
    assert_int_equal(again.entry.position, 7);
    for (size_t len = 0; len < b.len; len++)
        assert_int_equal(jx_record_decode(jx_slice_at(b.bytes, len), &again), JX_E_FORMAT);
    /* The content stands at the end: each of its bits. */
    for (size_t at = b.len - content.len; at < b.len; at++) {
        for (int bit = 0; bit < 8; bit++) {
            b.bytes[at] = (char)(b.bytes[at] ^ 1 << bit);
            assert_int_equal(jx_record_decode(jx_buffer_slice(&b), &again), JX_E_CORRUPT);
            b.bytes[at] = (char)(b.bytes[at] ^ 1 << bit);
        }
    }
    jx_buffer_clear(&b);
    jx_buffer_clear(&entry);
}

/* ---- the tree ---- */

static struct jx_hash leaf_at(uint32_t i)
{
    return jx_leaf(jx_slice_at(&i, sizeof i));
}

/* RFC 6962: the largest power of two below `count` goes left. */
static struct jx_hash root_by_definition(uint32_t first, uint32_t count)
{
    if (count == 1) return leaf_at(first);
    uint32_t left = 1;
    while (left * 2 < count)
        left *= 2;
    const struct jx_hash l = root_by_definition(first, left),
                         r = root_by_definition(first + left, count - left);
    const struct jx_slice parts[] = {JX_LIT("\x01"), jx_hash_slice(&l), jx_hash_slice(&r)};
    return jx_hash_parts(parts, 3);
}

static void check_leaf(const struct jx_hash *nodes, uint32_t count, uint32_t index,
                       const struct jx_hash *expected)
{
    struct jx_hash path[JX_PATH_MAX + 1] = {{{0}}}, root;
    const struct jx_hash leaf = nodes[index];
    unsigned n = jx_merkle_path(nodes, count, index, path);
    assert_true(n <= JX_PATH_MAX);
    assert_true(jx_merkle_climb(leaf, index, count, path, n, &root));
    assert_true(jx_hash_eq(&root, expected));
    /* Another index, a path too short, too long, or changed. */
    for (uint32_t other = index > 3 ? index - 3 : 0; other < count && other < index + 3; other++) {
        if (other == index) continue;
        bool climbs = jx_merkle_climb(leaf, other, count, path, n, &root);
        assert_false(climbs && jx_hash_eq(&root, expected));
    }
    if (n) assert_false(jx_merkle_climb(leaf, index, count, path, n - 1, &root));
    assert_false(jx_merkle_climb(leaf, index, count, path, n + 1, &root));
    for (unsigned i = 0; i < n; i++) {
        path[i].bytes[i] ^= 1;
        assert_true(jx_merkle_climb(leaf, index, count, path, n, &root));
        assert_false(jx_hash_eq(&root, expected));
        path[i].bytes[i] ^= 1;
    }
    struct jx_hash changed = leaf;
    changed.bytes[31] ^= 1;
    assert_true(jx_merkle_climb(changed, index, count, path, n, &root));
    assert_false(jx_hash_eq(&root, expected));
}

static void check_tree(uint32_t count, uint32_t step)
{
    /* Exactly the room that is promised to be enough. */
    struct jx_hash *nodes = calloc(JX_MERKLE_NODES(count), sizeof *nodes);
    assert_non_null(nodes);
    for (uint32_t i = 0; i < count; i++)
        nodes[i] = leaf_at(i);
    const struct jx_hash root = jx_merkle_build(nodes, count);
    const struct jx_hash expected = root_by_definition(0, count);
    assert_true(jx_hash_eq(&root, &expected));
    for (uint32_t i = 0; i < count; i += step)
        check_leaf(nodes, count, i, &root);
    check_leaf(nodes, count, count - 1, &root);
    free(nodes);
}

static void test_trees(void **state)
{
    (void)state;
    for (uint32_t count = 1; count <= 70; count++)
        check_tree(count, 1);
    check_tree(LEAVES_MAX - 1, 129);
    check_tree(LEAVES_MAX, 129);
}

/* ---- receipts ---- */

enum { GROUP = 5, INDEX = 2, FIRST = 41 };

struct scene {
    struct jx_sign_keys keys;
    struct jx_buffer entries[GROUP], group, receipt;
    struct jx_hash id;
};

static void make_receipt(struct scene *s)
{
    struct jx_hash nodes[JX_MERKLE_NODES(GROUP)];
    struct jx_receipt r = {.path_len = 0};
    jx_sign_keys_make(&s->keys);
    for (unsigned i = 0; i < GROUP; i++) {
        const struct jx_entry e = entry_at(FIRST + i, jx_slice_at(&i, sizeof i));
        encode_entry(&e, &s->entries[i]);
        nodes[i] = jx_leaf(jx_buffer_slice(&s->entries[i]));
        if (i == INDEX) s->id = e.id;
    }
    struct jx_group g = {.journal = "a journal", .first = FIRST, .count = GROUP, .time_ms = 9};
    g.root = jx_merkle_build(nodes, GROUP);
    r.path_len = jx_merkle_path(nodes, GROUP, INDEX, r.path);
    jx_buffer_init(&s->group, JX_GROUP_BYTES_MAX);
    assert_int_equal(jx_group_encode(&g, &s->group), JX_OK);
    r.entry_bytes = jx_buffer_slice(&s->entries[INDEX]);
    r.group_bytes = jx_buffer_slice(&s->group);
    jx_group_sign(r.group_bytes, s->keys.secret_key, r.signature);
    jx_buffer_init(&s->receipt, JX_RECEIPT_BYTES_MAX);
    assert_int_equal(jx_receipt_encode(&r, &s->receipt), JX_OK);
}

static void drop_receipt(struct scene *s)
{
    for (unsigned i = 0; i < GROUP; i++)
        jx_buffer_clear(&s->entries[i]);
    jx_buffer_clear(&s->group);
    jx_buffer_clear(&s->receipt);
}

/* As a client does it: bytes and nothing else. */
static bool proves(struct jx_slice bytes, const struct jx_hash *id, const uint8_t *public_key)
{
    struct jx_receipt r;
    return jx_receipt_decode(bytes, &r) == JX_OK && jx_receipt_verify(&r, id, public_key) == JX_OK;
}

static void test_a_receipt_proves(void **state)
{
    (void)state;
    struct scene s;
    struct jx_receipt r;
    make_receipt(&s);
    struct jx_slice bytes = jx_buffer_slice(&s.receipt);
    assert_true(proves(bytes, &s.id, s.keys.public_key));
    assert_int_equal(jx_receipt_decode(bytes, &r), JX_OK);
    assert_int_equal(r.entry.position, FIRST + INDEX);
    assert_int_equal(r.group.count, GROUP);

    struct jx_hash other = s.id;
    other.bytes[0] ^= 1;
    assert_false(proves(bytes, &other, s.keys.public_key));
    struct jx_sign_keys stranger;
    jx_sign_keys_make(&stranger);
    assert_false(proves(bytes, &s.id, stranger.public_key));
    for (size_t len = 0; len < bytes.len; len++)
        assert_false(proves(jx_slice_at(bytes.ptr, len), &s.id, s.keys.public_key));
    drop_receipt(&s);
}

static void test_any_flipped_bit_breaks_a_receipt(void **state)
{
    (void)state;
    struct scene s;
    make_receipt(&s);
    for (size_t at = 0; at < s.receipt.len; at++) {
        for (int bit = 0; bit < 8; bit++) {
            s.receipt.bytes[at] = (char)(s.receipt.bytes[at] ^ 1 << bit);
            if (proves(jx_buffer_slice(&s.receipt), &s.id, s.keys.public_key))
                fail_msg("byte %u, bit %d", (unsigned)at, bit);
            s.receipt.bytes[at] = (char)(s.receipt.bytes[at] ^ 1 << bit);
        }
    }
    drop_receipt(&s);
}

/* A group's signature is good for nothing else, and its head depends on every byte of it. */
static void test_heads_and_signatures(void **state)
{
    (void)state;
    struct scene s;
    uint8_t signature[JX_SIGNATURE_BYTES];
    make_receipt(&s);
    struct jx_slice group = jx_buffer_slice(&s.group);
    jx_sign(group, s.keys.secret_key, signature); /* without saying what for */
    assert_false(jx_group_verify(group, s.keys.public_key, signature));
    jx_group_sign(group, s.keys.secret_key, signature);
    assert_true(jx_group_verify(group, s.keys.public_key, signature));
    const struct jx_hash head = jx_group_head(group), leaf = jx_leaf(group);
    assert_false(jx_hash_eq(&head, &leaf));
    for (size_t at = 0; at < s.group.len; at++) {
        s.group.bytes[at] ^= 1;
        const struct jx_hash changed = jx_group_head(group);
        assert_false(jx_hash_eq(&head, &changed));
        assert_false(jx_group_verify(group, s.keys.public_key, signature));
        s.group.bytes[at] ^= 1;
    }
    static const char long_group[JX_GROUP_BYTES_MAX + 1];
    assert_false(
        jx_group_verify(jx_slice_at(long_group, sizeof long_group), s.keys.public_key, signature));
    drop_receipt(&s);
}

static void test_the_largest_group_and_receipt_fit(void **state)
{
    (void)state;
    struct jx_group g = {.first = UINT64_MAX, .count = JX_GROUP_RECORDS_MAX, .time_ms = INT64_MAX};
    struct jx_group again;
    struct jx_buffer b, receipt;
    jx_buffer_init(&b, JX_GROUP_BYTES_MAX);
    assert_int_equal(jx_group_encode(&g, &b), JX_OK);
    assert_int_equal(jx_group_decode(jx_buffer_slice(&b), &again), JX_OK);
    assert_true(again.first == g.first && again.count == g.count && again.time_ms == g.time_ms);

    static const char header[JX_HEADER_BYTES_MAX];
    struct jx_entry e = entry_at(UINT64_MAX, JX_LIT("content"));
    struct jx_buffer entry;
    e.time_ms = INT64_MAX;
    e.header = jx_slice_at(header, sizeof header);
    encode_entry(&e, &entry);
    struct jx_receipt r = {.entry_bytes = jx_buffer_slice(&entry),
                           .group_bytes = jx_buffer_slice(&b),
                           .path_len = JX_PATH_MAX},
                      back;
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    assert_int_equal(jx_receipt_encode(&r, &receipt), JX_OK);
    assert_int_equal(jx_receipt_decode(jx_buffer_slice(&receipt), &back), JX_OK);
    assert_int_equal(back.path_len, JX_PATH_MAX);
    jx_buffer_clear(&receipt);
    jx_buffer_clear(&entry);
    jx_buffer_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_the_largest_entry_fits),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_a_receipt_proves),
        cmocka_unit_test(test_any_flipped_bit_breaks_a_receipt),
        cmocka_unit_test(test_heads_and_signatures),
        cmocka_unit_test(test_the_largest_group_and_receipt_fit),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
