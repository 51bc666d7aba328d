/* Keys, the seal on every row, and what the bodies of rows are made of. */
#include "row_body.h"

#include <assert.h>

enum { ROW_HASHED = 1, ROW_VERSION = 2, SUM_BYTES = 16, SEAL_BYTES = 1 + SUM_BYTES };

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

void key_put_rest(struct key *k, struct jx_slice rest)
{
    if (rest.len) memcpy(k->bytes + k->len, rest.ptr, rest.len);
    k->len += rest.len;
}

struct key key_of_position(uint64_t n)
{
    struct key k;
    k.len = 0; /* the rest is never read: half a kilobyte of zeros for each row would cost more */
    key_put_position(&k, n);
    return k;
}

struct key key_of_unit(struct jx_slice unit)
{
    struct key k = {.len = 0};
    key_put_text(&k, unit);
    return k;
}

void key_put_aggregate(struct key *k, uint32_t year, struct jx_slice form, struct jx_slice period,
                       enum scope scope, struct jx_slice unit, enum column column)
{
    key_put_year(k, year);
    key_put_text(k, form);
    key_put_text(k, period);
    key_put_byte(k, (uint8_t)scope);
    key_put_text(k, unit);
    key_put_byte(k, (uint8_t)column);
}

struct key key_of_aggregate(uint32_t year, struct jx_slice form, struct jx_slice period,
                            enum scope scope, struct jx_slice unit, enum column column)
{
    struct key k = {.len = 0};
    key_put_aggregate(&k, year, form, period, scope, unit, column);
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
static struct jx_checksum row_sum(char version, enum table t, struct jx_slice key,
                                  struct jx_slice body)
{
    struct jx_checksum sum;
    char label[1 + KV_KEY_MAX];
    const char head[] = {version, (char)t, (char)(unsigned char)(key.len >> 8),
                         (char)(unsigned char)key.len};
    if (version == ROW_VERSION) {
        assert(key.len <= KV_KEY_MAX);
        label[0] = (char)t;
        if (key.len) memcpy(label + 1, key.ptr, key.len);
        return jx_checksum_of(jx_slice_at(label, 1 + key.len), body);
    }
    const struct jx_slice parts[] = {jx_slice_at(head, sizeof head), key, body};
    const struct jx_hash hash = jx_hash_parts(parts, 3);
    memcpy(sum.bytes, hash.bytes, sizeof sum.bytes);
    return sum;
}

/* By position, or by year and position, or by run and position: written in that order. */
static const bool rises[TABLE_COUNT] = {
    [TABLE_DOCUMENTS] = true, [TABLE_RESULTS] = true,   [TABLE_FINDINGS] = true,
    [TABLE_LINES] = true,     [TABLE_VERSIONS] = true,  [TABLE_CARDS] = true,
    [TABLE_ACTS] = true,      [TABLE_DECISIONS] = true, [TABLE_UNMATCHED] = true,
    [TABLE_SCORES] = true,
};

jx_status row_put(struct kv_tx *tx, enum table t, struct jx_slice key, struct jx_slice body,
                  struct jx_buffer *room)
{
    const char version = ROW_VERSION;
    const struct jx_checksum sum = row_sum(version, t, key, body);
    jx_buffer_reset(room);
    jx_buffer_put(room, &version, 1);
    jx_buffer_put(room, sum.bytes, SUM_BYTES);
    jx_buffer_put(room, body.ptr, body.len);
    if (room->status != JX_OK) return room->status;
    return rises[t] ? kv_put_last(tx, t, key, jx_buffer_slice(room))
                    : kv_put(tx, t, key, jx_buffer_slice(room));
}

jx_status row_open(enum table t, struct jx_slice key, struct jx_slice value, struct jx_slice *body)
{
    if (value.len == 0) return JX_E_CORRUPT;
    if (value.ptr[0] != ROW_VERSION && value.ptr[0] != ROW_HASHED) return JX_E_VERSION;
    if (value.len < SEAL_BYTES) return JX_E_CORRUPT;
    *body = jx_slice_from(value, SEAL_BYTES);
    const struct jx_checksum sum = row_sum(value.ptr[0], t, key, *body);
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

/* ---- bodies ---- */

jx_status row_put_body(struct kv_tx *tx, enum table t, struct jx_slice key,
                       struct jx_buffer room[2])
{
    if (room[0].status != JX_OK) return room[0].status;
    return row_put(tx, t, key, jx_buffer_slice(&room[0]), &room[1]);
}

jx_status row_start(struct jx_slice body, uint32_t fields, struct jx_mp_tree *tree,
                    struct jx_tuple *t)
{
    jx_status rc = jx_mp_parse(body, tree);
    if (rc == JX_OK) *t = jx_tuple_over(tree->root, fields);
    return rc;
}

jx_status row_finish(struct jx_mp_tree *tree, jx_status rc, const struct jx_tuple *t)
{
    if (rc == JX_OK) rc = t->status;
    jx_mp_clear(tree);
    return rc == JX_OK || rc == JX_E_NO_MEMORY ? rc : JX_E_CORRUPT;
}

struct jx_slice row_text(struct jx_slice s)
{
    return s.ptr ? s : JX_LIT("");
}

void row_put_sums(struct jx_buffer *b, uint32_t width, const int64_t *sums)
{
    jx_mp_put_array(b, width);
    for (uint32_t i = 0; i < width; i++)
        jx_mp_put_int(b, sums[i]);
}

void row_get_sums(struct jx_tuple *t, struct jx_mp array, uint32_t width, int64_t *sums)
{
    struct jx_tuple a = jx_tuple_over(array, width);
    for (uint32_t i = 0; i < width; i++)
        jx_tuple_int(&a, &sums[i]);
    if (t->status == JX_OK) t->status = a.status;
}

void row_put_outcome(struct jx_buffer *b, const struct jx_outcome *o)
{
    struct jx_buffer bytes;
    jx_buffer_init(&bytes, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_outcome_encode(o, &bytes);
    jx_mp_put_bin(b, jx_buffer_slice(&bytes));
    if (b->status == JX_OK) b->status = rc;
    jx_buffer_clear(&bytes);
}

void row_get_outcome(struct jx_tuple *t, struct jx_outcome *o)
{
    struct jx_slice bytes = JX_ABSENT;
    jx_tuple_bin(t, JX_HEADER_BYTES_MAX, &bytes);
    if (t->status == JX_OK) t->status = jx_outcome_decode(bytes, o);
}
