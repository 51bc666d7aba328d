/* Receipts a second of a real broker:
 *
 *   bench_intake COUNTY_CONF ADMIN_KEY DOCUMENTS.json CONNECTIONS UNANSWERED COUNT [RATE]
 *
 * Each connection has a key of its own and keeps UNANSWERED submissions on their way; with RATE
 * they are offered at so many a second together, and times count from when each was due. Any answer
 * but a receipt ends it with 1. */
#include "../load/crowd.h"
#include "meter.h"
#include "payloads.h"

enum { PATIENCE_US = 120 * 1000000 };

struct bench {
    struct crowd crowd;
    struct payloads payloads;
    unsigned connections, unanswered;
    uint64_t count, sent, bytes;
    double rate; /* a second; 0: as fast as they are answered */
};

static bool may_send(const struct bench *b, const struct crowd_client *client)
{
    return b->sent < b->count && client->sent - client->answered < b->unanswered;
}

static void fill_window(struct bench *b, unsigned i)
{
    while (may_send(b, &b->crowd.clients[i])) {
        struct jx_slice content = payload_numbered(&b->payloads, b->sent);
        if (!crowd_send(&b->crowd, i, content)) return;
        b->bytes += content.len;
        b->sent++;
    }
}

static void send_due(struct bench *b, int64_t began_us)
{
    uint64_t due = (uint64_t)((double)(crowd_now_us() - began_us) * b->rate / 1e6);
    for (unsigned full = 0; b->sent < due && b->sent < b->count && full < b->connections;) {
        unsigned i = (unsigned)(b->sent % b->connections);
        struct crowd_client *client = &b->crowd.clients[i];
        struct jx_slice content = payload_numbered(&b->payloads, b->sent);
        if (!crowd_send(&b->crowd, i, content)) {
            full++;
            continue;
        }
        client->sent_us[(client->sent - 1) % CROWD_WINDOW] = began_us + (int64_t)((double)b->sent *
                                                                                  1e6 / b->rate);
        b->bytes += content.len;
        b->sent++;
    }
}

/* One document over each connection, unmeasured: handshakes are over then. */
static bool warm(struct bench *b)
{
    struct crowd *c = &b->crowd;
    int64_t start = crowd_now_us();
    for (unsigned i = 0; i < b->connections; i++) {
        while (!crowd_submit(c, i))
            if (crowd_now_us() - start > PATIENCE_US) return false;
        while (crowd_open_count(c, i, i + 1) > 0) {
            crowd_listen(c, i, i + 1, 100);
            if (crowd_now_us() - start > PATIENCE_US) return false;
        }
    }
    crowd_forget_times(c);
    c->counts = (struct crowd_counts){.sent = 0};
    return true;
}

static bool measure(struct bench *b)
{
    struct crowd *c = &b->crowd;
    int64_t start = crowd_now_us();
    while (c->counts.receipts + c->counts.refused < b->count) {
        if (b->rate > 0)
            send_due(b, start);
        else
            for (unsigned i = 0; i < b->connections; i++)
                fill_window(b, i);
        crowd_listen(c, 0, b->connections, b->rate > 0 ? 0 : 100);
        if (crowd_now_us() - start > PATIENCE_US) break;
    }
    return c->counts.receipts == b->count;
}

static void report(struct bench *b, int64_t began_us)
{
    struct crowd *c = &b->crowd;
    struct meter m = {
        .began_us = began_us, .times_us = c->times_us, .count = c->time_count, .bytes = b->bytes};
    c->times_us = NULL; /* meter_end() frees them */
    meter_end(&m);
}

int main(int argc, char **argv)
{
    struct bench b = {.sent = 0};
    if (argc < 7 || argc > 8) {
        fputs("usage: bench_intake COUNTY_CONF ADMIN_KEY DOCUMENTS.json CONNECTIONS UNANSWERED "
              "COUNT [RATE]\n",
              stderr);
        return 2;
    }
    b.connections = (unsigned)strtoul(argv[4], NULL, 10);
    b.unanswered = (unsigned)strtoul(argv[5], NULL, 10);
    b.count = strtoull(argv[6], NULL, 10);
    b.rate = argc > 7 ? strtod(argv[7], NULL) : 0;
    if (b.connections == 0 || b.unanswered == 0 || b.unanswered > CROWD_WINDOW) return 2;
    if (!crowd_open(&b.crowd, argv[1], argv[2], b.connections, b.connections + 1) ||
        !crowd_connect(&b.crowd, 0, b.connections))
        return 1;
    payloads_read(&b.payloads, argv[3], jx_slice_of(b.crowd.county.unit));
    bool ok = warm(&b);
    int64_t began_us = crowd_now_us();
    ok = ok && measure(&b);
    const struct crowd_counts n = b.crowd.counts;
    if (ok) report(&b, began_us);
    crowd_close(&b.crowd);
    payloads_clear(&b.payloads);
    if (ok) return 0;
    fprintf(stderr, "bench_intake: sent %llu, receipts %llu, refused %llu\n",
            (unsigned long long)n.sent, (unsigned long long)n.receipts,
            (unsigned long long)n.refused);
    return 1;
}
