/* Opening, closing, and the one position. */
#include "inside.h"

#include <stdlib.h>

/* Tables that older formats had. */
static const char *const retired[] = {"classes"};

/* The upgrade: a store is the fold of a journal, so the newest format is always one fold away.
 * Another process may have done it in the meantime. */
static jx_status upgrade(struct store *st)
{
    struct kv_tx *tx = NULL;
    struct row_state state;
    jx_status rc = kv_begin(st->kv, true, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state);
    const bool older = rc == JX_OK && state.format < STORE_FORMAT;
    for (unsigned t = 0; rc == JX_OK && older && t < TABLE_COUNT; t++)
        rc = kv_empty(tx, t);
    for (size_t i = 0; rc == JX_OK && older && i < sizeof retired / sizeof retired[0]; i++)
        rc = kv_discard(tx, retired[i]);
    if (rc == JX_OK) rc = kv_commit(&tx);
    kv_abort(&tx);
    return rc;
}

jx_status store_open(const char *dir, size_t map_bytes, struct store **out)
{
    *out = NULL;
    struct store *st = calloc(1, sizeof *st);
    struct row_state state;
    if (!st) return JX_E_NO_MEMORY;
    st->turn.fd = st->slices.fd = -1;
    roster_init(&st->roster);
    jx_status rc = kv_open(dir, &store_form, map_bytes, &st->kv);
    if (rc == JX_OK) rc = turn_open(&st->turn, dir);
    if (rc == JX_OK) rc = turn_open_parts(&st->slices, dir, "slices");
    struct kv_tx *tx = NULL;
    if (rc == JX_OK) rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, &state); /* made by a newer program? */
    kv_abort(&tx);
    if (rc == JX_OK && state.format < STORE_FORMAT) rc = upgrade(st);
    if (rc == JX_OK)
        *out = st;
    else
        store_close(&st);
    return rc;
}

void store_close(struct store **st)
{
    if (*st) {
        kv_close(&(*st)->kv);
        turn_close(&(*st)->turn);
        turn_close(&(*st)->slices);
        roster_clear(&(*st)->roster);
    }
    free(*st);
    *st = NULL;
}

static jx_status read_state(struct store *st, struct row_state *state)
{
    struct kv_tx *tx = NULL;
    jx_status rc = kv_begin(st->kv, false, &tx);
    if (rc == JX_OK) rc = state_get(tx, state);
    kv_abort(&tx);
    return rc;
}

jx_status store_position(struct store *st, uint64_t *position)
{
    struct row_state state;
    jx_status rc = read_state(st, &state);
    if (rc == JX_OK) *position = state.position;
    return rc;
}

jx_status store_journal(struct store *st, uint8_t journal[JX_JOURNAL_ID_BYTES])
{
    struct row_state state;
    jx_status rc = read_state(st, &state);
    if (rc == JX_OK) memcpy(journal, state.journal, JX_JOURNAL_ID_BYTES);
    return rc;
}

void store_facts(const struct store *st, struct store_facts *out)
{
    struct kv_room room;
    kv_room(st->kv, &room);
    *out = (struct store_facts){.writer_pid = (uint64_t)turn_holder(&st->turn),
                                .used_bytes = room.used_bytes,
                                .map_bytes = room.map_bytes,
                                .readers = room.readers};
}

uint64_t store_reads(const struct store *st)
{
    return kv_reads(st->kv);
}

jx_status store_diagnose(const char *dir, size_t map_bytes, struct pages_damage *damage)
{
    return kv_diagnose(dir, &store_form, map_bytes, damage);
}

jx_status store_copy(struct store *st, const char *to)
{
    return kv_copy(st->kv, to);
}
