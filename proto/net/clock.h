/* The two clocks. */
#ifndef JX_NET_CLOCK_H
#define JX_NET_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970 UTC. May jump. */
int64_t jx_clock_wall_ms(void);
/* Milliseconds that never go back, for time-outs. */
int64_t jx_clock_mono_ms(void);
int64_t jx_clock_mono_us(void);

/* Whether the kernel says that the first of them is kept right by somebody. */
enum jx_clock_care { JX_CLOCK_UNKNOWN, JX_CLOCK_UNSYNCHRONISED, JX_CLOCK_SYNCHRONISED };
enum jx_clock_care jx_clock_care(void);

#endif
