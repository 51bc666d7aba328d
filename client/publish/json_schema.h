/* The JSON schema (draft 2020-12) of the documents, from the schema that the programs use. */
#ifndef JX_PUBLISH_JSON_SCHEMA_H
#define JX_PUBLISH_JSON_SCHEMA_H

#include "../../proto/base/arena.h"

/* Of a file that holds an array of documents. From the arena. */
jx_status json_schema_print(struct jx_arena *a, struct jx_slice *out);

#endif
