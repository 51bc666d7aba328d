/* The grade of a score that somebody gives. */
#include "judge.h"
#include "pack_parsed.h"

enum jx_grade jx_pack_grade(const struct jx_pack *pack, enum jx_form form, int32_t year,
                            jx_dec score)
{
    if (!jx_profile_covers(&pack->profile, form, year)) return JX_GRADE_NONE;
    return jx_profile_grade(&pack->profile, score);
}
