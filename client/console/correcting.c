/* Corrections of a draft, from what the page sends: all of them, or none of its document. */
#include "correcting.h"

#include "../json/json.h"

#include "../../proto/wire/codec.h"

/* The whole document, as JSON of FORMS. */
static jx_status take_whole(struct call *c, const struct body *b, struct jx_document *d)
{
    struct jx_slice text;
    struct jx_documents all;
    struct jx_json_trouble t;
    if (!body_has(b, "document")) return JX_OK;
    jx_status rc = body_member(b, "document", &c->arena, &text);
    if (rc == JX_OK) rc = jx_json_read(text, &c->arena, &all, &t);
    if (rc != JX_OK) {
        c->trouble = t.trouble;
        return rc;
    }
    if (all.count != 1 || all.items[0].form != d->form)
        return call_wrong(c, JX_E_FORM_UNKNOWN, "/form");
    *d = all.items[0];
    return JX_OK;
}

static jx_status take_year(struct call *c, const struct body *b, struct jx_document *d)
{
    int64_t year;
    if (!body_has(b, "year")) return JX_OK;
    if (!body_number(b, "year", &year) || year < JX_YEAR_FIRST || year > JX_YEAR_LAST)
        return call_wrong(c, JX_E_FIELD_VALUE, "/year");
    d->year = (int32_t)year;
    return JX_OK;
}

static jx_status take_changes(struct call *c, const struct body *b, struct jx_document *d)
{
    enum { CHANGES_MAX = 2000 };
    size_t count = body_count(b, "changes");
    if (count > CHANGES_MAX) return call_wrong(c, JX_E_ROWS, "changes");
    for (size_t i = 0; i < count; i++) {
        struct jx_slice path = body_element_text(b, "changes", i, "path");
        struct jx_slice text = body_element_text(b, "changes", i, "text");
        if (jx_is_absent(path)) return call_wrong(c, JX_E_FIELD_VALUE, "changes/path");
        jx_status rc = document_set(d, path, text, &c->arena);
        if (rc == JX_E_NOT_FOUND) rc = JX_E_FIELD_UNKNOWN;
        if (rc != JX_OK) return call_wrong(c, rc, path.ptr);
    }
    return JX_OK;
}

static jx_status take_document(struct call *c, const struct body *b, struct draft *x)
{
    struct jx_buffer bytes;
    struct jx_document d;
    if (!body_has(b, "document") && !body_has(b, "year") && body_count(b, "changes") == 0)
        return JX_OK;
    jx_buffer_init(&bytes, JX_DOCUMENT_BYTES_MAX);
    jx_status rc = jx_document_encode(&x->document, &bytes);
    if (rc == JX_OK) rc = jx_document_decode(jx_buffer_slice(&bytes), &c->arena, &d, &c->trouble);
    if (rc == JX_OK) rc = take_whole(c, b, &d);
    if (rc == JX_OK) rc = take_year(c, b, &d);
    if (rc == JX_OK) rc = take_changes(c, b, &d);
    if (rc == JX_OK) rc = jx_document_check(&d, &c->arena, &c->trouble);
    if (rc == JX_OK) rc = draft_replace(x, &d);
    jx_buffer_clear(&bytes);
    if (rc == JX_OK) x->submitted = false;
    return rc;
}

static jx_status take_parent(struct call *c, const struct body *b, struct draft *x)
{
    struct jx_slice text = body_text(b, "revises");
    struct jx_hash id;
    if (!body_has(b, "revises")) return JX_OK;
    if (body_is_null(b, "revises")) {
        x->has_parent = false;
        return JX_OK;
    }
    if (jx_is_absent(text)) return call_wrong(c, JX_E_FIELD_VALUE, "revises");
    jx_status rc = call_id(c, text.ptr, &id);
    if (rc != JX_OK) return rc;
    x->has_parent = true;
    x->parent = id;
    return JX_OK;
}

static jx_status take_explanations(struct call *c, const struct body *b, struct draft *x)
{
    jx_status rc = JX_OK;
    for (size_t i = 0; rc == JX_OK && i < body_count(b, "explanations"); i++) {
        const struct jx_remark r = {body_element_text(b, "explanations", i, "rule"),
                                    body_element_text(b, "explanations", i, "place"),
                                    body_element_text(b, "explanations", i, "text")};
        if (jx_is_absent(r.rule) || jx_is_absent(r.place) || r.rule.len > JX_WORD_MAX ||
            r.place.len > JX_WHERE_BYTES || r.text.len > JX_PROSE_MAX)
            return call_wrong(c, JX_E_FIELD_VALUE, "explanations");
        rc = draft_explain(x, &r);
    }
    return rc;
}

jx_status correct_draft(struct call *c, struct draft *x)
{
    struct body *b;
    jx_status rc = body_read(c, &b);
    if (rc == JX_OK) rc = take_document(c, b, x);
    if (rc == JX_OK) rc = take_parent(c, b, x);
    if (rc == JX_OK) rc = take_explanations(c, b, x);
    body_free(&b);
    return rc;
}
