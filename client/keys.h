/* The county's keys, as its journal has them: for `jixiao admin list`. */
#ifndef JX_CLIENT_KEYS_H
#define JX_CLIENT_KEYS_H

#include "session.h"

/* Prints the keys of units whose code begins with `unit` ("" or NULL: all): who has which role from
 * when to when, since when it is so, by whom and why; with `history` every act that led there, in
 * the journal's order. A table, or JSON. Returns the exit code. */
int keys_list(struct session *s, const char *unit, bool history);

#endif
