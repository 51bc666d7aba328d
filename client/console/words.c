/* What forms, fields, states and acts are called: the schema as JSON. */
#include "answers.h"

#include "../outcome_print.h"

#include "../../worker/rules/judge.h"

static void put_fields(struct jx_json_writer *w, const struct jx_schema *s);

static void put_field(struct jx_json_writer *w, const struct jx_field *f)
{
    static const char *const kinds[] = {
        [JX_KIND_TEXT] = "text",   [JX_KIND_OBJECT] = "object", [JX_KIND_LIST] = "list",
        [JX_KIND_KEYED] = "keyed", [JX_KIND_TEXTS] = "texts",   [JX_KIND_ROWS] = "rows",
        [JX_KIND_EXTRA] = "extra",
    };
    jx_json_object(w);
    jx_json_member_text(w, "name", f->name);
    jx_json_member_text(w, "title", jx_slice_of(f->zh));
    jx_json_member_text(w, "kind", jx_slice_of(kinds[f->kind]));
    jx_json_member_bool(w, "must", f->must);
    jx_json_member_integer(w, "max", f->max);
    jx_json_key(w, JX_LIT("fields"));
    if (f->schema)
        put_fields(w, f->schema);
    else
        jx_json_null(w);
    jx_json_end_object(w);
}

static void put_fields(struct jx_json_writer *w, const struct jx_schema *s)
{
    jx_json_array(w);
    for (uint32_t i = 0; i < s->count; i++)
        put_field(w, &s->fields[i]);
    jx_json_end_array(w);
}

static void put_form(struct jx_json_writer *w, enum jx_form form)
{
    const struct jx_schema *s = jx_form_schema(form);
    jx_json_object(w);
    jx_json_member_text(w, "form", jx_form_name(form));
    jx_json_member_text(w, "title", jx_slice_of(jx_form_zh(form)));
    jx_json_key(w, JX_LIT("fields"));
    jx_json_array(w);
    for (uint32_t i = 0; i < jx_head_schema.count; i++)
        put_field(w, &jx_head_schema.fields[i]);
    for (uint32_t i = 0; i < s->count; i++)
        put_field(w, &s->fields[i]);
    jx_json_end_array(w);
    jx_json_end_object(w);
}

static void put_pair(struct jx_json_writer *w, const char *key, const char *name, const char *title)
{
    jx_json_object(w);
    jx_json_member_text(w, key, jx_slice_of(name));
    jx_json_member_text(w, "title", jx_slice_of(title));
    jx_json_end_object(w);
}

static void put_acts(struct call *c)
{
    jx_json_key(&c->json, JX_LIT("acts"));
    jx_json_array(&c->json);
    for (unsigned kind = 0; kind < 64; kind++) {
        bool shown = kind == JX_ACT_SUBMISSION || jx_is_decision((enum jx_act)kind);
        const char *name = shown ? jx_act_name((enum jx_act)kind) : "";
        if (*name) put_pair(&c->json, "act", name, act_text(&c->ctx, (enum jx_act)kind));
    }
    jx_json_end_array(&c->json);
}

jx_status answer_forms(struct call *c)
{
    struct jx_json_writer *w = &c->json;
    jx_json_object(w);
    jx_json_key(w, JX_LIT("forms"));
    jx_json_array(w);
    for (unsigned f = 1; f < JX_FORM_COUNT; f++)
        put_form(w, (enum jx_form)f);
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("states"));
    jx_json_array(w);
    for (unsigned s = 0; s < JX_STATE_COUNT; s++)
        put_pair(w, "state", jx_state_name((enum jx_state)s),
                 state_name(&c->ctx, (enum jx_state)s));
    jx_json_end_array(w);
    jx_json_key(w, JX_LIT("grades"));
    jx_json_array(w);
    for (unsigned g = 0; g < JX_GRADE_COUNT; g++)
        jx_json_text(w, jx_slice_of(jx_grade_zh((enum jx_grade)g)));
    jx_json_end_array(w);
    put_acts(c);
    jx_json_end_object(w);
    return JX_OK;
}
