/* What fsck demands of each table's rows, and of the tables together. */
#include "fsck.h"

#include <inttypes.h>

/* ---- helpers ---- */

static bool read_position_key(struct fsck *f, enum table t, struct jx_slice key, uint64_t *position)
{
    struct jx_slice rest = key;
    if (key_get_position(&rest, position) && rest.len == 0) return true;
    fsck_report(f, t, key, "the key is no position");
    return false;
}

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

/* Whether an optional row is there; damage is reported when its own table is walked. */
static bool is_there(struct fsck *f, enum table t, struct jx_slice key)
{
    struct jx_slice value;
    jx_status rc = kv_get(f->tx, t, key, &value);
    if (rc != JX_OK && rc != JX_E_NOT_FOUND && f->stopped == JX_OK) f->stopped = rc;
    return rc == JX_OK;
}

static void check_content(struct fsck *f, uint64_t position, const struct jx_hash *id)
{
    struct key k = key_of_position(position);
    struct jx_slice content;
    jx_status rc = content_get(f->tx, position, id, &content);
    if (rc == JX_E_CORRUPT)
        fsck_report(f, TABLE_CONTENTS, key_slice(&k), "the content's hash is not its id");
    else
        fsck_read(f, rc, TABLE_CONTENTS, key_slice(&k));
}

/* The row of ids or keys leads to this position. */
static void check_leads_here(struct fsck *f, enum table t, const struct jx_hash *key,
                             uint64_t position)
{
    uint64_t there = 0;
    struct jx_slice k = jx_hash_slice(key);
    if (fsck_read(f, position_get(f->tx, t, key, &there), t, k) && there != position)
        fsck_report(f, t, k, "leads to %" PRIu64 " instead of %" PRIu64, there, position);
}

/* ---- one document ---- */

/* X(state, counted, key, successor): N it must not, Y it must, A it may. */
static const struct {
    enum jx_state state;
    char counted, key, successor;
} states[] = {
    {JX_STATE_REJECTED, 'N', 'N', 'A'},
    {JX_STATE_SCORED, 'Y', 'Y', 'N'},
    {JX_STATE_CONFLICT, 'N', 'Y', 'N'},
    {JX_STATE_SUPERSEDED, 'A', 'Y', 'Y'},
};

static bool agrees(char demand, bool is)
{
    return demand == 'A' || (demand == 'Y') == is;
}

static void check_state(struct fsck *f, struct jx_slice key, const struct row_result *r)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (states[i].state != r->outcome.state) continue;
        if (!agrees(states[i].counted, r->counted) || !agrees(states[i].key, r->has_key) ||
            !agrees(states[i].successor, r->has_successor))
            fsck_report(f, TABLE_RESULTS, key, "contradicts its state, %s",
                        jx_state_name(r->outcome.state));
        return;
    }
    fsck_report(f, TABLE_RESULTS, key, "has the state %u, which this version does not write",
                (unsigned)r->outcome.state);
}

/* Its first document, what it was made from and what succeeds it are of the same line. */
static void check_same_line(struct fsck *f, struct jx_slice key, uint64_t line,
                            const struct jx_hash *id, const char *what)
{
    uint64_t at = 0;
    struct row_document other;
    jx_status rc = position_get(f->tx, TABLE_IDS, id, &at);
    if (rc == JX_E_NOT_FOUND)
        fsck_report(f, TABLE_DOCUMENTS, key, "its %s is not stored", what);
    else if (fsck_read(f, rc, TABLE_IDS, jx_hash_slice(id)) && read_document(f, at, &other) &&
             other.line != line)
        fsck_report(f, TABLE_DOCUMENTS, key, "its %s is of another line", what);
}

static void check_line(struct fsck *f, struct jx_slice key, uint64_t position,
                       const struct row_document *d, const struct row_result *r)
{
    struct row_result first, head;
    struct row_document other;
    bool revises = d->line != position;
    if (revises && !d->has_parent)
        fsck_report(f, TABLE_DOCUMENTS, key, "is in a line and names no parent");
    else if (revises)
        check_same_line(f, key, d->line, &d->parent, "parent");
    if (r->has_successor) check_same_line(f, key, d->line, &r->successor, "successor");
    if (r->outcome.state == JX_STATE_SCORED && read_result(f, d->line, &first) &&
        first.head != position)
        fsck_report(f, TABLE_RESULTS, key, "counts, but its line's head is %" PRIu64, first.head);
    if (r->head == 0) return;
    if (!read_document(f, r->head, &other) || !read_result(f, r->head, &head)) return;
    if (other.line != position || head.outcome.state != JX_STATE_SCORED)
        fsck_report(f, TABLE_RESULTS, key, "its line's head, %" PRIu64 ", does not count there",
                    r->head);
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

static void check_result_of(struct fsck *f, struct jx_slice key, uint64_t position,
                            const struct row_document *d)
{
    struct row_result r;
    if (!read_result(f, position, &r)) return;
    check_state(f, key, &r);
    check_line(f, key, position, d, &r);
    if (r.counted) check_name_of(f, d, position);
    if (r.outcome.state != JX_STATE_SCORED) return;
    check_leads_here(f, TABLE_KEYS, &r.key, position);
    jx_status rc = tally_document(&f->tally, d, r.adds, 1);
    if (rc != JX_OK && f->stopped == JX_OK) f->stopped = rc;
}

static void check_document(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    struct row_document d;
    f->documents++;
    if (!read_position_key(f, TABLE_DOCUMENTS, key, &position)) return;
    if (!fsck_read(f, document_read(body, &d), TABLE_DOCUMENTS, key)) return;
    struct key unit = key_of_unit(d.unit);
    key_put_position(&unit, position);
    if (position == 0 || position > f->state.position)
        fsck_report(f, TABLE_DOCUMENTS, key, "is behind the store's position, %" PRIu64,
                    f->state.position);
    check_content(f, position, &d.id);
    check_leads_here(f, TABLE_IDS, &d.id, position);
    if (!is_there(f, TABLE_UNITS, key_slice(&unit)))
        fsck_report(f, TABLE_UNITS, key_slice(&unit), "the row is missing");
    check_result_of(f, key, position, &d);
}

/* ---- the other tables, back to the documents ---- */

static void check_result(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct row_result r;
    if (!fsck_read(f, result_read(body, &r), TABLE_RESULTS, key)) return;
    if (!is_there(f, TABLE_DOCUMENTS, key))
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
    struct row_result r;
    if (!fsck_read(f, position_read(body, &position), TABLE_KEYS, key)) return;
    if (!read_result(f, position, &r)) return;
    if (r.outcome.state != JX_STATE_SCORED || !jx_slice_eq(jx_hash_slice(&r.key), key))
        fsck_report(f, TABLE_KEYS, key, "document %" PRIu64 " does not count under it", position);
}

static void check_unit(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    char unit[JX_UNIT_CODE_MAX];
    size_t len = 0;
    uint64_t position = 0;
    struct jx_slice rest = key;
    struct row_document d;
    if (!key_get_text(&rest, unit, sizeof unit, &len) || !key_get_position(&rest, &position) ||
        rest.len || body.len)
        fsck_report(f, TABLE_UNITS, key, "the key is no unit and position");
    else if (read_document(f, position, &d) && !jx_slice_eq(d.unit, jx_slice_at(unit, len)))
        fsck_report(f, TABLE_UNITS, key, "the document is another unit's");
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
    if (!r.counted || !jx_slice_eq(d.unit, jx_slice_at(unit, len)) ||
        !jx_slice_eq(d.unit_name, n.name))
        fsck_report(f, TABLE_NAMES, key, "document %" PRIu64 " does not print it", n.position);
}

static void check_content_row(struct fsck *f, struct jx_slice key, struct jx_slice value)
{
    (void)value;
    if (!is_there(f, TABLE_DOCUMENTS, key) && !is_there(f, TABLE_PACKS, key))
        fsck_report(f, TABLE_CONTENTS, key, "belongs to no document and no pack");
}

static void check_pack(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    (void)body;
    struct jx_slice entry;
    struct jx_entry e;
    jx_status rc = row_get(f->tx, TABLE_ACTS, key, &entry);
    if (!fsck_read(f, rc, TABLE_ACTS, key)) return;
    if (jx_entry_decode(entry, &e) == JX_OK && e.kind == JX_ACT_PACK)
        check_content(f, e.position, &e.id);
    else
        fsck_report(f, TABLE_PACKS, key, "the act is no activation of a pack");
}

static void check_act(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    struct jx_entry e;
    if (!read_position_key(f, TABLE_ACTS, key, &position)) return;
    if (jx_entry_decode(body, &e) != JX_OK || e.position != position)
        fsck_report(f, TABLE_ACTS, key, "the entry is not of this position");
    else if (position > f->state.position)
        fsck_report(f, TABLE_ACTS, key, "is behind the store's position, %" PRIu64,
                    f->state.position);
    else if (is_there(f, TABLE_DOCUMENTS, key))
        fsck_report(f, TABLE_ACTS, key, "is a document too");
    else if (e.kind == JX_ACT_PACK && !is_there(f, TABLE_PACKS, key))
        fsck_report(f, TABLE_PACKS, key, "the row is missing");
    else if (e.kind == JX_ACT_SUBMISSION && !is_there(f, TABLE_IDS, jx_hash_slice(&e.id)))
        fsck_report(f, TABLE_ACTS, key, "repeats a submission that is not stored");
}

/* Nothing that the position covers may be missing. */
static void check_positions(struct fsck *f)
{
    for (uint64_t p = 1; f->stopped == JX_OK && p <= f->state.position; p++) {
        struct key k = key_of_position(p);
        if (!is_there(f, TABLE_DOCUMENTS, key_slice(&k)) && !is_there(f, TABLE_ACTS, key_slice(&k)))
            fsck_report(f, TABLE_DOCUMENTS, key_slice(&k), "nothing is stored for this position");
    }
}

void fsck_rows(struct fsck *f)
{
    static const struct {
        enum table table;
        fsck_check *check;
    } tables[] = {
        {TABLE_DOCUMENTS, check_document},
        {TABLE_RESULTS, check_result},
        {TABLE_IDS, check_id},
        {TABLE_KEYS, check_key},
        {TABLE_UNITS, check_unit},
        {TABLE_NAMES, check_name},
        {TABLE_CONTENTS, check_content_row},
        {TABLE_PACKS, check_pack},
        {TABLE_ACTS, check_act},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        fsck_walk(f, tables[i].table, tables[i].check);
    check_positions(f);
}
