/* A file's first sheet as rows of a table of master data. */
#include "master.h"

#include "import/readers/reader.h"

#include "cli/file.h"
#include "cli/report.h"

#include "../proto/base/text.h"

#include <stdio.h>
#include <string.h>

enum { FILE_BYTES_MAX = 32 << 20, NO_COLUMN = UINT32_MAX };

struct headings {
    uint32_t column_of[JX_MASTER_COLUMNS_MAX]; /* of the sheet; NO_COLUMN: not there */
};

void master_add_conflict(struct master_list *l, struct jx_slice where, const char *what,
                         struct jx_slice value)
{
    uint32_t at = l->conflict_count++;
    if (at < MASTER_CONFLICTS_MAX) l->conflicts[at] = (struct master_conflict){where, what, value};
}

/* ---- cells ---- */

static struct jx_slice cell_at(const struct jx_sheet *sheet, const struct jx_row *row,
                               uint32_t column, uint32_t *index)
{
    for (uint32_t i = 0; i < row->count; i++) {
        *index = row->first + i;
        if (sheet->cells[*index].column == column) return jx_trim(sheet->cells[*index].text);
    }
    *index = row->first;
    return JX_LIT("");
}

/* The next run of digits; 0 when there is none. */
static uint32_t next_number(struct jx_slice s, size_t *at)
{
    uint32_t n = 0;
    while (*at < s.len && (s.ptr[*at] < '0' || s.ptr[*at] > '9'))
        ++*at;
    for (; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9' && n < 100000; ++*at)
        n = n * 10 + (uint32_t)(s.ptr[*at] - '0');
    return n;
}

/* `2026/3/31` and `2026年3月31日` as 2026-03-31; what is no day stays as it is. */
static struct jx_slice as_day(struct jx_slice s, struct jx_arena *a)
{
    size_t at = 0;
    uint32_t year = next_number(s, &at), month = next_number(s, &at), day = next_number(s, &at);
    bool all = next_number(s, &at) == 0 && year && month && day;
    return all ? jx_arena_printf(a, "%04u-%02u-%02u", year, month, day) : s;
}

/* A form may be named in Chinese. */
static struct jx_slice as_form(struct jx_slice s)
{
    for (unsigned f = 1; f < JX_FORM_COUNT; f++)
        if (jx_slice_eq(s, jx_slice_of(jx_form_zh((enum jx_form)f))))
            return jx_form_name((enum jx_form)f);
    return s;
}

/* What counties write for what a column takes. */
static struct jx_slice as_meant(enum jx_master_kind kind, struct jx_slice s)
{
    static const struct {
        enum jx_master_kind kind;
        const char *written, *meant;
    } words[] = {
        {JX_CELL_SIGN, ">=", "≥"},
        {JX_CELL_SIGN, "≧", "≥"},
        {JX_CELL_SIGN, "大于等于", "≥"},
        {JX_CELL_SIGN, "正向", "≥"},
        {JX_CELL_SIGN, "正向指标", "≥"},
        {JX_CELL_SIGN, "<=", "≤"},
        {JX_CELL_SIGN, "≦", "≤"},
        {JX_CELL_SIGN, "小于等于", "≤"},
        {JX_CELL_SIGN, "反向", "≤"},
        {JX_CELL_SIGN, "反向指标", "≤"},
        {JX_CELL_SIGN, "＝", "="},
        {JX_CELL_SIGN, "等于", "="},
        {JX_CELL_SIGN, "＞", ">"},
        {JX_CELL_SIGN, "大于", ">"},
        {JX_CELL_SIGN, "＜", "<"},
        {JX_CELL_SIGN, "小于", "<"},
        {JX_CELL_SIGN, "定性指标", "定性"},
        {JX_CELL_SIGN, "qualitative", "定性"},
        {JX_CELL_REACH, "共性指标", "共性"},
        {JX_CELL_REACH, "common", "共性"},
        {JX_CELL_REACH, "个性指标", "个性"},
        {JX_CELL_REACH, "own", "个性"},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kind == words[i].kind && jx_slice_eq(s, jx_slice_of(words[i].written)))
            return jx_slice_of(words[i].meant);
    return s;
}

static struct jx_slice as_written(enum jx_master_kind kind, struct jx_slice s, struct jx_arena *a)
{
    if (kind == JX_CELL_DAY) return as_day(s, a);
    return kind == JX_CELL_FORM ? as_form(s) : as_meant(kind, s);
}

/* ---- headings ---- */

/* One of the words, each of which has a blank behind it. */
static bool is_among(const char *words, struct jx_slice text)
{
    for (size_t len; words && *words; words += len + 1) {
        len = strcspn(words, " ");
        if (jx_slice_eq(jx_slice_at(words, len), text)) return true;
    }
    return false;
}

static bool heads(const struct jx_master_column *c, struct jx_slice text)
{
    return is_among(c->also, text) || jx_slice_eq(text, jx_slice_of(c->name)) ||
           jx_slice_eq(text, jx_slice_of(c->zh));
}

static bool find_headings(const struct jx_master_schema *s, const struct jx_sheet *sheet,
                          const struct jx_row *row, struct headings *h)
{
    bool any = false;
    for (uint32_t j = 0; j < s->count; j++) {
        h->column_of[j] = NO_COLUMN;
        for (uint32_t i = 0; i < row->count; i++) {
            const struct jx_cell *c = &sheet->cells[row->first + i];
            if (heads(&s->columns[j], jx_trim(c->text))) h->column_of[j] = c->column;
        }
        any |= h->column_of[j] != NO_COLUMN;
    }
    return any;
}

static bool demand_headings(struct master_list *l, const struct headings *h)
{
    const struct jx_master_schema *s = jx_master_schema(l->table);
    bool all = true;
    for (uint32_t j = 0; j < s->count; j++) {
        if (h->column_of[j] != NO_COLUMN || !s->columns[j].need) continue;
        all = false;
        master_add_conflict(l, jx_slice_of(s->columns[j].name), _("a column is missing"),
                            jx_slice_of(s->columns[j].zh));
    }
    return all;
}

/* ---- rows ---- */

static const char *text_of(jx_status rc)
{
    switch (rc) {
    case JX_E_FIELD_MISSING:
        return _("the cell may not be empty");
    case JX_E_TEXT_LONG:
        return _("the text is too long");
    case JX_E_UTF8:
    case JX_E_TEXT_CONTROL:
        return _("the text has characters that cannot be");
    default:
        return _("the cell does not hold what its column may");
    }
}

struct sheet_reading {
    struct master_list *list;
    const struct context *ctx;
    const struct jx_grid *grid;
    const struct jx_sheet *sheet;
    uint32_t sheet_number;
    struct headings headings;
};

static jx_status read_row(struct sheet_reading *r, const struct jx_row *row)
{
    struct master_list *l = r->list;
    const struct jx_master_schema *s = jx_master_schema(l->table);
    struct jx_slice *cells = &l->cells[(size_t)l->row_count * s->count];
    uint32_t index[JX_MASTER_COLUMNS_MAX], wrong = 0;
    bool empty = true;
    for (uint32_t j = 0; j < s->count; j++) {
        index[j] = row->first;
        cells[j] = JX_LIT("");
        if (r->headings.column_of[j] == NO_COLUMN) continue;
        cells[j] = cell_at(r->sheet, row, r->headings.column_of[j], &index[j]);
        cells[j] = as_written(s->columns[j].kind, cells[j], l->arena);
        if (jx_is_absent(cells[j])) return jx_arena_failure(l->arena);
        empty = empty && cells[j].len == 0;
    }
    if (empty) return JX_OK;
    jx_status rc = jx_master_check_row(l->table, cells, &wrong);
    if (wrong >= s->count) wrong = 0;
    struct jx_slice where = jx_cell_address(r->grid, r->sheet_number,
                                            index[rc == JX_OK ? 0 : wrong], r->ctx->lang, l->arena);
    if (jx_is_absent(where)) return jx_arena_failure(l->arena);
    if (rc != JX_OK) master_add_conflict(l, where, text_of(rc), cells[wrong]);
    l->places[l->row_count++] = where;
    return JX_OK;
}

static jx_status make_room(struct master_list *l, uint32_t rows)
{
    size_t columns = jx_master_schema(l->table)->count;
    l->cells = jx_arena_array(l->arena, rows * columns + 1, sizeof *l->cells);
    l->places = jx_arena_array(l->arena, (size_t)rows + 1, sizeof *l->places);
    l->conflicts = jx_arena_array(l->arena, MASTER_CONFLICTS_MAX, sizeof *l->conflicts);
    return l->cells && l->places && l->conflicts ? JX_OK : jx_arena_failure(l->arena);
}

static jx_status read_sheet(struct sheet_reading *r)
{
    struct master_list *l = r->list;
    uint32_t at = 0;
    jx_status rc = make_room(l, r->sheet->row_count);
    if (rc != JX_OK) return rc;
    while (at < r->sheet->row_count &&
           !find_headings(jx_master_schema(l->table), r->sheet, &r->sheet->rows[at], &r->headings))
        at++;
    if (at == r->sheet->row_count) {
        for (uint32_t j = 0; j < JX_MASTER_COLUMNS_MAX; j++)
            r->headings.column_of[j] = NO_COLUMN;
    }
    if (!demand_headings(l, &r->headings)) return JX_OK;
    for (at++; rc == JX_OK && at < r->sheet->row_count; at++)
        rc = read_row(r, &r->sheet->rows[at]);
    if (rc == JX_OK && l->row_count > JX_MASTER_ROWS_MAX)
        master_add_conflict(l, l->places[JX_MASTER_ROWS_MAX], _("too many rows in one list"),
                            JX_LIT(""));
    return rc;
}

jx_status master_read_file(const struct context *ctx, enum jx_master table, const char *path,
                           struct jx_arena *a, struct master_list *out)
{
    struct jx_slice bytes;
    struct jx_grid grid;
    struct jx_reader_trouble t = {.status = JX_OK};
    *out = (struct master_list){.table = table, .arena = a};
    jx_status rc = file_load(path, FILE_BYTES_MAX, a, &bytes);
    if (rc != JX_OK) {
        complain_status(ctx, path, NULL, rc);
        return rc;
    }
    rc = jx_read_grid(bytes, path, a, &grid, &t);
    if (rc != JX_OK) {
        complain(ctx, path, t.where, jx_reader_problem_text(t.problem, ctx->lang), "");
        return rc;
    }
    struct sheet_reading r = {.list = out, .ctx = ctx, .grid = &grid};
    r.sheet = grid.sheets;
    rc = grid.sheet_count ? read_sheet(&r) : JX_E_NO_FORM;
    if (rc != JX_OK) complain_status(ctx, path, NULL, rc);
    return rc;
}
