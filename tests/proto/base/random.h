/* Repeatable random numbers for property tests: the same seed, the same cases. */
#ifndef JX_TESTS_RANDOM_H
#define JX_TESTS_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state;
};

/* xorshift64*; a seed of 0 would stay 0. */
static inline uint64_t random_next(struct random *r)
{
    r->state ^= r->state >> 12;
    r->state ^= r->state << 25;
    r->state ^= r->state >> 27;
    return r->state * UINT64_C(2685821657736338717);
}

static inline struct random random_seeded(uint64_t seed)
{
    return (struct random){seed + UINT64_C(0x9E3779B97F4A7C15)};
}

/* 0 .. below-1 */
static inline uint32_t random_below(struct random *r, uint32_t below)
{
    return (uint32_t)((random_next(r) >> 32) % below);
}

#endif
