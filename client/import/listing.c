/* Lists of projects: the public list of targets, and the summary of self-evaluations. */
#include "project_form.h"

#include "../../proto/base/text.h"

enum { HEADING_ABOVE = 4 /* rows in front of a list's title that may name its unit */ };

struct list_reader {
    struct form_reader f; /* labels above the list are read as in a form */
    struct heading heading;
    bool has_heading, has_notes;
};

/* 某某局2024年度项目支出绩效目标: the unit and the year stand in front of what the list is called,
 * in its title or above it. */
static void read_unit_and_year(struct list_reader *r, uint32_t line)
{
    struct importer *im = r->f.im;
    const struct item *it = line_items(im, line);
    size_t at = 0;
    int year = jx_year_in(it->text, &at);
    if (year && r->f.d->document.year == 0) r->f.d->document.year = year;
    struct jx_slice unit = year ? jx_trim(jx_slice_at(it->text.ptr, at)) : JX_LIT("");
    bool list = r->f.d->document.form == JX_FORM_project_list;
    enum jx_word label = list ? JX_LABEL_REPORTING_UNIT : JX_LABEL_REPORTING_DEPARTMENT;
    bool annex = jx_word_of(im->words, JX_CLASS_LAYOUT, unit) == JX_LAYOUT_ANNEX;
    if (!jx_is_blank(unit) && !annex)
        put_labelled(&r->f, label, list ? JX_LIT("单位") : JX_LIT("部门"), unit,
                     origin_of(line, it));
    set_fate(im, line, it, FATE_FIELD);
}

static void read_heading_above(struct list_reader *r, uint32_t line)
{
    const struct item *it = line_items(r->f.im, line);
    if (r->f.im->lines[line].count != 1) return;
    if (jx_word_of(r->f.im->words, JX_CLASS_LAYOUT, it->text) == JX_LAYOUT_LIST_HEADING)
        read_unit_and_year(r, line);
}

static bool is_list_heading(const struct importer *im, uint32_t line)
{
    struct word_count n = count_words(im, line, JX_CLASS_LIST_COLUMN);
    return has_word(&n, JX_LIST_NAME) && n.words >= 2 && !im->lines[line].paragraph;
}

static uint32_t read_list_heading(struct list_reader *r, uint32_t line, uint32_t end)
{
    uint32_t used = heading_read(r->f.im, line, end, JX_CLASS_LIST_COLUMN, &r->heading);
    heading_stand_in(&r->heading, JX_LIST_DEPARTMENT, JX_LIST_UNIT);
    r->has_heading = true;
    const struct item *items = line_items(r->f.im, line);
    for (uint32_t i = 0; i < r->f.im->lines[line].count; i++)
        note_money_unit(&r->f, line, &items[i]);
    return used;
}

/* The count of secret projects that a note gives. */
static void read_secret_count(struct list_reader *r, uint32_t line, const struct item *it)
{
    if (jx_word_of(r->f.im->words, JX_CLASS_LAYOUT, it->text) != JX_LAYOUT_SECRET) return;
    for (size_t at = 0, begin = 0, n = 0; at < it->text.len;) {
        size_t here = at;
        bool digit = jx_digit_value(jx_utf8_next(it->text, &at)) >= 0;
        if (digit && n++ == 0) begin = here;
        if (!digit && n > 0) {
            draft_put(r->f.im, r->f.d, "secret_count",
                      jx_slice_at(it->text.ptr + begin, here - begin), origin_of(line, it));
            return;
        }
    }
}

static bool read_list_note(struct list_reader *r, uint32_t line)
{
    const struct item *it = line_items(r->f.im, line);
    if (r->f.im->lines[line].count != 1) return false;
    bool note = is_note(r->f.im, it->text);
    bool secret = jx_word_of(r->f.im->words, JX_CLASS_LAYOUT, it->text) == JX_LAYOUT_SECRET;
    if (!note && !secret) return false;
    r->has_notes = true;
    if (!draft_put(r->f.im, r->f.d, "note", it->text, origin_of(line, it)))
        draft_extra(r->f.im, r->f.d, JX_LIT("注"), it->text, origin_of(line, it));
    read_secret_count(r, line, it);
    return true;
}

/* A total is no row. */
static bool read_list_total(struct list_reader *r, uint32_t line, const struct alignment *a)
{
    struct importer *im = r->f.im;
    const struct item *items = line_items(im, line);
    bool total = false;
    for (uint32_t i = 0; i < a->count; i++)
        total |= jx_word_exact(im->words, JX_CLASS_LAYOUT, items[i].text) == JX_LAYOUT_TOTAL;
    if (!total) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const struct column *c = a->column[i] == NO_COLUMN ? NULL
                                                           : &r->heading.columns[a->column[i]];
        bool amount = c && c->word == JX_LIST_AMOUNT;
        if (amount &&
            draft_put(im, r->f.d, "total/amount", items[i].text, origin_of(line, &items[i])))
            continue;
        if (jx_word_exact(im->words, JX_CLASS_LAYOUT, items[i].text) == JX_LAYOUT_TOTAL)
            set_fate(im, line, &items[i], FATE_LAYOUT);
        else if (c)
            draft_extra(im, r->f.d, c->text, items[i].text, origin_of(line, &items[i]));
    }
    return true;
}

/* 区教育局小计 | 186.00 is no row either: it would be counted twice. */
static bool read_list_subtotal(struct list_reader *r, uint32_t line)
{
    struct importer *im = r->f.im;
    const struct item *it = line_items(im, line), *end = it + im->lines[line].count;
    const struct item *label = it;
    while (label < end && (label->above || !jx_ends_with(jx_trim(label->text), JX_LIT("小计"))))
        label++;
    if (label == end) return false;
    set_fate(im, line, label, FATE_LAYOUT);
    for (; it < end; it++)
        if (it != label && !it->above)
            draft_extra(im, r->f.d, label->text, it->text, origin_of(line, it));
    return true;
}

static void put_list_field(struct list_reader *r, uint32_t line, uint32_t row,
                           const struct column *c, const struct item *it)
{
    struct importer *im = r->f.im;
    struct jx_slice text = it ? it->text : JX_LIT("");
    struct origin from = origin_of(line, it);
    if (c->word && draft_put_row(im, r->f.d, "rows", row, jx_word_field(c->word), text, from))
        return;
    if (it) draft_row_extra(im, r->f.d, "rows", row, c->text, text, from);
}

static void read_list_row(struct list_reader *r, uint32_t line)
{
    struct importer *im = r->f.im;
    struct alignment a;
    if (line_own(im, line) < 2 && im->lines[line].count < 2) return;
    align_row(im, line, &r->heading, &a);
    if (read_list_total(r, line, &a) || read_list_subtotal(r, line)) return;
    uint32_t row = draft_row(im, r->f.d, "rows");
    draft_put_row(im, r->f.d, "rows", row, "name", JX_LIT(""), (struct origin){line, NULL});
    for (uint32_t j = 0; j < r->heading.count; j++) {
        const struct item *it = NULL;
        for (uint32_t i = 0; i < a.count && !it; i++)
            if (a.column[i] == j) it = line_items(im, line) + i;
        put_list_field(r, line, row, &r->heading.columns[j], it);
    }
}

/* 合计 without an amount: a template whose sum is not there yet. */
static bool is_empty_total(const struct list_reader *r, uint32_t line)
{
    struct importer *im = r->f.im;
    if (!r->has_heading || im->lines[line].count != 1) return false;
    const struct item *it = line_items(im, line);
    if (jx_word_exact(im->words, JX_CLASS_LAYOUT, it->text) != JX_LAYOUT_TOTAL) return false;
    set_fate(im, line, it, FATE_LAYOUT);
    return true;
}

/* Returns the number of rows that it read. */
static uint32_t read_list_line(struct list_reader *r, uint32_t line, uint32_t end)
{
    struct importer *im = r->f.im;
    const struct line *l = &im->lines[line];
    if (l->count == 0) return 1;
    if (is_furniture(im, line)) {
        set_line_fate(im, line, FATE_LAYOUT);
        return 1;
    }
    if (is_list_heading(im, line)) return read_list_heading(r, line, end);
    int year = r->has_heading ? 0 : jx_year_alone(line_text(im, line));
    if (year) {
        if (r->f.d->document.year == 0) r->f.d->document.year = year;
        set_line_fate(im, line, FATE_FIELD);
        return 1;
    }
    if (read_list_note(r, line) || is_empty_total(r, line)) return 1;
    if (!r->has_heading || l->count == 1 || is_row_of_labels(im, line)) {
        read_labels(&r->f, line);
        return 1;
    }
    if (!l->paragraph) read_list_row(r, line);
    return 1;
}

void read_listing(struct importer *im, const struct region *region, struct draft *d)
{
    struct list_reader r = {.f = {.im = im, .d = d, .region = region}};
    d->end_line = region->end;
    if (region->title != JX_NO_LINE) draft_title(im, d, region->title);
    for (uint32_t up = 1; up <= HEADING_ABOVE && up <= region->first; up++)
        read_heading_above(&r, region->first - up);
    for (uint32_t line = region->first; line < region->end && im->status == JX_OK;)
        line += line == region->title ? 1 : read_list_line(&r, line, region->end);
    const char *named = d->document.form == JX_FORM_project_list ? "unit/name" : "department/name";
    bool alone = region->title != JX_NO_LINE && im->lines[region->title].count == 1;
    if (alone && jx_is_absent(draft_get(d, named))) read_unit_and_year(&r, region->title);
    draft_settle_year(d);
    draft_list(im, d, "rows");
}
