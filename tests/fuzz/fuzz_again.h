/* What decodes is encoded again: that must decode too, and to the same bytes. Shared by the targets
 * of the wire. */
#ifndef TEST_FUZZ_AGAIN_H
#define TEST_FUZZ_AGAIN_H

#include "../../proto/wire/mp.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decodes `bytes` and appends what it encodes to. JX_OK, or why it does not decode. */
typedef jx_status again_fn(struct jx_slice bytes, struct jx_arena *a, struct jx_buffer *out);

/* Asserts that fn's encoding decodes and encodes to itself. */
void fuzz_again(struct jx_slice bytes, again_fn *fn);

/* The first byte chooses among `count` functions, the rest is for the chosen one. */
void fuzz_choose(const uint8_t *data, size_t size, again_fn *const *fns, size_t count);

#endif
