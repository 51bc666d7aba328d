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

/* Nothing in it is left out when it is compared: letters, digits, Chinese characters, and the signs
 * that number and name texts are full of. */
static bool is_plain(struct jx_slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = p[i];
        if (c < 0x80) {
            bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || c == '%' || c == '/' || c == '-' || c == '(' ||
                        c == ')' || c == '=';
            if (!kept) return false;
            continue;
        }
        if (s.len - i < 3 || (p[i + 1] & 0xC0) != 0x80 || (p[i + 2] & 0xC0) != 0x80) return false;
        bool sign = c == 0xE2 && p[i + 1] == 0x89; /* ≤ ≥ */
        if (!jx_is_han_byte(c) && !sign) return false;
        i += 2;
    }
    return true;
}

/* Longer texts are cut: no entry of a list is near that length, and a pattern open at its front is
 * not meant for essays. */
struct jx_slice jx_word_plain(struct jx_slice text, char room[JX_WORD_PLAIN_MAX])
{
    if (text.len + 4 <= JX_WORD_PLAIN_MAX && is_plain(text)) return text;
    size_t len = 0, end = 0;
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
