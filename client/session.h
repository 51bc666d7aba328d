/* A connection to the county, as this clerk: address, key, and questions that get one answer. */
#ifndef JX_CLIENT_SESSION_H
#define JX_CLIENT_SESSION_H

#include "../proto/net/identity.h"
#include "../proto/wire/message.h"
#include "../proto/wire/record.h"
#include "cli/context.h"

struct replay;

struct session {
    const struct context *ctx;
    struct jx_county county;
    struct jx_identity identity;
    struct jx_dialer *dialer;
    struct replay *replay; /* not NULL: a county that is folded again on this computer, borrowed */
    struct jx_arena arena; /* answers; cleared by session_close() */
    struct jx_buffer buffer;
    uint32_t asked;
};

/* Reads $JIXIAO_COUNTY alone: what needs no key. Complains; returns -1, or the exit code. */
int session_county(const struct context *ctx, struct jx_county *out);
/* Reads $JIXIAO_COUNTY (default HOME/county.conf) and $JIXIAO_KEY (default HOME/my.key). Complains
 * when they cannot be read. Returns -1, or the exit code. */
int session_configure(const struct context *ctx, struct session *s);
/* The same where it may be missing: false, and nothing is said. */
bool session_county_known(const struct context *ctx, struct jx_county *out);
/* As session_configure(), and begins to connect. */
int session_open(const struct context *ctx, struct session *s);
/* As somebody else says: begins to connect to the county with that identity. JX_OK, or those of
 * jx_dialer_open(). In either case session_close() ends it. */
jx_status session_open_as(const struct context *ctx, const struct jx_county *county,
                          const struct jx_identity *identity, struct session *s);
/* A session that asks the replay. */
void session_over(const struct context *ctx, struct replay *replay, struct session *s);
void session_close(struct session *s);
/* Forgets all answers, and what was taken from the arena. */
void session_forget(struct session *s);

/* Sends the question and waits for its answer, a message of kind `expected`. JX_OK;
 * JX_E_UNREACHABLE when nothing came in time; JX_E_KEY_UNKNOWN when the key was turned away;
 * JX_E_SERVER_KEY when somebody else answers there; what a
 * refusal says. The answer's slices live until session_close(). */
jx_status session_ask(struct session *s, struct jx_message *question, enum jx_message_kind expected,
                      struct jx_message *answer);
/* A QUERY of that name; *body is the answer's. Ends the arguments, whatever comes of them: what
 * encoding them said is an outcome too. */
jx_status session_query(struct session *s, const char *name, struct jx_buffer *arguments,
                        struct jx_slice *body);

/* Whether the receipt proves that the county recorded the act of that id: JX_OK, and it is read;
 * JX_E_RECEIPT, JX_E_FORMAT, JX_E_VERSION. */
jx_status session_verify(const struct session *s, struct jx_slice receipt, const struct jx_hash *id,
                         struct jx_receipt *out);
/* Sends an act that is of no document and does not go through the outbox: who sends it wants to
 * know now. JX_OK: it is on the county's disk, in the record at *position. What session_ask() and
 * session_verify() return. */
jx_status session_record(struct session *s, enum jx_act kind, uint32_t year,
                         struct jx_slice content, uint64_t *position);

/* The exit code for what the county answered: a fault of its machine is "the service refuses" here.
 */
int county_exit(jx_status status);

/* Says that the county did not answer, what was tried and what to do. Returns the exit code. */
int complain_unreachable(const struct session *s, jx_status status);

#endif
