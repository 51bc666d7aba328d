/* A broker's engine on a bench: messages and events go in, actions come out, time is a variable. */
#ifndef TEST_BROKER_RIG_H
#define TEST_BROKER_RIG_H

#include "../proto/base/cmocka_all.h"

#include "../../broker/engine.h"
#include "../../proto/wire/decision.h"
#include "../../proto/wire/master.h"

extern const uint8_t rig_journal[JX_JOURNAL_ID_BYTES];

enum { RIG_WALL_MS = 1700000000 }; /* what the calendar says at first */

struct rig {
    struct broker *broker;
    int64_t now_ms, wall_ms;
    uint64_t last;                                /* position of the journal's last record */
    bool more;                                    /* rig_appended(): others follow at once */
    struct broker_action out[BROKER_ACTIONS_MAX]; /* of the newest step */
    size_t count;
    struct jx_arena arena;
};

/* A fresh broker over a journal of `last` records. */
void rig_make(struct rig *r, uint64_t last);
void rig_clear(struct rig *r);

/* Keys and routes are named by one letter. */
void rig_key(char name, uint8_t key[JX_KEY_BYTES]);
struct jx_route rig_route(char name);

/* An act of the journal at its next position: a key with roles ("county,admin") and unit, its end,
 * a rule pack. */
void rig_enrol(struct rig *r, char name, const char *roles, const char *unit);
/* The same, valid from one time of the calendar to another. */
void rig_enrol_between(struct rig *r, char name, const char *roles, const char *unit,
                       int64_t from_ms, int64_t until_ms);
void rig_revoke(struct rig *r, char name);
uint64_t rig_pack(struct rig *r);
/* rig_make() with a key of each kind and a pack behind that many records, and no worker yet. */
void rig_usual(struct rig *r, uint64_t records_before);

/* One step; the actions are in r->out. */
void rig_step(struct rig *r, const struct broker_event *ev);
void rig_send(struct rig *r, char from, const struct jx_message *m);
/* The same from a second connection of that key. */
void rig_send_by(struct rig *r, char from, char route, const struct jx_message *m);
void rig_send_bytes(struct rig *r, char from, struct jx_slice bytes);
void rig_tick(struct rig *r, int64_t later_ms);
void rig_appended(struct rig *r, jx_status status, uint64_t position, const char *receipt,
                  struct jx_slice content);

/* A submission for a unit; `text` tells apart what is otherwise equal. *content: its content. */
struct jx_message rig_submission(struct rig *r, const char *unit, const char *text,
                                 struct jx_slice *content);
/* SUBMITs with an administrator's act: on the key of that letter; a pack. */
struct jx_message rig_key_act(struct rig *r, const char *action, char name, const char *roles,
                              const char *unit);
struct jx_message rig_pack_act(struct rig *r, const char *unit);
struct jx_message rig_run(struct rig *r, const char *unit);    /* of a pack nobody could parse */
struct jx_message rig_master(struct rig *r, const char *unit); /* a row of units */
struct jx_message rig_decision(struct rig *r, enum jx_act kind, const char *unit);
/* Submits and appends `count` of them, by a key of role county. */
void rig_fill(struct rig *r, char from, unsigned count);

struct jx_message rig_hello(uint64_t position, uint64_t credit);
/* A worker that is taken on; leases are left in r->out. */
void rig_join(struct rig *r, char name, uint64_t position, uint64_t credit);

/* A message of that kind with nothing in it. */
struct jx_message rig_plain(enum jx_message_kind kind);

/* A DONE: the store stands at `position` behind that lease, which began at `first`. */
struct jx_message rig_done(uint64_t lease, uint64_t first, uint64_t position);

/* Actions of a kind in r->out. */
size_t rig_count(const struct rig *r, enum broker_action_kind kind);
/* The n-th action of a kind; fails the test when there is none. */
const struct broker_action *rig_action(const struct rig *r, enum broker_action_kind kind, size_t n);
/* The n-th SEND's message. */
struct jx_message rig_sent(struct rig *r, size_t n);
/* The only action is a message of that kind, to that route. */
struct jx_message rig_only_sent(struct rig *r, char to, enum jx_message_kind kind);
/* The only action is a refusal with that status. */
struct jx_msg_refusal rig_only_refused(struct rig *r, char to, jx_status why);
/* Says that a LEASE was carried out with so many records. */
void rig_leased(struct rig *r, uint64_t lease, uint32_t count);

#endif
