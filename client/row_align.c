/* A longest common subsequence of the rows' names. */
#include "row_align.h"

struct alignment {
    const struct jx_slice *before, *after;
    struct row_pair *out;
    uint32_t count;
    int64_t n, m; /* of the next rows that no pair has yet */
};

static void add(struct alignment *x, int64_t before, int64_t after)
{
    x->out[x->count++] = (struct row_pair){before, after};
}

/* What lies in front of a pair (or of the end). */
static void close_gap(struct alignment *x, int64_t n, int64_t m)
{
    bool renamed = n - x->n == m - x->m;
    for (int64_t i = x->n, k = x->m; renamed && i < n; i++, k++)
        add(x, i, k);
    for (int64_t i = x->n; !renamed && i < n; i++)
        add(x, i, ROW_NONE);
    for (int64_t k = x->m; !renamed && k < m; k++)
        add(x, ROW_NONE, k);
    x->n = n;
    x->m = m;
}

static void pair(struct alignment *x, int64_t n, int64_t m)
{
    close_gap(x, n, m);
    add(x, n, m);
    x->n = n + 1;
    x->m = m + 1;
}

static bool same(const struct alignment *x, int64_t n, int64_t m)
{
    return jx_slice_eq(x->before[n], x->after[m]);
}

/* The rows from..to of either side differ at both ends. lengths[i][k] is how many rows the rest
 * from (i, k) has in common. */
static jx_status pair_middle(struct alignment *x, int64_t n, int64_t m, struct jx_arena *a)
{
    const int64_t from_n = x->n, from_m = x->m;
    const size_t rows = (size_t)(n - from_n), columns = (size_t)(m - from_m);
    if (rows > ROW_ALIGN_MAX || columns > ROW_ALIGN_MAX) {
        while (x->n < n && x->m < m)
            pair(x, x->n, x->m);
        return JX_OK;
    }
    uint16_t *lengths = jx_arena_array(a, (rows + 1) * (columns + 1), sizeof *lengths);
    if (!lengths) return jx_arena_failure(a);
    const size_t width = columns + 1;
    for (size_t i = rows; i-- > 0;)
        for (size_t k = columns; k-- > 0;) {
            uint16_t down = lengths[(i + 1) * width + k], right = lengths[i * width + k + 1];
            uint16_t best = down > right ? down : right;
            if (same(x, from_n + (int64_t)i, from_m + (int64_t)k))
                best = (uint16_t)(lengths[(i + 1) * width + k + 1] + 1);
            lengths[i * width + k] = best;
        }
    for (size_t i = 0, k = 0; i < rows && k < columns;) {
        if (same(x, from_n + (int64_t)i, from_m + (int64_t)k)) {
            pair(x, from_n + (int64_t)i++, from_m + (int64_t)k++);
        } else if (lengths[(i + 1) * width + k] >= lengths[i * width + k + 1]) {
            i++;
        } else {
            k++;
        }
    }
    return JX_OK;
}

jx_status rows_align(const struct jx_slice *before, uint32_t n, const struct jx_slice *after,
                     uint32_t m, struct jx_arena *a, struct row_pair **out, uint32_t *count)
{
    struct alignment x = {.before = before, .after = after};
    int64_t end_n = n, end_m = m;
    x.out = jx_arena_array(a, (size_t)n + m + 1, sizeof *x.out);
    if (!x.out) return jx_arena_failure(a);
    while (x.n < end_n && x.m < end_m && same(&x, x.n, x.m))
        pair(&x, x.n, x.m);
    while (end_n > x.n && end_m > x.m && same(&x, end_n - 1, end_m - 1)) {
        end_n--;
        end_m--;
    }
    jx_status rc = pair_middle(&x, end_n, end_m, a);
    close_gap(&x, end_n, end_m);
    for (; end_n < n; end_n++, end_m++)
        pair(&x, end_n, end_m);
    *out = x.out;
    *count = x.count;
    return rc;
}
