/* The bodies that browsers send: the one file here that knows jansson. */
#include "call.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

struct body {
    json_t *root;
};

jx_status body_read(struct call *c, struct body **out)
{
    json_error_t error;
    struct jx_slice text = http_body(c->request);
    *out = calloc(1, sizeof **out);
    if (!*out) return JX_E_NO_MEMORY;
    /* Jansson itself stops at a depth of 2048; what is an object here is flat, and a document goes
     * through jx_json_read(). */
    (*out)->root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
    if ((*out)->root && json_typeof((*out)->root) == JSON_OBJECT) return JX_OK;
    body_free(out);
    c->trouble.status = JX_E_FORMAT;
    return JX_E_FORMAT;
}

void body_free(struct body **body)
{
    struct body *b = *body;
    *body = NULL;
    if (!b) return;
    json_decref(b->root);
    free(b);
}

static struct jx_slice text_of(const json_t *value)
{
    return json_is_string(value) ? jx_slice_at(json_string_value(value), json_string_length(value))
                                 : JX_ABSENT;
}

static bool number_of(const json_t *value, int64_t *out)
{
    if (!json_is_integer(value)) return false;
    *out = json_integer_value(value);
    return true;
}

struct jx_slice body_text(const struct body *b, const char *name)
{
    return text_of(json_object_get(b->root, name));
}

bool body_number(const struct body *b, const char *name, int64_t *out)
{
    return number_of(json_object_get(b->root, name), out);
}

bool body_has(const struct body *b, const char *name)
{
    return json_object_get(b->root, name) != NULL;
}

bool body_is_null(const struct body *b, const char *name)
{
    return json_is_null(json_object_get(b->root, name));
}

bool body_is_true(const struct body *b, const char *name)
{
    return json_is_true(json_object_get(b->root, name));
}

size_t body_count(const struct body *b, const char *name)
{
    return json_array_size(json_object_get(b->root, name));
}

static const json_t *element(const struct body *b, const char *array, size_t i)
{
    return json_array_get(json_object_get(b->root, array), i);
}

struct jx_slice body_element_text(const struct body *b, const char *array, size_t i,
                                  const char *name)
{
    const json_t *e = element(b, array, i);
    return text_of(name ? json_object_get(e, name) : e);
}

bool body_element_number(const struct body *b, const char *array, size_t i, int64_t *out)
{
    return number_of(element(b, array, i), out);
}

jx_status body_member(const struct body *b, const char *name, struct jx_arena *a,
                      struct jx_slice *out)
{
    char *text = json_dumps(json_object_get(b->root, name), JSON_COMPACT | JSON_ENCODE_ANY);
    if (!text) return JX_E_NO_MEMORY;
    *out = jx_arena_copy(a, jx_slice_of(text));
    free(text);
    return jx_is_absent(*out) ? jx_arena_failure(a) : JX_OK;
}
