/* The broker's loop, and its start and end. No decision is here: the engine makes them. */
#include "integrity.h"
#include "serving.h"

#include "../proto/base/text.h"
#include "../proto/file/file.h"
#include "../proto/net/clock.h"
#include "../proto/net/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum {
    TURN_PACKETS = 256, /* messages taken in before receipts are looked at again */
    COUNTS_MS = 60000,
    LOCK_AGAIN_MS = 50,
    LOCK_ATTEMPTS = 60,
};

/* One event through the engine, and its actions. True when `item` went to the writer. */
static bool step_once(struct service *s, const struct broker_event *ev, struct writer_item *item)
{
    bool taken = false;
    struct broker_time now = {jx_clock_mono_ms(), jx_clock_wall_ms()};
    size_t n = broker_step(s->engine, ev, now, s->actions);
    for (size_t i = 0; i < n; i++)
        taken |= perform(s, &s->actions[i], item);
    return taken;
}

/* As step_once(), and then what the engine has to hear of what came of it: leases carried out,
 * peers that are gone. Each round's list is taken away before the next one is filled. */
static bool step(struct service *s, const struct broker_event *ev, struct writer_item *item)
{
    bool taken = step_once(s, ev, item);
    while (s->later_count > 0) {
        struct broker_event next = s->later[--s->later_count];
        step_once(s, &next, NULL);
    }
    return taken;
}

/* ---- the loop ---- */

static void free_item(struct writer_item *item)
{
    jx_packet_clear(&item->packet);
    jx_buffer_clear(&item->item.receipt);
    free(item);
}

static void take_receipt(struct service *s, const struct journal_item *it, bool more)
{
    struct broker_event ev = {.kind = BROKER_APPENDED,
                              .status = it->status,
                              .fresh = it->fresh,
                              .more = more,
                              .position = it->position,
                              .act = it->kind,
                              .time_ms = it->time_ms,
                              .receipt = jx_buffer_slice(&it->receipt),
                              .content = it->content};
    memcpy(ev.principal, it->principal, JX_KEY_BYTES);
    step(s, &ev, NULL);
}

static void take_receipts(struct service *s)
{
    struct writer_item *item = writer_take(s->writer);
    while (item) {
        struct writer_item *next = item->next;
        take_receipt(s, &item->item, next != NULL);
        free_item(item);
        item = next ? next : writer_take(s->writer);
    }
}

static void take_packets(struct service *s)
{
    for (int i = 0; i < TURN_PACKETS; i++) {
        struct writer_item *item = calloc(1, sizeof *item);
        if (!item) return; /* the peers' messages wait in their queues */
        if (!jx_server_receive(s->server, &item->packet)) {
            free(item);
            return;
        }
        struct broker_event ev = {
            .kind = BROKER_MESSAGE, .route = item->packet.route, .bytes = item->packet.bytes};
        memcpy(ev.key, item->packet.key, JX_KEY_BYTES);
        if (!step(s, &ev, item)) free_item(item);
    }
}

static void log_counts(struct service *s)
{
    if (s->unsent.dropped > s->dropped_told)
        jx_log(JX_LOG_WARN, "send.dropped", "messages=%llu",
               (unsigned long long)(s->unsent.dropped - s->dropped_told));
    s->dropped_told = s->unsent.dropped;
    struct broker_counts c = broker_counts(s->engine);
    jx_log(JX_LOG_INFO, "broker.counts",
           "received=%llu appended=%llu duplicates=%llu refused=%llu strangers=%llu leases=%llu "
           "expired=%llu asks=%llu position=%llu done=%llu workers=%u unsent=%u dropped=%llu",
           (unsigned long long)c.received, (unsigned long long)c.appended,
           (unsigned long long)c.duplicates, (unsigned long long)c.refused,
           (unsigned long long)jx_server_strangers(s->server), (unsigned long long)c.leases,
           (unsigned long long)c.expired, (unsigned long long)c.asks,
           (unsigned long long)journal_last(s->journal), (unsigned long long)broker_done(s->engine),
           broker_workers(s->engine), s->unsent.count, (unsigned long long)s->unsent.dropped);
}

static jx_status serve(struct service *s)
{
    while (!jx_service_ending() && !writer_failed(s->writer)) {
        jx_server_wait(s->server, writer_fd(s->writer), JX_TICK_MS);
        take_receipts(s);
        take_packets(s);
        unsent_retry(&s->unsent, note_gone, s);
        if (!jx_timer_due(&s->tick, JX_TICK_MS)) continue;
        jx_notify_alive();
        look_for_room(s);
        look_for_connections(s);
        struct broker_event tick = {.kind = BROKER_TICK, .status = s->room};
        step(s, &tick, NULL);
        if (jx_timer_due(&s->counts, COUNTS_MS)) log_counts(s);
    }
    if (!writer_failed(s->writer)) return JX_OK;
    jx_log(JX_LOG_ERROR, "journal.sync_failed",
           "text=\"the disk did not take what was written; nothing more is accepted\" "
           "do=\"check the disk, then start again: the journal is verified at the start\"");
    return JX_E_IO;
}

/* ---- starting and ending ---- */

static bool admit(void *to, const uint8_t key[JX_CURVE_BYTES])
{
    const struct service *s = to;
    return broker_admits(s->engine, key);
}

static bool replay(void *to, uint64_t position, struct jx_slice bytes)
{
    struct service *s = to;
    struct jx_record r;
    if (jx_record_decode(bytes, &r) != JX_OK) return false;
    struct broker_event ev = {.kind = BROKER_REPLAYED,
                              .position = position,
                              .act = r.entry.kind,
                              .content = r.content,
                              .time_ms = r.entry.time_ms};
    memcpy(ev.principal, r.entry.principal, JX_KEY_BYTES);
    step(s, &ev, NULL);
    return true;
}

/* One broker a county: a second one on the same journal would give out positions twice. One that
 * was just killed holds the lock until the kernel has closed its connections, which takes a moment
 * where there are thousands. */
static jx_status lock_county(struct service *s)
{
    const struct timespec pause = {.tv_nsec = LOCK_AGAIN_MS * 1000000L};
    s->lock_fd = open(s->settings->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->lock_fd < 0) return jx_status_of_errno(errno);
    for (int i = 0; i < LOCK_ATTEMPTS; i++, nanosleep(&pause, NULL))
        if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0) return JX_OK;
    return JX_E_IN_USE;
}

static jx_status open_journal(struct service *s)
{
    char path[JX_PATH_ROOM];
    if (!jx_path_join(path, s->settings->data, "journal")) return JX_E_IO;
    return journal_open(path, (size_t)s->settings->map_mb << 20, &s->county.sign, &s->journal);
}

static jx_status open_engine(struct service *s)
{
    uint8_t id[JX_JOURNAL_ID_BYTES];
    journal_id(s->journal, id);
    s->engine = broker_new(id, journal_last(s->journal));
    uint64_t token;
    jx_random_bytes(&token, sizeof token);
    if (s->engine) broker_number_asks(s->engine, token);
    return s->engine ? journal_read_acts(s->journal, replay, s) : JX_E_NO_MEMORY;
}

static jx_status open_server(struct service *s)
{
    char bound[JX_ENDPOINT_MAX];
    const char *at = s->settings->listen ? s->settings->listen : s->county.endpoint;
    jx_status rc = jx_server_open(at, &s->county.curve, admit, s, &s->server, bound);
    if (rc != JX_OK) {
        jx_log(JX_LOG_ERROR, "listen.failed", "endpoint=%s why=%s", at, jx_status_name(rc));
        return rc;
    }
    rc = county_announce(s->settings->data, &s->county, bound);
    s->unsent.server = s->server;
    if (rc == JX_OK)
        jx_log(JX_LOG_INFO, "broker.ready", "endpoint=%s position=%llu", bound,
               (unsigned long long)journal_last(s->journal));
    return rc;
}

static void close_service(struct service *s)
{
    if (s->server) county_retire(s->settings->data);
    /* What the writer still has gets on disk; its senders ask again. */
    if (writer_stop(&s->writer) && s->served && journal_settle(s->journal) == JX_OK)
        integrity_end(s->settings->data, s->journal);
    jx_server_close(&s->server);
    broker_free(&s->engine);
    journal_close(&s->journal);
    unsent_clear(&s->unsent);
    jx_buffer_clear(&s->buffer);
    jx_wipe(&s->county, sizeof s->county);
    if (s->lock_fd >= 0) close(s->lock_fd);
}

static jx_status open_service(struct service *s)
{
    jx_status rc = county_read(s->settings->data, &s->county);
    if (rc == JX_OK) rc = lock_county(s);
    if (rc == JX_OK) rc = open_journal(s);
    if (rc == JX_E_CORRUPT) integrity_explain(s->settings->data, (size_t)s->settings->map_mb << 20);
    if (rc == JX_OK) rc = integrity_start(s->settings->data, s->journal);
    if (rc == JX_OK) rc = open_engine(s);
    if (rc == JX_OK) rc = writer_start(s->journal, &s->writer);
    if (rc == JX_OK) rc = open_server(s);
    return rc;
}

jx_status service_run(const struct broker_settings *settings)
{
    struct service *s = calloc(1, sizeof *s);
    if (!s) return JX_E_NO_MEMORY;
    s->settings = settings;
    s->lock_fd = -1;
    s->started_ms = jx_clock_mono_ms();
    jx_buffer_init(&s->buffer, JX_MESSAGE_BYTES_MAX);
    jx_service_watch_signals();
    jx_status rc = open_service(s);
    if (rc == JX_OK) {
        jx_notify_ready();
        rc = serve(s);
        s->served = rc == JX_OK;
        jx_notify_stopping();
    }
    close_service(s);
    free(s);
    return rc;
}
