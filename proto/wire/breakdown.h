/* The query for what levels of the tree come to by class of indicators or by rule.
 *
 *   breakdown arguments [1, year, form, unit, below, kind]: kind 0 classes of level-1 indicators,
 *                       1 rules; `below`: also every unit whose code begins so
 *             body      [1, position, [branch, ...]]: by period and unit
 *   branch    [period, unit, unit name, [progress, ...], received, approved, [row, ...]]: the last
 *             numbers are of documents
 *   row       [name, [received, ...], [approved, ...]]
 */
#ifndef JX_WIRE_BREAKDOWN_H
#define JX_WIRE_BREAKDOWN_H

#include "query.h"

/* What a branch comes to under one name: worker/rules' JX_CLASS_SUMS of a class, or of a rule its
 * findings by severity, those of them that were answered, and documents. */
enum { JX_BREAKDOWN_SUMS = 6 };
enum jx_breakdown_kind { JX_BREAKDOWN_CLASS = 0, JX_BREAKDOWN_RULE = 1 };
struct jx_breakdown_arguments {
    uint64_t year;
    struct jx_slice form, unit;
    bool below;
    uint64_t kind;
};
struct jx_broken {
    struct jx_slice name;
    int64_t received[JX_BREAKDOWN_SUMS], approved[JX_BREAKDOWN_SUMS];
};
struct jx_broken_branch {
    struct jx_slice period;
    struct jx_slice unit; /* "" for the whole county */
    struct jx_slice unit_name;
    int64_t progress[JX_PROGRESS_COUNT];
    int64_t received, approved; /* documents */
    struct jx_broken *rows;
    uint32_t count;
};
struct jx_breakdown {
    uint64_t position;
    struct jx_broken_branch *branches;
    uint32_t count;
};
jx_status jx_breakdown_arguments_encode(const struct jx_breakdown_arguments *in,
                                        struct jx_buffer *out);
jx_status jx_breakdown_arguments_decode(struct jx_slice bytes, struct jx_breakdown_arguments *out);
jx_status jx_breakdown_encode(const struct jx_breakdown *in, struct jx_buffer *out);
jx_status jx_breakdown_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_breakdown *out);

#endif
