/* Counts brackets and commas outside of strings. */
#include "scan.h"

#include "../../proto/base/text.h"

struct scan {
    size_t depth, values;
    bool in_string, escaped;
};

static void step_in_string(struct scan *s, char c)
{
    if (s->escaped)
        s->escaped = false;
    else if (c == '\\')
        s->escaped = true;
    else if (c == '"')
        s->in_string = false;
}

static jx_status step(struct scan *s, char c)
{
    if (s->in_string) {
        step_in_string(s, c);
        return JX_OK;
    }
    switch (c) {
    case '"':
        s->in_string = true;
        return JX_OK;
    case '[':
    case '{':
        if (++s->depth > JX_JSON_DEPTH_MAX) return JX_E_DEPTH;
        break;
    case ']':
    case '}':
        s->depth -= s->depth > 0;
        return JX_OK;
    case ',':
    case ':':
        break;
    default:
        return JX_OK;
    }
    return ++s->values > JX_JSON_VALUES_MAX ? JX_E_TOO_LARGE : JX_OK;
}

static void set_position(struct jx_slice text, size_t end, struct jx_json_trouble *t)
{
    t->line = t->column = 1;
    for (size_t at = 0; at < end;) {
        bool is_break = jx_utf8_next(text, &at) == '\n';
        t->line += is_break;
        t->column = is_break ? 1 : t->column + 1;
    }
}

jx_status jx_json_scan(struct jx_slice text, struct jx_json_trouble *t)
{
    struct scan s = {.depth = 0};
    jx_status rc = text.len > JX_JSON_BYTES_MAX ? JX_E_TOO_LARGE : JX_OK;
    int64_t limit = JX_JSON_BYTES_MAX;
    for (size_t i = 0; i < text.len && rc == JX_OK; i++) {
        rc = step(&s, text.ptr[i]);
        if (rc == JX_OK) continue;
        limit = rc == JX_E_DEPTH ? JX_JSON_DEPTH_MAX : JX_JSON_VALUES_MAX;
        set_position(text, i, t);
    }
    return jx_trouble_at(&t->trouble, rc, NULL, limit);
}
