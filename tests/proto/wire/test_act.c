/* Headers, submissions, key acts and packs: there and back, cut off anywhere, and what may not be
 * in them. */
#include "random.h"

#include <stdlib.h>
#include <string.h>

#include "../../../proto/wire/act.h"

/* One decoder behind one face, so that the cutting is written once. */
typedef jx_status decoder(struct jx_slice bytes);

static jx_status header_of(struct jx_slice bytes)
{
    struct jx_header h;
    return jx_header_decode(bytes, &h);
}

static jx_status submission_of(struct jx_slice bytes)
{
    struct jx_submission s;
    return jx_submission_decode(bytes, &s);
}

static jx_status key_act_of(struct jx_slice bytes)
{
    struct jx_key_act k;
    return jx_key_act_decode(bytes, &k);
}

static jx_status pack_act_of(struct jx_slice bytes)
{
    struct jx_pack_act p;
    return jx_pack_act_decode(bytes, &p);
}

static jx_status pack_of(struct jx_slice bytes)
{
    struct jx_arena a;
    struct jx_pack_file *files = NULL;
    uint32_t count = 0;
    jx_arena_init(&a, 1 << 20);
    jx_status rc = jx_pack_decode(bytes, &a, &files, &count);
    jx_arena_clear(&a);
    return rc;
}

/* On the heap, so that the sanitizer sees a byte read too many. */
static void assert_cut_off_fails(const struct jx_buffer *b, decoder *decode)
{
    assert_int_equal(b->status, JX_OK);
    assert_int_equal(decode(jx_buffer_slice(b)), JX_OK);
    for (size_t len = 0; len < b->len; len++) {
        char *part = malloc(len ? len : 1);
        assert_non_null(part);
        memcpy(part, b->bytes, len);
        assert_int_equal(decode(jx_slice_at(part, len)), JX_E_FORMAT);
        free(part);
    }
}

/* Another version, an element too few, an element too many: a later version may append. */
static void assert_version_and_length(struct jx_buffer *b, decoder *decode)
{
    char version = b->bytes[1];
    b->bytes[1] = (char)(version + 1);
    assert_int_equal(decode(jx_buffer_slice(b)), JX_E_VERSION);
    b->bytes[1] = version;
    b->bytes[0]--;
    assert_int_equal(decode(jx_buffer_slice(b)), JX_E_FORMAT);
    b->bytes[0] = (char)(b->bytes[0] + 2);
    jx_mp_put_nil(b);
    assert_int_equal(decode(jx_buffer_slice(b)), JX_OK);
}

static void test_headers(void **state)
{
    (void)state;
    const struct jx_header h = {JX_ACT_SUBMISSION,
                                JX_LIT("monitoring"),
                                2024,
                                JX_LIT("1-8月"),
                                JX_LIT("330102"),
                                false,
                                {0}};
    struct jx_header again;
    struct jx_buffer b;
    jx_buffer_init(&b, JX_HEADER_BYTES_MAX);
    assert_int_equal(jx_header_encode(&h, &b), JX_OK);
    assert_int_equal(jx_header_decode(jx_buffer_slice(&b), &again), JX_OK);
    assert_int_equal(again.kind, h.kind);
    assert_int_equal(again.year, h.year);
    assert_true(jx_slice_eq(again.form, h.form) && jx_slice_eq(again.period, h.period) &&
                jx_slice_eq(again.unit, h.unit));
    assert_cut_off_fails(&b, header_of);
    assert_version_and_length(&b, header_of);
    jx_buffer_clear(&b);
}

static void test_header_limits(void **state)
{
    (void)state;
    char text[JX_HEADER_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    static const struct {
        size_t form, period, unit;
        uint32_t year;
        jx_status expected;
    } cases[] = {
        {JX_FORM_NAME_MAX, JX_PERIOD_MAX, JX_UNIT_CODE_MAX, JX_YEAR_LAST, JX_OK},
        {JX_FORM_NAME_MAX + 1, 0, 0, 0, JX_E_TOO_LARGE},
        {0, JX_PERIOD_MAX + 1, 0, 0, JX_E_TOO_LARGE},
        {0, 0, JX_UNIT_CODE_MAX + 1, 0, JX_E_TOO_LARGE},
        {0, 0, 0, JX_YEAR_LAST + 1, JX_E_FORMAT},
        {0, 0, JX_HEADER_BYTES_MAX, 0, JX_E_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct jx_header h = {JX_ACT_SUBMISSION,
                                    jx_slice_at(text, cases[i].form),
                                    cases[i].year,
                                    jx_slice_at(text, cases[i].period),
                                    jx_slice_at(text, cases[i].unit),
                                    true,
                                    {3}};
        struct jx_buffer b;
        jx_buffer_init(&b, 4096);
        assert_int_equal(jx_header_encode(&h, &b), JX_OK);
        assert_int_equal(header_of(jx_buffer_slice(&b)), cases[i].expected);
        jx_buffer_clear(&b);
    }
}

static void test_submissions(void **state)
{
    (void)state;
    for (int has_parent = 0; has_parent < 2; has_parent++) {
        struct jx_submission s = {.unit = JX_LIT("330102"),
                                  .has_parent = has_parent,
                                  .document = JX_LIT("\x81 any bytes"),
                                  .explanations = jx_no_explanations},
                             again;
        memset(s.parent.bytes, 9, JX_HASH_BYTES);
        struct jx_buffer b;
        jx_buffer_init(&b, 4096);
        assert_int_equal(jx_submission_encode(&s, &b), JX_OK);
        assert_int_equal(jx_submission_decode(jx_buffer_slice(&b), &again), JX_OK);
        assert_true(jx_slice_eq(again.unit, s.unit) && jx_slice_eq(again.document, s.document) &&
                    jx_slice_eq(again.explanations, s.explanations));
        assert_int_equal(again.has_parent, has_parent);
        if (has_parent) assert_true(jx_hash_eq(&again.parent, &s.parent));
        assert_cut_off_fails(&b, submission_of);
        assert_version_and_length(&b, submission_of);
        jx_buffer_clear(&b);
    }
}

static void test_a_parent_of_another_length(void **state)
{
    (void)state;
    struct jx_buffer b;
    jx_buffer_init(&b, 4096);
    for (size_t len = 0; len < 40; len++) {
        static const char parent[40];
        jx_buffer_reset(&b);
        jx_mp_put_array(&b, 5);
        jx_mp_put_uint(&b, 1);
        jx_mp_put_text(&b, JX_LIT("330102"));
        jx_mp_put_bin(&b, jx_slice_at(parent, len));
        jx_mp_put_bin(&b, JX_LIT("d"));
        jx_mp_put_bin(&b, JX_LIT("e"));
        bool good = submission_of(jx_buffer_slice(&b)) == JX_OK;
        assert_int_equal(good, len == JX_HASH_BYTES);
    }
    jx_buffer_clear(&b);
}

static void test_key_acts(void **state)
{
    (void)state;
    static const char nonce[JX_NONCE_BYTES] = "nonce", key[JX_KEY_BYTES] = "key";
    struct jx_key_act k = {.nonce = jx_slice_at(nonce, sizeof nonce),
                           .action = JX_LIT("enrol"),
                           .public_key = jx_slice_at(key, sizeof key),
                           .unit = JX_LIT("330102"),
                           .name = JX_LIT("青石镇财政所 李工"),
                           .from_ms = 1767196800000,
                           .until_ms = INT64_MAX,
                           .why = JX_LIT("接替王工")},
                      again;
    struct jx_buffer b;
    jx_buffer_init(&b, 4096);
    for (uint32_t roles = 0; roles <= JX_ROLES_MAX; roles++) {
        k.role_count = roles;
        if (roles) k.roles[roles - 1] = JX_LIT("township");
        jx_buffer_reset(&b);
        assert_int_equal(jx_key_act_encode(&k, &b), JX_OK);
        assert_int_equal(jx_key_act_decode(jx_buffer_slice(&b), &again), JX_OK);
        assert_true(jx_slice_eq(again.nonce, k.nonce) && jx_slice_eq(again.action, k.action) &&
                    jx_slice_eq(again.public_key, k.public_key) &&
                    jx_slice_eq(again.unit, k.unit) && jx_slice_eq(again.name, k.name) &&
                    jx_slice_eq(again.why, k.why));
        assert_true(again.from_ms == k.from_ms && again.until_ms == k.until_ms);
        assert_int_equal(again.role_count, roles);
        for (uint32_t i = 0; i < roles; i++)
            assert_true(jx_slice_eq(again.roles[i], k.roles[i]));
    }
    assert_cut_off_fails(&b, key_act_of);
    assert_version_and_length(&b, key_act_of);

    k.public_key.len--;
    jx_buffer_reset(&b);
    assert_int_equal(jx_key_act_encode(&k, &b), JX_OK);
    assert_int_equal(key_act_of(jx_buffer_slice(&b)), JX_E_FORMAT);
    jx_buffer_clear(&b);
}

/* Journals of the first version have key acts that end with the name. */
static void test_key_acts_of_version_1(void **state)
{
    (void)state;
    static const char nonce[JX_NONCE_BYTES] = "nonce", key[JX_KEY_BYTES] = "key";
    struct jx_key_act k;
    struct jx_buffer b;
    jx_buffer_init(&b, 4096);
    jx_mp_put_array(&b, 7);
    jx_mp_put_uint(&b, 1);
    jx_mp_put_bin(&b, jx_slice_at(nonce, sizeof nonce));
    jx_mp_put_text(&b, JX_LIT("enrol"));
    jx_mp_put_bin(&b, jx_slice_at(key, sizeof key));
    jx_mp_put_text(&b, JX_LIT("330102"));
    jx_mp_put_array(&b, 1);
    jx_mp_put_text(&b, JX_LIT("township"));
    jx_mp_put_text(&b, JX_LIT("name"));
    assert_int_equal(jx_key_act_decode(jx_buffer_slice(&b), &k), JX_OK);
    assert_true(jx_slice_eq(k.name, JX_LIT("name")) && jx_slice_eq(k.why, JX_LIT("")));
    assert_true(k.from_ms == 0 && k.until_ms == 0);
    b.bytes[1] = 2; /* which has more to say */
    assert_int_equal(key_act_of(jx_buffer_slice(&b)), JX_E_FORMAT);
    b.bytes[1] = 0;
    assert_int_equal(key_act_of(jx_buffer_slice(&b)), JX_E_VERSION);
    jx_buffer_clear(&b);
}

static jx_status key_record_of(struct jx_slice bytes)
{
    struct jx_key_record k;
    return jx_key_record_decode(bytes, &k);
}

static void test_key_records(void **state)
{
    (void)state;
    struct jx_key_record k = {.position = 77,
                              .time_ms = 1767196800000,
                              .by = {5},
                              .content = JX_LIT("content")},
                         again;
    struct jx_buffer b;
    jx_buffer_init(&b, 4096);
    assert_int_equal(jx_key_record_encode(&k, &b), JX_OK);
    assert_int_equal(jx_key_record_decode(jx_buffer_slice(&b), &again), JX_OK);
    assert_true(again.position == 77 && again.time_ms == k.time_ms);
    assert_memory_equal(again.by, k.by, sizeof k.by);
    assert_true(jx_slice_eq(again.content, k.content));
    assert_cut_off_fails(&b, key_record_of);
    assert_version_and_length(&b, key_record_of);
    jx_buffer_clear(&b);
}

/* A role too many, and roles that are none. */
static void test_key_acts_with_odd_roles(void **state)
{
    (void)state;
    static const char nonce[JX_NONCE_BYTES], key[JX_KEY_BYTES];
    struct jx_buffer b;
    jx_buffer_init(&b, 4096);
    for (int odd = 0; odd < 3; odd++) {
        jx_buffer_reset(&b);
        jx_mp_put_array(&b, 7);
        jx_mp_put_uint(&b, 1);
        jx_mp_put_bin(&b, jx_slice_at(nonce, sizeof nonce));
        jx_mp_put_text(&b, JX_LIT("enrol"));
        jx_mp_put_bin(&b, jx_slice_at(key, sizeof key));
        jx_mp_put_text(&b, JX_LIT("330102"));
        if (odd == 0) {
            jx_mp_put_array(&b, JX_ROLES_MAX + 1);
            for (int i = 0; i <= JX_ROLES_MAX; i++)
                jx_mp_put_text(&b, JX_LIT("township"));
        } else if (odd == 1) {
            jx_mp_put_array(&b, 1);
            jx_mp_put_uint(&b, 7);
        } else {
            jx_mp_put_text(&b, JX_LIT("township"));
        }
        jx_mp_put_text(&b, JX_LIT("name"));
        assert_int_equal(key_act_of(jx_buffer_slice(&b)), JX_E_FORMAT);
    }
    jx_buffer_clear(&b);
}

static void test_packs(void **state)
{
    (void)state;
    const struct jx_pack_file files[] = {{JX_LIT("profile"), JX_LIT("one")},
                                         {JX_LIT("rules"), JX_LIT("")},
                                         {JX_LIT("规则"), JX_LIT("three")}};
    struct jx_pack_file *again = NULL;
    uint32_t count = 0;
    struct jx_arena a;
    struct jx_buffer b;
    jx_arena_init(&a, 1 << 20);
    jx_buffer_init(&b, 4096);
    assert_int_equal(jx_pack_encode(files, 3, &b), JX_OK);
    assert_int_equal(jx_pack_decode(jx_buffer_slice(&b), &a, &again, &count), JX_OK);
    assert_int_equal(count, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_true(jx_slice_eq(again[i].name, files[i].name) &&
                    jx_slice_eq(again[i].bytes, files[i].bytes));
    assert_cut_off_fails(&b, pack_of);

    static const char nonce[JX_NONCE_BYTES];
    struct jx_buffer act;
    struct jx_pack_act p = {jx_slice_at(nonce, sizeof nonce), JX_LIT("青石县 2023"),
                            jx_buffer_slice(&b)},
                       back;
    jx_buffer_init(&act, 4096);
    assert_int_equal(jx_pack_act_encode(&p, &act), JX_OK);
    assert_int_equal(jx_pack_act_decode(jx_buffer_slice(&act), &back), JX_OK);
    assert_true(jx_slice_eq(back.nonce, p.nonce) && jx_slice_eq(back.name, p.name) &&
                jx_slice_eq(back.pack, p.pack));
    assert_cut_off_fails(&act, pack_act_of);
    assert_version_and_length(&act, pack_act_of);
    jx_buffer_clear(&act);
    jx_buffer_clear(&b);
    jx_arena_clear(&a);
}

static void test_packs_out_of_order(void **state)
{
    (void)state;
    static const struct {
        struct jx_pack_file files[2];
        jx_status expected;
    } cases[] = {
        {{{{"a", 1}, {"", 0}}, {{"b", 1}, {"", 0}}}, JX_OK},
        {{{{"b", 1}, {"", 0}}, {{"a", 1}, {"", 0}}}, JX_E_FIELD_ORDER},
        {{{{"a", 1}, {"", 0}}, {{"a", 1}, {"", 0}}}, JX_E_FIELD_ORDER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct jx_buffer b;
        jx_buffer_init(&b, 4096);
        assert_int_equal(jx_pack_encode(cases[i].files, 2, &b), JX_OK);
        assert_int_equal(pack_of(jx_buffer_slice(&b)), cases[i].expected);
        jx_buffer_clear(&b);
    }
    struct jx_buffer b;
    jx_buffer_init(&b, 4096);
    jx_mp_put_array(&b, JX_PACK_FILES_MAX + 1);
    for (int i = 0; i <= JX_PACK_FILES_MAX; i++)
        jx_mp_put_nil(&b);
    assert_int_equal(pack_of(jx_buffer_slice(&b)), JX_E_ROWS);
    jx_buffer_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_header_limits),
        cmocka_unit_test(test_submissions),
        cmocka_unit_test(test_a_parent_of_another_length),
        cmocka_unit_test(test_key_acts_of_version_1),
        cmocka_unit_test(test_key_records),
        cmocka_unit_test(test_key_acts),
        cmocka_unit_test(test_key_acts_with_odd_roles),
        cmocka_unit_test(test_packs),
        cmocka_unit_test(test_packs_out_of_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
