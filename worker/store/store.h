/* The worker's store: the fold of the journal. Documents with every version, their outcomes, what
 * counts, the aggregates, and the one journal position it is all true for, in one LMDB that all
 * workers share. */
#ifndef JX_STORE_H
#define JX_STORE_H

#include "../../proto/kv/pages.h"
#include "../../proto/wire/delegation.h"
#include "../../proto/wire/master.h"
#include "../../proto/wire/outcome.h"
#include "../../proto/wire/record.h"
#include "../../proto/wire/run.h"

/* What a counting document adds to each aggregate it belongs to: an array of JX_STORE_ADDS integers
 * whose meaning the store does not know. (DESIGN: the store knows nothing of rules.) */
enum { JX_STORE_ADDS = 24 };

/* But for those that an officer's own score is counted in, and those that count findings: where
 * they stand among the others. */
enum {
    STORE_ADDS_NOT_COMPUTED = 1,
    STORE_ADDS_GRADES = 3, /* STORE_GRADES of them, by their numbers in an outcome */
    STORE_ADDS_BUDGET = 8,
    STORE_ADDS_SCORE = 10,
    STORE_ADDS_FINDINGS = 13, /* STORE_SEVERITIES of them, by their numbers */
    STORE_ADDS_SCORE_BY_MONEY = 16,
    STORE_ADDS_MONEY_OF_SCORES = 17,
    STORE_GRADES = 4,
};

struct store;
struct kv_tx;

/* Opens `dir` (created when missing, mode 0700) with a map of `map_bytes`: the most the store can
 * grow to; it costs address space, not disk. All processes that share a store should give the same.
 * JX_OK: *out belongs to the caller, who ends it with store_close(). JX_E_IO, JX_E_PERMISSION,
 * JX_E_DISK_FULL, JX_E_STORE_FULL, JX_E_VERSION (made by a newer program; one made by an older
 * program is emptied, to be folded from the journal again), JX_E_CORRUPT, JX_E_NO_MEMORY: *out is
 * NULL and nothing stays open. One open per process and folder, and not across a fork.
 * jx_crypto_init() comes first. */
jx_status store_open(const char *dir, size_t map_bytes, struct store **out);
void store_close(struct store **st); /* *st may be NULL; becomes NULL */

/* How the store is: for whoever watches the county. */
struct store_facts {
    uint64_t writer_pid; /* another process that is writing to it; 0: none */
    uint64_t used_bytes, map_bytes;
    uint64_t disk_free_bytes; /* not the store's to find out: 0 */
    uint32_t readers;
};
void store_facts(const struct store *st, struct store_facts *out);

/* The journal position up to and including which the store is folded; 0 when empty. */
jx_status store_position(struct store *st, uint64_t *position);
/* The journal this store is the fold of; all zero when nothing was folded yet. */
jx_status store_journal(struct store *st, uint8_t journal[JX_JOURNAL_ID_BYTES]);

/* A finding that asks for something, as stored beside its document. */
struct store_finding {
    struct jx_slice rule, place;
    uint8_t severity;        /* STORE_ERROR ...: numbers of worker/rules' enum jx_severity */
    uint64_t answered;       /* position of the record that explained or overrode it; 0: open */
    struct jx_slice figures; /* "": found in the document alone. Else the answer to a relation: a
                                hash of the figures that it was given for */
};
enum { STORE_ERROR = 0, STORE_EXPLAIN = 1, STORE_WARNING = 2, STORE_SEVERITIES = 3 };

/* A part of what a document adds, by class of its level-1 indicators or by rule. The store knows of
 * a class no more than its name. */
enum { STORE_DETAIL_CLASS = 0, STORE_DETAIL_RULE = 1, STORE_DETAIL_KINDS };
enum { STORE_DETAIL_SUMS = 6, STORE_DETAIL_NAME_MAX = 96 };
/* The sums of a rule: findings by severity, those of them that were answered, documents. */
enum { STORE_RULE_ANSWERED = 3, STORE_RULE_DOCUMENTS = 4 };
struct store_detail {
    uint8_t kind; /* numbers are kept for ever */
    struct jx_slice name;
    int64_t sums[STORE_DETAIL_SUMS];
};

/* What an officer's own score says, read under the rules of its year (`judged_by`). */
struct store_own_score {
    bool given; /* false: it takes one back */
    jx_dec score;
    uint8_t grade;
    jx_status why; /* JX_OK, or why a document of its form and year can have none */
};

/* One journal record, already judged. Nothing is computed inside the transaction: everything the
 * fold needs is here. */
struct store_item {
    struct jx_entry entry; /* position, time, principal, id, kind; its header borrows */
    struct jx_slice content;
    struct jx_slice packed; /* content_pack() of it; absent: the fold does that */
    struct jx_header header;
    /* Submissions only: */
    bool has_parent;
    struct jx_hash parent;
    struct jx_outcome outcome; /* REJECTED, or SCORED where the fold may still make it CONFLICT or
                                  REJECTED (stale or unknown parent) */
    struct jx_slice project;   /* what tells documents of one unit, form, year and period apart; at
                                  most JX_PROJECT_KEY_MAX; unused when rejected */
    struct store_finding *findings; /* answered: whether the submission itself explains it */
    uint32_t finding_count;
    int64_t adds[JX_STORE_ADDS];
    struct store_detail *classes; /* by name, each once; those by rule follow from the findings */
    uint32_t class_count;
    struct jx_slice unit_name; /* as the form prints it, for people; "" when it prints none */
    struct jx_slice project_name;
    struct jx_slice project_match; /* jx_match_key() of it */
    struct jx_slice unit_match;    /* likewise */
    struct jx_slice card;          /* what it is scored again from; "": only from the document */
    uint64_t judged_by;    /* the run under whose pack; 0: under the one that was in force */
    struct jx_run_act run; /* a run only, and the hash of its pack */
    struct jx_hash run_pack;
    /* Decisions only; its outcome is REJECTED when it does not decode. */
    struct jx_decision decision;
    struct store_own_score own_score;
    struct jx_master_act master; /* master data only; its outcome likewise */
};

/* Folds items whose positions are `items[0].entry.position` onwards, without gaps, in one
 * transaction. Items at or below the store's position are skipped (they were committed before).
 * What a submission becomes at its turn:
 *
 *   judged REJECTED already                          stays so; nothing else changes
 *   its parent is not stored, or is another unit's   REJECTED, JX_E_PARENT_UNKNOWN
 *   its line has a newer version than the parent     REJECTED, JX_E_PARENT_STALE
 *   its year is closed                               REJECTED, JX_E_YEAR_CLOSED
 *   it names a unit that is certainly another        REJECTED, JX_E_UNIT
 *   it revises an approved target, unadjusted        REJECTED, JX_E_FROZEN
 *   it came after its due day, unexcepted            LATE, JX_E_LATE
 *   another line counts under its key                CONFLICT, JX_CONFLICT; its line goes on
 * counting what it counted a sum would leave 64 bits                        REJECTED, JX_E_OVERFLOW
 *   else                                             SCORED; what counted before is SUPERSEDED
 *
 * Of all the versions of a document at most one counts as received: the newest that is SCORED,
 * APPROVED or SUPERSEDED; and at most one as approved: the last one approved. A decision that its
 * target's state does not allow, or that does not name the target's unit and year in its header,
 * changes nothing; its outcome is REJECTED with the reason.
 *
 * Master data is rows by their keys; rows of `units` move the sums of branches, and an exception or
 * another due day lets LATE documents count that it covers. Of a closed year nothing changes:
 * REJECTED, JX_E_YEAR_CLOSED.
 *
 * For every item, skipped ones too, outcomes[i] becomes its outcome as it is now; RECEIVED for an
 * act that is no submission. JX_OK: committed and synced. JX_E_BUSY: the store's position is below
 * items[0] - 1, so it is not this batch's turn; found out without waiting for the writer.
 * JX_E_NO_PACK: the next item was judged under another pack than its year's (store_year_packs());
 * JX_E_BUSY also: it publishes a run that is not up to date. What came before it is committed.
 * JX_E_CORRUPT: the items belong to another journal than the store, or a row is damaged.
 * JX_E_PROTOCOL: the positions have gaps. JX_E_STORE_FULL, JX_E_DISK_FULL, JX_E_NO_MEMORY,
 * JX_E_TOO_LARGE (cut the batch). After all of these nothing has changed. JX_E_IO: the sync failed;
 * the old state or the new one, and every later fold is refused: the process has to stop, and open
 * the store again. */
jx_status store_fold(struct store *st, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                     const struct store_item *items, uint32_t count, struct jx_outcome *outcomes);

/* Whose key it is, as it was enrolled: empty where it never was; a longer name is cut. */
enum { STORE_PERSON_NAME_MAX = 192 };
struct store_person {
    uint8_t key[JX_KEY_BYTES];
    struct jx_slice name, unit;
    uint32_t roles;
};

/* One document as stored. Slices are copies in the arena. */
struct store_document {
    uint64_t position;
    int64_t time_ms;
    uint8_t principal[JX_KEY_BYTES];
    bool in_place_of; /* of `person` */
    uint8_t person[JX_KEY_BYTES];
    struct jx_hash id, parent;
    bool has_parent;
    struct jx_slice unit;    /* it counts for now */
    struct jx_slice project; /* what tells it apart now */
    struct jx_slice form, period, unit_name, project_name;
    uint32_t year;
    uint64_t approved;       /* position of the decision that approved it; 0 */
    struct jx_slice content; /* the submission's content */
    struct jx_outcome outcome;
    bool has_successor; /* its line has a newer accepted version: the newest one */
    struct jx_hash successor;
};

/* JX_E_NOT_FOUND when no such document is stored. JX_E_CORRUPT when its hash does not match. */
jx_status store_find(struct store *st, const struct jx_hash *id, struct jx_arena *a,
                     struct store_document *out);

enum { STORE_LIST_MAX = 1000 };
/* The newest `max` documents (at most STORE_LIST_MAX) of a unit (or of every unit whose code begins
 * with `unit` when `below`), newest first, without their content. Reads as many index entries as
 * there are units and rows in the answer, not as there are documents. */
jx_status store_list(struct store *st, struct jx_slice unit, bool below, uint32_t max,
                     struct jx_arena *a, struct store_document **out, uint32_t *count);

/* What the documents of (year, form, period) in a unit, or in the whole county, add up to. */
struct store_aggregate {
    uint32_t year;
    struct jx_slice form, period;
    struct jx_slice unit; /* "" for the whole county */
    struct jx_slice unit_name;
    int64_t received[JX_STORE_ADDS]; /* what counts as received, */
    int64_t approved[JX_STORE_ADDS]; /* as approved, */
    int64_t states[JX_STORE_ADDS];   /* and how many versions are in each state, by its number */
};

/* The county's aggregate and each unit's, for (year, form), every period, ordered by period and
 * unit code; only units whose code begins with `unit` when that is not empty (then the county's own
 * is left out). A few reads for each of the county's units, whatever it holds: no document is
 * looked at. *position is what it is true for. */
jx_status store_summary(struct store *st, uint32_t year, struct jx_slice form, struct jx_slice unit,
                        struct jx_arena *a, struct store_aggregate **out, uint32_t *count,
                        uint64_t *position);

/* ---- what happened ---- */

/* Documents by what they are, newest first, without their content. */
struct store_wanted {
    struct jx_slice unit; /* units whose code begins so; */
    bool exact;           /* or that unit alone */
    struct jx_slice form; /* "": every one */
    uint32_t year;        /* 0: every one */
    int state;            /* enum jx_state; -1: every one */
    uint64_t before;      /* positions below; 0: all */
    uint32_t look;        /* at so many documents at most; 0: STORE_LOOK_MAX */
};
/* Finds `max` documents at most. *next is 0 when there are no
 * more, else where to go on as `before`: the answer may then be short, or empty. */
enum { STORE_LOOK_MAX = 20000 };
jx_status store_select(struct store *st, const struct store_wanted *wanted, uint32_t max,
                       struct jx_arena *a, struct store_document **out, uint32_t *count,
                       uint64_t *next);

/* Documents whose id begins with the hex digits (at least two), at most `max`, in order of their
 * ids. */
jx_status store_begins(struct store *st, struct jx_slice hex, uint32_t max, struct jx_arena *a,
                       struct store_document **out, uint32_t *count);

/* Who lets whom act in her place: of one key to another the last one, over or not. */
struct store_delegation {
    uint64_t position;
    struct store_person from, to;
    struct jx_delegation what;
    struct jx_slice unit; /* of who delegates, when she did */
};
/* At most STORE_LIST_MAX of them. */
jx_status store_delegations(struct store *st, struct jx_arena *a, struct store_delegation **out,
                            uint32_t *count, uint64_t *position);

/* Who did something, and in whose place. */
struct store_actors {
    struct store_person by;
    bool in_place_of;
    struct store_person person;
};

/* A decision as journalled, and what came of it. */
struct store_decided {
    struct store_actors who;
    struct jx_entry entry; /* its header is a copy */
    struct jx_slice content;
    struct jx_outcome outcome;
};
/* The versions of the document's line, newest first, at most `versions_max`; and the decisions on
 * the document itself behind `since`, oldest first, at most `decided_max` and as many as have
 * `bytes` of content together, but at least one; `more`: some are left. */
struct store_history {
    struct jx_slice unit; /* the document counts for now */
    struct store_document *versions;
    struct store_actors *senders; /* of the versions */
    struct store_decided *decided;
    uint32_t version_count, decided_count;
    bool more;
};
struct store_history_limits {
    uint32_t versions, decided;
    size_t bytes;
};
/* JX_E_NOT_FOUND when no such document is stored. */
jx_status store_history(struct store *st, const struct jx_hash *id, uint64_t since,
                        const struct store_history_limits *limits, struct jx_arena *a,
                        struct store_history *out);
/* JX_E_NOT_FOUND when there is no decision at that position. */
jx_status store_decision(struct store *st, uint64_t position, struct jx_arena *a,
                         struct store_decided *out);

/* Everything that was found in the document; its unit for now. JX_E_NOT_FOUND. */
jx_status store_findings(struct store *st, const struct jx_hash *id, struct jx_arena *a,
                         struct jx_slice *unit, struct store_finding **out, uint32_t *count);

/* A document became something: what it is called, and what it became there. */
struct store_event {
    uint64_t position; /* of the record that made it so */
    int64_t time_ms;   /* likewise */
    enum jx_act act;   /* likewise */
    enum jx_state state;
    struct store_document document;
    struct jx_slice unit; /* its unit, or the one asked about that it has left */
};
/* The oldest `max` (at most STORE_LIST_MAX) behind the one of `document` at `position`. */
struct store_since {
    struct jx_slice unit;
    bool below; /* every unit whose code begins so */
    uint64_t position, document;
    uint32_t max;
};
struct store_events {
    struct store_event *rows; /* by position, and the document's */
    uint32_t count;
    bool more;         /* there are others behind them */
    uint64_t position; /* what it is true for */
};
/* Reads a few index entries for each unit and as many as it answers. */
jx_status store_events(struct store *st, const struct store_since *since, struct jx_arena *a,
                       struct store_events *out);
/* What is expected of whom, and what came of it: numbers of rows of `expected`. */
enum store_progress {
    STORE_EXPECTED,
    STORE_RECEIVED,
    STORE_APPROVED,
    STORE_ON_TIME,
    STORE_LATE,
    STORE_PROGRESS /* how many there are */
};

/* A unit with everything below it, in one period of a form. */
struct store_branch {
    struct jx_slice form, period;
    struct jx_slice unit; /* "" for the whole county */
    struct jx_slice unit_name, parent;
    int64_t received[JX_STORE_ADDS], approved[JX_STORE_ADDS], states[JX_STORE_ADDS];
    int64_t own[JX_STORE_ADDS]; /* what the unit's own documents count as received */
    int64_t progress[STORE_PROGRESS];
};

/* The branches of (year, form), ordered by period and unit code, the county first; only those whose
 * code begins with `unit` when that is not empty. A unit that the year's tree does not know is a
 * branch of its own, and counts for the county alone. */
jx_status store_tree(struct store *st, uint32_t year, struct jx_slice form, struct jx_slice unit,
                     struct jx_arena *a, struct store_branch **out, uint32_t *count,
                     uint64_t *position);

/* What a branch comes to under one name: a class of level-1 indicators, or a rule. */
struct store_broken {
    struct jx_slice name;
    int64_t received[STORE_DETAIL_SUMS], approved[STORE_DETAIL_SUMS];
};
struct store_breakdown {
    struct store_branch branch;
    struct store_broken *rows;
    uint32_t count;
};
struct store_breakdown_wish {
    uint32_t year;
    struct jx_slice form;
    struct jx_slice unit; /* that branch; "": the whole county */
    bool below;           /* and those of every unit whose code begins so */
    uint8_t kind;         /* STORE_DETAIL_CLASS, STORE_DETAIL_RULE */
};

/* The branches of store_tree(), each with what it comes to by class or by rule. */
jx_status store_breakdown(struct store *st, const struct store_breakdown_wish *wish,
                          struct jx_arena *a, struct store_breakdown **out, uint32_t *count,
                          uint64_t *position);

/* A row of `expected`, and what came. */
struct store_due {
    struct jx_slice form, period, unit, unit_name, project, project_name;
    struct jx_slice due; /* "2026-03-31"; "" without a day */
    int64_t end_ms;      /* the first moment behind that day; INT64_MAX without one */
    bool received, approved, on_time, late, excepted;
    /* Where nothing is received: what the newest version is that came; RECEIVED: none did. */
    enum jx_state state;
    int64_t time_ms; /* when what counts, or that version, came; 0: nothing did */
};

/* What is expected of (year, form) in units whose code begins with `unit`. Reads a few rows for
 * each that is expected; for those that name no project, also the unit's documents. */
jx_status store_dues(struct store *st, uint32_t year, struct jx_slice form, struct jx_slice unit,
                     struct jx_arena *a, struct store_due **out, uint32_t *count,
                     uint64_t *position);

enum { STORE_CANDIDATES_MAX = 5 };
struct store_candidate {
    struct jx_slice code, name;
};

/* A document whose project is none of the year's list for certain; or, `asks_unit`, one that prints
 * a name that is not known to be its unit's. One may be both, and is there twice. */
struct store_unmatched {
    uint64_t position;
    struct jx_hash id;
    bool asks_unit;
    struct jx_slice form, period, unit, unit_name, project_name;
    struct store_candidate
        candidates[STORE_CANDIDATES_MAX]; /* projects of its unit, or units, alike by name */
    uint32_t candidate_count;
};

/* The oldest STORE_LIST_MAX that nothing was decided about, of units whose code begins with `unit`;
 * projects only where the year has a list of them. Reads the year's list and its unmatched
 * documents. */
jx_status store_unmatched(struct store *st, uint32_t year, struct jx_slice unit, struct jx_arena *a,
                          struct store_unmatched **out, uint32_t *count, uint64_t *position);

/* ---- what documents say of each other ---- */

/* Beyond so many the documents of a unit and year are not compared with each other. */
enum { STORE_SET_MAX = 2000 };

struct store_member {
    uint64_t position;
    struct jx_hash id;
};
/* Documents that are compared with each other, at one moment. */
struct store_set {
    struct kv_tx *tx;
    struct store_member *members;
    uint32_t count;
};
/* What is asked of a set while it is compared. A submission's content; the pack activated last
 * before a position (UINT64_MAX: the newest; JX_E_NOT_FOUND), and its act's content. */
struct store_pack {
    uint64_t position;
    struct jx_hash id; /* of the act */
};
jx_status store_set_content(const struct store_set *s, uint32_t i, struct jx_arena *a,
                            struct jx_slice *out);
jx_status store_set_pack(const struct store_set *s, uint64_t before, struct store_pack *out);
jx_status store_set_pack_content(const struct store_set *s, const struct store_pack *p,
                                 struct jx_arena *a, struct jx_slice *out);

/* A finding about two documents, or about one among many. */
struct store_relation {
    uint64_t position, other; /* the document on which it stands, and what that is compared with;
                                 0: nothing single */
    struct jx_slice rule, place, left, right, message_zh, message_en;
    uint8_t severity;  /* STORE_ERROR ... */
    uint64_t answered; /* position of the record that answered it for these figures; 0: open */
    struct jx_hash figures, id, other_id;
    struct jx_slice other_unit; /* "" without `other` */
};

/* Whoever knows the rules. A pure function of the set's contents and of the newest pack in force:
 * what a decision is checked against has to be the same in every process that folds. Findings go
 * into the arena; `answered`, `figures` and ids are not its to fill. */
struct store_rules {
    void *own;
    jx_status (*relate)(void *own, const struct store_set *set, struct jx_arena *a,
                        struct store_relation **out, uint32_t *count);
};
/* Without rules nothing is found. `rules->own` outlives the store. */
void store_judge_by(struct store *st, const struct store_rules *rules);

struct store_relations {
    struct store_relation *items; /* by document */
    uint32_t count;
    bool complete;     /* false: too many documents to be compared, and nothing is found */
    uint64_t position; /* what it is true for */
};
/* What the unit's documents of the year that count as received say of each other; of forms that
 * span units, what they say of those below. Found anew at every call. */
jx_status store_relations(struct store *st, uint32_t year, struct jx_slice unit, struct jx_arena *a,
                          struct store_relations *out);

/* ---- master data ---- */

struct store_page {
    uint32_t skip, rows; /* without the first ones; at most so many */
    size_t bytes;        /* together, as they are stored */
};
struct store_rows {
    struct jx_slice *cells; /* row by row, the table's columns each */
    uint32_t count;
    bool more;
    uint64_t position;
};
/* Rows of a table, of its year where it has one, in the order of their keys. JX_E_FIELD_VALUE for
 * what is no table. */
jx_status store_master(struct store *st, enum jx_master table, uint32_t year,
                       const struct store_page *page, struct jx_arena *a, struct store_rows *out);

/* The pack that is in force for records after `position`: the content of the last pack activation
 * at or below it. JX_E_NOT_FOUND when there is none. */
jx_status store_pack_at(struct store *st, uint64_t position, struct jx_arena *a,
                        uint64_t *activated, struct jx_slice *content);

/* Reads of single values and cursor steps since the store was opened: what the tests count. */
uint64_t store_reads(const struct store *st);

/* Every key and value in order, as text lines "table key-hex value-hex\n". The same journal gives
 * the same dump, whoever folded it in whatever batches. Stops at the first line that is not taken
 * with JX_OK, and returns that. Keeps one read transaction open until the end. */
typedef jx_status store_dump_line(void *to, struct jx_slice line);
jx_status store_dump(struct store *st, store_dump_line *line, void *to);

/* Checks every row's checksum, every content against its id, every index against the documents and
 * back, that every position up to the store's is accounted for, and recounts every aggregate.
 * JX_OK, or JX_E_CORRUPT after reporting each difference as a line "table key: what is wrong\n" of
 * English text. The file's pages come first: where they are damaged, that is the one line.
 * *documents counts what was read. Keeps one read transaction open until the end. */
jx_status store_fsck(struct store *st, store_dump_line *report, void *to, uint64_t *documents);

/* What is wrong with the file of a store that store_open() refuses with JX_E_CORRUPT. */
jx_status store_diagnose(const char *dir, size_t map_bytes, struct pages_damage *damage);

/* A copy of one moment's store in the folder `to`, which must exist and hold none, while others
 * fold. JX_E_IN_USE, JX_E_DISK_FULL, JX_E_PERMISSION, JX_E_IO. */
jx_status store_copy(struct store *st, const char *to);

#endif
