/* One sheet of a workbook: the cells that have text, its merges, what it hides. */
#include "workbook.h"

#include <stdio.h>
#include <stdlib.h>

enum value_type {
    VALUE_NUMBER,
    VALUE_SHARED,
    VALUE_TEXT, /* of a formula, or inline */
    VALUE_FLAG,
    VALUE_ERROR,
    VALUE_MOMENT,
};

struct reading {
    struct workbook *workbook;
    struct raw_sheet *sheet;
    struct buffer value, shown;
    uint32_t row, column, next_column;
    uint32_t style;
    enum value_type type;
    unsigned skipped; /* how deep inside something that is not shown */
    bool in_data, in_cell, collecting, has_value, has_formula, zeros_hidden;
    bool in_margin, even_pages, first_page; /* headers and footers: which pages have their own */
};

static struct jx_reader_trouble *trouble_of(const struct reading *r)
{
    return r->workbook->package->trouble;
}

static jx_status fail_cell(const struct reading *r, enum jx_reader_problem p, int64_t limit)
{
    char where[JX_READER_WHERE_BYTES];
    workbook_print_cell(r->sheet->name, r->row, r->column, where);
    return jx_reader_fail(trouble_of(r), p, where, limit);
}

/* ---- references ---- */

bool workbook_read_reference(const char **at, uint32_t *row, uint32_t *column)
{
    const char *s = *at;
    uint32_t c = 0, n = 0;
    if (*s == '$') s++;
    for (; (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'); s++) {
        c = c * 26 + (uint32_t)((*s & 0x1F));
        if (c > JX_GRID_COLUMNS_MAX) return false;
    }
    if (*s == '$') s++;
    for (; *s >= '0' && *s <= '9'; s++) {
        n = n * 10 + (uint32_t)(*s - '0');
        if (n > WORKBOOK_ROWS) return false;
    }
    if (c == 0 || n == 0) return false;
    *row = n - 1;
    *column = c - 1;
    *at = s;
    return true;
}

static void print_reference(uint32_t row, uint32_t column, char out[24])
{
    char letters[8], *at = letters + 7;
    *at = '\0';
    for (uint32_t n = column + 1; n > 0 && at > letters; n = (n - 1) / 26)
        *--at = (char)('A' + (n - 1) % 26);
    snprintf(out, 24, "%s%u", at, (unsigned)row + 1);
}

void workbook_print_cell(struct jx_slice sheet, uint32_t row, uint32_t column,
                         char out[JX_READER_WHERE_BYTES])
{
    char reference[24];
    print_reference(row, column, reference);
    snprintf(out, JX_READER_WHERE_BYTES, "%.*s!%s", (int)(sheet.len < 124 ? sheet.len : 124),
             sheet.ptr, reference);
}

/* ---- values ---- */

static void show_number(struct reading *r, const struct number_format *f, struct jx_slice text)
{
    struct number n;
    if (!number_parse(text, &n))
        buffer_put(&r->shown, text);
    else if (!(r->zeros_hidden && number_is_zero(&n)))
        number_format_show(f, &n, r->workbook->from_1904, &r->shown);
}

/* The index of a shared text; one that does not exist is damage, and no reason to guess. */
static jx_status shared_text(struct reading *r, struct jx_slice *out)
{
    char digits[16];
    struct jx_slice s = buffer_slice(&r->value);
    snprintf(digits, sizeof digits, "%.*s", (int)(s.len < 15 ? s.len : 15), s.ptr);
    uint32_t i = xml_number(digits, UINT32_MAX);
    if (i >= r->workbook->string_count) return fail_cell(r, JX_READER_PART_DAMAGED, 0);
    *out = r->workbook->strings[i];
    return JX_OK;
}

static const struct number_format *format_of(const struct reading *r)
{
    const struct workbook *w = r->workbook;
    return r->style < w->style_count ? w->styles[r->style].format : w->general;
}

/* A text seldom has a format of its own. */
static bool changes_text(const struct number_format *f)
{
    const struct format_section *last = &f->sections[f->count - 1];
    return f->count == 4 || (last->has_text && last->count > 1);
}

static bool is_true(struct jx_slice value)
{
    return jx_slice_eq(value, JX_LIT("1")) || jx_slice_eq(value, JX_LIT("true"));
}

static jx_status show_value(struct reading *r, struct jx_slice *out)
{
    const struct number_format *f = format_of(r);
    struct jx_slice value = buffer_slice(&r->value);
    jx_status rc = JX_OK;
    r->shown.len = 0;
    *out = JX_ABSENT;
    switch (r->type) {
    case VALUE_NUMBER:
        show_number(r, f, value);
        break;
    case VALUE_SHARED:
        rc = shared_text(r, out);
        if (rc == JX_OK && changes_text(f)) {
            number_format_show_text(f, *out, &r->shown);
            *out = JX_ABSENT;
        }
        break;
    case VALUE_TEXT:
        if (changes_text(f))
            number_format_show_text(f, value, &r->shown);
        else
            workbook_put_text(&r->shown, value);
        break;
    case VALUE_FLAG:
        buffer_put(&r->shown, is_true(value) ? JX_LIT("TRUE") : JX_LIT("FALSE"));
        break;
    case VALUE_ERROR:
        buffer_put(&r->shown, value);
        break;
    case VALUE_MOMENT:
        number_format_show_moment(f, value, &r->shown);
        break;
    }
    return rc;
}

static jx_status check_buffers(struct reading *r)
{
    jx_status rc = r->value.status != JX_OK ? r->value.status : r->shown.status;
    if (rc == JX_E_TEXT_LONG) return fail_cell(r, JX_READER_CELL_LONG, JX_READER_CELL_BYTES_MAX);
    return rc == JX_OK ? JX_OK : jx_reader_fail(trouble_of(r), JX_READER_MEMORY, NULL, 0);
}

static jx_status add_cell(struct reading *r, struct jx_slice text)
{
    struct raw_sheet *s = r->sheet;
    if (r->row >= JX_GRID_ROWS_MAX) return fail_cell(r, JX_READER_ROWS_MANY, JX_GRID_ROWS_MAX);
    if (++r->workbook->cells > JX_GRID_CELLS_MAX)
        return fail_cell(r, JX_READER_CELLS_MANY, JX_GRID_CELLS_MAX);
    struct raw_cell *cells = heap_grown(s->cells, s->cell_count, &s->cell_room, sizeof *cells);
    if (!cells) return jx_reader_fail(trouble_of(r), JX_READER_MEMORY, NULL, 0);
    s->cells = cells;
    s->cells[s->cell_count++] = (struct raw_cell){r->row, r->column, text};
    return JX_OK;
}

static void note_formula(struct reading *r)
{
    struct jx_reader_trouble *t = trouble_of(r);
    if (t->formulas_without_value++ == 0)
        workbook_print_cell(r->sheet->name, r->row, r->column, t->first_formula);
}

static jx_status end_cell(struct reading *r)
{
    r->in_cell = r->collecting = false;
    bool blank = !r->has_value || (r->type != VALUE_TEXT && r->value.len == 0);
    if (blank && r->has_formula) note_formula(r);
    if (blank) return check_buffers(r);
    struct jx_slice text;
    jx_status rc = show_value(r, &text);
    if (rc == JX_OK) rc = check_buffers(r);
    if (rc != JX_OK) return rc;
    if (jx_is_absent(text)) {
        if (r->shown.len == 0) return JX_OK;
        struct jx_arena *a = r->workbook->package->arena;
        text = jx_arena_copy(a, buffer_slice(&r->shown));
        if (jx_is_absent(text)) return jx_reader_fail_arena(trouble_of(r), a->status);
    }
    return jx_is_blank(text) ? JX_OK : add_cell(r, text);
}

/* ---- elements ---- */

static enum value_type type_of(const char *t)
{
    static const struct {
        const char *name;
        enum value_type type;
    } types[] = {{"s", VALUE_SHARED}, {"n", VALUE_NUMBER},       {"str", VALUE_TEXT},
                 {"b", VALUE_FLAG},   {"inlineStr", VALUE_TEXT}, {"e", VALUE_ERROR},
                 {"d", VALUE_MOMENT}};
    for (size_t i = 0; t && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(t, types[i].name) == 0) return types[i].type;
    return VALUE_NUMBER;
}

/* A cell, and a row, that does not say where it is stands behind the one before it. */
static jx_status start_cell(struct reading *r, const char *const *attributes)
{
    const char *reference = NULL, *style = NULL, *type = NULL;
    for (; attributes[0]; attributes += 2) {
        const char *name = attributes[0];
        if (strcmp(name, "r") == 0) reference = attributes[1];
        if (strcmp(name, "s") == 0) style = attributes[1];
        if (strcmp(name, "t") == 0) type = attributes[1];
    }
    r->column = r->next_column;
    if (reference && !workbook_read_reference(&reference, &r->row, &r->column))
        return fail_cell(r, JX_READER_PART_DAMAGED, 0);
    if (r->column >= JX_GRID_COLUMNS_MAX)
        return fail_cell(r, JX_READER_COLUMNS_MANY, JX_GRID_COLUMNS_MAX);
    r->next_column = r->column + 1;
    r->style = xml_number(style, 0);
    r->type = type_of(type);
    r->in_cell = true;
    r->has_value = r->has_formula = r->collecting = false;
    r->value.len = 0;
    return JX_OK;
}

/* "0", "0.0" */
static bool is_zero(const char *s)
{
    struct number n;
    return s && number_parse(jx_slice_of(s), &n) && number_is_zero(&n);
}

static jx_status start_row(struct reading *r, const char *const *attributes)
{
    struct raw_sheet *s = r->sheet;
    uint32_t number = xml_number(xml_attribute(attributes, "r"), r->row + 2);
    if (number == 0 || number > WORKBOOK_ROWS) return fail_cell(r, JX_READER_PART_DAMAGED, 0);
    r->row = number - 1;
    r->next_column = 0;
    bool hidden = xml_flag(xml_attribute(attributes, "hidden"), false) ||
                  is_zero(xml_attribute(attributes, "ht"));
    if (!hidden || r->row >= JX_GRID_ROWS_MAX) return JX_OK;
    if (s->hidden_row_count >= WORKBOOK_ROWS)
        return fail_cell(r, JX_READER_ROWS_MANY, JX_GRID_ROWS_MAX);
    uint32_t *rows = heap_grown(s->hidden_rows, s->hidden_row_count, &s->hidden_row_room,
                                sizeof *rows);
    if (!rows) return jx_reader_fail(trouble_of(r), JX_READER_MEMORY, NULL, 0);
    s->hidden_rows = rows;
    s->hidden_rows[s->hidden_row_count++] = r->row;
    return JX_OK;
}

static jx_status start_columns(struct reading *r, const char *const *attributes)
{
    struct raw_sheet *s = r->sheet;
    bool hidden = xml_flag(xml_attribute(attributes, "hidden"), false) ||
                  is_zero(xml_attribute(attributes, "width"));
    uint32_t first = xml_number(xml_attribute(attributes, "min"), 0),
             last = xml_number(xml_attribute(attributes, "max"), 0);
    if (!hidden || first == 0 || last < first || first > JX_GRID_COLUMNS_MAX) return JX_OK;
    if (last > JX_GRID_COLUMNS_MAX) last = JX_GRID_COLUMNS_MAX;
    if (s->hidden_column_count >= JX_GRID_COLUMNS_MAX)
        return fail_cell(r, JX_READER_COLUMNS_MANY, JX_GRID_COLUMNS_MAX);
    struct hidden_columns *columns = heap_grown(s->hidden_columns, s->hidden_column_count,
                                                &s->hidden_column_room, sizeof *columns);
    if (!columns) return jx_reader_fail(trouble_of(r), JX_READER_MEMORY, NULL, 0);
    s->hidden_columns = columns;
    s->hidden_columns[s->hidden_column_count++] = (struct hidden_columns){first - 1, last - 1};
    return JX_OK;
}

static void note_merge(struct reading *r, const char *reference)
{
    struct jx_reader_trouble *t = trouble_of(r);
    if (t->merges_dropped++ == 0)
        snprintf(t->first_merge, sizeof t->first_merge, "%.*s!%.24s",
                 (int)(r->sheet->name.len < 120 ? r->sheet->name.len : 120), r->sheet->name.ptr,
                 reference);
}

static jx_status start_merge(struct reading *r, const char *const *attributes)
{
    struct raw_sheet *s = r->sheet;
    const char *reference = xml_attribute(attributes, "ref"), *at = reference;
    struct raw_merge m;
    if (!at) return JX_OK;
    if (!workbook_read_reference(&at, &m.row, &m.column) || *at++ != ':' ||
        !workbook_read_reference(&at, &m.last_row, &m.last_column) || *at != '\0' ||
        m.last_row < m.row || m.last_column < m.column) {
        note_merge(r, reference);
        return JX_OK;
    }
    if (++r->workbook->merges > JX_READER_MERGES_MAX)
        return jx_reader_fail(trouble_of(r), JX_READER_MERGES_MANY, NULL, JX_READER_MERGES_MAX);
    struct raw_merge *merges = heap_grown(s->merges, s->merge_count, &s->merge_room,
                                          sizeof *merges);
    if (!merges) return jx_reader_fail(trouble_of(r), JX_READER_MEMORY, NULL, 0);
    s->merges = merges;
    s->merges[s->merge_count++] = m;
    return JX_OK;
}

static bool is_printed_margin(const struct reading *r, const char *name)
{
    if (strcmp(name, "evenHeader") == 0 || strcmp(name, "evenFooter") == 0) return r->even_pages;
    if (strcmp(name, "firstHeader") == 0 || strcmp(name, "firstFooter") == 0) return r->first_page;
    return strcmp(name, "oddHeader") == 0 || strcmp(name, "oddFooter") == 0;
}

static void start_margin(struct reading *r, const char *name, const char *const *attributes)
{
    if (strcmp(name, "headerFooter") == 0) {
        r->even_pages = xml_flag(xml_attribute(attributes, "differentOddEven"), false);
        r->first_page = xml_flag(xml_attribute(attributes, "differentFirst"), false);
    } else if (is_printed_margin(r, name)) {
        r->in_margin = r->collecting = true;
        r->value.len = 0;
    }
}

static jx_status end_margin(struct reading *r)
{
    r->in_margin = r->collecting = false;
    jx_status rc = check_buffers(r);
    return rc == JX_OK ? workbook_add_margin(r->workbook, r->sheet, buffer_slice(&r->value)) : rc;
}

static jx_status start_outside(struct reading *r, const char *name, const char *const *attributes)
{
    if (strcmp(name, "sheetData") == 0) r->in_data = true;
    if (strcmp(name, "col") == 0) return start_columns(r, attributes);
    if (strcmp(name, "mergeCell") == 0) return start_merge(r, attributes);
    if (strcmp(name, "sheetView") == 0)
        r->zeros_hidden = !xml_flag(xml_attribute(attributes, "showZeros"), true);
    start_margin(r, name, attributes);
    return JX_OK;
}

static void start_inside_cell(struct reading *r, const char *name)
{
    bool value = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
    if (value) r->collecting = r->has_value = true;
    if (strcmp(name, "f") == 0) r->has_formula = true;
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    struct reading *r = ctx;
    if (r->skipped > 0 || strcmp(name, "extLst") == 0 || strcmp(name, "rPh") == 0) {
        r->skipped++;
        return JX_OK;
    }
    if (r->in_cell) {
        start_inside_cell(r, name);
        return JX_OK;
    }
    if (!r->in_data) return start_outside(r, name, attributes);
    if (strcmp(name, "c") == 0) return start_cell(r, attributes);
    return strcmp(name, "row") == 0 ? start_row(r, attributes) : JX_OK;
}

static jx_status on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;
    if (r->skipped > 0) {
        r->skipped--;
        return JX_OK;
    }
    if (r->in_cell && strcmp(name, "c") == 0) return end_cell(r);
    if (r->in_margin) return end_margin(r);
    r->collecting = false;
    if (strcmp(name, "sheetData") == 0) r->in_data = false;
    return JX_OK;
}

static jx_status on_text(void *ctx, struct jx_slice s)
{
    struct reading *r = ctx;
    if (!r->collecting || r->skipped > 0) return JX_OK;
    buffer_put(&r->value, s);
    return check_buffers(r);
}

void raw_sheet_clear(struct raw_sheet *s)
{
    free(s->cells);
    free(s->merges);
    free(s->hidden_rows);
    free(s->hidden_columns);
    free(s->boxes);
    free(s->margins);
    *s = (struct raw_sheet){0};
}

jx_status workbook_read_sheet(struct workbook *w, struct jx_slice part, struct raw_sheet *out)
{
    struct reading r = {.workbook = w, .sheet = out, .row = UINT32_MAX};
    buffer_init(&r.value, JX_READER_CELL_BYTES_MAX);
    buffer_init(&r.shown, JX_READER_CELL_BYTES_MAX + 4096);
    const struct xml_events events = {&r, on_start, on_end, on_text};
    jx_status rc = package_read(w->package, part, &events);
    buffer_clear(&r.value);
    buffer_clear(&r.shown);
    return rc;
}
