/* Journal records, receipts, outcomes, queries and their answers: any bytes behind one that says as
 * what they are read. */
#include "fuzz_again.h"

#include "../../proto/wire/history.h"
#include "../../proto/wire/query.h"

#include <assert.h>

static jx_status entry(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_entry e;
    (void)a;
    jx_status rc = jx_entry_decode(bytes, &e);
    return rc == JX_OK ? jx_entry_encode(&e, out) : rc;
}

/* A record's hash is one no fuzzer finds: the content's is put into the entry first. */
static jx_status record(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_record r;
    struct jx_entry e;
    struct jx_buffer entry_bytes;
    size_t half = bytes.len / 2;
    struct jx_slice content = jx_slice_from(bytes, half);
    (void)a;
    if (jx_record_decode(bytes, &r) == JX_OK)
        return jx_record_encode(r.entry_bytes, r.content, out);
    jx_status rc = jx_entry_decode(jx_slice_at(bytes.ptr, half), &e);
    if (rc != JX_OK) return rc;
    e.id = jx_act_id(content);
    jx_buffer_init(&entry_bytes, JX_ENTRY_BYTES_MAX);
    rc = jx_entry_encode(&e, &entry_bytes);
    if (rc == JX_OK) rc = jx_record_encode(jx_buffer_slice(&entry_bytes), content, out);
    jx_buffer_clear(&entry_bytes);
    return rc;
}

static jx_status group(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_group g;
    (void)a;
    jx_status rc = jx_group_decode(bytes, &g);
    return rc == JX_OK ? jx_group_encode(&g, out) : rc;
}

static jx_status receipt(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    static const uint8_t key[JX_SIGN_PUBLIC_BYTES] = {1};
    struct jx_receipt r;
    (void)a;
    jx_status rc = jx_receipt_decode(bytes, &r);
    if (rc != JX_OK) return rc;
    jx_status verified = jx_receipt_verify(&r, &r.entry.id, key);
    assert(verified == JX_E_RECEIPT); /* nobody has that key */
    return jx_receipt_encode(&r, out);
}

static jx_status outcome(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_outcome o;
    (void)a;
    jx_status rc = jx_outcome_decode(bytes, &o);
    if (rc != JX_OK) return rc;
    assert(memchr(o.where, '\0', sizeof o.where));
    assert(jx_state_name(o.state)[0] && jx_state_zh(o.state)[0]);
    return jx_outcome_encode(&o, out);
}

static jx_status summary_arguments(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_summary_arguments s;
    (void)a;
    jx_status rc = jx_summary_arguments_decode(bytes, &s);
    return rc == JX_OK ? jx_summary_arguments_encode(&s, out) : rc;
}

static jx_status summary(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_summary s;
    jx_status rc = jx_summary_decode(bytes, a, &s);
    if (rc != JX_OK) return rc;
    assert(s.count <= JX_SUMMARY_ROWS_MAX);
    return jx_summary_encode(&s, out);
}

static jx_status id_arguments(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_hash id;
    (void)a;
    jx_status rc = jx_id_arguments_decode(bytes, &id);
    return rc == JX_OK ? jx_id_arguments_encode(&id, out) : rc;
}

static jx_status number_arguments(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    uint64_t number;
    (void)a;
    jx_status rc = jx_number_arguments_decode(bytes, &number);
    return rc == JX_OK ? jx_number_arguments_encode(number, out) : rc;
}

static jx_status document_answer(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_document_answer d;
    (void)a;
    jx_status rc = jx_document_answer_decode(bytes, &d);
    return rc == JX_OK ? jx_document_answer_encode(&d, out) : rc;
}

static jx_status list(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_listed *rows = NULL;
    uint32_t count = 0;
    jx_status rc = jx_list_decode(bytes, a, &rows, &count);
    if (rc != JX_OK) return rc;
    assert(count <= JX_LIST_MAX);
    return jx_list_encode(rows, count, out);
}

static jx_status pack_answer(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    uint64_t activated;
    struct jx_slice content;
    (void)a;
    jx_status rc = jx_pack_answer_decode(bytes, &activated, &content);
    return rc == JX_OK ? jx_pack_answer_encode(activated, content, out) : rc;
}

/* Shapes of one struct, with texts and rows from the arena or without. */
#define WITH_ARENA(name)                                                                           \
    static jx_status name(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)        \
    {                                                                                              \
        struct jx_##name x;                                                                        \
        jx_status rc = jx_##name##_decode(bytes, a, &x);                                           \
        return rc == JX_OK ? jx_##name##_encode(&x, out) : rc;                                     \
    }
#define WITHOUT_ARENA(name)                                                                        \
    static jx_status name(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)        \
    {                                                                                              \
        struct jx_##name x;                                                                        \
        (void)a;                                                                                   \
        jx_status rc = jx_##name##_decode(bytes, &x);                                              \
        return rc == JX_OK ? jx_##name##_encode(&x, out) : rc;                                     \
    }
WITH_ARENA(history)
WITH_ARENA(findings)
WITH_ARENA(events)
WITHOUT_ARENA(decided)
WITHOUT_ARENA(history_arguments)
WITHOUT_ARENA(events_arguments)
WITHOUT_ARENA(select_arguments)

static jx_status selected(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_selected s;
    jx_status rc = jx_select_decode(bytes, a, &s);
    return rc == JX_OK ? jx_select_encode(&s, out) : rc;
}

static jx_status ids(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_hash *found = NULL;
    uint32_t count = 0;
    jx_status rc = jx_ids_decode(bytes, a, &found, &count);
    return rc == JX_OK ? jx_ids_encode(found, count, out) : rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static again_fn *const fns[] = {entry,
                                    record,
                                    group,
                                    receipt,
                                    outcome,
                                    summary_arguments,
                                    summary,
                                    id_arguments,
                                    number_arguments,
                                    document_answer,
                                    list,
                                    pack_answer,
                                    history,
                                    findings,
                                    events,
                                    decided,
                                    history_arguments,
                                    events_arguments,
                                    select_arguments,
                                    selected,
                                    ids};
    static bool ready;
    if (!ready) ready = jx_crypto_init() == JX_OK;
    fuzz_choose(data, size, fns, sizeof fns / sizeof fns[0]);
    return 0;
}
