/* What an archive holds beside the journal, made by asking a county: the one that is archived, or
 * the one that is folded again from the archive. Both must come to the same bytes. */
#ifndef JX_ARCHIVE_BUILD_H
#define JX_ARCHIVE_BUILD_H

#include "../publish/folder.h"
#include "../session.h"

/* The members of an archive. */
#define ARCHIVE_CONF       "archive.conf" /* what it is of; key = value */
#define ARCHIVE_SUMS       "files.txt"    /* the hash of every other file, for b2sum -l 256 -c */
#define ARCHIVE_README     "README.txt"
#define ARCHIVE_AGGREGATES "aggregates.csv" /* every sum of every branch, as the store has it */
#define ARCHIVE_PUBLISHED  "published"
#define ARCHIVE_JOURNAL    "journal/"

struct build_wish {
    uint32_t year;
    bool received;
};

/* Writes the published folder, the aggregates and the explanation. *position is what they are true
 * for. JX_E_BUSY when the county went on meanwhile. */
jx_status build_tables(struct session *s, const struct build_wish *w, const struct folder *to,
                       uint64_t *position);

/* The text of ARCHIVE_SUMS over these files, but for itself; from the arena. */
jx_status build_sums(const struct folder_entry *files, uint32_t count, struct jx_arena *a,
                     struct jx_slice *out);

#endif
