/* Reads the rows that name a table's columns. */
#include "heading.h"

#include "../../proto/base/figure.h"

struct word_count count_words(const struct importer *im, uint32_t line, enum jx_word_class class)
{
    struct word_count n = {0};
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        enum jx_word w = jx_word_of(im->words, class, items[i].text);
        if (w == JX_WORD_NONE) {
            n.other += n.words > 0;
            continue;
        }
        n.words++;
        n.seen |= 1ull << (w % 64);
    }
    return n;
}

bool has_word(const struct word_count *n, enum jx_word word)
{
    return (n->seen >> (word % 64) & 1) != 0;
}

const struct column *heading_column(const struct heading *h, enum jx_word word, uint8_t half)
{
    for (uint32_t i = 0; i < h->count; i++)
        if (h->columns[i].word == word && h->columns[i].half == half) return &h->columns[i];
    return NULL;
}

void heading_stand_in(struct heading *h, enum jx_word second, enum jx_word best)
{
    for (uint32_t i = 0; i < h->count; i++)
        if (h->columns[i].word == second && !heading_column(h, best, h->columns[i].half))
            h->columns[i].word = best;
}

static void insert_column(struct heading *h, struct column c)
{
    if (h->count == HEADING_COLUMNS_MAX) return;
    uint32_t at = h->count++;
    while (at > 0 && h->columns[at - 1].start > c.start) {
        h->columns[at] = h->columns[at - 1];
        at--;
    }
    h->columns[at] = c;
}

static bool is_side_label(const struct importer *im, struct jx_slice text)
{
    return jx_word_exact(im->words, JX_CLASS_LAYOUT, text) == JX_LAYOUT_SIDE;
}

static struct column column_of(const struct importer *im, uint32_t line, const struct item *it,
                               enum jx_word_class class)
{
    enum jx_word w = jx_word_of(im->words, class, it->text);
    struct column c = {.word = w,
                       .start = it->column,
                       .end = it->end,
                       .look = w ? jx_word_look(w) : JX_LOOK_ANY,
                       .text = it->text,
                       .from = {line, it}};
    enum jx_word half = jx_word_of(im->words, JX_CLASS_HALF, jx_last_bracket(it->text, NULL));
    c.medium_term = half == JX_HALF_MEDIUM_TERM;
    c.annual = half == JX_HALF_ANNUAL;
    return c;
}

/* The columns that the row itself names. Texts in front of the first one are side labels; unknown
 * ones behind it are columns without a field. */
static void read_columns(const struct importer *im, uint32_t line, struct heading *h)
{
    const struct item *items = line_items(im, line);
    struct word_count words = count_words(im, line, h->class);
    bool named = has_word(&words, JX_COLUMN_LEVEL3), begun = false;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        struct column c = column_of(im, line, &items[i], h->class);
        bool side = c.word == JX_WORD_NONE && h->class == JX_CLASS_COLUMN &&
                    is_side_label(im, c.text);
        if (c.word == JX_WORD_NONE && (!begun || (side && named))) continue;
        if (side) { /* 一级指标 | 二级指标 | 绩效指标 | 指标值 */
            c.word = JX_COLUMN_LEVEL3;
            c.look = jx_word_look(c.word);
            named = true;
        }
        if (c.word == JX_FUND_BLOCK) continue;
        begun = true;
        insert_column(h, c);
    }
}

/* A column reaches to the next one: cells behind it have no heading of their own. */
static void extend_columns(struct heading *h)
{
    for (uint32_t i = 0; i + 1 < h->count; i++)
        if (h->columns[i].end < h->columns[i + 1].start)
            h->columns[i].end = h->columns[i + 1].start;
}

/* The last column reaches as far as the row below it: a text dump does not say how wide it is. */
static struct column *column_over(struct heading *h, const struct item *it)
{
    for (uint32_t i = 0; i < h->count; i++) {
        bool last = i + 1 == h->count;
        if (h->columns[i].start <= it->column && (last || it->column < h->columns[i].end))
            return &h->columns[i];
    }
    return NULL;
}

/* 确定能 | 有可能 | 完全不可能 below 完成目标可能性. */
static bool is_option(const struct importer *im, const struct column *whole, struct jx_slice text)
{
    enum jx_word w = jx_word_of(im->words, JX_CLASS_OPTION, text);
    if (w == JX_OPTION_CAUSE)
        return whole->word == JX_COLUMN_CAUSE || whole->word == JX_COLUMN_REASON;
    return w == JX_OPTION_LIKELIHOOD && whole->word == JX_COLUMN_LIKELIHOOD;
}

static bool is_figure(struct jx_slice text)
{
    struct jx_figure f;
    return jx_figure_parse(text, &f) == JX_OK;
}

/* 全年预算数 | 全年执行数 below 资金情况, in a list: words without figures that begin behind the
 * first column, one of them known. */
static bool is_list_subheading(struct importer *im, uint32_t line, const struct heading *h)
{
    const struct item *items = line_items(im, line);
    uint32_t own = 0, known = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        if (is_figure(items[i].text) || items[i].column <= h->columns[0].start) return false;
        known += jx_word_of(im->words, h->class, items[i].text) != JX_WORD_NONE ||
                 jx_word_of(im->words, JX_CLASS_SOURCE, items[i].text) != JX_WORD_NONE;
        own++;
    }
    return own >= 2 && known > 0;
}

/* Whether the row below names parts of the columns above: every text of its own is a word of the
 * class and stands below a column. */
static bool is_subheading(struct importer *im, uint32_t line, struct heading *h)
{
    if (h->class == JX_CLASS_LIST_COLUMN) return h->count && is_list_subheading(im, line, h);
    const struct item *items = line_items(im, line);
    uint32_t own = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above) continue;
        own++;
        const struct column *whole = column_over(h, &items[i]);
        if (!whole) return false;
        if (!is_option(im, whole, items[i].text) && !jx_word_of(im->words, h->class, items[i].text))
            return false;
    }
    return own > 0;
}

/* Whether a text may be the heading of a part of that column. */
static bool may_divide(const struct importer *im, const struct column *whole, struct jx_slice text)
{
    if (is_option(im, whole, text)) return true;
    switch (jx_word_of(im->words, JX_CLASS_COLUMN, text)) {
    case JX_COLUMN_SIGN:
    case JX_COLUMN_MEASURE:
    case JX_COLUMN_TARGET:
        return whole->word == JX_COLUMN_TARGET || whole->word == JX_COLUMN_ACTUAL;
    case JX_COLUMN_CAUSE:
    case JX_COLUMN_REASON:
    case JX_COLUMN_EXPLANATION:
    case JX_COLUMN_MEASURES:
        return whole->word == JX_COLUMN_CAUSE || whole->word == JX_COLUMN_REASON;
    default:
        return false;
    }
}

/* How many texts from `first` on stand beside one another and may be parts of the column. */
static uint32_t parts_from(const struct importer *im, uint32_t line, uint32_t first,
                           const struct column *whole)
{
    const struct item *items = line_items(im, line);
    uint32_t count = im->lines[line].count, n = 0;
    while (first + n < count && items[first + n].column == items[first].column + n &&
           may_divide(im, whole, items[first + n].text))
        n++;
    return n;
}

static void widen(struct heading *h, uint32_t at, uint32_t by)
{
    h->columns[at].end += by;
    for (uint32_t k = at + 1; k < h->count; k++) {
        h->columns[k].start += by;
        h->columns[k].end += by;
    }
}

/* A dump of one cell a line writes a cell that is merged across several columns once, so that the
 * columns behind it stand too far left of their rows. The parts below it tell how wide it is. */
static void widen_collapsed(const struct importer *im, uint32_t line, struct heading *h)
{
    const struct item *items = line_items(im, line);
    if (im->grid->style != JX_ADDRESS_LINE || h->class != JX_CLASS_COLUMN) return;
    for (uint32_t first = 0; first < im->lines[line].count;) {
        uint32_t at = 0;
        while (at < h->count && h->columns[at].start != items[first].column)
            at++;
        uint32_t parts = at < h->count ? parts_from(im, line, first, &h->columns[at]) : 0;
        uint32_t width = at < h->count ? h->columns[at].end - h->columns[at].start : 0;
        if (parts >= 2 && width < parts) widen(h, at, parts - width);
        first += parts ? parts : 1;
    }
}

/* A part of a column keeps the column's field: the value and unit below 实际完成值 are of the
 * actual value. */
static struct column part_of(const struct importer *im, const struct column *whole,
                             struct column part)
{
    if (is_option(im, whole, part.text)) {
        part.word = whole->word;
        part.look = whole->look;
        part.option = true;
        return part;
    }
    if (whole->word == JX_LIST_AMOUNT) { /* 合计 | 财政拨款 | 其他资金 below 预算金额 */
        bool total = jx_word_of(im->words, JX_CLASS_SOURCE, part.text) == JX_SOURCE_TOTAL;
        part.word = total ? JX_LIST_AMOUNT : JX_WORD_NONE;
        part.look = JX_LOOK_FIGURE;
    }
    bool sign = part.word == JX_COLUMN_SIGN, measure = part.word == JX_COLUMN_MEASURE;
    bool value = part.word == JX_COLUMN_TARGET;
    if (whole->word == JX_COLUMN_ACTUAL && (sign || measure || value)) {
        part.word = JX_COLUMN_ACTUAL;
        part.look = sign || measure ? part.look : JX_LOOK_VALUE;
    }
    part.medium_term |= whole->medium_term;
    part.annual |= whole->annual;
    return part;
}

static void read_subheading(struct importer *im, uint32_t line, struct heading *h)
{
    struct heading above = *h;
    const struct item *items = line_items(im, line);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < h->count; i++) { /* columns that are not divided stay */
        bool divided = false;
        for (uint32_t k = 0; k < im->lines[line].count; k++)
            divided |= !items[k].above && column_over(&above, &items[k]) == &above.columns[i];
        if (!divided) h->columns[kept++] = above.columns[i];
    }
    h->count = kept;
    for (uint32_t k = 0; k < im->lines[line].count; k++) {
        const struct column *whole = items[k].above ? NULL : column_over(&above, &items[k]);
        if (whole) insert_column(h, part_of(im, whole, column_of(im, line, &items[k], h->class)));
    }
}

/* How many of the columns from `at` on the text above may stand over. */
static uint32_t reach_of(const struct importer *im, const struct heading *h, uint32_t at,
                         const struct column *above, bool side)
{
    uint32_t n = 0;
    for (; at + n < h->count; n++) {
        const struct column *c = &h->columns[at + n];
        bool level = c->word == JX_COLUMN_LEVEL1 || c->word == JX_COLUMN_LEVEL2 ||
                     c->word == JX_COLUMN_LEVEL3;
        if (side ? !level : !may_divide(im, above, c->text)) break;
    }
    return n;
}

/* 绩效指标 | 年度指标值 | 实际完成值 over 一级指标 | 二级指标 | 三级指标 | 符号 | 值 | 单位: a dump
 * of one cell a line writes the row above without its gaps. Each text stands over the columns that
 * may be its parts, and those behind them have one each. False when that does not come out even. */
static bool place_groups(const struct importer *im, uint32_t line, const struct heading *h,
                         uint32_t *starts)
{
    const struct item *items = line_items(im, line);
    uint32_t at = 0, last = h->count ? h->columns[h->count - 1].start : 0;
    bool collapsed = false;
    if (im->grid->style != JX_ADDRESS_LINE || h->class != JX_CLASS_COLUMN) return false;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        struct column above = column_of(im, line, &items[i], h->class);
        bool side = is_side_label(im, items[i].text);
        uint32_t n = i < ROW_ITEMS_MAX ? reach_of(im, h, at, &above, side) : 0;
        if (i >= ROW_ITEMS_MAX || (n == 0 && at < h->count)) return false;
        starts[i] = at < h->count ? h->columns[at].start : ++last;
        collapsed |= items[i].column < starts[i];
        at += n;
    }
    return collapsed && at == h->count;
}

/* Where the row above names columns that this one leaves empty, they are columns too; where it
 * stands above several, it may say to which half they belong. */
static void read_group_heading(struct importer *im, uint32_t line, struct heading *h)
{
    const struct item *items = line_items(im, line);
    uint32_t starts[ROW_ITEMS_MAX];
    bool placed = place_groups(im, line, h, starts);
    struct heading below = *h;
    extend_columns(&below);
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above || is_side_label(im, items[i].text)) continue;
        struct column c = column_of(im, line, &items[i], h->class);
        if (placed) {
            c.start = starts[i];
            c.end = c.start + 1;
            if (heading_column(h, c.word, 0) || !c.word) continue;
            insert_column(h, c);
            continue;
        }
        uint32_t end = i + 1 < im->lines[line].count ? items[i + 1].column : UINT32_MAX;
        bool covers = false;
        for (uint32_t k = 0; k < h->count; k++) {
            if (h->columns[k].start < c.start || h->columns[k].start >= end) continue;
            covers |= h->columns[k].start == c.start || c.end > h->columns[k].start;
        }
        if (!covers && c.word && c.word != JX_FUND_BLOCK) insert_column(h, c);
    }
}

static bool is_group_heading(struct importer *im, uint32_t line, enum jx_word_class class)
{
    if (im->lines[line].paragraph || im->lines[line].count < 2) return false;
    const struct item *items = line_items(im, line);
    uint32_t words = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        bool word = jx_word_exact(im->words, class, items[i].text) != JX_WORD_NONE;
        if (!word && !is_side_label(im, items[i].text)) return false;
        words += word;
    }
    return words > 0;
}

static uint32_t count_columns(const struct heading *h, enum jx_word word)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < h->count; i++)
        n += h->columns[i].word == word;
    return n;
}

/* 三级指标 | 指标内容 | 指标值: of two names with one value between them, the second says more of
 * the first. */
static void demote_second_name(struct heading *h)
{
    bool one_value = count_columns(h, JX_COLUMN_TARGET) <= 1 &&
                     count_columns(h, JX_COLUMN_LEVEL2) <= 1;
    if (h->class != JX_CLASS_COLUMN || !one_value) return;
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < h->count; i++) {
        if (h->columns[i].word != JX_COLUMN_LEVEL3) continue;
        bool level = jx_slice_find(h->columns[i].text, JX_LIT("级")) != (size_t)-1;
        if (best == UINT32_MAX || level) best = i;
    }
    for (uint32_t i = 0; i < h->count; i++)
        if (h->columns[i].word == JX_COLUMN_LEVEL3 && i != best) h->columns[i].word = JX_WORD_NONE;
}

/* The same columns twice are two halves: everything from the first repeated name or value on. */
static void split_halves(struct heading *h)
{
    h->halves = 1;
    for (uint32_t i = 1; i < h->count && h->class == JX_CLASS_COLUMN; i++) {
        enum jx_word w = h->columns[i].word;
        if (w != JX_COLUMN_LEVEL1 && w != JX_COLUMN_LEVEL2 && w != JX_COLUMN_LEVEL3) continue;
        bool repeated = false;
        for (uint32_t k = 0; k < i; k++)
            repeated |= h->columns[k].word == w;
        if (!repeated) continue;
        h->halves = 2;
        for (; i < h->count; i++)
            h->columns[i].half = 1;
    }
}

/* 一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值: each weight is of the level in front of it.
 */
static void name_level_weights(struct heading *h)
{
    uint32_t weights = 0;
    for (uint32_t i = 0; i < h->count; i++)
        weights += h->columns[i].word == JX_COLUMN_WEIGHT;
    for (uint32_t i = 1; i < h->count && weights > 1; i++) {
        if (h->columns[i].word != JX_COLUMN_WEIGHT) continue;
        if (h->columns[i - 1].word == JX_COLUMN_LEVEL1)
            h->columns[i].word = JX_COLUMN_LEVEL1_WEIGHT;
        if (h->columns[i - 1].word == JX_COLUMN_LEVEL2)
            h->columns[i].word = JX_COLUMN_LEVEL2_WEIGHT;
    }
}

/* A second column of one field, in the same half, has no field of its own. */
static void drop_doubles(const struct importer *im, struct heading *h)
{
    for (uint32_t i = 1; i < h->count; i++) {
        struct column *c = &h->columns[i];
        /* 值 and 单位 below 实际完成值 are parts of one value; 实际完成值 and 完成值 are two. */
        bool whole = c->word == JX_COLUMN_TARGET || c->word == JX_COLUMN_ACTUAL;
        bool part = c->option || c->word == JX_COLUMN_SIGN || c->word == JX_COLUMN_MEASURE ||
                    (whole && jx_word_of(im->words, h->class, c->text) != c->word);
        for (uint32_t k = 0; k < i && !part && c->word; k++)
            if (h->columns[k].word == c->word && h->columns[k].half == c->half)
                c->word = JX_WORD_NONE;
    }
}

uint32_t heading_read(struct importer *im, uint32_t line, uint32_t end, enum jx_word_class class,
                      struct heading *h)
{
    *h = (struct heading){.class = class};
    uint32_t used = 1;
    read_columns(im, line, h);
    bool above = line > 0 && im->lines[line].sheet == im->lines[line - 1].sheet &&
                 is_group_heading(im, line - 1, class);
    if (above) read_group_heading(im, line - 1, h);
    extend_columns(h);
    bool table_below = line + 1 < end && !im->lines[line + 1].paragraph;
    if (table_below) widen_collapsed(im, line + 1, h);
    if (table_below && is_subheading(im, line + 1, h)) {
        read_subheading(im, line + 1, h);
        extend_columns(h);
        used = 2;
    }
    demote_second_name(h);
    split_halves(h);
    name_level_weights(h);
    drop_doubles(im, h);
    for (uint32_t i = 0; i < used; i++)
        set_line_fate(im, line + i, FATE_LAYOUT);
    if (above) set_line_fate(im, line - 1, FATE_LAYOUT);
    return used;
}
