/* A call that fails: the n-th from now, once or from then on. */
#ifndef TEST_SIM_TROUBLE_H
#define TEST_SIM_TROUBLE_H

#include "../../proto/base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct trouble {
    jx_status what; /* JX_OK: none */
    uint32_t in;    /* calls until it begins */
    bool lasting;   /* until repaired; else one call */
};

/* Whether it comes with this call. */
static inline bool trouble_strikes(struct trouble *t)
{
    if (t->what == JX_OK) return false;
    if (t->in > 0) return --t->in == 0;
    return t->lasting;
}

#endif
