/* A published table that is no form: rows of texts under declared columns, written as CSV and as a
 * workbook, described in the data dictionary. */
#ifndef JX_PUBLISH_SHEET_H
#define JX_PUBLISH_SHEET_H

#include "csv_out.h"
#include "folder.h"

struct sheet_column {
    const char *name;  /* of the CSV */
    const char *zh;    /* of the workbook's heading, and the first half of the dictionary's text */
    const char *means; /* what it says, in English; for the dictionary */
    unsigned char width; /* of the workbook, in characters; 0: in the CSV only */
    bool figure;
};

struct sheet_layout {
    const char *name;  /* data/NAME.csv, tables/NAME.xlsx */
    const char *title; /* printed above the workbook's table */
    const struct sheet_column *columns;
    uint32_t count;
};

struct sheet_row;

struct sheet {
    const struct sheet_layout *layout;
    struct jx_arena *arena;
    struct sheet_row *first, *last;
    uint32_t rows;
};

void sheet_begin(struct sheet *s, const struct sheet_layout *layout, struct jx_arena *a);
/* As many cells as the layout has columns; copied. JX_OK or the arena's status. */
jx_status sheet_row(struct sheet *s, const struct jx_slice *cells);
/* Both files. A sheet without rows has its headings, so that its absence of rows is stated. */
jx_status sheet_write(const struct sheet *s, uint32_t year, const struct folder *to);
/* Its rows of the data dictionary. */
void sheet_describe(const struct sheet_layout *l, struct csv_out *dictionary);

#endif
