/* Lines a row up with its heading. Where every text stands below a column that it looks right for,
 * that is the answer. Else the best assignment that keeps the order is searched: texts earn points
 * for looking right and for standing below their column, and a shift that changes on the way costs
 * some. */
#include "heading.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"
#include "../../proto/form/tidy.h"

enum {
    IMPOSSIBLE = -1000000,
    IN_PLACE = 30, /* stands below its column */
    PER_STEP = 5,  /* for each column that it stands beside it */
    STEPS_COUNTED = 6,
    SAME_SHIFT = 20,   /* stands beside it as far as the text in front does */
    SHIFT_CHANGE = 15, /* the shift is not that of the text in front */
    LATE_CHANGE =
        100, /* nor is it behind a value: rows lose or gain cells in front of their figures */
    TEXT_LEFT_OUT = 60,
    NAME_LEFT_OUT = 60, /* a row without a level-3 name */
    TARGET_LEFT_OUT = 15,
    LEFT_OUT_MAX = 2, /* texts in a row without a column */
    ONE_WORD = 15,    /* bytes: five characters */
    SHORT_WORDS = 36, /* bytes: twelve characters */
};

static uint32_t first_character(struct jx_slice s)
{
    size_t at = 0;
    return jx_utf8_next(s, &at);
}

static bool has_digit(struct jx_slice s)
{
    for (size_t at = 0; at < s.len;)
        if (jx_digit_value(jx_utf8_next(s, &at)) >= 0) return true;
    return false;
}

struct looks {
    bool figure, percent, money, mark, sign, digit, level1, level2;
    bool ordinal;     /* 指标1：…, which only names have */
    bool brief, word; /* at most twelve, at most five characters */
};

static struct looks looks_of(const struct importer *im, struct jx_slice text)
{
    struct jx_figure f;
    struct looks l = {.brief = text.len <= SHORT_WORDS, .word = text.len <= ONE_WORD};
    if (jx_figure_parse(text, &f) == JX_OK) {
        l.figure = true;
        l.percent = f.scale == JX_SCALE_PERCENT || f.scale == JX_SCALE_PERMILLE;
        l.money = f.scale >= JX_SCALE_YUAN;
    }
    l.mark = is_none_mark(im, text) || text.ptr[0] == '#'; /* #DIV/0! */
    l.sign = jx_is_comparison(first_character(text));
    l.digit = has_digit(text);
    if (l.figure || l.mark || l.sign) return l;
    size_t ordinal = jx_word_prefix(im->words, JX_LAYOUT_ORDINAL, text);
    l.ordinal = ordinal && ordinal < text.len &&
                jx_digit_value((unsigned char)text.ptr[ordinal]) >= 0;
    l.level1 = jx_level1_of(im->words, text) != 0;
    l.level2 = jx_level2_parents(im->words, text) != 0;
    return l;
}

static int as_level(const struct looks *l, bool right, bool wrong, int otherwise)
{
    if (right) return 80;
    if (l->figure || l->sign || l->ordinal) return -80;
    if (!l->brief) otherwise -= 20;
    if (l->mark) return 0;
    return wrong ? -40 : otherwise;
}

static int as_value(const struct looks *l)
{
    if (l->sign) return 40;
    if (l->figure) return 20;
    if (l->mark) return 5;
    if (l->level1 || l->level2 || l->ordinal) return -40;
    if (!l->brief) return -10;
    return l->digit ? 20 : 10;
}

static int as_figure(const struct looks *l, const struct column *c)
{
    bool rate = c->word == JX_FUND_RATE;
    if (l->figure && l->percent) return rate ? 50 : -10;
    if (l->figure) return rate || l->money ? 20 : 40;
    if (l->mark) return 10;
    return l->digit && l->brief ? -30 : -60;
}

/* How well a text suits a column, by what it looks like alone. */
static int suits(const struct looks *l, const struct column *c)
{
    switch (c->look) {
    case JX_LOOK_LEVEL1:
        return as_level(l, l->level1, l->level2, -30);
    case JX_LOOK_LEVEL2:
        return as_level(l, l->level2, l->level1, -20);
    case JX_LOOK_NAME:
        if (l->sign) return -50;
        if (l->figure || l->mark) return -40;
        if (l->ordinal) return 50;
        return l->level1 || l->level2 ? -30 : 30;
    case JX_LOOK_VALUE:
        return as_value(l);
    case JX_LOOK_FIGURE:
        return as_figure(l, c);
    case JX_LOOK_PROSE:
        if (l->figure) return -30;
        return l->level1 || l->level2 ? -40 : l->mark ? 5 : 20;
    case JX_LOOK_SIGN:
        if (l->figure || l->digit) return -40;
        return l->sign ? 40 : l->word ? 10 : -20;
    case JX_LOOK_MEASURE:
        if (l->figure || l->digit || l->sign || l->level1 || l->level2) return -40;
        return l->word ? 20 : -20;
    case JX_LOOK_ANY:
        break;
    }
    return 5;
}

static int shift_of(const struct item *it, const struct column *c)
{
    if (it->column >= c->start && it->column < c->end) return 0;
    return (int)it->column - (int)c->start;
}

/* What a shift that goes on, or changes, is worth. */
static int shift_points(const struct column *c, int before, int shift)
{
    bool late = c->look == JX_LOOK_VALUE || c->look == JX_LOOK_FIGURE;
    if (before != shift) return late ? -LATE_CHANGE : -SHIFT_CHANGE;
    return shift == 0 ? 0 : SAME_SHIFT;
}

static int place_points(int shift)
{
    int steps = shift < 0 ? -shift : shift;
    return steps == 0 ? IN_PLACE : -PER_STEP * (steps < STEPS_COUNTED ? steps : STEPS_COUNTED);
}

/* A column that may hold several cells: a target printed as sign, value and unit. */
static bool holds_several(const struct column *c)
{
    return c->end > c->start + 1 && (c->look == JX_LOOK_VALUE || c->look == JX_LOOK_NAME);
}

struct search {
    struct importer *im;
    const struct heading *h;
    const struct item *items;
    uint32_t count;
    struct looks looks[ROW_ITEMS_MAX];
    int left_out[ROW_ITEMS_MAX]; /* what leaving the text out costs */
    int best[ROW_ITEMS_MAX][HEADING_COLUMNS_MAX];
    uint8_t from_item[ROW_ITEMS_MAX][HEADING_COLUMNS_MAX];
    uint8_t from_column[ROW_ITEMS_MAX][HEADING_COLUMNS_MAX];
};

static int cost_of_leaving(const struct importer *im, const struct item *it, bool may_be_side)
{
    enum jx_word goal = jx_word_exact(im->words, JX_CLASS_GOAL, it->text);
    enum jx_word layout = jx_word_exact(im->words, JX_CLASS_LAYOUT, it->text);
    /* 其中： alone: its source stands in the next cell. */
    bool of_which = jx_word_prefix(im->words, JX_LAYOUT_OF_WHICH, it->text) == it->text.len;
    if (may_be_side && (goal || of_which || layout == JX_LAYOUT_SIDE)) return 0;
    return it->above ? 5 : TEXT_LEFT_OUT;
}

/* Columns left empty between two that are filled: only a missing name or target counts. */
static int cost_of_gap(const struct heading *h, uint32_t from, uint32_t to)
{
    int cost = 0;
    for (uint32_t i = from; i < to; i++) {
        if (h->columns[i].word == JX_COLUMN_LEVEL3) cost += NAME_LEFT_OUT;
        if (h->columns[i].word == JX_COLUMN_TARGET) cost += TARGET_LEFT_OUT;
    }
    return cost;
}

/* The best way to put text i below column j, given the best ways of the texts in front of it. */
static void step(struct search *s, uint32_t i, uint32_t j)
{
    const struct column *c = &s->h->columns[j];
    int shift = shift_of(&s->items[i], c);
    int own = suits(&s->looks[i], c) + place_points(shift), skipped = 0;
    int best = IMPOSSIBLE;
    for (uint32_t back = 1; back <= i && back <= LEFT_OUT_MAX + 1; back++) {
        uint32_t p = i - back;
        for (uint32_t k = 0; k <= j; k++) {
            if (s->best[p][k] == IMPOSSIBLE) continue;
            int before = shift_of(&s->items[p], &s->h->columns[k]);
            bool shares = k == j;
            if (shares && !(holds_several(c) && shift == 0 && before == 0)) continue;
            int score = s->best[p][k] - skipped + shift_points(&s->h->columns[k], before, shift) -
                        (shares ? 0 : cost_of_gap(s->h, k + 1, j));
            if (score <= best) continue;
            best = score;
            s->from_item[i][j] = (uint8_t)p;
            s->from_column[i][j] = (uint8_t)k;
        }
        skipped += s->left_out[p];
    }
    /* Or it is the first text that has a column. */
    if (i <= LEFT_OUT_MAX) {
        int score = -cost_of_gap(s->h, 0, j);
        for (uint32_t p = 0; p < i; p++)
            score -= s->left_out[p];
        if (score > best) {
            best = score;
            s->from_item[i][j] = (uint8_t)i;
        }
    }
    s->best[i][j] = best == IMPOSSIBLE ? IMPOSSIBLE : best + own;
}

static void trace(const struct search *s, uint32_t i, uint32_t j, struct alignment *out)
{
    for (;;) {
        out->column[i] = (uint8_t)j;
        uint32_t p = s->from_item[i][j];
        if (p == i) return;
        j = s->from_column[i][j];
        i = p;
    }
}

static void search_best(struct search *s, struct alignment *out)
{
    int best = IMPOSSIBLE, tail = 0;
    uint32_t at = 0, column = 0;
    for (uint32_t i = 0; i < s->count; i++)
        for (uint32_t j = 0; j < s->h->count; j++)
            step(s, i, j);
    for (uint32_t i = s->count; i-- > 0;) {
        for (uint32_t j = 0; j < s->h->count; j++) {
            int score = s->best[i][j] - tail - cost_of_gap(s->h, j + 1, s->h->count);
            if (s->best[i][j] == IMPOSSIBLE || score <= best) continue;
            best = score;
            at = i;
            column = j;
        }
        tail += s->left_out[i];
        if (s->count - i > LEFT_OUT_MAX) break;
    }
    if (best > IMPOSSIBLE) trace(s, at, column, out);
}

/* 社会影响 and 服务对象满意度 name levels, and indicators too: in the column of names they are
 * names when the level in front is printed, or when they do not call themselves 指标. */
static bool is_name_like_level(const struct search *s, uint32_t i, uint32_t column, uint32_t last)
{
    if (s->h->columns[column].word != JX_COLUMN_LEVEL3) return false;
    if (!s->looks[i].level1 && !s->looks[i].level2) return false;
    if (last != NO_COLUMN && s->h->columns[last].word == JX_COLUMN_LEVEL2) return true;
    return !jx_ends_with(s->items[i].text, JX_LIT("指标"));
}

/* Every text below a column of its own (or one that holds several). In a file with real cells that
 * is what the table says; in a text dump the looks must agree. */
static bool stands_in_place(struct search *s, bool trusted, struct alignment *out)
{
    uint32_t last = NO_COLUMN;
    int least = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t j = 0;
        while (j < s->h->count && shift_of(&s->items[i], &s->h->columns[j]) != 0)
            j++;
        if (j == s->h->count) {
            bool side = last == NO_COLUMN && (s->items[i].above || s->left_out[i] == 0);
            if (!side) return false;
            continue;
        }
        const struct column *c = &s->h->columns[j];
        if (j == last && !holds_several(c)) return false;
        int points = suits(&s->looks[i], c);
        if (is_name_like_level(s, i, j, last)) points = 0;
        if (points < least) least = points;
        out->column[i] = (uint8_t)j;
        last = j;
    }
    return trusted || least >= 0;
}

/* The row as it would stand without the shift that an earlier one told. */
static bool stands_shifted(struct search *s, struct alignment *out)
{
    struct item moved[ROW_ITEMS_MAX];
    const struct item *items = s->items;
    if (s->h->shift == 0 || s->count == 0 || items->column < s->h->shift) return false;
    for (uint32_t i = 0; i < s->count; i++) {
        moved[i] = items[i];
        moved[i].column -= s->h->shift;
        moved[i].end -= s->h->shift;
    }
    s->items = moved;
    bool stands = stands_in_place(s, false, out);
    s->items = items;
    return stands;
}

void learn_shift(const struct importer *im, uint32_t line, const struct alignment *a,
                 struct heading *h)
{
    const struct item *items = line_items(im, line);
    uint32_t shift = 0, placed = 0;
    if (im->grid->style != JX_ADDRESS_LINE) return;
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->column[i] == NO_COLUMN || h->columns[a->column[i]].look != JX_LOOK_FIGURE) continue;
        uint32_t start = h->columns[a->column[i]].start;
        if (items[i].column < start || (placed && items[i].column - start != shift)) return;
        shift = items[i].column - start;
        placed++;
    }
    for (uint32_t j = 0; j < h->count; j++)
        if (h->columns[j].look == JX_LOOK_FIGURE && placed-- == 0) return;
    h->shift = shift;
}

void align_row(struct importer *im, uint32_t line, const struct heading *h, struct alignment *out)
{
    struct search s = {.im = im, .h = h, .items = line_items(im, line)};
    s.count = im->lines[line].count < ROW_ITEMS_MAX ? im->lines[line].count : ROW_ITEMS_MAX;
    out->count = s.count;
    memset(out->column, NO_COLUMN, sizeof out->column);
    bool side = true;
    for (uint32_t i = 0; i < s.count; i++) {
        s.looks[i] = looks_of(im, s.items[i].text);
        s.left_out[i] = cost_of_leaving(im, &s.items[i], side);
        side = side && s.left_out[i] < TEXT_LEFT_OUT;
    }
    if (stands_in_place(&s, im->grid->style != JX_ADDRESS_LINE, out)) return;
    memset(out->column, NO_COLUMN, sizeof out->column);
    if (stands_shifted(&s, out)) return;
    memset(out->column, NO_COLUMN, sizeof out->column);
    search_best(&s, out);
}
