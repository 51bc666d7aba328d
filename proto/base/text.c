/* UTF-8 decoding after the table of the Unicode standard (3-7), and character classes. */
#include "text.h"

enum { WORD_BYTES = 32 };

/* Of a word memmem() makes a table first, which takes longer than the search. Chinese characters
 * are told apart by their last byte. */
static size_t find_word(struct jx_slice s, struct jx_slice word)
{
    const size_t before = word.len - 1;
    for (size_t at = before; at < s.len;) {
        const char *last = memchr(s.ptr + at, word.ptr[before], s.len - at);
        if (!last) break;
        at = (size_t)(last - s.ptr);
        if (memcmp(s.ptr + at - before, word.ptr, before) == 0) return at - before;
        at++;
    }
    return (size_t)-1;
}

size_t jx_slice_find(struct jx_slice s, struct jx_slice needle)
{
    if (needle.len == 0) return 0;
    if (needle.len <= WORD_BYTES) return find_word(s, needle);
    const char *at = s.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;
    return at ? (size_t)(at - s.ptr) : (size_t)-1;
}

struct range {
    uint32_t first, last;
};

/* The ranges are in ascending order. */
static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count && c >= ranges[i].first; i++)
        if (c <= ranges[i].last) return true;
    return false;
}

#define IS_IN(ranges, c) is_in(ranges, sizeof(ranges) / sizeof(ranges)[0], c)

static bool continues(struct jx_slice s, size_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80;
}

/* Length of the well-formed character at `at`, its code in *c; 0 when malformed. */
static size_t decode(struct jx_slice s, size_t at, uint32_t *c)
{
    unsigned char b = (unsigned char)s.ptr[at];
    if (b < 0x80) {
        *c = b;
        return 1;
    }
    size_t len = b >= 0xF0 && b <= 0xF4  ? 4
                 : b >= 0xE0 && b < 0xF0 ? 3
                 : b >= 0xC2 && b < 0xE0 ? 2
                                         : 0;
    if (len == 0) return 0;
    uint32_t code = b & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (!continues(s, at + i)) return 0;
        code = code << 6 | ((unsigned char)s.ptr[at + i] & 0x3F);
    }
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
    *c = code;
    return len;
}

bool jx_utf8_valid(struct jx_slice s)
{
    uint32_t c;
    for (size_t at = 0; at < s.len;) {
        size_t n = decode(s, at, &c);
        if (n == 0) return false;
        at += n;
    }
    return true;
}

uint32_t jx_utf8_next_any(struct jx_slice s, size_t *at)
{
    uint32_t c;
    size_t n = decode(s, *at, &c);
    if (n == 0) {
        *at += 1;
        return 0xFFFD;
    }
    *at += n;
    return c;
}

size_t jx_utf8_put(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)((0xF00u >> len & 0xFFu) | c);
    return len;
}

struct jx_slice jx_utf8_head(struct jx_slice s, size_t bytes)
{
    size_t end = 0, at = 0;
    while (at < s.len) {
        (void)jx_utf8_next(s, &at);
        if (at > bytes) break;
        end = at;
    }
    return jx_slice_at(s.ptr, end);
}

size_t jx_utf8_length(struct jx_slice s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len; n++)
        jx_utf8_next(s, &at);
    return n;
}

size_t jx_text_columns(struct jx_slice s)
{
    static const struct range none[] = {
        {0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}};
    static const struct range two[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0xA4CF},
                                       {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                       {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    size_t columns = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = jx_utf8_next(s, &at);
        if (IS_IN(none, c)) continue;
        columns += IS_IN(two, c) ? 2 : 1;
    }
    return columns;
}

bool jx_is_rare_space(uint32_t c)
{
    static const struct range spaces[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},
                                          {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200B},
                                          {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x2060},
                                          {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
    return IS_IN(spaces, c);
}

bool jx_is_chinese(uint32_t c)
{
    /* Full-width letters and digits count with the full-width punctuation around them. */
    static const struct range chinese[] = {
        {0x2014, 0x2014}, {0x2018, 0x2019}, {0x201C, 0x201D}, {0x2026, 0x2026},
        {0x2E80, 0x2FDF}, {0x3001, 0x303F}, {0x3105, 0x312F}, {0x31A0, 0x31FF},
        {0x3220, 0x32FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF},
        {0xFE30, 0xFE4F}, {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6}, {0x20000, 0x3FFFD}};
    return IS_IN(chinese, c);
}

bool jx_is_rare_control(uint32_t c)
{
    /* With the controls of writing direction: what is shown must be what is there. */
    static const struct range controls[] = {
        {0x00, 0x1F}, {0x7F, 0x9F}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}};
    return IS_IN(controls, c) && !jx_is_space(c);
}

int jx_digit_value(uint32_t c)
{
    if (c >= '0' && c <= '9') return (int)(c - '0');
    if (c >= 0xFF10 && c <= 0xFF19) return (int)(c - 0xFF10);
    return -1;
}

/* Bytes from `at` on that are one plain character; 0 when that is not seen at once. */
static size_t plain_character(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80) return p[0] > ' ' && p[0] < 0x7F && p[0] != '<' && p[0] != '>' && p[0] != '\\';
    if (left < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return 0;
    /* U+4000 to U+9FFF. */
    if (p[0] >= 0xE4 && p[0] <= 0xE9) return 3;
    /* Chinese punctuation, but for the blank U+3000. */
    if (p[0] == 0xE3 && p[1] == 0x80 && p[2] != 0x80) return 3;
    /* U+2264, U+2265: ≤ and ≥. */
    if (p[0] == 0xE2 && p[1] == 0x89 && (p[2] == 0xA4 || p[2] == 0xA5)) return 3;
    /* Full-width forms from U+FF01 on; ＜, ＝ and ＞ are U+FF1C to U+FF1E. */
    if (p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x81 && (p[2] < 0x9C || p[2] > 0x9E)) return 3;
    return 0;
}

jx_status jx_text_check(struct jx_slice s)
{
    if (!jx_utf8_valid(s)) return JX_E_UTF8;
    for (size_t at = 0; at < s.len;)
        if (jx_is_control(jx_utf8_next(s, &at))) return JX_E_TEXT_CONTROL;
    return JX_OK;
}

bool jx_text_is_plain(struct jx_slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (size_t at = 0, n; at < s.len; at += n)
        if ((n = plain_character(p + at, s.len - at)) == 0) return false;
    return true;
}

/* Where the character begins that ends at `end`; a malformed byte is one of its own. */
static size_t start_of_last(struct jx_slice s, size_t end)
{
    size_t start = end - 1;
    while (start > 0 && end - start < 4 && continues(s, start))
        start--;
    size_t behind = start;
    (void)jx_utf8_next(s, &behind);
    return behind == end ? start : end - 1;
}

struct jx_slice jx_trim_any(struct jx_slice s)
{
    size_t first = 0, end = s.len;
    for (size_t at = 0; at < s.len && jx_is_space(jx_utf8_next(s, &at));)
        first = at;
    while (end > first) {
        size_t start = start_of_last(s, end), at = start;
        if (!jx_is_space(jx_utf8_next(s, &at))) break;
        end = start;
    }
    return first < end ? jx_slice_at(s.ptr + first, end - first) : jx_slice_at(s.ptr, 0);
}

bool jx_path_join(char out[JX_PATH_ROOM], const char *dir, const char *name)
{
    size_t d = strlen(dir), n = strlen(name);
    bool fits = d + 1 + n < JX_PATH_ROOM;
    out[0] = '\0';
    if (!fits) return false;
    memcpy(out, dir, d);
    out[d] = '/';
    memcpy(out + d + 1, name, n + 1);
    return true;
}
