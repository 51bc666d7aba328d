/* Forms with a few figures in them, encoded as clients do. */
#include "acts.h"

#include "../../proto/wire/codec.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* Two findings that some of this county's self-evaluations have, for people to answer. */
static const char rules_text[] =
    "[规则 " SIM_RULE_ERROR "]\n"
    "名称 = 分数太高\n英文名称 = too high\n表种 = 自评表\n级别 = 错误\n"
    "应当 = 合计.得分 ≤ 94\n提示 = 太高\n英文提示 = too high\n"
    "建议 = 核对\n英文建议 = check\n依据 = 演习 drill\n\n"
    "[规则 " SIM_RULE_EXPLAIN "]\n"
    "名称 = 分数太低\n英文名称 = too low\n表种 = 自评表\n级别 = 说明\n"
    "应当 = 合计.得分 ≥ 66\n提示 = 太低\n英文提示 = too low\n"
    "建议 = 说明\n英文建议 = explain\n依据 = 演习 drill\n";
static char *profile_text;
static size_t profile_len;

bool read_rules(const char *dir)
{
    char path[4096];
    enum { ROOM = 1 << 20 };
    snprintf(path, sizeof path, "%s/profile.txt", dir);
    FILE *f = fopen(path, "rb");
    profile_text = malloc(ROOM);
    if (f && profile_text) profile_len = fread(profile_text, 1, ROOM, f);
    if (f) fclose(f);
    return profile_len > 0;
}

/* ---- documents ---- */

static struct jx_party *party(struct jx_arena *a, struct jx_slice name, struct jx_slice code)
{
    struct jx_party *p = jx_arena_take(a, sizeof *p);
    *p = (struct jx_party){.name = name, .code = code};
    return p;
}

static void fill_evaluation(struct jx_arena *a, const struct sim_document *d,
                            struct jx_document *doc)
{
    struct jx_self_evaluation *e = doc->body.self_evaluation;
    struct jx_evaluated_fund *f = jx_arena_array(a, 1, sizeof *f);
    struct jx_evaluated_indicator *r = jx_arena_array(a, 1, sizeof *r);
    unsigned budget = 100 + d->variant % 50, done = d->variant % 100;
    const char *many = d->huge ? "00000000000" : "";
    f->source = JX_LIT("total");
    f->label = JX_LIT("年度资金总额");
    f->initial_budget = jx_arena_printf(a, "%u%s.5", budget, many);
    f->annual_budget = jx_arena_printf(a, "%u%s", budget, many);
    f->executed = jx_arena_printf(a, "%u.%02u", done, d->variant % 7);
    f->weight = JX_LIT("10");
    f->rate = jx_arena_printf(a, "%u%%", done);
    f->score = JX_LIT("9");
    r->level1 = JX_LIT("产出指标");
    r->level2 = JX_LIT("数量指标");
    r->level3 = JX_LIT("修建道路");
    r->target = JX_LIT("≥100公里");
    r->actual = jx_arena_printf(a, "%u公里", 60 + d->variant % 60);
    r->weight = JX_LIT("90");
    r->score = jx_arena_printf(a, "%u", 50 + d->variant % 41);
    e->funds = (struct jx_list){f, 1};
    e->indicators = (struct jx_list){r, 1};
    e->total = jx_arena_take(a, sizeof *e->total);
    e->total->weight = JX_LIT("100");
    e->total->score = jx_arena_printf(a, "%u", 59 + d->variant % 41);
}

static void fill_monitoring(struct jx_arena *a, const struct sim_document *d,
                            struct jx_document *doc)
{
    struct jx_monitoring *m = doc->body.monitoring;
    struct jx_monitored_fund *f = jx_arena_array(a, 1, sizeof *f);
    f->source = JX_LIT("total");
    f->label = JX_LIT("年度资金总额");
    f->initial_budget = jx_arena_printf(a, "%u", d->variant % 90);
    m->period = JX_LIT("1-8月");
    m->funds = (struct jx_list){f, 1};
    m->indicators = (struct jx_list){jx_arena_take(a, 1), 0};
}

static void fill_target(struct jx_arena *a, const struct sim_document *d, struct jx_document *doc)
{
    struct jx_target *t = doc->body.target;
    struct jx_planned_fund *f = jx_arena_array(a, 1, sizeof *f);
    f->source = JX_LIT("total");
    f->label = JX_LIT("年度资金总额");
    f->amount = jx_arena_printf(a, "%u", d->variant % 90);
    t->funds = (struct jx_list){f, 1};
    t->indicators = (struct jx_list){jx_arena_take(a, 1), 0};
}

static void write_document(struct jx_arena *a, const struct sim_document *d,
                           struct jx_document *doc, struct jx_buffer *out)
{
    struct jx_trouble t;
    const char *unit = d->flaw == FLAW_OTHER_UNIT ? "990009999" : d->unit;
    jx_status rc = jx_document_init(doc, d->form, a);
    assert(rc == JX_OK);
    doc->year = (int32_t)d->year;
    doc->title = JX_LIT("项目支出绩效自评表");
    doc->project = party(a, jx_arena_printf(a, "项目%u", d->project), JX_ABSENT);
    doc->unit = party(a, jx_arena_printf(a, SIM_UNIT_NAME "%s", d->prints ? d->prints : d->unit),
                      jx_arena_printf(a, "%s", unit));
    if (d->form == JX_FORM_monitoring)
        fill_monitoring(a, d, doc);
    else if (d->form == JX_FORM_target)
        fill_target(a, d, doc);
    else
        fill_evaluation(a, d, doc);
    rc = jx_document_check(doc, a, &t);
    if (rc == JX_OK) rc = jx_document_encode(doc, out);
    assert(rc == JX_OK);
}

/* ---- acts ---- */

static struct sim_act finish(struct jx_arena *a, const struct jx_header *h,
                             const struct jx_buffer *content)
{
    struct sim_act act = {.kind = h->kind, .content = jx_arena_copy(a, jx_buffer_slice(content))};
    struct jx_buffer header;
    jx_buffer_init(&header, JX_HEADER_BYTES_MAX);
    jx_status rc = jx_header_encode(h, &header);
    assert(rc == JX_OK && content->status == JX_OK);
    act.header = jx_arena_copy(a, jx_buffer_slice(&header));
    act.id = jx_act_id(act.content);
    jx_buffer_clear(&header);
    return act;
}

static struct jx_slice explain(struct jx_arena *a)
{
    struct jx_buffer b;
    jx_buffer_init(&b, JX_EXPLANATIONS_BYTES_MAX);
    jx_mp_put_array(&b, 1);
    jx_mp_put_array(&b, 3);
    jx_mp_put_text(&b, JX_LIT(SIM_RULE_EXPLAIN));
    jx_mp_put_text(&b, JX_LIT(SIM_RULE_PLACE));
    jx_mp_put_text(&b, JX_LIT("已说明"));
    struct jx_slice bytes = jx_arena_copy(a, jx_buffer_slice(&b));
    jx_buffer_clear(&b);
    return bytes;
}

struct sim_act submission_act(struct jx_arena *a, const struct sim_document *d)
{
    struct jx_arena scratch;
    struct jx_document doc;
    struct jx_buffer document, content;
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&document, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    write_document(&scratch, d, &doc, &document);
    struct jx_submission s = {.unit = d->flaw == FLAW_UNIT ? JX_LIT("990009998")
                                                           : jx_slice_of(d->unit),
                              .document = jx_buffer_slice(&document),
                              .explanations = jx_no_explanations};
    if (d->parent) s.parent = *d->parent;
    s.has_parent = d->parent != NULL;
    if (d->explains) s.explanations = explain(&scratch);
    if (d->flaw == FLAW_GARBAGE) s.document = jx_slice_at(s.document.ptr, s.document.len / 2);
    if (d->flaw == FLAW_EXPLANATIONS) s.explanations = JX_LIT("\x91\xc0");
    jx_status rc = jx_submission_encode(&s, &content);
    assert(rc == JX_OK);
    if (d->flaw == FLAW_CONTENT) content.len -= 3;
    struct jx_header h = {.kind = JX_ACT_SUBMISSION,
                          .form = jx_form_name(doc.form),
                          .year = d->flaw == FLAW_HEADER ? d->year + 1 : d->year,
                          .period = jx_document_period(&doc),
                          .unit = jx_slice_of(d->unit)};
    struct sim_act act = finish(a, &h, &content);
    act.is_about = s.has_parent;
    act.about = s.parent;
    jx_buffer_clear(&document);
    jx_buffer_clear(&content);
    jx_arena_clear(&scratch);
    return act;
}

static void roll_nonce(struct dice *dice, uint64_t nonce[2])
{
    nonce[0] = dice_next(dice);
    nonce[1] = dice_next(dice);
}

struct sim_act key_act(struct jx_arena *a, struct dice *dice, bool enrols,
                       const uint8_t key[JX_KEY_BYTES], const char *unit, const char *role)
{
    uint64_t nonce[2];
    struct jx_buffer content;
    roll_nonce(dice, nonce);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    struct jx_key_act k = {.nonce = jx_slice_at(nonce, sizeof nonce),
                           .action = enrols ? JX_LIT("enrol") : JX_LIT("revoke"),
                           .public_key = jx_slice_at(key, JX_KEY_BYTES),
                           .unit = jx_slice_of(unit),
                           .roles = {jx_slice_of(role)},
                           .role_count = enrols ? 1 : 0,
                           .name = JX_LIT("某人")};
    jx_status rc = jx_key_act_encode(&k, &content);
    assert(rc == JX_OK);
    struct jx_header h = {
        .kind = JX_ACT_KEY, .form = JX_LIT(""), .period = JX_LIT(""), .unit = jx_slice_of(unit)};
    struct sim_act act = finish(a, &h, &content);
    jx_buffer_clear(&content);
    return act;
}

struct sim_act decision_act(struct jx_arena *a, struct dice *dice, enum jx_act kind,
                            const struct jx_decision *d, const char *unit, uint32_t year,
                            const uint8_t *in_place_of)
{
    uint64_t nonce[2];
    struct jx_buffer content;
    struct jx_decision x = *d;
    roll_nonce(dice, nonce);
    x.nonce = jx_slice_at(nonce, sizeof nonce);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_decision_encode(&x, &content);
    assert(rc == JX_OK);
    struct jx_header h = {.kind = kind,
                          .form = JX_LIT(""),
                          .year = year,
                          .period = JX_LIT(""),
                          .unit = jx_slice_of(unit),
                          .in_place_of = in_place_of != NULL};
    if (in_place_of) memcpy(h.person, in_place_of, JX_KEY_BYTES);
    struct sim_act act = finish(a, &h, &content);
    act.is_about = d->has_target;
    act.about = d->target;
    jx_buffer_clear(&content);
    return act;
}

struct sim_act master_act(struct jx_arena *a, struct dice *dice, enum jx_master table,
                          uint32_t year, enum jx_master_mode mode, const char *const *cells,
                          uint32_t rows)
{
    uint64_t nonce[2];
    struct jx_buffer content;
    const size_t count = (size_t)rows * jx_master_schema(table)->count;
    struct jx_slice *texts = jx_arena_array(a, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = jx_slice_of(cells[i]);
    roll_nonce(dice, nonce);
    const struct jx_master_act m = {.nonce = jx_slice_at(nonce, sizeof nonce),
                                    .table = table,
                                    .year = year,
                                    .mode = mode,
                                    .cells = texts,
                                    .row_count = rows};
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_master_encode(&m, &content);
    assert(rc == JX_OK);
    struct jx_header h = {.kind = JX_ACT_MASTER,
                          .form = JX_LIT(""),
                          .year = year,
                          .period = JX_LIT(""),
                          .unit = JX_LIT("990001000")};
    struct sim_act act = finish(a, &h, &content);
    jx_buffer_clear(&content);
    return act;
}

struct sim_act pack_act(struct jx_arena *a, struct dice *dice, bool broken)
{
    uint64_t nonce[2];
    struct jx_buffer content, pack;
    struct jx_pack_file files[] = {
        {JX_LIT("profile.txt"), jx_slice_at(profile_text, profile_len)},
        {JX_LIT("rules.txt"), jx_slice_of(rules_text)},
    };
    if (broken) files[0].bytes = jx_slice_at(profile_text, profile_len / 3);
    roll_nonce(dice, nonce);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    jx_buffer_init(&pack, JX_CONTENT_BYTES_MAX);
    jx_status rc = jx_pack_encode(files, 2, &pack);
    struct jx_pack_act p = {.nonce = jx_slice_at(nonce, sizeof nonce),
                            .name = JX_LIT("standard"),
                            .pack = jx_buffer_slice(&pack)};
    if (rc == JX_OK) rc = jx_pack_act_encode(&p, &content);
    assert(rc == JX_OK);
    struct jx_header h = {
        .kind = JX_ACT_PACK, .form = JX_LIT(""), .period = JX_LIT(""), .unit = JX_LIT("990001000")};
    struct sim_act act = finish(a, &h, &content);
    jx_buffer_clear(&content);
    jx_buffer_clear(&pack);
    return act;
}
