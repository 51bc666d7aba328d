/* The two clocks. */
#ifndef JX_NET_CLOCK_H
#define JX_NET_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970 UTC. May jump. */
int64_t jx_clock_wall_ms(void);
/* Milliseconds that never go back, for time-outs. */
int64_t jx_clock_mono_ms(void);

#endif
