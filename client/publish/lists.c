/* The public list of projects and the summary of self-evaluations, made of what is published. */
#include "../texts.h"
#include "tables.h"

#include "../../proto/base/figure.h"

struct list_row {
    struct list_row *next;
    struct jx_slice project, unit, figure, grade, money_unit; /* figure: amount or score */
};

static struct jx_slice copy(struct lists *l, struct jx_slice text)
{
    return jx_arena_copy(l->arena, text.ptr ? text : JX_LIT(""));
}

static jx_status add_row(struct lists *l, struct list_row **head, uint32_t *count,
                         const struct published *p, struct jx_slice figure, struct jx_slice grade)
{
    struct list_row *row = jx_arena_take(l->arena, sizeof *row);
    if (!row) return jx_arena_failure(l->arena);
    *row = (struct list_row){
        .next = *head,
        .project = copy(l, p->document->project ? p->document->project->name : JX_ABSENT),
        .unit = copy(l, p->unit_name),
        .figure = copy(l, figure),
        .grade = copy(l, grade),
        .money_unit = copy(l, p->document->money_unit),
    };
    if (jx_is_absent(row->money_unit)) return jx_arena_failure(l->arena);
    *head = row;
    ++*count;
    return JX_OK;
}

static jx_status add_target(struct lists *l, const struct published *p)
{
    const struct jx_list *funds = &p->document->body.target->funds;
    const struct jx_planned_fund *fund = funds->items;
    struct jx_slice amount = JX_ABSENT;
    for (uint32_t i = 0; i < funds->count; i++)
        if (jx_slice_eq(fund[i].source, JX_LIT("total"))) amount = fund[i].amount;
    return add_row(l, &l->targets, &l->target_count, p, amount, JX_ABSENT);
}

static jx_status add_evaluation(struct lists *l, const struct published *p)
{
    const struct jx_evaluated_total *total = p->document->body.self_evaluation->total;
    const struct jx_outcome *o = &p->listed->outcome;
    struct jx_slice grade = total ? total->grade : JX_ABSENT;
    if (jx_is_blank(grade) && o->has_computed)
        grade = jx_slice_of(jx_grade_zh((enum jx_grade)o->grade));
    return add_row(l, &l->evaluations, &l->evaluation_count, p, total ? total->score : JX_ABSENT,
                   grade);
}

static void add_secret(struct lists *l, struct jx_slice count)
{
    struct jx_figure f;
    if (jx_figure_parse(count, &f) == JX_OK && f.value.micro > 0)
        l->secret += (uint64_t)(f.value.micro / JX_DEC_ONE);
}

jx_status lists_add(struct lists *l, const struct published *p)
{
    switch (p->document->form) {
    case JX_FORM_target:
        return add_target(l, p);
    case JX_FORM_self_evaluation:
        return add_evaluation(l, p);
    case JX_FORM_project_list:
        add_secret(l, p->document->body.project_list->secret_count);
        return JX_OK;
    default:
        return JX_OK;
    }
}

/* ---- the documents ---- */

static jx_status begin(enum jx_form form, uint32_t year, struct jx_arena *a,
                       struct jx_document **out)
{
    struct jx_document *d = jx_arena_take(a, sizeof *d);
    if (!d) return jx_arena_failure(a);
    jx_status rc = jx_document_init(d, form, a);
    d->year = (int32_t)year;
    *out = d;
    return rc;
}

/* Exact, with two decimals at least. */
static struct jx_slice text_of_amount(struct jx_arena *a, jx_dec amount)
{
    char text[JX_DEC_PRINT_MAX];
    jx_dec rounded;
    if (jx_dec_round(amount, 2, &rounded) == JX_OK && jx_dec_cmp(rounded, amount) == 0)
        return text_of_micro(a, amount.micro);
    return jx_arena_copy(a, jx_slice_at(text, jx_dec_print_short(amount, text)));
}

static bool in_one_unit(const struct lists *l)
{
    for (const struct list_row *r = l->targets; r; r = r->next)
        if (!jx_slice_eq(r->money_unit, l->targets->money_unit)) return false;
    return true;
}

/* An amount that is no figure stays as printed, with its money unit behind it. */
static jx_status turn_to_wan(struct jx_arena *a, struct list_row *r)
{
    struct jx_figure f;
    jx_dec wan;
    if (jx_figure_parse(r->figure, &f) == JX_OK &&
        jx_figure_wan(&f, jx_money_scale(r->money_unit), &wan) == JX_OK) {
        r->figure = text_of_amount(a, wan);
        r->money_unit = JX_LIT("万元");
    } else if (!jx_is_blank(r->figure) && !jx_is_blank(r->money_unit)) {
        r->figure = jx_arena_printf(a, "%.*s（%.*s）", (int)r->figure.len, r->figure.ptr,
                                    (int)r->money_unit.len, r->money_unit.ptr);
    }
    return jx_is_absent(r->figure) ? jx_arena_failure(a) : JX_OK;
}

/* The money unit of the list: the forms' own, with their amounts as printed, where they agree;
 * else 万元, and the amounts are turned into it. */
static jx_status settle_unit(const struct lists *l, struct jx_slice *unit)
{
    *unit = l->targets->money_unit;
    if (in_one_unit(l)) return JX_OK;
    *unit = JX_LIT("万元");
    jx_status rc = JX_OK;
    for (struct list_row *r = l->targets; rc == JX_OK && r; r = r->next)
        rc = turn_to_wan(l->arena, r);
    return rc;
}

/* The amounts together, where each is a figure and all are in the one money unit; absent else. */
static struct jx_slice total_of(const struct lists *l)
{
    jx_dec sum = {0};
    for (const struct list_row *r = l->targets; r; r = r->next) {
        struct jx_figure f;
        if (jx_figure_parse(r->figure, &f) != JX_OK || f.scale != JX_SCALE_NONE ||
            !jx_slice_eq(r->money_unit, l->targets->money_unit) ||
            jx_dec_add(sum, f.value, &sum) != JX_OK)
            return JX_ABSENT;
    }
    return text_of_amount(l->arena, sum);
}

static jx_status put_total(const struct lists *l, struct jx_project_list *list)
{
    struct jx_slice amount = total_of(l);
    if (jx_is_absent(amount)) return l->arena->status;
    list->total = jx_arena_take(l->arena, sizeof *list->total);
    if (!list->total) return jx_arena_failure(l->arena);
    list->total->amount = amount;
    return JX_OK;
}

/* Where the list's form has no column: it is printed behind the others. */
static jx_status put_unit(struct jx_arena *a, const struct list_row *r, struct jx_list *extra)
{
    struct jx_pair *pair = jx_arena_take(a, sizeof *pair);
    if (!pair) return jx_arena_failure(a);
    *pair = (struct jx_pair){.key = JX_LIT("实施单位"), .value = r->unit};
    *extra = (struct jx_list){pair, 1};
    return JX_OK;
}

static jx_status put_targets(const struct lists *l, struct jx_list *out)
{
    struct jx_arena *a = l->arena;
    struct jx_listed_project *rows = jx_arena_array(a, l->target_count, sizeof *rows);
    if (!rows) return jx_arena_failure(a);
    *out = (struct jx_list){rows, l->target_count};
    jx_status rc = JX_OK;
    uint32_t i = l->target_count;
    for (const struct list_row *r = l->targets; rc == JX_OK && r; r = r->next) {
        i--; /* the newest row is the last one */
        rows[i] = (struct jx_listed_project){
            .number = text_of_number(a, i + 1), .name = r->project, .amount = r->figure};
        rc = put_unit(a, r, &rows[i].extra);
    }
    return rc;
}

jx_status lists_targets(const struct lists *l, uint32_t year, struct jx_document **out)
{
    struct jx_document *d = NULL;
    struct jx_slice unit;
    *out = NULL;
    if (l->target_count == 0) return JX_OK;
    jx_status rc = settle_unit(l, &unit);
    if (rc == JX_OK) rc = begin(JX_FORM_project_list, year, l->arena, &d);
    if (rc == JX_OK) rc = put_targets(l, &d->body.project_list->rows);
    if (rc == JX_OK) rc = put_total(l, d->body.project_list);
    if (rc != JX_OK) return rc;
    d->title = JX_LIT("县级项目支出绩效目标公开清单");
    if (unit.len) d->money_unit = unit;
    d->body.project_list->note = jx_arena_printf(
        l->arena, "注：各单位清单说明的%llu个涉密项目除外。", (unsigned long long)l->secret);
    *out = d;
    return JX_OK;
}

jx_status lists_evaluations(const struct lists *l, uint32_t year, struct jx_document **out)
{
    struct jx_arena *a = l->arena;
    struct jx_document *d = NULL;
    *out = NULL;
    if (l->evaluation_count == 0) return JX_OK;
    jx_status rc = begin(JX_FORM_evaluation_summary, year, a, &d);
    if (rc != JX_OK) return rc;
    struct jx_summarised_project *rows = jx_arena_array(a, l->evaluation_count, sizeof *rows);
    if (!rows) return jx_arena_failure(a);
    uint32_t i = l->evaluation_count;
    for (const struct list_row *r = l->evaluations; r; r = r->next) {
        i--;
        rows[i] = (struct jx_summarised_project){.number = text_of_number(a, i + 1),
                                                 .name = r->project,
                                                 .unit = r->unit,
                                                 .score = r->figure,
                                                 .grade = r->grade};
    }
    d->title = JX_LIT("县级项目支出绩效自评情况汇总表");
    d->body.evaluation_summary->rows = (struct jx_list){rows, l->evaluation_count};
    *out = d;
    return JX_OK;
}
