/* From the text of parts to an archive; from an archive to a grid whose promises hold. */
#include "fuzz_package.h"

#include "../../client/import/readers/reader.h"
#include "../../proto/base/text.h"
#include "../client/readers/stored_zip.h"

#include <assert.h>
#include <stdlib.h>

enum { PARTS_MAX = 16, NAME_MAX_BYTES = 128, ARENA_BYTES = 64 << 20 };

struct parts {
    struct zip_part items[PARTS_MAX];
    char names[PARTS_MAX][NAME_MAX_BYTES];
    size_t count;
};

static void add(struct parts *p, struct jx_slice name, struct jx_slice bytes)
{
    if (p->count >= PARTS_MAX || name.len >= NAME_MAX_BYTES || name.len == 0) return;
    memcpy(p->names[p->count], name.ptr, name.len);
    p->names[p->count][name.len] = '\0';
    p->items[p->count] = (struct zip_part){p->names[p->count], bytes};
    p->count++;
}

static struct jx_slice next_line(struct jx_slice *s)
{
    size_t end = jx_slice_find(*s, JX_LIT("\n"));
    struct jx_slice line = jx_slice_at(s->ptr, end == (size_t)-1 ? s->len : end);
    *s = jx_slice_from(*s, line.len + 1);
    return line;
}

struct jx_slice fuzz_package(struct jx_slice input, const char *first)
{
    struct parts p = {.count = 0};
    struct jx_slice name = jx_slice_of(first), rest = input;
    const char *begin = input.ptr;
    while (rest.len > 0) {
        struct jx_slice line = next_line(&rest);
        if (!jx_starts_with(line, JX_LIT("@@ "))) continue;
        if (line.ptr > begin) add(&p, name, jx_slice_at(begin, (size_t)(line.ptr - begin)));
        name = jx_slice_from(line, 3);
        begin = rest.ptr;
    }
    if (begin && input.ptr + input.len > begin)
        add(&p, name, jx_slice_at(begin, (size_t)(input.ptr + input.len - begin)));
    return stored_zip(p.items, p.count);
}

static void check_sheet(const struct jx_sheet *s)
{
    uint32_t next = 0;
    assert(jx_utf8_valid(s->name));
    for (uint32_t r = 0; r < s->row_count; r++) {
        assert(s->rows[r].first == next);
        next += s->rows[r].count;
        assert(next <= s->cell_count);
        for (uint32_t c = s->rows[r].first + 1; c < next; c++)
            assert(s->cells[c].column >= s->cells[c - 1].column + s->cells[c - 1].col_span);
    }
    assert(next == s->cell_count);
    for (uint32_t c = 0; c < s->cell_count; c++) {
        assert(s->cells[c].row_span > 0 && s->cells[c].col_span > 0);
        assert(s->cells[c].column + s->cells[c].col_span <= s->column_count);
        assert(jx_utf8_valid(s->cells[c].text));
    }
}

void fuzz_read(struct jx_slice bytes, const char *name)
{
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, ARENA_BYTES);
    jx_status rc = jx_read_grid(bytes, name, &a, &g, &t);
    assert(rc == t.status);
    assert((rc == JX_OK) == (t.problem == JX_READER_NONE));
    for (uint32_t i = 0; i < g.sheet_count; i++)
        check_sheet(&g.sheets[i]);
    jx_arena_clear(&a);
}
