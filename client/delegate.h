/* In whose place something may be done. */
#ifndef JX_CLIENT_DELEGATE_H
#define JX_CLIENT_DELEGATE_H

#include "session.h"

#include "../proto/wire/act.h"

/* The key of who lets this clerk do `act` in her place, by her name or the beginning of her key.
 * Complains. Returns -1, or the exit code. */
int delegate_find(struct session *s, const char *text, enum jx_act act,
                  uint8_t person[JX_KEY_BYTES]);

#endif
