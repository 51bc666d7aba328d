/* A county's broker at a deadline.
 *
 *   load COUNTY_CONF ADMIN_KEY CLIENTS SLOW SECONDS PART
 *
 * PART tells apart several of these that run at once, where one process may not open files enough;
 * only part 0 floods.
 *
 * first     CLIENTS connect at once, and each hands in a document
 * again     the same after the broker was started anew: "restart" on standard output asks for that,
 * a line on standard input says it was done busy      for SECONDS, SLOW of them hand in documents
 * and do not read, one floods, and the others hand in 200 a second together: how long do these
 * wait? after     the slow ones read what was kept for them
 *
 * In the end every submission must have been answered by a receipt or a refusal. One that was lost
 * with a broken connection is not answered: that can only be while the broker is started again, and
 * is counted apart. */
#include "crowd.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    KEYS = 100,
    PATIENCE_US = 300 * 1000000, /* for one phase */
    PACE_US = 5000,              /* between two submissions of the others together */
    SLOW_EACH = 20,              /* submissions of one slow client */
};

struct load {
    struct crowd crowd;
    unsigned all, slow; /* clients: the flood, then the slow ones, then the others */
    int64_t seconds;
    bool floods;
    bool ok;
};

static void report(struct load *l, const char *phase, int64_t since_us)
{
    struct crowd *c = &l->crowd;
    const struct crowd_counts *n = &c->counts;
    printf("%-6s %7.2f s  sent %llu  receipts %llu  refused %llu", phase,
           (double)(crowd_now_us() - since_us) / 1e6, (unsigned long long)n->sent,
           (unsigned long long)n->receipts, (unsigned long long)n->refused);
    for (int i = 0; i < JX_STATUS_COUNT; i++)
        if (n->by_code[i])
            printf(" %s=%llu", jx_status_name((jx_status)i), (unsigned long long)n->by_code[i]);
    printf("  receipt after p50 %.1f ms  p99 %.1f ms  most %.1f ms\n",
           (double)crowd_percentile(c, 0.5) / 1e3, (double)crowd_percentile(c, 0.99) / 1e3,
           (double)crowd_percentile(c, 1) / 1e3);
    fflush(stdout);
    crowd_forget_times(c);
    c->counts = (struct crowd_counts){.sent = 0};
}

/* Everybody sends one, as soon as connected, and waits for what comes. */
static void everybody(struct load *l, const char *phase)
{
    struct crowd *c = &l->crowd;
    int64_t start = crowd_now_us();
    bool *sent = calloc(l->all, sizeof *sent);
    if (!sent) exit(1);
    for (unsigned left = l->all; left > 0 || crowd_open_count(c, 0, l->all) > 0;) {
        for (unsigned i = 0; i < l->all; i++) {
            if (sent[i] || !crowd_submit(c, i)) continue;
            sent[i] = true;
            left--;
        }
        crowd_listen(c, 0, l->all, 1);
        if (crowd_now_us() - start > PATIENCE_US) break;
    }
    free(sent);
    uint64_t open = crowd_open_count(c, 0, l->all);
    if (c->counts.receipts != l->all || open > 0) {
        printf("%s: %u clients, %llu receipts, %llu unanswered\n", phase, l->all,
               (unsigned long long)c->counts.receipts, (unsigned long long)open);
        l->ok = false;
    }
    report(l, phase, start);
}

static void restart(void)
{
    char line[16];
    puts("restart");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) exit(1);
}

/* The flood's own answers are read, so that it may go on; their times are not the others'. */
static void flood(struct load *l, struct crowd_counts *flooded)
{
    struct crowd *c = &l->crowd;
    struct crowd_counts before = c->counts;
    size_t times = c->time_count;
    crowd_listen(c, 0, 1, 0);
    for (int i = 0; i < CROWD_WINDOW && crowd_submit(c, 0); i++)
        ;
    flooded->sent += c->counts.sent - before.sent;
    flooded->receipts += c->counts.receipts - before.receipts;
    flooded->refused += c->counts.refused - before.refused;
    c->time_count = times;
}

static void busy(struct load *l)
{
    struct crowd *c = &l->crowd;
    unsigned others = 1 + l->slow, next = others;
    int64_t start = crowd_now_us(), due = start;
    struct crowd_counts flooded = {.sent = 0};
    for (unsigned n = 0; crowd_now_us() - start < l->seconds * 1000000;) {
        if (l->floods) flood(l, &flooded);
        for (unsigned i = 0; i < l->slow && n < SLOW_EACH * l->slow; i++, n++)
            crowd_submit(c, 1 + n % l->slow);
        for (; due <= crowd_now_us(); due += PACE_US) {
            crowd_submit(c, next);
            next = next + 1 < l->all ? next + 1 : others;
        }
        crowd_listen(c, others, l->all, 1);
    }
    while (crowd_open_count(c, 0, 1) + crowd_open_count(c, others, l->all) > 0 &&
           crowd_now_us() - start < l->seconds * 1000000 + PATIENCE_US) {
        size_t times = c->time_count;
        crowd_listen(c, 0, 1, 1);
        c->time_count = times;
        crowd_listen(c, others, l->all, 1);
    }
    if (l->floods)
        printf("flood           sent %llu  receipts %llu  refused %llu\n",
               (unsigned long long)flooded.sent, (unsigned long long)flooded.receipts,
               (unsigned long long)flooded.refused);
    report(l, "busy", start);
}

static void after(struct load *l)
{
    struct crowd *c = &l->crowd;
    int64_t start = crowd_now_us();
    while (crowd_open_count(c, 0, l->all) > 0 && crowd_now_us() - start < PATIENCE_US)
        crowd_listen(c, 1, 1 + l->slow, 10);
    uint64_t open = crowd_open_count(c, 0, l->all);
    report(l, "after", start);
    printf("unanswered %llu\n", (unsigned long long)open);
    if (open > 0) l->ok = false;
}

int main(int argc, char **argv)
{
    struct load l = {.ok = true};
    if (argc != 7) {
        fputs("usage: load COUNTY_CONF ADMIN_KEY CLIENTS SLOW SECONDS PART\n", stderr);
        return 2;
    }
    l.all = (unsigned)strtoul(argv[3], NULL, 10);
    l.slow = (unsigned)strtoul(argv[4], NULL, 10);
    l.seconds = strtol(argv[5], NULL, 10);
    if (l.all < l.slow + 2 || !crowd_open(&l.crowd, argv[1], argv[2], l.all, KEYS)) return 1;
    l.floods = strcmp(argv[6], "0") == 0;
    l.crowd.next_document = strtoull(argv[6], NULL, 10) << 32;
    if (!crowd_connect(&l.crowd, 0, l.all)) return 1;
    everybody(&l, "first");
    restart();
    everybody(&l, "again");
    busy(&l);
    after(&l);
    crowd_close(&l.crowd);
    return l.ok ? 0 : 1;
}
