/* The rows of a grid with what reaches into them: merged cells stand in every row that they cover.
 */
#include "importer.h"

#include "../../proto/base/text.h"
#include "../../proto/form/tidy.h"

/* Merged cells count in every row they cover, so that a hostile file could multiply itself. */
enum {
    ITEMS_MAX = 4 << 20,
    WIDE_GAP = 2, /* white spaces between the parts of a row of text */
    VERY_WIDE_GAP = 4,
};

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
    struct open_cells open, next; /* for the row at hand, and the one below it */
};

void *grown(struct importer *im, void *items, uint32_t count, uint32_t *room, size_t size)
{
    void *more = jx_arena_grown(im->arena, items, count, room, size);
    if (!more) im->status = im->arena->status;
    return more;
}

static bool add_item(struct importer *im, struct item it)
{
    if (im->item_count >= ITEMS_MAX) {
        im->status = JX_E_TOO_LARGE;
        return false;
    }
    struct item *items = grown(im, im->items, im->item_count, &im->item_room, sizeof it);
    if (!items) return false;
    im->items = items;
    im->items[im->item_count++] = it;
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
    uint32_t end = c->col_span > UINT32_MAX - c->column ? UINT32_MAX : c->column + c->col_span;
    *out = (struct item){.cell = cell, .column = c->column, .end = end};
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
            uint32_t span = s->cells[own].row_span;
            until = span > UINT32_MAX - row ? UINT32_MAX : row + span;
            if (!own_item(b, s, own++, &it)) return false;
        }
        if (it.column < reach || jx_is_blank(it.text)) continue;
        reach = it.end;
        if (!add_item(b->im, it) || !keep_open(b, it, row, until)) return false;
    }
    struct open_cells open = b->open;
    b->open = b->next;
    b->next = open;
    return true;
}

/* ---- rows that are written as text ---- */

/* Where the next part of a text begins and ends: parts are divided by tabs, or by at least `spaces`
 * white spaces. A part that a tab ends may be empty. False at the end. */
static bool next_part(struct jx_slice s, size_t *at, uint32_t spaces, struct jx_slice *part)
{
    if (*at > s.len) return false;
    size_t begin = *at, end = *at, run = 0;
    while (*at < s.len) {
        size_t here = *at;
        uint32_t c = jx_utf8_next(s, at);
        if (c == '\t') {
            *part = jx_slice_at(s.ptr + begin, end - begin);
            return true;
        }
        if (jx_is_space(c)) {
            run++;
            continue;
        }
        if (run >= spaces && end > begin) {
            *at = here;
            *part = jx_slice_at(s.ptr + begin, end - begin);
            return true;
        }
        if (end == begin) begin = here;
        run = 0;
        end = *at;
    }
    *at = s.len + 1;
    *part = jx_slice_at(s.ptr + begin, end - begin);
    return true;
}

/* How many parts of the text are not empty. */
static uint32_t count_parts(struct jx_slice s, uint32_t spaces)
{
    uint32_t n = 0;
    struct jx_slice part;
    for (size_t at = 0; next_part(s, &at, spaces, &part);)
        n += part.len > 0;
    return n;
}

/* The parts of a paragraph as the cells of a row. */
static bool add_parts(struct importer *im, uint32_t cell, struct jx_slice s, uint32_t spaces)
{
    uint32_t column = 0;
    struct jx_slice part;
    for (size_t at = 0; next_part(s, &at, spaces, &part); column++) {
        struct item it = {.cell = cell, .column = column, .end = column + 1, .part = true};
        jx_status rc = jx_tidy(part, im->arena, &it.text);
        if (rc != JX_OK) im->status = rc;
        if (rc != JX_OK || (!jx_is_blank(it.text) && !add_item(im, it))) return false;
    }
    return true;
}

/* 2022年度, 公开01表: what stands among labels without being one. */
static bool is_year_or_number(const struct importer *im, struct jx_slice part)
{
    return jx_year_alone(part) != 0 ||
           jx_word_of(im->words, JX_CLASS_LAYOUT, part) == JX_LAYOUT_ACCOUNTS_NUMBER;
}

/* 填报单位：…    填报日期：…    单位：万元 in one cell over the whole table, or in a paragraph. */
static bool is_line_of_labels(const struct importer *im, struct jx_slice s)
{
    enum { LINE_BYTES_MAX = 400 };
    struct jx_slice part, before, after;
    uint32_t labels = 0, parts = 0;
    if (s.len > LINE_BYTES_MAX) return false;
    for (size_t at = 0; next_part(s, &at, WIDE_GAP, &part);) {
        if (part.len == 0) continue;
        parts++;
        if (is_year_or_number(im, part)) continue;
        if (!jx_split_colon(part, &before, &after)) return false;
        if (jx_word_exact(im->words, JX_CLASS_LABEL, before) == JX_WORD_NONE) return false;
        labels++;
    }
    return labels >= 1 && parts >= 2;
}

/* A table without lines: a paragraph whose parts stand apart is a row. Two parts may be words set
 * apart, unless a tab or a very wide gap divides them. */
static bool is_row_of_text(struct jx_slice s)
{
    if (count_parts(s, WIDE_GAP) >= 3 || count_parts(s, VERY_WIDE_GAP) >= 2) return true;
    return memchr(s.ptr, '\t', s.len) != NULL && count_parts(s, UINT32_MAX) >= 2;
}

static bool add_row(struct builder *b, const struct jx_sheet *s, uint32_t row, struct line *l)
{
    uint32_t cell = s->rows[row].first;
    bool alone = s->rows[row].count == 1 && (l->paragraph || b->open.count == 0);
    bool text = alone && ((l->paragraph && is_row_of_text(s->cells[cell].text)) ||
                          is_line_of_labels(b->im, s->cells[cell].text));
    if (!text) return add_row_items(b, s, row);
    l->paragraph = false;
    return add_parts(b->im, cell, s->cells[cell].text, WIDE_GAP);
}

uint32_t rows_split(struct importer *im, uint32_t first, uint32_t end)
{
    uint32_t begin = im->line_count;
    for (uint32_t line = first; line < end && im->status == JX_OK; line++) {
        struct line *lines = grown(im, im->lines, im->line_count, &im->line_room, sizeof *lines);
        if (!lines) break;
        im->lines = lines;
        struct line l = im->lines[line];
        l.first = im->item_count;
        const struct item *it = &im->items[im->lines[line].first];
        uint32_t cell = it->cell;
        bool text = im->lines[line].paragraph && im->lines[line].count == 1;
        struct jx_slice raw = text ? im->grid->sheets[l.sheet].cells[cell].text : JX_LIT("");
        if (text && !add_parts(im, cell, raw, 1)) break;
        l.count = im->item_count - l.first;
        l.paragraph = l.count == 1;
        im->lines[im->line_count++] = l;
    }
    return begin;
}

/* ---- two rows in one ---- */

static bool is_form_title(const struct importer *im, struct jx_slice text)
{
    enum jx_word w = jx_word_of(im->words, JX_CLASS_TITLE, text);
    return w == JX_TITLE_SELF_EVALUATION || w == JX_TITLE_MONITORING || w == JX_TITLE_TARGET;
}

/* Where the head of the next form begins in the total row of the one before; 0 nowhere. */
static uint32_t glued_at(const struct importer *im, const struct line *l)
{
    if (l->count < 3 || l->paragraph) return 0;
    const struct item *items = &im->items[l->first];
    if (jx_word_exact(im->words, JX_CLASS_LAYOUT, items[0].text) != JX_LAYOUT_TOTAL) return 0;
    for (uint32_t i = 2; i < l->count; i++)
        if (is_form_title(im, items[i].text) ||
            jx_word_exact(im->words, JX_CLASS_LABEL, items[i].text) == JX_LABEL_PROJECT)
            return i;
    return 0;
}

/* How many texts of the row are the title in front of it, a year behind it counted. */
static uint32_t title_length(const struct importer *im, const struct line *l)
{
    if (l->count < 2) return 0;
    const struct item *items = &im->items[l->first];
    if (!is_form_title(im, items[0].text)) return 0;
    return jx_year_alone(items[1].text) ? 2 : 1;
}

/* A row behind the last one with the texts of the last from `at` on. */
static bool cut_line(struct importer *im, uint32_t at)
{
    struct line *lines = grown(im, im->lines, im->line_count, &im->line_room, sizeof *lines);
    if (!lines) return false;
    im->lines = lines;
    struct line *last = &im->lines[im->line_count - 1], *next = &im->lines[im->line_count++];
    *next = *last;
    next->sheet_start = false;
    next->first += at;
    next->count -= at;
    last->count = at;
    return true;
}

/* A text dump may print the head of a form in the last row of the form in front of it. */
static bool split_glued(struct importer *im)
{
    uint32_t at = glued_at(im, &im->lines[im->line_count - 1]);
    if (at == 0) return true;
    if (!cut_line(im, at)) return false;
    at = title_length(im, &im->lines[im->line_count - 1]);
    return at == 0 || at == im->lines[im->line_count - 1].count || cut_line(im, at);
}

static jx_status build_sheet(struct builder *b, uint32_t sheet)
{
    struct importer *im = b->im;
    const struct jx_sheet *s = &im->grid->sheets[sheet];
    b->open.count = 0;
    for (uint32_t row = 0; row < s->row_count; row++) {
        struct line *lines = grown(im, im->lines, im->line_count, &im->line_room, sizeof *lines);
        if (!lines) return im->status;
        im->lines = lines;
        struct line *l = &im->lines[im->line_count];
        *l = (struct line){.sheet = sheet,
                           .first = im->item_count,
                           .paragraph = s->rows[row].paragraph,
                           .sheet_start = row == 0};
        if (!add_row(b, s, row, l)) return im->status;
        l->count = im->item_count - l->first;
        im->line_count++;
        if (im->grid->style == JX_ADDRESS_LINE && !split_glued(im)) return im->status;
    }
    return JX_OK;
}

jx_status rows_build(struct importer *im)
{
    size_t rows = 0;
    for (uint32_t i = 0; i < im->grid->sheet_count; i++)
        rows += im->grid->sheets[i].row_count;
    im->line_room = (uint32_t)rows;
    im->lines = jx_arena_array(im->arena, rows + 1, sizeof *im->lines);
    im->fates = jx_arena_array(im->arena, im->grid->sheet_count + 1u, sizeof *im->fates);
    im->items = grown(im, NULL, 0, &im->item_room, sizeof *im->items);
    if (!im->lines || !im->fates || !im->items) return jx_arena_failure(im->arena);
    struct builder b = {.im = im};
    for (uint32_t i = 0; i < im->grid->sheet_count; i++) {
        im->fates[i] = jx_arena_take(im->arena, im->grid->sheets[i].cell_count);
        if (!im->fates[i]) return jx_arena_failure(im->arena);
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
    struct item *own = (struct item *)(uintptr_t)it;
    if (own->part && (own->fate == FATE_UNSEEN || fate == FATE_FIELD)) own->fate = (uint8_t)fate;
}

void set_line_fate(struct importer *im, uint32_t line, enum cell_fate fate)
{
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        set_fate(im, line, &items[i], fate);
}
