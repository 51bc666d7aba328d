/* Rows of master data as bytes and back. */
#include "row_body.h"

#include <assert.h>

static_assert((int)JX_MASTER_KEY_MAX <= (int)KV_KEY_MAX, "every row of master data has its key");

enum table table_of_master(enum jx_master table)
{
    static const enum table tables[JX_MASTER_COUNT] = {
        [JX_MASTER_units] = TABLE_TREE,
        [JX_MASTER_projects] = TABLE_PROJECTS,
        [JX_MASTER_codes] = TABLE_CODES,
        [JX_MASTER_expected] = TABLE_EXPECTED,
        [JX_MASTER_exceptions] = TABLE_EXCEPTIONS,
        [JX_MASTER_aliases] = TABLE_ALIASES,
        [JX_MASTER_indicators] = TABLE_INDICATORS,
    };
    return tables[table];
}

struct key key_of_master_year(enum jx_master table, uint32_t year)
{
    struct key k = {.len = 0};
    if (jx_master_schema(table)->by_year) key_put_year(&k, year);
    return k;
}

struct key key_of_master(enum jx_master table, uint32_t year, const struct jx_slice *cells)
{
    const struct jx_master_schema *s = jx_master_schema(table);
    struct key k = key_of_master_year(table, year);
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t from = 0;
        if (!s->columns[i].key) continue;
        if (s->columns[i].kind != JX_CELL_YEAR) {
            key_put_text(&k, cells[i]);
        } else {
            bool valid = jx_master_year(cells[i], &from);
            assert(valid); /* decoding saw to it */
            key_put_year(&k, from);
        }
    }
    return k;
}

struct key key_behind_unit(struct jx_slice unit, uint32_t year)
{
    struct key k = key_of_unit(unit);
    key_put_year(&k, year + 1);
    return k;
}

struct key key_of_place_due(uint32_t year, struct jx_slice form, struct jx_slice period,
                            struct jx_slice unit)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    key_put_text(&k, form);
    key_put_text(&k, period);
    key_put_text(&k, unit);
    return k;
}

struct reading {
    enum jx_master table;
    struct row_master *row;
};

static void get_row(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct reading *r = to;
    (void)a;
    jx_tuple_uint(t, UINT64_MAX, &r->row->position);
    for (uint32_t i = 0; i < jx_master_schema(r->table)->count; i++)
        jx_tuple_text(t, JX_NAME_MAX, &r->row->cells[i]);
}

jx_status master_read(enum jx_master table, struct jx_slice body, struct row_master *out)
{
    struct reading r = {table, out};
    *out = (struct row_master){.position = 0};
    jx_status rc = jx_tuple_read(body, jx_master_schema(table)->count + 1, 0, NULL, get_row, &r);
    return rc == JX_OK || rc == JX_E_NO_MEMORY ? rc : JX_E_CORRUPT;
}

jx_status master_get(struct kv_tx *tx, enum jx_master table, struct jx_slice key,
                     struct row_master *out)
{
    struct jx_slice body;
    jx_status rc = row_get(tx, table_of_master(table), key, &body);
    return rc == JX_OK ? master_read(table, body, out) : rc;
}

jx_status master_put(struct kv_tx *tx, enum jx_master table, struct jx_slice key,
                     const struct row_master *m, struct jx_buffer room[2])
{
    uint32_t columns = jx_master_schema(table)->count;
    jx_buffer_reset(room);
    jx_mp_put_array(room, columns + 1);
    jx_mp_put_uint(room, m->position);
    for (uint32_t i = 0; i < columns; i++)
        jx_mp_put_text(room, m->cells[i]);
    return row_put_body(tx, table_of_master(table), key, room);
}
