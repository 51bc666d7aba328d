/* How names are compared: without white space, with one width of brackets and letters, without a
 * colon at the end. And the small readings of a label that need nothing but its text. */
#ifndef JX_IMPORT_KEY_H
#define JX_IMPORT_KEY_H

#include "../../proto/base/slice.h"

#include <stdint.h>

/* A key longer than this matches no word; the longest printed label has 36 characters. */
enum { JX_KEY_MAX = 255 };

struct jx_key {
    size_t len;
    bool cut; /* the text is longer than a key may be */
    char text[JX_KEY_MAX + 1];
};

/* Reads at most a few hundred bytes of the text, however long it is. */
void jx_key_of(struct jx_slice text, struct jx_key *out);

static inline struct jx_slice jx_key_slice(const struct jx_key *k)
{
    return jx_slice_at(k->text, k->len);
}

/* Drops the bracketed groups at the end: 全年预算数(A) becomes 全年预算数. False when there is
 * none, or nothing would be left. */
bool jx_key_drop_bracket(struct jx_slice *key);

/* Whether the text begins with an opening bracket. */
bool jx_key_opens(struct jx_slice text);

/* What stands in the last pair of brackets of either width: 万元 in `项目资金（万元）`. Absent when
 * there is none. *before, when not NULL, becomes what stands in front of it. */
struct jx_slice jx_last_bracket(struct jx_slice text, struct jx_slice *before);

/* Whether the whole key fits the pattern, in which every `*` stands for any bytes, or none. */
bool jx_glob(struct jx_slice pattern, struct jx_slice key);
/* What the first `*` of the pattern stands for when the key fits; absent when it does not. */
struct jx_slice jx_glob_star(struct jx_slice pattern, struct jx_slice key);

/* The first year (1990 to 2200; 二〇二三 too) in the text that is followed by 年; 0 when there is
 * none. *at, when not NULL, is where it begins. */
int jx_year_in(struct jx_slice text, size_t *at);
/* The year when the text is nothing else: `（2023年度）`, `2020年度)`; else 0. */
int jx_year_alone(struct jx_slice text);
/* Splits a year in brackets off the end of a title: `监控表 (2024年度)`. 0 when there is none. */
int jx_year_split(struct jx_slice *title);

/* `121-县财政局`, `[003]县政府办公室`, `县政府办公室-002`, `县财政局(105001)`: name and code. Codes
 * have at least `least` digits or letters. Code absent when none is printed. */
void jx_split_code(struct jx_slice text, size_t least, struct jx_slice *name,
                   struct jx_slice *code);

/* `621001某县水务局`: a code of at least six digits and a name without anything between. */
bool jx_split_glued_code(struct jx_slice text, struct jx_slice *name, struct jx_slice *code);

/* `产出指标(50分)`, `满意度（10）`: the name and the weight. False when there is none. */
bool jx_split_weight(struct jx_slice text, struct jx_slice *name, struct jx_slice *weight);

/* The same without brackets: `产出指标50分`. */
bool jx_split_bare_weight(struct jx_slice text, struct jx_slice *name, struct jx_slice *weight);

/* The text behind a leading `1、` `2.` `（三）` `四、`; the text itself when there is none. */
struct jx_slice jx_without_number(struct jx_slice text);

/* The text behind its first colon of either width when there is one; *before is what stands in
 * front. */
bool jx_split_colon(struct jx_slice text, struct jx_slice *before, struct jx_slice *after);

/* A page number alone: `3`, `- 3 -`, `— 3 —`, `第3页`. Not for cells of a table. */
bool jx_is_page_number(struct jx_slice text);

#endif
