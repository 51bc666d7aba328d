/* Documents as open data: one JSON array for each form, and CSV tables whose columns are the
 * schema's, one row a document, one row a row of its lists. Names of files and columns, the data
 * dictionary and the JSON schema come from the same schema. */
#ifndef JX_PUBLISH_FLAT_H
#define JX_PUBLISH_FLAT_H

#include "csv_out.h"
#include "folder.h"

#include "../../proto/form/document.h"

enum { FLAT_TABLES_MAX = 8 };

struct flat_table {
    const struct jx_field *list; /* NULL: the form's own table */
    bool cells;                  /* of a KEYED list: its tables' cells */
    struct csv_out csv;
};

/* The files of one form. All zeros: not open. */
struct flat {
    enum jx_form form; /* JX_FORM_UNKNOWN: not open */
    struct flat_table tables[FLAT_TABLES_MAX];
    uint32_t count, documents;
    FILE *json;
};

jx_status flat_open(struct flat *f, enum jx_form form, const struct folder *to);
/* `id` and `unit` tell the document apart in every table. The arena is for what is written. */
jx_status flat_put(struct flat *f, const struct jx_document *d, struct jx_slice id,
                   struct jx_slice unit, struct jx_arena *a);
/* JX_OK when everything reached its file, also when it is not open. */
jx_status flat_close(struct flat *f);

/* Rows of the data dictionary: file, column, kind, the most it may hold, meaning (Chinese). */
void flat_describe(struct csv_out *dictionary);

#endif
