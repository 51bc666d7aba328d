/* Who may act in whose place, as the journal's delegations made it. In memory. */
#ifndef JX_BROKER_DELEGATIONS_H
#define JX_BROKER_DELEGATIONS_H

#include "../proto/wire/delegation.h"

struct delegation {
    uint8_t from[JX_KEY_BYTES];
    struct jx_delegation what;
};

struct delegations {
    struct delegation *items;
    uint32_t count, room;
};

void delegations_clear(struct delegations *d);
/* Whether there is room for one more: JX_OK, JX_E_ROWS. */
jx_status delegations_check(const struct delegations *d, const uint8_t from[JX_KEY_BYTES],
                            const struct jx_delegation *what, int64_t wall_ms);
/* Applies a checked act of the journal, in its order. JX_OK or JX_E_NO_MEMORY. */
jx_status delegations_apply(struct delegations *d, const uint8_t from[JX_KEY_BYTES],
                            const struct jx_delegation *what, int64_t time_ms);
/* Whether `from` lets `to` do that at this time. */
bool delegations_allow(const struct delegations *d, const uint8_t from[JX_KEY_BYTES],
                       const uint8_t to[JX_KEY_BYTES], enum jx_act act, int64_t wall_ms);

#endif
