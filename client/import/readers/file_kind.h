/* What a file is, by its first bytes, and by its name only where bytes do not tell. Pure. */
#ifndef JX_READERS_FILE_KIND_H
#define JX_READERS_FILE_KIND_H

#include "trouble.h"

#include "../../../proto/base/slice.h"

enum jx_file_kind {
    JX_FILE_ZIP,  /* .xlsx, .docx, or another package: its parts tell */
    JX_FILE_CSV,  /* text that is named .csv, .tsv or .tab */
    JX_FILE_TEXT, /* other text: of any encoding, JSON too */
    JX_FILE_OTHER /* not for us: *problem says what it is */
};

/* `name` may be NULL or a path; only what follows its last dot counts. *problem is NONE where a
 * reader can try. */
enum jx_file_kind jx_file_kind_of(struct jx_slice bytes, const char *name,
                                  enum jx_reader_problem *problem);

#endif
