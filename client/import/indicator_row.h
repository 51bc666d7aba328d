/* A row of the indicator part as it is being read: what stands in it below each column, and the
 * levels that it stands under. */
#ifndef JX_IMPORT_INDICATOR_ROW_H
#define JX_IMPORT_INDICATOR_ROW_H

#include "project_form.h"

/* Of what stands nowhere in the file. */
static const struct origin nowhere = {0, NULL};

/* One field of a row: its texts joined, as a target is printed in several cells. */
struct value {
    struct jx_slice text;
    struct origin from;
    bool above; /* all of it reaches down from a row above */
    bool printed;
};

struct row {
    struct form_reader *f;
    uint32_t line;
    struct alignment a;
};

static inline const struct item *item_at(const struct row *r, uint32_t i)
{
    return line_items(r->f->im, r->line) + i;
}

/* The texts of the row below columns of that field and half. */
struct value value_of(struct row *r, const char *field, uint8_t half);

/* Empty, or printed as none. */
static inline bool is_nothing(const struct importer *im, struct jx_slice text)
{
    return jx_is_blank(text) || is_none_mark(im, text);
}

/* Level 1 and 2 (indicator_levels.c): takes what the row prints of them, or keeps what stands
 * above; then puts them into the row of the list. */
void take_levels(struct row *r, uint8_t half);
void put_levels(struct row *r, const char *list, uint32_t index, uint8_t half);
/* Whether the text is a level-1 name outside of any column: then it is that of the rows from here.
 */
bool begin_band(struct form_reader *f, uint32_t line, const struct item *it);

#endif
