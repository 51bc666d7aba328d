/* A table of several projects: what a form says in its head stands in columns in front of the
 * indicators, once for all rows of a project. Each project's rows are laid out as the form that
 * they stand for, and read as one. */
#include "project_form.h"

#include "../../proto/base/text.h"

enum {
    LEFT_COLUMNS_MAX = 16,
    HEAD_ROWS_MAX = 32, /* above the heading; they are read again for each project */
};

/* A column in front of the indicators. */
struct left_column {
    const struct item *label;
    uint32_t line, start, end;
};

struct project_table {
    struct importer *im;
    const struct region *region;
    uint32_t heading, body; /* the row that names the levels, and the first one below the heading */
    uint32_t levels;        /* the first column of the indicators */
    struct left_column left[LEFT_COLUMNS_MAX];
    uint32_t left_count, name; /* `name` is the column of the projects' names */
    const struct item *unit;   /* a row of its own: whose projects follow */
    const struct item *alone;  /* a text between the rows, perhaps the unit's name again */
    uint32_t unit_line, alone_line;
};

static bool is_level_word(enum jx_word w)
{
    return w == JX_COLUMN_LEVEL1 || w == JX_COLUMN_LEVEL2;
}

static bool names_project(const struct importer *im, const struct item *it)
{
    return jx_word_exact(im->words, JX_CLASS_LABEL, it->text) == JX_LABEL_PROJECT ||
           jx_word_exact(im->words, JX_CLASS_LIST_COLUMN, it->text) == JX_LIST_NAME;
}

/* Where the levels begin in a heading; 0 when it names none. */
static uint32_t levels_at(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        if (is_level_word(jx_word_exact(im->words, JX_CLASS_COLUMN, items[i].text)))
            return items[i].column;
    return 0;
}

/* How many texts of the row stand in front of the levels. */
static uint32_t count_left(const struct project_table *t, uint32_t line)
{
    const struct item *items = line_items(t->im, line);
    uint32_t n = 0;
    while (n < t->im->lines[line].count && items[n].column < t->levels)
        n++;
    return n;
}

/* ---- heading ---- */

/* The columns in front of the levels that the row names, and where each of them ends. */
static void take_left_columns(struct project_table *t, uint32_t line)
{
    const struct item *items = line_items(t->im, line);
    uint32_t count = count_left(t, line);
    t->left_count = 0;
    t->name = LEFT_COLUMNS_MAX;
    for (uint32_t i = 0; i < count && i < LEFT_COLUMNS_MAX; i++) {
        uint32_t end = i + 1 < count ? items[i + 1].column : t->levels;
        t->left[t->left_count++] = (struct left_column){&items[i], line, items[i].column, end};
        if (t->name == LEFT_COLUMNS_MAX && names_project(t->im, &items[i])) t->name = i;
    }
}

/* A row below the heading that names parts of the columns in front: 总额 | 财政拨款 below 资金. */
static bool is_left_subheading(const struct project_table *t, uint32_t line)
{
    const struct item *items = line_items(t->im, line);
    uint32_t sources = 0;
    if (line >= t->region->end) return false;
    for (uint32_t i = 0; i < t->im->lines[line].count; i++) {
        if (items[i].above) continue;
        if (items[i].column >= t->levels || !source_of(t->im, items[i].text)) return false;
        sources++;
    }
    return sources > 0;
}

static bool find_heading(struct project_table *t)
{
    const struct importer *im = t->im;
    for (uint32_t line = t->region->first; line < t->region->end; line++) {
        if (line - t->region->first > HEAD_ROWS_MAX) return false;
        if (!is_indicators_heading(im, line)) continue;
        t->heading = line;
        t->levels = levels_at(im, line);
        t->body = line + 1;
        if (t->levels == 0) return false;
        take_left_columns(t, line);
        if (t->name == LEFT_COLUMNS_MAX && line > t->region->first &&
            !im->lines[line - 1].paragraph)
            take_left_columns(t, line - 1);
        if (t->name == LEFT_COLUMNS_MAX) return false;
        if (is_left_subheading(t, line + 1)) take_left_columns(t, t->body++);
        return t->name < LEFT_COLUMNS_MAX;
    }
    return false;
}

/* ---- rows ---- */

static const struct item *item_in(const struct project_table *t, uint32_t line,
                                  const struct left_column *c)
{
    const struct item *items = line_items(t->im, line);
    for (uint32_t i = 0; i < t->im->lines[line].count; i++)
        if (items[i].column >= c->start && items[i].column < c->end) return &items[i];
    return NULL;
}

/* On the next page. */
static bool is_heading_again(const struct importer *im, uint32_t line)
{
    return is_indicators_heading(im, line) || is_column_numbers(im, line);
}

/* Rows that belong to no project: numbers of columns, notes, a unit whose projects follow. */
static bool is_between(struct project_table *t, uint32_t line)
{
    struct importer *im = t->im;
    const struct item *items = line_items(im, line);
    uint32_t count = im->lines[line].count;
    if (count == 0) return true;
    if (is_heading_again(im, line) || is_furniture(im, line) ||
        (line_own(im, line) == 1 && is_note(im, items->text))) {
        set_line_fate(im, line, FATE_LAYOUT);
        return true;
    }
    if (count_left(t, line) < count) return false;
    bool total = jx_word_exact(im->words, JX_CLASS_LAYOUT, items->text) == JX_LAYOUT_TOTAL;
    if (count != 1 || items->above || total) return true;
    t->alone = items;
    t->alone_line = line;
    if (!im->lines[line].paragraph) {
        t->unit = items;
        t->unit_line = line;
    }
    return true;
}

/* The row behind the last of the project that begins at `line`. */
static uint32_t project_end(struct project_table *t, uint32_t line)
{
    const struct item *first = item_in(t, line, &t->left[t->name]);
    for (line++; line < t->region->end; line++) {
        const struct item *it = item_in(t, line, &t->left[t->name]);
        uint32_t count = t->im->lines[line].count;
        if (is_heading_again(t->im, line)) continue;
        if (count > 0 && count_left(t, line) == count) break;
        if (it && !it->above && !jx_slice_eq(it->text, first->text)) break;
    }
    return line;
}

/* ---- a project's form ---- */

static bool add_line(struct importer *im, struct line l)
{
    struct line *lines = grown(im, im->lines, im->line_count, &im->line_room, sizeof *lines);
    if (!lines) return false;
    im->lines = lines;
    im->lines[im->line_count++] = l;
    return true;
}

static bool add_copy(struct importer *im, uint32_t line, uint32_t skipped)
{
    struct line l = im->lines[line];
    l.first += skipped;
    l.count -= skipped;
    l.sheet_start = false;
    return add_line(im, l);
}

/* A row of a label and its value. */
static bool add_pair(struct project_table *t, uint32_t line, struct item label,
                     const struct item *value)
{
    struct importer *im = t->im;
    struct line l = {.sheet = im->lines[line].sheet, .first = im->item_count, .count = 2};
    struct item pair[] = {label, *value};
    for (uint32_t i = 0; i < 2; i++) {
        struct item *items = grown(im, im->items, im->item_count, &im->item_room, sizeof *items);
        if (!items) return false;
        pair[i].column = i;
        pair[i].end = i + 1;
        pair[i].above = false;
        im->items = items;
        im->items[im->item_count++] = pair[i];
    }
    return add_line(im, l);
}

/* The label of a form's head that the column stands for. */
static struct item label_for(const struct project_table *t, uint32_t column)
{
    struct item label = *t->left[column].label;
    bool known = jx_word_exact(t->im->words, JX_CLASS_LABEL, label.text) == JX_LABEL_PROJECT;
    if (column == t->name && !known) label.text = JX_LIT("项目名称");
    return label;
}

static bool is_amount(const struct project_table *t, const struct left_column *c)
{
    const struct jx_vocabulary *words = t->im->words;
    return !source_of(t->im, c->label->text) &&
           jx_word_exact(words, JX_CLASS_LIST_COLUMN, c->label->text) == JX_LIST_AMOUNT;
}

static void lay_out_head(struct project_table *t, uint32_t line)
{
    const struct jx_vocabulary *words = t->im->words;
    for (uint32_t at = t->region->first; at < t->heading; at++)
        if (at != t->region->title && t->im->lines[at].count > 0) add_copy(t->im, at, 0);
    if (t->unit) {
        struct item label = *t->unit, unit = *t->unit;
        label.text = JX_LIT("单位名称");
        add_pair(t, t->unit_line, label, &unit);
    }
    for (uint32_t j = 0; j < t->left_count; j++) {
        const struct left_column *c = &t->left[j];
        const struct item *it = item_in(t, line, c);
        bool number = jx_word_exact(words, JX_CLASS_LIST_COLUMN, c->label->text) == JX_LIST_NUMBER;
        if (it && number) set_fate(t->im, line, it, FATE_LAYOUT);
        if (!it || number || is_amount(t, c)) continue;
        struct item value = *it;
        add_pair(t, line, label_for(t, j), &value);
    }
}

static void add_amounts(struct form_reader *f, const struct project_table *t, uint32_t line)
{
    for (uint32_t j = 0; j < t->left_count; j++) {
        const struct left_column *c = &t->left[j];
        const struct item *it = item_in(t, line, c);
        if (!is_amount(t, c)) continue;
        note_money_unit(f, c->line, c->label);
        if (it)
            add_total_fund(f, own_label(t->im, c->label->text), it->text,
                           origin_of(c->line, c->label), origin_of(line, it));
    }
}

/* Where nothing is merged, the columns in front may be printed again in every row. */
static void mark_repeats(struct project_table *t, uint32_t first, uint32_t line)
{
    for (uint32_t j = 0; j < t->left_count; j++) {
        const struct item *it = item_in(t, line, &t->left[j]);
        const struct item *before = item_in(t, first, &t->left[j]);
        if (it && before && jx_slice_eq(it->text, before->text))
            set_fate(t->im, line, it, FATE_REPEAT);
    }
}

static void read_project(struct project_table *t, enum jx_form form, uint32_t line, uint32_t end)
{
    struct importer *im = t->im;
    uint32_t first = im->line_count, items = im->item_count;
    struct draft *d = draft_new(im, form, line);
    if (!d) return;
    if (t->region->title != JX_NO_LINE) draft_title(im, d, t->region->title);
    lay_out_head(t, line);
    if (t->heading > t->region->first && !im->lines[t->heading - 1].paragraph &&
        t->left[t->name].line < t->heading)
        add_copy(im, t->heading - 1, count_left(t, t->heading - 1));
    add_copy(im, t->heading, count_left(t, t->heading));
    for (uint32_t at = line; at < end; at++) {
        bool again = is_heading_again(im, at);
        if (again) set_line_fate(im, at, FATE_LAYOUT);
        if (!again) add_copy(im, at, count_left(t, at));
        if (!again && at > line) mark_repeats(t, line, at);
    }
    if (im->status != JX_OK) return;
    struct region own = {
        .kind = t->region->kind, .first = first, .end = im->line_count, .title = JX_NO_LINE};
    struct form_reader f = {.im = im, .d = d, .region = &own};
    add_amounts(&f, t, line);
    read_project_form(im, &own, d);
    if (t->alone && jx_slice_eq(draft_get(d, "unit/name"), t->alone->text))
        set_fate(im, t->alone_line, t->alone, FATE_LAYOUT);
    d->first_line = line;
    d->end_line = end;
    im->line_count = first;
    im->item_count = items;
}

bool read_project_table(struct importer *im, const struct region *r, enum jx_form form)
{
    struct project_table t = {.im = im, .region = r};
    if (form != JX_FORM_target || !find_heading(&t)) return false;
    uint32_t before = im->draft_count;
    for (uint32_t line = t.body; line < r->end && im->status == JX_OK;) {
        if (is_between(&t, line) || !item_in(&t, line, &t.left[t.name])) {
            line++;
            continue;
        }
        uint32_t end = project_end(&t, line);
        read_project(&t, form, line, end);
        line = end;
    }
    for (uint32_t line = t.heading; line < t.body && im->draft_count > before; line++)
        set_line_fate(im, line, FATE_LAYOUT);
    return im->draft_count > before;
}
