/* What the parts of the recogniser share: the rows of the whole file as one sequence, what became
 * of each cell, and the documents in the making. Not for use outside of client/import. */
#ifndef JX_IMPORT_IMPORTER_H
#define JX_IMPORT_IMPORTER_H

#include "import.h"

#define JX_NO_LINE UINT32_MAX

/* A text in a row: a cell that begins there, or one that reaches down from a row above. */
struct item {
    uint32_t cell;        /* in its sheet */
    uint32_t column, end; /* first column, and the one behind the last */
    bool above;
    bool part;            /* of a paragraph that is a row: others share its cell */
    uint8_t fate;         /* of a part; other texts have their cell's */
    struct jx_slice text; /* tidied, never empty */
};

/* A row of the file with its texts, empty cells left out. */
struct line {
    uint32_t sheet;
    uint32_t first, count; /* items */
    bool paragraph, sheet_start;
};

enum cell_fate {
    FATE_UNSEEN = JX_FATE_UNSEEN,
    FATE_FIELD = JX_FATE_FIELD,
    FATE_LAYOUT = JX_FATE_LAYOUT,
    FATE_REPEAT = JX_FATE_REPEAT,
};

/* A document in the making. */
struct draft {
    struct jx_document document;
    struct jx_import_place *places;
    uint32_t place_count, place_room;
    uint32_t sheet, first_line, end_line, prints;
    int32_t title_year; /* inside the title; holds where no other year is printed */
};

/* Where a value comes from: its row and text; item NULL when it is printed nowhere. */
struct origin {
    uint32_t line;
    const struct item *item;
};

/* The cover of an evaluation report: what its score table does not say itself. */
struct report {
    bool open;
    uint32_t first_line;
    int32_t year; /* of the cover, else of the first form inside the report */
    struct jx_slice project, department, unit;
    struct origin project_from, department_from, unit_from;
};

struct importer {
    struct jx_arena *arena;
    const struct jx_vocabulary *words;
    const struct jx_grid *grid;
    struct item *items;
    struct line *lines;
    uint32_t item_count, item_room, line_count, line_room;
    uint8_t **fates; /* of each cell of each sheet */
    struct draft **drafts;
    uint32_t draft_count, draft_room;
    struct report report;
    struct draft *accounts; /* the final accounts that a table would join */
    jx_status status;       /* the first failure; everything after it does nothing */
};

/* ---- rows (rows.c) ---- */

/* Lays out the rows of all sheets. */
jx_status rows_build(struct importer *im);
static inline const struct item *line_items(const struct importer *im, uint32_t line)
{
    return &im->items[im->lines[line].first];
}
/* Writes the rows from first to end again, behind all others, with every paragraph cut at its white
 * space. Returns the first of the new rows; im->line_count is behind the last. */
uint32_t rows_split(struct importer *im, uint32_t first, uint32_t end);
/* The texts of the row joined without anything between; from the arena when there are several. */
struct jx_slice line_text(struct importer *im, uint32_t line);
/* Number of texts that begin in the row itself. */
uint32_t line_own(const struct importer *im, uint32_t line);
void set_fate(struct importer *im, uint32_t line, const struct item *it, enum cell_fate fate);
/* All texts of the row that have no fate yet. */
void set_line_fate(struct importer *im, uint32_t line, enum cell_fate fate);

/* A larger copy of an array that is full; NULL (and im->status) when memory is exhausted. */
void *grown(struct importer *im, void *items, uint32_t count, uint32_t *room, size_t size);

/* ---- documents (draft.c) ---- */

struct draft *draft_new(struct importer *im, enum jx_form form, uint32_t line);
/* Puts a text at a path of names ("conclusion/advice/other") in the head or the form, making the
 * objects on the way. False when the form has no such field. */
bool draft_put(struct importer *im, struct draft *d, const char *path, struct jx_slice text,
               struct origin from);
/* The text there; absent when there is none. */
struct jx_slice draft_get(const struct draft *d, const char *path);
/* Keeps a labelled value that has no field; false when there is no room. */
bool draft_extra(struct importer *im, struct draft *d, struct jx_slice label, struct jx_slice text,
                 struct origin from);
/* The same for an object of the form that has an extra map ("total"). */
bool draft_object_extra(struct importer *im, struct draft *d, const char *object,
                        struct jx_slice label, struct jx_slice text, struct origin from);
/* Makes a text absent again. */
void draft_forget(struct draft *d, const char *path);
/* A new row at the end of the form's list; its index. The list is made when `list` is met first. */
uint32_t draft_row(struct importer *im, struct draft *d, const char *list);
uint32_t draft_rows(const struct draft *d, const char *list);
bool draft_put_row(struct importer *im, struct draft *d, const char *list, uint32_t row,
                   const char *field, struct jx_slice text, struct origin from);
struct jx_slice draft_get_row(const struct draft *d, const char *list, uint32_t row,
                              const char *field);
bool draft_row_extra(struct importer *im, struct draft *d, const char *list, uint32_t row,
                     struct jx_slice label, struct jx_slice text, struct origin from);
/* Room for one more item in a list of a document; false when memory is exhausted. */
bool draft_list_room(struct importer *im, struct jx_list *l, size_t size);
/* Notes where the field of that pointer was printed. */
void draft_place(struct importer *im, struct draft *d, struct jx_slice pointer, struct origin from);
/* Keeps a text in an extra map that is not the head's. */
bool draft_add_pair(struct importer *im, struct jx_list *extra, struct jx_slice label,
                    struct jx_slice text);
/* Makes the list present, though empty. */
void draft_list(struct importer *im, struct draft *d, const char *list);
/* The title with a year in brackets split off. A project's name in it may hold another year, so
 * that a year inside it counts only where none is printed elsewhere: draft_settle_year() at the
 * end. */
void draft_title(struct importer *im, struct draft *d, uint32_t line);
void draft_settle_year(struct draft *d);

/* ---- forms ---- */

/* A stretch of rows that one form is printed in. */
struct region {
    enum jx_word kind; /* JX_TITLE_…, one of the words of class TITLE; JX_WORD_NONE: not a form */
    uint32_t first, end;
    uint32_t title; /* JX_NO_LINE when none is printed */
    struct jx_slice accounts_key;
    bool repeats; /* another print of the form in front of it */
};

/* The title a row may be; JX_WORD_NONE when it is none. *accounts_key is present when it is the
 * title of a table of the final accounts. */
enum jx_word title_of(struct importer *im, uint32_t line, struct jx_slice *accounts_key);
/* Cuts the rows into regions, in order and without gaps. From the arena. */
jx_status regions_find(struct importer *im, struct region **out, uint32_t *count);

void read_project_form(struct importer *im, const struct region *r, struct draft *d);
/* project_table.c: the documents of a table whose projects stand in columns in front of their
 * indicators; false, and nothing done, when it is none. */
bool read_project_table(struct importer *im, const struct region *r, enum jx_form form);
void read_listing(struct importer *im, const struct region *r, struct draft *d);
/* A table of the final accounts joins the draft that is open, or begins one. */
void read_accounts_table(struct importer *im, const struct region *r);
void read_accounts_cover(struct importer *im, const struct region *r);
void read_report_cover(struct importer *im, const struct region *r);
/* The paragraphs of a report or of accounts, from row `first` on, that are no form's. */
void read_narrative(struct importer *im, struct draft *d, uint32_t first, uint32_t end);
/* kept.c: whether the row begins what an exported form keeps behind its fields, the row behind the
 * last of it, and reading it. */
bool begins_kept(const struct importer *im, uint32_t line);
uint32_t kept_end(const struct importer *im, uint32_t line);
void read_kept(struct importer *im, struct draft *d, uint32_t first, uint32_t end);
/* Second prints of forms that were read: their cells repeat a form, and *out gets those that
 * differ. */
jx_status find_repeats(struct importer *im, struct region *regions, uint32_t count,
                       struct jx_import_result *out);
/* Forms that are printed again as they are: the second draft goes, and *out gets the cells that it
 * has otherwise. */
jx_status find_twins(struct importer *im, struct jx_import_result *out);

/* Page numbers, names of sheets, picture lines and the like. */
/* 项目支出绩效自评表（续表）: the title again, on a continuation page. */
bool is_continued_title(const struct importer *im, uint32_t line);
bool is_furniture(struct importer *im, uint32_t line);
/* `栏次 1 2 …`, at times without the word: numbers that count the columns. */
bool is_column_numbers(const struct importer *im, uint32_t line);
bool is_note(const struct importer *im, struct jx_slice text);
bool is_none_mark(const struct importer *im, struct jx_slice text);

#endif
