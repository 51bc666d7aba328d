/* Lists of documents, on a terminal and as JSON. */
#ifndef JX_CLIENT_LISTED_PRINT_H
#define JX_CLIENT_LISTED_PRINT_H

#include "ask.h"
#include "json/write.h"

/* The members of an object that is open. */
void listed_put(const struct jx_listed *l, struct jx_json_writer *w);
/* An array of them on standard output. Returns the exit code. */
int listed_put_all(struct session *s, const struct jx_listed *rows, uint32_t count);
/* A table. JX_OK or the arena's status. */
jx_status listed_print_all(const struct context *ctx, const struct jx_listed *rows, uint32_t count,
                           struct jx_arena *a);

#endif
