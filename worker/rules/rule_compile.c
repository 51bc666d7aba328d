/* One rule: the entries of its block, each expression compiled for every form that it covers. */
#include "rule_reader.h"

#include "../../proto/base/text.h"

/* ---- a block's entries ---- */

enum key {
    K_TITLE,
    K_TITLE_EN,
    K_FORMS,
    K_SEVERITY,
    K_MUST,
    K_MESSAGE,
    K_MESSAGE_EN,
    K_ADVICE,
    K_ADVICE_EN,
    K_SOURCE,
    K_REQUIRED, /* all above must be there */
    K_TAIL = K_REQUIRED,
    K_SCOPE,
    K_WHEN,
    K_MISSING,
    K_PLACE,
    K_LEFT,
    K_RIGHT,
    K_BECAUSE,
    K_YIELDS,
    K_ONCE,
    K_OTHER,
    K_BY,
    K_ROW_BY,
    K_TIE,
    K_COUNT
};

static const struct {
    const char *zh, *en;
} keys[K_COUNT] = {
    [K_TITLE] = {"名称", "title_zh"},
    [K_TITLE_EN] = {"英文名称", "title_en"},
    [K_FORMS] = {"表种", "forms"},
    [K_SEVERITY] = {"级别", "severity"},
    [K_MUST] = {"应当", "must"},
    [K_MESSAGE] = {"提示", "message_zh"},
    [K_MESSAGE_EN] = {"英文提示", "message_en"},
    [K_ADVICE] = {"建议", "advice_zh"},
    [K_ADVICE_EN] = {"英文建议", "advice_en"},
    [K_SOURCE] = {"依据", "source"},
    [K_TAIL] = {"尾差", "tail"},
    [K_SCOPE] = {"范围", "scope"},
    [K_WHEN] = {"条件", "when"},
    [K_MISSING] = {"缺数", "missing"},
    [K_PLACE] = {"位置", "place"},
    [K_LEFT] = {"左", "left"},
    [K_RIGHT] = {"右", "right"},
    [K_BECAUSE] = {"起因", "because"},
    [K_YIELDS] = {"让位", "yields_to"},
    [K_ONCE] = {"每表一次", "once"},
    [K_OTHER] = {"对方", "other"},
    [K_BY] = {"配对", "pair"},
    [K_ROW_BY] = {"行配对", "pair_rows"},
    [K_TIE] = {"同名再按", "tie"},
};

struct block {
    const struct jx_line *line[K_COUNT];
};

static uint32_t read_block(struct jx_rule_reader *r, uint32_t i, struct block *b)
{
    *b = (struct block){.line = {NULL}};
    for (; r->rc == JX_OK && i < r->lines.count && r->lines.items[i].kind != JX_LINE_HEADING; i++) {
        const struct jx_line *line = &r->lines.items[i];
        int k = 0;
        while (k < K_COUNT && !jx_slice_eq(line->key, jx_slice_of(keys[k].zh)) &&
               !jx_slice_eq(line->key, jx_slice_of(keys[k].en)))
            k++;
        if (line->kind != JX_LINE_ENTRY || k == K_COUNT)
            jx_rule_fail(r, line, line->kind == JX_LINE_ENTRY ? line->key.ptr : line->value.ptr,
                         "此处应为规则的“项 = 值”", "a `key = value` of a rule");
        else if (b->line[k])
            jx_rule_fail(r, line, line->key.ptr, "此项在本条规则已写过一次",
                         "each key once in a rule");
        else if (line->value.len == 0)
            jx_rule_fail(r, line, line->value.ptr, "此处应有内容", "a value");
        else
            b->line[k] = line;
    }
    for (int k = 0; k < K_REQUIRED; k++)
        if (!b->line[k])
            jx_rule_fail(r, r->heading, NULL,
                         "本条规则缺少必需的项（名称、表种、级别、应当、提示、建议、依据等）",
                         "every required key of a rule (titles, forms, severity, must, messages, "
                         "advice, source)");
    return i;
}

static struct jx_slice value_of(const struct block *b, enum key k)
{
    return b->line[k] ? b->line[k]->value : JX_LIT("");
}

/* ---- words with a fixed meaning ---- */

struct choice {
    const char *zh, *en;
    int value;
};

static int choose(struct jx_rule_reader *r, const struct jx_line *line, const struct choice *c,
                  size_t n, const char *zh, const char *en)
{
    for (size_t i = 0; i < n; i++)
        if (jx_slice_eq(line->value, jx_slice_of(c[i].zh)) ||
            jx_slice_eq(line->value, jx_slice_of(c[i].en)))
            return c[i].value;
    jx_rule_fail(r, line, line->value.ptr, zh, en);
    return 0;
}

static const struct choice severities[] = {{"错误", "error", JX_RULE_ERROR},
                                           {"说明", "explain", JX_RULE_EXPLAIN},
                                           {"警告", "warning", JX_RULE_WARNING},
                                           {"提示", "info", JX_RULE_INFO},
                                           {"不报", "none", JX_RULE_NONE}};

static enum jx_rule_severity severity_of(struct jx_rule_reader *r, const struct jx_line *line)
{
    return (enum jx_rule_severity)choose(r, line, severities, JX_RULE_SEVERITY_COUNT,
                                         "此处应为 错误、说明、警告、提示 或 不报",
                                         "error, explain, warning, info or none");
}

enum jx_rule_severity jx_rule_severity_of(struct jx_slice word)
{
    int i = 0;
    while (i < JX_RULE_SEVERITY_COUNT && !jx_slice_eq(word, jx_slice_of(severities[i].zh)) &&
           !jx_slice_eq(word, jx_slice_of(severities[i].en)))
        i++;
    return (enum jx_rule_severity)i;
}

static enum jx_missing missing_of(struct jx_rule_reader *r, const struct jx_line *line)
{
    static const struct choice c[] = {{"跳过", "skip", JX_MISSING_SKIP},
                                      {"算错", "error", JX_MISSING_ERROR},
                                      {"按零", "zero", JX_MISSING_ZERO}};
    return (enum jx_missing)choose(r, line, c, 3, "此处应为 跳过、算错 或 按零",
                                   "skip, error or zero");
}

void jx_rule_forms(struct jx_rule_reader *r, const struct jx_line *line, bool forms[JX_FORM_COUNT])
{
    struct jx_slice rest = line->value;
    for (struct jx_slice w; (w = jx_next_word(&rest)).len > 0;) {
        bool all = jx_slice_eq(w, JX_LIT("全部")) || jx_slice_eq(w, JX_LIT("all"));
        enum jx_form form = all ? JX_FORM_UNKNOWN : jx_form_called(w);
        if (!all && form == JX_FORM_UNKNOWN)
            jx_rule_fail(r, line, w.ptr, "此处应为表种名称或“全部”", "names of forms, or `all`");
        for (int i = 1; all && i < JX_FORM_COUNT; i++)
            forms[i] = true;
        forms[form] = true;
    }
}

static uint32_t rules_of(struct jx_rule_reader *r, const struct jx_line *line, uint32_t to[])
{
    uint32_t n = 0;
    struct jx_slice rest = line ? line->value : JX_LIT("");
    for (struct jx_slice w; (w = jx_next_word(&rest)).len > 0;) {
        const struct jx_rule *found = jx_rule_find(r->set, w);
        if (!found || n == JX_RULE_LINKS_MAX) {
            jx_rule_fail(r, line, w.ptr, "此处应为写在前面的规则标识（至多8个）",
                         "ids of rules that stand before this one (at most 8)");
            return n;
        }
        to[n++] = (uint32_t)(found - r->set->rules);
    }
    return n;
}

/* ---- scope ---- */

static void list_scope(struct jx_rule_reader *r, const struct jx_line *line, struct jx_slice name,
                       struct jx_slice rest, enum jx_form form, struct jx_scope *s)
{
    if (!jx_list_resolve(r->set->layouts, form, name, &s->part)) {
        jx_rule_fail(r, line, name.ptr, "这个表种没有这个列表", "a list of the form");
        return;
    }
    if (s->kind != JX_SCOPE_GROUPS) return;
    struct jx_slice by = jx_next_word(&rest), field = jx_next_word(&rest);
    if (!jx_slice_eq(by, JX_LIT("按")) && !jx_slice_eq(by, JX_LIT("by")))
        jx_rule_fail(r, line, by.ptr, "此处应为“按 栏目”", "`by field`");
    else if (!jx_field_resolve(r->set->layouts, form, s->part, field, &s->by) ||
             s->by.part != s->part)
        jx_rule_fail(r, line, field.ptr, "此处应为该列表的一个栏目", "a column of the list");
}

static void sentence_scope(struct jx_rule_reader *r, const struct jx_line *line,
                           struct jx_slice name, struct jx_scope *s)
{
    for (s->part = 0; s->part < r->set->sentence_count; s->part++)
        if (jx_slice_eq(r->set->sentences[s->part].id, name)) return;
    jx_rule_fail(r, line, name.ptr, "没有这个句式", "the name of a sentence pattern");
}

static struct jx_scope scope_of(struct jx_rule_reader *r, const struct jx_line *line,
                                enum jx_form form)
{
    static const struct choice c[] = {
        {"全表", "document", JX_SCOPE_DOCUMENT},     {"每行", "each", JX_SCOPE_ROWS},
        {"每组", "each_group", JX_SCOPE_GROUPS},     {"评分行", "scored_rows", JX_SCOPE_SCORED},
        {"表行", "table_rows", JX_SCOPE_TABLE},      {"表科目", "table_codes", JX_SCOPE_CODES},
        {"每句", "each_sentence", JX_SCOPE_SENTENCE}};
    struct jx_scope s = {.kind = JX_SCOPE_DOCUMENT};
    if (!line) return s;
    struct jx_slice rest = line->value, kind = jx_next_word(&rest), name = jx_next_word(&rest);
    struct jx_line first = *line;
    first.value = kind;
    s.kind = (enum jx_scope_kind)choose(r, &first, c, sizeof c / sizeof c[0],
                                        "此处应为 全表、每行、每组、评分行、表行、表科目 或 每句",
                                        "document, each, each_group, scored_rows, table_rows, "
                                        "table_codes or each_sentence");
    s.table = name;
    if (r->rc != JX_OK) return s;
    if (s.kind == JX_SCOPE_ROWS || s.kind == JX_SCOPE_GROUPS)
        list_scope(r, line, name, rest, form, &s);
    else if (s.kind == JX_SCOPE_SENTENCE)
        sentence_scope(r, line, name, &s);
    return s;
}

/* ---- expressions ---- */

static void language_failed(struct jx_rule_reader *r, const struct jx_line *line, jx_status rc,
                            const struct jx_language_trouble *t)
{
    if (rc == JX_E_RULES)
        jx_rule_fail(r, line, line->value.ptr + t->at, t->zh, t->en);
    else if (rc != JX_OK && r->rc == JX_OK)
        r->rc = rc;
}

static const struct jx_node *expression_of(struct jx_rule_reader *r, const struct jx_line *line,
                                           enum jx_value_type type, const struct jx_setting *s)
{
    const struct jx_node *n = NULL;
    struct jx_language_trouble t = {0, "", ""};
    if (!line || r->rc != JX_OK) return NULL;
    jx_status rc = jx_language_parse(line->value, type, s, &n, &t);
    language_failed(r, line, rc, &t);
    return n;
}

/* A figure or a text: what stands on a side of the finding. */
static const struct jx_node *side_of(struct jx_rule_reader *r, const struct jx_line *line,
                                     const struct jx_setting *s)
{
    const struct jx_node *n = NULL;
    struct jx_language_trouble t = {0, "", ""};
    if (!line || r->rc != JX_OK) return NULL;
    jx_status rc = jx_language_parse(line->value, JX_VALUE_TEXT, s, &n, &t);
    if (rc == JX_E_RULES) rc = jx_language_parse(line->value, JX_VALUE_NUMBER, s, &n, &t);
    language_failed(r, line, rc, &t);
    return n;
}

static struct jx_template template_of(struct jx_rule_reader *r, const struct jx_line *line,
                                      const struct jx_setting *s)
{
    struct jx_template out = {NULL, 0};
    struct jx_language_trouble t = {0, "", ""};
    if (!line || r->rc != JX_OK) return out;
    language_failed(r, line, jx_template_parse(line->value, s, &out, &t), &t);
    return out;
}

static void place_of(struct jx_rule_reader *r, const struct jx_line *line,
                     const struct jx_setting *s, struct jx_compiled *c)
{
    if (!line) return;
    c->whole_row = jx_slice_eq(line->value, JX_LIT("整行")) ||
                   jx_slice_eq(line->value, JX_LIT("row"));
    if (!c->whole_row) c->place = side_of(r, line, s);
}

/* The list that the paired rows are in: that of the field on the right. */
static void pair_rows(struct jx_rule_reader *r, const struct block *b, struct jx_setting *s,
                      struct jx_compiled *c)
{
    const struct jx_line *line = b->line[K_ROW_BY];
    struct jx_language_trouble t = {0, "", ""};
    if (!line || r->rc != JX_OK) return;
    struct jx_slice rest = line->value, list = jx_next_word(&rest);
    if (!jx_list_resolve(r->set->layouts, s->other, list, &s->other_part)) {
        jx_rule_fail(r, line, list.ptr, "此处应为对方的列表，再写“一项 = 对方.一项”",
                     "a list of the other form, then `field = 对方.field`");
        return;
    }
    c->other_part = s->other_part;
    jx_status rc = jx_pairing_parse(rest, JX_VALUE_TEXT, s, &c->row_key, &c->other_row_key, &t);
    t.at += (size_t)(rest.ptr - line->value.ptr);
    language_failed(r, line, rc, &t);
}

static struct jx_compiled *compile(struct jx_rule_reader *r, const struct block *b,
                                   enum jx_form form, const struct jx_rule *rule)
{
    struct jx_compiled *c = jx_rule_take(r, 1, sizeof *c);
    struct jx_language_trouble t = {0, "", ""};
    if (!c) return NULL;
    c->scope = scope_of(r, b->line[K_SCOPE], form);
    c->missing = rule->missing;
    struct jx_setting s = {.set = r->set,
                           .form = form,
                           .other = rule->other,
                           .scope = c->scope,
                           .arena = r->arena,
                           .shared = r->shared};
    if (b->line[K_BY] && r->rc == JX_OK)
        language_failed(
            r, b->line[K_BY],
            jx_pairing_parse(b->line[K_BY]->value, JX_VALUE_TEXT, &s, &c->key, &c->other_key, &t),
            &t);
    if (b->line[K_TIE] && r->rc == JX_OK)
        language_failed(r, b->line[K_TIE],
                        jx_pairing_parse(b->line[K_TIE]->value, JX_VALUE_NUMBER, &s, &c->tie,
                                         &c->other_tie, &t),
                        &t);
    pair_rows(r, b, &s, c);
    c->when = expression_of(r, b->line[K_WHEN], JX_VALUE_TRUTH, &s);
    c->must = expression_of(r, b->line[K_MUST], JX_VALUE_TRUTH, &s);
    c->left = side_of(r, b->line[K_LEFT], &s);
    c->right = side_of(r, b->line[K_RIGHT], &s);
    place_of(r, b->line[K_PLACE], &s, c);
    c->message[JX_LANG_ZH] = template_of(r, b->line[K_MESSAGE], &s);
    c->message[JX_LANG_EN] = template_of(r, b->line[K_MESSAGE_EN], &s);
    c->advice[JX_LANG_ZH] = template_of(r, b->line[K_ADVICE], &s);
    c->advice[JX_LANG_EN] = template_of(r, b->line[K_ADVICE_EN], &s);
    return c;
}

/* ---- rules ---- */

static bool id_ok(struct jx_slice id)
{
    for (size_t i = 0; i < id.len; i++) {
        char ch = id.ptr[i];
        if (!(ch >= 'a' && ch <= 'z') && !(ch >= '0' && ch <= '9') && ch != '.' && ch != '_')
            return false;
    }
    return id.len > 0 && id.len <= 48;
}

static void other_of(struct jx_rule_reader *r, const struct block *b, struct jx_rule *rule)
{
    const struct jx_line *line = b->line[K_OTHER];
    rule->relation = line != NULL;
    rule->unpaired = jx_contains(value_of(b, K_MUST), JX_LIT("有对方")) ||
                     jx_contains(value_of(b, K_MUST), JX_LIT("paired"));
    if (!line || jx_slice_eq(line->value, JX_LIT("各表"))) return;
    rule->other = jx_form_called(line->value);
    if (rule->other == JX_FORM_UNKNOWN)
        jx_rule_fail(r, line, line->value.ptr, "此处应为对方的表种名称，或“各表”",
                     "the other form's name, or 各表");
    else if (!b->line[K_BY])
        jx_rule_fail(r, r->heading, NULL, "写了对方的规则还要写“配对”", "`pair` beside `other`");
}

static void read_rule(struct jx_rule_reader *r, struct jx_slice id, const struct block *b)
{
    if (!id_ok(id) || jx_rule_find(r->set, id)) {
        jx_rule_fail(r, r->heading, id.ptr, "规则标识应为小写字母、数字、点和下划线，且不重复",
                     "an id of small letters, digits, dots and underscores that no other rule has");
        return;
    }
    struct jx_rule *rule = &r->set->rules[r->set->count];
    *rule = (struct jx_rule){.id = id,
                             .title_zh = value_of(b, K_TITLE),
                             .title_en = value_of(b, K_TITLE_EN),
                             .source = value_of(b, K_SOURCE),
                             .line = r->heading->number,
                             .file = r->file};
    rule->tail_id = jx_arena_printf(r->arena, "%.*s.tail", (int)id.len, id.ptr);
    rule->severity = severity_of(r, b->line[K_SEVERITY]);
    rule->tail = b->line[K_TAIL] ? severity_of(r, b->line[K_TAIL]) : JX_RULE_NONE;
    rule->missing = b->line[K_MISSING] ? missing_of(r, b->line[K_MISSING]) : JX_MISSING_SKIP;
    rule->once = b->line[K_ONCE] && !jx_slice_eq(value_of(b, K_ONCE), JX_LIT("否"));
    rule->because_count = rules_of(r, b->line[K_BECAUSE], rule->because);
    rule->yield_count = rules_of(r, b->line[K_YIELDS], rule->yields);
    other_of(r, b, rule);
    bool forms[JX_FORM_COUNT] = {false};
    jx_rule_forms(r, b->line[K_FORMS], forms);
    for (int f = 1; f < JX_FORM_COUNT && r->rc == JX_OK; f++)
        if (forms[f]) rule->forms[f] = compile(r, b, (enum jx_form)f, rule);
    r->set->count++;
}

uint32_t jx_rule_compile(struct jx_rule_reader *r, uint32_t i, struct jx_slice id)
{
    struct block b;
    if (r->set->count == JX_RULES_MAX) jx_rule_fail(r, r->heading, NULL, "规则过多", "fewer rules");
    i = read_block(r, i, &b);
    if (r->rc == JX_OK) read_rule(r, id, &b);
    return i;
}
