/* The numbered lists of a Word document: what a print shows in front of a paragraph. */
#ifndef JX_READERS_WORD_LISTS_H
#define JX_READERS_WORD_LISTS_H

#include "buffer.h"
#include "package.h"
#include "word_styles.h"

#include <stdint.h>

struct word_list;
struct word_abstract;

/* Zeroed has no lists. It counts, and so belongs to one reading of the document. */
struct word_lists {
    struct word_abstract *abstracts; /* by id; the arena's, as are the lists */
    struct word_list *lists;         /* by number */
    uint32_t abstract_count, list_count;
};

jx_status word_lists_read(struct package *p, struct jx_slice part, struct word_lists *out);

/* Counts a paragraph of the list, and appends what stands in front of it: the number with the text
 * around it and the space behind. A bullet is no text, unless it is a box to tick. `level` may be
 * WORD_NO_LEVEL: the one that names the style. Nothing for a list that does not exist. */
void word_lists_put(struct word_lists *l, uint32_t list, uint8_t level, struct jx_slice style,
                    struct buffer *out);

#endif
