/* From a document to its card: cells are read here, and nowhere else on the way to a score. */
#include "card.h"

#include "judging.h"

enum column { INITIAL, ANNUAL, EXECUTED, COLUMNS = JX_FUND_COLUMNS };

struct fund_columns {
    size_t row_bytes, source, cells[COLUMNS];
    bool has[COLUMNS];
};

static const struct fund_columns evaluated = {
    sizeof(struct jx_evaluated_fund),
    offsetof(struct jx_evaluated_fund, source),
    {offsetof(struct jx_evaluated_fund, initial_budget),
     offsetof(struct jx_evaluated_fund, annual_budget),
     offsetof(struct jx_evaluated_fund, executed)},
    {true, true, true},
};
static const struct fund_columns monitored = {
    sizeof(struct jx_monitored_fund),
    offsetof(struct jx_monitored_fund, source),
    {[INITIAL] = offsetof(struct jx_monitored_fund, initial_budget),
     [EXECUTED] = offsetof(struct jx_monitored_fund, executed)},
    {[INITIAL] = true, [EXECUTED] = true},
};
static const struct fund_columns planned = {
    sizeof(struct jx_planned_fund),
    offsetof(struct jx_planned_fund, source),
    {[INITIAL] = offsetof(struct jx_planned_fund, amount)},
    {[INITIAL] = true},
};

struct reader {
    const struct jx_document *doc;
    struct jx_arena *arena;
    struct jx_card *card;
};

/* ---- money ---- */

static uint32_t total_index(struct jx_list rows, const struct fund_columns *f)
{
    const char *cell = (const char *)rows.items + f->source;
    uint32_t i = 0;
    for (; i < rows.count; i++, cell += f->row_bytes)
        if (jx_slice_eq(*(const struct jx_slice *)cell, JX_LIT("total"))) break;
    return i;
}

static struct jx_score score_of_money(const struct jx_money *m)
{
    return (struct jx_score){m->known, m->known ? m->wan : (jx_dec){0}};
}

/* The total row's amounts; false when there is no such row. */
static jx_status read_total(const struct reader *r, struct jx_list rows,
                            const struct fund_columns *f, struct jx_money totals[COLUMNS],
                            uint32_t *total)
{
    *total = total_index(rows, f);
    for (int c = 0; c < COLUMNS; c++)
        totals[c] = (struct jx_money){.text = JX_LIT("")};
    if (*total == rows.count) return JX_OK;
    for (int c = 0; c < COLUMNS; c++) {
        if (!f->has[c]) continue;
        struct jx_money *cells = jx_money_column(rows, f->row_bytes, f->cells[c],
                                                 jx_money_scale(r->doc->money_unit), r->arena);
        if (!cells) return jx_arena_failure(r->arena);
        r->card->read.columns[c] = (struct jx_read_column){f->cells[c], cells};
        totals[c] = cells[*total];
    }
    r->card->initial = score_of_money(&totals[INITIAL]);
    r->card->annual = score_of_money(&totals[ANNUAL]);
    r->card->executed = score_of_money(&totals[EXECUTED]);
    return JX_OK;
}

/* A rate stands for itself: 79.76% of a budget of 100. */
static bool from_rate(const struct jx_evaluated_fund *row, struct jx_money *budget,
                      struct jx_money *executed)
{
    struct jx_figure f;
    if (jx_figure_parse(row->rate, &f) != JX_OK) return false;
    if (f.scale != JX_SCALE_NONE && f.scale != JX_SCALE_PERCENT) return false;
    struct jx_interval range;
    unsigned places = f.places > JX_DEC_PLACES ? JX_DEC_PLACES : f.places;
    if (jx_interval_of(f.value, places, &range) != JX_OK) return false;
    jx_dec whole = JX_DEC(100);
    *budget = (struct jx_money){true, whole, {whole, whole}, JX_LIT("100")};
    *executed = (struct jx_money){true, f.value, range, row->rate};
    return true;
}

static void read_funds(struct jx_card_funds *f, const struct jx_evaluated_fund *row,
                       const struct jx_money totals[COLUMNS])
{
    f->there = true;
    f->budget = totals[ANNUAL];
    f->executed = totals[EXECUTED];
    f->kind = JX_BUDGET_ANNUAL;
    if (!f->budget.known && jx_cell_is_empty(row->annual_budget)) {
        f->budget = totals[INITIAL];
        f->kind = JX_BUDGET_INITIAL;
    }
    if ((!f->budget.known || !f->executed.known) && from_rate(row, &f->budget, &f->executed))
        f->kind = JX_BUDGET_RATE;
    f->weight = jx_points_read(row->weight);
    f->claimed = jx_points_read(row->score);
    f->weight_empty = jx_cell_is_empty(row->weight);
    f->claim_empty = jx_cell_is_empty(row->score);
}

static jx_status read_money(const struct reader *r, struct jx_list rows,
                            const struct fund_columns *f)
{
    struct jx_money totals[COLUMNS];
    uint32_t total;
    jx_status rc = read_total(r, rows, f, totals, &total);
    if (rc != JX_OK || total == rows.count || f != &evaluated) return rc;
    r->card->funds.index = total;
    read_funds(&r->card->funds, (const struct jx_evaluated_fund *)rows.items + total, totals);
    return JX_OK;
}

/* ---- indicators ---- */

/* It carries neither weight nor score of its own (the cells are there, and empty) but was filled
 * in: a cell above was merged over it. */
static bool is_below(const struct jx_evaluated_indicator *row)
{
    return !jx_is_absent(row->weight) && jx_is_blank(row->weight) && jx_is_blank(row->score) &&
           !jx_cell_is_empty(row->target) && !jx_cell_is_empty(row->actual);
}

static void read_row(const struct reader *r, const struct jx_evaluated_indicator *row,
                     const struct jx_evaluated_indicator *first, struct jx_card_row *out,
                     struct jx_reading *reading)
{
    struct jx_evaluated_indicator read = *row;
    out->below = first != row;
    out->counts = !jx_cell_is_empty(row->weight) || !jx_cell_is_empty(row->score);
    if (out->below) {
        read.weight = first->weight;
        read.score = first->score;
    }
    jx_read_indicator(&read, r->doc->year, reading);
    out->row = reading->row;
}

static jx_status read_rows(const struct reader *r, struct jx_list list)
{
    const struct jx_evaluated_indicator *rows = list.items, *first = rows;
    struct jx_card *c = r->card;
    c->rows = jx_arena_array(r->arena, list.count, sizeof *c->rows);
    c->read.rows = jx_arena_array(r->arena, list.count, sizeof *c->read.rows);
    if (!c->rows || !c->read.rows) return jx_arena_failure(r->arena);
    c->row_count = c->read.row_count = list.count;
    c->weights.known = true;
    for (uint32_t i = 0; i < list.count; i++) {
        struct jx_points w = jx_points_read(rows[i].weight);
        if (i == 0 || !is_below(&rows[i])) first = &rows[i];
        c->rows[i].index = i;
        read_row(r, &rows[i], first, &c->rows[i], &c->read.rows[i]);
        if (w.known && jx_dec_add(c->weights.value, w.value, &c->weights.value) != JX_OK)
            c->weights.known = false;
    }
    return JX_OK;
}

static jx_status read_self_evaluation(const struct reader *r)
{
    const struct jx_self_evaluation *form = r->doc->body.self_evaluation;
    struct jx_points whole = {.known = false};
    if (form->total) {
        r->card->total = jx_points_read(form->total->score);
        whole = jx_points_read(form->total->weight);
    }
    r->card->whole = whole.known ? whole.value : JX_DEC(100);
    jx_status rc = read_money(r, form->funds, &evaluated);
    return rc == JX_OK ? read_rows(r, form->indicators) : rc;
}

jx_status jx_card_read(const struct jx_document *d, struct jx_arena *a, struct jx_card *out)
{
    const struct reader r = {d, a, out};
    *out = (struct jx_card){
        .form = d->form, .year = d->year, .period = jx_document_period(d), .whole = JX_DEC(100)};
    if (d->form == JX_FORM_self_evaluation) return read_self_evaluation(&r);
    if (d->form == JX_FORM_monitoring) return read_money(&r, d->body.monitoring->funds, &monitored);
    if (d->form == JX_FORM_target) return read_money(&r, d->body.target->funds, &planned);
    return JX_OK;
}

enum jx_form jx_card_form(const struct jx_card *c, struct jx_slice *period)
{
    *period = c->period;
    return c->form;
}

jx_status jx_card_of(const struct jx_document *d, struct jx_arena *a, const struct jx_card **out)
{
    struct jx_card *c = jx_arena_take(a, sizeof *c);
    *out = c;
    return c ? jx_card_read(d, a, c) : jx_arena_failure(a);
}
