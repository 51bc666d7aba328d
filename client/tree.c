/* `jixiao summary --tree`: every level with what is expected, received and approved, and what a
 * unit says of itself against the sum of what is below it. */
#include "tree.h"
#include "ask.h"
#include "sums.h"
#include "texts.h"

#include "cli/report.h"
#include "cli/source.h"
#include "cli/table.h"

#include <stdio.h>

enum { DEPTH_MAX = 16 };

jx_status tree_ask(struct session *s, uint32_t year, struct jx_slice form, struct jx_slice unit,
                   struct jx_arena *a, struct jx_branches *out)
{
    struct jx_slice body;
    const struct jx_summary_arguments args = {.year = year, .form = form, .unit = unit};
    jx_status rc = ask_year(s, JX_QUERY_TREE, &args, &body);
    return rc == JX_OK ? jx_branches_decode(body, a, out) : rc;
}

/* NULL when it is not shown. */
static const struct jx_branch *branch_of(const struct jx_branches *all, struct jx_slice period,
                                         struct jx_slice unit)
{
    for (uint32_t i = 0; i < all->count; i++)
        if (jx_slice_eq(all->rows[i].unit, unit) && jx_slice_eq(all->rows[i].period, period))
            return &all->rows[i];
    return NULL;
}

uint32_t tree_depth(const struct jx_branches *all, const struct jx_branch *b)
{
    uint32_t depth = 0;
    while (depth < DEPTH_MAX && b && b->unit.len) {
        const struct jx_branch *above = branch_of(all, b->period, b->parent);
        if (above) depth++;
        b = above;
    }
    return depth;
}

struct tree {
    struct context *ctx;
    struct jx_arena arena;
    const struct tree_wishes *wishes;
    struct jx_branches data;
};

/* Each score weighs as much as its budget. */
static struct jx_slice weighted_mean(struct jx_arena *a, const struct jx_additive *s)
{
    return sums_is_scored(s) ? text_of_ratio(a, s->score_by_money, s->money_of_scores) : JX_ABSENT;
}

/* "3/1/2": green, yellow, red; absent where nothing is lit. */
static struct jx_slice lights(struct jx_arena *a, const struct jx_additive *s)
{
    if (!s->light_green && !s->light_yellow && !s->light_red) return JX_ABSENT;
    return jx_arena_printf(a, "%lld/%lld/%lld", (long long)s->light_green,
                           (long long)s->light_yellow, (long long)s->light_red);
}

/* ---- the difference table ---- */

static bool is_child(const struct jx_branches *all, const struct jx_branch *b,
                     const struct jx_branch *of)
{
    if (!jx_slice_eq(b->period, of->period) || b->unit.len == 0) return false;
    if (of->unit.len) return jx_slice_eq(b->parent, of->unit);
    return !branch_of(all, b->period, b->parent) || b->parent.len == 0;
}

struct jx_additive tree_children(const struct jx_branches *all, const struct jx_branch *of)
{
    struct jx_additive sum = {.documents = 0};
    for (uint32_t i = 0; i < all->count; i++) {
        if (!is_child(all, &all->rows[i], of)) continue;
        struct jx_additive child = sums_adds(all->rows[i].received);
#define X(name) sum.name += child.name;
        JX_ADDITIVES(X)
#undef X
    }
    return sum;
}

/* ---- JSON ---- */

void lights_put(struct jx_json_writer *w, const struct jx_additive *s)
{
    jx_json_key(w, JX_LIT("lights"));
    jx_json_object(w);
    jx_json_member_integer(w, "green", s->light_green);
    jx_json_member_integer(w, "yellow", s->light_yellow);
    jx_json_member_integer(w, "red", s->light_red);
    jx_json_end_object(w);
}

static void put_adds(struct jx_json_writer *w, struct jx_arena *a, const struct jx_additive *s)
{
    jx_json_member_integer(w, "documents", s->documents);
    jx_json_member_text(w, "annual_budget", text_of_micro(a, s->annual_budget));
    jx_json_member_text(w, "executed", text_of_micro(a, s->executed));
    jx_json_member_text(w, "rate", text_of_percent(a, s->executed, s->annual_budget));
    jx_json_member_text(w, "mean_score", sums_mean(s, a));
    jx_json_member_text(w, "mean_score_by_money", weighted_mean(a, s));
    lights_put(w, s);
}

static void put_column(struct jx_json_writer *w, struct jx_arena *a, struct jx_slice name,
                       const struct jx_additive *s)
{
    jx_json_key(w, name);
    jx_json_object(w);
    put_adds(w, a, s);
    jx_json_end_object(w);
}

static void put_branch(struct tree *t, const struct jx_branch *b, struct jx_json_writer *w)
{
    static const char *const names[JX_PROGRESS_COUNT] = {"expected", "expected_received",
                                                         "expected_approved", "on_time", "late"};
    struct jx_additive received = sums_adds(b->received), approved = sums_adds(b->approved);
    struct jx_additive own = sums_adds(b->own), children = tree_children(&t->data, b);
    jx_json_object(w);
    jx_json_member_text(w, "period", b->period);
    jx_json_member_text(w, "unit", b->unit);
    jx_json_member_text(w, "name", b->unit_name);
    jx_json_member_text(w, "parent", b->parent);
    jx_json_member_integer(w, "depth", tree_depth(&t->data, b));
    for (unsigned i = 0; i < JX_PROGRESS_COUNT; i++)
        jx_json_member_integer(w, names[i], b->progress[i]);
    put_column(w, &t->arena, JX_LIT("received"), &received);
    put_column(w, &t->arena, JX_LIT("approved"), &approved);
    if (t->wishes->difference) {
        put_column(w, &t->arena, JX_LIT("own"), &own);
        put_column(w, &t->arena, JX_LIT("children"), &children);
    }
    jx_json_end_object(w);
}

static int show_json(struct tree *t)
{
    struct jx_json_writer w;
    jx_json_begin(&w, &t->arena, true);
    jx_json_object(&w);
    jx_json_member_integer(&w, "year", t->wishes->year);
    jx_json_member_text(&w, "form", t->wishes->form);
    jx_json_member_integer(&w, "position", (int64_t)t->data.position);
    jx_json_key(&w, JX_LIT("branches"));
    jx_json_array(&w);
    for (uint32_t i = 0; i < t->data.count; i++)
        put_branch(t, &t->data.rows[i], &w);
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    int code = json_flush(t->ctx, &w);
    return code < 0 ? 0 : code;
}

/* ---- terminal ---- */

static struct jx_slice indented_name(struct tree *t, const struct jx_branch *b)
{
    struct jx_slice name = b->unit.len ? b->unit_name : jx_slice_of(_("county"));
    struct jx_slice clipped = text_clipped(name, 32, &t->arena);
    return jx_arena_printf(&t->arena, "%*s%.*s", (int)(2 * tree_depth(&t->data, b)), "",
                           (int)clipped.len, clipped.ptr);
}

static jx_status add_branch(struct tree *t, struct table *table, const struct jx_branch *b)
{
    struct jx_arena *a = &t->arena;
    struct jx_additive received = sums_adds(b->received), approved = sums_adds(b->approved);
    const struct jx_slice cells[] = {
        b->unit,
        indented_name(t, b),
        b->period,
        text_of_number(a, b->progress[JX_PROGRESS_EXPECTED]),
        text_of_number(a, received.documents),
        text_of_number(a, approved.documents),
        text_of_micro(a, received.annual_budget),
        text_of_micro(a, received.executed),
        text_or(text_of_percent(a, received.executed, received.annual_budget), "—"),
        text_or(sums_mean(&received, a), "—"),
        text_or(weighted_mean(a, &received), "—"),
        text_or(lights(a, &received), "—")};
    return table_row(table, cells);
}

static jx_status add_difference(struct tree *t, struct table *table, const struct jx_branch *b)
{
    struct jx_arena *a = &t->arena;
    struct jx_additive own = sums_adds(b->own), children = tree_children(&t->data, b);
    const struct jx_slice cells[] = {b->unit,
                                     indented_name(t, b),
                                     b->period,
                                     text_of_number(a, own.documents),
                                     text_of_number(a, children.documents),
                                     text_of_micro(a, own.annual_budget),
                                     text_of_micro(a, children.annual_budget),
                                     text_of_micro(a, own.annual_budget - children.annual_budget),
                                     text_of_micro(a, own.executed),
                                     text_of_micro(a, children.executed),
                                     text_of_micro(a, own.executed - children.executed)};
    bool both = own.documents && children.documents;
    return both ? table_row(table, cells) : JX_OK;
}

enum { COLUMNS = 11, TREE_COLUMNS };

static jx_status print_table(struct tree *t)
{
    struct table table;
    const struct jx_slice tree_heading[TREE_COLUMNS] = {
        jx_slice_of(_("unit")),       jx_slice_of(_("name")),     jx_slice_of(_("period")),
        jx_slice_of(_("expected")),   jx_slice_of(_("received")), jx_slice_of(_("approved")),
        jx_slice_of(_("annual")),     jx_slice_of(_("executed")), jx_slice_of(_("rate")),
        jx_slice_of(_("mean score")), jx_slice_of(_("by money")), jx_slice_of(_("lights"))};
    const struct jx_slice difference_heading[COLUMNS] = {
        jx_slice_of(_("unit")),         jx_slice_of(_("name")),
        jx_slice_of(_("period")),       jx_slice_of(_("own documents")),
        jx_slice_of(_("children's")),   jx_slice_of(_("own annual")),
        jx_slice_of(_("children's")),   jx_slice_of(_("difference")),
        jx_slice_of(_("own executed")), jx_slice_of(_("children's")),
        jx_slice_of(_("difference"))};
    bool difference = t->wishes->difference;
    table_begin(&table, &t->arena, difference ? COLUMNS : TREE_COLUMNS, 0xFF8);
    jx_status rc = table_row(&table, difference ? difference_heading : tree_heading);
    for (uint32_t i = 0; rc == JX_OK && i < t->data.count; i++)
        rc = difference ? add_difference(t, &table, &t->data.rows[i])
                        : add_branch(t, &table, &t->data.rows[i]);
    if (rc == JX_OK) table_print(&table, 2);
    return rc;
}

static int show(struct tree *t)
{
    jx_status rc = print_table(t);
    printf(_("as of journal position #%llu\n"), (unsigned long long)t->data.position);
    return rc == JX_OK ? 0 : complain_status(t->ctx, "summary", NULL, rc);
}

int tree_show(struct context *ctx, const struct tree_wishes *w)
{
    struct session session;
    struct tree t = {.ctx = ctx, .wishes = w};
    jx_arena_init(&t.arena, JX_ARENA_BYTES_MAX);
    int code = session_open(ctx, &session);
    if (code < 0) {
        jx_status rc = tree_ask(&session, w->year, w->form, w->unit, &t.arena, &t.data);
        code = rc != JX_OK ? complain_unreachable(&session, rc)
               : ctx->json ? show_json(&t)
                           : show(&t);
    }
    session_close(&session);
    jx_arena_clear(&t.arena);
    return code;
}
