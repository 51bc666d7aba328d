/* Small rows as bytes and back: the position, decisions, years, events, names, sums. */
#include "row_body.h"

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
    rc = row_start(body, 3, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, UINT64_MAX, &out->format);
        jx_tuple_uint(&t, UINT64_MAX, &out->position);
        jx_tuple_fixed(&t, JX_JOURNAL_ID_BYTES, out->journal);
    }
    rc = row_finish(&tree, rc, &t);
    return rc == JX_OK && out->format > STORE_FORMAT ? JX_E_VERSION : rc;
}

jx_status state_put(struct kv_tx *tx, const struct row_state *s, struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    jx_mp_put_array(room, 3);
    jx_mp_put_uint(room, STORE_FORMAT);
    jx_mp_put_uint(room, s->position);
    jx_mp_put_bin(room, jx_slice_at(s->journal, JX_JOURNAL_ID_BYTES));
    return row_put_body(tx, TABLE_META, state_key, room);
}

/* ---- decisions, years, events ---- */

bool has_decision_row(enum jx_act kind)
{
    return jx_is_decision(kind) || kind == JX_ACT_MASTER || kind == JX_ACT_RUN;
}

jx_status decision_read(struct jx_slice body, struct row_decision *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_decision){.target = 0};
    jx_status rc = row_start(body, 2, &tree, &t);
    if (rc == JX_OK) {
        row_get_outcome(&t, &out->outcome);
        jx_tuple_uint(&t, UINT64_MAX, &out->target);
    }
    return row_finish(&tree, rc, &t);
}

jx_status decision_put(struct kv_tx *tx, uint64_t position, const struct row_decision *d,
                       struct jx_buffer room[2])
{
    struct key k = key_of_position(position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 2);
    row_put_outcome(room, &d->outcome);
    jx_mp_put_uint(room, d->target);
    return row_put_body(tx, TABLE_DECISIONS, key_slice(&k), room);
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
    jx_status rc = row_start(body, 5, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, UINT64_MAX, &out->closed);
        jx_tuple_uint(&t, UINT64_MAX, &out->asked);
        jx_tuple_fixed(&t, JX_KEY_BYTES, out->asker);
        jx_tuple_uint(&t, UINT64_MAX, &out->by_tree);
        jx_tuple_uint(&t, UINT64_MAX, &out->run);
    }
    return row_finish(&tree, rc, &t);
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
    jx_mp_put_array(room, 5);
    jx_mp_put_uint(room, y->closed);
    jx_mp_put_uint(room, y->asked);
    jx_mp_put_bin(room, jx_slice_at(y->asker, JX_KEY_BYTES));
    jx_mp_put_uint(room, y->by_tree);
    jx_mp_put_uint(room, y->run);
    return row_put_body(tx, TABLE_YEARS, key_slice(&k), room);
}

jx_status event_read(struct jx_slice body, struct row_event *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    uint64_t state = 0;
    *out = (struct row_event){.act = 0};
    jx_status rc = row_start(body, 2, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, JX_STATE_COUNT - 1, &state);
        jx_tuple_uint(&t, 255, &out->act);
    }
    out->state = (enum jx_state)state;
    return row_finish(&tree, rc, &t);
}

jx_status event_put(struct kv_tx *tx, struct jx_slice key, const struct row_event *e,
                    struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    jx_mp_put_array(room, 2);
    jx_mp_put_uint(room, e->state);
    jx_mp_put_uint(room, e->act);
    return row_put_body(tx, TABLE_EVENTS, key, room);
}

/* ---- small rows ---- */

jx_status position_read(struct jx_slice body, uint64_t *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    jx_status rc = row_start(body, 1, &tree, &t);
    if (rc == JX_OK) jx_tuple_uint(&t, UINT64_MAX, out);
    return row_finish(&tree, rc, &t);
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
    return row_put_body(tx, t, key, room);
}

jx_status name_read(struct jx_slice body, struct row_name *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    *out = (struct row_name){JX_LIT(""), 0};
    jx_status rc = row_start(body, 2, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_text(&t, JX_NAME_MAX, &out->name);
        jx_tuple_uint(&t, UINT64_MAX, &out->position);
    }
    return row_finish(&tree, rc, &t);
}

jx_status name_put(struct kv_tx *tx, struct jx_slice unit, const struct row_name *n,
                   struct jx_buffer room[2])
{
    struct key k = key_of_unit(unit);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 2);
    jx_mp_put_text(room, n->name);
    jx_mp_put_uint(room, n->position);
    return row_put_body(tx, TABLE_NAMES, key_slice(&k), room);
}

jx_status sums_read(struct jx_slice body, uint32_t width, int64_t *sums)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    jx_status rc = row_start(body, width, &tree, &t);
    if (rc == JX_OK) row_get_sums(&t, tree.root, width, sums);
    return row_finish(&tree, rc, &t);
}

jx_status sums_put(struct kv_tx *tx, enum table t, struct jx_slice key, uint32_t width,
                   const int64_t *sums, struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    row_put_sums(room, width, sums);
    return row_put_body(tx, t, key, room);
}

static bool is_narrow(jx_int128 sum)
{
    return sum >= INT64_MIN && sum <= INT64_MAX;
}

enum { WIDE_BYTES = sizeof(jx_int128) };

/* Its bytes, the highest first. */
static void put_wide(struct jx_buffer *b, jx_int128 sum)
{
    char bytes[WIDE_BYTES];
    for (unsigned i = 0; i < WIDE_BYTES; i++)
        bytes[i] = (char)(unsigned char)(sum >> 8 * (WIDE_BYTES - 1 - i));
    jx_mp_put_bin(b, jx_slice_at(bytes, WIDE_BYTES));
}

static jx_status get_wide(struct jx_mp v, jx_int128 *sum)
{
    int64_t narrow;
    struct jx_slice bytes;
    jx_uint128 bits = 0;
    if (jx_mp_int(v, &narrow)) {
        *sum = narrow;
        return JX_OK;
    }
    if (!jx_mp_bin(v, &bytes) || bytes.len != WIDE_BYTES) return JX_E_FORMAT;
    for (unsigned i = 0; i < WIDE_BYTES; i++)
        bits = bits << 8 | (unsigned char)bytes.ptr[i];
    *sum = (jx_int128)bits;
    return is_narrow(*sum) ? JX_E_FORMAT : JX_OK;
}

jx_status wide_sums_read(struct jx_slice body, uint32_t width, jx_int128 *sums)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    jx_status rc = row_start(body, width, &tree, &t);
    for (uint32_t i = 0; rc == JX_OK && i < width && t.status == JX_OK; i++)
        t.status = get_wide(jx_tuple_any(&t), &sums[i]);
    return row_finish(&tree, rc, &t);
}

jx_status wide_sums_put(struct kv_tx *tx, enum table t, struct jx_slice key, uint32_t width,
                        const jx_int128 *sums, struct jx_buffer room[2])
{
    jx_buffer_reset(room);
    jx_mp_put_array(room, width);
    for (uint32_t i = 0; i < width; i++)
        if (is_narrow(sums[i]))
            jx_mp_put_int(room, (int64_t)sums[i]);
        else
            put_wide(room, sums[i]);
    return row_put_body(tx, t, key, room);
}
