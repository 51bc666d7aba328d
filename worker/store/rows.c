/* Keys and rows as bytes and back. */
#include "rows.h"

#include "../../proto/wire/tuple.h"

#include <assert.h>

enum { ROW_VERSION = 1, SUM_BYTES = 16, SEAL_BYTES = 1 + SUM_BYTES };

const char *const table_names[TABLE_COUNT] = {
#define X(id, name) name,
    STORE_TABLES(X)
#undef X
};
static_assert((int)TABLE_COUNT <= (int)KV_TABLES_MAX, "every table needs a handle");
const struct kv_form store_form = {
    .file = "store.mdb", .tables = table_names, .count = TABLE_COUNT, .make = true};

/* ---- keys ---- */

void key_put_byte(struct key *k, uint8_t n)
{
    assert(k->len < sizeof k->bytes);
    k->bytes[k->len++] = (char)n;
}

static void put_number(struct key *k, uint64_t n, unsigned bytes)
{
    for (unsigned i = bytes; i-- > 0;)
        key_put_byte(k, (uint8_t)(n >> (8 * i)));
}

void key_put_year(struct key *k, uint32_t year)
{
    put_number(k, year, 2);
}

void key_put_position(struct key *k, uint64_t n)
{
    put_number(k, n, 8);
}

void key_put_prefix(struct key *k, struct jx_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        key_put_byte(k, (uint8_t)text.ptr[i]);
        if (text.ptr[i] == '\0') key_put_byte(k, 0xFF);
    }
}

void key_put_text(struct key *k, struct jx_slice text)
{
    key_put_prefix(k, text);
    put_number(k, 0, 2);
}

struct key key_of_position(uint64_t n)
{
    struct key k = {.len = 0};
    key_put_position(&k, n);
    return k;
}

struct key key_of_unit(struct jx_slice unit)
{
    struct key k = {.len = 0};
    key_put_text(&k, unit);
    return k;
}

struct key key_of_aggregate(uint32_t year, struct jx_slice form, struct jx_slice period,
                            enum scope scope, struct jx_slice unit, enum column column)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    key_put_text(&k, form);
    key_put_text(&k, period);
    key_put_byte(&k, (uint8_t)scope);
    key_put_text(&k, unit);
    key_put_byte(&k, (uint8_t)column);
    return k;
}

struct key key_of_version(uint64_t line, uint64_t position)
{
    struct key k = key_of_position(line);
    key_put_position(&k, position);
    return k;
}

struct key key_of_holder(enum column column, const struct jx_hash *key)
{
    struct key k = {.len = 0};
    key_put_byte(&k, (uint8_t)column);
    memcpy(k.bytes + k.len, key->bytes, JX_HASH_BYTES);
    k.len += JX_HASH_BYTES;
    return k;
}

struct key key_of_counted(uint32_t year, struct jx_slice unit, struct jx_slice form,
                          uint64_t position)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    key_put_text(&k, unit);
    key_put_text(&k, form);
    key_put_position(&k, position);
    return k;
}

struct key key_of_event(struct jx_slice unit, uint64_t position, uint64_t document)
{
    struct key k = key_of_unit(unit);
    key_put_position(&k, position);
    key_put_position(&k, document);
    return k;
}

static bool get_number(struct jx_slice *key, unsigned bytes, uint64_t *n)
{
    if (key->len < bytes) return false;
    *n = 0;
    for (unsigned i = 0; i < bytes; i++)
        *n = *n << 8 | (unsigned char)key->ptr[i];
    *key = jx_slice_from(*key, bytes);
    return true;
}

bool key_get_byte(struct jx_slice *key, uint8_t *n)
{
    uint64_t wide = 0;
    if (!get_number(key, 1, &wide)) return false;
    *n = (uint8_t)wide;
    return true;
}

bool key_get_year(struct jx_slice *key, uint32_t *year)
{
    uint64_t wide = 0;
    if (!get_number(key, 2, &wide)) return false;
    *year = (uint32_t)wide;
    return true;
}

bool key_get_position(struct jx_slice *key, uint64_t *n)
{
    return get_number(key, 8, n);
}

bool key_get_text(struct jx_slice *key, char *text, size_t room, size_t *len)
{
    *len = 0;
    for (size_t at = 0; at < key->len; at++) {
        bool nul = key->ptr[at] == '\0';
        if (nul && at + 1 == key->len) return false;
        if (nul && key->ptr[at + 1] == '\0') {
            *key = jx_slice_from(*key, at + 2);
            return true;
        }
        if (*len == room) return false;
        text[(*len)++] = key->ptr[at];
        at += nul;
    }
    return false;
}

/* ---- the seal ---- */

/* Table and key are in it, so that a row which turns up in another's place does not pass. */
static struct jx_hash row_sum(enum table t, struct jx_slice key, struct jx_slice body)
{
    const unsigned char head[] = {ROW_VERSION, (unsigned char)t, (unsigned char)(key.len >> 8),
                                  (unsigned char)key.len};
    const struct jx_slice parts[] = {jx_slice_at(head, sizeof head), key, body};
    return jx_hash_parts(parts, 3);
}

jx_status row_put(struct kv_tx *tx, enum table t, struct jx_slice key, struct jx_slice body,
                  struct jx_buffer *room)
{
    const char version = ROW_VERSION;
    struct jx_hash sum = row_sum(t, key, body);
    jx_buffer_reset(room);
    jx_buffer_put(room, &version, 1);
    jx_buffer_put(room, sum.bytes, SUM_BYTES);
    jx_buffer_put(room, body.ptr, body.len);
    if (room->status != JX_OK) return room->status;
    return kv_put(tx, t, key, jx_buffer_slice(room));
}

jx_status row_open(enum table t, struct jx_slice key, struct jx_slice value, struct jx_slice *body)
{
    if (value.len == 0) return JX_E_CORRUPT;
    if (value.ptr[0] != ROW_VERSION) return JX_E_VERSION;
    if (value.len < SEAL_BYTES) return JX_E_CORRUPT;
    *body = jx_slice_from(value, SEAL_BYTES);
    struct jx_hash sum = row_sum(t, key, *body);
    return memcmp(value.ptr + 1, sum.bytes, SUM_BYTES) == 0 ? JX_OK : JX_E_CORRUPT;
}

jx_status row_get(struct kv_tx *tx, enum table t, struct jx_slice key, struct jx_slice *body)
{
    struct jx_slice value;
    jx_status rc = kv_get(tx, t, key, &value);
    return rc == JX_OK ? row_open(t, key, value, body) : rc;
}

jx_status row_must(jx_status rc)
{
    return rc == JX_E_NOT_FOUND ? JX_E_CORRUPT : rc;
}

/* room[0] holds the body, room[1] the sealed row. */
static jx_status put_body(struct kv_tx *tx, enum table t, struct jx_slice key,
                          struct jx_buffer room[2])
{
    if (room[0].status != JX_OK) return room[0].status;
    return row_put(tx, t, key, jx_buffer_slice(&room[0]), &room[1]);
}

/* Starts on a body's array. What passed its checksum and is not of the shape was written wrongly;
 * it is reported as damage rather than trusted. */
static jx_status start(struct jx_slice body, uint32_t fields, struct jx_mp_tree *tree,
                       struct jx_tuple *t)
{
    jx_status rc = jx_mp_parse(body, tree);
    if (rc == JX_OK) *t = jx_tuple_over(tree->root, fields);
    return rc;
}

static jx_status finish(struct jx_mp_tree *tree, jx_status rc, const struct jx_tuple *t)
{
    if (rc == JX_OK) rc = t->status;
    jx_mp_clear(tree);
    return rc == JX_OK || rc == JX_E_NO_MEMORY ? rc : JX_E_CORRUPT;
}

/* ---- meta ---- */

static const struct jx_slice state_key = {"state", 5};

jx_status state_get(struct kv_tx *tx, struct row_state *out)
{
    *out = (struct row_state){.format = STORE_FORMAT};
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_META, state_key, &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    if (rc != JX_OK) return rc;
    struct jx_mp_tree tree;
    struct jx_tuple t;
    rc = start(body, 3, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, UINT64_MAX, &out->format);
        jx_tuple_uint(&t, UINT64_MAX, &out->position);
        jx_tuple_fixed(&t, JX_JOURNAL_ID_BYTES, out->journal);
    }
    rc = finish(&tree, rc, &t);
    return rc == JX_OK && out->format > STORE_FORMAT ? JX_E_VERSION : rc;
}

jx_status state_put(struct kv_tx *tx, const struct row_state *s, struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    jx_mp_put_array(room, 3);
    jx_mp_put_uint(room, STORE_FORMAT);
    jx_mp_put_uint(room, s->position);
    jx_mp_put_bin(room, jx_slice_at(s->journal, JX_JOURNAL_ID_BYTES));
    return put_body(tx, TABLE_META, state_key, room);
}

/* ---- documents ---- */

static struct jx_slice present(struct jx_slice s)
{
    return s.ptr ? s : JX_LIT("");
}

static void put_hash(struct jx_buffer *b, bool has, const struct jx_hash *h)
{
    jx_mp_put_bin(b, has ? jx_hash_slice(h) : JX_ABSENT);
}

static bool get_hash(struct jx_tuple *t, struct jx_hash *h)
{
    if (jx_tuple_nil(t)) return false;
    jx_tuple_fixed(t, JX_HASH_BYTES, h->bytes);
    return true;
}

jx_status document_put(struct kv_tx *tx, uint64_t position, const struct row_document *d,
                       struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 10);
    put_hash(room, true, &d->id);
    put_hash(room, d->has_parent, &d->parent);
    jx_mp_put_int(room, d->time_ms);
    jx_mp_put_bin(room, jx_slice_at(d->principal, JX_KEY_BYTES));
    jx_mp_put_text(room, present(d->form));
    jx_mp_put_uint(room, d->year);
    jx_mp_put_text(room, present(d->period));
    jx_mp_put_text(room, present(d->unit));
    jx_mp_put_text(room, present(d->unit_name));
    jx_mp_put_text(room, present(d->project_name));
    return put_body(tx, TABLE_DOCUMENTS, key_slice(&k), room);
}

static void get_document(struct jx_tuple *t, struct row_document *out)
{
    uint64_t year = 0;
    jx_tuple_fixed(t, JX_HASH_BYTES, out->id.bytes);
    out->has_parent = get_hash(t, &out->parent);
    jx_tuple_int(t, &out->time_ms);
    jx_tuple_fixed(t, JX_KEY_BYTES, out->principal);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->form);
    jx_tuple_uint(t, JX_YEAR_LAST, &year);
    jx_tuple_text(t, JX_PERIOD_MAX, &out->period);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    jx_tuple_text(t, JX_NAME_MAX, &out->unit_name);
    jx_tuple_text(t, JX_NAME_MAX, &out->project_name);
    out->year = (uint32_t)year;
}

jx_status document_read(struct jx_slice body, struct row_document *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_document){.has_parent = false};
    jx_status rc = start(body, 10, &tree, &t);
    if (rc == JX_OK) get_document(&t, out);
    return finish(&tree, rc, &t);
}

jx_status document_get(struct kv_tx *tx, uint64_t position, struct row_document *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_DOCUMENTS, key_slice(&k), &body);
    return rc == JX_OK ? document_read(body, out) : rc;
}

/* ---- results ---- */

static void put_adds(struct jx_buffer *b, const int64_t adds[JX_STORE_ADDS])
{
    jx_mp_put_array(b, JX_STORE_ADDS);
    for (unsigned i = 0; i < JX_STORE_ADDS; i++)
        jx_mp_put_int(b, adds[i]);
}

static void get_adds(struct jx_tuple *t, struct jx_mp array, int64_t adds[JX_STORE_ADDS])
{
    struct jx_tuple a = jx_tuple_over(array, JX_STORE_ADDS);
    for (unsigned i = 0; i < JX_STORE_ADDS; i++)
        jx_tuple_int(&a, &adds[i]);
    if (t->status == JX_OK) t->status = a.status;
}

/* The outcome goes in as the bytes that the wire knows it by. */
static void put_outcome(struct jx_buffer *b, const struct jx_outcome *o)
{
    struct jx_buffer bytes;
    jx_buffer_init(&bytes, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_outcome_encode(o, &bytes);
    jx_mp_put_bin(b, jx_buffer_slice(&bytes));
    if (b->status == JX_OK) b->status = rc;
    jx_buffer_clear(&bytes);
}

static void get_outcome(struct jx_tuple *t, struct jx_outcome *o)
{
    struct jx_slice bytes = JX_ABSENT;
    jx_tuple_bin(t, JX_HEADER_BYTES_MAX, &bytes);
    if (t->status == JX_OK) t->status = jx_outcome_decode(bytes, o);
}

jx_status result_put(struct kv_tx *tx, uint64_t position, const struct row_result *r,
                     struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 10);
    put_outcome(room, &r->outcome);
    jx_mp_put_uint(room, r->line);
    jx_mp_put_uint(room, r->base);
    jx_mp_put_uint(room, r->approved);
    jx_mp_put_bool(room, r->adjustable);
    jx_mp_put_bool(room, r->matched);
    jx_mp_put_bool(room, r->unit_asked);
    jx_mp_put_text(room, present(r->unit));
    jx_mp_put_text(room, present(r->project));
    put_adds(room, r->adds);
    return put_body(tx, TABLE_RESULTS, key_slice(&k), room);
}

jx_status result_read(struct jx_slice body, struct row_result *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_result){.line = 0};
    jx_status rc = start(body, 10, &tree, &t);
    if (rc == JX_OK) {
        get_outcome(&t, &out->outcome);
        jx_tuple_uint(&t, UINT64_MAX, &out->line);
        jx_tuple_uint(&t, UINT64_MAX, &out->base);
        jx_tuple_uint(&t, UINT64_MAX, &out->approved);
        jx_tuple_bool(&t, &out->adjustable);
        jx_tuple_bool(&t, &out->matched);
        jx_tuple_bool(&t, &out->unit_asked);
        jx_tuple_text(&t, JX_UNIT_CODE_MAX, &out->unit);
        jx_tuple_text(&t, JX_PROJECT_KEY_MAX, &out->project);
        get_adds(&t, jx_tuple_any(&t), out->adds);
    }
    return finish(&tree, rc, &t);
}

struct jx_hash document_key(const struct row_document *d, const struct row_result *r)
{
    struct key k = {.len = 0};
    key_put_year(&k, d->year);
    key_put_text(&k, d->form);
    key_put_text(&k, d->period);
    key_put_text(&k, r->unit);
    key_put_text(&k, r->project);
    return jx_hash_bytes(key_slice(&k));
}

jx_status result_get(struct kv_tx *tx, uint64_t position, struct row_result *out)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_RESULTS, key_slice(&k), &body);
    return rc == JX_OK ? result_read(body, out) : rc;
}

/* ---- lines ---- */

jx_status line_read(struct jx_slice body, struct row_line *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_line){.tip = 0};
    jx_status rc = start(body, 3, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, UINT64_MAX, &out->received);
        jx_tuple_uint(&t, UINT64_MAX, &out->approved);
        jx_tuple_uint(&t, UINT64_MAX, &out->tip);
    }
    return finish(&tree, rc, &t);
}

jx_status line_get(struct kv_tx *tx, uint64_t line, struct row_line *out)
{
    struct key k = key_of_position(line);
    struct jx_slice body;
    *out = (struct row_line){.tip = 0};
    jx_status rc = row_get(tx, TABLE_LINES, key_slice(&k), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? line_read(body, out) : rc;
}

jx_status line_put(struct kv_tx *tx, uint64_t line, const struct row_line *l,
                   struct jx_buffer room[2])
{
    struct key k = key_of_position(line);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 3);
    jx_mp_put_uint(room, l->received);
    jx_mp_put_uint(room, l->approved);
    jx_mp_put_uint(room, l->tip);
    return put_body(tx, TABLE_LINES, key_slice(&k), room);
}

/* ---- findings ---- */

static void get_finding(struct jx_tuple *t, struct jx_arena *a, struct store_finding *out)
{
    uint64_t severity = 0;
    jx_tuple_text(t, JX_WORD_MAX, &out->rule);
    jx_tuple_text(t, JX_WHERE_BYTES, &out->place);
    jx_tuple_uint(t, 255, &severity);
    jx_tuple_uint(t, UINT64_MAX, &out->answered);
    jx_tuple_bin(t, JX_HASH_BYTES, &out->figures);
    out->severity = (uint8_t)severity;
    out->rule = jx_arena_copy(a, out->rule);
    out->place = jx_arena_copy(a, out->place);
    out->figures = jx_arena_copy(a, out->figures);
    if (t->status == JX_OK &&
        (jx_is_absent(out->rule) || jx_is_absent(out->place) || jx_is_absent(out->figures)))
        t->status = jx_arena_failure(a);
}

jx_status findings_read(struct jx_slice body, struct jx_arena *a, struct store_finding **out,
                        uint32_t *count)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    jx_status rc = start(body, 0, &tree, &t);
    *count = rc == JX_OK && t.status == JX_OK ? jx_mp_count(tree.root) : 0;
    *out = jx_arena_array(a, *count, sizeof **out);
    if (rc == JX_OK && !*out) rc = jx_arena_failure(a);
    for (uint32_t i = 0; rc == JX_OK && t.status == JX_OK && i < *count; i++) {
        struct jx_tuple one = jx_tuple_over(jx_tuple_any(&t), 5);
        get_finding(&one, a, &(*out)[i]);
        if (t.status == JX_OK) t.status = one.status;
    }
    return finish(&tree, rc, &t);
}

jx_status findings_get(struct kv_tx *tx, uint64_t position, struct jx_arena *a,
                       struct store_finding **out, uint32_t *count)
{
    struct key k = key_of_position(position);
    struct jx_slice body;
    *out = NULL;
    *count = 0;
    jx_status rc = row_get(tx, TABLE_FINDINGS, key_slice(&k), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? findings_read(body, a, out, count) : rc;
}

jx_status findings_put(struct kv_tx *tx, uint64_t position, const struct store_finding *findings,
                       uint32_t count, struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, count);
    for (uint32_t i = 0; i < count; i++) {
        jx_mp_put_array(room, 5);
        jx_mp_put_text(room, findings[i].rule);
        jx_mp_put_text(room, findings[i].place);
        jx_mp_put_uint(room, findings[i].severity);
        jx_mp_put_uint(room, findings[i].answered);
        jx_mp_put_bin(room, present(findings[i].figures));
    }
    return put_body(tx, TABLE_FINDINGS, key_slice(&k), room);
}

/* ---- decisions, years, events ---- */

jx_status decision_read(struct jx_slice body, struct row_decision *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_decision){.target = 0};
    jx_status rc = start(body, 2, &tree, &t);
    if (rc == JX_OK) {
        get_outcome(&t, &out->outcome);
        jx_tuple_uint(&t, UINT64_MAX, &out->target);
    }
    return finish(&tree, rc, &t);
}

jx_status decision_put(struct kv_tx *tx, uint64_t position, const struct row_decision *d,
                       struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 2);
    put_outcome(room, &d->outcome);
    jx_mp_put_uint(room, d->target);
    return put_body(tx, TABLE_DECISIONS, key_slice(&k), room);
}

static struct key key_of_year(uint32_t year)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    return k;
}

jx_status year_read(struct jx_slice body, struct row_year *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_year){.closed = 0};
    jx_status rc = start(body, 3, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, UINT64_MAX, &out->closed);
        jx_tuple_uint(&t, UINT64_MAX, &out->asked);
        jx_tuple_fixed(&t, JX_KEY_BYTES, out->asker);
    }
    return finish(&tree, rc, &t);
}

jx_status year_get(struct kv_tx *tx, uint32_t year, struct row_year *out)
{
    struct key k = key_of_year(year);
    struct jx_slice body;
    *out = (struct row_year){.closed = 0};
    jx_status rc = row_get(tx, TABLE_YEARS, key_slice(&k), &body);
    if (rc == JX_E_NOT_FOUND) return JX_OK;
    return rc == JX_OK ? year_read(body, out) : rc;
}

jx_status year_put(struct kv_tx *tx, uint32_t year, const struct row_year *y,
                   struct jx_buffer room[2])
{
    struct key k = key_of_year(year);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 3);
    jx_mp_put_uint(room, y->closed);
    jx_mp_put_uint(room, y->asked);
    jx_mp_put_bin(room, jx_slice_at(y->asker, JX_KEY_BYTES));
    return put_body(tx, TABLE_YEARS, key_slice(&k), room);
}

jx_status event_read(struct jx_slice body, struct row_event *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    uint64_t state = 0;
    *out = (struct row_event){.act = 0};
    jx_status rc = start(body, 2, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, JX_STATE_COUNT - 1, &state);
        jx_tuple_uint(&t, 255, &out->act);
    }
    out->state = (enum jx_state)state;
    return finish(&tree, rc, &t);
}

jx_status event_put(struct kv_tx *tx, struct jx_slice key, const struct row_event *e,
                    struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    jx_mp_put_array(room, 2);
    jx_mp_put_uint(room, e->state);
    jx_mp_put_uint(room, e->act);
    return put_body(tx, TABLE_EVENTS, key, room);
}

/* ---- small rows ---- */

jx_status position_read(struct jx_slice body, uint64_t *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    jx_status rc = start(body, 1, &tree, &t);
    if (rc == JX_OK) jx_tuple_uint(&t, UINT64_MAX, out);
    return finish(&tree, rc, &t);
}

jx_status position_get(struct kv_tx *tx, enum table t, struct jx_slice key, uint64_t *out)
{
    struct jx_slice body;
    jx_status rc = row_get(tx, t, key, &body);
    return rc == JX_OK ? position_read(body, out) : rc;
}

jx_status position_put(struct kv_tx *tx, enum table t, struct jx_slice key, uint64_t position,
                       struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    jx_mp_put_array(room, 1);
    jx_mp_put_uint(room, position);
    return put_body(tx, t, key, room);
}

jx_status name_read(struct jx_slice body, struct row_name *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_name){JX_LIT(""), 0};
    jx_status rc = start(body, 2, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_text(&t, JX_NAME_MAX, &out->name);
        jx_tuple_uint(&t, UINT64_MAX, &out->position);
    }
    return finish(&tree, rc, &t);
}

jx_status name_put(struct kv_tx *tx, struct jx_slice unit, const struct row_name *n,
                   struct jx_buffer room[2])
{
    struct key k = key_of_unit(unit);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 2);
    jx_mp_put_text(room, n->name);
    jx_mp_put_uint(room, n->position);
    return put_body(tx, TABLE_NAMES, key_slice(&k), room);
}

jx_status adds_read(struct jx_slice body, int64_t adds[JX_STORE_ADDS])
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    jx_status rc = start(body, JX_STORE_ADDS, &tree, &t);
    if (rc == JX_OK) get_adds(&t, tree.root, adds);
    return finish(&tree, rc, &t);
}

jx_status adds_put(struct kv_tx *tx, struct jx_slice key, const int64_t adds[JX_STORE_ADDS],
                   struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    put_adds(room, adds);
    return put_body(tx, TABLE_AGGREGATES, key, room);
}

/* ---- contents ---- */

jx_status content_get(struct kv_tx *tx, uint64_t position, const struct jx_hash *id,
                      struct jx_slice *out)
{
    struct key k = key_of_position(position);
    struct jx_slice value;
    jx_status rc = kv_get(tx, TABLE_CONTENTS, key_slice(&k), &value);
    if (rc != JX_OK) return rc;
    if (value.len == 0) return JX_E_CORRUPT;
    if (value.ptr[0] != ROW_VERSION) return JX_E_VERSION;
    *out = jx_slice_from(value, 1);
    struct jx_hash is = jx_act_id(*out);
    return jx_hash_eq(&is, id) ? JX_OK : JX_E_CORRUPT;
}

jx_status content_put(struct kv_tx *tx, uint64_t position, struct jx_slice content,
                      struct jx_buffer *room)
{
    const char version = ROW_VERSION;
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_buffer_put(room, &version, 1);
    jx_buffer_put(room, content.ptr, content.len);
    if (room->status != JX_OK) return room->status;
    return kv_put(tx, TABLE_CONTENTS, key_slice(&k), jx_buffer_slice(room));
}
