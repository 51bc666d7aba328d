/* Cuts the power at random moments of a recorded run, and looks at what a county finds afterwards.
 *
 *   power --log FILE --base DIR --county DIR --work DIR [--cuts N] [--seed N] [--control] [--json]
 *
 * DIR of --base holds journal and store as they were when the recording began. Last line: "tried N,
 * lost N, found N": receipts that were given and are gone; cuts after which anything else did not
 * hold. --control replays a disk whose syncs do nothing, and must find plenty. */
#include "county.h"
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CUTS_MAX = 1000000 };

struct settings {
    const char *log, *base, *county, *work;
    unsigned long cuts, seed;
    bool control, json;
};

static bool parse(int argc, char **argv, struct settings *s)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--control") == 0) {
            s->control = true;
            continue;
        }
        if (strcmp(argv[i], "--json") == 0) {
            s->json = true;
            continue;
        }
        if (strcmp(argv[i], "--log") == 0)
            s->log = value;
        else if (strcmp(argv[i], "--base") == 0)
            s->base = value;
        else if (strcmp(argv[i], "--county") == 0)
            s->county = value;
        else if (strcmp(argv[i], "--work") == 0)
            s->work = value;
        else if (strcmp(argv[i], "--cuts") == 0)
            s->cuts = strtoul(value, NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            s->seed = strtoul(value, NULL, 10);
        else
            return false;
        i++;
    }
    return s->log && s->base && s->county && s->work && s->cuts > 0 && s->cuts <= CUTS_MAX;
}

static int rising(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Events after which the power fails, rising. */
static size_t *choose(size_t events, unsigned long cuts, uint64_t *dice)
{
    size_t *at = malloc(cuts * sizeof *at);
    if (!at || events == 0) abort();
    for (unsigned long i = 0; i < cuts; i++) {
        *dice ^= *dice << 13;
        *dice ^= *dice >> 7;
        *dice ^= *dice << 17;
        at[i] = 1 + *dice % events;
    }
    qsort(at, cuts, sizeof *at, rising);
    return at;
}

struct totals {
    unsigned long tried, lost, found, receipts;
};

static void cut_once(const struct replay *r, struct county *c, const struct settings *s,
                     size_t event, uint64_t *dice, struct totals *t)
{
    struct verdict v = {.lost = 0};
    t->tried++;
    bool made = replay_cut(r, POWER_JOURNAL, dice, c->journal_file) &&
                replay_cut(r, POWER_STORE, dice, c->store_file);
    if (!made) {
        printf("cannot write to %s\n", s->work);
        exit(4);
    }
    county_look(c, t->tried % 8 == 0, &v);
    t->lost += v.lost;
    t->found += v.wrong[0] != '\0';
    if ((v.lost || v.wrong[0]) && !s->control)
        printf("seed %lu, cut after event %zu: %lu receipts lost%s%s\n", s->seed, event, v.lost,
               v.wrong[0] ? "; " : "", v.wrong);
}

static void run(struct replay *r, struct county *c, const struct settings *s, struct totals *t)
{
    uint64_t dice = s->seed * 0x9E3779B97F4A7C15u + 1;
    size_t events = replay_count(r), event = 0;
    size_t *at = choose(events, s->cuts, &dice);
    struct power_head head;
    const unsigned char *bytes;
    for (unsigned long i = 0; i < s->cuts; i++) {
        while (event < at[i] && replay_step(r, &head, &bytes)) {
            event++;
            if (head.event == POWER_RECEIPT) county_promise(c, (const char *)bytes, head.len);
        }
        cut_once(r, c, s, event, &dice, t);
    }
    t->receipts = c->promised;
    free(at);
}

int main(int argc, char **argv)
{
    struct settings s = {.cuts = 1000, .seed = (unsigned long)time(NULL)};
    if (!parse(argc, argv, &s)) {
        fputs("usage: power --log FILE --base DIR --county DIR --work DIR [--cuts N] [--seed N] "
              "[--control] [--json]\n",
              stderr);
        return 2;
    }
    struct county c;
    struct replay r;
    struct totals t = {0};
    char journal[4200], store[4200];
    snprintf(journal, sizeof journal, "%s/journal/data.mdb", s.base);
    snprintf(store, sizeof store, "%s/store/store.mdb", s.base);
    const char *const base[POWER_FILES] = {[POWER_JOURNAL] = journal, [POWER_STORE] = store};
    if (!county_open(&c, s.county, s.work) || !replay_open(&r, s.log, base)) {
        fprintf(stderr, "power: %s or %s cannot be read\n", s.county, s.log);
        return 4;
    }
    r.lying = s.control;
    run(&r, &c, &s, &t);
    if (!s.json)
        printf("seed %lu, %zu events, %lu receipts given\n", s.seed, replay_count(&r), t.receipts);
    printf(s.json ? "{\"tried\": %lu, \"lost\": %lu, \"found\": %lu}\n"
                  : "tried %lu, lost %lu, found %lu\n",
           t.tried, t.lost, t.found);
    replay_close(&r);
    county_close(&c);
    bool failed = t.lost > 0 || t.found > 0 || t.receipts == 0;
    return failed != s.control;
}
