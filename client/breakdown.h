/* `jixiao summary --by`: what branches come to by class of level-1 indicators or by rule. */
#ifndef JX_CLIENT_BREAKDOWN_H
#define JX_CLIENT_BREAKDOWN_H

#include "session.h"

#include "../proto/wire/breakdown.h"

/* Returns the exit code. */
int breakdown_show(struct context *ctx, const struct jx_breakdown_arguments *wishes);

#endif
