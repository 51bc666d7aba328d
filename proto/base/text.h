/* UTF-8 text: validity, characters one by one, and the classes of characters that the forms'
 * white-space rules speak of. */
#ifndef JX_BASE_TEXT_H
#define JX_BASE_TEXT_H

#include "slice.h"
#include "status.h"

#include <stdint.h>

/* True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
 */
bool jx_utf8_valid(struct jx_slice s);

/* Any character; jx_utf8_next() is for calling. */
uint32_t jx_utf8_next_any(struct jx_slice s, size_t *at);

/* The character at *at, which moves behind it. At a malformed byte: U+FFFD, one byte on. Must not
 * be called at the end (*at < s.len). ASCII, and what begins like Chinese characters do, at once.
 */
static inline uint32_t jx_utf8_next(struct jx_slice s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] < 0xE1 || p[0] > 0xEC || s.len - *at < 3 || (p[1] & 0xC0) != 0x80 ||
        (p[2] & 0xC0) != 0x80)
        return jx_utf8_next_any(s, at);
    *at += 3;
    return (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
}

/* Writes the character; returns its length in bytes (1..4). */
size_t jx_utf8_put(uint32_t c, char out[4]);

/* JX_E_UTF8 for what is not valid UTF-8, JX_E_TEXT_CONTROL where jx_is_control() finds something;
 * white space of every kind is fine. */
jx_status jx_text_check(struct jx_slice s);

/* As many whole characters from its beginning as take at most so many bytes. */
struct jx_slice jx_utf8_head(struct jx_slice s, size_t bytes);

/* Number of characters. */
size_t jx_utf8_length(struct jx_slice s);

/* Columns the text takes on a terminal: East Asian wide and full-width characters take two,
 * combining ones none. */
size_t jx_text_columns(struct jx_slice s);

/* jx_is_space() and jx_is_control() for what those do not decide at once. */
bool jx_is_rare_space(uint32_t c);
bool jx_is_rare_control(uint32_t c);

/* White space of any script, line breaks, no-break and zero-width spaces, the byte order mark. */
static inline bool jx_is_space(uint32_t c)
{
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
    return (c <= 0x3000 || c == 0xFEFF) && jx_is_rare_space(c);
}
/* A Chinese character, Chinese or full-width punctuation, or one of the quotes and dashes that
 * Chinese text shares (“ ” ‘ ’ … —). */
bool jx_is_chinese(uint32_t c);
/* C0 and C1 control characters other than white space, and the controls of writing direction. */
static inline bool jx_is_control(uint32_t c)
{
    if (c >= 0x20 && c < 0x7F) return false;
    return c <= 0x2069 && jx_is_rare_control(c);
}

/* Well-formed, and nothing in it that a look at single bytes cannot clear of being a space, a
 * control character or a sign of comparison in another shape than ≥, ≤ and =: so with most texts
 * of a form. False decides nothing. */
bool jx_text_is_plain(struct jx_slice s);

/* The value of an ASCII or full-width digit, or -1. */
int jx_digit_value(uint32_t c);

/* jx_trim() for what does not show at its first and last bytes that nothing is to be trimmed. */
struct jx_slice jx_trim_any(struct jx_slice s);

/* Chinese characters begin with these bytes; no white space does. */
static inline bool jx_is_han_byte(unsigned char c)
{
    return c >= 0xE4 && c <= 0xE9;
}

/* Without white space at both ends. Absent stays absent. */
static inline struct jx_slice jx_trim(struct jx_slice s)
{
    if (s.len == 0) return s;
    unsigned char first = (unsigned char)s.ptr[0], last = (unsigned char)s.ptr[s.len - 1];
    bool front = (first > ' ' && first < 0x7F) || jx_is_han_byte(first);
    bool back = (last > ' ' && last < 0x7F) ||
                ((last & 0xC0) == 0x80 && s.len >= 3 && (s.ptr[s.len - 2] & 0xC0) == 0x80 &&
                 jx_is_han_byte((unsigned char)s.ptr[s.len - 3]));
    return front && back ? s : jx_trim_any(s);
}

enum { JX_PATH_ROOM = 4096 };
/* "dir/name"; false, and *out empty, when it does not fit. */
bool jx_path_join(char out[JX_PATH_ROOM], const char *dir, const char *name);

#endif
