/* How each form is printed, declared once: printing a document, the template of the form and the
 * test that the importer reads both all walk these tables. */
#ifndef JX_EXPORT_FORMS_H
#define JX_EXPORT_FORMS_H

#include "page.h"

enum {
    COLUMN_USUAL = 1, /* stands in a template; else only where a document has a value */
    COLUMN_WIDE = 2,  /* takes the room that a table of fewer columns has left */
    COLUMN_LEVEL = 4, /* rows that follow one another with the same text share a cell */
    COLUMN_OF_LEVEL =
        64, /* a level's weight: shares a cell as far as that level does, and it is one */
    COLUMN_FILL_ONLY = 8,   /* of a template only, */
    COLUMN_PRINT_ONLY = 16, /* or of a document only */
    COLUMN_FIRST_ROW = 32,  /* formula and entry on the first row (the total fund) only */
};

/* In a formula {x} is the cell of member x in the same row; {below} the cells of the column below
 * the row, {rows} those of the column in the rows above a total, {funds.x} member x of the first
 * fund. */
struct lay_column {
    const char *heading; /* %s: the months of a monitoring form */
    const char *group;   /* a heading over several columns; NULL: none */
    const char *member;
    uint8_t width;
    uint8_t flags;
    enum look look;
    const struct input *input;
    const char *formula; /* of an empty cell in a template; NULL: none */
    const char *format;  /* of numbers in a template; NULL: as typed */
};

struct lay_pair {
    const char *label, *path; /* path: "project/name" */
    uint8_t row;              /* pairs of one row stand side by side */
    bool usual;               /* stands in a template */
    const struct input *input;
};

enum section_kind {
    SECTION_PAIRS, /* label and value side by side */
    SECTION_TABLE, /* a heading and rows */
    SECTION_GOALS, /* labels side by side, their texts below */
    SECTION_TOTAL, /* below the table in front of it */
    SECTION_PROSE, /* a label and a long text beside it, one below the other */
    SECTION_NOTES, /* a text alone in its row */
};

struct section {
    enum section_kind kind;
    const char *side; /* printed to the left of all its rows; NULL: none */
    const char *path; /* of the list or the total */
    const struct lay_column *columns;
    const struct lay_pair *pairs;
    uint32_t count; /* of columns or pairs */
};

struct form_layout {
    const struct section *sections;
    uint32_t count;
    bool landscape;
    bool side; /* the first column is the sections' sides */
};

/* NULL for final accounts, whose tables bring their columns along. */
const struct form_layout *layout_of(enum jx_form form);

/* The rows that an empty form has. */
struct skeleton_fund {
    const char *source, *label;
};
extern const struct skeleton_fund skeleton_funds[];
extern const uint32_t skeleton_fund_count;
struct skeleton_level {
    const char *level1, *level2;
    uint32_t rows;
};
extern const struct skeleton_level skeleton_indicators[], skeleton_evaluation[];
extern const uint32_t skeleton_indicator_count, skeleton_evaluation_count;
struct skeleton_table {
    const char *key, *title;
    const char *columns[12]; /* ends with NULL */
    const char *rows[14];    /* what stands in the first column; ends with NULL */
};
extern const struct skeleton_table skeleton_tables[];
extern const uint32_t skeleton_table_count;
/* The heading under which last year's value of a row stands. */
extern const char last_year_actual[], last_year_target[];

#endif
