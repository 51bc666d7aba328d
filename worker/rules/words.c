/* Texts are compared as they are read aloud: without white space, quotes and closing marks. */
#include "words.h"

#include "../../proto/base/text.h"

static bool is_silent(uint32_t c)
{
    return jx_is_space(c) || c == '"' || (c >= 0x2018 && c <= 0x201D);
}

static bool is_closing(uint32_t c)
{
    return c == 0x3002 || c == '.' || c == 0xFF0E || c == ';' || c == 0xFF1B || c == '!' ||
           c == 0xFF01 || c == ',' || c == 0xFF0C;
}

enum kind { OTHER, KEPT, CLOSING };

/* Of one byte. */
static const uint8_t kinds[0x80] = {
    ['0'] = KEPT, ['1'] = KEPT,    ['2'] = KEPT,    ['3'] = KEPT,    ['4'] = KEPT,    ['5'] = KEPT,
    ['6'] = KEPT, ['7'] = KEPT,    ['8'] = KEPT,    ['9'] = KEPT,    ['%'] = KEPT,    ['/'] = KEPT,
    ['-'] = KEPT, ['('] = KEPT,    [')'] = KEPT,    ['='] = KEPT,    ['<'] = KEPT,    ['>'] = KEPT,
    [':'] = KEPT, ['.'] = CLOSING, [','] = CLOSING, [';'] = CLOSING, ['!'] = CLOSING,
};

static enum kind kind_of_ascii(unsigned char c)
{
    bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return letter ? KEPT : (enum kind)kinds[c];
}

/* Of three bytes: Chinese characters, ≤ ≥, 、 。 and the wide forms of ASCII's marks. */
static enum kind kind_of_wide(const unsigned char *p)
{
    if ((p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return OTHER;
    if (jx_is_han_byte(p[0]) || (p[0] == 0xE2 && p[1] == 0x89)) return KEPT;
    uint32_t c = (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    bool mark = c == 0x3001 || c == 0x3002 || (c >= 0xFF01 && c <= 0xFF1F);
    if (!mark) return OTHER;
    return is_closing(c) ? CLOSING : KEPT;
}

/* Most texts are read aloud up to an end, and nothing is left out before it: *end. False where some
 * of it may be. */
static bool find_end(struct jx_slice s, size_t *end)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    *end = 0;
    for (size_t i = 0; i < s.len;) {
        const size_t bytes = p[i] < 0x80 ? 1 : 3;
        if (s.len - i < bytes) return false;
        enum kind kind = bytes == 1 ? kind_of_ascii(p[i]) : kind_of_wide(p + i);
        if (kind == OTHER) return false;
        i += bytes;
        if (kind == KEPT) *end = i;
    }
    return true;
}

/* Longer texts are cut: no entry of a list is near that length, and a pattern open at its front is
 * not meant for essays. */
struct jx_slice jx_word_plain(struct jx_slice text, char room[JX_WORD_PLAIN_MAX])
{
    size_t len = 0, end = 0;
    if (text.len + 4 <= JX_WORD_PLAIN_MAX && find_end(text, &end))
        return jx_slice_at(text.ptr, end);
    end = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = jx_utf8_next(text, &at);
        if (is_silent(c)) continue;
        if (len + 4 > JX_WORD_PLAIN_MAX) break;
        len += jx_utf8_put(c, room + len);
        if (!is_closing(c)) end = len;
    }
    return jx_slice_at(room, end);
}

bool jx_word_read(struct jx_slice text, struct jx_word *out)
{
    struct jx_word w = {.text = text};
    if (jx_starts_with(w.text, JX_LIT("*"))) {
        w.open_front = true;
        w.text = jx_slice_from(w.text, 1);
    }
    if (jx_ends_with(w.text, JX_LIT("*"))) {
        w.open_end = true;
        w.text.len--;
    }
    if (w.text.len == 0 || jx_contains(w.text, JX_LIT("*"))) return false;
    *out = w;
    return true;
}

static bool fits(const struct jx_word *w, struct jx_slice s)
{
    if (w->open_front && w->open_end) return jx_contains(s, w->text);
    if (w->open_front) return jx_ends_with(s, w->text);
    if (w->open_end) return jx_starts_with(s, w->text);
    return jx_slice_eq(s, w->text);
}

const struct jx_word *jx_word_find(const struct jx_word_list *list, struct jx_slice text)
{
    if (jx_is_blank(text)) return NULL;
    char room[JX_WORD_PLAIN_MAX];
    struct jx_slice plain = jx_word_plain(text, room);
    if (plain.len == 0) return NULL;
    for (uint32_t i = 0; i < list->count; i++)
        if (fits(&list->words[i], plain)) return &list->words[i];
    return NULL;
}

/* The bytes of the first character, where that is one that is never left out; else 0. */
static uint32_t first_kept(struct jx_slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (s.len == 0) return 0;
    if ((p[0] >= '0' && p[0] <= '9') || (p[0] >= 'a' && p[0] <= 'z')) return p[0];
    if (s.len < 3 || !jx_is_han_byte(p[0]) || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
        return 0;
    return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

/* Most texts that are not the same begin differently. */
static bool begin_apart(struct jx_slice a, struct jx_slice b)
{
    const uint32_t x = first_kept(a), y = first_kept(b);
    return x && y && x != y;
}

bool jx_words_same(struct jx_slice a, struct jx_slice b)
{
    if (begin_apart(a, b) || jx_is_blank(a) || jx_is_blank(b)) return false;
    char room_a[JX_WORD_PLAIN_MAX], room_b[JX_WORD_PLAIN_MAX];
    struct jx_slice x = jx_word_plain(a, room_a), y = jx_word_plain(b, room_b);
    return x.len > 0 && jx_slice_eq(x, y);
}
