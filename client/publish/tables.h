/* The published tables that are made here: one row for each document, its findings, what units add
 * up to, what they say of themselves against the units below them, the county's public list and its
 * summary of self-evaluations. */
#ifndef JX_PUBLISH_TABLES_H
#define JX_PUBLISH_TABLES_H

#include "gather.h"
#include "sheet.h"

#include "../../proto/wire/relation.h"

extern const struct sheet_layout documents_layout, findings_layout, units_layout,
    differences_layout;
extern const struct sheet_layout *const sheet_layouts[]; /* all of them; ends with NULL */

/* A published document. */
struct published {
    const struct jx_listed *listed;
    const struct jx_document *document;
    struct jx_slice id, file;         /* in hex; of its workbook */
    struct jx_slice unit_name;        /* in the county's list; else as printed */
    const struct jx_hash *score_pack; /* NULL: no computed score */
};

/* The rows of the documents sheet. */
jx_status tables_document(struct sheet *s, const struct published *p);
/* One row of the findings sheet. `message` is what the rule says of this document. */
jx_status tables_finding(struct sheet *s, const struct published *p, const struct jx_found *f,
                         struct jx_slice message);
/* The same for what the document says otherwise than another one; r NULL: the unit has too many
 * documents to be compared with each other. */
jx_status tables_relation(struct sheet *s, const struct jx_listed *l, struct jx_slice unit_name,
                          const struct jx_relation *r);
/* The units' rows and, where a unit has documents of its own and units below it, the differences.
 */
jx_status tables_units(struct sheet *units, struct sheet *differences, const struct gathered *g);

/* The two lists that are forms themselves, in the making. */
struct lists {
    struct jx_arena *arena;
    struct list_row *targets, *evaluations; /* newest first */
    uint32_t target_count, evaluation_count;
    uint64_t secret; /* projects that lists say were left out */
};
jx_status lists_add(struct lists *l, const struct published *p);
/* The documents made of them; NULL where nothing was added. From the arena. */
jx_status lists_targets(const struct lists *l, uint32_t year, struct jx_document **out);
jx_status lists_evaluations(const struct lists *l, uint32_t year, struct jx_document **out);

#endif
