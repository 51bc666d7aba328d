/* Documents: one, the newest, those that are chosen, and pages of them in any order. */
#include "request.h"

#include "store/listing.h"

#include "../proto/wire/history.h"

#include <assert.h>

static_assert((int)JX_LIST_MAX <= (int)STORE_LIST_MAX, "the store lists what the wire may ask for");

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

jx_status answer_document(const struct request *r)
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

jx_status answer_list(const struct request *r)
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

jx_status answer_select(const struct request *r)
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
    if (request_narrow(r, &wanted.unit, &wanted.exact))
        rc = store_select(r->store, &wanted,
                          args.most < JX_LIST_MAX ? (uint32_t)args.most : JX_LIST_MAX, r->arena,
                          &rows, &count, &s.next);
    s.rows = jx_arena_array(r->arena, count, sizeof *s.rows);
    if (rc == JX_OK && !s.rows) rc = jx_arena_failure(r->arena);
    if (rc != JX_OK) return rc;
    take_selected(rows, count, &s);
    return jx_select_encode(&s, r->out);
}

jx_status answer_ids(const struct request *r)
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

jx_status answer_projects(const struct request *r)
{
    struct jx_listing_arguments args;
    struct store_listing wanted;
    struct store_listed page = {.count = 0};
    jx_status rc = jx_listing_arguments_decode(r->arguments, &args);
    if (rc != JX_OK) return rc;
    if (!read_listing(&args, &wanted)) return JX_E_FIELD_VALUE;
    if (request_narrow(r, &wanted.unit, &wanted.exact))
        rc = store_listing(r->store, &wanted, r->arena, &page);
    struct jx_listing out = {.position = page.position, .total = page.total};
    out.rows = jx_arena_array(r->arena, page.count, sizeof *out.rows);
    if (rc == JX_OK && !out.rows) rc = jx_arena_failure(r->arena);
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < page.count; i++)
        out.rows[out.count++] = listed_of(&page.rows[i]);
    return jx_listing_encode(&out, r->out);
}

jx_status answer_days(const struct request *r)
{
    struct jx_summary_arguments args;
    struct jx_days days = {.count = 0};
    jx_status rc = jx_summary_arguments_decode(r->arguments, &args);
    struct store_listing wanted = {.unit = args.unit,
                                   .form = args.form,
                                   .year = (uint32_t)args.year,
                                   .state = -1,
                                   .grade = -1};
    if (rc == JX_OK && request_narrow(r, &wanted.unit, &wanted.exact))
        rc = store_days(r->store, &wanted, r->arena, &days);
    return rc == JX_OK ? jx_days_encode(&days, r->out) : rc;
}

jx_status answer_years(const struct request *r)
{
    struct jx_years years = {.count = 0};
    uint64_t unused;
    jx_status rc = jx_number_arguments_decode(r->arguments, &unused);
    if (rc == JX_OK) rc = store_years(r->store, years.items, JX_YEARS_MAX, &years.count);
    return rc == JX_OK ? jx_years_encode(&years, r->out) : rc;
}
