/* Usage: flips [--per-page N] [--head-step N] [--seed N]. The last line sums up; exit code 1 when
 * anything was lost. Each bit is flipped in a file that is whole otherwise, and everything runs in
 * this process: a crash is a failure too. */
#include "flips.h"

#include "../../proto/wire/crypto.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, HEADS = 2, HEAD_BYTES = 152 };

struct image {
    unsigned char *bytes;
    size_t size;
};

static struct image load(const char *path)
{
    struct image i = {NULL, 0};
    struct stat st;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) != 0) return i;
    i.size = (size_t)st.st_size;
    i.bytes = malloc(i.size);
    if (i.bytes && read(fd, i.bytes, i.size) != (ssize_t)i.size) i.size = 0;
    close(fd);
    return i;
}

/* The whole file again, with one bit changed unless `bit` is -1. */
static bool store_image(const char *path, const struct image *i, int64_t bit)
{
    int fd = open(path, O_WRONLY | O_TRUNC);
    if (fd < 0) return false;
    bool good = write(fd, i->bytes, i->size) == (ssize_t)i->size;
    if (bit >= 0) {
        unsigned char byte = (unsigned char)(i->bytes[bit / 8] ^ 1u << bit % 8);
        good = good && pwrite(fd, &byte, 1, bit / 8) == 1;
    }
    close(fd);
    return good;
}

static void try_bit(const struct flip_victim *v, const struct image *i, uint64_t bit,
                    struct flip_counts *c)
{
    enum flip_end end = store_image(v->path, i, (int64_t)bit) ? v->look(v->of, false) : FLIP_BROKEN;
    c->tried++;
    c->found += end == FLIP_FOUND;
    c->harmless += end == FLIP_HARMLESS;
    c->lost += end == FLIP_LOST;
    c->broken += end == FLIP_BROKEN;
    if (end != FLIP_LOST && end != FLIP_BROKEN) return;
    printf("%s: page %llu, byte %llu, bit %llu: %s\n", v->name,
           (unsigned long long)(bit / 8 / PAGE), (unsigned long long)(bit / 8 % PAGE),
           (unsigned long long)(bit % 8), end == FLIP_LOST ? "lost" : "could not be tried");
    fflush(stdout);
}

static uint64_t dice(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

void flips_run(const struct flip_victim *v, unsigned per_page, unsigned head_step, uint64_t seed,
               struct flip_counts *counts)
{
    struct image i = load(v->path);
    uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
    if (i.size == 0 || v->look(v->of, true) != FLIP_HARMLESS) { /* whole: nothing is found */
        printf("%s: not whole at the beginning\n", v->name);
        counts->broken++;
    }
    for (uint64_t page = 0; page < HEADS; page++)
        for (uint64_t bit = seed % head_step; bit < 8 * (uint64_t)HEAD_BYTES; bit += head_step)
            try_bit(v, &i, page * 8 * PAGE + bit, counts);
    for (uint64_t page = 0; page < i.size / PAGE; page++)
        for (unsigned n = 0; n < per_page; n++)
            try_bit(v, &i, page * 8 * PAGE + dice(&state) % (uint64_t)(8 * PAGE), counts);
    store_image(v->path, &i, -1);
    printf("%s: %zu pages, tried %llu, found %llu, harmless %llu\n", v->name, i.size / PAGE,
           (unsigned long long)counts->tried, (unsigned long long)counts->found,
           (unsigned long long)counts->harmless);
    free(i.bytes);
}

static void add(struct flip_counts *to, const struct flip_counts *c)
{
    to->tried += c->tried;
    to->found += c->found;
    to->harmless += c->harmless;
    to->lost += c->lost;
    to->broken += c->broken;
}

int main(int argc, char **argv)
{
    unsigned per_page = 1, head_step = 7;
    uint64_t seed = (uint64_t)time(NULL);
    for (int i = 1; i + 1 < argc; i += 2) {
        unsigned long n = strtoul(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--per-page") == 0)
            per_page = (unsigned)n;
        else if (strcmp(argv[i], "--head-step") == 0 && n > 0)
            head_step = (unsigned)n;
        else if (strcmp(argv[i], "--seed") == 0)
            seed = n;
        else
            return 2;
    }
    /* In memory where that is possible: nothing here depends on the disk. */
    char folder[32];
    snprintf(folder, sizeof folder, "%s/jx-flips-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    struct flip_counts all = {0}, journal = {0}, store = {0};
    if (jx_crypto_init() != JX_OK || !mkdtemp(folder)) return 4;
    printf("flips --per-page %u --head-step %u --seed %llu\n", per_page, head_step,
           (unsigned long long)seed);
    struct flip_victim j = flip_journal(folder, seed), s = flip_store(folder, seed);
    flips_run(&j, per_page, head_step, seed, &journal);
    flips_run(&s, per_page, head_step, seed, &store);
    flip_journal_end(&j);
    flip_store_end(&s);
    rmdir(folder);
    add(&all, &journal);
    add(&all, &store);
    printf("tried=%llu lost=%llu found=%llu unit=bits note=%llu named, %llu harmless\n",
           (unsigned long long)all.tried, (unsigned long long)all.lost,
           (unsigned long long)all.broken, (unsigned long long)all.found,
           (unsigned long long)all.harmless);
    /* Bits between the nodes of a page and in pages that are free: a check that finds all of them
     * would be lying, one that finds few is none. */
    bool sharp = all.found * 4 > all.tried;
    return all.lost == 0 && all.broken == 0 && sharp ? 0 : 1;
}
