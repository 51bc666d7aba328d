/* China has one time zone and no summer time. */
#include "day.h"

enum { AHEAD_OF_UTC_S = 8 * 3600 };

bool time_in_china(int64_t time_ms, struct tm *out)
{
    time_t t = (time_t)(time_ms / 1000 + AHEAD_OF_UTC_S);
    return gmtime_r(&t, out) != NULL;
}

struct jx_slice day_in_china(int64_t time_ms, struct jx_arena *a)
{
    struct tm tm;
    if (time_ms == 0 || !time_in_china(time_ms, &tm)) return JX_LIT("");
    return jx_arena_printf(a, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}
