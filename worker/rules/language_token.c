/* Splits an expression into tokens; Chinese and ASCII marks are the same. */
#include "language_token.h"

#include "../../proto/base/text.h"

void jx_parser_fail(struct jx_parser *p, size_t at, const char *zh, const char *en)
{
    if (p->rc != JX_OK) return;
    p->rc = JX_E_RULES;
    *p->trouble = (struct jx_language_trouble){at, zh, en};
}

/* What may be typed with a Chinese keyboard. */
static uint32_t plain_mark(uint32_t c)
{
    static const struct {
        uint32_t typed, plain;
    } marks[] = {{0xFF08, '('},
                 {0xFF09, ')'},
                 {0xFF0C, ','},
                 {0xD7, '*'},
                 {0xF7, '/'},
                 {0xFF0B, '+'},
                 {0xFF0D, '-'},
                 {0xFF1D, '='},
                 {0xFF1C, '<'},
                 {0xFF1E, '>'},
                 {0xFF05, '%'},
                 {0x2212, '-'},
                 {0x201C, JX_MARK_QUOTE},
                 {0x201D, JX_MARK_QUOTE}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].typed == c) return marks[i].plain;
    return c;
}

static bool is_mark(uint32_t c)
{
    return c == JX_MARK_GE || c == JX_MARK_LE || c == JX_MARK_NE ||
           (c < 128 && c != 0 && strchr("()+-*/,=<>%", (int)c));
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_character(uint32_t c)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
    return letter || c == '_' || c == '.' || (c >= 0x4E00 && c <= 0x9FFF);
}

static uint32_t peek(const struct jx_parser *p, size_t *next)
{
    *next = p->at;
    return *next < p->text.len ? plain_mark(jx_utf8_next(p->text, next)) : 0;
}

static uint32_t raw(const struct jx_parser *p, size_t *next)
{
    *next = p->at;
    return *next < p->text.len ? jx_utf8_next(p->text, next) : 0;
}

/* A text ends with the kind of quotation mark that it began with. */
static void take_text(struct jx_parser *p)
{
    size_t next;
    uint32_t close = raw(p, &next) == JX_MARK_QUOTE ? JX_MARK_QUOTE : 0x201D;
    size_t start = p->at = next;
    while (p->at < p->text.len && raw(p, &next) != close)
        p->at = next;
    if (p->at >= p->text.len) {
        jx_parser_fail(p, start, "引号没有成对", "the closing quotation mark");
        return;
    }
    p->now.kind = JX_T_TEXT;
    p->now.text = jx_slice_at(p->text.ptr + start, p->at - start);
    p->at = next;
}

static void take_mark(struct jx_parser *p, uint32_t c, size_t next)
{
    p->now.kind = is_mark(c) ? JX_T_MARK : JX_T_BAD;
    p->now.mark = c;
    p->at = next;
    uint32_t second = peek(p, &next);
    if ((c != '<' && c != '>') || (second != '=' && (c != '<' || second != '>'))) return;
    p->now.mark = second == '>' ? JX_MARK_NE : c == '<' ? JX_MARK_LE : JX_MARK_GE;
    p->at = next;
}

void jx_parser_advance(struct jx_parser *p)
{
    size_t next;
    while (p->at < p->text.len && jx_is_space(peek(p, &next)))
        p->at = next;
    p->now = (struct jx_token){.kind = JX_T_END, .at = p->at};
    if (p->at >= p->text.len) return;
    uint32_t c = peek(p, &next);
    if (c == JX_MARK_QUOTE) {
        take_text(p);
        return;
    }
    if (!is_name_character(c) || c == '.') {
        take_mark(p, c, next);
        return;
    }
    p->now.kind = is_digit(c) ? JX_T_NUMBER : JX_T_NAME;
    while (p->at < p->text.len) {
        c = peek(p, &next);
        if (!(p->now.kind == JX_T_NUMBER ? is_digit(c) || c == '.' : is_name_character(c))) break;
        p->at = next;
    }
    p->now.text = jx_slice_at(p->text.ptr + p->now.at, p->at - p->now.at);
}

bool jx_parser_at(const struct jx_parser *p, uint32_t mark)
{
    return p->now.kind == JX_T_MARK && p->now.mark == mark;
}

bool jx_parser_take(struct jx_parser *p, uint32_t mark)
{
    if (!jx_parser_at(p, mark)) return false;
    jx_parser_advance(p);
    return true;
}

bool jx_parser_at_word(const struct jx_parser *p, const char *zh, const char *en)
{
    return p->now.kind == JX_T_NAME &&
           (jx_slice_eq(p->now.text, jx_slice_of(zh)) || jx_slice_eq(p->now.text, jx_slice_of(en)));
}

bool jx_parser_take_word(struct jx_parser *p, const char *zh, const char *en)
{
    if (!jx_parser_at_word(p, zh, en)) return false;
    jx_parser_advance(p);
    return true;
}
