/* Reads the rows that name a table's columns. */
#include "heading.h"

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
    bool named = h->class != JX_CLASS_COLUMN || has_word(&words, JX_COLUMN_LEVEL3), begun = false;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        struct column c = column_of(im, line, &items[i], h->class);
        bool side = c.word == JX_WORD_NONE && is_side_label(im, c.text);
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

/* Whether the row below names parts of the columns above: every text of its own is a word of the
 * class and stands below a column. */
static bool is_subheading(struct importer *im, uint32_t line, struct heading *h)
{
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

static bool is_part(const struct importer *im, struct jx_slice text)
{
    enum jx_word w = jx_word_of(im->words, JX_CLASS_COLUMN, text);
    return w == JX_COLUMN_SIGN || w == JX_COLUMN_MEASURE || w == JX_COLUMN_TARGET;
}

/* A dump of one cell a line writes a cell that is merged across several columns once, so that the
 * columns behind it stand too far left of their rows. The parts below it tell how wide it is. */
static void widen_collapsed(const struct importer *im, uint32_t line, struct heading *h)
{
    const struct item *items = line_items(im, line);
    uint32_t count = im->lines[line].count, parts = 0;
    if (im->grid->style != JX_ADDRESS_LINE || h->class != JX_CLASS_COLUMN || count < 2) return;
    while (parts < count && items[parts].column == items[0].column + parts &&
           is_part(im, items[parts].text))
        parts++;
    if (parts < 2) return;
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t width = h->columns[i].end - h->columns[i].start;
        if (h->columns[i].start != items[0].column || width >= parts) continue;
        h->columns[i].end += parts - width;
        for (uint32_t k = i + 1; k < h->count; k++) {
            h->columns[k].start += parts - width;
            h->columns[k].end += parts - width;
        }
        return;
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

/* Where the row above names columns that this one leaves empty, they are columns too; where it
 * stands above several, it may say to which half they belong. */
static void read_group_heading(struct importer *im, uint32_t line, struct heading *h)
{
    const struct item *items = line_items(im, line);
    struct heading below = *h;
    extend_columns(&below);
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        if (items[i].above || is_side_label(im, items[i].text)) continue;
        struct column c = column_of(im, line, &items[i], h->class);
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
    split_halves(h);
    name_level_weights(h);
    drop_doubles(im, h);
    for (uint32_t i = 0; i < used; i++)
        set_line_fate(im, line + i, FATE_LAYOUT);
    if (above) set_line_fate(im, line - 1, FATE_LAYOUT);
    return used;
}
