/* Numbers as lists print them: 3 is 三, iii, ③ or 丙. Pure. */
#ifndef JX_READERS_WORD_NUMBERS_H
#define JX_READERS_WORD_NUMBERS_H

#include "buffer.h"

#include <stdint.h>

/* Appends the number in the format that a Word file names ("decimal", "chineseCounting"); an
 * unknown name counts as decimal, "none" and "bullet" print nothing. A format that has no sign for
 * a number so large prints it in decimal, as Word does. */
void word_number_put(struct buffer *out, const char *format, uint32_t n);

#endif
