/* One function for each query, found by its name; here are those about what happened, and packs. */
#include "request.h"

#include "item.h"

#include "../proto/wire/history.h"

bool request_narrow(const struct request *r, struct jx_slice *unit, bool *exact)
{
    *exact = r->reach == JX_REACH_OWN;
    if (r->reach == JX_REACH_ALL) return true;
    if (jx_starts_with(r->who->unit, *unit)) *unit = r->who->unit;
    return jx_reaches(r->who, r->reach, *unit);
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
                                        rows[i].answered, rows[i].figures.len > 0};
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
    if (!request_narrow(r, &args.unit, &exact)) return JX_E_NOT_FOUND;
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

/* The pack of that name, or the one in force there: the last activation that was not refused. */
static jx_status answer_pack(const struct request *r)
{
    uint64_t position = 0, activated = 0;
    struct jx_slice content = JX_ABSENT;
    struct jx_pack_arguments args;
    jx_status rc = jx_pack_arguments_decode(r->arguments, &args);
    if (rc == JX_OK && args.named) return answer_pack_named(r, &args.pack);
    position = args.position;
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
