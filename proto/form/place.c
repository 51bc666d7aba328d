/* Places in a document as JSON pointers, and the way to one. */
#include "document.h"

#include "../base/text.h"

static void put_place(struct jx_place *p, const char *s, size_t len)
{
    size_t room = sizeof p->text - 1 - p->len;
    if (len > room) {
        len = room;
        while (len > 0 && ((unsigned char)s[len] & 0xC0) == 0x80)
            len--; /* not in the middle of a character */
    }
    memcpy(p->text + p->len, s, len);
    p->len += len;
    p->text[p->len] = '\0';
}

/* Letters, digits and _: the names of the schema. */
static bool is_identifier(struct jx_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!(c >= 'a' && c <= 'z') && c != '_' && !(c >= '0' && c <= '9')) return false;
    }
    return true;
}

void jx_place_name(struct jx_place *p, struct jx_slice name)
{
    put_place(p, "/", 1);
    if (is_identifier(name)) {
        put_place(p, name.ptr, name.len);
        return;
    }
    for (size_t at = 0; at < name.len;) {
        size_t start = at;
        uint32_t c = jx_utf8_next(name, &at);
        if (c == '~')
            put_place(p, "~0", 2);
        else if (c == '/')
            put_place(p, "~1", 2);
        else if (c == 0xFFFD || jx_is_control(c) || jx_is_space(c))
            put_place(p, "?", 1); /* a place is shown on terminals and in logs */
        else
            put_place(p, name.ptr + start, at - start);
    }
}

void jx_place_index(struct jx_place *p, uint32_t index)
{
    char text[16];
    size_t at = sizeof text;
    do {
        text[--at] = (char)('0' + index % 10);
        index /= 10;
    } while (index > 0);
    text[--at] = '/';
    put_place(p, text + at, sizeof text - at);
}

jx_status jx_trouble_at(struct jx_trouble *t, jx_status status, const struct jx_place *p,
                        int64_t limit)
{
    if (t && status != JX_OK) {
        t->status = status;
        t->limit = limit;
        size_t n = p ? p->len : 0;
        if (n) memcpy(t->where, p->text, n);
        t->where[n] = '\0';
    }
    return status;
}

void jx_trail_place(const struct jx_trail *t, struct jx_place *out)
{
    *out = (struct jx_place){.len = 0};
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->steps[i].name.ptr)
            jx_place_name(out, t->steps[i].name);
        else
            jx_place_index(out, t->steps[i].index);
    }
}

jx_status jx_trouble_on(struct jx_trouble *t, jx_status status, const struct jx_trail *trail,
                        int64_t limit)
{
    struct jx_place place;
    jx_trail_place(trail, &place);
    return jx_trouble_at(t, status, &place, limit);
}
