/* The worker's decisions: an event in, actions out, no I/O. Which records are judged when, with
 * which pack, whose turn it is to fold, when to introduce itself again. */
#ifndef JX_WORKER_ENGINE_H
#define JX_WORKER_ENGINE_H

#include "packs.h"
#include "store/runs.h"

#include "../proto/wire/message.h"

enum {
    WORKER_CREDIT = 4, /* batches held at once: one to fold, others judged meanwhile */
    WORKER_SLOTS = WORKER_CREDIT + 1, /* and the one that all of those may be waiting for */
    WORKER_YEARS_MAX = 16,            /* years that are judged under packs of their own */
    WORKER_ACTIONS_MAX = 32,
    WORKER_HELLO_MS = 500,    /* how often it introduces itself until it is taken on */
    WORKER_SILENCE_MS = 3000, /* without a word from the broker it introduces itself again */
    WORKER_FETCH_MS = 1000,   /* a pack that was asked for and did not come is asked for again */
    WORKER_RETRY_MS = 200,    /* a fold that must wait (not its turn, no room) is tried again */
};

enum worker_event_kind {
    WORKER_MESSAGE,  /* from the broker */
    WORKER_FOLDED,   /* a FOLD action was carried out: `status`, and outcomes on JX_OK */
    WORKER_ANSWERED, /* an ANSWER action was carried out: `status`, and the body on JX_OK */
    WORKER_TICK,
};

struct worker_event {
    enum worker_event_kind kind;
    struct jx_slice bytes;               /* MESSAGE */
    jx_status status;                    /* FOLDED, ANSWERED */
    const struct jx_outcome *outcomes;   /* FOLDED: one for each item */
    uint64_t position;                   /* MESSAGE, FOLDED, TICK: the store's */
    const struct store_year_pack *years; /* FOLDED with JX_E_NO_PACK: as the store has them */
    uint32_t year_count;
    struct store_facts facts; /* TICK: the store's, for the beat */
    uint64_t token;           /* ANSWERED */
    struct jx_slice body;     /* ANSWERED */
};

enum worker_action_kind {
    WORKER_SEND,   /* bytes to the broker */
    WORKER_FOLD,   /* fold items into the store of `journal`; then FOLDED */
    WORKER_ANSWER, /* answer the query from the store for this principal; then ANSWERED */
    WORKER_STOP,   /* end, with `status` */
};

struct worker_action {
    enum worker_action_kind kind;
    struct jx_slice bytes; /* SEND; lives until the next step */
    const struct store_item *items;
    uint32_t count;
    const uint8_t *journal;
    /* ANSWER */
    uint64_t token;
    struct jx_principal principal;
    struct jx_slice name, arguments;
    jx_status status; /* STOP */
};

struct worker_counts {
    uint64_t batches, judged, folded, waits, answers, hellos;
};

struct worker;

/* `journal` and `position` are the store's; pid is only told. NULL when memory is short. */
struct worker *worker_new(const uint8_t journal[JX_JOURNAL_ID_BYTES], uint64_t position,
                          uint64_t pid);
void worker_free(struct worker **w);

/* Handles one event at time now_ms (monotonic). Returns the number of actions in `out`. */
size_t worker_step(struct worker *w, const struct worker_event *ev, int64_t now_ms,
                   struct worker_action out[static WORKER_ACTIONS_MAX]);

/* Whether the broker has taken it on. */
bool worker_welcome(const struct worker *w);
struct worker_counts worker_counts(const struct worker *w);

#endif
