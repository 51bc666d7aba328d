/* Forms that are printed twice as they are, on two sheets or one behind the other: one document.
 * Cells that the second print has otherwise are handed back. */
#include "importer.h"

#include "../../proto/form/tidy.h"

#include <stdlib.h>

enum { SHARED_PERCENT = 80 /* texts in common that make two forms of one project one form */ };

/* The texts of one print, sorted. */
struct text_set {
    struct jx_slice *texts;
    size_t count;
};

static int by_text(const void *a, const void *b)
{
    return jx_slice_cmp(*(const struct jx_slice *)a, *(const struct jx_slice *)b);
}

static int text_order(struct jx_slice a, struct jx_slice b)
{
    return jx_slice_cmp(jx_is_absent(a) ? JX_LIT("") : a, jx_is_absent(b) ? JX_LIT("") : b);
}

static struct jx_slice name_of(const struct jx_party *p)
{
    return p ? p->name : JX_ABSENT;
}

/* Drafts that may be prints of one form are equal in this order. */
static int by_head(const void *a, const void *b)
{
    const struct jx_document *x = &(*(struct draft *const *)a)->document,
                             *y = &(*(struct draft *const *)b)->document;
    if (x->form != y->form) return x->form < y->form ? -1 : 1;
    if (x->year != y->year) return x->year < y->year ? -1 : 1;
    int order = text_order(name_of(x->project), name_of(y->project));
    if (order == 0) order = text_order(name_of(x->unit), name_of(y->unit));
    if (order == 0) order = text_order(name_of(x->department), name_of(y->department));
    return order ? order : text_order(x->title, y->title);
}

static int by_head_and_place(const void *a, const void *b)
{
    int order = by_head(a, b);
    uint32_t x = (*(struct draft *const *)a)->first_line,
             y = (*(struct draft *const *)b)->first_line;
    return order ? order : (x > y) - (x < y);
}

/* A form that names nobody can't be told to be another's print. */
static bool names_somebody(const struct jx_document *d)
{
    return !jx_is_blank(name_of(d->project)) || !jx_is_blank(name_of(d->unit)) ||
           !jx_is_blank(name_of(d->department));
}

static struct jx_slice text_of(struct importer *im, const struct jx_import_place *p)
{
    struct jx_slice text = JX_LIT("");
    jx_status rc = jx_tidy(im->grid->sheets[p->sheet].cells[p->cell].text, im->arena, &text);
    if (rc != JX_OK) im->status = rc;
    return text;
}

/* The texts that went into fields: labels and what stands between two forms say nothing. */
static bool collect(struct importer *im, const struct draft *d, struct text_set *set)
{
    set->count = 0;
    set->texts = jx_arena_array(im->arena, d->place_count + 1u, sizeof *set->texts);
    if (!set->texts) {
        im->status = im->arena->status;
        return false;
    }
    for (uint32_t i = 0; i < d->place_count && im->status == JX_OK; i++)
        set->texts[set->count++] = text_of(im, &d->places[i]);
    if (im->status != JX_OK) return false;
    qsort(set->texts, set->count, sizeof *set->texts, by_text);
    return true;
}

static bool has(const struct text_set *set, struct jx_slice text)
{
    return bsearch(&text, set->texts, set->count, sizeof text, by_text) != NULL;
}

/* How many texts of `a` stand in `b` too, in percent. */
static size_t shared(const struct text_set *a, const struct text_set *b)
{
    size_t n = 0;
    for (size_t i = 0; i < a->count; i++)
        n += has(b, a->texts[i]);
    return a->count ? n * 100 / a->count : 0;
}

/* A list says nothing that tells two of one unit apart but its rows, so that all must be equal. */
static size_t share_needed(const struct draft *d)
{
    return d->document.project ? SHARED_PERCENT : 100;
}

static void hand_back(struct importer *im, const struct draft *d, const struct text_set *first,
                      struct jx_import_result *out, uint32_t *room)
{
    for (uint32_t i = 0; i < d->place_count && im->status == JX_OK; i++) {
        const struct jx_import_place *p = &d->places[i];
        if (has(first, text_of(im, p))) continue;
        struct jx_import_cell *cells = grown(im, out->differing, out->differing_count, room,
                                             sizeof *cells);
        if (!cells) return;
        out->differing = cells;
        out->differing[out->differing_count++] = (struct jx_import_cell){p->sheet, p->cell};
    }
}

/* Compares the drafts from `first` on, which have one head, with the one in front; NULLs those that
 * are another print of it. */
static void join_prints(struct importer *im, struct draft **drafts, uint32_t first, uint32_t end,
                        struct jx_import_result *out, uint32_t *room)
{
    struct text_set set, other;
    if (!names_somebody(&drafts[first]->document) || !collect(im, drafts[first], &set)) return;
    for (uint32_t i = first + 1; i < end && collect(im, drafts[i], &other); i++) {
        size_t needed = share_needed(drafts[first]);
        if (shared(&other, &set) < needed || shared(&set, &other) < needed) continue;
        hand_back(im, drafts[i], &set, out, room);
        drafts[first]->prints += drafts[i]->prints;
        drafts[i]->prints = 0;
    }
}

jx_status find_twins(struct importer *im, struct jx_import_result *out)
{
    struct draft **sorted = jx_arena_array(im->arena, im->draft_count, sizeof(struct draft *));
    if (!sorted) return im->status = im->arena->status;
    if (im->draft_count < 2) return im->status;
    memcpy(sorted, im->drafts, im->draft_count * sizeof(struct draft *));
    uint32_t room = out->differing_count;
    qsort(sorted, im->draft_count, sizeof(struct draft *), by_head_and_place);
    for (uint32_t i = 0; i < im->draft_count && im->status == JX_OK;) {
        uint32_t end = i + 1;
        while (end < im->draft_count && by_head(&sorted[i], &sorted[end]) == 0)
            end++;
        if (end > i + 1) join_prints(im, sorted, i, end, out, &room);
        i = end;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < im->draft_count; i++)
        if (im->drafts[i]->prints > 0) im->drafts[kept++] = im->drafts[i];
    im->draft_count = kept;
    return im->status;
}
