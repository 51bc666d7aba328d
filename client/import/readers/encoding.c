/* From UTF-8, UTF-16 and GB18030 to UTF-8. */
#include "encoding.h"

#include "../../../proto/base/text.h"

#include <iconv.h>
#include <stdlib.h>

/* Three bytes of UTF-8 for two of UTF-16, and at most as many for two of GB18030. */
static size_t room_for(size_t bytes)
{
    return bytes / 2 * 3 + 8;
}

static jx_status convert(const char *from, struct jx_slice bytes, struct jx_arena *a,
                         struct jx_slice *out, struct jx_reader_trouble *t)
{
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) return jx_reader_fail(t, JX_READER_ENCODING, from, 0);
    size_t room = room_for(bytes.len), in_left = bytes.len, out_left = room;
    char *to = malloc(room), *at = to;
    char *in = (char *)(uintptr_t)bytes.ptr; /* iconv's signature; it does not write there */
    size_t done = to ? iconv(cd, &in, &in_left, &at, &out_left) : (size_t)-1;
    iconv_close(cd);
    jx_status rc = JX_OK;
    if (!to) {
        rc = jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    } else if (done == (size_t)-1 || in_left > 0) {
        rc = jx_reader_fail(t, JX_READER_ENCODING, NULL, 0);
    } else {
        *out = jx_arena_copy(a, jx_slice_at(to, (size_t)(at - to)));
        if (jx_is_absent(*out)) rc = jx_reader_fail_arena(t, a->status);
    }
    free(to);
    return rc;
}

static bool is_text(struct jx_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') return false;
    }
    return true;
}

static bool has_mark(struct jx_slice s, const char *mark, size_t len)
{
    return jx_starts_with(s, jx_slice_at(mark, len));
}

jx_status jx_text_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_slice *out,
                         struct jx_reader_trouble *t)
{
    jx_status rc = JX_OK;
    *out = bytes;
    if (has_mark(bytes, "\xEF\xBB\xBF", 3))
        *out = jx_slice_from(bytes, 3);
    else if (has_mark(bytes, "\xFF\xFE", 2))
        rc = convert("UTF-16LE", jx_slice_from(bytes, 2), a, out, t);
    else if (has_mark(bytes, "\xFE\xFF", 2))
        rc = convert("UTF-16BE", jx_slice_from(bytes, 2), a, out, t);
    else if (!jx_utf8_valid(bytes))
        rc = convert("GB18030", bytes, a, out, t);
    if (rc != JX_OK) return rc;
    if (jx_ends_with(*out, JX_LIT("\x1A"))) out->len--; /* the end of a file of old */
    return jx_utf8_valid(*out) && is_text(*out) ? JX_OK
                                                : jx_reader_fail(t, JX_READER_ENCODING, NULL, 0);
}
