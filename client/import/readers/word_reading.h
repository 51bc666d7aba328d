/* What the parts of the Word reader share while the XML goes by. Not for use outside of
 * client/import/readers. */
#ifndef JX_READERS_WORD_READING_H
#define JX_READERS_WORD_READING_H

#include "buffer.h"
#include "limits.h"
#include "package.h"
#include "word_flow.h"
#include "word_lists.h"
#include "word_styles.h"
#include "word_symbols.h"

/* What the end of an element has to undo. */
enum action {
    ACT_NONE,
    ACT_SKIP,
    ACT_ALTERNATES,
    ACT_TABLE,
    ACT_ROW,
    ACT_CELL,
    ACT_PARAGRAPH,
    ACT_PARAGRAPH_PROPERTIES,
    ACT_ROW_PROPERTIES,
    ACT_RUN,
    ACT_TEXT,
    ACT_INSTRUCTION,
    ACT_BOX,
};

struct level {
    enum action action;
    bool chosen; /* of alternates: one was taken */
};

struct run {
    bool has_vanish, vanish; /* set at the run itself */
    bool style_hidden;       /* by its character style */
    enum word_font font;
};

/* What the properties of a paragraph say. */
struct paragraph {
    bool style_hidden, mark_hidden, has_list;
    struct word_style style;
    uint32_t list;
    uint8_t level;
};

/* Something that holds paragraphs and tables: the body, a cell, a text box. */
struct frame {
    struct word_flow flow, anchored; /* anchored: text boxes of the paragraph at hand */
    struct word_table *table;        /* the one that is open, */
    struct word_row *row;            /* its last row, */
    bool row_deleted;
    struct word_cell *cell; /* and, in a cell's own frame, that cell */
    bool joined_left;       /* the cell belongs to the one on its left */
    size_t text_begin;
    bool in_paragraph, mark_deleted, joins_next, continues;
    struct paragraph paragraph;
    struct run run; /* of the frame around it */
    unsigned fields;
};

/* A field between its begin and its end. */
struct field {
    char instruction[16];
    bool has_result, dropped, is_box, ticked;
};

/* A header or footer that a section names. */
struct margin {
    struct jx_slice id; /* of its relation */
    bool first, even;   /* printed on first pages only, on even pages only */
    bool shown;
};

/* What the parts of one document share. */
struct word_document {
    struct relations relations;
    struct word_styles styles;
    struct word_lists lists;
    struct margin *margins; /* on the heap; at most as many as there may be relations */
    size_t margin_count, margin_room;
};

struct word_reading {
    struct package *package;
    struct word_document *document;
    struct level levels[JX_READER_XML_DEPTH_MAX + 1];
    unsigned depth, skipped;
    struct frame frames[JX_READER_NESTING_MAX];
    unsigned frame_count;
    struct field fields[JX_READER_FIELDS_MAX];
    unsigned field_count;
    struct buffer text;
    struct run run;
    bool in_text, in_instruction, in_paragraph_properties, in_row_properties;
    size_t section_margins; /* where those of the section at hand begin */
};

static inline struct frame *word_top(struct word_reading *r)
{
    return &r->frames[r->frame_count - 1];
}

static inline jx_status word_fail(struct word_reading *r, enum jx_reader_problem p, int64_t limit)
{
    return jx_reader_fail(r->package->trouble, p, NULL, limit);
}

static inline jx_status word_fail_arena(struct word_reading *r)
{
    return jx_reader_fail_arena(r->package->trouble, r->package->arena->status);
}

/* ---- text of a paragraph (word_text.c) ---- */

/* Whether the run at hand is hidden, by itself or by a style. */
bool word_is_run_hidden(struct word_reading *r);
/* Whether text at this place is seen. */
bool word_is_shown(struct word_reading *r);
bool word_is_field_hidden(const struct word_reading *r);
bool word_is_page_instruction(const char *s);
/* A field's begin, separator or end. */
jx_status word_field_mark(struct word_reading *r, const char *type);
void word_add_instruction(struct word_reading *r, struct jx_slice s);
/* A field whose instruction is never closed would hide the rest of the document. */
void word_drop_open_instructions(struct word_reading *r);
void word_put_visible(struct word_reading *r, const char *s);
void word_put_symbol(struct word_reading *r, const char *const *attributes);
/* Text of the run at hand, which the caller knows to be seen. */
void word_put_text(struct word_reading *r, struct jx_slice s);
/* Whether the text still fits; to be asked after each element. */
jx_status word_check_text(struct word_reading *r);

/* ---- paragraphs and tables (word_body.c) ---- */

/* `cell` is NULL for the body and for text boxes. */
jx_status word_push_frame(struct word_reading *r, struct word_cell *cell);
/* Ends the frame; its blocks are in *out. */
jx_status word_pop_frame(struct word_reading *r, struct word_flow *out);
/* Each sets *act when it has begun something that its end must undo. */
jx_status word_start_paragraph(struct word_reading *r, enum action *act);
jx_status word_end_paragraph(struct word_reading *r);
/* Counts the paragraph in its list and puts the number in front of its text. */
void word_end_paragraph_properties(struct word_reading *r);
jx_status word_start_table(struct word_reading *r, enum action *act);
jx_status word_start_row(struct word_reading *r, enum action *act);
void word_end_row(struct word_reading *r);
jx_status word_start_cell(struct word_reading *r, enum action *act);
jx_status word_end_cell(struct word_reading *r);
/* gridBefore: columns that the row leaves out at its beginning. */
jx_status word_skip_columns(struct word_reading *r, const char *value);
void word_cell_property(struct word_reading *r, const char *name, const char *value);

/* ---- the whole of a part (docx.c) ---- */

/* Blocks of the part in order: the body, a header or footer, the notes. */
jx_status word_read_part(struct package *p, struct word_document *d, struct jx_slice part,
                         struct word_flow *out);

/* ---- headers, footers and notes (word_margins.c) ---- */

jx_status word_add_margin(struct word_reading *r, const char *const *attributes);
/* titlePg: the section at hand has a first page of its own. */
void word_show_first_page(struct word_reading *r);
/* Reads them; page numbers and what is printed again are left out. */
jx_status word_read_margins(struct package *p, struct word_document *d, struct word_flow *out);
jx_status word_read_notes(struct package *p, struct word_document *d, struct word_flow *out);

#endif
