/* Splits a rule file into lines and lines into words; knows no rule. */
#include "lines.h"

#include "../../proto/base/text.h"

static struct jx_slice take_line(struct jx_slice *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    struct jx_slice line = jx_slice_at(rest->ptr, len);
    *rest = jx_slice_from(*rest, len + (end != NULL));
    return line;
}

static uint32_t count_lines(struct jx_slice text)
{
    uint32_t n = 1;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    return n;
}

static void read_heading(struct jx_slice s, struct jx_line *line)
{
    line->kind = JX_LINE_HEADING;
    if (!jx_ends_with(s, JX_LIT("]"))) return;
    struct jx_slice inner = jx_slice_at(s.ptr + 1, s.len - 2);
    line->key = jx_next_word(&inner);
    line->value = jx_trim(inner);
}

static void read_line(struct jx_slice s, struct jx_line *line)
{
    if (s.ptr[0] == '[') {
        read_heading(s, line);
        return;
    }
    size_t equals = jx_slice_find(s, JX_LIT("="));
    if (equals == (size_t)-1) {
        line->kind = JX_LINE_PLAIN;
        line->value = s;
        return;
    }
    line->kind = JX_LINE_ENTRY;
    line->key = jx_trim(jx_slice_at(s.ptr, equals));
    line->value = jx_trim(jx_slice_from(s, equals + 1));
}

jx_status jx_lines_split(struct jx_slice text, struct jx_arena *a, struct jx_lines *out)
{
    out->items = jx_arena_array(a, count_lines(text), sizeof *out->items);
    out->count = 0;
    if (!out->items) return jx_arena_failure(a);
    unsigned number = 0;
    while (text.len > 0) {
        struct jx_slice whole = take_line(&text), s = jx_trim(whole);
        number++;
        if (s.len == 0 || s.ptr[0] == '#') continue;
        struct jx_line *line = &out->items[out->count++];
        *line = (struct jx_line){.whole = whole, .number = number};
        read_line(s, line);
    }
    return JX_OK;
}

unsigned jx_line_column(const struct jx_line *line, const char *at)
{
    if (!at || at < line->whole.ptr || at > line->whole.ptr + line->whole.len) return 1;
    return 1 +
           (unsigned)jx_utf8_length(jx_slice_at(line->whole.ptr, (size_t)(at - line->whole.ptr)));
}

static bool separates(uint32_t c)
{
    return jx_is_space(c) || c == 0x3001;
}

struct jx_slice jx_next_word(struct jx_slice *text)
{
    size_t start = 0, at = 0;
    while (at < text->len && separates(jx_utf8_next(*text, &at)))
        start = at;
    size_t end = start;
    at = start;
    while (at < text->len && !separates(jx_utf8_next(*text, &at)))
        end = at;
    struct jx_slice word = jx_slice_at(text->ptr + start, end - start);
    *text = jx_slice_from(*text, end);
    return word;
}
