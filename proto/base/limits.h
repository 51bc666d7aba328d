/* Every limit on what comes from outside, with its reason; the compiler checks that they agree.
 * Sizes are bytes of UTF-8 unless the name says otherwise. */
#ifndef JX_BASE_LIMITS_H
#define JX_BASE_LIMITS_H

#include <assert.h>

enum {
    /* Texts of a form. A Chinese character takes three bytes. */
    JX_FIGURE_MAX = 256,  /* a cell meant for a figure; published forms put words there too */
    JX_WORD_MAX = 512,    /* a code, a grade, a sign, a heading's short value */
    JX_NAME_MAX = 3072,   /* names: fielded systems allow indicators of 1000 characters */
    JX_PROSE_MAX = 49152, /* goals and reasons: 4000 characters in fielded systems, with room */

    /* Rows of a form. The longest published ones have 60 indicators and 40 fund rows. */
    JX_FUNDS_MAX = 128,
    JX_INDICATORS_MAX = 1000,
    JX_LIST_ROWS_MAX = 10000, /* a county's public list */
    JX_TABLES_MAX = 64,       /* provinces publish 9 to 11 final-accounts tables */
    JX_TABLE_ROWS_MAX = 10000,
    JX_TABLE_COLUMNS_MAX = 128,
    JX_EXTRA_MAX = 256,
    JX_NARRATIVE_MAX = 5000,
    JX_YEAR_FIRST = 1990,
    JX_YEAR_LAST = 2200,

    /* On the wire. */
    JX_DOCUMENT_BYTES_MAX = 1 << 20,     /* the largest known final accounts take 90 kB */
    JX_EXPLANATIONS_BYTES_MAX = 1 << 18, /* prose for every row of a large form */
    JX_EXPLANATIONS_MAX = 2000,
    JX_HEADER_BYTES_MAX = 1024,
    JX_CONTENT_BYTES_MAX = (1 << 20) + (1 << 18) + (1 << 12),
    JX_MESSAGE_BYTES_MAX = (1 << 20) + (1 << 19), /* one message, either way */
    JX_DEPTH_MAX = 12,                            /* nesting of MessagePack; a document needs 6 */
    JX_NODES_MAX = 400000,                        /* MessagePack values in one message */
    JX_UNIT_CODE_MAX = 32, /* hierarchical unit codes: up to 21 in the field */
    JX_PERIOD_MAX = 64,    /* "1-8月" */
    JX_FORM_NAME_MAX = 32,
    JX_PROJECT_KEY_MAX = 256,    /* what tells projects apart; a longer name is told by its hash */
    JX_PACK_BYTES_MAX = 1 << 20, /* all files of a rule pack together */
    JX_PACK_FILES_MAX = 64,

    /* Memory a document may take while it is judged: its texts, borrowed, and its structs. */
    JX_ARENA_BYTES_MAX = 64 << 20,

    JX_CORRELATION_BYTES_MAX = 16,
};

static_assert(JX_DOCUMENT_BYTES_MAX + JX_EXPLANATIONS_BYTES_MAX + 256 <= JX_CONTENT_BYTES_MAX,
              "the largest document we accept has to fit in the largest content we accept");
static_assert(JX_CONTENT_BYTES_MAX + JX_HEADER_BYTES_MAX + 4096 <= JX_MESSAGE_BYTES_MAX,
              "the largest content we accept has to fit in the largest message we accept");
static_assert(JX_PACK_BYTES_MAX + 256 <= JX_CONTENT_BYTES_MAX,
              "the largest rule pack has to fit in the largest content we accept");

#endif
