/* Which rows are taken for the same. A list is a text with a letter for each row. */
#include "../proto/base/cmocka_all.h"

#include "../../client/row_align.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *before, *after;
    const char *pairs; /* "Aa" are a pair, "A-" was taken out, "-a" was put in */
} cases[] = {
    {"", "", ""},
    {"abc", "abc", "aabbcc"},
    {"abc", "axbc", "aa-xbbcc"},   /* put in in the middle */
    {"abc", "xabc", "-xaabbcc"},   /* in front */
    {"abc", "abcx", "aabbcc-x"},   /* behind */
    {"abcd", "abd", "aabbc-dd"},   /* taken out */
    {"abc", "axc", "aabxcc"},      /* renamed */
    {"abcd", "axyd", "aabxcydd"},  /* two renamed */
    {"abcd", "axd", "aab-c--xdd"}, /* which of them was renamed, nobody can say */
    {"abc", "", "a-b-c-"},
    {"", "abc", "-a-b-c"},
    {"aab", "ab", "aaa-bb"},            /* one of two of one name */
    {"abcde", "acbde", "aab-cc-bddee"}, /* moved */
    {"abc", "xyz", "axbycz"},
};

static void rows_of(const char *text, struct jx_slice *out)
{
    for (size_t i = 0; text[i]; i++)
        out[i] = jx_slice_at(text + i, 1);
}

static void rows_are_paired_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct jx_slice before[16], after[16];
        struct row_pair *pairs = NULL;
        struct jx_arena a;
        uint32_t count = 0;
        char got[64] = "";
        jx_arena_init(&a, 1 << 20);
        rows_of(cases[i].before, before);
        rows_of(cases[i].after, after);
        assert_int_equal(rows_align(before, (uint32_t)strlen(cases[i].before), after,
                                    (uint32_t)strlen(cases[i].after), &a, &pairs, &count),
                         JX_OK);
        for (uint32_t k = 0; k < count; k++) {
            got[2 * k] = pairs[k].before == ROW_NONE ? '-' : cases[i].before[pairs[k].before];
            got[2 * k + 1] = pairs[k].after == ROW_NONE ? '-' : cases[i].after[pairs[k].after];
        }
        if (strcmp(got, cases[i].pairs) != 0)
            fail_msg("%s, %s: %s instead of %s", cases[i].before, cases[i].after, got,
                     cases[i].pairs);
        jx_arena_clear(&a);
    }
}

/* Every row once, in order, whatever the lists. */
static void every_row_is_there_once(void **state)
{
    enum { ROUNDS = 2000, ROWS = 24 };
    (void)state;
    srand(3);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct jx_slice lists[2][ROWS];
        uint32_t lengths[2], count = 0;
        int64_t next[2] = {0, 0};
        struct row_pair *pairs = NULL;
        struct jx_arena a;
        jx_arena_init(&a, 1 << 20);
        for (int side = 0; side < 2; side++) {
            lengths[side] = (uint32_t)(rand() % ROWS);
            for (uint32_t i = 0; i < lengths[side]; i++)
                lists[side][i] = jx_slice_at(&"abcdef"[rand() % 6], 1);
        }
        assert_int_equal(rows_align(lists[0], lengths[0], lists[1], lengths[1], &a, &pairs, &count),
                         JX_OK);
        for (uint32_t i = 0; i < count; i++) {
            if (pairs[i].before != ROW_NONE) assert_int_equal(pairs[i].before, next[0]++);
            if (pairs[i].after != ROW_NONE) assert_int_equal(pairs[i].after, next[1]++);
            assert_true(pairs[i].before != ROW_NONE || pairs[i].after != ROW_NONE);
        }
        assert_int_equal(next[0], lengths[0]);
        assert_int_equal(next[1], lengths[1]);
        jx_arena_clear(&a);
    }
}

static void long_lists_are_paired_by_number_where_they_differ(void **state)
{
    enum { ROWS = ROW_ALIGN_MAX + 10 };
    static struct jx_slice before[ROWS], after[ROWS];
    struct row_pair *pairs = NULL;
    struct jx_arena a;
    uint32_t count = 0;
    (void)state;
    jx_arena_init(&a, 16 << 20);
    for (unsigned i = 0; i < ROWS; i++) {
        before[i] = JX_LIT("x");
        after[i] = JX_LIT("y");
    }
    assert_int_equal(rows_align(before, ROWS, after, ROWS - 1, &a, &pairs, &count), JX_OK);
    assert_int_equal(count, ROWS);
    assert_int_equal(pairs[ROWS - 1].after, ROW_NONE);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_paired_by_name),
        cmocka_unit_test(every_row_is_there_once),
        cmocka_unit_test(long_lists_are_paired_by_number_where_they_differ),
    };
    return cmocka_run_group_tests_name("client.row_align", tests, NULL, NULL);
}
