/* Reading what a question says. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>

struct jx_slice call_argument(const struct call *c, const char *name)
{
    const char *value = http_argument(c->request, name);
    return jx_slice_of(value ? value : "");
}

jx_status call_wrong(struct call *c, jx_status status, const char *where)
{
    c->trouble.status = status;
    snprintf(c->trouble.where, sizeof c->trouble.where, "%s", where);
    return status;
}

jx_status call_number(struct call *c, const char *name, uint64_t least, uint64_t most,
                      uint64_t fallback, uint64_t *out)
{
    const char *value = http_argument(c->request, name);
    char *end = NULL;
    *out = fallback;
    if (!value || !*value) return JX_OK;
    *out = strtoull(value, &end, 10);
    bool number = value[0] >= '0' && value[0] <= '9' && strlen(value) < 20 && !*end;
    return number && *out >= least && *out <= most ? JX_OK : call_wrong(c, JX_E_FIELD_VALUE, name);
}

jx_status call_year(struct call *c, uint32_t *out)
{
    uint64_t year;
    jx_status rc = call_number(c, "year", JX_YEAR_FIRST, JX_YEAR_LAST, 0, &year);
    *out = (uint32_t)year;
    return rc == JX_OK && year == 0 ? call_wrong(c, JX_E_YEAR_MISSING, "year") : rc;
}

jx_status call_form(struct call *c, struct jx_slice *out)
{
    *out = call_argument(c, "form");
    bool known = out->len == 0 || jx_form_of_name(*out) != JX_FORM_UNKNOWN;
    return known ? JX_OK : call_wrong(c, JX_E_FORM_UNKNOWN, "form");
}

jx_status call_id(struct call *c, const char *text, struct jx_hash *out)
{
    char digits[2 * JX_HASH_BYTES + 1];
    size_t len = strcspn(text, ".");
    if (len >= sizeof digits) return call_wrong(c, JX_E_NOT_FOUND, "id");
    memcpy(digits, text, len);
    digits[len] = '\0';
    if (jx_hex_parse(jx_slice_of(digits), out->bytes, sizeof out->bytes)) return JX_OK;
    jx_status rc = ask_id(c->session, digits, out);
    return rc == JX_E_USAGE || rc == JX_E_FIELD_VALUE ? call_wrong(c, JX_E_NOT_FOUND, "id") : rc;
}

void call_add_header(struct call *c, const char *name, struct jx_slice value)
{
    struct jx_slice kept = jx_arena_copy(&c->arena, value);
    if (jx_is_absent(kept) || c->reply.header_count == HTTP_HEADERS_MAX) return;
    c->reply.headers[c->reply.header_count++] = (struct http_header){name, kept.ptr};
}

void call_file(struct call *c, const char *type, const char *name, struct jx_slice bytes)
{
    call_add_header(c, "Content-Disposition",
                    jx_arena_printf(&c->arena, "attachment; filename=\"%s\"", name));
    c->reply.type = type;
    c->reply.body = bytes;
}
