/* What fsck demands of runs: a card for each document that may count, and sums that are the recount
 * of what each run would change. */
#include "change.h"
#include "fsck.h"
#include "run_fold.h"

#include <inttypes.h>

static bool is_there(struct fsck *f, enum table t, const struct key *k)
{
    struct jx_slice value;
    jx_status rc = kv_get(f->tx, t, key_slice(k), &value);
    if (rc != JX_OK && rc != JX_E_NOT_FOUND && f->stopped == JX_OK) f->stopped = rc;
    return rc == JX_OK;
}

static void stop(struct fsck *f, jx_status rc)
{
    bool damaged = rc == JX_E_CORRUPT ||
                   rc == JX_E_VERSION; /* reported where its table is walked */
    if (rc != JX_OK && !damaged && f->stopped == JX_OK) f->stopped = rc;
}

/* A document as it was judged first. */
static jx_status read_first(struct fsck *f, uint64_t position, struct row_document *d,
                            struct row_result *r)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = document_get(f->tx, position, d);
    if (rc == JX_OK) rc = row_get(f->tx, TABLE_RESULTS, key_slice(&k), &body);
    return rc == JX_OK ? result_read(body, r) : rc;
}

static void check_card(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct row_document d;
    struct row_result r;
    struct jx_slice rest = key;
    uint32_t year = 0;
    uint64_t position = 0;
    (void)body;
    if (!key_get_year(&rest, &year) || !key_get_position(&rest, &position) || rest.len) {
        fsck_report(f, TABLE_CARDS, key, "the key is no year and position");
        return;
    }
    jx_status rc = read_first(f, position, &d, &r);
    bool belongs = rc == JX_OK && d.year == year && r.outcome.state != JX_STATE_REJECTED;
    if (rc == JX_E_NOT_FOUND || (rc == JX_OK && !belongs))
        fsck_report(f, TABLE_CARDS, key, "belongs to no document of that year that may count");
    stop(f, rc == JX_E_NOT_FOUND ? JX_OK : rc);
}

/* ---- runs ---- */

/* Rows between two keys, the first left out. */
static uint64_t count_rows(struct fsck *f, enum table t, struct key from, const struct key *to)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    uint64_t n = 0;
    key_put_byte(&from, 0);
    jx_status rc = kv_cursor_open(f->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&from), &key, &value);
    for (; rc == JX_OK && jx_slice_cmp(key, key_slice(to)) <= 0; n++)
        rc = kv_next(c, &key, &value);
    kv_cursor_close(&c);
    stop(f, rc == JX_E_NOT_FOUND ? JX_OK : rc);
    return n;
}

static struct key key_of_card(uint32_t year, uint64_t position)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    key_put_position(&k, position);
    return k;
}

static void check_run(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct row_run r;
    struct jx_slice rest = key;
    uint32_t year = 0;
    uint64_t run = 0;
    if (!key_get_year(&rest, &year) || !key_get_position(&rest, &run) || rest.len) {
        fsck_report(f, TABLE_RUNS, key, "the key is no year and position");
        return;
    }
    if (!fsck_read(f, run_read(body, &r), TABLE_RUNS, key)) return;
    const struct key act = key_of_position(run), published = key_of_position(r.published);
    if (!is_there(f, TABLE_DECISIONS, &act) ||
        (r.published && !is_there(f, TABLE_DECISIONS, &published)))
        fsck_report(f, TABLE_RUNS, key, "no record began or published it");
    if (r.cursor > f->state.position || r.cursor < r.first)
        fsck_report(f, TABLE_RUNS, key, "is at %" PRIu64 ", where it cannot be", r.cursor);
    const struct key first = key_of_card(year, r.first), last = key_of_card(year, r.cursor);
    uint64_t documents = count_rows(f, TABLE_CARDS, first, &last);
    if (documents != r.documents)
        fsck_report(f, TABLE_RUNS, key, "has seen %" PRIu64 " documents of %" PRIu64, r.documents,
                    documents);
    const struct key none = key_of_rescored(run, 0), all = key_of_rescored(run, UINT64_MAX);
    uint64_t changed = count_rows(f, TABLE_SCORES, none, &all);
    if (changed != r.changed)
        fsck_report(f, TABLE_RUNS, key, "changes %" PRIu64 " documents instead of %" PRIu64,
                    r.changed, changed);
}

/* ---- results ---- */

static void recount(struct fsck *f, uint64_t run, const struct row_document *d,
                    const struct row_result *first, const struct store_rescored *r,
                    struct jx_arena *a)
{
    struct row_line line;
    struct tally own;
    const struct shelf shelf = run_shelf(run);
    struct run_share s = {
        .year = d->year, .form = d->form, .period = d->period, .unit = first->unit, .run = r};
    s.adds = first->adds;
    s.outcome = &first->outcome;
    jx_status rc = line_get(f->tx, first->line, &line);
    if (rc == JX_OK) rc = classes_get(f->tx, r->position, a, &s.classes);
    if (rc == JX_OK) rc = findings_get(f->tx, r->position, a, &s.findings, &s.finding_count);
    tally_init(&own, &shelf);
    f->runs.prefix = shelf.prefix;
    for (int column = 0; rc == JX_OK && column <= COLUMN_APPROVED; column++)
        if (counting_in(&line, (enum column)column) == r->position)
            rc = run_share_add(&own, &s, (enum column)column, a, 1);
    if (rc == JX_OK) rc = tally_spread(&own, &f->runs, f->tx, START_EMPTY);
    tally_clear(&own);
    stop(f, rc);
}

static void check_score(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct row_document d;
    struct row_result first;
    struct row_run run_row;
    struct store_rescored r;
    struct jx_slice rest = key;
    struct jx_arena a;
    uint64_t run = 0, position = 0;
    if (!key_get_position(&rest, &run) || !key_get_position(&rest, &position) || rest.len) {
        fsck_report(f, TABLE_SCORES, key, "the key is no run and position");
        return;
    }
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_status rc = rescored_read(body, position, &a, &r);
    if (fsck_read(f, rc, TABLE_SCORES, key)) {
        rc = read_first(f, position, &d, &first);
        if (rc == JX_OK) rc = run_get(f->tx, d.year, run, &run_row);
        if (rc == JX_E_NOT_FOUND || (rc == JX_OK && position > run_row.cursor))
            fsck_report(f, TABLE_SCORES, key, "belongs to no run over its document");
        else if (rc == JX_OK)
            recount(f, run, &d, &first, &r, &a);
        stop(f, rc == JX_E_NOT_FOUND ? JX_OK : rc);
    }
    jx_arena_clear(&a);
}

void fsck_runs(struct fsck *f)
{
    const struct shelf shelf = run_shelf(0);
    tally_init(&f->runs, &shelf);
    fsck_walk(f, TABLE_CARDS, check_card);
    fsck_walk(f, TABLE_RUNS, check_run);
    fsck_walk(f, TABLE_SCORES, check_score);
    fsck_sums(f, &f->runs.sums);
    fsck_sums(f, &f->runs.details);
    tally_clear(&f->runs);
}
