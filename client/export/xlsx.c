/* Pages as a workbook: looks, locks, drop-downs, formulas, the print's set-up. */
#include "number.h"
#include "page.h"

#include "../../proto/base/text.h"

#include <stdio.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define NAMES_SHEET "指标库"

enum {
    FORMATS_MAX = 128,
    ROW_POINTS = 18,   /* the least */
    LINE_POINTS = 14,  /* of each line of text */
    ENTRY_POINTS = 60, /* the least of a long text that is to be filled in */
    ROW_POINTS_MAX = 400,
    PAPER_A4 = 9,
};

static const struct {
    const char *font;
    double size;
    uint8_t align;
    bool bold, border;
} looks[LOOK_COUNT] = {
    [LOOK_TITLE] = {"宋体", 16, LXW_ALIGN_CENTER, true, false},
    [LOOK_CENTRE] = {"仿宋", 11, LXW_ALIGN_CENTER, false, false},
    [LOOK_RIGHT] = {"宋体", 10, LXW_ALIGN_RIGHT, false, false},
    [LOOK_PLAIN] = {"仿宋", 11, LXW_ALIGN_LEFT, false, false},
    [LOOK_HEADING] = {"宋体", 10, LXW_ALIGN_CENTER, true, true},
    [LOOK_LABEL] = {"宋体", 10, LXW_ALIGN_CENTER, false, true},
    [LOOK_TEXT] = {"宋体", 10, LXW_ALIGN_CENTER, false, true},
    [LOOK_FIGURE] = {"宋体", 10, LXW_ALIGN_CENTER, false, true},
    [LOOK_PROSE] = {"仿宋", 10, LXW_ALIGN_LEFT, false, true},
};

struct format {
    enum look look;
    enum use use;
    char code[NUMBER_FORMAT_ROOM];
    lxw_format *made;
};

struct book {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    struct format formats[FORMATS_MAX];
    uint32_t format_count;
    struct jx_arena *arena;
    const struct jx_choices *names; /* NULL: none */
    bool fill;
    jx_status status;
};

static void note(struct book *b, lxw_error error)
{
    if (error == LXW_NO_ERROR || b->status != JX_OK) return;
    b->status = error == LXW_ERROR_MEMORY_MALLOC_FAILED         ? JX_E_NO_MEMORY
                : error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED ? JX_E_TEXT_LONG
                                                                : JX_E_IO;
}

/* ---- formats ---- */

static lxw_format *make_format(struct book *b, const struct format *f)
{
    lxw_format *made = workbook_add_format(b->workbook);
    if (!made) return NULL;
    format_set_font_name(made, looks[f->look].font);
    format_set_font_size(made, looks[f->look].size);
    format_set_align(made, looks[f->look].align);
    format_set_align(made, LXW_ALIGN_VERTICAL_CENTER);
    format_set_text_wrap(made);
    if (looks[f->look].bold) format_set_bold(made);
    if (looks[f->look].border) format_set_border(made, LXW_BORDER_THIN);
    if (f->code[0]) format_set_num_format(made, f->code);
    if (f->use == USE_OPEN) format_set_unlocked(made);
    if (f->use == USE_COMPUTED) format_set_bg_color(made, 0xF2F2F2);
    return made;
}

/* The format of that look, made when it is new; NULL when there are too many. */
static lxw_format *format_of(struct book *b, enum look look, enum use use, const char *code)
{
    for (uint32_t i = 0; i < b->format_count; i++) {
        const struct format *f = &b->formats[i];
        if (f->look == look && f->use == use && strcmp(f->code, code) == 0) return f->made;
    }
    if (b->format_count == FORMATS_MAX) return NULL;
    struct format *f = &b->formats[b->format_count];
    *f = (struct format){.look = look, .use = use};
    snprintf(f->code, sizeof f->code, "%s", code);
    f->made = make_format(b, f);
    if (!f->made) {
        note(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    b->format_count++;
    return f->made;
}

/* ---- cells ---- */

static const char *string_of(struct book *b, struct jx_slice text)
{
    struct jx_slice copy = jx_arena_copy(b->arena, text);
    if (jx_is_absent(copy)) b->status = jx_arena_failure(b->arena);
    return jx_is_absent(copy) ? "" : copy.ptr;
}

/* What is typed into an entry for text stays text: 1-8 would become a date, 95% a number. */
static const char *code_of(const struct cell *c)
{
    if (c->format) return c->format;
    return c->use == USE_OPEN && c->look != LOOK_FIGURE ? "@" : "";
}

static void merge(struct book *b, const struct cell *c, lxw_format *f)
{
    if (c->row_span == 1 && c->col_span == 1) return;
    note(b, worksheet_merge_range(b->sheet, c->row, (lxw_col_t)c->column, c->row + c->row_span - 1,
                                  (lxw_col_t)(c->column + c->col_span - 1), "", f));
}

static void write_formula(struct book *b, const struct cell *c, lxw_format *f)
{
    lxw_col_t column = (lxw_col_t)c->column;
    char code[NUMBER_FORMAT_ROOM];
    double value;
    struct jx_slice text = jx_arena_printf(b->arena, "=%.*s", (int)c->formula.len, c->formula.ptr);
    const char *formula = string_of(b, text);
    if (number_of(c->text, &value, code))
        note(b, worksheet_write_formula_num(b->sheet, c->row, column, formula, f, value));
    else
        note(b, worksheet_write_formula_str(b->sheet, c->row, column, formula, f,
                                            string_of(b, c->text)));
}

static void write_cell(struct book *b, const struct cell *c)
{
    char code[NUMBER_FORMAT_ROOM];
    double value;
    lxw_col_t column = (lxw_col_t)c->column;
    lxw_format *f = format_of(b, c->look, c->use, code_of(c));
    bool number = c->look == LOOK_FIGURE && number_of(c->text, &value, code);
    lxw_format *shown = number ? format_of(b, c->look, c->use, code) : NULL;
    merge(b, c, shown ? shown : f);
    if (c->use == USE_COMPUTED)
        write_formula(b, c, f);
    else if (shown)
        note(b, worksheet_write_number(b->sheet, c->row, column, value, shown));
    else if (jx_is_blank(c->text))
        note(b, worksheet_write_blank(b->sheet, c->row, column, f));
    else
        note(b, worksheet_write_string(b->sheet, c->row, column, string_of(b, c->text), f));
}

/* ---- entries ---- */

/* Where the names stand: a list within the validation may have 255 characters. libxlsxwriter 1.1.4
 * copies the formula of a list twice and frees one of them: a few bytes for each entry, so that
 * this is for a command that ends with the workbook. */
static char *names_formula(struct book *b)
{
    struct jx_slice s = jx_arena_printf(b->arena, "='" NAMES_SHEET "'!$A$1:$A$%u",
                                        (unsigned)b->names->count);
    return (char *)(uintptr_t)string_of(b, s);
}

static void write_names(struct book *b)
{
    lxw_worksheet *sheet = workbook_add_worksheet(b->workbook, NAMES_SHEET);
    if (!sheet) {
        note(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    for (uint32_t i = 0; i < b->names->count && b->status == JX_OK; i++)
        note(b, worksheet_write_string(sheet, i, 0, string_of(b, b->names->items[i]), NULL));
    worksheet_hide(sheet);
}

static void write_input(struct book *b, const struct cell *c)
{
    const struct input *in = c->input;
    if (c->use != USE_OPEN || !in) return;
    lxw_data_validation v = {
        .validate = LXW_VALIDATION_TYPE_ANY,
        .ignore_blank = LXW_VALIDATION_ON,
        .show_input = LXW_VALIDATION_ON,
        .show_error = in->strict || in->figure ? LXW_VALIDATION_ON : LXW_VALIDATION_OFF,
        .dropdown = LXW_VALIDATION_ON,
        .error_title = "填写有误",
        .input_title = in->hint ? "填写说明" : NULL,
        .input_message = (char *)(uintptr_t)in->hint,
    };
    if (in->named && b->names) {
        v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        v.value_formula = names_formula(b);
    } else if (in->choices) {
        v.validate = LXW_VALIDATION_TYPE_LIST;
        v.value_list = (char **)(uintptr_t)in->choices;
        v.error_message = "请从下拉列表中选取";
    } else if (in->figure) {
        v.validate = LXW_VALIDATION_TYPE_DECIMAL;
        v.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
        v.value_number = 0;
        v.error_message = "请填写数字";
    }
    note(b, worksheet_data_validation_cell(b->sheet, c->row, (lxw_col_t)c->column, &v));
}

/* ---- the sheet ---- */

static uint32_t width_of(const struct page *p, const struct cell *c)
{
    uint32_t width = 0;
    for (uint32_t i = 0; i < c->col_span && c->column + i < p->columns; i++)
        width += p->widths[c->column + i];
    return width ? width : 1;
}

/* Merged cells do not grow with their text by themselves. */
static uint32_t points_of(const struct page *p, const struct cell *c)
{
    uint32_t width = width_of(p, c), least = ROW_POINTS;
    if (c->look == LOOK_TITLE) least = 2 * ROW_POINTS;
    if (c->look == LOOK_PROSE && c->use == USE_OPEN && width >= PAGE_WIDTH_MAX / 2)
        least = ENTRY_POINTS;
    size_t wide = c->look == LOOK_TITLE ? 2 : 1;
    size_t lines = (jx_text_columns(c->text) * wide + width - 1) / width;
    size_t points = lines * LINE_POINTS * wide + ROW_POINTS - LINE_POINTS;
    if (points > ROW_POINTS_MAX) points = ROW_POINTS_MAX;
    points = (points + c->row_span - 1) / c->row_span;
    return points > least ? (uint32_t)points : least;
}

static void set_heights(struct book *b, const struct page *p)
{
    uint32_t *points = jx_arena_array(b->arena, p->rows + 1u, sizeof *points);
    if (!points) {
        b->status = jx_arena_failure(b->arena);
        return;
    }
    for (uint32_t i = 0; i < p->count; i++) {
        const struct cell *c = &p->cells[i];
        uint32_t needed = points_of(p, c);
        for (uint32_t k = 0; k < c->row_span && c->row + k < p->rows; k++)
            if (points[c->row + k] < needed) points[c->row + k] = needed;
    }
    for (uint32_t row = 0; row < p->rows; row++)
        note(b, worksheet_set_row(b->sheet, row, points[row] ? points[row] : ROW_POINTS, NULL));
}

static void set_paper(struct book *b, const struct page *p)
{
    worksheet_set_paper(b->sheet, PAPER_A4);
    if (p->landscape) worksheet_set_landscape(b->sheet);
    worksheet_fit_to_pages(b->sheet, 1, 0);
    worksheet_center_horizontally(b->sheet);
    worksheet_set_margins(b->sheet, 0.5, 0.5, 0.6, 0.6);
    note(b, worksheet_set_footer(b->sheet, "&C第 &P 页，共 &N 页"));
    if (p->heading_rows)
        note(b, worksheet_repeat_rows(b->sheet, p->heading, p->heading + p->heading_rows - 1));
}

/* No password: what keeps the layout from slips is not meant to keep anyone out. */
static void protect(struct book *b)
{
    lxw_protection allowed = {.format_rows = 1, .format_columns = 1, .insert_rows = 1};
    worksheet_protect(b->sheet, NULL, &allowed);
}

static void write_page(struct book *b, const struct page *p)
{
    b->sheet = workbook_add_worksheet(b->workbook, string_of(b, p->name));
    if (!b->sheet) {
        note(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    for (uint32_t i = 0; i < p->columns; i++)
        note(b,
             worksheet_set_column(b->sheet, (lxw_col_t)i, (lxw_col_t)i, p->widths[i] + 0.7, NULL));
    set_heights(b, p);
    set_paper(b, p);
    for (uint32_t i = 0; i < p->count && b->status == JX_OK; i++) {
        write_cell(b, &p->cells[i]);
        write_input(b, &p->cells[i]);
    }
    if (b->fill) protect(b);
}

/* Whether a file of that name can be made: the library says on standard error what it cannot do. */
static bool can_write(const char *path)
{
    FILE *f = fopen(path, "wb");
    return f && fclose(f) == 0;
}

/* The same document is the same file, byte for byte: it says nothing of when it was written. */
static void set_created(struct book *b)
{
    enum { YEAR_2000 = 946684800 };
    lxw_doc_properties properties = {.created = YEAR_2000};
    note(b, workbook_set_properties(b->workbook, &properties));
}

jx_status pages_write_xlsx(const struct pages *p, const char *path)
{
    struct jx_slice part = jx_arena_printf(p->arena, "%s.part", path);
    struct book *b = jx_arena_take(p->arena, sizeof *b);
    if (jx_is_absent(part) || !b) return jx_arena_failure(p->arena);
    if (!can_write(part.ptr)) return JX_E_IO;
    *b = (struct book){.arena = p->arena, .fill = p->fill};
    if (p->names && p->names->count) b->names = p->names;
    lxw_workbook_options options = {.constant_memory = LXW_FALSE};
    b->workbook = workbook_new_opt(part.ptr, &options);
    if (!b->workbook) {
        unlink(part.ptr);
        return JX_E_NO_MEMORY;
    }
    set_created(b);
    for (uint32_t i = 0; i < p->count && b->status == JX_OK; i++)
        write_page(b, &p->items[i]);
    if (b->names && b->status == JX_OK) write_names(b);
    note(b, workbook_close(b->workbook));
    if (b->status == JX_OK && rename(part.ptr, path) != 0) b->status = JX_E_IO;
    if (b->status != JX_OK) unlink(part.ptr);
    return b->status;
}

static jx_status export_pages(const struct jx_document *d, bool fill, bool given,
                              const struct jx_choices *names, const char *path, struct jx_arena *a)
{
    struct pages *p = jx_arena_take(a, sizeof *p);
    if (!p) return jx_arena_failure(a);
    p->arena = a;
    p->fill = fill;
    p->given = given;
    p->names = names;
    p->merge = !fill || given;
    jx_status rc = lay(d, p);
    return rc == JX_OK ? pages_write_xlsx(p, path) : rc;
}

jx_status jx_export_xlsx(const struct jx_document *d, const char *path, struct jx_arena *a)
{
    return export_pages(d, false, false, NULL, path, a);
}

jx_status jx_export_template(const struct jx_document *d, bool given,
                             const struct jx_choices *names, const char *path, struct jx_arena *a)
{
    return export_pages(d, true, given, names, path, a);
}
