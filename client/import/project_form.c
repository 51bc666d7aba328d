/* Reads the form of one project: row by row, each part by the reader that knows it. */
#include "project_form.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

bool is_none_mark(const struct importer *im, struct jx_slice text)
{
    return jx_word_exact(im->words, JX_CLASS_LAYOUT, text) == JX_LAYOUT_NONE;
}

bool is_note(const struct importer *im, struct jx_slice text)
{
    return jx_word_prefix(im->words, JX_LAYOUT_NOTE, text) > 0;
}

/* In a table `3` may be a value; `- 3 -` and 第3页 are none. */
static bool is_bare_number(struct jx_slice text)
{
    for (size_t at = 0; at < text.len;)
        if (jx_digit_value(jx_utf8_next(text, &at)) < 0) return false;
    return true;
}

bool is_continued_title(const struct importer *im, uint32_t line)
{
    static const struct jx_slice ends[] = {
        JX_LIT("续表"), JX_LIT("（续表）"),   JX_LIT("(续表)"),  JX_LIT("（续）"),
        JX_LIT("(续)"), JX_LIT("（续上表）"), JX_LIT("(续上表)")};
    struct jx_slice text = jx_trim(line_items(im, line)->text);
    for (size_t i = 0; im->lines[line].count == 1 && i < sizeof ends / sizeof ends[0]; i++)
        if (jx_ends_with(text, ends[i])) return true;
    return false;
}

bool is_furniture(struct importer *im, uint32_t line)
{
    const struct line *l = &im->lines[line];
    if (l->count != 1) return false;
    struct jx_slice text = line_items(im, line)->text;
    if (jx_is_page_number(text) && (l->paragraph || !is_bare_number(text))) return true;
    if (is_continued_title(im, line)) return true;
    enum jx_word w = jx_word_of(im->words, JX_CLASS_LAYOUT, text);
    return w == JX_LAYOUT_FURNITURE || w == JX_LAYOUT_ANNEX || w == JX_LAYOUT_ACCOUNTS_NUMBER;
}

bool is_column_numbers(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    uint32_t numbers = 0, words = 0;
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        struct jx_figure f;
        if (jx_word_of(im->words, JX_CLASS_LAYOUT, items[i].text) == JX_LAYOUT_COLUMN_NUMBER) {
            words++;
            continue;
        }
        if (jx_figure_parse(items[i].text, &f) != JX_OK || f.places || f.scale) return false;
        if (f.value.micro != (int64_t)(numbers + 1) * JX_DEC_ONE) return false;
        numbers++;
    }
    return words > 0 || numbers > 2;
}

static struct jx_slice without_brackets(struct jx_slice text)
{
    struct jx_slice before, s = jx_trim(text), inside = jx_last_bracket(s, &before);
    return !jx_is_absent(inside) && before.len == 0 ? inside : s;
}

/* （2024年1-8月）: the year, and in a monitoring form the period. */
static int year_and_period(struct form_reader *f, uint32_t line, struct jx_slice text)
{
    static const char year_word[] = "年";
    struct jx_slice s = without_brackets(text);
    size_t at = 1, end = jx_slice_find(s, jx_slice_of(year_word));
    int year = jx_year_in(s, &at);
    if (year == 0 || at != 0 || end == (size_t)-1 || !jx_ends_with(s, JX_LIT("月"))) return 0;
    struct jx_slice period = jx_trim(jx_slice_from(s, end + sizeof year_word - 1));
    struct jx_key key;
    jx_key_of(period, &key);
    for (size_t i = 0; i + 3 < key.len; i++)
        if ((key.text[i] < '0' || key.text[i] > '9') && key.text[i] != '-') return 0;
    if (f->d->document.form == JX_FORM_monitoring)
        draft_put(f->im, f->d, "period", period, origin_of(line, line_items(f->im, line)));
    return year;
}

static uint32_t read_year_line(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    if (f->part != PART_HEAD || im->lines[line].count > 5) return 0;
    struct jx_slice text = line_text(im, line);
    int year = jx_year_alone(text);
    if (year == 0) year = year_and_period(f, line, text);
    if (year == 0) return 0;
    if (f->d->document.year == 0) f->d->document.year = year;
    set_line_fate(im, line, FATE_FIELD);
    return 1;
}

/* A note, and behind it its numbered paragraphs; a heading printed again on the next page may stand
 * between them. */
static uint32_t read_note(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    const struct item *it = line_items(im, line);
    if (im->lines[line].count != 1 || it->above) return 0;
    bool remark = f->in_conclusion &&
                  jx_word_exact(im->words, JX_CLASS_LABEL, it->text) == JX_LABEL_ADVICE_REMARK;
    bool begins = is_note(im, it->text) && !remark;
    bool numbered = jx_without_number(it->text).len < it->text.len;
    if (!begins && !(f->has_notes && numbered)) return 0;
    f->has_notes = true;
    f->part = PART_NOTES;
    set_fate(im, line, it, FATE_LAYOUT);
    return 1;
}

static uint32_t read_goal_or_funds(struct form_reader *f, uint32_t line)
{
    uint32_t n = read_goal_values(f, line);
    if (!n && f->part != PART_INDICATORS) n = read_goals(f, line);
    if (!n && (f->part == PART_HEAD || f->part == PART_GOALS)) n = read_labels(f, line);
    if (!n && (f->part == PART_HEAD || f->part == PART_FUNDS)) n = read_funds_row(f, line);
    return n;
}

/* In the indicator part a row of a few texts that begins with a label is no indicator, unless it
 * has figures: 预算执行率 is a label in some forms, and an indicator's name in others. */
static uint32_t read_labels_below(struct form_reader *f, uint32_t line)
{
    enum { LABELLED_MAX = 3, BEHIND_TOTAL_MAX = 8 };
    const struct item *items = line_items(f->im, line);
    uint32_t figures = 0, levels = 0;
    for (uint32_t i = 0; i < f->im->lines[line].count; i++) {
        struct jx_figure figure;
        figures += jx_figure_parse(items[i].text, &figure) == JX_OK;
        levels += items[i].above && jx_level1_of(f->im->words, items[i].text) != 0;
    }
    bool indicator = figures >= 2 || levels > 0;
    if (is_row_of_labels(f->im, line)) return read_labels(f, line);
    uint32_t most = f->has_total ? BEHIND_TOTAL_MAX : LABELLED_MAX;
    return !indicator && line_own(f->im, line) <= most ? read_labels(f, line) : 0;
}

/* Text between tables ends the part: what follows needs a heading of its own. */
static uint32_t read_other_paragraph(struct form_reader *f, uint32_t line)
{
    if (!f->im->lines[line].paragraph) return 0;
    if (f->part != PART_HEAD) f->part = PART_NOTES;
    return 1;
}

/* A row that is nobody's may still print the money unit. */
static void note_money_units(struct form_reader *f, uint32_t line)
{
    for (uint32_t i = 0; i < f->im->lines[line].count; i++)
        note_money_unit(f, line, line_items(f->im, line) + i);
}

static uint32_t read_line(struct form_reader *f, uint32_t line)
{
    struct importer *im = f->im;
    uint32_t n = 0;
    if (im->lines[line].count == 0) return 1;
    if (is_furniture(im, line)) {
        set_line_fate(im, line, FATE_LAYOUT);
        return 1;
    }
    n = read_chapter(f, line);
    if (!n) n = read_indicators_heading(f, line);
    if (!n) n = read_year_line(f, line);
    if (!n) n = read_note(f, line);
    if (!n) n = read_tasks(f, line);
    if (!n) n = read_funds_heading(f, line);
    if (!n) n = read_total_row(f, line);
    if (!n && f->part == PART_INDICATORS) n = read_labels_below(f, line);
    if (!n && f->part == PART_INDICATORS) n = read_unknown_label(f, line);
    if (!n) n = read_indicator_row(f, line);
    if (!n) n = read_goal_or_funds(f, line);
    if (!n) n = read_labels(f, line);
    if (!n) n = read_extra_rows(f, line);
    if (!n) n = read_other_paragraph(f, line);
    if (!n && f->part == PART_HEAD) note_money_units(f, line);
    return n ? n : 1;
}

/* A printed code without a name, or the other way round, is a party with an empty name. */
static void finish_party(struct jx_party *p)
{
    if (p && jx_is_absent(p->name)) p->name = JX_LIT("");
}

/* 监控期间：2023年1月-7月 prints the year too. */
static void split_period(struct form_reader *f)
{
    static const char year_word[] = "年";
    struct jx_document *doc = &f->d->document;
    struct jx_slice *period = &doc->body.monitoring->period;
    size_t at = 1, end = jx_slice_find(*period, jx_slice_of(year_word));
    int year = jx_year_in(*period, &at);
    if (year == 0 || at != 0 || end == (size_t)-1) return;
    struct jx_slice months = jx_trim(jx_slice_from(*period, end + sizeof year_word - 1));
    if (doc->year == 0) doc->year = year;
    if (doc->year == year && jx_slice_find(months, jx_slice_of(year_word)) == (size_t)-1 &&
        !jx_is_blank(months))
        *period = months;
}

static void finish(struct form_reader *f)
{
    struct importer *im = f->im;
    struct jx_document *doc = &f->d->document;
    finish_party(doc->project);
    finish_party(doc->department);
    finish_party(doc->unit);
    if (doc->form == JX_FORM_evaluation) {
        draft_list(im, f->d, "rows");
        return;
    }
    finish_funds(f);
    draft_list(im, f->d, "indicators");
    if (doc->form == JX_FORM_monitoring) split_period(f);
    if (doc->form == JX_FORM_monitoring && jx_is_absent(draft_get(f->d, "period")))
        draft_put(im, f->d, "period", JX_LIT(""), (struct origin){0, NULL});
}

/* What the table of an evaluation leaves to the cover of its report. */
static void take_cover(struct form_reader *f)
{
    struct importer *im = f->im;
    struct report *r = &im->report;
    struct jx_document *doc = &f->d->document;
    if (!r->open || doc->form != JX_FORM_evaluation) return;
    if (doc->year == 0) doc->year = r->year;
    struct {
        const char *path;
        struct jx_slice text;
        struct origin from;
    } parts[] = {{"project/name", r->project, r->project_from},
                 {"department/name", r->department, r->department_from},
                 {"unit/name", r->unit, r->unit_from}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!jx_is_absent(parts[i].text) && jx_is_absent(draft_get(f->d, parts[i].path)))
            draft_put(im, f->d, parts[i].path, parts[i].text, parts[i].from);
    r->open = false;
}

void read_project_form(struct importer *im, const struct region *r, struct draft *d)
{
    struct form_reader f = {.im = im, .d = d, .region = r};
    d->end_line = r->end;
    for (uint32_t line = r->first; line < r->end && im->status == JX_OK;) {
        /* A form may go on in the next table of a Word file, never on the next sheet of a workbook.
         */
        if (im->lines[line].sheet_start && im->grid->style == JX_ADDRESS_SHEET) f.part = PART_HEAD;
        if (line == r->title) {
            draft_title(im, d, line++);
            continue;
        }
        line += read_line(&f, line);
    }
    take_cover(&f);
    draft_settle_year(d);
    finish(&f);
    if (im->report.open && im->report.year == 0) im->report.year = d->document.year;
}
