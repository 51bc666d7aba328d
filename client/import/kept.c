/* What a form that we wrote keeps behind its fields, to the end of its sheet: labels with values
 * that have no column, and a report's paragraphs. */
#include "project_form.h"

static enum jx_word kept_word(const struct importer *im, uint32_t line)
{
    if (im->lines[line].count != 1) return JX_WORD_NONE;
    enum jx_word w = jx_word_exact(im->words, JX_CLASS_LAYOUT, line_items(im, line)->text);
    return w == JX_LAYOUT_KEPT || w == JX_LAYOUT_KEPT_TEXT ? w : JX_WORD_NONE;
}

bool begins_kept(const struct importer *im, uint32_t line)
{
    return kept_word(im, line) != JX_WORD_NONE;
}

uint32_t kept_end(const struct importer *im, uint32_t line)
{
    uint32_t sheet = im->lines[line].sheet;
    while (line < im->line_count && im->lines[line].sheet == sheet)
        line++;
    return line;
}

static void keep_pair(struct importer *im, struct draft *d, uint32_t line)
{
    const struct item *items = line_items(im, line);
    const struct item *value = im->lines[line].count > 1 ? &items[1] : NULL;
    set_fate(im, line, &items[0], FATE_LAYOUT);
    draft_extra(im, d, items[0].text, value ? value->text : JX_LIT(""), origin_of(line, value));
}

static void keep_paragraph(struct importer *im, struct draft *d, uint32_t line)
{
    const struct jx_field *f = jx_field_find(jx_form_schema(d->document.form), JX_LIT("narrative"),
                                             NULL);
    const struct item *it = line_items(im, line);
    if (!f) return;
    struct jx_list *l = jx_field_of(d->document.body.any, f);
    if (l->count >= JX_NARRATIVE_MAX || !draft_list_room(im, l, sizeof(struct jx_slice))) return;
    ((struct jx_slice *)l->items)[l->count++] = it->text;
    draft_place(im, d, jx_arena_printf(im->arena, "/narrative/%u", (unsigned)(l->count - 1)),
                origin_of(line, it));
}

void read_kept(struct importer *im, struct draft *d, uint32_t first, uint32_t end)
{
    enum jx_word part = JX_WORD_NONE;
    for (uint32_t line = first; line < end && im->status == JX_OK; line++) {
        if (im->lines[line].count == 0) continue;
        if (begins_kept(im, line)) {
            part = kept_word(im, line);
            set_line_fate(im, line, FATE_LAYOUT);
        } else if (part == JX_LAYOUT_KEPT_TEXT) {
            keep_paragraph(im, d, line);
        } else {
            keep_pair(im, d, line);
        }
    }
}
