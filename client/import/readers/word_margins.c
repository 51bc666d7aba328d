/* Headers, footers and notes of a Word document: printed, but in no place among the tables. */
#include "word_reading.h"

#include "margin_text.h"

static bool is_type(const char *const *attributes, const char *type)
{
    const char *value = xml_attribute(attributes, "type");
    return value && strcmp(value, type) == 0;
}

jx_status word_add_margin(struct word_reading *r, const char *const *attributes)
{
    struct word_document *d = r->document;
    const char *id = xml_attribute(attributes, "id");
    if (!id) return JX_OK;
    if (d->margin_count >= JX_READER_RELATIONS_MAX)
        return word_fail(r, JX_READER_PARTS_MANY, JX_READER_RELATIONS_MAX);
    struct margin *margins = heap_grown(d->margins, d->margin_count, &d->margin_room,
                                        sizeof *margins);
    if (!margins) return word_fail(r, JX_READER_MEMORY, 0);
    d->margins = margins;
    struct margin m = {.id = jx_arena_copy(r->package->arena, jx_slice_of(id)),
                       .first = is_type(attributes, "first"),
                       .even = is_type(attributes, "even")};
    if (jx_is_absent(m.id)) return word_fail_arena(r);
    m.shown = !m.first && !m.even;
    d->margins[d->margin_count++] = m;
    return JX_OK;
}

void word_show_first_page(struct word_reading *r)
{
    struct word_document *d = r->document;
    for (size_t i = r->section_margins; i < d->margin_count; i++)
        if (d->margins[i].first) d->margins[i].shown = true;
}

/* ---- even pages: the document's settings say whether they differ ---- */

static jx_status on_setting(void *ctx, const char *name, const char *const *attributes)
{
    bool *even = ctx;
    if (strcmp(name, "evenAndOddHeaders") == 0)
        *even = xml_flag(xml_attribute(attributes, "val"), true);
    return JX_OK;
}

static jx_status show_even_pages(struct package *p, struct word_document *d)
{
    const struct relation *settings = relation_of_kind(&d->relations, "settings");
    bool even = false;
    const struct xml_events events = {.ctx = &even, .start = on_setting};
    jx_status rc = JX_OK;
    if (settings && zip_parts_has(p->parts, settings->part))
        rc = package_read(p, settings->part, &events);
    for (size_t i = 0; i < d->margin_count && rc == JX_OK; i++)
        if (d->margins[i].even) d->margins[i].shown = even;
    return rc;
}

/* ---- reading ---- */

static bool is_read(const struct word_document *d, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (d->margins[k].shown && jx_slice_eq(d->margins[k].id, d->margins[i].id)) return true;
    return false;
}

/* Headers have few paragraphs; what one with hundreds repeats may stand there again. */
enum { COMPARED_MAX = 200 };

static bool is_printed_before(const struct word_flow *f, struct jx_slice text)
{
    unsigned n = 0;
    for (const struct word_block *b = f->first; b && n < COMPARED_MAX; b = b->next, n++)
        if (!b->table && jx_slice_eq(b->text, text)) return true;
    return false;
}

/* A paragraph that is left out keeps its number. */
static void leave_out(const struct word_flow *before, struct word_flow *flow)
{
    unsigned n = 0;
    for (struct word_block *b = flow->first; b && n < COMPARED_MAX; b = b->next, n++)
        if (!b->table && (margin_is_page_number(b->text) || is_printed_before(before, b->text)))
            b->text = JX_LIT("");
}

jx_status word_read_margins(struct package *p, struct word_document *d, struct word_flow *out)
{
    *out = (struct word_flow){0};
    jx_status rc = show_even_pages(p, d);
    for (size_t i = 0; i < d->margin_count && rc == JX_OK; i++) {
        if (!d->margins[i].shown || is_read(d, i)) continue;
        const struct relation *part = relation_of_id(&d->relations, d->margins[i].id.ptr);
        if (!part || !zip_parts_has(p->parts, part->part)) continue;
        struct word_flow flow;
        rc = word_read_part(p, d, part->part, &flow);
        if (rc != JX_OK) break;
        leave_out(out, &flow);
        word_flow_join(out, &flow);
    }
    return rc;
}

jx_status word_read_notes(struct package *p, struct word_document *d, struct word_flow *out)
{
    static const char *const kinds[] = {"footnotes", "endnotes"};
    *out = (struct word_flow){0};
    jx_status rc = JX_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && rc == JX_OK; i++) {
        const struct relation *part = relation_of_kind(&d->relations, kinds[i]);
        struct word_flow flow;
        if (!part || !zip_parts_has(p->parts, part->part)) continue;
        rc = word_read_part(p, d, part->part, &flow);
        if (rc == JX_OK) word_flow_join(out, &flow);
    }
    return rc;
}
