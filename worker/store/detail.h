/* What a document adds to the sums by class of level-1 indicators and by rule. */
#ifndef JX_STORE_DETAIL_H
#define JX_STORE_DETAIL_H

#include "rows.h"

struct details {
    struct store_detail *rows; /* by kind and name, each once */
    uint32_t count;
};

/* The details of a document: its classes as they were judged, and its findings by rule as they are
 * answered now. From the arena, whose status is returned. */
jx_status details_make(const struct details *classes, const struct store_finding *findings,
                       uint32_t finding_count, struct jx_arena *a, struct details *out);

#endif
