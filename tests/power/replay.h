/* The recorded writes, and what a power cut may leave of them. */
#ifndef TEST_POWER_REPLAY_H
#define TEST_POWER_REPLAY_H

#include "log.h"

#include <stdbool.h>
#include <stddef.h>

struct replay_file {
    unsigned char *durable; /* what is on disk for certain */
    size_t len, room;
    struct replay_write *first, *last; /* begun and not known to be on disk */
};

struct replay {
    unsigned char *log;
    size_t log_len, at; /* the next event */
    struct replay_file files[POWER_FILES];
    bool lying; /* the control: a disk whose syncs do nothing */
};

/* False when log or base files cannot be read. */
bool replay_open(struct replay *r, const char *log, const char *const base[POWER_FILES]);
void replay_close(struct replay *r);
/* How many events there are. */
size_t replay_count(const struct replay *r);
/* The next event takes effect; *head and *bytes are it. False at the end. */
bool replay_step(struct replay *r, struct power_head *head, const unsigned char **bytes);
/* Writes to `path` one of the states in which a cut at this moment may leave the file: what is not
 * synced is there, missing, in another order or torn at 512 bytes. */
bool replay_cut(const struct replay *r, enum power_file file, uint64_t *dice, const char *path);

#endif
