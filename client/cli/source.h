/* The documents in a file that the user named, whatever its kind: JSON, or what the importer reads.
 */
#ifndef JX_CLI_SOURCE_H
#define JX_CLI_SOURCE_H

#include "../import/import.h"
#include "../json/json.h"
#include "context.h"

struct unplaced {
    struct jx_slice cell, text;
};

/* One document of a file; or, with `document` NULL, the file itself that could not be read. */
struct element {
    const char *file;
    struct jx_slice sheet; /* absent where the file has none */
    const struct jx_document *document;
    const struct unplaced *unplaced; /* printed text that has no place in the document */
    uint32_t unplaced_count;
    struct jx_trouble trouble; /* why there is no document */
    /* Where its fields were printed; NULL for a document that was JSON. */
    const struct jx_imported *imported;
    const struct jx_grid *grid;
};

struct source {
    struct element *items;
    uint32_t count;      /* at least 1 */
    struct element only; /* what items points at when the file could not be read: do not copy */
};

/* What reading needs beside the file: the words of the rule pack, loaded when first needed. */
struct reading {
    const struct context *ctx;
    struct jx_arena arena; /* of the vocabulary */
    struct jx_vocabulary *vocabulary;
    jx_status vocabulary_status; /* why there is none */
    bool tried;
};

void reading_begin(struct reading *r, const struct context *ctx);
void reading_end(struct reading *r);
/* The words of the rule pack, when nothing was read yet. JX_OK: r->vocabulary; else JX_E_CONFIG.
 * Complains once, however many files need them. */
jx_status reading_words(struct reading *r);

/* Reads one file and complains of what is wrong with it, so that the caller only goes on.
 * Everything in *out is from the arena, but for the path. Returns 0, or the exit code that the file
 * deserves: 1, or 4 when this machine is to blame. *out is filled in either case. */
int source_read(struct reading *r, const char *path, struct jx_arena *a, struct source *out);

/* The same of a file's bytes, which have to outlive *out; `path` is what it is called. */
int source_of_bytes(struct reading *r, const char *path, struct jx_slice bytes, struct jx_arena *a,
                    struct source *out);

/* The cell where a field was printed (`Sheet2!D14`, `line 120, cell 4`), from the arena; absent
 * where that is not known. */
struct jx_slice element_cell(const struct element *e, const char *pointer, enum jx_lang lang,
                             struct jx_arena *a);

/* The keys that every element of a command's JSON begins with: file, sheet, and form where the file
 * could not be read (null); and, at its end, unplaced. */
void element_put_head(struct jx_json_writer *w, const struct element *e);
void element_put_unplaced(struct jx_json_writer *w, const struct element *e);

/* Passes on what the writer has so far to standard output. Returns -1, or the exit code: what
 * remains to be written need not be tried. A write error is said by main, once, at the end. */
int json_flush(const struct context *ctx, struct jx_json_writer *w);

#endif
