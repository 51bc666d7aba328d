/* Ticks and signs that forms take from symbol fonts. */
#include "word_symbols.h"

#include <stddef.h>
#include <string.h>

enum word_font word_font_of(const char *name)
{
    if (!name) return WORD_FONT_TEXT;
    if (strcmp(name, "Symbol") == 0) return WORD_FONT_SYMBOL;
    if (strcmp(name, "Wingdings") == 0) return WORD_FONT_WINGDINGS;
    return strcmp(name, "Wingdings 2") == 0 ? WORD_FONT_WINGDINGS_2 : WORD_FONT_TEXT;
}

static const struct {
    uint8_t font, code;
    uint16_t shown;
} symbols[] = {
    {WORD_FONT_SYMBOL, 0xA3, 0x2264},      /* ≤ */
    {WORD_FONT_SYMBOL, 0xA5, 0x221E},      /* ∞ */
    {WORD_FONT_SYMBOL, 0xB0, 0x00B0},      /* ° */
    {WORD_FONT_SYMBOL, 0xB1, 0x00B1},      /* ± */
    {WORD_FONT_SYMBOL, 0xB3, 0x2265},      /* ≥ */
    {WORD_FONT_SYMBOL, 0xB4, 0x00D7},      /* × */
    {WORD_FONT_SYMBOL, 0xB7, 0x2022},      /* • */
    {WORD_FONT_SYMBOL, 0xB8, 0x00F7},      /* ÷ */
    {WORD_FONT_SYMBOL, 0xB9, 0x2260},      /* ≠ */
    {WORD_FONT_WINGDINGS, 0x6C, 0x25CF},   /* ● */
    {WORD_FONT_WINGDINGS, 0x6E, 0x25A0},   /* ■ */
    {WORD_FONT_WINGDINGS, 0x6F, 0x25A1},   /* □ */
    {WORD_FONT_WINGDINGS, 0xA1, 0x25CB},   /* ○ */
    {WORD_FONT_WINGDINGS, 0xA8, 0x25A1},   /* □ */
    {WORD_FONT_WINGDINGS, 0xFB, 0x00D7},   /* × */
    {WORD_FONT_WINGDINGS, 0xFC, 0x221A},   /* √ */
    {WORD_FONT_WINGDINGS, 0xFD, 0x2612},   /* ☒ */
    {WORD_FONT_WINGDINGS, 0xFE, 0x2611},   /* ☑ */
    {WORD_FONT_WINGDINGS_2, 0x4F, 0x00D7}, /* × */
    {WORD_FONT_WINGDINGS_2, 0x50, 0x221A}, /* √ */
    {WORD_FONT_WINGDINGS_2, 0x51, 0x2612}, /* ☒ */
    {WORD_FONT_WINGDINGS_2, 0x52, 0x2611}, /* ☑ */
    {WORD_FONT_WINGDINGS_2, 0x53, 0x2612}, /* ☒ */
    {WORD_FONT_WINGDINGS_2, 0x54, 0x2612}, /* ☒ */
    {WORD_FONT_WINGDINGS_2, 0xA3, 0x25A1}, /* □ */
};

uint32_t word_symbol(enum word_font font, uint32_t code)
{
    uint32_t plain = code >= 0xF000 && code <= 0xF0FF ? code - 0xF000 : code;
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
        if (symbols[i].font == font && symbols[i].code == plain) return symbols[i].shown;
    return code;
}
