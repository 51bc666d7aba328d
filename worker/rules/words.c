/* Texts are compared as they are read aloud: without white space, quotes and closing marks. */
#include "words.h"

#include "../../proto/base/text.h"

enum { PLAIN_BYTES_MAX = JX_WORD_PLAIN_MAX };

struct plain {
    char text[PLAIN_BYTES_MAX];
    size_t len;
};

static bool is_silent(uint32_t c)
{
    return jx_is_space(c) || c == '"' || (c >= 0x2018 && c <= 0x201D);
}

static bool is_closing(uint32_t c)
{
    return c == 0x3002 || c == '.' || c == 0xFF0E || c == ';' || c == 0xFF1B || c == '!' ||
           c == 0xFF01 || c == ',' || c == 0xFF0C;
}

/* Longer texts are cut: no entry of a list is near that length, and a pattern open at its front is
 * not meant for essays. */
static struct plain plain_of(struct jx_slice s)
{
    struct plain p = {.len = 0};
    size_t end = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = jx_utf8_next(s, &at);
        if (is_silent(c)) continue;
        if (p.len + 4 > PLAIN_BYTES_MAX) break;
        p.len += jx_utf8_put(c, p.text + p.len);
        if (!is_closing(c)) end = p.len;
    }
    p.len = end;
    return p;
}

struct jx_slice jx_word_plain(struct jx_slice text, char room[JX_WORD_PLAIN_MAX])
{
    struct plain p = plain_of(text);
    memcpy(room, p.text, p.len);
    return jx_slice_at(room, p.len);
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
    struct plain p = plain_of(text);
    if (p.len == 0) return NULL;
    for (uint32_t i = 0; i < list->count; i++)
        if (fits(&list->words[i], jx_slice_at(p.text, p.len))) return &list->words[i];
    return NULL;
}

bool jx_words_same(struct jx_slice a, struct jx_slice b)
{
    if (jx_is_blank(a) || jx_is_blank(b)) return false;
    struct plain x = plain_of(a), y = plain_of(b);
    return x.len > 0 && jx_slice_eq(jx_slice_at(x.text, x.len), jx_slice_at(y.text, y.len));
}
