/* Every message between client, broker and worker, declared once; structs, encoding and decoding
 * follow.
 *
 *   message   [1, kind, correlation bin, field, ...]
 *
 * The correlation is the asker's; an answer carries it back. A later version may append fields to a
 * kind; unknown ones behind the known are passed over. */
#ifndef JX_WIRE_MESSAGE_H
#define JX_WIRE_MESSAGE_H

#include "../base/limits.h"
#include "record.h"
#include "role.h"

/* F(S, kind, member, max), of struct jx_msg_<S>: UINT, INT, BOOL (max unused), TEXT and BIN
 * (bytes), HASH (bin32), BINS (an array of bin, max elements). */
#define JX_SUBMIT_FIELDS(F, S) /* client → broker: an act */                                     \
    F(S, BIN, header, JX_HEADER_BYTES_MAX)                                                         \
    F(S, BIN, content, JX_CONTENT_BYTES_MAX)
#define JX_RECEIPT_FIELDS(                                                                         \
    F, S) /* → client: it is on disk. JX_OK, or JX_DUPLICATE with the first one */               \
    F(S, TEXT, status, JX_WORD_MAX)                                                                \
    F(S, BIN, receipt, JX_RECEIPT_BYTES_MAX)
#define JX_REFUSAL_FIELDS(F, S) /* → anyone: why not, where, which limit, when to try again */   \
    F(S, TEXT, status, JX_WORD_MAX)                                                                \
    F(S, TEXT, where, JX_WHERE_BYTES)                                                              \
    F(S, INT, limit, 0)                                                                            \
    F(S, UINT, retry_ms, 0)
#define JX_STATUS_FIELDS(F, S) /* client → broker: what is known of an act; needs no worker */   \
    F(S, HASH, id, 0)
#define JX_STATUS_ANSWER_FIELDS(F, S)                                                              \
    F(S, UINT, position, 0)                                                                        \
    F(S, UINT, time_ms, 0)                                                                         \
    F(S, BOOL, processed, 0)                                                                       \
    F(S, BIN, receipt, JX_RECEIPT_BYTES_MAX)
#define JX_OUTCOME_FIELDS(F, S) /* → the client that submitted it, unasked */                    \
    F(S, HASH, id, 0)                                                                              \
    F(S, UINT, position, 0)                                                                        \
    F(S, BIN, outcome, 1024)
#define JX_QUERY_FIELDS(F, S) /* client → broker → any live worker */                          \
    F(S, TEXT, name, JX_WORD_MAX)                                                                  \
    F(S, BIN, arguments, JX_HEADER_BYTES_MAX)
#define JX_KEYS_FIELDS(F, S)                                                                       \
    F(S, UINT, after, 0) /* admin → broker: the key acts behind that position */
#define JX_KEYS_ANSWER_FIELDS(F, S)                                                                \
    F(S, BOOL, more, 0)                    /* there are further ones behind the last of these */   \
    F(S, BINS, acts, JX_BATCH_RECORDS_MAX) /* struct jx_key_record each */
#define JX_MEASURE_FIELDS(F, S)            /* client → broker: what is measured */               \
    F(S, TEXT, begins, JX_WORD_MAX)        /* figures whose names begin so; "": all */
#define JX_MEASURES_FIELDS(F, S) F(S, BIN, samples, JX_MESSAGE_BYTES_MAX) /* metrics.h */
#define JX_ANSWER_FIELDS(F, S)   F(S, BIN, body, JX_MESSAGE_BYTES_MAX)
/* What an archive is made of: the journal as it stands, page by page. */
#define JX_RECORDS_FIELDS(F, S)                                                                    \
    F(S, UINT, from, 0) /* county, admin → broker: records from that position on */
#define JX_RECORDS_ANSWER_FIELDS(F, S)                                                             \
    F(S, UINT, last, 0)                       /* the journal's last position */                    \
    F(S, BIN, group, JX_GROUP_BYTES_MAX)      /* that the first of these is in, */                 \
    F(S, BIN, signature, JX_SIGNATURE_BYTES)  /* and what it is signed with */                     \
    F(S, BINS, records, JX_BATCH_RECORDS_MAX) /* at least one; none behind the group's end */
/* A worker's credit is the number of batches it takes before it has answered one; the next batch to
 * be folded it takes even then. */
#define JX_HELLO_FIELDS(F, S) /* worker → broker: I am here, take me on */                       \
    F(S, UINT, position, 0)                                                                        \
    F(S, UINT, credit, 0)                                                                          \
    F(S, UINT, pid, 0)                                                                             \
    F(S, BIN, journal, JX_JOURNAL_ID_BYTES) /* the store's, "" while it is empty */
#define JX_WELCOME_FIELDS(F, S)                                                                    \
    F(S, BIN, journal, JX_JOURNAL_ID_BYTES)                                                        \
    F(S, UINT, beat_ms, 0)                                                                         \
    F(S, UINT, lease_ms, 0)
#define JX_BATCH_FIELDS(F, S) /* broker → worker: a lease on consecutive records */              \
    F(S, UINT, lease, 0)                                                                           \
    F(S, UINT, first, 0)                                                                           \
    F(S, UINT, pack_position, 0) /* activation in force for the first record; 0: none */           \
    F(S, BINS, records, JX_BATCH_RECORDS_MAX)
#define JX_DONE_FIELDS(F, S) /* worker → broker: committed */                                    \
    F(S, UINT, lease, 0)                                                                           \
    F(S, UINT, first, 0)                                                                           \
    F(S, UINT, position, 0) /* the store's, now */                                                 \
    F(S, BINS, outcomes, JX_BATCH_RECORDS_MAX)
#define JX_TURN_FIELDS(F, S)                                                                       \
    F(S, UINT, position, 0) /* → worker: the store has reached this position */
#define JX_ASK_FIELDS(F, S) /* broker → worker: a query, with who asks */                        \
    F(S, UINT, token, 0)                                                                           \
    F(S, BIN, key, JX_KEY_BYTES)                                                                   \
    F(S, TEXT, unit, JX_UNIT_CODE_MAX)                                                             \
    F(S, UINT, roles, 0)                                                                           \
    F(S, TEXT, name, JX_WORD_MAX)                                                                  \
    F(S, BIN, arguments, JX_HEADER_BYTES_MAX)
#define JX_REPLY_FIELDS(F, S)                                                                      \
    F(S, UINT, token, 0)                                                                           \
    F(S, TEXT, status, JX_WORD_MAX)                                                                \
    F(S, BIN, body, JX_MESSAGE_BYTES_MAX)
#define JX_FETCH_FIELDS(F, S) F(S, UINT, position, 0) /* worker → broker: that record, please */
#define JX_RECORD_FIELDS(F, S)                                                                     \
    F(S, BIN, record, JX_MESSAGE_BYTES_MAX)                                                        \
    F(S, UINT, pack_position, 0) /* of the last activation of a pack before it; 0: none */
/* What a worker sees of the store: whoever holds its write lock may be stopped, and then the others
 * are who can say so. 0 in the broker's beats. */
#define JX_BEAT_FIELDS(F, S) /* both ways: still alive */                                          \
    F(S, UINT, position, 0)                                                                        \
    F(S, UINT, credit, 0)                                                                          \
    F(S, UINT, writer_pid, 0)                                                                      \
    F(S, UINT, used_bytes, 0)                                                                      \
    F(S, UINT, map_bytes, 0)                                                                       \
    F(S, UINT, disk_free_bytes, 0)                                                                 \
    F(S, UINT, readers, 0)
#define JX_BYE_FIELDS(F, S)                                                                        \
    F(S, UINT, position, 0) /* worker → broker: I end; my leases are free                        \
                             */

/* M(number, name, FIELDS). Numbers are never reused. */
#define JX_MESSAGES(M)                                                                             \
    M(1, submit, JX_SUBMIT_FIELDS)                                                                 \
    M(2, receipt, JX_RECEIPT_FIELDS)                                                               \
    M(3, refusal, JX_REFUSAL_FIELDS)                                                               \
    M(4, status, JX_STATUS_FIELDS)                                                                 \
    M(5, status_answer, JX_STATUS_ANSWER_FIELDS)                                                   \
    M(6, outcome, JX_OUTCOME_FIELDS)                                                               \
    M(7, query, JX_QUERY_FIELDS)                                                                   \
    M(8, answer, JX_ANSWER_FIELDS)                                                                 \
    M(16, keys, JX_KEYS_FIELDS)                                                                    \
    M(17, keys_answer, JX_KEYS_ANSWER_FIELDS)                                                      \
    M(18, measure, JX_MEASURE_FIELDS)                                                              \
    M(19, measures, JX_MEASURES_FIELDS)                                                            \
    M(24, records, JX_RECORDS_FIELDS)                                                              \
    M(25, records_answer, JX_RECORDS_ANSWER_FIELDS)                                                \
    M(32, hello, JX_HELLO_FIELDS)                                                                  \
    M(33, welcome, JX_WELCOME_FIELDS)                                                              \
    M(34, batch, JX_BATCH_FIELDS)                                                                  \
    M(35, done, JX_DONE_FIELDS)                                                                    \
    M(36, turn, JX_TURN_FIELDS)                                                                    \
    M(37, ask, JX_ASK_FIELDS)                                                                      \
    M(38, reply, JX_REPLY_FIELDS)                                                                  \
    M(39, fetch, JX_FETCH_FIELDS)                                                                  \
    M(40, record, JX_RECORD_FIELDS)                                                                \
    M(41, beat, JX_BEAT_FIELDS)                                                                    \
    M(42, bye, JX_BYE_FIELDS)

enum jx_message_kind {
    JX_MSG_NONE = 0,
#define M(number, name, FIELDS) JX_MSG_##name = number,
    JX_MESSAGES(M)
#undef M
};

struct jx_bins {
    struct jx_slice *items;
    uint32_t count;
};

#define JX_MSG_UINT(member)                 uint64_t member;
#define JX_MSG_INT(member)                  int64_t member;
#define JX_MSG_BOOL(member)                 bool member;
#define JX_MSG_TEXT(member)                 struct jx_slice member;
#define JX_MSG_BIN(member)                  struct jx_slice member;
#define JX_MSG_HASH(member)                 struct jx_hash member;
#define JX_MSG_BINS(member)                 struct jx_bins member;
#define JX_MSG_MEMBER(S, kind, member, max) JX_MSG_##kind(member)
#define M(number, name, FIELDS)                                                                    \
    struct jx_msg_##name {                                                                         \
        FIELDS(JX_MSG_MEMBER, name)                                                                \
    };
JX_MESSAGES(M)
#undef M

struct jx_message {
    enum jx_message_kind kind;
    struct jx_slice correlation; /* "" when none */
    union {
#define M(number, name, FIELDS) struct jx_msg_##name name;
        JX_MESSAGES(M)
#undef M
    };
};

/* Appends the message's bytes. An absent text or bin is written as empty. JX_OK or the buffer's
 * status. */
jx_status jx_message_encode(const struct jx_message *m, struct jx_buffer *out);
/* Texts and bins borrow from `bytes`; arrays come from the arena. JX_E_FORMAT, JX_E_VERSION,
 * JX_E_DEPTH, JX_E_ROWS, JX_E_TOO_LARGE; JX_E_PROTOCOL for an unknown kind (m->correlation is set
 * when it was readable, so that the refusal finds its asker). */
jx_status jx_message_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_message *m);
/* The same, and *t says where it was found ("/submit/header") and which limit was broken, where
 * that can be told. Returns t->status. */
jx_status jx_message_check(struct jx_slice bytes, struct jx_arena *a, struct jx_message *m,
                           struct jx_trouble *t);
/* "submit"; "?" for an unknown kind. */
const char *jx_message_name(enum jx_message_kind kind);

#endif
