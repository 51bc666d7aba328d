/* The texts that the cells of a workbook share. */
#include "workbook.h"

#include "../../../proto/base/text.h"

struct reading {
    struct workbook *workbook;
    struct buffer text;
    bool in_item, in_text;
    unsigned phonetic; /* how deep inside a phonetic guide */
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* `_xHHHH_` at the beginning of s: its code, or -1. */
static int32_t escape_at(struct jx_slice s)
{
    if (s.len < 7 || s.ptr[0] != '_' || s.ptr[1] != 'x' || s.ptr[6] != '_') return -1;
    int32_t code = 0;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_value(s.ptr[i]);
        if (digit < 0) return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* Characters outside of the first plane come as two escapes. Controls are shown nowhere. */
static size_t put_escape(struct buffer *out, struct jx_slice s, int32_t code)
{
    size_t used = 7;
    uint32_t c = (uint32_t)code;
    if (c >= 0xD800 && c < 0xDC00) {
        int32_t low = escape_at(jx_slice_from(s, used));
        if (low < 0xDC00 || low > 0xDFFF) return used;
        c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
        used += 7;
    }
    bool lone = c >= 0xDC00 && c <= 0xDFFF;
    bool shown = c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    if (shown && !lone) buffer_put_code(out, c);
    return used;
}

void workbook_put_text(struct buffer *out, struct jx_slice s)
{
    while (s.len > 0) {
        size_t at = jx_slice_find(s, JX_LIT("_x"));
        if (at == (size_t)-1) at = s.len;
        buffer_put(out, jx_slice_at(s.ptr, at));
        s = jx_slice_from(s, at);
        if (s.len == 0) break;
        int32_t code = escape_at(s);
        if (code < 0) buffer_put_char(out, '_');
        s = jx_slice_from(s, code < 0 ? 1 : put_escape(out, s, code));
    }
}

static jx_status check_text(const struct reading *r)
{
    struct jx_reader_trouble *t = r->workbook->package->trouble;
    if (r->text.status == JX_OK) return JX_OK;
    if (r->text.status == JX_E_TEXT_LONG)
        return jx_reader_fail(t, JX_READER_CELL_LONG, NULL, JX_READER_CELL_BYTES_MAX);
    return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
}

static jx_status keep(struct reading *r)
{
    struct workbook *w = r->workbook;
    struct jx_reader_trouble *t = w->package->trouble;
    if (w->string_count >= JX_READER_STRINGS_MAX)
        return jx_reader_fail(t, JX_READER_CELLS_MANY, NULL, JX_READER_STRINGS_MAX);
    struct jx_slice *strings = heap_grown(w->strings, w->string_count, &w->string_room,
                                          sizeof *strings);
    if (!strings) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    w->strings = strings;
    struct buffer shown;
    struct jx_slice text = buffer_slice(&r->text);
    buffer_init(&shown, JX_READER_CELL_BYTES_MAX);
    if (jx_contains(text, JX_LIT("_x"))) {
        workbook_put_text(&shown, text);
        text = buffer_slice(&shown);
    }
    struct jx_slice kept = text.len ? jx_arena_copy(w->package->arena, text) : JX_LIT("");
    jx_status rc = shown.status;
    buffer_clear(&shown);
    if (rc != JX_OK) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    if (jx_is_absent(kept)) return jx_reader_fail_arena(t, w->package->arena->status);
    w->strings[w->string_count++] = kept;
    return JX_OK;
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    (void)attributes;
    struct reading *r = ctx;
    if (r->phonetic > 0 || strcmp(name, "rPh") == 0) {
        r->phonetic++;
    } else if (strcmp(name, "si") == 0) {
        r->in_item = true;
        r->text.len = 0;
    } else if (r->in_item && strcmp(name, "t") == 0) {
        r->in_text = true;
    }
    return JX_OK;
}

static jx_status on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;
    if (r->phonetic > 0) {
        r->phonetic--;
        return JX_OK;
    }
    if (strcmp(name, "t") == 0) r->in_text = false;
    if (strcmp(name, "si") != 0 || !r->in_item) return JX_OK;
    r->in_item = false;
    return keep(r);
}

static jx_status on_text(void *ctx, struct jx_slice s)
{
    struct reading *r = ctx;
    if (r->in_text && r->phonetic == 0) buffer_put(&r->text, s);
    return check_text(r);
}

jx_status workbook_read_strings(struct workbook *w, struct jx_slice part)
{
    struct reading r = {.workbook = w};
    buffer_init(&r.text, JX_READER_CELL_BYTES_MAX);
    const struct xml_events events = {&r, on_start, on_end, on_text};
    jx_status rc = package_read(w->package, part, &events);
    buffer_clear(&r.text);
    return rc;
}
