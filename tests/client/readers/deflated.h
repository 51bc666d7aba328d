/* Archives as programs write them: deflated, perhaps with a password. */
#ifndef DEFLATED_H
#define DEFLATED_H

#include "stored_zip.h"

/* Adds nothing of its own. password NULL: none. To be freed with free(). */
struct jx_slice deflated_zip(const struct zip_part *parts, size_t count, const char *password);
/* The same archive, its parts deflated; frees `stored`. */
struct jx_slice deflated(struct jx_slice stored);

#endif
