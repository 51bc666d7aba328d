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

static uint32_t count_words(const struct jx_word_list *lists, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        n += lists[i].count;
    return n;
}

/* The first 8 bytes at the place, zero behind the text's end. */
static uint64_t head_at(struct jx_slice s, size_t at)
{
    uint64_t head = 0;
    const size_t left = s.len - at;
    memcpy(&head, s.ptr + at, left < sizeof head ? left : sizeof head);
    return head;
}

static void add_word(struct jx_word_index *to, const struct jx_word *word, uint32_t list)
{
    static const char full[] = {-1, -1, -1, -1, -1, -1, -1, -1};
    uint32_t *slots = word->open_front ? to->anywhere : to->at_front;
    uint32_t *slot = &slots[slot_of(character_at(word->text, 0))];
    const size_t known = word->text.len < sizeof full ? word->text.len : sizeof full;
    to->words[to->count++] = (struct jx_indexed_word){.head = head_at(word->text, 0),
                                                      .mask = head_at(jx_slice_at(full, known), 0),
                                                      .text = word->text,
                                                      .open_end = word->open_end,
                                                      .list = (uint16_t)list,
                                                      .next = *slot};
    *slot = to->count;
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
        if ((head & w->mask) == w->head && fits_at(w, s, at))
            found->bits[w->list / 64] |= 1ull << (w->list % 64);
    }
}

struct jx_word_set jx_word_index_find(const struct jx_word_index *index, struct jx_slice text)
{
    struct jx_word_set found = {{0}};
    char room[JX_WORD_PLAIN_MAX];
    struct jx_slice s = jx_word_plain(text, room);
    if (s.len) find_at(index, index->at_front[slot_of(character_at(s, 0))], s, 0, &found);
    for (size_t at = 0; at < s.len;) {
        size_t here = at;
        uint32_t slot = slot_of(jx_utf8_next(s, &at));
        if (index->anywhere[slot]) find_at(index, index->anywhere[slot], s, here, &found);
    }
    return found;
}
