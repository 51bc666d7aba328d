/* Rows of the published tables. */
#include "tables.h"

#include "../cli/place.h"
#include "../sums.h"
#include "../texts.h"

#define COLUMNS(list) list, sizeof(list) / sizeof *(list)

static const struct sheet_column document_columns[] = {
    {"number", "序号", "rows are numbered in the order of every other file", 6, true},
    {"id", "文件编号", "BLAKE2b-256 of what was submitted", 0, false},
    {"form", "表种", "which form it is", 0, false},
    {"form_zh", "表名", "the form's name", 27, false},
    {"year", "年度", "the budget year", 0, true},
    {"period", "期间", "of a monitoring form", 8, false},
    {"unit_code", "单位代码", "of the unit that submitted it", 12, false},
    {"unit", "单位名称", "the unit's name in the county's list", 22, false},
    {"project_code", "项目编码", "as printed", 22, false},
    {"project", "项目名称", "as printed", 30, false},
    {"state", "状态", "what became of it", 0, false},
    {"state_zh", "状态", "the same in Chinese", 12, false},
    {"claimed_score", "自评得分", "the total that the form claims", 10, true},
    {"computed_score", "核算得分", "the total that its rows add up to under the rules", 10, true},
    {"grade", "等级", "of the computed total", 6, false},
    {"errors", "错误", "findings that block approval", 6, true},
    {"explains", "需说明", "findings that have to be explained", 6, true},
    {"warnings", "警告", "findings that block nothing", 6, true},
    {"position", "日志位置", "where its record stands in the county's journal", 0, true},
    {"pack", "规则包", "hash of the rules it was judged by", 0, false},
    {"file", "文件", "its workbook in this folder", 0, false},
};
const struct sheet_layout documents_layout = {"documents", "绩效文件目录",
                                              COLUMNS(document_columns)};

static const struct sheet_column finding_columns[] = {
    {"id", "文件编号", "of the document that it is about", 0, false},
    {"unit_code", "单位代码", "of the document's unit", 12, false},
    {"unit", "单位名称", "its name", 20, false},
    {"form_zh", "表名", "the form's name", 27, false},
    {"project", "项目名称", "as printed", 26, false},
    {"rule", "规则", "its id in the rule pack", 20, false},
    {"severity", "性质", "error, explain, warning or info", 0, false},
    {"severity_zh", "性质", "the same in Chinese", 8, false},
    {"place", "位置", "JSON pointer into the document", 0, false},
    {"where", "位置", "the same in words", 22, false},
    {"message", "说明", "what the rule says, with the figures", 44, false},
    {"answered", "处理记录",
     "journal position of the explanation or decision that answers it; 0: open", 9, true},
};
const struct sheet_layout findings_layout = {"findings", "审核问题清单", COLUMNS(finding_columns)};

static const struct sheet_column unit_columns[] = {
    {"form", "表种", "which form it is", 0, false},
    {"form_zh", "表名", "the form's name", 27, false},
    {"period", "期间", "of a monitoring form", 8, false},
    {"unit_code", "单位代码", "empty for the whole county", 12, false},
    {"unit", "单位名称", "its name", 22, false},
    {"parent", "上级单位代码", "the unit above it", 0, false},
    {"expected", "应报", "documents that are expected", 7, true},
    {"received", "已报", "documents that count as received, with the units below", 7, true},
    {"approved", "已审核", "documents that count as approved, with the units below", 7, true},
    {"initial_budget", "年初预算数", "of those received, 10,000 yuan", 12, true},
    {"annual_budget", "全年预算数", "of those received, 10,000 yuan", 12, true},
    {"executed", "全年执行数", "of those received, 10,000 yuan", 12, true},
    {"mean_score", "平均得分", "mean of the computed scores", 9, true},
    {"excellent", "优", "documents of that grade", 6, true},
    {"good", "良", "documents of that grade", 6, true},
    {"fair", "中", "documents of that grade", 6, true},
    {"poor", "差", "documents of that grade", 6, true},
    {"approved_annual_budget", "已审核全年预算数", "of those approved, 10,000 yuan", 0, true},
    {"approved_executed", "已审核全年执行数", "of those approved, 10,000 yuan", 0, true},
    {"approved_mean_score", "已审核平均得分", "mean of the computed scores of those approved", 0,
     true},
};
const struct sheet_layout units_layout = {"units", "分单位汇总表", COLUMNS(unit_columns)};

static const struct sheet_column difference_columns[] = {
    {"form", "表种", "which form it is", 0, false},
    {"form_zh", "表名", "the form's name", 27, false},
    {"period", "期间", "of a monitoring form", 8, false},
    {"unit_code", "单位代码", "of the unit that has units below it", 12, false},
    {"unit", "单位名称", "its name", 22, false},
    {"own_annual_budget", "本级全年预算数", "what the unit says itself", 14, true},
    {"children_annual_budget", "下级合计", "what the units right below it add up to", 14, true},
    {"annual_budget_difference", "差额", "own less children's", 12, true},
    {"own_executed", "本级全年执行数", "what the unit says itself", 14, true},
    {"children_executed", "下级合计", "what the units right below it add up to", 14, true},
    {"executed_difference", "差额", "own less children's", 12, true},
};
const struct sheet_layout differences_layout = {"differences", "差额表",
                                                COLUMNS(difference_columns)};

const struct sheet_layout *const sheet_layouts[] = {&documents_layout, &units_layout,
                                                    &differences_layout, &findings_layout, NULL};

/* ---- rows ---- */

static struct jx_slice form_zh(struct jx_slice form)
{
    return jx_slice_of(jx_form_zh(jx_form_of_name(form)));
}

static struct jx_slice name_of(const struct jx_party *p)
{
    return p ? p->name : JX_ABSENT;
}

static struct jx_slice code_of(const struct jx_party *p)
{
    return p ? p->code : JX_ABSENT;
}

jx_status tables_document(struct sheet *s, const struct published *p)
{
    struct jx_arena *a = s->arena;
    const struct jx_listed *l = p->listed;
    const struct jx_outcome *o = &l->outcome;
    const struct jx_slice cells[] = {
        text_of_number(a, s->rows + 1),
        p->id,
        l->form,
        form_zh(l->form),
        text_of_number(a, (int64_t)l->year),
        l->period,
        l->unit,
        p->unit_name,
        code_of(p->document->project),
        name_of(p->document->project),
        jx_slice_of(jx_state_name(o->state)),
        jx_slice_of(jx_state_zh(o->state)),
        text_of_score(a, o->has_claimed, o->claimed),
        text_of_score(a, o->has_computed, o->computed),
        jx_slice_of(o->has_computed ? jx_grade_zh((enum jx_grade)o->grade) : ""),
        text_of_number(a, o->errors),
        text_of_number(a, o->explains),
        text_of_number(a, o->warnings),
        text_of_number(a, (int64_t)l->position),
        o->judged ? text_of_hash(a, &o->pack) : JX_LIT(""),
        p->file,
    };
    return sheet_row(s, cells);
}

/* What a finding stands on. */
struct subject {
    struct jx_slice id, unit, unit_name, form, project;
};

static const char *severity_zh(int severity)
{
    static const char *const names[] = {"错误", "需说明", "警告", "提示"};
    bool known = severity >= 0 && severity < (int)(sizeof names / sizeof names[0]);
    return known ? names[severity] : "";
}

static jx_status finding_row(struct sheet *s, const struct subject *on, const struct jx_found *f,
                             struct jx_slice message)
{
    char where[PLACE_BYTES], place[JX_WHERE_BYTES];
    snprintf(place, sizeof place, "%.*s", (int)f->place.len, f->place.ptr ? f->place.ptr : "");
    place_in_words(jx_form_of_name(on->form), place, JX_LANG_ZH, where);
    const struct jx_slice cells[] = {
        on->id,
        on->unit,
        on->unit_name,
        form_zh(on->form),
        on->project,
        f->rule,
        jx_slice_of(jx_severity_name((enum jx_severity)f->severity)),
        jx_slice_of(severity_zh((int)f->severity)),
        f->place,
        jx_slice_of(where),
        message,
        text_of_number(s->arena, (int64_t)f->answered),
    };
    return sheet_row(s, cells);
}

jx_status tables_finding(struct sheet *s, const struct published *p, const struct jx_found *f,
                         struct jx_slice message)
{
    const struct subject on = {.id = p->id,
                               .unit = p->listed->unit,
                               .unit_name = p->unit_name,
                               .form = p->listed->form,
                               .project = name_of(p->document->project)};
    return finding_row(s, &on, f, message);
}

jx_status tables_relation(struct sheet *s, const struct jx_listed *l, struct jx_slice unit_name,
                          const struct jx_relation *r)
{
    static const struct jx_found unseen = {.severity = JX_SEVERITY_INFO};
    struct subject on = {.id = JX_LIT(""), .unit = l->unit, .unit_name = unit_name};
    if (!r) return finding_row(s, &on, &unseen, JX_LIT("该单位文件过多，未相互核对"));
    on.id = text_of_hash(s->arena, &l->id);
    on.form = l->form;
    on.project = l->project_name;
    return finding_row(s, &on, &r->found, r->message_zh);
}

static struct jx_slice grade_count(struct jx_arena *a, enum jx_form form, int64_t count)
{
    return form == JX_FORM_self_evaluation ? text_of_number(a, count) : JX_LIT("");
}

/* Other forms are not scored. */
static struct jx_slice mean(struct jx_arena *a, enum jx_form form, const struct jx_additive *s)
{
    return form == JX_FORM_self_evaluation ? text_or(sums_mean(s, a), "") : JX_LIT("");
}

static jx_status unit_row(struct sheet *s, enum jx_form form, const struct jx_branch *b)
{
    struct jx_arena *a = s->arena;
    struct jx_additive received = sums_adds(b->received), approved = sums_adds(b->approved);
    const struct jx_slice cells[] = {
        jx_form_name(form),
        jx_slice_of(jx_form_zh(form)),
        b->period,
        b->unit,
        b->unit.len ? b->unit_name : JX_LIT("全县合计"),
        b->parent,
        text_of_number(a, b->progress[JX_PROGRESS_EXPECTED]),
        text_of_number(a, received.documents),
        text_of_number(a, approved.documents),
        text_of_micro(a, received.initial_budget),
        text_of_micro(a, received.annual_budget),
        text_of_micro(a, received.executed),
        mean(a, form, &received),
        grade_count(a, form, received.grade_excellent),
        grade_count(a, form, received.grade_good),
        grade_count(a, form, received.grade_fair),
        grade_count(a, form, received.grade_poor),
        text_of_micro(a, approved.annual_budget),
        text_of_micro(a, approved.executed),
        mean(a, form, &approved),
    };
    return sheet_row(s, cells);
}

static jx_status difference_row(struct sheet *s, enum jx_form form, const struct jx_branches *all,
                                const struct jx_branch *b)
{
    struct jx_arena *a = s->arena;
    struct jx_additive own = sums_adds(b->own), below = tree_children(all, b);
    if (!own.documents || !below.documents) return JX_OK;
    const struct jx_slice cells[] = {
        jx_form_name(form),
        jx_slice_of(jx_form_zh(form)),
        b->period,
        b->unit,
        b->unit_name,
        text_of_micro(a, own.annual_budget),
        text_of_micro(a, below.annual_budget),
        text_of_micro(a, own.annual_budget - below.annual_budget),
        text_of_micro(a, own.executed),
        text_of_micro(a, below.executed),
        text_of_micro(a, own.executed - below.executed),
    };
    return sheet_row(s, cells);
}

jx_status tables_units(struct sheet *units, struct sheet *differences, const struct gathered *g)
{
    jx_status rc = JX_OK;
    for (unsigned form = 1; form < JX_FORM_COUNT; form++)
        for (uint32_t i = 0; rc == JX_OK && i < g->trees[form].count; i++) {
            const struct jx_branch *b = &g->trees[form].rows[i];
            rc = unit_row(units, (enum jx_form)form, b);
            if (rc == JX_OK)
                rc = difference_row(differences, (enum jx_form)form, &g->trees[form], b);
        }
    return rc;
}
