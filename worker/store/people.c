/* Keys and delegations as rows, and asking for them. */
#include "people.h"

#include "inside.h"
#include "row_body.h"

#include "../../proto/base/text.h"
#include "../../proto/wire/role.h"

/* ---- whose key it is ---- */

static struct key key_of_enrolment(const uint8_t key[JX_KEY_BYTES], uint64_t position)
{
    struct key k = {.len = JX_KEY_BYTES};
    memcpy(k.bytes, key, JX_KEY_BYTES);
    key_put_position(&k, position);
    return k;
}

static uint32_t roles_of(const struct jx_key_act *act)
{
    uint32_t roles = 0;
    for (uint32_t i = 0; i < act->role_count; i++)
        roles |= jx_role_of_name(act->roles[i]);
    return roles;
}

jx_status enrolment_fold(struct kv_tx *tx, uint64_t position, struct jx_slice content,
                         struct jx_buffer room[2])
{
    struct jx_key_act act;
    if (jx_key_act_decode(content, &act) != JX_OK) return JX_OK;
    if (!jx_slice_eq(act.action, JX_LIT("enrol"))) return JX_OK; /* it stays that person's */
    struct key k = key_of_enrolment((const uint8_t *)act.public_key.ptr, position);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 3);
    jx_mp_put_text(room, jx_utf8_head(row_text(act.name), STORE_PERSON_NAME_MAX));
    jx_mp_put_text(room, row_text(act.unit));
    jx_mp_put_uint(room, roles_of(&act));
    return row_put_body(tx, TABLE_ENROLMENTS, key_slice(&k), room);
}

static jx_status read_person(struct jx_slice body, struct jx_arena *a, struct store_person *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    uint64_t roles = 0;
    jx_status rc = row_start(body, 3, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_text(&t, STORE_PERSON_NAME_MAX, &out->name);
        jx_tuple_text(&t, JX_UNIT_CODE_MAX, &out->unit);
        jx_tuple_uint(&t, UINT32_MAX, &roles);
    }
    rc = row_finish(&tree, rc, &t);
    out->roles = (uint32_t)roles;
    if (rc == JX_OK) out->name = query_copy(a, out->name, &rc);
    if (rc == JX_OK) out->unit = query_copy(a, out->unit, &rc);
    return rc;
}

jx_status person_at(struct kv_tx *tx, const uint8_t key[JX_KEY_BYTES], uint64_t position,
                    struct jx_arena *a, struct store_person *out)
{
    struct kv_cursor *c = NULL;
    struct key behind = key_of_enrolment(key, position + 1);
    struct jx_slice found, value, body;
    *out = (struct store_person){.name = JX_LIT(""), .unit = JX_LIT("")};
    memcpy(out->key, key, JX_KEY_BYTES);
    jx_status rc = kv_cursor_open(tx, TABLE_ENROLMENTS, &c);
    if (rc == JX_OK) rc = kv_seek_before(c, key_slice(&behind), &found, &value);
    if (rc == JX_OK && !jx_starts_with(found, jx_slice_at(key, JX_KEY_BYTES))) rc = JX_E_NOT_FOUND;
    if (rc == JX_OK) rc = row_open(TABLE_ENROLMENTS, found, value, &body);
    if (rc == JX_OK) rc = read_person(body, a, out);
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

/* ---- in another's place ---- */

jx_status delegation_put(struct kv_tx *tx, const uint8_t from[JX_KEY_BYTES],
                         const struct row_delegation *d, struct jx_buffer room[2])
{
    struct key k = {.len = 2 * (size_t)JX_KEY_BYTES};
    memcpy(k.bytes, from, JX_KEY_BYTES);
    memcpy(k.bytes + JX_KEY_BYTES, d->what.to, JX_KEY_BYTES);
    jx_buffer_reset(room);
    jx_mp_put_array(room, 4);
    jx_mp_put_uint(room, d->position);
    jx_mp_put_uint(room, d->what.acts);
    jx_mp_put_int(room, d->what.until_ms);
    jx_mp_put_text(room, row_text(d->unit));
    return row_put_body(tx, TABLE_DELEGATIONS, key_slice(&k), room);
}

jx_status delegation_read(struct jx_slice key, struct jx_slice body, uint8_t from[JX_KEY_BYTES],
                          struct row_delegation *out)
{
    struct jx_mp_tree tree;
    struct jx_tuple t;
    if (key.len != 2 * (size_t)JX_KEY_BYTES) return JX_E_CORRUPT;
    memcpy(from, key.ptr, JX_KEY_BYTES);
    *out = (struct row_delegation){.position = 0};
    memcpy(out->what.to, key.ptr + JX_KEY_BYTES, JX_KEY_BYTES);
    jx_status rc = row_start(body, 4, &tree, &t);
    if (rc == JX_OK) {
        jx_tuple_uint(&t, UINT64_MAX, &out->position);
        jx_tuple_uint(&t, UINT64_MAX, &out->what.acts);
        jx_tuple_int(&t, &out->what.until_ms);
        jx_tuple_text(&t, JX_UNIT_CODE_MAX, &out->unit);
    }
    return row_finish(&tree, rc, &t);
}

/* ---- asking ---- */

static jx_status copy_delegation(struct kv_tx *tx, const uint8_t from[JX_KEY_BYTES],
                                 const struct row_delegation *row, struct jx_arena *a,
                                 struct store_delegation *out)
{
    *out = (struct store_delegation){.position = row->position, .what = row->what};
    jx_status rc = person_at(tx, from, row->position, a, &out->from);
    if (rc == JX_OK) rc = person_at(tx, row->what.to, row->position, a, &out->to);
    if (rc == JX_OK) out->unit = query_copy(a, row->unit, &rc);
    return rc;
}

static jx_status read_delegations(struct kv_tx *tx, struct jx_arena *a,
                                  struct store_delegation **out, uint32_t *count)
{
    struct kv_cursor *c = NULL;
    struct jx_slice key, value, body;
    *out = jx_arena_array(a, STORE_LIST_MAX, sizeof **out);
    if (!*out) return jx_arena_failure(a);
    jx_status rc = kv_cursor_open(tx, TABLE_DELEGATIONS, &c);
    if (rc == JX_OK) rc = kv_seek(c, JX_ABSENT, &key, &value);
    while (rc == JX_OK && *count < STORE_LIST_MAX) {
        uint8_t from[JX_KEY_BYTES];
        struct row_delegation row;
        rc = row_open(TABLE_DELEGATIONS, key, value, &body);
        if (rc == JX_OK) rc = delegation_read(key, body, from, &row);
        if (rc == JX_OK) rc = copy_delegation(tx, from, &row, a, &(*out)[*count]);
        if (rc == JX_OK) ++*count;
        if (rc == JX_OK) rc = kv_next(c, &key, &value);
    }
    kv_cursor_close(&c);
    return rc == JX_E_NOT_FOUND ? JX_OK : rc;
}

jx_status store_delegations(struct store *st, struct jx_arena *a, struct store_delegation **out,
                            uint32_t *count, uint64_t *position)
{
    struct kv_tx *tx = NULL;
    struct row_state state;
    *out = NULL;
    *count = 0;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    if (rc == JX_OK) rc = read_delegations(tx, a, out, count);
    kv_abort(&tx);
    if (rc == JX_OK) *position = state.position;
    return rc;
}
