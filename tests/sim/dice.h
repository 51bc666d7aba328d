/* Chance that is the same everywhere for the same seed (splitmix64). */
#ifndef TEST_SIM_DICE_H
#define TEST_SIM_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

static inline uint64_t dice_next(struct dice *d)
{
    uint64_t z = d->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 .. n - 1; n >= 1. */
static inline uint32_t dice_below(struct dice *d, uint32_t n)
{
    return (uint32_t)(dice_next(d) % n);
}

static inline int64_t dice_between(struct dice *d, int64_t low, int64_t high)
{
    return low + (int64_t)(dice_next(d) % (uint64_t)(high - low + 1));
}

/* True so many times in a thousand. */
static inline bool dice_permille(struct dice *d, uint32_t n)
{
    return dice_below(d, 1000) < n;
}

#endif
