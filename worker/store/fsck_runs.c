/* What fsck demands of runs: a card for each document that may count, and sums that are the recount
 * of what each run would change. */
#include "change.h"
#include "fsck.h"
#include "run_fold.h"

#include <inttypes.h>

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

static bool same_standing(struct standing a, struct standing b)
{
    return a.line == b.line && jx_slice_eq(a.unit, b.unit) && own_score_same(a.own, b.own);
}

static void check_card(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct row_document d;
    struct row_result r;
    struct row_card c;
    struct jx_arena a;
    struct jx_slice rest = key;
    uint32_t year = 0;
    uint64_t position = 0;
    if (!key_get_year(&rest, &year) || !key_get_position(&rest, &position) || rest.len) {
        fsck_report(f, TABLE_CARDS, key, "the key is no year and position");
        return;
    }
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    if (fsck_read(f, card_read(body, position, &a, &c), TABLE_CARDS, key)) {
        jx_status rc = read_first(f, position, &d, &r);
        const bool there = rc == JX_OK && d.year == year && r.outcome.state != JX_STATE_REJECTED;
        if (rc == JX_E_NOT_FOUND || (rc == JX_OK && !there))
            fsck_report(f, TABLE_CARDS, key, "belongs to no document of that year that may count");
        if (there && !same_standing(c.standing, standing_of(&r)))
            fsck_report(f, TABLE_CARDS, key, "the document counts for something else");
        if (there && memcmp(c.first.adds, r.adds, sizeof r.adds) != 0)
            fsck_report(f, TABLE_CARDS, key, "the document was judged otherwise");
        stop(f, rc == JX_E_NOT_FOUND ? JX_OK : rc);
    }
    jx_arena_clear(&a);
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

/* What a run changes, by the bits of its rows. */
static uint64_t count_results(struct fsck *f, uint64_t run)
{
    struct kv_cursor *c = NULL;
    const struct key prefix = key_of_position(run);
    struct jx_slice key, value, body;
    uint64_t n = 0;
    jx_status rc = kv_cursor_open(f->tx, TABLE_SCORES, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        struct block_reader row = {.left = 0};
        if (row_open(TABLE_SCORES, key, value, &body) == JX_OK) (void)block_open(body, 0, &row);
        n += (unsigned)__builtin_popcount(row.left);
        rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    stop(f, rc == JX_E_NOT_FOUND ? JX_OK : rc);
    return n;
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
    if (!fsck_is_there(f, TABLE_DECISIONS, key_slice(&act)) ||
        (r.published && !fsck_is_there(f, TABLE_DECISIONS, key_slice(&published))))
        fsck_report(f, TABLE_RUNS, key, "no record began or published it");
    if (r.cursor > f->state.position || r.cursor < r.first)
        fsck_report(f, TABLE_RUNS, key, "is at %" PRIu64 ", where it cannot be", r.cursor);
    const struct key first = key_of_card(year, r.first), last = key_of_card(year, r.cursor);
    uint64_t documents = count_rows(f, TABLE_CARDS, first, &last);
    if (documents != r.documents)
        fsck_report(f, TABLE_RUNS, key, "has seen %" PRIu64 " documents of %" PRIu64, r.documents,
                    documents);
    const uint64_t changed = count_results(f, run);
    if (changed != r.changed)
        fsck_report(f, TABLE_RUNS, key, "changes %" PRIu64 " documents instead of %" PRIu64,
                    r.changed, changed);
}

/* ---- results ---- */

static void recount(struct fsck *f, uint64_t run, const struct row_document *d,
                    const struct row_card *card, const struct store_rescored *r, struct jx_arena *a)
{
    struct row_line line;
    struct gather own;
    const struct shelf shelf = run_shelf(run);
    struct run_share s = {.year = d->year,
                          .form = d->form,
                          .period = d->period,
                          .standing = card->standing,
                          .run = r,
                          .first = &card->first};
    gather_init(&own);
    f->runs.prefix = shelf.prefix;
    jx_status rc = line_get(f->tx, card->standing.line, &line);
    if (rc == JX_OK) rc = run_share_count(&own, &s, f->tx, &line, a);
    if (rc == JX_OK) rc = gather_spread(&own, &f->runs, f->tx, START_EMPTY);
    gather_clear(&own);
    stop(f, rc);
}

/* False: reported. */
static bool belongs(struct fsck *f, struct jx_slice key, uint64_t run, uint64_t position,
                    struct row_document *d)
{
    struct row_run row;
    jx_status rc = document_get(f->tx, position, d);
    if (rc == JX_OK) rc = run_get(f->tx, d->year, run, &row);
    const bool is = rc == JX_OK && position <= row.cursor;
    if (rc == JX_E_NOT_FOUND || (rc == JX_OK && !is))
        fsck_report(f, TABLE_SCORES, key, "document %" PRIu64 " is none of the run's", position);
    stop(f, rc == JX_E_NOT_FOUND ? JX_OK : rc);
    return is;
}

static void check_score(struct fsck *f, struct jx_slice key, uint64_t run, uint64_t position,
                        struct jx_slice result)
{
    struct row_document d;
    struct row_card card;
    struct store_rescored r;
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    if (belongs(f, key, run, position, &d)) {
        jx_status rc = card_get(f->tx, d.year, position, &a, &card);
        const bool there = rc == JX_OK;
        stop(f, rc == JX_E_NOT_FOUND ? JX_OK : rc); /* reported with the document */
        if (there) rc = rescored_read(result, position, &card.first, &a, &r);
        if (there && fsck_read(f, rc, TABLE_SCORES, key)) recount(f, run, &d, &card, &r, &a);
    }
    jx_arena_clear(&a);
}

static void check_scores(struct fsck *f, struct jx_slice key, struct jx_slice body)
{
    struct block_reader row;
    struct jx_slice rest = key, result;
    uint64_t run = 0, first = 0, position = 0;
    if (!key_get_position(&rest, &run) || !key_get_position(&rest, &first) || rest.len ||
        first == 0 || block_of(first) != first) {
        fsck_report(f, TABLE_SCORES, key, "the key is no run and position of a row");
        return;
    }
    if (!fsck_read(f, block_open(body, first, &row), TABLE_SCORES, key)) return;
    if (!row.left) fsck_report(f, TABLE_SCORES, key, "the row is empty");
    while (block_next(&row, &position, &result))
        check_score(f, key, run, position, result);
    if (row.rest.len) fsck_report(f, TABLE_SCORES, key, "something follows the last result");
}

void fsck_runs(struct fsck *f)
{
    const struct shelf shelf = run_shelf(0);
    tally_init(&f->runs, &shelf);
    fsck_walk(f, TABLE_CARDS, check_card);
    fsck_walk(f, TABLE_RUNS, check_run);
    fsck_walk(f, TABLE_SCORES, check_scores);
    fsck_sums(f, &f->runs.sums);
    fsck_sums(f, &f->runs.details);
    tally_clear(&f->runs);
}
