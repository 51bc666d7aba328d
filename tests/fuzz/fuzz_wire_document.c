/* Documents: any bytes. What decodes has its texts in the input; what is canonical encodes to
 * itself. */
#include "fuzz_again.h"

#include "../../proto/wire/codec.h"

#include <assert.h>

enum { ARENA_BYTES = 64 << 20 };

static jx_status document(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_document d;
    struct jx_trouble t;
    jx_status rc = jx_document_decode(bytes, a, &d, &t);
    assert(memchr(t.where, '\0', sizeof t.where));
    return rc == JX_OK ? jx_document_encode(&d, out) : rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jx_slice input = jx_slice_at(data, size);
    struct jx_document d;
    struct jx_trouble t;
    struct jx_arena a;
    fuzz_again(input, document);
    jx_arena_init(&a, ARENA_BYTES);
    if (jx_document_decode_canonical(input, &a, &d, &t) == JX_OK) {
        struct jx_buffer b;
        jx_buffer_init(&b, size);
        jx_status rc = jx_document_encode(&d, &b);
        assert(rc == JX_OK);
        assert(jx_slice_eq(jx_buffer_slice(&b), input));
        jx_buffer_clear(&b);
    }
    jx_arena_clear(&a);
    return 0;
}
