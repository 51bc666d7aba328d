/* History, findings and events, as bytes and back. */
#include "history.h"

#include "tuple.h"

enum { VERSION = 1, OUTCOME_BYTES_MAX = 1024, VERSION_PARTS = 5, DECIDED_PARTS = 7, ACTORS = 2 };

static void put_versioned(struct jx_buffer *b, uint32_t count)
{
    jx_mp_put_array(b, count);
    jx_mp_put_uint(b, VERSION);
}

static struct jx_slice key_slice(const uint8_t key[JX_KEY_BYTES])
{
    return jx_slice_at(key, JX_KEY_BYTES);
}

/* ---- history ---- */

jx_status jx_history_arguments_encode(const struct jx_history_arguments *in, struct jx_buffer *out)
{
    put_versioned(out, 3);
    jx_mp_put_bin(out, jx_hash_slice(&in->id));
    jx_mp_put_uint(out, in->since);
    return out->status;
}

static void get_history_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_history_arguments *out = to;
    (void)a;
    jx_tuple_fixed(t, JX_HASH_BYTES, out->id.bytes);
    jx_tuple_uint(t, UINT64_MAX, &out->since);
}

jx_status jx_history_arguments_decode(struct jx_slice bytes, struct jx_history_arguments *out)
{
    return jx_tuple_read(bytes, 3, VERSION, NULL, get_history_arguments, out);
}

static void put_person(struct jx_buffer *b, const struct jx_person *p)
{
    jx_mp_put_array(b, 4);
    jx_mp_put_bin(b, key_slice(p->key));
    jx_mp_put_text(b, p->name.ptr ? p->name : JX_LIT(""));
    jx_mp_put_text(b, p->unit.ptr ? p->unit : JX_LIT(""));
    jx_mp_put_uint(b, p->roles);
}

static void get_person(struct jx_tuple *t, struct jx_person *p)
{
    struct jx_tuple one = jx_tuple_over(jx_tuple_any(t), 4);
    jx_tuple_fixed(&one, JX_KEY_BYTES, p->key);
    jx_tuple_text(&one, JX_PERSON_NAME_MAX, &p->name);
    jx_tuple_text(&one, JX_UNIT_CODE_MAX, &p->unit);
    jx_tuple_uint(&one, UINT32_MAX, &p->roles);
    if (t->status == JX_OK) t->status = one.status;
}

static void put_actors(struct jx_buffer *b, const struct jx_actors *who)
{
    put_person(b, &who->by);
    if (who->in_place_of)
        put_person(b, &who->person);
    else
        jx_mp_put_nil(b);
}

/* A county of an older version names nobody: the key alone is known. */
static void get_actors(struct jx_tuple *t, uint32_t parts, const uint8_t principal[JX_KEY_BYTES],
                       struct jx_actors *who)
{
    *who = (struct jx_actors){.by = {.name = JX_LIT(""), .unit = JX_LIT("")}};
    memcpy(who->by.key, principal, JX_KEY_BYTES);
    if (t->status != JX_OK || jx_mp_count(t->array) < parts + ACTORS) return;
    get_person(t, &who->by);
    who->in_place_of = !jx_tuple_nil(t);
    if (who->in_place_of) get_person(t, &who->person);
}

static void put_version(struct jx_buffer *b, const struct jx_version *v)
{
    jx_mp_put_array(b, VERSION_PARTS + ACTORS);
    jx_mp_put_uint(b, v->position);
    jx_mp_put_int(b, v->time_ms);
    jx_mp_put_bin(b, jx_hash_slice(&v->id));
    jx_mp_put_bin(b, key_slice(v->principal));
    jx_mp_put_uint(b, v->state);
    put_actors(b, &v->who);
}

static void get_version(struct jx_tuple *t, struct jx_version *v)
{
    jx_tuple_uint(t, UINT64_MAX, &v->position);
    jx_tuple_int(t, &v->time_ms);
    jx_tuple_fixed(t, JX_HASH_BYTES, v->id.bytes);
    jx_tuple_fixed(t, JX_KEY_BYTES, v->principal);
    jx_tuple_uint(t, UINT8_MAX, &v->state);
    get_actors(t, VERSION_PARTS, v->principal, &v->who);
}

static void put_decided(struct jx_buffer *b, const struct jx_decided *d)
{
    struct jx_buffer outcome;
    jx_buffer_init(&outcome, OUTCOME_BYTES_MAX);
    jx_outcome_encode(&d->outcome, &outcome);
    jx_mp_put_array(b, DECIDED_PARTS + ACTORS);
    jx_mp_put_uint(b, d->position);
    jx_mp_put_int(b, d->time_ms);
    jx_mp_put_uint(b, (uint64_t)d->kind);
    jx_mp_put_bin(b, key_slice(d->principal));
    jx_mp_put_bin(b, jx_hash_slice(&d->id));
    jx_mp_put_bin(b, d->content);
    jx_mp_put_bin(b, jx_buffer_slice(&outcome));
    put_actors(b, &d->who);
    if (b->status == JX_OK) b->status = outcome.status;
    jx_buffer_clear(&outcome);
}

static void get_decided(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_decided *d = to;
    struct jx_slice outcome = JX_ABSENT;
    uint64_t kind = 0;
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, &d->position);
    jx_tuple_int(t, &d->time_ms);
    jx_tuple_uint(t, UINT8_MAX, &kind);
    d->kind = (enum jx_act)kind;
    jx_tuple_fixed(t, JX_KEY_BYTES, d->principal);
    jx_tuple_fixed(t, JX_HASH_BYTES, d->id.bytes);
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &d->content);
    jx_tuple_bin(t, OUTCOME_BYTES_MAX, &outcome);
    if (t->status == JX_OK) t->status = jx_outcome_decode(outcome, &d->outcome);
    get_actors(t, DECIDED_PARTS, d->principal, &d->who);
}

jx_status jx_history_encode(const struct jx_history *in, struct jx_buffer *out)
{
    put_versioned(out, 4);
    jx_mp_put_bool(out, in->more);
    jx_mp_put_array(out, in->version_count);
    for (uint32_t i = 0; i < in->version_count; i++)
        put_version(out, &in->versions[i]);
    jx_mp_put_array(out, in->decided_count);
    for (uint32_t i = 0; i < in->decided_count; i++)
        put_decided(out, &in->decided[i]);
    return out->status;
}

static void get_history(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_history *out = to;
    struct jx_tuple list;
    jx_tuple_bool(t, &out->more);
    out->version_count = jx_tuple_inner(t, JX_VERSIONS_MAX, &list);
    out->versions = jx_tuple_room(t, a, out->version_count, sizeof *out->versions);
    for (uint32_t i = 0; t->status == JX_OK && i < out->version_count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&list), VERSION_PARTS);
        if (row.status == JX_OK) get_version(&row, &out->versions[i]);
        t->status = row.status;
    }
    out->decided_count = jx_tuple_inner(t, JX_DECIDED_MAX, &list);
    out->decided = jx_tuple_room(t, a, out->decided_count, sizeof *out->decided);
    for (uint32_t i = 0; t->status == JX_OK && i < out->decided_count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&list), 7);
        if (row.status == JX_OK) get_decided(&row, a, &out->decided[i]);
        t->status = row.status;
    }
}

jx_status jx_history_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_history *out)
{
    return jx_tuple_read(bytes, 4, VERSION, a, get_history, out);
}

/* ---- who acts in whose place ---- */

jx_status jx_delegations_encode(const struct jx_delegations *in, struct jx_buffer *out)
{
    put_versioned(out, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++) {
        const struct jx_delegated *d = &in->rows[i];
        jx_mp_put_array(out, 6);
        jx_mp_put_uint(out, d->position);
        put_person(out, &d->from);
        put_person(out, &d->to);
        jx_mp_put_uint(out, d->acts);
        jx_mp_put_int(out, d->until_ms);
        jx_mp_put_text(out, d->unit);
    }
    return out->status;
}

static void get_delegations(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_delegations *out = to;
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    out->count = jx_tuple_inner(t, JX_DELEGATIONS_MAX, &list);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_delegated *d = &out->rows[i];
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&list), 6);
        jx_tuple_uint(&row, UINT64_MAX, &d->position);
        get_person(&row, &d->from);
        get_person(&row, &d->to);
        jx_tuple_uint(&row, UINT64_MAX, &d->acts);
        jx_tuple_int(&row, &d->until_ms);
        jx_tuple_text(&row, JX_UNIT_CODE_MAX, &d->unit);
        t->status = row.status;
    }
}

jx_status jx_delegations_decode(struct jx_slice bytes, struct jx_arena *a,
                                struct jx_delegations *out)
{
    *out = (struct jx_delegations){.count = 0};
    return jx_tuple_read(bytes, 3, VERSION, a, get_delegations, out);
}

jx_status jx_decided_encode(const struct jx_decided *in, struct jx_buffer *out)
{
    put_versioned(out, 2);
    put_decided(out, in);
    return out->status;
}

static void get_one_decided(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_tuple row = jx_tuple_over(jx_tuple_any(t), 7);
    if (row.status == JX_OK) get_decided(&row, a, to);
    if (t->status == JX_OK) t->status = row.status;
}

jx_status jx_decided_decode(struct jx_slice bytes, struct jx_decided *out)
{
    return jx_tuple_read(bytes, 2, VERSION, NULL, get_one_decided, out);
}

/* ---- findings ---- */

jx_status jx_findings_encode(const struct jx_findings *in, struct jx_buffer *out)
{
    put_versioned(out, 3);
    jx_mp_put_uint(out, in->total);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++) {
        jx_mp_put_array(out, 5);
        jx_mp_put_text(out, in->rows[i].rule);
        jx_mp_put_text(out, in->rows[i].place);
        jx_mp_put_uint(out, in->rows[i].severity);
        jx_mp_put_uint(out, in->rows[i].answered);
        jx_mp_put_bool(out, in->rows[i].related);
    }
    return out->status;
}

static void get_found(struct jx_tuple *t, struct jx_found *f)
{
    jx_tuple_text(t, JX_WORD_MAX, &f->rule);
    jx_tuple_text(t, JX_WHERE_BYTES, &f->place);
    jx_tuple_uint(t, UINT8_MAX, &f->severity);
    jx_tuple_uint(t, UINT64_MAX, &f->answered);
    jx_tuple_bool(t, &f->related);
}

static void get_findings(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_findings *out = to;
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &out->total);
    out->count = jx_tuple_inner(t, JX_FINDINGS_SHOWN_MAX, &list);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&list), 5);
        if (row.status == JX_OK) get_found(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_findings_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_findings *out)
{
    return jx_tuple_read(bytes, 3, VERSION, a, get_findings, out);
}

/* ---- events ---- */

jx_status jx_events_arguments_encode(const struct jx_events_arguments *in, struct jx_buffer *out)
{
    put_versioned(out, 5);
    jx_mp_put_text(out, in->unit);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_uint(out, in->document);
    jx_mp_put_uint(out, in->most);
    return out->status;
}

static void get_events_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_events_arguments *out = to;
    (void)a;
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    jx_tuple_uint(t, UINT64_MAX, &out->document);
    jx_tuple_uint(t, UINT64_MAX, &out->most);
}

jx_status jx_events_arguments_decode(struct jx_slice bytes, struct jx_events_arguments *out)
{
    return jx_tuple_read(bytes, 5, VERSION, NULL, get_events_arguments, out);
}

static void put_event(struct jx_buffer *b, const struct jx_event *e)
{
    jx_mp_put_array(b, 12);
    jx_mp_put_uint(b, e->position);
    jx_mp_put_uint(b, e->document);
    jx_mp_put_int(b, e->time_ms);
    jx_mp_put_bin(b, jx_hash_slice(&e->id));
    jx_mp_put_text(b, e->unit);
    jx_mp_put_text(b, e->form);
    jx_mp_put_uint(b, e->year);
    jx_mp_put_text(b, e->period);
    jx_mp_put_text(b, e->unit_name);
    jx_mp_put_text(b, e->project_name);
    jx_mp_put_uint(b, e->state);
    jx_mp_put_uint(b, e->act);
}

static void get_event(struct jx_tuple *t, struct jx_event *e)
{
    jx_tuple_uint(t, UINT64_MAX, &e->position);
    jx_tuple_uint(t, UINT64_MAX, &e->document);
    jx_tuple_int(t, &e->time_ms);
    jx_tuple_fixed(t, JX_HASH_BYTES, e->id.bytes);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &e->unit);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &e->form);
    jx_tuple_uint(t, JX_YEAR_LAST, &e->year);
    jx_tuple_text(t, JX_PERIOD_MAX, &e->period);
    jx_tuple_text(t, JX_NAME_MAX, &e->unit_name);
    jx_tuple_text(t, JX_NAME_MAX, &e->project_name);
    jx_tuple_uint(t, UINT8_MAX, &e->state);
    jx_tuple_uint(t, UINT8_MAX, &e->act);
}

jx_status jx_events_encode(const struct jx_events *in, struct jx_buffer *out)
{
    put_versioned(out, 4);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_bool(out, in->more);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++)
        put_event(out, &in->rows[i]);
    return out->status;
}

static void get_events(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_events *out = to;
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    jx_tuple_bool(t, &out->more);
    out->count = jx_tuple_inner(t, JX_EVENTS_MAX, &list);
    out->rows = jx_tuple_room(t, a, out->count, sizeof *out->rows);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        struct jx_tuple row = jx_tuple_over(jx_tuple_any(&list), 12);
        if (row.status == JX_OK) get_event(&row, &out->rows[i]);
        t->status = row.status;
    }
}

jx_status jx_events_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_events *out)
{
    return jx_tuple_read(bytes, 4, VERSION, a, get_events, out);
}
