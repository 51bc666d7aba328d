/* Rule texts from few bytes: a byte below 0x20 stands for a word of the language, so that mutations
 * keep meaning something; everything else is text.
 *   \n         a new line                \x01 n     the head of rule n, with all it must have
 *   \x02 n     a function's name         \x03 n     a value's name
 *   \x04 n     a field, list or form     \x05 n     an operator or a bracket
 *   \x06 n     an entry's key, with `=`  \x07 n     a whole piece of text that rules use */
#ifndef FUZZ_LANGUAGE_H
#define FUZZ_LANGUAGE_H

#include "fuzz_package.h"

#include "../../proto/base/arena.h"
#include "../../worker/rules/pack.h"

/* The text, valid UTF-8, from the arena; absent when it is exhausted. */
struct jx_slice fuzz_rule_text(struct jx_slice input, struct jx_arena *a);

/* A profile that has every section once, the text behind it. From the arena. */
struct jx_slice fuzz_profile(struct jx_slice more, struct jx_arena *a);

/* Ends the program when the bare profile makes no pack: nothing behind it would be reached. */
void fuzz_profile_must_hold(void);

/* A pack of that profile and those rules; NULL when they are refused, which has to be at a place
 * and with a sentence. Ends with jx_pack_free(). */
struct jx_pack *fuzz_pack(struct jx_slice profile, struct jx_slice rules);

#endif
