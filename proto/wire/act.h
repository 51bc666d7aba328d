/* Acts: everything that changes the county's state, as it travels and as it is journalled. An act
 * is a small header that the broker authorises by, and a content whose BLAKE2b-256 is the act's id.
 * Final formats: ids, journals and receipts depend on them, so a change is a new version beside
 * this one.
 *
 *   header    [1, kind, form, year, period, unit], and behind it the public key bin32 of whom the
 *             sender acts for, where she acts in another's place
 *   content of a submission
 *             [1, unit, parent id | nil, document bin, explanations bin]
 *   explanations
 *             [[rule, place, text], ...] ordered by (rule, place), each pair once
 *   content of a key act
 *             [2, nonce bin16, action, public key bin32, unit, [role, ...], name, from, until, why]
 *             version 1 ends with the name: valid without end, no reason given
 *   content of a pack activation
 *             [1, nonce bin16, name, pack bin];  pack = [[file name, file bin], ...] ordered by
 * name
 *
 * All MessagePack; texts are str. The nonce makes two equal acts different where repeating one must
 * be possible; a submission has none, so a repeated submission is the same submission. */
#ifndef JX_WIRE_ACT_H
#define JX_WIRE_ACT_H

#include "../base/pack_file.h"
#include "../form/document.h"
#include "crypto.h"
#include "mp.h"

/* Kinds are never renumbered. A(number, NAME, name) */
#define JX_ACTS(A)                                                                                 \
    A(1, SUBMISSION, "submission")                                                                 \
    A(2, KEY, "key")                                                                               \
    A(3, PACK, "pack")                                                                             \
    /* decisions, on a document or a year: decision.h */                                           \
    A(4, WITHDRAW, "withdraw")                                                                     \
    A(5, RETURN, "return")                                                                         \
    A(6, APPROVE, "approve")                                                                       \
    A(7, EXPLAIN, "explain")                                                                       \
    A(8, OVERRIDE, "override")                                                                     \
    A(9, MOVE, "move")                                                                             \
    A(10, RESOLVE, "resolve")                                                                      \
    A(11, ADJUST, "adjust")                                                                        \
    A(12, CLOSE, "close")                                                                          \
    A(13, REOPEN, "reopen")                                                                        \
    /* master data: master.h */                                                                    \
    A(16, MASTER, "master")                                                                        \
    /* a decision about nobody's document: delegation.h */                                         \
    A(17, DELEGATE, "delegate")                                                                    \
    /* a decision about a year: how its documents are approved */                                  \
    A(18, APPROVAL, "approval")                                                                    \
    /* a year scored again: run.h, decision.h */                                                   \
    A(20, RUN, "run")                                                                              \
    A(21, PUBLISH_RUN, "publish-run")                                                              \
    A(22, DROP_RUN, "drop-run")                                                                    \
    /* a decision on a document: an officer's own score for it */                                  \
    A(23, OWN_SCORE, "own-score")

enum jx_act {
#define A(number, NAME, name) JX_ACT_##NAME = number,
    JX_ACTS(A)
#undef A
};

/* "submission", "return", ...; "unknown" for a kind of a later version. */
const char *jx_act_name(enum jx_act kind);

struct jx_header {
    enum jx_act kind;
    struct jx_slice form;   /* jx_form_name(); "" where the act concerns no form */
    uint32_t year;          /* 0 likewise */
    struct jx_slice period; /* "1-8月", "" for annual forms */
    struct jx_slice unit;   /* code of the unit the act is for */
    bool in_place_of;       /* the sender acts for the key below: delegation.h */
    uint8_t person[32];
};

jx_status jx_header_encode(const struct jx_header *h, struct jx_buffer *out);
/* Texts borrow from `bytes`. JX_E_FORMAT, JX_E_VERSION, JX_E_TOO_LARGE. */
jx_status jx_header_decode(struct jx_slice bytes, struct jx_header *out);

/* The explanations' bytes of a submission that explains nothing. */
extern const struct jx_slice jx_no_explanations;

struct jx_submission {
    struct jx_slice unit;
    bool has_parent;
    struct jx_hash parent;
    struct jx_slice document;     /* canonical bytes */
    struct jx_slice explanations; /* canonical bytes */
};

jx_status jx_submission_encode(const struct jx_submission *s, struct jx_buffer *out);
/* Slices borrow from `bytes`. Does not look into document and explanations. */
jx_status jx_submission_decode(struct jx_slice bytes, struct jx_submission *out);

/* The id of any act. */
static inline struct jx_hash jx_act_id(struct jx_slice content)
{
    return jx_hash_bytes(content);
}

enum { JX_NONCE_BYTES = 16, JX_KEY_BYTES = 32 };

struct jx_key_act {
    struct jx_slice nonce;
    struct jx_slice action; /* "enrol" or "revoke" */
    struct jx_slice public_key;
    struct jx_slice unit;
    struct jx_slice roles[JX_ROLES_MAX];
    uint32_t role_count;
    struct jx_slice name; /* for people: whose key it is */
    /* The key is valid at times from_ms <= t < until_ms (milliseconds since 1970 UTC); 0: without
     * beginning, without end. Of an enrolment only. */
    int64_t from_ms, until_ms;
    struct jx_slice why; /* for people: "lost", "left on 1 May"; "" where none was given */
};

jx_status jx_key_act_encode(const struct jx_key_act *k, struct jx_buffer *out);
/* Either version. */
jx_status jx_key_act_decode(struct jx_slice bytes, struct jx_key_act *out);

/* A key act as the journal has it, in the broker's list of them:
 *   [1, position, time_ms, principal bin32, content bin] */
struct jx_key_record {
    uint64_t position;
    int64_t time_ms;
    uint8_t by[JX_KEY_BYTES]; /* who sent it */
    struct jx_slice content;  /* of the key act */
};
jx_status jx_key_record_encode(const struct jx_key_record *k, struct jx_buffer *out);
jx_status jx_key_record_decode(struct jx_slice bytes, struct jx_key_record *out);

struct jx_pack_act {
    struct jx_slice nonce, name;
    struct jx_slice pack; /* the files, encoded; its hash names the pack */
};

jx_status jx_pack_act_encode(const struct jx_pack_act *p, struct jx_buffer *out);
jx_status jx_pack_act_decode(struct jx_slice bytes, struct jx_pack_act *out);

/* `files` must be in byte order of their names, each once. */
jx_status jx_pack_encode(const struct jx_pack_file *files, uint32_t count, struct jx_buffer *out);
/* JX_E_FORMAT, JX_E_FIELD_ORDER; *files from the arena, names and bytes borrow from `bytes`. */
jx_status jx_pack_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_pack_file **files,
                         uint32_t *count);

#endif
