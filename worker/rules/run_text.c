/* What the rules ask of a text: dates and years in it, and whether two names mean the same. */
#include "run.h"

#include "../../proto/base/text.h"

/* ---- dates ---- */

static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool is_leap(int64_t y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* Digits at *at, at most 4; -1 when there are none. */
static int64_t take_digits(struct jx_slice s, size_t *at)
{
    int64_t v = -1;
    for (int n = 0; *at < s.len && n < 5; n++) {
        size_t next = *at;
        int d = jx_digit_value(jx_utf8_next(s, &next));
        if (d < 0) break;
        v = (v < 0 ? 0 : v) * 10 + d;
        *at = next;
    }
    return v;
}

enum { WIDE_DIGIT_BEGINS = 0xEF }; /* U+FF10 to U+FF19 */

/* The digits that come next, from *start on, and *at behind them; false when there are none. Most
 * bytes are passed by without asking what character they are part of. */
static bool next_digits(struct jx_slice s, size_t *at, size_t *start, int64_t *value)
{
    for (; *at < s.len; ++*at) {
        const unsigned char c = (unsigned char)s.ptr[*at];
        if ((c < '0' || c > '9') && c != WIDE_DIGIT_BEGINS) continue;
        *start = *at;
        *value = take_digits(s, at);
        if (*value >= 0) return true;
    }
    return false;
}

static bool take_mark(struct jx_slice s, size_t *at, const char *mark)
{
    if (!jx_starts_with(jx_slice_from(s, *at), jx_slice_of(mark))) return false;
    *at += strlen(mark);
    return true;
}

static bool day_exists(int64_t year, int64_t month, int64_t day)
{
    if (month < 1 || month > 12 || day < 1) return false;
    int64_t days = month_days[month - 1];
    /* Without a year, some year has a February 29. */
    if (month == 2 && (year == 0 || is_leap(year))) days = 29;
    return day <= days;
}

/* 2023.11.31, 2023-2-30, 2023/6/31: behind the year, at its mark. */
static bool impossible_behind_year(struct jx_slice text, int64_t year, size_t *at)
{
    static const char *const marks[] = {".", "-", "/", "．"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t behind = *at;
        if (!take_mark(text, &behind, marks[i])) continue;
        int64_t month = take_digits(text, &behind);
        if (month < 0 || !take_mark(text, &behind, marks[i])) continue;
        size_t from = behind;
        int64_t day = take_digits(text, &behind);
        if (day < 0 || behind - from > 2) continue;
        *at = behind;
        return !day_exists(year, month, day);
    }
    return false;
}

bool jx_text_impossible_date(struct jx_slice text, int32_t form_year)
{
    int64_t year = form_year, month;
    for (size_t at = 0, start; next_digits(text, &at, &start, &month);) {
        if (at - start == 4 && take_mark(text, &at, "年")) {
            year = month;
            continue;
        }
        if (at - start == 4 && month >= JX_YEAR_FIRST && month <= JX_YEAR_LAST &&
            impossible_behind_year(text, month, &at))
            return true;
        if (!take_mark(text, &at, "月")) continue;
        if (month > 12 || month == 0) return true;
        size_t behind = at;
        int64_t day = take_digits(text, &behind);
        if (day < 0 || !(take_mark(text, &behind, "日") || take_mark(text, &behind, "号")))
            continue;
        if (!day_exists(year, month, day)) return true;
        at = behind;
    }
    return false;
}

static bool follows_year(struct jx_slice s, size_t at)
{
    static const char *const marks[] = {"、", "-", "—", "－", "～", "~", "至", ".", "/"};
    if (take_mark(s, &at, "年")) return true;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (take_mark(s, &at, marks[i])) return take_digits(s, &at) >= 0;
    return false;
}

bool jx_text_year(struct jx_slice text, bool last, int64_t *year)
{
    bool found = false;
    int64_t v;
    for (size_t at = 0, start; next_digits(text, &at, &start, &v);) {
        if (at - start != 4 || v < JX_YEAR_FIRST || v > JX_YEAR_LAST || !follows_year(text, at))
            continue;
        if (!found || (last ? v > *year : v < *year)) *year = v;
        found = true;
    }
    return found;
}

bool jx_text_month_last(struct jx_slice text, int64_t *month)
{
    bool found = false;
    int64_t v;
    for (size_t at = 0, start; next_digits(text, &at, &start, &v);) {
        if (v < 1 || v > 12 || !(take_mark(text, &at, "月") || take_mark(text, &at, "个月")))
            continue;
        *month = v;
        found = true;
    }
    return found;
}

/* ---- names ---- */

static bool is_silent(uint32_t c)
{
    static const struct jx_slice marks = JX_LIT("“”‘’\"《》〈〉【】[]()（）、，,。.：:-—－_·");
    if (jx_is_space(c)) return true;
    for (size_t at = 0; at < marks.len;)
        if (jx_utf8_next(marks, &at) == c) return true;
    return false;
}

static struct jx_slice without_number(struct jx_slice s)
{
    size_t at = 0;
    if (take_digits(s, &at) >= 0 && at <= 3 &&
        (take_mark(s, &at, "、") || take_mark(s, &at, ".") || take_mark(s, &at, "．")))
        return jx_trim(jx_slice_from(s, at));
    return s;
}

struct jx_slice jx_name_plain(struct jx_slice name, char room[JX_NAME_PLAIN_MAX])
{
    static const struct jx_slice tail = JX_LIT("项目");
    size_t len = 0;
    struct jx_slice s = without_number(jx_trim(name));
    for (size_t at = 0; at < s.len;) {
        uint32_t c = jx_utf8_next(s, &at);
        if (is_silent(c) || len + 4 > JX_NAME_PLAIN_MAX) continue;
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        len += jx_utf8_put(c, room + len);
    }
    struct jx_slice plain = jx_slice_at(room, len);
    while (jx_ends_with(plain, tail) && plain.len > 2 * tail.len)
        plain.len -= tail.len;
    return plain;
}

bool jx_names_same(struct jx_slice a, struct jx_slice b)
{
    char x[JX_NAME_PLAIN_MAX], y[JX_NAME_PLAIN_MAX];
    struct jx_slice p = jx_name_plain(a, x), q = jx_name_plain(b, y);
    return p.len > 0 && jx_slice_eq(p, q);
}

enum { CHARACTERS_MAX = 120 };

static unsigned characters(struct jx_slice s, uint32_t out[CHARACTERS_MAX])
{
    unsigned n = 0;
    for (size_t at = 0; at < s.len && n < CHARACTERS_MAX;)
        out[n++] = jx_utf8_next(s, &at);
    return n;
}

unsigned jx_names_alike(struct jx_slice a, struct jx_slice b)
{
    char x[JX_NAME_PLAIN_MAX], y[JX_NAME_PLAIN_MAX];
    return jx_plain_alike(jx_name_plain(a, x), jx_name_plain(b, y));
}

unsigned jx_plain_alike(struct jx_slice a, struct jx_slice b)
{
    uint32_t p[CHARACTERS_MAX], q[CHARACTERS_MAX];
    unsigned n = characters(a, p), m = characters(b, q);
    bool used[CHARACTERS_MAX] = {false};
    unsigned common = 0;
    if (n < 2 || m < 2) return 0;
    for (unsigned i = 0; i + 1 < n; i++)
        for (unsigned k = 0; k + 1 < m; k++) {
            if (used[k] || p[i] != q[k] || p[i + 1] != q[k + 1]) continue;
            used[k] = true;
            common++;
            break;
        }
    return 200 * common / (n - 1 + m - 1);
}

struct jx_slice jx_name_core(struct jx_slice name, char room[JX_NAME_PLAIN_MAX])
{
    static const char *const fillers[] = {"项目", "资金", "一期", "经费"};
    struct jx_slice s = jx_name_plain(name, room);
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
        struct jx_slice f = jx_slice_of(fillers[i]);
        for (size_t at; (at = jx_slice_find(s, f)) != (size_t)-1 && s.len > 3 * f.len;) {
            memmove(room + at, room + at + f.len, s.len - at - f.len);
            s.len -= f.len;
        }
    }
    return s;
}

bool jx_names_nearly_same(struct jx_slice a, struct jx_slice b)
{
    char x[JX_NAME_PLAIN_MAX], y[JX_NAME_PLAIN_MAX];
    struct jx_slice p = jx_name_core(a, x), q = jx_name_core(b, y);
    return p.len > 0 && jx_slice_eq(p, q);
}
