/* A card scores as its document does: totals, grades, rows, classes, lights and sums, under both
 * profiles, over documents from files and over each of them with its cells swapped about.
 *
 *   test_cards FILE...   JSON of the exchange format */
#include "load_json.h"
#include "support.h"

#include "../../../worker/rules/card.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ARENA_BYTES = 512 << 20, SKIPPED = 77, MIXES = 6 };

static struct {
    unsigned documents, rows, bytes;
} counted;

static bool scores_equal(struct jx_score a, struct jx_score b)
{
    return a.known == b.known && (!a.known || a.value.micro == b.value.micro);
}

static void compare_rows(const struct jx_card *card, const struct jx_pack *pack,
                         const struct jx_verdict *v, struct jx_arena *a)
{
    struct jx_card_score *rows = NULL;
    uint32_t count = 0, at = 0;
    assert_int_equal(jx_card_scores(card, pack, a, &rows, &count), JX_OK);
    for (uint32_t i = 0; i < count; i++, at++) {
        char where[48];
        snprintf(where, sizeof where, rows[i].funds ? "/funds/%u" : "/indicators/%u",
                 rows[i].index);
        while (at < v->row_count && strcmp(v->rows[at].where, where) != 0)
            assert_false(v->rows[at++].computed.known); /* one that does not count */
        assert_true(at < v->row_count);
        assert_true(jx_slice_eq(rows[i].method, v->rows[at].method));
        assert_true(scores_equal(rows[i].weight, v->rows[at].weight));
        assert_true(scores_equal(rows[i].claimed, v->rows[at].claimed));
        assert_true(scores_equal(rows[i].computed, v->rows[at].computed));
    }
    counted.rows += count;
}

static void compare_classes(const struct jx_verdict *a, const struct jx_verdict *b)
{
    assert_int_equal(a->class_count, b->class_count);
    for (uint32_t i = 0; i < a->class_count; i++) {
        assert_true(jx_slice_eq(a->classes[i].name, b->classes[i].name));
        assert_memory_equal(&a->classes[i].sums, &b->classes[i].sums, sizeof a->classes[i].sums);
    }
}

static void compare(const struct jx_document *d, const struct jx_pack *pack, struct jx_arena *a)
{
    struct jx_verdict full, again;
    struct jx_card read, card;
    struct jx_slice bytes, twice;
    assert_int_equal(jx_card_read(d, a, &read), JX_OK);
    assert_int_equal(jx_card_encode(&read, a, &bytes), JX_OK);
    assert_int_equal(jx_card_decode(bytes, a, &card), JX_OK);
    assert_int_equal(jx_card_encode(&card, a, &twice), JX_OK);
    assert_true(jx_slice_eq(bytes, twice));
    jx_status rc = jx_judge(d, pack, a, &full);
    assert_int_equal(jx_card_judge(&card, pack, &again), rc);
    counted.documents++;
    counted.bytes += (unsigned)bytes.len;
    if (rc != JX_OK) return;
    assert_true(scores_equal(full.claimed, again.claimed));
    assert_true(scores_equal(full.computed, again.computed));
    assert_int_equal(full.grade, again.grade);
    assert_int_equal(full.light, again.light);
    full.adds.errors = full.adds.explains = full.adds.warnings = 0; /* findings are not a card's */
    assert_memory_equal(&full.adds, &again.adds, sizeof full.adds);
    compare_classes(&full, &again);
    if (d->form == JX_FORM_self_evaluation) compare_rows(&card, pack, &full, a);
}

/* A cheap sequence of numbers from a seed. */
static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Cells change places, so that targets meet actual values of another kind, weights go missing, and
 * rows come to stand below others. */
static void mix(struct jx_document *d, uint32_t seed)
{
    struct jx_list list = d->body.self_evaluation->indicators;
    struct jx_evaluated_indicator *rows = (struct jx_evaluated_indicator *)list.items;
    for (uint32_t i = 0; i < list.count; i++) {
        uint32_t other = next(&seed) % list.count;
        struct jx_slice *a[] = {&rows[i].target, &rows[i].actual, &rows[i].weight, &rows[i].score,
                                &rows[i].level3};
        struct jx_slice *b[] = {&rows[other].target, &rows[other].actual, &rows[other].weight,
                                &rows[other].score, &rows[other].level3};
        uint32_t column = next(&seed) % 5, from = next(&seed) % 8 ? column : next(&seed) % 5;
        struct jx_slice kept = *a[column];
        *a[column] = *b[from];
        *b[from] = kept;
        if (next(&seed) % 5 == 0) rows[i].weight = rows[i].score = JX_LIT("");
    }
}

static void compare_file(const char *path, const struct jx_pack *const packs[2])
{
    struct jx_arena a, scratch;
    struct loaded docs;
    jx_arena_init(&a, ARENA_BYTES);
    jx_arena_init(&scratch, ARENA_BYTES);
    assert_true(load_documents(path, &a, &docs));
    for (uint32_t i = 0; i < docs.count; i++) {
        struct jx_document *d = &docs.documents[i];
        unsigned mixes = d->form == JX_FORM_self_evaluation ? MIXES : 0;
        for (unsigned n = 0; n <= mixes; n++) {
            if (n) mix(d, i * MIXES + n);
            for (int p = 0; p < 2; p++) {
                compare(d, packs[p], &scratch);
                jx_arena_clear(&scratch);
            }
        }
    }
    jx_arena_clear(&a);
}

/* Bytes that are no card are refused, wherever they are cut or changed. */
static void test_bytes(void)
{
    struct jx_arena a;
    struct jx_card card;
    struct jx_slice bytes;
    const struct test_row rows[] = {{.target = "≥90%", .actual = "95%", .weight = "50"},
                                    {.target = "=3个", .actual = "2个", .weight = "40"}};
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_document *d = test_form(&a, rows, 2, "98", NULL);
    assert_int_equal(jx_card_read(d, &a, &card), JX_OK);
    assert_int_equal(jx_card_encode(&card, &a, &bytes), JX_OK);
    for (size_t n = 0; n < bytes.len; n++)
        assert_int_not_equal(jx_card_decode(jx_slice_at(bytes.ptr, n), &a, &card), JX_OK);
    char *changed = jx_arena_take(&a, bytes.len);
    for (size_t n = 0; n < bytes.len * 8; n++) { /* it may still be a card, of other figures */
        memcpy(changed, bytes.ptr, bytes.len);
        changed[n / 8] = (char)(changed[n / 8] ^ 1 << n % 8);
        (void)jx_card_decode(jx_slice_at(changed, bytes.len), &a, &card);
    }
    changed[0] = 3;
    memcpy(changed + 1, bytes.ptr + 1, bytes.len - 1);
    assert_int_equal(jx_card_decode(jx_slice_at(changed, bytes.len), &a, &card), JX_E_VERSION);
    jx_arena_clear(&a);
}

/* ---- cards of any figures ---- */

static int64_t any_number(uint32_t *seed)
{
    const uint64_t wide = (uint64_t)next(seed) << 40 ^ (uint64_t)next(seed) << 20 ^ next(seed);
    const int64_t n = (int64_t)(wide >> 1 >> next(seed) % 60);
    return next(seed) % 3 ? n : -n;
}

static jx_dec any_dec(uint32_t *seed)
{
    static const int64_t units[] = {1, 100, 10000, JX_DEC_ONE};
    const int64_t unit = units[next(seed) % 4];
    return (jx_dec){any_number(seed) / unit * unit};
}

static struct jx_score any_score(uint32_t *seed)
{
    return next(seed) % 3 ? (struct jx_score){true, any_dec(seed)}
                          : (struct jx_score){.known = false};
}

static struct jx_points any_points(uint32_t *seed)
{
    if (next(seed) % 4 == 0) return (struct jx_points){.text = JX_LIT("")};
    return (struct jx_points){true, any_dec(seed), next(seed) % (JX_DEC_PLACES + 1),
                              next(seed) % 2 == 1, JX_LIT("")};
}

static struct jx_money any_money(uint32_t *seed, const struct jx_score *of_form)
{
    struct jx_money m = {.known = true, .text = JX_LIT("")};
    if (next(seed) % 4 == 0) return (struct jx_money){.text = JX_LIT("")};
    m.wan = of_form->known && next(seed) % 2 ? of_form->value : (jx_dec){any_number(seed) / 2};
    if (jx_dec_sub(m.wan, (jx_dec){next(seed)}, &m.range.lo) != JX_OK ||
        jx_dec_add(m.wan, (jx_dec){next(seed)}, &m.range.hi) != JX_OK)
        m = (struct jx_money){.text = JX_LIT("")};
    return m;
}

static struct jx_amount any_amount(uint32_t *seed)
{
    struct jx_amount out = {.known = next(seed) % 4 != 0};
    const jx_int128 n = (jx_int128)any_number(seed) * (next(seed) % 8 ? 1 : any_number(seed));
    const jx_int128 d = next(seed) % 2 ? 1 : (any_number(seed) & INT64_MAX) + (jx_int128)1;
    if (out.known) assert_int_equal(jx_ratio_make(n, d, &out.value), JX_OK);
    return out;
}

/* What the forms print themselves, what repeats, figures, and what is too long for any word list.
 */
static struct jx_slice any_text(uint32_t *seed, struct jx_slice essay)
{
    static const char *const texts[] = {"",         "产出指标", "数量指标", "≥95%",
                                        "100%",     "已完成",   "95.50%",   "12 次",
                                        "≥3.5亩",   "1000000",  "无",       "道路养护",
                                        "成本\"元", "。",       "5.",       "1234567890123456"};
    const uint32_t n = next(seed) % 17;
    return n < 16 ? jx_slice_of(texts[n]) : jx_slice_at(essay.ptr, next(seed) % essay.len / 3 * 3);
}

/* Figures that stand in the cells, too. */
static struct jx_amount figure_of(struct jx_slice text, uint32_t *seed)
{
    jx_dec d;
    size_t at = 0;
    while (at < text.len && (text.ptr[at] < '0' || text.ptr[at] > '9'))
        at++;
    const bool there = jx_dec_scan(jx_slice_from(text, at), &d, NULL) > 0;
    return there && next(seed) % 2 ? jx_amount_of(d) : any_amount(seed);
}

static void any_row(uint32_t *seed, struct jx_slice essay, struct jx_card_row *out)
{
    struct jx_scorable *s = &out->row;
    out->counts = next(seed) % 2;
    out->below = next(seed) % 5 == 0;
    s->rc = next(seed) % 9 ? JX_OK : JX_E_OVERFLOW;
    s->weight = any_points(seed);
    s->claimed = any_points(seed);
    s->view.facts = next(seed) & ((1u << JX_FACT_COUNT) - 1);
    for (int i = 0; i < JX_SUBJECT_COUNT; i++)
        s->view.subjects[i] = any_text(seed, essay);
    if (s->weight.known) s->view.figures[JX_VAR_W] = jx_amount_of(s->weight.value);
    if (s->claimed.known) s->view.figures[JX_VAR_S] = jx_amount_of(s->claimed.value);
    s->view.figures[JX_VAR_A] = figure_of(s->view.subjects[JX_SUBJECT_TARGET], seed);
    s->view.figures[JX_VAR_B] = figure_of(s->view.subjects[JX_SUBJECT_ACTUAL], seed);
    s->view.figures[JX_VAR_D] = any_amount(seed);
}

static struct jx_card any_card(uint32_t *seed, struct jx_slice essay, struct jx_arena *a)
{
    struct jx_card c = {.form = JX_FORM_self_evaluation, .year = 2025, .period = JX_LIT("1-8月")};
    c.initial = any_score(seed);
    c.annual = any_score(seed);
    c.executed = any_score(seed);
    c.total = any_points(seed);
    c.weights = any_score(seed);
    c.whole = any_dec(seed);
    if (next(seed) % 4)
        c.funds = (struct jx_card_funds){.there = true,
                                         .index = next(seed) % 9,
                                         .budget = any_money(seed, &c.annual),
                                         .executed = any_money(seed, &c.executed),
                                         .kind = (enum jx_budget_kind)(next(seed) % 3),
                                         .weight = any_points(seed),
                                         .claimed = any_points(seed),
                                         .weight_empty = next(seed) % 2,
                                         .claim_empty = next(seed) % 2};
    c.row_count = next(seed) % 40;
    c.rows = jx_arena_array(a, c.row_count, sizeof *c.rows);
    assert_non_null(c.rows);
    for (uint32_t i = 0; i < c.row_count; i++) {
        c.rows[i].index = i;
        any_row(seed, essay, &c.rows[i]);
    }
    return c;
}

static bool decs_equal(jx_dec a, jx_dec b)
{
    return a.micro == b.micro;
}

static bool points_equal(const struct jx_points *a, const struct jx_points *b)
{
    if (a->known != b->known) return false;
    return !a->known || (decs_equal(a->value, b->value) && a->places == b->places &&
                         a->trailing_zero == b->trailing_zero);
}

static bool money_equal(const struct jx_money *a, const struct jx_money *b)
{
    if (a->known != b->known) return false;
    return !a->known || (decs_equal(a->wan, b->wan) && decs_equal(a->range.lo, b->range.lo) &&
                         decs_equal(a->range.hi, b->range.hi));
}

static bool amounts_equal(const struct jx_amount *a, const struct jx_amount *b)
{
    struct jx_ratio x, y;
    if (a->known != b->known || !a->known) return a->known == b->known;
    assert_int_equal(jx_ratio_make(a->value.n, a->value.d, &x), JX_OK);
    assert_int_equal(jx_ratio_make(b->value.n, b->value.d, &y), JX_OK);
    return x.n == y.n && x.d == y.d;
}

static void assert_rows_equal(const struct jx_card_row *a, const struct jx_card_row *b)
{
    const struct jx_view *v = &a->row.view, *w = &b->row.view;
    char room[JX_WORD_PLAIN_MAX];
    assert_true(a->index == b->index && a->counts == b->counts && a->below == b->below);
    assert_true(a->row.rc == b->row.rc && v->facts == w->facts);
    assert_true(points_equal(&a->row.weight, &b->row.weight));
    assert_true(points_equal(&a->row.claimed, &b->row.claimed));
    for (int i = 0; i < JX_VAR_COUNT; i++)
        assert_true(amounts_equal(&v->figures[i], &w->figures[i]));
    for (int i = 0; i < JX_SUBJECT_COUNT; i++) { /* or as much as word lists look at */
        const bool cut = i != JX_SUBJECT_LEVEL1 && v->subjects[i].len + 4 > JX_WORD_PLAIN_MAX;
        assert_true(jx_slice_eq(cut ? jx_word_plain(v->subjects[i], room) : v->subjects[i],
                                w->subjects[i]));
    }
}

/* Whatever stands in a card comes back from its bytes, and is scored as it was. */
static void test_any_card(const struct jx_pack *pack)
{
    struct jx_arena a;
    uint32_t seed = 17;
    char essay[3000];
    for (size_t i = 0; i < sizeof essay; i += 3)
        memcpy(essay + i, i % 21 ? "路" : "。", 3);
    jx_arena_init(&a, ARENA_BYTES);
    for (int n = 0; n < 4000; n++) {
        struct jx_card c = any_card(&seed, jx_slice_at(essay, sizeof essay), &a), back;
        struct jx_verdict was, is;
        struct jx_slice bytes;
        assert_int_equal(jx_card_encode(&c, &a, &bytes), JX_OK);
        assert_int_equal(jx_card_decode(bytes, &a, &back), JX_OK);
        assert_true(scores_equal(c.initial, back.initial) && scores_equal(c.annual, back.annual));
        assert_true(scores_equal(c.executed, back.executed));
        assert_true(points_equal(&c.total, &back.total) && scores_equal(c.weights, back.weights));
        assert_true(decs_equal(c.whole, back.whole) && jx_slice_eq(c.period, back.period));
        assert_true(c.funds.there == back.funds.there && c.funds.kind == back.funds.kind);
        assert_true(c.funds.index == back.funds.index);
        assert_true(points_equal(&c.funds.weight, &back.funds.weight));
        assert_true(points_equal(&c.funds.claimed, &back.funds.claimed));
        assert_true(money_equal(&c.funds.budget, &back.funds.budget));
        assert_true(money_equal(&c.funds.executed, &back.funds.executed));
        assert_int_equal(c.row_count, back.row_count);
        for (uint32_t i = 0; i < c.row_count; i++)
            assert_rows_equal(&c.rows[i], &back.rows[i]);
        assert_int_equal(jx_card_judge(&c, pack, &was), JX_OK);
        assert_int_equal(jx_card_judge(&back, pack, &is), JX_OK);
        assert_true(scores_equal(was.computed, is.computed) && was.grade == is.grade);
        assert_memory_equal(&was.adds, &is.adds, sizeof was.adds);
        compare_classes(&was, &is);
        jx_arena_reset(&a);
    }
    jx_arena_clear(&a);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        puts("no files: skipped");
        return SKIPPED;
    }
    struct jx_pack *second = alternative_pack();
    const struct jx_pack *const packs[2] = {standard_pack(), second};
    test_bytes();
    test_any_card(packs[0]);
    for (int i = 1; i < argc; i++)
        compare_file(argv[i], packs);
    jx_pack_free(&second);
    printf("%u cards compared, %u rows that count, %u bytes each\n", counted.documents,
           counted.rows, counted.documents ? counted.bytes / counted.documents : 0);
    return counted.rows == 0;
}
