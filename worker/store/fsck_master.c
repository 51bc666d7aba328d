/* What fsck demands of master data and of the index of late documents. */
#include "fsck.h"
#include "progress.h"

#include "due.h"
#include "match.h"

#include <inttypes.h>
#include <stdlib.h>

static bool same_cells(enum jx_master table, const struct jx_slice *a, const struct jx_slice *b)
{
    for (uint32_t i = 0; i < jx_master_schema(table)->count; i++)
        if (!jx_slice_eq(a[i], b[i])) return false;
    return true;
}

/* A row of an act is in its table as it came, or a later row has taken its place: false. */
static bool check_row(struct fsck *f, const struct jx_master_act *act, uint64_t position,
                      const struct jx_slice *cells, struct jx_hash *key)
{
    enum table t = table_of_master(act->table);
    struct key k = key_of_master(act->table, act->year, cells);
    struct row_master row;
    jx_status rc = master_get(f->tx, act->table, key_slice(&k), &row);
    if (rc == JX_E_NOT_FOUND || !fsck_read(f, rc, t, key_slice(&k))) return false;
    if (row.position < position)
        fsck_report(f, t, key_slice(&k), "is older than the act at %" PRIu64 " that brings it",
                    position);
    *key = jx_hash_bytes(key_slice(&k));
    return row.position == position && same_cells(act->table, row.cells, cells);
}

static int compare_hashes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct jx_hash));
}

/* An act may say the same row twice. */
static uint64_t count_distinct(struct jx_hash *keys, uint32_t count)
{
    uint64_t distinct = 0;
    if (count) qsort(keys, count, sizeof *keys, compare_hashes);
    for (uint32_t i = 0; i < count; i++)
        distinct += i == 0 || !jx_hash_eq(&keys[i - 1], &keys[i]);
    return distinct;
}

void fsck_master_act(struct fsck *f, uint64_t position, struct jx_slice content)
{
    struct jx_arena a;
    struct jx_master_act act;
    struct jx_hash *found = NULL;
    uint32_t count = 0;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = jx_master_decode(content, &a, &act);
    if (rc == JX_OK) found = jx_arena_array(&a, act.row_count, sizeof *found);
    if (rc == JX_OK && !found) rc = jx_arena_failure(&a);
    if (rc == JX_E_NO_MEMORY && f->stopped == JX_OK) f->stopped = rc;
    for (uint32_t i = 0; rc == JX_OK && i < act.row_count; i++) {
        const struct jx_slice *cells = &act.cells[(size_t)i * jx_master_schema(act.table)->count];
        count += check_row(f, &act, position, cells, &found[count]);
    }
    if (rc == JX_OK) f->rows_of_acts += count_distinct(found, count);
    jx_arena_clear(&a);
}

static jx_status check_one_spelling(void *own, const struct key *k, struct jx_slice code)
{
    struct fsck *f = own;
    struct jx_slice is;
    jx_status rc = row_get(f->tx, TABLE_SPELLINGS, key_slice(k), &is);
    f->spellings++;
    if (fsck_read(f, rc, TABLE_SPELLINGS, key_slice(k)) && !jx_slice_eq(is, code))
        fsck_report(f, TABLE_SPELLINGS, key_slice(k), "is of another row");
    return JX_OK;
}

/* A unit, a project or an alias is found by its names. */
static void check_spelling(struct fsck *f, enum jx_master table, uint32_t year,
                           const struct jx_slice *cells)
{
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = spelling_each(table, year, cells, &a, check_one_spelling, f);
    if (rc != JX_OK && f->stopped == JX_OK) f->stopped = rc;
    jx_arena_clear(&a);
}

static void count_spelling(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    (void)key;
    (void)body;
    f->spelling_rows++;
}

static void check_unmatched(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct jx_slice rest = key;
    struct row_result r;
    uint32_t year = 0;
    uint64_t position = 0;
    if (!key_get_year(&rest, &year) || !key_get_position(&rest, &position) || rest.len || body.len)
        fsck_report(f, TABLE_UNMATCHED, key, "the key is no year and position");
    else if (fsck_read(f, result_get(f->tx, position, &r), TABLE_UNMATCHED, key) &&
             !is_unmatched(&r))
        fsck_report(f, TABLE_UNMATCHED, key, "the document's project and unit are known");
}

static void check_table(struct fsck *f, enum jx_master table, struct jx_slice key,
                        struct jx_slice body)
{
    struct row_master row;
    uint32_t year = 0;
    struct jx_slice rest = key;
    enum table t = table_of_master(table);
    f->rows_of_tables++;
    if (!fsck_read(f, master_read(table, body, &row), t, key)) return;
    bool dated = !jx_master_schema(table)->by_year || key_get_year(&rest, &year);
    struct key k = key_of_master(table, year, row.cells);
    if (!dated || !jx_slice_eq(key_slice(&k), key))
        fsck_report(f, t, key, "the key is not that of its cells");
    else if (row.position == 0 || row.position > f->state.position)
        fsck_report(f, t, key, "is behind the store's position, %" PRIu64, f->state.position);
    else
        check_spelling(f, table, year, row.cells);
}

#define M(number, name)                                                                            \
    static void check_##name(struct fsck *f, struct jx_slice key, struct jx_slice body)            \
    {                                                                                              \
        check_table(f, JX_MASTER_##name, key, body);                                               \
    }
JX_MASTERS(M)
#undef M

/* ---- what is expected ---- */

static void recount_due(struct fsck *f, struct jx_slice key, const int64_t sums[STORE_PROGRESS])
{
    jx_status rc = progress_add(&f->tally, f->tx, START_EMPTY, key, sums, 1);
    bool damaged = rc == JX_E_CORRUPT || rc == JX_E_VERSION;
    if (rc != JX_OK && !damaged && f->stopped == JX_OK) f->stopped = rc;
}

static void check_due(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    int64_t is[STORE_PROGRESS], should[STORE_PROGRESS];
    struct store_due due;
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    f->dues++;
    bool read = fsck_read(f, sums_read(body, STORE_PROGRESS, is), TABLE_DUES, key) &&
                fsck_read(f, dues_get(f->tx, key, &a, &due), TABLE_EXPECTED, key);
    if (read) progress_of(&due, should);
    if (read && memcmp(is, should, sizeof is) != 0)
        fsck_report(f, TABLE_DUES, key, "is not what became of what is expected");
    if (read) recount_due(f, key, should);
    jx_arena_clear(&a);
}

static void count_expected(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    (void)key;
    (void)body;
    f->expected++;
}

static void check_waiting(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct jx_slice tail = jx_slice_from(key, key.len < 8 ? key.len : key.len - 8);
    struct row_document d;
    struct row_result r;
    uint64_t position = 0;
    if (!key_get_position(&tail, &position) || body.len) {
        fsck_report(f, TABLE_WAITING, key, "the key is no place and position");
        return;
    }
    struct key k = key_of_position(position);
    if (!fsck_read(f, document_get(f->tx, position, &d), TABLE_DOCUMENTS, key_slice(&k)) ||
        !fsck_read(f, result_get(f->tx, position, &r), TABLE_RESULTS, key_slice(&k)))
        return;
    k = key_of_place_due(d.year, d.form, d.period, r.unit);
    key_put_position(&k, position);
    if (!state_is_waiting(r.outcome.state) || !jx_slice_eq(key_slice(&k), key))
        fsck_report(f, TABLE_WAITING, key, "document %" PRIu64 " does not wait there", position);
}

void fsck_master_tables(struct fsck *f)
{
#define M(number, name) fsck_walk(f, table_of_master(JX_MASTER_##name), check_##name);
    JX_MASTERS(M)
#undef M
    fsck_walk(f, TABLE_WAITING, check_waiting);
    fsck_walk(f, TABLE_DUES, check_due);
    fsck_walk(f, TABLE_EXPECTED, count_expected);
    if (f->stopped == JX_OK && f->dues != f->expected)
        fsck_report(f, TABLE_DUES, JX_LIT(""),
                    "there are %" PRIu64 " rows for %" PRIu64 " that are expected", f->dues,
                    f->expected);
    fsck_walk(f, TABLE_UNMATCHED, check_unmatched);
    fsck_walk(f, TABLE_SPELLINGS, count_spelling);
    if (f->stopped == JX_OK && f->spellings != f->spelling_rows)
        fsck_report(f, TABLE_SPELLINGS, JX_LIT(""),
                    "there are %" PRIu64 " rows for %" PRIu64 " names", f->spelling_rows,
                    f->spellings);
    if (f->stopped == JX_OK && f->rows_of_acts != f->rows_of_tables)
        fsck_report(f, TABLE_TREE, JX_LIT(""),
                    "of %" PRIu64 " rows of master data %" PRIu64 " are as their acts have them",
                    f->rows_of_tables, f->rows_of_acts);
}
