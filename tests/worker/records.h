/* Journal records for the worker's tests: submissions of an invented county, packs, keys. */
#ifndef TEST_WORKER_RECORDS_H
#define TEST_WORKER_RECORDS_H

#include "../proto/base/cmocka_all.h"

#include "../../worker/item.h"

/* What a submission is made of; begin with records_usual() and change one thing. */
struct records_submission {
    struct jx_document *document;
    struct jx_header header;
    struct jx_slice unit, explanations;
    struct jx_slice document_bytes; /* instead of the document's, when not absent */
    struct jx_slice content;        /* instead of everything, when not absent */
};
/* A form that scores 100, of unit 3301; `number` makes its project another one. */
struct records_submission records_usual(struct jx_arena *a, unsigned number);
struct jx_slice records_submission(struct jx_arena *a, uint64_t position,
                                   const struct records_submission *s);
/* The activation of the standard profile with `from` replaced by `to` (NULL: as it is). */
struct jx_slice records_pack(struct jx_arena *a, uint64_t position, const char *from,
                             const char *to);
/* One that does not parse. */
struct jx_slice records_bad_pack(struct jx_arena *a, uint64_t position);
struct jx_slice records_make(struct jx_arena *a, uint64_t position, const struct jx_header *h,
                             struct jx_slice content);
struct jx_slice records_key(struct jx_arena *a, uint64_t position);
/* The content of a record. */
struct jx_slice records_content(struct jx_slice record);

#endif
