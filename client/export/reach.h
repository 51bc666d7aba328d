/* Fields of a document by their names. */
#ifndef JX_EXPORT_REACH_H
#define JX_EXPORT_REACH_H

#include "../../proto/form/document.h"

/* The text at a path of names ("conclusion/advice/other", "project/name"); absent when there is
 * none. */
struct jx_slice reach_text(const struct jx_document *d, const char *path);

/* A list of the form: its rows, and what they are made of. Empty without it. */
struct rows {
    const struct jx_schema *schema; /* NULL: the form has no such list */
    const char *items;
    uint32_t count;
    bool present;
};
struct rows reach_rows(const struct jx_document *d, const char *list);
/* A text of a row; absent when it has none. */
struct jx_slice row_text(const struct rows *r, uint32_t row, struct jx_slice member);
/* What a row, an object ("total") or with "" the document keeps beside its fields. */
const struct jx_list *row_extra(const struct rows *r, uint32_t row);
const struct jx_list *reach_extra(const struct jx_document *d, const char *object);
/* The value of that key; absent when there is none. */
struct jx_slice extra_text(const struct jx_list *extra, struct jx_slice key);

#endif
