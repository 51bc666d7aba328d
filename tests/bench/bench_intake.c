/* Receipts a second of a real broker, or outcomes:
 *
 *   bench_intake [OPTION...] COUNTY_CONF ADMIN_KEY DOCUMENTS.json CONNECTIONS UNANSWERED COUNT
 * [RATE]
 *
 * Each connection has a key of its own and keeps UNANSWERED submissions on their way; with RATE
 * they are offered at so many a second together, and times count from when each was due. Any answer
 * but a receipt ends it with 1.
 *   --outcomes    measures from sending a document to hearing what became of it: judged, committed
 *                 and counted in the summary
 *   --units FILE  the documents' units, a code on each line; else all are the county's own
 *   --from N      numbers the documents from N on: not those of an earlier run
 *   --exact       sends these documents and no other; else each connection is warmed with one of
 * its own, so that handshakes are not measured
 *   --refused     refusals are answers too, and are counted; what is refused is not sent again
 *   --plain       the broker is bench_broker_plain */
#include "../load/crowd.h"
#include "meter.h"
#include "payloads.h"

#include <getopt.h>

enum { PATIENCE_US = 120 * 1000000 };

/* When each message of a connection was sent: outcomes come in that order, however late. */
struct sending {
    int64_t *at_us;
    uint64_t count, room;
    uint64_t before; /* outcomes of what was not measured */
};

struct bench {
    struct crowd crowd;
    struct payloads payloads;
    unsigned connections, unanswered;
    uint64_t count, sent, bytes;
    double rate; /* a second; 0: as fast as they are answered */
    bool outcomes, plain, exact, refused;
    const char *units;
    uint64_t from;
    struct sending *sendings;
    int64_t *outcome_us;
    uint64_t outcome_count;
};

static void note_sent(struct bench *b, unsigned i, int64_t at_us)
{
    struct sending *s = &b->sendings[i];
    if (s->count == s->room) {
        s->room = 2 * s->room + 1024;
        s->at_us = realloc(s->at_us, s->room * sizeof *s->at_us);
        if (!s->at_us) exit(1);
    }
    s->at_us[s->count++] = at_us;
}

static void note_outcome(struct crowd_client *client, void *of)
{
    struct bench *b = of;
    struct sending *s = &b->sendings[client - b->crowd.clients];
    uint64_t n = client->outcomes - 1;
    if (n < s->before || n - s->before >= s->count || b->outcome_count == b->count) return;
    b->outcome_us[b->outcome_count++] = crowd_now_us() - s->at_us[n - s->before];
}

/* Hands the next document to connection i. */
static bool send_next(struct bench *b, unsigned i, int64_t at_us)
{
    uint64_t number = b->from + b->sent;
    struct jx_slice content = payload_numbered(&b->payloads, number);
    if (!crowd_send(&b->crowd, i, payload_unit(&b->payloads, number), content)) return false;
    note_sent(b, i, at_us);
    b->bytes += content.len;
    b->sent++;
    return true;
}

static bool may_send(const struct bench *b, const struct crowd_client *client)
{
    return b->sent < b->count && client->sent - client->answered < b->unanswered;
}

static void fill_window(struct bench *b, unsigned i)
{
    while (may_send(b, &b->crowd.clients[i]))
        if (!send_next(b, i, crowd_now_us())) return;
}

static void send_due(struct bench *b, int64_t began_us)
{
    /* The first is due at once. */
    uint64_t due = 1 + (uint64_t)((double)(crowd_now_us() - began_us) * b->rate / 1e6);
    for (unsigned full = 0; b->sent < due && b->sent < b->count && full < b->connections;) {
        unsigned i = (unsigned)(b->sent % b->connections);
        struct crowd_client *client = &b->crowd.clients[i];
        int64_t due_us = began_us + (int64_t)((double)b->sent * 1e6 / b->rate);
        if (send_next(b, i, due_us))
            client->sent_us[(client->sent - 1) % CROWD_WINDOW] = due_us;
        else
            full++;
    }
}

static bool warmed(const struct bench *b, unsigned i)
{
    const struct crowd_client *client = &b->crowd.clients[i];
    return client->answered == client->sent && (!b->outcomes || client->outcomes == client->sent);
}

/* One document over each connection, unmeasured: handshakes are over then. */
static bool warm(struct bench *b)
{
    struct crowd *c = &b->crowd;
    int64_t start = crowd_now_us();
    for (unsigned i = 0; i < b->connections; i++) {
        while (!crowd_submit(c, i))
            if (crowd_now_us() - start > PATIENCE_US) return false;
        while (!warmed(b, i)) {
            crowd_listen(c, i, i + 1, 100);
            if (crowd_now_us() - start > PATIENCE_US) return false;
        }
        b->sendings[i].before = c->clients[i].outcomes;
    }
    crowd_forget_times(c);
    c->counts = (struct crowd_counts){.sent = 0};
    return true;
}

static bool finished(const struct bench *b)
{
    const struct crowd_counts *n = &b->crowd.counts;
    return n->receipts + n->refused >= b->count &&
           (!b->outcomes || b->outcome_count + n->refused >= b->count);
}

static bool measure(struct bench *b)
{
    struct crowd *c = &b->crowd;
    int64_t start = crowd_now_us();
    while (!finished(b)) {
        if (b->rate > 0)
            send_due(b, start);
        else
            for (unsigned i = 0; i < b->connections; i++)
                fill_window(b, i);
        /* Without waiting it would take a core from those it measures. */
        crowd_listen(c, 0, b->connections, b->rate > 0 ? 1 : 100);
        if (crowd_now_us() - start > PATIENCE_US) break;
    }
    uint64_t answers = c->counts.receipts + (b->refused ? c->counts.refused : 0);
    return answers == b->count && (!b->outcomes || b->outcome_count == b->count);
}

static void report(struct bench *b, int64_t began_us)
{
    struct crowd *c = &b->crowd;
    struct meter m = {
        .began_us = began_us, .times_us = c->times_us, .count = c->time_count, .bytes = b->bytes};
    c->times_us = NULL; /* meter_end() frees them */
    if (b->outcomes) {
        free(m.times_us);
        m.times_us = b->outcome_us;
        m.count = b->outcome_count;
        b->outcome_us = NULL;
    }
    m.receipts = c->counts.receipts;
    m.refused = c->counts.refused;
    m.told_when = c->counts.told_when;
    meter_end(&m);
}

static bool open_crowd(struct bench *b, char **argv)
{
    bool (*open)(struct crowd *, const char *, const char *, unsigned,
                 unsigned) = b->plain ? crowd_open_plain : crowd_open;
    return open(&b->crowd, argv[0], argv[1], b->connections, b->connections + 1) &&
           crowd_connect(&b->crowd, 0, b->connections);
}

static bool prepare(struct bench *b, char **argv)
{
    b->connections = (unsigned)strtoul(argv[3], NULL, 10);
    b->unanswered = (unsigned)strtoul(argv[4], NULL, 10);
    b->count = strtoull(argv[5], NULL, 10);
    b->rate = argv[6] ? strtod(argv[6], NULL) : 0;
    if (b->connections == 0 || b->unanswered == 0 || b->unanswered > CROWD_WINDOW) return false;
    b->sendings = calloc(b->connections, sizeof *b->sendings);
    b->outcome_us = calloc(b->count, sizeof *b->outcome_us);
    if (!b->sendings || !b->outcome_us || !open_crowd(b, argv)) return false;
    if (b->outcomes) b->crowd.took_outcome = note_outcome;
    b->crowd.of = b;
    b->crowd.next_document = (uint64_t)crowd_now_us(); /* not those of an earlier run */
    if (b->units)
        payloads_read_by_units(&b->payloads, argv[2], b->units);
    else
        payloads_read(&b->payloads, argv[2], jx_slice_of(b->crowd.county.unit));
    return true;
}

static void end(struct bench *b)
{
    crowd_close(&b->crowd);
    payloads_clear(&b->payloads);
    for (unsigned i = 0; b->sendings && i < b->connections; i++)
        free(b->sendings[i].at_us);
    free(b->sendings);
    free(b->outcome_us);
}

static bool read_options(struct bench *b, int argc, char **argv)
{
    static const struct option options[] = {
        {"outcomes", no_argument, NULL, 'o'},
        {"units", required_argument, NULL, 'u'},
        {"from", required_argument, NULL, 'f'},
        {"exact", no_argument, NULL, 'e'},
        {"plain", no_argument, NULL, 'p'},
        {"refused", no_argument, NULL, 'r'},
        {NULL, 0, NULL, 0},
    };
    enum { WANTED = 6 };
    for (int key; (key = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (key == '?') return false;
        if (key == 'o') b->outcomes = true;
        if (key == 'u') b->units = optarg;
        if (key == 'f') b->from = strtoull(optarg, NULL, 10);
        if (key == 'e') b->exact = true;
        if (key == 'p') b->plain = true;
        if (key == 'r') b->refused = true;
    }
    return argc - optind == WANTED || argc - optind == WANTED + 1;
}

int main(int argc, char **argv)
{
    struct bench b = {.sent = 0};
    if (!read_options(&b, argc, argv)) {
        fputs("usage: bench_intake [--outcomes] [--plain] [--exact] [--refused] [--units FILE] "
              "[--from N] "
              "COUNTY_CONF ADMIN_KEY DOCUMENTS.json CONNECTIONS UNANSWERED COUNT [RATE]\n",
              stderr);
        return 2;
    }
    if (!prepare(&b, argv + optind)) {
        end(&b);
        return 1;
    }
    bool ok = b.exact || warm(&b);
    int64_t began_us = crowd_now_us();
    ok = ok && measure(&b);
    const struct crowd_counts n = b.crowd.counts;
    if (ok)
        report(&b, began_us);
    else
        fprintf(stderr, "bench_intake: sent %llu, receipts %llu, refused %llu, outcomes %llu\n",
                (unsigned long long)n.sent, (unsigned long long)n.receipts,
                (unsigned long long)n.refused, (unsigned long long)b.outcome_count);
    end(&b);
    return ok ? 0 : 1;
}
