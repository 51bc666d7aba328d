/* The outbox: acts that are on this computer's disk and not yet known to be on the county's; and
 * the receipts of those that are. What is put here survives a power cut; a file leaves only after
 * its receipt is kept.
 *
 *   HOME/outbox/<id>.act        [1, header bin, content bin, label, project]
 *   HOME/receipts/<id>.receipt  a receipt (proto/wire/record.h) */
#ifndef JX_CLIENT_OUTBOX_H
#define JX_CLIENT_OUTBOX_H

#include "../proto/base/limits.h"
#include "../proto/wire/record.h"

enum { OUTBOX_PATH_MAX = 4096, ID_HEX = 2 * JX_HASH_BYTES + 1 };

struct outbox_act {
    struct jx_hash id;
    struct jx_slice header, content; /* in the arena */
    struct jx_slice label;           /* the file it came from, for people */
    struct jx_slice project;
};

/* Makes the folders below `home`. JX_E_CONFIG when home is ""; JX_E_PERMISSION, JX_E_IO ... */
jx_status outbox_open(const char *home);
/* How many more acts may be put there: JX_OUTBOX_MAX less what waits. */
jx_status outbox_room(const char *home, uint32_t *room);
/* Writes an act durably; one that is already there is left as it is. */
jx_status outbox_put(const char *home, const struct outbox_act *act);
/* Every act, oldest first. Damaged files are left out and counted in *damaged. JX_E_VERSION when a
 * newer program wrote one: it knows better what is to be sent. */
jx_status outbox_read(const char *home, struct jx_arena *a, struct outbox_act **acts,
                      uint32_t *count, uint32_t *damaged);
jx_status outbox_remove(const char *home, const struct jx_hash *id);

/* Keeps a receipt durably; *path is where, for people. */
jx_status receipt_keep(const char *home, const struct jx_hash *id, struct jx_slice receipt,
                       char path[OUTBOX_PATH_MAX]);
/* JX_E_NOT_FOUND. From the arena. */
jx_status receipt_read(const char *home, const struct jx_hash *id, struct jx_arena *a,
                       struct jx_slice *receipt);
/* The id that `text` means: 64 hex digits, or at least 6 that begin exactly one id among receipts
 * and outbox. JX_E_NOT_FOUND when there is none, JX_E_USAGE when it is no hex or there are several.
 */
jx_status id_resolve(const char *home, const char *text, struct jx_hash *id);

#endif
