/* What the benchmarks share: the clock, and the median of several runs. */
#ifndef TEST_BENCH_BENCH_H
#define TEST_BENCH_BENCH_H

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* Of the process on its core, so that neighbours on the machine do not count. */
static inline double bench_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct bench_figures {
    double low, median, high;
};

static inline int bench_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values. */
static inline struct bench_figures bench_summary(double *values, size_t count)
{
    qsort(values, count, sizeof *values, bench_compare);
    return (struct bench_figures){values[0], values[count / 2], values[count - 1]};
}

#endif
