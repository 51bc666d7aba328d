/* Cells and rows into the arena, as the only sheet of a grid. */
#include "one_sheet.h"

jx_status one_sheet_keep(const struct one_sheet *from, enum jx_address_style style,
                         struct jx_arena *a, struct jx_reader_trouble *t, struct jx_grid *out)
{
    struct jx_sheet *s = jx_arena_take(a, sizeof *s);
    if (!s) return jx_reader_fail_arena(t, a->status);
    *s = (struct jx_sheet){.name = JX_LIT(""),
                           .cells = jx_arena_array(a, from->cell_count, sizeof *s->cells),
                           .cell_count = (uint32_t)from->cell_count,
                           .rows = jx_arena_array(a, from->row_count, sizeof *s->rows),
                           .row_count = (uint32_t)from->row_count,
                           .column_count = from->columns};
    if (!s->cells || !s->rows) return jx_reader_fail_arena(t, a->status);
    if (from->cell_count) memcpy(s->cells, from->cells, from->cell_count * sizeof *s->cells);
    if (from->row_count) memcpy(s->rows, from->rows, from->row_count * sizeof *s->rows);
    *out = (struct jx_grid){.sheets = s, .sheet_count = 1, .style = style};
    return JX_OK;
}
