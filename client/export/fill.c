/* What a template holds before anyone fills it in: the rows of the printed form, or an approved
 * target's, and last year's values beside them. */
#include "forms.h"
#include "reach.h"

struct filler {
    const struct jx_fill *fill;
    struct jx_document *out;
    struct jx_arena *arena;
    jx_status status;
};

static void *take(struct filler *f, size_t count, size_t size)
{
    void *items = jx_arena_array(f->arena, count, size);
    if (!items) f->status = jx_arena_failure(f->arena);
    return items;
}

static void set_text(const struct jx_schema *s, void *row, const char *member, struct jx_slice text)
{
    const struct jx_field *field = jx_field_find(s, jx_slice_of(member), NULL);
    if (field && !jx_is_absent(text)) *(struct jx_slice *)jx_field_of(row, field) = text;
}

/* Texts that must be there are there, and empty. */
static void set_required(const struct jx_schema *s, void *row)
{
    for (uint32_t i = 0; i < s->count; i++) {
        struct jx_slice *text = jx_field_of(row, &s->fields[i]);
        if (s->fields[i].kind == JX_KIND_TEXT && s->fields[i].must && jx_is_absent(*text))
            *text = JX_LIT("");
    }
}

/* The form's list with that many rows, each with its required texts; NULL when it has none. */
static char *make_rows(struct filler *f, const char *list, uint32_t count,
                       const struct jx_schema **schema)
{
    const struct jx_field *field = jx_field_find(jx_form_schema(f->out->form), jx_slice_of(list),
                                                 NULL);
    if (!field || f->status != JX_OK) return NULL;
    *schema = field->schema;
    char *rows = take(f, count, field->schema->size);
    if (!rows) return NULL;
    for (uint32_t i = 0; i < count; i++)
        set_required(field->schema, rows + (size_t)i * field->schema->size);
    *(struct jx_list *)jx_field_of(f->out->body.any, field) = (struct jx_list){rows, count};
    return rows;
}

/* ---- funds ---- */

static void fill_fund(struct filler *f, const struct jx_schema *s, void *row, const char *source,
                      struct jx_slice label)
{
    bool weighs = f->out->form == JX_FORM_self_evaluation && strcmp(source, "total") == 0;
    set_text(s, row, "source", jx_slice_of(source));
    set_text(s, row, "label", label);
    if (weighs) set_text(s, row, "weight", JX_LIT("10"));
}

static void fill_usual_funds(struct filler *f)
{
    const struct jx_schema *s;
    char *rows = make_rows(f, "funds", skeleton_fund_count, &s);
    for (uint32_t i = 0; rows && i < skeleton_fund_count; i++)
        fill_fund(f, s, rows + (size_t)i * s->size, skeleton_funds[i].source,
                  jx_slice_of(skeleton_funds[i].label));
}

/* 90万元 in a form of 万元 is 90: formulas need figures. */
static struct jx_slice bare_amount(const struct filler *f, struct jx_slice amount)
{
    struct jx_slice unit = f->out->money_unit;
    bool printed = !jx_is_blank(unit) && jx_ends_with(amount, unit);
    return printed ? jx_slice_at(amount.ptr, amount.len - unit.len) : amount;
}

static void fill_target_funds(struct filler *f, const struct jx_target *t)
{
    const struct jx_schema *s;
    const struct jx_planned_fund *from = t->funds.items;
    char *rows = make_rows(f, "funds", t->funds.count, &s);
    for (uint32_t i = 0; rows && i < t->funds.count; i++) {
        void *row = rows + (size_t)i * s->size;
        struct jx_slice source = jx_arena_copy(f->arena, from[i].source);
        if (jx_is_absent(source)) f->status = jx_arena_failure(f->arena);
        fill_fund(f, s, row, source.ptr ? source.ptr : "", from[i].label);
        set_text(s, row, "initial_budget", bare_amount(f, from[i].amount));
    }
}

/* ---- indicators ---- */

static void fill_levels(struct filler *f, const char *list, const struct skeleton_level *levels,
                        uint32_t level_count)
{
    const struct jx_schema *s;
    uint32_t count = 0, row = 0;
    for (uint32_t i = 0; i < level_count; i++)
        count += levels[i].rows;
    char *rows = make_rows(f, list, count, &s);
    for (uint32_t i = 0; rows && i < level_count; i++) {
        for (uint32_t n = 0; n < levels[i].rows; n++, row++) {
            set_text(s, rows + (size_t)row * s->size, "level1", jx_slice_of(levels[i].level1));
            set_text(s, rows + (size_t)row * s->size, "level2", jx_slice_of(levels[i].level2));
        }
    }
}

static void fill_target_indicators(struct filler *f)
{
    static const char *const copied[] = {"level1", "level1_weight", "level2", "level2_weight",
                                         "level3", "target",        "weight"};
    const struct jx_schema *s;
    struct rows from = reach_rows(f->fill->target, "indicators");
    char *rows = make_rows(f, "indicators", from.count, &s);
    for (uint32_t i = 0; rows && i < from.count; i++)
        for (size_t k = 0; k < sizeof copied / sizeof *copied; k++)
            set_text(s, rows + (size_t)i * s->size, copied[k],
                     row_text(&from, i, jx_slice_of(copied[k])));
}

/* ---- last year ---- */

static const struct {
    enum jx_form form;
    const char *member, *heading;
} last_years[] = {
    {JX_FORM_self_evaluation, "actual", last_year_actual},
    {JX_FORM_monitoring, "progress", last_year_actual},
    {JX_FORM_target, "target", last_year_target},
};

static bool same_name(struct filler *f, struct jx_slice a, struct jx_slice b)
{
    struct jx_slice one, other;
    jx_status rc = jx_name_key(a, f->arena, &one);
    if (rc == JX_OK) rc = jx_name_key(b, f->arena, &other);
    if (rc != JX_OK) f->status = rc;
    return rc == JX_OK && !jx_is_blank(one) && jx_slice_eq(one, other);
}

/* The value of the indicator of that name; absent when last year had none. */
static struct jx_slice last_value(struct filler *f, const struct rows *last, struct jx_slice name,
                                  const char *member)
{
    for (uint32_t i = 0; i < last->count && f->status == JX_OK; i++)
        if (same_name(f, row_text(last, i, JX_LIT("level3")), name))
            return row_text(last, i, jx_slice_of(member));
    return JX_ABSENT;
}

static void keep_beside(struct filler *f, const struct rows *rows, uint32_t row,
                        const char *heading, struct jx_slice value)
{
    struct jx_list *extra = (struct jx_list *)(uintptr_t)row_extra(rows, row);
    struct jx_pair *pair = take(f, 1, sizeof *pair);
    if (!pair) return;
    *pair = (struct jx_pair){jx_slice_of(heading), value};
    *extra = (struct jx_list){pair, 1};
}

static void add_last_year(struct filler *f)
{
    const struct jx_document *last = f->fill->last_year;
    for (size_t k = 0; last && k < sizeof last_years / sizeof *last_years; k++) {
        if (last_years[k].form != last->form) continue;
        struct rows rows = reach_rows(f->out, "indicators"), from = reach_rows(last, "indicators");
        for (uint32_t i = 0; i < rows.count && f->status == JX_OK; i++) {
            struct jx_slice value = last_value(f, &from, row_text(&rows, i, JX_LIT("level3")),
                                               last_years[k].member);
            if (!jx_is_blank(value)) keep_beside(f, &rows, i, last_years[k].heading, value);
        }
    }
}

/* ---- final accounts and lists ---- */

static uint32_t count_texts(const char *const *texts)
{
    uint32_t n = 0;
    while (texts[n])
        n++;
    return n;
}

static struct jx_list list_of(struct filler *f, const char *const *texts, uint32_t count)
{
    struct jx_slice *items = take(f, count, sizeof *items);
    for (uint32_t i = 0; items && i < count; i++)
        items[i] = jx_slice_of(texts[i]);
    return (struct jx_list){items, items ? count : 0};
}

static void fill_table(struct filler *f, const struct skeleton_table *from,
                       struct jx_accounts_table *to)
{
    enum { EMPTY_ROWS = 8 }; /* where the printed table does not say how many */
    uint32_t columns = count_texts(from->columns), named = count_texts(from->rows);
    uint32_t count = named > 1 ? named : named + EMPTY_ROWS;
    *to = (struct jx_accounts_table){.key = jx_slice_of(from->key),
                                     .title = jx_slice_of(from->title),
                                     .money_unit = JX_LIT("万元"),
                                     .columns = list_of(f, from->columns, columns)};
    struct jx_list *rows = take(f, count, sizeof *rows);
    for (uint32_t i = 0; rows && i < count; i++) {
        struct jx_slice *cells = take(f, columns, sizeof *cells);
        for (uint32_t j = 0; cells && j < columns; j++)
            cells[j] = j == 0 && i < named ? jx_slice_of(from->rows[i]) : JX_LIT("");
        rows[i] = (struct jx_list){cells, cells ? columns : 0};
    }
    to->rows = (struct jx_list){rows, rows ? count : 0};
}

static void fill_accounts(struct filler *f)
{
    struct jx_accounts_table *tables = take(f, skeleton_table_count, sizeof *tables);
    for (uint32_t i = 0; tables && f->status == JX_OK && i < skeleton_table_count; i++)
        fill_table(f, &skeleton_tables[i], &tables[i]);
    f->out->body.final_accounts->tables = (struct jx_list){tables,
                                                           tables ? skeleton_table_count : 0};
}

static void fill_list(struct filler *f)
{
    enum { LIST_ROWS = 20 };
    const struct jx_schema *s;
    make_rows(f, "rows", LIST_ROWS, &s);
}

/* ---- the document ---- */

static struct jx_party *party_of(struct filler *f, struct jx_party *from)
{
    struct jx_party *p = from ? from : take(f, 1, sizeof *p);
    if (p && !from) p->name = JX_LIT("");
    return p;
}

static void fill_head(struct filler *f)
{
    const struct jx_document *t = f->fill->target;
    struct jx_document *d = f->out;
    bool project = layout_of(d->form) && d->form != JX_FORM_project_list &&
                   d->form != JX_FORM_evaluation_summary;
    bool unit = d->form != JX_FORM_evaluation_summary, accounts = d->form == JX_FORM_final_accounts;
    d->title = jx_slice_of(jx_form_zh(d->form));
    d->year = f->fill->year ? f->fill->year : t ? t->year : 0;
    if (!accounts)
        d->money_unit = t && !jx_is_blank(t->money_unit) ? t->money_unit : JX_LIT("万元");
    if (d->form == JX_FORM_evaluation || d->form == JX_FORM_evaluation_summary)
        d->money_unit = JX_ABSENT; /* there is no money in them */
    if (project) d->project = party_of(f, t ? t->project : NULL);
    if (project || !unit) d->department = party_of(f, t ? t->department : NULL);
    if (unit) d->unit = party_of(f, t ? t->unit : NULL);
}

static void fill_monitoring(struct filler *f)
{
    struct jx_monitoring *m = f->out->body.monitoring;
    m->period = jx_is_blank(f->fill->period) ? JX_LIT("1-8月") : f->fill->period;
    m->goals = take(f, 1, sizeof *m->goals);
    const struct jx_document *t = f->fill->target;
    struct jx_slice goal = t ? reach_text(t, "goals/expected") : JX_ABSENT;
    if (m->goals) m->goals->expected = jx_is_absent(goal) ? JX_LIT("") : goal;
}

static void fill_self_evaluation(struct filler *f)
{
    struct jx_self_evaluation *s = f->out->body.self_evaluation;
    s->goals = take(f, 1, sizeof *s->goals);
    const struct jx_document *t = f->fill->target;
    struct jx_slice goal = t ? reach_text(t, "goals/expected") : JX_ABSENT;
    if (s->goals)
        *s->goals = (struct jx_evaluated_goals){jx_is_absent(goal) ? JX_LIT("") : goal, JX_LIT("")};
}

static void fill_body(struct filler *f)
{
    const struct jx_document *t = f->fill->target;
    enum jx_form form = f->out->form;
    if (form == JX_FORM_final_accounts) fill_accounts(f);
    if (form == JX_FORM_project_list || form == JX_FORM_evaluation_summary) fill_list(f);
    if (form == JX_FORM_evaluation)
        fill_levels(f, "rows", skeleton_evaluation, skeleton_evaluation_count);
    if (form == JX_FORM_monitoring) fill_monitoring(f);
    if (form == JX_FORM_self_evaluation) fill_self_evaluation(f);
    if (t && t->body.target->funds.count)
        fill_target_funds(f, t->body.target);
    else
        fill_usual_funds(f);
    if (t)
        fill_target_indicators(f);
    else
        fill_levels(f, "indicators", skeleton_indicators, skeleton_indicator_count);
    add_last_year(f);
}

jx_status jx_fill_document(const struct jx_fill *fill, struct jx_arena *a, struct jx_document *out)
{
    bool takes_target = fill->form == JX_FORM_self_evaluation || fill->form == JX_FORM_monitoring;
    if (fill->target && (!takes_target || fill->target->form != JX_FORM_target))
        return JX_E_FIELD_VALUE;
    jx_status rc = jx_document_init(out, fill->form, a);
    if (rc != JX_OK) return rc;
    struct filler f = {.fill = fill, .out = out, .arena = a};
    fill_head(&f);
    if (f.status == JX_OK) fill_body(&f);
    return f.status;
}
