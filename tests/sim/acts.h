/* What people write: acts as bytes, right and wrong ones. */
#ifndef TEST_SIM_ACTS_H
#define TEST_SIM_ACTS_H

#include "dice.h"

#include "../../proto/wire/decision.h"
#include "../../proto/wire/master.h"

/* Rules of the county's pack, and where self-evaluations break them. */
#define SIM_RULE_ERROR   "sim.high"
#define SIM_RULE_EXPLAIN "sim.low"
#define SIM_RULE_DRAFT   "sim.draft" /* of drafts alone */
#define SIM_RULE_PLACE   "/total/score"
/* What units are called, before their codes. */
#define SIM_UNIT_NAME "单位"

struct sim_act {
    struct jx_slice header, content; /* in the arena */
    struct jx_hash id;
    enum jx_act kind;
    bool is_about; /* the document that it corrects or decides on */
    struct jx_hash about;
};

enum sim_flaw {
    FLAW_NONE,
    FLAW_GARBAGE,      /* the document's bytes are noise: taken in, then rejected */
    FLAW_HEADER,       /* the header contradicts the document: likewise */
    FLAW_OTHER_UNIT,   /* the document names another unit: likewise */
    FLAW_EXPLANATIONS, /* explanations that are none: likewise */
    FLAW_CONTENT,      /* the content is no submission: refused */
    FLAW_UNIT,         /* content and header name different units: refused */
    FLAW_COUNT,
};

struct sim_document {
    const char *unit;
    unsigned project, year, variant; /* the variant changes figures */
    enum jx_form form;               /* self_evaluation, monitoring, target */
    bool huge;                       /* sums of two such leave 64 bits */
    bool explains;                   /* what SIM_RULE_EXPLAIN may find */
    const char *prints;              /* the unit whose name it prints; NULL: its own */
    const struct jx_hash *parent;
    enum sim_flaw flaw;
};

struct sim_act submission_act(struct jx_arena *a, const struct sim_document *d);
struct sim_act key_act(struct jx_arena *a, struct dice *dice, bool enrols,
                       const uint8_t key[JX_KEY_BYTES], const char *unit, const char *role);
/* A pack of the standard rules; a broken one does not parse. */
struct sim_act pack_act(struct jx_arena *a, struct dice *dice, bool broken);
/* How a draft differs from the standard rules, by bit: each changes scores, grades or findings. */
enum sim_draft {
    DRAFT_ROUNDED = 1,  /* to whole points */
    DRAFT_STRICT = 2,   /* half the score for what is not spent; better grades are harder to get */
    DRAFT_FINDINGS = 4, /* other limits, and a rule more */
    DRAFT_BROKEN = 8,   /* it does not parse */
    DRAFT_ALL = 16,
};
struct sim_act run_act(struct jx_arena *a, struct dice *dice, uint32_t draft, bool full,
                       const char *unit, uint32_t year);
/* `unit` and `year` are what the header says of the document, or the year that is decided on;
 * `in_place_of` whose key it is done for, or NULL. */
struct sim_act decision_act(struct jx_arena *a, struct dice *dice, enum jx_act kind,
                            const struct jx_decision *d, const char *unit, uint32_t year,
                            const uint8_t *in_place_of);
/* `cells` row by row. */
struct sim_act master_act(struct jx_arena *a, struct dice *dice, enum jx_master table,
                          uint32_t year, enum jx_master_mode mode, const char *const *cells,
                          uint32_t rows);
/* Reads the standard rules; false when they are not there. */
bool read_rules(const char *dir);

#endif
