/* What a key may be. A key has a set of roles; what each may send and read is the one
 * table of access.h. */
#ifndef JX_WIRE_ROLE_H
#define JX_WIRE_ROLE_H

#include "../base/slice.h"

#include <stdint.h>

/* Numbers are kept for ever: they stand in journals and messages. */
#define JX_ROLES(X)                                                                                \
    X(township, 0)   /* a township finance office or unit: submits and reads its own */            \
    X(department, 1) /* a supervising department: submits and reads for units under its code */    \
    X(county, 2)     /* the county finance bureau: submits for and reads every unit */             \
    X(supervisor, 3) /* reads every unit, changes nothing */                                       \
    X(worker, 4)     /* takes leases, answers queries */                                           \
    X(admin, 5)      /* keys and rule packs */                                                     \
    X(monitor, 6)    /* what the broker measures, and nothing of any unit */

enum {
#define X(name, bit) JX_ROLE_##name = 1 << bit,
    JX_ROLES(X)
#undef X
};

/* 0 when there is no such role. */
uint32_t jx_role_of_name(struct jx_slice name);
/* "township" for one role's bit; "" for anything else. */
const char *jx_role_name(uint32_t bit);
enum { JX_ROLE_BITS = 7 };

/* Who sends a message: the key's registry entry. */
struct jx_principal {
    uint8_t key[32];
    struct jx_slice unit;
    uint32_t roles;
};

#endif
