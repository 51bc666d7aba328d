/* The schema, walked once more. */
#include "json_schema.h"

#include "../json/write.h"

static void put_struct(struct jx_json_writer *w, const struct jx_schema *s);

static void open_typed(struct jx_json_writer *w, const char *type)
{
    jx_json_object(w);
    jx_json_member_text(w, "type", jx_slice_of(type));
}

static void put_text(struct jx_json_writer *w, const struct jx_field *f)
{
    open_typed(w, "string");
    jx_json_member_text(w, "description", jx_slice_of(f->zh));
    if (f->source) {
        jx_json_key(w, JX_LIT("enum"));
        jx_json_array(w);
#define X(name) jx_json_text(w, JX_LIT(#name));
        JX_FUND_SOURCES(X)
#undef X
        jx_json_end_array(w);
    } else if (f->max) {
        jx_json_member_integer(w, "maxLength", f->max);
    }
    jx_json_end_object(w);
}

/* An object whose names are free and whose values are all of one kind. */
static void put_map(struct jx_json_writer *w, const struct jx_field *f)
{
    open_typed(w, "object");
    jx_json_member_text(w, "description", jx_slice_of(f->zh));
    jx_json_key(w, JX_LIT("additionalProperties"));
    if (f->schema) {
        put_struct(w, f->schema);
    } else {
        open_typed(w, "string");
        jx_json_end_object(w);
    }
    jx_json_end_object(w);
}

static void put_strings(struct jx_json_writer *w)
{
    open_typed(w, "array");
    jx_json_key(w, JX_LIT("items"));
    open_typed(w, "string");
    jx_json_end_object(w);
    jx_json_end_object(w);
}

static void put_list(struct jx_json_writer *w, const struct jx_field *f)
{
    open_typed(w, "array");
    jx_json_member_text(w, "description", jx_slice_of(f->zh));
    jx_json_member_integer(w, "maxItems", f->max);
    jx_json_key(w, JX_LIT("items"));
    if (f->kind == JX_KIND_LIST) {
        put_struct(w, f->schema);
    } else if (f->kind == JX_KIND_ROWS) {
        put_strings(w);
    } else {
        open_typed(w, "string");
        jx_json_end_object(w);
    }
    jx_json_end_object(w);
}

static void put_field(struct jx_json_writer *w, const struct jx_field *f)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        put_text(w, f);
        return;
    case JX_KIND_OBJECT:
        put_struct(w, f->schema);
        return;
    case JX_KIND_KEYED:
    case JX_KIND_EXTRA:
        put_map(w, f);
        return;
    case JX_KIND_LIST:
    case JX_KIND_TEXTS:
    case JX_KIND_ROWS:
        put_list(w, f);
        return;
    }
}

static void put_properties(struct jx_json_writer *w, const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        jx_json_key(w, s->fields[i].name);
        put_field(w, &s->fields[i]);
    }
}

static void put_required(struct jx_json_writer *w, const struct jx_schema *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->fields[i].must) jx_json_text(w, s->fields[i].name);
}

static void put_struct(struct jx_json_writer *w, const struct jx_schema *s)
{
    open_typed(w, "object");
    jx_json_key(w, JX_LIT("properties"));
    jx_json_object(w);
    put_properties(w, s);
    jx_json_end_object(w);
    jx_json_key(w, JX_LIT("required"));
    jx_json_array(w);
    put_required(w, s);
    jx_json_end_array(w);
    jx_json_member_bool(w, "additionalProperties", false);
    jx_json_end_object(w);
}

static void put_constant(struct jx_json_writer *w, struct jx_slice value)
{
    jx_json_key(w, JX_LIT("form"));
    jx_json_object(w);
    jx_json_member_text(w, "const", value);
    jx_json_end_object(w);
}

static void put_form(struct jx_json_writer *w, enum jx_form form)
{
    open_typed(w, "object");
    jx_json_member_text(w, "title", jx_slice_of(jx_form_zh(form)));
    jx_json_key(w, JX_LIT("properties"));
    jx_json_object(w);
    put_constant(w, jx_form_name(form));
    jx_json_key(w, JX_LIT("year"));
    open_typed(w, "integer");
    jx_json_member_integer(w, "minimum", JX_YEAR_FIRST);
    jx_json_member_integer(w, "maximum", JX_YEAR_LAST);
    jx_json_end_object(w);
    put_properties(w, &jx_head_schema);
    put_properties(w, jx_form_schema(form));
    jx_json_end_object(w);
    jx_json_key(w, JX_LIT("required"));
    jx_json_array(w);
    jx_json_text(w, JX_LIT("form"));
    put_required(w, jx_form_schema(form));
    jx_json_end_array(w);
    jx_json_member_bool(w, "additionalProperties", false);
    jx_json_end_object(w);
}

jx_status json_schema_print(struct jx_arena *a, struct jx_slice *out)
{
    struct jx_json_writer w;
    jx_json_begin(&w, a, true);
    jx_json_object(&w);
    jx_json_member_text(&w, "$schema", JX_LIT("https://json-schema.org/draft/2020-12/schema"));
    jx_json_member_text(&w, "title", JX_LIT("绩效文件"));
    jx_json_member_text(&w, "type", JX_LIT("array"));
    jx_json_key(&w, JX_LIT("items"));
    jx_json_object(&w);
    jx_json_key(&w, JX_LIT("oneOf"));
    jx_json_array(&w);
    for (unsigned form = 1; form < JX_FORM_COUNT; form++)
        put_form(&w, (enum jx_form)form);
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    jx_json_end_object(&w);
    jx_json_end_line(&w);
    return jx_json_take(&w, out);
}
