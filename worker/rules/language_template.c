/* Texts with expressions in braces: messages and advice. */
#include "../../proto/base/text.h"
#include "language.h"

static bool is_named(struct jx_slice name, const char *zh, const char *en)
{
    return jx_slice_eq(name, jx_slice_of(zh)) || jx_slice_eq(name, jx_slice_of(en));
}

static bool add_piece(struct jx_template *t, struct jx_template_part piece)
{
    if (piece.value || piece.text.len) t->parts[t->count++] = piece;
    return true;
}

/* {左} and {右} have no expression: the finding's own figures. Their part has a value of kind TEXT
 * with index 1 or 2. */
static jx_status slot(struct jx_slice inner, const struct jx_setting *setting,
                      const struct jx_node **out, struct jx_language_trouble *t)
{
    bool left = is_named(inner, "左", "left"), right = is_named(inner, "右", "right");
    if (!left && !right) {
        jx_status rc = jx_language_parse(inner, JX_VALUE_TEXT, setting, out, t);
        if (rc != JX_E_RULES) return rc;
        return jx_language_parse(inner, JX_VALUE_NUMBER, setting, out, t);
    }
    struct jx_node *n = jx_arena_take(setting->arena, sizeof *n);
    if (!n) return jx_arena_failure(setting->arena);
    *n = (struct jx_node){.kind = JX_N_TEXT, .type = JX_VALUE_TEXT, .index = left ? 1 : 2};
    *out = n;
    return JX_OK;
}

jx_status jx_template_parse(struct jx_slice text, const struct jx_setting *setting,
                            struct jx_template *out, struct jx_language_trouble *t)
{
    size_t slots = 1;
    for (size_t i = 0; i < text.len; i++)
        slots += text.ptr[i] == '{';
    *out = (struct jx_template){
        .parts = jx_arena_array(setting->arena, slots * 2, sizeof *out->parts)};
    if (!out->parts) return jx_arena_failure(setting->arena);
    for (size_t at = 0; at < text.len;) {
        struct jx_slice rest = jx_slice_from(text, at);
        const char *open = memchr(rest.ptr, '{', rest.len);
        size_t n = open ? (size_t)(open - rest.ptr) : rest.len;
        add_piece(out, (struct jx_template_part){.text = jx_slice_at(rest.ptr, n)});
        at += n;
        if (!open) break;
        const char *close = memchr(open, '}', rest.len - n);
        if (!close) {
            *t = (struct jx_language_trouble){at, "花括号没有成对", "the closing brace"};
            return JX_E_RULES;
        }
        struct jx_slice inner = jx_slice_at(open + 1, (size_t)(close - open - 1));
        const struct jx_node *value = NULL;
        jx_status rc = slot(jx_trim(inner), setting, &value, t);
        if (rc == JX_E_RULES) t->at += at + 1;
        if (rc != JX_OK) return rc;
        add_piece(out, (struct jx_template_part){.value = value});
        at += inner.len + 2;
    }
    return JX_OK;
}
