/* What a scorecard holds, and how it is scored. */
#ifndef JX_RULES_CARD_H
#define JX_RULES_CARD_H

#include "explain.h"
#include "scorecard.h"

enum { JX_FUND_COLUMNS = 3 }; /* at most; of those that a card has something of */

/* An indicator row. */
struct jx_card_row {
    struct jx_scorable row;
    uint32_t index; /* in the form */
    bool counts;    /* it carries weight or score */
    bool below;     /* its weight is printed on a row above, with which it was read */
};

/* The funds' total row of a self-evaluation. */
struct jx_card_funds {
    bool there;
    uint32_t index;
    struct jx_money budget, executed;
    enum jx_budget_kind kind;
    struct jx_points weight, claimed; /* as printed */
    bool weight_empty, claim_empty;   /* the cells */
};

/* How the cells of a document were read on the way to its card. */
struct jx_cells_read {
    struct jx_reading *rows; /* of each indicator */
    uint32_t row_count;
    /* The funds: columns of the form's rows, each by where its cells are in a row. */
    struct jx_read_column {
        size_t offset;
        const struct jx_money *cells; /* NULL: it has fewer columns */
    } columns[JX_FUND_COLUMNS];
};

struct jx_card {
    enum jx_form form;
    int32_t year;
    struct jx_slice period;
    struct jx_score initial, annual, executed; /* money in 万元 */
    /* self_evaluation only: */
    struct jx_card_funds funds;
    struct jx_card_row *rows;
    uint32_t row_count;
    struct jx_points total;  /* the claimed total */
    struct jx_score weights; /* of all indicators together; not known when they cannot be held */
    jx_dec whole;            /* points of the whole form */
    /* For explanations, and for whoever looks at the cells next; empty in a card that was decoded.
     */
    struct jx_cells_read read;
};

/* Reads a document that passed jx_document_check(). All from the arena and the document. JX_OK or
 * the arena's status. */
jx_status jx_card_read(const struct jx_document *d, struct jx_arena *a, struct jx_card *out);

/* A row as it was scored. */
struct jx_card_scored {
    bool funds;                    /* the funds' total row; */
    const struct jx_card_row *row; /* else this one, */
    uint32_t at;                   /* of the card's rows */
    bool counts;
    struct jx_outcome outcome;
};
/* False ends the walk. */
typedef bool jx_card_use(void *own, const struct jx_card_scored *row);
/* Scores the funds and each row in turn. */
void jx_card_walk(const struct jx_card *c, const struct jx_profile *p, jx_card_use *use, void *own);

/* What the rows add up to. */
struct jx_sums {
    uint32_t counted;      /* rows that carry weight or score */
    uint32_t not_computed; /* of those */
    uint32_t not_claimed;  /* of those */
    bool overflow;         /* a sum cannot be held */
    jx_dec computed, claimed;
    unsigned places; /* most decimals among the claimed scores */
    struct jx_slice
        level1;        /* of the last row, and where its class stands in the verdict: rows of */
    uint32_t class_at; /* one class mostly follow each other */
};

/* Adds an indicator row that counts to its class. */
void jx_verdict_add_class(struct jx_verdict *v, const struct jx_profile *p, struct jx_sums *s,
                          struct jx_slice level1, const struct jx_outcome *o);

/* Adds a row that counts to the sums and, an indicator, to its class. */
void jx_card_add(const struct jx_card_scored *row, const struct jx_profile *p, struct jx_sums *s,
                 struct jx_verdict *v);
/* No total where a row could not be judged, so that what is missing is never taken for full marks,
 * nor for none. */
bool jx_sums_have_total(const struct jx_sums *s);
/* Totals, grade, light, and what the document adds, but for findings. */
void jx_card_add_up(const struct jx_card *c, const struct jx_profile *p, const struct jx_sums *s,
                    struct jx_verdict *v);

/* Texts borrow from the bytes, rows come from the arena. JX_E_FORMAT, JX_E_VERSION, the arena's. */
jx_status jx_card_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_card *out);

#endif
