/* Drafts by their numbers. */
#include "drafts.h"

#include "../../proto/base/text.h"
#include "../../proto/wire/codec.h"

#include <stdlib.h>

void drafts_init(struct drafts *d)
{
    *d = (struct drafts){.last_number = 0};
    pthread_mutex_init(&d->lock, NULL);
}

void draft_remove(struct draft *x)
{
    jx_arena_clear(&x->form);
    jx_arena_clear(&x->arena);
    *x = (struct draft){.number = 0};
}

void drafts_clear(struct drafts *d)
{
    for (unsigned i = 0; i < DRAFTS_MAX; i++)
        draft_remove(&d->items[i]);
    pthread_mutex_destroy(&d->lock);
}

struct draft *draft_find(struct drafts *d, unsigned number)
{
    for (unsigned i = 0; number && i < DRAFTS_MAX; i++)
        if (d->items[i].number == number) return &d->items[i];
    return NULL;
}

/* A free place, else that of the oldest one that was submitted. */
static struct draft *place(struct drafts *d)
{
    struct draft *done = NULL;
    for (unsigned i = 0; i < DRAFTS_MAX; i++) {
        struct draft *x = &d->items[i];
        if (x->number == 0) return x;
        if (x->submitted && (!done || x->number < done->number)) done = x;
    }
    if (done) draft_remove(done);
    return done;
}

static size_t bytes_of(const struct drafts *d)
{
    size_t bytes = 0;
    for (unsigned i = 0; i < DRAFTS_MAX; i++)
        bytes += d->items[i].encoded_bytes;
    return bytes;
}

/* A copy through its canonical bytes: nothing borrows from where it came from. The arena is made
 * here. */
static jx_status copy(const struct jx_document *from, struct jx_arena *a, struct jx_document *to,
                      size_t *bytes)
{
    struct jx_buffer b;
    struct jx_trouble t;
    jx_arena_init(a, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    jx_status rc = jx_document_encode(from, &b);
    struct jx_slice kept = rc == JX_OK ? jx_arena_copy(a, jx_buffer_slice(&b)) : JX_ABSENT;
    if (rc == JX_OK && jx_is_absent(kept)) rc = jx_arena_failure(a);
    if (rc == JX_OK) rc = jx_document_decode(kept, a, to, &t);
    *bytes = b.len;
    jx_buffer_clear(&b);
    if (rc != JX_OK) jx_arena_clear(a);
    return rc;
}

jx_status draft_add(struct drafts *d, const struct jx_document *document, struct draft **out)
{
    struct draft *x = place(d);
    *out = NULL;
    if (!x) return JX_E_BUSY;
    jx_arena_init(&x->arena, DRAFT_BYTES_MAX);
    jx_status rc = copy(document, &x->form, &x->document, &x->encoded_bytes);
    if (rc == JX_OK && bytes_of(d) > DRAFTS_ENCODED_BYTES_MAX) rc = JX_E_BUSY;
    if (rc != JX_OK) {
        draft_remove(x);
        return rc;
    }
    x->number = ++d->last_number;
    *out = x;
    return JX_OK;
}

jx_status draft_replace(struct draft *x, const struct jx_document *document)
{
    struct jx_arena form;
    struct jx_document fresh;
    size_t bytes;
    jx_status rc = copy(document, &form, &fresh, &bytes);
    if (rc != JX_OK) return rc;
    jx_arena_clear(&x->form);
    x->form = form;
    x->document = fresh;
    x->encoded_bytes = bytes;
    x->changed = true;
    return JX_OK;
}

static struct jx_remark *explanation_of(struct draft *x, const struct jx_remark *r)
{
    for (uint32_t i = 0; i < x->explanation_count; i++)
        if (jx_slice_eq(x->explanations[i].rule, r->rule) &&
            jx_slice_eq(x->explanations[i].place, r->place))
            return &x->explanations[i];
    return NULL;
}

jx_status draft_explain(struct draft *x, const struct jx_remark *r)
{
    struct jx_remark *at = explanation_of(x, r);
    if (jx_is_blank(r->text)) {
        if (at) *at = x->explanations[--x->explanation_count];
        return JX_OK;
    }
    if (!x->explanations) {
        x->explanations = jx_arena_array(&x->arena, DRAFT_EXPLANATIONS_MAX,
                                         sizeof *x->explanations);
        if (!x->explanations) return jx_arena_failure(&x->arena);
    }
    if (!at && x->explanation_count == DRAFT_EXPLANATIONS_MAX) return JX_E_ROWS;
    struct jx_remark kept = {jx_arena_copy(&x->arena, r->rule), jx_arena_copy(&x->arena, r->place),
                             jx_arena_copy(&x->arena, r->text)};
    if (jx_is_absent(kept.rule) || jx_is_absent(kept.place) || jx_is_absent(kept.text))
        return jx_arena_failure(&x->arena);
    if (!at) at = &x->explanations[x->explanation_count++];
    *at = kept;
    return JX_OK;
}

struct jx_slice draft_address(const struct draft *x, struct jx_slice pointer)
{
    while (pointer.len) {
        for (uint32_t i = 0; i < x->place_count; i++)
            if (jx_slice_eq(x->places[i].what, pointer)) return x->places[i].address;
        while (pointer.len && pointer.ptr[pointer.len - 1] != '/')
            pointer.len--;
        if (pointer.len) pointer.len--;
    }
    return JX_ABSENT;
}

/* ---- setting a field ---- */

/* The pointer's next part, unescaped; false at its end. */
static bool next_part(struct jx_slice *pointer, struct jx_arena *a, struct jx_slice *out)
{
    if (pointer->len == 0 || pointer->ptr[0] != '/') return false;
    const char *end = memchr(pointer->ptr + 1, '/', pointer->len - 1);
    size_t len = end ? (size_t)(end - pointer->ptr) - 1 : pointer->len - 1, n = 0;
    char *to = jx_arena_take(a, len + 1);
    if (!to) return false;
    for (size_t i = 0; i < len; i++) {
        char c = pointer->ptr[1 + i];
        bool escaped = c == '~' && i + 1 < len &&
                       (pointer->ptr[2 + i] == '0' || pointer->ptr[2 + i] == '1');
        if (escaped) c = pointer->ptr[2 + i] == '0' ? '~' : '/';
        to[n++] = c;
        i += escaped;
    }
    *out = jx_slice_at(to, n);
    *pointer = jx_slice_from(*pointer, len + 1);
    return true;
}

static bool index_of(struct jx_slice part, uint32_t count, uint32_t *out)
{
    uint32_t n = 0;
    if (part.len == 0 || part.len > 6) return false;
    for (size_t i = 0; i < part.len; i++) {
        if (part.ptr[i] < '0' || part.ptr[i] > '9') return false;
        n = n * 10 + (uint32_t)(part.ptr[i] - '0');
    }
    *out = n;
    return n < count;
}

struct setting {
    struct jx_slice rest, text;
    struct jx_arena *arena;
};

static jx_status set_in(struct setting *s, void *object, const struct jx_schema *schema);

static jx_status set_text(const struct setting *s, struct jx_slice *at, bool must)
{
    if (s->rest.len) return JX_E_NOT_FOUND;
    if (jx_is_absent(s->text) && must) return JX_E_FIELD_MISSING;
    *at = s->text;
    return JX_OK;
}

static jx_status set_object(struct setting *s, void **at, const struct jx_schema *schema)
{
    if (!*at && jx_is_absent(s->text)) return JX_OK;
    if (!*at) *at = jx_arena_take(s->arena, schema->size);
    return *at ? set_in(s, *at, schema) : jx_arena_failure(s->arena);
}

/* Rows by their number, or by their own key. */
static char *row_of(const struct jx_list *l, const struct jx_schema *schema, bool keyed,
                    struct jx_slice part)
{
    char *rows = l->items;
    uint32_t i;
    if (!keyed) return index_of(part, l->count, &i) ? rows + (size_t)i * schema->size : NULL;
    for (i = 0; i < l->count; i++) {
        char *row = rows + (size_t)i * schema->size;
        if (jx_slice_eq(*(struct jx_slice *)(void *)row, part)) return row;
    }
    return NULL;
}

static jx_status set_row(struct setting *s, const struct jx_list *l, const struct jx_schema *schema,
                         bool keyed)
{
    struct jx_slice part;
    if (!next_part(&s->rest, s->arena, &part)) return JX_E_NOT_FOUND;
    char *row = row_of(l, schema, keyed, part);
    return row ? set_in(s, row, schema) : JX_E_NOT_FOUND;
}

static jx_status set_item(struct setting *s, const struct jx_list *l)
{
    struct jx_slice part;
    uint32_t i;
    bool found = next_part(&s->rest, s->arena, &part) && index_of(part, l->count, &i);
    return found ? set_text(s, (struct jx_slice *)l->items + i, true) : JX_E_NOT_FOUND;
}

static jx_status set_table_cell(struct setting *s, const struct jx_list *l)
{
    struct jx_slice part;
    uint32_t i;
    bool found = next_part(&s->rest, s->arena, &part) && index_of(part, l->count, &i);
    return found ? set_item(s, (struct jx_list *)l->items + i) : JX_E_NOT_FOUND;
}

static jx_status set_extra(struct setting *s, const struct jx_list *l)
{
    struct jx_slice key;
    struct jx_pair *pairs = l->items;
    if (!next_part(&s->rest, s->arena, &key)) return JX_E_NOT_FOUND;
    for (uint32_t i = 0; i < l->count; i++)
        if (jx_slice_eq(pairs[i].key, key)) return set_text(s, &pairs[i].value, true);
    return JX_E_NOT_FOUND;
}

static jx_status set_field(struct setting *s, void *at, const struct jx_field *f)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        return set_text(s, at, f->must);
    case JX_KIND_OBJECT:
        return set_object(s, at, f->schema);
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        return set_row(s, at, f->schema, f->kind == JX_KIND_KEYED);
    case JX_KIND_TEXTS:
        return set_item(s, at);
    case JX_KIND_ROWS:
        return set_table_cell(s, at);
    case JX_KIND_EXTRA:
        return set_extra(s, at);
    }
    return JX_E_NOT_FOUND;
}

static jx_status set_in(struct setting *s, void *object, const struct jx_schema *schema)
{
    struct jx_slice part;
    if (!next_part(&s->rest, s->arena, &part)) return JX_E_NOT_FOUND;
    const struct jx_field *f = jx_field_find(schema, part, NULL);
    return f ? set_field(s, jx_field_of(object, f), f) : JX_E_NOT_FOUND;
}

jx_status document_set(struct jx_document *d, struct jx_slice pointer, struct jx_slice text,
                       struct jx_arena *a)
{
    struct setting s = {pointer, text, a};
    struct jx_slice part, rest = pointer;
    if (!next_part(&rest, a, &part)) return JX_E_NOT_FOUND;
    bool head = jx_field_find(&jx_head_schema, part, NULL) != NULL;
    return head ? set_in(&s, d, &jx_head_schema) : set_in(&s, d->body.any, jx_form_schema(d->form));
}
