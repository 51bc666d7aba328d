/* The rows of a grid with what reaches into them: merged cells stand in every row that they cover.
 */
#include "importer.h"

#include "../../proto/base/text.h"
#include "../../proto/form/tidy.h"

/* Merged cells count in every row they cover, so that a hostile file could multiply itself. */
enum { ITEMS_MAX = 4 << 20 };

/* A cell that reaches further down, and the row behind its last one. */
struct open_cell {
    struct item item;
    uint32_t until;
};

struct open_cells {
    struct open_cell *items; /* by column */
    uint32_t count, room;
};

struct builder {
    struct importer *im;
    uint32_t item_count, item_room;
    struct open_cells open, next; /* for the row at hand, and the one below it */
};

void *grown(struct importer *im, void *items, uint32_t count, uint32_t *room, size_t size)
{
    if (count < *room) return items;
    uint32_t wanted = *room ? *room * 2 : 16;
    void *more = jx_arena_array(im->arena, wanted, size);
    if (!more) {
        im->status = im->arena->status;
        return NULL;
    }
    if (count) memcpy(more, items, count * size);
    *room = wanted;
    return more;
}

static bool add_item(struct builder *b, struct item it)
{
    struct importer *im = b->im;
    if (b->item_count >= ITEMS_MAX) {
        im->status = JX_E_TOO_LARGE;
        return false;
    }
    struct item *items = grown(im, im->items, b->item_count, &b->item_room, sizeof it);
    if (!items) return false;
    im->items = items;
    im->items[b->item_count++] = it;
    return true;
}

static bool keep_open(struct builder *b, struct item it, uint32_t row, uint32_t until)
{
    if (until <= row + 1) return true;
    struct open_cells *n = &b->next;
    struct open_cell *items = grown(b->im, n->items, n->count, &n->room, sizeof *items);
    if (!items) return false;
    n->items = items;
    it.above = true;
    n->items[n->count++] = (struct open_cell){it, until};
    return true;
}

static bool own_item(struct builder *b, const struct jx_sheet *s, uint32_t cell, struct item *out)
{
    const struct jx_cell *c = &s->cells[cell];
    *out = (struct item){cell, c->column, c->column + c->col_span, false, JX_ABSENT};
    jx_status rc = jx_tidy(c->text, b->im->arena, &out->text);
    if (rc != JX_OK) b->im->status = rc;
    return rc == JX_OK;
}

/* The own cells of the row, and between them the ones from above; both are in order of columns.
 * What overlaps a cell that is already there is left out. */
static bool add_row_items(struct builder *b, const struct jx_sheet *s, uint32_t row)
{
    uint32_t own = s->rows[row].first, own_end = own + s->rows[row].count, above = 0, reach = 0;
    b->next.count = 0;
    while (own < own_end || above < b->open.count) {
        bool take_above = above < b->open.count &&
                          (own == own_end ||
                           b->open.items[above].item.column <= s->cells[own].column);
        struct item it;
        uint32_t until;
        if (take_above) {
            it = b->open.items[above].item;
            until = b->open.items[above++].until;
        } else {
            until = row + s->cells[own].row_span;
            if (!own_item(b, s, own++, &it)) return false;
        }
        if (it.column < reach || jx_is_blank(it.text)) continue;
        reach = it.end;
        if (!add_item(b, it) || !keep_open(b, it, row, until)) return false;
    }
    struct open_cells open = b->open;
    b->open = b->next;
    b->next = open;
    return true;
}

static jx_status build_sheet(struct builder *b, uint32_t sheet)
{
    struct importer *im = b->im;
    const struct jx_sheet *s = &im->grid->sheets[sheet];
    b->open.count = 0;
    for (uint32_t row = 0; row < s->row_count; row++) {
        struct line *l = &im->lines[im->line_count];
        *l = (struct line){.sheet = sheet,
                           .first = b->item_count,
                           .paragraph = s->rows[row].paragraph,
                           .sheet_start = row == 0};
        if (!add_row_items(b, s, row)) return im->status;
        l->count = b->item_count - l->first;
        im->line_count++;
    }
    return JX_OK;
}

jx_status rows_build(struct importer *im)
{
    size_t rows = 0;
    for (uint32_t i = 0; i < im->grid->sheet_count; i++)
        rows += im->grid->sheets[i].row_count;
    im->lines = jx_arena_array(im->arena, rows + 1, sizeof *im->lines);
    im->fates = jx_arena_array(im->arena, im->grid->sheet_count + 1u, sizeof *im->fates);
    if (!im->lines || !im->fates) return im->arena->status;
    struct builder b = {.im = im};
    for (uint32_t i = 0; i < im->grid->sheet_count; i++) {
        im->fates[i] = jx_arena_take(im->arena, im->grid->sheets[i].cell_count);
        if (!im->fates[i]) return im->arena->status;
        jx_status rc = build_sheet(&b, i);
        if (rc != JX_OK) return rc;
    }
    return im->status;
}

struct jx_slice line_text(struct importer *im, uint32_t line)
{
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line);
    if (l->count == 0) return JX_LIT("");
    if (l->count == 1) return items[0].text;
    size_t len = 0;
    for (uint32_t i = 0; i < l->count; i++)
        len += items[i].text.len;
    char *to = jx_arena_take(im->arena, len + 1);
    if (!to) {
        im->status = im->arena->status;
        return JX_LIT("");
    }
    size_t at = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        memcpy(to + at, items[i].text.ptr, items[i].text.len);
        at += items[i].text.len;
    }
    return jx_slice_at(to, len);
}

uint32_t line_own(const struct importer *im, uint32_t line)
{
    uint32_t own = 0;
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        own += !items[i].above;
    return own;
}

void set_fate(struct importer *im, uint32_t line, const struct item *it, enum cell_fate fate)
{
    uint8_t *at = &im->fates[im->lines[line].sheet][it->cell];
    if (*at == FATE_UNSEEN || fate == FATE_FIELD) *at = (uint8_t)fate;
}

void set_line_fate(struct importer *im, uint32_t line, enum cell_fate fate)
{
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        set_fate(im, line, &items[i], fate);
}
