/* The rows of the indicator part of a form. */
#include "indicator_row.h"

#include "../../proto/base/text.h"

/* The list that the rows of a half go to. */
static const char *list_of_half(const struct form_reader *f, uint8_t half)
{
    switch (f->d->document.form) {
    case JX_FORM_evaluation:
        return "rows";
    case JX_FORM_target:
        if (f->indicators.halves < HALVES)
            return f->medium_block ? "medium_term_indicators" : "indicators";
        return (half == 0) == f->medium_first ? "medium_term_indicators" : "indicators";
    default:
        return "indicators";
    }
}

static void join(struct form_reader *f, struct value *v, struct jx_slice text)
{
    v->text = jx_arena_printf(f->im->arena, "%.*s%.*s", (int)v->text.len, v->text.ptr,
                              (int)text.len, text.ptr);
    if (jx_is_absent(v->text)) f->im->status = f->im->arena->status;
}

/* A tick is worth the option that it stands below. */
static struct jx_slice text_in(const struct row *r, const struct column *c, const struct item *it)
{
    bool ticked = c->option &&
                  jx_word_exact(r->f->im->words, JX_CLASS_LAYOUT, it->text) == JX_LAYOUT_TICK;
    return ticked ? c->text : it->text;
}

/* 1 | 改造面积 below 三级指标: the number in front of a name. */
static bool is_ordinal(const struct column *c, struct jx_slice text)
{
    enum { ORDINAL_BYTES_MAX = 2 };
    if (c->word != JX_COLUMN_LEVEL3 || text.len > ORDINAL_BYTES_MAX) return false;
    for (size_t at = 0; at < text.len;)
        if (jx_digit_value(jx_utf8_next(text, &at)) < 0) return false;
    return true;
}

static void take(struct row *r, const struct column *c, const struct item *it, struct value *v)
{
    struct jx_slice text = text_in(r, c, it);
    if (v->printed && is_ordinal(c, v->text)) {
        set_fate(r->f->im, v->from.line, v->from.item, FATE_LAYOUT);
        v->printed = false;
    }
    if (!v->printed) {
        *v = (struct value){text, origin_of(r->line, it), it->above, true};
        return;
    }
    if (c->option) join(r->f, v, JX_LIT("、"));
    join(r->f, v, text);
    v->above = v->above && it->above;
    set_fate(r->f->im, r->line, it, FATE_FIELD);
}

/* Order of the parts of a target: sign, value, unit, wherever their columns stand. */
static uint32_t part_rank(enum jx_word w)
{
    return w == JX_COLUMN_SIGN ? 0 : w == JX_COLUMN_MEASURE ? 2 : 1;
}

struct value value_of(struct row *r, const char *field, uint8_t half)
{
    struct value v = {.text = JX_LIT("")};
    for (uint32_t rank = 0; rank < 3; rank++) {
        for (uint32_t i = 0; i < r->a.count; i++) {
            if (r->a.column[i] == NO_COLUMN) continue;
            const struct column *c = &r->f->indicators.columns[r->a.column[i]];
            if (c->half != half || c->word == JX_WORD_NONE || part_rank(c->word) != rank) continue;
            if (strcmp(jx_word_field(c->word), field) == 0) take(r, c, item_at(r, i), &v);
        }
    }
    return v;
}

/* `指标1：` and the like in front of a name. The word must be followed by a number; `指标` alone is
 * none. */
static struct jx_slice without_ordinal(const struct importer *im, struct jx_slice text)
{
    size_t at = jx_word_prefix(im->words, JX_LAYOUT_ORDINAL, text), begin = at, end = at, first = 0;
    if (text.len == 0) return text;
    bool digit = jx_digit_value(jx_utf8_next(text, &first)) >= 0;
    /* 三、四级公路 is a name; only `1、` and `（1）` are ordinals there. */
    if (at == 0) return digit || jx_key_opens(text) ? jx_without_number(text) : text;
    while (end < text.len) {
        size_t next = end;
        uint32_t c = jx_utf8_next(text, &next);
        if (jx_digit_value(c) < 0 && !jx_is_space(c)) break;
        end = next;
    }
    if (jx_is_blank(jx_trim(jx_slice_at(text.ptr + begin, end - begin)))) return text;
    struct jx_slice rest = jx_slice_from(text, end);
    for (size_t next = 0; rest.len; next = 0) {
        uint32_t c = jx_utf8_next(rest, &next);
        if (c != ':' && c != 0xFF1A && c != 0x3001 && c != '.' && c != 0xFF0E && !jx_is_space(c))
            break;
        rest = jx_slice_from(rest, next);
    }
    return rest;
}

static bool is_level_column(enum jx_word w)
{
    return w == JX_COLUMN_LEVEL1 || w == JX_COLUMN_LEVEL2 || w == JX_COLUMN_LEVEL1_WEIGHT ||
           w == JX_COLUMN_LEVEL2_WEIGHT;
}

static bool stands_on_first_only(enum jx_word w)
{
    return w == JX_COLUMN_WEIGHT || w == JX_COLUMN_SCORE;
}

/* The fields of the row that have a column, each once. */
static void put_fields(struct row *r, const char *list, uint32_t index, uint8_t half)
{
    struct form_reader *f = r->f;
    const struct heading *h = &f->indicators;
    for (uint32_t j = 0; j < h->count; j++) {
        const struct column *c = &h->columns[j];
        if (c->half != half || is_level_column(c->word)) continue;
        if (c->word == JX_WORD_NONE || *jx_word_field(c->word) == '\0') continue;
        struct value v = value_of(r, jx_word_field(c->word), half);
        if (v.above && stands_on_first_only(c->word)) v.text = JX_LIT("");
        if (c->word == JX_COLUMN_LEVEL3) {
            v.text = without_ordinal(f->im, v.text);
            if (is_none_mark(f->im, v.text)) v.text = JX_LIT("");
        }
        if (draft_put_row(f->im, f->d, list, index, jx_word_field(c->word), v.text, v.from))
            continue;
        if (v.printed && !v.above)
            draft_row_extra(f->im, f->d, list, index, c->text, v.text, v.from);
    }
}

static void put_extras(struct row *r, const char *list, uint32_t index, uint8_t half)
{
    struct form_reader *f = r->f;
    for (uint32_t i = 0; i < r->a.count; i++) {
        if (r->a.column[i] == NO_COLUMN || item_at(r, i)->above) continue;
        const struct column *c = &f->indicators.columns[r->a.column[i]];
        if (c->half != half || (c->word && *jx_word_field(c->word))) continue;
        draft_row_extra(f->im, f->d, list, index, c->text, item_at(r, i)->text,
                        origin_of(r->line, item_at(r, i)));
    }
}

/* A printed placeholder: neither a name nor a target. */
static bool is_placeholder(struct row *r, uint8_t half)
{
    struct form_reader *f = r->f;
    struct jx_slice name = without_ordinal(f->im, value_of(r, "level3", half).text);
    struct jx_slice target = value_of(r, "target", half).text;
    bool no_target = is_nothing(f->im, target);
    if (f->d->document.form == JX_FORM_evaluation)
        no_target = is_nothing(f->im, value_of(r, "weight", half).text);
    return is_nothing(f->im, name) && no_target;
}

static void drop_placeholder(struct row *r, uint8_t half)
{
    for (uint32_t i = 0; i < r->a.count; i++) {
        if (r->a.column[i] == NO_COLUMN) continue;
        const struct column *c = &r->f->indicators.columns[r->a.column[i]];
        bool name = c->word == JX_COLUMN_LEVEL1 || c->word == JX_COLUMN_LEVEL2 ||
                    c->word == JX_COLUMN_LEVEL3;
        struct jx_slice text = item_at(r, i)->text;
        if (c->half == half && (name || is_none_mark(r->f->im, text)))
            set_fate(r->f->im, r->line, item_at(r, i), FATE_LAYOUT);
    }
}

static void read_half(struct row *r, uint8_t half)
{
    struct form_reader *f = r->f;
    take_levels(r, half);
    if (is_placeholder(r, half)) {
        drop_placeholder(r, half);
        return;
    }
    const char *list = list_of_half(f, half);
    uint32_t index = draft_row(f->im, f->d, list);
    put_levels(r, list, index, half);
    draft_put_row(f->im, f->d, list, index, "level3", JX_LIT(""), nowhere);
    draft_put_row(f->im, f->d, list, index, "target", JX_LIT(""), nowhere);
    put_fields(r, list, index, half);
    put_extras(r, list, index, half);
}

/* A row that is one text, neither a level nor in the column of names, is not an indicator. */
static bool may_be_indicator(const struct row *r)
{
    uint32_t placed = 0, own = 0;
    bool known = false;
    for (uint32_t i = 0; i < r->a.count; i++) {
        const struct item *it = item_at(r, i);
        own += !it->above;
        if (r->a.column[i] == NO_COLUMN) continue;
        const struct column *c = &r->f->indicators.columns[r->a.column[i]];
        placed++;
        known |= c->word == JX_COLUMN_LEVEL3 && it->column >= c->start && it->column < c->end;
        known |= jx_level1_of(r->f->im->words, it->text) != 0;
        known |= jx_level2_parents(r->f->im->words, it->text) != 0;
    }
    return own > 0 && (placed >= 2 || known);
}

/* `…` alone, or several of them: a printed placeholder. */
static bool is_marks_only(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t own = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        if (!is_none_mark(im, items[i].text)) return false;
        own++;
    }
    return own > 0;
}

/* 产出指标（50分） in a row of its own, over the rows that belong to it. */
static bool read_band(struct form_reader *f, uint32_t line)
{
    const struct item *it = line_items(f->im, line);
    return f->im->lines[line].count == 1 && !it->above && begin_band(f, line, it);
}

/* Side labels, and level-1 names below 绩效指标, which is no heading of levels. */
static void read_outside_columns(struct row *r)
{
    struct form_reader *f = r->f;
    bool level1 = heading_column(&f->indicators, JX_COLUMN_LEVEL1, 0) != NULL;
    for (uint32_t i = 0; i < r->a.count; i++) {
        const struct item *it = item_at(r, i);
        if (r->a.column[i] != NO_COLUMN) continue;
        if (it->above || jx_word_exact(f->im->words, JX_CLASS_LAYOUT, it->text) == JX_LAYOUT_SIDE)
            set_fate(f->im, r->line, it, FATE_LAYOUT);
        else if (!level1)
            begin_band(f, r->line, it);
    }
}

uint32_t read_indicator_row(struct form_reader *f, uint32_t line)
{
    if (f->part != PART_INDICATORS) return 0;
    if (read_band(f, line)) return 1;
    if (f->im->lines[line].paragraph) return 0;
    if (is_marks_only(f->im, line)) {
        set_line_fate(f->im, line, FATE_LAYOUT);
        return 1;
    }
    struct row r = {.f = f, .line = line};
    align_row(f->im, line, &f->indicators, &r.a);
    if (!may_be_indicator(&r)) return 0;
    read_outside_columns(&r);
    for (uint8_t half = 0; half < f->indicators.halves; half++)
        read_half(&r, half);
    return 1;
}
