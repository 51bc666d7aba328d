/* Grids as text, and what a test asks of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void put_text(FILE *out, struct jx_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\n')
            fputs("⏎", out);
        else if (s.ptr[i] == '\t')
            fputs("→", out);
        else
            fputc(s.ptr[i], out);
    }
}

static void put_cell(FILE *out, const struct jx_cell *c)
{
    char letters[4] = "";
    size_t n = 0;
    for (uint32_t k = c->column + 1; k > 0 && n < 3; k = (k - 1) / 26, n++) {
        memmove(letters + 1, letters, n);
        letters[0] = (char)('A' + (k - 1) % 26);
    }
    fprintf(out, "%s%u", letters, (unsigned)c->row + 1);
    if (c->row_span > 1 || c->col_span > 1)
        fprintf(out, "(%ux%u)", (unsigned)c->row_span, (unsigned)c->col_span);
    fputc('=', out);
    put_text(out, c->text);
}

static void put_row(FILE *out, const struct jx_grid *g, const struct jx_sheet *s,
                    const struct jx_row *r)
{
    if (r->paragraph)
        fputs("P ", out);
    else if (g->style == JX_ADDRESS_TABLE && r->count > 0)
        fprintf(out, "T%u ", (unsigned)s->cells[r->first].source_line);
    for (uint32_t i = 0; i < r->count; i++) {
        if (i > 0) fputs(" | ", out);
        put_cell(out, &s->cells[r->first + i]);
    }
    fputc('\n', out);
}

char *grid_text(const struct jx_grid *g)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    for (uint32_t i = 0; i < g->sheet_count; i++) {
        const struct jx_sheet *s = &g->sheets[i];
        static const char *const parts[] = {[JX_PART_MARGINS] = "# margins\n",
                                            [JX_PART_NOTES] = "# notes\n",
                                            [JX_PART_BOXES] = "# boxes\n"};
        if (s->part != JX_PART_MAIN)
            fputs(parts[s->part], out);
        else if (s->name.len)
            fprintf(out, "# %.*s\n", (int)s->name.len, s->name.ptr);
        for (uint32_t r = 0; r < s->row_count; r++)
            put_row(out, g, s, &s->rows[r]);
    }
    fclose(out);
    return text;
}

/* Every promise that a grid makes, whatever is in it. */
static void check_promises(const struct jx_grid *g)
{
    for (uint32_t i = 0; i < g->sheet_count; i++) {
        const struct jx_sheet *s = &g->sheets[i];
        uint32_t next = 0;
        for (uint32_t r = 0; r < s->row_count; r++) {
            assert_int_equal(s->rows[r].first, next);
            next += s->rows[r].count;
            assert_true(next <= s->cell_count);
            for (uint32_t c = s->rows[r].first + 1; c < next; c++)
                assert_true(s->cells[c].column >=
                            s->cells[c - 1].column + s->cells[c - 1].col_span);
        }
        assert_int_equal(next, s->cell_count);
        for (uint32_t c = 0; c < s->cell_count; c++) {
            assert_true(s->cells[c].row_span >= 1 && s->cells[c].col_span >= 1);
            assert_true(s->cells[c].column + s->cells[c].col_span <= s->column_count);
            assert_true(s->cells[c].text.len > 0 || s->cells[c].row_span > 1 ||
                        s->cells[c].col_span > 1);
        }
    }
}

void assert_grid(struct jx_slice bytes, const char *name, const char *expected)
{
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    jx_status rc = jx_read_grid(bytes, name, &a, &g, &t);
    if (rc != JX_OK)
        fail_msg("%s: %s at %s", jx_status_name(rc), jx_reader_problem_name(t.problem), t.where);
    check_promises(&g);
    char *text = grid_text(&g);
    assert_string_equal(text, expected);
    free(text);
    jx_arena_clear(&a);
    slice_free(bytes);
}

void assert_refused(struct jx_slice bytes, const char *name, enum jx_reader_problem problem)
{
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    jx_status rc = jx_read_grid(bytes, name, &a, &g, &t);
    assert_string_equal(jx_reader_problem_name(t.problem), jx_reader_problem_name(problem));
    assert_int_equal(rc, t.status);
    assert_int_not_equal(rc, JX_OK);
    assert_int_equal(g.sheet_count, 0);
    assert_true(strlen(jx_reader_problem_text(t.problem, JX_LANG_ZH)) > 0);
    jx_arena_clear(&a);
    slice_free(bytes);
}

struct jx_slice copy_of(struct jx_slice s)
{
    char *to = malloc(s.len + 1);
    assert_non_null(to);
    if (s.len) memcpy(to, s.ptr, s.len);
    return jx_slice_at(to, s.len);
}

void slice_free(struct jx_slice s)
{
    free((char *)(uintptr_t)s.ptr);
}

double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
