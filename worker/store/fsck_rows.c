/* What fsck demands of documents, of the rows that say where they are found and what counts, and of
 * these together. */
#include "due.h"
#include "fsck.h"
#include "match.h"
#include "own_score.h"
#include "people.h"
#include "run_rows.h"

#include <inttypes.h>

/* ---- helpers ---- */

/* A row of another table that must be there. */
static bool read_document(struct fsck *f, uint64_t position, struct row_document *out)
{
    struct key k = key_of_position(position);
    return fsck_read(f, document_get(f->tx, position, out), TABLE_DOCUMENTS, key_slice(&k));
}

static bool read_result(struct fsck *f, uint64_t position, struct row_result *out)
{
    struct key k = key_of_position(position);
    return fsck_read(f, result_get(f->tx, position, out), TABLE_RESULTS, key_slice(&k));
}

/* The row of ids or keys leads to this position. */
static void check_leads_here(struct fsck *f, enum table t, struct jx_slice key, uint64_t position)
{
    uint64_t there = 0;
    if (fsck_read(f, position_get(f->tx, t, key, &there), t, key) && there != position)
        fsck_report(f, t, key, "leads to %" PRIu64 " instead of %" PRIu64, there, position);
}

/* ---- one document ---- */

static void check_state(struct fsck *f, struct jx_slice key, uint64_t position,
                        const struct row_result *r, const struct row_line *l)
{
    enum jx_state s = r->outcome.state;
    if (s >= JX_STATE_COUNT || s == JX_STATE_RECEIVED || s == JX_STATE_CLOSED ||
        s == JX_STATE_PUBLISHED) {
        fsck_report(f, TABLE_RESULTS, key, "has the state %u, which this version does not write",
                    (unsigned)s);
        return;
    }
    bool received = l->received == position, approved = l->approved == position;
    enum jx_state should = counting_state(r, approved, received);
    if (is_eligible(s) ? s != should : received || approved)
        fsck_report(f, TABLE_RESULTS, key, "is %s, which contradicts what its line counts",
                    jx_state_name(s));
    if (s == JX_STATE_APPROVED && !r->approved)
        fsck_report(f, TABLE_RESULTS, key, "is approved, but by no decision");
}

static void check_name_of(struct fsck *f, const struct row_document *d, uint64_t position)
{
    struct key k = key_of_unit(d->unit);
    struct jx_slice body;
    struct row_name n = {JX_LIT(""), 0};
    if (jx_is_blank(d->unit_name)) return;
    jx_status rc = row_get(f->tx, TABLE_NAMES, key_slice(&k), &body);
    if (rc == JX_OK) rc = name_read(body, &n);
    if (fsck_read(f, rc, TABLE_NAMES, key_slice(&k)) && n.position < position)
        fsck_report(f, TABLE_NAMES, key_slice(&k), "document %" PRIu64 " names it later", position);
}

static void recount(struct fsck *f, const struct contribution *c)
{
    jx_status rc = tally_add(&f->tally, f->tx, START_EMPTY, c, 1);
    /* A damaged row of the tree is reported where its table is walked. */
    bool damaged = rc == JX_E_CORRUPT || rc == JX_E_VERSION;
    if (rc != JX_OK && !damaged && f->stopped == JX_OK) f->stopped = rc;
}

static void recount_states(struct fsck *f, struct contribution c, enum jx_state state)
{
    int64_t adds[JX_STORE_ADDS] = {0};
    if (state >= JX_STATE_COUNT) return;
    adds[state] = 1;
    c.column = COLUMN_STATES;
    c.adds = adds;
    c.detail_count = 0;
    recount(f, &c);
}

/* False when a row is damaged, which is reported where its table is walked. */
static bool read_details(struct fsck *f, uint32_t year, uint64_t position, uint64_t scored_by,
                         struct jx_arena *a, struct details *out)
{
    struct details classes;
    struct store_finding *findings = NULL;
    uint32_t count = 0;
    jx_status rc = live_classes(f->tx, year, position, scored_by, a, &classes);
    if (rc == JX_OK) rc = live_findings(f->tx, position, scored_by, a, &findings, &count);
    if (rc == JX_OK) rc = details_make(&classes, findings, count, a, out);
    bool damaged = rc == JX_E_CORRUPT || rc == JX_E_VERSION;
    if (rc != JX_OK && !damaged && f->stopped == JX_OK) f->stopped = rc;
    return rc == JX_OK;
}

static void recount_document(struct fsck *f, uint64_t position, const struct row_document *d,
                             const struct row_result *r, const uint64_t counting[2])
{
    int64_t adds[JX_STORE_ADDS];
    own_score_lay(own_score_of(&r->outcome), r->adds, adds);
    struct contribution c = {
        .year = d->year, .form = d->form, .period = d->period, .unit = r->unit, .adds = adds};
    struct details details = {.count = 0};
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    if (read_details(f, d->year, position, r->scored_by, &a, &details)) {
        c.details = details.rows;
        c.detail_count = details.count;
    }
    for (int column = 0; column <= COLUMN_APPROVED; column++) {
        c.column = (enum column)column;
        if (counting[column] == position) recount(f, &c);
    }
    recount_states(f, c, r->outcome.state);
    jx_arena_clear(&a);
}

static void check_counting(struct fsck *f, uint64_t position, const struct row_document *d,
                           const struct row_result *r, const struct row_line *l)
{
    const uint64_t counting[] = {l->received, l->approved};
    const struct jx_hash hash = document_key(d, r);
    for (int column = 0; column <= COLUMN_APPROVED; column++) {
        struct key k = key_of_holder((enum column)column, &hash);
        if (counting[column] != position) continue;
        check_leads_here(f, TABLE_KEYS, key_slice(&k), position);
        struct key counted = key_of_counted(d->year, r->unit, d->form, position);
        if (column == COLUMN_RECEIVED) fsck_mark(f, TABLE_COUNTED, &counted);
    }
    recount_document(f, position, d, r, counting);
}

/* What it was made from is of the same line, where it is known. */
static void check_parent(struct fsck *f, struct jx_slice key, const struct row_document *d,
                         const struct row_result *r)
{
    uint64_t at = 0;
    struct row_result parent;
    if (!d->has_parent || r->outcome.status == JX_E_PARENT_UNKNOWN) return;
    jx_status rc = position_get(f->tx, TABLE_IDS, jx_hash_slice(&d->parent), &at);
    if (rc == JX_E_NOT_FOUND && r->outcome.state == JX_STATE_REJECTED) return;
    if (fsck_read(f, rc, TABLE_IDS, jx_hash_slice(&d->parent)) && read_result(f, at, &parent) &&
        parent.line != r->line && r->outcome.state != JX_STATE_REJECTED)
        fsck_report(f, TABLE_DOCUMENTS, key, "its parent is of another line");
}

static void check_result_of(struct fsck *f, struct jx_slice key, uint64_t position,
                            const struct row_document *d)
{
    struct row_result r;
    struct row_line l;
    if (!read_result(f, position, &r)) return;
    struct key unit = key_of_unit(r.unit), version = key_of_version(r.line, position);
    struct key first = key_of_position(r.line);
    if (!fsck_read(f, line_get(f->tx, r.line, &l), TABLE_LINES, key_slice(&first))) return;
    key_put_position(&unit, position);
    fsck_mark(f, TABLE_UNITS, &unit);
    fsck_mark(f, TABLE_VERSIONS, &version);
    check_parent(f, key, d, &r);
    check_state(f, key, position, &r, &l);
    struct key waiting = key_of_place_due(d->year, d->form, d->period, r.unit);
    key_put_position(&waiting, position);
    struct key card = {.len = 0};
    key_put_year(&card, d->year);
    key_put_position(&card, position);
    if (r.outcome.state != JX_STATE_REJECTED) fsck_mark(f, TABLE_CARDS, &card);
    struct key unmatched = {.len = 0};
    key_put_year(&unmatched, d->year);
    key_put_position(&unmatched, position);
    if (is_unmatched(&r)) fsck_mark(f, TABLE_UNMATCHED, &unmatched);
    if (state_is_waiting(r.outcome.state)) fsck_mark(f, TABLE_WAITING, &waiting);
    check_counting(f, position, d, &r, &l);
    if (r.outcome.state != JX_STATE_REJECTED) check_name_of(f, d, position);
}

static void check_document(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    struct row_document d;
    f->documents++;
    if (!fsck_position(f, TABLE_DOCUMENTS, key, &position)) return;
    if (!fsck_read(f, document_read(body, &d), TABLE_DOCUMENTS, key)) return;
    if (position == 0 || position > f->state.position)
        fsck_report(f, TABLE_DOCUMENTS, key, "is behind the store's position, %" PRIu64,
                    f->state.position);
    fsck_content(f, position, &d.id);
    check_leads_here(f, TABLE_IDS, jx_hash_slice(&d.id), position);
    check_result_of(f, key, position, &d);
}

/* ---- the other tables, back to the documents ---- */

static void check_result(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct row_result r;
    if (!fsck_read(f, result_read(body, &r), TABLE_RESULTS, key)) return;
    if (!fsck_is_there(f, TABLE_DOCUMENTS, key))
        fsck_report(f, TABLE_RESULTS, key, "belongs to no document");
}

static void check_id(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    struct row_document d;
    if (!fsck_read(f, position_read(body, &position), TABLE_IDS, key)) return;
    if (read_document(f, position, &d) && !jx_slice_eq(jx_hash_slice(&d.id), key))
        fsck_report(f, TABLE_IDS, key, "document %" PRIu64 " has another id", position);
}

static void check_key(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    uint8_t column = 0;
    struct row_document d;
    struct row_result r;
    struct row_line l;
    struct jx_slice hash = key;
    if (!fsck_read(f, position_read(body, &position), TABLE_KEYS, key)) return;
    if (!key_get_byte(&hash, &column) || column > COLUMN_APPROVED) {
        fsck_report(f, TABLE_KEYS, key, "the key is no column and hash");
        return;
    }
    if (!read_document(f, position, &d) || !read_result(f, position, &r)) return;
    struct key first = key_of_position(r.line);
    if (!fsck_read(f, line_get(f->tx, r.line, &l), TABLE_LINES, key_slice(&first))) return;
    const struct jx_hash is = document_key(&d, &r);
    uint64_t counting = column == COLUMN_APPROVED ? l.approved : l.received;
    if (counting != position || !jx_slice_eq(jx_hash_slice(&is), hash))
        fsck_report(f, TABLE_KEYS, key, "document %" PRIu64 " does not count under it", position);
}

static bool read_unit_key(struct jx_slice *key, char unit[JX_UNIT_CODE_MAX], size_t *len,
                          uint64_t *position)
{
    return key_get_text(key, unit, JX_UNIT_CODE_MAX, len) && key_get_position(key, position);
}

static void check_unit(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    char unit[JX_UNIT_CODE_MAX];
    size_t len = 0;
    uint64_t position = 0;
    struct jx_slice rest = key;
    struct row_result r;
    if (!read_unit_key(&rest, unit, &len, &position) || rest.len || body.len)
        fsck_report(f, TABLE_UNITS, key, "the key is no unit and position");
    else if (read_result(f, position, &r) && !jx_slice_eq(r.unit, jx_slice_at(unit, len)))
        fsck_report(f, TABLE_UNITS, key, "the document is another unit's");
}

/* Its row is the one key that the document makes, and the document counts. */
static void check_counted(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct jx_slice tail = jx_slice_from(key, key.len < 8 ? key.len : key.len - 8);
    uint64_t position = 0;
    struct row_document d;
    struct row_result r;
    struct row_line l;
    if (!key_get_position(&tail, &position)) {
        fsck_report(f, TABLE_COUNTED, key, "the key is no unit, form and position");
        return;
    }
    if (!read_document(f, position, &d) || !read_result(f, position, &r)) return;
    struct key first = key_of_position(r.line);
    struct key is = key_of_counted(d.year, r.unit, d.form, position);
    if (!fsck_read(f, line_get(f->tx, r.line, &l), TABLE_LINES, key_slice(&first))) return;
    if (l.received != position || !jx_slice_eq(key_slice(&is), key) ||
        !jx_slice_eq(jx_hash_slice(&d.id), body))
        fsck_report(f, TABLE_COUNTED, key, "the document does not count there");
}

static void check_event(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    char unit[JX_UNIT_CODE_MAX];
    size_t len = 0;
    uint64_t position = 0, document = 0;
    struct jx_slice rest = key;
    struct row_event e;
    if (!fsck_read(f, event_read(body, &e), TABLE_EVENTS, key)) return;
    if (!read_unit_key(&rest, unit, &len, &position) || !key_get_position(&rest, &document) ||
        rest.len)
        fsck_report(f, TABLE_EVENTS, key, "the key is no unit and two positions");
    else if (position > f->state.position || document > position)
        fsck_report(f, TABLE_EVENTS, key, "happened before its document came");
    else {
        struct key k = key_of_position(document);
        if (!fsck_is_there(f, TABLE_DOCUMENTS, key_slice(&k)))
            fsck_report(f, TABLE_EVENTS, key, "belongs to no document");
    }
}

static void check_version(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t line = 0, position = 0;
    struct jx_slice rest = key;
    struct row_result r;
    if (!key_get_position(&rest, &line) || !key_get_position(&rest, &position) || rest.len ||
        body.len)
        fsck_report(f, TABLE_VERSIONS, key, "the key is no line and position");
    else if (read_result(f, position, &r) && r.line != line)
        fsck_report(f, TABLE_VERSIONS, key, "the document is of another line");
}

/* What the fold would count of a line, seen from its versions. */
struct survey {
    uint64_t
        newest_eligible; /* passing over approved ones that a rival's key keeps from counting */
    uint64_t tip;
};

static jx_status survey_line(struct fsck *f, uint64_t first, uint64_t received, struct survey *s)
{
    struct kv_cursor *c = NULL;
    struct key end = key_of_version(first, UINT64_MAX), prefix = key_of_position(first);
    struct jx_slice key, value;
    *s = (struct survey){.tip = 0};
    jx_status rc = kv_cursor_open(f->tx, TABLE_VERSIONS, &c);
    if (rc == JX_OK) rc = kv_seek_before(c, key_slice(&end), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix)) && !s->newest_eligible) {
        struct jx_slice rest = jx_slice_from(key, prefix.len);
        struct row_result r;
        uint64_t at = 0;
        if (!key_get_position(&rest, &at) || !read_result(f, at, &r)) break;
        enum jx_state state = r.outcome.state;
        if (is_accepted(state) && !s->tip) s->tip = at;
        if (is_eligible(state) && (at == received || !r.approved)) s->newest_eligible = at;
        rc = kv_previous(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static void check_line(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t first = 0;
    struct row_line l;
    struct survey s;
    if (!fsck_position(f, TABLE_LINES, key, &first)) return;
    if (!fsck_read(f, line_read(body, &l), TABLE_LINES, key)) return;
    jx_status rc = survey_line(f, first, l.received, &s);
    if (rc != JX_OK && f->stopped == JX_OK) f->stopped = rc;
    if (rc != JX_OK) return;
    if (s.newest_eligible != l.received)
        fsck_report(f, TABLE_LINES, key, "counts %" PRIu64 " as received instead of %" PRIu64,
                    l.received, s.newest_eligible);
    if (s.tip != l.tip)
        fsck_report(f, TABLE_LINES, key, "has %" PRIu64 " as its newest instead of %" PRIu64, l.tip,
                    s.tip);
}

static void check_findings(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    uint32_t count = 0, errors = 0, explains = 0;
    struct store_finding *findings = NULL;
    struct jx_arena a;
    struct row_result r = {.full = false};
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    bool read = fsck_position(f, TABLE_FINDINGS, key, &position) &&
                fsck_read(f, findings_read(body, &a, &findings, &count), TABLE_FINDINGS, key) &&
                read_result(f, position, &r);
    for (uint32_t i = 0; read && i < count; i++) {
        errors += findings[i].severity == STORE_ERROR && !findings[i].answered;
        explains += findings[i].severity == STORE_EXPLAIN && !findings[i].answered;
    }
    const struct jx_outcome *first = r.full ? &r.own.outcome : &r.outcome;
    if (read && r.outcome.state != JX_STATE_REJECTED &&
        (errors != first->errors || explains != first->explains))
        fsck_report(f, TABLE_FINDINGS, key, "contradict the result's count of open ones");
    jx_arena_clear(&a);
}

static void check_name(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    char unit[JX_UNIT_CODE_MAX];
    size_t len = 0;
    struct jx_slice rest = key;
    struct row_name n;
    struct row_document d;
    struct row_result r;
    if (!fsck_read(f, name_read(body, &n), TABLE_NAMES, key)) return;
    if (!key_get_text(&rest, unit, sizeof unit, &len) || rest.len) {
        fsck_report(f, TABLE_NAMES, key, "the key is no unit");
        return;
    }
    if (!read_document(f, n.position, &d) || !read_result(f, n.position, &r)) return;
    if (r.outcome.state == JX_STATE_REJECTED || !jx_slice_eq(d.unit, jx_slice_at(unit, len)) ||
        !jx_slice_eq(d.unit_name, n.name))
        fsck_report(f, TABLE_NAMES, key, "document %" PRIu64 " does not print it", n.position);
}

void fsck_rows(struct fsck *f)
{
    static const struct fsck_table tables[] = {
        {TABLE_DOCUMENTS, check_document},
        {TABLE_RESULTS, check_result},
        {TABLE_IDS, check_id},
        {TABLE_KEYS, check_key},
        {TABLE_UNITS, check_unit},
        {TABLE_COUNTED, check_counted},
        {TABLE_FINDINGS, check_findings},
        {TABLE_LINES, check_line},
        {TABLE_VERSIONS, check_version},
        {TABLE_EVENTS, check_event},
        {TABLE_NAMES, check_name},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        fsck_walk(f, tables[i].table, tables[i].check);
}
