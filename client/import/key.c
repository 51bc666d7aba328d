/* Keys of names, and readings of labels. */
#include "key.h"

#include "../../proto/base/limits.h"
#include "../../proto/base/text.h"

enum { OPEN = 0x28, CLOSE = 0x29, COLON = 0x3A }; /* ( ) : */

/* The one form of a character that names print in several. */
static uint32_t plain(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - 0x21; /* full-width ASCII */
    switch (c) {
    case '[':
    case 0x3010: /* 【 */
    case 0x3014: /* 〔 */
        return OPEN;
    case ']':
    case 0x3011:
    case 0x3015:
        return CLOSE;
    case 0x2013: /* – */
    case 0x2014: /* — */
    case 0x2212: /* − */
    case 0x2500: /* ─ */
        return '-';
    case 0x2215: /* ∕ */
        return '/';
    default:
        return c;
    }
}

void jx_key_of(struct jx_slice text, struct jx_key *out)
{
    out->len = 0;
    out->cut = false;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = jx_utf8_next(text, &at);
        if (jx_is_space(c)) continue;
        if (out->len + 4 > JX_KEY_MAX) {
            out->cut = true;
            break;
        }
        out->len += jx_utf8_put(plain(c), out->text + out->len);
    }
    while (out->len && out->text[out->len - 1] == COLON)
        out->len--;
    out->text[out->len] = '\0';
}

bool jx_key_drop_bracket(struct jx_slice *key)
{
    if (key->len < 3 || key->ptr[key->len - 1] != CLOSE) return false;
    int depth = 0;
    for (size_t i = key->len; i-- > 1;) {
        if (key->ptr[i] == CLOSE) depth++;
        if (key->ptr[i] != OPEN || --depth > 0) continue;
        key->len = i;
        while (key->len && key->ptr[key->len - 1] == COLON)
            key->len--;
        return key->len > 0;
    }
    return false;
}

static bool is_open(uint32_t c)
{
    return plain(c) == OPEN;
}

bool jx_key_opens(struct jx_slice text)
{
    size_t at = 0;
    return text.len > 0 && is_open(jx_utf8_next(text, &at));
}

static bool is_close(uint32_t c)
{
    return plain(c) == CLOSE;
}

struct jx_slice jx_last_bracket(struct jx_slice text, struct jx_slice *before)
{
    size_t open = (size_t)-1, inside = 0;
    struct jx_slice found = JX_ABSENT;
    for (size_t at = 0; at < text.len;) {
        size_t here = at;
        uint32_t c = jx_utf8_next(text, &at);
        if (is_open(c)) {
            open = here;
            inside = at;
        } else if (is_close(c) && open != (size_t)-1) {
            found = jx_slice_at(text.ptr + inside, here - inside);
            if (before) *before = jx_slice_at(text.ptr, open);
            open = (size_t)-1;
        }
    }
    return jx_trim(found);
}

/* Greedy with one point of return, so linear in pattern times key at worst. */
bool jx_glob(struct jx_slice p, struct jx_slice k)
{
    size_t i = 0, j = 0, star = (size_t)-1, mark = 0;
    while (j < k.len) {
        if (i < p.len && p.ptr[i] == '*') {
            star = i++;
            mark = j;
        } else if (i < p.len && p.ptr[i] == k.ptr[j]) {
            i++;
            j++;
        } else if (star != (size_t)-1) {
            i = star + 1;
            j = ++mark;
        } else {
            return false;
        }
    }
    while (i < p.len && p.ptr[i] == '*')
        i++;
    return i == p.len;
}

struct jx_slice jx_glob_star(struct jx_slice pattern, struct jx_slice key)
{
    size_t star = jx_slice_find(pattern, JX_LIT("*"));
    if (star == (size_t)-1 || !jx_glob(pattern, key)) return JX_ABSENT;
    struct jx_slice tail = jx_slice_from(pattern, star + 1), rest = jx_slice_from(key, star);
    for (size_t n = rest.len + 1; n-- > 0;)
        if (jx_glob(tail, jx_slice_from(rest, n))) return jx_slice_at(rest.ptr, n);
    return JX_ABSENT;
}

/* 2023 or 二〇二三. */
static int year_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    if (c == 0x25CB || c == 0x96F6) return 0; /* ○ 零 */
    for (int i = 0; i < 10; i++)
        if (digits[i] == c) return i;
    return jx_digit_value(c);
}

/* Four digits, then 年, white space between them allowed. */
static int year_at(struct jx_slice text, size_t at, size_t *end)
{
    int year = 0;
    for (int i = 0; i < 4; i++) {
        int digit = at < text.len ? year_digit(jx_utf8_next(text, &at)) : -1;
        if (digit < 0) return 0;
        year = year * 10 + digit;
    }
    uint32_t c = 0;
    do {
        if (at >= text.len) return 0;
        c = jx_utf8_next(text, &at);
    } while (jx_is_space(c));
    *end = at;
    return c == 0x5E74 && year >= JX_YEAR_FIRST && year <= JX_YEAR_LAST ? year : 0;
}

int jx_year_in(struct jx_slice text, size_t *at)
{
    bool digit_before = false;
    for (size_t here = 0; here < text.len;) {
        size_t end, next = here;
        bool digit = year_digit(jx_utf8_next(text, &next)) >= 0;
        int year = digit && !digit_before ? year_at(text, here, &end) : 0;
        if (year) {
            if (at) *at = here;
            return year;
        }
        digit_before = digit;
        here = next;
    }
    return 0;
}

int jx_year_alone(struct jx_slice text)
{
    struct jx_key k;
    jx_key_of(text, &k);
    struct jx_slice s = jx_key_slice(&k);
    if (k.cut) return 0;
    if (s.len && s.ptr[0] == OPEN) s = jx_slice_from(s, 1);
    if (s.len && s.ptr[s.len - 1] == CLOSE) s.len--;
    if (jx_ends_with(s, JX_LIT("度"))) s.len -= 3;
    size_t end = 0;
    int year = year_at(s, 0, &end);
    return end == s.len ? year : 0;
}

int jx_year_split(struct jx_slice *title)
{
    struct jx_slice before, text = jx_trim(*title), inside = jx_last_bracket(text, &before);
    if (jx_is_absent(inside)) return 0;
    int year = jx_year_alone(inside);
    if (year == 0) return 0;
    size_t used = (size_t)(inside.ptr + inside.len - text.ptr);
    struct jx_key rest;
    jx_key_of(jx_slice_from(text, used), &rest);
    if (rest.len != 1)
        return 0; /* something stands behind the bracket: the year is inside the title */
    *title = jx_trim(before);
    return year;
}

static bool is_code_character(uint32_t c)
{
    return jx_digit_value(c) >= 0 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Length in bytes of the run of code characters from `at`; *digits and *count are of it. */
static size_t code_run(struct jx_slice s, size_t at, size_t *count, size_t *digits)
{
    size_t begin = at;
    *count = *digits = 0;
    while (at < s.len) {
        size_t next = at;
        uint32_t c = jx_utf8_next(s, &next);
        if (!is_code_character(c)) break;
        *count += 1;
        *digits += jx_digit_value(c) >= 0;
        at = next;
    }
    return at - begin;
}

static bool code_in_front(struct jx_slice s, size_t least, struct jx_slice *name,
                          struct jx_slice *code)
{
    size_t begin = 0, count, digits;
    bool bracketed = s.len && is_open(jx_utf8_next(s, &begin));
    if (!bracketed) begin = 0;
    size_t n = code_run(s, begin, &count, &digits), end = begin + n;
    if (count < least || digits < 3 || end >= s.len) return false;
    struct jx_slice rest = jx_slice_from(s, end);
    size_t at = 0;
    uint32_t c = plain(jx_utf8_next(rest, &at));
    if (c != (bracketed ? (uint32_t)CLOSE : (uint32_t)'-')) return false;
    rest = jx_trim(jx_slice_from(rest, at));
    size_t first = 0;
    bool period = count == 4 && digits == 4 && rest.len > 0 &&
                  jx_digit_value(jx_utf8_next(rest, &first)) >= 0;
    if (!bracketed && period) return false; /* 2022-2023年… */
    *code = jx_slice_at(s.ptr + begin, n);
    *name = rest;
    return true;
}

static bool code_behind(struct jx_slice s, size_t least, struct jx_slice *name,
                        struct jx_slice *code)
{
    size_t dash = 0, after = 0;
    for (size_t at = 0; at < s.len;) {
        size_t here = at;
        if (plain(jx_utf8_next(s, &at)) != '-') continue;
        dash = here;
        after = at;
    }
    if (dash == 0) return false;
    size_t count, digits, n = code_run(s, after, &count, &digits);
    if (n == 0 || after + n != s.len || digits < 3 || count < least) return false;
    *name = jx_trim(jx_slice_at(s.ptr, dash));
    *code = jx_slice_from(s, after);
    return true;
}

/* 县财政局（105001）: digits alone, and no year. */
static bool code_in_brackets(struct jx_slice s, size_t least, struct jx_slice *name,
                             struct jx_slice *code)
{
    struct jx_slice before = JX_LIT(""), inside = jx_last_bracket(s, &before);
    if (jx_is_blank(inside) || jx_is_blank(jx_trim(before))) return false;
    size_t end = (size_t)(inside.ptr + inside.len - s.ptr), count, digits;
    if (!is_close(jx_utf8_next(s, &end)) || end != s.len) return false;
    bool run = code_run(inside, 0, &count, &digits) == inside.len;
    if (!run || digits != count || digits < 3 || digits == 4 || count < least) return false;
    *name = jx_trim(before);
    *code = inside;
    return true;
}

void jx_split_code(struct jx_slice text, size_t least, struct jx_slice *name, struct jx_slice *code)
{
    struct jx_slice s = jx_trim(text);
    if (code_in_front(s, least, name, code) || code_behind(s, least, name, code) ||
        code_in_brackets(s, least, name, code))
        return;
    *name = s;
    *code = JX_ABSENT;
}

bool jx_split_glued_code(struct jx_slice text, struct jx_slice *name, struct jx_slice *code)
{
    enum { CODE_LEAST = 6, NAME_LEAST = 3 /* characters */ };
    struct jx_slice s = jx_trim(text);
    size_t at = 0, digits = 0, end = 0;
    uint32_t c = 0;
    while (at < s.len) {
        c = jx_utf8_next(s, &at);
        if (jx_digit_value(c) < 0) break;
        digits++;
        end = at;
    }
    bool chinese = c >= 0x4E00 && c <= 0x9FFF;
    if (digits < CODE_LEAST || !chinese || c == 0x5E74 || c == 0x6708) return false; /* 年 月 */
    struct jx_slice rest = jx_slice_from(s, end);
    if (jx_utf8_length(rest) < NAME_LEAST) return false;
    *name = rest;
    *code = jx_slice_at(s.ptr, end);
    return true;
}

bool jx_split_weight(struct jx_slice text, struct jx_slice *name, struct jx_slice *weight)
{
    struct jx_slice s = jx_trim(text), before = JX_LIT(""), inside = jx_last_bracket(s, &before);
    if (jx_is_absent(inside)) return false;
    struct jx_key rest;
    jx_key_of(jx_slice_from(s, (size_t)(inside.ptr + inside.len - s.ptr)), &rest);
    if (rest.len != 1) return false; /* not at the end */
    if (jx_ends_with(inside, JX_LIT("分")))
        inside = jx_trim(jx_slice_at(inside.ptr, inside.len - 3));
    bool digit = false;
    for (size_t at = 0; at < inside.len;) {
        uint32_t c = jx_utf8_next(inside, &at);
        if (jx_digit_value(c) >= 0)
            digit = true;
        else if (c != '.' && c != '%' && !jx_is_space(c))
            return false;
    }
    if (!digit) return false;
    *name = jx_trim(before);
    *weight = inside;
    return true;
}

bool jx_split_bare_weight(struct jx_slice text, struct jx_slice *name, struct jx_slice *weight)
{
    struct jx_slice s = jx_trim(text);
    if (!jx_ends_with(s, JX_LIT("分"))) return false;
    size_t end = s.len - 3, at = end;
    while (at > 0 && ((s.ptr[at - 1] >= '0' && s.ptr[at - 1] <= '9') || s.ptr[at - 1] == '.'))
        at--;
    *name = jx_trim(jx_slice_at(s.ptr, at));
    *weight = jx_slice_at(s.ptr + at, end - at);
    return weight->len > 0 && name->len > 0;
}

static bool is_chinese_number(uint32_t c)
{
    static const uint32_t numbers[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                       0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i] == c) return true;
    return false;
}

struct jx_slice jx_without_number(struct jx_slice text)
{
    struct jx_slice s = jx_trim(text);
    size_t at = 0, count = 0;
    if (s.len == 0) return s;
    bool bracketed = is_open(jx_utf8_next(s, &at));
    if (!bracketed) at = 0;
    uint32_t c = 0;
    while (at < s.len) {
        c = jx_utf8_next(s, &at);
        if (jx_digit_value(c) < 0 && !is_chinese_number(c)) break;
        count++;
    }
    if (count == 0 || count > 3 || at >= s.len) return s;
    if (bracketed ? !is_close(c) : c != 0x3001 && c != '.' && c != 0xFF0E) return s;
    size_t first = at;
    if (!bracketed && jx_digit_value(jx_utf8_next(s, &first)) >= 0) return s; /* 1.5倍 */
    return jx_trim(jx_slice_from(s, at));
}

bool jx_split_colon(struct jx_slice text, struct jx_slice *before, struct jx_slice *after)
{
    for (size_t at = 0; at < text.len;) {
        size_t here = at;
        if (plain(jx_utf8_next(text, &at)) != COLON) continue;
        *before = jx_trim(jx_slice_at(text.ptr, here));
        *after = jx_trim(jx_slice_from(text, at));
        return true;
    }
    return false;
}

bool jx_is_page_number(struct jx_slice text)
{
    struct jx_key k;
    jx_key_of(text, &k);
    struct jx_slice s = jx_key_slice(&k);
    if (jx_starts_with(s, JX_LIT("第")) && jx_ends_with(s, JX_LIT("页"))) {
        s = jx_slice_from(s, 3);
        s.len -= 3;
        size_t of = jx_slice_find(s, JX_LIT("页共")); /* 第3页共9页 */
        if (of != (size_t)-1) s.len = of;
    }
    while (s.len && s.ptr[0] == '-')
        s = jx_slice_from(s, 1);
    while (s.len && s.ptr[s.len - 1] == '-')
        s.len--;
    if (s.len == 0 || s.len > 4) return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}
