/* The scan in front of the decoder: any bytes. What it lets through decodes within the bounds it
 * promises; what it refuses the decoder never sees. */
#include "fuzz_again.h"

#include "../../proto/base/limits.h"

#include <assert.h>

/* Nodes below v; depth is checked on the way. Recursion is bounded by JX_DEPTH_MAX. */
static uint64_t walk(struct jx_mp v, unsigned depth, struct jx_slice input)
{
    struct jx_slice s;
    uint64_t nodes = 1, u;
    int64_t i;
    bool b, map = jx_mp_kind(v) == JX_MP_MAP;
    assert(depth <= JX_DEPTH_MAX);
    if ((jx_mp_text(v, &s) || jx_mp_bin(v, &s)) && s.len > 0)
        assert(s.ptr >= input.ptr && s.ptr + s.len <= input.ptr + input.len);
    if (jx_mp_uint(v, &u) && jx_mp_int(v, &i)) assert((uint64_t)i == u);
    if (jx_mp_bool(v, &b)) assert(jx_mp_count(v) == 0);
    for (uint32_t at = 0; at < jx_mp_count(v); at++) {
        if (map) nodes += walk(jx_mp_key(v, at), depth + 1, input);
        nodes += walk(jx_mp_at(v, at), depth + 1, input);
    }
    return nodes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jx_slice input = jx_slice_at(data, size);
    struct jx_mp_tree tree;
    jx_status scanned = jx_mp_scan(input), parsed = jx_mp_parse(input, &tree);
    assert(scanned == parsed);
    if (parsed == JX_OK) {
        uint64_t nodes = walk(tree.root, 1, input);
        assert(nodes <= JX_NODES_MAX && nodes <= size);
    }
    jx_mp_clear(&tree);
    return 0;
}
