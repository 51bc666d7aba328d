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

static struct jx_slice address_in_part(const struct jx_grid *g, const struct jx_sheet *s,
                                       const struct jx_cell *c, enum jx_lang lang,
                                       struct jx_arena *a)
{
    unsigned row = c->row + 1, column = c->column + 1, line = c->source_line;
    char letters[8];
    switch (g->style) {
    case JX_ADDRESS_SHEET:
        if (s->part == JX_PART_MARGINS) return s->name;
        return jx_arena_printf(a, "%.*s!%s%u", (int)s->name.len, s->name.ptr,
                               column_letters(c->column, letters), row);
    case JX_ADDRESS_TABLE:
        if (line == 0)
            return lang == JX_LANG_ZH ? jx_arena_printf(a, "第%u段", row)
                                      : jx_arena_printf(a, "paragraph %u", row);
        return lang == JX_LANG_ZH
                   ? jx_arena_printf(a, "表%u第%u行第%u格", line, row, (unsigned)c->ordinal)
                   : jx_arena_printf(a, "table %u, row %u, cell %u", line, row,
                                     (unsigned)c->ordinal);
    case JX_ADDRESS_LINE:
        break;
    }
    return lang == JX_LANG_ZH ? jx_arena_printf(a, "第%u行第%u格", line, column)
                              : jx_arena_printf(a, "line %u, cell %u", line, column);
}

struct jx_slice jx_cell_address(const struct jx_grid *g, uint32_t sheet, uint32_t cell,
                                enum jx_lang lang, struct jx_arena *a)
{
    static const char *const parts[][2] = {
        [JX_PART_MARGINS] = {[JX_LANG_ZH] = "页眉页脚", [JX_LANG_EN] = "header or footer"},
        [JX_PART_NOTES] = {[JX_LANG_ZH] = "脚注", [JX_LANG_EN] = "notes"},
        [JX_PART_BOXES] = {[JX_LANG_ZH] = "文本框", [JX_LANG_EN] = "text box"},
    };
    const struct jx_sheet *s = &g->sheets[sheet];
    struct jx_slice at = address_in_part(g, s, &s->cells[cell], lang, a);
    if (s->part == JX_PART_MAIN || jx_is_absent(at)) return at;
    return jx_arena_printf(a, "%s %.*s", parts[s->part][lang], (int)at.len, at.ptr);
}
