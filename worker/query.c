/* One function for each query, found by its name. */
#include "request.h"

#include "item.h"
#include "store/listing.h"

#include "../proto/wire/breakdown.h"
#include "../proto/wire/history.h"

#include <assert.h>

static_assert((int)JX_SUMMARY_ADDS == (int)JX_STORE_ADDS,
              "the wire carries what the store adds up");
static_assert((int)JX_CANDIDATES_MAX == (int)STORE_CANDIDATES_MAX,
              "the wire carries every candidate");
static_assert((int)JX_LIST_MAX <= (int)STORE_LIST_MAX, "the store lists what the wire may ask for");

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

/* ---- summary ---- */

struct gathered {
    struct jx_summary summary;
    uint32_t room;
};

static void take_row(struct gathered *g, const struct store_aggregate *from, struct jx_slice form)
{
    struct jx_summary_row *to = &g->summary.rows[g->summary.count++];
    *to = (struct jx_summary_row){
        .form = form, .period = from->period, .unit = from->unit, .unit_name = from->unit_name};
    memcpy(to->received, from->received, sizeof to->received);
    memcpy(to->approved, from->approved, sizeof to->approved);
    memcpy(to->states, from->states, sizeof to->states);
}

/* The county's own row shows every unit's sum: only for those who read the whole county. */
static bool may_see_row(const struct jx_principal *who, enum jx_reach reach,
                        const struct store_aggregate *row)
{
    return row->unit.len == 0 ? reach == JX_REACH_ALL : jx_reaches(who, reach, row->unit);
}

static jx_status gather_form(const struct request *r, const struct jx_summary_arguments *args,
                             struct jx_slice form, struct gathered *g)
{
    struct store_aggregate *rows = NULL;
    uint32_t count = 0;
    jx_status rc = store_summary(r->store, (uint32_t)args->year, form, args->unit, r->arena, &rows,
                                 &count, &g->summary.position);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        if (!may_see_row(r->who, r->reach, &rows[i])) continue;
        if (g->summary.count == g->room) return JX_E_ROWS;
        take_row(g, &rows[i], form);
    }
    return rc;
}

static jx_status answer_summary(const struct request *r)
{
    struct jx_summary_arguments args;
    struct gathered g = {.room = JX_SUMMARY_ROWS_MAX};
    jx_status rc = jx_summary_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    /* Nothing wider than its own branch is even looked at for who cannot see it. */
    if (r->reach != JX_REACH_ALL && args.unit.len == 0) args.unit = r->who->unit;
    g.summary.rows = jx_arena_array(r->arena, g.room, sizeof *g.summary.rows);
    if (!g.summary.rows) return jx_arena_failure(r->arena);
    for (unsigned f = 1; rc == JX_OK && f < JX_FORM_COUNT; f++) {
        struct jx_slice form = jx_form_name((enum jx_form)f);
        if (args.form.len == 0 || jx_slice_eq(args.form, form))
            rc = gather_form(r, &args, form, &g);
    }
    return rc == JX_OK ? jx_summary_encode(&g.summary, r->out) : rc;
}

/* ---- branches, and what is due ---- */

/* Nothing wider than its own branch is looked at for who cannot see it. */
static jx_status read_arguments(const struct request *r, struct jx_summary_arguments *args)
{
    jx_status rc = jx_summary_arguments_decode(r->arguments, args);
    bool narrow = rc == JX_OK && r->reach != JX_REACH_ALL && args->unit.len == 0;
    if (narrow) args->unit = r->who->unit;
    return rc;
}

static bool may_see_unit(const struct request *r, struct jx_slice unit)
{
    return unit.len == 0 ? r->reach == JX_REACH_ALL : jx_reaches(r->who, r->reach, unit);
}

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

static jx_status answer_tree(const struct request *r)
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

static jx_status answer_breakdown(const struct request *r)
{
    struct jx_breakdown_arguments args;
    struct store_breakdown *found = NULL;
    struct jx_breakdown answer = {.count = 0};
    uint32_t count = 0;
    jx_status rc = jx_breakdown_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    if (r->reach != JX_REACH_ALL && args.unit.len == 0) args.unit = r->who->unit;
    const struct store_breakdown_wish wish = {.year = (uint32_t)args.year,
                                              .form = args.form,
                                              .unit = args.unit,
                                              .below = args.below,
                                              .kind = (uint8_t)args.kind};
    rc = store_breakdown(r->store, &wish, r->arena, &found, &count, &answer.position);
    if (rc == JX_OK) rc = gather_breakdown(r, found, count, &answer);
    return rc == JX_OK ? jx_breakdown_encode(&answer, r->out) : rc;
}

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

static jx_status answer_missing(const struct request *r)
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

static jx_status answer_unmatched(const struct request *r)
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

/* ---- documents ---- */

static struct jx_listed listed_of(const struct store_document *d)
{
    return (struct jx_listed){.position = d->position,
                              .time_ms = d->time_ms,
                              .id = d->id,
                              .form = d->form,
                              .period = d->period,
                              .unit = d->unit,
                              .unit_name = d->unit_name,
                              .project_name = d->project_name,
                              .year = d->year,
                              .outcome = d->outcome};
}

static jx_status answer_document(const struct request *r)
{
    struct jx_hash id;
    struct store_document d;
    jx_status rc = jx_id_arguments_decode(r->arguments, &id);
    if (rc == JX_OK) rc = store_find(r->store, &id, r->arena, &d);
    if (rc == JX_OK && !jx_reaches(r->who, r->reach, d.unit)) rc = JX_E_NOT_FOUND;
    if (rc != JX_OK) return rc;
    struct jx_document_answer answer = {.listed = listed_of(&d),
                                        .content = d.content,
                                        .has_parent = d.has_parent,
                                        .parent = d.parent,
                                        .has_successor = d.has_successor,
                                        .successor = d.successor};
    return jx_document_answer_encode(&answer, r->out);
}

static jx_status answer_list(const struct request *r)
{
    uint64_t most;
    struct store_document *rows = NULL;
    uint32_t count = 0;
    jx_status rc = jx_number_arguments_decode(r->arguments, &most);
    if (rc != JX_OK) return rc;
    bool all = r->reach == JX_REACH_ALL, below = r->reach >= JX_REACH_BRANCH;
    rc = store_list(r->store, all ? JX_LIT("") : r->who->unit, below,
                    most < JX_LIST_MAX ? (uint32_t)most : JX_LIST_MAX, r->arena, &rows, &count);
    if (rc != JX_OK) return rc;
    struct jx_listed *listed = jx_arena_array(r->arena, count, sizeof *listed);
    if (!listed) return jx_arena_failure(r->arena);
    uint32_t shown = 0;
    for (uint32_t i = 0; i < count; i++)
        if (jx_reaches(r->who, r->reach, rows[i].unit)) listed[shown++] = listed_of(&rows[i]);
    return jx_list_encode(listed, shown, r->out);
}

/* The narrower of what is asked about and what she may read; false when they do not meet. */
static bool narrow(const struct request *r, struct jx_slice *unit, bool *exact)
{
    *exact = r->reach == JX_REACH_OWN;
    if (r->reach == JX_REACH_ALL) return true;
    if (jx_starts_with(r->who->unit, *unit)) *unit = r->who->unit;
    return jx_reaches(r->who, r->reach, *unit);
}

/* -1: every one; -2: there is no such state. */
static int state_of_name(struct jx_slice name)
{
    if (name.len == 0) return -1;
    for (int s = 0; s < JX_STATE_COUNT; s++)
        if (jx_slice_eq(name, jx_slice_of(jx_state_name((enum jx_state)s)))) return s;
    return -2;
}

/* As many as an answer has room for; what is left over is asked for again. */
static void take_selected(const struct store_document *rows, uint32_t count, struct jx_selected *s)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; i++) {
        bytes += rows[i].unit_name.len + rows[i].project_name.len;
        if (bytes > JX_ANSWER_BYTES) {
            s->next = rows[i - 1].position;
            return;
        }
        s->rows[s->count++] = listed_of(&rows[i]);
    }
}

static jx_status answer_select(const struct request *r)
{
    struct jx_select_arguments args;
    struct jx_selected s = {.next = 0};
    struct store_document *rows = NULL;
    uint32_t count = 0;
    jx_status rc = jx_select_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    struct store_wanted wanted = {.unit = args.unit,
                                  .form = args.form,
                                  .year = (uint32_t)args.year,
                                  .state = state_of_name(args.state),
                                  .before = args.before};
    if (wanted.state < -1) return JX_E_FIELD_VALUE;
    if (narrow(r, &wanted.unit, &wanted.exact))
        rc = store_select(r->store, &wanted,
                          args.most < JX_LIST_MAX ? (uint32_t)args.most : JX_LIST_MAX, r->arena,
                          &rows, &count, &s.next);
    s.rows = jx_arena_array(r->arena, count, sizeof *s.rows);
    if (rc == JX_OK && !s.rows) rc = jx_arena_failure(r->arena);
    if (rc != JX_OK) return rc;
    take_selected(rows, count, &s);
    return jx_select_encode(&s, r->out);
}

static jx_status answer_ids(const struct request *r)
{
    enum { CANDIDATES = 64 };
    struct jx_hash ids[JX_IDS_MAX];
    struct store_document *rows = NULL;
    struct jx_slice hex;
    uint32_t count = 0, shown = 0;
    jx_status rc = jx_text_arguments_decode(r->arguments, &hex);
    if (rc == JX_OK && hex.len < JX_ID_DIGITS_LEAST) rc = JX_E_FIELD_VALUE;
    if (rc == JX_OK) rc = store_begins(r->store, hex, CANDIDATES, r->arena, &rows, &count);
    for (uint32_t i = 0; rc == JX_OK && i < count && shown < JX_IDS_MAX; i++)
        if (jx_reaches(r->who, r->reach, rows[i].unit)) ids[shown++] = rows[i].id;
    return rc == JX_OK ? jx_ids_encode(ids, shown, r->out) : rc;
}

/* ---- pages ---- */

static bool read_listing(const struct jx_listing_arguments *args, struct store_listing *out)
{
    *out = (struct store_listing){.unit = args->unit,
                                  .form = args->form,
                                  .year = (uint32_t)args->year,
                                  .state = state_of_name(args->state),
                                  .grade = (int)args->grade - 1,
                                  .asks = (enum jx_listing_asks)args->asks,
                                  .counting = args->counting,
                                  .text = args->text,
                                  .rule = args->rule,
                                  .sort = (enum jx_listing_sort)args->sort,
                                  .backwards = args->backwards,
                                  .offset = (uint32_t)args->offset,
                                  .max = args->most < JX_LIST_MAX ? (uint32_t)args->most
                                                                  : JX_LIST_MAX};
    return out->state >= -1;
}

static jx_status answer_projects(const struct request *r)
{
    struct jx_listing_arguments args;
    struct store_listing wanted;
    struct store_listed page = {.count = 0};
    jx_status rc = jx_listing_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    if (!read_listing(&args, &wanted)) return JX_E_FIELD_VALUE;
    if (narrow(r, &wanted.unit, &wanted.exact))
        rc = store_listing(r->store, &wanted, r->arena, &page);
    struct jx_listing out = {.position = page.position, .total = page.total};
    out.rows = jx_arena_array(r->arena, page.count, sizeof *out.rows);
    if (rc == JX_OK && !out.rows) rc = jx_arena_failure(r->arena);
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < page.count; i++)
        out.rows[out.count++] = listed_of(&page.rows[i]);
    return jx_listing_encode(&out, r->out);
}

static jx_status answer_days(const struct request *r)
{
    struct jx_summary_arguments args;
    struct jx_days days = {.count = 0};
    jx_status rc = jx_summary_arguments_decode(r->arguments, &args);
    struct store_listing wanted = {.unit = args.unit,
                                   .form = args.form,
                                   .year = (uint32_t)args.year,
                                   .state = -1,
                                   .grade = -1};
    if (rc == JX_OK && narrow(r, &wanted.unit, &wanted.exact))
        rc = store_days(r->store, &wanted, r->arena, &days);
    return rc == JX_OK ? jx_days_encode(&days, r->out) : rc;
}

static jx_status answer_years(const struct request *r)
{
    struct jx_years years = {.count = 0};
    uint64_t unused;
    jx_status rc = jx_number_arguments_decode(r->arguments, &unused);
    if (rc == JX_OK) rc = store_years(r->store, years.items, JX_YEARS_MAX, &years.count);
    return rc == JX_OK ? jx_years_encode(&years, r->out) : rc;
}

/* ---- what happened ---- */

static struct jx_person person_of(const struct store_person *p)
{
    struct jx_person out = {.name = p->name, .unit = p->unit, .roles = p->roles};
    memcpy(out.key, p->key, JX_KEY_BYTES);
    return out;
}

static struct jx_actors actors_of(const struct store_actors *w)
{
    return (struct jx_actors){person_of(&w->by), w->in_place_of, person_of(&w->person)};
}

static struct jx_decided decided_of(const struct store_decided *d)
{
    struct jx_decided out = {.position = d->entry.position,
                             .time_ms = d->entry.time_ms,
                             .kind = d->entry.kind,
                             .id = d->entry.id,
                             .content = d->content,
                             .outcome = d->outcome,
                             .who = actors_of(&d->who)};
    memcpy(out.principal, d->entry.principal, JX_KEY_BYTES);
    return out;
}

static struct jx_version version_of(const struct store_document *d, const struct store_actors *who)
{
    struct jx_version out = {.position = d->position,
                             .time_ms = d->time_ms,
                             .id = d->id,
                             .state = (uint64_t)d->outcome.state,
                             .who = actors_of(who)};
    memcpy(out.principal, d->principal, JX_KEY_BYTES);
    return out;
}

static jx_status encode_history(const struct request *r, const struct store_history *h)
{
    struct jx_history out = {
        .more = h->more, .version_count = h->version_count, .decided_count = h->decided_count};
    out.versions = jx_arena_array(r->arena, h->version_count, sizeof *out.versions);
    out.decided = jx_arena_array(r->arena, h->decided_count, sizeof *out.decided);
    if (!out.versions || !out.decided) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < h->version_count; i++)
        out.versions[i] = version_of(&h->versions[i], &h->senders[i]);
    for (uint32_t i = 0; i < h->decided_count; i++)
        out.decided[i] = decided_of(&h->decided[i]);
    return jx_history_encode(&out, r->out);
}

static jx_status answer_history(const struct request *r)
{
    static const struct store_history_limits limits = {JX_VERSIONS_MAX, JX_DECIDED_MAX,
                                                       JX_ANSWER_BYTES / 2};
    struct jx_history_arguments args;
    struct store_history h;
    jx_status rc = jx_history_arguments_decode(r->arguments, &args);
    if (rc == JX_OK) rc = store_history(r->store, &args.id, args.since, &limits, r->arena, &h);
    if (rc == JX_OK && !jx_reaches(r->who, r->reach, h.unit)) rc = JX_E_NOT_FOUND;
    return rc == JX_OK ? encode_history(r, &h) : rc;
}

static struct jx_delegated delegated_of(const struct store_delegation *d)
{
    return (struct jx_delegated){.position = d->position,
                                 .from = person_of(&d->from),
                                 .to = person_of(&d->to),
                                 .acts = d->what.acts,
                                 .until_ms = d->what.until_ms,
                                 .unit = d->unit};
}

/* Those of her reach, and those that concern herself. */
static bool may_see_delegation(const struct request *r, const struct store_delegation *d)
{
    return jx_reaches(r->who, r->reach, d->unit) ||
           memcmp(r->who->key, d->to.key, JX_KEY_BYTES) == 0;
}

static jx_status answer_delegations(const struct request *r)
{
    uint64_t ignored;
    struct store_delegation *rows = NULL;
    struct jx_delegations answer = {.count = 0};
    uint32_t count = 0;
    jx_status rc = jx_number_arguments_decode(r->arguments, &ignored);
    if (rc == JX_OK) rc = store_delegations(r->store, r->arena, &rows, &count, &answer.position);
    if (rc != JX_OK) return rc;
    answer.rows = jx_arena_array(r->arena, count, sizeof *answer.rows);
    if (!answer.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < count; i++)
        if (may_see_delegation(r, &rows[i])) answer.rows[answer.count++] = delegated_of(&rows[i]);
    return jx_delegations_encode(&answer, r->out);
}

/* Who sent it may know what came of it, wherever its document is now: the header names the unit by
 * which it was authorised. */
static jx_status answer_decision(const struct request *r)
{
    uint64_t position;
    struct store_decided d;
    struct jx_header h;
    jx_status rc = jx_number_arguments_decode(r->arguments, &position);
    if (rc == JX_OK) rc = store_decision(r->store, position, r->arena, &d);
    if (rc == JX_OK) rc = jx_header_decode(d.entry.header, &h);
    if (rc == JX_OK && !jx_reaches(r->who, r->reach, h.unit)) rc = JX_E_NOT_FOUND;
    if (rc != JX_OK) return rc;
    struct jx_decided out = decided_of(&d);
    return jx_decided_encode(&out, r->out);
}

static jx_status answer_findings(const struct request *r)
{
    struct jx_hash id;
    struct jx_slice unit;
    struct store_finding *rows = NULL;
    uint32_t count = 0;
    jx_status rc = jx_id_arguments_decode(r->arguments, &id);
    if (rc == JX_OK) rc = store_findings(r->store, &id, r->arena, &unit, &rows, &count);
    if (rc == JX_OK && !jx_reaches(r->who, r->reach, unit)) rc = JX_E_NOT_FOUND;
    if (rc != JX_OK) return rc;
    struct jx_findings out = {.total = count};
    out.count = count < JX_FINDINGS_SHOWN_MAX ? count : JX_FINDINGS_SHOWN_MAX;
    out.rows = jx_arena_array(r->arena, out.count, sizeof *out.rows);
    if (!out.rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < out.count; i++)
        out.rows[i] = (struct jx_found){rows[i].rule, rows[i].place, rows[i].severity,
                                        rows[i].answered};
    return jx_findings_encode(&out, r->out);
}

static struct jx_event event_of(const struct store_event *e)
{
    const struct store_document *d = &e->document;
    return (struct jx_event){.position = e->position,
                             .document = d->position,
                             .time_ms = e->time_ms,
                             .id = d->id,
                             .unit = e->unit,
                             .form = d->form,
                             .period = d->period,
                             .unit_name = d->unit_name,
                             .project_name = d->project_name,
                             .year = d->year,
                             .state = (uint64_t)e->state,
                             .act = (uint64_t)e->act};
}

/* As many as an answer has room for. */
static void take_events(const struct store_events *from, struct jx_events *out)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < from->count; i++) {
        const struct store_document *d = &from->rows[i].document;
        bytes += d->unit_name.len + d->project_name.len;
        if (bytes > JX_ANSWER_BYTES) {
            out->more = true;
            return;
        }
        out->rows[out->count++] = event_of(&from->rows[i]);
    }
}

static jx_status answer_events(const struct request *r)
{
    struct jx_events_arguments args;
    struct store_events found;
    bool exact;
    jx_status rc = jx_events_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    if (!narrow(r, &args.unit, &exact)) return JX_E_NOT_FOUND;
    const struct store_since since = {.unit = args.unit,
                                      .below = !exact,
                                      .position = args.position,
                                      .document = args.document,
                                      .max = args.most < JX_EVENTS_MAX ? (uint32_t)args.most
                                                                       : JX_EVENTS_MAX};
    rc = store_events(r->store, &since, r->arena, &found);
    if (rc != JX_OK) return rc;
    struct jx_events out = {.position = found.position, .more = found.more};
    out.rows = jx_arena_array(r->arena, found.count, sizeof *out.rows);
    if (!out.rows) return jx_arena_failure(r->arena);
    take_events(&found, &out);
    return jx_events_encode(&out, r->out);
}

/* ---- packs ---- */

static bool is_refused(struct jx_slice content)
{
    struct item_pack pack;
    struct jx_pack_trouble t;
    jx_status rc = item_pack_parse(content, &pack, &t);
    jx_pack_free(&pack.pack);
    return rc == JX_E_RULES || rc == JX_E_FORMAT;
}

/* The pack in force there: the last activation that was not refused. */
static jx_status answer_pack(const struct request *r)
{
    uint64_t position = 0, activated = 0;
    struct jx_slice content = JX_ABSENT;
    jx_status rc = jx_number_arguments_decode(r->arguments, &position);
    if (position == 0) position = UINT64_MAX;
    while (rc == JX_OK) {
        rc = store_pack_at(r->store, position, r->arena, &activated, &content);
        if (rc == JX_OK && !is_refused(content))
            return jx_pack_answer_encode(activated, content, r->out);
        position = activated - 1;
    }
    return rc;
}

jx_status query_answer(struct store *st, const struct jx_principal *who, struct jx_slice name,
                       struct jx_slice arguments, struct jx_arena *a, struct jx_buffer *out)
{
    static const struct {
        const char *name;
        jx_status (*answer)(const struct request *r);
    } queries[] = {
#define Q(name) {#name, answer_##name},
        JX_QUERIES(Q)
#undef Q
    };
    struct request r = {st, who, jx_reach_asking(who, name), arguments, a, out};
    /* The broker has looked already; a worker does not take its word for it. */
    if (r.reach == JX_REACH_NONE) return JX_E_REFUSED;
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        if (jx_slice_eq(jx_slice_of(queries[i].name), name)) return queries[i].answer(&r);
    return JX_E_PROTOCOL;
}
