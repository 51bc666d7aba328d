/* Queries for pages of a table, and for what there is to choose from.
 *
 *   projects  arguments [1, year, form, unit, state, grade, asks, counting, text, sort, backwards,
 *             offset, most, rule]: of units whose code begins so; "" stands for every form, unit,
 * state and grade; `text` is part of a name; `most` at most JX_LIST_MAX; `rule`: only documents
 * with a finding of that rule, "": any body      [1, position, total, bin]: `total` fit; the bin is
 * a body of `list`, with those shown years     arguments [1, 0] body      [1, [[year, closed,
 * asked, asker bin32], ...]]: those with documents, the newest first; `closed` is the position of
 * the decision that closed it, `asked` of the wish to open it again, by `asker`; 0: there is none
 *   days      arguments as for summary
 *             body      [1, position, [[day, documents], ...]]: by the day, counted from 1970 and
 * in China, on which the first version of each came that was not turned away; oldest first list:
 * query.h. */
#ifndef JX_WIRE_LISTING_H
#define JX_WIRE_LISTING_H

#include "query.h"

/* X(name, what comes first) */
#define JX_LISTING_SORTS(X)                                                                        \
    X(time) /* the newest */                                                                       \
    X(unit) /* codes and names in byte order */                                                    \
    X(project)                                                                                     \
    X(state)   /* by their numbers */                                                              \
    X(claimed) /* the lowest; without one: last */                                                 \
    X(computed)                                                                                    \
    X(grade)  /* the best */                                                                       \
    X(errors) /* the fewest */

enum jx_listing_sort {
#define X(name) JX_SORT_##name,
    JX_LISTING_SORTS(X)
#undef X
        JX_SORT_COUNT
};
/* JX_SORT_COUNT when there is none of that name. */
enum jx_listing_sort jx_listing_sort_of(struct jx_slice name);

/* Only documents that ask for something. */
enum jx_listing_asks {
    JX_ASKS_ANY,
    JX_ASKS_ERRORS,
    JX_ASKS_EXPLAINS,
    JX_ASKS_DIFFERS,
    JX_ASKS_COUNT
};

struct jx_listing_arguments {
    uint64_t year;
    struct jx_slice form, unit, state; /* jx_state_name() */
    uint64_t grade;                    /* enum jx_grade of worker/rules, and 1 more; 0: every one */
    uint64_t asks;                     /* enum jx_listing_asks */
    bool counting;                     /* without versions that were superseded or withdrawn */
    struct jx_slice text;              /* after jx_name_key() */
    uint64_t sort;                     /* enum jx_listing_sort */
    bool backwards;
    uint64_t offset, most;
    struct jx_slice rule; /* as breakdown.h names it */
};
struct jx_listing {
    uint64_t position, total;
    struct jx_listed *rows;
    uint32_t count;
};
jx_status jx_listing_arguments_encode(const struct jx_listing_arguments *in, struct jx_buffer *out);
jx_status jx_listing_arguments_decode(struct jx_slice bytes, struct jx_listing_arguments *out);
jx_status jx_listing_encode(const struct jx_listing *in, struct jx_buffer *out);
jx_status jx_listing_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_listing *out);

struct jx_year {
    uint32_t year;
    uint64_t closed, asked; /* positions; 0: it is open, nobody asks for that */
    uint8_t asker[JX_KEY_BYTES];
};
struct jx_years {
    struct jx_year items[JX_YEARS_MAX];
    uint32_t count;
};
struct jx_day {
    int64_t day; /* since 1970-01-01 */
    uint64_t documents;
};
struct jx_days {
    uint64_t position;
    struct jx_day *items;
    uint32_t count;
};
jx_status jx_days_encode(const struct jx_days *in, struct jx_buffer *out);
jx_status jx_days_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_days *out);
/* The day of that moment in China. */
int64_t jx_china_day(int64_t time_ms);

jx_status jx_years_encode(const struct jx_years *in, struct jx_buffer *out);
jx_status jx_years_decode(struct jx_slice bytes, struct jx_years *out);

#endif
