/* What a document has beyond its printed form, so that reading it gives the whole document again.
 */
#include "page.h"

/* The importer knows these lines from its vocabulary. */
static const char kept_pairs[] = "以下内容在表中没有专门的栏目：", kept_text[] = "以下为报告正文：";

static const struct jx_list *narrative_of(const struct jx_document *d)
{
    static const struct jx_list none = {NULL, 0};
    if (d->form == JX_FORM_evaluation) return &d->body.evaluation->narrative;
    if (d->form == JX_FORM_final_accounts) return &d->body.final_accounts->narrative;
    return &none;
}

bool has_kept(const struct jx_document *d)
{
    return d->extra.count > 0 || narrative_of(d)->count > 0;
}

void lay_kept(const struct jx_document *d, struct pages *p, struct page *at, uint32_t row)
{
    enum { LABEL_PART = 3 };
    const struct jx_pair *pairs = d->extra.items;
    const struct jx_slice *texts = narrative_of(d)->items;
    uint32_t middle = at->columns > LABEL_PART ? at->columns / LABEL_PART : 1;
    uint32_t end = at->columns > middle ? at->columns : middle + 1;
    if (d->extra.count) page_put(p, at, row++, 0, end, LOOK_PLAIN, jx_slice_of(kept_pairs));
    for (uint32_t i = 0; i < d->extra.count; i++, row++) {
        page_put(p, at, row, 0, middle, LOOK_LABEL, pairs[i].key);
        struct cell *c = page_put(p, at, row, middle, end - middle, LOOK_PROSE, pairs[i].value);
        page_name(p, c, "/extra/%.*s", (int)pairs[i].key.len, pairs[i].key.ptr);
    }
    if (narrative_of(d)->count == 0) return;
    page_put(p, at, row++, 0, end, LOOK_PLAIN, jx_slice_of(kept_text));
    for (uint32_t i = 0; i < narrative_of(d)->count; i++)
        page_name(p, page_put(p, at, row++, 0, end, LOOK_PLAIN, texts[i]), "/narrative/%u",
                  (unsigned)i);
}
