/* Entries by position: new documents from the table of documents, changed ones from the events. */
#include "roster.h"

#include "inside.h"
#include "run_rows.h"

#include "../../proto/base/text.h"
#include "../../proto/wire/listing.h"

#include <search.h>
#include <stdlib.h>

enum { ARENA_BYTES = 1 << 30, SCRATCH_BYTES = 64 << 20, SCRATCH_DOCUMENTS = 200 };

void roster_init(struct roster *s)
{
    *s = (struct roster){.count = 0};
    jx_arena_init(&s->arena, ARENA_BYTES);
    jx_arena_init(&s->scratch, SCRATCH_BYTES);
}

static void forget_word(void *word)
{
    (void)word; /* the arena's */
}

void roster_clear(struct roster *s)
{
    tdestroy(s->words, forget_word);
    free(s->items);
    jx_arena_clear(&s->arena);
    jx_arena_clear(&s->scratch);
    roster_init(s);
}

/* ---- words ---- */

static int compare_words(const void *a, const void *b)
{
    return jx_slice_cmp(((const struct roster_word *)a)->text,
                        ((const struct roster_word *)b)->text);
}

/* The key is the text itself where they are the same, as most are. */
static jx_status copy_word(struct roster *s, struct jx_slice text, struct roster_word *out)
{
    struct jx_slice key = text;
    out->text = jx_arena_copy(&s->arena, text);
    if (jx_is_absent(out->text)) return jx_arena_failure(&s->arena);
    bool same = jx_name_key(text, &s->scratch, &key) != JX_OK || jx_slice_eq(key, text);
    out->key = same ? out->text : jx_arena_copy(&s->arena, key);
    return jx_is_absent(out->key) ? jx_arena_failure(&s->arena) : JX_OK;
}

/* One for all that are equal. */
static const struct roster_word *word(struct roster *s, struct jx_slice text, jx_status *rc)
{
    struct roster_word wanted = {.text = text};
    if (*rc != JX_OK) return NULL;
    void *found = tfind(&wanted, &s->words, compare_words);
    if (found) return *(struct roster_word **)found;
    struct roster_word *w = jx_arena_take(&s->arena, sizeof *w);
    *rc = w ? copy_word(s, text, w) : jx_arena_failure(&s->arena);
    if (*rc == JX_OK && !tsearch(w, &s->words, compare_words)) *rc = JX_E_NO_MEMORY;
    return w;
}

/* ---- entries ---- */

static jx_status fill(struct roster *s, uint64_t position, const struct row_document *d,
                      const struct row_result *r, struct roster_entry *e)
{
    const struct jx_outcome *o = &r->outcome;
    jx_status rc = JX_OK;
    bool fresh = e->position == 0;
    e->position = position;
    e->claimed = o->has_claimed ? o->claimed.micro : INT64_MAX;
    e->computed = o->has_computed ? o->computed.micro : INT64_MAX;
    e->year = d->year;
    e->errors = o->errors;
    e->explains = o->explains;
    e->state = (uint8_t)o->state;
    e->grade = jx_outcome_grade(o);
    e->judged = o->judged;
    e->unit = word(s, r->unit, &rc);
    if (!fresh || rc != JX_OK) return rc;
    e->day = r->line == position ? (int32_t)jx_china_day(d->time_ms) : -1;
    e->form = word(s, d->form, &rc);
    e->unit_name = word(s, d->unit_name, &rc);
    return rc == JX_OK ? copy_word(s, d->project_name, &e->project) : rc;
}

static bool has_rule(const struct roster_entry *e, const struct roster_word *rule)
{
    for (uint32_t i = 0; i < e->rule_count; i++)
        if (e->rules[i] == rule) return true;
    return false;
}

/* Findings change their answers later, not their rules, but for what a run brings. Where nothing
 * was found nothing is taken. */
static jx_status add_rules(struct roster *s, struct kv_tx *tx, uint64_t position,
                           uint64_t scored_by, struct roster_entry *e)
{
    struct store_finding *found = NULL;
    uint32_t count = 0;
    jx_status rc = live_findings(tx, position, scored_by, &s->scratch, &found, &count);
    if (rc != JX_OK || count == 0) return rc;
    e->rules = jx_arena_array(&s->arena, count, sizeof(struct roster_word *));
    if (!e->rules) return jx_arena_failure(&s->arena);
    for (uint32_t i = 0; rc == JX_OK && i < count; i++) {
        const struct roster_word *w = word(s, jx_utf8_head(found[i].rule, STORE_DETAIL_NAME_MAX),
                                           &rc);
        if (rc == JX_OK && !has_rule(e, w)) e->rules[e->rule_count++] = w;
    }
    return rc;
}

static jx_status append(struct roster *s, struct kv_tx *tx, uint64_t position,
                        const struct row_document *d)
{
    enum { FIRST = 1024 };
    struct row_result r;
    if (s->count == ROSTER_DOCUMENTS_MAX) return JX_E_ROWS;
    if (s->count == s->room) {
        uint32_t room = s->room ? s->room * 2 : FIRST;
        struct roster_entry *items = realloc(s->items, room * sizeof *items);
        if (!items) return JX_E_NO_MEMORY;
        s->items = items;
        s->room = room;
    }
    struct roster_entry *e = &s->items[s->count];
    *e = (struct roster_entry){.position = 0};
    /* After many documents: new blocks for each would cost more than what they are for. */
    if (s->count % SCRATCH_DOCUMENTS == 0) jx_arena_clear(&s->scratch);
    jx_status rc = row_must(result_get(tx, position, &r));
    if (rc == JX_OK) rc = fill(s, position, d, &r, e);
    if (rc == JX_OK) rc = add_rules(s, tx, position, r.scored_by, e);
    if (rc == JX_OK) s->count++;
    return rc;
}

/* Those behind `after`, up to `last`, at most `most`; *read is the last one's position, or `last`
 * where there are no more. */
static jx_status add_documents(struct roster *s, struct kv_tx *tx, uint64_t after, uint64_t last,
                               uint32_t most, uint64_t *read)
{
    struct kv_cursor *c = NULL;
    struct key from = key_of_position(after + 1);
    struct jx_slice key, value, body;
    uint64_t position = after;
    jx_status rc = kv_cursor_open(tx, TABLE_DOCUMENTS, &c);
    if (rc == JX_OK) rc = kv_seek(c, key_slice(&from), &key, &value);
    for (; rc == JX_OK && most > 0; most--) {
        struct jx_slice rest = key;
        struct row_document d;
        rc = key_get_position(&rest, &position) && !rest.len ? JX_OK : JX_E_CORRUPT;
        if (rc == JX_OK && position > last) rc = JX_E_NOT_FOUND;
        if (rc == JX_OK) rc = row_open(TABLE_DOCUMENTS, key, value, &body);
        if (rc == JX_OK) rc = document_read(body, &d);
        if (rc == JX_OK) rc = append(s, tx, position, &d);
        if (rc == JX_OK) *read = position;
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    if (rc == JX_E_NOT_FOUND) *read = last;
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- what became another one ---- */

struct changed {
    struct roster *roster;
    struct kv_tx *tx;
};

static struct roster_entry *find(struct roster *s, uint64_t position)
{
    uint32_t low = 0, high = s->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->items[middle].position == position) return &s->items[middle];
        if (s->items[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static jx_status renew(struct changed *x, uint64_t position)
{
    struct row_document d;
    struct row_result r;
    struct roster_entry *e = find(x->roster, position);
    if (!e) return JX_OK; /* it is new, and will be read as such */
    jx_status rc = row_must(document_get(x->tx, position, &d));
    if (rc == JX_OK) rc = row_must(result_get(x->tx, position, &r));
    return rc == JX_OK ? fill(x->roster, position, &d, &r, e) : rc;
}

static jx_status renew_unit(struct kv_cursor *c, const struct key *unit, void *to)
{
    struct changed *x = to;
    struct key from = *unit;
    struct jx_slice key, value;
    key_put_position(&from, x->roster->position + 1);
    jx_status rc = kv_seek(c, key_slice(&from), &key, &value);
    while (rc == JX_OK && jx_starts_with(key, key_slice(unit))) {
        struct jx_slice rest = jx_slice_from(key, unit->len);
        uint64_t event, document;
        bool whole = key_get_position(&rest, &event) && key_get_position(&rest, &document) &&
                     !rest.len;
        rc = whole ? renew(x, document) : JX_E_CORRUPT;
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

static bool same_runs(const struct roster *s, const struct store_year_pack *live, uint32_t count)
{
    bool same = s->live_count == count;
    for (uint32_t i = 0; same && i < count; i++)
        same = s->live[i].year == live[i].year && s->live[i].run == live[i].run;
    return same;
}

/* A run that is published gives every document of its year another result, which no event tells. */
static jx_status follow_runs(struct roster *s, struct kv_tx *tx)
{
    struct store_year_pack live[STORE_YEAR_PACKS_MAX];
    uint32_t count = 0;
    jx_status rc = year_packs(tx, live, &count);
    if (rc != JX_OK || same_runs(s, live, count)) return rc;
    roster_clear(s);
    memcpy(s->live, live, count * sizeof live[0]);
    s->live_count = count;
    return JX_OK;
}

/* What changed while it was read is told by the events since it was begun. */
jx_status roster_begin(struct roster *s, struct kv_tx *tx, uint64_t position, uint32_t most,
                       bool *more)
{
    *more = false;
    if (position < s->begun || position < s->position)
        roster_clear(s); /* another store was put in its place */
    jx_status rc = position == s->position ? JX_OK : follow_runs(s, tx);
    if (rc != JX_OK || s->position || position == 0) return rc;
    if (!s->begun) s->begun = position;
    rc = add_documents(s, tx, s->read, s->begun, most, &s->read);
    *more = rc == JX_OK && s->read < s->begun;
    if (rc != JX_OK)
        roster_clear(s);
    else if (!*more)
        s->position = s->begun;
    return rc;
}

jx_status roster_refresh(struct roster *s, struct kv_tx *tx, uint64_t position)
{
    struct changed x = {s, tx};
    uint64_t read = 0;
    bool more;
    jx_status rc = roster_begin(s, tx, position, UINT32_MAX, &more);
    if (rc != JX_OK || position == s->position) return rc;
    rc = query_units(tx, TABLE_EVENTS, JX_LIT(""), true, renew_unit, &x);
    if (rc == JX_OK) rc = add_documents(s, tx, s->position, position, UINT32_MAX, &read);
    if (rc == JX_OK)
        s->position = position;
    else
        roster_clear(s);
    jx_arena_clear(&s->scratch);
    return rc;
}
