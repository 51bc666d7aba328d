/* The county's rule packs, parsed once and shared: what a document was judged by, and what is in
 * force now. */
#ifndef JX_CONSOLE_PACKS_H
#define JX_CONSOLE_PACKS_H

#include "../import/vocabulary.h"
#include "../session.h"

#include "../../proto/wire/crypto.h"
#include "../../worker/rules/pack.h"

#include <pthread.h>

enum { PACKS_MAX = 8, PACKS_FRESH_MS = 5000 };

/* Constant once it is made. */
struct pack_held {
    struct jx_hash hash; /* of its files, as outcomes name it */
    struct jx_pack *pack;
    struct jx_arena arena; /* of the vocabulary */
    struct jx_vocabulary *vocabulary;
    unsigned holders;
};

struct packs {
    pthread_mutex_t lock;
    struct pack_held *items[PACKS_MAX]; /* the lately used ones in front */
    unsigned count;
    struct pack_held *newest;
    int64_t asked_ms; /* when that was found out */
};

void packs_init(struct packs *p);
void packs_clear(struct packs *p);
/* The pack in force now. JX_OK: the caller ends it with packs_release(). JX_E_NO_PACK, what
 * session_query() returns, and what reading it says. */
jx_status packs_newest(struct packs *p, struct session *s, struct pack_held **out);
/* The one that was in force at that position; `hash`, where it is known, saves the question. */
jx_status packs_at(struct packs *p, struct session *s, uint64_t position,
                   const struct jx_hash *hash, struct pack_held **out);
void packs_release(struct packs *p, struct pack_held **held); /* *held may be NULL; becomes NULL */

#endif
