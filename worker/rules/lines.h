/* The lines of a rule file: headings in brackets, `key = value`, plain lines; `#` begins a comment
 * line. */
#ifndef JX_RULES_LINES_H
#define JX_RULES_LINES_H

#include "../../proto/base/arena.h"

enum jx_line_kind {
    JX_LINE_HEADING, /* [key value] */
    JX_LINE_ENTRY,   /* key = value */
    JX_LINE_PLAIN,   /* value */
};

struct jx_line {
    enum jx_line_kind kind;
    struct jx_slice whole; /* the line, for columns */
    struct jx_slice key, value;
    unsigned number; /* from 1 */
};

struct jx_lines {
    struct jx_line *items;
    uint32_t count;
};

/* Splits the text; blank lines and comments are left out. A heading without its closing bracket
 * comes back as a HEADING with an absent key. JX_OK or the arena's status. Everything borrows from
 * the text. */
jx_status jx_lines_split(struct jx_slice text, struct jx_arena *a, struct jx_lines *out);

/* The column, from 1 and in characters, of a place within the line. */
unsigned jx_line_column(const struct jx_line *line, const char *at);

/* The next word of the text, which moves behind it; words are separated by white space or 、. Blank
 * at the end. */
struct jx_slice jx_next_word(struct jx_slice *text);

#endif
