/* Figures of published tables as texts, from an arena. */
#ifndef JX_PUBLISH_FIGURES_H
#define JX_PUBLISH_FIGURES_H

#include "../../proto/wire/outcome.h"
#include "../../worker/rules/judge.h"

/* Two decimals, as forms print them. */
struct jx_slice text_of_micro(struct jx_arena *a, int64_t micro);
struct jx_slice text_of_number(struct jx_arena *a, int64_t number);
/* "" when it is not known. */
struct jx_slice text_of_score(struct jx_arena *a, bool known, jx_dec score);
/* The mean of the computed scores; "" without one. */
struct jx_slice text_of_mean(struct jx_arena *a, const struct jx_additive *s);
struct jx_slice text_of_hash(struct jx_arena *a, const struct jx_hash *h);
/* 错误 需说明 警告 提示 */
const char *severity_zh(unsigned severity);

#endif
