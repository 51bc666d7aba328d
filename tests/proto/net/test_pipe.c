/* Messages through a pipe: whole, in order, bounded; an end is an end. */
#include "../base/cmocka_all.h"

#include "../../../proto/base/limits.h"
#include "../../../proto/net/pipe.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct line {
    struct jx_pipe both; /* what is sent comes back */
    struct jx_arena arena;
};

static int setup(void **state)
{
    struct line *l = calloc(1, sizeof *l);
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    if (pipe(ends) != 0) return 1;
    l->both = (struct jx_pipe){ends[0], ends[1]};
    jx_arena_init(&l->arena, 1 << 24);
    *state = l;
    return 0;
}

static int teardown(void **state)
{
    struct line *l = *state;
    close(l->both.in);
    close(l->both.out);
    jx_arena_clear(&l->arena);
    free(l);
    return 0;
}

static void messages_come_whole_and_in_order(void **state)
{
    struct line *l = *state;
    struct jx_slice got, texts[] = {JX_LIT("one"), JX_LIT(""), JX_LIT("three\0with a zero")};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(jx_pipe_send(&l->both, texts[i]), JX_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(jx_pipe_receive(&l->both, 1000, &l->arena, &got), JX_OK);
        assert_true(jx_slice_eq(got, texts[i]));
    }
    assert_int_equal(jx_pipe_receive(&l->both, 10, &l->arena, &got), JX_E_BUSY);
}

static void what_is_too_long_is_refused_on_both_sides(void **state)
{
    struct line *l = *state;
    static const unsigned char length[] = {0x7F, 0xFF, 0xFF, 0xFF};
    struct jx_slice got;
    assert_int_equal(jx_pipe_send(&l->both, jx_slice_at("", (size_t)JX_FRAME_BYTES_MAX + 1)),
                     JX_E_TOO_LARGE);
    assert_int_equal(write(l->both.out, length, sizeof length), sizeof length);
    assert_int_equal(jx_pipe_receive(&l->both, 1000, &l->arena, &got), JX_E_TOO_LARGE);
}

static void an_end_in_a_message_or_between_is_an_end(void **state)
{
    struct line *l = *state;
    static const unsigned char part[] = {0, 0, 0, 9, 'h', 'a'};
    struct jx_slice got;
    assert_int_equal(write(l->both.out, part, sizeof part), sizeof part);
    close(l->both.out);
    assert_int_equal(jx_pipe_receive(&l->both, 1000, &l->arena, &got), JX_E_UNREACHABLE);
    assert_int_equal(jx_pipe_receive(&l->both, 1000, &l->arena, &got), JX_E_UNREACHABLE);
    l->both.out = dup(l->both.in);
}

static void nobody_reads(void **state)
{
    struct line *l = *state;
    close(l->both.in);
    assert_int_equal(jx_pipe_send(&l->both, JX_LIT("gone")), JX_E_UNREACHABLE);
    l->both.in = dup(l->both.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(messages_come_whole_and_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_too_long_is_refused_on_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(an_end_in_a_message_or_between_is_an_end, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_reads, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
