/* An invented county for the store's tests: journal records made from a few words, and a folder to
 * fold them in. */
#ifndef TEST_STORE_COUNTY_H
#define TEST_STORE_COUNTY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../worker/store/store.h"

enum { MAP_BYTES = 256 << 20, ADD_COUNT = 0, ADD_AMOUNT = 1, ADD_LAST = JX_STORE_ADDS - 1 };

extern const uint8_t journal_of_test[JX_JOURNAL_ID_BYTES];

/* A submission. Its bytes, and so its id, follow from unit, project, parent, amount and text. */
struct spec {
    uint64_t position;
    const char *unit;
    unsigned project;
    const struct jx_hash *parent;
    int64_t amount;   /* adds: 1 at ADD_COUNT, this at ADD_AMOUNT, its opposite at ADD_LAST */
    unsigned text;    /* tells apart what is otherwise equal */
    bool rejected;    /* by the worker, for its year */
    const char *name; /* of the unit, as the form prints it; NULL: "<unit>的名称" */
    const char *period;
};
struct store_item submission(struct jx_arena *a, const struct spec *s);
/* A decision on a document of 2023, by `who`. */
struct decree {
    uint64_t position;
    enum jx_act kind;
    const char *unit;
    const struct jx_hash *target; /* NULL: on the year */
    unsigned who;                 /* documents are sent by 7 */
    const char *rule, *place;     /* one remark; NULL: none */
    const char *arguments[3];
    uint32_t year; /* 0: 2023 */
};
struct store_item decision(struct jx_arena *a, const struct decree *d);
/* Rows of master data: each a text with its cells between bars, "990001|虚构镇||990". */
struct master_rows {
    uint64_t position;
    enum jx_master table;
    uint32_t year;
    enum jx_master_mode mode;
    const char *const *texts; /* ends with NULL */
};
struct store_item master(struct jx_arena *a, const struct master_rows *r);
/* Gives a submission an open error "E" at "/rows/0" and a finding "X" to be explained at "/rows/1".
 */
void add_findings(struct jx_arena *a, struct store_item *it);
struct store_item pack_act(struct jx_arena *a, uint64_t position, const char *pack);
/* A run over 2023. */
struct store_item run_act(struct jx_arena *a, uint64_t position, bool full);
struct store_item key_act(struct jx_arena *a, uint64_t position);

/* xorshift: the same everywhere for the same seed. */
struct dice {
    uint64_t state;
};
uint64_t roll(struct dice *d, uint64_t sides);

/* A journal of `count` records of every kind: revisions right and wrong, conflicts, rejections,
 * repeats. */
struct store_item *random_journal(struct jx_arena *a, struct dice *d, uint32_t count);

struct place {
    char dir[64];
    struct jx_arena arena;
    struct store *store; /* open, or NULL */
};
void place_make(struct place *p); /* an empty folder, nothing open */
void place_open(struct place *p);
void place_close(struct place *p);
void place_remove(struct place *p); /* closes too */
/* For tests that want an open store and nothing else: *state is the place. */
int place_setup(void **state);
int place_teardown(void **state);

/* Fold and demand JX_OK. */
struct jx_outcome fold_one(struct store *st, const struct store_item *it);
void fold_all(struct store *st, const struct store_item *items, uint32_t count);

/* Hash of the whole dump. */
struct jx_hash dump_of(struct store *st);
/* Demands that fsck finds nothing. */
void assert_clean(struct store *st);
/* A sum of the county's (unit NULL), or of a unit's, aggregate for 2023, self_evaluation. */
int64_t sum_of(struct place *p, const char *unit, unsigned add);
struct store_document find(struct place *p, const struct jx_hash *id);
void assert_state(struct place *p, const struct jx_hash *id, enum jx_state state);

#endif
