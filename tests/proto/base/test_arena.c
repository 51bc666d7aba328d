/* The arena: its limit is a bound on the heap, its memory is zeroed and aligned, and it can be
 * reused. */
#include "../../../proto/base/arena.h"

#include "cmocka_all.h"
#include "random.h"

static void test_memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct random r = random_seeded(8);
    for (int i = 0; i < 2000; i++) {
        size_t n = random_below(&r, 200);
        unsigned char *at = jx_arena_take(&a, n);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < n; k++)
            assert_int_equal(at[k], 0);
        if (n) memset(at, 0xAA, n); /* a block handed out twice would not be zero */
    }
    jx_arena_clear(&a);
}

static void test_limit_bounds_the_heap(void **state)
{
    (void)state;
    enum { LIMIT = 100 << 10 };
    struct jx_arena a;
    jx_arena_init(&a, LIMIT);
    size_t taken = 0;
    while (jx_arena_take(&a, 64))
        taken += 64;
    assert_int_equal(a.status, JX_E_TOO_LARGE);
    assert_true(taken > 0 && taken <= LIMIT);
    jx_arena_clear(&a);
}

static void test_an_empty_limit_gives_nothing(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 0);
    assert_null(jx_arena_take(&a, 1));
    assert_int_equal(a.status, JX_E_TOO_LARGE);
    assert_true(jx_is_absent(jx_arena_copy(&a, JX_LIT("x"))));
    assert_true(jx_is_absent(jx_arena_printf(&a, "%d", 1)));
    jx_arena_clear(&a);
    assert_int_equal(a.status, JX_OK);
}

static void test_a_growing_array_keeps_what_it_has(void **state)
{
    (void)state;
    struct jx_arena a;
    uint32_t *items = NULL, room = 0;
    unsigned moves = 0;
    jx_arena_init(&a, 1 << 20);
    for (uint32_t n = 0; n < 5000; n++) {
        uint32_t *more = jx_arena_grown(&a, items, n, &room, sizeof *more);
        assert_non_null(more);
        moves += more != items;
        items = more;
        assert_true(room > n);
        assert_int_equal(items[n], 0);
        assert_int_equal(items[room - 1], 0);
        items[n] = n + 1;
    }
    assert_true(moves < 12);
    for (uint32_t n = 0; n < 5000; n++)
        assert_int_equal(items[n], n + 1);
    jx_arena_clear(&a);
}

static void test_an_array_that_cannot_grow_is_as_before(void **state)
{
    (void)state;
    enum { ITEM = 100 };
    struct jx_arena a;
    char *items = NULL, *more;
    uint32_t room = 0, count = 0;
    jx_arena_init(&a, 32 << 10);
    while ((more = jx_arena_grown(&a, items, count, &room, ITEM))) {
        items = more;
        memset(items + (size_t)ITEM * count++, 'x', ITEM);
    }
    assert_int_equal(a.status, JX_E_TOO_LARGE);
    assert_int_equal(count, room);
    for (size_t i = 0; i < (size_t)ITEM * count; i++)
        assert_int_equal(items[i], 'x');
    jx_arena_clear(&a);
    room = UINT32_MAX;
    assert_null(jx_arena_grown(&a, NULL, UINT32_MAX, &room, 1));
    assert_int_equal(a.status, JX_E_TOO_LARGE);
}

static void test_a_request_larger_than_the_limit(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 64 << 10);
    assert_null(jx_arena_take(&a, 64 << 10)); /* its header would not fit */
    assert_int_equal(a.status, JX_E_TOO_LARGE);
    assert_null(jx_arena_take(&a, SIZE_MAX));
    assert_null(jx_arena_take(&a, SIZE_MAX / 2 + 1));
    assert_null(jx_arena_array(&a, SIZE_MAX / 4, 8));
    assert_int_equal(a.status, JX_E_TOO_LARGE);
    assert_non_null(jx_arena_take(&a, 100)); /* a refusal leaves it usable */
    jx_arena_clear(&a);
}

static void test_large_requests_get_blocks_of_their_own(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 16 << 20);
    char *small = jx_arena_take(&a, 10);
    char *large = jx_arena_take(&a, 3 << 20);
    assert_non_null(small);
    assert_non_null(large);
    memset(large, 1, 3 << 20);
    assert_int_equal(small[0], 0);
    assert_non_null(jx_arena_take(&a, 10));
    jx_arena_clear(&a);
}

static void test_nothing_is_something(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 64 << 10);
    assert_non_null(jx_arena_take(&a, 0));
    assert_non_null(jx_arena_array(&a, 0, 100));
    assert_non_null(jx_arena_array(&a, 100, 0));
    assert_non_null(jx_arena_copy(&a, JX_LIT("")).ptr);
    assert_true(jx_is_absent(jx_arena_copy(&a, JX_ABSENT)));
    jx_arena_clear(&a);
}

static void test_clear_gives_the_whole_limit_back(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 300 << 10);
    for (int round = 0; round < 5; round++) {
        size_t count = 0;
        while (jx_arena_take(&a, 1000))
            count++;
        static size_t first;
        if (round == 0) first = count;
        assert_int_equal(count, first);
        jx_arena_clear(&a);
        assert_int_equal(a.status, JX_OK);
        assert_int_equal(a.left, 300 << 10);
    }
}

static void test_copy_and_printf_end_with_nul(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    struct jx_slice s = jx_arena_copy(&a, jx_slice_at("青石县!", 9));
    assert_string_equal(s.ptr, "青石县");
    s = jx_arena_printf(&a, "第%d行 %s", 14, "分值");
    assert_string_equal(s.ptr, "第14行 分值");
    assert_int_equal(s.len, strlen(s.ptr));
    char big[20000];
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    s = jx_arena_printf(&a, "%s", big);
    assert_int_equal(s.len, sizeof big - 1);
    assert_string_equal(s.ptr, big);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_limit_bounds_the_heap),
        cmocka_unit_test(test_an_empty_limit_gives_nothing),
        cmocka_unit_test(test_a_growing_array_keeps_what_it_has),
        cmocka_unit_test(test_an_array_that_cannot_grow_is_as_before),
        cmocka_unit_test(test_a_request_larger_than_the_limit),
        cmocka_unit_test(test_large_requests_get_blocks_of_their_own),
        cmocka_unit_test(test_nothing_is_something),
        cmocka_unit_test(test_clear_gives_the_whole_limit_back),
        cmocka_unit_test(test_copy_and_printf_end_with_nul),
    };
    return cmocka_run_group_tests_name("base.arena", tests, NULL, NULL);
}
