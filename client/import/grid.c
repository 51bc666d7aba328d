/* Cell addresses, as a person finds them. */
#include "grid.h"

/* A, B … Z, AA … in the buffer's end; returns its first character. */
static const char *column_letters(uint32_t column, char buffer[8])
{
    char *at = buffer + 7;
    *at = '\0';
    for (uint32_t n = column + 1; n > 0 && at > buffer; n = (n - 1) / 26)
        *--at = (char)('A' + (n - 1) % 26);
    return at;
}

struct jx_slice jx_cell_address(const struct jx_grid *g, uint32_t sheet, uint32_t cell,
                                enum jx_lang lang, struct jx_arena *a)
{
    const struct jx_sheet *s = &g->sheets[sheet];
    const struct jx_cell *c = &s->cells[cell];
    unsigned row = c->row + 1, column = c->column + 1, line = c->source_line;
    char letters[8];
    switch (g->style) {
    case JX_ADDRESS_SHEET:
        return jx_arena_printf(a, "%.*s!%s%u", (int)s->name.len, s->name.ptr,
                               column_letters(c->column, letters), row);
    case JX_ADDRESS_TABLE:
        if (line == 0)
            return lang == JX_LANG_ZH ? jx_arena_printf(a, "第%u段", row)
                                      : jx_arena_printf(a, "paragraph %u", row);
        return lang == JX_LANG_ZH
                   ? jx_arena_printf(a, "表%u第%u行第%u格", line, row, column)
                   : jx_arena_printf(a, "table %u, row %u, cell %u", line, row, column);
    case JX_ADDRESS_LINE:
        break;
    }
    return lang == JX_LANG_ZH ? jx_arena_printf(a, "第%u行第%u格", line, column)
                              : jx_arena_printf(a, "line %u, cell %u", line, column);
}
