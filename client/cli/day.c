/* China has one time zone and no summer time. */
#include "day.h"

#include <time.h>

enum { AHEAD_OF_UTC_S = 8 * 3600 };

struct jx_slice day_in_china(int64_t time_ms, struct jx_arena *a)
{
    time_t t = (time_t)(time_ms / 1000 + AHEAD_OF_UTC_S);
    struct tm tm;
    if (time_ms == 0 || !gmtime_r(&t, &tm)) return JX_LIT("");
    return jx_arena_printf(a, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}
