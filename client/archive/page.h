/* Pages of the journal: consecutive records of one group, with the group that vouches for them, as
 * they come from the broker and as they stand in an archive. */
#ifndef JX_ARCHIVE_PAGE_H
#define JX_ARCHIVE_PAGE_H

#include "../../proto/wire/message.h"
#include "../publish/folder.h"

struct journal_page {
    struct jx_slice group, signature;
    struct jx_bins records; /* encoded */
};

/* A segment is a file of an archive:
 *   segment   [1, first position, [[group bin, signature bin, [record bin, ...]], ...]] */
enum {
    SEGMENT_BYTES = 8 << 20, /* a segment ends behind the page that fills it */
    SEGMENT_BYTES_MAX = SEGMENT_BYTES + 2 * JX_MESSAGE_BYTES_MAX,
    SEGMENT_PAGES_MAX = 100000,
};

struct segment_writer {
    const struct folder *to;
    struct jx_buffer pages;
    uint64_t first; /* 0: nothing is in it */
    uint32_t count, records;
};
void segment_begin(struct segment_writer *w, const struct folder *to);
/* `first` is the position of the page's first record. */
jx_status segment_put(struct segment_writer *w, uint64_t first, const struct journal_page *p);
/* Writes what is left. The writer is of no use afterwards, whatever came of it. */
jx_status segment_end(struct segment_writer *w);

/* The pages of a segment's bytes, from the arena; they borrow from the bytes. JX_E_FORMAT,
 * JX_E_VERSION, JX_E_ROWS, JX_E_DEPTH. */
jx_status segment_read(struct jx_slice bytes, struct jx_arena *a, uint64_t *first,
                       struct journal_page **pages, uint32_t *count);

#endif
