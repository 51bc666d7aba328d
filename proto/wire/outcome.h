/* What became of a submission: the store keeps it beside the document, done messages and status
 * answers carry it.
 *
 *   outcome   [1, state, status name, place, limit, claimed | nil, computed | nil, grade,
 *              errors, explains, warnings, verdict hash bin32 | nil, pack hash bin32 | nil]
 * Scores are integers, millionths of a point. */
#ifndef JX_WIRE_OUTCOME_H
#define JX_WIRE_OUTCOME_H

#include "../base/decimal.h"
#include "crypto.h"
#include "mp.h"

/* A document's state. Numbers are kept for ever; those between are for the states DESIGN names and
 * this version has not (returned 4, approved 5, withdrawn 6, closed 7, published 8). */
enum jx_state {
    JX_STATE_RECEIVED = 0, /* journalled, not yet worked on */
    JX_STATE_REJECTED = 1, /* does not decode, wrong shape, contradicts its header, stale parent */
    JX_STATE_SCORED = 2,   /* judged, and it counts */
    JX_STATE_CONFLICT =
        3, /* another document of an equal key counts and this one names no parent */
    JX_STATE_SUPERSEDED = 9, /* a revision of it counts */
};

/* "received", "rejected", ...; "unknown" for another number. Chinese: "已收到", "已退件" ... */
const char *jx_state_name(enum jx_state s);
const char *jx_state_zh(enum jx_state s);

struct jx_outcome {
    enum jx_state state;
    jx_status status; /* why it was rejected or is in conflict; JX_OK otherwise */
    char where[JX_WHERE_BYTES];
    int64_t limit;
    bool has_claimed, has_computed;
    jx_dec claimed, computed;
    uint8_t grade; /* enum jx_grade of worker/rules: 0 优 1 良 2 中 3 差 4 none */
    uint32_t errors, explains, warnings;
    bool judged; /* verdict and pack are set */
    struct jx_hash verdict, pack;
};

jx_status jx_outcome_encode(const struct jx_outcome *o, struct jx_buffer *out);
jx_status jx_outcome_decode(struct jx_slice bytes, struct jx_outcome *out);

#endif
