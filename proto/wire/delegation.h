/* Delegation: one key lets another act in its place, for a stated time and stated acts. A decision
 * of kind DELEGATE; its arguments are
 *
 *   whom       the other's public key, 64 hex digits
 *   to what    names of acts (jx_act_name()) with single spaces between; none ends the delegation
 *   until when the last day, "2026-12-31", by China Standard Time; "" where it ends
 *
 * Of one key to another the last delegation holds. Who acts in another's place says so in the
 * header of the act, and may do what that other may at that moment. */
#ifndef JX_WIRE_DELEGATION_H
#define JX_WIRE_DELEGATION_H

#include "decision.h"

struct jx_delegation {
    uint8_t to[JX_KEY_BYTES];
    uint64_t acts;    /* bit n: the act of number n; 0: it ends */
    int64_t until_ms; /* the first moment behind it; 0 where it ends */
};

/* Decisions on documents. What takes two persons, keys, lists and delegating itself are nobody
 * else's; submitting needs no delegation, since every key of a unit may submit for it. */
bool jx_may_be_delegated(enum jx_act act);

/* JX_E_FIELD_VALUE for a key, an act or a day that is none. */
jx_status jx_delegation_read(const struct jx_decision *d, struct jx_delegation *out);

static inline bool jx_delegation_covers(uint64_t acts, enum jx_act act)
{
    return (unsigned)act < 64 && (acts >> (unsigned)act & 1);
}

#endif
