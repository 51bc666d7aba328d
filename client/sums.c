/* Figures that follow from what documents add up to. */
#include "sums.h"

#include "texts.h"
#include "tree.h"

#include <assert.h>

static_assert(sizeof(struct jx_additive) <= JX_SUMMARY_ADDS * sizeof(int64_t),
              "a summary row carries everything a document adds");

struct sums sums_of(const int64_t received[JX_SUMMARY_ADDS],
                    const int64_t approved[JX_SUMMARY_ADDS], const int64_t states[JX_STATE_COUNT])
{
    struct sums s;
    memcpy(&s.received, received, sizeof s.received);
    memcpy(&s.approved, approved, sizeof s.approved);
    memcpy(s.states, states, sizeof s.states);
    return s;
}

struct jx_additive sums_adds(const int64_t adds[JX_SUMMARY_ADDS])
{
    struct jx_additive a;
    memcpy(&a, adds, sizeof a);
    return a;
}

void sums_add(struct sums *to, const struct sums *from)
{
#define X(name)                                                                                    \
    to->received.name += from->received.name;                                                      \
    to->approved.name += from->approved.name;
    JX_ADDITIVES(X)
#undef X
    for (int i = 0; i < JX_STATE_COUNT; i++)
        to->states[i] += from->states[i];
}

struct jx_slice sums_rate(const struct jx_additive *s, struct jx_arena *a)
{
    return text_of_percent(a, s->executed, s->annual_budget);
}

/* Every score has a grade, and other forms have neither. */
bool sums_is_scored(const struct jx_additive *s)
{
    return s->grade_excellent + s->grade_good + s->grade_fair + s->grade_poor > 0;
}

struct jx_slice sums_mean(const struct jx_additive *s, struct jx_arena *a)
{
    jx_int128 scored = s->documents - s->not_computed;
    return sums_is_scored(s) ? text_of_ratio(a, s->computed_score, scored * JX_DEC_ONE) : JX_ABSENT;
}

void sums_put_figures(struct jx_json_writer *w, const struct jx_additive *s, struct jx_arena *a)
{
    jx_json_member_integer(w, "documents", s->documents);
    jx_json_key(w, JX_LIT("grades"));
    jx_json_object(w);
    jx_json_member_integer(w, jx_grade_zh(JX_GRADE_EXCELLENT), s->grade_excellent);
    jx_json_member_integer(w, jx_grade_zh(JX_GRADE_GOOD), s->grade_good);
    jx_json_member_integer(w, jx_grade_zh(JX_GRADE_FAIR), s->grade_fair);
    jx_json_member_integer(w, jx_grade_zh(JX_GRADE_POOR), s->grade_poor);
    jx_json_end_object(w);
    jx_json_member_text(w, "initial_budget", text_of_micro(a, s->initial_budget));
    jx_json_member_text(w, "annual_budget", text_of_micro(a, s->annual_budget));
    jx_json_member_text(w, "executed", text_of_micro(a, s->executed));
    jx_json_member_text(w, "rate", sums_rate(s, a));
    jx_json_member_text(w, "mean_score", sums_mean(s, a));
    jx_json_member_integer(w, "claimed_differs", s->claimed_differs);
    jx_json_member_integer(w, "not_computed", s->not_computed);
    jx_json_member_integer(w, "errors", s->errors);
    jx_json_member_integer(w, "explains", s->explains);
    jx_json_member_integer(w, "warnings", s->warnings);
    lights_put(w, s);
}

void sums_put(struct jx_json_writer *w, const struct sums *s, struct jx_arena *a)
{
    sums_put_figures(w, &s->received, a);
    jx_json_key(w, JX_LIT("approved"));
    jx_json_object(w);
    sums_put_figures(w, &s->approved, a);
    jx_json_end_object(w);
    jx_json_key(w, JX_LIT("states"));
    jx_json_object(w);
    for (int i = 0; i < JX_STATE_COUNT; i++)
        if (s->states[i]) jx_json_member_integer(w, jx_state_name((enum jx_state)i), s->states[i]);
    jx_json_end_object(w);
}
