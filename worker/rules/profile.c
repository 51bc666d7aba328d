/* Reads a profile: its sections and keys are tables; lists and bands first, the rules that name
 * them last. */
#include "profile_reader.h"

#include "../../proto/base/text.h"

void jx_profile_fail(struct jx_profile_reader *r, const struct jx_line *line, const char *at,
                     const char *zh, const char *en)
{
    if (r->rc != JX_OK) return;
    r->rc = JX_E_RULES;
    *r->trouble = (struct jx_profile_trouble){line ? line->number : 1,
                                              line ? jx_line_column(line, at) : 1, zh, en};
}

void jx_profile_fail_value(struct jx_profile_reader *r, const struct jx_line *line, const char *zh,
                           const char *en)
{
    jx_profile_fail(r, line, line->value.ptr, zh, en);
}

void *jx_profile_take(struct jx_profile_reader *r, size_t count, size_t size)
{
    void *at = jx_arena_array(r->arena, count, size);
    if (!at && r->rc == JX_OK) r->rc = r->arena->status;
    return at;
}

/* ---- values ---- */

typedef void read_value(struct jx_profile_reader *r, const struct jx_line *line, void *to);

static void read_text(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    if (line->value.len == 0) jx_profile_fail_value(r, line, "此处应有文字", "a text");
    *(struct jx_slice *)to = line->value;
}

void jx_profile_read_figure(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    jx_dec v;
    if (jx_dec_parse(line->value, &v, NULL) != JX_OK || v.micro < 0)
        jx_profile_fail_value(r, line, "此处应为不小于 0 的数字", "a number not below 0");
    else
        *(jx_dec *)to = v;
}

static void read_decimals(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    struct jx_slice v = line->value;
    if (v.len != 1 || v.ptr[0] < '0' || v.ptr[0] > '0' + JX_DEC_PLACES)
        jx_profile_fail_value(r, line, "此处应为 0 到 6 的小数位数",
                              "a number of decimals, 0 to 6");
    else
        *(unsigned *)to = (unsigned)(v.ptr[0] - '0');
}

static bool year_of(struct jx_slice s, int32_t *out)
{
    jx_dec v;
    unsigned places;
    if (s.len != 4 || jx_dec_parse(s, &v, &places) != JX_OK || places != 0) return false;
    *out = (int32_t)(v.micro / JX_DEC_ONE);
    return *out >= JX_YEAR_FIRST && *out <= JX_YEAR_LAST;
}

static void read_years(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    struct jx_profile *p = to;
    struct jx_slice v = line->value;
    size_t dash = jx_slice_find(v, JX_LIT("-"));
    struct jx_slice first = dash == (size_t)-1 ? v : jx_trim(jx_slice_at(v.ptr, dash));
    struct jx_slice last = dash == (size_t)-1 ? v : jx_trim(jx_slice_from(v, dash + 1));
    if (!year_of(first, &p->year_first) || !year_of(last, &p->year_last) ||
        p->year_first > p->year_last)
        jx_profile_fail_value(r, line, "此处应为年度或年度范围，如 2020-2030",
                              "a year or years: 2020-2030");
}

static void read_forms(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    struct jx_profile *p = to;
    struct jx_slice rest = line->value;
    for (struct jx_slice w; (w = jx_next_word(&rest)).len > 0;) {
        bool all = jx_slice_eq(w, JX_LIT("全部")) || jx_slice_eq(w, JX_LIT("all"));
        enum jx_form form = jx_form_of_name(w);
        for (int i = 1; i < JX_FORM_COUNT; i++) {
            if (jx_slice_eq(w, jx_slice_of(jx_form_zh((enum jx_form)i)))) form = (enum jx_form)i;
            if (all) p->forms[i] = true;
        }
        if (!all && form == JX_FORM_UNKNOWN)
            jx_profile_fail(r, line, w.ptr, "此处应为表种名称或“全部”", "names of forms, or `all`");
        p->forms[form] = true;
    }
}

uint32_t jx_profile_count_words(struct jx_slice text)
{
    uint32_t n = 0;
    while (jx_next_word(&text).len > 0)
        n++;
    return n;
}

void jx_profile_add_words(struct jx_profile_reader *r, const struct jx_line *line,
                          struct jx_slice text, struct jx_word_list *list)
{
    for (struct jx_slice w; r->rc == JX_OK && (w = jx_next_word(&text)).len > 0;) {
        if (!jx_word_read(w, &list->words[list->count++]))
            jx_profile_fail(r, line, w.ptr, "此处应为词语，* 只能在词首或词尾",
                            "a word, with * at its ends only");
    }
}

/* `90 优 优秀`: the least total, and the words that forms print. */
static void read_grade(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    struct jx_grade_line *g = to;
    struct jx_slice rest = line->value, from = jx_next_word(&rest);
    if (jx_dec_parse(from, &g->from, NULL) != JX_OK) {
        jx_profile_fail_value(r, line, "此处应为分数线和等级词，如 90 优 优秀",
                              "a score and words: 90 优 优秀");
        return;
    }
    g->words.words = jx_profile_take(r, jx_profile_count_words(rest), sizeof *g->words.words);
    if (g->words.words) jx_profile_add_words(r, line, rest, &g->words);
}

/* The two halves of a source: `表注3 printed note 3`, `我方理解 our reading`. */
static void read_source(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    static const struct {
        const char *zh, *en;
        bool ours;
    } kinds[] = {{"表注", "printed note", false}, {"我方理解", "our reading", true}};
    struct jx_scoring_rule *rule = to;
    for (size_t i = 0; i < 2; i++) {
        size_t en = jx_slice_find(line->value, jx_slice_of(kinds[i].en));
        if (!jx_starts_with(line->value, jx_slice_of(kinds[i].zh)) || en == (size_t)-1) continue;
        rule->source = line->value;
        rule->source_zh = jx_trim(jx_slice_at(line->value.ptr, en));
        rule->source_en = jx_slice_from(line->value, en);
        rule->our_reading = kinds[i].ours;
        return;
    }
    jx_profile_fail_value(r, line, "此处应为“表注N printed note N”或“我方理解 our reading”",
                          "`表注N printed note N` or `我方理解 our reading`");
}

static void read_expression(struct jx_profile_reader *r, const struct jx_line *line, bool truth,
                            const struct jx_expression **to)
{
    const struct jx_profile *p = r->profile;
    struct jx_names names = {p->bands, p->band_count, p->lists, p->list_count};
    struct jx_expression_trouble t = {0};
    jx_status rc = jx_expression_parse(line->value, truth, &names, r->arena, to, &t);
    if (rc == JX_E_RULES)
        jx_profile_fail(r, line, line->value.ptr + t.at, t.zh, t.en);
    else if (rc != JX_OK && r->rc == JX_OK)
        r->rc = rc;
}

static void read_when(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    struct jx_scoring_rule *rule = to;
    read_expression(r, line, true, &rule->when);
    if (!rule->when || r->rc != JX_OK) return;
    r->rc = jx_expression_demands(rule->when, r->arena, &rule->demands, &rule->rest);
}

static void read_score(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    struct jx_scoring_rule *rule = to;
    rule->formula = line->value;
    read_expression(r, line, false, &rule->score);
    rule->takes_claimed = rule->score && jx_expression_takes_claimed(rule->score);
}

static void read_progress(struct jx_profile_reader *r, const struct jx_line *line, void *to)
{
    read_expression(r, line, false, to);
}

/* ---- keys ---- */

struct key {
    const char *zh, *en;
    read_value *read;
    size_t offset; /* of what is read, in the section's struct */
};

#define AT(type, member) offsetof(struct type, member)

static const struct key profile_keys[] = {
    {"标识", "id", read_text, AT(jx_profile, id)},
    {"名称", "title_zh", read_text, AT(jx_profile, title_zh)},
    {"英文名称", "title_en", read_text, AT(jx_profile, title_en)},
    {"表种", "forms", read_forms, 0},
    {"年度", "years", read_years, 0},
    {"小数位", "decimals", read_decimals, AT(jx_profile, decimals)},
    {"说明线", "explain_below", jx_profile_read_figure, AT(jx_profile, explain_below)},
};
static const struct key execution_keys[] = {
    {"分值", "weight", jx_profile_read_figure, AT(jx_profile, execution_weight)},
};
static const struct key grade_keys[] = {
    {"优", "excellent", read_grade, AT(jx_profile, grades[JX_GRADE_EXCELLENT])},
    {"良", "good", read_grade, AT(jx_profile, grades[JX_GRADE_GOOD])},
    {"中", "fair", read_grade, AT(jx_profile, grades[JX_GRADE_FAIR])},
    {"差", "poor", read_grade, AT(jx_profile, grades[JX_GRADE_POOR])},
};
static const struct key rule_keys[] = {
    {"名称", "title_zh", read_text, AT(jx_scoring_rule, title_zh)},
    {"英文名称", "title_en", read_text, AT(jx_scoring_rule, title_en)},
    {"条件", "when", read_when, 0},
    {"得分", "score", read_score, 0},
    {"依据", "source", read_source, 0},
};

static const struct key light_keys[] = {
    {"进度", "progress", read_progress, AT(jx_lights, progress)},
    {"绿灯", "green", jx_profile_read_figure, AT(jx_lights, green)},
    {"黄灯", "yellow", jx_profile_read_figure, AT(jx_lights, yellow)},
};

enum { KEYS_MAX = 8 };

/* Reads a section whose keys must all be there, each once. Returns the line behind it. */
static uint32_t read_keys(struct jx_profile_reader *r, uint32_t i, const struct key *keys,
                          size_t count, void *to)
{
    bool seen[KEYS_MAX] = {false};
    for (; r->rc == JX_OK && i < r->lines.count && r->lines.items[i].kind != JX_LINE_HEADING; i++) {
        const struct jx_line *line = &r->lines.items[i];
        size_t k = 0;
        while (k < count && !jx_slice_eq(line->key, jx_slice_of(keys[k].zh)) &&
               !jx_slice_eq(line->key, jx_slice_of(keys[k].en)))
            k++;
        if (line->kind != JX_LINE_ENTRY || k == count) {
            jx_profile_fail(r, line, line->kind == JX_LINE_ENTRY ? line->key.ptr : line->value.ptr,
                            "此处应为本节的“项 = 值”", "a `key = value` of this section");
        } else if (seen[k]) {
            jx_profile_fail(r, line, line->key.ptr, "此项在本节已写过一次",
                            "each key once in a section");
        } else {
            keys[k].read(r, line, (char *)to + keys[k].offset);
            seen[k] = true;
        }
    }
    for (size_t k = 0; k < count; k++)
        if (!seen[k])
            jx_profile_fail(r, r->heading, NULL, "本节缺少必需的项", "every key of this section");
    return i;
}

/* ---- sections ---- */

static uint32_t section_profile(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    (void)name;
    return read_keys(r, i, profile_keys, sizeof profile_keys / sizeof *profile_keys, r->profile);
}

static uint32_t section_execution(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    (void)name;
    return read_keys(r, i, execution_keys, 1, r->profile);
}

static uint32_t section_grades(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    (void)name;
    i = read_keys(r, i, grade_keys, JX_GRADE_COUNT, r->profile);
    const struct jx_grade_line *g = r->profile->grades;
    for (int k = 1; k < JX_GRADE_COUNT; k++)
        if (jx_dec_cmp(g[k].from, g[k - 1].from) >= 0)
            jx_profile_fail(r, r->heading, NULL, "等级分数线应从高到低",
                            "falling scores from grade to grade");
    if (g[JX_GRADE_POOR].from.micro != 0)
        jx_profile_fail(r, r->heading, NULL, "“差”的分数线应为 0",
                        "a score of 0 for the last grade");
    return i;
}

uint32_t jx_profile_section_end(const struct jx_profile_reader *r, uint32_t i)
{
    while (i < r->lines.count && r->lines.items[i].kind != JX_LINE_HEADING)
        i++;
    return i;
}

static uint32_t read_rule(struct jx_profile_reader *r, uint32_t i, struct jx_slice name,
                          struct jx_rule_list *list)
{
    for (uint32_t k = 0; k < list->count; k++)
        if (jx_slice_eq(list->rules[k].id, name))
            jx_profile_fail(r, r->heading, name.ptr, "规则标识重复",
                            "an id that no other rule has");
    struct jx_scoring_rule *rule = &list->rules[list->count++];
    *rule = (struct jx_scoring_rule){.id = name};
    return read_keys(r, i, rule_keys, sizeof rule_keys / sizeof *rule_keys, rule);
}

static uint32_t section_execution_rule(struct jx_profile_reader *r, uint32_t i,
                                       struct jx_slice name)
{
    return read_rule(r, i, name, &r->profile->execution);
}

static uint32_t section_indicator_rule(struct jx_profile_reader *r, uint32_t i,
                                       struct jx_slice name)
{
    return read_rule(r, i, name, &r->profile->indicators);
}

static uint32_t section_lights(struct jx_profile_reader *r, uint32_t i, struct jx_slice name)
{
    struct jx_lights *l = &r->profile->lights;
    (void)name;
    i = read_keys(r, i, light_keys, sizeof light_keys / sizeof *light_keys, l);
    if (r->rc == JX_OK && jx_dec_cmp(l->green, l->yellow) <= 0)
        jx_profile_fail(r, r->heading, NULL, "绿灯线应高于黄灯线", "green above yellow");
    return i;
}

/* What rules name (bands, lists) is read in the first pass, the rules in the second. */
static const struct section {
    const char *zh, *en;
    jx_read_section *read;
    int pass;
    bool named, once, optional;
} sections[] = {
    {"方案", "profile", section_profile, 1, false, true, false},
    {"等级", "grades", section_grades, 1, false, true, false},
    {"档次", "bands", jx_section_bands, 1, false, true, false},
    {"预算执行", "execution", section_execution, 1, false, true, false},
    {"参数", "parameters", jx_section_parameters, 1, false, true, true},
    {"分值方案", "weight_plans", jx_section_plans, 1, false, true, true},
    {"规则级别", "severities", jx_section_severities, 1, false, true, true},
    {"词表", "words", jx_section_words, 1, true, false, false},
    {"亮灯", "lights", section_lights, 2, false, true, true},
    {"执行规则", "execution_rule", section_execution_rule, 2, true, false, false},
    {"指标规则", "indicator_rule", section_indicator_rule, 2, true, false, false},
};

enum { SECTION_COUNT = sizeof sections / sizeof sections[0] };

static int find_section(struct jx_profile_reader *r, const struct jx_line *line)
{
    for (int s = 0; line->kind == JX_LINE_HEADING && s < SECTION_COUNT; s++) {
        if (!jx_slice_eq(line->key, jx_slice_of(sections[s].zh)) &&
            !jx_slice_eq(line->key, jx_slice_of(sections[s].en)))
            continue;
        if (sections[s].named == (line->value.len > 0)) return s;
    }
    jx_profile_fail(r, line, NULL, "此处应为节标题，如 [方案] 或 [指标规则 标识]",
                    "a section heading such as [profile] or [indicator_rule ID]");
    return -1;
}

static void read_pass(struct jx_profile_reader *r, int pass)
{
    unsigned seen[SECTION_COUNT] = {0};
    for (uint32_t i = 0; r->rc == JX_OK && i < r->lines.count;) {
        r->heading = &r->lines.items[i];
        int s = find_section(r, r->heading);
        if (s < 0) return;
        if (seen[s]++ > 0 && sections[s].once)
            jx_profile_fail(r, r->heading, NULL, "此节已写过一次", "this section once only");
        else if (sections[s].pass == pass)
            i = sections[s].read(r, i + 1, r->heading->value);
        else
            i = jx_profile_section_end(r, i + 1);
    }
    for (int s = 0; s < SECTION_COUNT; s++)
        if (sections[s].pass == pass && seen[s] == 0 && !sections[s].optional)
            jx_profile_fail(r, r->heading, NULL,
                            "文件缺少必需的节（方案、等级、档次、预算执行、词表或规则）",
                            "every section (profile, grades, bands, execution, words, rules)");
}

/* ---- what is prepared, once all is read ---- */

static bool is_ruled_out(const struct jx_rule_list *list, uint32_t rule, uint32_t looked_at,
                         uint32_t shown)
{
    if (rule >= list->count) return true;
    const struct jx_demands *d = &list->rules[rule].demands;
    return (d->yes & looked_at & ~shown) != 0 || (d->no & shown) != 0;
}

/* By each byte of what shows, the others not being looked at. */
static void rule_out(const struct jx_rule_list *list, uint32_t from, struct jx_ruled_out *out)
{
    for (uint32_t i = 0; i < JX_SHOWN_BYTES; i++)
        for (uint32_t shown = 0; shown < 256; shown++)
            for (uint32_t k = 0; k < 64; k++)
                out->bytes[i][shown] |=
                    (uint64_t)is_ruled_out(list, from + k, 255u << 8 * i, shown << 8 * i) << k;
}

static void prepare_list(struct jx_profile_reader *r, struct jx_rule_list *list)
{
    const uint32_t count = (list->count + 63) / 64;
    list->ruled_out = jx_profile_take(r, count, sizeof *list->ruled_out);
    for (uint32_t i = 0; list->ruled_out && i < count; i++)
        rule_out(list, i * 64, &list->ruled_out[i]);
}

/* As it stands for a weight that is not printed. */
static void print_weight(struct jx_profile_reader *r)
{
    char text[JX_DEC_PRINT_MAX];
    size_t n = jx_dec_print_short(r->profile->execution_weight, text);
    r->profile->execution_weight_text = jx_arena_copy(r->arena, jx_slice_at(text, n));
    if (jx_is_absent(r->profile->execution_weight_text)) r->rc = jx_arena_failure(r->arena);
}

jx_status jx_profile_parse(struct jx_slice text, struct jx_arena *a, struct jx_profile *out,
                           struct jx_profile_trouble *t)
{
    struct jx_profile_reader r = {.arena = a, .profile = out, .trouble = t, .rc = JX_OK};
    *out = (struct jx_profile){.year_first = 0};
    if (jx_starts_with(text, JX_LIT("\xEF\xBB\xBF"))) text = jx_slice_from(text, 3);
    r.rc = jx_lines_split(text, a, &r.lines);
    if (r.rc != JX_OK) return r.rc;
    out->lists = jx_profile_take(&r, r.lines.count, sizeof *out->lists);
    out->execution.rules = jx_profile_take(&r, r.lines.count, sizeof *out->execution.rules);
    out->indicators.rules = jx_profile_take(&r, r.lines.count, sizeof *out->indicators.rules);
    if (r.rc == JX_OK) read_pass(&r, 1);
    if (r.rc == JX_OK) read_pass(&r, 2);
    if (r.rc == JX_OK) print_weight(&r);
    if (r.rc == JX_OK) prepare_list(&r, &out->execution);
    if (r.rc == JX_OK) prepare_list(&r, &out->indicators);
    if (r.rc == JX_OK) r.rc = jx_word_index_make(out->lists, out->list_count, a, &out->words);
    return r.rc;
}

/* A document whose year is not known is judged by the profile that is in force. */
bool jx_profile_covers(const struct jx_profile *p, enum jx_form form, int32_t year)
{
    if (form <= JX_FORM_UNKNOWN || form >= JX_FORM_COUNT || !p->forms[form]) return false;
    return year == 0 || (year >= p->year_first && year <= p->year_last);
}

enum jx_grade jx_profile_grade(const struct jx_profile *p, jx_dec total)
{
    for (int g = 0; g < JX_GRADE_COUNT; g++)
        if (jx_dec_cmp(total, p->grades[g].from) >= 0) return (enum jx_grade)g;
    return JX_GRADE_POOR;
}

enum jx_grade jx_profile_grade_of_word(const struct jx_profile *p, struct jx_slice word)
{
    for (int g = 0; g < JX_GRADE_COUNT; g++)
        if (jx_word_find(&p->grades[g].words, word)) return (enum jx_grade)g;
    return JX_GRADE_NONE;
}
