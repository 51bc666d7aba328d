/* Decisions: there and back for every kind, cut off anywhere, and what each kind demands. */
#include "random.h"

#include <stdlib.h>
#include <string.h>

#include "../../../proto/wire/decision.h"

static const uint8_t nonce[JX_NONCE_BYTES] = "a decision's one";

struct desk {
    struct jx_arena arena;
    struct jx_buffer buffer;
    struct jx_remark remarks[2];
};

static int setup(void **state)
{
    static struct desk d;
    jx_arena_init(&d.arena, SIZE_MAX);
    jx_buffer_init(&d.buffer, JX_CONTENT_BYTES_MAX);
    d.remarks[0] = (struct jx_remark){JX_LIT("kind.date"), JX_LIT("/indicators/3/target"),
                                      JX_LIT("6月没有31日")};
    d.remarks[1] = (struct jx_remark){JX_LIT(""), JX_LIT(""), JX_LIT("请重新\n盖章")};
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

/* One that has what every kind may need; what a kind forbids is taken away. */
static struct jx_decision usual(struct desk *d, enum jx_act kind)
{
    bool run = kind == JX_ACT_PUBLISH_RUN || kind == JX_ACT_DROP_RUN;
    bool year = kind == JX_ACT_CLOSE || kind == JX_ACT_REOPEN || kind == JX_ACT_DELEGATE ||
                kind == JX_ACT_APPROVAL || run;
    struct jx_decision x = {.nonce = jx_slice_at(nonce, sizeof nonce),
                            .has_target = !year,
                            .target = {{7}},
                            .reason = JX_LIT("与附表不符"),
                            .remarks = d->remarks,
                            .remark_count = 2};
    if (kind == JX_ACT_MOVE || kind == JX_ACT_RESOLVE) {
        x.arguments[0] = kind == JX_ACT_MOVE ? JX_LIT("3302") : JX_LIT("another");
        x.arguments[1] = JX_LIT("道路养护二期");
        x.argument_count = 2;
    }
    if (kind == JX_ACT_APPROVAL || kind == JX_ACT_OWN_SCORE) {
        x.arguments[0] = kind == JX_ACT_APPROVAL ? JX_LIT("tree") : JX_LIT("87.5");
        x.argument_count = 1;
    }
    if (kind == JX_ACT_DELEGATE) {
        x.arguments[0] = JX_LIT("a key");
        x.arguments[1] = JX_LIT("approve return");
        x.arguments[2] = JX_LIT("2026-12-31");
        x.argument_count = 3;
    }
    if (run) {
        x.arguments[0] = JX_LIT("812");
        x.argument_count = 1;
    }
    return x;
}

static struct jx_slice encoded(struct desk *d, const struct jx_decision *x)
{
    jx_buffer_reset(&d->buffer);
    assert_int_equal(jx_decision_encode(x, &d->buffer), JX_OK);
    return jx_buffer_slice(&d->buffer);
}

static jx_status decoded(struct desk *d, enum jx_act kind, const struct jx_decision *x,
                         struct jx_decision *out)
{
    return jx_decision_decode(kind, encoded(d, x), &d->arena, out);
}

static void assert_same(const struct jx_decision *a, const struct jx_decision *b)
{
    assert_true(jx_slice_eq(a->nonce, b->nonce) && jx_slice_eq(a->reason, b->reason));
    assert_int_equal(a->has_target, b->has_target);
    if (a->has_target) assert_true(jx_hash_eq(&a->target, &b->target));
    assert_int_equal(a->remark_count, b->remark_count);
    for (uint32_t i = 0; i < a->remark_count; i++)
        assert_true(jx_slice_eq(a->remarks[i].rule, b->remarks[i].rule) &&
                    jx_slice_eq(a->remarks[i].place, b->remarks[i].place) &&
                    jx_slice_eq(a->remarks[i].text, b->remarks[i].text));
    assert_int_equal(a->argument_count, b->argument_count);
    for (uint32_t i = 0; i < a->argument_count; i++)
        assert_true(jx_slice_eq(a->arguments[i], b->arguments[i]));
}

static void there_and_back(void **state)
{
    struct desk *d = *state;
    for (unsigned kind = 0; kind < 40; kind++) {
        struct jx_decision x = usual(d, (enum jx_act)kind), y;
        bool is = (kind >= JX_ACT_WITHDRAW && kind <= JX_ACT_REOPEN) || kind == JX_ACT_DELEGATE ||
                  kind == JX_ACT_APPROVAL || kind == JX_ACT_PUBLISH_RUN ||
                  kind == JX_ACT_DROP_RUN || kind == JX_ACT_OWN_SCORE;
        assert_int_equal(jx_is_decision((enum jx_act)kind), is);
        assert_int_equal(decoded(d, (enum jx_act)kind, &x, &y), is ? JX_OK : JX_E_PROTOCOL);
        if (is) assert_same(&x, &y);
    }
}

/* On the heap, so that the sanitizer sees a byte read too many. */
static void cut_off_anywhere(void **state)
{
    struct desk *d = *state;
    struct jx_decision x = usual(d, JX_ACT_RESOLVE), y;
    struct jx_slice whole = encoded(d, &x);
    for (size_t len = 0; len < whole.len; len++) {
        char *part = malloc(len ? len : 1);
        assert_non_null(part);
        memcpy(part, whole.ptr, len);
        assert_int_equal(jx_decision_decode(JX_ACT_RESOLVE, jx_slice_at(part, len), &d->arena, &y),
                         JX_E_FORMAT);
        free(part);
    }
}

static void without_target(struct jx_decision *x)
{
    x->has_target = !x->has_target;
}
static void without_reason(struct jx_decision *x)
{
    x->reason = JX_LIT("  \n");
}
static void without_remarks(struct jx_decision *x)
{
    x->remark_count = 0;
}
static void without_words(struct jx_decision *x)
{
    x->remarks[1].text = JX_LIT("");
}
static void without_arguments(struct jx_decision *x)
{
    x->argument_count = 0;
}
static void with_an_argument(struct jx_decision *x)
{
    x->arguments[0] = JX_LIT("?");
    x->argument_count = 1;
}
static void with_a_bell(struct jx_decision *x)
{
    x->reason = JX_LIT("a\a");
}
static void with_half_a_character(struct jx_decision *x)
{
    x->remarks[0].text = JX_LIT("\xE6\x9C");
}
static void with_a_short_nonce(struct jx_decision *x)
{
    x->nonce.len--;
}
static void with_a_long_place(struct jx_decision *x)
{
    static char place[JX_WHERE_BYTES];
    memset(place, '/', sizeof place);
    x->remarks[0].place = jx_slice_at(place, sizeof place);
}

static void what_each_kind_demands(void **state)
{
    struct desk *d = *state;
    static const struct {
        enum jx_act kind;
        void (*change)(struct jx_decision *);
        jx_status status;
    } rows[] = {
        {JX_ACT_RETURN, without_target, JX_E_FORMAT},
        {JX_ACT_CLOSE, without_target, JX_E_FORMAT},
        {JX_ACT_RETURN, without_reason, JX_E_FIELD_MISSING},
        {JX_ACT_APPROVE, without_reason, JX_OK},
        {JX_ACT_RETURN, without_remarks, JX_OK},
        {JX_ACT_EXPLAIN, without_remarks, JX_E_FIELD_MISSING},
        {JX_ACT_OVERRIDE, without_remarks, JX_E_FIELD_MISSING},
        {JX_ACT_RETURN, without_words, JX_E_FIELD_MISSING},
        {JX_ACT_MOVE, without_arguments, JX_E_FORMAT},
        {JX_ACT_OWN_SCORE, without_arguments, JX_E_FORMAT},
        {JX_ACT_OWN_SCORE, without_reason, JX_E_FIELD_MISSING},
        {JX_ACT_OWN_SCORE, without_target, JX_E_FORMAT},
        {JX_ACT_RESOLVE, without_arguments, JX_E_FORMAT},
        {JX_ACT_APPROVE, with_an_argument, JX_E_FORMAT},
        {JX_ACT_RETURN, with_a_bell, JX_E_TEXT_CONTROL},
        {JX_ACT_RETURN, with_half_a_character, JX_E_UTF8},
        {JX_ACT_RETURN, with_a_short_nonce, JX_E_FORMAT},
        {JX_ACT_RETURN, with_a_long_place, JX_E_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct jx_remark kept[2] = {d->remarks[0], d->remarks[1]};
        struct jx_decision x = usual(d, rows[i].kind), y;
        rows[i].change(&x);
        jx_status rc = decoded(d, rows[i].kind, &x, &y);
        if (rc != rows[i].status) fail_msg("row %zu: %s", i, jx_status_name(rc));
        memcpy(d->remarks, kept, sizeof kept);
    }
}

static void more_than_there_may_be(void **state)
{
    struct desk *d = *state;
    struct jx_decision x = usual(d, JX_ACT_RETURN), y;
    x.remarks = jx_arena_array(&d->arena, JX_REMARKS_MAX + 1, sizeof *x.remarks);
    for (uint32_t i = 0; i <= JX_REMARKS_MAX; i++)
        x.remarks[i] = d->remarks[0];
    x.remark_count = JX_REMARKS_MAX;
    assert_int_equal(decoded(d, JX_ACT_RETURN, &x, &y), JX_OK);
    x.remark_count = JX_REMARKS_MAX + 1;
    assert_int_equal(decoded(d, JX_ACT_RETURN, &x, &y), JX_E_ROWS);
}

static void a_reason_is_bounded(void **state)
{
    struct desk *d = *state;
    struct jx_decision x = usual(d, JX_ACT_RETURN), y;
    char *text = jx_arena_take(&d->arena, JX_REASON_MAX + 1);
    assert_non_null(text);
    memset(text, 'a', JX_REASON_MAX + 1);
    x.reason = jx_slice_at(text, JX_REASON_MAX);
    assert_int_equal(decoded(d, JX_ACT_RETURN, &x, &y), JX_OK);
    x.reason.len++;
    assert_int_equal(decoded(d, JX_ACT_RETURN, &x, &y), JX_E_TOO_LARGE);
}

/* Journals hold these bytes for ever. */
static void bytes_are_final(void **state)
{
    struct desk *d = *state;
    static const uint8_t golden[] = "\x96\x01\xC4\x10"
                                    "a decision's one"
                                    "\xC0\xA1r\x91\x93\xA0\xA2/a\xA1t\x90";
    struct jx_remark remark = {JX_LIT(""), JX_LIT("/a"), JX_LIT("t")};
    struct jx_decision x = {.nonce = jx_slice_at(nonce, sizeof nonce),
                            .reason = JX_LIT("r"),
                            .remarks = &remark,
                            .remark_count = 1};
    struct jx_slice bytes = encoded(d, &x);
    assert_int_equal(bytes.len, sizeof golden - 1);
    assert_memory_equal(bytes.ptr, golden, sizeof golden - 1);
}

int main(void)
{
#define DECISION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        DECISION_TEST(there_and_back),         DECISION_TEST(cut_off_anywhere),
        DECISION_TEST(what_each_kind_demands), DECISION_TEST(more_than_there_may_be),
        DECISION_TEST(a_reason_is_bounded),    DECISION_TEST(bytes_are_final),
    };
    return cmocka_run_group_tests_name("wire.decision", tests, NULL, NULL);
}
