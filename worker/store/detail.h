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

/* The classes of a stored document. None when it has no row. */
jx_status classes_get(struct kv_tx *tx, uint64_t position, struct jx_arena *a, struct details *out);
void classes_write(struct jx_buffer *b, const struct details *classes);
jx_status classes_read(struct jx_slice body, struct jx_arena *a, struct details *out);
jx_status classes_put(struct kv_tx *tx, uint64_t position, const struct details *classes,
                      struct jx_buffer room[2]);

#endif
