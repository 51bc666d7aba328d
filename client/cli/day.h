/* Days as the county counts them: in China Standard Time, wherever the clerk's computer is. */
#ifndef JX_CLI_DAY_H
#define JX_CLI_DAY_H

#include "../../proto/base/arena.h"

#include <stdint.h>

/* "2026-12-31", the day of that moment (milliseconds since 1970 UTC); "" for 0. From the arena. */
struct jx_slice day_in_china(int64_t time_ms, struct jx_arena *a);

#endif
