/* Lists of a Word document: abstract ones, which have formats and counters, and the numbers by
 * which paragraphs name them. */
#include "word_lists.h"

#include "limits.h"
#include "word_numbers.h"
#include "word_symbols.h"

#include "../../../proto/base/text.h"

#include <stdio.h>
#include <stdlib.h>

enum { FORMAT_BYTES = 32, UNSET = -1 };

struct level {
    char format[FORMAT_BYTES]; /* "decimal"; "" is that too */
    struct jx_slice text;      /* "%1.%2、" */
    struct jx_slice style;     /* paragraphs of that style are of this level */
    enum word_font font;
    uint32_t start;
    int64_t restart; /* behind a level up to that one, from 1; UNSET: behind any above */
    bool legal;      /* all its numbers are decimal */
    bool hidden, no_space;
};

struct counter {
    uint32_t value;
    bool begun;
};

struct word_abstract {
    uint32_t id;
    struct level levels[WORD_LEVELS];
    struct counter counters[WORD_LEVELS];
};

struct word_list {
    uint32_t id, abstract_id;
    int64_t start[WORD_LEVELS]; /* where the list begins for itself; UNSET once it has */
    struct level *own[WORD_LEVELS];
};

/* ---- reading ---- */

struct reading {
    struct package *package;
    struct word_abstract *abstracts; /* on the heap */
    size_t abstract_count, abstract_room;
    struct word_list *lists; /* on the heap */
    size_t list_count, list_room;
    bool in_abstract, in_list;
    uint32_t override; /* level of the list at hand that is given anew */
    struct level *level;
};

static jx_status too_many(struct reading *r)
{
    return jx_reader_fail(r->package->trouble, JX_READER_PARTS_MANY, NULL, JX_READER_LISTS_MAX);
}

static jx_status out_of_memory(struct reading *r)
{
    return jx_reader_fail(r->package->trouble, JX_READER_MEMORY, NULL, 0);
}

static jx_status add_abstract(struct reading *r, const char *const *attributes)
{
    if (r->abstract_count >= JX_READER_LISTS_MAX) return too_many(r);
    struct word_abstract *items = heap_grown(r->abstracts, r->abstract_count, &r->abstract_room,
                                             sizeof *items);
    if (!items) return out_of_memory(r);
    r->abstracts = items;
    struct word_abstract *a = &items[r->abstract_count++];
    *a = (struct word_abstract){
        .id = xml_number(xml_attribute(attributes, "abstractNumId"), UINT32_MAX)};
    for (unsigned i = 0; i < WORD_LEVELS; i++)
        a->levels[i] = (struct level){.start = 0, .restart = UNSET};
    r->in_abstract = true;
    return JX_OK;
}

static jx_status add_list(struct reading *r, const char *const *attributes)
{
    if (r->list_count >= JX_READER_LISTS_MAX) return too_many(r);
    struct word_list *items = heap_grown(r->lists, r->list_count, &r->list_room, sizeof *items);
    if (!items) return out_of_memory(r);
    r->lists = items;
    struct word_list *l = &items[r->list_count++];
    *l = (struct word_list){.id = xml_number(xml_attribute(attributes, "numId"), 0),
                            .abstract_id = UINT32_MAX};
    for (unsigned i = 0; i < WORD_LEVELS; i++)
        l->start[i] = UNSET;
    r->in_list = true;
    r->override = WORD_LEVELS;
    return JX_OK;
}

static jx_status begin_level(struct reading *r, const char *const *attributes)
{
    uint32_t i = xml_number(xml_attribute(attributes, "ilvl"), WORD_LEVELS);
    if (i >= WORD_LEVELS) return JX_OK;
    if (r->in_abstract) {
        r->level = &r->abstracts[r->abstract_count - 1].levels[i];
    } else if (r->in_list) {
        struct jx_arena *a = r->package->arena;
        r->level = jx_arena_take(a, sizeof *r->level);
        if (!r->level) return jx_reader_fail_arena(r->package->trouble, a->status);
        r->level->restart = UNSET;
        r->lists[r->list_count - 1].own[i] = r->level;
    }
    return JX_OK;
}

static jx_status keep_text(struct reading *r, const char *value, struct jx_slice *out)
{
    struct jx_arena *a = r->package->arena;
    *out = jx_arena_copy(a, jx_slice_of(value ? value : ""));
    return jx_is_absent(*out) ? jx_reader_fail_arena(r->package->trouble, a->status) : JX_OK;
}

static jx_status set_level(struct reading *r, const char *name, const char *const *attributes)
{
    struct level *l = r->level;
    const char *value = xml_attribute(attributes, "val");
    if (strcmp(name, "lvlText") == 0) return keep_text(r, value, &l->text);
    if (strcmp(name, "pStyle") == 0) return keep_text(r, value, &l->style);
    if (strcmp(name, "start") == 0) l->start = xml_number(value, 0);
    if (strcmp(name, "lvlRestart") == 0) l->restart = xml_number(value, 0);
    if (strcmp(name, "isLgl") == 0) l->legal = xml_flag(value, true);
    if (strcmp(name, "vanish") == 0) l->hidden = xml_flag(value, true);
    if (strcmp(name, "suff") == 0) l->no_space = value && strcmp(value, "nothing") == 0;
    if (strcmp(name, "rFonts") == 0) l->font = word_font_of(xml_attribute(attributes, "ascii"));
    if (strcmp(name, "numFmt") == 0 && value && strlen(value) < FORMAT_BYTES)
        snprintf(l->format, sizeof l->format, "%s", value);
    return JX_OK;
}

static void set_list(struct reading *r, const char *name, const char *const *attributes)
{
    struct word_list *l = &r->lists[r->list_count - 1];
    const char *value = xml_attribute(attributes, "val");
    if (strcmp(name, "abstractNumId") == 0) l->abstract_id = xml_number(value, UINT32_MAX);
    if (strcmp(name, "lvlOverride") == 0)
        r->override = xml_number(xml_attribute(attributes, "ilvl"), WORD_LEVELS);
    if (strcmp(name, "startOverride") == 0 && r->override < WORD_LEVELS)
        l->start[r->override] = xml_number(value, 0);
}

static jx_status on_start(void *ctx, const char *name, const char *const *attributes)
{
    struct reading *r = ctx;
    if (r->level) return set_level(r, name, attributes);
    if (strcmp(name, "lvl") == 0) return begin_level(r, attributes);
    if (strcmp(name, "abstractNum") == 0) return add_abstract(r, attributes);
    if (strcmp(name, "num") == 0) return add_list(r, attributes);
    if (r->in_list) set_list(r, name, attributes);
    return JX_OK;
}

static jx_status on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;
    if (strcmp(name, "lvl") == 0) r->level = NULL;
    if (strcmp(name, "abstractNum") == 0) r->in_abstract = false;
    if (strcmp(name, "num") == 0) r->in_list = false;
    return JX_OK;
}

static int by_abstract(const void *a, const void *b)
{
    const struct word_abstract *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static int by_list(const void *a, const void *b)
{
    const struct word_list *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static jx_status keep(struct reading *r, struct word_lists *out)
{
    struct jx_arena *a = r->package->arena;
    out->abstracts = jx_arena_array(a, r->abstract_count, sizeof *out->abstracts);
    out->lists = jx_arena_array(a, r->list_count, sizeof *out->lists);
    if (!out->abstracts || !out->lists) return jx_reader_fail_arena(r->package->trouble, a->status);
    out->abstract_count = (uint32_t)r->abstract_count;
    out->list_count = (uint32_t)r->list_count;
    if (r->abstract_count) {
        memcpy(out->abstracts, r->abstracts, r->abstract_count * sizeof *r->abstracts);
        qsort(out->abstracts, r->abstract_count, sizeof *out->abstracts, by_abstract);
    }
    if (r->list_count) {
        memcpy(out->lists, r->lists, r->list_count * sizeof *r->lists);
        qsort(out->lists, r->list_count, sizeof *out->lists, by_list);
    }
    return JX_OK;
}

jx_status word_lists_read(struct package *p, struct jx_slice part, struct word_lists *out)
{
    struct reading r = {.package = p};
    const struct xml_events events = {.ctx = &r, .start = on_start, .end = on_end};
    jx_status rc = package_read(p, part, &events);
    if (rc == JX_OK) rc = keep(&r, out);
    free(r.abstracts);
    free(r.lists);
    return rc;
}

/* ---- counting ---- */

static struct word_list *find_list(const struct word_lists *l, uint32_t id)
{
    struct word_list key = {.id = id};
    return l->list_count ? bsearch(&key, l->lists, l->list_count, sizeof key, by_list) : NULL;
}

static struct word_abstract *find_abstract(const struct word_lists *l, uint32_t id)
{
    struct word_abstract key = {.id = id};
    return l->abstract_count
               ? bsearch(&key, l->abstracts, l->abstract_count, sizeof key, by_abstract)
               : NULL;
}

static const struct level *level_of(const struct word_list *l, const struct word_abstract *a,
                                    unsigned i)
{
    return l->own[i] ? l->own[i] : &a->levels[i];
}

static uint8_t level_of_style(const struct word_list *l, const struct word_abstract *a,
                              struct jx_slice style)
{
    for (uint8_t i = 0; i < WORD_LEVELS && !jx_is_blank(style); i++)
        if (jx_slice_eq(level_of(l, a, i)->style, style)) return i;
    return 0;
}

static void count(struct word_list *l, struct word_abstract *a, uint8_t level)
{
    struct counter *c = &a->counters[level];
    if (l->start[level] != UNSET) {
        *c = (struct counter){(uint32_t)l->start[level], true};
        l->start[level] = UNSET;
    } else if (c->begun) {
        c->value++;
    } else {
        *c = (struct counter){level_of(l, a, level)->start, true};
    }
    for (unsigned i = 0; i < level; i++)
        if (!a->counters[i].begun)
            a->counters[i] = (struct counter){level_of(l, a, i)->start, true};
    for (unsigned i = level + 1u; i < WORD_LEVELS; i++) {
        int64_t restart = level_of(l, a, i)->restart;
        if (restart == UNSET || level < restart) a->counters[i].begun = false;
    }
}

/* ---- printing ---- */

static bool is_tick(uint32_t c)
{
    return c == 0x25A1 || c == 0x25A0 || (c >= 0x2610 && c <= 0x2612) || c == 0x2713 || c == 0x2714;
}

static void put_bullet(const struct level *v, struct buffer *out)
{
    for (size_t at = 0; at < v->text.len;) {
        uint32_t c = word_symbol(v->font, jx_utf8_next(v->text, &at));
        if (is_tick(c)) buffer_put_code(out, c);
    }
}

static void put_number(const struct word_list *l, const struct word_abstract *a, uint8_t level,
                       struct buffer *out)
{
    const struct level *v = level_of(l, a, level);
    for (size_t at = 0; at < v->text.len; at++) {
        char c = v->text.ptr[at], next = '\0';
        if (at + 1 < v->text.len) next = v->text.ptr[at + 1];
        if (c != '%' || next < '1' || next > '9') {
            buffer_put_char(out, c);
            continue;
        }
        unsigned shown = (unsigned)(next - '1');
        const char *format = v->legal ? "decimal" : level_of(l, a, shown)->format;
        word_number_put(out, format, a->counters[shown].value);
        at++;
    }
}

void word_lists_put(struct word_lists *lists, uint32_t id, uint8_t level, struct jx_slice style,
                    struct buffer *out)
{
    struct word_list *l = find_list(lists, id);
    struct word_abstract *a = l ? find_abstract(lists, l->abstract_id) : NULL;
    if (!a) return;
    if (level >= WORD_LEVELS) level = level_of_style(l, a, style);
    count(l, a, level);
    const struct level *v = level_of(l, a, level);
    if (v->hidden) return;
    if (strcmp(v->format, "bullet") == 0) {
        put_bullet(v, out);
        return;
    }
    size_t before = out->len;
    put_number(l, a, level, out);
    if (out->len > before && !v->no_space) buffer_put_char(out, ' ');
}
