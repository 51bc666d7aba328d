/* Every limit on what comes in over the county's wire, with its reason; the compiler checks that
 * they agree. Sizes are bytes of UTF-8 unless the name says otherwise. Limits on a person's own
 * files (client/import, client/box) and on a browser's requests (client/console) stand with the
 * code that keeps them. */
#ifndef JX_BASE_LIMITS_H
#define JX_BASE_LIMITS_H

#include <assert.h>

enum {
    /* Texts of a form. A Chinese character takes three bytes. */
    JX_FIGURE_MAX = 256,  /* a cell meant for a figure; published forms put words there too */
    JX_WORD_MAX = 512,    /* a code, a grade, a sign, a heading's short value */
    JX_NAME_MAX = 3072,   /* names: fielded systems allow indicators of 1000 characters */
    JX_PROSE_MAX = 49152, /* goals and reasons: 4000 characters in fielded systems, with room */

    /* Rows of a form. The longest published ones have 60 indicators and 40 fund rows. */
    JX_FUNDS_MAX = 128,
    JX_INDICATORS_MAX = 1000,
    JX_LIST_ROWS_MAX = 10000,   /* a county's public list */
    JX_TABLES_MAX = 64,         /* provinces publish 9 to 11 final-accounts tables */
    JX_TABLE_ROWS_MAX = 10000,  /* a row for each unit and item of the budget's classification */
    JX_TABLE_COLUMNS_MAX = 128, /* codes, a name, and a column for each kind of money */
    JX_EXTRA_MAX = 256,         /* labels that no field has: what else is printed beside a row */
    JX_NARRATIVE_MAX = 5000,    /* paragraphs of a report of some hundred pages */
    JX_YEAR_FIRST = 1990,       /* what is earlier was mistyped */
    JX_YEAR_LAST = 2200,        /* and what is later */

    /* On the wire. */
    JX_DOCUMENT_BYTES_MAX = 1 << 20,     /* the largest known final accounts take 90 kB */
    JX_EXPLANATIONS_BYTES_MAX = 1 << 18, /* prose for every row of a large form */
    JX_EXPLANATIONS_MAX = 2000,          /* two for each indicator of the largest form */
    JX_HEADER_BYTES_MAX = 1024,          /* its words and a key at their longest take some 200 */
    /* The largest document, its explanations, and what stands around them. */
    JX_CONTENT_BYTES_MAX = (1 << 20) + (1 << 18) + (1 << 12),
    JX_MESSAGE_BYTES_MAX = (1 << 20) + (1 << 19), /* one message, either way */
    JX_DEPTH_MAX = 12,                            /* nesting of MessagePack; a document needs 6 */
    /* MessagePack values in one message, 24 bytes each while it is read. A table of 10,000 rows
     * and 30 columns has 300,000. */
    JX_NODES_MAX = 400000,
    JX_UNIT_CODE_MAX = 32,       /* hierarchical unit codes: up to 21 in the field */
    JX_PERIOD_MAX = 64,          /* "1-8月" */
    JX_FORM_NAME_MAX = 32,       /* the longest has 18 */
    JX_PROJECT_KEY_MAX = 256,    /* what tells projects apart; a longer name is told by its hash */
    JX_PACK_BYTES_MAX = 1 << 20, /* all files of a rule pack together; ours have 330 kB */
    JX_PACK_FILES_MAX = 64,      /* ours have 6 */

    /* Acts of people. */
    JX_ROLES_MAX = 8,                /* of one key: there are seven roles */
    JX_REMARKS_MAX = 200,            /* of one decision, each on one place of a document */
    JX_REASON_MAX = 6144,            /* 2000 characters */
    JX_DECISION_ARGUMENTS_MAX = 4,   /* none has more */
    JX_MASTER_ROWS_MAX = 10000,      /* of one act; a longer list comes as several */
    JX_MASTER_KEY_MAX = 511,         /* of what tells a row apart: a key of LMDB holds no more */
    JX_DELEGATIONS_HELD_MAX = 10000, /* of one key to another, in the broker's memory; ended ones
                                        make room for new ones */
    JX_RUNS_MAX = 8,                 /* over one year at a time: each adds to every fold */

    /* Rows of one answer, which has to fit in a message; whoever wants more asks for the next. */
    JX_BATCH_RECORDS_MAX = 256,
    JX_BATCH_BYTES_MAX = 1 << 20, /* a batch's records together, but always at least one */
    JX_LIST_MAX = 1000,
    JX_IDS_MAX = 8, /* enough to see that a beginning of an id is not enough */
    JX_SUMMARY_ROWS_MAX = 20000,
    JX_CANDIDATES_MAX = 5, /* people choose from no more at a glance */
    JX_VERSIONS_MAX = 1000,
    JX_DECIDED_MAX = 1000,
    JX_FINDINGS_SHOWN_MAX = 1500,
    JX_DELEGATIONS_MAX = 1000,
    JX_EVENTS_MAX = 500,
    JX_HELD_ROWS_MAX = 2000,
    JX_RELATIONS_MAX = 2000,
    JX_RUNS_SHOWN_MAX = 200,
    JX_SCORES_MAX = 1000,
    JX_SCORE_ROWS_MAX = 1000,
    JX_SAMPLES_MAX = 1024, /* figures: the broker's, and some of each worker */
    JX_YEARS_MAX = 64,
    JX_DAYS_MAX = 4000, /* ten years */
    JX_REASON_TEXT_MAX = 1 << 16,
    JX_PERSON_NAME_MAX = 192,   /* of a key's name, what is shown: 64 characters */
    JX_BREAKDOWN_NAME_MAX = 96, /* of a class or rule: 32 characters */

    /* Memory a document may take while it is judged: its texts, borrowed, and its structs. */
    JX_ARENA_BYTES_MAX = 64 << 20,

    /* What a sender tells her questions apart by: a number or a UUID. */
    JX_CORRELATION_BYTES_MAX = 16,

    /* Keys. Each is a person's or a worker's: a county has some hundred units and several clerks in
     * each, and they change; all acts on keys since the county began are kept in memory. */
    JX_KEY_ACTS_MAX = 100000,

    /* What one key may submit. A bureau hands in an archive of thousands at once; after that 1000 a
     * second is a seventh of what the disk takes, so that one who floods leaves room for the
     * others. A large submission counts once for each begun JX_SUBMISSION_COST_BYTES: forms take
     * 2 to 10 kB, and the journal grows by at most 16 MB a second for one key. */
    JX_SUBMISSIONS_AT_ONCE = 20000,
    JX_SUBMISSIONS_PER_MINUTE = 60000,
    JX_SUBMISSION_COST_BYTES = 16 << 10,

    /* The broker. Beyond each the sender is told to come back. */
    JX_WAITING_ACTS_MAX = 16384,           /* acts on their way to the disk: two seconds' work */
    JX_WAITING_ACTS_BYTES_MAX = 256 << 20, /* and their bytes, which are in memory */
    JX_WAITING_QUERIES_MAX = 4096,         /* queries on their way to a worker and back */
    JX_LAG_MAX = 4000000, /* journalled and not yet worked on: an hour's work of one worker */
    JX_WORKERS_MAX = 64,
    JX_PACK_ACTS_MAX = 4096, /* activations since the county began; a year has a few */

    /* One connection. A frame may be longer than a message, so that what is a little too long is
     * refused with a sentence; what is longer still ends the connection before it is read. */
    JX_FRAME_BYTES_MAX = JX_MESSAGE_BYTES_MAX + (1 << 16),
    JX_PEER_QUEUE = 64,    /* messages kept each way for a peer: bounds what one peer can cost; a
                              client's window of acts on their way (64) fits */
    JX_DIALER_QUEUE = 256, /* a dialer has one peer, and its window twice over */
    JX_SLOW_MESSAGES_MAX = 256,   /* kept beyond that queue for a peer that does not read */
    JX_SLOW_BYTES_MAX = 64 << 20, /* and their bytes, of all such peers */
    /* A connection that has not finished its handshake is closed. All that come at once finish at
     * about the same time, since they are served in turn: ten thousand take 5 to 10 s of one core,
     * six times that on a busy machine, and a shorter time would turn all of them away together,
     * again and again. What it costs is a file descriptor for each that never finishes. */
    JX_HANDSHAKE_MS = 60000,
    JX_BACKLOG = 4096, /* connections not yet accepted: thousands come back at once at a
                          deadline, and the default of 100 would stretch that over minutes */
    /* Open at once: each takes a file descriptor, and the broker allows itself so many and some for
     * its files. One more waits in the system's queue until another goes, or its client gives up
     * after some seconds with JX_E_UNREACHABLE and comes back later; the broker's log says
     * "connections.full", and its figures count how often. */
    JX_CONNECTIONS_MAX = 16384,

    /* The client. */
    JX_OUTBOX_MAX = 100000, /* acts kept on this computer: ten years of a large bureau */
};

static_assert(JX_DOCUMENT_BYTES_MAX + JX_EXPLANATIONS_BYTES_MAX + 256 <= JX_CONTENT_BYTES_MAX,
              "the largest document we accept has to fit in the largest content we accept");
static_assert(JX_CONTENT_BYTES_MAX + JX_HEADER_BYTES_MAX + 4096 <= JX_MESSAGE_BYTES_MAX,
              "the largest content we accept has to fit in the largest message we accept");
static_assert(JX_PACK_BYTES_MAX + 256 <= JX_CONTENT_BYTES_MAX,
              "the largest rule pack has to fit in the largest content we accept");

#endif
