/* One table of a form on its page: which columns are printed, and where. */
#ifndef JX_EXPORT_TABLE_H
#define JX_EXPORT_TABLE_H

#include "forms.h"
#include "reach.h"

/* A column of the layout, or (column NULL) one for what rows keep under that heading in `extra`. */
struct printed {
    const struct lay_column *column;
    struct jx_slice heading, member;
    uint32_t at, span; /* on the page */
};

struct table {
    const struct section *section;
    struct rows rows;
    struct printed columns[PAGE_COLUMNS_MAX];
    uint32_t count;
    uint32_t first_row; /* on the page, of the first row that is no heading */
};

struct layer {
    const struct jx_document *d;
    struct pages *pages;
    struct page *page;
    struct jx_slice months;     /* what %s stands for in a heading */
    uint32_t row;               /* the next one */
    uint32_t left;              /* first column behind the sides */
    struct table *funds, *last; /* the tables laid out so far that formulas refer to */
};

/* Chooses the columns of the section. */
void table_choose(struct layer *l, const struct section *s, struct table *out);
/* Puts each on a column of the page; the wide one takes what `columns` has more. */
void table_spread(const struct layer *l, struct table *t, uint32_t columns);
/* Spreads a table of fewer columns over those of the page, by their widths. */
void table_fit(const struct layer *l, struct table *t);
/* The name of the funds' block, with the money unit where it is a usual one. */
struct jx_slice table_side(struct layer *l, const char *name);
void table_put(struct layer *l, struct table *t);
/* The row of totals below the table. */
void table_put_total(struct layer *l, const struct table *t, const struct section *total);
/* Makes the cell an entry or a formula where a template wants it so. */
void table_use(struct layer *l, struct cell *c, const struct lay_column *column,
               const struct table *t, bool first_row);

#endif
