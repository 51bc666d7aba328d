/* Text dumps: any bytes. What the reader makes of them keeps the promises of a grid, and every text
 * of it is a piece of the input. */
#include "fuzz_package.h"

#include "../../client/import/text_reader.h"
#include "../../proto/base/text.h"

#include <assert.h>

enum { ARENA_BYTES = 64 << 20 };

static void check_cell(const struct jx_sheet *s, uint32_t row, uint32_t cell, struct jx_slice input)
{
    const struct jx_cell *c = &s->cells[cell];
    assert(c->row == row && c->column < s->column_count);
    assert(c->row_span == 1 && c->col_span == 1 && c->source_line > 0);
    assert(c->text.len > 0 && jx_utf8_valid(c->text));
    assert(c->text.ptr >= input.ptr && c->text.ptr + c->text.len <= input.ptr + input.len);
}

static void check_sheet(const struct jx_sheet *s, struct jx_slice input)
{
    uint32_t next = 0;
    for (uint32_t row = 0; row < s->row_count; row++) {
        assert(s->rows[row].first == next && s->rows[row].count <= s->cell_count - next);
        assert(!s->rows[row].paragraph || s->rows[row].count <= 1);
        for (uint32_t i = 0; i < s->rows[row].count; i++) {
            check_cell(s, row, next + i, input);
            assert(i == 0 || s->cells[next + i].column > s->cells[next + i - 1].column);
        }
        next += s->rows[row].count;
    }
    assert(next == s->cell_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jx_slice input = jx_slice_at(data, size);
    struct jx_arena a;
    struct jx_grid g;
    jx_arena_init(&a, ARENA_BYTES);
    jx_status rc = jx_text_read(input, &a, &g);
    if (!jx_utf8_valid(input)) assert(rc != JX_OK);
    if (rc == JX_OK) {
        assert(g.sheet_count == 1 && g.style == JX_ADDRESS_LINE);
        check_sheet(&g.sheets[0], input);
    }
    jx_arena_clear(&a);
    return 0;
}
