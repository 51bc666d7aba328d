/* Runs on the wire: what is written is read again, and nothing that is cut off is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../proto/wire/run.h"

#include <stdlib.h>

struct desk {
    struct jx_arena arena;
    struct jx_buffer buffer;
};

static int setup(void **state)
{
    static struct desk d;
    jx_arena_init(&d.arena, SIZE_MAX);
    jx_buffer_init(&d.buffer, JX_MESSAGE_BYTES_MAX);
    *state = &d;
    return 0;
}

static int teardown(void **state)
{
    struct desk *d = *state;
    jx_arena_clear(&d->arena);
    jx_buffer_clear(&d->buffer);
    return 0;
}

/* On the heap, so that the sanitizer sees a byte read too many. */
typedef jx_status decode(struct desk *d, struct jx_slice bytes);
static void cut_off_anywhere(struct desk *d, decode *read)
{
    struct jx_slice whole = jx_buffer_slice(&d->buffer);
    assert_int_equal(read(d, whole), JX_OK);
    for (size_t n = 0; n < whole.len; n++) {
        char *part = malloc(n + !n);
        memcpy(part, whole.ptr, n);
        assert_int_not_equal(read(d, jx_slice_at(part, n)), JX_OK);
        free(part);
    }
}

static jx_status read_act(struct desk *d, struct jx_slice bytes)
{
    struct jx_run_act act;
    (void)d;
    return jx_run_act_decode(bytes, &act);
}

/* Journals hold these bytes: they may not change. */
static void the_act_is_final(void **state)
{
    static const char golden[] = "\x95\x01\xc4\x10"
                                 "0123456789abcdef\xc3\xa5"
                                 "draft\xc4\x04pack";
    struct desk *d = *state;
    struct jx_run_act act = {.nonce = JX_LIT("0123456789abcdef"),
                             .full = true,
                             .name = JX_LIT("draft"),
                             .pack = JX_LIT("pack")};
    jx_buffer_reset(&d->buffer);
    assert_int_equal(jx_run_act_encode(&act, &d->buffer), JX_OK);
    assert_true(jx_slice_eq(jx_buffer_slice(&d->buffer), JX_LIT(golden)));
    cut_off_anywhere(d, read_act);
    act.nonce = JX_LIT("short");
    jx_buffer_reset(&d->buffer);
    assert_int_equal(jx_run_act_encode(&act, &d->buffer), JX_OK);
    assert_int_equal(read_act(d, jx_buffer_slice(&d->buffer)), JX_E_FORMAT);
}

static void numbers_of_runs(void **state)
{
    (void)state;
    assert_int_equal(jx_run_number(JX_LIT("812")), 812);
    assert_int_equal(jx_run_number(JX_LIT("999999999999999999")), 999999999999999999);
    const struct jx_slice none[] = {JX_LIT(""),   JX_LIT("0"),   JX_LIT("08"),
                                    JX_LIT("-1"), JX_LIT("8 1"), JX_LIT("1000000000000000000")};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(jx_run_number(none[i]), 0);
}

static jx_status read_runs(struct desk *d, struct jx_slice bytes)
{
    struct jx_runs runs;
    jx_status rc = jx_runs_decode(bytes, &d->arena, &runs);
    if (rc != JX_OK) return rc;
    assert_int_equal(runs.count, 1);
    assert_int_equal(runs.position, 900);
    assert_int_equal(runs.rows[0].run, 812);
    assert_int_equal(runs.rows[0].changed, 3);
    assert_true(runs.rows[0].live && runs.rows[0].full);
    assert_int_equal(runs.rows[0].failed, JX_E_OVERFLOW);
    return rc;
}

static jx_status read_scores(struct desk *d, struct jx_slice bytes)
{
    struct jx_scores s;
    jx_status rc = jx_scores_decode(bytes, &d->arena, &s);
    if (rc != JX_OK) return rc;
    assert_int_equal(s.next, 77);
    assert_true(s.rows[0].left.known && s.rows[0].left.micro == -5);
    assert_false(s.rows[0].right.known);
    assert_true(s.rows[0].confirmed.known && s.rows[0].confirmed.micro == 82500000);
    assert_int_equal(s.rows[0].confirmed_grade, 1);
    assert_int_equal(s.rows[0].row_count, 1);
    assert_true(jx_slice_eq(s.rows[0].rows[0].right_method, JX_LIT("indicator.met")));
    return rc;
}

static jx_status read_reasons(struct desk *d, struct jx_slice bytes)
{
    struct jx_reasons r;
    jx_status rc = jx_reasons_decode(bytes, &d->arena, &r);
    if (rc == JX_OK) assert_true(jx_slice_eq(r.rows[0].right_zh, JX_LIT("丁")));
    return rc;
}

static void answers_there_and_back(void **state)
{
    struct desk *d = *state;
    struct jx_run_row run = {.run = 812,
                             .year = 2025,
                             .full = true,
                             .name = JX_LIT("试算"),
                             .time_ms = 5,
                             .cursor = 811,
                             .documents = 9,
                             .changed = 3,
                             .live = true,
                             .failed = JX_E_OVERFLOW};
    struct jx_scored_row row = {.index = 4,
                                .weight = {true, 10},
                                .left_method = JX_LIT(""),
                                .right_method = JX_LIT("indicator.met")};
    struct jx_scored_document scored = {.form = JX_LIT("self_evaluation"),
                                        .period = JX_LIT(""),
                                        .unit = JX_LIT("99"),
                                        .unit_name = JX_LIT("虚构"),
                                        .project = JX_LIT("p"),
                                        .project_name = JX_LIT("n"),
                                        .left = {true, -5},
                                        .confirmed = {true, 82500000},
                                        .confirmed_grade = 1,
                                        .rows = &row,
                                        .row_count = 1};
    struct jx_reason_row reason = {.left_zh = JX_LIT("甲"),
                                   .left_en = JX_LIT("a"),
                                   .right_zh = JX_LIT("丁"),
                                   .right_en = JX_LIT("d")};
    jx_buffer_reset(&d->buffer);
    assert_int_equal(jx_runs_encode(&(struct jx_runs){900, &run, 1}, &d->buffer), JX_OK);
    cut_off_anywhere(d, read_runs);
    jx_buffer_reset(&d->buffer);
    assert_int_equal(jx_scores_encode(&(struct jx_scores){77, &scored, 1}, &d->buffer), JX_OK);
    cut_off_anywhere(d, read_scores);
    jx_buffer_reset(&d->buffer);
    assert_int_equal(jx_reasons_encode(&(struct jx_reasons){&reason, 1}, &d->buffer), JX_OK);
    cut_off_anywhere(d, read_reasons);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_act_is_final, setup, teardown),
        cmocka_unit_test(numbers_of_runs),
        cmocka_unit_test_setup_teardown(answers_there_and_back, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
