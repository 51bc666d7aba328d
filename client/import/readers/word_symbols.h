/* Characters of Word's symbol fonts as Unicode. Pure. */
#ifndef JX_READERS_WORD_SYMBOLS_H
#define JX_READERS_WORD_SYMBOLS_H

#include <stdint.h>

enum word_font { WORD_FONT_TEXT, WORD_FONT_SYMBOL, WORD_FONT_WINGDINGS, WORD_FONT_WINGDINGS_2 };

/* WORD_FONT_TEXT for any other name, and for NULL. */
enum word_font word_font_of(const char *name);
/* What the font shows for the code (0x20..0xFF, or the same at 0xF000); itself where that is not
 * known. */
uint32_t word_symbol(enum word_font font, uint32_t code);

#endif
