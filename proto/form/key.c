/* How names are compared: NFKC without white space. The one file that knows utf8proc. */
#include "document.h"

#include "../base/text.h"

#include <stdlib.h>
#include <utf8proc.h>

struct jx_slice jx_document_period(const struct jx_document *d)
{
    if (d->form == JX_FORM_monitoring && d->body.monitoring->period.ptr)
        return d->body.monitoring->period;
    return JX_LIT("");
}

jx_status jx_name_key(struct jx_slice name, struct jx_arena *a, struct jx_slice *out)
{
    *out = JX_LIT("");
    if (name.len == 0) return JX_OK;
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)name.ptr,
                                      (utf8proc_ssize_t)name.len, &composed,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (n < 0) return n == UTF8PROC_ERROR_NOMEM ? JX_E_NO_MEMORY : JX_E_UTF8;
    struct jx_slice s = jx_slice_at(composed, (size_t)n);
    char *to = jx_arena_take(a, s.len + 1);
    size_t len = 0;
    for (size_t at = 0; to && at < s.len;) {
        size_t start = at;
        if (jx_is_space(jx_utf8_next(s, &at))) continue;
        memcpy(to + len, s.ptr + start, at - start);
        len += at - start;
    }
    free(composed);
    if (!to) return jx_arena_failure(a);
    *out = jx_slice_at(to, len);
    return JX_OK;
}

jx_status jx_project_key(const struct jx_document *d, struct jx_arena *a, struct jx_slice *out)
{
    const struct jx_party *p = d->project;
    *out = JX_LIT("");
    if (!p) return JX_OK;
    return jx_name_key(jx_is_blank(p->code) ? p->name : p->code, a, out);
}

/* ASCII ones come from full-width ones too. */
static bool is_bracket_or_quote(uint32_t c)
{
    static const uint32_t others[] = {0x2018, 0x2019, 0x201C, 0x201D, 0x300A, 0x300B,
                                      0x300C, 0x300D, 0x300E, 0x300F, 0x3010, 0x3011,
                                      0x3014, 0x3015, 0x3008, 0x3009};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (c == others[i]) return true;
    return c == '(' || c == ')' || c == '[' || c == ']' || c == '"' || c == '\'' || c == '<' ||
           c == '>';
}

/* 财政局机关 and 财政局本级 are 财政局; 机关 alone stays. */
static struct jx_slice without_itself(struct jx_slice key)
{
    static const struct jx_slice suffixes[] = {{"本级", 6}, {"机关", 6}};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (key.len > suffixes[i].len && jx_ends_with(key, suffixes[i]))
            return without_itself(jx_slice_at(key.ptr, key.len - suffixes[i].len));
    return key;
}

jx_status jx_match_key(struct jx_slice name, struct jx_arena *a, struct jx_slice *out)
{
    struct jx_slice key;
    jx_status rc = jx_name_key(name, a, &key);
    *out = JX_LIT("");
    if (rc != JX_OK || key.len == 0) return rc;
    char *to = jx_arena_take(a, key.len);
    size_t len = 0;
    if (!to) return jx_arena_failure(a);
    for (size_t at = 0; at < key.len;) {
        size_t start = at;
        if (is_bracket_or_quote(jx_utf8_next(key, &at))) continue;
        memcpy(to + len, key.ptr + start, at - start);
        len += at - start;
    }
    key = without_itself(jx_slice_at(to, len));
    if (key.len <= JX_MATCH_KEY_MAX) *out = key;
    return JX_OK;
}
