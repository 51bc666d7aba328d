/* Waits until a run over a year is complete and says how long it took since its record was taken
 * in:
 *
 *   bench_run COUNTY_CONF KEY YEAR RUN
 *
 * It asks seldom, next to how long the run has taken so far, since an answer takes the worker's
 * time. */
#include "asker.h"

#include "../../proto/base/limits.h"
#include "../../proto/wire/query.h"
#include "../../proto/wire/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SHARE = 50, WAIT_US_MIN = 1000, WAIT_US_MAX = 100000, RUN_S_MAX = 1200 };

/* The journal's clock: a record's time is the machine's. */
static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct jx_run_row look(struct asker *a, uint64_t run)
{
    struct jx_runs all;
    asker_demand(jx_runs_decode(asker_ask(a), &a->arena, &all), "runs");
    for (uint32_t i = 0; i < all.count; i++)
        if (all.rows[i].run == run) return all.rows[i];
    asker_demand(JX_E_NOT_FOUND, "the run");
    abort();
}

static useconds_t pause_after(int64_t took_ms)
{
    int64_t us = took_ms * 1000 / SHARE;
    if (us < WAIT_US_MIN) us = WAIT_US_MIN;
    return (useconds_t)(us < WAIT_US_MAX ? us : WAIT_US_MAX);
}

int main(int argc, char **argv)
{
    struct asker asker;
    struct jx_buffer arguments;
    if (argc != 5) {
        fputs("usage: bench_run COUNTY_CONF KEY YEAR RUN\n", stderr);
        return 2;
    }
    uint64_t run = strtoull(argv[4], NULL, 10);
    asker_open(&asker, argv[1], argv[2]);
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    asker_demand(jx_number_arguments_encode(strtoull(argv[3], NULL, 10), &arguments), "arguments");
    asker_set(&asker, JX_QUERY_RUNS, &arguments);
    struct jx_run_row row = look(&asker, run);
    int64_t took_ms = now_ms() - row.time_ms;
    while (row.cursor < row.run && took_ms < RUN_S_MAX * 1000LL) {
        usleep(pause_after(took_ms));
        row = look(&asker, run);
        took_ms = now_ms() - row.time_ms;
    }
    if (row.cursor < row.run) asker_demand(JX_E_BUSY, "the run does not come to its end");
    printf("{\"seconds\": %.3f, \"documents\": %" PRIu64 ", \"changed\": %" PRIu64 "}\n",
           (double)took_ms / 1000, row.documents, row.changed);
    jx_buffer_clear(&arguments);
    asker_close(&asker);
    return 0;
}
