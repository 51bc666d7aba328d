/* What documents add up to, for people and programs: of a unit, a branch, the county. */
#ifndef JX_CLIENT_SUMS_H
#define JX_CLIENT_SUMS_H

#include "json/write.h"

#include "../proto/wire/query.h"
#include "../worker/rules/judge.h"

/* What counts as received, what as approved, and how many versions are in each state. */
struct sums {
    struct jx_additive received, approved;
    int64_t states[JX_STATE_COUNT];
};

struct sums sums_of(const int64_t received[JX_SUMMARY_ADDS],
                    const int64_t approved[JX_SUMMARY_ADDS], const int64_t states[JX_STATE_COUNT]);
static inline struct sums sums_of_row(const struct jx_summary_row *r)
{
    return sums_of(r->received, r->approved, r->states);
}
void sums_add(struct sums *to, const struct sums *from);
/* A column of figures by name. */
struct jx_additive sums_adds(const int64_t adds[JX_SUMMARY_ADDS]);

/* Executed against the annual budget in percent, and the mean of the computed scores, absent where
 * there is nothing to divide by. From the arena. */
struct jx_slice sums_rate(const struct jx_additive *s, struct jx_arena *a);
struct jx_slice sums_mean(const struct jx_additive *s, struct jx_arena *a);

/* Whether any of them has a score: most forms have none, and then there is no mean. */
bool sums_is_scored(const struct jx_additive *s);

/* As members of the object that is open: documents, grades, money, rate, mean score ... */
void sums_put_figures(struct jx_json_writer *w, const struct jx_additive *s, struct jx_arena *a);
/* Those of what was received and, under "approved", of what was approved; "states". */
void sums_put(struct jx_json_writer *w, const struct sums *s, struct jx_arena *a);

#endif
