/* Words are found by how they begin, so that most characters of a text cost two looks at a bit. */
#include "word_index.h"

#include "../../proto/base/text.h"

#include <endian.h>

/* ---- beginnings ---- */

/* A number below JX_WORD_BEGINNINGS; `second` is 0 for a word of one character. */
static uint32_t beginning(uint32_t first, uint32_t second)
{
    return (first * 2654435761u + second * 2246822519u) >> 19;
}

static uint32_t slot_of(uint32_t begins)
{
    return begins / (JX_WORD_BEGINNINGS / JX_WORD_SLOTS);
}

static size_t character_bytes(struct jx_slice s)
{
    size_t at = 0;
    (void)jx_utf8_next(s, &at);
    return at;
}

static uint32_t beginning_of(struct jx_slice word)
{
    size_t at = 0;
    const uint32_t first = jx_utf8_next(word, &at);
    return beginning(first, at < word.len ? jx_utf8_next(word, &at) : 0);
}

/* The 8 bytes at the place, the first one lowest; zero behind the text's end. */
static uint64_t head_at(struct jx_slice s, size_t at)
{
    uint64_t head = 0;
    const size_t left = s.len - at;
    if (left >= sizeof head) {
        memcpy(&head, s.ptr + at, sizeof head);
        return le64toh(head);
    }
    if (s.len >= sizeof head) {
        memcpy(&head, s.ptr + s.len - sizeof head, sizeof head);
        return left ? le64toh(head) >> 8 * (sizeof head - left) : 0;
    }
    for (size_t i = left; i-- > 0;)
        head = head << 8 | (unsigned char)s.ptr[at + i];
    return head;
}

/* ---- making ---- */

static void set_bit(struct jx_word_set *s, uint32_t list)
{
    s->bits[list / 64] |= 1ull << (list % 64);
}

static uint32_t count_words(const struct jx_word_list *lists, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        n += lists[i].count;
    return n;
}

static void add_beginning(uint64_t bits[JX_WORD_BEGINNINGS / 64], uint32_t begins)
{
    bits[begins / 64] |= 1ull << begins % 64;
}

static void add_word(struct jx_word_index *to, const struct jx_word *word, uint32_t list)
{
    static const char full[] = {-1, -1, -1, -1, -1, -1, -1, -1};
    const uint32_t begins = beginning_of(word->text);
    uint32_t *slot = &(word->open_front ? to->anywhere : to->at_front)[slot_of(begins)];
    const size_t known = word->text.len < sizeof full ? word->text.len : sizeof full;
    to->words[to->count++] = (struct jx_indexed_word){.head = head_at(word->text, 0),
                                                      .mask = head_at(jx_slice_at(full, known), 0),
                                                      .text = word->text,
                                                      .open_end = word->open_end,
                                                      .list = (uint16_t)list,
                                                      .next = *slot};
    *slot = to->count;
    add_beginning(word->open_front ? to->begins : to->front_begins, begins);
    if (!word->open_front) return;
    add_beginning(to->begins,
                  beginning_of(jx_slice_at(word->text.ptr, character_bytes(word->text))));
    set_bit(&to->walked, list);
}

jx_status jx_word_index_make(const struct jx_word_list *lists, uint32_t count, struct jx_arena *a,
                             struct jx_word_index *out)
{
    if (count > JX_LISTS_MAX) return JX_E_ROWS;
    *out = (struct jx_word_index){.count = 0};
    out->words = jx_arena_array(a, (size_t)count_words(lists, count) + 1, sizeof *out->words);
    if (!out->words) return jx_arena_failure(a);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < lists[i].count; k++)
            add_word(out, &lists[i].words[k], i);
    return JX_OK;
}

/* ---- finding ---- */

/* A word whose first bytes stand at the place. */
static bool fits_at(const struct jx_indexed_word *w, struct jx_slice s, size_t at)
{
    const size_t left = s.len - at, len = w->text.len;
    if (left < len || (!w->open_end && left > len)) return false;
    return len <= sizeof w->head || memcmp(s.ptr + at, w->text.ptr, len) == 0;
}

/* Of a chain of words, those that stand at the place. */
static void find_at(const struct jx_word_index *index, uint32_t chain, struct jx_slice s, size_t at,
                    struct jx_word_set *found)
{
    const uint64_t head = head_at(s, at);
    for (uint32_t i = chain; i; i = index->words[i - 1].next) {
        const struct jx_indexed_word *w = &index->words[i - 1];
        if ((head & w->mask) == w->head && fits_at(w, s, at)) set_bit(found, w->list);
    }
}

static bool is_anywhere(const struct jx_word_index *index, uint32_t begins)
{
    return index->begins[begins / 64] >> begins % 64 & 1;
}

/* Whether a word that a text has to begin with begins so. */
static bool is_front(const struct jx_word_index *index, uint32_t begins)
{
    return index->front_begins[begins / 64] >> begins % 64 & 1;
}

static struct jx_word_set find_front(const struct jx_word_index *index, struct jx_slice s)
{
    struct jx_word_set found = {{0}};
    if (s.len == 0) return found;
    const uint32_t one = beginning_of(jx_slice_at(s.ptr, character_bytes(s)));
    const uint32_t two = beginning_of(s);
    if (is_front(index, one)) find_at(index, index->at_front[slot_of(one)], s, 0, &found);
    if (two != one && is_front(index, two))
        find_at(index, index->at_front[slot_of(two)], s, 0, &found);
    return found;
}

/* Figures, Chinese characters and signs of comparison are read aloud wherever they stand; 0 stands
 * for no character. */
static bool is_read(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0x4E00 && c <= 0x9FFF) || c == 0x2264 || c == 0x2265 ||
           c == 0;
}

/* Most texts begin like no word, which shows before they are read aloud. */
static bool begins_like_none(const struct jx_word_index *index, struct jx_slice text)
{
    size_t at = 0;
    const uint32_t first = jx_utf8_next(text, &at);
    const uint32_t second = at < text.len ? jx_utf8_next(text, &at) : 0;
    return is_read(first) && is_read(second) && !is_front(index, beginning(first, 0)) &&
           !is_front(index, beginning(first, second));
}

struct jx_word_set jx_word_index_find_front(const struct jx_word_index *index, struct jx_slice text)
{
    char room[JX_WORD_PLAIN_MAX];
    if (text.len == 0 || begins_like_none(index, text)) return (struct jx_word_set){{0}};
    return find_front(index, jx_word_plain(text, room));
}

/* No word that may stand anywhere begins with any of its characters. */
static bool holds_none(const struct jx_word_index *index, struct jx_slice text)
{
    for (size_t at = 0; at < text.len;)
        if (is_anywhere(index, beginning(jx_utf8_next(text, &at), 0))) return false;
    return true;
}

struct jx_word_set jx_word_index_find(const struct jx_word_index *index, struct jx_slice text)
{
    char room[JX_WORD_PLAIN_MAX];
    if (text.len == 0 || (begins_like_none(index, text) && holds_none(index, text)))
        return (struct jx_word_set){{0}};
    struct jx_slice s = jx_word_plain(text, room);
    struct jx_word_set found = find_front(index, s);
    for (size_t at = 0, here = 0; at < s.len; here = at) {
        const uint32_t c = jx_utf8_next(s, &at), one = beginning(c, 0);
        if (!is_anywhere(index, one)) continue;
        find_at(index, index->anywhere[slot_of(one)], s, here, &found);
        if (at == s.len) break;
        size_t behind = at;
        const uint32_t two = beginning(c, jx_utf8_next(s, &behind));
        if (is_anywhere(index, two)) find_at(index, index->anywhere[slot_of(two)], s, here, &found);
    }
    return found;
}
