/* Reads an expression by recursive descent; every name has a Chinese and an English spelling. */
#include "../../proto/base/text.h"
#include "formula_node.h"

enum token_kind { T_END, T_NUMBER, T_NAME, T_MARK, T_BAD };

struct token {
    enum token_kind kind;
    size_t at;
    struct jx_slice text;
    uint32_t mark; /* of MARK: its plain form, ≤ and ≥ included */
};

struct parser {
    struct jx_slice text;
    size_t at;
    struct token now;
    unsigned depth;
    const struct jx_names *names;
    struct jx_arena *arena;
    struct jx_expression_trouble *trouble;
    jx_status rc;
};

typedef const struct jx_expression *node;

enum { GE = 0x2265, LE = 0x2264 };

/* What may be typed with a Chinese keyboard. */
static uint32_t plain_mark(uint32_t c)
{
    static const struct {
        uint32_t typed, plain;
    } marks[] = {{0xFF08, '('}, {0xFF09, ')'}, {0xFF0C, ','}, {0xD7, '*'},
                 {0xF7, '/'},   {0xFF0B, '+'}, {0xFF0D, '-'}, {0xFF1D, '='},
                 {0xFF1C, '<'}, {0xFF1E, '>'}, {0xFF05, '%'}, {0x2212, '-'}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].typed == c) return marks[i].plain;
    return c;
}

static bool is_mark(uint32_t c)
{
    return c == GE || c == LE || (c < 128 && c != 0 && strchr("()+-*/,=<>%", (int)c));
}

static bool is_name_character(uint32_t c)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || c == '_' || (c >= 0x4E00 && c <= 0x9FFF);
}

static uint32_t peek(const struct parser *p, size_t *next)
{
    *next = p->at;
    return *next < p->text.len ? plain_mark(jx_utf8_next(p->text, next)) : 0;
}

static void take_while(struct parser *p, bool (*fits)(uint32_t))
{
    size_t next;
    while (p->at < p->text.len && fits(peek(p, &next)))
        p->at = next;
    p->now.text = jx_slice_at(p->text.ptr + p->now.at, p->at - p->now.at);
}

static bool is_number_character(uint32_t c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

static void advance(struct parser *p)
{
    size_t next;
    while (p->at < p->text.len && jx_is_space(peek(p, &next)))
        p->at = next;
    p->now = (struct token){.kind = T_END, .at = p->at};
    if (p->at >= p->text.len) return;
    uint32_t c = peek(p, &next);
    if (c >= '0' && c <= '9') {
        p->now.kind = T_NUMBER;
        take_while(p, is_number_character);
    } else if (is_name_character(c)) {
        p->now.kind = T_NAME;
        take_while(p, is_name_character);
    } else {
        p->now.kind = is_mark(c) ? T_MARK : T_BAD;
        p->now.mark = c;
        p->at = next;
        /* >= and <= as typed on an ASCII keyboard. */
        if ((c == '<' || c == '>') && peek(p, &next) == '=') {
            p->now.mark = c == '<' ? LE : GE;
            p->at = next;
        }
    }
}

static node fail(struct parser *p, size_t at, const char *zh, const char *en)
{
    if (p->rc == JX_OK) {
        p->rc = JX_E_RULES;
        *p->trouble = (struct jx_expression_trouble){at, zh, en};
    }
    return NULL;
}

static node make(struct parser *p, struct jx_expression e)
{
    if (p->rc != JX_OK) return NULL;
    struct jx_expression *n = jx_arena_take(p->arena, sizeof *n);
    if (!n) {
        p->rc = p->arena->status;
        return NULL;
    }
    *n = e;
    return n;
}

static node make2(struct parser *p, enum jx_op op, node a, node b)
{
    return make(p, (struct jx_expression){.op = op, .kid = {a, b, NULL}});
}

static bool at_mark(const struct parser *p, uint32_t mark)
{
    return p->now.kind == T_MARK && p->now.mark == mark;
}

static bool at_name(const struct parser *p, const char *zh, const char *en)
{
    return p->now.kind == T_NAME &&
           (jx_slice_eq(p->now.text, jx_slice_of(zh)) || jx_slice_eq(p->now.text, jx_slice_of(en)));
}

static bool want_mark(struct parser *p, uint32_t mark, const char *zh, const char *en)
{
    if (!at_mark(p, mark)) {
        fail(p, p->now.at, zh, en);
        return false;
    }
    advance(p);
    return true;
}

static node any(struct parser *p);

/* A part of the wanted type. */
static node typed(struct parser *p, node (*part)(struct parser *), bool truth)
{
    size_t at = p->now.at;
    node e = part(p);
    if (!e || jx_is_truth(e) == truth) return e;
    return truth ? fail(p, at, "此处应为条件（真或假）", "a condition (true or false)")
                 : fail(p, at, "此处应为数值", "a figure");
}

static node number(struct parser *p)
{
    jx_dec v;
    if (jx_dec_parse(p->now.text, &v, NULL) != JX_OK)
        return fail(p, p->now.at, "此处应为数字，如 0.8 或 80%", "a number such as 0.8 or 80%");
    struct jx_ratio r = jx_ratio_of(v);
    advance(p);
    if (at_mark(p, '%')) {
        advance(p);
        if (jx_ratio_div(r, (struct jx_ratio){100, 1}, &r) != JX_OK)
            return fail(p, p->now.at, "数字过大", "a smaller number");
    }
    return make(p, (struct jx_expression){.op = JX_OP_NUMBER, .number = r});
}

/* Folds f(a, b, c …) into pairs. */
static node fold(struct parser *p, enum jx_op op)
{
    node e = typed(p, any, false);
    unsigned n = 1;
    for (; p->rc == JX_OK && at_mark(p, ','); n++) {
        advance(p);
        e = make2(p, op, e, typed(p, any, false));
    }
    if (n < 2) return fail(p, p->now.at, "此处应为逗号和另一个数值", "a comma and another figure");
    return e;
}

static node clip(struct parser *p, enum jx_op op)
{
    node low = typed(p, any, false);
    if (!want_mark(p, ',', "此处应为逗号", "a comma")) return NULL;
    return make2(p, op, low, typed(p, any, false));
}

static node choice(struct parser *p, enum jx_op op)
{
    node when = typed(p, any, true);
    if (!want_mark(p, ',', "此处应为逗号", "a comma")) return NULL;
    node yes = typed(p, any, false);
    if (!want_mark(p, ',', "此处应为逗号", "a comma")) return NULL;
    return make(p, (struct jx_expression){.op = op, .kid = {when, yes, typed(p, any, false)}});
}

static node share_of_weight(struct parser *p, struct jx_ratio share)
{
    node w = make(p, (struct jx_expression){.op = JX_OP_VARIABLE, .index = JX_VAR_W});
    node s = make(p, (struct jx_expression){.op = JX_OP_NUMBER, .number = share});
    return make2(p, JX_OP_MUL, s, w);
}

static node band(struct parser *p, enum jx_op op)
{
    for (uint32_t i = 0; p->now.kind == T_NAME && i < p->names->band_count; i++) {
        const struct jx_band *b = &p->names->bands[i];
        if (!jx_slice_eq(b->name, p->now.text)) continue;
        advance(p);
        node low = share_of_weight(p, b->low), high = share_of_weight(p, b->high);
        return make2(p, op, low, high);
    }
    return fail(p, p->now.at, "此处应为[档次]中列出的档", "a band that [bands] names");
}

static const struct function {
    const char *zh, *en;
    node (*read)(struct parser *p, enum jx_op op);
    enum jx_op op;
} functions[] = {
    {"较小", "min", fold, JX_OP_MIN}, {"较大", "max", fold, JX_OP_MAX},
    {"如果", "if", choice, JX_OP_IF}, {"取自评", "clip", clip, JX_OP_CLIP},
    {"档", "band", band, JX_OP_CLIP},
};

static node call(struct parser *p, const struct function *f)
{
    advance(p);
    if (!want_mark(p, '(', "此处应为左括号", "an opening parenthesis")) return NULL;
    node e = f->read(p, f->op);
    return want_mark(p, ')', "此处应为右括号", "a closing parenthesis") ? e : NULL;
}

struct name {
    const char *zh, *en;
};

static const struct name facts[] = {
#define X(id, zh, en) {zh, en},
    JX_FACTS(X)
#undef X
};
static const struct name subjects[] = {
#define X(id, zh, en) {zh, en},
    JX_SUBJECTS(X)
#undef X
};
static const struct name variables[] = {{"A", "A"},    {"B", "B"}, {"w", "w"},
                                        {"自评", "S"}, {"D", "D"}, {"M", "M"}};

/* The index of the name that stands here, or -1. */
static int look_up(const struct parser *p, const struct name *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (at_name(p, table[i].zh, table[i].en)) return (int)i;
    return -1;
}

static node member(struct parser *p, uint32_t subject)
{
    advance(p);
    if (!at_name(p, "属于", "in")) return fail(p, p->now.at, "此处应为“属于”", "`in`");
    advance(p);
    for (uint32_t i = 0; p->now.kind == T_NAME && i < p->names->list_count; i++) {
        if (!jx_slice_eq(p->names->lists[i].name, p->now.text)) continue;
        advance(p);
        return make(p, (struct jx_expression){.op = JX_OP_MEMBER, .index = subject, .list = i});
    }
    return fail(p, p->now.at, "此处应为[词表]中列出的词表", "a word list that [words] names");
}

static node leaf(struct parser *p, enum jx_op op, int index)
{
    advance(p);
    return make(p, (struct jx_expression){.op = op, .index = (uint32_t)index});
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static node name(struct parser *p)
{
    for (size_t i = 0; i < COUNT(functions); i++)
        if (at_name(p, functions[i].zh, functions[i].en)) return call(p, &functions[i]);
    int i = look_up(p, variables, COUNT(variables));
    if (i >= 0) return leaf(p, JX_OP_VARIABLE, i);
    i = look_up(p, facts, COUNT(facts));
    if (i >= 0) return leaf(p, JX_OP_FACT, i);
    i = look_up(p, subjects, COUNT(subjects));
    if (i >= 0) return member(p, (uint32_t)i);
    if (at_name(p, "不计算", "none")) return leaf(p, JX_OP_NONE, 0);
    return fail(p, p->now.at, "不认识的词：应为 A、B、w、函数、条件词或单元格名",
                "an unknown word: expected A, B, w, a function, a fact or a cell");
}

static node primary(struct parser *p)
{
    if (p->now.kind == T_NUMBER) return number(p);
    if (p->now.kind == T_NAME) return name(p);
    if (!at_mark(p, '('))
        return fail(p, p->now.at, "此处应为数值、名称或左括号",
                    "a figure, a name or an opening parenthesis");
    advance(p);
    node e = any(p);
    return want_mark(p, ')', "此处应为右括号", "a closing parenthesis") ? e : NULL;
}

static node unary(struct parser *p)
{
    if (!at_mark(p, '-')) return primary(p);
    advance(p);
    node zero = make(p, (struct jx_expression){.op = JX_OP_NUMBER, .number = JX_RATIO_ZERO});
    return make2(p, JX_OP_SUB, zero, typed(p, primary, false));
}

/* A chain of parts of one type, joined by either of two operators from the left. The length is
 * bounded like the depth, because the tree grows by one level with each link. */
static node chain(struct parser *p, node (*part)(struct parser *), uint32_t mark1, enum jx_op op1,
                  uint32_t mark2, enum jx_op op2)
{
    size_t at = p->now.at;
    node e = part(p);
    for (unsigned n = 0; e && (at_mark(p, mark1) || at_mark(p, mark2)); n++) {
        if (n == JX_EXPRESSION_DEPTH_MAX || jx_is_truth(e))
            return fail(p, at, "此处应为较短的算式", "a shorter formula of figures");
        enum jx_op op = at_mark(p, mark1) ? op1 : op2;
        advance(p);
        e = make2(p, op, e, typed(p, part, false));
    }
    return e;
}

static node product(struct parser *p)
{
    return chain(p, unary, '*', JX_OP_MUL, '/', JX_OP_DIV);
}

static node sum(struct parser *p)
{
    return chain(p, product, '+', JX_OP_ADD, '-', JX_OP_SUB);
}

static node comparison(struct parser *p)
{
    static const struct {
        uint32_t mark;
        enum jx_op op;
    } marks[] = {{'=', JX_OP_EQ}, {'<', JX_OP_LT}, {'>', JX_OP_GT}, {LE, JX_OP_LE}, {GE, JX_OP_GE}};
    size_t at = p->now.at;
    node left = sum(p);
    for (size_t i = 0; left && i < COUNT(marks); i++) {
        if (!at_mark(p, marks[i].mark)) continue;
        if (jx_is_truth(left)) return fail(p, at, "此处应为数值", "a figure");
        advance(p);
        return make2(p, marks[i].op, left, typed(p, sum, false));
    }
    return left;
}

static node negation(struct parser *p)
{
    if (!at_name(p, "非", "not")) return comparison(p);
    if (++p->depth > JX_EXPRESSION_DEPTH_MAX) return fail(p, p->now.at, "嵌套太深", "less nesting");
    advance(p);
    node e = make2(p, JX_OP_NOT, typed(p, negation, true), NULL);
    p->depth--;
    return e;
}

static node joined(struct parser *p, node (*part)(struct parser *), const char *zh, const char *en,
                   enum jx_op op)
{
    size_t at = p->now.at;
    node e = part(p);
    for (unsigned n = 0; e && at_name(p, zh, en); n++) {
        if (!jx_is_truth(e))
            return fail(p, at, "此处应为条件（真或假）", "a condition (true or false)");
        if (n == JX_EXPRESSION_DEPTH_MAX) return fail(p, at, "条件太长", "a shorter condition");
        advance(p);
        e = make2(p, op, e, typed(p, part, true));
    }
    return e;
}

static node conjunction(struct parser *p)
{
    return joined(p, negation, "且", "and", JX_OP_AND);
}

static node any(struct parser *p)
{
    if (++p->depth > JX_EXPRESSION_DEPTH_MAX) return fail(p, p->now.at, "嵌套太深", "less nesting");
    node e = joined(p, conjunction, "或", "or", JX_OP_OR);
    p->depth--;
    return e;
}

jx_status jx_expression_parse(struct jx_slice text, bool truth, const struct jx_names *names,
                              struct jx_arena *a, const struct jx_expression **out,
                              struct jx_expression_trouble *t)
{
    struct parser p = {.text = text, .names = names, .arena = a, .trouble = t, .rc = JX_OK};
    if (text.len > JX_EXPRESSION_BYTES_MAX) {
        fail(&p, JX_EXPRESSION_BYTES_MAX, "公式太长", "a shorter formula");
        return p.rc;
    }
    advance(&p);
    node e = typed(&p, any, truth);
    if (p.rc == JX_OK && p.now.kind != T_END)
        fail(&p, p.now.at, "此处应为行末", "the end of the line");
    if (p.rc == JX_OK) *out = e;
    return p.rc;
}
