/* A store to which one record after another is given, in the order in which a test tells them. */
#ifndef JX_TESTS_STORE_STORY_H
#define JX_TESTS_STORE_STORY_H

#include "county.h"

enum { YEAR = 2023 };
#define EVALUATION "self_evaluation"
/* A row of `expected`. */
#define EXPECT(unit, project, day) EVALUATION "||" unit "|" project "|" day

struct story {
    struct place place;
    uint64_t position; /* of the last record */
};

/* An empty store in a folder of its own, ended by story_end(), which also looks it over. */
void story_begin(struct story *s);
void story_end(struct story *s);

/* The next record: rows of a list, of YEAR where it is by year. */
struct jx_outcome story_load(struct story *s, enum jx_master table, enum jx_master_mode mode,
                             const char *const *texts);
struct jx_outcome story_load_one(struct story *s, enum jx_master table, const char *text);
/* The next record: a self-evaluation of that project of the unit. */
struct store_item story_submit(struct story *s, const char *unit, unsigned project, int64_t amount);
/* Projects P1, P2 and 4 of 990001 and P3 of 990002: "项目1", "项目2", "水渠", "项目3". */
void story_load_projects(struct story *s);
void assert_state_in(struct story *s, const struct store_item *it, enum jx_state state);

#endif
