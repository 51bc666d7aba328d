/* What every intake benchmark prints: how many answers, how fast, after how long. One line of JSON.
 */
#ifndef TEST_BENCH_METER_H
#define TEST_BENCH_METER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct meter {
    int64_t began_us;
    int64_t *times_us; /* of answers, in the order they came */
    uint64_t count, room;
    uint64_t bytes;                        /* sent */
    uint64_t receipts, refused, told_when; /* where answers are told apart */
};

static inline int64_t meter_now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static inline void meter_begin(struct meter *m, uint64_t answers)
{
    *m = (struct meter){.room = answers, .times_us = malloc(answers * sizeof *m->times_us)};
    if (!m->times_us) exit(1);
    m->began_us = meter_now_us();
}

static inline void meter_answered(struct meter *m, int64_t sent_us)
{
    if (m->count < m->room) m->times_us[m->count++] = meter_now_us() - sent_us;
}

static inline int meter_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static inline int64_t meter_percentile(const struct meter *m, double share)
{
    uint64_t at = (uint64_t)((double)m->count * share);
    return m->count ? m->times_us[at < m->count ? at : m->count - 1] : -1;
}

/* Prints and frees. */
static inline void meter_end(struct meter *m)
{
    double seconds = (double)(meter_now_us() - m->began_us) / 1e6;
    qsort(m->times_us, m->count, sizeof *m->times_us, meter_order);
    printf("{\"answers\": %llu, \"seconds\": %.6f, \"per_second\": %.1f, \"bytes\": %llu, "
           "\"p50_us\": %lld, \"p99_us\": %lld, \"p999_us\": %lld, \"receipts\": %llu, "
           "\"refused\": %llu, \"told_when\": %llu}\n",
           (unsigned long long)m->count, seconds, (double)m->count / seconds,
           (unsigned long long)m->bytes, (long long)meter_percentile(m, 0.5),
           (long long)meter_percentile(m, 0.99), (long long)meter_percentile(m, 0.999),
           (unsigned long long)m->receipts, (unsigned long long)m->refused,
           (unsigned long long)m->told_when);
    free(m->times_us);
}

#endif
