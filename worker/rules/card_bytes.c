/* Cards as bytes and back.
 *
 *   card   version, form, year, period, flags, [initial, annual, executed, total, weights as the
 *          flags say], whole, [funds], row count, row ...
 *   funds  index, kind, flags, weight, claimed, [budget, below, above], [executed, below, above]
 *   row    flags, facts, weight, claimed, 6 texts, [A], [B], [D]
 *
 * What stands there already is not written twice: a budget that is the form's own, a figure as its
 * cell's text begins to print it. */
#include "card.h"
#include "card_code.h"

#include <assert.h>

enum { CARD_VERSION = 2, CARD_BYTES_MAX = 256, ROW_BYTES_MAX = 256 /* without texts */ };

enum card_flag {
    HAS_INITIAL = 1,
    HAS_ANNUAL = 2,
    HAS_EXECUTED = 4,
    HAS_TOTAL = 8,
    TOTAL_IN_FULL = 16,
    HAS_WEIGHTS = 32,
    HAS_FUNDS = 64
};
enum funds_flag {
    FUNDS_WEIGHT = 1,
    FUNDS_WEIGHT_IN_FULL = 2,
    FUNDS_CLAIM = 4,
    FUNDS_CLAIM_IN_FULL = 8,
    FUNDS_WEIGHT_EMPTY = 16,
    FUNDS_CLAIM_EMPTY = 32,
    FUNDS_BUDGET = 64,
    FUNDS_EXECUTED = 128,
    FUNDS_BUDGET_OWN = 256,   /* not the form's annual or initial one, as `kind` says */
    FUNDS_EXECUTED_OWN = 512, /* not what the form executed */
    FUNDS_FLAGS = 1023
};
/* The usual ones first: they take a byte. */
enum row_flag {
    ROW_COUNTS = 1,
    ROW_WEIGHT = 2,
    ROW_CLAIM = 4,
    ROW_A_PRINTED = 8, /* in the target's text */
    ROW_B_PRINTED = 16,
    ROW_CLAIM_IN_FULL = 32,
    ROW_WEIGHT_IN_FULL = 64,
    ROW_A = 128,
    ROW_B = 256,
    ROW_D = 512,
    ROW_BELOW = 1024,
    ROW_OVERFLOW = 2048,
    ROW_FLAGS = 4095
};

static unsigned flag(bool is, unsigned bit)
{
    return is ? bit : 0;
}

/* ---- what both ways agree on ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The figure that the text prints first: 90 of `≥90%`. False where it is too long. */
static bool printed_figure(struct jx_slice text, struct jx_ratio *out)
{
    enum { DIGITS_MAX = 15 };
    const char *at = text.ptr, *const end = text.ptr + text.len;
    int64_t n = 0, d = 1;
    unsigned digits = 0;
    while (at < end && !is_digit(*at))
        at++;
    for (; at < end && is_digit(*at) && digits < DIGITS_MAX; at++, digits++)
        n = n * 10 + (*at - '0');
    if (at < end && *at == '.')
        for (at++; at < end && is_digit(*at) && digits < DIGITS_MAX; at++, digits++, d *= 10)
            n = n * 10 + (*at - '0');
    *out = (struct jx_ratio){n, d};
    return digits > 0 && digits < DIGITS_MAX;
}

/* The form's own amount of that kind. */
static const struct jx_score *budget_of(const struct jx_card *c, enum jx_budget_kind kind)
{
    return kind == JX_BUDGET_INITIAL ? &c->initial : &c->annual;
}

/* ---- writing ---- */

static void put_score(char **to, const struct jx_score *s)
{
    if (s->known) put_dec(to, s->value);
}

static void put_money(char **to, const struct jx_money *m, bool own)
{
    if (!m->known) return;
    if (own) put_dec(to, m->wan);
    put_dec(to, (jx_dec){m->wan.micro - m->range.lo.micro});
    put_dec(to, (jx_dec){m->range.hi.micro - m->wan.micro});
}

static bool is_own(const struct jx_money *m, const struct jx_score *of_form)
{
    return m->known && (!of_form->known || m->wan.micro != of_form->value.micro);
}

static void put_funds(char **to, const struct jx_card *c)
{
    const struct jx_card_funds *f = &c->funds;
    const bool own_budget = is_own(&f->budget, budget_of(c, f->kind));
    const bool own_executed = is_own(&f->executed, &c->executed);
    put_count(to, f->index);
    put_count(to, f->kind);
    put_count(
        to,
        flag(f->weight.known, FUNDS_WEIGHT) | flag(f->weight.trailing_zero, FUNDS_WEIGHT_IN_FULL) |
            flag(f->claimed.known, FUNDS_CLAIM) |
            flag(f->claimed.trailing_zero, FUNDS_CLAIM_IN_FULL) |
            flag(f->weight_empty, FUNDS_WEIGHT_EMPTY) | flag(f->claim_empty, FUNDS_CLAIM_EMPTY) |
            flag(f->budget.known, FUNDS_BUDGET) | flag(f->executed.known, FUNDS_EXECUTED) |
            flag(own_budget, FUNDS_BUDGET_OWN) | flag(own_executed, FUNDS_EXECUTED_OWN));
    put_points(to, &f->weight);
    put_points(to, &f->claimed);
    put_money(to, &f->budget, own_budget);
    put_money(to, &f->executed, own_executed);
}

/* What word lists can ask of a text: no more than they look at. A class looks at all of level 1. */
static struct jx_slice asked_of(enum jx_subject subject, struct jx_slice text,
                                char room[JX_WORD_PLAIN_MAX])
{
    const bool all = subject == JX_SUBJECT_LEVEL1 || text.len + 4 <= JX_WORD_PLAIN_MAX;
    return all ? text : jx_word_plain(text, room);
}

static bool put_word(char **to, enum jx_subject subject, struct jx_slice text)
{
    const struct code_words words = code_words_of(subject);
    for (uint32_t i = 0; i < words.count; i++) {
        if (!jx_slice_eq(words.items[i], text)) continue;
        put_count(to, i << 2 | 1);
        return true;
    }
    return false;
}

/* As in a row above, of which there are `above`. */
static bool put_above(char **to, const struct jx_card_row *r, uint32_t above,
                      enum jx_subject subject)
{
    const struct jx_slice text = r->row.view.subjects[subject];
    for (uint32_t i = 0; text.len > 1 && i < CODE_TEXTS_ABOVE && i < above; i++) {
        if (!jx_slice_eq((r - i - 1)->row.view.subjects[subject], text)) continue;
        put_count(to, i << 2 | 3);
        return true;
    }
    return false;
}

static void put_texts(char **to, const struct jx_card_row *r, uint32_t above)
{
    char room[JX_WORD_PLAIN_MAX];
    for (int i = 0; i < JX_SUBJECT_COUNT; i++) {
        const enum jx_subject subject = (enum jx_subject)i;
        const struct jx_slice text = r->row.view.subjects[i];
        if (!put_word(to, subject, text) && !put_above(to, r, above, subject))
            put_text(to, asked_of(subject, text, room));
    }
}

/* Where a figure is had from. */
static unsigned source_of(const struct jx_view *v, enum jx_variable figure, enum jx_subject subject,
                          unsigned here, unsigned printed)
{
    char room[JX_WORD_PLAIN_MAX];
    struct jx_ratio first;
    int differs = 0;
    const struct jx_amount *a = &v->figures[figure];
    if (!a->known) return 0;
    return printed_figure(asked_of(subject, v->subjects[subject], room), &first) &&
                   jx_ratio_cmp(first, a->value, &differs) == JX_OK && differs == 0
               ? printed
               : here;
}

static unsigned row_flags(const struct jx_card_row *r)
{
    const struct jx_scorable *s = &r->row;
    return flag(r->counts, ROW_COUNTS) | flag(r->below, ROW_BELOW) |
           flag(s->weight.known, ROW_WEIGHT) | flag(s->weight.trailing_zero, ROW_WEIGHT_IN_FULL) |
           flag(s->claimed.known, ROW_CLAIM) | flag(s->claimed.trailing_zero, ROW_CLAIM_IN_FULL) |
           flag(s->rc != JX_OK, ROW_OVERFLOW) | flag(s->view.figures[JX_VAR_D].known, ROW_D) |
           source_of(&s->view, JX_VAR_A, JX_SUBJECT_TARGET, ROW_A, ROW_A_PRINTED) |
           source_of(&s->view, JX_VAR_B, JX_SUBJECT_ACTUAL, ROW_B, ROW_B_PRINTED);
}

static void put_row(char **to, const struct jx_card_row *r, uint32_t above)
{
    const struct jx_view *v = &r->row.view;
    const unsigned flags = row_flags(r);
    put_count(to, flags);
    put_count(to, v->facts);
    put_points(to, &r->row.weight);
    put_points(to, &r->row.claimed);
    put_texts(to, r, above);
    if (flags & ROW_A) put_ratio(to, v->figures[JX_VAR_A].value);
    if (flags & ROW_B) put_ratio(to, v->figures[JX_VAR_B].value);
    if (flags & ROW_D) put_ratio(to, v->figures[JX_VAR_D].value);
}

static char *put_card(char *to, const struct jx_card *c)
{
    put_count(&to, CARD_VERSION);
    put_count(&to, c->form);
    put_count(&to, (jx_uint128)c->year);
    put_text(&to, c->period);
    put_count(&to, flag(c->initial.known, HAS_INITIAL) | flag(c->annual.known, HAS_ANNUAL) |
                       flag(c->executed.known, HAS_EXECUTED) | flag(c->total.known, HAS_TOTAL) |
                       flag(c->total.trailing_zero, TOTAL_IN_FULL) |
                       flag(c->weights.known, HAS_WEIGHTS) | flag(c->funds.there, HAS_FUNDS));
    put_score(&to, &c->initial);
    put_score(&to, &c->annual);
    put_score(&to, &c->executed);
    put_points(&to, &c->total);
    put_score(&to, &c->weights);
    put_dec(&to, c->whole);
    if (c->funds.there) put_funds(&to, c);
    put_count(&to, c->row_count);
    for (uint32_t i = 0; i < c->row_count; i++)
        put_row(&to, &c->rows[i], i);
    return to;
}

/* As much as it could take at most. */
static size_t room_for(const struct jx_card *c)
{
    size_t room = CARD_BYTES_MAX + c->period.len + (size_t)c->row_count * ROW_BYTES_MAX;
    for (uint32_t i = 0; i < c->row_count; i++)
        for (int k = 0; k < JX_SUBJECT_COUNT; k++)
            room += c->rows[i].row.view.subjects[k].len;
    return room;
}

jx_status jx_card_encode(const struct jx_card *c, struct jx_arena *a, struct jx_slice *out)
{
    const size_t room = room_for(c);
    char *bytes = jx_arena_take(a, room);
    if (!bytes) return jx_arena_failure(a);
    const size_t len = (size_t)(put_card(bytes, c) - bytes);
    assert(len <= room);
    *out = jx_slice_at(bytes, len);
    return JX_OK;
}

/* ---- reading ---- */

static struct jx_score get_score(struct code_reader *r, bool known)
{
    return (struct jx_score){known, known ? get_dec(r) : (jx_dec){0}};
}

static struct jx_money get_money(struct code_reader *r, bool known, bool own,
                                 const struct jx_score *of_form)
{
    struct jx_money m = {.known = known, .text = JX_LIT("")};
    if (!known) return m;
    m.wan = own ? get_dec(r) : of_form->value;
    const jx_dec below = get_dec(r), above = get_dec(r);
    if (jx_dec_sub(m.wan, below, &m.range.lo) != JX_OK ||
        jx_dec_add(m.wan, above, &m.range.hi) != JX_OK)
        (void)get_bad(r);
    return m;
}

static void get_funds(struct code_reader *r, struct jx_card *c)
{
    struct jx_card_funds *f = &c->funds;
    struct jx_amount figure; /* nobody asks: a weight may be the profile's */
    f->there = true;
    f->index = (uint32_t)get_up_to(r, UINT32_MAX);
    f->kind = (enum jx_budget_kind)get_up_to(r, JX_BUDGET_RATE);
    const uint64_t flags = get_up_to(r, FUNDS_FLAGS);
    f->weight_empty = flags & FUNDS_WEIGHT_EMPTY;
    f->claim_empty = flags & FUNDS_CLAIM_EMPTY;
    get_points(r, flags & FUNDS_WEIGHT, flags & FUNDS_WEIGHT_IN_FULL, &f->weight, &figure);
    get_points(r, flags & FUNDS_CLAIM, flags & FUNDS_CLAIM_IN_FULL, &f->claimed, &figure);
    f->budget = get_money(r, flags & FUNDS_BUDGET, flags & FUNDS_BUDGET_OWN, budget_of(c, f->kind));
    f->executed = get_money(r, flags & FUNDS_EXECUTED, flags & FUNDS_EXECUTED_OWN, &c->executed);
}

static struct jx_slice get_text(struct code_reader *r, const struct jx_card_row *row,
                                uint32_t above, enum jx_subject subject)
{
    const uint64_t code = get_count(r), index = code >> 2;
    if ((code & 1) == 0) return get_bytes(r, code >> 1);
    const struct code_words words = code_words_of(subject);
    if (code & 2 && index < above) return (row - index - 1)->row.view.subjects[subject];
    if (!(code & 2) && index < words.count) return words.items[index];
    (void)get_bad(r);
    return JX_LIT("");
}

/* A figure that its cell's text prints, or that follows. */
static void get_figure(struct code_reader *r, struct jx_slice text, bool here, bool printed,
                       struct jx_amount *out)
{
    out->known = here || printed;
    if (here) out->value = get_ratio(r);
    if (printed && !printed_figure(text, &out->value)) (void)get_bad(r);
}

static void get_row(struct code_reader *r, uint32_t index, struct jx_card_row *out)
{
    struct jx_scorable *s = &out->row;
    struct jx_view *v = &s->view;
    struct jx_amount *const f = v->figures;
    const uint64_t flags = get_up_to(r, ROW_FLAGS);
    v->facts = (uint32_t)get_up_to(r, (1u << JX_FACT_COUNT) - 1);
    out->index = index;
    out->counts = flags & ROW_COUNTS;
    out->below = flags & ROW_BELOW;
    s->rc = flags & ROW_OVERFLOW ? JX_E_OVERFLOW : JX_OK;
    get_points(r, flags & ROW_WEIGHT, flags & ROW_WEIGHT_IN_FULL, &s->weight, &f[JX_VAR_W]);
    get_points(r, flags & ROW_CLAIM, flags & ROW_CLAIM_IN_FULL, &s->claimed, &f[JX_VAR_S]);
    for (int i = 0; i < JX_SUBJECT_COUNT; i++)
        v->subjects[i] = get_text(r, out, index, (enum jx_subject)i);
    get_figure(r, v->subjects[JX_SUBJECT_TARGET], flags & ROW_A, flags & ROW_A_PRINTED,
               &f[JX_VAR_A]);
    get_figure(r, v->subjects[JX_SUBJECT_ACTUAL], flags & ROW_B, flags & ROW_B_PRINTED,
               &f[JX_VAR_B]);
    get_figure(r, JX_LIT(""), flags & ROW_D, false, &f[JX_VAR_D]);
}

static jx_status get_rows(struct code_reader *r, struct jx_arena *a, struct jx_card *c)
{
    enum { ROW_BYTES_LEAST = 2 + JX_SUBJECT_COUNT };
    const uint64_t count = get_up_to(r, (uint64_t)(r->end - r->at) / ROW_BYTES_LEAST);
    c->rows = jx_arena_array(a, count, sizeof *c->rows);
    if (!c->rows) return jx_arena_failure(a);
    c->row_count = (uint32_t)count;
    for (uint32_t i = 0; i < c->row_count && !r->bad; i++)
        get_row(r, i, &c->rows[i]);
    return r->bad || r->at != r->end ? JX_E_FORMAT : JX_OK;
}

jx_status jx_card_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_card *out)
{
    const unsigned char *at = (const unsigned char *)bytes.ptr;
    struct code_reader r = {at, at + bytes.len, bytes.len == 0};
    struct jx_amount figure; /* of the total: nobody asks */
    *out = (struct jx_card){.rows = NULL};
    if (get_count(&r) != CARD_VERSION) return r.bad ? JX_E_FORMAT : JX_E_VERSION;
    out->form = (enum jx_form)get_up_to(&r, JX_FORM_COUNT - 1);
    out->year = (int32_t)get_up_to(&r, JX_YEAR_LAST);
    out->period = get_bytes(&r, get_count(&r) >> 1);
    const uint64_t flags = get_up_to(&r, 127);
    out->initial = get_score(&r, flags & HAS_INITIAL);
    out->annual = get_score(&r, flags & HAS_ANNUAL);
    out->executed = get_score(&r, flags & HAS_EXECUTED);
    get_points(&r, flags & HAS_TOTAL, flags & TOTAL_IN_FULL, &out->total, &figure);
    out->weights = get_score(&r, flags & HAS_WEIGHTS);
    out->whole = get_dec(&r);
    if (flags & HAS_FUNDS) get_funds(&r, out);
    return get_rows(&r, a, out);
}

jx_status jx_card_from(struct jx_slice bytes, struct jx_arena *a, const struct jx_card **out)
{
    struct jx_card *c = jx_arena_take(a, sizeof *c);
    *out = c;
    return c ? jx_card_decode(bytes, a, c) : jx_arena_failure(a);
}
