/* Headings of tables, and how a row lines up with its heading. */
#ifndef JX_IMPORT_HEADING_H
#define JX_IMPORT_HEADING_H

#include "importer.h"

enum {
    HEADING_COLUMNS_MAX = 48,
    ROW_ITEMS_MAX = 64, /* a row with more texts is no row of a form */
    NO_COLUMN = 0xFF,
};

struct column {
    enum jx_word word; /* JX_WORD_NONE: a column that the vocabulary does not know */
    uint32_t start, end;
    uint8_t half;             /* 0, or 1 in the second half of a table of two */
    bool medium_term, annual; /* said by the heading itself */
    enum jx_look look;
    struct jx_slice text; /* as printed */
    bool option;          /* one of several choices of a column: a tick stands for its text */
    struct origin from;
};

struct heading {
    enum jx_word_class class;
    uint32_t count;
    uint32_t shift; /* how far right of their columns the rows of a dump stand, once one told */
    uint8_t halves; /* 1, or 2 where the same columns are printed twice */
    struct column columns[HEADING_COLUMNS_MAX];
};

/* What words a row holds, to see whether it is a heading. */
struct word_count {
    uint32_t words; /* texts that are a word of the class */
    uint32_t other; /* texts that are none, between or behind them */
    uint64_t seen;  /* bit (word - first word of the class) */
};
struct word_count count_words(const struct importer *im, uint32_t line, enum jx_word_class class);
bool has_word(const struct word_count *n, enum jx_word word);

/* Reads the heading at `line`, with a row of subheadings below it and one of group headings above
 * it. Returns the number of rows from `line` on that belong to it; their cells become layout. */
uint32_t heading_read(struct importer *im, uint32_t line, uint32_t end, enum jx_word_class class,
                      struct heading *h);

/* The first column of that word (and half), or NULL. */
const struct column *heading_column(const struct heading *h, enum jx_word word, uint8_t half);

/* Where the heading has no column of the better word, one of the second takes its place: 折算得分
 * is the score when no 得分 is printed. */
void heading_stand_in(struct heading *h, enum jx_word second, enum jx_word best);

/* Which column each text of the row belongs to; NO_COLUMN for none (a side label, or a text that
 * does not fit anywhere). Where texts and columns do not line up, because cells were shifted or
 * lost, the order and the looks of the texts decide. */
struct alignment {
    uint32_t count;
    uint8_t column[ROW_ITEMS_MAX];
};
void align_row(struct importer *im, uint32_t line, const struct heading *h, struct alignment *out);
/* A row with a text for each column tells by how much a dump has shifted all of them, so that the
 * rows behind it line up though cells of theirs are empty. */
void learn_shift(const struct importer *im, uint32_t line, const struct alignment *a,
                 struct heading *h);

#endif
