/* Describes rules in the reader's language. */
#include "rule_list.h"

#include "pack_parsed.h"

static struct jx_slice forms_of(const struct jx_rule *rule, enum jx_lang lang, struct jx_arena *a)
{
    struct jx_slice out = JX_LIT("");
    for (int f = 1; f < JX_FORM_COUNT; f++) {
        if (!rule->forms[f]) continue;
        struct jx_slice name = lang == JX_LANG_ZH ? jx_slice_of(jx_form_zh((enum jx_form)f))
                                                  : jx_form_name((enum jx_form)f);
        out = jx_arena_printf(a, "%.*s%s%.*s", (int)out.len, out.ptr ? out.ptr : "",
                              out.len ? " " : "", (int)name.len, name.ptr);
    }
    return out;
}

bool jx_rule_facts(const struct jx_pack *pack, uint32_t index, enum jx_lang lang,
                   struct jx_arena *a, struct jx_rule_facts *out)
{
    if (index >= pack->rules.count) return false;
    const struct jx_rule *r = &pack->rules.rules[index];
    *out = (struct jx_rule_facts){.id = r->id,
                                  .title_zh = r->title_zh,
                                  .title_en = r->title_en,
                                  .source = r->source,
                                  .file = r->file,
                                  .severity = r->severity == JX_RULE_NONE
                                                  ? "none"
                                                  : jx_severity_name((enum jx_severity)r->severity),
                                  .forms = forms_of(r, lang, a),
                                  .relation = r->relation,
                                  .line = r->line};
    return true;
}

struct jx_slice jx_method_title(const struct jx_pack *pack, struct jx_slice id, enum jx_lang lang)
{
    const struct jx_rule_list *lists[] = {&pack->profile.indicators, &pack->profile.execution};
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        for (uint32_t i = 0; i < lists[l]->count; i++) {
            const struct jx_scoring_rule *r = &lists[l]->rules[i];
            if (jx_slice_eq(r->id, id)) return lang == JX_LANG_ZH ? r->title_zh : r->title_en;
        }
    return JX_LIT("");
}
