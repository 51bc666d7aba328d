/* The words around a number that compare it: 不少于 in front, 以上 behind. */
#ifndef JX_RULES_SIGN_WORDS_H
#define JX_RULES_SIGN_WORDS_H

#include "notation.h"

/* Takes the signs, and the words that say nothing (完成, 共), off the front. False when two signs
 * contradict each other; *sign is JX_SIGN_NONE, or what is already known. */
bool jx_signs_in_front(struct jx_slice *s, enum jx_sign *sign);
/* The same behind; a （含） among them says nothing, a （不含） makes `strict` true. */
bool jx_signs_behind(struct jx_slice *s, enum jx_sign *sign, bool *strict);

/* Takes （含） or （不含） off the end. */
bool jx_take_bound_remark(struct jx_slice *s, bool *strict);

#endif
