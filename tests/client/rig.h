/* A sender on its own: what it is told, and what it wants done. */
#ifndef JX_TESTS_CLIENT_RIG_H
#define JX_TESTS_CLIENT_RIG_H

#include "../proto/base/cmocka_all.h"

#include "../../client/engine.h"

struct rig {
    struct sender *sender;
    int64_t now_ms;
    struct sender_action out[SENDER_ACTIONS_MAX];
    size_t count;
    uint32_t acts;
    struct jx_arena arena;
};

/* Of the act of that number. */
struct jx_hash id_of(uint32_t index);
/* A sender with so many acts, which waits for their outcomes or does not; clear() ends it. */
void make(struct rig *r, uint32_t acts, bool wait);
void clear(struct rig *r);

/* What it is told; what it then wants done is in `out`. */
void tick(struct rig *r, int64_t later_ms);
void receive_bytes(struct rig *r, struct jx_slice bytes);
void receive(struct rig *r, const struct jx_message *m);

/* How many such actions the newest step has; the n-th of them, and the message that it sends. */
size_t count_kind(const struct rig *r, enum sender_action_kind kind);
const struct sender_action *action(const struct rig *r, enum sender_action_kind kind, size_t n);
struct jx_message sent(struct rig *r, size_t n);
/* What the broker's answers to the n-th message of the newest step carry back. */
struct jx_slice correlation(struct rig *r, size_t n);

/* Answers of the broker. */
void give_receipt(struct rig *r, struct jx_slice to, jx_status status);
void give_refusal(struct rig *r, struct jx_slice to, jx_status status, uint64_t retry_ms);
void push_outcome(struct rig *r, uint32_t index);

#endif
