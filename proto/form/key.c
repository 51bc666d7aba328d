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
