/* The certificate that browsers are shown, and its key, as PEM. */
#ifndef JX_CONSOLE_TLS_H
#define JX_CONSOLE_TLS_H

#include "../../proto/base/arena.h"

struct tls_files {
    struct jx_slice certificate, private_key; /* absent: without TLS */
};

/* Reads both, from the arena; without a certificate neither. JX_E_PERMISSION when anybody may read
 * the key, else as jx_file_read(); *about is the path that it is about. */
jx_status tls_read(const char *certificate, const char *private_key, struct jx_arena *a,
                   struct tls_files *out, const char **about);
/* Whether they can be served with: tried once, at a free place of this computer. As tls_read(), and
 * JX_E_FORMAT when they are no certificate and its key. */
jx_status tls_try(const char *certificate, const char *private_key, const char **about);

#endif
