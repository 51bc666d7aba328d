/* What `jixiao missing` has learned: shown as lists, or as texts that remind. */
#ifndef JX_CLIENT_MISSING_H
#define JX_CLIENT_MISSING_H

#include "tree.h"

struct form_branches {
    struct jx_slice form;
    struct jx_branches data;
};

struct missing {
    struct context *ctx;
    struct jx_arena arena;
    uint32_t year;
    struct jx_slice form, unit;
    struct jx_dues dues;
    struct form_branches forms[JX_FORM_COUNT];
    uint32_t form_count;
    bool remind;
};

/* In the user's language. */
const char *missing_form_title(const struct missing *m, struct jx_slice form);

/* `--remind`: for each unit that owes something, what and by when (remind.c). Returns the exit
 * code.
 */
int remind(struct missing *m);

#endif
