/* Receipt, lease, ordered commit and retry of one county, for spin: every order in which a few acts,
 * a broker and two workers can meet a bounded number of faults (crashes, lost messages, leases that
 * expire under a worker that lives).
 *
 * Safe at every step: nobody counts twice, and who has a receipt is in the journal on disk. When
 * nothing more can happen: everybody has a receipt and counts exactly once. Time is left out: what
 * waits for a timer happens when what the timer waits for cannot happen any more.
 *
 * Negative controls, each of which must make it fail:
 *   NO_POSITION_CHECK     a batch is folded without looking at the store's position
 *   RECEIPT_BEFORE_SYNC   the receipt leaves before the disk has the act
 *   NO_DUPLICATE_CHECK    an act that is in the journal is taken for a new one
 *   NO_URGENT_SLOT        the batch that all wait for finds no room where the others are held */

#ifndef ACTS
#define ACTS 3
#endif
#ifndef FAULTS
#define FAULTS 3
#endif
#define WORKERS   2
#define SLOTS     2 /* batches a worker holds; the second only for the one that all wait for */
#define BATCH     2 /* records of a lease, at most */
#define POSITIONS 7 /* room for every act twice */

/* On disk. */
byte journal[POSITIONS]; /* position -> act + 1; from 1 */
byte written_to;
byte position; /* the store's */
byte counted[ACTS];

/* Messages on their way, and what only memory holds. */
bit asked[ACTS], pending[ACTS], written[ACTS], answered[ACTS], receipt[ACTS];
bit broker_up = 1, knows_done;
byte last, done;
bit worker_up[WORKERS], known[WORKERS], gone[WORKERS]; /* gone: for good */
byte lease_first[4], lease_count[4];                   /* of worker w, slot s: at 2 * w + s */
byte sent_first[4], sent_count[4];                     /* batches on their way */
byte held_first[4], held_count[4];
byte told[WORKERS];
byte faults = FAULTS;

/* Scratch, always 0 between steps. */
byte a, w, k, i, p, n;
bit yes;

inline in_journal(act)
{
    yes = 0;
    i = 1;
    do
    :: i <= written_to && journal[i] == act + 1 -> yes = 1; break
    :: i <= written_to && journal[i] != act + 1 -> i++
    :: i > written_to -> break
    od;
    i = 0
}

inline forget_worker(x)
{
    known[x] = 0;
    lease_first[2 * x] = 0; lease_count[2 * x] = 0;
    lease_first[2 * x + 1] = 0; lease_count[2 * x + 1] = 0
}

inline drop_batches(x)
{
    held_first[2 * x] = 0; held_count[2 * x] = 0;
    held_first[2 * x + 1] = 0; held_count[2 * x + 1] = 0
}

/* A connection's end takes what is on it along. */
inline cut_worker(x)
{
    sent_first[2 * x] = 0; sent_count[2 * x] = 0;
    sent_first[2 * x + 1] = 0; sent_count[2 * x + 1] = 0;
    told[x] = 0
}

inline crash_broker()
{
    broker_up = 0; knows_done = 0; last = 0; done = 0;
    a = 0;
    do
    :: a < ACTS -> asked[a] = 0; pending[a] = 0; written[a] = 0; answered[a] = 0; a++
    :: else -> break
    od;
    a = 0;
    forget_worker(0); forget_worker(1);
    cut_worker(0); cut_worker(1)
}

inline sync_group()
{
    a = 0;
    do
    :: a < ACTS && pending[a] -> pending[a] = 0; written[a] = 1;
        written_to++; journal[written_to] = a + 1; a++
    :: a < ACTS && !pending[a] -> a++
    :: a >= ACTS -> break
    od;
    a = 0
}

/* The first record behind `done` that nobody is to work on: p, and how many from there: n. */
inline free_range()
{
    p = done + 1;
    k = 0;
    do
    :: k < 4 && lease_count[k] > 0 && lease_first[k] <= p && p < lease_first[k] + lease_count[k] ->
        p = lease_first[k] + lease_count[k]; k = 0
    :: k < 4 && !(lease_count[k] > 0 && lease_first[k] <= p && p < lease_first[k] + lease_count[k]) ->
        k++
    :: k >= 4 -> break
    od;
    k = 0;
    n = 0;
    do
    :: n < BATCH && p + n <= last &&
       !(lease_count[0] > 0 && lease_first[0] == p + n) &&
       !(lease_count[1] > 0 && lease_first[1] == p + n) &&
       !(lease_count[2] > 0 && lease_first[2] == p + n) &&
       !(lease_count[3] > 0 && lease_first[3] == p + n) -> n++
    :: else -> break
    od
}

inline give(slot)
{
    lease_first[slot] = p; lease_count[slot] = n;
    sent_first[slot] = p; sent_count[slot] = n
}

/* Leases the next range to worker x, where there is room for it. */
inline lease(x)
{
    free_range();
    if
    :: n > 0 && lease_count[2 * x] == 0 -> give(2 * x)
#ifndef NO_URGENT_SLOT
    :: n > 0 && lease_count[2 * x] > 0 && lease_count[2 * x + 1] == 0 && p == done + 1 ->
        give(2 * x + 1)
#endif
    :: else -> skip
    fi;
    p = 0; n = 0
}

#define FREE_FROM(x) (lease_count[0] + lease_count[1] + lease_count[2] + lease_count[3] < last - done)
#ifdef NO_URGENT_SLOT
#define ROOM(x) (lease_count[2 * x] == 0)
#else
#define COVERS_NEXT(s) (lease_count[s] > 0 && lease_first[s] <= done + 1)
#define ROOM(x)                                                                                    \
    (lease_count[2 * x] == 0 ||                                                                    \
     (lease_count[2 * x + 1] == 0 && !COVERS_NEXT(0) && !COVERS_NEXT(1) && !COVERS_NEXT(2) &&      \
      !COVERS_NEXT(3)))
#endif

/* One transaction: what is not there yet is counted, and the position goes on. */
inline fold(slot)
{
    i = 0;
    do
    :: i < held_count[slot] ->
#ifndef NO_POSITION_CHECK
        if
        :: held_first[slot] + i > position -> counted[journal[held_first[slot] + i] - 1]++
        :: else -> skip
        fi;
#else
        counted[journal[held_first[slot] + i] - 1]++;
#endif
        assert(counted[journal[held_first[slot] + i] - 1] <= 1);
        i++
    :: else -> break
    od;
    i = 0;
    if
    :: held_first[slot] + held_count[slot] - 1 > position ->
        position = held_first[slot] + held_count[slot] - 1
    :: else -> skip
    fi;
    told[slot / 2] = position;
    held_first[slot] = 0; held_count[slot] = 0
}

inline over(slot)
{
    if
    :: lease_count[slot] > 0 && lease_first[slot] + lease_count[slot] <= done + 1 ->
        lease_first[slot] = 0; lease_count[slot] = 0
    :: else -> skip
    fi
}

inline advance(to)
{
    if
    :: to > done -> done = to
    :: else -> skip
    fi;
    over(0); over(1); over(2); over(3)
}

#ifdef NO_POSITION_CHECK
#define TURN(s) (held_count[s] > 0)
#else
#define TURN(s) (held_count[s] > 0 && held_first[s] <= position + 1)
#endif
/* Leased to a worker that lives, not done, not on its way and not held: a message was lost. */
#define STUCK(s)                                                                                   \
    (lease_count[s] > 0 && sent_count[s] == 0 && held_count[s] == 0 &&                             \
     lease_first[s] + lease_count[s] > position + 1)

#define CLIENT(x)                                                                                  \
    :: atomic { broker_up && !receipt[x] && !asked[x] && !pending[x] && !written[x] && !answered[x] \
        -> asked[x] = 1 }                                                                          \
    :: atomic { broker_up && asked[x] -> asked[x] = 0; TAKE(x) }                                   \
    :: atomic { broker_up && written[x] -> written[x] = 0; answered[x] = 1; last = written_to }           \
    :: atomic { answered[x] -> answered[x] = 0; receipt[x] = 1 }                                   \
    :: atomic { faults > 0 && asked[x] -> faults--; asked[x] = 0 }                                 \
    :: atomic { faults > 0 && answered[x] -> faults--; answered[x] = 0 }

#ifdef NO_DUPLICATE_CHECK
#define KNOWN(x) yes = 0
#else
#define KNOWN(x) in_journal(x)
#endif
#ifdef RECEIPT_BEFORE_SYNC
#define NEW(x) pending[x] = 1; answered[x] = 1
#else
#define NEW(x) pending[x] = 1
#endif
#define TAKE(x)                                                                                    \
    KNOWN(x);                                                                                      \
    if                                                                                             \
    :: yes -> answered[x] = 1                                                                      \
    :: !yes && written_to + ACTS < POSITIONS -> NEW(x)                                                    \
    :: else -> skip                                                                                \
    fi;                                                                                            \
    yes = 0

#define SLOT(s)                                                                                    \
    :: atomic { worker_up[s / 2] && sent_count[s] > 0 && held_count[s] == 0 ->                     \
        held_first[s] = sent_first[s]; held_count[s] = sent_count[s];                              \
        sent_first[s] = 0; sent_count[s] = 0 }                                                     \
    :: atomic { worker_up[s / 2] && TURN(s) -> fold(s) }                                           \
    :: atomic { faults > 0 && sent_count[s] > 0 -> faults--; sent_first[s] = 0; sent_count[s] = 0 } \
    :: atomic { broker_up && known[s / 2] && worker_up[s / 2] && STUCK(s) ->                       \
        lease_first[s] = 0; lease_count[s] = 0 }

#define WORKER(x)                                                                                  \
    /* It introduces itself, and lets go of what it held. */                                       \
    :: atomic { broker_up && worker_up[x] && !known[x] ->                                          \
        drop_batches(x); cut_worker(x); known[x] = 1; knows_done = 1; advance(position) }          \
    :: atomic { broker_up && knows_done && known[x] && FREE_FROM(x) && ROOM(x) -> lease(x) }       \
    :: atomic { broker_up && told[x] > 0 -> advance(told[x]); told[x] = 0 }                        \
    :: atomic { faults > 0 && told[x] > 0 -> faults--; told[x] = 0 }                               \
    /* A beat says where the store is, when the word of the fold was lost. */                      \
    :: atomic { broker_up && known[x] && worker_up[x] && told[x] == 0 && done < position ->        \
        advance(position) }                                                                        \
    :: atomic { faults > 0 && worker_up[x] -> faults--; worker_up[x] = 0;                          \
        drop_batches(x); cut_worker(x) }                                                           \
    :: atomic { faults > 0 && worker_up[x] && !gone[1 - x] -> faults--; worker_up[x] = 0;          \
        gone[x] = 1; drop_batches(x); cut_worker(x) }                                              \
    /* Silence: its leases go to another. */                                                       \
    :: atomic { broker_up && known[x] && !worker_up[x] -> forget_worker(x) }                       \
    :: atomic { !worker_up[x] && !known[x] && !gone[x] -> worker_up[x] = 1 }                       \
    /* It was only slow, and may fold all the same. */                                             \
    :: atomic { faults > 0 && broker_up && known[x] && worker_up[x] -> faults--; forget_worker(x) }

inline check_receipts()
{
    a = 0;
    do
    :: a < ACTS && receipt[a] -> in_journal(a); assert(yes); yes = 0; a++
    :: a < ACTS && !receipt[a] -> a++
    :: a >= ACTS -> break
    od;
    a = 0
}

inline check_end()
{
    a = 0;
    do
    :: a < ACTS -> assert(receipt[a] && counted[a] == 1); a++
    :: else -> break
    od;
    assert(position == written_to)
}

active proctype county()
{
    do
    CLIENT(0)
    CLIENT(1)
#if ACTS > 2
    CLIENT(2)
#endif
    SLOT(0)
    SLOT(1)
    SLOT(2)
    SLOT(3)
    WORKER(0)
    WORKER(1)
    :: atomic { broker_up && (pending[0] || pending[1] || pending[ACTS - 1]) -> sync_group() }
    :: atomic { faults > 0 && broker_up -> faults--; crash_broker(); check_receipts() }
    /* Death during the sync: the new state, and nobody was told. */
    :: atomic { faults > 0 && broker_up && (pending[0] || pending[1] || pending[ACTS - 1]) ->
        faults--; sync_group(); crash_broker() }
    :: atomic { !broker_up -> broker_up = 1; last = written_to }
    :: else -> break
    od;
    check_receipts();
    check_end()
}
