/* What branches come to by class of indicators or by rule. */
#include "inside.h"
#include "tree.h"

struct reading {
    struct kv_tx *tx;
    struct jx_arena *arena;
    const struct store_breakdown_wish *wish;
    struct store_breakdown *branch; /* at hand */
    uint32_t room;                  /* for its rows */
};

/* A row's key behind its place. */
struct name {
    uint8_t column, kind;
    char text[STORE_DETAIL_NAME_MAX];
    size_t len;
};

static bool read_name(struct jx_slice rest, struct name *n)
{
    return key_get_byte(&rest, &n->column) && n->column < COLUMN_STATES &&
           key_get_byte(&rest, &n->kind) && key_get_text(&rest, n->text, sizeof n->text, &n->len) &&
           rest.len == 0;
}

static jx_status make_room(struct reading *r)
{
    struct store_breakdown *b = r->branch;
    struct store_broken *rows = jx_arena_grown(r->arena, b->rows, b->count, &r->room, sizeof *rows);
    if (!rows) return jx_arena_failure(r->arena);
    b->rows = rows;
    return JX_OK;
}

/* What is approved comes behind all that is received, each by name. */
static jx_status row_of(struct reading *r, struct jx_slice name, struct store_broken **out)
{
    struct store_breakdown *b = r->branch;
    for (uint32_t i = 0; i < b->count; i++) {
        *out = &b->rows[i];
        if (jx_slice_eq((*out)->name, name)) return JX_OK;
    }
    jx_status rc = make_room(r);
    if (rc != JX_OK) return rc;
    *out = &b->rows[b->count++];
    **out = (struct store_broken){.name = query_copy(r->arena, name, &rc)};
    return rc;
}

static jx_status take(struct reading *r, struct jx_slice rest, struct jx_slice body)
{
    struct name n;
    struct store_broken *row;
    if (!read_name(rest, &n)) return JX_E_CORRUPT;
    if (n.kind != r->wish->kind) return JX_OK;
    jx_status rc = row_of(r, jx_slice_at(n.text, n.len), &row);
    if (rc != JX_OK) return rc;
    return sums_read(body, STORE_DETAIL_SUMS,
                     n.column == COLUMN_RECEIVED ? row->received : row->approved);
}

/* A unit that the year's tree does not know is a branch of its own. */
static jx_status place_of(const struct reading *r, const struct store_branch *b, struct key *out)
{
    struct row_master known;
    jx_status rc = b->unit.len ? tree_get(r->tx, r->wish->year, b->unit, &known) : JX_OK;
    const bool stranger = rc == JX_E_NOT_FOUND;
    if (stranger) rc = JX_OK;
    out->len = 0;
    key_put_year(out, r->wish->year);
    key_put_text(out, b->form);
    key_put_text(out, b->period);
    key_put_byte(out, stranger ? SCOPE_OWN : SCOPE_TREE);
    key_put_text(out, b->unit);
    return rc;
}

static jx_status read_rows(struct reading *r)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    struct key prefix;
    r->room = 0;
    jx_status rc = place_of(r, &r->branch->branch, &prefix);
    if (rc == JX_OK) rc = kv_cursor_open(r->tx, TABLE_BREAKDOWN, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        rc = row_open(TABLE_BREAKDOWN, key, value, &body);
        if (rc == JX_OK) rc = take(r, jx_slice_from(key, prefix.len), body);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static bool is_wanted(const struct store_breakdown_wish *w, const struct store_branch *b)
{
    return w->below || jx_slice_eq(b->unit, w->unit);
}

static jx_status read_all(struct reading *r, const struct store_branch *branches, uint32_t all,
                          struct store_breakdown **out, uint32_t *count)
{
    jx_status rc = JX_OK;
    *out = jx_arena_array(r->arena, all, sizeof **out);
    if (!*out) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; rc == JX_OK && i < all; i++) {
        if (!is_wanted(r->wish, &branches[i])) continue;
        r->branch = &(*out)[(*count)++];
        r->branch->branch = branches[i];
        rc = read_rows(r);
    }
    return rc;
}

jx_status store_breakdown(struct store *st, const struct store_breakdown_wish *wish,
                          struct jx_arena *a, struct store_breakdown **out, uint32_t *count,
                          uint64_t *position)
{
    struct row_state state;
    struct store_branch *branches = NULL;
    uint32_t all = 0;
    struct reading r = {.arena = a, .wish = wish};
    *out = NULL;
    *count = 0;
    jx_status rc = kv_begin(st->kv, false, &r.tx);
    if (rc == JX_OK) rc = state_get(r.tx, &state);
    if (rc == JX_OK)
        rc = query_branches(r.tx, wish->year, wish->form, wish->unit, a, &branches, &all);
    if (rc == JX_OK) rc = read_all(&r, branches, all, out, count);
    kv_abort(&r.tx);
    if (rc == JX_OK) *position = state.position;
    return rc;
}
