/* Documents as JSON of FORMS.md, in and out. The one interface above jansson; nobody else knows of
 * it. */
#ifndef JX_JSON_JSON_H
#define JX_JSON_JSON_H

#include "../../proto/form/document.h"
#include "write.h"

/* Bounds on one JSON text. A county's whole year (500 projects, 60 indicators each) takes about 5
 * MB and 400,000 values. */
enum {
    JX_JSON_BYTES_MAX = 32 << 20,
    JX_JSON_VALUES_MAX = 2000000,
    JX_JSON_DEPTH_MAX = JX_DEPTH_MAX,
};

/* What is wrong with a JSON text. `trouble.where` is a JSON pointer into the text
 * ("/3/funds/0/rate" in an array of documents); line and column, in characters, from 1, are known
 * where the text is not JSON at all, nests too deeply or repeats a key, else 0. */
struct jx_json_trouble {
    struct jx_trouble trouble;
    unsigned line, column;
    enum jx_form form;    /* of the document that it is in, as far as that was known */
    uint32_t document;    /* its number in the array, from 0; 0 for a single object */
    uint32_t document_at; /* where in trouble.where the pointer into the document itself begins */
};

struct jx_documents {
    struct jx_document *items;
    uint32_t count;
};

/* Reads one object or an array of them and puts each through jx_document_check(). All or nothing:
 * one wrong document refuses the text. The documents and their texts are the arena's; nothing
 * borrows from `text`. The keys `file`, `sheet` and `unplaced` that `convert` adds are skipped. *t
 * may be NULL.
 *
 * JX_OK; JX_E_FORMAT (not JSON), JX_E_UTF8, JX_E_TEXT_CONTROL (a NUL), JX_E_FIELD_ORDER (a repeated
 * key), JX_E_DEPTH, JX_E_TOO_LARGE (bytes or values), JX_E_FIELD_UNKNOWN, JX_E_FIELD_TYPE,
 * JX_E_FIELD_MISSING, JX_E_FIELD_VALUE, JX_E_FORM_UNKNOWN, JX_E_NO_FORM (`form` is null: an element
 * of `convert` for a file that could not be read), whatever jx_document_check() returns, and the
 * arena's status. On any of these *out is empty. */
jx_status jx_json_read(struct jx_slice text, struct jx_arena *a, struct jx_documents *out,
                       struct jx_json_trouble *t);

/* One document as text, with a line break behind it when indented. From the arena. */
jx_status jx_json_print(const struct jx_document *d, bool indented, struct jx_arena *a,
                        struct jx_slice *out);

/* Whether a file's content is meant to be JSON: an object or an array of objects seems to begin. A
 * text that begins with a code in brackets (`[003]…`) is none. */
bool jx_json_looks_like(struct jx_slice text);

#endif
