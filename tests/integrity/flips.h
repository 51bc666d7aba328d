/* Flipping bits of a data file, one after another, and what has to come of it. */
#ifndef TEST_FLIPS_H
#define TEST_FLIPS_H

#include "../../proto/base/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum flip_end {
    FLIP_FOUND,    /* refused, or reported with the place */
    FLIP_HARMLESS, /* nothing that anybody reads: all as before, and stays so when work goes on */
    FLIP_LOST,     /* read as something else, or missing, and nothing said so */
    FLIP_BROKEN,   /* the test itself could not go on */
};

/* A data file with everything in it that can be damaged. */
struct flip_victim {
    const char *name, *path;
    /* Opens, reads everything as the programs do, checks, and goes on working. Prints where it was
     * found when `say`. */
    enum flip_end (*look)(void *of, bool say);
    void *of;
};

struct flip_counts {
    uint64_t tried, found, harmless, lost, broken;
};

/* `per_page` bits of each page, and every `head_step`-th bit of the two head pages' first 152
 * bytes. */
void flips_run(const struct flip_victim *v, unsigned per_page, unsigned head_step, uint64_t seed,
               struct flip_counts *counts);

/* In how many transactions they are made depends on the seed. */
struct flip_victim flip_journal(const char *folder, uint64_t seed);
struct flip_victim flip_store(const char *folder, uint64_t seed);
void flip_journal_end(const struct flip_victim *v);
void flip_store_end(const struct flip_victim *v);

#endif
