/* What an auditor asks of a year: where scores are full, where little was spent and much scored,
 * where results lie far above their targets, where texts were copied, how units compare, and where
 * documents contradict each other. Nothing here is an error by itself: it is where to look first.
 */
#ifndef JX_REVIEW_REVIEW_H
#define JX_REVIEW_REVIEW_H

#include "../json/write.h"
#include "../publish/gather.h"
#include "../session.h"

#include "../../proto/form/document.h"

/* What is remarkable; percent unless it says otherwise. */
struct review_limits {
    uint32_t spent_below; /* executed against the annual budget, */
    uint32_t scored_from; /* with a computed total of at least so many points */
    uint32_t exceeds;     /* the actual value against its target */
    uint32_t copied_from; /* characters of a text that stands in several projects */
    uint32_t rows_least;  /* rows of a document that all have their full weight */
};
#define REVIEW_LIMITS_USUAL                                                                        \
    {                                                                                              \
        .spent_below = 50, .scored_from = 90, .exceeds = 200, .copied_from = 20, .rows_least = 5   \
    }

enum review_kind {
    REVIEW_FULL,     /* every row has its full weight */
    REVIEW_SPENT,    /* little spent, much scored */
    REVIEW_EXCEEDED, /* far above the target */
    REVIEW_COPIED,   /* the same text in several projects */
    REVIEW_RELATION, /* documents of one unit contradict each other */
    REVIEW_KINDS
};
/* "full", "spent" ... */
const char *review_kind_name(enum review_kind k);

struct review_row {
    struct review_row *next;
    enum review_kind kind;
    struct jx_hash id; /* of the document */
    struct jx_slice unit, unit_name, project, place, says;
    struct jx_slice others; /* ids of other documents in hex, a space between them; "" for none */
    uint32_t other_count;   /* how many there are; copies.c names 49 at the most */
};

struct review_unit {
    struct review_unit *next;
    struct jx_slice unit, unit_name;
    uint32_t documents, scored; /* self-evaluations, and those with a computed total */
    uint32_t rows, full, exact; /* rows with a score; of full weight; whose actual is the target */
    uint32_t grades[4];         /* of the computed totals */
    int64_t sum, lowest, highest; /* of the computed totals, millionths */
    int64_t budget, executed;     /* millionths of 10,000 yuan */
};

struct review {
    struct jx_arena arena;    /* everything here */
    struct gathered gathered; /* what texts of rows and units borrow from */
    uint64_t position;
    struct review_row *rows;   /* by kind, then unit */
    struct review_unit *units; /* by code */
    uint32_t row_count, unit_count, kinds[REVIEW_KINDS];
    bool received;              /* whether documents that wait for approval are looked at */
    uint32_t approved, waiting; /* documents of the year */
};

/* Asks for the year, approved documents or those received, unit by unit. The caller ends *out with
 * review_clear(), whatever came of it. As gather_year(). */
jx_status review_year(struct session *s, uint32_t year, bool received,
                      const struct review_limits *limits, struct review *out);
void review_clear(struct review *r);

/* Cells of tables, from the arena; names as in CSV and JSON (cells.c). */
enum { REVIEW_UNIT_COLUMNS = 15, REVIEW_ROW_COLUMNS = 8 };
extern const char *const review_unit_columns[REVIEW_UNIT_COLUMNS];
extern const char *const review_row_columns[REVIEW_ROW_COLUMNS];
void review_unit_cells(struct jx_arena *a, const struct review_unit *u,
                       struct jx_slice out[REVIEW_UNIT_COLUMNS]);
void review_row_cells(struct jx_arena *a, const struct review_row *row,
                      struct jx_slice out[REVIEW_ROW_COLUMNS]);
/* An object with all of it; of each kind at most `most` rows. */
void review_put(struct jx_json_writer *w, struct review *r, uint32_t most);

/* ---- review.c's parts ---- */

/* What is looked at: one document with what the county says of it. */
struct reviewed {
    const struct jx_listed *listed;
    struct jx_document document;
    struct jx_slice unit_name, project;
};

struct reviewing {
    const struct context *ctx;
    const struct review_limits *limits;
    struct review *review;
    struct review_row *last;
    struct copied *texts; /* newest first */
    uint32_t text_count;
};

/* What else a row concerns: as in review_row. */
struct review_others {
    struct jx_slice ids;
    uint32_t count;
};
#define REVIEW_ALONE ((struct review_others){JX_LIT(""), 0})
/* Adds a row; texts are copied. */
jx_status review_add(struct reviewing *r, enum review_kind kind, const struct reviewed *d,
                     struct jx_slice place, struct jx_slice says, struct review_others others);
/* measure.c: full rows, spending, results far above their targets. */
jx_status review_document(struct reviewing *r, const struct reviewed *d, struct review_unit *u);
/* copies.c: notes the long texts of a document; then the rows for those in several projects. */
jx_status review_note_texts(struct reviewing *r, const struct reviewed *d);
jx_status review_copies(struct reviewing *r);

#endif
