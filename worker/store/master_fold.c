/* Master data: its rows, the sums that move when the tree of units changes, and the late documents
 * that an exception or another due day lets count. */
#include "due.h"
#include "fold.h"
#include "match.h"
#include "progress.h"
#include "run_fold.h"
#include "sums_row.h"

/* ---- rows, and taking them back ---- */

/* A row as it was before the act. */
struct undo {
    struct key key;
    struct jx_slice value; /* absent: there was none */
    struct undo *before;
};

struct loading {
    struct fold *f;
    const struct store_item *it;
    const struct jx_master_act *act;
    struct undo *undo;
};

static jx_status remember(struct loading *l, const struct key *k)
{
    struct jx_slice value;
    struct undo *u = jx_arena_take(&l->f->arena, sizeof *u);
    if (!u) return jx_arena_failure(&l->f->arena);
    *u = (struct undo){.key = *k, .value = JX_ABSENT, .before = l->undo};
    jx_status rc = kv_get(l->f->tx, table_of_master(l->act->table), key_slice(k), &value);
    if (rc == JX_OK) {
        u->value = jx_arena_copy(&l->f->arena, value);
        if (jx_is_absent(u->value)) rc = jx_arena_failure(&l->f->arena);
    }
    l->undo = u;
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* The first row of the table, or of its year. */
static jx_status first_row(struct loading *l, const struct key *prefix, struct key *found)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(l->f->tx, table_of_master(l->act->table), &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix->len ? key_slice(prefix) : JX_ABSENT, &key, &value);
    if (rc == JX_OK && !jx_starts_with(key, key_slice(prefix))) rc = JX_E_NOT_FOUND;
    if (rc == JX_OK) {
        found->len = key.len;
        memcpy(found->bytes, key.ptr, key.len);
    }
    kv_cursor_close(&c);
    return rc;
}

/* Before the row goes, or is written over. */
static jx_status forget_spelling(struct loading *l, const struct key *k)
{
    struct row_master row;
    jx_status rc = master_get(l->f->tx, l->act->table, key_slice(k), &row);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK
               ? spelling_delete(l->f->tx, l->act->table, l->act->year, row.cells, &l->f->arena)
               : rc;
}

static jx_status restore(struct loading *l, const struct undo *u)
{
    enum table t = table_of_master(l->act->table);
    struct jx_slice body;
    struct row_master row;
    jx_status rc = forget_spelling(l, &u->key);
    if (rc != JX_OK) return rc;
    if (jx_is_absent(u->value)) return kv_delete(l->f->tx, t, key_slice(&u->key));
    rc = kv_put(l->f->tx, t, key_slice(&u->key), u->value);
    if (rc == JX_OK) rc = row_open(t, key_slice(&u->key), u->value, &body);
    if (rc == JX_OK) rc = master_read(l->act->table, body, &row);
    return rc == JX_OK ? spelling_put(l->f->tx, l->act->table, l->act->year, row.cells,
                                      &l->f->arena, l->f->room)
                       : rc;
}

static jx_status take_back(struct loading *l)
{
    jx_status rc = JX_OK;
    for (const struct undo *u = l->undo; rc == JX_OK && u; u = u->before)
        rc = restore(l, u);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static jx_status empty_table(struct loading *l)
{
    struct key prefix = key_of_master_year(l->act->table, l->act->year), k;
    jx_status rc = first_row(l, &prefix, &k);
    while (rc == JX_OK) {
        rc = remember(l, &k);
        if (rc == JX_OK) rc = forget_spelling(l, &k);
        if (rc == JX_OK) rc = kv_delete(l->f->tx, table_of_master(l->act->table), key_slice(&k));
        if (rc == JX_OK) rc = first_row(l, &prefix, &k);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static const struct jx_slice *row_of(const struct jx_master_act *act, uint32_t i)
{
    return &act->cells[(size_t)i * jx_master_schema(act->table)->count];
}

static jx_status put_row(struct loading *l, const struct jx_slice *cells)
{
    struct key k = key_of_master(l->act->table, l->act->year, cells);
    struct row_master row = {.position = l->it->entry.position};
    memcpy(row.cells, cells, jx_master_schema(l->act->table)->count * sizeof *cells);
    jx_status rc = remember(l, &k);
    if (rc == JX_OK) rc = forget_spelling(l, &k);
    if (rc == JX_OK) rc = master_put(l->f->tx, l->act->table, key_slice(&k), &row, l->f->room);
    return rc == JX_OK ? spelling_put(l->f->tx, l->act->table, l->act->year, cells, &l->f->arena,
                                      l->f->room)
                       : rc;
}

static jx_status put_rows(struct loading *l)
{
    jx_status rc = l->act->mode == JX_MASTER_REPLACE ? empty_table(l) : JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < l->act->row_count; i++)
        rc = put_row(l, row_of(l->act, i));
    return rc;
}

/* ---- the tree ---- */

static jx_status shift_table(struct fold *f, enum table t, int sign)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    jx_status rc = kv_cursor_open(f->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, JX_ABSENT, &key, &value);
    while (rc == JX_OK) {
        struct sums_row row;
        rc = sums_row_read(t, 0, key, value, &row);
        if (rc == JX_OK && row.is_own)
            rc = tally_add_branches(&f->tally, f->tx, START_STORED, &row.place, row.detail,
                                    row.sums, sign);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* Takes every unit's own sums from the branches it is in, or adds them. Nobody loads a tree often:
 * going through all sums is simpler than finding out whose place has changed, and as exact. */
static jx_status shift_sums(struct fold *f, int sign)
{
    tally_forget_tree(&f->tally);
    jx_status rc = shift_table(f, TABLE_AGGREGATES, sign);
    if (rc == JX_OK) rc = shift_table(f, TABLE_BREAKDOWN, sign);
    return rc == JX_OK ? progress_shift(&f->tally, f->tx, sign) : rc;
}

/* What the batch has summed up so far goes to the store first: sums are moved from there. */
static jx_status plant_tree(struct loading *l, jx_status *why)
{
    struct fold *f = l->f;
    jx_status rc = tally_store(&f->tally, f->tx, f->room);
    tally_clear(&f->tally);
    tally_init(&f->tally, &county_shelf);
    if (rc == JX_OK) rc = shift_sums(f, -1);
    if (rc == JX_OK) rc = put_rows(l);
    if (rc == JX_OK) rc = shift_sums(f, 1);
    if (rc != JX_OK) return rc;
    if (jx_is_absent(tally_unfit(&f->tally))) return runs_replant(f);
    /* A branch would not fit 64 bits, though the county does: the tree stays as it was. */
    *why = JX_E_OVERFLOW;
    tally_clear(&f->tally);
    tally_init(&f->tally, &county_shelf);
    return take_back(l);
}

/* ---- what is expected ---- */

/* Every row that came, changed or went. */
static jx_status review_expected(struct loading *l)
{
    jx_status rc = JX_OK;
    for (const struct undo *u = l->undo; rc == JX_OK && u; u = u->before)
        rc = progress_review(&l->f->tally, l->f->tx, &u->key, l->f->room);
    return rc;
}

/* ---- late documents ---- */

/* Positions in the order of an index. */
struct positions {
    uint64_t *items;
    uint32_t count, room;
};

static jx_status take_position(struct jx_arena *a, struct positions *l, uint64_t position)
{
    uint64_t *more = jx_arena_grown(a, l->items, l->count, &l->room, sizeof *more);
    if (!more) return jx_arena_failure(a);
    l->items = more;
    l->items[l->count++] = position;
    return JX_OK;
}

static jx_status find_positions(struct fold *f, enum table t, const struct key *prefix,
                                struct positions *out)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value;
    *out = (struct positions){.count = 0};
    jx_status rc = kv_cursor_open(f->tx, t, &c);
    if (rc == JX_OK) rc = kv_seek(c, prefix->len ? key_slice(prefix) : JX_ABSENT, &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(prefix))) {
        struct jx_slice tail = jx_slice_from(key, key.len < 8 ? key.len : key.len - 8);
        uint64_t position = 0;
        if (!key_get_position(&tail, &position)) rc = JX_E_CORRUPT;
        if (rc == JX_OK) rc = take_position(&f->arena, out, position);
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* One that is not late any more counts, where its key is free. A sum that would leave 64 bits keeps
 * it where it is. */
static jx_status admit_late(struct loading *l, uint64_t position)
{
    struct change c;
    struct version *v;
    bool late = false;
    change_start(&c, l->f->tx, &l->f->tally, &l->f->arena, &l->it->entry);
    jx_status rc = change_version(&c, position, &v);
    if (rc != JX_OK || v->result.outcome.state != JX_STATE_LATE) return rc;
    rc = due_is_late(&c, v, &late);
    if (rc != JX_OK || late) return rc;
    version_be_on_time(v);
    rc = change_settle(&c, v->result.line);
    if (rc == JX_OK) rc = change_account(&c);
    if (rc == JX_E_OVERFLOW) return JX_OK;
    return rc == JX_OK ? change_write(&c, l->f->room) : rc;
}

static jx_status admit_lates(struct loading *l, const struct key *prefix, struct jx_slice unit)
{
    struct positions lates;
    jx_status rc = find_positions(l->f, TABLE_WAITING, prefix, &lates);
    for (uint32_t i = 0; rc == JX_OK && i < lates.count; i++) {
        struct row_result r;
        rc = row_must(result_get(l->f->tx, lates.items[i], &r));
        bool meant = rc == JX_OK && (unit.len == 0 || jx_slice_eq(r.unit, unit));
        if (meant) rc = admit_late(l, lates.items[i]);
    }
    return rc;
}

static jx_status review_row(struct loading *l, struct jx_slice form, struct jx_slice period,
                            struct jx_slice unit)
{
    struct key all = {.len = 0};
    struct key one = key_of_place_due(l->act->year, form, period, unit);
    key_put_year(&all, l->act->year);
    return form.len ? admit_lates(l, &one, JX_LIT("")) : admit_lates(l, &all, unit);
}

/* All of the year when rows went away: a due day may have gone with them. */
static jx_status review_lates(struct loading *l)
{
    const struct jx_master_act *act = l->act;
    jx_status rc = JX_OK;
    if (act->mode == JX_MASTER_REPLACE) return review_row(l, JX_LIT(""), JX_LIT(""), JX_LIT(""));
    for (uint32_t i = 0; rc == JX_OK && i < act->row_count; i++) {
        const struct jx_slice *row = row_of(act, i);
        rc = act->table == JX_MASTER_expected
                 ? review_row(l, row[EXPECTED_FORM], row[EXPECTED_PERIOD], row[EXPECTED_UNIT])
                 : review_row(l, row[EXCEPTIONS_FORM], row[EXCEPTIONS_PERIOD],
                              row[EXCEPTIONS_UNIT]);
    }
    return rc;
}

/* ---- documents whose project or unit nobody knew ---- */

/* Those that nothing was decided about: a decision was about the project as it stood. */
static bool may_be_named(const struct version *v)
{
    enum jx_state s = v->result.outcome.state;
    return !v->result.approved &&
           (s == JX_STATE_SCORED || s == JX_STATE_CONFLICT || s == JX_STATE_LATE);
}

/* Only whose name it certainly is: one that turns out to be another's is still asked about, since
 * what was accepted is not rejected later. */
static jx_status name_unit(struct change *c, struct version *v)
{
    struct jx_slice name;
    enum unit_meant meant = UNIT_UNKNOWN;
    if (!v->result.unit_asked) return JX_OK;
    jx_status rc = jx_match_key(v->document.unit_name, c->arena, &name);
    if (rc == JX_OK)
        rc = match_unit(c->tx, v->document.year, v->result.unit, name, c->arena, &meant);
    if (rc != JX_OK || meant != UNIT_ITSELF) return rc;
    v->result.unit_asked = false;
    v->changed = true;
    return JX_OK;
}

/* Under its code it may be on time, or another's equal. */
static jx_status name_version(struct change *c, struct version *v, struct jx_slice code)
{
    bool late = false;
    v->result.project = code;
    v->result.accepted = 0; /* what it was accepted as it is no more */
    v->result.matched = v->changed = true;
    jx_status rc = due_is_late(c, v, &late);
    if (rc != JX_OK) return rc;
    if (v->result.outcome.state == JX_STATE_LATE && !late) version_be_on_time(v);
    if (v->result.outcome.state == JX_STATE_CONFLICT) {
        v->result.outcome.state = JX_STATE_SCORED;
        v->result.outcome.status = JX_OK;
    }
    return change_settle(c, v->result.line);
}

static jx_status name_document(struct loading *l, uint64_t position, struct jx_arena *a)
{
    struct change c;
    struct version *v;
    struct row_year year;
    struct jx_slice name, code = JX_ABSENT;
    change_start(&c, l->f->tx, &l->f->tally, a, &l->it->entry);
    jx_status rc = change_version(&c, position, &v);
    if (rc == JX_OK) rc = year_get(l->f->tx, v->document.year, &year);
    if (rc != JX_OK || year.closed || !may_be_named(v)) return rc;
    rc = name_unit(&c, v);
    if (rc == JX_OK) rc = jx_match_key(v->document.project_name, a, &name);
    if (rc == JX_OK && has_unknown_project(&v->result))
        rc = match_project(l->f->tx, v->document.year, v->result.unit, v->result.project, name, a,
                           &code);
    if (rc == JX_OK && !jx_is_absent(code)) rc = name_version(&c, v, code);
    if (rc != JX_OK || !v->changed) return rc;
    rc = change_account(&c);
    if (rc == JX_E_OVERFLOW) return JX_OK;
    return rc == JX_OK ? change_write(&c, l->f->room) : rc;
}

/* Each has an arena of its own: there may be as many as the year has documents. */
static jx_status name_documents(struct loading *l)
{
    struct positions found;
    struct key prefix = key_of_master_year(l->act->table, l->act->year);
    jx_status rc = find_positions(l->f, TABLE_UNMATCHED, &prefix, &found);
    for (uint32_t i = 0; rc == JX_OK && i < found.count; i++) {
        struct jx_arena own;
        jx_arena_init(&own, JX_ARENA_BYTES_MAX);
        rc = name_document(l, found.items[i], &own);
        jx_arena_clear(&own);
    }
    return rc;
}

/* ---- the act ---- */

static jx_status load(struct loading *l, jx_status *why)
{
    struct row_year year;
    enum jx_master table = l->act->table;
    jx_status rc = year_get(l->f->tx, l->act->year, &year);
    if (rc == JX_OK && year.closed) *why = JX_E_YEAR_CLOSED;
    if (rc != JX_OK || year.closed) return rc;
    if (table == JX_MASTER_units) {
        rc = plant_tree(l, why);
        return rc == JX_OK && *why == JX_OK ? name_documents(l) : rc;
    }
    rc = put_rows(l);
    bool about_days = table == JX_MASTER_expected || table == JX_MASTER_exceptions;
    bool about_names = table == JX_MASTER_projects || table == JX_MASTER_aliases;
    if (rc == JX_OK && table == JX_MASTER_expected) rc = review_expected(l);
    if (rc == JX_OK && about_days) rc = review_lates(l);
    return rc == JX_OK && about_names ? name_documents(l) : rc;
}

jx_status fold_master(struct fold *f, const struct store_item *it, struct jx_outcome *out)
{
    struct loading l = {.f = f, .it = it, .act = &it->master};
    jx_status why = it->outcome.state == JX_STATE_REJECTED ? it->outcome.status : JX_OK;
    jx_status rc = why == JX_OK ? load(&l, &why) : JX_OK;
    if (rc != JX_OK) return rc;
    struct row_decision row = {.outcome = {.state = JX_STATE_RECEIVED}};
    if (why != JX_OK) row.outcome = (struct jx_outcome){.state = JX_STATE_REJECTED, .status = why};
    *out = row.outcome;
    return decision_put(f->tx, it->entry.position, &row, f->room);
}
