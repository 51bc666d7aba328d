/* Sums beside others. Differences wrap around, so that any two numbers have one. */
#include "packed.h"

static uint64_t base_of(const int64_t *than, uint32_t i)
{
    return than ? (uint64_t)than[i] : 0;
}

void packed_put_sums(struct jx_buffer *b, uint32_t width, const int64_t *sums, const int64_t *than)
{
    uint64_t differs = 0;
    for (uint32_t i = 0; i < width; i++)
        differs |= (uint64_t)((uint64_t)sums[i] != base_of(than, i)) << i;
    packed_put_uint(b, differs);
    for (uint32_t i = 0; i < width; i++)
        if (differs >> i & 1) packed_put_int(b, (int64_t)((uint64_t)sums[i] - base_of(than, i)));
}

void packed_sums(struct packed *p, uint32_t width, const int64_t *than, int64_t *out)
{
    const uint64_t differs = packed_uint(p);
    if (width < 64 && differs >> width) p->bad = true;
    for (uint32_t i = 0; i < width; i++) {
        const uint64_t by = differs >> i & 1 ? (uint64_t)packed_int(p) : 0;
        out[i] = (int64_t)(base_of(than, i) + by);
    }
}
