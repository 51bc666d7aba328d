/* Looking at what is owed. */
#include "dues.h"

#include "../proto/net/clock.h"
#include "../proto/wire/master.h"

bool due_is_overdue(const struct jx_due *d)
{
    int64_t end_ms;
    return !d->received && jx_master_day_end(d->due, &end_ms) && jx_clock_wall_ms() >= end_ms;
}
