/* Who may do what: the county's keys, as the journal's key acts made them. In memory, found by key.
 */
#ifndef JX_BROKER_REGISTRY_H
#define JX_BROKER_REGISTRY_H

#include "../proto/wire/act.h"
#include "../proto/wire/role.h"

struct registry_entry {
    uint8_t key[JX_KEY_BYTES];
    uint32_t roles; /* 0: revoked */
    int64_t from_ms, until_ms;
    uint8_t unit_len;
    char unit[JX_UNIT_CODE_MAX];
    /* What it may still submit at once: see registry_take(). */
    int64_t tokens, tokens_at_ms;
};

struct registry {
    struct registry_entry *entries; /* open addressing; `used` of `room` */
    bool *taken;
    uint32_t room, used;
    /* Every key act in the journal's order; contents from malloc. */
    struct jx_key_record *acts;
    uint32_t act_count, act_room;
};

void registry_init(struct registry *r);
void registry_clear(struct registry *r);
/* Checks a key act before it is appended: known action and roles, a unit, a validity that does not
 * end before it begins (JX_E_FIELD_VALUE); a revocation that would leave no administrator at that
 * time (JX_E_LAST_ADMIN); room (JX_E_ROWS). */
jx_status registry_check(const struct registry *r, const struct jx_key_act *act, int64_t wall_ms);
/* Applies a checked act of the journal and keeps a copy of it. JX_OK or JX_E_NO_MEMORY. */
jx_status registry_apply(struct registry *r, const struct jx_key_record *record);
/* Whether the key is enrolled and not revoked, whatever its validity. */
bool registry_knows(const struct registry *r, const uint8_t key[JX_KEY_BYTES]);
/* Who the key is at that time. JX_OK, JX_E_KEY_UNKNOWN, JX_E_KEY_EARLY, JX_E_KEY_EXPIRED.
 * out->unit borrows from the registry until the next registry_apply(). */
jx_status registry_find(const struct registry *r, const uint8_t key[JX_KEY_BYTES], int64_t wall_ms,
                        struct jx_principal *out);
/* Takes `cost` from what an enrolled key may submit: JX_SUBMISSIONS_AT_ONCE, refilled with
 * JX_SUBMISSIONS_PER_MINUTE. 0, or the milliseconds (monotonic) after which it will be there, and
 * nothing was taken. cost <= JX_SUBMISSIONS_AT_ONCE. */
int64_t registry_take(struct registry *r, const uint8_t key[JX_KEY_BYTES], int64_t cost,
                      int64_t mono_ms);
/* The first act behind that position, as an index into r->acts; r->act_count when there is none. */
uint32_t registry_acts_after(const struct registry *r, uint64_t position);

#endif
