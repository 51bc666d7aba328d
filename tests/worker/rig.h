/* A worker's engine with a store that is a number and a broker that is the test. */
#ifndef JX_TESTS_WORKER_RIG_H
#define JX_TESTS_WORKER_RIG_H

#include "records.h"

#include "../../worker/engine.h"

extern const uint8_t rig_journal[JX_JOURNAL_ID_BYTES];

struct rig {
    struct worker *worker;
    int64_t now_ms;
    uint64_t store; /* its position */
    struct worker_action out[WORKER_ACTIONS_MAX];
    size_t count;
    struct jx_arena arena;
};

/* One event; what it brings about is in r->out. */
void rig_step(struct rig *r, const struct worker_event *ev);
void rig_tick(struct rig *r, int64_t later_ms);
/* A message of the broker. */
void rig_receive(struct rig *r, const struct jx_message *m);
size_t rig_count(const struct rig *r, enum worker_action_kind kind);
/* The first action of that kind; fails the test when there is none. */
const struct worker_action *rig_action(const struct rig *r, enum worker_action_kind kind);
/* Whether a message of that kind was sent, and the first one. */
bool rig_sent(struct rig *r, enum jx_message_kind kind, struct jx_message *out);
/* The message of that kind that was sent; fails the test when there is none. */
struct jx_message rig_must_send(struct rig *r, enum jx_message_kind kind);
/* A worker over a store at that position; 0: an empty one. The caller ends it. */
void rig_make(struct rig *r, uint64_t position);
void rig_clear(struct rig *r);
/* The broker's answer to that HELLO. */
void rig_answer_hello(struct rig *r, const struct jx_message *hello);
/* It introduces itself and is taken on. */
void rig_welcome(struct rig *r);
void rig_say_beat(struct rig *r, uint64_t position);
void rig_refuse(struct rig *r, jx_status why);
/* A batch of `count` key records: nothing to judge, everything to fold. */
void rig_give(struct rig *r, uint64_t lease, uint64_t first, uint32_t count);
void rig_give_records(struct rig *r, uint64_t first, uint64_t pack, struct jx_slice *records,
                      uint32_t count);
/* The fold that is asked for was carried out. */
void rig_folded(struct rig *r, jx_status status);
/* Where the fold that is asked for begins. */
uint64_t rig_fold_first(const struct rig *r);

#endif
