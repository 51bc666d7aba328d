/* The one door of the importer: a grid and the vocabulary become documents. */
#ifndef JX_IMPORT_IMPORT_H
#define JX_IMPORT_IMPORT_H

#include "../../proto/form/document.h"
#include "grid.h"
#include "vocabulary.h"

/* Where a field was printed: its JSON pointer in the document ("/indicators/3/target") and the
 * cell. A field joined from several cells stands at the first of them. */
struct jx_import_place {
    struct jx_slice pointer;
    uint32_t sheet, cell; /* cell: index in the sheet's cells */
};

struct jx_imported {
    struct jx_document document; /* passed through jx_document_check() */
    struct jx_trouble trouble;   /* what that check said; status JX_OK when it is well */
    uint32_t sheet;              /* of its first row */
    struct jx_import_place *places;
    uint32_t place_count;
    uint32_t prints; /* how often the form is printed in the file; 1 where not repeated */
};

/* A cell whose text went into no field and is no known part of the layout. */
struct jx_import_cell {
    uint32_t sheet, cell;
};

/* What became of a cell. */
enum jx_import_fate {
    JX_FATE_UNSEEN, /* empty, or unplaced */
    JX_FATE_FIELD,  /* went into a field or into `extra` */
    JX_FATE_LAYOUT, /* a label, a heading, a page number, a mark for nothing */
    JX_FATE_REPEAT, /* a second print of a form */
};

struct jx_import_result {
    struct jx_imported *documents; /* in printed order */
    uint32_t document_count;
    /* enum jx_import_fate of each cell of each sheet. A paragraph that was cut into parts has the
     * best fate of them, and is among the unplaced when a part is. */
    uint8_t *const *fates;
    struct jx_import_cell *unplaced;
    uint32_t unplaced_count;
    /* Cells of a second print of a form whose text the first print does not have. */
    struct jx_import_cell *differing;
    uint32_t differing_count;
};

/* Finds every form in the grid and reads it. Pure; everything in *out lives in the arena or borrows
 * from the grid, and nothing borrows from the vocabulary. The grid's texts must be valid UTF-8.
 * JX_OK: *out is filled; no form at all is JX_OK with no documents. A document that breaks a limit
 * is in *out with its trouble. JX_E_TOO_LARGE when merged cells repeat themselves over too many
 * rows, else the arena's status. Time is linear in the cells, but for a factor of the width of a
 * form (at most 48). */
jx_status jx_import(const struct jx_grid *grid, const struct jx_vocabulary *v, struct jx_arena *a,
                    struct jx_import_result *out);

/* The place of a field, or NULL: the one with that pointer, else the nearest one above it (of a
 * row, when the field itself was not printed). */
const struct jx_import_place *jx_import_place_of(const struct jx_imported *d,
                                                 struct jx_slice pointer);

#endif
