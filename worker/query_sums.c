/* What a year adds up to and what is owed of it, as far as who asks may see it. */
#include "request.h"

#include "rules/judge.h"

#include "../proto/wire/breakdown.h"

#include <assert.h>

static_assert((int)JX_SUMMARY_ADDS == (int)JX_STORE_ADDS,
              "the wire carries what the store adds up");
static_assert((int)JX_CANDIDATES_MAX == (int)STORE_CANDIDATES_MAX,
              "the wire carries every candidate");
static_assert((int)JX_PROGRESS_COUNT == (int)STORE_PROGRESS &&
                  (int)JX_PROGRESS_EXPECTED == (int)STORE_EXPECTED &&
                  (int)JX_PROGRESS_RECEIVED == (int)STORE_RECEIVED &&
                  (int)JX_PROGRESS_APPROVED == (int)STORE_APPROVED &&
                  (int)JX_PROGRESS_ON_TIME == (int)STORE_ON_TIME &&
                  (int)JX_PROGRESS_LATE == (int)STORE_LATE,
              "the wire carries what the store counts");
static_assert((int)JX_BREAKDOWN_SUMS == (int)STORE_DETAIL_SUMS &&
                  (int)JX_BREAKDOWN_NAME_MAX == (int)STORE_DETAIL_NAME_MAX &&
                  (int)JX_BREAKDOWN_CLASS == (int)STORE_DETAIL_CLASS &&
                  (int)JX_BREAKDOWN_RULE == (int)STORE_DETAIL_RULE,
              "the wire carries the store's details");

/* Nothing wider than her own branch is even looked at for who cannot see it. */
static struct jx_slice own_branch(const struct request *r, struct jx_slice unit)
{
    return r->reach != JX_REACH_ALL && unit.len == 0 ? r->who->unit : unit;
}

static jx_status read_arguments(const struct request *r, struct jx_summary_arguments *args)
{
    jx_status rc = jx_summary_arguments_decode(r->arguments, args);
    if (rc == JX_OK) args->unit = own_branch(r, args->unit);
    return rc;
}

/* The county's own row shows every unit's sum: only for those who read the whole county. */
static bool may_see_unit(const struct request *r, struct jx_slice unit)
{
    return unit.len == 0 ? r->reach == JX_REACH_ALL : jx_reaches(r->who, r->reach, unit);
}

/* ---- summary ---- */

struct gathered {
    struct jx_summary summary;
    uint32_t room;
};

/* Room for one row more: most summaries have a few, the largest 20,000. */
static jx_status make_room(const struct request *r, struct gathered *g)
{
    const uint32_t count = g->summary.count;
    if (count == JX_SUMMARY_ROWS_MAX) return JX_E_ROWS;
    struct jx_summary_row *rows = jx_arena_grown(r->arena, g->summary.rows, count, &g->room,
                                                 sizeof *rows);
    if (!rows) return jx_arena_failure(r->arena);
    g->summary.rows = rows;
    return JX_OK;
}

static void take_row(struct gathered *g, const struct store_aggregate *from, struct jx_slice form)
{
    struct jx_summary_row *to = &g->summary.rows[g->summary.count++];
    *to = (struct jx_summary_row){
        .form = form, .period = from->period, .unit = from->unit, .unit_name = from->unit_name};
    memcpy(to->received, from->received, sizeof to->received);
    memcpy(to->approved, from->approved, sizeof to->approved);
    memcpy(to->states, from->states, sizeof to->states);
}

static jx_status gather_form(const struct request *r, const struct jx_summary_arguments *args,
                             struct jx_slice form, struct gathered *g)
{
    struct store_aggregate *rows = NULL;
    uint32_t count = 0;
    jx_status rc = store_summary(r->store, (uint32_t)args->year, form, args->unit, r->arena, &rows,
                                 &count, &g->summary.position);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        if (!may_see_unit(r, rows[i].unit)) continue;
        rc = make_room(r, g);
        if (rc == JX_OK) take_row(g, &rows[i], form);
    }
    return rc;
}

jx_status answer_summary(const struct request *r)
{
    struct jx_summary_arguments args;
    struct gathered g = {.room = 0};
    jx_status rc = read_arguments(r, &args);
    if (rc != JX_OK) return rc;
    for (unsigned f = 1; rc == JX_OK && f < JX_FORM_COUNT; f++) {
        struct jx_slice form = jx_form_name((enum jx_form)f);
        if (args.form.len == 0 || jx_slice_eq(args.form, form))
            rc = gather_form(r, &args, form, &g);
    }
    return rc == JX_OK ? jx_summary_encode(&g.summary, r->out) : rc;
}

/* ---- branches ---- */

static struct jx_branch branch_of(const struct store_branch *b)
{
    struct jx_branch to = {
        .period = b->period, .unit = b->unit, .unit_name = b->unit_name, .parent = b->parent};
    memcpy(to.received, b->received, sizeof to.received);
    memcpy(to.approved, b->approved, sizeof to.approved);
    memcpy(to.states, b->states, sizeof to.states);
    memcpy(to.own, b->own, sizeof to.own);
    memcpy(to.progress, b->progress, sizeof to.progress);
    return to;
}

jx_status answer_tree(const struct request *r)
{
    struct jx_summary_arguments args;
    struct store_branch *rows = NULL;
    struct jx_branches answer = {.count = 0};
    uint32_t count = 0;
    jx_status rc = read_arguments(r, &args);
    if (rc == JX_OK)
        rc = store_tree(r->store, (uint32_t)args.year, args.form, args.unit, r->arena, &rows,
                        &count, &answer.position);
    if (rc != JX_OK) return rc;
    answer.rows = jx_arena_array(r->arena, count, sizeof *answer.rows);
    if (!answer.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < count; i++)
        if (may_see_unit(r, rows[i].unit)) answer.rows[answer.count++] = branch_of(&rows[i]);
    return answer.count > JX_SUMMARY_ROWS_MAX ? JX_E_ROWS : jx_branches_encode(&answer, r->out);
}

/* ---- what branches are made of ---- */

static int64_t documents_of(const int64_t sums[JX_STORE_ADDS])
{
    struct jx_additive adds;
    memcpy(&adds, sums, sizeof adds);
    return adds.documents;
}

static jx_status broken_branch_of(const struct request *r, const struct store_breakdown *from,
                                  struct jx_broken_branch *to)
{
    const struct store_branch *b = &from->branch;
    *to = (struct jx_broken_branch){.period = b->period,
                                    .unit = b->unit,
                                    .unit_name = b->unit_name,
                                    .received = documents_of(b->received),
                                    .approved = documents_of(b->approved),
                                    .count = from->count};
    memcpy(to->progress, b->progress, sizeof to->progress);
    to->rows = jx_arena_array(r->arena, from->count, sizeof *to->rows);
    if (!to->rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < from->count; i++) {
        to->rows[i].name = from->rows[i].name;
        memcpy(to->rows[i].received, from->rows[i].received, sizeof to->rows[i].received);
        memcpy(to->rows[i].approved, from->rows[i].approved, sizeof to->rows[i].approved);
    }
    return JX_OK;
}

static jx_status gather_breakdown(const struct request *r, const struct store_breakdown *found,
                                  uint32_t count, struct jx_breakdown *out)
{
    jx_status rc = JX_OK;
    uint32_t rows = 0;
    out->branches = jx_arena_array(r->arena, count, sizeof *out->branches);
    if (!out->branches) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        if (!may_see_unit(r, found[i].branch.unit)) continue;
        rows += 1 + found[i].count;
        rc = rows > JX_SUMMARY_ROWS_MAX
                 ? JX_E_ROWS
                 : broken_branch_of(r, &found[i], &out->branches[out->count++]);
    }
    return rc;
}

jx_status answer_breakdown(const struct request *r)
{
    struct jx_breakdown_arguments args;
    struct store_breakdown *found = NULL;
    struct jx_breakdown answer = {.count = 0};
    uint32_t count = 0;
    jx_status rc = jx_breakdown_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    const struct store_breakdown_wish wish = {.year = (uint32_t)args.year,
                                              .form = args.form,
                                              .unit = own_branch(r, args.unit),
                                              .below = args.below,
                                              .kind = (uint8_t)args.kind};
    rc = store_breakdown(r->store, &wish, r->arena, &found, &count, &answer.position);
    if (rc == JX_OK) rc = gather_breakdown(r, found, count, &answer);
    return rc == JX_OK ? jx_breakdown_encode(&answer, r->out) : rc;
}

/* ---- what is due, and what nobody can place ---- */

static struct jx_due due_of(const struct store_due *d)
{
    return (struct jx_due){.form = d->form,
                           .period = d->period,
                           .unit = d->unit,
                           .unit_name = d->unit_name,
                           .project = d->project,
                           .project_name = d->project_name,
                           .due = d->due,
                           .received = d->received,
                           .approved = d->approved,
                           .on_time = d->on_time,
                           .late = d->late,
                           .excepted = d->excepted,
                           .state = d->state,
                           .time_ms = d->time_ms};
}

jx_status answer_missing(const struct request *r)
{
    struct jx_summary_arguments args;
    struct store_due *rows = NULL;
    struct jx_dues answer = {.count = 0};
    uint32_t count = 0;
    jx_status rc = read_arguments(r, &args);
    if (rc == JX_OK)
        rc = store_dues(r->store, (uint32_t)args.year, args.form, args.unit, r->arena, &rows,
                        &count, &answer.position);
    if (rc != JX_OK) return rc;
    answer.rows = jx_arena_array(r->arena, count, sizeof *answer.rows);
    if (!answer.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < count; i++)
        if (may_see_unit(r, rows[i].unit)) answer.rows[answer.count++] = due_of(&rows[i]);
    return answer.count > JX_SUMMARY_ROWS_MAX ? JX_E_ROWS : jx_dues_encode(&answer, r->out);
}

static struct jx_unmatched unmatched_of(const struct store_unmatched *u)
{
    struct jx_unmatched to = {.position = u->position,
                              .id = u->id,
                              .form = u->form,
                              .period = u->period,
                              .asks_unit = u->asks_unit,
                              .unit = u->unit,
                              .unit_name = u->unit_name,
                              .project_name = u->project_name,
                              .candidate_count = u->candidate_count};
    for (uint32_t i = 0; i < u->candidate_count; i++) {
        to.codes[i] = u->candidates[i].code;
        to.names[i] = u->candidates[i].name;
    }
    return to;
}

jx_status answer_unmatched(const struct request *r)
{
    struct jx_summary_arguments args;
    struct store_unmatched *rows = NULL;
    struct jx_unmatched_list answer = {.count = 0};
    uint32_t count = 0;
    jx_status rc = read_arguments(r, &args);
    if (rc == JX_OK)
        rc = store_unmatched(r->store, (uint32_t)args.year, args.unit, r->arena, &rows, &count,
                             &answer.position);
    if (rc != JX_OK) return rc;
    answer.rows = jx_arena_array(r->arena, count, sizeof *answer.rows);
    if (!answer.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < count; i++)
        if (may_see_unit(r, rows[i].unit)) answer.rows[answer.count++] = unmatched_of(&rows[i]);
    return jx_unmatched_encode(&answer, r->out);
}
