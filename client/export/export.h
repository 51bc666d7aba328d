/* Documents as the forms that the regulations print: for filling in, and filled in. */
#ifndef JX_EXPORT_EXPORT_H
#define JX_EXPORT_EXPORT_H

#include "../../proto/form/document.h"

/* One document as a workbook at `path`, every value as it is printed in the document. What the
 * importer reads from it is the document again. Overwrites. JX_OK; JX_E_IO (the file cannot be
 * written, and none is left behind); the arena's status. */
jx_status jx_export_xlsx(const struct jx_document *d, const char *path, struct jx_arena *a);

/* The same as CSV (UTF-8 with a byte order mark, lines end in CR LF): merged cells stand in each
 * row that they cover, sheets below one another. From the arena. */
jx_status jx_export_csv(const struct jx_document *d, struct jx_arena *a, struct jx_slice *out);

/* What a form that is to be filled in may be given; either may be NULL. */
struct jx_fill {
    enum jx_form form;
    const struct jx_document *target; /* an approved target: names, money, indicators, weights */
    const struct jx_document
        *last_year;         /* of the same form: its values stand beside the new ones */
    int32_t year;           /* 0: the target's, else none is printed */
    struct jx_slice period; /* of a monitoring form; absent: 1-8月 */
};

/* The document that a template holds before anyone fills it in: the rows that the printed form has,
 * with the target's where there is one, everything else empty. From the arena; texts borrow from
 * `f`. JX_E_FORM_UNKNOWN; JX_E_FIELD_VALUE when `target` is no target, or a form was given that
 * takes none; the arena's status. */
jx_status jx_fill_document(const struct jx_fill *f, struct jx_arena *a, struct jx_document *out);

/* Texts to choose from. */
struct jx_choices {
    const struct jx_slice *items;
    uint32_t count;
};

/* The document as a workbook for filling in: what is empty may be written to, with drop-downs and
 * hints, rates and sums are computed, all else is locked. As jx_export_xlsx(). With `given`, what
 * has a value is locked too. `names` (may be NULL) are offered for level-3 indicators, beside which
 * others may be typed; they stand in a hidden sheet, which the importer finds no form in. */
jx_status jx_export_template(const struct jx_document *d, bool given,
                             const struct jx_choices *names, const char *path, struct jx_arena *a);

#endif
