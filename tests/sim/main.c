/* sim: runs the county for one seed or many. */
#include "sim.h"

#include <argp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct sim county; /* large */
static sigjmp_buf aborted;
static volatile sig_atomic_t running;

static void on_abort(int number)
{
    (void)number;
    if (running) siglongjmp(aborted, 1);
}

struct settings {
    uint64_t first, last, fresh;
    const char *rules;
    bool must_find, keep_going;
};

struct totals {
    uint64_t runs, found, documents, events, crashes, cuts, stops;
};

static void report(uint64_t seed, const char *why)
{
    printf("seed %llu: %s\n", (unsigned long long)seed, why);
    printf("  again: sim --seed %llu --trace\n", (unsigned long long)seed);
    fflush(stdout);
}

/* True when nothing was found. */
static bool run_one(uint64_t seed, struct totals *t)
{
    bool ok;
    t->runs++;
    running = 1;
    if (sigsetjmp(aborted, 1) == 0) {
        ok = sim_run(&county, seed);
        if (!ok) report(seed, county.why);
        t->documents += county.judged;
        t->events += county.events;
        t->crashes += county.crashes;
        t->cuts += county.cuts;
        t->stops += county.stops;
        sim_clear(&county);
    } else {
        /* What the run held is lost with it; its state cannot be trusted any more. */
        ok = false;
        report(seed, "an assertion does not hold");
    }
    running = 0;
    t->found += !ok;
    return ok;
}

enum { PROGRESS_RUNS = 1000 };

static int run_all(const struct settings *set)
{
    struct totals t = {.runs = 0};
    struct timespec began, now;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (uint64_t seed = set->first; seed <= set->last; seed++) {
        bool ok = run_one(seed, &t);
        if (!ok && !set->keep_going) break;
        if (set->keep_going && t.runs % PROGRESS_RUNS == 0)
            fprintf(stderr, "%llu seeds, %llu found something\n", (unsigned long long)t.runs,
                    (unsigned long long)t.found);
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("%llu seeds from %llu: %llu found something; %llu documents, %llu events, %llu ends of "
           "processes, %llu cuts, %llu stops; %lld s\n",
           (unsigned long long)t.runs, (unsigned long long)set->first, (unsigned long long)t.found,
           (unsigned long long)t.documents, (unsigned long long)t.events,
           (unsigned long long)t.crashes, (unsigned long long)t.cuts, (unsigned long long)t.stops,
           (long long)(now.tv_sec - began.tv_sec));
    if (set->must_find) return t.found > 0 ? 0 : 1;
    return t.found > 0 ? 1 : 0;
}

/* ---- the command line ---- */

enum { OPT_SEED = 256, OPT_SEEDS, OPT_FRESH, OPT_STEPS, OPT_TRACE, OPT_RULES, OPT_FIND, OPT_GO };

static const struct argp_option options[] = {
    {"seed", OPT_SEED, "N", 0, "one run; the same N, the same run", 0},
    {"seeds", OPT_SEEDS, "A..B", 0, "one run for each", 0},
    {"fresh", OPT_FRESH, "COUNT", 0, "as many runs with seeds nobody has seen", 0},
    {"steps", OPT_STEPS, "M", 0, "most events of a run", 0},
    {"trace", OPT_TRACE, NULL, 0, "print what happens", 0},
    {"rules", OPT_RULES, "DIR", 0, "the rule pack", 0},
    {"must-find", OPT_FIND, NULL, 0, "succeed when something is found: for builds with a fault", 0},
    {"keep-going", OPT_GO, NULL, 0, "go on after a find", 0},
    {0}};

static bool parse_range(const char *text, struct settings *set)
{
    char *end;
    set->first = set->last = strtoull(text, &end, 10);
    if (*end == '\0') return true;
    if (strncmp(end, "..", 2) != 0) return false;
    set->last = strtoull(end + 2, &end, 10);
    return *end == '\0';
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct settings *set = state->input;
    switch (key) {
    case OPT_SEED:
    case OPT_SEEDS:
        if (!parse_range(arg, set)) argp_error(state, "%s is no seed", arg);
        return 0;
    case OPT_FRESH:
        set->fresh = strtoull(arg, NULL, 10);
        return 0;
    case OPT_STEPS:
        county.events_max = strtoull(arg, NULL, 10);
        return 0;
    case OPT_TRACE:
        county.trace = true;
        return 0;
    case OPT_RULES:
        set->rules = arg;
        return 0;
    case OPT_FIND:
        set->must_find = true;
        return 0;
    case OPT_GO:
        set->keep_going = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    options, parse,
    NULL,    "Runs a county in one process, in bad weather, and looks at what is left.",
    NULL,    NULL,
    NULL};

int main(int argc, char **argv)
{
    struct settings set = {.first = 1, .last = 200, .rules = SIM_RULES_DIR};
    argp_parse(&parser, argc, argv, 0, NULL, &set);
    if (set.fresh > 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        set.first = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
        set.last = set.first + set.fresh - 1;
    }
    if (jx_crypto_init() != JX_OK || !read_rules(set.rules)) {
        fprintf(stderr, "sim: no rules in %s\n", set.rules);
        return 2;
    }
    struct sigaction sa = {.sa_handler = on_abort, .sa_flags = SA_NODEFER};
    sigaction(SIGABRT, &sa, NULL);
    return run_all(&set);
}
