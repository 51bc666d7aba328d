/* A printed page before it is a file: cells with addresses, merges and looks. Pure. For the writers
 * of client/export, and for whoever draws a page on a screen. */
#ifndef JX_EXPORT_PAGE_H
#define JX_EXPORT_PAGE_H

#include "export.h"

enum {
    PAGE_COLUMNS_MAX = 128,
    PAGES_MAX = JX_TABLES_MAX + 2, /* of final accounts: a cover, each table, the narrative */
    PAGE_WIDTH_MAX = 60,           /* of a column, in Latin letters */
};

enum look {
    LOOK_TITLE,   /* large, over the whole width, no border */
    LOOK_CENTRE,  /* below the title; no border */
    LOOK_RIGHT,   /* the money unit; no border */
    LOOK_PLAIN,   /* a note or a paragraph; no border */
    LOOK_HEADING, /* of a column or a block */
    LOOK_LABEL,
    LOOK_TEXT,
    LOOK_FIGURE,
    LOOK_PROSE,
    LOOK_COUNT,
};

/* How a cell that is filled in may be used. */
enum use {
    USE_FIXED,    /* locked */
    USE_OPEN,     /* takes what is typed */
    USE_COMPUTED, /* a formula, locked */
};

/* What may be chosen, and what a person is told who does; see forms.c. */
struct input {
    const char *const *choices; /* ends with NULL; NULL: anything */
    bool strict;                /* nothing but a choice is taken */
    bool figure;                /* a number of at least 0 */
    bool named;                 /* one of the pages' names, where they have some */
    const char *hint;           /* at most 255 characters; NULL: none */
};

struct cell {
    uint32_t row, column, row_span, col_span;
    struct jx_slice text; /* as printed; what a computed cell shows before it is computed */
    struct jx_slice path; /* JSON pointer of the field that it shows; absent: none */
    enum look look;
    enum use use;
    const struct input *input; /* NULL: none */
    struct jx_slice formula;   /* without =; of USE_COMPUTED */
    const char *format;        /* of numbers: "0.00%"; NULL: as typed */
};

struct page {
    struct jx_slice name;
    struct cell *cells; /* by row, then column */
    uint32_t count, room;
    uint32_t rows, columns;
    uint8_t widths[PAGE_COLUMNS_MAX];
    uint32_t heading, heading_rows; /* repeated on every sheet of paper; 0 rows: none */
    bool landscape;
};

struct pages {
    struct jx_arena *arena;
    struct page items[PAGES_MAX];
    uint32_t count;
    bool fill, given;               /* for filling in; what has a value is locked */
    bool merge;                     /* what a level's rows share is one cell */
    bool named;                     /* cells say which field they show */
    const struct jx_choices *names; /* of level-3 indicators; NULL: none are offered */
    jx_status status;               /* the first failure; everything after it does nothing */
};

/* A new page at the end. Never more than PAGES_MAX. */
struct page *page_new(struct pages *p, struct jx_slice name);
/* A cell of one row at row, over `span` columns; NULL and p->status when memory is exhausted. */
struct cell *page_put(struct pages *p, struct page *at, uint32_t row, uint32_t column,
                      uint32_t span, enum look look, struct jx_slice text);
/* Says which field the cell shows, where that is wanted; c may be NULL. */
void page_name(struct pages *p, struct cell *c, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Brings the cells into order. At the end, once. */
void page_sort(struct page *at);

/* Lays the document out. Everything is the arena's or borrows from the document. */
jx_status lay(const struct jx_document *d, struct pages *p);
/* The pages of final accounts (accounts.c). */
void lay_accounts(const struct jx_document *d, struct pages *p);
/* What the document has beyond the printed form, from that row to the end of the page: labels with
 * values that have no column, a report's paragraphs (kept.c). */
void lay_kept(const struct jx_document *d, struct pages *p, struct page *at, uint32_t row);
/* Whether there is anything of it. */
bool has_kept(const struct jx_document *d);
/* The pages as a workbook, written beside its place and put there whole (xlsx.c). JX_E_IO, the
 * arena's status. */
jx_status pages_write_xlsx(const struct pages *p, const char *path);
/* "（2024年度）" from the arena; absent without a year. */
struct jx_slice year_line(struct pages *p, int32_t year);

#endif
