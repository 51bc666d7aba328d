/* Making the journal, its acts and groups, and looking at them. */
#include "place.h"

#include "../../proto/base/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void open_journal(struct place *p)
{
    assert_int_equal(journal_open(p->dir, MAP, &p->keys, &p->journal), JX_OK);
}

int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/jx-journal-XXXXXX");
    if (jx_crypto_init() != JX_OK || !mkdtemp(p->folder)) return 1;
    snprintf(p->dir, sizeof p->dir, "%s/journal", p->folder);
    jx_sign_keys_make(&p->keys);
    if (journal_create(p->dir) != JX_OK) return 1;
    open_journal(p);
    *state = p;
    return 0;
}

int teardown(void **state)
{
    struct place *p = *state;
    journal_close(&p->journal);
    folder_remove(p->folder);
    free(p);
    return 0;
}

void make_act(struct act *a, unsigned number, enum jx_act kind, int64_t time_ms)
{
    int n = snprintf(a->text, sizeof a->text, "content of act number %u, written out in full",
                     number);
    struct jx_slice content = jx_slice_at(a->text, (size_t)n);
    a->item = (struct journal_item){.kind = kind,
                                    .header = JX_LIT("a header"),
                                    .content = content,
                                    .id = jx_act_id(content),
                                    .time_ms = time_ms};
    memset(a->item.principal, (int)(number % 251), sizeof a->item.principal);
    jx_buffer_init(&a->item.receipt, JX_RECEIPT_BYTES_MAX);
}

jx_status append(struct journal *j, struct act *acts, struct journal_item *items, uint32_t count,
                 int64_t now_ms)
{
    for (uint32_t i = 0; i < count; i++)
        items[i] = acts[i].item;
    jx_status rc = journal_append(j, items, count, now_ms);
    for (uint32_t i = 0; i < count; i++)
        acts[i].item = items[i];
    return rc;
}

void clear(struct act *acts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        jx_buffer_clear(&acts[i].item.receipt);
}

jx_status append_one(struct journal *j, unsigned number, int64_t time_ms, uint64_t *position)
{
    static struct act a;
    struct journal_item item;
    make_act(&a, number, JX_ACT_SUBMISSION, time_ms);
    jx_status rc = append(j, &a, &item, 1, time_ms);
    if (rc == JX_OK) *position = item.position;
    jx_buffer_clear(&item.receipt);
    return rc;
}

void append_group(struct place *p, unsigned first, uint32_t count)
{
    struct act *acts = calloc(count, sizeof *acts);
    struct journal_item *items = calloc(count, sizeof *items);
    for (uint32_t i = 0; i < count; i++)
        make_act(&acts[i], first + i, JX_ACT_SUBMISSION, 1000);
    assert_int_equal(append(p->journal, acts, items, count, 1000), JX_OK);
    clear(acts, count);
    free(acts);
    free(items);
}

void check_receipt(const struct place *p, struct jx_slice bytes, const struct act *a,
                   uint64_t position)
{
    struct jx_receipt r;
    uint8_t id[JX_JOURNAL_ID_BYTES];
    journal_id(p->journal, id);
    assert_int_equal(jx_receipt_decode(bytes, &r), JX_OK);
    assert_int_equal(jx_receipt_verify(&r, &a->item.id, p->keys.public_key), JX_OK);
    assert_int_equal(r.entry.position, position);
    assert_memory_equal(r.entry.principal, a->item.principal, JX_KEY_BYTES);
    assert_true(jx_slice_eq(r.entry.header, a->item.header));
    assert_memory_equal(r.group.journal, id, sizeof id);
    struct jx_hash other = jx_hash_bytes(JX_LIT("another act"));
    assert_int_equal(jx_receipt_verify(&r, &other, p->keys.public_key), JX_E_RECEIPT);
}

void verify(struct place *p, uint64_t expected)
{
    uint64_t records = 0, bad = 0;
    assert_int_equal(journal_verify(p->journal, &records, &bad), JX_OK);
    assert_int_equal(records, expected);
}

/* ---- reading ---- */

bool take(void *to, uint64_t position, struct jx_slice bytes)
{
    struct reading *r = to;
    struct jx_record record;
    assert_int_equal(position, r->next++);
    assert_int_equal(jx_record_decode(bytes, &record), JX_OK);
    assert_int_equal(record.entry.position, position);
    assert_true(record.entry.time_ms >= r->time_ms);
    r->time_ms = record.entry.time_ms;
    r->taken++;
    r->bytes += bytes.len;
    return r->stop_after == 0 || r->taken < r->stop_after;
}

uint32_t read_some(struct place *p, uint64_t from, uint32_t count, size_t bytes, uint32_t stop)
{
    struct reading r = {.next = from, .stop_after = stop};
    assert_int_equal(journal_read(p->journal, from, count, bytes, take, &r), JX_OK);
    return r.taken;
}
