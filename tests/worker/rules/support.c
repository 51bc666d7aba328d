/* Reads the profile that ships and builds small documents. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

static char *read_all(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    size_t room = 1 << 20;
    char *text = malloc(room);
    if (!text) exit(1);
    *len = fread(text, 1, room, f);
    fclose(f);
    return text;
}

struct jx_slice standard_text(void)
{
    static char *text;
    static size_t len;
    if (!text) text = read_all(JIXIAO_RULES_DIR "/profile.txt", &len);
    return jx_slice_at(text, len);
}

/* The rule files that ship, behind a profile. */
static const char *const rule_files[] = {"rules-1-words.txt", "rules-2-forms.txt",
                                         "rules-3-accounts.txt", "rules-4-relations.txt"};
enum { RULE_FILES = sizeof rule_files / sizeof rule_files[0] };

size_t standard_files(struct jx_pack_file files[STANDARD_FILES_MAX])
{
    static struct jx_slice texts[RULE_FILES];
    files[0] = (struct jx_pack_file){JX_LIT("profile.txt"), standard_text()};
    for (size_t i = 0; i < RULE_FILES; i++) {
        char path[4096];
        size_t len;
        snprintf(path, sizeof path, "%s/%s", JIXIAO_RULES_DIR, rule_files[i]);
        if (!texts[i].ptr) {
            const char *text = read_all(path, &len);
            texts[i] = jx_slice_at(text, len);
        }
        files[i + 1] = (struct jx_pack_file){jx_slice_of(rule_files[i]), texts[i]};
    }
    return RULE_FILES + 1;
}

static struct jx_pack *parse(struct jx_slice text)
{
    struct jx_pack_file files[STANDARD_FILES_MAX];
    size_t count = standard_files(files);
    files[0].bytes = text;
    struct jx_pack *pack;
    struct jx_pack_trouble t;
    if (jx_pack_parse(files, count, &pack, &t) == JX_OK) return pack;
    fprintf(stderr, "%s:%u:%u: %s / %s\n", t.file, t.line, t.column, t.expected_zh, t.expected_en);
    exit(1);
}

struct jx_pack *alternative_pack(void)
{
    size_t len;
    char *text = read_all(JIXIAO_RULES_DIR "/../alternative/profile.txt", &len);
    struct jx_pack *pack = parse(jx_slice_at(text, len));
    free(text);
    return pack;
}

const struct jx_pack *standard_pack(void)
{
    static struct jx_pack *pack;
    if (!pack) pack = parse(standard_text());
    return pack;
}

struct jx_pack *changed_pack(const char *from, const char *to)
{
    struct jx_slice text = standard_text(), old = jx_slice_of(from);
    size_t at = jx_slice_find(text, old), more = strlen(to);
    if (at == (size_t)-1) {
        fprintf(stderr, "not in the profile: %s\n", from);
        exit(1);
    }
    char *copy = malloc(text.len + more);
    if (!copy) exit(1);
    memcpy(copy, text.ptr, at);
    memcpy(copy + at, to, more);
    memcpy(copy + at + more, text.ptr + at + old.len, text.len - at - old.len);
    struct jx_pack *pack = parse(jx_slice_at(copy, text.len - old.len + more));
    free(copy);
    return pack;
}

static struct jx_slice text_of(const char *s)
{
    return s ? jx_slice_of(s) : JX_ABSENT;
}

static void fill_funds(struct jx_evaluated_fund *f)
{
    f[0] = (struct jx_evaluated_fund){.source = JX_LIT("total"),
                                      .label = JX_LIT("年度资金总额"),
                                      .initial_budget = JX_LIT("100.00"),
                                      .annual_budget = JX_LIT("100.00"),
                                      .executed = JX_LIT("100.00"),
                                      .weight = JX_LIT("10"),
                                      .rate = JX_LIT("100.00%"),
                                      .score = JX_LIT("10.00")};
    f[1] = f[0];
    f[1].source = JX_LIT("current_appropriation");
    f[1].label = JX_LIT("当年财政拨款");
    f[1].weight = f[1].score = JX_ABSENT;
}

struct jx_document *test_form(struct jx_arena *a, const struct test_row *rows, uint32_t count,
                              const char *total, const char *grade)
{
    struct jx_document *d = jx_arena_take(a, sizeof *d);
    if (!d || jx_document_init(d, JX_FORM_self_evaluation, a) != JX_OK) exit(1);
    struct jx_self_evaluation *form = d->body.self_evaluation;
    d->year = 2023;
    d->money_unit = JX_LIT("万元");
    d->project = jx_arena_take(a, sizeof *d->project);
    *d->project = (struct jx_party){.name = JX_LIT("青石县农村道路养护项目")};
    form->funds = (struct jx_list){jx_arena_array(a, 2, sizeof(struct jx_evaluated_fund)), 2};
    fill_funds(form->funds.items);
    struct jx_evaluated_indicator *to = jx_arena_array(a, count, sizeof *to);
    for (uint32_t i = 0; i < count; i++) {
        const char *name = rows[i].level3 ? rows[i].level3 : "养护工作完成情况";
        const char *level2 = rows[i].level2 ? rows[i].level2 : "质量指标";
        to[i] = (struct jx_evaluated_indicator){.level1 = JX_LIT("产出指标"),
                                                .level2 = text_of(level2),
                                                .level3 = text_of(name),
                                                .target = text_of(rows[i].target),
                                                .adjusted_target = text_of(rows[i].adjusted),
                                                .actual = text_of(rows[i].actual),
                                                .weight = text_of(rows[i].weight),
                                                .score = text_of(rows[i].score),
                                                .reason = text_of(rows[i].reason)};
    }
    form->indicators = (struct jx_list){to, count};
    form->total = jx_arena_take(a, sizeof *form->total);
    *form->total = (struct jx_evaluated_total){
        .weight = JX_LIT("100"), .score = text_of(total), .grade = text_of(grade)};
    return d;
}

struct jx_evaluated_fund *test_funds(struct jx_document *d)
{
    return d->body.self_evaluation->funds.items;
}

const struct jx_finding *find_finding(const struct jx_verdict *v, const char *rule)
{
    for (uint32_t i = 0; i < v->finding_count; i++)
        if (jx_slice_eq(v->findings[i].rule, jx_slice_of(rule))) return &v->findings[i];
    return NULL;
}

uint32_t count_severity(const struct jx_verdict *v, enum jx_severity s)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < v->finding_count; i++)
        n += v->findings[i].severity == s;
    return n;
}
