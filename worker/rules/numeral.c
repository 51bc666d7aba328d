/* Digits at once where they are plain; Chinese numerals section by section, each below 万. */
#include "numeral.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

/* ---- digits ---- */

static bool is_number_character(uint32_t c)
{
    return jx_digit_value(c) >= 0 || c == ',' || c == '.' || c == 0xFF0C || c == 0xFF0E;
}

static bool goes_on(struct jx_slice s, size_t at)
{
    return at < s.len && is_number_character(jx_utf8_next(s, &at));
}

/* Separators and decimals are judged by jx_figure_parse, so that `7,00.0` is no number. */
static bool read_digits(struct jx_slice s, struct jx_numeral *out)
{
    struct jx_numeral n = {.length = jx_dec_scan(s, &n.value, &n.places)};
    if (n.length > 0 && !goes_on(s, n.length)) {
        *out = n;
        return true;
    }
    size_t end = jx_starts_with(s, JX_LIT("-")) ? 1 : 0;
    for (size_t at = end; goes_on(s, at); end = at)
        (void)jx_utf8_next(s, &at);
    struct jx_figure f;
    if (jx_figure_parse(jx_slice_at(s.ptr, end), &f) != JX_OK) return false;
    *out = (struct jx_numeral){.value = f.value,
                               .places = f.places < JX_DEC_PLACES ? f.places : JX_DEC_PLACES,
                               .length = end};
    return true;
}

/* ---- Chinese numerals ---- */

static int chinese_digit(uint32_t c)
{
    switch (c) {
    case 0x3007: /* 〇 */
    case 0x96F6: /* 零 */
        return 0;
    case 0x4E00:
        return 1;
    case 0x4E8C:
    case 0x4E24: /* 两 */
        return 2;
    case 0x4E09:
        return 3;
    case 0x56DB:
        return 4;
    case 0x4E94:
        return 5;
    case 0x516D:
        return 6;
    case 0x4E03:
        return 7;
    case 0x516B:
        return 8;
    case 0x4E5D:
        return 9;
    default:
        return -1;
    }
}

static int64_t chinese_power(uint32_t c)
{
    return c == 0x5341 ? 10 : c == 0x767E ? 100 : c == 0x5343 ? 1000 : 0;
}

enum { WAN = 0x4E07, YI = 0x4EBF };

/* The numerals below 万 that stand at *at; -1 when there are none or they make no number: 一百二
 * may be 120, 二三 may be 2 or 3. */
static int64_t take_section(struct jx_slice s, size_t *at)
{
    int64_t total = 0, last = 10000;
    int pending = -1;
    bool zero = false, any = false;
    for (size_t next = *at; next < s.len; *at = next, any = true) {
        uint32_t c = jx_utf8_next(s, &next);
        int digit = chinese_digit(c);
        int64_t power = chinese_power(c);
        if (digit < 0 && power == 0) break;
        if (power == 0) {
            if (pending > 0 || (digit == 0 && (zero || last == 10000))) return -1;
            zero = zero || digit == 0;
            pending = digit == 0 ? -1 : digit;
            continue;
        }
        bool ten = pending < 0 && power == 10 && !any;
        if (power >= last || (pending < 0 && !ten)) return -1;
        total += (ten ? 1 : pending) * power;
        last = power;
        pending = -1;
        zero = false;
    }
    if (pending < 0) return any && !zero ? total : -1;
    return last <= 10 || last == 10000 || zero ? total + pending : -1;
}

static void skip_zero(struct jx_slice s, size_t *at)
{
    size_t behind = *at;
    if (behind < s.len && chinese_digit(jx_utf8_next(s, &behind)) == 0) *at = behind;
}

/* Sections with their 亿 and 万 in that order. */
static bool read_chinese(struct jx_slice s, struct jx_numeral *out)
{
    static const struct {
        uint32_t mark;
        int64_t factor;
    } steps[] = {{YI, 100000000}, {WAN, 10000}};
    int64_t total = 0;
    size_t at = 0;
    unsigned marks = 0;
    for (size_t i = 0;;) {
        if (marks > 0) skip_zero(s, &at);
        size_t start = at;
        int64_t section = take_section(s, &at);
        if (section < 0) {
            if (at != start || marks == 0) return false;
            break;
        }
        size_t behind = at;
        uint32_t c = at < s.len ? jx_utf8_next(s, &behind) : 0;
        while (i < 2 && steps[i].mark != c)
            i++;
        bool last = i == 2;
        if (last && (c == WAN || c == YI)) return false;
        size_t more = behind;
        skip_zero(s, &more);
        size_t from = more;
        bool ends = last || (marks == 0 && take_section(s, &more) < 0 && more == from);
        if (ends) {
            total += section;
            break;
        }
        total += section * steps[i++].factor;
        at = behind;
        marks++;
    }
    *out = (struct jx_numeral){
        .value = {total * JX_DEC_ONE}, .places = 0, .chinese = true, .length = at};
    return true;
}

bool jx_numeral_has(struct jx_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = jx_utf8_next(text, &at);
        if (chinese_digit(c) >= 0 || chinese_power(c) == 10) return true;
    }
    return false;
}

bool jx_numeral_read(struct jx_slice text, struct jx_numeral *out)
{
    if (text.len == 0) return false;
    size_t at = 0;
    uint32_t c = jx_utf8_next(text, &at);
    if (chinese_digit(c) > 0 || chinese_power(c) == 10) return read_chinese(text, out);
    return read_digits(text, out);
}

/* ---- dates ---- */

static size_t read_year(struct jx_slice s, int *value)
{
    size_t at = 0;
    int year = 0;
    for (int i = 0; i < 4; i++) {
        int digit = at < s.len ? chinese_digit(jx_utf8_next(s, &at)) : -1;
        if (digit < 0) return 0;
        year = year * 10 + digit;
    }
    *value = year;
    return at;
}

size_t jx_numeral_of_date(struct jx_slice text, int *value, unsigned *digits)
{
    size_t at = read_year(text, value);
    *digits = 4;
    if (at > 0) return at;
    int64_t small = take_section(text, &at);
    if (small <= 0 || small > 99) return 0;
    *value = (int)small;
    *digits = 2;
    return at;
}
