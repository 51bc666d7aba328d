/* The findings of a server's --check-config: a line each on standard output, and the exit code that
 * the worst of them asks for. */
#ifndef JX_NET_CHECKING_H
#define JX_NET_CHECKING_H

#include "../base/status.h"

#include <stdint.h>

/* Zeroed to begin with. */
struct jx_checking {
    int exit_code; /* 0; 2: the configuration is wrong, or names what is not there; 4: this machine
                    */
};

/* "ok     WHAT: FOUND" when `rc` is JX_OK, else "wrong  WHAT: sentence (name): ADVICE". */
void jx_check(struct jx_checking *c, const char *what, jx_status rc, const char *found,
              const char *advice);
/* "note   WHAT: TEXT": it serves, but not as one might think. */
void jx_check_note(const char *what, const char *text);

/* A secret file: readable by its owner alone. */
void jx_check_secret(struct jx_checking *c, const char *path);
/* A folder that is there and that only its owner may write to; its disk has `least` bytes free. */
void jx_check_folder(struct jx_checking *c, const char *path, uint64_t least);

#endif
