/* What the county's broker measures, asked for and written out. */
#ifndef JX_CLIENT_FIGURES_H
#define JX_CLIENT_FIGURES_H

#include "session.h"

#include "../proto/wire/metrics.h"

enum { FIGURE_BYTES = 32 };

/* Asks for all figures. What session_ask() returns, JX_E_FORMAT; slices live as long as the
 * session. */
jx_status figures_ask(struct session *s, struct jx_samples *out);

/* The sample's value with its decimal point: "0.000812". */
void figure_print(const struct jx_sample *sample, char out[FIGURE_BYTES]);

/* All of them in the text format of Prometheus. From the arena; absent when that is exhausted. */
struct jx_slice figures_prometheus(const struct jx_samples *all, struct jx_arena *a);

#endif
