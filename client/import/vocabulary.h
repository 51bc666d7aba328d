/* The words that the recogniser goes by, read from a text file that a finance officer keeps:
 * ops/rules/standard/vocabulary.txt, which says in its own head how it is written. */
#ifndef JX_IMPORT_VOCABULARY_H
#define JX_IMPORT_VOCABULARY_H

#include "../../proto/base/arena.h"
#include "key.h"
#include "words.h"

enum {
    JX_VOCABULARY_BYTES_MAX = 1 << 18,
    JX_VOCABULARY_WORDS_MAX = 8192,
    JX_LEVEL1_MAX = 31, /* a set of them fits in a 32-bit mask */
};

struct jx_vocabulary;

/* What is wrong: in which file (from 0), line and column (in characters), from 1, and what was
 * expected there. */
struct jx_vocabulary_trouble {
    jx_status status;
    uint32_t file, line, column;
    char expected_zh[160], expected_en[160];
};

/* Reads the whole file or refuses it. JX_OK: *out lives in the arena and borrows nothing from
 * `text`. JX_E_UTF8, JX_E_RULES, JX_E_TOO_LARGE (with *t filled) or the arena's status: *out is
 * NULL. */
jx_status jx_vocabulary_parse(struct jx_slice text, struct jx_arena *a, struct jx_vocabulary **out,
                              struct jx_vocabulary_trouble *t);
/* The same for several files, the standard one and then a county's own. A word of a later file
 * means what that file says; within one file it has one meaning in its class. The sum of their
 * bytes and words is bounded as for one file. */
jx_status jx_vocabulary_parse_all(const struct jx_slice *texts, size_t count, struct jx_arena *a,
                                  struct jx_vocabulary **out, struct jx_vocabulary_trouble *t);

/* The word that the text is, in that class; JX_WORD_NONE when it is none. White space, the width of
 * brackets and a colon at the end do not count. A whole match wins over one without the bracketed
 * group at the end (`全年预算数（A）`), and that over a pattern with `*`; of patterns the one with
 * the most letters wins. */
enum jx_word jx_word_of(const struct jx_vocabulary *v, enum jx_word_class class,
                        struct jx_slice text);
/* Only whole matches and those without bracketed groups, no patterns. */
enum jx_word jx_word_exact(const struct jx_vocabulary *v, enum jx_word_class class,
                           struct jx_slice text);
/* What `*` stands for in the pattern that made the text that word; absent when it was no pattern.
 * Borrows from *key, which becomes the text's key. */
struct jx_slice jx_word_star(const struct jx_vocabulary *v, enum jx_word_class class,
                             struct jx_slice text, struct jx_key *key);
/* For the words that texts begin with (指标1：, 其中：, 注：), which are found in no other way: the
 * length in bytes of the longest one that the text begins with as it is written; 0 when there is
 * none. */
size_t jx_word_prefix(const struct jx_vocabulary *v, enum jx_word word, struct jx_slice text);

/* Level-1 names are groups, numbered from 1 in the order of the file; 0 when it is none. */
uint32_t jx_level1_of(const struct jx_vocabulary *v, struct jx_slice text);
/* The standard name of the group. */
struct jx_slice jx_level1_name(const struct jx_vocabulary *v, uint32_t group);
/* The groups that a level-2 name stands under, as a mask (bit n for group n); 0 when it is none. */
uint32_t jx_level2_parents(const struct jx_vocabulary *v, struct jx_slice text);
/* The one of them that the file names first; 0 when it is none. */
uint32_t jx_level2_home(const struct jx_vocabulary *v, struct jx_slice text);

/* The key of the final-accounts table of that title ("01"); absent when it is none. */
struct jx_slice jx_accounts_key(const struct jx_vocabulary *v, struct jx_slice title);

/* What the word is worth, from words.h. */
const char *jx_word_field(enum jx_word word);
enum jx_look jx_word_look(enum jx_word word);

#endif
