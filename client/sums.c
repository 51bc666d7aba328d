/* Figures that follow from what documents add up to. */
#include "sums.h"

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

struct jx_slice sums_money(int64_t micro, struct jx_arena *a)
{
    char text[JX_DEC_PRINT_MAX];
    return jx_arena_copy(a, jx_slice_at(text, jx_dec_print((jx_dec){micro}, 2, text)));
}

struct jx_slice sums_rate(const struct jx_additive *s, struct jx_arena *a)
{
    jx_dec rate;
    char text[JX_DEC_PRINT_MAX];
    jx_status rc = jx_dec_from_ratio((jx_int128)s->executed * 100, s->annual_budget, 2, &rate);
    if (rc != JX_OK) return JX_ABSENT;
    jx_dec_print(rate, 2, text);
    return jx_arena_printf(a, "%s%%", text);
}

/* Every score has a grade, and other forms have neither. */
bool sums_is_scored(const struct jx_additive *s)
{
    return s->grade_excellent + s->grade_good + s->grade_fair + s->grade_poor > 0;
}

struct jx_slice sums_mean(const struct jx_additive *s, struct jx_arena *a)
{
    jx_dec mean;
    char text[JX_DEC_PRINT_MAX];
    jx_int128 scored = s->documents - s->not_computed;
    if (!sums_is_scored(s)) return JX_ABSENT;
    jx_status rc = jx_dec_from_ratio(s->computed_score, scored * JX_DEC_ONE, 2, &mean);
    if (rc != JX_OK) return JX_ABSENT;
    return jx_arena_copy(a, jx_slice_at(text, jx_dec_print(mean, 2, text)));
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
    jx_json_member_text(w, "initial_budget", sums_money(s->initial_budget, a));
    jx_json_member_text(w, "annual_budget", sums_money(s->annual_budget, a));
    jx_json_member_text(w, "executed", sums_money(s->executed, a));
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
