/* Two judgements of a year side by side. */
#include "card_row.h"
#include "inside.h"
#include "run_rows.h"

struct comparing {
    struct kv_tx *tx;
    const struct store_comparison *wish;
    struct jx_arena *arena;
    struct store_compared *rows;
    uint32_t count;
};

/* The result of a side: the first judgement's with the run's over it. */
static jx_status read_side(struct kv_tx *tx, uint64_t position, uint64_t run,
                           struct store_side *out)
{
    struct row_result r;
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_must(run ? row_get(tx, TABLE_RESULTS, key_slice(&k), &body)
                                : result_get(tx, position, &r));
    if (rc == JX_OK && run) rc = result_read(body, &r);
    if (rc != JX_OK) return rc;
    struct jx_hash pack = r.outcome.pack;
    bool judged = r.outcome.judged;
    if (!run && r.scored_by) {
        pack = r.own.outcome.pack;
        judged = r.own.outcome.judged;
    }
    if (run) rc = result_lay(tx, position, run, &r);
    if (rc != JX_OK) return rc;
    *out = (struct store_side){.has_computed = r.outcome.has_computed,
                               .computed = r.outcome.computed,
                               .grade = r.outcome.grade,
                               .scored_by = r.scored_by,
                               .judged = judged,
                               .pack = pack};
    return JX_OK;
}

static bool differ(const struct store_side *a, const struct store_side *b)
{
    return a->has_computed != b->has_computed || a->grade != b->grade ||
           (a->has_computed && a->computed.micro != b->computed.micro);
}

static jx_status does_count(struct kv_tx *tx, uint64_t position, bool *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    struct row_result r;
    struct row_line l;
    jx_status rc = row_must(row_get(tx, TABLE_RESULTS, key_slice(&k), &body));
    if (rc == JX_OK) rc = result_read(body, &r);
    if (rc == JX_OK) rc = line_get(tx, r.line, &l);
    *out = rc == JX_OK && (l.received == position || l.approved == position);
    return rc;
}

static jx_status read_row(struct kv_tx *tx, uint64_t position, struct jx_slice card,
                          struct jx_arena *a, struct store_compared *out)
{
    struct row_result r;
    jx_status rc = query_document(tx, position, a, &out->document);
    if (rc == JX_OK) rc = row_must(result_get(tx, position, &r));
    if (rc != JX_OK) return rc;
    memcpy(out->adds, r.adds, sizeof out->adds);
    out->card = query_copy(a, card, &rc);
    return rc;
}

static jx_status look_at(struct comparing *c, uint64_t position, struct jx_slice card)
{
    struct store_compared row = {.card = JX_LIT("")};
    bool counts = false;
    jx_status rc = does_count(c->tx, position, &counts);
    if (rc != JX_OK || !counts) return rc;
    rc = read_side(c->tx, position, c->wish->left, &row.left);
    if (rc == JX_OK) rc = read_side(c->tx, position, c->wish->right, &row.right);
    if (rc != JX_OK || (!c->wish->all && !differ(&row.left, &row.right))) return rc;
    rc = read_row(c->tx, position, card, c->arena, &row);
    if (rc == JX_OK) c->rows[c->count++] = row;
    return rc;
}

static jx_status walk(struct comparing *c, uint64_t *next)
{
    enum { LOOK = 4000 };
    struct kv_cursor *cursor = NULL;
    struct jx_slice key, value, body;
    struct row_card row;
    struct key prefix = {.len = 0};
    key_put_year(&prefix, c->wish->year);
    struct key from = prefix;
    key_put_position(&from, c->wish->after + 1);
    jx_status rc = kv_cursor_open(c->tx, TABLE_CARDS, &cursor);
    if (rc == JX_OK) rc = kv_seek(cursor, key_slice(&from), &key, &value);
    for (uint32_t looked = 0; rc == JX_OK && jx_starts_with(key, key_slice(&prefix)); looked++) {
        uint64_t position = 0;
        struct jx_slice rest = jx_slice_from(key, prefix.len);
        if (c->count == c->wish->max || looked == LOOK) break;
        if (!key_get_position(&rest, &position)) rc = JX_E_CORRUPT;
        if (rc == JX_OK) rc = row_open(TABLE_CARDS, key, value, &body);
        if (rc == JX_OK) rc = card_read(body, position, NULL, &row);
        if (rc == JX_OK) rc = look_at(c, position, row.card);
        *next = position;
        if (rc == JX_OK) rc = kv_next(cursor, &key, &value);
    }
    if (rc == JX_E_NOT_FOUND || (rc == JX_OK && !jx_starts_with(key, key_slice(&prefix))))
        *next = 0;
    kv_cursor_close(&cursor);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status check_runs(struct kv_tx *tx, uint32_t year, uint64_t left, uint64_t right)
{
    struct row_run r;
    jx_status rc = left ? run_get(tx, year, left, &r) : JX_OK;
    return rc == JX_OK && right ? run_get(tx, year, right, &r) : rc;
}

jx_status store_compare(struct store *st, const struct store_comparison *wish, struct jx_arena *a,
                        struct store_compared **out, uint32_t *count, uint64_t *next)
{
    struct comparing c = {.wish = wish, .arena = a};
    *next = 0;
    *count = 0;
    *out = c.rows = jx_arena_array(a, wish->max, sizeof *c.rows);
    if (!c.rows) return jx_arena_failure(a);
    if (wish->after == UINT64_MAX) return JX_OK;
    jx_status rc = kv_begin(st->kv, false, &c.tx);
    if (rc == JX_OK) rc = check_runs(c.tx, wish->year, wish->left, wish->right);
    if (rc == JX_OK) rc = walk(&c, next);
    kv_abort(&c.tx);
    *count = rc == JX_OK ? c.count : 0;
    return rc;
}

static jx_status compare_one(struct kv_tx *tx, const struct jx_hash *id, uint64_t left,
                             uint64_t right, struct jx_arena *a, struct store_compared *out)
{
    uint64_t position = 0;
    struct row_card row;
    jx_status rc = position_get(tx, TABLE_IDS, jx_hash_slice(id), &position);
    if (rc == JX_OK) rc = read_row(tx, position, JX_LIT(""), a, out);
    if (rc == JX_OK) rc = check_runs(tx, out->document.year, left, right);
    if (rc != JX_OK) return rc;
    rc = card_get(tx, out->document.year, position, NULL, &row);
    if (rc == JX_OK) out->card = query_copy(a, row.card, &rc);
    if (rc == JX_OK) rc = query_content(tx, position, id, a, &out->document.content);
    if (rc == JX_OK) rc = read_side(tx, position, left, &out->left);
    return rc == JX_OK ? read_side(tx, position, right, &out->right) : rc;
}

jx_status store_compare_one(struct store *st, const struct jx_hash *id, uint64_t left,
                            uint64_t right, struct jx_arena *a, struct store_compared *out)
{
    struct kv_tx *tx = NULL;
    *out = (struct store_compared){.card = JX_LIT("")};
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = compare_one(tx, id, left, right, a, out);
    kv_abort(&tx);
    return rc;
}
