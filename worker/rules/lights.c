/* Execution lights: how far the money is behind the time of year, as the profile sees it. */
#include "judge.h"
#include "pack_parsed.h"
#include "profile.h"
#include "run.h"

static struct jx_amount known(struct jx_ratio r)
{
    return (struct jx_amount){true, r};
}

/* False where the formula has no result. */
static bool find_progress(const struct jx_profile *p, jx_dec budget, jx_dec executed, int64_t month,
                          jx_dec *out)
{
    struct jx_view v = {.facts = 0};
    struct jx_amount progress = {.known = false};
    for (int i = 0; i < JX_SUBJECT_COUNT; i++)
        v.subjects[i] = JX_LIT("");
    v.figures[JX_VAR_A] = known(jx_ratio_of(budget));
    v.figures[JX_VAR_B] = known(jx_ratio_of(executed));
    v.figures[JX_VAR_M] = known((struct jx_ratio){month, 1});
    jx_status rc = jx_expression_score(p->lights.progress, &v, NULL, &progress);
    return rc == JX_OK && progress.known &&
           jx_ratio_round(progress.value, JX_DEC_PLACES, out) == JX_OK;
}

enum jx_light jx_profile_light(const struct jx_profile *p, jx_dec budget, jx_dec executed,
                               struct jx_slice period)
{
    int64_t month;
    jx_dec progress;
    if (!p->lights.progress || !jx_text_month_last(period, &month)) return JX_LIGHT_NONE;
    if (!find_progress(p, budget, executed, month, &progress)) return JX_LIGHT_NONE;
    if (jx_dec_cmp(progress, p->lights.green) >= 0) return JX_LIGHT_GREEN;
    return jx_dec_cmp(progress, p->lights.yellow) >= 0 ? JX_LIGHT_YELLOW : JX_LIGHT_RED;
}

enum jx_light jx_pack_light(const struct jx_pack *pack, enum jx_form form, int32_t year,
                            jx_dec budget, jx_dec executed, struct jx_slice period)
{
    if (!jx_profile_covers(&pack->profile, form, year)) return JX_LIGHT_NONE;
    return jx_profile_light(&pack->profile, budget, executed, period);
}

const char *jx_light_name(enum jx_light l)
{
    static const char *const names[JX_LIGHT_COUNT] = {"", "green", "yellow", "red"};
    return l < JX_LIGHT_COUNT ? names[l] : "";
}
