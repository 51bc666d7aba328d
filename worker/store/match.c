/* Spellings of projects and units, and finding one by them. */
#include "match.h"

#include "tree.h"

#include "../../proto/base/text.h"

enum spelled { BY_LIST = 1, BY_ALIAS = 2, BY_UNITS = 3, BY_UNIT_ALIAS = 4 };

static struct key key_of_spellings(enum spelled how, uint32_t year, struct jx_slice name)
{
    struct key k = {.len = 0};
    key_put_byte(&k, (uint8_t)how);
    key_put_year(&k, year);
    key_put_text(&k, name);
    return k;
}

/* ---- the names in a row ---- */

enum { UNIT_NAMES_MAX = 32 }; /* what a unit is called beyond that is not looked at */

/* A row of units has several names in one cell. */
static struct jx_slice take_alias(struct jx_slice *rest)
{
    static const char *const marks[] = {"、", "，", "；", ",", ";"};
    size_t end = rest->len, width = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        struct jx_slice mark = jx_slice_of(marks[i]);
        size_t at = jx_slice_find(*rest, mark);
        if (at == (size_t)-1 || at >= end) continue;
        end = at;
        width = mark.len;
    }
    struct jx_slice alias = jx_slice_at(rest->ptr, end);
    *rest = jx_slice_from(*rest, end + width);
    return jx_trim(alias);
}

struct spelled_row {
    enum jx_master table;
    uint32_t year;
    const struct jx_slice *cells;
    struct jx_arena *arena;
    spelling_use *use;
    void *own;
};

/* Two rows may spell alike: each has its own. */
static jx_status use_key(const struct spelled_row *r, enum spelled how, struct jx_slice name,
                         struct jx_slice code)
{
    bool by_year = how == BY_LIST;
    struct key row = key_of_master(r->table, r->year, r->cells);
    struct key k = key_of_spellings(how, by_year ? r->year : 0, name);
    struct jx_hash hash = jx_hash_bytes(key_slice(&row));
    memcpy(k.bytes + k.len, hash.bytes, JX_HASH_BYTES);
    k.len += JX_HASH_BYTES;
    return r->use(r->own, &k, code);
}

static jx_status use_name(const struct spelled_row *r, enum spelled how, struct jx_slice printed,
                          struct jx_slice code)
{
    struct jx_slice name;
    jx_status rc = jx_match_key(printed, r->arena, &name);
    return rc == JX_OK && name.len ? use_key(r, how, name, code) : rc;
}

/* A unit's names as they are compared, each once. */
struct names {
    struct jx_slice items[UNIT_NAMES_MAX];
    uint32_t count;
};

static jx_status add_name(struct names *n, struct jx_slice printed, struct jx_arena *a)
{
    struct jx_slice name;
    jx_status rc = jx_match_key(printed, a, &name);
    if (rc != JX_OK || name.len == 0 || n->count == UNIT_NAMES_MAX) return rc;
    for (uint32_t i = 0; i < n->count; i++)
        if (jx_slice_eq(n->items[i], name)) return JX_OK;
    n->items[n->count++] = name;
    return JX_OK;
}

static jx_status read_names(const struct jx_slice *cells, struct jx_arena *a, struct names *out)
{
    struct jx_slice rest = cells[UNITS_ALIASES];
    out->count = 0;
    jx_status rc = add_name(out, cells[UNITS_NAME], a);
    while (rc == JX_OK && rest.len)
        rc = add_name(out, take_alias(&rest), a);
    return rc;
}

static jx_status use_unit(const struct spelled_row *r)
{
    struct names names;
    jx_status rc = read_names(r->cells, r->arena, &names);
    for (uint32_t i = 0; rc == JX_OK && i < names.count; i++)
        rc = use_key(r, BY_UNITS, names.items[i], r->cells[UNITS_CODE]);
    return rc;
}

jx_status spelling_each(enum jx_master table, uint32_t year, const struct jx_slice *cells,
                        struct jx_arena *a, spelling_use *use, void *own)
{
    const struct spelled_row r = {table, year, cells, a, use, own};
    if (table == JX_MASTER_units) return use_unit(&r);
    if (table == JX_MASTER_projects)
        return use_name(&r, BY_LIST, cells[PROJECTS_NAME], cells[PROJECTS_CODE]);
    if (table != JX_MASTER_aliases) return JX_OK;
    bool unit = jx_slice_eq(cells[ALIASES_KIND], JX_LIT("unit"));
    return use_name(&r, unit ? BY_UNIT_ALIAS : BY_ALIAS, cells[ALIASES_NAME], cells[ALIASES_CODE]);
}

struct writing {
    struct kv_tx *tx;
    struct jx_buffer *room;
};

static jx_status put_spelling(void *own, const struct key *k, struct jx_slice code)
{
    struct writing *w = own;
    return row_put(w->tx, TABLE_SPELLINGS, key_slice(k), code, w->room);
}

static jx_status delete_spelling(void *own, const struct key *k, struct jx_slice code)
{
    struct writing *w = own;
    (void)code;
    return kv_delete(w->tx, TABLE_SPELLINGS, key_slice(k));
}

jx_status spelling_put(struct kv_tx *tx, enum jx_master table, uint32_t year,
                       const struct jx_slice *cells, struct jx_arena *a, struct jx_buffer room[2])
{
    struct writing w = {tx, &room[0]};
    return spelling_each(table, year, cells, a, put_spelling, &w);
}

jx_status spelling_delete(struct kv_tx *tx, enum jx_master table, uint32_t year,
                          const struct jx_slice *cells, struct jx_arena *a)
{
    struct writing w = {tx, NULL};
    return spelling_each(table, year, cells, a, delete_spelling, &w);
}

/* ---- projects ---- */

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

/* Calls `use` with the code of every row that spells so; codes borrow from the transaction. */
typedef jx_status code_use(void *own, struct jx_slice code);
static jx_status each_code(struct kv_tx *tx, const struct key *prefix, code_use *use, void *own)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, code;
    jx_status rc = kv_cursor_open(tx, TABLE_SPELLINGS, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(prefix))) {
        rc = row_open(TABLE_SPELLINGS, key, value, &code);
        if (rc == JX_OK) rc = use(own, code);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

struct project_search {
    struct kv_tx *tx;
    uint32_t year;
    struct jx_slice unit;
    struct meant meant;
};

static jx_status add_project(void *own, struct jx_slice code)
{
    struct project_search *s = own;
    bool listed = false;
    jx_status rc = is_listed(s->tx, s->year, s->unit, code, &listed);
    if (rc == JX_OK && listed) add_meant(&s->meant, code);
    return rc;
}

jx_status match_project(struct kv_tx *tx, uint32_t year, struct jx_slice unit,
                        struct jx_slice project, struct jx_slice name, struct jx_arena *a,
                        struct jx_slice *code)
{
    struct key by_list = key_of_spellings(BY_LIST, year, name);
    struct key by_alias = key_of_spellings(BY_ALIAS, 0, name);
    struct project_search s = {tx, year, unit, {JX_ABSENT, false}};
    bool listed = false;
    *code = JX_ABSENT;
    jx_status rc = is_listed(tx, year, JX_LIT(""), project, &listed);
    if (rc == JX_OK && listed) s.meant.code = project;
    if (rc == JX_OK && !listed && name.len) rc = each_code(tx, &by_list, add_project, &s);
    if (rc == JX_OK && !listed && name.len) rc = each_code(tx, &by_alias, add_project, &s);
    if (rc != JX_OK || s.meant.many || jx_is_absent(s.meant.code)) return rc;
    *code = jx_arena_copy(a, s.meant.code);
    return jx_is_absent(*code) ? jx_arena_failure(a) : JX_OK;
}

/* ---- units ---- */

struct unit_search {
    struct kv_tx *tx;
    struct jx_arena *arena;
    uint32_t year;
    struct jx_slice name;
    struct path own; /* the unit, and what it belongs to */
    bool itself;     /* the name is the unit's own, or that of one above it; */
    bool below;      /* of one below it; */
    bool other;      /* of one elsewhere */
};

/* A unit may have had the name before, or will have it: its row of the year decides. */
static jx_status is_called_so(struct unit_search *s, struct jx_slice code, bool *called)
{
    struct row_master row;
    struct names names = {.count = 0};
    *called = false;
    jx_status rc = tree_get(s->tx, s->year, code, &row);
    if (rc == JX_OK) rc = read_names(row.cells, s->arena, &names);
    for (uint32_t i = 0; i < names.count; i++)
        *called |= jx_slice_eq(names.items[i], s->name);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static bool path_has(const struct path *p, struct jx_slice unit)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (jx_slice_eq(path_unit(p, i), unit)) return true;
    return false;
}

static jx_status place_unit(struct unit_search *s, struct jx_slice code)
{
    struct path path;
    jx_status rc = tree_path(s->tx, s->year, code, &path);
    if (rc != JX_OK || path.count == 0) return rc;
    if (path_has(&s->own, code))
        s->itself = true;
    else if (path_has(&path, path_unit(&s->own, 0)))
        s->below = true;
    else
        s->other = true;
    return JX_OK;
}

static jx_status add_unit(void *own, struct jx_slice code)
{
    struct unit_search *s = own;
    bool called = false;
    jx_status rc = is_called_so(s, code, &called);
    return rc == JX_OK && called ? place_unit(s, code) : rc;
}

static jx_status add_unit_alias(void *own, struct jx_slice code)
{
    return place_unit(own, code);
}

jx_status match_unit(struct kv_tx *tx, uint32_t year, struct jx_slice unit, struct jx_slice name,
                     struct jx_arena *a, enum unit_meant *out)
{
    struct key by_list = key_of_spellings(BY_UNITS, 0, name);
    struct key by_alias = key_of_spellings(BY_UNIT_ALIAS, 0, name);
    struct unit_search s = {.tx = tx, .arena = a, .year = year, .name = name};
    *out = UNIT_ITSELF;
    jx_status rc = tree_path(tx, year, unit, &s.own);
    if (rc != JX_OK || s.own.count == 0 || name.len == 0) return rc;
    *out = UNIT_UNKNOWN;
    rc = each_code(tx, &by_list, add_unit, &s);
    if (rc == JX_OK) rc = each_code(tx, &by_alias, add_unit_alias, &s);
    if (rc == JX_OK && s.itself) *out = UNIT_ITSELF;
    if (rc == JX_OK && s.other && !s.itself && !s.below) *out = UNIT_ANOTHER;
    return rc;
}
