/* Who may do what: the county's keys, as the journal's key acts made them. In memory, found by key.
 */
#ifndef JX_BROKER_REGISTRY_H
#define JX_BROKER_REGISTRY_H

#include "../proto/wire/act.h"
#include "../proto/wire/role.h"

struct registry_entry {
    uint8_t key[JX_KEY_BYTES];
    uint32_t roles; /* 0: revoked */
    uint8_t unit_len;
    char unit[JX_UNIT_CODE_MAX];
};

struct registry {
    struct registry_entry *entries; /* open addressing; `used` of `room` */
    bool *taken;
    uint32_t room, used;
};

void registry_init(struct registry *r);
void registry_clear(struct registry *r);
/* Checks a key act as far as it can be checked by itself: action, known roles, a unit. */
jx_status registry_check(const struct jx_key_act *act);
/* Applies a checked act. JX_OK or JX_E_NO_MEMORY. */
jx_status registry_apply(struct registry *r, const struct jx_key_act *act);
/* False when the key is not enrolled or was revoked. out->unit borrows from the registry until the
 * next registry_apply(). */
bool registry_find(const struct registry *r, const uint8_t key[JX_KEY_BYTES],
                   struct jx_principal *out);

#endif
