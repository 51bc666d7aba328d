/* Words are found by their first character, so that most characters of a text cost one look. */
#include "word_index.h"

#include "../../proto/base/text.h"

static uint32_t character_at(struct jx_slice s, size_t at)
{
    return jx_utf8_next(s, &at);
}

static uint32_t slot_of(uint32_t character)
{
    return (character * 2654435761u) >> 22;
}

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

jx_status jx_word_index_make(const struct jx_word_list *lists, uint32_t count, struct jx_arena *a,
                             struct jx_word_index *out)
{
    if (count > JX_LISTS_MAX) return JX_E_ROWS;
    *out = (struct jx_word_index){.count = 0};
    out->words = jx_arena_array(a, (size_t)count_words(lists, count) + 1, sizeof *out->words);
    if (!out->words) return jx_arena_failure(a);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < lists[i].count; k++) {
            struct jx_indexed_word *w = &out->words[out->count++];
            *w = (struct jx_indexed_word){.word = lists[i].words[k], .list = i};
            uint32_t *slots = w->word.open_front ? out->anywhere : out->at_front;
            uint32_t slot = slot_of(character_at(w->word.text, 0));
            if (w->word.open_front) set_bit(&out->walked, i);
            w->next = slots[slot];
            slots[slot] = out->count;
        }
    }
    return JX_OK;
}

static bool fits_at(const struct jx_word *w, struct jx_slice s, size_t at)
{
    if (s.len - at < w->text.len || memcmp(s.ptr + at, w->text.ptr, w->text.len) != 0) return false;
    return w->open_end || at + w->text.len == s.len;
}

/* Of a chain of words, those that stand at the place. */
static void find_at(const struct jx_word_index *index, uint32_t chain, struct jx_slice s, size_t at,
                    struct jx_word_set *found)
{
    for (uint32_t i = chain; i; i = index->words[i - 1].next) {
        const struct jx_indexed_word *w = &index->words[i - 1];
        if (fits_at(&w->word, s, at)) set_bit(found, w->list);
    }
}

static struct jx_word_set find_front(const struct jx_word_index *index, struct jx_slice s)
{
    struct jx_word_set found = {{0}};
    if (s.len) find_at(index, index->at_front[slot_of(character_at(s, 0))], s, 0, &found);
    return found;
}

struct jx_word_set jx_word_index_find_front(const struct jx_word_index *index, struct jx_slice text)
{
    char room[JX_WORD_PLAIN_MAX];
    return find_front(index, jx_word_plain(text, room));
}

struct jx_word_set jx_word_index_find(const struct jx_word_index *index, struct jx_slice text)
{
    char room[JX_WORD_PLAIN_MAX];
    struct jx_slice s = jx_word_plain(text, room);
    struct jx_word_set found = find_front(index, s);
    for (size_t at = 0; at < s.len;) {
        size_t here = at;
        uint32_t slot = slot_of(jx_utf8_next(s, &at));
        if (index->anywhere[slot]) find_at(index, index->anywhere[slot], s, here, &found);
    }
    return found;
}
