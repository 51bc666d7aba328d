/* The query about what documents say of each other.
 *
 *   relations  arguments [1, year, unit, document's id bin32 | nil]: of one unit; nil: all of it
 *              body      [1, position, complete, total, [relation, ...]]: by document, as many as
 *                        fit; not complete: too many documents to be compared with each other
 *   relation   [id bin32, rule, place, severity, answered, left, right, other's id bin32 | nil,
 *               message in Chinese, in English]
 * They are found at the moment they are asked for, by the pack then in force. */
#ifndef JX_WIRE_RELATION_H
#define JX_WIRE_RELATION_H

#include "history.h"

struct jx_relations_arguments {
    uint64_t year;
    struct jx_slice unit;
    bool has_id;
    struct jx_hash id;
};
struct jx_relation {
    struct jx_hash id; /* the document on which it stands */
    struct jx_found found;
    struct jx_slice left, right; /* both figures, as texts */
    bool has_other;
    struct jx_hash other; /* what it is compared with, where that may be read */
    struct jx_slice message_zh, message_en;
};
struct jx_relation_list {
    uint64_t position, total;
    bool complete;
    struct jx_relation *rows;
    uint32_t count;
};
jx_status jx_relations_arguments_encode(const struct jx_relations_arguments *in,
                                        struct jx_buffer *out);
jx_status jx_relations_arguments_decode(struct jx_slice bytes, struct jx_relations_arguments *out);
jx_status jx_relations_encode(const struct jx_relation_list *in, struct jx_buffer *out);
jx_status jx_relations_decode(struct jx_slice bytes, struct jx_arena *a,
                              struct jx_relation_list *out);

#endif
