/* What happened: documents by what they are, their history, their findings, and the events of a
 * unit. Each answer is one short read transaction. */
#include "inside.h"
#include "people.h"
#include "run_rows.h"

#include <string.h>

/* ---- by what they are ---- */

/* Positions, newest first: of one unit, or all of them. */
struct walk {
    struct kv_cursor *cursor;
    struct key prefix; /* in front of the position; empty for all */
    bool started;
    uint64_t before;
};

static jx_status walk_open(struct walk *w, struct kv_tx *tx, const struct store_wanted *wanted)
{
    *w = (struct walk){.before = wanted->before ? wanted->before : UINT64_MAX};
    if (wanted->exact) w->prefix = key_of_unit(wanted->unit);
    return kv_cursor_open(tx, wanted->exact ? TABLE_UNITS : TABLE_DOCUMENTS, &w->cursor);
}

/* JX_E_NOT_FOUND at the end. */
static jx_status walk_next(struct walk *w, uint64_t *position)
{
    struct jx_slice key, value;
    struct key at = w->prefix;
    key_put_position(&at, w->before);
    jx_status rc = w->started ? kv_previous(w->cursor, &key, &value)
                              : kv_seek_before(w->cursor, key_slice(&at), &key, &value);
    w->started = true;
    if (rc != JX_OK) return rc;
    if (!jx_starts_with(key, key_slice(&w->prefix))) return JX_E_NOT_FOUND;
    struct jx_slice rest = jx_slice_from(key, w->prefix.len);
    return key_get_position(&rest, position) && !rest.len ? JX_OK : JX_E_CORRUPT;
}

static bool is_wanted_document(const struct store_wanted *w, const struct row_document *d,
                               const struct row_result *r)
{
    return (w->year == 0 || d->year == w->year) &&
           (w->form.len == 0 || jx_slice_eq(d->form, w->form)) &&
           (w->state < 0 || (int)r->outcome.state == w->state) && jx_starts_with(r->unit, w->unit);
}

static jx_status look_at(struct kv_tx *tx, uint64_t position, const struct store_wanted *wanted,
                         bool *fits)
{
    struct row_document d;
    struct row_result r;
    jx_status rc = row_must(document_get(tx, position, &d));
    if (rc == JX_OK) rc = row_must(result_get(tx, position, &r));
    *fits = rc == JX_OK && is_wanted_document(wanted, &d, &r);
    return rc;
}

static jx_status select_from(struct kv_tx *tx, struct walk *w, const struct store_wanted *wanted,
                             uint32_t max, struct jx_arena *a, struct store_document *out,
                             uint32_t *count, uint64_t *next)
{
    const uint32_t most = wanted->look ? wanted->look : STORE_LOOK_MAX;
    uint64_t position = 0;
    jx_status rc = JX_OK;
    for (uint32_t looked = 0; rc == JX_OK; looked++) {
        bool fits = false;
        if (*count == max || looked == most) {
            *next = position;
            return JX_OK;
        }
        rc = walk_next(w, &position);
        if (rc == JX_OK) rc = look_at(tx, position, wanted, &fits);
        if (fits) rc = query_document(tx, position, a, &out[*count]);
        if (rc == JX_OK) *count += fits;
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status store_select(struct store *st, const struct store_wanted *wanted, uint32_t max,
                       struct jx_arena *a, struct store_document **out, uint32_t *count,
                       uint64_t *next)
{
    struct kv_tx *tx = NULL;
    struct walk w = {.cursor = NULL};
    if (max > STORE_LIST_MAX) max = STORE_LIST_MAX;
    *count = 0;
    *next = 0;
    *out = jx_arena_array(a, max, sizeof **out);
    if (!*out) return jx_arena_failure(a);
    if (max == 0 || wanted->unit.len > JX_UNIT_CODE_MAX) return JX_OK;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = walk_open(&w, tx, wanted);
    if (rc == JX_OK) rc = select_from(tx, &w, wanted, max, a, *out, count, next);
    kv_cursor_close(&w.cursor);
    kv_abort(&tx);
    return rc;
}

/* ---- by how their ids begin ---- */

static bool id_begins(struct jx_slice id, struct jx_slice hex)
{
    char text[2 * JX_HASH_BYTES + 1];
    if (id.len != JX_HASH_BYTES || hex.len > sizeof text - 1) return false;
    jx_hex_print(id, text);
    return memcmp(text, hex.ptr, hex.len) == 0;
}

static jx_status collect_ids(struct kv_tx *tx, struct jx_slice hex, uint32_t max,
                             struct jx_arena *a, struct store_document *out, uint32_t *count)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    uint8_t from[JX_HASH_BYTES];
    size_t len = hex.len / 2;
    if (len == 0 || len > sizeof from || !jx_hex_parse(jx_slice_at(hex.ptr, 2 * len), from, len))
        return JX_OK;
    const struct jx_slice prefix = jx_slice_at(from, len);
    jx_status rc = kv_cursor_open(tx, TABLE_IDS, &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix, &key, &value);
    while (rc == JX_OK && *count < max && jx_starts_with(key, prefix)) {
        uint64_t position = 0;
        if (id_begins(key, hex)) {
            rc = row_open(TABLE_IDS, key, value, &body);
            if (rc == JX_OK) rc = position_read(body, &position);
            if (rc == JX_OK) rc = query_document(tx, position, a, &out[(*count)++]);
        }
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status store_begins(struct store *st, struct jx_slice hex, uint32_t max, struct jx_arena *a,
                       struct store_document **out, uint32_t *count)
{
    struct kv_tx *tx = NULL;
    *count = 0;
    *out = jx_arena_array(a, max, sizeof **out);
    if (!*out) return jx_arena_failure(a);
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = collect_ids(tx, hex, max, a, *out, count);
    kv_abort(&tx);
    return rc;
}

/* ---- history ---- */

static jx_status read_entry(struct kv_tx *tx, uint64_t position, struct jx_entry *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_ACTS, key_slice(&k), &body);
    return rc == JX_OK ? jx_entry_decode(body, out) : rc;
}

static jx_status read_actors(struct kv_tx *tx, uint64_t position, const uint8_t by[JX_KEY_BYTES],
                             const uint8_t *in_place_of, struct jx_arena *a,
                             struct store_actors *out)
{
    *out = (struct store_actors){.in_place_of = in_place_of != NULL};
    jx_status rc = person_at(tx, by, position, a, &out->by);
    return rc == JX_OK && in_place_of ? person_at(tx, in_place_of, position, a, &out->person) : rc;
}

static jx_status read_who(struct kv_tx *tx, struct jx_arena *a, struct store_decided *d)
{
    struct jx_header h;
    jx_status rc = jx_header_decode(d->entry.header, &h);
    if (rc != JX_OK) return rc == JX_E_NO_MEMORY ? rc : JX_E_CORRUPT;
    return read_actors(tx, d->entry.position, d->entry.principal, h.in_place_of ? h.person : NULL,
                       a, &d->who);
}

static jx_status read_decided(struct kv_tx *tx, uint64_t position, struct jx_arena *a,
                              struct store_decided *out)
{
    struct key k = key_of_position(position);
    struct row_decision d;
    struct jx_slice body;
    *out = (struct store_decided){.content = JX_ABSENT};
    jx_status rc = row_get(tx, TABLE_DECISIONS, key_slice(&k), &body);
    if (rc == JX_OK) rc = decision_read(body, &d);
    if (rc == JX_OK) out->outcome = d.outcome;
    if (rc == JX_OK) rc = row_must(read_entry(tx, position, &out->entry));
    if (rc == JX_OK) out->entry.header = query_copy(a, out->entry.header, &rc);
    if (rc == JX_OK) rc = read_who(tx, a, out);
    return rc == JX_OK ? query_content(tx, position, &out->entry.id, a, &out->content) : rc;
}

jx_status store_decision(struct store *st, uint64_t position, struct jx_arena *a,
                         struct store_decided *out)
{
    struct kv_tx *tx = NULL;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = read_decided(tx, position, a, out);
    kv_abort(&tx);
    return rc;
}

static jx_status read_versions(struct kv_tx *tx, uint64_t line, uint32_t max, struct jx_arena *a,
                               struct store_history *out)
{
    struct kv_cursor *c = NULL;
    struct key end = key_of_version(line, UINT64_MAX), prefix = key_of_position(line);
    struct jx_slice key, value;
    out->versions = jx_arena_array(a, max, sizeof *out->versions);
    if (!out->versions) return jx_arena_failure(a);
    jx_status rc = kv_cursor_open(tx, TABLE_VERSIONS, &c);
    if (rc == JX_OK) rc = kv_seek_before(c, key_slice(&end), &key, &value);
    while (rc == JX_OK && out->version_count < max && jx_starts_with(key, key_slice(&prefix))) {
        struct jx_slice rest = jx_slice_from(key, prefix.len);
        uint64_t position = 0;
        rc = key_get_position(&rest, &position) && !rest.len ? JX_OK : JX_E_CORRUPT;
        if (rc == JX_OK) rc = query_document(tx, position, a, &out->versions[out->version_count]);
        if (rc == JX_OK) out->version_count++;
        if (rc == JX_OK) rc = kv_previous(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status read_decisions(struct kv_tx *tx, uint64_t document, uint64_t since,
                                const struct store_history_limits *limits, struct jx_arena *a,
                                struct store_history *out)
{
    struct kv_cursor *c = NULL;
    struct key from = key_of_version(document, since + 1), prefix = key_of_position(document);
    struct jx_slice key, value;
    size_t bytes = 0;
    if (since == UINT64_MAX) return JX_OK;
    out->decided = jx_arena_array(a, limits->decided, sizeof *out->decided);
    if (!out->decided) return jx_arena_failure(a);
    jx_status rc = kv_cursor_open(tx, TABLE_HISTORY, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&from), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        struct jx_slice rest = jx_slice_from(key, prefix.len);
        struct store_decided d = {.content = JX_ABSENT};
        uint64_t position = 0;
        out->more = out->decided_count == limits->decided;
        if (out->more) break;
        rc = key_get_position(&rest, &position) && !rest.len ? JX_OK : JX_E_CORRUPT;
        if (rc == JX_OK) rc = row_must(read_decided(tx, position, a, &d));
        if (rc != JX_OK) break;
        out->more = out->decided_count > 0 && bytes + d.content.len > limits->bytes;
        if (out->more) break;
        bytes += d.content.len;
        out->decided[out->decided_count++] = d;
        rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status read_senders(struct kv_tx *tx, struct jx_arena *a, struct store_history *out)
{
    jx_status rc = JX_OK;
    out->senders = jx_arena_array(a, out->version_count, sizeof *out->senders);
    if (!out->senders) return jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && i < out->version_count; i++) {
        const struct store_document *d = &out->versions[i];
        rc = read_actors(tx, d->position, d->principal, d->in_place_of ? d->person : NULL, a,
                         &out->senders[i]);
    }
    return rc;
}

jx_status store_history(struct store *st, const struct jx_hash *id, uint64_t since,
                        const struct store_history_limits *limits, struct jx_arena *a,
                        struct store_history *out)
{
    struct kv_tx *tx = NULL;
    struct row_result r = {.line = 0};
    uint64_t position = 0;
    *out = (struct store_history){.more = false};
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = position_get(tx, TABLE_IDS, jx_hash_slice(id), &position);
    if (rc == JX_OK) rc = row_must(result_get(tx, position, &r));
    if (rc == JX_OK) out->unit = query_copy(a, r.unit, &rc);
    if (rc == JX_OK) rc = read_versions(tx, r.line, limits->versions, a, out);
    if (rc == JX_OK) rc = read_senders(tx, a, out);
    if (rc == JX_OK) rc = read_decisions(tx, position, since, limits, a, out);
    kv_abort(&tx);
    return rc;
}

/* ---- findings ---- */

jx_status store_findings(struct store *st, const struct jx_hash *id, struct jx_arena *a,
                         struct jx_slice *unit, struct store_finding **out, uint32_t *count)
{
    struct kv_tx *tx = NULL;
    struct row_result r;
    uint64_t position = 0;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = position_get(tx, TABLE_IDS, jx_hash_slice(id), &position);
    if (rc == JX_OK) rc = row_must(result_get(tx, position, &r));
    if (rc == JX_OK) *unit = query_copy(a, r.unit, &rc);
    if (rc == JX_OK) rc = live_findings(tx, position, r.scored_by, a, out, count);
    kv_abort(&tx);
    return rc;
}

/* ---- events ---- */

struct mark {
    uint64_t position, document;
    char unit[JX_UNIT_CODE_MAX];
    size_t unit_len;
    struct row_event event;
};

/* The oldest events met so far, oldest first. */
struct oldest {
    const struct store_since *since;
    struct mark *marks;
    uint32_t count, max;
    bool more; /* some were left out */
};

static int compare_marks(const struct mark *a, const struct mark *b)
{
    if (a->position != b->position) return a->position < b->position ? -1 : 1;
    return a->document == b->document ? 0 : a->document < b->document ? -1 : 1;
}

static bool is_in_time(struct oldest *o, const struct mark *m)
{
    bool fits = o->count < o->max || compare_marks(m, &o->marks[o->count - 1]) < 0;
    if (!fits) o->more = true;
    return fits;
}

/* A document that moved stands under both its units: once is enough. */
static void insert_mark(struct oldest *o, const struct mark *m)
{
    uint32_t i = o->count;
    while (i > 0 && compare_marks(&o->marks[i - 1], m) > 0)
        i--;
    if (i > 0 && compare_marks(&o->marks[i - 1], m) == 0) return;
    if (o->count == o->max) {
        o->more = true;
        o->count--;
    }
    memmove(&o->marks[i + 1], &o->marks[i], (o->count - i) * sizeof *m);
    o->marks[i] = *m;
    o->count++;
}

static jx_status read_mark(const struct key *unit, struct jx_slice key, struct jx_slice value,
                           struct mark *m)
{
    struct jx_slice rest = jx_slice_from(key, unit->len), body, code = key;
    bool whole = key_get_position(&rest, &m->position) && key_get_position(&rest, &m->document) &&
                 !rest.len && key_get_text(&code, m->unit, sizeof m->unit, &m->unit_len);
    jx_status rc = whole ? row_open(TABLE_EVENTS, key, value, &body) : JX_E_CORRUPT;
    return rc == JX_OK ? event_read(body, &m->event) : rc;
}

static jx_status take_unit_events(struct kv_cursor *c, const struct key *unit, void *to)
{
    struct oldest *o = to;
    struct key from = *unit;
    struct jx_slice key, value;
    key_put_position(&from, o->since->position);
    key_put_position(&from, o->since->document);
    key_put_byte(&from, 0); /* the first key that is greater */
    jx_status rc = kv_seek(c, key_slice(&from), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(unit))) {
        struct mark m = {.position = 0};
        rc = read_mark(unit, key, value, &m);
        if (rc != JX_OK || !is_in_time(o, &m)) break;
        insert_mark(o, &m);
        rc = kv_next(c, &key, &value);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* When the record came: a document's own row says so, or the list of the other acts. */
static jx_status read_time(struct kv_tx *tx, uint64_t position, int64_t *time_ms)
{
    struct row_document d = {.time_ms = 0};
    struct jx_entry e = {.time_ms = 0};
    jx_status rc = document_get(tx, position, &d);
    if (rc == JX_OK) *time_ms = d.time_ms;
    if (rc != JX_E_NOT_FOUND) return rc;
    rc = row_must(read_entry(tx, position, &e));
    if (rc == JX_OK) *time_ms = e.time_ms;
    return rc;
}

static bool is_asked_about(const struct store_since *since, struct jx_slice unit)
{
    return since->below ? jx_starts_with(unit, since->unit) : jx_slice_eq(unit, since->unit);
}

static jx_status read_event(struct kv_tx *tx, const struct mark *m, const struct store_since *since,
                            struct jx_arena *a, struct store_event *out)
{
    jx_status rc = query_document(tx, m->document, a, &out->document);
    if (rc == JX_OK) rc = read_time(tx, m->position, &out->time_ms);
    if (rc != JX_OK) return rc;
    out->unit = is_asked_about(since, out->document.unit)
                    ? out->document.unit
                    : query_copy(a, jx_slice_at(m->unit, m->unit_len), &rc);
    out->position = m->position;
    out->act = (enum jx_act)m->event.act;
    out->state = m->event.state;
    return rc;
}

static jx_status read_events(struct kv_tx *tx, const struct oldest *o, struct jx_arena *a,
                             struct store_events *out)
{
    jx_status rc = JX_OK;
    out->rows = jx_arena_array(a, o->count, sizeof *out->rows);
    if (!out->rows) return jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && i < o->count; i++)
        rc = read_event(tx, &o->marks[i], o->since, a, &out->rows[i]);
    out->count = rc == JX_OK ? o->count : 0;
    out->more = o->more;
    return rc;
}

jx_status store_events(struct store *st, const struct store_since *since, struct jx_arena *a,
                       struct store_events *out)
{
    struct kv_tx *tx = NULL;
    struct row_state state = {.position = 0};
    struct oldest o = {.since = since,
                       .max = since->max < STORE_LIST_MAX ? since->max : STORE_LIST_MAX};
    bool possible = o.max > 0 && since->unit.len <= JX_UNIT_CODE_MAX;
    *out = (struct store_events){.count = 0};
    /* One more than is kept, for the moment of inserting. */
    o.marks = jx_arena_array(a, o.max + 1, sizeof *o.marks);
    if (!o.marks) return jx_arena_failure(a);
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK && possible)
        rc = query_units(tx, TABLE_EVENTS, since->unit, since->below, take_unit_events, &o);
    if (rc == JX_OK) rc = read_events(tx, &o, a, out);
    kv_abort(&tx);
    out->position = state.position;
    return rc;
}
