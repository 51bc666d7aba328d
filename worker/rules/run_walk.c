/* The functions that go through something: rows, sources of funds, documents, narratives, tables.
 */
#include "run_call.h"

#include "judging.h"

static struct jx_value number(struct jx_number n)
{
    return (struct jx_value){.number = n, .text = JX_LIT("")};
}

static struct jx_value kid(struct jx_run *r, const struct jx_node *n, int i)
{
    return jx_run_value(r, n->kid[i]);
}

/* ---- rows ---- */

/* What the rows of a list come to. */
struct tallied {
    uint32_t decided; /* the row that decided ANY or ALL; UINT32_MAX: none did */
    int64_t count;    /* of the rows for which it is true */
    struct jx_number sum;
};

static void add_figures(struct jx_run *r, const struct jx_node *n, uint32_t first, uint64_t rows,
                        struct jx_number *sum)
{
    for (; rows; rows &= rows - 1) {
        struct jx_figured f;
        r->row = first + (uint32_t)__builtin_ctzll(rows);
        jx_run_figure(r, n, &f);
        if (f.number.known) *sum = jx_number_add(*sum, f.number);
    }
}

static struct tallied go_through(struct jx_run *r, const struct jx_node *n)
{
    struct tallied t = {.decided = UINT32_MAX, .sum = jx_number_whole(0)};
    const uint32_t here = r->row, count = r->self->sight.counts[n->part];
    for (uint32_t first = 0; first < count && r->steps > 0; first += JX_ROWS_AT_ONCE) {
        const uint64_t rows = jx_rows_from(first, count);
        const uint64_t yes = jx_run_truths(r, n->kid[0], first, rows).yes;
        const uint64_t deciding = n->index == JX_F_ANY   ? yes
                                  : n->index == JX_F_ALL ? rows & ~yes
                                                         : 0;
        t.count += __builtin_popcountll(yes);
        if (n->index == JX_F_SUM) add_figures(r, n->kid[1], first, yes, &t.sum);
        if (!deciding) continue;
        t.decided = first + (uint32_t)__builtin_ctzll(deciding);
        break;
    }
    r->row = here;
    return t;
}

static struct jx_number tallied_number(const struct jx_node *n, const struct tallied *t)
{
    if (n->index == JX_F_COUNT) return jx_number_whole(t->count);
    return n->index == JX_F_SUM && t->count ? t->sum : JX_NUMBER_UNKNOWN;
}

static enum jx_truth tallied_truth(const struct jx_node *n, const struct tallied *t)
{
    bool decided = t->decided != UINT32_MAX;
    return decided == (n->index == JX_F_ANY) && (decided || n->index == JX_F_ALL) ? JX_TRUE
                                                                                  : JX_FALSE;
}

/* Of the first figure of the sum that stands anywhere. */
static struct jx_origin origin_of_sum(struct jx_run *r, const struct jx_node *n)
{
    struct jx_origin origin = {.kind = JX_ORIGIN_NONE};
    const uint32_t here = r->row, rows = r->self->sight.counts[n->part];
    for (r->row = 0; r->row < rows && !origin.kind; r->row++) {
        if (jx_run_again(r, n->kid[0]).truth != JX_TRUE) continue;
        struct jx_value v = jx_run_again(r, n->kid[1]);
        if (v.number.known) origin = v.origin;
    }
    r->row = here;
    return origin;
}

struct jx_value jx_call_rows(struct jx_run *r, const struct jx_node *n)
{
    const struct tallied t = go_through(r, n);
    struct jx_value out = {
        .number = tallied_number(n, &t), .truth = tallied_truth(n, &t), .text = JX_LIT("")};
    if (n->index == JX_F_SUM) out.origin = origin_of_sum(r, n);
    if (n->index != JX_F_ANY || t.decided == UINT32_MAX) return out;
    const uint32_t here = r->row;
    r->row = t.decided;
    out = jx_run_again(r, n->kid[0]);
    r->row = here;
    return out;
}

enum jx_truth jx_truth_of_rows(struct jx_run *r, const struct jx_node *n)
{
    const struct tallied t = go_through(r, n);
    return tallied_truth(n, &t);
}

struct jx_number jx_number_of_rows(struct jx_run *r, const struct jx_node *n)
{
    const struct tallied t = go_through(r, n);
    return tallied_number(n, &t);
}

struct jx_value jx_call_group_sum(struct jx_run *r, const struct jx_node *n)
{
    const uint32_t here = r->row;
    struct jx_number sum = jx_number_whole(0);
    bool any = false;
    for (uint32_t i = 0; i < r->group_count; i++) {
        struct jx_figured f;
        r->row = r->group_first + i;
        jx_run_figure(r, n->kid[0], &f);
        if (!f.number.known) continue;
        sum = jx_number_add(sum, f.number);
        any = true;
    }
    r->row = here;
    return number(any ? sum : JX_NUMBER_UNKNOWN);
}

/* ---- sources of funds ---- */

static bool is_source(struct jx_slice s, const struct jx_slice *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (jx_slice_eq(s, names[i])) return true;
    return false;
}

/* Which rows make up the total: all of them; or, where an appropriation is split into levels of
 * government or subtotals are printed, without the parts or without the wholes. The form does not
 * say which it is. */
enum way { ALL, WITHOUT_LEVELS, WITHOUT_APPROPRIATION, SUBTOTALS, WITHOUT_SUBTOTALS, WAYS };

static bool takes(enum way way, struct jx_slice source, struct jx_slice label)
{
    static const struct jx_slice levels[] = {JX_LIT("central"), JX_LIT("provincial"),
                                             JX_LIT("local"), JX_LIT("superior")};
    static const struct jx_slice whole[] = {JX_LIT("current_appropriation")};
    static const struct jx_slice part = JX_LIT("小计");
    if (jx_slice_eq(source, JX_LIT("total"))) return false;
    if (way == WITHOUT_LEVELS) return !is_source(source, levels, 4);
    if (way == WITHOUT_APPROPRIATION) return !is_source(source, whole, 1);
    if (way == SUBTOTALS) return jx_contains(label, part);
    if (way == WITHOUT_SUBTOTALS) return !jx_contains(label, part);
    return true;
}

static struct jx_number sources_by(struct jx_run *r, const struct jx_node *field, enum way way)
{
    struct jx_sight *s = &r->self->sight;
    struct jx_number sum = jx_number_whole(0);
    bool any = false;
    for (uint32_t row = 0; row < s->counts[s->funds]; row++) {
        struct jx_cell *source = jx_sight_cell(s, (struct jx_field_ref){s->funds, 0, 0}, row);
        struct jx_cell *label = jx_sight_cell(s, (struct jx_field_ref){s->funds, 1, 0}, row);
        struct jx_cell *c = jx_sight_cell(s, field->ref, row);
        const struct jx_number *n = jx_cell_number(s, c, field->ref);
        if (!takes(way, source->text, label->text)) continue;
        /* What cannot be read may be any amount. */
        if (!n->known && c && !jx_cell_is_empty(c->text)) return JX_NUMBER_UNKNOWN;
        if (!n->known) continue;
        sum = jx_number_add(sum, *n);
        any = true;
    }
    return any ? sum : JX_NUMBER_UNKNOWN;
}

/* Whether the form prints both levels and what they are parts of; or subtotals. */
static bool has_both(struct jx_run *r, bool subtotals)
{
    struct jx_sight *s = &r->self->sight;
    bool part = false, whole = false;
    for (uint32_t row = 0; row < s->counts[s->funds]; row++) {
        struct jx_slice source = jx_sight_cell(s, (struct jx_field_ref){s->funds, 0, 0}, row)->text;
        struct jx_slice label = jx_sight_cell(s, (struct jx_field_ref){s->funds, 1, 0}, row)->text;
        enum way a = subtotals ? SUBTOTALS : WITHOUT_LEVELS;
        enum way b = subtotals ? WITHOUT_SUBTOTALS : WITHOUT_APPROPRIATION;
        if (jx_slice_eq(source, JX_LIT("total"))) continue;
        part = part || !takes(a, source, label);
        whole = whole || !takes(b, source, label);
    }
    return part && whole;
}

static bool may_equal(struct jx_number a, struct jx_number b)
{
    return a.lo <= b.hi && b.lo <= a.hi;
}

/* The reading that comes nearest to the total. */
struct jx_value jx_call_sources(struct jx_run *r, const struct jx_node *n)
{
    struct jx_sight *s = &r->self->sight;
    if (s->funds == JX_PARTS_MAX || s->total == UINT32_MAX) return number(JX_NUMBER_UNKNOWN);
    struct jx_cell *cell = jx_sight_cell(s, n->kid[0]->ref, s->total);
    const struct jx_number total = *jx_cell_number(s, cell, n->kid[0]->ref);
    struct jx_number best = sources_by(r, n->kid[0], ALL);
    for (int way = WITHOUT_LEVELS; way < WAYS && total.known && best.known; way++) {
        if (may_equal(best, total)) break;
        if (!has_both(r, way >= SUBTOTALS)) continue;
        struct jx_number other = sources_by(r, n->kid[0], (enum way)way);
        if (other.known && may_equal(other, total)) best = other;
    }
    return number(best);
}

/* ---- documents ---- */

static bool counts_with(const struct jx_run *r, const struct jx_document *d, enum jx_form form,
                        bool units)
{
    const struct jx_document *self = r->self->sight.doc;
    if (d->form != form || (d->year && self->year && d->year != self->year)) return false;
    if (!units) return true;
    if (!d->unit || !self->unit || jx_is_blank(d->unit->name) || jx_is_blank(self->unit->name))
        return true;
    return jx_contains(self->unit->name, d->unit->name) ||
           jx_contains(d->unit->name, self->unit->name);
}

/* NULL when the arena is exhausted. */
static const struct jx_number *numbers_of_each(struct jx_run *r, const struct jx_node *n)
{
    struct jx_each *e = *r->each;
    while (e && e->node != n)
        e = e->next;
    if (e) return e->numbers;
    struct jx_run in = *r;
    e = jx_arena_take(r->arena, sizeof *e);
    struct jx_number *numbers = jx_arena_array(r->arena, (size_t)r->all_count + 1, sizeof *numbers);
    if (!e || !numbers) return NULL;
    in.other = NULL;
    for (uint32_t i = 0; i < r->all_count; i++) {
        if (r->all[i].sight.doc->form != n->form) continue;
        in.self = &r->all[i];
        numbers[i] = kid(&in, n, 0).number;
    }
    r->steps = in.steps;
    *e = (struct jx_each){.node = n, .numbers = numbers, .next = *r->each};
    *r->each = e;
    return numbers;
}

static struct jx_value sum_documents(struct jx_run *r, const struct jx_node *n)
{
    struct jx_number sum = jx_number_whole(0);
    bool adds = n->index == JX_F_EACH_SUM;
    const struct jx_number *numbers = adds && r->each ? numbers_of_each(r, n) : NULL;
    int64_t count = 0;
    for (uint32_t i = 0; i < r->all_count && (numbers || !adds); i++) {
        if (!counts_with(r, r->all[i].sight.doc, n->form, adds)) continue;
        count++;
        if (adds) sum = jx_number_add(sum, numbers[i]);
    }
    if (!adds) return number(jx_number_whole(count));
    return number(count ? sum : JX_NUMBER_UNKNOWN);
}

struct jx_value jx_call_documents(struct jx_run *r, const struct jx_node *n)
{
    for (size_t i = 0; i < JX_SUMS_KEPT; i++)
        if (r->sums[i].node == n && r->sums[i].self == r->self) return r->sums[i].value;
    const struct jx_value v = sum_documents(r, n);
    const uint32_t at = r->sum_next++ % JX_SUMS_KEPT;
    r->sums[at].node = n;
    r->sums[at].self = r->self;
    r->sums[at].value = v;
    return v;
}

/* The value in the same unit's form of the year before, where it is among the documents. */
struct jx_value jx_call_year_before(struct jx_run *r, const struct jx_node *n)
{
    const struct jx_document *self = r->self->sight.doc;
    for (uint32_t i = 0; i < r->all_count && self->unit && self->year; i++) {
        const struct jx_document *d = r->all[i].sight.doc;
        if (d->form != self->form || d->year != self->year - 1 || !d->unit ||
            !jx_names_same(d->unit->name, self->unit->name))
            continue;
        struct jx_run in = *r;
        in.self = &r->all[i];
        in.other = NULL;
        struct jx_value v = kid(&in, n, 0);
        r->steps = in.steps;
        v.cell = NULL;
        v.origin = (struct jx_origin){.kind = JX_ORIGIN_NONE};
        return v;
    }
    return number(JX_NUMBER_UNKNOWN);
}

/* ---- narrative ---- */

struct jx_value jx_call_sentences(struct jx_run *r, const struct jx_node *n)
{
    uint32_t count;
    (void)jx_case_sentences(r->self, r->set, n->part, &count);
    return number(jx_number_whole(count));
}

struct jx_value jx_call_found(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value name = kid(r, n, 0), v = number(JX_NUMBER_UNKNOWN);
    struct jx_slice text;
    uint32_t paragraph;
    struct jx_case *where = r->other ? r->other : r->self;
    if (!jx_narrative_number(jx_case_narrative(where), name.text, &text, &paragraph)) return v;
    struct jx_notation t;
    jx_notation_read(text, &t);
    if (t.kind != JX_NOTATION_NUMBER) return v;
    v.number = jx_number_mul(jx_number_scaled(t.value, t.numerator, t.denominator),
                             jx_number_whole(100));
    v.text = text;
    v.origin = (struct jx_origin){
        .kind = JX_ORIGIN_PARAGRAPH, .other = where == r->other, .paragraph = paragraph};
    return v;
}

/* ---- tables ---- */

static const struct jx_table *table_at(const struct jx_run *r, struct jx_slice title,
                                       int32_t *index)
{
    *index = jx_table_find(&r->self->tables, title);
    return *index < 0 ? NULL : &r->self->tables.items[*index];
}

static struct jx_value table_value(const struct jx_table *t, int32_t index, uint32_t row,
                                   uint32_t column)
{
    struct jx_value v = number(jx_table_number(t, row, column));
    v.text = jx_table_text(t, row, column);
    v.origin = (struct jx_origin){.kind = JX_ORIGIN_TABLE, .table = {index, row, column}};
    return v;
}

struct jx_value jx_call_cell(struct jx_run *r, const struct jx_node *n)
{
    int32_t i;
    uint32_t row, column;
    const struct jx_table *t = table_at(r, n->kid[0]->text, &i);
    struct jx_slice label = kid(r, n, 1).text;
    if (!t || !jx_table_cell(t, label, n->kid[2]->text, &row, &column))
        return number(JX_NUMBER_UNKNOWN);
    if (n->index != JX_F_ABOVE) return table_value(t, i, row, column);
    return number(jx_table_above(t, row, column));
}

struct jx_value jx_call_code(struct jx_run *r, const struct jx_node *n)
{
    int32_t i;
    uint32_t column;
    const struct jx_table *t = table_at(r, n->kid[0]->text, &i);
    int32_t code = t ? jx_table_find_code(t, kid(r, n, 1).text) : -1;
    if (code < 0 || !jx_table_column(t, n->kid[2]->text, t->codes[code].column, &column))
        return number(JX_NUMBER_UNKNOWN);
    return table_value(t, i, t->codes[code].row, column);
}

struct jx_value jx_call_top(struct jx_run *r, const struct jx_node *n)
{
    int32_t i;
    uint32_t count;
    const struct jx_table *t = table_at(r, n->kid[0]->text, &i);
    return number(t ? jx_table_below(t, -1, n->kid[1]->text, &count) : JX_NUMBER_UNKNOWN);
}

static const struct jx_table *table_now(const struct jx_run *r)
{
    return r->table.table < 0 ? NULL : &r->self->tables.items[r->table.table];
}

struct jx_value jx_call_column(struct jx_run *r, const struct jx_node *n)
{
    uint32_t column;
    const struct jx_table *t = table_now(r);
    if (!t || !jx_table_column(t, n->kid[0]->text, r->table.column, &column))
        return number(JX_NUMBER_UNKNOWN);
    if (n->index == JX_F_COLUMNS_AFTER) return number(jx_table_after(t, r->table.row, column));
    return table_value(t, r->table.table, r->table.row, column);
}

/* A cell with digits that make no number: `1,2O0.5`. */
struct jx_value jx_call_column_garbled(struct jx_run *r, const struct jx_node *n)
{
    struct jx_value v = jx_call_column(r, n);
    bool digits = false;
    for (size_t i = 0; i < v.text.len && !digits; i++)
        digits = v.text.ptr[i] >= '0' && v.text.ptr[i] <= '9';
    v.truth = digits && !v.number.known ? JX_TRUE : JX_FALSE;
    return v;
}

struct jx_value jx_call_children(struct jx_run *r, const struct jx_node *n)
{
    uint32_t count = 0;
    const struct jx_table *t = table_now(r);
    struct jx_number sum = JX_NUMBER_UNKNOWN;
    if (t && r->code >= 0) sum = jx_table_below(t, r->code, n->kid[0]->text, &count);
    struct jx_value v = number(sum);
    v.truth = count > 0 ? JX_TRUE : JX_FALSE;
    return v;
}
