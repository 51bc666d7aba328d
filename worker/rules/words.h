/* Word lists of a profile: what the words of a cell mean. */
#ifndef JX_RULES_WORDS_H
#define JX_RULES_WORDS_H

#include "../../proto/base/arena.h"

/* One entry: `*` at either end stands for any text. */
struct jx_word {
    struct jx_slice text; /* without the stars */
    bool open_front, open_end;
};

struct jx_word_list {
    struct jx_slice name;
    struct jx_word *words;
    uint32_t count;
};

/* Reads `*未开展` and the like; false when there is nothing but stars or a star in the middle. */
bool jx_word_read(struct jx_slice text, struct jx_word *out);

/* The list's first entry that fits the text, or NULL. White space, quotes and the marks at the
 * text's end do not count; the blank text fits nothing. */
const struct jx_word *jx_word_find(const struct jx_word_list *list, struct jx_slice text);

enum { JX_WORD_PLAIN_MAX = 512 };
/* The text as words are compared: itself, or in the room, where what does not fit is cut. */
struct jx_slice jx_word_plain(struct jx_slice text, char room[JX_WORD_PLAIN_MAX]);

/* Whether two cells say the same, in the way that words are compared; blank ones never do. */
bool jx_words_same(struct jx_slice a, struct jx_slice b);

#endif
