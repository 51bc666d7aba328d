/* Spellings of projects, and finding one by them. */
#include "match.h"

enum { BY_LIST = 1, BY_ALIAS = 2 };

static struct key key_of_spellings(uint8_t source, uint32_t year, struct jx_slice name)
{
    struct key k = {.len = 0};
    key_put_byte(&k, source);
    key_put_year(&k, year);
    key_put_text(&k, name);
    return k;
}

jx_status spelling_key(enum jx_master table, uint32_t year, const struct jx_slice *cells,
                       struct jx_arena *a, struct key *out)
{
    bool listed = table == JX_MASTER_projects;
    bool alias = table == JX_MASTER_aliases && jx_slice_eq(cells[ALIASES_KIND], JX_LIT("project"));
    struct jx_slice name;
    out->len = 0;
    if (!listed && !alias) return JX_OK;
    jx_status rc = jx_match_key(cells[listed ? PROJECTS_NAME : ALIASES_NAME], a, &name);
    if (rc != JX_OK || name.len == 0) return rc;
    /* Two rows may spell alike: each has its own. */
    struct key row = key_of_master(table, year, cells);
    struct jx_hash hash = jx_hash_bytes(key_slice(&row));
    *out = key_of_spellings(listed ? BY_LIST : BY_ALIAS, year, name);
    memcpy(out->bytes + out->len, hash.bytes, JX_HASH_BYTES);
    out->len += JX_HASH_BYTES;
    return JX_OK;
}

jx_status spelling_put(struct kv_tx *tx, enum jx_master table, uint32_t year,
                       const struct jx_slice *cells, struct jx_arena *a, struct jx_buffer room[2])
{
    struct key k;
    jx_status rc = spelling_key(table, year, cells, a, &k);
    if (rc != JX_OK || k.len == 0) return rc;
    return row_put(tx, TABLE_SPELLINGS, key_slice(&k),
                   cells[table == JX_MASTER_projects ? PROJECTS_CODE : ALIASES_CODE], &room[0]);
}

jx_status spelling_delete(struct kv_tx *tx, enum jx_master table, uint32_t year,
                          const struct jx_slice *cells, struct jx_arena *a)
{
    struct key k;
    jx_status rc = spelling_key(table, year, cells, a, &k);
    return rc == JX_OK && k.len ? kv_delete(tx, TABLE_SPELLINGS, key_slice(&k)) : rc;
}

/* Whether the list has the project, for that unit; an empty unit: for any. */
static jx_status is_listed(struct kv_tx *tx, uint32_t year, struct jx_slice unit,
                           struct jx_slice code, bool *listed)
{
    const struct jx_slice cells[JX_MASTER_COLUMNS_MAX] = {[PROJECTS_CODE] = code};
    struct key k = key_of_master(JX_MASTER_projects, year, cells);
    struct row_master row;
    *listed = false;
    jx_status rc = master_get(tx, JX_MASTER_projects, key_slice(&k), &row);
    if (rc == JX_OK) *listed = unit.len == 0 || jx_slice_eq(row.cells[PROJECTS_UNIT], unit);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

struct meant {
    struct jx_slice code;
    bool many;
};

static void add_meant(struct meant *m, struct jx_slice code)
{
    m->many |= !jx_is_absent(m->code) && !jx_slice_eq(m->code, code);
    m->code = code;
}

/* Codes borrow from the transaction. */
static jx_status search(struct kv_tx *tx, const struct key *prefix, uint32_t year,
                        struct jx_slice unit, struct meant *m)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, code;
    jx_status rc = kv_cursor_open(tx, TABLE_SPELLINGS, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(prefix))) {
        bool listed = false;
        rc = row_open(TABLE_SPELLINGS, key, value, &code);
        if (rc == JX_OK) rc = is_listed(tx, year, unit, code, &listed);
        if (rc == JX_OK && listed) add_meant(m, code);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status match_project(struct kv_tx *tx, uint32_t year, struct jx_slice unit,
                        struct jx_slice project, struct jx_slice name, struct jx_arena *a,
                        struct jx_slice *code)
{
    struct key by_list = key_of_spellings(BY_LIST, year, name);
    struct key by_alias = key_of_spellings(BY_ALIAS, 0, name);
    struct meant m = {JX_ABSENT, false};
    bool listed = false;
    *code = JX_ABSENT;
    jx_status rc = is_listed(tx, year, JX_LIT(""), project, &listed);
    if (rc == JX_OK && listed) m.code = project;
    if (rc == JX_OK && !listed && name.len) rc = search(tx, &by_list, year, unit, &m);
    if (rc == JX_OK && !listed && name.len) rc = search(tx, &by_alias, year, unit, &m);
    if (rc != JX_OK || m.many || jx_is_absent(m.code)) return rc;
    *code = jx_arena_copy(a, m.code);
    return jx_is_absent(*code) ? jx_arena_failure(a) : JX_OK;
}
