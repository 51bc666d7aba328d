/* sim: runs the county for one seed or many. */
#include "sim.h"

#include <argp.h>
#include <malloc.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct sim county; /* large */
static sigjmp_buf aborted;
static volatile sig_atomic_t running;

static void on_abort(int number)
{
    (void)number;
    if (running) siglongjmp(aborted, 1);
}

enum { JOBS_MAX = 64, PROGRESS_RUNS = 1000, MAP_FROM_BYTES = 1 << 20 };

struct settings {
    uint64_t first, last, fresh;
    const char *rules;
    uint32_t jobs;
    bool must_find, keep_going, twice, every_kind;
};

/* What came of a share of the seeds: its process writes, whoever waits for it reads. */
struct share {
    uint64_t seed; /* the one it is at */
    uint64_t runs, found, documents, events, crashes, cuts, stops, slices;
    uint64_t done[SIM_KINDS], refused[SIM_KINDS], ways[WAY_COUNT];
};

static void report(uint64_t seed, const char *why)
{
    printf("seed %llu: %s\n", (unsigned long long)seed, why);
    printf("  again: sim --seed %llu --trace%s\n", (unsigned long long)seed,
           county.all_real ? " --real" : "");
    fflush(stdout);
}

static void count_run(struct share *t)
{
    t->documents += county.judged;
    t->events += county.events;
    t->crashes += county.crashes;
    t->cuts += county.cuts;
    t->stops += county.stops;
    t->slices += county.slices;
    for (int k = 0; k < SIM_KINDS; k++) {
        t->done[k] += county.done[k];
        t->refused[k] += county.refused[k];
    }
    for (int w = 0; w < WAY_COUNT; w++)
        t->ways[w] += county.ways[w];
}

/* One run; `digest` is what it came down to. */
static bool run_and_clear(uint64_t seed, struct share *t, uint64_t *digest)
{
    bool ok = sim_run(&county, seed);
    *digest = county.digest;
    if (!ok) report(seed, county.why);
    count_run(t);
    sim_clear(&county);
    return ok;
}

static bool run_twice(uint64_t seed, struct share *t)
{
    uint64_t one, two;
    bool ok = run_and_clear(seed, t, &one) && run_and_clear(seed, t, &two);
    if (!ok || one == two) return ok;
    report(seed, "not the same the second time");
    return false;
}

/* True when nothing was found. */
static bool run_one(uint64_t seed, const struct settings *set, struct share *t)
{
    bool ok;
    uint64_t digest;
    t->runs++;
    running = 1;
    if (sigsetjmp(aborted, 1) == 0) {
        ok = set->twice ? run_twice(seed, t) : run_and_clear(seed, t, &digest);
    } else {
        /* What the run held is lost with it; its state cannot be trusted any more. */
        ok = false;
        report(seed, "an assertion does not hold");
    }
    running = 0;
    t->found += !ok;
    return ok;
}

/* Every `jobs`-th seed from `seed` on. */
static void run_share(const struct settings *set, uint64_t seed, uint32_t jobs, struct share *t)
{
    for (; seed <= set->last; seed += jobs) {
        t->seed = seed;
        bool ok = run_one(seed, set, t);
        if (!ok && !set->keep_going) return;
        if (set->keep_going && t->runs % PROGRESS_RUNS == 0)
            fprintf(stderr, "%llu seeds, %llu found something\n",
                    (unsigned long long)t->runs * jobs, (unsigned long long)t->found);
    }
}

static pid_t begin_job(const struct settings *set, uint64_t seed, struct share *t)
{
    pid_t pid = fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody would hear what it found */
    run_share(set, seed, set->jobs, t);
    _exit(0);
}

/* A job that dies has found something, too; the seeds behind it are another's. */
static void run_jobs(const struct settings *set, struct share *shares)
{
    pid_t jobs[JOBS_MAX];
    for (uint32_t i = 0; i < set->jobs; i++)
        jobs[i] = begin_job(set, set->first + i, &shares[i]);
    for (uint32_t i = 0; i < set->jobs; i++) {
        int how;
        while (jobs[i] > 0 && waitpid(jobs[i], &how, 0) == jobs[i] && how != 0) {
            report(shares[i].seed, "the process died");
            shares[i].found++;
            jobs[i] = set->keep_going ? begin_job(set, shares[i].seed + set->jobs, &shares[i]) : 0;
        }
        if (jobs[i] < 0) shares[i].found++;
    }
}

static struct share add_up(const struct share *shares, uint32_t count)
{
    struct share sum = shares[0];
    for (const struct share *t = shares + 1; t < shares + count; t++) {
        sum.runs += t->runs;
        sum.found += t->found;
        sum.documents += t->documents;
        sum.events += t->events;
        sum.crashes += t->crashes;
        sum.cuts += t->cuts;
        sum.stops += t->stops;
        sum.slices += t->slices;
        for (int k = 0; k < SIM_KINDS; k++) {
            sum.done[k] += t->done[k];
            sum.refused[k] += t->refused[k];
        }
        for (int w = 0; w < WAY_COUNT; w++)
            sum.ways[w] += t->ways[w];
    }
    return sum;
}

static uint64_t sum_of(const uint64_t counts[SIM_KINDS])
{
    uint64_t sum = 0;
    for (int k = 0; k < SIM_KINDS; k++)
        sum += counts[k];
    return sum;
}

/* What nobody does any more, or what always succeeds, is not tried any more. */
static bool has_every_kind(const struct share *t)
{
    static const char *const ways[WAY_COUNT] = {
        [WAY_IN_PLACE] = "decided in another's place",
        [WAY_NOT_IN_PLACE] = "refused to decide in another's place",
        [WAY_ACCEPTED] = "accepted by a department",
        [WAY_THEN_APPROVED] = "then approved by the county",
        [WAY_TOO_EARLY] = "not approved before the department accepted",
        [WAY_UNDONE] = "an approval along the tree undone by the county",
        [WAY_NOT_UNDONE] = "one not undone by a department",
        [WAY_RESCORED] = "a result changed by a run",
        [WAY_PUBLISHED] = "a result changed by publishing a run",
        [WAY_REPLACED] = "a published run replaced by another",
        [WAY_WAITED] = "a fold that waited for a run",
        [WAY_JUDGED_AGAIN] = "a batch judged again under a run's pack",
    };
    bool all = true;
    for (int w = 0; w < WAY_COUNT; w++) {
        printf("%s: %llu\n", ways[w], (unsigned long long)t->ways[w]);
        all = all && t->ways[w];
    }
    for (int k = JX_ACT_WITHDRAW; k <= JX_ACT_DROP_RUN; k++) {
        if (!model_is_decided((enum jx_act)k) || (t->done[k] && t->refused[k])) continue;
        printf("%s: %llu done, %llu refused\n", jx_act_name((enum jx_act)k),
               (unsigned long long)t->done[k], (unsigned long long)t->refused[k]);
        all = false;
    }
    return all;
}

/* Lines that begin with "tried=" are for ops/prove. Whatever a seed finds would be a loss; a
 * planted fault that no seed finds is a defect of the simulation. */
static void print_totals(const struct settings *set, const struct share *t, long long seconds)
{
    char what[256];
    snprintf(what, sizeof what,
             "%llu documents, %llu decisions and %llu refused, %llu events, %llu ends of "
             "processes, %llu cuts, %llu stops, %llu slices",
             (unsigned long long)t->documents, (unsigned long long)sum_of(t->done),
             (unsigned long long)sum_of(t->refused), (unsigned long long)t->events,
             (unsigned long long)t->crashes, (unsigned long long)t->cuts,
             (unsigned long long)t->stops, (unsigned long long)t->slices);
    printf("%llu seeds from %llu: %llu found something; %s; %lld s\n", (unsigned long long)t->runs,
           (unsigned long long)set->first, (unsigned long long)t->found, what, seconds);
    if (set->must_find)
        printf("tried=1 lost=0 found=%d unit=faults note=after %llu seeds\n", t->found == 0,
               (unsigned long long)t->runs);
    else
        printf("tried=%llu lost=%llu found=0 unit=seeds note=from %llu: %s\n",
               (unsigned long long)t->runs, (unsigned long long)t->found,
               (unsigned long long)set->first, what);
}

static int run_all(const struct settings *set)
{
    struct timespec began, now;
    struct share *shares = mmap(NULL, JOBS_MAX * sizeof *shares, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shares == MAP_FAILED) return 2;
    clock_gettime(CLOCK_MONOTONIC, &began);
    if (set->jobs > 0)
        run_jobs(set, shares);
    else
        run_share(set, set->first, 1, &shares[0]);
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct share sum = add_up(shares, JOBS_MAX);
    print_totals(set, &sum, now.tv_sec - began.tv_sec);
    if (set->every_kind && !has_every_kind(&sum)) return 1;
    return (sum.found > 0) == set->must_find ? 0 : 1;
}

/* ---- the command line ---- */

enum {
    OPT_SEED = 256,
    OPT_SEEDS,
    OPT_FRESH,
    OPT_STEPS,
    OPT_TRACE,
    OPT_RULES,
    OPT_FIND,
    OPT_GO,
    OPT_JOBS,
    OPT_TWICE,
    OPT_KINDS,
    OPT_REAL
};

static const struct argp_option options[] = {
    {"seed", OPT_SEED, "N", 0, "one run; the same N, the same run", 0},
    {"seeds", OPT_SEEDS, "A..B", 0, "one run for each", 0},
    {"fresh", OPT_FRESH, "COUNT", 0, "as many runs with seeds nobody has seen", 0},
    {"steps", OPT_STEPS, "M", 0, "most events of a run", 0},
    {"trace", OPT_TRACE, NULL, 0, "print what happens", 0},
    {"rules", OPT_RULES, "DIR", 0, "the rule pack", 0},
    {"must-find", OPT_FIND, NULL, 0, "succeed when something is found: for builds with a fault", 0},
    {"keep-going", OPT_GO, NULL, 0, "go on after a find", 0},
    {"jobs", OPT_JOBS, "N", 0, "share the seeds among N processes", 0},
    {"twice", OPT_TWICE, NULL, 0, "each run twice: the same has to happen", 0},
    {"real", OPT_REAL, NULL, 0, "each run on the real store; else every eighth", 0},
    {"every-kind", OPT_KINDS, NULL, 0,
     "fail unless decisions of every kind were carried out, and others refused", 0},
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
    case OPT_JOBS:
        set->jobs = (uint32_t)strtoul(arg, NULL, 10);
        if (set->jobs < 1 || set->jobs > JOBS_MAX) argp_error(state, "--jobs %s", arg);
        return 0;
    case OPT_TWICE:
        set->twice = true;
        return 0;
    case OPT_REAL:
        county.all_real = true;
        return 0;
    case OPT_KINDS:
        set->every_kind = true;
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
    mallopt(M_MMAP_THRESHOLD, MAP_FROM_BYTES); /* large and empty tables are never written */
    struct sigaction sa = {.sa_handler = on_abort, .sa_flags = SA_NODEFER};
    sigaction(SIGABRT, &sa, NULL);
    return run_all(&set);
}
