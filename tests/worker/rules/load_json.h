/* Reads documents from JSON of the exchange format by walking the schema; for the corpus test only.
 */
#ifndef TEST_RULES_LOAD_JSON_H
#define TEST_RULES_LOAD_JSON_H

#include "../../../proto/form/document.h"

struct loaded {
    struct jx_document *documents;
    uint32_t count;
};

/* The file's array of documents, each through the shape check. False when there is no such file;
 * ends the program when it is not what it should be. Everything lives in the arena. */
bool load_documents(const char *path, struct jx_arena *a, struct loaded *out);

#endif
