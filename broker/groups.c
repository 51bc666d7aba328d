/* Records with the group that vouches for them, for who keeps a copy that can be checked. */
#include "serving.h"

/* How many records the group has from that position on, and no more than a page takes. */
static uint32_t room_of(const struct jx_group *g, uint64_t position)
{
    uint64_t left = g->first + g->count - position;
    return left < JX_BATCH_RECORDS_MAX ? (uint32_t)left : JX_BATCH_RECORDS_MAX;
}

static jx_status send_page(struct service *s, const struct broker_action *a, struct jx_slice group,
                           const uint8_t signature[JX_SIGNATURE_BYTES], const struct records *r)
{
    struct jx_message m = {.kind = JX_MSG_records_answer, .correlation = a->correlation};
    m.records_answer.last = journal_last(s->journal);
    m.records_answer.group = group;
    m.records_answer.signature = jx_slice_at(signature, JX_SIGNATURE_BYTES);
    m.records_answer.records = (struct jx_bins){(struct jx_slice *)(uintptr_t)r->items, r->count};
    return r->count ? send_message(s, &a->route, &m) : JX_E_NO_MEMORY;
}

void groups_send(struct service *s, const struct broker_action *a)
{
    uint8_t signature[JX_SIGNATURE_BYTES];
    struct jx_slice group = JX_ABSENT;
    struct jx_arena arena;
    struct jx_group g;
    jx_arena_init(&arena, JX_MESSAGE_BYTES_MAX);
    jx_status rc = journal_group(s->journal, a->position, &arena, &group, signature);
    if (rc == JX_OK) rc = jx_group_decode(group, &g);
    if (rc == JX_OK) {
        struct records r;
        records_read(s, a->position, room_of(&g, a->position), &r);
        rc = send_page(s, a, group, signature, &r);
        jx_arena_clear(&r.arena);
    }
    if (rc != JX_OK) send_refusal(s, &a->route, a->correlation, rc);
    jx_arena_clear(&arena);
}
