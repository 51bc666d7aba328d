/* A hash table of keys. A public key is random, so its first bytes are the hash. */
#include "registry.h"

#include "../proto/base/limits.h"

#include <assert.h>
#include <stdlib.h>

enum {
    FIRST_ROOM = 64,
    TOKEN = 60000, /* parts of one submission: so many come each millisecond as there are
                      submissions a minute */
};

void registry_init(struct registry *r)
{
    *r = (struct registry){.entries = NULL};
}

static void free_table(struct registry *r)
{
    free(r->entries);
    free(r->taken);
}

void registry_clear(struct registry *r)
{
    for (uint32_t i = 0; i < r->act_count; i++)
        free((char *)(uintptr_t)r->acts[i].content.ptr);
    free(r->acts);
    free_table(r);
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
    struct registry bigger = {.room = r->room ? r->room * 2 : FIRST_ROOM}, old = *r;
    bigger.entries = calloc(bigger.room, sizeof *bigger.entries);
    bigger.taken = calloc(bigger.room, sizeof *bigger.taken);
    if (!bigger.entries || !bigger.taken) {
        free_table(&bigger);
        return JX_E_NO_MEMORY;
    }
    for (uint32_t i = 0; i < r->room; i++) {
        if (!r->taken[i]) continue;
        uint32_t at = slot_of(&bigger, r->entries[i].key);
        bigger.entries[at] = r->entries[i];
        bigger.taken[at] = true;
    }
    r->entries = bigger.entries; /* the acts stay */
    r->taken = bigger.taken;
    r->room = bigger.room;
    free_table(&old);
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

static bool is_valid(const struct registry_entry *e, int64_t wall_ms)
{
    return wall_ms >= e->from_ms && (e->until_ms == 0 || wall_ms < e->until_ms);
}

/* Whether somebody else is administrator now and stays it. */
static bool has_other_admin(const struct registry *r, struct jx_slice key, int64_t wall_ms)
{
    for (uint32_t i = 0; i < r->room; i++) {
        const struct registry_entry *e = &r->entries[i];
        bool other = r->taken[i] && memcmp(e->key, key.ptr, JX_KEY_BYTES) != 0;
        if (other && (e->roles & JX_ROLE_admin) && is_valid(e, wall_ms) && e->until_ms == 0)
            return true;
    }
    return false;
}

static jx_status check_enrolment(const struct jx_key_act *act)
{
    /* A department without a code would reach every unit, since every code begins with none. */
    bool has_unit = act->unit.len > 0;
    bool has_time = act->until_ms == 0 || act->until_ms > act->from_ms;
    return has_unit && has_time && roles_of(act) != 0 ? JX_OK : JX_E_FIELD_VALUE;
}

jx_status registry_check(const struct registry *r, const struct jx_key_act *act, int64_t wall_ms)
{
    bool enrols = jx_slice_eq(act->action, JX_LIT("enrol"));
    if (!enrols && !jx_slice_eq(act->action, JX_LIT("revoke"))) return JX_E_FIELD_VALUE;
    if (r->act_count >= JX_KEY_ACTS_MAX) return JX_E_ROWS;
    jx_status rc = enrols ? check_enrolment(act) : JX_OK;
    if (rc != JX_OK) return rc;
    bool stays = enrols && (roles_of(act) & JX_ROLE_admin) && act->until_ms == 0 &&
                 act->from_ms <= wall_ms;
    struct jx_principal now;
    bool is_admin = registry_find(r, (const uint8_t *)act->public_key.ptr, wall_ms, &now) ==
                        JX_OK &&
                    (now.roles & JX_ROLE_admin);
    return !is_admin || stays || has_other_admin(r, act->public_key, wall_ms) ? JX_OK
                                                                              : JX_E_LAST_ADMIN;
}

/* ---- what the journal says ---- */

static jx_status keep_act(struct registry *r, const struct jx_key_record *record)
{
    if (r->act_count == r->act_room) {
        uint32_t room = r->act_room ? r->act_room * 2 : FIRST_ROOM;
        struct jx_key_record *acts = realloc(r->acts, room * sizeof *acts);
        if (!acts) return JX_E_NO_MEMORY;
        r->acts = acts;
        r->act_room = room;
    }
    char *content = malloc(record->content.len);
    if (!content) return JX_E_NO_MEMORY;
    memcpy(content, record->content.ptr, record->content.len);
    r->acts[r->act_count] = *record;
    r->acts[r->act_count++].content = jx_slice_at(content, record->content.len);
    return JX_OK;
}

static void change(struct registry *r, const struct jx_key_act *act)
{
    assert(r->taken && r->used < r->room);
    uint32_t at = slot_of(r, (const uint8_t *)act->public_key.ptr);
    struct registry_entry *e = &r->entries[at];
    if (!r->taken[at]) {
        r->taken[at] = true;
        r->used++;
        memcpy(e->key, act->public_key.ptr, JX_KEY_BYTES);
        e->tokens = JX_SUBMISSIONS_AT_ONCE * TOKEN;
    }
    bool enrols = jx_slice_eq(act->action, JX_LIT("enrol"));
    e->roles = enrols ? roles_of(act) : 0;
    e->from_ms = act->from_ms;
    e->until_ms = act->until_ms;
    e->unit_len = (uint8_t)act->unit.len;
    memcpy(e->unit, act->unit.ptr, act->unit.len);
}

jx_status registry_apply(struct registry *r, const struct jx_key_record *record)
{
    struct jx_key_act act;
    jx_status rc = jx_key_act_decode(record->content, &act);
    if (rc == JX_OK && (r->room == 0 || r->used * 2 >= r->room)) rc = grow(r);
    if (rc == JX_OK) rc = keep_act(r, record);
    if (rc == JX_OK) change(r, &act);
    return rc;
}

/* ---- looking ---- */

static struct registry_entry *entry_of(const struct registry *r, const uint8_t key[JX_KEY_BYTES])
{
    if (r->room == 0) return NULL;
    uint32_t at = slot_of(r, key);
    return r->taken[at] && r->entries[at].roles != 0 ? &r->entries[at] : NULL;
}

bool registry_knows(const struct registry *r, const uint8_t key[JX_KEY_BYTES])
{
    return entry_of(r, key) != NULL;
}

jx_status registry_find(const struct registry *r, const uint8_t key[JX_KEY_BYTES], int64_t wall_ms,
                        struct jx_principal *out)
{
    const struct registry_entry *e = entry_of(r, key);
    if (!e) return JX_E_KEY_UNKNOWN;
    if (!is_valid(e, wall_ms)) return wall_ms < e->from_ms ? JX_E_KEY_EARLY : JX_E_KEY_EXPIRED;
    memcpy(out->key, key, JX_KEY_BYTES);
    out->roles = e->roles;
    out->unit = jx_slice_at(e->unit, e->unit_len);
    return JX_OK;
}

int64_t registry_take(struct registry *r, const uint8_t key[JX_KEY_BYTES], int64_t cost,
                      int64_t mono_ms)
{
    struct registry_entry *e = entry_of(r, key);
    assert(e && cost <= JX_SUBMISSIONS_AT_ONCE);
    int64_t most = JX_SUBMISSIONS_AT_ONCE * TOKEN;
    int64_t past = mono_ms - e->tokens_at_ms;
    /* Full again after so long, and the product stays small. */
    bool full = past < 0 || past > most / JX_SUBMISSIONS_PER_MINUTE;
    int64_t tokens = full ? most : e->tokens + past * JX_SUBMISSIONS_PER_MINUTE;
    e->tokens = tokens < most ? tokens : most;
    e->tokens_at_ms = mono_ms;
    int64_t missing = cost * TOKEN - e->tokens;
    if (missing > 0) return (missing + JX_SUBMISSIONS_PER_MINUTE - 1) / JX_SUBMISSIONS_PER_MINUTE;
    e->tokens -= cost * TOKEN;
    return 0;
}

uint32_t registry_acts_after(const struct registry *r, uint64_t position)
{
    uint32_t low = 0, high = r->act_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->acts[middle].position <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
