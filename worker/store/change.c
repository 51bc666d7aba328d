/* The working set of one record: loading, settling lines, writing. */
#include "change.h"
#include "card_row.h"
#include "match.h"
#include "progress.h"
#include "run_rows.h"

#include <assert.h>

void change_start(struct change *c, struct kv_tx *tx, struct tally *tally, struct jx_arena *arena,
                  const struct jx_entry *entry)
{
    *c = (struct change){
        .tx = tx, .tally = tally, .arena = arena, .position = entry->position, .act = entry->kind};
}

bool is_eligible(enum jx_state s)
{
    return s == JX_STATE_SCORED || s == JX_STATE_ACCEPTED || s == JX_STATE_APPROVED ||
           s == JX_STATE_SUPERSEDED;
}

enum jx_state counting_state(const struct row_result *r, bool approved, bool received)
{
    if (approved) return JX_STATE_APPROVED;
    if (!received) return JX_STATE_SUPERSEDED;
    return r->accepted ? JX_STATE_ACCEPTED : JX_STATE_SCORED;
}

bool is_accepted(enum jx_state s)
{
    return is_eligible(s) || s == JX_STATE_RETURNED;
}

/* ---- loading ---- */

static struct version *add_version(struct change *c, uint64_t position)
{
    struct version **list = jx_arena_grown(c->arena, c->versions, c->version_count,
                                           &c->version_room, sizeof(struct version *));
    struct version *v = list ? jx_arena_take(c->arena, sizeof *v) : NULL;
    if (!v) return NULL;
    v->position = position;
    c->versions = list;
    c->versions[c->version_count++] = v;
    return v;
}

jx_status change_line(struct change *c, uint64_t first, struct line **out)
{
    for (uint32_t i = 0; i < c->line_count; i++) {
        *out = c->lines[i];
        if ((*out)->first == first) return JX_OK;
    }
    struct line **list = jx_arena_grown(c->arena, c->lines, c->line_count, &c->line_room,
                                        sizeof(struct line *));
    struct line *l = list ? jx_arena_take(c->arena, sizeof *l) : NULL;
    if (!l) return jx_arena_failure(c->arena);
    c->lines = list;
    l->first = first;
    jx_status rc = line_get(c->tx, first, &l->before);
    l->now = l->before;
    if (rc == JX_OK) c->lines[c->line_count++] = l;
    *out = l;
    return rc;
}

/* Rows borrow from the transaction until its next write; the set outlives that. */
static void keep(struct change *c, struct jx_slice *s, jx_status *rc)
{
    *s = jx_arena_copy(c->arena, *s);
    if (jx_is_absent(*s) && *rc == JX_OK) *rc = jx_arena_failure(c->arena);
}

static jx_status load(struct change *c, struct version *v)
{
    struct row_document *d = &v->document;
    jx_status rc = row_must(document_get(c->tx, v->position, d));
    if (rc == JX_OK) rc = row_must(result_get(c->tx, v->position, &v->result));
    if (rc != JX_OK) return rc;
    struct jx_slice *texts[] = {&d->form,         &d->period,      &d->unit,          &d->unit_name,
                                &d->project_name, &v->result.unit, &v->result.project};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        keep(c, texts[i], &rc);
    v->before = v->result;
    return rc;
}

static struct version *find_version(const struct change *c, uint64_t position)
{
    for (uint32_t i = 0; i < c->version_count; i++)
        if (c->versions[i]->position == position) return c->versions[i];
    return NULL;
}

jx_status change_version(struct change *c, uint64_t position, struct version **out)
{
    struct line *line;
    *out = find_version(c, position);
    if (*out) return JX_OK;
    *out = add_version(c, position);
    if (!*out) return jx_arena_failure(c->arena);
    jx_status rc = load(c, *out);
    return rc == JX_OK ? change_line(c, (*out)->result.line, &line) : rc;
}

jx_status change_add(struct change *c, const struct row_document *document,
                     const struct row_result *result, struct version **out)
{
    struct line *line;
    *out = add_version(c, c->position);
    if (!*out) return jx_arena_failure(c->arena);
    (*out)->fresh = (*out)->changed = true;
    (*out)->document = *document;
    (*out)->result = *result;
    return change_line(c, result->line, &line);
}

jx_status change_findings(struct change *c, struct version *v)
{
    return live_findings(c->tx, v->position, v->result.scored_by, c->arena, &v->findings,
                         &v->finding_count);
}

/* ---- lines ---- */

static bool is_newly_in(const struct version *v, uint64_t first)
{
    return v->result.line == first && (v->fresh || v->before.line != first);
}

static bool has_left(const struct change *c, uint64_t position, uint64_t first)
{
    const struct version *v = find_version(c, position);
    return v && v->result.line != first;
}

/* Of the versions that were in the line before this record. */
static jx_status older_stored(struct change *c, uint64_t first, uint64_t below, uint64_t *position)
{
    struct kv_cursor *cursor = NULL;
    struct key at = key_of_version(first, below), prefix = key_of_position(first);
    struct jx_slice key, value;
    *position = 0;
    if (first == c->position) return JX_OK; /* the line begins with this very record */
    jx_status rc = kv_cursor_open(c->tx, TABLE_VERSIONS, &cursor);
    if (rc == JX_OK) rc = kv_seek_before(cursor, key_slice(&at), &key, &value);
    for (; rc == JX_OK && jx_starts_with(key, key_slice(&prefix));
         rc = kv_previous(cursor, &key, &value)) {
        struct jx_slice rest = jx_slice_from(key, prefix.len);
        uint64_t found = 0;
        if (!key_get_position(&rest, &found) || rest.len) rc = JX_E_CORRUPT;
        if (rc != JX_OK) break;
        if (has_left(c, found, first)) continue;
        *position = found;
        break;
    }
    kv_cursor_close(&cursor);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status change_older(struct change *c, uint64_t first, uint64_t below, uint64_t *position)
{
    jx_status rc = older_stored(c, first, below, position);
    for (uint32_t i = 0; rc == JX_OK && i < c->version_count; i++) {
        const struct version *v = c->versions[i];
        if (is_newly_in(v, first) && v->position < below && v->position > *position)
            *position = v->position;
    }
    return rc;
}

jx_status change_rival(struct change *c, const struct version *v, enum column column,
                       uint64_t *position)
{
    const struct jx_hash hash = document_key(&v->document, &v->result);
    struct key k = key_of_holder(column, &hash);
    struct version *holder;
    struct line *line;
    *position = 0;
    jx_status rc = position_get(c->tx, TABLE_KEYS, key_slice(&k), position);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc == JX_OK) rc = change_version(c, *position, &holder);
    if (rc == JX_OK) rc = change_line(c, holder->result.line, &line);
    if (rc != JX_OK) return rc;
    if (line->first == v->result.line || counting_in(&line->now, column) != *position)
        *position = 0;
    return JX_OK;
}

static void set_state(struct version *v, enum jx_state state, jx_status why)
{
    if (v->result.outcome.state == state && v->result.outcome.status == why) return;
    v->result.outcome.state = state;
    v->result.outcome.status = why;
    v->changed = true;
}

/* Newest first, up to the one that counts. */
static jx_status find_received(struct change *c, struct line *l)
{
    uint64_t at = 0;
    l->now.received = l->now.tip = 0;
    jx_status rc = change_older(c, l->first, UINT64_MAX, &at);
    while (rc == JX_OK && at && !l->now.received) {
        struct version *v;
        uint64_t rival = 0;
        rc = change_version(c, at, &v);
        bool eligible = rc == JX_OK && is_eligible(v->result.outcome.state);
        if (eligible) rc = change_rival(c, v, COLUMN_RECEIVED, &rival);
        if (rc != JX_OK) return rc;
        if (eligible && !rival) l->now.received = at;
        if (eligible && rival && !v->result.approved) set_state(v, JX_STATE_CONFLICT, JX_CONFLICT);
        if (!l->now.tip && is_accepted(v->result.outcome.state)) l->now.tip = at;
        if (!l->now.received) rc = change_older(c, l->first, at, &at);
    }
    return rc;
}

static bool is_approved(const struct version *v)
{
    return v->result.approved != 0 && is_eligible(v->result.outcome.state);
}

/* Whether approved versions of another line have become part of this one. */
static bool approvals_join(const struct change *c, uint64_t first)
{
    for (uint32_t i = 0; i < c->version_count; i++) {
        const struct version *v = c->versions[i];
        if (!v->fresh && is_newly_in(v, first) && is_approved(v)) return true;
    }
    return false;
}

/* The one approved last, of those whose key nobody else was approved under meanwhile. */
static jx_status find_last_approved(struct change *c, struct line *l)
{
    uint64_t at = 0, latest = 0;
    l->now.approved = 0;
    jx_status rc = change_older(c, l->first, UINT64_MAX, &at);
    while (rc == JX_OK && at) {
        struct version *v;
        uint64_t rival = 0;
        rc = change_version(c, at, &v);
        if (rc == JX_OK && is_approved(v)) rc = change_rival(c, v, COLUMN_APPROVED, &rival);
        if (rc == JX_OK && is_approved(v) && !rival && v->result.approved > latest) {
            latest = v->result.approved;
            l->now.approved = at;
        }
        if (rc == JX_OK) rc = change_older(c, l->first, at, &at);
    }
    return rc;
}

/* Another one than before only when that one is approved no more, or others have joined it. */
static jx_status find_approved(struct change *c, struct line *l)
{
    struct version *v;
    if (approvals_join(c, l->first)) return find_last_approved(c, l);
    if (!l->now.approved) return JX_OK;
    jx_status rc = change_version(c, l->now.approved, &v);
    bool stays = rc == JX_OK && is_approved(v) && v->result.line == l->first;
    return rc == JX_OK && !stays ? find_last_approved(c, l) : rc;
}

static void name_states(struct change *c, const struct line *l)
{
    for (uint32_t i = 0; i < c->version_count; i++) {
        struct version *v = c->versions[i];
        if (v->result.line != l->first || !is_eligible(v->result.outcome.state)) continue;
        enum jx_state s = counting_state(&v->result, v->position == l->now.approved,
                                         v->position == l->now.received);
        jx_status why = v->result.outcome.status;
        set_state(v, s, why == JX_CONFLICT ? JX_OK : why);
    }
}

/* What counted before is touched, so that its state is named too. */
static jx_status touch_counting(struct change *c, const struct line *l)
{
    const uint64_t positions[] = {l->before.received, l->before.approved};
    struct version *v;
    jx_status rc = JX_OK;
    for (size_t i = 0; rc == JX_OK && i < sizeof positions / sizeof positions[0]; i++)
        if (positions[i]) rc = change_version(c, positions[i], &v);
    return rc;
}

jx_status change_settle(struct change *c, uint64_t first)
{
    struct line *l;
    jx_status rc = change_line(c, first, &l);
    if (rc == JX_OK) rc = touch_counting(c, l);
    if (rc == JX_OK) rc = find_received(c, l);
    if (rc == JX_OK) rc = find_approved(c, l);
    if (rc == JX_OK) name_states(c, l);
    return rc;
}

/* ---- writing ---- */

/* The row of a line's counting version among the keys: taken away as it was, or put as it is. */
static jx_status write_holder(struct change *c, uint64_t position, enum column column, bool before,
                              struct jx_buffer room[2])
{
    const struct version *v = find_version(c, position);
    assert(v);
    const struct row_result *r = before ? &v->before : &v->result;
    const struct jx_hash hash = document_key(&v->document, r);
    struct key k = key_of_holder(column, &hash);
    struct key counted = key_of_counted(v->document.year, r->unit, v->document.form, position);
    jx_status rc = before ? kv_delete(c->tx, TABLE_KEYS, key_slice(&k))
                          : position_put(c->tx, TABLE_KEYS, key_slice(&k), position, room);
    if (rc != JX_OK || column != COLUMN_RECEIVED) return rc;
    return before ? kv_delete(c->tx, TABLE_COUNTED, key_slice(&counted))
                  : row_put(c->tx, TABLE_COUNTED, key_slice(&counted),
                            jx_hash_slice(&v->document.id), &room[0]);
}

/* A version that keeps counting under a key that changed has to be among the touched ones. */
static bool holder_changes(const struct change *c, const struct line *l, enum column column)
{
    uint64_t was = counting_in(&l->before, column), is = counting_in(&l->now, column);
    const struct version *v = find_version(c, is);
    return was != is || (v && !v->fresh &&
                         (!jx_slice_eq(v->before.unit, v->result.unit) ||
                          !jx_slice_eq(v->before.project, v->result.project)));
}

static jx_status write_holders(struct change *c, bool before, struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->line_count; i++) {
        const struct line *l = c->lines[i];
        for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++) {
            uint64_t at = counting_in(before ? &l->before : &l->now, (enum column)column);
            if (at && holder_changes(c, l, (enum column)column))
                rc = write_holder(c, at, (enum column)column, before, room);
        }
    }
    return rc;
}

static bool line_is_empty(const struct row_line *l)
{
    return !l->received && !l->approved && !l->tip;
}

static jx_status write_lines(struct change *c, struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->line_count; i++) {
        const struct line *l = c->lines[i];
        struct key k = key_of_position(l->first);
        if (memcmp(&l->before, &l->now, sizeof l->now) == 0) continue;
        rc = line_is_empty(&l->now) ? kv_delete(c->tx, TABLE_LINES, key_slice(&k))
                                    : line_put(c->tx, l->first, &l->now, room);
    }
    return rc;
}

/* An index row that holds nothing but its key. */
static jx_status put_mark(struct change *c, enum table t, struct key *k, struct jx_buffer room[2])
{
    return row_put(c->tx, t, key_slice(k), JX_LIT(""), &room[0]);
}

static struct key key_of_place(struct jx_slice unit, uint64_t position)
{
    struct key k = key_of_unit(unit);
    key_put_position(&k, position);
    return k;
}

static struct key key_of_waiting(const struct version *v, const struct row_result *r)
{
    const struct row_document *d = &v->document;
    struct key k = key_of_place_due(d->year, d->form, d->period, r->unit);
    key_put_position(&k, v->position);
    return k;
}

static jx_status write_waiting(struct change *c, const struct version *v, struct jx_buffer room[2])
{
    bool was = !v->fresh && state_is_waiting(v->before.outcome.state);
    bool is = state_is_waiting(v->result.outcome.state);
    struct key now = key_of_waiting(v, &v->result);
    jx_status rc = JX_OK;
    if (was) {
        struct key before = key_of_waiting(v, &v->before);
        rc = kv_delete(c->tx, TABLE_WAITING, key_slice(&before));
    }
    return rc == JX_OK && is ? put_mark(c, TABLE_WAITING, &now, room) : rc;
}

static jx_status write_unmatched(struct change *c, const struct version *v,
                                 struct jx_buffer room[2])
{
    bool was = !v->fresh && is_unmatched(&v->before), is = is_unmatched(&v->result);
    struct key k = {.len = 0};
    if (was == is) return JX_OK;
    key_put_year(&k, v->document.year);
    key_put_position(&k, v->position);
    return is ? put_mark(c, TABLE_UNMATCHED, &k, room)
              : kv_delete(c->tx, TABLE_UNMATCHED, key_slice(&k));
}

static jx_status write_indexes(struct change *c, const struct version *v, struct jx_buffer room[2])
{
    jx_status rc = JX_OK;
    bool moved_line = !v->fresh && v->before.line != v->result.line;
    bool moved_unit = !v->fresh && !jx_slice_eq(v->before.unit, v->result.unit);
    struct key old_version = key_of_version(v->before.line, v->position);
    struct key version = key_of_version(v->result.line, v->position);
    struct key unit = key_of_place(v->result.unit, v->position);
    if (moved_line) rc = kv_delete(c->tx, TABLE_VERSIONS, key_slice(&old_version));
    if (rc == JX_OK && moved_unit) {
        struct key old_unit = key_of_place(v->before.unit, v->position);
        rc = kv_delete(c->tx, TABLE_UNITS, key_slice(&old_unit));
    }
    if (rc == JX_OK && (v->fresh || moved_line)) rc = put_mark(c, TABLE_VERSIONS, &version, room);
    if (rc == JX_OK && (v->fresh || moved_unit)) rc = put_mark(c, TABLE_UNITS, &unit, room);
    if (rc == JX_OK) rc = write_waiting(c, v, room);
    return rc == JX_OK ? write_unmatched(c, v, room) : rc;
}

/* What happened, for the unit it happened to; a document that moves concerns both. */
static jx_status write_events(struct change *c, const struct version *v, struct jx_buffer room[2])
{
    const struct row_event e = {v->result.outcome.state, c->act};
    bool moved = !v->fresh && !jx_slice_eq(v->before.unit, v->result.unit);
    struct key k = key_of_event(v->result.unit, c->position, v->position);
    jx_status rc = event_put(c->tx, key_slice(&k), &e, room);
    if (rc != JX_OK || !moved) return rc;
    k = key_of_event(v->before.unit, c->position, v->position);
    return event_put(c->tx, key_slice(&k), &e, room);
}

static bool is_news(const struct version *v)
{
    return v->fresh || v->findings_changed || v->before.outcome.state != v->result.outcome.state ||
           !jx_slice_eq(v->before.unit, v->result.unit) ||
           !jx_slice_eq(v->before.project, v->result.project) ||
           v->before.adjustable != v->result.adjustable ||
           !own_score_same(own_score_of(&v->before.outcome), own_score_of(&v->result.outcome));
}

/* Where a full run's findings are live, the answers are kept beside what was found first. */
static jx_status keep_answers(struct change *c, struct version *v)
{
    struct jx_outcome *own = &v->result.own.outcome;
    struct store_finding *first = NULL;
    uint32_t count = 0;
    if (!v->findings_changed || !v->result.full) return JX_OK;
    jx_status rc = findings_get(c->tx, v->position, c->arena, &first, &count);
    if (rc == JX_OK)
        rc = kept_answers(first, count, v->findings, v->finding_count, c->arena, &first, &count);
    v->findings = first;
    v->finding_count = rc == JX_OK ? count : 0;
    own->errors = own->explains = 0;
    for (uint32_t i = 0; i < v->finding_count; i++) {
        own->errors += first[i].severity == STORE_ERROR && !first[i].answered;
        own->explains += first[i].severity == STORE_EXPLAIN && !first[i].answered;
    }
    return rc;
}

/* A new version's card is written with its submission; one that was rejected has none. */
static jx_status write_standing(struct change *c, const struct version *v, struct jx_buffer room[2])
{
    const struct standing was = standing_of(&v->before), is = standing_of(&v->result);
    bool same = was.line == is.line && jx_slice_eq(was.unit, is.unit) &&
                own_score_same(was.own, is.own);
    if (v->result.outcome.state == JX_STATE_REJECTED) return JX_OK;
    if (v->fresh || same) return JX_OK;
    return card_stand(c->tx, v->document.year, v->position, is, room);
}

static jx_status write_version(struct change *c, struct version *v, struct jx_buffer room[2])
{
    jx_status rc = write_indexes(c, v, room);
    if (rc == JX_OK) rc = keep_answers(c, v);
    if (rc == JX_OK) rc = result_put(c->tx, v->position, &v->result, room);
    if (rc == JX_OK && (v->findings_changed || (v->fresh && v->finding_count)))
        rc = findings_put(c->tx, v->position, v->findings, v->finding_count, room);
    if (rc == JX_OK) rc = write_standing(c, v, room);
    if (rc == JX_OK && is_news(v)) rc = write_events(c, v, room);
    return rc;
}

jx_status change_write(struct change *c, struct jx_buffer room[2])
{
    jx_status rc = runs_account(c, room);
    if (rc == JX_OK) rc = write_holders(c, true, room);
    if (rc == JX_OK) rc = write_holders(c, false, room);
    if (rc == JX_OK) rc = write_lines(c, room);
    for (uint32_t i = 0; rc == JX_OK && i < c->version_count; i++)
        if (c->versions[i]->changed) rc = write_version(c, c->versions[i], room);
    return rc == JX_OK ? progress_review_change(c, room) : rc;
}
