/* The structure of an LMDB file, checked without LMDB. LMDB trusts its pages: a flipped bit in one
 * makes it read past the map, end the process by an assertion, or give out a page that is in use,
 * and then the damage spreads. So nothing is asked of LMDB before these checks have passed. What
 * stands in the values is their owners' to check; they carry hashes.
 *
 * The format is that of LMDB 0.9 on a little-endian machine with 64-bit numbers. */
#ifndef JX_KV_PAGES_H
#define JX_KV_PAGES_H

#include "../base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { PAGES_TEXT = 256 };

/* What is wrong and where, for a person: "page 17, leaf of table records: ...". English. */
struct pages_damage {
    char text[PAGES_TEXT]; /* "" when nothing is */
};

/* The two pages that say where everything is. JX_E_CORRUPT with *damage filled in; JX_E_VERSION for
 * a file of another LMDB; JX_E_IO. May run while others write. */
jx_status pages_check_heads(int fd, struct pages_damage *damage);

/* Every page that the transaction `txn` can reach: its kind, its nodes, the order of its keys, that
 * it is reached once and is not listed as free, and that the counts agree. `deep` also reads the
 * headers of pages that hold nothing but one large value. The caller holds a reading transaction of
 * that number, so that none of these pages is written meanwhile. JX_E_CORRUPT; JX_E_IO;
 * JX_E_NO_MEMORY; JX_E_BUSY: the file has gone two transactions on, and the caller should begin a
 * newer one. */
jx_status pages_check(int fd, uint64_t txn, bool deep, struct pages_damage *damage);

#endif
