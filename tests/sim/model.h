/* What the county must hold, told as simply as possible: lists of documents, rows and years, gone
 * through from end to end for every question. The same rules as the store's fold, written a second
 * time: nothing is indexed, nothing summed up on the way, and what turns out to be impossible is
 * undone by putting back a copy of everything. */
#ifndef TEST_SIM_MODEL_H
#define TEST_SIM_MODEL_H

#include "../../worker/item.h"

enum {
    MODEL_FINDINGS_MAX = 4,
    MODEL_TEXT = 64, /* of names, rules, places and cells in this county, with the NUL */
    MODEL_YEAR_FIRST = 2022,
    MODEL_YEARS = 5,
};

enum model_column { MODEL_RECEIVED, MODEL_APPROVED, MODEL_STATES, MODEL_COLUMNS };

struct model_finding {
    char rule[MODEL_TEXT], place[MODEL_TEXT];
    uint8_t severity;
    uint64_t answered;
};

struct model_document {
    uint64_t position;
    int64_t time_ms;
    uint8_t principal[JX_KEY_BYTES];
    struct jx_hash id, parent;
    bool has_parent;
    char form[JX_FORM_NAME_MAX + 1], period[JX_PERIOD_MAX + 1];
    uint32_t year;
    char unit[JX_UNIT_CODE_MAX + 1];      /* it counts for now */
    char project[JX_PROJECT_KEY_MAX + 1]; /* as which it counts now */
    char spelling[MODEL_TEXT];            /* of the project's name, as lists are searched by */
    uint64_t line;                        /* first version of its line */
    uint64_t base;     /* the version that it revises, or that its parent was to; 0: none */
    uint64_t approved; /* position of the decision that approved it; 0 */
    uint64_t accepted; /* likewise of its department's; 0 */
    bool adjustable, matched;
    bool counts[MODEL_APPROVED + 1]; /* as received, as approved */
    uint32_t states;                 /* all it has ever been, by bit */
    struct model_finding findings[MODEL_FINDINGS_MAX];
    uint32_t finding_count;
    int64_t adds[JX_STORE_ADDS];
    struct jx_outcome outcome;
};

/* A row of master data. */
struct model_row {
    enum jx_master table;
    uint32_t year; /* 0 where the table is not by year */
    char cells[JX_MASTER_COLUMNS_MAX][MODEL_TEXT];
};

struct model_decision {
    uint64_t position;
    struct jx_outcome outcome;
    uint8_t by[JX_KEY_BYTES], person[JX_KEY_BYTES];
    bool in_place_of; /* of that person */
};

/* A key that was enrolled. */
struct model_enrolment {
    uint64_t position;
    uint8_t key[JX_KEY_BYTES];
    bool county; /* it is the county's */
};

/* The last one of one key to another, as it was said. */
struct model_delegation {
    uint64_t position;
    uint8_t from[JX_KEY_BYTES];
    char unit[JX_UNIT_CODE_MAX + 1];
    char to[2 * JX_KEY_BYTES + 1], acts[MODEL_TEXT], until[MODEL_TEXT];
};

struct model_year {
    bool closed, asked, by_tree;
    uint8_t asker[JX_KEY_BYTES]; /* who has asked for it to be opened */
    uint64_t run;                /* whose results are the year's; 0: the first judgements */
};

/* One judgement of a document. */
struct model_judged {
    bool judged, has_computed;
    jx_dec computed;
    uint8_t grade, light;
    jx_status status;
    struct jx_hash verdict, pack, classes;
    int64_t adds[JX_STORE_ADDS];
    struct model_finding findings[MODEL_FINDINGS_MAX];
    uint32_t finding_count;
};

/* A document that was not turned away, as it came and was judged first. */
struct model_first {
    uint64_t position;
    uint32_t year;
    struct jx_slice content; /* the model's own copy */
    struct model_judged judged;
};

/* What somebody said to a finding of a document, whichever judgement found it. */
struct model_answer {
    uint64_t position; /* of the document */
    struct model_finding finding;
};

struct model_run {
    uint64_t position, published;
    uint32_t year, changed; /* results that publishing changed */
    bool full, dropped;
    struct item_pack pack;
};

/* What a verdict was before a run was published. */
struct model_past {
    uint64_t position;
    bool judged;
    struct jx_hash verdict;
};

/* Which documents belong to one aggregate; unit "" for the county. */
struct model_cell {
    char form[JX_FORM_NAME_MAX + 1], period[JX_PERIOD_MAX + 1], unit[JX_UNIT_CODE_MAX + 1];
    uint32_t year;
};

struct model {
    struct model_document *documents, *before; /* before: as they were before the last record */
    uint32_t count, before_count, room;
    struct model_row *rows;
    uint32_t row_count, row_room;
    struct model_decision *decisions; /* of master data too */
    uint32_t decision_count, decision_room;
    struct model_enrolment *enrolments;
    uint32_t enrolment_count, enrolment_room;
    struct model_delegation *delegations;
    uint32_t delegation_count, delegation_room;
    struct model_year years[MODEL_YEARS];
    struct model_first *firsts;
    uint32_t first_count, first_room;
    struct model_answer *answers;
    uint32_t answer_count, answer_room, answers_before;
    struct model_run *runs;
    uint32_t run_count, run_room;
    struct model_past *pasts;
    uint32_t past_count, past_room;
    struct jx_arena texts;
    uint32_t undone; /* approvals along the tree that the county took back */
};

void model_clear(struct model *m);
/* Takes in one record and says what became of it: a submission, a decision, rows of master data.
 * One that is there already changes nothing; nor does an act of another kind. Key acts say whose
 * word is the county's. */
struct jx_outcome model_take(struct model *m, const struct store_item *it);

/* Whether an outcome is kept of acts of that kind, beside submissions. */
static inline bool model_is_decided(enum jx_act kind)
{
    return kind == JX_ACT_MASTER || kind == JX_ACT_RUN || jx_is_decision(kind);
}

struct model_document *model_find(const struct model *m, const struct jx_hash *id);
struct model_document *model_at(const struct model *m, uint64_t position);
/* NULL when there is none at that position. */
const struct model_decision *model_decision_at(const struct model *m, uint64_t position);

/* ---- runs: model_runs.c ---- */

/* Whose results are the year's; 0. A replay_run_of_year: `model` is one. */
uint64_t model_run_of_year(void *model, uint32_t year);
/* What the run makes of a document that it has seen, judged afresh. False: what it was first. */
bool model_result(const struct model_run *r, const struct model_first *f, struct model_judged *out);
/* Whether a document that was once told of so was judged so. */
bool model_was_judged(const struct model *m, const struct model_document *d,
                      const struct jx_outcome *told);

struct model_cell model_cell_of(const struct model_document *d, bool county);
bool model_cell_eq(const struct model_cell *a, const struct model_cell *b);
/* What a document adds to a column; false when nothing. */
bool model_adds(const struct model_document *d, enum model_column column,
                int64_t adds[JX_STORE_ADDS]);
/* Sums up a column of a cell. False when a sum leaves 64 bits. */
bool model_count(const struct model *m, const struct model_cell *c, enum model_column column,
                 int64_t adds[JX_STORE_ADDS]);
/* The same over a unit and all below it, by the rows of units; unit "" is the whole county. */
bool model_count_branch(const struct model *m, const struct model_cell *c, enum model_column column,
                        int64_t adds[JX_STORE_ADDS]);

#endif
