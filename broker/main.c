/* jixiao-broker: carries out what the engine decides. Sockets, the journal and the clock are here;
 * no decision is. */
#include "county.h"
#include "engine.h"
#include "writer.h"

#include "../proto/base/text.h"
#include "../proto/net/clock.h"
#include "../proto/net/log.h"

#include "../proto/net/file.h"

#include <argp.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum {
    MAP_MB_DEFAULT = 1 << 18,    /* 256 GiB of address space; the file takes what it holds */
    SLOW_MESSAGES_MAX = 256,     /* messages kept for a peer that does not read */
    UNSENT_BYTES_MAX = 64 << 20, /* and their bytes, of all such peers */
    TICK_MS = 100,
    TURN_PACKETS = 256, /* messages taken in before receipts are looked at again */
    COUNTS_MS = 60000,
};

const char *argp_program_version = "jixiao-broker 0.1.0";

struct settings {
    const char *data, *init, *verify, *listen, *unit;
    size_t map_mb;
};

/* A message for a peer whose queue is full. */
struct unsent {
    struct unsent *next;
    size_t len;
    char bytes[];
};

/* A peer that does not read: what waits for it, tried again until it reads or is gone. */
struct slow_peer {
    struct slow_peer *next;
    struct jx_route route;
    struct unsent *first, **end;
    uint32_t count;
};

struct service {
    struct settings *settings;
    struct county county;
    struct journal *journal;
    struct broker *engine;
    struct jx_server *server;
    struct writer *writer;
    struct slow_peer *slow;
    uint32_t unsent_count;
    size_t unsent_bytes;
    uint64_t dropped, dropped_told;
    struct broker_action actions[BROKER_ACTIONS_MAX];
    struct broker_event later[BROKER_ACTIONS_MAX]; /* what came of actions, for the engine */
    uint32_t later_count;
    struct jx_buffer buffer;
    int64_t counts_ms;
    int lock_fd; /* on the county's folder */
};

static volatile sig_atomic_t ending;

static void on_signal(int number)
{
    (void)number;
    ending = 1;
}

/* ---- sending ---- */

static struct slow_peer *slow_peer_of(struct service *s, const struct jx_route *route)
{
    for (struct slow_peer *p = s->slow; p; p = p->next)
        if (jx_route_eq(&p->route, route)) return p;
    return NULL;
}

static struct slow_peer *add_slow_peer(struct service *s, const struct jx_route *route)
{
    struct slow_peer *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    p->route = *route;
    p->end = &p->first;
    p->next = s->slow;
    s->slow = p;
    return p;
}

static void keep_unsent(struct service *s, struct slow_peer *p, struct jx_slice bytes)
{
    bool room = p && p->count < SLOW_MESSAGES_MAX &&
                s->unsent_bytes + bytes.len <= UNSENT_BYTES_MAX;
    struct unsent *u = room ? malloc(sizeof *u + bytes.len) : NULL;
    if (!u) {
        /* Its receiver asks again and gets the same answer; nothing on disk is touched by this. */
        s->dropped++;
        return;
    }
    *u = (struct unsent){.len = bytes.len};
    memcpy(u->bytes, bytes.ptr, bytes.len);
    *p->end = u;
    p->end = &u->next;
    p->count++;
    s->unsent_count++;
    s->unsent_bytes += bytes.len;
}

static void drop_first(struct service *s, struct slow_peer *p)
{
    struct unsent *u = p->first;
    p->first = u->next;
    if (!p->first) p->end = &p->first;
    p->count--;
    s->unsent_count--;
    s->unsent_bytes -= u->len;
    free(u);
}

static void note_gone(struct service *s, const struct jx_route *route)
{
    if (s->later_count < BROKER_ACTIONS_MAX / 2)
        s->later[s->later_count++] = (struct broker_event){.kind = BROKER_GONE, .route = *route};
}

/* Order is kept: what waits for a peer goes first. */
static void send_now(struct service *s, const struct jx_route *to, struct jx_slice bytes)
{
    struct slow_peer *p = slow_peer_of(s, to);
    if (p) {
        keep_unsent(s, p, bytes);
        return;
    }
    jx_status rc = jx_server_send(s->server, to, bytes);
    if (rc == JX_E_BUSY) keep_unsent(s, add_slow_peer(s, to), bytes);
    if (rc == JX_E_UNREACHABLE) note_gone(s, to);
}

/* False when the peer is slow no more. */
static bool retry_peer(struct service *s, struct slow_peer *p)
{
    while (p->first) {
        struct jx_slice bytes = jx_slice_at(p->first->bytes, p->first->len);
        jx_status rc = jx_server_send(s->server, &p->route, bytes);
        if (rc == JX_E_BUSY) return true;
        if (rc == JX_OK) {
            drop_first(s, p);
            continue;
        }
        while (p->first)
            drop_first(s, p);
        note_gone(s, &p->route);
    }
    return false;
}

static void retry_unsent(struct service *s)
{
    for (struct slow_peer **at = &s->slow; *at;) {
        struct slow_peer *p = *at;
        if (retry_peer(s, p)) {
            at = &p->next;
            continue;
        }
        *at = p->next;
        free(p);
    }
}

static jx_status send_message(struct service *s, const struct jx_route *to,
                              const struct jx_message *m)
{
    jx_buffer_reset(&s->buffer);
    jx_status rc = jx_message_encode(m, &s->buffer);
    if (rc == JX_OK) send_now(s, to, jx_buffer_slice(&s->buffer));
    return rc;
}

static void send_refusal(struct service *s, const struct jx_route *to, struct jx_slice correlation,
                         jx_status why)
{
    struct jx_message m = {.kind = JX_MSG_refusal, .correlation = correlation};
    m.refusal.status = jx_slice_of(jx_status_name(why));
    send_message(s, to, &m);
}

/* ---- what the engine asks for ---- */

struct batch {
    struct jx_arena arena;
    struct jx_slice records[JX_BATCH_RECORDS_MAX];
    uint32_t count;
};

static bool take_record(void *to, uint64_t position, struct jx_slice record)
{
    struct batch *b = to;
    (void)position;
    struct jx_slice copy = jx_arena_copy(&b->arena, record);
    if (jx_is_absent(copy)) return false;
    b->records[b->count++] = copy;
    return true;
}

/* Ends the process: a journal that cannot be read must be looked at before anything is built on it.
 */
static void fail_journal(struct service *s, jx_status why, uint64_t position)
{
    jx_log(JX_LOG_ERROR, "journal.failed",
           "why=%s position=%llu text=\"%s\" do=\"jixiao-broker --verify %s\"", jx_status_name(why),
           (unsigned long long)position, jx_status_text(why, JX_LANG_EN), s->settings->data);
    county_retire(s->settings->data);
    _exit(jx_status_exit(JX_E_CORRUPT));
}

static void read_batch(struct service *s, uint64_t from, uint32_t count, struct batch *out)
{
    jx_arena_init(&out->arena, 2 * (size_t)JX_MESSAGE_BYTES_MAX);
    out->count = 0;
    jx_status rc = journal_read(s->journal, from, count, JX_BATCH_BYTES_MAX, take_record, out);
    if (rc != JX_OK) fail_journal(s, rc, from);
}

static void do_lease(struct service *s, const struct broker_action *a)
{
    struct batch b;
    read_batch(s, a->position, a->count, &b);
    if (b.count > 0) {
        struct jx_message m = {.kind = JX_MSG_batch};
        m.batch.lease = a->lease;
        m.batch.first = a->position;
        m.batch.pack_position = a->pack_position;
        m.batch.records = (struct jx_bins){b.records, b.count};
        if (send_message(s, &a->route, &m) != JX_OK) b.count = 0;
    }
    jx_arena_clear(&b.arena);
    /* The engine gives at most half of these leases a step, and peers that are gone leave the rest.
     */
    assert(s->later_count < BROKER_ACTIONS_MAX);
    s->later[s->later_count++] = (struct broker_event){
        .kind = BROKER_LEASED, .lease = a->lease, .count = b.count};
}

static void do_fetch(struct service *s, const struct broker_action *a)
{
    struct batch b;
    read_batch(s, a->position, 1, &b);
    struct jx_message m = {.kind = JX_MSG_record, .correlation = a->correlation};
    m.record.pack_position = a->pack_position;
    if (b.count == 1) m.record.record = b.records[0];
    if (b.count == 1)
        send_message(s, &a->route, &m);
    else
        send_refusal(s, &a->route, a->correlation, JX_E_NOT_FOUND);
    jx_arena_clear(&b.arena);
}

/* Her own acts, and those for units she reads; what concerns no unit's documents is the
 * administrators'. */
static bool may_know(const struct jx_principal *asker, const struct jx_entry *e)
{
    struct jx_header h;
    if (memcmp(e->principal, asker->key, JX_KEY_BYTES) == 0) return true;
    if (jx_header_decode(e->header, &h) != JX_OK) return false;
    if (e->kind != JX_ACT_SUBMISSION) return (asker->roles & JX_ROLE_admin) != 0;
    return jx_principal_reads(asker, h.unit);
}

static void do_status(struct service *s, const struct broker_action *a)
{
    uint64_t position;
    struct jx_receipt r;
    struct jx_buffer receipt;
    jx_buffer_init(&receipt, JX_RECEIPT_BYTES_MAX);
    jx_status rc = journal_find(s->journal, &a->id, &position);
    if (rc == JX_OK) rc = journal_receipt(s->journal, position, &receipt);
    if (rc == JX_OK) rc = jx_receipt_decode(jx_buffer_slice(&receipt), &r);
    if (rc == JX_OK && !may_know(&a->asker, &r.entry)) rc = JX_E_NOT_FOUND;
    struct jx_message m = {.kind = JX_MSG_status_answer, .correlation = a->correlation};
    if (rc == JX_OK) {
        m.status_answer.position = position;
        m.status_answer.time_ms = (uint64_t)r.entry.time_ms;
        m.status_answer.processed = position <= a->done;
        m.status_answer.receipt = jx_buffer_slice(&receipt);
        send_message(s, &a->route, &m);
    } else {
        send_refusal(s, &a->route, a->correlation, rc);
    }
    jx_buffer_clear(&receipt);
}

/* The act's packet becomes the writer's, so that its bytes live until they are on disk. */
static void do_append(struct service *s, const struct broker_action *a, struct writer_item *item)
{
    item->item = (struct journal_item){.kind = a->act,
                                       .header = a->header,
                                       .content = a->content,
                                       .id = a->id,
                                       .time_ms = jx_clock_wall_ms()};
    memcpy(item->item.principal, a->principal, JX_KEY_BYTES);
    jx_buffer_init(&item->item.receipt, JX_RECEIPT_BYTES_MAX);
    writer_put(s->writer, item);
}

static bool perform(struct service *s, const struct broker_action *a, struct writer_item *item)
{
    switch (a->kind) {
    case BROKER_SEND:
        send_now(s, &a->route, a->bytes);
        return false;
    case BROKER_APPEND:
        do_append(s, a, item);
        return true;
    case BROKER_LEASE:
        do_lease(s, a);
        return false;
    case BROKER_STATUS:
        do_status(s, a);
        return false;
    case BROKER_FETCH:
        do_fetch(s, a);
        return false;
    }
    return false;
}

/* One event through the engine, and its actions. True when `item` went to the writer. */
static bool step_once(struct service *s, const struct broker_event *ev, struct writer_item *item)
{
    bool taken = false;
    size_t n = broker_step(s->engine, ev, jx_clock_mono_ms(), s->actions);
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

static void take_receipts(struct service *s)
{
    struct writer_item *item;
    while ((item = writer_take(s->writer))) {
        const struct journal_item *it = &item->item;
        struct broker_event ev = {.kind = BROKER_APPENDED,
                                  .status = it->status,
                                  .fresh = it->fresh,
                                  .position = it->position,
                                  .act = it->kind,
                                  .receipt = jx_buffer_slice(&it->receipt),
                                  .content = it->content};
        step(s, &ev, NULL);
        free_item(item);
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
    int64_t now = jx_clock_mono_ms();
    if (now - s->counts_ms < COUNTS_MS) return;
    s->counts_ms = now;
    if (s->dropped > s->dropped_told)
        jx_log(JX_LOG_WARN, "send.dropped", "messages=%llu",
               (unsigned long long)(s->dropped - s->dropped_told));
    s->dropped_told = s->dropped;
    struct broker_counts c = broker_counts(s->engine);
    jx_log(JX_LOG_INFO, "broker.counts",
           "received=%llu appended=%llu duplicates=%llu refused=%llu strangers=%llu leases=%llu "
           "expired=%llu asks=%llu position=%llu done=%llu workers=%u unsent=%u dropped=%llu",
           (unsigned long long)c.received, (unsigned long long)c.appended,
           (unsigned long long)c.duplicates, (unsigned long long)c.refused,
           (unsigned long long)jx_server_strangers(s->server), (unsigned long long)c.leases,
           (unsigned long long)c.expired, (unsigned long long)c.asks,
           (unsigned long long)journal_last(s->journal), (unsigned long long)broker_done(s->engine),
           broker_workers(s->engine), s->unsent_count, (unsigned long long)s->dropped);
}

static jx_status serve(struct service *s)
{
    int64_t ticked = 0;
    while (!ending && !writer_failed(s->writer)) {
        jx_server_wait(s->server, writer_fd(s->writer), TICK_MS);
        take_receipts(s);
        take_packets(s);
        if (s->slow) retry_unsent(s);
        if (jx_clock_mono_ms() - ticked < TICK_MS) continue;
        ticked = jx_clock_mono_ms();
        struct broker_event tick = {.kind = BROKER_TICK};
        step(s, &tick, NULL);
        log_counts(s);
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
    struct broker_event ev = {
        .kind = BROKER_REPLAYED, .position = position, .act = r.entry.kind, .content = r.content};
    step(s, &ev, NULL);
    return true;
}

/* One broker a county: a second one on the same journal would give out positions twice. */
static jx_status lock_county(struct service *s)
{
    s->lock_fd = open(s->settings->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->lock_fd < 0) return jx_status_of_errno(errno);
    return flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0 ? JX_OK : JX_E_IN_USE;
}

static jx_status open_journal(struct service *s)
{
    char path[JX_PATH_ROOM];
    if (!jx_path_join(path, s->settings->data, "journal")) return JX_E_IO;
    return journal_open(path, s->settings->map_mb << 20, &s->county.sign, &s->journal);
}

static jx_status open_engine(struct service *s)
{
    uint8_t id[JX_JOURNAL_ID_BYTES];
    journal_id(s->journal, id);
    s->engine = broker_new(id, journal_last(s->journal));
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
    if (rc == JX_OK)
        jx_log(JX_LOG_INFO, "broker.ready", "endpoint=%s position=%llu", bound,
               (unsigned long long)journal_last(s->journal));
    return rc;
}

static void close_service(struct service *s)
{
    if (s->server) county_retire(s->settings->data);
    writer_stop(&s->writer); /* what it still has gets on disk; its senders ask again */
    jx_server_close(&s->server);
    broker_free(&s->engine);
    journal_close(&s->journal);
    while (s->slow) {
        struct slow_peer *p = s->slow;
        s->slow = p->next;
        while (p->first)
            drop_first(s, p);
        free(p);
    }
    jx_buffer_clear(&s->buffer);
    jx_wipe(&s->county, sizeof s->county);
    if (s->lock_fd >= 0) close(s->lock_fd);
}

static jx_status run(struct settings *settings)
{
    struct service *s = calloc(1, sizeof *s);
    if (!s) return JX_E_NO_MEMORY;
    s->settings = settings;
    jx_buffer_init(&s->buffer, JX_MESSAGE_BYTES_MAX);
    s->lock_fd = -1;
    jx_status rc = county_read(settings->data, &s->county);
    if (rc == JX_OK) rc = lock_county(s);
    if (rc == JX_OK) rc = open_journal(s);
    if (rc == JX_OK) rc = open_engine(s);
    if (rc == JX_OK) rc = writer_start(s->journal, &s->writer);
    if (rc == JX_OK) rc = open_server(s);
    if (rc == JX_OK) {
        jx_notify_ready();
        rc = serve(s);
        jx_notify_stopping();
    }
    close_service(s);
    free(s);
    return rc;
}

static jx_status verify(struct settings *settings)
{
    struct service s = {.settings = settings};
    uint64_t records = 0, bad = 0;
    settings->data = settings->verify;
    jx_status rc = county_read(settings->verify, &s.county);
    if (rc == JX_OK) rc = open_journal(&s);
    if (rc == JX_OK) rc = journal_verify(s.journal, &records, &bad);
    journal_close(&s.journal);
    if (rc == JX_OK)
        printf("journal verified: %llu records, chain and signatures hold\n",
               (unsigned long long)records);
    else if (bad > 0)
        fprintf(stderr,
                "jixiao-broker: the journal does not hold at position %llu, after %llu good "
                "records\n",
                (unsigned long long)bad, (unsigned long long)records);
    return rc;
}

/* ---- the command line ---- */

enum { OPT_INIT = 256, OPT_DATA, OPT_VERIFY, OPT_LISTEN, OPT_UNIT, OPT_MAP };

static const struct argp_option options[] = {
    {"init", OPT_INIT, "DIR", 0,
     "make a new county: keys, an empty journal, the first administrator", 0},
    {"unit", OPT_UNIT, "CODE", 0, "with --init: the county's own unit code", 0},
    {"data", OPT_DATA, "DIR", 0, "serve the county in DIR", 0},
    {"listen", OPT_LISTEN, "ENDPOINT", 0,
     "where to listen; default: as county.conf says, at first a free port of 127.0.0.1", 0},
    {"map-mb", OPT_MAP, "MB", 0, "most the journal may grow to", 0},
    {"verify", OPT_VERIFY, "DIR", 0, "check the whole journal: hashes, chain, signatures", 0},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct settings *s = state->input;
    switch (key) {
    case OPT_INIT:
        s->init = arg;
        return 0;
    case OPT_DATA:
        s->data = arg;
        return 0;
    case OPT_VERIFY:
        s->verify = arg;
        return 0;
    case OPT_LISTEN:
        s->listen = arg;
        return 0;
    case OPT_UNIT:
        s->unit = arg;
        return 0;
    case OPT_MAP:
        s->map_mb = strtoul(arg, NULL, 10);
        if (s->map_mb < 1 || s->map_mb > MAP_MB_DEFAULT * 64) argp_error(state, "--map-mb %s", arg);
        return 0;
    case ARGP_KEY_END:
        if (!s->data + !s->init + !s->verify != 2)
            argp_error(state, "give one of --init, --data and --verify");
        if (s->init && !s->unit) argp_error(state, "--init needs --unit");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    options,
    parse,
    NULL,
    "Takes in a county's submissions, keeps them in its journal and gives them to the workers."
    "\vExample:\n"
    "  jixiao-broker --init /var/lib/jixiao/county --unit 990001000\n"
    "  jixiao-broker --data /var/lib/jixiao/county --listen tcp://127.0.0.1:5580\n",
    NULL,
    NULL,
    NULL};

static void watch_signals(void)
{
    struct sigaction sa = {.sa_handler = on_signal};
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGINT, &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int report(jx_status rc, const char *dir)
{
    if (rc == JX_OK) return 0;
    fprintf(stderr, "jixiao-broker: %s: %s (%s)\n", dir, jx_status_text(rc, JX_LANG_EN),
            jx_status_name(rc));
    int code = jx_status_exit(rc);
    return code == 3 || code == 1 ? 4 : code; /* seen from here, everything is this machine's */
}

static int init(const struct settings *s)
{
    jx_status rc = county_init(s->init, s->unit);
    if (rc != JX_E_IN_USE) return report(rc, s->init);
    fprintf(stderr, "jixiao-broker: %s: exists already; name a folder that does not\n", s->init);
    return jx_status_exit(JX_E_USAGE);
}

int main(int argc, char **argv)
{
    struct settings s = {.map_mb = MAP_MB_DEFAULT};
    argp_err_exit_status = jx_status_exit(JX_E_USAGE);
    argp_parse(&parser, argc, argv, 0, NULL, &s);
    jx_status rc = jx_crypto_init();
    if (rc != JX_OK) return report(rc, "libsodium");
    if (s.init) return init(&s);
    if (s.verify) return report(verify(&s), s.verify);
    watch_signals();
    return report(run(&s), s.data);
}
