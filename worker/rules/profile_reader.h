/* The reader of profiles, as its parts share it: where it stands, how it fails, what a value is. */
#ifndef JX_RULES_PROFILE_READER_H
#define JX_RULES_PROFILE_READER_H

#include "lines.h"
#include "profile.h"

struct jx_profile_reader {
    struct jx_lines lines;
    struct jx_arena *arena;
    struct jx_profile *profile;
    struct jx_profile_trouble *trouble;
    jx_status rc;
    const struct jx_line *heading; /* of the section being read */
};

/* The first failure stays; `line` may be NULL, `at` lies in the line or is NULL. */
void jx_profile_fail(struct jx_profile_reader *r, const struct jx_line *line, const char *at,
                     const char *zh, const char *en);
/* At the line's value. */
void jx_profile_fail_value(struct jx_profile_reader *r, const struct jx_line *line, const char *zh,
                           const char *en);
/* Room for `count`; NULL with r->rc set. */
void *jx_profile_take(struct jx_profile_reader *r, size_t count, size_t size);

/* A figure that is not below 0, into a jx_dec. */
void jx_profile_read_figure(struct jx_profile_reader *r, const struct jx_line *line, void *to);
uint32_t jx_profile_count_words(struct jx_slice text);
/* Into a list that has room for them. */
void jx_profile_add_words(struct jx_profile_reader *r, const struct jx_line *line,
                          struct jx_slice text, struct jx_word_list *list);

/* Reads the section whose entries begin at line i; returns the line behind it. */
typedef uint32_t jx_read_section(struct jx_profile_reader *r, uint32_t i, struct jx_slice name);
jx_read_section jx_section_bands, jx_section_parameters, jx_section_plans, jx_section_severities,
    jx_section_words;
/* The line of the next heading. */
uint32_t jx_profile_section_end(const struct jx_profile_reader *r, uint32_t i);

#endif
