/* What fsck demands of everything that is not a document: decisions, years, packs, keys, and the
 * acts they are made of. */
#include "fsck.h"
#include "people.h"

#include <inttypes.h>

static void check_decision(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    struct row_decision d;
    struct jx_slice entry;
    struct jx_entry e;
    if (!fsck_position(f, TABLE_DECISIONS, key, &position)) return;
    if (!fsck_read(f, decision_read(body, &d), TABLE_DECISIONS, key)) return;
    if (!fsck_read(f, row_get(f->tx, TABLE_ACTS, key, &entry), TABLE_ACTS, key)) return;
    if (jx_entry_decode(entry, &e) != JX_OK || !has_decision_row(e.kind)) {
        fsck_report(f, TABLE_DECISIONS, key, "the act is no decision");
        return;
    }
    struct jx_arena a;
    struct jx_slice content;
    bool rows = e.kind == JX_ACT_MASTER && d.outcome.state != JX_STATE_REJECTED;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    if (fsck_read_content(f, position, &e.id, &a, &content) && rows)
        fsck_master_act(f, position, content);
    jx_arena_clear(&a);
    struct key k = key_of_version(d.target, position);
    if (d.target) fsck_mark(f, TABLE_HISTORY, &k);
}

static void check_history(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t document = 0, position = 0;
    struct jx_slice rest = key;
    if (!key_get_position(&rest, &document) || !key_get_position(&rest, &position) || rest.len ||
        body.len) {
        fsck_report(f, TABLE_HISTORY, key, "the key is no document and decision");
        return;
    }
    struct key d = key_of_position(document), p = key_of_position(position);
    fsck_mark(f, TABLE_DOCUMENTS, &d);
    fsck_mark(f, TABLE_DECISIONS, &p);
}

static void check_year(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct row_year y;
    if (!fsck_read(f, year_read(body, &y), TABLE_YEARS, key)) return;
    struct key k = key_of_position(y.closed), run = {.len = 0};
    if (y.closed) fsck_mark(f, TABLE_DECISIONS, &k);
    memcpy(run.bytes, key.ptr, key.len);
    run.len = key.len;
    key_put_position(&run, y.run);
    if (y.run) fsck_mark(f, TABLE_RUNS, &run);
}

static void check_content_row(struct fsck *f, struct jx_slice key, struct jx_slice value)
{
    (void)value;
    if (!fsck_is_there(f, TABLE_DOCUMENTS, key) && !fsck_is_there(f, TABLE_PACKS, key) &&
        !fsck_is_there(f, TABLE_DECISIONS, key))
        fsck_report(f, TABLE_CONTENTS, key, "belongs to no document, pack or decision");
}

static void check_pack(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    (void)body;
    struct jx_slice entry;
    struct jx_entry e;
    jx_status rc = row_get(f->tx, TABLE_ACTS, key, &entry);
    if (!fsck_read(f, rc, TABLE_ACTS, key)) return;
    if (jx_entry_decode(entry, &e) == JX_OK && e.kind == JX_ACT_PACK)
        fsck_content(f, e.position, &e.id);
    else
        fsck_report(f, TABLE_PACKS, key, "the act is no activation of a pack");
}

static void check_act(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint64_t position = 0;
    struct jx_entry e;
    if (!fsck_position(f, TABLE_ACTS, key, &position)) return;
    if (jx_entry_decode(body, &e) != JX_OK || e.position != position)
        fsck_report(f, TABLE_ACTS, key, "the entry is not of this position");
    else if (position > f->state.position)
        fsck_report(f, TABLE_ACTS, key, "is behind the store's position, %" PRIu64,
                    f->state.position);
    else if (fsck_is_there(f, TABLE_DOCUMENTS, key))
        fsck_report(f, TABLE_ACTS, key, "is a document too");
    else if (e.kind == JX_ACT_PACK && !fsck_is_there(f, TABLE_PACKS, key))
        fsck_report(f, TABLE_PACKS, key, "the row is missing");
    else if (has_decision_row(e.kind) && !fsck_is_there(f, TABLE_DECISIONS, key))
        fsck_report(f, TABLE_DECISIONS, key, "the row is missing");
    else if (e.kind == JX_ACT_SUBMISSION && !fsck_is_there(f, TABLE_IDS, jx_hash_slice(&e.id)))
        fsck_report(f, TABLE_ACTS, key, "repeats a submission that is not stored");
}

/* Nothing that the position covers may be missing. */
static void check_positions(struct fsck *f)
{
    for (uint64_t p = 1; f->stopped == JX_OK && p <= f->state.position; p++) {
        struct key k = key_of_position(p);
        if (!fsck_is_there(f, TABLE_DOCUMENTS, key_slice(&k)) &&
            !fsck_is_there(f, TABLE_ACTS, key_slice(&k)))
            fsck_report(f, TABLE_DOCUMENTS, key_slice(&k), "nothing is stored for this position");
    }
}

static void check_enrolment(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct jx_slice rest = jx_slice_from(key, key.len < JX_KEY_BYTES ? key.len : JX_KEY_BYTES);
    struct jx_slice entry;
    struct jx_entry e;
    uint64_t position = 0;
    (void)body;
    if (!key_get_position(&rest, &position) || rest.len) {
        fsck_report(f, TABLE_ENROLMENTS, key, "the key is no key and position");
        return;
    }
    struct key k = key_of_position(position);
    if (!fsck_read(f, row_get(f->tx, TABLE_ACTS, key_slice(&k), &entry), TABLE_ACTS, key_slice(&k)))
        return;
    if (jx_entry_decode(entry, &e) != JX_OK || e.kind != JX_ACT_KEY)
        fsck_report(f, TABLE_ENROLMENTS, key, "the act is none on a key");
}

/* As the decision says that it names. */
static void check_delegation(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    uint8_t from[JX_KEY_BYTES];
    struct row_delegation row;
    struct jx_slice entry;
    struct jx_entry e;
    if (!fsck_read(f, delegation_read(key, body, from, &row), TABLE_DELEGATIONS, key)) return;
    struct key k = key_of_position(row.position);
    if (!fsck_read(f, row_get(f->tx, TABLE_ACTS, key_slice(&k), &entry), TABLE_ACTS, key_slice(&k)))
        return;
    if (jx_entry_decode(entry, &e) != JX_OK || e.kind != JX_ACT_DELEGATE ||
        memcmp(e.principal, from, JX_KEY_BYTES) != 0)
        fsck_report(f, TABLE_DELEGATIONS, key, "the act is no delegation of that key");
}

void fsck_acts(struct fsck *f)
{
    static const struct fsck_table tables[] = {
        {TABLE_DECISIONS, check_decision},
        {TABLE_HISTORY, check_history},
        {TABLE_YEARS, check_year},
        {TABLE_ENROLMENTS, check_enrolment},
        {TABLE_DELEGATIONS, check_delegation},
        {TABLE_CONTENTS, check_content_row},
        {TABLE_PACKS, check_pack},
        {TABLE_ACTS, check_act},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        fsck_walk(f, tables[i].table, tables[i].check);
    check_positions(f);
}
