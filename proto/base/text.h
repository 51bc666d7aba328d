/* UTF-8 text: validity, characters one by one, and the classes of characters that the forms'
 * white-space rules speak of. */
#ifndef JX_BASE_TEXT_H
#define JX_BASE_TEXT_H

#include "slice.h"

#include <stdint.h>

/* True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
 */
bool jx_utf8_valid(struct jx_slice s);

/* The character at *at, which moves behind it. At a malformed byte: U+FFFD, one byte on. Must not
 * be called at the end (*at < s.len). */
uint32_t jx_utf8_next(struct jx_slice s, size_t *at);

/* Writes the character; returns its length in bytes (1..4). */
size_t jx_utf8_put(uint32_t c, char out[4]);

/* Number of characters. */
size_t jx_utf8_length(struct jx_slice s);

/* Columns the text takes on a terminal: East Asian wide and full-width characters take two,
 * combining ones none. */
size_t jx_text_columns(struct jx_slice s);

/* White space of any script, line breaks, no-break and zero-width spaces, the byte order mark. */
bool jx_is_space(uint32_t c);
/* A Chinese character, Chinese or full-width punctuation, or one of the quotes and dashes that
 * Chinese text shares (“ ” ‘ ’ … —). */
bool jx_is_chinese(uint32_t c);
/* C0 and C1 control characters other than white space, and the controls of writing direction. */
bool jx_is_control(uint32_t c);
/* The value of an ASCII or full-width digit, or -1. */
int jx_digit_value(uint32_t c);

/* Without white space at both ends. Absent stays absent. */
struct jx_slice jx_trim(struct jx_slice s);

enum { JX_PATH_ROOM = 4096 };
/* "dir/name"; false, and *out empty, when it does not fit. */
bool jx_path_join(char out[JX_PATH_ROOM], const char *dir, const char *name);

#endif
