/* A Word document: its parts, and the sheets of the grid that they become. */
#include "docx.h"

#include "word_reading.h"

#include <stdlib.h>

/* Where one of them is damaged, the document is. */
static jx_status read_shared_parts(struct package *p, struct word_document *d)
{
    const struct relation *styles = relation_of_kind(&d->relations, "styles"),
                          *lists = relation_of_kind(&d->relations, "numbering");
    jx_status rc = JX_OK;
    if (styles && zip_parts_has(p->parts, styles->part))
        rc = word_styles_read(p, styles->part, &d->styles);
    if (rc == JX_OK && lists && zip_parts_has(p->parts, lists->part))
        rc = word_lists_read(p, lists->part, &d->lists);
    return rc;
}

static jx_status lay_out(struct package *p, const struct word_flow *flow, enum jx_sheet_part part,
                         struct jx_grid *out)
{
    struct jx_grid one;
    jx_status rc = word_flow_lay_out(flow, p->arena, p->trouble, &one);
    if (rc != JX_OK || (part != JX_PART_MAIN && one.sheets[0].cell_count == 0)) return rc;
    struct jx_sheet *s = &out->sheets[out->sheet_count++];
    *s = one.sheets[0];
    s->part = part;
    return JX_OK;
}

jx_status docx_read(struct package *p, struct jx_slice document, struct jx_grid *out)
{
    enum { PARTS = 3 };
    struct word_document *d = jx_arena_take(p->arena, sizeof *d);
    *out = (struct jx_grid){.style = JX_ADDRESS_TABLE,
                            .sheets = jx_arena_array(p->arena, PARTS, sizeof *out->sheets)};
    if (!d || !out->sheets) return jx_reader_fail_arena(p->trouble, p->arena->status);
    struct word_flow body, margins, notes;
    jx_status rc = package_relations(p, document, &d->relations);
    if (rc == JX_OK) rc = read_shared_parts(p, d);
    if (rc == JX_OK) rc = word_read_part(p, d, document, &body);
    if (rc == JX_OK) rc = word_read_margins(p, d, &margins);
    if (rc == JX_OK) rc = word_read_notes(p, d, &notes);
    free(d->margins);
    if (rc == JX_OK) rc = lay_out(p, &body, JX_PART_MAIN, out);
    if (rc == JX_OK) rc = lay_out(p, &margins, JX_PART_MARGINS, out);
    if (rc == JX_OK) rc = lay_out(p, &notes, JX_PART_NOTES, out);
    return rc;
}
