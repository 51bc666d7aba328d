/* Numbers as lists print them. */
#include "word_numbers.h"

#include <stdio.h>

enum { LETTERS = 26, LETTERS_MAX = 780, ROMAN_MAX = 3999, CHINESE_MAX = 9999 };

static void put_decimal(struct buffer *out, uint32_t n)
{
    char text[16];
    snprintf(text, sizeof text, "%u", (unsigned)n);
    buffer_put(out, jx_slice_of(text));
}

/* ---- letters and Roman numbers ---- */

/* a … z, aa, bb … as Word counts. */
static void put_letters(struct buffer *out, uint32_t n, char first)
{
    if (n == 0 || n > LETTERS_MAX) {
        put_decimal(out, n);
        return;
    }
    for (uint32_t i = 0; i <= (n - 1) / LETTERS; i++)
        buffer_put_char(out, (char)(first + (char)((n - 1) % LETTERS)));
}

static void put_roman(struct buffer *out, uint32_t n, bool upper)
{
    static const struct {
        uint32_t value;
        const char *upper, *lower;
    } digits[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
                  {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
                  {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
                  {1, "I", "i"}};
    if (n == 0 || n > ROMAN_MAX) {
        put_decimal(out, n);
        return;
    }
    for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++)
        for (; n >= digits[i].value; n -= digits[i].value)
            buffer_put(out, jx_slice_of(upper ? digits[i].upper : digits[i].lower));
}

/* ---- Chinese ---- */

static const char *const plain_digits[] = {"〇", "一", "二", "三", "四",
                                           "五", "六", "七", "八", "九"};
static const char *const plain_units[] = {"", "十", "百", "千"};
static const char *const legal_digits[] = {"零", "壹", "贰", "叁", "肆",
                                           "伍", "陆", "柒", "捌", "玖"};
static const char *const legal_units[] = {"", "拾", "佰", "仟"};

/* 一百零三, 十二 (壹拾贰 where each digit is written). */
static void put_chinese(struct buffer *out, uint32_t n, const char *const *digits,
                        const char *const *units, bool one_before_ten)
{
    static const uint32_t powers[] = {1, 10, 100, 1000};
    bool begun = false, gap = false;
    if (n == 0 || n > CHINESE_MAX) {
        put_decimal(out, n);
        return;
    }
    for (unsigned k = 4; k-- > 0;) {
        uint32_t digit = n / powers[k] % 10;
        if (digit == 0) {
            gap = begun;
            continue;
        }
        if (gap) buffer_put(out, JX_LIT("零"));
        gap = false;
        bool bare_ten = k == 1 && digit == 1 && !begun && !one_before_ten;
        if (!bare_ten) buffer_put(out, jx_slice_of(digits[digit]));
        buffer_put(out, jx_slice_of(units[k]));
        begun = true;
    }
}

/* 一〇三 */
static void put_digits(struct buffer *out, uint32_t n)
{
    char text[16];
    snprintf(text, sizeof text, "%u", (unsigned)n);
    for (const char *at = text; *at; at++)
        buffer_put(out, jx_slice_of(plain_digits[*at - '0']));
}

static void put_full_width(struct buffer *out, uint32_t n)
{
    char text[16];
    snprintf(text, sizeof text, "%u", (unsigned)n);
    for (const char *at = text; *at; at++)
        buffer_put_code(out, 0xFF10 + (uint32_t)(*at - '0'));
}

/* ---- signs one behind the other in Unicode ---- */

static void put_sign(struct buffer *out, uint32_t n, uint32_t first, uint32_t count)
{
    if (n >= 1 && n <= count)
        buffer_put_code(out, first + n - 1);
    else
        put_decimal(out, n);
}

static void put_of(struct buffer *out, uint32_t n, const char *const *signs, uint32_t count)
{
    if (n >= 1 && n <= count)
        buffer_put(out, jx_slice_of(signs[n - 1]));
    else
        put_decimal(out, n);
}

/* ---- by name ---- */

enum kind {
    AS_DECIMAL,
    AS_TWO_DIGITS,
    AS_FULL_WIDTH,
    AS_UPPER_LETTER,
    AS_LOWER_LETTER,
    AS_UPPER_ROMAN,
    AS_LOWER_ROMAN,
    AS_CHINESE,
    AS_LEGAL,
    AS_DIGITS,
    AS_STEM,
    AS_BRANCH,
    AS_CIRCLE,
    AS_PARENTHESES,
    AS_FULL_STOP,
    AS_NOTHING,
};

static const struct {
    const char *name;
    enum kind kind;
} formats[] = {
    {"decimal", AS_DECIMAL},
    {"decimalZero", AS_TWO_DIGITS},
    {"decimalFullWidth", AS_FULL_WIDTH},
    {"decimalFullWidth2", AS_FULL_WIDTH},
    {"upperLetter", AS_UPPER_LETTER},
    {"lowerLetter", AS_LOWER_LETTER},
    {"upperRoman", AS_UPPER_ROMAN},
    {"lowerRoman", AS_LOWER_ROMAN},
    {"chineseCounting", AS_CHINESE},
    {"chineseCountingThousand", AS_CHINESE},
    {"japaneseCounting", AS_CHINESE},
    {"taiwaneseCounting", AS_CHINESE},
    {"taiwaneseCountingThousand", AS_CHINESE},
    {"chineseLegalSimplified", AS_LEGAL},
    {"ideographLegalTraditional", AS_LEGAL},
    {"ideographDigital", AS_DIGITS},
    {"taiwaneseDigital", AS_DIGITS},
    {"japaneseDigitalTenThousand", AS_DIGITS},
    {"ideographTraditional", AS_STEM},
    {"ideographZodiac", AS_BRANCH},
    {"decimalEnclosedCircle", AS_CIRCLE},
    {"decimalEnclosedCircleChinese", AS_CIRCLE},
    {"decimalEnclosedParen", AS_PARENTHESES},
    {"decimalEnclosedFullstop", AS_FULL_STOP},
    {"none", AS_NOTHING},
    {"bullet", AS_NOTHING},
};

static enum kind kind_of(const char *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, format) == 0) return formats[i].kind;
    return AS_DECIMAL;
}

void word_number_put(struct buffer *out, const char *format, uint32_t n)
{
    static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};
    static const char *const branches[] = {"子", "丑", "寅", "卯", "辰", "巳",
                                           "午", "未", "申", "酉", "戌", "亥"};
    switch (kind_of(format)) {
    case AS_TWO_DIGITS:
        if (n < 10) buffer_put_char(out, '0');
        put_decimal(out, n);
        break;
    case AS_FULL_WIDTH:
        put_full_width(out, n);
        break;
    case AS_UPPER_LETTER:
        put_letters(out, n, 'A');
        break;
    case AS_LOWER_LETTER:
        put_letters(out, n, 'a');
        break;
    case AS_UPPER_ROMAN:
        put_roman(out, n, true);
        break;
    case AS_LOWER_ROMAN:
        put_roman(out, n, false);
        break;
    case AS_CHINESE:
        put_chinese(out, n, plain_digits, plain_units, false);
        break;
    case AS_LEGAL:
        put_chinese(out, n, legal_digits, legal_units, true);
        break;
    case AS_DIGITS:
        put_digits(out, n);
        break;
    case AS_STEM:
        put_of(out, n, stems, sizeof stems / sizeof stems[0]);
        break;
    case AS_BRANCH:
        put_of(out, n, branches, sizeof branches / sizeof branches[0]);
        break;
    case AS_CIRCLE:
        put_sign(out, n, 0x2460, 20);
        break;
    case AS_PARENTHESES:
        put_sign(out, n, 0x2474, 20);
        break;
    case AS_FULL_STOP:
        put_sign(out, n, 0x2488, 20);
        break;
    case AS_NOTHING:
        break;
    case AS_DECIMAL:
        put_decimal(out, n);
        break;
    }
}
