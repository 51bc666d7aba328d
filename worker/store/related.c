/* Gathering the documents that are compared, having them compared, and matching the answers. */
#include "related.h"

#include "inside.h"
#include "tree.h"

#include <stdlib.h>

/* A form whose rows speak of the documents of several units: it is compared with everything below
 * its unit, and every other form with its own unit's. */
static bool spans_units(struct jx_slice form)
{
    return jx_slice_eq(form, jx_form_name(JX_FORM_evaluation_summary));
}

/* Of last year's documents these are looked back at. */
static bool is_looked_back_at(struct jx_slice form)
{
    return jx_slice_eq(form, jx_form_name(JX_FORM_final_accounts));
}

/* What is gathered: a member, and what is told apart when it has been compared. */
struct gathered {
    struct store_member member;
    bool own, spans;
};

struct gathering {
    struct kv_tx *tx;
    struct jx_arena *arena;
    uint32_t year;
    struct jx_slice unit;
    struct gathered *items;
    uint32_t count, room;
    bool spanning; /* the unit has a document that spans units */
};

/* ---- documents ---- */

static jx_status add(struct gathering *g, const struct gathered *item)
{
    if (g->count == STORE_SET_MAX) return JX_E_ROWS;
    struct gathered *items = jx_arena_grown(g->arena, g->items, g->count, &g->room, sizeof *items);
    if (!items) return jx_arena_failure(g->arena);
    g->items = items;
    g->items[g->count++] = *item;
    return JX_OK;
}

/* Which of a unit's documents are taken. */
enum choice {
    CHOOSE_OWN,    /* all but those that span units */
    CHOOSE_SPAN,   /* those alone */
    CHOOSE_BESIDE, /* all but those that span units, to be compared with */
    CHOOSE_BACK,   /* those that are looked back at, likewise */
};

static bool is_chosen(enum choice choice, struct jx_slice form)
{
    if (choice == CHOOSE_SPAN) return spans_units(form);
    if (choice == CHOOSE_BACK) return is_looked_back_at(form);
    return !spans_units(form);
}

/* `rest` is the key of a counted document behind its unit, `id` what stands in its row. */
static jx_status take(struct gathering *g, struct jx_slice rest, struct jx_slice id, bool own,
                      enum choice choice)
{
    char form[JX_FORM_NAME_MAX];
    size_t len = 0;
    struct gathered item = {.own = own};
    if (!key_get_text(&rest, form, sizeof form, &len) ||
        !key_get_position(&rest, &item.member.position) || rest.len || id.len != JX_HASH_BYTES)
        return JX_E_CORRUPT;
    item.spans = spans_units(jx_slice_at(form, len));
    g->spanning |= own && item.spans;
    if (!is_chosen(choice, jx_slice_at(form, len))) return JX_OK;
    memcpy(item.member.id.bytes, id.ptr, JX_HASH_BYTES);
    return add(g, &item);
}

static struct key key_of_counted_unit(uint32_t year, struct jx_slice unit)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    key_put_text(&k, unit);
    return k;
}

static jx_status take_unit(struct gathering *g, uint32_t year, struct jx_slice unit,
                           enum choice choice)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, id;
    const struct key prefix = key_of_counted_unit(year, unit);
    bool own = year == g->year && jx_slice_eq(unit, g->unit);
    jx_status rc = kv_cursor_open(g->tx, TABLE_COUNTED, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&prefix), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(&prefix))) {
        rc = row_open(TABLE_COUNTED, key, value, &id);
        if (rc == JX_OK) rc = take(g, jx_slice_from(key, prefix.len), id, own, choice);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- what is below ---- */

/* By the year's tree; a unit that it does not know is below those whose code its own begins with,
 * as it is for rights. */
static jx_status is_below(struct gathering *g, struct jx_slice unit, bool *below)
{
    struct path path;
    jx_status rc = tree_path(g->tx, g->year, unit, &path);
    *below = path.count == 0 && jx_starts_with(unit, g->unit);
    for (uint32_t i = 0; i < path.count; i++)
        *below |= jx_slice_eq(path_unit(&path, i), g->unit);
    return rc;
}

/* The first unit at or behind the key that has documents in the year. */
static jx_status next_unit(struct gathering *g, const struct key *from, char unit[JX_UNIT_CODE_MAX],
                           size_t *len)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    uint32_t year = 0;
    jx_status rc = kv_cursor_open(g->tx, TABLE_COUNTED, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(from), &key, &value);
    if (rc == JX_OK &&
        (!key_get_year(&key, &year) || !key_get_text(&key, unit, JX_UNIT_CODE_MAX, len)))
        rc = JX_E_CORRUPT;
    kv_cursor_close(&c);
    return rc == JX_OK && year != g->year ? JX_E_NOT_FOUND : rc;
}

static jx_status take_branch(struct gathering *g)
{
    char unit[JX_UNIT_CODE_MAX];
    size_t len = 0;
    struct key at = {.len = 0};
    key_put_year(&at, g->year);
    jx_status rc = next_unit(g, &at, unit, &len);
    while (rc == JX_OK) {
        bool below = false;
        struct jx_slice code = jx_slice_at(unit, len);
        at = key_of_counted_unit(g->year, code);
        key_put_byte(&at, 0xFF); /* behind every form */
        rc = is_below(g, code, &below);
        if (rc == JX_OK && below) rc = take_unit(g, g->year, code, CHOOSE_BESIDE);
        if (rc == JX_OK) rc = next_unit(g, &at, unit, &len);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- comparing ---- */

jx_status store_set_content(const struct store_set *s, uint32_t i, struct jx_arena *a,
                            struct jx_slice *out)
{
    return query_content(s->tx, s->members[i].position, &s->members[i].id, a, out);
}

static jx_status pack_before(struct kv_tx *tx, uint64_t behind, uint64_t *activated)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    struct key end = key_of_position(behind);
    *activated = 0;
    jx_status rc = kv_cursor_open(tx, TABLE_PACKS, &c);
    if (rc == JX_OK) rc = kv_seek_before(c, key_slice(&end), &key, &value);
    if (rc == JX_OK && (!key_get_position(&key, activated) || key.len)) rc = JX_E_CORRUPT;
    kv_cursor_close(&c);
    return rc;
}

jx_status store_set_pack(const struct store_set *s, uint64_t before, struct store_pack *out)
{
    struct jx_slice body;
    struct jx_entry e;
    jx_status rc = pack_before(s->tx, before, &out->position);
    struct key k = key_of_position(out->position);
    if (rc == JX_OK) rc = row_must(row_get(s->tx, TABLE_ACTS, key_slice(&k), &body));
    if (rc == JX_OK) rc = jx_entry_decode(body, &e);
    if (rc == JX_OK) out->id = e.id;
    return rc;
}

jx_status store_set_pack_content(const struct store_set *s, const struct store_pack *p,
                                 struct jx_arena *a, struct jx_slice *out)
{
    return query_content(s->tx, p->position, &p->id, a, out);
}

static const struct gathered *find_gathered(const struct gathering *g, uint64_t position)
{
    for (uint32_t i = 0; i < g->count; i++)
        if (g->items[i].member.position == position) return &g->items[i];
    return NULL;
}

/* On the unit's own documents; of a form that spans units only what concerns it. */
static bool is_kept(const struct gathering *g, const struct store_relation *r)
{
    const struct gathered *on = find_gathered(g, r->position);
    const struct gathered *with = r->other ? find_gathered(g, r->other) : NULL;
    bool about_span = (on && on->spans) || (with && with->spans);
    return on && on->own && about_span == g->spanning;
}

static jx_status append(struct related *all, const struct gathering *g,
                        const struct store_relation *found, uint32_t count)
{
    struct store_relation *items = jx_arena_array(g->arena, (size_t)all->count + count + 1,
                                                  sizeof *items);
    if (!items) return jx_arena_failure(g->arena);
    if (all->count) memcpy(items, all->items, all->count * sizeof *items);
    all->items = items;
    for (uint32_t i = 0; i < count; i++)
        if (is_kept(g, &found[i])) all->items[all->count++] = found[i];
    return JX_OK;
}

static jx_status compare_all(const struct gathering *g, const struct store_rules *rules,
                             struct related *all)
{
    struct store_relation *found = NULL;
    uint32_t count = 0;
    struct store_set set = {.tx = g->tx, .count = g->count};
    set.members = jx_arena_array(g->arena, (size_t)g->count + 1, sizeof *set.members);
    if (!set.members) return jx_arena_failure(g->arena);
    for (uint32_t i = 0; i < g->count; i++)
        set.members[i] = g->items[i].member;
    jx_status rc = rules->relate(rules->own, &set, g->arena, &found, &count);
    return rc == JX_OK ? append(all, g, found, count) : rc;
}

/* The unit's own documents among each other, and with what they look back at. */
static jx_status compare_own(struct gathering *g, const struct store_rules *rules,
                             struct related *all)
{
    jx_status rc = take_unit(g, g->year, g->unit, CHOOSE_OWN);
    bool spanning = g->spanning;
    g->spanning = false;
    if (rc == JX_OK && g->count && g->year > JX_YEAR_FIRST)
        rc = take_unit(g, g->year - 1, g->unit, CHOOSE_BACK);
    if (rc == JX_OK && g->count) rc = compare_all(g, rules, all);
    g->spanning = spanning;
    return rc;
}

static jx_status compare_span(struct gathering *g, const struct store_rules *rules,
                              struct related *all)
{
    g->count = 0;
    jx_status rc = take_unit(g, g->year, g->unit, CHOOSE_SPAN);
    if (rc == JX_OK) rc = take_branch(g);
    return rc == JX_OK ? compare_all(g, rules, all) : rc;
}

/* ---- answers ---- */

static struct jx_hash hash_of_figures(const struct store_relation *r)
{
    struct key k = {.len = 0};
    struct jx_hash sides[2] = {jx_hash_bytes(r->left), jx_hash_bytes(r->right)};
    for (int i = 0; i < 2; i++)
        key_put_text(&k, jx_hash_slice(&sides[i]));
    return jx_hash_bytes(key_slice(&k));
}

bool related_is_answered(const struct store_relation *r, const struct store_finding *answer)
{
    return answer->answered && jx_slice_eq(answer->figures, jx_hash_slice(&r->figures)) &&
           jx_slice_eq(answer->rule, r->rule) && jx_slice_eq(answer->place, r->place);
}

static jx_status find_answers(struct kv_tx *tx, struct jx_arena *a, struct related *all)
{
    struct store_finding *answers = NULL;
    uint32_t count = 0;
    uint64_t of = 0;
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < all->count; i++) {
        struct store_relation *r = &all->items[i];
        r->figures = hash_of_figures(r);
        if (r->position != of) rc = findings_get(tx, r->position, a, &answers, &count);
        of = r->position;
        for (uint32_t k = 0; rc == JX_OK && k < count; k++)
            if (related_is_answered(r, &answers[k])) r->answered = answers[k].answered;
    }
    return rc;
}

static int by_position(const void *x, const void *y)
{
    const struct store_relation *a = x, *b = y;
    int c = (a->position > b->position) - (a->position < b->position);
    if (c == 0) c = jx_slice_cmp(a->rule, b->rule);
    if (c == 0) c = jx_slice_cmp(a->place, b->place);
    if (c == 0) c = (a->other > b->other) - (a->other < b->other);
    if (c == 0) c = jx_slice_cmp(a->left, b->left);
    return c ? c : jx_slice_cmp(a->right, b->right);
}

jx_status related_find(struct kv_tx *tx, const struct store_rules *rules, uint32_t year,
                       struct jx_slice unit, struct jx_arena *a, struct related *out)
{
    struct gathering g = {.tx = tx, .arena = a, .year = year, .unit = unit};
    *out = (struct related){.complete = true};
    if (!rules->relate) return JX_OK;
    jx_status rc = compare_own(&g, rules, out);
    if (rc == JX_OK && g.spanning) rc = compare_span(&g, rules, out);
    if (rc == JX_E_ROWS || rc == JX_E_TOO_LARGE) {
        *out = (struct related){.complete = false};
        return JX_OK;
    }
    if (rc == JX_OK && out->count) qsort(out->items, out->count, sizeof *out->items, by_position);
    return rc == JX_OK ? find_answers(tx, a, out) : rc;
}

static jx_status copy_relation(struct jx_arena *a, const struct store_relation *from,
                               struct store_relation *to)
{
    jx_status rc = JX_OK;
    *to = *from;
    struct jx_slice *texts[] = {&to->rule,  &to->place,      &to->left,
                                &to->right, &to->message_zh, &to->message_en};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = query_copy(a, *texts[i], &rc);
    return rc;
}

jx_status related_pick(const struct related *from, uint64_t position, struct jx_arena *a,
                       struct related *out)
{
    jx_status rc = JX_OK;
    *out = (struct related){.complete = from->complete};
    for (uint32_t i = 0; i < from->count; i++)
        out->count += from->items[i].position == position;
    out->items = jx_arena_array(a, (size_t)out->count + 1, sizeof *out->items);
    if (!out->items) return jx_arena_failure(a);
    for (uint32_t i = 0, n = 0; rc == JX_OK && i < from->count; i++)
        if (from->items[i].position == position)
            rc = copy_relation(a, &from->items[i], &out->items[n++]);
    return rc;
}

/* ---- from outside ---- */

void store_judge_by(struct store *st, const struct store_rules *rules)
{
    st->rules = *rules;
}

static jx_status name_other(struct kv_tx *tx, struct jx_arena *a, struct store_relation *r)
{
    struct row_document d;
    struct row_result result;
    r->other_unit = JX_LIT("");
    if (!r->other) return JX_OK;
    jx_status rc = row_must(document_get(tx, r->other, &d));
    if (rc == JX_OK) rc = row_must(result_get(tx, r->other, &result));
    if (rc != JX_OK) return rc;
    r->other_id = d.id;
    r->other_unit = query_copy(a, result.unit, &rc);
    return rc;
}

jx_status store_relations(struct store *st, uint32_t year, struct jx_slice unit, struct jx_arena *a,
                          struct store_relations *out)
{
    struct kv_tx *tx = NULL;
    struct row_state state;
    struct related all = {.count = 0};
    struct row_document d;
    jx_status rc = year <= JX_YEAR_LAST && unit.len <= JX_UNIT_CODE_MAX ? JX_OK : JX_E_FIELD_VALUE;
    *out = (struct store_relations){.count = 0};
    if (rc == JX_OK) rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK) rc = related_find(tx, &st->rules, year, unit, a, &all);
    for (uint32_t i = 0; rc == JX_OK && i < all.count; i++) {
        rc = row_must(document_get(tx, all.items[i].position, &d));
        all.items[i].id = d.id;
        if (rc == JX_OK) rc = name_other(tx, a, &all.items[i]);
    }
    kv_abort(&tx);
    if (rc == JX_OK)
        *out = (struct store_relations){all.items, all.count, all.complete, state.position};
    return rc;
}
