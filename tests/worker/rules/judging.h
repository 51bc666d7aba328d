/* What the tests of scores and verdicts share. */
#ifndef TEST_RULES_JUDGING_H
#define TEST_RULES_JUDGING_H

#include "../../proto/base/cmocka_all.h"
#include "support.h"

#define M JX_DEC_ONE

enum { ARENA_BYTES = 8 << 20 };

/* Beside a row of that weight stands the funds row with 10.00 of 10. */
#define ROW_OF(points, t, a, s)                                                                    \
    {                                                                                              \
        .target = t, .actual = a, .weight = points, .score = s                                     \
    }
#define ROW90(t, a, s) ROW_OF("90", t, a, s)

static inline void judge(struct jx_document *d, struct jx_arena *a, struct jx_verdict *v)
{
    assert_int_equal(jx_judge(d, standard_pack(), a, v), JX_OK);
}

#endif
