/* Runs, and what is asked and answered of them, of branches, lists, relations and people: any bytes
 * behind one that says as what they are read. */
#include "fuzz_again.h"

#include "answers.h"

#include <assert.h>

#define DECODE_ARENA(name, x) jx_##name##_decode(bytes, a, x)
#define DECODE_BARE(name, x)  ((void)a, jx_##name##_decode(bytes, x))
#define X(name, type, where)                                                                       \
    static jx_status name(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)        \
    {                                                                                              \
        static struct jx_##type x;                                                                 \
        jx_status rc = DECODE_##where(name, &x);                                                   \
        return rc == JX_OK ? jx_##name##_encode(&x, out) : rc;                                     \
    }
ANSWERS(X)
#undef X

static jx_status held(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_held h;
    if (bytes.len == 0) return JX_E_FORMAT;
    const unsigned char table = (unsigned char)bytes.ptr[0];
    if (!jx_master_schema((enum jx_master)table)) return JX_E_FORMAT; /* whoever asked knows it */
    jx_status rc = jx_held_decode(jx_slice_from(bytes, 1), (enum jx_master)table, a, &h);
    if (rc != JX_OK) return rc;
    assert(h.row_count <= JX_HELD_ROWS_MAX);
    jx_buffer_put(out, &table, 1);
    return jx_held_encode(&h, (enum jx_master)table, out);
}

static jx_status delegation(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_decision d;
    struct jx_delegation x;
    jx_status rc = jx_decision_decode(JX_ACT_DELEGATE, bytes, a, &d);
    if (rc == JX_OK) rc = jx_delegation_read(&d, &x);
    if (rc != JX_OK) return rc;
    for (unsigned act = 0; act < 64; act++)
        assert(!jx_delegation_covers(x.acts, (enum jx_act)act) ||
               jx_may_be_delegated((enum jx_act)act));
    return jx_decision_encode(&d, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static again_fn *const fns[] = {
#define X(name, type, where) [ANSWER_##name] = name,
        ANSWERS(X)
#undef X
            [ANSWER_held] = held,
        [ANSWER_delegation] = delegation};
    fuzz_choose(data, size, fns, sizeof fns / sizeof fns[0]);
    return 0;
}
