/* The two clocks. */
#include "clock.h"

#include <stdbool.h>
#include <sys/timex.h>
#include <time.h>

static int64_t read_us(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t jx_clock_wall_ms(void)
{
    return read_us(CLOCK_REALTIME) / 1000;
}

int64_t jx_clock_mono_ms(void)
{
    return read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t jx_clock_mono_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

enum jx_clock_care jx_clock_care(void)
{
    struct timex t = {.modes = 0}; /* read only: needs no right */
    int state = adjtimex(&t);
    if (state < 0) return JX_CLOCK_UNKNOWN;
    bool right = state != TIME_ERROR && (t.status & STA_UNSYNC) == 0;
    return right ? JX_CLOCK_SYNCHRONISED : JX_CLOCK_UNSYNCHRONISED;
}
