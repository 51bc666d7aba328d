/* A journal in memory that keeps journal.h's promises, with a disk under it that forgets what was
 * not synced, fails when told to, and runs full. */
#ifndef TEST_SIM_JOURNAL_H
#define TEST_SIM_JOURNAL_H

#include "trouble.h"

#include "../../broker/journal/journal.h"

struct sim_record {
    char *bytes;
    size_t len;
    struct jx_record record; /* borrows from bytes */
    uint32_t group;
};

struct sim_group {
    struct jx_buffer bytes;
    uint8_t signature[JX_SIGNATURE_BYTES];
    uint64_t first;
    uint32_t count;
    struct jx_hash *nodes;
};

struct sim_journal {
    uint8_t id[JX_JOURNAL_ID_BYTES];
    const struct jx_sign_keys *sign;
    struct sim_record *records;
    uint32_t count, room;
    uint32_t durable; /* records that a crash leaves */
    struct sim_group *groups;
    uint32_t group_count, group_room;
    /* What is wrong with the disk. */
    struct trouble append_trouble, sync_trouble, receipt_trouble, read_trouble;
    bool hole; /* pages were lost behind a sync that failed: nothing later is safe */
};

void sim_journal_init(struct sim_journal *j, const uint8_t id[JX_JOURNAL_ID_BYTES],
                      const struct jx_sign_keys *sign);
void sim_journal_clear(struct sim_journal *j);

/* As journal_append(), but for the sync: what is written is seen by readers and not yet safe. */
jx_status sim_journal_append(struct sim_journal *j, struct journal_item *items, uint32_t count,
                             int64_t now_ms);
jx_status sim_journal_sync(struct sim_journal *j);
/* The broker's end: what was not synced is gone, or happens to be there (`keep`). */
void sim_journal_crash(struct sim_journal *j, bool keep);
void sim_journal_repair(struct sim_journal *j);

/* Whether the broker's next read fails. */
bool sim_journal_read_fails(struct sim_journal *j);

/* NULL when there is none. */
const struct sim_record *sim_journal_at(const struct sim_journal *j, uint64_t position);
/* 0 when no act has that id. */
uint64_t sim_journal_find(const struct sim_journal *j, const struct jx_hash *id);
jx_status sim_journal_receipt(const struct sim_journal *j, uint64_t position,
                              struct jx_buffer *out);

#endif
