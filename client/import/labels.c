/* Labels with their values: beside them, or behind a colon in the same cell. */
#include "project_form.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

enum { INLINE_LABEL_MAX = 36 /* bytes: twelve characters */ };

/* 1.项目实施内容 is a label; 二、评价结论 is the heading of a report's chapter. */
static struct jx_slice without_ordinal(struct jx_slice text)
{
    size_t at = 0;
    bool digit = text.len > 0 && jx_digit_value(jx_utf8_next(text, &at)) >= 0;
    return digit || jx_key_opens(text) ? jx_without_number(text) : text;
}

enum jx_word label_of(const struct importer *im, struct jx_slice text, struct jx_slice *value)
{
    *value = JX_ABSENT;
    enum jx_word w = jx_word_of(im->words, JX_CLASS_LABEL, text);
    if (w == JX_WORD_NONE) w = jx_word_of(im->words, JX_CLASS_LABEL, without_ordinal(text));
    if (w != JX_WORD_NONE) return w;
    struct jx_slice before = JX_LIT(""), after;
    struct jx_slice inside = jx_last_bracket(text, &before);
    if (!jx_is_absent(inside) && before.len == 0) text = inside; /* （自评等级：优） */
    if (!jx_split_colon(text, &before, &after) || jx_is_blank(after)) return JX_WORD_NONE;
    w = jx_word_of(im->words, JX_CLASS_LABEL, before);
    if (w != JX_WORD_NONE) *value = after;
    return w;
}

/* The label's text without a value that stands behind its colon. */
static struct jx_slice label_alone(struct jx_slice text, struct jx_slice value)
{
    struct jx_slice before, after;
    bool inside = value.len > 0 && value.ptr >= text.ptr && value.ptr < text.ptr + text.len;
    return inside && jx_split_colon(text, &before, &after) ? before : text;
}

static bool is_conclusion(enum jx_word w)
{
    return w >= JX_LABEL_EXPERIENCE && w <= JX_LABEL_ADVICE_REMARK;
}

/* Words that are labels in one place and values in another: 项目类别 | 其他. */
static bool is_weak(enum jx_word w)
{
    return w == JX_LABEL_ADVICE_OTHER || w == JX_LABEL_ADVICE_REMARK || w == JX_LABEL_ANY_UNIT ||
           w == JX_LABEL_YEAR || w == JX_LABEL_GRADE || w == JX_LABEL_EXTRA;
}

static void put_extra(struct form_reader *f, struct jx_slice label, struct jx_slice value,
                      struct origin from)
{
    draft_extra(f->im, f->d, label, value, from);
}

/* Which label of a department or unit is the better one. */
static unsigned rank_of(enum jx_word label)
{
    switch (label) {
    case JX_LABEL_ANY_UNIT:
        return 1;
    case JX_LABEL_REPORTING_UNIT:
    case JX_LABEL_REPORTING_DEPARTMENT:
    case JX_LABEL_UPPER_DEPARTMENT:
    case JX_LABEL_PARENT_PROJECT:
        return 2;
    case JX_LABEL_BUDGET_UNIT:
        return 3;
    default:
        return 4;
    }
}

static const struct party_field {
    const char *name, *code;
    size_t code_least;
} party_fields[PARTIES] = {
    {"project/name", "project/code", 6},
    {"department/name", "department/code", 3},
    {"unit/name", "unit/code", 3},
};

static unsigned party_of(enum jx_word label)
{
    unsigned i = 0;
    while (i + 1 < PARTIES && strcmp(jx_word_field(label), party_fields[i].name) != 0)
        i++;
    return i;
}

static void put_name_and_code(struct form_reader *f, const struct party_field *field,
                              struct jx_slice value, struct origin from)
{
    struct jx_slice name, code;
    if (!jx_split_glued_code(value, &name, &code))
        jx_split_code(value, field->code_least, &name, &code);
    draft_put(f->im, f->d, field->name, name, from);
    if (!jx_is_absent(code)) draft_put(f->im, f->d, field->code, code, from);
}

/* A project, department or unit: the first with a value holds, unless a better label comes; the
 * other one is kept as extra. */
static void put_party(struct form_reader *f, enum jx_word label, struct jx_slice label_text,
                      struct jx_slice value, struct origin from)
{
    const struct party_field *field = &party_fields[party_of(label)];
    struct party_source *held = &f->parties[party_of(label)];
    unsigned rank = rank_of(label);
    /* A stamp's heading (单位（盖章）) or a reporter's without a name is no second unit. */
    if (jx_is_blank(value) && (rank < 3 || held->rank > 0)) return;
    bool better = jx_is_blank(held->value) || rank > held->rank;
    if (!better) {
        put_extra(f, label_text, value, from);
        return;
    }
    if (!jx_is_blank(held->value)) {
        put_extra(f, held->label, held->value, held->from);
        draft_forget(f->d, field->code);
    }
    *held = (struct party_source){rank, label_text, value, from};
    put_name_and_code(f, field, value, from);
}

/* 单位：万元 is the money unit; 单位：某某局 is the unit. */
static void put_any_unit(struct form_reader *f, struct jx_slice label_text, struct jx_slice value,
                         struct origin from)
{
    if (jx_money_scale(value) == JX_SCALE_NONE) {
        put_party(f, JX_LABEL_ANY_UNIT, label_text, value, from);
        return;
    }
    if (jx_is_absent(f->d->document.money_unit))
        draft_put(f->im, f->d, "money_unit", value, from);
    else if (from.item)
        set_fate(f->im, from.line, from.item, FATE_LAYOUT);
}

static void put_year(struct form_reader *f, struct jx_slice label_text, struct jx_slice value,
                     struct origin from)
{
    int year = jx_year_in(value, NULL);
    struct jx_figure figure;
    if (!year && jx_figure_parse(value, &figure) == JX_OK && figure.places == 0) {
        int64_t whole = figure.value.micro / JX_DEC_ONE;
        if (whole >= JX_YEAR_FIRST && whole <= JX_YEAR_LAST) year = (int)whole;
    }
    if (year && f->d->document.year == 0) {
        f->d->document.year = year;
        if (from.item) set_fate(f->im, from.line, from.item, FATE_FIELD);
        return;
    }
    if (!jx_is_blank(value)) put_extra(f, label_text, value, from);
}

static void put_field(struct form_reader *f, enum jx_word label, struct jx_slice label_text,
                      struct jx_slice value, struct origin from)
{
    const char *field = jx_word_field(label);
    struct jx_slice before = draft_get(f->d, field);
    bool taken = !jx_is_blank(before) && !jx_is_blank(value);
    if (!jx_is_blank(before) && jx_is_blank(value)) return;
    if (!taken && draft_put(f->im, f->d, field, value, from)) return;
    put_extra(f, label_text, value, from);
}

void put_labelled(struct form_reader *f, enum jx_word label, struct jx_slice label_text,
                  struct jx_slice value, struct origin from)
{
    bool remark = label == JX_LABEL_ADVICE_OTHER || label == JX_LABEL_ADVICE_REMARK;
    if (remark && !f->in_conclusion) label = JX_LABEL_EXTRA;
    f->in_conclusion |= is_conclusion(label);
    /* A list is one unit's and a summary one department's, whatever the line above calls it. */
    if (f->d->document.form == JX_FORM_project_list && label == JX_LABEL_REPORTING_DEPARTMENT)
        label = JX_LABEL_REPORTING_UNIT;
    else if (f->d->document.form == JX_FORM_evaluation_summary && label == JX_LABEL_REPORTING_UNIT)
        label = JX_LABEL_REPORTING_DEPARTMENT;
    switch (label) {
    case JX_LABEL_PROJECT:
    case JX_LABEL_PARENT_PROJECT:
    case JX_LABEL_DEPARTMENT:
    case JX_LABEL_REPORTING_DEPARTMENT:
    case JX_LABEL_UPPER_DEPARTMENT:
    case JX_LABEL_UNIT:
    case JX_LABEL_BUDGET_UNIT:
    case JX_LABEL_REPORTING_UNIT:
        put_party(f, label, label_text, value, from);
        return;
    case JX_LABEL_ANY_UNIT:
        put_any_unit(f, label_text, value, from);
        return;
    case JX_LABEL_YEAR:
        put_year(f, label_text, value, from);
        return;
    case JX_LABEL_AMOUNT:
        if (add_total_fund(f, label_text, value, from, from)) return;
        break;
    default:
        break;
    }
    put_field(f, label, label_text, value, from);
}

/* The text beside a label is its value, unless it is a label itself; a weak one that stands
 * directly beside it is a value. */
static bool is_value(const struct importer *im, const struct item *label, const struct item *next)
{
    struct jx_slice inside;
    enum jx_word w = label_of(im, next->text, &inside);
    if (w == JX_WORD_NONE) return true;
    return is_weak(w) && jx_is_absent(inside) && next->column == label->end &&
           im->grid->style != JX_ADDRESS_LINE;
}

/* Behind a complete pair, a text that has another beside it is a label that the vocabulary lacks.
 */
static uint32_t read_unknown_pair(struct form_reader *f, uint32_t line, uint32_t i)
{
    const struct line *l = &f->im->lines[line];
    const struct item *items = line_items(f->im, line);
    struct jx_slice inside;
    if (i + 1 >= l->count || items[i + 1].above || label_of(f->im, items[i + 1].text, &inside))
        return 0;
    if (items[i].text.len > JX_KEY_MAX) return 0;
    set_fate(f->im, line, &items[i], FATE_LAYOUT);
    put_extra(f, items[i].text, items[i + 1].text, origin_of(line, &items[i + 1]));
    return 1;
}

static bool is_side(const struct importer *im, struct jx_slice text)
{
    return jx_word_exact(im->words, JX_CLASS_LAYOUT, text) == JX_LAYOUT_SIDE;
}

/* A text in front of 单位：万元, or a side label that the vocabulary lacks in front of one pair. */
static bool is_side_of(const struct form_reader *f, uint32_t line, bool inside)
{
    return inside ? f->part == PART_HEAD : f->part != PART_INDICATORS && line_own(f->im, line) == 3;
}

/* Whether the row is one of labels: it begins with one, or in the head with a pair that the
 * vocabulary lacks, or with a text in front of 单位：万元. */
static bool has_labels(const struct form_reader *f, uint32_t line)
{
    const struct line *l = &f->im->lines[line];
    const struct item *items = line_items(f->im, line);
    uint32_t unknown = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        struct jx_slice inside;
        if (items[i].above) continue;
        if (names_pairs(f, line, i)) return false;
        if (label_of(f->im, items[i].text, &inside))
            return unknown == 0 || (f->part == PART_HEAD && unknown == 2) ||
                   (unknown == 1 && is_side_of(f, line, !jx_is_absent(inside)));
        unknown += !is_side(f->im, items[i].text);
    }
    return false;
}

/* 填表人：张某 | 制表日期：… | 负责人签字：  with a label that is known among them. */
bool is_row_of_labels(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    struct jx_slice before, after;
    uint32_t own = 0, known = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        if (!jx_split_colon(items[i].text, &before, &after) || before.len > INLINE_LABEL_MAX)
            return false;
        own++;
        known += jx_word_of(im->words, JX_CLASS_LABEL, before) != JX_WORD_NONE;
    }
    return own >= 2 && known > 0;
}

/* A text that is no label: a side label, a year, a label that the vocabulary lacks with its value
 * behind a colon or beside it, a unit's code and name. Returns how many texts behind it it took. */
static uint32_t read_unlabelled(struct form_reader *f, uint32_t line, uint32_t i, bool paired)
{
    struct importer *im = f->im;
    const struct item *it = line_items(im, line) + i;
    struct jx_slice name, code, before, after;
    if (is_side(im, it->text)) {
        set_fate(im, line, it, FATE_LAYOUT);
    } else if (jx_year_alone(it->text)) {
        put_year(f, it->text, it->text, origin_of(line, it));
    } else if (is_row_of_labels(im, line) && jx_split_colon(it->text, &before, &after)) {
        put_extra(f, before, after, origin_of(line, it));
    } else if (f->part == PART_HEAD && jx_split_glued_code(it->text, &name, &code)) {
        put_party(f, JX_LABEL_REPORTING_UNIT, JX_LIT("单位"), it->text, origin_of(line, it));
    } else if (paired || f->part == PART_HEAD) {
        uint32_t taken = read_unknown_pair(f, line, i);
        if (!taken && !paired && i + 1 < im->lines[line].count &&
            label_of(im, it[1].text, &after) && jx_is_absent(after))
            set_fate(im, line, it, FATE_LAYOUT);
        return taken;
    }
    return 0;
}

uint32_t read_labels(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct line *l = &im->lines[line];
    const struct item *items = line_items(im, line);
    if (!has_labels(f, line)) return 0;
    bool paired = false;
    for (uint32_t i = 0; i < l->count; i++) {
        struct jx_slice value;
        if (items[i].above) continue;
        enum jx_word w = label_of(im, items[i].text, &value);
        if (w == JX_WORD_NONE) {
            i += read_unlabelled(f, line, i, paired);
            continue;
        }
        bool beside = jx_is_absent(value) && i + 1 < l->count && !items[i + 1].above &&
                      is_value(im, &items[i], &items[i + 1]);
        const struct item *from = beside ? &items[i + 1] : jx_is_absent(value) ? NULL : &items[i];
        if (jx_is_absent(value)) value = beside ? from->text : JX_LIT("");
        struct jx_slice label = label_alone(items[i].text, value);
        if (from != &items[i]) set_fate(im, line, &items[i], FATE_LAYOUT);
        note_money_unit(f, line, &items[i]);
        put_labelled(f, w, label, value, origin_of(line, from));
        paired = true;
        i += beside;
    }
    return 1;
}
