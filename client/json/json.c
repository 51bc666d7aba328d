/* JSON text to documents, driven by the schema alone. The one file that knows jansson. */
#include "json.h"

#include "../../proto/base/text.h"
#include "scan.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

struct reader {
    struct jx_arena *arena;
    struct jx_json_trouble *about;
    struct jx_trouble *trouble; /* &about->trouble */
    struct jx_place place;
};

static jx_status fail(struct reader *r, jx_status status, int64_t limit)
{
    return jx_trouble_at(r->trouble, status, &r->place, limit);
}

static jx_status fail_at(struct reader *r, const char *name, jx_status status)
{
    jx_place_name(&r->place, jx_slice_of(name));
    return fail(r, status, 0);
}

static void leave(struct reader *r, size_t len)
{
    r->place.len = len;
    r->place.text[len] = '\0';
}

/* jansson refuses NUL in keys, so a key is as long as strlen() says. */
static jx_status read_fields(struct reader *r, json_t *j, const struct jx_schema *s, void *to);

static jx_status read_text(struct reader *r, json_t *j, struct jx_slice *to)
{
    if (!json_is_string(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    *to = jx_arena_copy(r->arena, jx_slice_at(json_string_value(j), json_string_length(j)));
    return to->ptr ? JX_OK : fail(r, r->arena->status, 0);
}

/* Room for the members of an array or object, of which there may be `max`. */
static jx_status make_list(struct reader *r, size_t count, uint32_t max, size_t size,
                           struct jx_list *l)
{
    if (count > max) return fail(r, JX_E_ROWS, max);
    l->items = jx_arena_array(r->arena, count, size);
    l->count = (uint32_t)count;
    return l->items ? JX_OK : fail(r, r->arena->status, 0);
}

static jx_status read_texts(struct reader *r, json_t *j, uint32_t max, struct jx_list *l)
{
    if (!json_is_array(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    jx_status rc = make_list(r, json_array_size(j), max, sizeof(struct jx_slice), l);
    for (uint32_t i = 0; rc == JX_OK && i < l->count; i++) {
        size_t here = r->place.len;
        jx_place_index(&r->place, i);
        rc = read_text(r, json_array_get(j, i), (struct jx_slice *)l->items + i);
        if (rc == JX_OK) leave(r, here);
    }
    return rc;
}

static jx_status read_table_rows(struct reader *r, json_t *j, uint32_t max, struct jx_list *l)
{
    if (!json_is_array(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    jx_status rc = make_list(r, json_array_size(j), max, sizeof(struct jx_list), l);
    for (uint32_t i = 0; rc == JX_OK && i < l->count; i++) {
        size_t here = r->place.len;
        jx_place_index(&r->place, i);
        rc = read_texts(r, json_array_get(j, i), JX_TABLE_COLUMNS_MAX,
                        (struct jx_list *)l->items + i);
        if (rc == JX_OK) leave(r, here);
    }
    return rc;
}

static jx_status read_list(struct reader *r, json_t *j, const struct jx_field *f, struct jx_list *l)
{
    if (!json_is_array(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    jx_status rc = make_list(r, json_array_size(j), f->max, f->schema->size, l);
    for (uint32_t i = 0; rc == JX_OK && i < l->count; i++) {
        size_t here = r->place.len;
        jx_place_index(&r->place, i);
        rc = read_fields(r, json_array_get(j, i), f->schema,
                         (char *)l->items + (size_t)i * f->schema->size);
        if (rc == JX_OK) leave(r, here);
    }
    return rc;
}

static int by_key(const void *a, const void *b)
{
    return jx_slice_cmp(*(const struct jx_slice *)a, *(const struct jx_slice *)b);
}

/* The order of an object's keys says nothing in JSON, and a document holds its rows in key order.
 */
static jx_status read_keyed(struct reader *r, json_t *j, const struct jx_field *f,
                            struct jx_list *l)
{
    if (!json_is_object(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    jx_status rc = make_list(r, json_object_size(j), f->max, f->schema->size, l);
    if (rc != JX_OK) return rc;
    char *row = l->items;
    const char *key;
    json_t *value;
    json_object_foreach(j, key, value)
    {
        size_t here = r->place.len;
        jx_place_name(&r->place, jx_slice_of(key));
        struct jx_slice copy = jx_arena_copy(r->arena, jx_slice_of(key));
        if (!copy.ptr) return fail(r, r->arena->status, 0);
        rc = read_fields(r, value, f->schema, row);
        if (rc != JX_OK) return rc;
        *(struct jx_slice *)(void *)row = copy;
        row += f->schema->size;
        leave(r, here);
    }
    if (l->count > 1) qsort(l->items, l->count, f->schema->size, by_key);
    return JX_OK;
}

static jx_status read_extra(struct reader *r, json_t *j, uint32_t max, struct jx_list *l)
{
    if (!json_is_object(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    jx_status rc = make_list(r, json_object_size(j), max, sizeof(struct jx_pair), l);
    if (rc != JX_OK) return rc;
    struct jx_pair *pair = l->items;
    const char *key;
    json_t *value;
    json_object_foreach(j, key, value)
    {
        size_t here = r->place.len;
        jx_place_name(&r->place, jx_slice_of(key));
        pair->key = jx_arena_copy(r->arena, jx_slice_of(key));
        if (!pair->key.ptr) return fail(r, r->arena->status, 0);
        rc = read_text(r, value, &pair->value);
        if (rc != JX_OK) return rc;
        pair++;
        leave(r, here);
    }
    return JX_OK;
}

static jx_status read_object(struct reader *r, json_t *j, const struct jx_field *f, void **to)
{
    void *object = jx_arena_take(r->arena, f->schema->size);
    if (!object) return fail(r, r->arena->status, 0);
    *to = object;
    return read_fields(r, j, f->schema, object);
}

static jx_status read_field(struct reader *r, json_t *j, const struct jx_field *f, void *to)
{
    switch (f->kind) {
    case JX_KIND_TEXT:
        return read_text(r, j, to);
    case JX_KIND_OBJECT:
        return read_object(r, j, f, to);
    case JX_KIND_LIST:
        return read_list(r, j, f, to);
    case JX_KIND_KEYED:
        return read_keyed(r, j, f, to);
    case JX_KIND_TEXTS:
        return read_texts(r, j, f->max, to);
    case JX_KIND_ROWS:
        return read_table_rows(r, j, f->max, to);
    case JX_KIND_EXTRA:
        return read_extra(r, j, f->max, to);
    }
    return JX_E_INTERNAL;
}

static jx_status read_fields(struct reader *r, json_t *j, const struct jx_schema *s, void *to)
{
    if (!json_is_object(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    uint32_t hint = 0;
    const char *key;
    json_t *value;
    json_object_foreach(j, key, value)
    {
        size_t here = r->place.len;
        jx_place_name(&r->place, jx_slice_of(key));
        const struct jx_field *f = jx_field_find(s, jx_slice_of(key), &hint);
        if (!f) return fail(r, JX_E_FIELD_UNKNOWN, 0);
        jx_status rc = read_field(r, value, f, jx_field_of(to, f));
        if (rc != JX_OK) return rc;
        leave(r, here);
    }
    return JX_OK;
}

/* ---- the document ---- */

static jx_status read_form(struct reader *r, json_t *object, enum jx_form *form)
{
    json_t *j = json_object_get(object, "form");
    if (!j) return fail_at(r, "form", JX_E_FIELD_MISSING);
    if (json_is_null(j)) return fail_at(r, "form", JX_E_NO_FORM);
    if (!json_is_string(j)) return fail_at(r, "form", JX_E_FIELD_TYPE);
    *form = jx_form_of_name(jx_slice_at(json_string_value(j), json_string_length(j)));
    return *form == JX_FORM_UNKNOWN ? fail_at(r, "form", JX_E_FORM_UNKNOWN) : JX_OK;
}

static jx_status read_year(struct reader *r, json_t *j, int32_t *year)
{
    if (!json_is_integer(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    json_int_t value = json_integer_value(j);
    if (value < JX_YEAR_FIRST || value > JX_YEAR_LAST) return fail(r, JX_E_FIELD_VALUE, 0);
    *year = (int32_t)value;
    return JX_OK;
}

/* `form` is read first; the others say how a file became this document, not what the document is.
 */
static bool is_beside_the_fields(struct jx_slice key)
{
    static const char *const names[] = {"form", "file", "sheet", "unplaced"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (jx_slice_eq(key, jx_slice_of(names[i]))) return true;
    return false;
}

static jx_status read_member(struct reader *r, struct jx_slice key, json_t *value,
                             struct jx_document *d)
{
    assert(d);
    if (is_beside_the_fields(key)) return JX_OK;
    if (jx_slice_eq(key, JX_LIT("year"))) return read_year(r, value, &d->year);
    const struct jx_field *f = jx_field_find(&jx_head_schema, key, NULL);
    if (f) return read_field(r, value, f, jx_field_of(d, f));
    f = jx_field_find(jx_form_schema(d->form), key, NULL);
    if (f) return read_field(r, value, f, jx_field_of(d->body.any, f));
    return fail(r, JX_E_FIELD_UNKNOWN, 0);
}

static jx_status check(struct reader *r, struct jx_document *d)
{
    struct jx_trouble inner = {.status = JX_OK};
    jx_status rc = jx_document_check(d, r->arena, &inner);
    if (rc == JX_OK) return rc;
    struct jx_place whole = r->place;
    size_t room = sizeof whole.text - 1 - whole.len, n = strlen(inner.where);
    if (n > room) n = room;
    memcpy(whole.text + whole.len, inner.where, n);
    whole.len += n;
    return jx_trouble_at(r->trouble, rc, &whole, inner.limit);
}

static jx_status read_document(struct reader *r, json_t *j, struct jx_document *d)
{
    if (!json_is_object(j)) return fail(r, JX_E_FIELD_TYPE, 0);
    enum jx_form form = JX_FORM_UNKNOWN;
    jx_status rc = read_form(r, j, &form);
    if (rc != JX_OK) return rc;
    r->about->form = form;
    rc = jx_document_init(d, form, r->arena);
    if (rc != JX_OK) return fail(r, rc, 0);
    const char *key;
    json_t *value;
    json_object_foreach(j, key, value)
    {
        size_t here = r->place.len;
        jx_place_name(&r->place, jx_slice_of(key));
        rc = read_member(r, jx_slice_of(key), value, d);
        if (rc != JX_OK) return rc;
        leave(r, here);
    }
    return check(r, d);
}

static jx_status read_all(struct reader *r, json_t *root, struct jx_documents *out)
{
    bool many = json_is_array(root);
    size_t count = many ? json_array_size(root) : 1;
    struct jx_document *items = jx_arena_array(r->arena, count, sizeof *items);
    jx_status rc = items ? JX_OK : fail(r, r->arena->status, 0);
    for (size_t i = 0; rc == JX_OK && i < count; i++) {
        if (many) jx_place_index(&r->place, (uint32_t)i);
        r->about->form = JX_FORM_UNKNOWN;
        r->about->document = (uint32_t)i;
        r->about->document_at = (uint32_t)r->place.len;
        rc = read_document(r, many ? json_array_get(root, i) : root, &items[i]);
        if (rc == JX_OK) leave(r, 0);
    }
    if (rc == JX_OK) *out = (struct jx_documents){items, (uint32_t)count};
    return rc;
}

/* ---- the text ---- */

static jx_status status_of(const json_error_t *e)
{
    static const struct {
        enum json_error_code code;
        jx_status status;
    } rows[] = {
        {json_error_invalid_utf8, JX_E_UTF8},
        {json_error_null_character, JX_E_TEXT_CONTROL},
        {json_error_null_byte_in_key, JX_E_TEXT_CONTROL},
        {json_error_duplicate_key, JX_E_FIELD_ORDER},
        {json_error_numeric_overflow, JX_E_OVERFLOW},
        {json_error_stack_overflow, JX_E_DEPTH},
        {json_error_out_of_memory, JX_E_NO_MEMORY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].code == json_error_code(e)) return rows[i].status;
    return JX_E_FORMAT;
}

static struct jx_slice without_mark(struct jx_slice text)
{
    return jx_starts_with(text, JX_LIT("\xEF\xBB\xBF")) ? jx_slice_from(text, 3) : text;
}

static jx_status parse(struct jx_slice text, json_t **root, struct jx_json_trouble *t)
{
    jx_status rc = jx_json_scan(text, t);
    if (rc != JX_OK) return rc;
    json_error_t e;
    *root = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, &e);
    if (*root) return JX_OK;
    t->line = e.line > 0 ? (unsigned)e.line : 1;
    t->column = e.column > 0 ? (unsigned)e.column : 1;
    return jx_trouble_at(&t->trouble, status_of(&e), NULL, 0);
}

jx_status jx_json_read(struct jx_slice text, struct jx_arena *a, struct jx_documents *out,
                       struct jx_json_trouble *t)
{
    struct jx_json_trouble own;
    if (!t) t = &own;
    *t = (struct jx_json_trouble){.trouble = {.status = JX_OK}};
    *out = (struct jx_documents){NULL, 0};
    json_t *root = NULL;
    struct reader r = {.arena = a, .about = t, .trouble = &t->trouble};
    jx_status rc = parse(without_mark(text), &root, t);
    if (rc == JX_OK) rc = read_all(&r, root, out);
    json_decref(root);
    return rc;
}

jx_status jx_json_print(const struct jx_document *d, bool indented, struct jx_arena *a,
                        struct jx_slice *out)
{
    struct jx_json_writer w;
    jx_json_begin(&w, a, indented);
    jx_json_document(&w, d);
    if (indented) jx_json_end_line(&w);
    return jx_json_take(&w, out);
}

static char next_solid(struct jx_slice text, size_t *at)
{
    static const char white[4] = {' ', '\t', '\r', '\n'};
    while (*at < text.len && memchr(white, (unsigned char)text.ptr[*at], sizeof white))
        ++*at;
    char c = '\0';
    if (*at < text.len) c = text.ptr[(*at)++];
    return c;
}

bool jx_json_looks_like(struct jx_slice text)
{
    struct jx_slice rest = without_mark(text);
    size_t at = 0;
    char first = next_solid(rest, &at), second = next_solid(rest, &at);
    if (first == '{') return second == '"' || second == '}';
    return first == '[' && (second == '{' || second == ']');
}
