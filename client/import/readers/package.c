/* Parts as XML, and the relations between them. */
#include "package.h"

#include "buffer.h"
#include "limits.h"

#include <stdio.h>
#include <stdlib.h>

static jx_status feed(void *ctx, struct jx_slice chunk)
{
    return xml_reader_feed(ctx, chunk);
}

jx_status package_read(struct package *p, struct jx_slice part, const struct xml_events *events)
{
    char name[JX_READER_WHERE_BYTES];
    snprintf(name, sizeof name, "%.*s", (int)(part.len < 128 ? part.len : 128), part.ptr);
    struct xml_reader *x = xml_reader_new(events, name, p->trouble);
    if (!x) return jx_reader_fail(p->trouble, JX_READER_MEMORY, NULL, 0);
    jx_status rc = zip_parts_read(p->parts, part, feed, x, p->trouble);
    if (rc == JX_OK) rc = xml_reader_finish(x);
    xml_reader_free(&x);
    return rc;
}

/* ---- names ---- */

static struct jx_slice folder_of(struct jx_slice part)
{
    while (part.len > 0 && part.ptr[part.len - 1] != '/')
        part.len--;
    return part;
}

/* `xl/workbook.xml` has its relations in `xl/_rels/workbook.xml.rels`. */
static struct jx_slice relations_part(struct jx_arena *a, struct jx_slice part)
{
    struct jx_slice folder = folder_of(part), file = jx_slice_from(part, folder.len);
    return jx_arena_printf(a, "%.*s_rels/%.*s.rels", (int)folder.len, folder.ptr, (int)file.len,
                           file.ptr);
}

/* `a/b/` becomes `a/`. */
static size_t without_last_folder(const char *path, size_t len)
{
    if (len > 0) len--;
    return folder_of(jx_slice_at(path, len)).len;
}

/* A target stands relative to the folder of the part that names it, unless it begins with `/`. */
static struct jx_slice resolve(struct jx_arena *a, struct jx_slice part, struct jx_slice target)
{
    bool absolute = jx_starts_with(target, JX_LIT("/"));
    struct jx_slice folder = absolute ? JX_LIT("") : folder_of(part);
    char *path = jx_arena_take(a, folder.len + target.len + 1);
    if (!path) return JX_ABSENT;
    memcpy(path, folder.ptr, folder.len);
    size_t len = folder.len;
    while (target.len > 0) {
        size_t end = jx_slice_find(target, JX_LIT("/"));
        bool last = end == (size_t)-1;
        struct jx_slice step = jx_slice_at(target.ptr, last ? target.len : end + 1);
        target = jx_slice_from(target, step.len);
        if (jx_slice_eq(step, JX_LIT("../"))) {
            len = without_last_folder(path, len);
        } else if (!jx_slice_eq(step, JX_LIT("./")) && !jx_slice_eq(step, JX_LIT("/"))) {
            memcpy(path + len, step.ptr, step.len);
            len += step.len;
        }
    }
    return jx_slice_at(path, len);
}

/* ---- relations ---- */

struct reading {
    struct package *package;
    struct jx_slice part;
    struct relation *items; /* on the heap */
    size_t count, room;
};

static struct jx_slice last_word(struct jx_slice type)
{
    return jx_slice_from(type, folder_of(type).len);
}

static jx_status add(struct reading *r, const char *const *attributes)
{
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"),
               *target = xml_attribute(attributes, "Target"),
               *mode = xml_attribute(attributes, "TargetMode");
    if (!id || !type || !target) return JX_OK;
    struct jx_arena *a = r->package->arena;
    struct jx_reader_trouble *t = r->package->trouble;
    if (r->count >= JX_READER_RELATIONS_MAX || strlen(target) > JX_READER_PART_NAME_MAX)
        return jx_reader_fail(t, JX_READER_PARTS_MANY, NULL, JX_READER_RELATIONS_MAX);
    struct relation *items = heap_grown(r->items, r->count, &r->room, sizeof *items);
    if (!items) return jx_reader_fail(t, JX_READER_MEMORY, NULL, 0);
    r->items = items;
    struct relation rel = {.id = jx_arena_copy(a, jx_slice_of(id)),
                           .kind = jx_arena_copy(a, last_word(jx_slice_of(type))),
                           .part = resolve(a, r->part, jx_slice_of(target)),
                           .external = mode && strcmp(mode, "External") == 0};
    if (a->status != JX_OK) return jx_reader_fail_arena(t, a->status);
    r->items[r->count++] = rel;
    return JX_OK;
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    return strcmp(name, "Relationship") == 0 ? add(ctx, attributes) : JX_OK;
}

static jx_status keep(struct reading *r, struct relations *out)
{
    struct jx_arena *a = r->package->arena;
    out->items = jx_arena_array(a, r->count, sizeof *out->items);
    if (!out->items) return jx_reader_fail_arena(r->package->trouble, a->status);
    if (r->count) memcpy(out->items, r->items, r->count * sizeof *r->items);
    out->count = (uint32_t)r->count;
    return JX_OK;
}

jx_status package_relations(struct package *p, struct jx_slice part, struct relations *out)
{
    *out = (struct relations){0};
    struct jx_slice name = relations_part(p->arena, part);
    if (jx_is_absent(name)) return jx_reader_fail_arena(p->trouble, p->arena->status);
    if (!zip_parts_has(p->parts, name)) return JX_OK;
    struct reading r = {.package = p, .part = part};
    const struct xml_events events = {.ctx = &r, .start = on_start};
    jx_status rc = package_read(p, name, &events);
    if (rc == JX_OK) rc = keep(&r, out);
    free(r.items);
    return rc;
}

const struct relation *relation_of_kind(const struct relations *r, const char *kind)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (!r->items[i].external && jx_slice_eq(r->items[i].kind, jx_slice_of(kind)))
            return &r->items[i];
    return NULL;
}

const struct relation *relation_of_id(const struct relations *r, const char *id)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (!r->items[i].external && jx_slice_eq(r->items[i].id, jx_slice_of(id)))
            return &r->items[i];
    return NULL;
}
