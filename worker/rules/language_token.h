/* The words and marks of an expression, one after the other. */
#ifndef JX_RULES_LANGUAGE_TOKEN_H
#define JX_RULES_LANGUAGE_TOKEN_H

#include "language.h"

enum { JX_MARK_NE = 0x2260, JX_MARK_GE = 0x2265, JX_MARK_LE = 0x2264, JX_MARK_QUOTE = '"' };

enum jx_token_kind { JX_T_END, JX_T_NUMBER, JX_T_NAME, JX_T_TEXT, JX_T_MARK, JX_T_BAD };

struct jx_token {
    enum jx_token_kind kind;
    size_t at;
    struct jx_slice text;
    uint32_t mark;
};

struct jx_parser {
    struct jx_slice text;
    size_t at;
    struct jx_token now;
    unsigned depth;
    struct jx_setting setting;
    struct jx_language_trouble *trouble;
    jx_status rc;
};

/* The first failure stands. */
void jx_parser_fail(struct jx_parser *p, size_t at, const char *zh, const char *en);
/* Reads the next token into p->now. */
void jx_parser_advance(struct jx_parser *p);
bool jx_parser_at(const struct jx_parser *p, uint32_t mark);
/* Moves behind the mark, or the word in either language; false, and nothing moves, when it is not
 * there. */
bool jx_parser_take(struct jx_parser *p, uint32_t mark);
bool jx_parser_at_word(const struct jx_parser *p, const char *zh, const char *en);
bool jx_parser_take_word(struct jx_parser *p, const char *zh, const char *en);

#endif
