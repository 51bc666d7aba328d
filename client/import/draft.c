/* A document in the making: values go to fields by name, through the schema, and leave their cell
 * behind. */
#include "importer.h"

#include <stdio.h>

struct draft *draft_new(struct importer *im, enum jx_form form, uint32_t line)
{
    struct draft *d = jx_arena_take(im->arena, sizeof *d);
    jx_status rc = d ? jx_document_init(&d->document, form, im->arena)
                     : jx_arena_failure(im->arena);
    struct draft **drafts = rc == JX_OK ? grown(im, im->drafts, im->draft_count, &im->draft_room,
                                                sizeof(struct draft *))
                                        : NULL;
    if (rc != JX_OK) im->status = rc;
    if (!d || !drafts) return NULL;
    d->sheet = im->lines[line].sheet;
    d->first_line = line;
    d->prints = 1;
    im->drafts = drafts;
    im->drafts[im->draft_count++] = d;
    return d;
}

/* ---- places ---- */

void draft_place(struct importer *im, struct draft *d, struct jx_slice pointer, struct origin from)
{
    if (!from.item || jx_is_absent(pointer)) return;
    set_fate(im, from.line, from.item, FATE_FIELD);
    struct jx_import_place *places = grown(im, d->places, d->place_count, &d->place_room,
                                           sizeof *places);
    if (!places) return;
    d->places = places;
    d->places[d->place_count++] = (struct jx_import_place){pointer, im->lines[from.line].sheet,
                                                           from.item->cell};
}

/* ---- fields by name ---- */

static const struct jx_field *field_of(const struct jx_schema *s, const char *name, size_t len)
{
    return s ? jx_field_find(s, jx_slice_at(name, len), NULL) : NULL;
}

/* The object of a field; made when there is none yet. */
static void *object_of(struct importer *im, void *holder, const struct jx_field *f)
{
    void **at = jx_field_of(holder, f);
    if (!*at) *at = jx_arena_take(im->arena, f->schema->size);
    if (!*at) im->status = im->arena->status;
    return *at;
}

/* The first name of a path is a field of the form, or of the head. */
static const struct jx_field *first_field(const struct draft *d, const char *path, size_t len,
                                          void **holder)
{
    *holder = d->document.body.any;
    const struct jx_field *f = field_of(jx_form_schema(d->document.form), path, len);
    if (f) return f;
    *holder = (void *)(uintptr_t)&d->document;
    return field_of(&jx_head_schema, path, len);
}

/* Follows the path to its text; with `make`, makes the objects on the way. NULL when there is none.
 */
static struct jx_slice *text_at(struct importer *im, const struct draft *d, const char *path,
                                bool make)
{
    void *holder;
    size_t len = strcspn(path, "/");
    const struct jx_field *f = first_field(d, path, len, &holder);
    while (f && path[len] == '/') {
        if (f->kind != JX_KIND_OBJECT) return NULL;
        holder = make ? object_of(im, holder, f) : *(void **)jx_field_of(holder, f);
        if (!holder) return NULL;
        path += len + 1;
        len = strcspn(path, "/");
        f = field_of(f->schema, path, len);
    }
    return f && f->kind == JX_KIND_TEXT ? jx_field_of(holder, f) : NULL;
}

/* Whether the path leads to a text, without making anything: a code never makes a unit that is not.
 */
static bool has_field(const struct draft *d, const char *path)
{
    void *holder;
    size_t len = strcspn(path, "/");
    const struct jx_field *f = first_field(d, path, len, &holder);
    while (f && path[len] == '/') {
        path += len + 1;
        len = strcspn(path, "/");
        f = field_of(f->schema, path, len);
    }
    return f && f->kind == JX_KIND_TEXT;
}

static struct jx_slice pointer_of(struct importer *im, const char *path)
{
    struct jx_slice s = jx_arena_printf(im->arena, "/%s", path);
    if (jx_is_absent(s)) im->status = im->arena->status;
    return s;
}

bool draft_put(struct importer *im, struct draft *d, const char *path, struct jx_slice text,
               struct origin from)
{
    if (path[0] == '\0' || !has_field(d, path)) return false;
    struct jx_slice *at = text_at(im, d, path, true);
    if (!at) return false;
    *at = text;
    draft_place(im, d, pointer_of(im, path), from);
    return true;
}

struct jx_slice draft_get(const struct draft *d, const char *path)
{
    const struct jx_slice *at = text_at(NULL, d, path, false);
    return at ? *at : JX_ABSENT;
}

void draft_forget(struct draft *d, const char *path)
{
    struct jx_slice *at = text_at(NULL, d, path, false);
    if (at) *at = JX_ABSENT;
}

/* ---- extra ---- */

/* Room for one more. It is the next power of two, at least 16, so that it follows from the count.
 */
bool draft_list_room(struct importer *im, struct jx_list *l, size_t size)
{
    bool full = l->count == 0 || (l->count >= 16 && (l->count & (l->count - 1)) == 0);
    if (!full) return true;
    uint32_t room = l->count;
    void *items = grown(im, l->items, l->count, &room, size);
    if (items) l->items = items;
    return items != NULL;
}

/* A label as a key: without the colon that ends it. */
static struct jx_slice as_key(struct jx_slice label)
{
    while (jx_ends_with(label, JX_LIT(":")) || jx_ends_with(label, JX_LIT("：")))
        label.len -= label.ptr[label.len - 1] == ':' ? 1 : 3;
    return label;
}

bool draft_add_pair(struct importer *im, struct jx_list *l, struct jx_slice label,
                    struct jx_slice text)
{
    struct jx_slice key = as_key(label);
    struct jx_pair *pairs = l->items;
    for (uint32_t i = 0; i < l->count; i++) {
        if (!jx_slice_eq(pairs[i].key, key)) continue;
        struct jx_slice both = jx_arena_printf(im->arena, "%.*s；%.*s", (int)pairs[i].value.len,
                                               pairs[i].value.ptr, (int)text.len, text.ptr);
        if (jx_is_absent(both)) im->status = im->arena->status;
        if (jx_is_blank(pairs[i].value))
            pairs[i].value = text;
        else if (!jx_is_absent(both) && !jx_is_blank(text))
            pairs[i].value = both;
        return true;
    }
    if (l->count >= JX_EXTRA_MAX) return false;
    if (!draft_list_room(im, l, sizeof *pairs)) return false;
    pairs = l->items;
    pairs[l->count++] = (struct jx_pair){key, text};
    return true;
}

bool draft_extra(struct importer *im, struct draft *d, struct jx_slice label, struct jx_slice text,
                 struct origin from)
{
    struct jx_slice key = as_key(label);
    if (!draft_add_pair(im, &d->document.extra, key, text)) return false;
    struct jx_slice pointer = jx_arena_printf(im->arena, "/extra/%.*s", (int)key.len, key.ptr);
    draft_place(im, d, pointer, from);
    return true;
}

bool draft_object_extra(struct importer *im, struct draft *d, const char *object,
                        struct jx_slice label, struct jx_slice text, struct origin from)
{
    void *holder;
    const struct jx_field *f = first_field(d, object, strlen(object), &holder);
    if (!f || f->kind != JX_KIND_OBJECT) return false;
    void *at = object_of(im, holder, f);
    const struct jx_field *extra = field_of(f->schema, "extra", 5);
    struct jx_slice key = as_key(label);
    if (!at || !extra || !draft_add_pair(im, jx_field_of(at, extra), key, text)) return false;
    struct jx_slice pointer = jx_arena_printf(im->arena, "/%s/extra/%.*s", object, (int)key.len,
                                              key.ptr);
    draft_place(im, d, pointer, from);
    return true;
}

/* ---- rows ---- */

static struct jx_list *list_of(const struct draft *d, const char *list,
                               const struct jx_schema **schema)
{
    void *holder;
    const struct jx_field *f = first_field(d, list, strlen(list), &holder);
    if (!f || f->kind != JX_KIND_LIST) return NULL;
    *schema = f->schema;
    return jx_field_of(holder, f);
}

void draft_list(struct importer *im, struct draft *d, const char *list)
{
    const struct jx_schema *s;
    struct jx_list *l = list_of(d, list, &s);
    if (!l || l->items) return;
    l->items = jx_arena_take(im->arena, 0);
    if (!l->items) im->status = im->arena->status;
}

uint32_t draft_row(struct importer *im, struct draft *d, const char *list)
{
    const struct jx_schema *s;
    struct jx_list *l = list_of(d, list, &s);
    if (!l) return UINT32_MAX;
    if (!draft_list_room(im, l, s->size)) return UINT32_MAX;
    return l->count++;
}

uint32_t draft_rows(const struct draft *d, const char *list)
{
    const struct jx_schema *s;
    const struct jx_list *l = list_of(d, list, &s);
    return l ? l->count : 0;
}

static void *row_of(const struct draft *d, const char *list, uint32_t row,
                    const struct jx_schema **s)
{
    struct jx_list *l = list_of(d, list, s);
    return l && row < l->count ? (char *)l->items + (size_t)row * (*s)->size : NULL;
}

bool draft_put_row(struct importer *im, struct draft *d, const char *list, uint32_t row,
                   const char *field, struct jx_slice text, struct origin from)
{
    const struct jx_schema *s;
    void *at = row_of(d, list, row, &s);
    const struct jx_field *f = at && *field ? field_of(s, field, strlen(field)) : NULL;
    if (!f || f->kind != JX_KIND_TEXT) return false;
    *(struct jx_slice *)jx_field_of(at, f) = text;
    if (from.item) {
        struct jx_slice pointer = jx_arena_printf(im->arena, "/%s/%u/%s", list, (unsigned)row,
                                                  field);
        if (jx_is_absent(pointer)) im->status = im->arena->status;
        draft_place(im, d, pointer, from);
    }
    return true;
}

struct jx_slice draft_get_row(const struct draft *d, const char *list, uint32_t row,
                              const char *field)
{
    const struct jx_schema *s;
    void *at = row_of(d, list, row, &s);
    const struct jx_field *f = at ? field_of(s, field, strlen(field)) : NULL;
    return f && f->kind == JX_KIND_TEXT ? *(struct jx_slice *)jx_field_of(at, f) : JX_ABSENT;
}

bool draft_row_extra(struct importer *im, struct draft *d, const char *list, uint32_t row,
                     struct jx_slice label, struct jx_slice text, struct origin from)
{
    const struct jx_schema *s;
    void *at = row_of(d, list, row, &s);
    const struct jx_field *f = at ? field_of(s, "extra", 5) : NULL;
    struct jx_slice key = as_key(label);
    if (!f || f->kind != JX_KIND_EXTRA || !draft_add_pair(im, jx_field_of(at, f), key, text))
        return false;
    struct jx_slice pointer = jx_arena_printf(im->arena, "/%s/%u/extra/%.*s", list, (unsigned)row,
                                              (int)key.len, key.ptr);
    draft_place(im, d, pointer, from);
    return true;
}

/* ---- title ---- */

static bool ends_sentence(struct jx_slice text)
{
    return jx_ends_with(text, JX_LIT("。")) || jx_ends_with(text, JX_LIT("；")) ||
           jx_ends_with(text, JX_LIT("，"));
}

/* The row above, when it is the upper half of a torn title: alone in its row, as wide as the lower
 * half, with a year in it, and nothing else by itself. */
static bool is_upper_half(struct importer *im, uint32_t line, uint32_t lower)
{
    enum { HALF_BYTES_MAX = 150 };
    const struct line *l = &im->lines[line], *below = &im->lines[lower];
    const struct item *it = line_items(im, line), *title = line_items(im, lower);
    struct jx_slice before, after;
    bool alike = l->sheet == below->sheet && l->paragraph == below->paragraph && l->count == 1 &&
                 below->count == 1 && it->column == title->column && it->end == title->end;
    if (!alike || it->above || it->text.len > HALF_BYTES_MAX || is_furniture(im, line))
        return false;
    if (jx_year_in(title->text, NULL) || !jx_year_in(it->text, NULL) || jx_year_alone(it->text))
        return false;
    return !jx_split_colon(it->text, &before, &after) &&
           jx_without_number(it->text).len == it->text.len && !ends_sentence(it->text) &&
           !jx_word_of(im->words, JX_CLASS_TITLE, it->text) &&
           !jx_word_of(im->words, JX_CLASS_LAYOUT, it->text);
}

void draft_title(struct importer *im, struct draft *d, uint32_t line)
{
    struct jx_slice title = line_text(im, line);
    if (line > 0 && is_upper_half(im, line - 1, line)) {
        const struct item *upper = line_items(im, line - 1);
        title = jx_arena_printf(im->arena, "%.*s%.*s", (int)upper->text.len, upper->text.ptr,
                                (int)title.len, title.ptr);
        if (jx_is_absent(title)) im->status = im->arena->status;
        set_fate(im, line - 1, upper, FATE_FIELD);
    }
    int year = jx_year_split(&title);
    if (year) d->document.year = year;
    d->title_year = jx_year_in(title, NULL);
    struct origin from = {line, im->lines[line].count ? line_items(im, line) : NULL};
    draft_put(im, d, "title", title, from);
    set_line_fate(im, line, FATE_FIELD);
    if (year && from.item) draft_place(im, d, JX_LIT("/year"), from);
}

void draft_settle_year(struct draft *d)
{
    if (d->document.year == 0) d->document.year = d->title_year;
}
