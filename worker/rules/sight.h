/* What the rules see of a document: its fields by name, each cell parsed at most once. */
#ifndef JX_RULES_SIGHT_H
#define JX_RULES_SIGHT_H

#include "amount.h"
#include "notation.h"
#include "number.h"
#include "word_index.h"

#include "../../proto/form/document.h"

/* A form's parts: its head, its body, and every object and list within them. */
struct jx_part {
    const struct jx_schema *schema;
    const struct jx_field *field; /* in the parent; NULL for head and body */
    uint32_t parent;
    bool list;
};

enum { JX_PART_HEAD, JX_PART_BODY, JX_PARTS_MAX = 12 };

/* How a field's text becomes a number. */
enum jx_figure_class {
    JX_CLASS_TEXT,   /* by its notation */
    JX_CLASS_MONEY,  /* 万元, with its column's rounding */
    JX_CLASS_POINTS, /* a score or weight */
    JX_CLASS_RATE,   /* per cent */
};

struct jx_field_ref {
    uint32_t part, field;
    enum jx_figure_class figure;
};

/* Where a scored row has its weight and its score. */
struct jx_scored_fields {
    struct jx_field_ref weight, score;
};

struct jx_layout {
    struct jx_part parts[JX_PARTS_MAX];
    uint32_t count;
    /* What is asked for in nearly every row; the part is JX_PARTS_MAX, the field that of a part 0
     * that is never read, where the form has none. */
    uint32_t indicators;
    struct jx_field_ref target, adjusted, actual, level1, weight;
    bool has_adjusted, has_weight;                           /* has_weight: level1 too */
    struct jx_scored_fields scored_funds, scored_indicators; /* self-evaluations only */
};

struct jx_cell {
    struct jx_slice text;
    const struct jx_number *number; /* NULL until asked for, as is the notation */
    const struct jx_notation *notation;
    struct jx_word_set words;
    bool seen, worded;
};

struct jx_sight {
    const struct jx_document *doc;
    const struct jx_layout *layout;
    struct jx_arena *arena;
    const struct jx_word_index *words;
    const void *items[JX_PARTS_MAX];
    uint32_t counts[JX_PARTS_MAX]; /* rows; 1 or 0 for an object */
    uint32_t widths[JX_PARTS_MAX]; /* fields in a row */
    struct jx_cell *cells[JX_PARTS_MAX];
    uint32_t funds;            /* the part that the funds are, or JX_PARTS_MAX */
    uint32_t total, carryover; /* rows of the funds; UINT32_MAX when there is none */
    enum jx_scale unit;
};

/* The form by its wire name, its title, or as it is called (自评表, 监控表 …); UNKNOWN otherwise.
 */
enum jx_form jx_form_called(struct jx_slice name);

/* The layouts of all forms, built once per pack. */
void jx_layouts_make(struct jx_layout out[JX_FORM_COUNT]);

/* A name of the rule files as a field: `合计.得分`, `全年预算数` (of the row of part `row`, where
 * that is not JX_PART_HEAD), in Chinese or as on the wire. False when the form has none. */
bool jx_field_resolve(const struct jx_layout *l, enum jx_form form, uint32_t row,
                      struct jx_slice name, struct jx_field_ref *out);
/* The list of that name. */
bool jx_list_resolve(const struct jx_layout *l, enum jx_form form, struct jx_slice name,
                     uint32_t *part);

/* JX_OK or the arena's status. */
jx_status jx_sight_begin(struct jx_sight *s, const struct jx_document *d, const struct jx_layout *l,
                         const struct jx_word_index *words, struct jx_arena *a);

/* Sees a cell for the first time. */
void jx_sight_see(struct jx_sight *s, struct jx_field_ref ref, uint32_t row, struct jx_cell *c);

/* NULL when the row or its part is not there. */
static inline struct jx_cell *jx_sight_cell(struct jx_sight *s, struct jx_field_ref ref,
                                            uint32_t row)
{
    if (row >= s->counts[ref.part]) return NULL;
    struct jx_cell *c = &s->cells[ref.part][(size_t)row * s->widths[ref.part] + ref.field];
    if (!c->seen) jx_sight_see(s, ref, row, c);
    return c;
}

/* Read what a cell says for the first time. */
const struct jx_number *jx_cell_read_number(struct jx_sight *s, struct jx_cell *c,
                                            struct jx_field_ref ref);
const struct jx_notation *jx_cell_read_notation(struct jx_sight *s, struct jx_cell *c);
void jx_cell_look_up(struct jx_sight *s, struct jx_cell *c);

/* Never NULL; not known, too, where the arena is exhausted. */
static inline const struct jx_number *jx_cell_number(struct jx_sight *s, struct jx_cell *c,
                                                     struct jx_field_ref ref)
{
    return c->number ? c->number : jx_cell_read_number(s, c, ref);
}

/* NULL: the arena is exhausted. */
static inline const struct jx_notation *jx_cell_notation(struct jx_sight *s, struct jx_cell *c)
{
    return c->notation ? c->notation : jx_cell_read_notation(s, c);
}

static inline const struct jx_word_set *jx_cell_words(struct jx_sight *s, struct jx_cell *c)
{
    if (!c->worded) jx_cell_look_up(s, c);
    return &c->words;
}

/* What was read of a cell before is not read again: its notation, and points or an amount as
 * jx_cell_number() would read them. Where there is no such cell: nothing. */
void jx_cell_know_notation(struct jx_sight *s, struct jx_field_ref ref, uint32_t row,
                           const struct jx_notation *n);
void jx_cell_know_points(struct jx_sight *s, struct jx_field_ref ref, uint32_t row,
                         const struct jx_points *p);
/* The cells of a column of the funds, by their offset in a row; one amount for each row. */
void jx_cells_know_money(struct jx_sight *s, size_t offset, const struct jx_money *column);

/* "/indicators/3/target", "/total/score", "/project/name". */
void jx_sight_place(const struct jx_sight *s, struct jx_field_ref ref, uint32_t row,
                    struct jx_place *out);

#endif
