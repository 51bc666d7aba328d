/* What `jixiao admin` is made of: its options, and how an act of an administrator is sent. */
#ifndef JX_CLIENT_ADMIN_H
#define JX_CLIENT_ADMIN_H

#include "session.h"

#include "../proto/wire/master.h"

struct admin_wishes {
    const char *unit, *role, *name, *why, *due, *period;
    int64_t from_ms, until_ms;
    uint32_t year;
    bool history, dry_run, replace, used;
};

struct admin {
    struct context *ctx;
    struct admin_wishes wishes;
    struct session session;
    uint8_t nonce[JX_NONCE_BYTES];
};

/* Sends one act and says what became of it. It does not go through the outbox: an administrator
 * wants to know now, and a second attempt is a new act. Returns the exit code. */
int admin_send(struct admin *s, enum jx_act kind, struct jx_slice content, const char *what);

/* Whether there is such a table, and a year just where it is by year: -1, or complains on behalf of
 * `action` and returns the exit code. */
int admin_check_table(const struct admin *s, const char *action, const char *name,
                      enum jx_master table);

/* Actions on lists of master data, with what stands behind their names. Return the exit code. */
int admin_load(struct admin *s, char *const *arguments);
int admin_list_table(struct admin *s, char *const *arguments);
int admin_expect(struct admin *s, char *const *arguments);

#endif
