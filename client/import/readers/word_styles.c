/* Styles of a Word document, of which only what changes the text is kept. */
#include "word_styles.h"

#include "buffer.h"
#include "limits.h"

#include <stdlib.h>

enum { INHERITANCE_MAX = 32 };

struct reading {
    struct package *package;
    struct word_style *items; /* on the heap */
    size_t count, room;
    bool in_style;
    unsigned skipped; /* how deep inside something that is not the style's own */
};

static jx_status add_style(struct reading *r, const char *const *attributes)
{
    struct package *p = r->package;
    const char *id = xml_attribute(attributes, "styleId");
    if (r->count >= JX_READER_STYLES_MAX)
        return jx_reader_fail(p->trouble, JX_READER_PARTS_MANY, NULL, JX_READER_STYLES_MAX);
    struct word_style *items = heap_grown(r->items, r->count, &r->room, sizeof *items);
    if (!items) return jx_reader_fail(p->trouble, JX_READER_MEMORY, NULL, 0);
    r->items = items;
    struct jx_slice kept = jx_arena_copy(p->arena, jx_slice_of(id ? id : ""));
    if (jx_is_absent(kept)) return jx_reader_fail_arena(p->trouble, p->arena->status);
    r->items[r->count++] = (struct word_style){.id = kept, .level = WORD_NO_LEVEL};
    r->in_style = true;
    return JX_OK;
}

static jx_status set_property(struct reading *r, const char *name, const char *value)
{
    struct word_style *s = &r->items[r->count - 1];
    if (strcmp(name, "basedOn") == 0 && value) {
        s->based_on = jx_arena_copy(r->package->arena, jx_slice_of(value));
        if (jx_is_absent(s->based_on))
            return jx_reader_fail_arena(r->package->trouble, r->package->arena->status);
    } else if (strcmp(name, "vanish") == 0) {
        s->has_vanish = true;
        s->vanish = xml_flag(value, true);
    } else if (strcmp(name, "numId") == 0) {
        s->has_list = true;
        s->list = xml_number(value, 0);
    } else if (strcmp(name, "ilvl") == 0) {
        uint32_t level = xml_number(value, 0);
        s->level = level < WORD_LEVELS ? (uint8_t)level : 0;
    }
    return JX_OK;
}

/* A table style's conditions have properties of their own. */
static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    struct reading *r = ctx;
    if (r->skipped > 0 || strcmp(name, "tblStylePr") == 0 || strcmp(name, "pPrChange") == 0) {
        r->skipped++;
        return JX_OK;
    }
    if (strcmp(name, "style") == 0) return add_style(r, attributes);
    return r->in_style ? set_property(r, name, xml_attribute(attributes, "val")) : JX_OK;
}

static jx_status on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;
    if (r->skipped > 0)
        r->skipped--;
    else if (strcmp(name, "style") == 0)
        r->in_style = false;
    return JX_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct word_style *x = a, *y = b;
    size_t n = x->id.len < y->id.len ? x->id.len : y->id.len;
    int order = n ? memcmp(x->id.ptr, y->id.ptr, n) : 0;
    return order ? order : (x->id.len > y->id.len) - (x->id.len < y->id.len);
}

static jx_status keep(struct reading *r, struct word_styles *out)
{
    struct jx_arena *a = r->package->arena;
    out->items = jx_arena_array(a, r->count, sizeof *out->items);
    if (!out->items) return jx_reader_fail_arena(r->package->trouble, a->status);
    if (r->count) memcpy(out->items, r->items, r->count * sizeof *r->items);
    out->count = (uint32_t)r->count;
    if (r->count) qsort(out->items, r->count, sizeof *out->items, by_id);
    return JX_OK;
}

jx_status word_styles_read(struct package *p, struct jx_slice part, struct word_styles *out)
{
    struct reading r = {.package = p};
    const struct xml_events events = {.ctx = &r, .start = on_start, .end = on_end};
    jx_status rc = package_read(p, part, &events);
    if (rc == JX_OK) rc = keep(&r, out);
    free(r.items);
    return rc;
}

static const struct word_style *find(const struct word_styles *s, struct jx_slice id)
{
    struct word_style key = {.id = id};
    if (s->count == 0 || jx_is_absent(id)) return NULL;
    return bsearch(&key, s->items, s->count, sizeof key, by_id);
}

struct word_style word_style_of(const struct word_styles *s, const char *id)
{
    struct jx_slice at = id ? jx_slice_of(id) : JX_ABSENT;
    struct word_style found = {.id = JX_ABSENT, .level = WORD_NO_LEVEL};
    const struct word_style *from = find(s, at);
    for (unsigned i = 0; from && i < INHERITANCE_MAX; i++) {
        if (!found.has_vanish && from->has_vanish) {
            found.has_vanish = true;
            found.vanish = from->vanish;
        }
        if (!found.has_list && from->has_list) {
            found.has_list = true;
            found.list = from->list;
            /* The level is that of the style which the list names. */
            found.id = from->id;
        }
        if (found.level == WORD_NO_LEVEL) found.level = from->level;
        from = find(s, from->based_on);
    }
    return found;
}
