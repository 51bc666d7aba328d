/* Decode, encode, and the same once more. */
#include "fuzz_again.h"

#include "../../proto/base/limits.h"

#include <assert.h>

enum { ARENA_BYTES = 64 << 20, BUFFER_BYTES = 16 << 20 };

void fuzz_again(struct jx_slice bytes, again_fn *fn)
{
    struct jx_arena a;
    struct jx_buffer once, twice;
    jx_arena_init(&a, ARENA_BYTES);
    jx_buffer_init(&once, BUFFER_BYTES);
    jx_buffer_init(&twice, BUFFER_BYTES);
    if (fn(bytes, &a, &once) == JX_OK) {
        assert(once.status == JX_OK);
        jx_status rc = fn(jx_buffer_slice(&once), &a, &twice);
        assert(rc == JX_OK);
        assert(jx_slice_eq(jx_buffer_slice(&once), jx_buffer_slice(&twice)));
    }
    jx_buffer_clear(&once);
    jx_buffer_clear(&twice);
    jx_arena_clear(&a);
}

void fuzz_choose(const uint8_t *data, size_t size, again_fn *const *fns, size_t count)
{
    if (size == 0) return;
    fuzz_again(jx_slice_at(data + 1, size - 1), fns[data[0] % count]);
}
