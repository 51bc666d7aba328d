/* Queries about what happened: the decisions on a document, its findings, and what changed in a
 * unit since a position.
 *
 *   history   arguments [1, document's id bin32, since]
 *             body      [1, more, [version, ...], [decided, ...]]: the versions of its line, newest
 *                       first, at most JX_VERSIONS_MAX; and the decisions on itself behind the
 *                       position `since`, oldest first; `more`: not all of them fitted
 *   decision  arguments [1, position]
 *             body      [1, decided]
 *   findings  arguments [1, document's id bin32]
 *             body      [1, total, [[rule, place, severity, answered], ...]]: as many as fit
 *   events    arguments [1, unit, position, document, most]: of units whose code begins so; behind
 *                       that event
 *             body      [1, position, more, [event, ...]]: oldest first; what it is true for;
 * `more`: ask again behind the last one
 *
 *   delegations
 *             arguments [1, 0]
 *             body      [1, position, [[position, person, person, acts, until_ms, unit], ...]]: who
 *                       lets whom act in her place (delegation.h); ended ones have no acts
 *
 *   version   [position, time_ms, id bin32, principal bin32, state, by, for]
 *   decided   [position, time_ms, kind, principal bin32, id bin32, content bin, outcome bin, by,
 *              for]: by and for, whose place she acts in, were appended later
 *   by        person;  for: person | nil
 *   person    [key bin32, name, unit, roles]: as the key was enrolled then
 *   event     [position, document, time_ms, id bin32, unit, form, year, period, unit name,
 *              project name, state, act]
 * A version's position is what an event calls its document. */
#ifndef JX_WIRE_HISTORY_H
#define JX_WIRE_HISTORY_H

#include "outcome.h"
#include "record.h"

enum {
    /* Rows are added to an answer as long as their texts stay below: the rest takes a second one.
     */
    JX_ANSWER_BYTES = 1 << 20,
};

/* Whose key it is, as it was enrolled: empty where it never was. */
struct jx_person {
    uint8_t key[JX_KEY_BYTES];
    struct jx_slice name, unit;
    uint64_t roles;
};
/* Who did something, and in whose place. */
struct jx_actors {
    struct jx_person by;
    bool in_place_of;
    struct jx_person person;
};

struct jx_version {
    uint64_t position;
    int64_t time_ms;
    struct jx_hash id;
    uint8_t principal[JX_KEY_BYTES];
    uint64_t state;
    struct jx_actors who;
};
struct jx_decided {
    uint64_t position;
    int64_t time_ms;
    enum jx_act kind;
    uint8_t principal[JX_KEY_BYTES];
    struct jx_hash id;
    struct jx_slice content; /* jx_decision_decode(); its hash is the id */
    struct jx_outcome outcome;
    struct jx_actors who;
};
struct jx_history_arguments {
    struct jx_hash id;
    uint64_t since;
};
struct jx_history {
    bool more;
    struct jx_version *versions;
    struct jx_decided *decided;
    uint32_t version_count, decided_count;
};
jx_status jx_history_arguments_encode(const struct jx_history_arguments *in, struct jx_buffer *out);
jx_status jx_history_arguments_decode(struct jx_slice bytes, struct jx_history_arguments *out);
jx_status jx_history_encode(const struct jx_history *in, struct jx_buffer *out);
jx_status jx_history_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_history *out);

struct jx_delegated {
    uint64_t position;
    struct jx_person from, to;
    uint64_t acts;    /* jx_delegation_covers() */
    int64_t until_ms; /* the first moment behind it */
    struct jx_slice unit;
};
struct jx_delegations {
    uint64_t position;
    struct jx_delegated *rows;
    uint32_t count;
};
jx_status jx_delegations_encode(const struct jx_delegations *in, struct jx_buffer *out);
jx_status jx_delegations_decode(struct jx_slice bytes, struct jx_arena *a,
                                struct jx_delegations *out);

jx_status jx_decided_encode(const struct jx_decided *in, struct jx_buffer *out);
jx_status jx_decided_decode(struct jx_slice bytes, struct jx_decided *out);

struct jx_found {
    struct jx_slice rule, place;
    uint64_t severity; /* enum jx_severity of worker/rules */
    uint64_t answered; /* position of the record that answered it; 0: open */
    bool related;      /* the answer to what the document says otherwise than another one */
};
struct jx_findings {
    uint64_t total;
    struct jx_found *rows;
    uint32_t count;
};
jx_status jx_findings_encode(const struct jx_findings *in, struct jx_buffer *out);
jx_status jx_findings_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_findings *out);

struct jx_events_arguments {
    struct jx_slice unit;
    uint64_t position, document, most;
};
struct jx_event {
    uint64_t position, document;
    int64_t time_ms;
    struct jx_hash id;
    struct jx_slice unit, form, period, unit_name, project_name;
    uint64_t year, state, act;
};
struct jx_events {
    uint64_t position;
    bool more;
    struct jx_event *rows;
    uint32_t count;
};
jx_status jx_events_arguments_encode(const struct jx_events_arguments *in, struct jx_buffer *out);
jx_status jx_events_arguments_decode(struct jx_slice bytes, struct jx_events_arguments *out);
jx_status jx_events_encode(const struct jx_events *in, struct jx_buffer *out);
jx_status jx_events_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_events *out);

#endif
