/* The number format of each style of a workbook. */
#include "workbook.h"

#include <stdlib.h>

struct reading {
    struct workbook *workbook;
    struct style *formats; /* on the heap, JX_READER_FORMAT_IDS of them, by number */
    uint32_t code_count;
    bool in_cell_styles; /* cellXfs: the styles that cells name */
};

static jx_status add_format(struct reading *r, uint32_t id, struct jx_slice code)
{
    struct package *p = r->workbook->package;
    if (id >= JX_READER_FORMAT_IDS) return JX_OK;
    if (++r->code_count > JX_READER_FORMAT_IDS)
        return jx_reader_fail(p->trouble, JX_READER_CELLS_MANY, NULL, JX_READER_FORMAT_IDS);
    struct number_format *f = jx_arena_take(p->arena, sizeof *f);
    struct jx_slice kept = jx_arena_copy(p->arena, code);
    if (!f || jx_is_absent(kept) || !number_format_parse(kept, p->arena, f))
        return jx_reader_fail_arena(p->trouble, p->arena->status);
    r->formats[id].format = f;
    return JX_OK;
}

/* The codes that a workbook brings stand in front of its styles. */
static jx_status format_of(struct reading *r, uint32_t id, const struct number_format **out)
{
    jx_status rc = JX_OK;
    *out = r->workbook->general;
    if (id >= JX_READER_FORMAT_IDS) return JX_OK;
    struct jx_slice code = number_format_builtin(id);
    if (!r->formats[id].format && !jx_slice_eq(code, JX_LIT("General")))
        rc = add_format(r, id, code);
    if (r->formats[id].format) *out = r->formats[id].format;
    return rc;
}

static jx_status add_style(struct reading *r, const char *const *attributes)
{
    struct workbook *w = r->workbook;
    struct jx_reader_trouble *t = w->package->trouble;
    if (w->style_count >= JX_READER_STYLES_MAX)
        return jx_reader_fail(t, JX_READER_CELLS_MANY, NULL, JX_READER_STYLES_MAX);
    struct style *styles = heap_grown(w->styles, w->style_count, &w->style_room, sizeof *styles);
    if (!styles) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    w->styles = styles;
    uint32_t id = xml_number(xml_attribute(attributes, "numFmtId"), 0);
    jx_status rc = format_of(r, id, &w->styles[w->style_count].format);
    if (rc == JX_OK) w->style_count++;
    return rc;
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    struct reading *r = ctx;
    if (strcmp(name, "cellXfs") == 0) r->in_cell_styles = true;
    if (strcmp(name, "xf") == 0 && r->in_cell_styles) return add_style(r, attributes);
    if (strcmp(name, "numFmt") != 0 || r->in_cell_styles) return JX_OK;
    const char *id = xml_attribute(attributes, "numFmtId"),
               *code = xml_attribute(attributes, "formatCode");
    return id && code ? add_format(r, xml_number(id, UINT32_MAX), jx_slice_of(code)) : JX_OK;
}

static jx_status on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;
    if (strcmp(name, "cellXfs") == 0) r->in_cell_styles = false;
    return JX_OK;
}

jx_status workbook_read_styles(struct workbook *w, struct jx_slice part)
{
    struct reading r = {.workbook = w};
    r.formats = calloc(JX_READER_FORMAT_IDS, sizeof *r.formats);
    if (!r.formats) return jx_reader_fail(w->package->trouble, JX_READER_MEMORY, NULL, 0);
    const struct xml_events events = {.ctx = &r, .start = on_start, .end = on_end};
    jx_status rc = package_read(w->package, part, &events);
    free(r.formats);
    return rc;
}
