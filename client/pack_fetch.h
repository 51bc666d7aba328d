/* A rule pack from the county. */
#ifndef JX_CLIENT_PACK_FETCH_H
#define JX_CLIENT_PACK_FETCH_H

#include "session.h"

#include "../worker/rules/pack.h"

/* The pack in force for the record at that position (0: the newest). *out is the caller's and ends
 * with jx_pack_free(). JX_OK, JX_E_NOT_FOUND where there is none, what asking returns, JX_E_RULES.
 */
jx_status pack_fetch(struct session *s, uint64_t position, struct jx_pack **out);

#endif
