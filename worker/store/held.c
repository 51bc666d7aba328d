/* Master data as it stands. */
#include "inside.h"

struct reading {
    struct kv_tx *tx;
    enum jx_master table;
    const struct store_page *page;
    struct jx_arena *arena;
    struct store_rows *out;
    uint32_t skipped;
    size_t bytes;
};

/* *full when the row is left for the next page. */
static jx_status take(struct reading *r, struct jx_slice key, struct jx_slice value, bool *full)
{
    const uint32_t columns = jx_master_schema(r->table)->count;
    struct jx_slice body;
    struct row_master row;
    if (r->skipped < r->page->skip) {
        r->skipped++;
        return JX_OK;
    }
    jx_status rc = row_open(table_of_master(r->table), key, value, &body);
    if (rc == JX_OK) rc = master_read(r->table, body, &row);
    *full = r->out->count == r->page->rows || r->bytes + body.len > r->page->bytes;
    if (rc != JX_OK || *full) return rc;
    r->bytes += body.len;
    struct jx_slice *to = &r->out->cells[(size_t)r->out->count++ * columns];
    for (uint32_t j = 0; j < columns; j++)
        to[j] = query_copy(r->arena, row.cells[j], &rc);
    return rc;
}

static jx_status read_rows(struct reading *r, const struct key *prefix)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(r->tx, table_of_master(r->table), &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix->len ? key_slice(prefix) : JX_ABSENT, &key, &value);
    while (rc == JX_OK && !r->out->more && jx_starts_with(key, key_slice(prefix))) {
        rc = take(r, key, value, &r->out->more);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status store_master(struct store *st, enum jx_master table, uint32_t year,
                       const struct store_page *page, struct jx_arena *a, struct store_rows *out)
{
    struct row_state state;
    struct reading r = {.table = table, .page = page, .arena = a, .out = out};
    *out = (struct store_rows){.count = 0};
    if (!jx_master_schema(table) || year > JX_YEAR_LAST) return JX_E_FIELD_VALUE;
    const struct key prefix = key_of_master_year(table, year);
    out->cells = jx_arena_array(a, (size_t)page->rows * jx_master_schema(table)->count + 1,
                                sizeof *out->cells);
    if (!out->cells) return jx_arena_failure(a);
    jx_status rc = kv_begin(st->kv, false, &r.tx);
    if (rc == JX_OK) rc = state_get(r.tx, &state);
    if (rc == JX_OK) rc = read_rows(&r, &prefix);
    kv_abort(&r.tx);
    if (rc == JX_OK) out->position = state.position;
    return rc;
}
