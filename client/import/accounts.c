/* The tables of the final accounts: their headings joined over all levels, their rows as printed.
 */
#include "project_form.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

enum { HEADING_LINES_MAX = 5, NAME_BYTES_MAX = 12 /* of 类, 款, 项 */ };

struct table_reader {
    struct importer *im;
    const struct region *region;
    struct jx_slice key, money_unit, unit;
    struct origin money_from, unit_from;
    uint32_t heading[HEADING_LINES_MAX]; /* rows */
    struct jx_slice heading_text[HEADING_LINES_MAX];
    uint32_t heading_count, first_data;
    uint32_t base, reach; /* first column of the sheet, and number of them */
    uint32_t *column_of;  /* which column of the table each of them is of */
    uint32_t *begin;      /* where each column of the table begins */
    uint32_t width;       /* number of columns of the table */
    struct draft *d;
    struct jx_accounts_table *table;
};

static bool is_figure(struct jx_slice text)
{
    struct jx_figure f;
    return jx_figure_parse(text, &f) == JX_OK;
}

static bool is_word(const struct importer *im, struct jx_slice text, enum jx_word w)
{
    return jx_word_of(im->words, JX_CLASS_LAYOUT, text) == w;
}

/* 单位名称： without a name */
static bool ends_with_colon(struct jx_slice text)
{
    return jx_ends_with(text, JX_LIT("：")) || jx_ends_with(text, JX_LIT(":"));
}

/* What stands above the heading: the number of the table, the unit, the money unit. */
static bool read_above(struct table_reader *r, uint32_t line)
{
    struct importer *im = r->im;
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line);
    bool all = true;
    for (uint32_t i = 0; i < l->count; i++) {
        struct jx_slice value;
        enum jx_word label = label_of(im, items[i].text, &value);
        bool money = jx_money_scale(value) != JX_SCALE_NONE;
        int year = jx_year_alone(items[i].text);
        if (is_word(im, items[i].text, JX_LAYOUT_ACCOUNTS_NUMBER)) {
            set_fate(im, line, &items[i], FATE_LAYOUT);
        } else if (year) {
            if (r->d->document.year == 0) r->d->document.year = year;
            set_fate(im, line, &items[i], FATE_FIELD);
        } else if (money || label == JX_LABEL_MONEY_UNIT) {
            r->money_unit = value;
            r->money_from = origin_of(line, &items[i]);
            set_fate(im, line, &items[i], FATE_FIELD);
        } else if (label && !jx_is_absent(value)) {
            r->unit = value;
            r->unit_from = origin_of(line, &items[i]);
            set_fate(im, line, &items[i], FATE_FIELD);
        } else if (label && ends_with_colon(items[i].text)) {
            set_fate(im, line, &items[i], FATE_LAYOUT);
        } else {
            all = false;
        }
    }
    return all && l->count > 0;
}

/* 类 | 款 | 项 | 栏次 | 1 | 2: names of columns in the row that counts the others. */
static bool names_beside_numbers(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t names = 0, words = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        bool word = is_word(im, items[i].text, JX_LAYOUT_COLUMN_NUMBER);
        words += word;
        names += !word && !items[i].above && !is_figure(items[i].text) &&
                 items[i].text.len <= NAME_BYTES_MAX;
    }
    return words > 0 && names > 0;
}

static bool is_heading_line(const struct importer *im, uint32_t line)
{
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line);
    if (l->paragraph || l->count == 0) return false;
    if (names_beside_numbers(im, line)) return true;
    for (uint32_t i = 0; i < l->count; i++)
        if (is_figure(items[i].text)) return false;
    return l->count > 1;
}

/* From the first row that names columns to the first with figures. */
static void find_heading(struct table_reader *r)
{
    struct importer *im = r->im;
    uint32_t line = r->region->first;
    for (; line < r->region->end; line++) {
        if (line == r->region->title || im->lines[line].count == 0) continue;
        if (read_above(r, line)) continue;
        if (is_heading_line(im, line)) break;
    }
    r->base = UINT32_MAX;
    uint32_t end = 0;
    for (; line < r->region->end && r->heading_count < HEADING_LINES_MAX; line++) {
        if (im->lines[line].count == 0) continue;
        if (!is_heading_line(im, line)) break;
        const struct item *items = line_items(im, line);
        r->heading_text[r->heading_count] = line_text(im, line);
        r->heading[r->heading_count++] = line;
        for (uint32_t i = 0; i < im->lines[line].count; i++) {
            if (items[i].column < r->base) r->base = items[i].column;
            if (items[i].end > end) end = items[i].end;
        }
        set_line_fate(im, line, FATE_FIELD);
    }
    r->first_data = line;
    r->reach = r->heading_count ? end - r->base : 0;
}

static void mark_begins(const struct table_reader *r, uint32_t line, uint32_t *marks)
{
    const struct item *items = line_items(r->im, line);
    for (uint32_t i = 0; i < r->im->lines[line].count; i++)
        if (items[i].column >= r->base && items[i].column - r->base < r->reach)
            marks[items[i].column - r->base] = 1;
}

/* A template of narrow columns merges every cell over some of them: where no text begins, there is
 * no column of the table. */
static void number_columns(struct table_reader *r)
{
    struct importer *im = r->im;
    r->column_of = jx_arena_array(im->arena, r->reach + 1u, sizeof *r->column_of);
    r->begin = jx_arena_array(im->arena, r->reach + 1u, sizeof *r->begin);
    if (!r->column_of || !r->begin) {
        im->status = im->arena->status;
        r->reach = 0;
        return;
    }
    memset(r->column_of, 0, (r->reach + 1u) * sizeof *r->column_of);
    uint32_t first = r->heading_count ? r->heading[0] : r->region->end;
    for (uint32_t line = first; line < r->region->end; line++)
        mark_begins(r, line, r->column_of);
    for (uint32_t i = 0; i < r->reach; i++) {
        bool begins = r->column_of[i] && r->width < JX_TABLE_COLUMNS_MAX;
        if (begins) r->begin[r->width++] = r->base + i;
        r->column_of[i] = begins ? r->width - 1 : UINT32_MAX;
    }
}

/* ---- columns ---- */

static const struct item *item_covering(const struct importer *im, uint32_t line, uint32_t column)
{
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        if (items[i].column <= column && column < items[i].end) return &items[i];
    return NULL;
}

static const struct item *item_before(const struct importer *im, uint32_t line, uint32_t column)
{
    const struct item *items = line_items(im, line), *found = NULL;
    for (uint32_t i = 0; i < im->lines[line].count && items[i].column < column; i++)
        found = &items[i];
    return found;
}

static bool names_column(const struct table_reader *r, uint32_t line, uint32_t column)
{
    const struct item *it = item_covering(r->im, line, column);
    return it && !is_figure(it->text) && !is_word(r->im, it->text, JX_LAYOUT_COLUMN_NUMBER);
}

/* In a text dump a group's name stands over its first column only; it reaches as far as the rows
 * below it name columns. */
static const struct item *heading_item(const struct table_reader *r, uint32_t level,
                                       uint32_t column)
{
    const struct item *it = item_covering(r->im, r->heading[level], column);
    if (it) return it;
    for (uint32_t below = level + 1; below < r->heading_count; below++)
        if (names_column(r, r->heading[below], column))
            return item_before(r->im, r->heading[level], column);
    return NULL;
}

static struct jx_slice column_name(struct table_reader *r, uint32_t column)
{
    struct jx_slice name = JX_LIT("");
    uint32_t last_cell = UINT32_MAX;
    for (uint32_t level = 0; level < r->heading_count; level++) {
        const struct item *it = heading_item(r, level, column);
        if (!it || it->cell == last_cell || is_figure(it->text)) continue;
        if (is_word(r->im, it->text, JX_LAYOUT_COLUMN_NUMBER)) continue;
        last_cell = it->cell;
        name = jx_is_blank(name) ? it->text
                                 : jx_arena_printf(r->im->arena, "%.*s/%.*s", (int)name.len,
                                                   name.ptr, (int)it->text.len, it->text.ptr);
        if (jx_is_absent(name)) {
            r->im->status = r->im->arena->status;
            return JX_LIT("");
        }
    }
    return name;
}

static void read_columns(struct table_reader *r)
{
    struct jx_slice *columns = jx_arena_array(r->im->arena, r->width, sizeof *columns);
    if (!columns) {
        r->im->status = r->im->arena->status;
        return;
    }
    for (uint32_t i = 0; i < r->width; i++)
        columns[i] = column_name(r, r->begin[i]);
    r->table->columns = (struct jx_list){columns, r->width};
}

/* ---- rows ---- */

static struct jx_slice cell_pointer(const struct table_reader *r, uint32_t row, uint32_t column)
{
    return jx_arena_printf(r->im->arena, "/tables/%.*s/rows/%u/%u", (int)r->key.len, r->key.ptr,
                           (unsigned)row, (unsigned)column);
}

/* A heading's cell that reaches down beside the first rows: 类, 款 and 项 beside 合计. */
static bool is_of_heading(const struct table_reader *r, const struct item *it)
{
    if (!it->above || r->heading_count == 0) return false;
    uint32_t last = r->heading[r->heading_count - 1];
    const struct item *items = line_items(r->im, last);
    for (uint32_t i = 0; i < r->im->lines[last].count; i++)
        if (items[i].cell == it->cell) return true;
    return false;
}

static void read_row(struct table_reader *r, uint32_t line)
{
    struct importer *im = r->im;
    const struct item *items = line_items(im, line);
    struct jx_slice *cells = jx_arena_array(im->arena, r->width, sizeof *cells);
    if (!cells || !draft_list_room(im, &r->table->rows, sizeof(struct jx_list))) {
        im->status = im->arena->status;
        return;
    }
    for (uint32_t i = 0; i < r->width; i++)
        cells[i] = JX_LIT("");
    uint32_t row = r->table->rows.count++;
    ((struct jx_list *)r->table->rows.items)[row] = (struct jx_list){cells, r->width};
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        uint32_t at = items[i].column - r->base;
        if (items[i].column < r->base || at >= r->reach || is_of_heading(r, &items[i])) continue;
        uint32_t column = r->column_of[at];
        if (column >= r->width) continue;
        cells[column] = items[i].text;
        draft_place(im, r->d, cell_pointer(r, row, column), origin_of(line, &items[i]));
    }
}

static bool is_heading_again(struct table_reader *r, uint32_t line)
{
    uint32_t count = r->im->lines[line].count;
    for (uint32_t i = 0; i < r->heading_count; i++) {
        if (r->im->lines[r->heading[i]].count != count) continue;
        if (jx_slice_eq(line_text(r->im, line), r->heading_text[i])) return true;
    }
    return false;
}

static bool read_table_note(struct table_reader *r, uint32_t line)
{
    struct importer *im = r->im;
    const struct item *it = line_items(im, line);
    if (im->lines[line].count != 1) return false;
    bool across = it->end - it->column >= r->reach && r->reach > 1;
    if (!is_note(im, it->text) && !across) return false;
    if (draft_add_pair(im, &r->table->extra, JX_LIT("注"), it->text))
        set_fate(im, line, it, FATE_FIELD);
    return true;
}

static void read_table_rows(struct table_reader *r)
{
    struct importer *im = r->im;
    for (uint32_t line = r->first_data; line < r->region->end && im->status == JX_OK; line++) {
        const struct line *l = &im->lines[line];
        if (l->count == 0 || read_table_note(r, line)) continue;
        bool furniture = is_furniture(im, line) || is_column_numbers(im, line);
        if (furniture || (!l->paragraph && is_heading_again(r, line))) {
            set_line_fate(im, line, FATE_LAYOUT);
            continue;
        }
        struct jx_slice money = r->money_unit;
        if (line_own(im, line) <= 3 && read_above(r, line)) {
            if (!jx_is_absent(money)) r->money_unit = money;
            continue;
        }
        bool total = im->grid->style == JX_ADDRESS_LINE && l->count == 1 &&
                     is_word(im, line_items(im, line)->text, JX_LAYOUT_TOTAL);
        if (!l->paragraph || total) read_row(r, line);
    }
}

/* ---- the document ---- */

static struct jx_list *tables_of(struct draft *d)
{
    return &d->document.body.final_accounts->tables;
}

static bool has_table(struct draft *d, struct jx_slice key)
{
    const struct jx_accounts_table *t = tables_of(d)->items;
    for (uint32_t i = 0; i < tables_of(d)->count; i++)
        if (jx_slice_eq(t[i].key, key)) return true;
    return false;
}

/* A second table of one number belongs to another unit's accounts. */
static struct draft *accounts_draft(struct importer *im, uint32_t line, struct jx_slice key)
{
    if (!im->accounts || has_table(im->accounts, key))
        im->accounts = draft_new(im, JX_FORM_final_accounts, line);
    return im->accounts;
}

/* A new table, in the order of keys. */
static struct jx_accounts_table *new_table(struct importer *im, struct draft *d,
                                           struct jx_slice key)
{
    struct jx_list *l = tables_of(d);
    if (!draft_list_room(im, l, sizeof(struct jx_accounts_table))) return NULL;
    struct jx_accounts_table *t = l->items;
    uint32_t at = l->count++;
    while (at > 0 && jx_slice_cmp(t[at - 1].key, key) > 0) {
        t[at] = t[at - 1];
        at--;
    }
    t[at] = (struct jx_accounts_table){.key = key};
    return &t[at];
}

void read_accounts_table(struct importer *im, const struct region *region)
{
    struct table_reader r = {.im = im, .region = region};
    r.key = jx_arena_copy(im->arena, region->accounts_key);
    r.d = accounts_draft(im, region->first, r.key);
    r.table = r.d && !jx_is_absent(r.key) ? new_table(im, r.d, r.key) : NULL;
    if (!r.table) {
        if (im->status == JX_OK) im->status = im->arena->status;
        return;
    }
    r.table->title = line_text(im, region->title);
    set_line_fate(im, region->title, FATE_FIELD);
    find_heading(&r);
    number_columns(&r);
    read_columns(&r);
    r.table->rows.items = jx_arena_take(im->arena, 0);
    read_table_rows(&r);
    r.table->money_unit = r.money_unit;
    if (!jx_is_absent(r.unit) && jx_is_absent(draft_get(r.d, "unit/name")))
        draft_put(im, r.d, "unit/name", r.unit, r.unit_from);
    r.d->end_line = region->end;
}

void read_accounts_cover(struct importer *im, const struct region *region)
{
    im->accounts = draft_new(im, JX_FORM_final_accounts, region->first);
    if (!im->accounts) return;
    draft_title(im, im->accounts, region->title);
    draft_settle_year(im->accounts);
    im->accounts->end_line = region->end;
}
