/* What people write: acts as bytes, right and wrong ones. */
#ifndef TEST_SIM_ACTS_H
#define TEST_SIM_ACTS_H

#include "dice.h"

#include "../../proto/wire/act.h"

struct sim_act {
    struct jx_slice header, content; /* in the arena */
    struct jx_hash id;
    enum jx_act kind;
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
    bool monitoring, huge;           /* huge: sums of two such leave 64 bits */
    const struct jx_hash *parent;
    enum sim_flaw flaw;
};

struct sim_act submission_act(struct jx_arena *a, const struct sim_document *d);
struct sim_act key_act(struct jx_arena *a, struct dice *dice, bool enrols,
                       const uint8_t key[JX_KEY_BYTES], const char *unit, const char *role);
/* A pack of the standard rules; a broken one does not parse. */
struct sim_act pack_act(struct jx_arena *a, struct dice *dice, bool broken);
/* Reads the standard rules; false when they are not there. */
bool read_rules(const char *dir);

#endif
