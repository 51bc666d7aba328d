/* Walks the schema along a JSON pointer. */
#include "place.h"

#include <stdio.h>
#include <stdlib.h>

struct walk {
    enum jx_lang lang;
    const struct jx_schema
        *schema;                  /* of the struct that the next name is in; NULL: none is known */
    const struct jx_field *field; /* the list or map that the next step is a member of */
    bool in_row;                  /* of a table, whose rows are lists again, of cells */
    char *out;
    size_t len;
};

static void put(struct walk *w, const char *text, size_t len)
{
    size_t space = w->len > 0, room = PLACE_BYTES - 1 - w->len;
    if (len + space > room) return;
    if (space) w->out[w->len++] = ' ';
    memcpy(w->out + w->len, text, len);
    w->len += len;
    w->out[w->len] = '\0';
}

static void put_number(struct walk *w, struct jx_slice step)
{
    static const char *const formats[2][2] = {{"第%lu行", "row %lu"}, {"第%lu列", "column %lu"}};
    char text[64];
    unsigned long number = strtoul(step.ptr, NULL, 10) + 1;
    int n = snprintf(text, sizeof text, formats[w->in_row][w->lang == JX_LANG_EN], number);
    put(w, text, (size_t)n);
}

/* "annual_budget" as people say it. */
static void put_words(struct walk *w, struct jx_slice name)
{
    char text[JX_WHERE_BYTES];
    size_t n = name.len < sizeof text ? name.len : sizeof text;
    memcpy(text, name.ptr, n);
    for (size_t i = 0; i < n; i++)
        if (text[i] == '_') text[i] = ' ';
    put(w, text, n);
}

/* The member's name as printed in JSON, without its escapes. */
static void put_name(struct walk *w, struct jx_slice step)
{
    char text[JX_WHERE_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < step.len && n < sizeof text; i++) {
        bool escape = step.ptr[i] == '~' && i + 1 < step.len;
        char c = step.ptr[i];
        if (escape && step.ptr[++i] == '1') c = '/';
        text[n++] = c;
    }
    put(w, text, n);
}

static bool is_number(struct jx_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return s.len > 0;
}

static void step_into_field(struct walk *w, const struct jx_field *f)
{
    if (w->lang == JX_LANG_ZH)
        put(w, f->zh, strlen(f->zh));
    else
        put_words(w, f->name);
    w->schema = f->kind == JX_KIND_OBJECT ? f->schema : NULL;
    w->field = f;
}

static void step_into_member(struct walk *w, struct jx_slice step)
{
    bool is_map = w->field && (w->field->kind == JX_KIND_KEYED || w->field->kind == JX_KIND_EXTRA);
    if (!is_map && is_number(step))
        put_number(w, step);
    else
        put_name(w, step);
    w->schema = w->field ? w->field->schema : NULL;
    w->in_row = w->field && w->field->kind == JX_KIND_ROWS;
    w->field = NULL;
}

static void step(struct walk *w, enum jx_form form, struct jx_slice name, bool first)
{
    const struct jx_field *f = w->schema ? jx_field_find(w->schema, name, NULL) : NULL;
    if (!f && first) f = jx_field_find(jx_form_schema(form), name, NULL);
    if (f)
        step_into_field(w, f);
    else if (first && jx_slice_eq(name, JX_LIT("year")) && w->lang == JX_LANG_ZH)
        put(w, "年度", strlen("年度"));
    else
        step_into_member(w, name);
}

void place_in_words(enum jx_form form, const char *pointer, enum jx_lang lang,
                    char out[PLACE_BYTES])
{
    out[0] = '\0';
    if (!jx_form_schema(form) || pointer[0] != '/') {
        snprintf(out, PLACE_BYTES, "%s", pointer);
        return;
    }
    struct walk w = {.lang = lang, .schema = &jx_head_schema, .out = out};
    for (bool first = true; *pointer == '/'; first = false) {
        size_t n = strcspn(++pointer, "/");
        step(&w, form, jx_slice_at(pointer, n), first);
        pointer += n;
    }
}
