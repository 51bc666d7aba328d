/* The part of a notation that is more than a sign, digits and a unit. */
#ifndef JX_RULES_NOTATION_NUMBER_H
#define JX_RULES_NOTATION_NUMBER_H

#include "units.h"

/* A number with whatever compares it, its frequency, or a range of two; the text has no white space
 * at its ends. False, and *n as it was, for anything else. n->text is kept. */
bool jx_notation_read_number(struct jx_slice s, struct jx_notation *n);

void jx_notation_set_unit(struct jx_notation *n, const struct jx_unit *u, struct jx_slice unit);

#endif
