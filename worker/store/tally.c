/* Which sums a document belongs to. */
#include "sums_row.h"

const struct shelf county_shelf = {TABLE_AGGREGATES, TABLE_BREAKDOWN, {.len = 0}};

void tally_init(struct tally *t, const struct shelf *shelf)
{
    *t = (struct tally){.prefix = shelf->prefix};
    ledger_init(&t->sums, shelf->sums, JX_STORE_ADDS);
    ledger_init(&t->details, shelf->details, STORE_DETAIL_SUMS);
    ledger_init(&t->progress, TABLE_PROGRESS, STORE_PROGRESS);
}

void tally_clear(struct tally *t)
{
    ledger_clear(&t->sums);
    ledger_clear(&t->details);
    ledger_clear(&t->progress);
    tally_forget_tree(t);
}

void tally_forget_tree(struct tally *t)
{
    t->last.known = false;
}

/* The aggregates a contribution belongs to. */
struct places {
    struct key keys[2 + TREE_DEPTH_MAX];
    size_t count;
};

jx_status tally_path(struct tally *t, struct kv_tx *tx, uint32_t year, struct jx_slice unit,
                     const struct path **out)
{
    bool same = t->last.known && t->last.year == year &&
                jx_slice_eq(jx_slice_at(t->last.unit, t->last.len), unit);
    *out = &t->last.path;
    if (same) return JX_OK;
    t->last.known = false;
    jx_status rc = tree_path(tx, year, unit, &t->last.path);
    if (rc != JX_OK || unit.len > sizeof t->last.unit) return rc;
    t->last.known = true;
    t->last.year = year;
    t->last.len = unit.len;
    if (unit.len) memcpy(t->last.unit, unit.ptr, unit.len);
    return JX_OK;
}

static void add_place(const struct tally *t, struct places *p, const struct contribution *c,
                      enum scope scope, struct jx_slice unit)
{
    struct key *k = &p->keys[p->count++];
    *k = t->prefix;
    key_put_aggregate(k, c->year, c->form, c->period, scope, unit, c->column);
}

/* Those of the branches. */
static jx_status find_branches(struct tally *t, struct kv_tx *tx, const struct contribution *c,
                               struct places *p)
{
    const struct path *path;
    jx_status rc = tally_path(t, tx, c->year, c->unit, &path);
    p->count = 0;
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < path->count; i++)
        add_place(t, p, c, SCOPE_TREE, path_unit(path, i));
    return JX_OK;
}

static jx_status find_places(struct tally *t, struct kv_tx *tx, const struct contribution *c,
                             struct places *p)
{
    jx_status rc = find_branches(t, tx, c, p);
    if (rc != JX_OK) return rc;
    add_place(t, p, c, SCOPE_TREE, JX_LIT(""));
    add_place(t, p, c, SCOPE_OWN, c->unit);
    return JX_OK;
}

static struct key key_of_detail(const struct key *place, const struct store_detail *d)
{
    struct key k = *place;
    key_put_byte(&k, d->kind);
    key_put_text(&k, d->name);
    return k;
}

static jx_status add_details(struct tally *t, struct kv_tx *tx, enum start start,
                             const struct key *place, const struct contribution *c, int sign)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < c->detail_count; i++) {
        const struct key k = key_of_detail(place, &c->details[i]);
        rc = ledger_add(&t->details, tx, start, &k, c->details[i].sums, sign);
    }
    return rc;
}

jx_status tally_add(struct tally *t, struct kv_tx *tx, enum start start,
                    const struct contribution *c, int sign)
{
    struct places p;
    jx_status rc = find_places(t, tx, c, &p);
    for (size_t i = 0; rc == JX_OK && i < p.count; i++) {
        if (c->adds) rc = ledger_add(&t->sums, tx, start, &p.keys[i], c->adds, sign);
        if (rc == JX_OK) rc = add_details(t, tx, start, &p.keys[i], c, sign);
    }
    return rc;
}

jx_status tally_add_branches(struct tally *t, struct kv_tx *tx, enum start start,
                             const struct contribution *place, struct jx_slice detail,
                             const jx_int128 *sums, int sign)
{
    struct places p;
    jx_status rc = find_branches(t, tx, place, &p);
    struct ledger *to = detail.len ? &t->details : &t->sums;
    for (size_t i = 0; rc == JX_OK && i < p.count; i++) {
        key_put_rest(&p.keys[i], detail);
        rc = ledger_add_wide(to, tx, start, &p.keys[i], sums, sign);
    }
    return rc;
}

jx_status tally_add_wide(struct tally *t, struct kv_tx *tx, enum start start,
                         const struct contribution *place, const struct store_detail *detail,
                         const jx_int128 *sums)
{
    struct places p;
    struct ledger *to = detail ? &t->details : &t->sums;
    jx_status rc = find_places(t, tx, place, &p);
    for (size_t i = 0; rc == JX_OK && i < p.count; i++) {
        const struct key k = detail ? key_of_detail(&p.keys[i], detail) : p.keys[i];
        rc = ledger_add_wide(to, tx, start, &k, sums, 1);
    }
    return rc;
}

static bool details_fit(const struct tally *t, const struct key *place,
                        const struct contribution *c)
{
    for (uint32_t i = 0; i < c->detail_count; i++) {
        const struct key k = key_of_detail(place, &c->details[i]);
        if (!ledger_fits(&t->details, &k)) return false;
    }
    return true;
}

jx_status tally_fits(struct tally *t, struct kv_tx *tx, const struct contribution *c)
{
    struct places p;
    jx_status rc = find_places(t, tx, c, &p);
    for (size_t i = 0; rc == JX_OK && i < p.count; i++)
        if (!ledger_fits(&t->sums, &p.keys[i]) || !details_fit(t, &p.keys[i], c))
            return JX_E_OVERFLOW;
    return rc;
}

struct jx_slice tally_unfit(const struct tally *t)
{
    const struct ledger_cell *c = ledger_unfit(&t->sums);
    if (!c) c = ledger_unfit(&t->details);
    return c ? c->key : JX_ABSENT;
}

jx_status tally_store(const struct tally *t, struct kv_tx *tx, struct jx_buffer room[2])
{
    jx_status rc = ledger_store(&t->sums, tx, room);
    if (rc == JX_OK) rc = ledger_store(&t->details, tx, room);
    return rc == JX_OK ? ledger_store(&t->progress, tx, room) : rc;
}
