/* Reads rule files in two passes: word lists and sentence patterns first, the rules that name them
 * last. */
#include "rule_reader.h"

#include "../../proto/base/text.h"

void jx_rule_fail(struct jx_rule_reader *r, const struct jx_line *line, const char *at,
                  const char *zh, const char *en)
{
    if (r->rc != JX_OK) return;
    r->rc = JX_E_RULES;
    *r->trouble = (struct jx_rule_trouble){
        r->file, {line ? line->number : 1, line ? jx_line_column(line, at) : 1, zh, en}};
}

void *jx_rule_take(struct jx_rule_reader *r, size_t count, size_t size)
{
    void *at = jx_arena_array(r->arena, count + 1, size);
    if (!at && r->rc == JX_OK) r->rc = jx_arena_failure(r->arena);
    return at;
}

/* ---- word lists and sentences ---- */

static uint32_t count_words(struct jx_slice text)
{
    uint32_t n = 0;
    while (jx_next_word(&text).len > 0)
        n++;
    return n;
}

static uint32_t read_words(struct jx_rule_reader *r, uint32_t i, struct jx_slice name)
{
    uint32_t words = 0, end = i;
    while (end < r->lines.count && r->lines.items[end].kind != JX_LINE_HEADING)
        words += count_words(r->lines.items[end++].value);
    struct jx_word_list *list = &r->set->lists[r->set->list_count++];
    *list = (struct jx_word_list){.name = name,
                                  .words = jx_rule_take(r, words, sizeof *list->words)};
    for (; r->rc == JX_OK && i < end; i++) {
        struct jx_slice text = r->lines.items[i].value;
        for (struct jx_slice w; r->rc == JX_OK && (w = jx_next_word(&text)).len > 0;)
            if (!jx_word_read(w, &list->words[list->count++]))
                jx_rule_fail(r, &r->lines.items[i], w.ptr, "此处应为词语，* 只能在词首或词尾",
                             "a word, with * at its ends only");
    }
    return end;
}

static uint32_t read_sentence(struct jx_rule_reader *r, uint32_t i, struct jx_slice name)
{
    struct jx_sentence *s = &r->set->sentences[r->set->sentence_count++];
    s->id = name;
    bool seen[2] = {false, false};
    for (; r->rc == JX_OK && i < r->lines.count && r->lines.items[i].kind != JX_LINE_HEADING; i++) {
        const struct jx_line *line = &r->lines.items[i];
        size_t at = 0;
        bool pattern = jx_slice_eq(line->key, JX_LIT("句")) ||
                       jx_slice_eq(line->key, JX_LIT("pattern"));
        bool forms = jx_slice_eq(line->key, JX_LIT("表种")) ||
                     jx_slice_eq(line->key, JX_LIT("forms"));
        if (line->kind != JX_LINE_ENTRY || (!pattern && !forms) || seen[pattern])
            jx_rule_fail(r, line, line->whole.ptr, "句式里应为“表种 = …”和“句 = …”",
                         "`forms = …` and `pattern = …`");
        else if (forms)
            jx_rule_forms(r, line, s->forms);
        else if (!jx_sentence_parse(line->value, s, &at))
            jx_rule_fail(r, line, line->value.ptr + at, "此处应为文字、{空}、[可省] 或 (甲|乙)",
                         "a text, {slot}, [optional] or (one|or another)");
        seen[pattern] = true;
    }
    if (!seen[0] || !seen[1])
        jx_rule_fail(r, r->heading, NULL, "句式里应有“表种”和“句”", "`forms` and `pattern`");
    return i;
}

static uint32_t skip(const struct jx_rule_reader *r, uint32_t i)
{
    while (i < r->lines.count && r->lines.items[i].kind != JX_LINE_HEADING)
        i++;
    return i;
}

static uint32_t read_section(struct jx_rule_reader *r, uint32_t i, int pass)
{
    const struct jx_line *h = r->heading = &r->lines.items[i++];
    static const char *const names[][2] = {
        {"词表", "words"}, {"句式", "sentence"}, {"规则", "rule"}};
    int kind = 0;
    while (kind < 3 && !jx_slice_eq(h->key, jx_slice_of(names[kind][0])) &&
           !jx_slice_eq(h->key, jx_slice_of(names[kind][1])))
        kind++;
    if (h->kind != JX_LINE_HEADING || kind == 3 || h->value.len == 0) {
        jx_rule_fail(r, h, h->whole.ptr, "此处应为 [规则 标识]、[词表 名称] 或 [句式 名称]",
                     "[rule id], [words name] or [sentence name]");
        return i;
    }
    if ((kind == 2) != (pass == 2)) return skip(r, i);
    if (kind == 0) return read_words(r, i, h->value);
    if (kind == 1) return read_sentence(r, i, h->value);
    return jx_rule_compile(r, i, h->value);
}

static void read_file(struct jx_rule_reader *r, const struct jx_rule_file *f, int pass)
{
    struct jx_slice text = f->text;
    r->file = f->name;
    if (jx_starts_with(text, JX_LIT("\xEF\xBB\xBF"))) text = jx_slice_from(text, 3);
    if (r->rc == JX_OK) r->rc = jx_lines_split(text, r->arena, &r->lines);
    for (uint32_t i = 0; r->rc == JX_OK && i < r->lines.count;)
        i = read_section(r, i, pass);
}

/* ---- what the profile changes ---- */

static void change_severity(struct jx_rule_reader *r, const struct jx_severity_change *c)
{
    struct jx_rule *rule = (struct jx_rule *)jx_rule_find(r->set, c->rule);
    enum jx_rule_severity severity = jx_rule_severity_of(c->severity);
    bool known = rule && severity != JX_RULE_SEVERITY_COUNT;
    if (known) {
        rule->severity = severity;
    } else if (r->rc == JX_OK) {
        r->rc = JX_E_RULES;
        *r->trouble = (struct jx_rule_trouble){
            JX_LIT("profile.txt"),
            {c->line, rule ? c->severity_column : c->rule_column,
             rule ? "此处应为 错误、说明、警告、提示 或 不报" : "没有这条规则",
             rule ? "error, explain, warning, info or none" : "the id of a rule"}};
    }
}

/* ---- what each form is judged by ---- */

static void list_of_form(struct jx_rule_reader *r, enum jx_form form, struct jx_form_rules *out)
{
    if (r->rc == JX_OK) out->items = jx_rule_take(r, r->set->count, sizeof *out->items);
    for (uint32_t i = 0; r->rc == JX_OK && i < r->set->count; i++) {
        const struct jx_rule *rule = &r->set->rules[i];
        if (rule->forms[form] && !rule->relation)
            out->items[out->count++] = (struct jx_form_rule){i, rule->forms[form]};
    }
    jx_share_answers(out);
}

/* ---- the whole ---- */

static void make_room(struct jx_rule_reader *r, const struct jx_rule_file *files, uint32_t count,
                      const struct jx_profile *profile)
{
    uint32_t headings = 0;
    for (uint32_t i = 0; i < count; i++)
        for (size_t k = 0; k < files[i].text.len; k++)
            headings += files[i].text.ptr[k] == '[';
    r->set->rules = jx_rule_take(r, headings, sizeof *r->set->rules);
    r->set->sentences = jx_rule_take(r, headings, sizeof *r->set->sentences);
    r->set->lists = jx_rule_take(r, (size_t)headings + profile->list_count, sizeof *r->set->lists);
    if (r->rc != JX_OK) return;
    if (profile->list_count)
        memcpy(r->set->lists, profile->lists, profile->list_count * sizeof *profile->lists);
    r->set->list_count = profile->list_count;
    struct jx_parameter *all = jx_rule_take(r, (size_t)profile->parameter_count + 2, sizeof *all);
    if (!all) return;
    if (profile->parameter_count)
        memcpy(all, profile->parameters, profile->parameter_count * sizeof *all);
    all[profile->parameter_count] = (struct jx_parameter){JX_LIT("说明线"), profile->explain_below};
    all[profile->parameter_count + 1] = (struct jx_parameter){JX_LIT("执行分值"),
                                                              profile->execution_weight};
    r->set->parameters = all;
    r->set->parameter_count = profile->parameter_count + 2;
    jx_layouts_make(r->set->layouts);
    r->shared = jx_rule_take(r, JX_FORM_COUNT, sizeof *r->shared);
}

jx_status jx_rules_read(const struct jx_rule_file *files, uint32_t count,
                        const struct jx_profile *profile, struct jx_arena *a,
                        struct jx_rule_set *out, struct jx_rule_trouble *t)
{
    struct jx_rule_reader r = {.arena = a, .set = out, .trouble = t, .rc = JX_OK};
    *out = (struct jx_rule_set){.count = 0};
    make_room(&r, files, count, profile);
    for (int pass = 1; pass <= 2; pass++)
        for (uint32_t i = 0; i < count && r.rc == JX_OK; i++)
            read_file(&r, &files[i], pass);
    for (uint32_t i = 0; i < profile->change_count && r.rc == JX_OK; i++)
        change_severity(&r, &profile->changes[i]);
    for (int f = 1; f < JX_FORM_COUNT; f++)
        list_of_form(&r, (enum jx_form)f, &out->of_form[f]);
    if (r.rc == JX_OK) r.rc = jx_word_index_make(out->lists, out->list_count, a, &out->words);
    return r.rc;
}

const struct jx_rule *jx_rule_find(const struct jx_rule_set *set, struct jx_slice id)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (jx_slice_eq(set->rules[i].id, id)) return &set->rules[i];
    return NULL;
}
