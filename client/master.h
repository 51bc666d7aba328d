/* Lists of master data in a file: read, and looked at for conflicts before anything is sent. */
#ifndef JX_CLIENT_MASTER_H
#define JX_CLIENT_MASTER_H

#include "../proto/wire/master.h"
#include "session.h"

/* What forbids sending the list, and where a person finds it. */
struct master_conflict {
    struct jx_slice where; /* Sheet1!B7 */
    const char *what;      /* translated */
    struct jx_slice value; /* the cell's text */
};

enum { MASTER_CONFLICTS_MAX = 1000 }; /* more are counted, not kept */

struct master_list {
    enum jx_master table;
    struct jx_slice *cells;  /* row by row, as the act has them */
    struct jx_slice *places; /* of each row's first cell */
    uint32_t row_count;
    struct master_conflict *conflicts;
    uint32_t conflict_count;         /* all of them */
    struct master_conflict *changes; /* after master_compare(): of what the county holds */
    uint32_t change_count;
    struct jx_arena *arena;
};

/* Reads the first sheet of a .csv or .xlsx file whose first row heads the columns, in English or
 * Chinese. JX_OK also when there are conflicts: rows that do not hold what they may, columns that
 * are missing. Else what reading the file returned, after complaining. */
jx_status master_read_file(const struct context *ctx, enum jx_master table, const char *path,
                           struct jx_arena *a, struct master_list *out);
/* Adds the conflicts between rows: one that is there twice, a parent that is not in the list, a
 * unit that is above itself. */
jx_status master_check(struct master_list *l);

/* Rows of a table as the county has them, in the order of what tells them apart. */
struct master_held {
    enum jx_master table;
    struct jx_slice *cells;
    uint32_t count;
};
/* All of the table, or of its year. Everything is from the arena. Outcomes are those of
 * session_query(), of reading the answer, and the arena's. */
jx_status master_ask(struct session *s, enum jx_master table, uint32_t year, struct jx_arena *a,
                     struct master_held *out);
const struct jx_slice *master_held_row(const struct master_held *h, uint32_t i);

/* Adds what the list would change of what the county holds: units and projects that have another
 * name, have moved, have their name under another code or would vanish (`whole`: the list is all
 * there is), indicators that are otherwise or would vanish, and codes of units that the county does
 * not have. JX_OK, and what asking returns. */
jx_status master_compare(struct session *s, struct master_list *l, uint32_t year, bool whole);

/* A form that is owed for a project, until when. */
struct expectation {
    uint32_t year;
    struct jx_slice form, period, due;
};
/* Rows of `expected`: one for each project whose target is expected in that year and approved.
 * JX_OK; what session_query() returned; JX_E_FIELD_VALUE when period or day are none. */
jx_status expect_of_targets(struct session *s, const struct expectation *e, struct jx_arena *a,
                            struct master_list *out);

void master_add_conflict(struct master_list *l, struct jx_slice where, const char *what,
                         struct jx_slice value);
/* Only while master_compare() is at work. */
void master_add_change(struct master_list *l, struct jx_slice where, const char *what,
                       struct jx_slice value);

#endif
