/* Headers and footers of a sheet's pages, which are written in codes: &L&"宋体"&12附件&R第 &P 页.
 */
#include "workbook.h"

#include "margin_text.h"

static struct jx_slice skip_while(struct jx_slice s, bool (*is)(char))
{
    while (s.len > 0 && is(s.ptr[0]))
        s = jx_slice_from(s, 1);
    return s;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* &K stands before a colour, FF0000 or 05+000. */
static bool is_colour(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'F') || c == '+' || c == '-';
}

/* The code behind an `&`; returns what follows it. Fonts and sizes show nothing; a page number,
 * a date and a time are of the print, not of the form; the sheet's name is known. */
static struct jx_slice put_code(struct buffer *out, struct jx_slice s)
{
    if (s.len == 0) return s;
    char c = s.ptr[0];
    struct jx_slice rest = jx_slice_from(s, 1);
    if (is_digit(c)) return skip_while(rest, is_digit);
    if (c == 'L' || c == 'C' || c == 'R') buffer_put_char(out, '\n');
    if (c == '&') buffer_put_char(out, '&');
    if (c == 'K') {
        enum { COLOUR_CHARACTERS = 6 };
        size_t n = 0;
        while (n < COLOUR_CHARACTERS && n < rest.len && is_colour(rest.ptr[n]))
            n++;
        return jx_slice_from(rest, n);
    }
    if (c == '"') {
        size_t end = jx_slice_find(rest, JX_LIT("\""));
        return end == (size_t)-1 ? jx_slice_from(rest, rest.len) : jx_slice_from(rest, end + 1);
    }
    return rest;
}

static void put_plain(struct buffer *out, struct jx_slice code)
{
    while (code.len > 0) {
        size_t n = jx_slice_find(code, JX_LIT("&"));
        if (n == (size_t)-1) n = code.len;
        buffer_put(out, jx_slice_at(code.ptr, n));
        code = jx_slice_from(code, n);
        if (code.len > 0) code = put_code(out, jx_slice_from(code, 1));
    }
}

static jx_status add_line(struct workbook *w, struct raw_sheet *s, struct jx_slice line)
{
    struct jx_reader_trouble *t = w->package->trouble;
    if (margin_is_page_number(line)) return JX_OK;
    for (size_t i = 0; i < s->margin_count; i++)
        if (jx_slice_eq(s->margins[i].text, line)) return JX_OK;
    if (s->margin_count >= JX_READER_MARGINS_MAX)
        return jx_reader_fail(t, JX_READER_CELLS_MANY, NULL, JX_READER_MARGINS_MAX);
    struct raw_cell *margins = heap_grown(s->margins, s->margin_count, &s->margin_room,
                                          sizeof *margins);
    if (!margins) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    s->margins = margins;
    struct jx_slice kept = jx_arena_copy(w->package->arena, line);
    if (jx_is_absent(kept)) return jx_reader_fail_arena(t, w->package->arena->status);
    s->margins[s->margin_count] = (struct raw_cell){(uint32_t)s->margin_count, 0, kept};
    s->margin_count++;
    return JX_OK;
}

jx_status workbook_add_margin(struct workbook *w, struct raw_sheet *s, struct jx_slice code)
{
    struct buffer plain;
    buffer_init(&plain, JX_READER_CELL_BYTES_MAX);
    put_plain(&plain, code);
    jx_status rc = plain.status == JX_E_NO_MEMORY
                       ? jx_reader_fail(w->package->trouble, JX_READER_MEMORY, NULL, 0)
                       : JX_OK;
    struct jx_slice rest = buffer_slice(&plain);
    while (rest.len > 0 && rc == JX_OK) {
        size_t n = jx_slice_find(rest, JX_LIT("\n"));
        if (n == (size_t)-1) n = rest.len;
        rc = add_line(w, s, jx_slice_at(rest.ptr, n));
        rest = jx_slice_from(rest, n < rest.len ? n + 1 : n);
    }
    buffer_clear(&plain);
    return rc;
}
