/* A decimal number as the digits that a workbook holds; exact, never binary. */
#ifndef JX_READERS_NUMBER_H
#define JX_READERS_NUMBER_H

#include "buffer.h"

#include <stdint.h>

/* More than any program writes (17). Rounding half up asks only for the next digit, so that what is
 * cut off behind these cannot change the outcome of a rounding in front of them. */
enum { NUMBER_DIGITS_MAX = 40 };

/* 0.d1d2d3… × 10^point; d1 and the last digit are not 0. Zero has no digits. */
struct number {
    bool negative;
    uint8_t digits[NUMBER_DIGITS_MAX];
    int count, point;
};

/* `[+-]digits[.digits][E[+-]digits]` and nothing else. False when it is not one, or its exponent is
 * beyond what a workbook can hold (±400). More than 15 digits are rounded half up to 15, as Excel
 * shows them: it writes the 9.95 that was typed as 9.9499999999999993. */
bool number_parse(struct jx_slice text, struct number *out);
/* Multiplies by 10^by. */
void number_shift(struct number *n, int by);
/* Rounds half up (away from zero) to `places` decimals. The sign stays, on zero too: -0.001 is
 * shown as -0.00. */
void number_round(struct number *n, int places);
static inline bool number_is_zero(const struct number *n)
{
    return n->count == 0;
}
/* Digits in front of the decimal point; 0 for 0.5. */
static inline int number_whole_digits(const struct number *n)
{
    return n->count > 0 && n->point > 0 ? n->point : 0;
}
/* The digit for 10^power: power 0 is units, -1 tenths. */
unsigned number_digit(const struct number *n, int power);
/* The value times 10^places, rounded half up; false when it does not fit. */
bool number_scaled(const struct number *n, int places, int64_t *out);
/* Compares with a whole number; <0, 0, >0. */
int number_compare(const struct number *n, const struct number *other);

/* As the format "General" shows it: at most eleven characters in Excel. Whole numbers are given in
 * full up to 15 digits where Excel would write 1.23457E+11, which helps nobody. */
void number_show_general(const struct number *n, struct buffer *out);

#endif
