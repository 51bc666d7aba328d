/* A journal on real files in a folder of its own below /tmp, and acts for it. */
#ifndef JX_TESTS_JOURNAL_PLACE_H
#define JX_TESTS_JOURNAL_PLACE_H

#include "../../proto/base/cmocka_all.h"

#include "../../../broker/journal/journal.h"

enum { MAP = 64 << 20, TEXT = 200 };

struct place {
    char folder[64], dir[96];
    struct jx_sign_keys keys;
    struct journal *journal;
};

struct act {
    char text[TEXT];
    struct journal_item item;
};

void open_journal(struct place *p);
/* *state is a place of its own with an empty journal, which is open. */
int setup(void **state);
int teardown(void **state);

/* `number` is the act: equal numbers, equal ids. The caller ends it with clear(). */
void make_act(struct act *a, unsigned number, enum jx_act kind, int64_t time_ms);
/* Appends the acts as one group. */
jx_status append(struct journal *j, struct act *acts, struct journal_item *items, uint32_t count,
                 int64_t now_ms);
void clear(struct act *acts, uint32_t count);
jx_status append_one(struct journal *j, unsigned number, int64_t time_ms, uint64_t *position);
void append_group(struct place *p, unsigned first, uint32_t count);

/* Demands that it is that act's, signed, and nobody else's. */
void check_receipt(const struct place *p, struct jx_slice bytes, const struct act *a,
                   uint64_t position);
/* Demands that the whole journal holds and has so many records. */
void verify(struct place *p, uint64_t expected);

struct reading {
    uint64_t next;
    uint32_t taken, stop_after;
    size_t bytes;
    int64_t time_ms;
};

/* A reader: demands records in order of position and time, and may stop. */
bool take(void *to, uint64_t position, struct jx_slice bytes);
/* Reads with it; how many records it took. */
uint32_t read_some(struct place *p, uint64_t from, uint32_t count, size_t bytes, uint32_t stop);

#endif
