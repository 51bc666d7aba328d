/* All word lists of a pack at once: one walk over a text tells every list that it belongs to. */
#ifndef JX_RULES_WORD_INDEX_H
#define JX_RULES_WORD_INDEX_H

#include "words.h"

enum { JX_LISTS_MAX = 128, JX_WORD_SLOTS = 1024, JX_WORD_BEGINNINGS = 8192 };

/* One bit for each list. */
struct jx_word_set {
    uint64_t bits[JX_LISTS_MAX / 64];
};

/* A word that a text is held against: what its first bytes tell is known without its text. */
struct jx_indexed_word {
    uint64_t head, mask; /* as many of the first 8 bytes as there are, zero behind them */
    struct jx_slice text;
    bool open_end;
    uint16_t list;
    uint32_t next; /* in its slot: index + 1, 0 at the end */
};

struct jx_word_index {
    struct jx_indexed_word *words;
    uint32_t count;
    /* By the word's first two characters, or its only one, index + 1: words that stand anywhere in
     * a text, and those that a text has to begin with. */
    uint32_t anywhere[JX_WORD_SLOTS], at_front[JX_WORD_SLOTS];
    /* Whether any word has a beginning: of the first ones, also by its first character alone, and
     * of the second. */
    uint64_t begins[JX_WORD_BEGINNINGS / 64], front_begins[JX_WORD_BEGINNINGS / 64];
    struct jx_word_set walked; /* lists with words of the first kind */
};

/* JX_OK, JX_E_ROWS for more than JX_LISTS_MAX lists, or the arena's status. */
jx_status jx_word_index_make(const struct jx_word_list *lists, uint32_t count, struct jx_arena *a,
                             struct jx_word_index *out);
struct jx_word_set jx_word_index_find(const struct jx_word_index *index, struct jx_slice text);
/* The same, true of the lists that are not `walked` alone: a long text is not walked for them. */
struct jx_word_set jx_word_index_find_front(const struct jx_word_index *index,
                                            struct jx_slice text);

static inline bool jx_word_set_has(const struct jx_word_set *s, uint32_t list)
{
    return s->bits[list / 64] >> (list % 64) & 1;
}

#endif
