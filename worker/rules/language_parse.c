/* Compiles expressions by recursive descent; every name has a Chinese and an English spelling. */
#include "language.h"

#include "../../proto/base/text.h"

enum token_kind { T_END, T_NUMBER, T_NAME, T_TEXT, T_MARK, T_BAD };

struct token {
    enum token_kind kind;
    size_t at;
    struct jx_slice text;
    uint32_t mark;
};

struct parser {
    struct jx_slice text;
    size_t at;
    struct token now;
    unsigned depth;
    struct jx_setting setting;
    struct jx_language_trouble *trouble;
    jx_status rc;
};

typedef const struct jx_node *node;

enum { NE = 0x2260, GE = 0x2265, LE = 0x2264, QUOTE = '"' };

/* ---- tokens ---- */

/* What may be typed with a Chinese keyboard. */
static uint32_t plain_mark(uint32_t c)
{
    static const struct {
        uint32_t typed, plain;
    } marks[] = {{0xFF08, '('}, {0xFF09, ')'}, {0xFF0C, ','}, {0xD7, '*'},  {0xF7, '/'},
                 {0xFF0B, '+'}, {0xFF0D, '-'}, {0xFF1D, '='}, {0xFF1C, '<'}, {0xFF1E, '>'},
                 {0xFF05, '%'}, {0x2212, '-'}, {0x201C, QUOTE}, {0x201D, QUOTE}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].typed == c) return marks[i].plain;
    return c;
}

static bool is_mark(uint32_t c)
{
    return c == GE || c == LE || c == NE || (c < 128 && c != 0 && strchr("()+-*/,=<>%", (int)c));
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

static uint32_t peek(const struct parser *p, size_t *next)
{
    *next = p->at;
    return *next < p->text.len ? plain_mark(jx_utf8_next(p->text, next)) : 0;
}

static node fail(struct parser *p, size_t at, const char *zh, const char *en)
{
    if (p->rc == JX_OK) {
        p->rc = JX_E_RULES;
        *p->trouble = (struct jx_language_trouble){at, zh, en};
    }
    return NULL;
}

static uint32_t raw(const struct parser *p, size_t *next)
{
    *next = p->at;
    return *next < p->text.len ? jx_utf8_next(p->text, next) : 0;
}

/* A text ends with the kind of quotation mark that it began with. */
static void take_text(struct parser *p)
{
    size_t next;
    uint32_t close = raw(p, &next) == QUOTE ? QUOTE : 0x201D;
    size_t start = p->at = next;
    while (p->at < p->text.len && raw(p, &next) != close)
        p->at = next;
    if (p->at >= p->text.len) {
        fail(p, start, "引号没有成对", "the closing quotation mark");
        return;
    }
    p->now.kind = T_TEXT;
    p->now.text = jx_slice_at(p->text.ptr + start, p->at - start);
    p->at = next;
}

static void take_mark(struct parser *p, uint32_t c, size_t next)
{
    p->now.kind = is_mark(c) ? T_MARK : T_BAD;
    p->now.mark = c;
    p->at = next;
    uint32_t second = peek(p, &next);
    if ((c != '<' && c != '>') || (second != '=' && (c != '<' || second != '>'))) return;
    p->now.mark = second == '>' ? NE : c == '<' ? LE : GE;
    p->at = next;
}

static void advance(struct parser *p)
{
    size_t next;
    while (p->at < p->text.len && jx_is_space(peek(p, &next)))
        p->at = next;
    p->now = (struct token){.kind = T_END, .at = p->at};
    if (p->at >= p->text.len) return;
    uint32_t c = peek(p, &next);
    if (c == QUOTE) {
        take_text(p);
        return;
    }
    if (!is_name_character(c) || c == '.') {
        take_mark(p, c, next);
        return;
    }
    p->now.kind = is_digit(c) ? T_NUMBER : T_NAME;
    while (p->at < p->text.len) {
        c = peek(p, &next);
        if (!(p->now.kind == T_NUMBER ? is_digit(c) || c == '.' : is_name_character(c))) break;
        p->at = next;
    }
    p->now.text = jx_slice_at(p->text.ptr + p->now.at, p->at - p->now.at);
}

static bool at_mark(const struct parser *p, uint32_t mark)
{
    return p->now.kind == T_MARK && p->now.mark == mark;
}

static bool take_mark_if(struct parser *p, uint32_t mark)
{
    if (!at_mark(p, mark)) return false;
    advance(p);
    return true;
}

static bool is_word(const struct parser *p, const char *zh, const char *en)
{
    return p->now.kind == T_NAME && (jx_slice_eq(p->now.text, jx_slice_of(zh)) ||
                                     jx_slice_eq(p->now.text, jx_slice_of(en)));
}

static bool take_word(struct parser *p, const char *zh, const char *en)
{
    if (!is_word(p, zh, en)) return false;
    advance(p);
    return true;
}

/* ---- nodes ---- */

static node make(struct parser *p, struct jx_node n)
{
    if (p->rc != JX_OK) return NULL;
    struct jx_node *to = jx_arena_take(p->setting.arena, sizeof *to);
    if (!to) {
        p->rc = jx_arena_failure(p->setting.arena);
        return NULL;
    }
    *to = n;
    return to;
}

static bool is_reference(node n)
{
    return n->kind == JX_N_FIELD || n->kind == JX_N_CAPTURE;
}

/* A field or a slot is a figure or a text, whichever is asked for. */
static node as(struct parser *p, node n, enum jx_value_type type, size_t at)
{
    if (!n || n->type == type) return n;
    if (is_reference(n) && type != JX_VALUE_TRUTH) {
        struct jx_node other = *n;
        other.type = type;
        return make(p, other);
    }
    static const char *const zh[] = {"此处应为数字", "此处应为条件", "此处应为文字"};
    static const char *const en[] = {"a number", "a condition", "a text"};
    return fail(p, at, zh[type], en[type]);
}

static node expression(struct parser *p);

/* ---- names ---- */

static bool is_named(struct jx_slice name, const char *zh, const char *en)
{
    return jx_slice_eq(name, jx_slice_of(zh)) || jx_slice_eq(name, jx_slice_of(en));
}

static bool value_of_name(struct jx_slice name, struct jx_node *out)
{
    static const struct {
        const char *zh, *en;
        enum jx_value_type type;
    } values[] = {
#define X(name, zh, en, type) {zh, en, JX_VALUE_##type},
        JX_VALUES(X)
#undef X
    };
    for (uint32_t i = 0; i < JX_NAMED_VALUE_COUNT; i++) {
        if (!is_named(name, values[i].zh, values[i].en)) continue;
        *out = (struct jx_node){.kind = JX_N_VALUE, .type = values[i].type, .index = i};
        return true;
    }
    return false;
}

static bool capture_of_name(const struct jx_setting *s, struct jx_slice name, struct jx_node *out)
{
    if (s->scope.kind != JX_SCOPE_SENTENCE) return false;
    const struct jx_sentence *sentence = &s->set->sentences[s->scope.part];
    for (uint32_t i = 0; i < sentence->slot_count; i++) {
        if (!jx_slice_eq(name, sentence->names[i])) continue;
        *out = (struct jx_node){.kind = JX_N_CAPTURE, .type = JX_VALUE_TEXT, .index = i};
        return true;
    }
    return false;
}

static bool parameter_of_name(const struct jx_setting *s, struct jx_slice name, struct jx_node *out)
{
    struct jx_slice head = JX_LIT("参数.");
    if (!jx_starts_with(name, head)) return false;
    name = jx_slice_from(name, head.len);
    for (uint32_t i = 0; i < s->set->parameter_count; i++) {
        const struct jx_parameter *x = &s->set->parameters[i];
        if (!jx_slice_eq(x->name, name)) continue;
        *out = (struct jx_node){
            .kind = JX_N_NUMBER, .type = JX_VALUE_NUMBER, .number = jx_number_of(x->value)};
        return true;
    }
    return false;
}

/* `总额.` and `结转.` name rows of the funds. */
static enum jx_row_kind take_fund_row(struct jx_slice *name)
{
    static const struct {
        const char *zh, *en;
        enum jx_row_kind row;
    } rows[] = {{"总额.", "total_row.", JX_ROW_TOTAL}, {"结转.", "carryover_row.", JX_ROW_CARRYOVER}};
    for (size_t i = 0; i < 2; i++) {
        const char *both[] = {rows[i].zh, rows[i].en};
        for (int k = 0; k < 2; k++) {
            struct jx_slice head = jx_slice_of(both[k]);
            if (!jx_starts_with(*name, head)) continue;
            *name = jx_slice_from(*name, head.len);
            return rows[i].row;
        }
    }
    return JX_ROW_ONLY;
}

static bool field_of(const struct jx_setting *s, bool other, struct jx_slice name,
                     struct jx_node *out)
{
    enum jx_form form = other ? s->other : s->form;
    if (form == JX_FORM_UNKNOWN) return false;
    bool rows = s->scope.kind == JX_SCOPE_ROWS || s->scope.kind == JX_SCOPE_GROUPS;
    uint32_t own = s->list ? s->list : rows ? s->scope.part : JX_PART_HEAD;
    uint32_t part = other ? s->other_part : own;
    *out = (struct jx_node){.kind = JX_N_FIELD, .type = JX_VALUE_TEXT, .other = other};
    out->row = take_fund_row(&name);
    if (out->row != JX_ROW_ONLY) {
        if (!jx_list_resolve(s->set->layouts, form, JX_LIT("funds"), &part)) return false;
        return jx_field_resolve(s->set->layouts, form, part, name, &out->ref) &&
               out->ref.part == part;
    }
    if (!jx_field_resolve(s->set->layouts, form, part, name, &out->ref)) return false;
    if (part != JX_PART_HEAD && out->ref.part == part) out->row = JX_ROW_CURRENT;
    return true;
}

static node name(struct parser *p)
{
    struct jx_node n;
    size_t at = p->now.at;
    struct jx_slice text = p->now.text, rest = text;
    const struct jx_setting *s = &p->setting;
    bool other = jx_starts_with(text, JX_LIT("对方."));
    if (other) rest = jx_slice_from(text, sizeof "对方." - 1);
    bool found = !other && (capture_of_name(s, text, &n) || value_of_name(text, &n) ||
                            parameter_of_name(s, text, &n));
    if (!found && !field_of(s, other, rest, &n))
        return fail(p, at, "这个表种没有这一项，或没有这个函数、参数",
                    "a field of this form, a function or a parameter");
    advance(p);
    return make(p, n);
}

/* ---- functions ---- */

static const struct {
    const char *zh, *en;
    enum jx_value_type result;
    const char *args;
} functions[] = {
#define X(name, zh, en, result, args) {zh, en, JX_VALUE_##result, args},
    JX_FUNCTIONS(X)
#undef X
};

static uint32_t function_of_name(struct jx_slice text)
{
    uint32_t f = 0;
    while (f < JX_FUNCTION_COUNT && !is_named(text, functions[f].zh, functions[f].en))
        f++;
    return f;
}

/* A list changes what the names behind it mean: they are its rows' fields. */
static void list_argument(struct parser *p, struct jx_node *call)
{
    uint32_t part;
    if (p->now.kind != T_NAME ||
        !jx_list_resolve(p->setting.set->layouts, p->setting.form, p->now.text, &part)) {
        fail(p, p->now.at, "此处应为这个表种的一个列表（资金、指标、行…）", "a list of this form");
        return;
    }
    call->part = part;
    /* Slots of a sentence stay visible; rows of an outer list do not. */
    p->setting.list = part;
    advance(p);
}

static void form_argument(struct parser *p, struct jx_node *call)
{
    enum jx_form form = p->now.kind == T_NAME ? jx_form_called(p->now.text) : JX_FORM_UNKNOWN;
    if (form == JX_FORM_UNKNOWN) {
        fail(p, p->now.at, "此处应为表种名称", "the name of a form");
        return;
    }
    call->form = form;
    p->setting.form = form;
    p->setting.list = 0;
    p->setting.scope = (struct jx_scope){.kind = JX_SCOPE_DOCUMENT};
    advance(p);
}

static void sentence_argument(struct parser *p, struct jx_node *call)
{
    const struct jx_rule_set *set = p->setting.set;
    for (uint32_t i = 0; p->now.kind == T_NAME && i < set->sentence_count; i++) {
        if (!jx_slice_eq(set->sentences[i].id, p->now.text)) continue;
        call->part = i;
        advance(p);
        return;
    }
    fail(p, p->now.at, "此处应为句式名称", "the name of a sentence pattern");
}

static node list_field(struct parser *p, uint32_t part)
{
    struct jx_node n = {.kind = JX_N_FIELD, .type = JX_VALUE_NUMBER, .row = JX_ROW_CURRENT};
    bool ok = p->now.kind == T_NAME && jx_field_resolve(p->setting.set->layouts, p->setting.form,
                                                        part, p->now.text, &n.ref);
    if (!ok || n.ref.part != part)
        return fail(p, p->now.at, "此处应为该列表的一个栏目", "a column of the list");
    advance(p);
    return make(p, n);
}

static node argument(struct parser *p, char kind)
{
    size_t at = p->now.at;
    if (kind == 's') {
        if (p->now.kind != T_TEXT) return fail(p, at, "此处应为引号中的文字", "a text in quotes");
        node n = make(p, (struct jx_node){
                             .kind = JX_N_TEXT, .type = JX_VALUE_TEXT, .text = p->now.text});
        advance(p);
        return n;
    }
    if (kind == 'f') {
        uint32_t part;
        if (!jx_list_resolve(p->setting.set->layouts, p->setting.form, JX_LIT("funds"), &part))
            return fail(p, at, "这个表种没有资金来源", "a form with sources of funds");
        return list_field(p, part);
    }
    node n = expression(p);
    if (n && kind == 'c' && n->kind != JX_N_FIELD)
        return fail(p, at, "此处应为表中的一项", "a field of the form");
    return as(p, n, kind == 'n' ? JX_VALUE_NUMBER : kind == 't' ? JX_VALUE_TRUTH : JX_VALUE_TEXT,
              at);
}

static void arguments(struct parser *p, struct jx_node *call, const char *args)
{
    uint32_t kids = 0;
    for (const char *a = args; *a && p->rc == JX_OK; a++) {
        if (a != args && !take_mark_if(p, ','))
            fail(p, p->now.at, "此处应为逗号和下一个参数", "a comma and the next argument");
        else if (*a == 'L')
            list_argument(p, call);
        else if (*a == 'F')
            form_argument(p, call);
        else if (*a == 'S')
            sentence_argument(p, call);
        else
            call->kid[kids++] = argument(p, *a);
    }
}

static node call(struct parser *p, uint32_t f)
{
    struct jx_node n = {.kind = JX_N_CALL, .type = functions[f].result, .index = f};
    struct jx_setting outer = p->setting;
    advance(p);
    if (!take_mark_if(p, '('))
        return fail(p, p->now.at, "函数名后应为左括号", "an opening parenthesis");
    if (f == JX_F_GROUP_SUM && p->setting.scope.kind != JX_SCOPE_GROUPS)
        return fail(p, p->now.at, "组和只能用在“每组”的规则里", "a rule for each group");
    arguments(p, &n, functions[f].args);
    p->setting = outer;
    if (p->rc == JX_OK && !take_mark_if(p, ')'))
        return fail(p, p->now.at, "此处应为右括号", "a closing parenthesis");
    return make(p, n);
}

/* ---- precedence ---- */

static node number(struct parser *p)
{
    jx_dec v;
    size_t at = p->now.at;
    if (jx_dec_parse(p->now.text, &v, NULL) != JX_OK) return fail(p, at, "数字写法不对", "a number");
    advance(p);
    struct jx_number x = jx_number_of(v);
    if (take_mark_if(p, '%')) x = jx_number_div(x, jx_number_whole(100));
    return make(p, (struct jx_node){.kind = JX_N_NUMBER, .type = JX_VALUE_NUMBER, .number = x});
}

static node primary(struct parser *p)
{
    size_t at = p->now.at;
    if (p->now.kind == T_NUMBER) return number(p);
    if (p->now.kind == T_TEXT) return argument(p, 's');
    if (take_mark_if(p, '(')) {
        node n = expression(p);
        if (p->rc == JX_OK && !take_mark_if(p, ')'))
            return fail(p, p->now.at, "此处应为右括号", "a closing parenthesis");
        return n;
    }
    if (take_mark_if(p, '-')) {
        node n = as(p, primary(p), JX_VALUE_NUMBER, at);
        node zero = make(p, (struct jx_node){.kind = JX_N_NUMBER,
                                             .type = JX_VALUE_NUMBER,
                                             .number = jx_number_whole(0)});
        return make(p, (struct jx_node){
                           .kind = JX_N_SUB, .type = JX_VALUE_NUMBER, .kid = {zero, n}});
    }
    if (p->now.kind != T_NAME)
        return fail(p, at, "此处应为数字、文字、栏目或函数", "a number, text, field or function");
    uint32_t f = function_of_name(p->now.text);
    return f < JX_FUNCTION_COUNT ? call(p, f) : name(p);
}

static node arithmetic(struct parser *p, bool product)
{
    size_t at = p->now.at;
    node left = product ? primary(p) : arithmetic(p, true);
    for (;;) {
        bool first = at_mark(p, product ? '*' : '+');
        if (p->rc != JX_OK || (!first && !at_mark(p, product ? '/' : '-'))) return left;
        advance(p);
        size_t right_at = p->now.at;
        node right = product ? primary(p) : arithmetic(p, true);
        left = as(p, left, JX_VALUE_NUMBER, at);
        right = as(p, right, JX_VALUE_NUMBER, right_at);
        enum jx_node_kind kind = product ? (first ? JX_N_MUL : JX_N_DIV)
                                         : (first ? JX_N_ADD : JX_N_SUB);
        left = make(p, (struct jx_node){
                           .kind = kind, .type = JX_VALUE_NUMBER, .kid = {left, right}});
    }
}

static node member(struct parser *p, node left, size_t at)
{
    const struct jx_rule_set *set = p->setting.set;
    advance(p);
    left = as(p, left, JX_VALUE_TEXT, at);
    for (uint32_t i = 0; p->now.kind == T_NAME && i < set->list_count; i++) {
        if (!jx_slice_eq(set->lists[i].name, p->now.text)) continue;
        advance(p);
        return make(p, (struct jx_node){
                           .kind = JX_N_MEMBER, .type = JX_VALUE_TRUTH, .index = i, .kid = {left}});
    }
    return fail(p, p->now.at, "此处应为词表名称", "the name of a word list");
}

/* Two texts are compared as they are read aloud, two figures by their intervals; a field beside a
 * text is a text, otherwise a figure. */
static node comparison(struct parser *p)
{
    static const struct {
        uint32_t mark;
        enum jx_node_kind kind;
    } marks[] = {{'=', JX_N_EQ}, {NE, JX_N_NE}, {'<', JX_N_LT},
                 {LE, JX_N_LE},  {'>', JX_N_GT}, {GE, JX_N_GE}};
    size_t at = p->now.at;
    node left = arithmetic(p, false);
    if (p->rc == JX_OK && is_word(p, "属于", "in")) return member(p, left, at);
    for (size_t i = 0; p->rc == JX_OK && i < sizeof marks / sizeof marks[0]; i++) {
        if (!at_mark(p, marks[i].mark)) continue;
        advance(p);
        size_t right_at = p->now.at;
        node right = arithmetic(p, false);
        if (p->rc != JX_OK) return NULL;
        bool texts = (left->type == JX_VALUE_TEXT && !is_reference(left)) ||
                     (right->type == JX_VALUE_TEXT && !is_reference(right));
        enum jx_value_type type = texts ? JX_VALUE_TEXT : JX_VALUE_NUMBER;
        if (texts && marks[i].kind > JX_N_NE)
            return fail(p, right_at, "文字只能用 = 或 ≠ 比较", "= or ≠ between texts");
        left = as(p, left, type, at);
        right = as(p, right, type, right_at);
        return make(p, (struct jx_node){
                           .kind = marks[i].kind, .type = JX_VALUE_TRUTH, .kid = {left, right}});
    }
    return left;
}

static node negation(struct parser *p)
{
    size_t at = p->now.at;
    if (!take_word(p, "非", "not")) return comparison(p);
    if (++p->depth > JX_LANGUAGE_DEPTH_MAX) return fail(p, at, "嵌套过深", "less nesting");
    node n = as(p, negation(p), JX_VALUE_TRUTH, at);
    p->depth--;
    return make(p, (struct jx_node){.kind = JX_N_NOT, .type = JX_VALUE_TRUTH, .kid = {n}});
}

static node logic(struct parser *p, bool either)
{
    size_t at = p->now.at;
    node left = either ? logic(p, false) : negation(p);
    while (p->rc == JX_OK && (either ? take_word(p, "或", "or") : take_word(p, "且", "and"))) {
        size_t right_at = p->now.at;
        node right = either ? logic(p, false) : negation(p);
        left = as(p, left, JX_VALUE_TRUTH, at);
        right = as(p, right, JX_VALUE_TRUTH, right_at);
        left = make(p, (struct jx_node){.kind = either ? JX_N_OR : JX_N_AND,
                                        .type = JX_VALUE_TRUTH,
                                        .kid = {left, right}});
    }
    return left;
}

static node expression(struct parser *p)
{
    if (++p->depth > JX_LANGUAGE_DEPTH_MAX) return fail(p, p->now.at, "嵌套过深", "less nesting");
    node n = logic(p, true);
    p->depth--;
    return n;
}

/* ---- entries ---- */

static struct parser begin(struct jx_slice text, const struct jx_setting *setting,
                           struct jx_language_trouble *t)
{
    struct parser p = {.text = text, .setting = *setting, .trouble = t, .rc = JX_OK};
    if (text.len > JX_LANGUAGE_BYTES_MAX) fail(&p, 0, "表达式过长", "a shorter expression");
    return p;
}

jx_status jx_language_parse(struct jx_slice text, enum jx_value_type type,
                            const struct jx_setting *setting, const struct jx_node **out,
                            struct jx_language_trouble *t)
{
    struct parser p = begin(text, setting, t);
    if (p.rc == JX_OK) advance(&p);
    node n = p.rc == JX_OK ? as(&p, expression(&p), type, 0) : NULL;
    if (p.rc == JX_OK && p.now.kind != T_END)
        fail(&p, p.now.at, "此处应为运算符，或到此结束", "an operator, or the end");
    *out = n;
    return p.rc;
}

jx_status jx_pairing_parse(struct jx_slice text, enum jx_value_type type,
                           const struct jx_setting *setting, const struct jx_node **left, const struct jx_node **right,
                           struct jx_language_trouble *t)
{
    struct parser p = begin(text, setting, t);
    if (p.rc == JX_OK) advance(&p);
    size_t at = p.now.at;
    *left = p.rc == JX_OK ? as(&p, arithmetic(&p, false), type, at) : NULL;
    if (p.rc == JX_OK && !take_mark_if(&p, '='))
        fail(&p, p.now.at, "此处应为“本表的一项 = 对方.一项”", "`field = 对方.field`");
    at = p.now.at;
    *right = p.rc == JX_OK ? as(&p, arithmetic(&p, false), type, at) : NULL;
    if (p.rc == JX_OK && p.now.kind != T_END)
        fail(&p, p.now.at, "此处应结束", "the end of the line");
    return p.rc;
}

static bool add_piece(struct jx_template *t, struct jx_template_part piece)
{
    if (piece.value || piece.text.len) t->parts[t->count++] = piece;
    return true;
}

/* {左} and {右} have no expression: the finding's own figures. Their part has a value of kind TEXT
 * with index 1 or 2. */
static jx_status slot(struct jx_slice inner, const struct jx_setting *setting,
                      const struct jx_node **out, struct jx_language_trouble *t)
{
    bool left = is_named(inner, "左", "left"), right = is_named(inner, "右", "right");
    if (!left && !right) {
        jx_status rc = jx_language_parse(inner, JX_VALUE_TEXT, setting, out, t);
        if (rc != JX_E_RULES) return rc;
        return jx_language_parse(inner, JX_VALUE_NUMBER, setting, out, t);
    }
    struct jx_node *n = jx_arena_take(setting->arena, sizeof *n);
    if (!n) return jx_arena_failure(setting->arena);
    *n = (struct jx_node){.kind = JX_N_TEXT, .type = JX_VALUE_TEXT, .index = left ? 1 : 2};
    *out = n;
    return JX_OK;
}

jx_status jx_template_parse(struct jx_slice text, const struct jx_setting *setting,
                            struct jx_template *out, struct jx_language_trouble *t)
{
    size_t slots = 1;
    for (size_t i = 0; i < text.len; i++)
        slots += text.ptr[i] == '{';
    *out = (struct jx_template){.parts = jx_arena_array(setting->arena, slots * 2,
                                                        sizeof *out->parts)};
    if (!out->parts) return jx_arena_failure(setting->arena);
    for (size_t at = 0; at < text.len;) {
        struct jx_slice rest = jx_slice_from(text, at);
        const char *open = memchr(rest.ptr, '{', rest.len);
        size_t n = open ? (size_t)(open - rest.ptr) : rest.len;
        add_piece(out, (struct jx_template_part){.text = jx_slice_at(rest.ptr, n)});
        at += n;
        if (!open) break;
        const char *close = memchr(open, '}', rest.len - n);
        if (!close) {
            *t = (struct jx_language_trouble){at, "花括号没有成对", "the closing brace"};
            return JX_E_RULES;
        }
        struct jx_slice inner = jx_slice_at(open + 1, (size_t)(close - open - 1));
        const struct jx_node *value = NULL;
        jx_status rc = slot(jx_trim(inner), setting, &value, t);
        if (rc == JX_E_RULES) t->at += at + 1;
        if (rc != JX_OK) return rc;
        add_piece(out, (struct jx_template_part){.value = value});
        at += inner.len + 2;
    }
    return JX_OK;
}
