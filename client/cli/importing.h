/* What the importer makes of a file that is no JSON. */
#ifndef JX_CLI_IMPORTING_H
#define JX_CLI_IMPORTING_H

#include "source.h"

#include "../../worker/rules/pack.h"

/* The words of a rule pack, from the arena: the standard file and a county's own. JX_E_NOT_FOUND
 * when it has none; what jx_vocabulary_parse_all() returns. */
jx_status vocabulary_of_pack(const struct jx_pack_file *files, size_t count, struct jx_arena *a,
                             struct jx_vocabulary **out);

/* A file of any kind but JSON: .xlsx, .docx, .csv, a text dump. JX_OK: *out holds an element for
 * each document found, from the arena. Any other outcome has been complained of; *out then holds
 * what could be read all the same, at least one element. */
jx_status import_file(struct reading *r, const char *path, struct jx_slice bytes,
                      struct jx_arena *a, struct source *out);

#endif
