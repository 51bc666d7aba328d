/* The worker's loop, and its start and end. The link to the broker, the store and the clock are
 * here; no decision is: the engine makes them. */
#include "service.h"

#include "batch.h"
#include "engine.h"
#include "integrity.h"
#include "query.h"
#include "relating.h"
#include "store/listing.h"

#include "../proto/file/file.h"
#include "../proto/net/clock.h"
#include "../proto/net/identity.h"
#include "../proto/net/log.h"
#include "../proto/net/pipe.h"
#include "../proto/net/service.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    SEND_MS = 100, /* waiting for room in the queue to the broker */
    QUIET_MS = 20, /* behind a message, before what nobody waits for is begun */
    COUNTS_MS = 60000,
};

struct service {
    const struct worker_settings *settings;
    struct jx_county county;
    struct jx_identity identity;
    struct store *store;
    struct relating *relating;
    struct worker *engine;
    struct jx_dialer *dialer; /* NULL: in a replay, its other end is a pipe's */
    struct jx_arena frames;   /* what came through the pipe */
    struct worker_action actions[WORKER_ACTIONS_MAX];
    struct jx_outcome outcomes[JX_BATCH_RECORDS_MAX];
    struct jx_arena arena;
    struct jx_buffer buffer;
    const char *about; /* the file or folder that an error is about */
    bool told_ready, stopped;
    jx_status why;
    struct jx_timer tick, counts, turn_of_batch;
    struct batch *batch;
    enum batch_state batch_state;
    bool fold_waits;    /* the last fold was not carried out yet, */
    bool publish_waits; /* because it publishes a run that is not up to date */
    bool prepares;      /* what tables are chosen from is not in memory yet */
    bool heard;         /* the last look at the link found a message */
    struct store_year_pack years[STORE_YEAR_PACKS_MAX];
};

static void stop(struct service *s, jx_status why)
{
    s->stopped = true;
    s->why = why;
}

static uint64_t position_of(struct service *s)
{
    uint64_t position = 0;
    jx_status rc = store_position(s->store, &position);
    if (rc != JX_OK) stop(s, rc);
    return position;
}

/* ---- the other end: the broker, or who replays records to this worker ---- */

static const struct jx_pipe standard = {STDIN_FILENO, STDOUT_FILENO};

static jx_status send_bytes(struct service *s, struct jx_slice bytes)
{
    return s->dialer ? jx_dialer_send(s->dialer, bytes, SEND_MS) : jx_pipe_send(&standard, bytes);
}

/* ---- what the engine asks for: each gives at most one event back ---- */

/* For tests: dies as by kill -9 between the n-th commit and the word of it, which no timing from
 * outside hits reliably. */
static void die_if_asked(void)
{
    static unsigned long folds;
    const char *n = getenv("JIXIAO_TEST_KILL_AFTER_FOLDS");
    if (n && ++folds == strtoul(n, NULL, 10)) raise(SIGKILL);
}

/* The same between two slices of a run. */
static void die_between_slices(void)
{
    static unsigned long slices;
    const char *n = getenv("JIXIAO_TEST_KILL_AFTER_SLICES");
    if (n && ++slices > strtoul(n, NULL, 10)) raise(SIGKILL);
}

static bool publishes(const struct worker_action *a)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->items[i].entry.kind == JX_ACT_PUBLISH_RUN) return true;
    return false;
}

static bool do_fold(struct service *s, const struct worker_action *a, struct worker_event *ev)
{
    jx_status rc = store_fold(s->store, a->journal, a->items, a->count, s->outcomes);
    if (rc == JX_OK) die_if_asked();
    if (rc != JX_OK && rc != JX_E_BUSY && rc != JX_E_NO_PACK)
        jx_log(JX_LOG_WARN, "fold.failed", "first=%llu count=%u why=%s",
               (unsigned long long)a->items[0].entry.position, a->count, jx_status_name(rc));
    s->prepares |= rc == JX_OK && s->dialer && publishes(a); /* all results are others now */
    s->fold_waits = rc == JX_E_BUSY;
    s->publish_waits = rc == JX_E_BUSY && publishes(a);
    *ev = (struct worker_event){.kind = WORKER_FOLDED,
                                .status = rc,
                                .outcomes = s->outcomes,
                                .position = position_of(s),
                                .years = s->years};
    if (rc != JX_E_NO_PACK) return true;
    rc = store_year_packs(s->store, s->years, &ev->year_count);
    if (rc != JX_OK) ev->status = rc;
    return true;
}

static bool do_answer(struct service *s, const struct worker_action *a, struct worker_event *ev)
{
    jx_arena_reset(&s->arena);
    jx_buffer_reset(&s->buffer);
    jx_status rc = query_answer(s->store, &a->principal, a->name, a->arguments, &s->arena,
                                &s->buffer);
    *ev = (struct worker_event){.kind = WORKER_ANSWERED,
                                .status = rc,
                                .token = a->token,
                                .body = jx_buffer_slice(&s->buffer)};
    return true;
}

static bool perform(struct service *s, const struct worker_action *a, struct worker_event *ev)
{
    switch (a->kind) {
    case WORKER_SEND:
        /* What cannot be sent now is asked for again: leases expire, queries are refused. */
        if (send_bytes(s, a->bytes) != JX_OK)
            jx_log(JX_LOG_DEBUG, "send.failed", "bytes=%zu", a->bytes.len);
        return false;
    case WORKER_FOLD:
        return do_fold(s, a, ev);
    case WORKER_ANSWER:
        return do_answer(s, a, ev);
    case WORKER_STOP:
        stop(s, a->status);
        return false;
    }
    return false;
}

/* An event through the engine and its actions, and on with the events that come of them. At most
 * one action of a step gives one: a FOLD is alone until it is FOLDED, an ASK is one message. */
static void step(struct service *s, struct worker_event ev)
{
    bool more = true;
    while (more && !s->stopped) {
        struct worker_event next;
        more = false;
        size_t n = worker_step(s->engine, &ev, jx_clock_mono_ms(), s->actions);
        for (size_t i = 0; i < n; i++)
            more |= perform(s, &s->actions[i], &next);
        if (more) ev = next;
    }
}

/* ---- the loop ---- */

/* With where the store is: what another worker committed before a batch was leased, the broker
 * tells nobody. */
static struct worker_event message_now(struct service *s, struct jx_slice bytes)
{
    return (struct worker_event){
        .kind = WORKER_MESSAGE, .bytes = bytes, .position = position_of(s)};
}

static struct worker_event tick_now(struct service *s)
{
    struct worker_event ev = {.kind = WORKER_TICK, .position = position_of(s)};
    store_facts(s->store, &ev.facts);
    jx_disk_room(s->settings->store, &ev.facts.disk_free_bytes);
    return ev;
}

static void tell_ready(struct service *s)
{
    if (s->told_ready || !worker_welcome(s->engine)) return;
    s->told_ready = true;
    if (s->settings->ready) jx_file_write(s->settings->ready, 0644, JX_LIT("ready\n"));
    jx_log(JX_LOG_INFO, "worker.ready", "endpoint=%s position=%llu", s->county.endpoint,
           (unsigned long long)position_of(s));
    jx_notify_status("taken on by the broker");
}

static void log_counts(struct service *s)
{
    struct worker_counts c = worker_counts(s->engine);
    jx_log(JX_LOG_INFO, "worker.counts",
           "batches=%llu judged=%llu folded=%llu waits=%llu answers=%llu hellos=%llu reads=%llu "
           "position=%llu",
           (unsigned long long)c.batches, (unsigned long long)c.judged,
           (unsigned long long)c.folded, (unsigned long long)c.waits, (unsigned long long)c.answers,
           (unsigned long long)c.hellos, (unsigned long long)store_reads(s->store),
           (unsigned long long)position_of(s));
}

static void say_bye(struct service *s)
{
    struct jx_message m = {.kind = JX_MSG_bye};
    m.bye.position = position_of(s);
    jx_buffer_reset(&s->buffer);
    if (jx_message_encode(&m, &s->buffer) != JX_OK) return;
    if (s->dialer && send_bytes(s, jx_buffer_slice(&s->buffer)) == JX_OK)
        usleep(SEND_MS * 1000); /* closing at once would lose it; leases expire without it anyway */
}

/* A slice of a run. Losing one costs its time; what the store itself lacks or cannot do ends the
 * process as a fold's failure would. */
static void work_on_runs(struct service *s)
{
    jx_status rc = JX_OK;
    s->batch_state = batch_step(s->batch, jx_clock_mono_ms(), s->publish_waits, &rc);
    if (s->batch_state == BATCH_MORE) die_between_slices();
    if (rc == JX_OK) return;
    jx_log(JX_LOG_WARN, "slice.failed", "why=%s", jx_status_name(rc));
    if (rc == JX_E_IO || rc == JX_E_CORRUPT) stop(s, rc);
}

/* How long the loop may wait for a message. A fold that met a slice's commit is tried again soon;
 * who asks one thing after another does not find the worker reading all documents each time. */
static int patience(const struct service *s)
{
    if (s->batch_state == BATCH_MORE) return 0;
    bool soon = s->batch_state == BATCH_WAIT || s->publish_waits;
    if (s->prepares) return !s->heard ? 0 : soon ? BATCH_WAIT_MS : QUIET_MS;
    return soon ? BATCH_WAIT_MS : JX_TICK_MS;
}

static void tend_runs(struct service *s, bool idle)
{
    enum { BATCH_LEAST_MS = 50 }; /* a run goes on, slowly, however much else there is to do */
    bool due = jx_timer_due(&s->turn_of_batch, BATCH_LEAST_MS);
    if (idle || due) work_on_runs(s);
    if (idle && s->fold_waits && !s->stopped) step(s, tick_now(s));
}

/* So that the first page of a table is not the one that waits until all documents were read. What
 * goes wrong here is said when somebody asks. */
static void prepare(struct service *s)
{
    enum { DOCUMENTS = 256 }; /* a few milliseconds */
    if (store_listing_prepare(s->store, DOCUMENTS, &s->prepares) != JX_OK) s->prepares = false;
}

/* Both return whether a message came. */
static bool hear_broker(struct service *s)
{
    struct jx_packet p;
    if (jx_dialer_receive(s->dialer, &p, patience(s)) == JX_OK) {
        step(s, message_now(s, p.bytes));
        jx_packet_clear(&p);
        return true;
    }
    if (jx_dialer_trouble(s->dialer) == JX_E_KEY_UNKNOWN) stop(s, JX_E_KEY_UNKNOWN);
    return false;
}

/* The end of a replay is a clean end. */
static bool hear_pipe(struct service *s)
{
    struct jx_slice bytes;
    jx_arena_clear(&s->frames);
    jx_status rc = jx_pipe_receive(&standard, patience(s), &s->frames, &bytes);
    if (rc == JX_OK)
        step(s, message_now(s, bytes));
    else if (rc != JX_E_BUSY)
        stop(s, rc == JX_E_UNREACHABLE ? JX_OK : rc);
    return rc == JX_OK;
}

static void serve(struct service *s)
{
    /* Ready is its own loop: the broker may come later, and is waited for. */
    jx_notify_ready();
    jx_notify_status("waiting for the broker");
    while (!jx_service_ending() && !s->stopped) {
        s->heard = s->dialer ? hear_broker(s) : hear_pipe(s);
        if (!s->stopped) tend_runs(s, !s->heard);
        if (!s->heard && s->prepares) prepare(s);
        if (jx_timer_due(&s->tick, JX_TICK_MS)) {
            jx_notify_alive();
            step(s, tick_now(s));
            if (jx_timer_due(&s->counts, COUNTS_MS)) log_counts(s);
        }
        tell_ready(s);
    }
    if (!s->stopped) say_bye(s);
}

static jx_status judge_relations(struct service *s)
{
    s->relating = relating_new(RELATING_BYTES);
    if (!s->relating) return JX_E_NO_MEMORY;
    const struct store_rules rules = relating_rules(s->relating);
    store_judge_by(s->store, &rules);
    return JX_OK;
}

static jx_status read_files(struct service *s)
{
    s->about = s->settings->county;
    jx_status rc = jx_county_read(s->settings->county, &s->county);
    if (rc != JX_OK) return rc;
    s->about = s->settings->key;
    return jx_identity_read(s->settings->key, &s->identity);
}

static jx_status open_service(struct service *s)
{
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    jx_status rc = s->settings->replay ? JX_OK : read_files(s);
    if (rc != JX_OK) return rc;
    s->about = s->settings->store;
    rc = store_open(s->settings->store, (size_t)s->settings->map_mb << 20, &s->store);
    if (rc == JX_E_CORRUPT)
        integrity_explain(s->settings->store, (size_t)s->settings->map_mb << 20);
    if (rc == JX_OK) rc = judge_relations(s);
    if (rc == JX_OK) rc = integrity_start(s->settings->store, s->store);
    if (rc == JX_OK) rc = store_journal(s->store, journal);
    if (rc == JX_OK) {
        s->engine = worker_new(journal, position_of(s), (uint64_t)getpid());
        s->batch = batch_new(s->store);
        rc = s->engine && s->batch ? JX_OK : JX_E_NO_MEMORY;
    }
    if (rc == JX_OK && !s->settings->replay)
        rc = jx_dialer_open(s->county.endpoint, s->county.server_key, &s->identity.keys,
                            &s->dialer);
    s->prepares = s->dialer != NULL;
    return rc;
}

/* Why the broker turned it away: for its key, for another server's, or for its store. */
static const char *about_refusal(const struct service *s, jx_status why)
{
    if (s->settings->replay) return s->about;
    switch (why) {
    case JX_E_REFUSED:
    case JX_E_KEY_UNKNOWN:
    case JX_E_KEY_EARLY:
    case JX_E_KEY_EXPIRED:
        return s->settings->key;
    case JX_E_SERVER_KEY:
        return s->settings->county;
    default:
        return s->about;
    }
}

jx_status service_run(const struct worker_settings *settings, const char **about)
{
    struct service *s = calloc(1, sizeof *s);
    if (!s) return JX_E_NO_MEMORY;
    s->settings = settings;
    jx_arena_init(&s->arena, JX_ARENA_BYTES_MAX);
    jx_arena_init(&s->frames, 2 * (size_t)JX_FRAME_BYTES_MAX);
    jx_buffer_init(&s->buffer, JX_MESSAGE_BYTES_MAX);
    jx_service_watch_signals();
    jx_status rc = open_service(s);
    if (rc == JX_OK) {
        serve(s);
        jx_notify_stopping();
        rc = s->why;
        s->about = about_refusal(s, rc);
        if (rc == JX_E_IO) integrity_note_failure(settings->store);
    }
    if (rc != JX_OK)
        jx_log(JX_LOG_ERROR, "worker.stopped", "about=%s why=%s text=\"%s\"", s->about,
               jx_status_name(rc), jx_status_text(rc, JX_LANG_EN));
    *about = s->about;
    jx_dialer_close(&s->dialer);
    worker_free(&s->engine);
    batch_free(&s->batch);
    store_close(&s->store);
    relating_free(&s->relating);
    jx_arena_clear(&s->arena);
    jx_arena_clear(&s->frames);
    jx_buffer_clear(&s->buffer);
    jx_wipe(&s->identity, sizeof s->identity);
    free(s);
    return rc;
}
