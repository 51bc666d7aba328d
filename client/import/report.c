/* Evaluation reports: their cover names project, department and unit; their text is the narrative.
 */
#include "project_form.h"

#include "../../proto/base/text.h"

/* The report's title without the words that make it one: 某某项目 绩效评价报告 is of 某某项目. */
static struct jx_slice project_in_title(struct importer *im, struct jx_slice title)
{
    struct jx_key key;
    struct jx_slice star = jx_word_star(im->words, JX_CLASS_TITLE, title, &key);
    if (star.len == 0) return JX_ABSENT;
    /* The key has no white space; the title's own text, up to as many letters, is the name. */
    size_t at = 0, letters = jx_utf8_length(star);
    while (at < title.len && letters > 0)
        letters -= !jx_is_space(jx_utf8_next(title, &at));
    return jx_trim(jx_slice_at(title.ptr, at));
}

static void read_cover_line(struct importer *im, uint32_t line)
{
    struct report *r = &im->report;
    const struct item *items = line_items(im, line);
    int year = jx_year_alone(line_text(im, line));
    if (year) {
        r->year = year;
        set_line_fate(im, line, FATE_FIELD);
        return;
    }
    for (uint32_t i = 0; i < im->lines[line].count; i++) {
        struct jx_slice value;
        enum jx_word label = label_of(im, items[i].text, &value);
        struct origin from = origin_of(line, &items[i]);
        if (label != JX_WORD_NONE && jx_is_absent(value) && i + 1 < im->lines[line].count) {
            value = items[i + 1].text;
            from.item = &items[i + 1];
        }
        if (jx_is_blank(value)) continue;
        if ((label == JX_LABEL_DEPARTMENT || label == JX_LABEL_REPORTING_DEPARTMENT) &&
            jx_is_absent(r->department)) {
            r->department = value;
            r->department_from = from;
        } else if ((label == JX_LABEL_UNIT || label == JX_LABEL_BUDGET_UNIT ||
                    label == JX_LABEL_ANY_UNIT || label == JX_LABEL_REPORTING_UNIT) &&
                   jx_is_absent(r->unit)) {
            r->unit = value;
            r->unit_from = from;
        } else if (label == JX_LABEL_PROJECT) {
            r->project = value;
            r->project_from = from;
        }
    }
}

/* 某某项目 alone above 绩效评价报告. */
static void read_project_above(struct importer *im, uint32_t line)
{
    enum { NAME_BYTES_MAX = 150 };
    struct jx_slice before, after, key;
    if (line == 0 || im->lines[line - 1].sheet != im->lines[line].sheet) return;
    const struct item *it = line_items(im, line - 1);
    if (im->lines[line - 1].count != 1 || it->above || is_furniture(im, line - 1)) return;
    if (it->text.len > NAME_BYTES_MAX || jx_split_colon(it->text, &before, &after)) return;
    if (title_of(im, line - 1, &key) != JX_WORD_NONE || jx_year_alone(it->text)) return;
    im->report.project = it->text;
    im->report.project_from = origin_of(line - 1, it);
}

void read_report_cover(struct importer *im, const struct region *region)
{
    enum { COVER_LINES_MAX = 40 };
    struct jx_slice title = line_text(im, region->title);
    im->report = (struct report){.open = true, .first_line = region->first};
    im->report.project = project_in_title(im, title);
    im->report.project_from = origin_of(region->title, line_items(im, region->title));
    if (jx_is_blank(im->report.project)) read_project_above(im, region->title);
    im->report.year = jx_year_in(title, NULL);
    set_line_fate(im, region->title, FATE_LAYOUT);
    for (uint32_t i = 1; i < COVER_LINES_MAX && region->first + i < region->end; i++)
        read_cover_line(im, region->first + i);
}

/* A row of a sheet or CSV file that is a paragraph: alone in its row, a chapter's heading, a date
 * or long. */
static bool is_prose_row(struct importer *im, uint32_t line)
{
    enum { PROSE_BYTES_LEAST = 45 };
    const struct item *it = line_items(im, line);
    struct jx_slice key;
    if (im->lines[line].paragraph) return true;
    if (it->above || title_of(im, line, &key) != JX_WORD_NONE) return false;
    return it->text.len >= PROSE_BYTES_LEAST || jx_without_number(it->text).len < it->text.len ||
           (jx_year_in(it->text, NULL) && jx_ends_with(it->text, JX_LIT("月")));
}

void read_narrative(struct importer *im, struct draft *d, uint32_t first, uint32_t end)
{
    const struct jx_field *f = jx_field_find(jx_form_schema(d->document.form), JX_LIT("narrative"),
                                             NULL);
    if (!f) return;
    struct jx_list *l = jx_field_of(d->document.body.any, f);
    for (uint32_t line = first; line < end && im->status == JX_OK; line++) {
        const struct line *at = &im->lines[line];
        const struct item *it = line_items(im, line);
        if (at->count != 1 || l->count >= JX_NARRATIVE_MAX) continue;
        if (!is_prose_row(im, line) || im->fates[at->sheet][it->cell] != FATE_UNSEEN ||
            is_furniture(im, line))
            continue;
        if (!draft_list_room(im, l, sizeof(struct jx_slice))) return;
        struct jx_slice *texts = l->items;
        texts[l->count++] = it->text;
        struct jx_slice pointer = jx_arena_printf(im->arena, "/narrative/%u",
                                                  (unsigned)(l->count - 1));
        draft_place(im, d, pointer, origin_of(line, it));
    }
}
