/* Which process may write to the store: a lock that is taken without waiting and that names its
 * holder. LMDB's own would make the others wait for a process that was stopped; this one lets them
 * go on answering queries and say whom they wait for. The kernel takes it back when its holder
 * ends. */
#ifndef JX_STORE_TURN_H
#define JX_STORE_TURN_H

#include "../../proto/base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct turn {
    int fd; /* of the file "turn" in the store's folder; -1: none */
};

/* JX_E_PERMISSION, JX_E_IO. *t is to be closed whatever the outcome. */
jx_status turn_open(struct turn *t, const char *dir);
/* The same for another file of the folder, of which parts are taken. */
jx_status turn_open_parts(struct turn *t, const char *dir, const char *name);
void turn_close(struct turn *t);
/* False: another process has it. */
bool turn_take(const struct turn *t);
void turn_give(const struct turn *t);
/* The same for one of 2^62 parts. */
bool turn_take_part(const struct turn *t, uint64_t part);
void turn_give_part(const struct turn *t, uint64_t part);
int64_t turn_holder_of_part(const struct turn *t, uint64_t part);
/* The id of the other process that has it; 0: none. */
int64_t turn_holder(const struct turn *t);

#endif
