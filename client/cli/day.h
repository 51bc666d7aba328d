/* Days as the county counts them: in China Standard Time, wherever the clerk's computer is. Moments
 * are milliseconds since 1970 UTC. */
#ifndef JX_CLI_DAY_H
#define JX_CLI_DAY_H

#include "../../proto/base/arena.h"

#include <stdint.h>
#include <time.h>

/* What calendar and clock show there at that moment; false where no calendar reaches. */
bool time_in_china(int64_t time_ms, struct tm *out);
/* "2026-12-31", the day of that moment; "" for 0. From the arena. */
struct jx_slice day_in_china(int64_t time_ms, struct jx_arena *a);

#endif
