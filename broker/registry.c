/* A hash table of keys. A public key is random, so its first bytes are the hash. */
#include "registry.h"

#include <assert.h>
#include <stdlib.h>

enum { FIRST_ROOM = 64 };

void registry_init(struct registry *r)
{
    *r = (struct registry){.entries = NULL};
}

void registry_clear(struct registry *r)
{
    free(r->entries);
    free(r->taken);
    registry_init(r);
}

/* The slot that holds the key or would. The table always has a free one. */
static uint32_t slot_of(const struct registry *r, const uint8_t key[JX_KEY_BYTES])
{
    uint32_t hash;
    memcpy(&hash, key, sizeof hash);
    uint32_t at = hash & (r->room - 1);
    while (r->taken[at] && memcmp(r->entries[at].key, key, JX_KEY_BYTES) != 0)
        at = (at + 1) & (r->room - 1);
    return at;
}

static jx_status grow(struct registry *r)
{
    struct registry bigger = {.room = r->room ? r->room * 2 : FIRST_ROOM, .used = r->used};
    bigger.entries = calloc(bigger.room, sizeof *bigger.entries);
    bigger.taken = calloc(bigger.room, sizeof *bigger.taken);
    if (!bigger.entries || !bigger.taken) {
        registry_clear(&bigger);
        return JX_E_NO_MEMORY;
    }
    for (uint32_t i = 0; i < r->room; i++) {
        if (!r->taken[i]) continue;
        uint32_t at = slot_of(&bigger, r->entries[i].key);
        bigger.entries[at] = r->entries[i];
        bigger.taken[at] = true;
    }
    struct registry old = *r;
    *r = bigger;
    registry_clear(&old);
    return JX_OK;
}

static uint32_t roles_of(const struct jx_key_act *act)
{
    uint32_t roles = 0;
    for (uint32_t i = 0; i < act->role_count; i++) {
        uint32_t role = jx_role_of_name(act->roles[i]);
        if (role == 0) return 0;
        roles |= role;
    }
    return roles;
}

jx_status registry_check(const struct jx_key_act *act)
{
    if (jx_slice_eq(act->action, JX_LIT("revoke"))) return JX_OK;
    bool enrols = jx_slice_eq(act->action, JX_LIT("enrol"));
    /* A department without a code would reach every unit, since every code begins with none. */
    bool has_unit = act->unit.len > 0;
    return enrols && has_unit && roles_of(act) != 0 ? JX_OK : JX_E_FIELD_VALUE;
}

jx_status registry_apply(struct registry *r, const struct jx_key_act *act)
{
    if (r->room == 0 || r->used * 2 >= r->room) {
        jx_status rc = grow(r);
        if (rc != JX_OK) return rc;
    }
    assert(r->taken && r->used < r->room);
    uint32_t at = slot_of(r, (const uint8_t *)act->public_key.ptr);
    struct registry_entry *e = &r->entries[at];
    if (!r->taken[at]) {
        r->taken[at] = true;
        r->used++;
        memcpy(e->key, act->public_key.ptr, JX_KEY_BYTES);
    }
    bool enrols = jx_slice_eq(act->action, JX_LIT("enrol"));
    e->roles = enrols ? roles_of(act) : 0;
    e->unit_len = (uint8_t)act->unit.len;
    memcpy(e->unit, act->unit.ptr, act->unit.len);
    return JX_OK;
}

bool registry_find(const struct registry *r, const uint8_t key[JX_KEY_BYTES],
                   struct jx_principal *out)
{
    if (r->room == 0) return false;
    uint32_t at = slot_of(r, key);
    if (!r->taken[at] || r->entries[at].roles == 0) return false;
    memcpy(out->key, key, JX_KEY_BYTES);
    out->roles = r->entries[at].roles;
    out->unit = jx_slice_at(r->entries[at].unit, r->entries[at].unit_len);
    return true;
}
