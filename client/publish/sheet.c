/* Published tables. */
#include "sheet.h"

#include "../export/plain.h"

struct sheet_row {
    struct sheet_row *next;
    struct jx_slice *cells;
};

void sheet_begin(struct sheet *s, const struct sheet_layout *layout, struct jx_arena *a)
{
    *s = (struct sheet){.layout = layout, .arena = a};
}

jx_status sheet_row(struct sheet *s, const struct jx_slice *cells)
{
    struct sheet_row *row = jx_arena_take(s->arena, sizeof *row);
    if (row) row->cells = jx_arena_array(s->arena, s->layout->count, sizeof *row->cells);
    if (!row || !row->cells) return jx_arena_failure(s->arena);
    for (uint32_t i = 0; i < s->layout->count; i++) {
        row->cells[i] = jx_arena_copy(s->arena, cells[i].ptr ? cells[i] : JX_LIT(""));
        if (jx_is_absent(row->cells[i])) return jx_arena_failure(s->arena);
    }
    *(s->last ? &s->last->next : &s->first) = row;
    s->last = row;
    s->rows++;
    return JX_OK;
}

static jx_status write_csv(const struct sheet *s, const char *path)
{
    struct csv_out csv;
    jx_status rc = csv_open(&csv, path);
    if (rc != JX_OK) return rc;
    for (uint32_t i = 0; i < s->layout->count; i++)
        csv_cell(&csv, jx_slice_of(s->layout->columns[i].name));
    csv_end_row(&csv);
    for (const struct sheet_row *row = s->first; row; row = row->next) {
        for (uint32_t i = 0; i < s->layout->count; i++)
            csv_cell(&csv, row->cells[i]);
        csv_end_row(&csv);
    }
    return csv_close(&csv);
}

/* The columns that are printed. */
static uint32_t print_columns(const struct sheet_layout *l, struct jx_plain_column *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->count; i++)
        if (l->columns[i].width)
            out[n++] = (struct jx_plain_column){.heading = l->columns[i].zh,
                                                .width = l->columns[i].width,
                                                .figure = l->columns[i].figure};
    return n;
}

static jx_status print_rows(const struct sheet *s, uint32_t columns, struct jx_arena *a,
                            struct jx_slice **out)
{
    struct jx_slice *cell = jx_arena_array(a, (size_t)s->rows * columns, sizeof *cell);
    if (!cell) return jx_arena_failure(a);
    *out = cell;
    for (const struct sheet_row *row = s->first; row; row = row->next)
        for (uint32_t i = 0; i < s->layout->count; i++)
            if (s->layout->columns[i].width) *cell++ = row->cells[i];
    return JX_OK;
}

static jx_status write_workbook(const struct sheet *s, uint32_t year, const char *path)
{
    struct jx_plain_column columns[JX_PLAIN_COLUMNS_MAX];
    struct jx_plain plain = {.title = jx_slice_of(s->layout->title),
                             .year = (int32_t)year,
                             .columns = columns,
                             .column_count = print_columns(s->layout, columns),
                             .row_count = s->rows};
    struct jx_slice *cells = NULL;
    struct jx_arena a;
    jx_arena_init(&a, JX_PLAIN_ARENA_BYTES);
    jx_status rc = print_rows(s, plain.column_count, &a, &cells);
    plain.cells = cells;
    if (rc == JX_OK) rc = jx_export_plain(&plain, path, &a);
    jx_arena_clear(&a);
    return rc;
}

jx_status sheet_write(const struct sheet *s, uint32_t year, const struct folder *to)
{
    char name[128], path[CONTEXT_PATH_MAX];
    snprintf(name, sizeof name, "data/%s.csv", s->layout->name);
    jx_status rc = folder_file(to, name, path);
    if (rc == JX_OK) rc = write_csv(s, path);
    snprintf(name, sizeof name, "tables/%s.xlsx", s->layout->name);
    if (rc == JX_OK) rc = folder_file(to, name, path);
    return rc == JX_OK ? write_workbook(s, year, path) : rc;
}

void sheet_describe(const struct sheet_layout *l, struct csv_out *dictionary)
{
    char name[128], means[512];
    snprintf(name, sizeof name, "data/%s.csv", l->name);
    for (uint32_t i = 0; i < l->count; i++) {
        const struct sheet_column *c = &l->columns[i];
        snprintf(means, sizeof means, "%s（%s）", c->zh, c->means);
        csv_cell(dictionary, jx_slice_of(name));
        csv_cell(dictionary, jx_slice_of(c->name));
        csv_cell(dictionary, c->figure ? JX_LIT("figure") : JX_LIT("text"));
        csv_cell(dictionary, JX_ABSENT);
        csv_cell(dictionary, jx_slice_of(means));
        csv_end_row(dictionary);
    }
}
