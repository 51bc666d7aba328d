/* Cards as bytes and back. Numbers are zigzag varints (a count in millionths mostly takes four
 * bytes), texts are their length and bytes.
 *
 *   card   version, form, year, period, flags, [initial, annual, executed, total, weights as the
 *          flags say], whole, [funds], row count, row ...
 *   funds  index, kind, flags, weight, claimed, [budget, low, high], [executed, low, high]
 *   row    flags, facts, weight, claimed, [A n, A d], [B n, B d], [D n, D d], 6 texts
 *   points value, places, where the flags say they are known */
#include "card.h"

#include <assert.h>

enum { CARD_VERSION = 1 };

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
    FUNDS_EXECUTED = 128
};
enum row_flag {
    ROW_COUNTS = 1,
    ROW_BELOW = 2,
    ROW_WEIGHT = 4,
    ROW_WEIGHT_IN_FULL = 8,
    ROW_CLAIM = 16,
    ROW_CLAIM_IN_FULL = 32,
    ROW_A = 64,
    ROW_B = 128,
    ROW_D = 256,
    ROW_OVERFLOW = 512
};
static_assert(JX_FACT_COUNT <= 32, "facts are bits");

static unsigned flag(bool is, unsigned bit)
{
    return is ? bit : 0;
}

/* ---- writing: once to measure (to NULL), once to write ---- */

__extension__ typedef unsigned __int128 wide;

struct writer {
    char *to;
    size_t len;
};

static void put(struct writer *w, const char *bytes, size_t n)
{
    if (w->to && n) memcpy(w->to + w->len, bytes, n);
    w->len += n;
}

static void put_count(struct writer *w, wide n)
{
    for (; n >= 128; n >>= 7) {
        const char byte = (char)((unsigned)(n & 127) | 128);
        put(w, &byte, 1);
    }
    const char last = (char)(unsigned char)n;
    put(w, &last, 1);
}

static void put_number(struct writer *w, jx_int128 n)
{
    wide sign = n < 0 ? ~(wide)0 : 0;
    put_count(w, (wide)n << 1 ^ sign);
}

static void put_dec(struct writer *w, bool has, jx_dec d)
{
    if (has) put_number(w, d.micro);
}

static void put_text(struct writer *w, struct jx_slice s)
{
    put_count(w, s.len);
    put(w, s.ptr, s.len);
}

static void put_points(struct writer *w, const struct jx_points *p)
{
    if (!p->known) return;
    put_number(w, p->value.micro);
    put_count(w, p->places);
}

static void put_money(struct writer *w, const struct jx_money *m)
{
    if (!m->known) return;
    put_number(w, m->wan.micro);
    put_number(w, m->range.lo.micro);
    put_number(w, m->range.hi.micro);
}

static void put_funds(struct writer *w, const struct jx_card_funds *f)
{
    put_count(w, f->index);
    put_count(w, f->kind);
    put_count(w, flag(f->weight.known, FUNDS_WEIGHT) |
                     flag(f->weight.trailing_zero, FUNDS_WEIGHT_IN_FULL) |
                     flag(f->claimed.known, FUNDS_CLAIM) |
                     flag(f->claimed.trailing_zero, FUNDS_CLAIM_IN_FULL) |
                     flag(f->weight_empty, FUNDS_WEIGHT_EMPTY) |
                     flag(f->claim_empty, FUNDS_CLAIM_EMPTY) | flag(f->budget.known, FUNDS_BUDGET) |
                     flag(f->executed.known, FUNDS_EXECUTED));
    put_points(w, &f->weight);
    put_points(w, &f->claimed);
    put_money(w, &f->budget);
    put_money(w, &f->executed);
}

static const enum jx_variable ratios[] = {JX_VAR_A, JX_VAR_B, JX_VAR_D};
static const unsigned ratio_flags[] = {ROW_A, ROW_B, ROW_D};
enum { RATIOS = sizeof ratios / sizeof ratios[0] };

static unsigned row_flags(const struct jx_card_row *r)
{
    const struct jx_scorable *s = &r->row;
    unsigned flags = flag(r->counts, ROW_COUNTS) | flag(r->below, ROW_BELOW) |
                     flag(s->weight.known, ROW_WEIGHT) |
                     flag(s->weight.trailing_zero, ROW_WEIGHT_IN_FULL) |
                     flag(s->claimed.known, ROW_CLAIM) |
                     flag(s->claimed.trailing_zero, ROW_CLAIM_IN_FULL) |
                     flag(s->rc != JX_OK, ROW_OVERFLOW);
    for (int i = 0; i < RATIOS; i++)
        flags |= flag(s->view.figures[ratios[i]].known, ratio_flags[i]);
    return flags;
}

static void put_row(struct writer *w, const struct jx_card_row *r)
{
    const struct jx_view *v = &r->row.view;
    unsigned facts = 0;
    for (unsigned i = 0; i < JX_FACT_COUNT; i++)
        facts |= flag(v->facts[i], 1u << i);
    put_count(w, row_flags(r));
    put_count(w, facts);
    put_points(w, &r->row.weight);
    put_points(w, &r->row.claimed);
    for (int i = 0; i < RATIOS; i++) {
        const struct jx_amount *a = &v->figures[ratios[i]];
        if (!a->known) continue;
        put_number(w, a->value.n);
        put_number(w, a->value.d);
    }
    for (int i = 0; i < JX_SUBJECT_COUNT; i++)
        put_text(w, v->subjects[i]);
}

static void put_card(struct writer *w, const struct jx_card *c)
{
    put_count(w, CARD_VERSION);
    put_count(w, c->form);
    put_number(w, c->year);
    put_text(w, c->period);
    put_count(w, flag(c->initial.known, HAS_INITIAL) | flag(c->annual.known, HAS_ANNUAL) |
                     flag(c->executed.known, HAS_EXECUTED) | flag(c->total.known, HAS_TOTAL) |
                     flag(c->total.trailing_zero, TOTAL_IN_FULL) |
                     flag(c->weights.known, HAS_WEIGHTS) | flag(c->funds.there, HAS_FUNDS));
    put_dec(w, c->initial.known, c->initial.value);
    put_dec(w, c->annual.known, c->annual.value);
    put_dec(w, c->executed.known, c->executed.value);
    put_points(w, &c->total);
    put_dec(w, c->weights.known, c->weights.value);
    put_number(w, c->whole.micro);
    if (c->funds.there) put_funds(w, &c->funds);
    put_count(w, c->row_count);
    for (uint32_t i = 0; i < c->row_count; i++)
        put_row(w, &c->rows[i]);
}

jx_status jx_card_encode(const struct jx_card *c, struct jx_arena *a, struct jx_slice *out)
{
    struct writer w = {NULL, 0};
    put_card(&w, c);
    size_t measured = w.len;
    w = (struct writer){jx_arena_take(a, measured), 0};
    if (!w.to) return jx_arena_failure(a);
    put_card(&w, c);
    assert(w.len == measured);
    *out = jx_slice_at(w.to, w.len);
    return JX_OK;
}

/* ---- reading ---- */

struct reader {
    const unsigned char *at, *end;
    bool bad; /* it ended too early, or a number is too large */
};

/* Most numbers take a few bytes, counts and flags one. */
static wide get_long(struct reader *r)
{
    uint64_t few = 0;
    unsigned shift = 0;
    for (; shift < 63 && r->at < r->end; shift += 7) {
        unsigned char byte = *r->at++;
        few |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return few;
    }
    wide n = few;
    for (; shift < 128; shift += 7) {
        if (r->at == r->end) break;
        unsigned char byte = *r->at++;
        n |= (wide)(byte & 127) << shift;
        if (byte < 128) return n;
    }
    r->bad = true;
    return 0;
}

static inline wide get_wide(struct reader *r)
{
    return r->at < r->end && *r->at < 128 ? *r->at++ : get_long(r);
}

static uint64_t get_count(struct reader *r, uint64_t max)
{
    wide n = get_wide(r);
    if (n > max) r->bad = true;
    return r->bad ? 0 : (uint64_t)n;
}

static jx_int128 get_number(struct reader *r)
{
    wide n = get_wide(r);
    return (jx_int128)(n >> 1) ^ -(jx_int128)(n & 1);
}

static jx_dec get_dec(struct reader *r)
{
    jx_int128 n = get_number(r);
    if (n > INT64_MAX || n < INT64_MIN) r->bad = true;
    return (jx_dec){r->bad ? 0 : (int64_t)n};
}

static struct jx_slice get_text(struct reader *r)
{
    uint64_t n = get_count(r, (uint64_t)(r->end - r->at));
    struct jx_slice s = jx_slice_at(r->at, n);
    r->at += n;
    return r->bad ? JX_LIT("") : s;
}

static struct jx_score get_score(struct reader *r, bool known)
{
    return (struct jx_score){known, known ? get_dec(r) : (jx_dec){0}};
}

static struct jx_points get_points(struct reader *r, bool known, bool in_full)
{
    struct jx_points p = {.text = JX_LIT("")};
    if (!known) return p;
    p.known = true;
    p.value = get_dec(r);
    p.places = (unsigned)get_count(r, JX_DEC_PLACES);
    p.trailing_zero = in_full;
    return p;
}

static struct jx_money get_money(struct reader *r, bool known)
{
    struct jx_money m = {.text = JX_LIT("")};
    if (!known) return m;
    m.known = true;
    m.wan = get_dec(r);
    m.range.lo = get_dec(r);
    m.range.hi = get_dec(r);
    return m;
}

static void get_funds(struct reader *r, struct jx_card_funds *f)
{
    f->there = true;
    f->index = (uint32_t)get_count(r, UINT32_MAX);
    f->kind = (enum jx_budget_kind)get_count(r, JX_BUDGET_RATE);
    uint64_t flags = get_count(r, 255);
    f->weight_empty = flags & FUNDS_WEIGHT_EMPTY;
    f->claim_empty = flags & FUNDS_CLAIM_EMPTY;
    f->weight = get_points(r, flags & FUNDS_WEIGHT, flags & FUNDS_WEIGHT_IN_FULL);
    f->claimed = get_points(r, flags & FUNDS_CLAIM, flags & FUNDS_CLAIM_IN_FULL);
    f->budget = get_money(r, flags & FUNDS_BUDGET);
    f->executed = get_money(r, flags & FUNDS_EXECUTED);
}

static struct jx_amount get_ratio(struct reader *r)
{
    struct jx_amount a = {.known = true};
    a.value.n = get_number(r);
    a.value.d = get_number(r);
    if (a.value.d <= 0) r->bad = true;
    return a;
}

static void get_row(struct reader *r, uint32_t index, struct jx_card_row *out)
{
    struct jx_scorable *s = &out->row;
    struct jx_view *v = &s->view;
    uint64_t flags = get_count(r, 1023), facts = get_count(r, UINT32_MAX);
    out->index = index;
    out->counts = flags & ROW_COUNTS;
    out->below = flags & ROW_BELOW;
    s->rc = flags & ROW_OVERFLOW ? JX_E_OVERFLOW : JX_OK;
    for (unsigned i = 0; i < JX_FACT_COUNT; i++)
        v->facts[i] = facts >> i & 1;
    s->weight = get_points(r, flags & ROW_WEIGHT, flags & ROW_WEIGHT_IN_FULL);
    s->claimed = get_points(r, flags & ROW_CLAIM, flags & ROW_CLAIM_IN_FULL);
    if (s->weight.known) v->figures[JX_VAR_W] = jx_amount_of(s->weight.value);
    if (s->claimed.known) v->figures[JX_VAR_S] = jx_amount_of(s->claimed.value);
    for (int i = 0; i < RATIOS; i++)
        if (flags & ratio_flags[i]) v->figures[ratios[i]] = get_ratio(r);
    for (int i = 0; i < JX_SUBJECT_COUNT; i++)
        v->subjects[i] = get_text(r);
}

static jx_status get_rows(struct reader *r, struct jx_arena *a, struct jx_card *c)
{
    enum { ROW_BYTES_LEAST = 2 + JX_SUBJECT_COUNT };
    uint64_t count = get_count(r, (uint64_t)(r->end - r->at) / ROW_BYTES_LEAST);
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
    struct reader r = {at, at + bytes.len, bytes.len == 0};
    *out = (struct jx_card){.rows = NULL};
    if (get_count(&r, UINT32_MAX) != CARD_VERSION) return r.bad ? JX_E_FORMAT : JX_E_VERSION;
    out->form = (enum jx_form)get_count(&r, JX_FORM_COUNT - 1);
    jx_int128 year = get_number(&r);
    if (year < 0 || year > JX_YEAR_LAST) return JX_E_FORMAT;
    out->year = (int32_t)year;
    out->period = get_text(&r);
    uint64_t flags = get_count(&r, 127);
    out->initial = get_score(&r, flags & HAS_INITIAL);
    out->annual = get_score(&r, flags & HAS_ANNUAL);
    out->executed = get_score(&r, flags & HAS_EXECUTED);
    out->total = get_points(&r, flags & HAS_TOTAL, flags & TOTAL_IN_FULL);
    out->weights = get_score(&r, flags & HAS_WEIGHTS);
    out->whole = get_dec(&r);
    if (flags & HAS_FUNDS) get_funds(&r, &out->funds);
    return get_rows(&r, a, out);
}

jx_status jx_card_from(struct jx_slice bytes, struct jx_arena *a, const struct jx_card **out)
{
    struct jx_card *c = jx_arena_take(a, sizeof *c);
    *out = c;
    return c ? jx_card_decode(bytes, a, c) : jx_arena_failure(a);
}
