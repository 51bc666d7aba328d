/* Where the text of every printed cell of a file went. */
#ifndef JX_TEST_IMPORT_ACCOUNTING_H
#define JX_TEST_IMPORT_ACCOUNTING_H

#include "support.h"

enum account {
    ACCOUNT_FIELD,    /* its text is in a field */
    ACCOUNT_EXTRA,    /* in `extra`, or in the narrative */
    ACCOUNT_UNPLACED, /* handed back, or handed back as differing from the first print */
    ACCOUNT_LAYOUT,   /* a word of the vocabulary, a note, a page number, a mark, a repeated heading
                       */
    ACCOUNT_REPEAT,   /* a second print says the same */
    ACCOUNT_NONE,     /* lost: the importer says that it went somewhere, and it did not */
    ACCOUNTS,
};

/* Adds the cells of the file to the counts; prints the lost ones. */
void account_for(struct jx_arena *a, const struct jx_vocabulary *v, const struct jx_grid *g,
                 const struct jx_import_result *r, const char *name, unsigned counts[ACCOUNTS]);

#endif
