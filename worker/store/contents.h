/* What was sent, as the store keeps it: compressed. Done before a batch's turn, since nothing
 * should be computed while others wait for the writer. */
#ifndef JX_STORE_CONTENTS_H
#define JX_STORE_CONTENTS_H

#include "../../proto/base/arena.h"

/* A row's value, from the arena: the bytes compressed, or as they are where that saves nothing. The
 * same content may give other bytes with another version of the library. JX_E_NO_MEMORY. */
jx_status content_pack(struct jx_slice content, struct jx_arena *a, struct jx_slice *value);
/* What a row's value holds, its hash unchecked, from the arena. JX_E_CORRUPT, JX_E_VERSION. */
jx_status content_open(struct jx_slice value, struct jx_arena *a, struct jx_slice *out);

#endif
