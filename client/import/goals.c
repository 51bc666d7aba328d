/* The goals: a label with its text beside it, or labels side by side with their texts in the next
 * row. */
#include "project_form.h"

static enum jx_word goal_of(const struct importer *im, struct jx_slice text)
{
    enum jx_word w = jx_word_of(im->words, JX_CLASS_GOAL, text);
    return w ? w : jx_word_of(im->words, JX_CLASS_GOAL, jx_without_number(text));
}

static bool is_side(const struct importer *im, struct jx_slice text)
{
    return jx_word_exact(im->words, JX_CLASS_LAYOUT, text) == JX_LAYOUT_SIDE;
}

static void put_goal(struct form_reader *f, enum jx_word goal, struct jx_slice label,
                     struct jx_slice text, struct origin from)
{
    const char *field = jx_word_field(goal);
    struct jx_slice before = draft_get(f->d, field);
    if (!jx_is_blank(before)) {
        if (jx_is_blank(text)) return;
        text = jx_arena_printf(f->im->arena, "%.*s %.*s", (int)before.len, before.ptr,
                               (int)text.len, text.ptr);
        if (jx_is_absent(text)) f->im->status = f->im->arena->status;
    }
    if (draft_put(f->im, f->d, field, text, from)) return;
    if (!jx_is_blank(text)) draft_extra(f->im, f->d, label, text, from);
}

/* What the texts of a row are: labels of goals, the block's name, other texts. */
struct goal_row {
    uint32_t own, labels, blocks, texts;
    bool actual;       /* one of the labels is of what was reached */
    uint32_t expected; /* labels of what was expected this year */
    bool medium, side; /* a medium-term label; a side label in front */
};

static struct goal_row goal_row_of(const struct importer *im, uint32_t line)
{
    struct goal_row g = {0};
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        enum jx_word w = goal_of(im, items[i].text);
        g.own++;
        g.blocks += w == JX_GOAL_BLOCK;
        g.labels += w != JX_WORD_NONE && w != JX_GOAL_BLOCK;
        g.expected += w == JX_GOAL_EXPECTED;
        g.actual |= w == JX_GOAL_ACTUAL;
        g.medium |= w == JX_GOAL_MEDIUM_TERM;
        bool side = w == JX_WORD_NONE && g.labels + g.blocks == 0 && is_side(im, items[i].text);
        g.side |= side;
        g.texts += w == JX_WORD_NONE && !side;
    }
    return g;
}

/* 总体目标 names the whole block, unless no other label says what was expected; then the last one
 * does (总体目标完成情况 | 总体目标 | 全年实际完成情况), when it is not the block's own. Of two
 * labels of what was expected the first is the block's (年度目标 | 年初设定目标 | …). `g` counts
 * down. */
static bool names_block(struct goal_row *g, enum jx_word w, uint32_t columns)
{
    if (w == JX_GOAL_EXPECTED && columns == 0 && g->expected > 1) {
        g->expected--;
        return true;
    }
    if (w != JX_GOAL_BLOCK) return false;
    bool last = --g->blocks == 0;
    if (last && columns > 0 && !g->actual) return false;
    return !last || g->expected > 0 || (g->medium && columns == 0);
}

/* 年初设定目标 | 年度总体目标完成情况: behind what was expected, the block's name says what was
 * reached. */
static enum jx_word second_goal(const struct form_reader *f, const struct goal_row *g,
                                enum jx_word w)
{
    bool second = w == JX_GOAL_BLOCK && g->expected > 0 && f->goals.count > 0;
    bool evaluated = f->d->document.form == JX_FORM_self_evaluation;
    return second && evaluated && !g->actual ? JX_GOAL_ACTUAL : w;
}

/* Labels alone: their texts come in the next row. */
static uint32_t read_goals_heading(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    struct goal_row g = goal_row_of(im, line);
    f->goals = (struct heading){.class = JX_CLASS_GOAL, .halves = 1};
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        enum jx_word w = items[i].above ? JX_WORD_NONE : goal_of(im, items[i].text);
        if (!items[i].above) set_fate(im, line, &items[i], FATE_LAYOUT);
        if (w == JX_WORD_NONE) continue;
        if (names_block(&g, w, f->goals.count)) continue;
        w = second_goal(f, &g, w);
        if (f->goals.count == HEADING_COLUMNS_MAX) break;
        if (w == JX_GOAL_MEDIUM_TERM) {
            f->has_medium = true;
            f->medium_first = f->goals.count == 0;
        }
        f->goals.columns[f->goals.count++] = (struct column){.word = w,
                                                             .start = items[i].column,
                                                             .end = items[i].end,
                                                             .look = JX_LOOK_PROSE,
                                                             .text = items[i].text,
                                                             .from = origin_of(line, &items[i])};
        put_goal(f, w, items[i].text, JX_LIT(""), (struct origin){line, NULL});
    }
    for (uint32_t i = 0; i + 1 < f->goals.count; i++)
        f->goals.columns[i].end = f->goals.columns[i + 1].start;
    f->goal_column = UINT32_MAX;
    f->part = PART_GOALS;
    return 1;
}

/* 年初设定目标 | … in one row, 年度总体目标完成情况 | … in the next. */
static bool is_actual_below(const struct form_reader *f, enum jx_word w)
{
    return w == JX_GOAL_BLOCK && f->part == PART_GOALS && f->goals.count == 0 &&
           f->goal_beside == JX_GOAL_EXPECTED && f->d->document.form == JX_FORM_self_evaluation &&
           jx_is_blank(draft_get(f->d, jx_word_field(JX_GOAL_ACTUAL)));
}

static uint32_t read_goals_beside(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    uint32_t count = im->lines[line].count;
    for (uint32_t i = 0; i < count; i++) {
        enum jx_word w = items[i].above ? JX_WORD_NONE : goal_of(im, items[i].text);
        if (!items[i].above && (w || is_side(im, items[i].text)))
            set_fate(im, line, &items[i], FATE_LAYOUT);
        if (w == JX_WORD_NONE) continue;
        bool beside = i + 1 < count && !goal_of(im, items[i + 1].text);
        if (!beside && w == JX_GOAL_BLOCK) continue;
        const struct item *it = beside ? &items[i + 1] : NULL;
        if (is_actual_below(f, w)) w = JX_GOAL_ACTUAL;
        put_goal(f, w, items[i].text, it ? it->text : JX_LIT(""), origin_of(line, it));
        f->goal_beside = w;
        f->goal_column = it ? it->column : UINT32_MAX;
        i += beside;
    }
    f->goals.count = 0;
    f->part = PART_GOALS;
    return 1;
}

/* 预期目标：… in one cell, label and text. */
static bool is_inline_goal(const struct importer *im, struct jx_slice text, struct jx_slice *label,
                           struct jx_slice *value)
{
    return jx_split_colon(text, label, value) && !jx_is_blank(*value) &&
           jx_word_exact(im->words, JX_CLASS_GOAL, *label) != JX_WORD_NONE;
}

static uint32_t read_inline_goals(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    struct jx_slice label, value;
    uint32_t goals = 0, expected = 0, names = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        bool goal = is_inline_goal(im, items[i].text, &label, &value);
        enum jx_word w = goal_of(im, goal ? label : items[i].text);
        /* 年度目标 | 预期目标：…: the label in front names the block. */
        bool name = !goal && goals + names == 0 && w == JX_GOAL_EXPECTED;
        if (!goal && !name && w != JX_GOAL_BLOCK) return 0;
        goals += goal;
        expected += goal && w == JX_GOAL_EXPECTED;
        names += name;
    }
    if (names > 0 && expected == 0) return 0;
    for (uint32_t i = 0; goals && i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        if (is_inline_goal(im, items[i].text, &label, &value))
            put_goal(f, goal_of(im, label), label, value, origin_of(line, &items[i]));
        else
            set_fate(im, line, &items[i], FATE_LAYOUT);
    }
    if (goals) f->goals.count = 0;
    return goals > 0;
}

uint32_t read_goals(struct form_reader *f, uint32_t line)
{
    if (f->part == PART_NOTES) return 0;
    if (read_inline_goals(f, line)) return 1;
    if (f->im->lines[line].paragraph) return 0;
    const struct item *items = line_items(f->im, line);
    struct goal_row g = goal_row_of(f->im, line);
    if (g.labels + g.blocks == 0) return 0;
    uint32_t first = 0;
    while (items[first].above)
        first++;
    if (!g.side && !goal_of(f->im, items[first].text)) return 0;
    if (g.texts == 0) return read_goals_heading(f, line);
    if (g.texts > g.labels + g.blocks || g.own > 6) return 0;
    return read_goals_beside(f, line);
}

static bool is_below(const struct item *it, const struct column *c)
{
    return it->column < c->end && it->end > c->start;
}

/* A goal with its label beside it goes on in the next row, in the same column. */
static uint32_t read_goal_below(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    if (line_own(im, line) != 1) return 0;
    while (items->above)
        items++;
    struct jx_slice value;
    if (items->column != f->goal_column || label_of(im, items->text, &value)) return 0;
    put_goal(f, f->goal_beside, JX_LIT(""), items->text, origin_of(line, items));
    return 1;
}

/* 项目实施内容 | …: a pair, and no text of a goal. */
static bool begins_with_label(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    struct jx_slice value;
    while (items->above)
        items++;
    return line_own(im, line) == 2 && label_of(im, items->text, &value) && jx_is_absent(value);
}

/* The texts below the labels; where they do not line up, in order. */
uint32_t read_goal_values(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *items = line_items(im, line);
    if (f->part != PART_GOALS || im->lines[line].paragraph) return 0;
    if (f->goals.count == 0) return read_goal_below(f, line);
    uint32_t own = line_own(im, line), next = 0;
    if (own == 0 || own > f->goals.count || begins_with_label(im, line)) return 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        uint32_t at = next;
        while (at < f->goals.count && !is_below(&items[i], &f->goals.columns[at]))
            at++;
        if (at == f->goals.count) at = next;
        if (at == f->goals.count) break;
        const struct column *c = &f->goals.columns[at];
        put_goal(f, c->word, c->text, items[i].text, origin_of(line, &items[i]));
        next = at + 1;
    }
    return 1;
}
