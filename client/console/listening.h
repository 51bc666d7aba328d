/* A socket that listens. */
#ifndef JX_CONSOLE_LISTENING_H
#define JX_CONSOLE_LISTENING_H

#include "../../proto/base/status.h"

/* At an address of address.h's kind. Without blocking; the caller closes *out.
 * JX_E_CONFIG (no such address), JX_E_IN_USE, JX_E_PERMISSION, JX_E_DESCRIPTORS: nothing is open.
 */
jx_status listening_open(const char *address, int *out);

#endif
