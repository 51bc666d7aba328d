/* Messages of every kind: any bytes. */
#include "fuzz_again.h"

#include "../../proto/wire/message.h"

#include <assert.h>

static jx_status message(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out)
{
    struct jx_message m;
    struct jx_trouble t;
    jx_status rc = jx_message_check(bytes, a, &m, &t);
    assert(rc == t.status && m.correlation.len <= JX_CORRELATION_BYTES_MAX);
    assert(memchr(t.where, '\0', sizeof t.where) && (rc != JX_OK || t.where[0] == '\0'));
    if (rc != JX_OK) return rc;
    assert(jx_message_name(m.kind)[0] != '?');
    return jx_message_encode(&m, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_again(jx_slice_at(data, size), message);
    return 0;
}
