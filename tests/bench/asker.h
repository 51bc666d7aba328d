/* One connection to a county's broker that asks one question after the other. */
#ifndef TEST_BENCH_ASKER_H
#define TEST_BENCH_ASKER_H

#include "../../proto/net/link.h"
#include "../../proto/wire/message.h"

struct asker {
    struct jx_dialer *dialer;
    struct jx_buffer question; /* as sent; its query and arguments are set by asker_set() */
    struct jx_arena arena;     /* the last answer's */
};

/* Each ends the process with a word on standard error when it cannot. */
void asker_open(struct asker *a, const char *county_conf, const char *key);
void asker_set(struct asker *a, const char *query, const struct jx_buffer *arguments);
/* The answer's body; it holds until the next question. */
struct jx_slice asker_ask(struct asker *a);
void asker_close(struct asker *a);

/* JX_OK, or the end, with what was being done and why it failed. */
void asker_demand(jx_status rc, const char *what);

#endif
