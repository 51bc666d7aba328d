/* Whose keys they are, and who acts in whose place: what is shown beside an act. What each may is
 * the broker's to know. */
#ifndef JX_STORE_PEOPLE_H
#define JX_STORE_PEOPLE_H

#include "rows.h"

#include "../../proto/wire/delegation.h"

/* A key act of the journal; one that does not decode is nobody's. */
jx_status enrolment_fold(struct kv_tx *tx, uint64_t position, struct jx_slice content,
                         struct jx_buffer room[2]);
/* Whose key it was at that position: its last enrolment up to it. Empty texts and no roles when
 * there is none. From the arena. */
jx_status person_at(struct kv_tx *tx, const uint8_t key[JX_KEY_BYTES], uint64_t position,
                    struct jx_arena *a, struct store_person *out);

struct row_delegation {
    uint64_t position;
    struct jx_delegation what;
    struct jx_slice unit; /* of who delegates; borrows from the row */
};
jx_status delegation_put(struct kv_tx *tx, const uint8_t from[JX_KEY_BYTES],
                         const struct row_delegation *d, struct jx_buffer room[2]);
/* By its key and body. */
jx_status delegation_read(struct jx_slice key, struct jx_slice body, uint8_t from[JX_KEY_BYTES],
                          struct row_delegation *out);

#endif
