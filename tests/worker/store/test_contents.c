/* Contents as they are kept: compressed, and given back as they were sent or not at all. */
#include "county.h"

#include "../../../worker/store/contents.h"
#include "../../../worker/store/rows.h"

enum { FLIPS = 2000, SMALL = 300 };

static struct jx_slice random_bytes(struct jx_arena *a, struct dice *d, size_t len)
{
    char *bytes = jx_arena_take(a, len);
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)roll(d, 256);
    return jx_slice_at(bytes, len);
}

/* Of a form's words, over and over. */
static struct jx_slice worded_bytes(struct jx_arena *a, size_t len)
{
    static const char words[] = "level1产出指标level2数量指标target≥95%actual";
    char *bytes = jx_arena_take(a, len);
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++)
        bytes[i] = words[i % (sizeof words - 1)];
    return jx_slice_at(bytes, len);
}

static struct jx_slice packed(struct jx_arena *a, struct jx_slice content)
{
    struct jx_slice value;
    assert_int_equal(content_pack(content, a, &value), JX_OK);
    return value;
}

static void assert_comes_back(struct jx_arena *a, struct jx_slice content)
{
    struct jx_slice out;
    const struct jx_slice value = packed(a, content);
    assert_in_range(value.len, 1, content.len + 1);
    assert_int_equal(content_open(value, a, &out), JX_OK);
    assert_true(jx_slice_eq(out, content));
}

static void test_every_length_comes_back(void **state)
{
    (void)state;
    struct dice d = {1};
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    for (size_t len = 0; len <= SMALL; len++) {
        assert_comes_back(&a, random_bytes(&a, &d, len));
        assert_comes_back(&a, worded_bytes(&a, len));
    }
    assert_comes_back(&a, random_bytes(&a, &d, JX_CONTENT_BYTES_MAX));
    assert_comes_back(&a, worded_bytes(&a, JX_CONTENT_BYTES_MAX));
    jx_arena_clear(&a);
}

static void test_words_become_small_and_chance_does_not_grow(void **state)
{
    (void)state;
    struct dice d = {2};
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    const struct jx_slice words = worded_bytes(&a, 3000), chance = random_bytes(&a, &d, 3000);
    assert_true(packed(&a, words).len < words.len / 8);
    assert_int_equal(packed(&a, chance).len, chance.len + 1);
    assert_int_equal(packed(&a, chance).ptr[0], 1);
    jx_arena_clear(&a);
}

/* Whatever a disk makes of it: an outcome, and no byte beyond what was there is read or written
 * (the sanitizers look); what is wrong and opens all the same, the id tells. */
static void test_damage_is_an_outcome(void **state)
{
    (void)state;
    struct dice d = {3};
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    const struct jx_slice value = packed(&a, worded_bytes(&a, 3000));
    for (unsigned i = 0; i < FLIPS; i++) {
        struct jx_arena own;
        struct jx_slice out;
        jx_arena_init(&own, JX_ARENA_BYTES_MAX);
        char *bad = (char *)(uintptr_t)jx_arena_copy(&own, value).ptr;
        size_t len = roll(&d, 4) ? value.len : roll(&d, value.len);
        if (len) bad[roll(&d, len)] ^= (char)(1 << roll(&d, 8));
        const jx_status rc = content_open(jx_slice_at(bad, len), &own, &out);
        assert_true(rc == JX_OK || rc == JX_E_CORRUPT || rc == JX_E_VERSION);
        jx_arena_clear(&own);
    }
    jx_arena_clear(&a);
}

static void test_what_is_no_content_is_refused(void **state)
{
    (void)state;
    /* A frame that says it holds 2 GB. */
    static const char vast[] = "\x02\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x80\x01\x00\x00";
    struct jx_arena a;
    struct jx_slice out;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    assert_int_equal(content_open(JX_LIT(""), &a, &out), JX_E_CORRUPT);
    assert_int_equal(content_open(JX_LIT("\x03later"), &a, &out), JX_E_VERSION);
    assert_int_equal(content_open(JX_LIT("\x02no frame"), &a, &out), JX_E_CORRUPT);
    assert_int_equal(content_open(jx_slice_at(vast, sizeof vast - 1), &a, &out), JX_E_CORRUPT);
    jx_arena_clear(&a);
}

/* Bytes that this dictionary and format gave once have to be readable for ever. */
static void test_what_was_packed_once_is_read(void **state)
{
    (void)state;
    static const char once[] = {2,  40, -75,  47,   -3, 96,  -12, 0,   -43, 0,   0,   8,  49,
                                8,  -4, -69,  -39,  -2, 49,  -44, -17, 103, -33, -96, 26, -100,
                                82, 11, -103, -114, 9,  -36, 86,  42,  -7,  106, -121};
    struct jx_arena a;
    struct jx_slice out;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    assert_int_equal(content_open(jx_slice_at(once, sizeof once), &a, &out), JX_OK);
    assert_true(jx_slice_eq(out, worded_bytes(&a, 500)));
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_length_comes_back),
        cmocka_unit_test(test_words_become_small_and_chance_does_not_grow),
        cmocka_unit_test(test_damage_is_an_outcome),
        cmocka_unit_test(test_what_is_no_content_is_refused),
        cmocka_unit_test(test_what_was_packed_once_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
