/* The table printer: widths first, then the rows. */
#include "table.h"

#include "../../proto/base/text.h"

#include <assert.h>

struct table_row {
    struct table_row *next;
    struct jx_slice cells[];
};

static void print_spaces(size_t n)
{
    while (n-- > 0)
        putchar(' ');
}

void write_safe(FILE *to, struct jx_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = jx_utf8_next(text, &at);
        char bytes[4];
        bool harmless = !jx_is_control(c) && (c == ' ' || c >= 0xA0 || !jx_is_space(c));
        fwrite(bytes, 1, jx_utf8_put(harmless ? c : ' ', bytes), to);
    }
}

void print_padded(struct jx_slice text, size_t columns, bool right)
{
    size_t width = jx_text_columns(text), pad = width < columns ? columns - width : 0;
    if (right) print_spaces(pad);
    write_safe(stdout, text);
    if (!right) print_spaces(pad);
}

/* The end of the piece at `at` that must stay in one line: a word, or a Chinese character with the
 * punctuation behind it, which may not begin a line. */
static size_t piece_end(struct jx_slice s, size_t at)
{
    size_t end = at;
    bool chinese = jx_is_chinese(jx_utf8_next(s, &end));
    while (end < s.len) {
        size_t next = end;
        uint32_t c = jx_utf8_next(s, &next);
        bool closes = c == 0xFF0C || c == 0x3002 || c == 0xFF1B || c == 0xFF1A || c == 0x3001;
        if (c == ' ' || (!closes && (chinese || jx_is_chinese(c)))) return end;
        end = next;
    }
    return end;
}

void print_wrapped(struct jx_slice text, size_t columns)
{
    size_t used = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        while (at < text.len && text.ptr[at] == ' ')
            at++;
        if (at == text.len) break;
        bool space = at > from && used > 0;
        size_t end = piece_end(text, at);
        struct jx_slice piece = jx_slice_at(text.ptr + at, end - at);
        size_t width = jx_text_columns(piece);
        if (used > 0 && used + space + width > columns) {
            putchar('\n');
            used = space = 0;
        }
        if (space) putchar(' ');
        write_safe(stdout, piece);
        used += space + width;
        at = end;
    }
    putchar('\n');
}

struct jx_slice text_clipped(struct jx_slice text, size_t columns, struct jx_arena *a)
{
    if (jx_text_columns(text) <= columns) return jx_arena_copy(a, text);
    size_t end = 0;
    for (size_t at = 0; at < text.len;) {
        jx_utf8_next(text, &at);
        if (jx_text_columns(jx_slice_at(text.ptr, at)) + 1 > columns) break;
        end = at;
    }
    return jx_arena_printf(a, "%.*s…", (int)end, text.ptr);
}

void table_begin(struct table *t, struct jx_arena *a, unsigned columns, uint32_t right)
{
    assert(columns > 0 && columns <= TABLE_COLUMNS_MAX);
    *t = (struct table){.arena = a, .columns = columns, .right = right};
}

jx_status table_row(struct table *t, const struct jx_slice *cells)
{
    size_t bytes = t->columns * sizeof *cells;
    struct table_row *r = jx_arena_take(t->arena, sizeof *r + bytes);
    if (!r) return jx_arena_failure(t->arena);
    memcpy(r->cells, cells, bytes);
    if (t->last)
        t->last->next = r;
    else
        t->first = r;
    t->last = r;
    return JX_OK;
}

void table_print(const struct table *t, unsigned indent)
{
    size_t width[TABLE_COLUMNS_MAX] = {0};
    for (const struct table_row *r = t->first; r; r = r->next)
        for (unsigned i = 0; i < t->columns; i++) {
            size_t n = jx_text_columns(r->cells[i]);
            if (n > width[i]) width[i] = n;
        }
    for (const struct table_row *r = t->first; r; r = r->next) {
        print_spaces(indent);
        for (unsigned i = 0; i < t->columns; i++) {
            bool right = t->right >> i & 1, last = i + 1 == t->columns;
            print_padded(r->cells[i], last && !right ? 0 : width[i], right);
            if (!last) print_spaces(2);
        }
        putchar('\n');
    }
}
