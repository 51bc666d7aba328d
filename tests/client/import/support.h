/* Shared by the importer's tests: the real vocabulary, files, and a document as JSON. */
#ifndef JX_TEST_IMPORT_SUPPORT_H
#define JX_TEST_IMPORT_SUPPORT_H

#include "../../../client/import/import.h"

#include <jansson.h>

/* The file's bytes from the arena; absent when it cannot be read. */
struct jx_slice file_bytes(struct jx_arena *a, const char *path);
/* ops/rules/standard/vocabulary.txt; ends the test when it does not parse. */
struct jx_vocabulary *standard_vocabulary(struct jx_arena *a);
/* The document as FORMS.md writes it. With `compared`, without what is not compared with expected/:
 * extra, narrative, secret_count. A new reference. */
json_t *document_json(const struct jx_document *d, bool compared);
/* Where two values differ first, as "/indicators/3/target: …"; NULL when they are equal. From the
 * arena. */
const char *json_difference(struct jx_arena *a, const char *at, const json_t *expected,
                            const json_t *got);
/* Reads a text dump and imports it; ends the test on failure. */
struct jx_import_result import_text(struct jx_arena *a, const struct jx_vocabulary *v,
                                    struct jx_slice text, struct jx_grid *grid);

#endif
