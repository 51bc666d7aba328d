/* Compiles expressions by recursive descent; every name has a Chinese and an English spelling. */
#include "language_share.h"
#include "language_token.h"

#include "../../proto/base/text.h"

typedef const struct jx_node *node;

static node fail(struct jx_parser *p, size_t at, const char *zh, const char *en)
{
    jx_parser_fail(p, at, zh, en);
    return NULL;
}

/* ---- nodes ---- */

static node make(struct jx_parser *p, struct jx_node n)
{
    if (p->rc != JX_OK) return NULL;
    struct jx_arena *a = p->setting.arena;
    node made = jx_node_shared(&p->setting.shared[p->setting.form], &n, a);
    if (!made) p->rc = jx_arena_failure(a);
    return made;
}

static bool is_reference(node n)
{
    return n->kind == JX_N_FIELD || n->kind == JX_N_CAPTURE;
}

/* A field or a slot is a figure or a text, whichever is asked for. */
static node as(struct jx_parser *p, node n, enum jx_value_type type, size_t at)
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

static node expression(struct jx_parser *p);

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
    } rows[] = {{"总额.", "total_row.", JX_ROW_TOTAL},
                {"结转.", "carryover_row.", JX_ROW_CARRYOVER}};
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

static node name(struct jx_parser *p)
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
    jx_parser_advance(p);
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
static void list_argument(struct jx_parser *p, struct jx_node *call)
{
    uint32_t part;
    if (p->now.kind != JX_T_NAME ||
        !jx_list_resolve(p->setting.set->layouts, p->setting.form, p->now.text, &part)) {
        fail(p, p->now.at, "此处应为这个表种的一个列表（资金、指标、行…）", "a list of this form");
        return;
    }
    call->part = part;
    /* Slots of a sentence stay visible; rows of an outer list do not. */
    p->setting.list = part;
    jx_parser_advance(p);
}

static void form_argument(struct jx_parser *p, struct jx_node *call)
{
    enum jx_form form = p->now.kind == JX_T_NAME ? jx_form_called(p->now.text) : JX_FORM_UNKNOWN;
    if (form == JX_FORM_UNKNOWN) {
        fail(p, p->now.at, "此处应为表种名称", "the name of a form");
        return;
    }
    call->form = form;
    p->setting.form = form;
    p->setting.list = 0;
    p->setting.scope = (struct jx_scope){.kind = JX_SCOPE_DOCUMENT};
    jx_parser_advance(p);
}

static void sentence_argument(struct jx_parser *p, struct jx_node *call)
{
    const struct jx_rule_set *set = p->setting.set;
    for (uint32_t i = 0; p->now.kind == JX_T_NAME && i < set->sentence_count; i++) {
        if (!jx_slice_eq(set->sentences[i].id, p->now.text)) continue;
        call->part = i;
        jx_parser_advance(p);
        return;
    }
    fail(p, p->now.at, "此处应为句式名称", "the name of a sentence pattern");
}

static node list_field(struct jx_parser *p, uint32_t part)
{
    struct jx_node n = {.kind = JX_N_FIELD, .type = JX_VALUE_NUMBER, .row = JX_ROW_CURRENT};
    bool ok = p->now.kind == JX_T_NAME &&
              jx_field_resolve(p->setting.set->layouts, p->setting.form, part, p->now.text, &n.ref);
    if (!ok || n.ref.part != part)
        return fail(p, p->now.at, "此处应为该列表的一个栏目", "a column of the list");
    jx_parser_advance(p);
    return make(p, n);
}

static node argument(struct jx_parser *p, char kind)
{
    size_t at = p->now.at;
    if (kind == 's') {
        if (p->now.kind != JX_T_TEXT)
            return fail(p, at, "此处应为引号中的文字", "a text in quotes");
        node n = make(
            p, (struct jx_node){.kind = JX_N_TEXT, .type = JX_VALUE_TEXT, .text = p->now.text});
        jx_parser_advance(p);
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
    return as(p, n,
              kind == 'n'   ? JX_VALUE_NUMBER
              : kind == 't' ? JX_VALUE_TRUTH
                            : JX_VALUE_TEXT,
              at);
}

static void arguments(struct jx_parser *p, struct jx_node *call, const char *args)
{
    uint32_t kids = 0;
    for (const char *a = args; *a && p->rc == JX_OK; a++) {
        if (a != args && !jx_parser_take(p, ','))
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

static node call(struct jx_parser *p, uint32_t f)
{
    struct jx_node n = {.kind = JX_N_CALL, .type = functions[f].result, .index = f};
    struct jx_setting outer = p->setting;
    jx_parser_advance(p);
    if (!jx_parser_take(p, '('))
        return fail(p, p->now.at, "函数名后应为左括号", "an opening parenthesis");
    if (f == JX_F_GROUP_SUM && p->setting.scope.kind != JX_SCOPE_GROUPS)
        return fail(p, p->now.at, "组和只能用在“每组”的规则里", "a rule for each group");
    arguments(p, &n, functions[f].args);
    p->setting = outer;
    if (p->rc == JX_OK && !jx_parser_take(p, ')'))
        return fail(p, p->now.at, "此处应为右括号", "a closing parenthesis");
    return make(p, n);
}

/* ---- precedence ---- */

static node number(struct jx_parser *p)
{
    jx_dec v;
    size_t at = p->now.at;
    if (jx_dec_parse(p->now.text, &v, NULL) != JX_OK)
        return fail(p, at, "数字写法不对", "a number");
    jx_parser_advance(p);
    struct jx_number x = jx_number_of(v);
    if (jx_parser_take(p, '%')) x = jx_number_div(x, jx_number_whole(100));
    return make(p, (struct jx_node){.kind = JX_N_NUMBER, .type = JX_VALUE_NUMBER, .number = x});
}

static node primary(struct jx_parser *p)
{
    size_t at = p->now.at;
    if (p->now.kind == JX_T_NUMBER) return number(p);
    if (p->now.kind == JX_T_TEXT) return argument(p, 's');
    if (jx_parser_take(p, '(')) {
        node n = expression(p);
        if (p->rc == JX_OK && !jx_parser_take(p, ')'))
            return fail(p, p->now.at, "此处应为右括号", "a closing parenthesis");
        return n;
    }
    if (jx_parser_take(p, '-')) {
        node n = as(p, primary(p), JX_VALUE_NUMBER, at);
        node zero = make(p, (struct jx_node){.kind = JX_N_NUMBER,
                                             .type = JX_VALUE_NUMBER,
                                             .number = jx_number_whole(0)});
        return make(p,
                    (struct jx_node){.kind = JX_N_SUB, .type = JX_VALUE_NUMBER, .kid = {zero, n}});
    }
    if (p->now.kind != JX_T_NAME)
        return fail(p, at, "此处应为数字、文字、栏目或函数", "a number, text, field or function");
    uint32_t f = function_of_name(p->now.text);
    return f < JX_FUNCTION_COUNT ? call(p, f) : name(p);
}

static node arithmetic(struct jx_parser *p, bool product)
{
    size_t at = p->now.at;
    node left = product ? primary(p) : arithmetic(p, true);
    for (;;) {
        bool first = jx_parser_at(p, product ? '*' : '+');
        if (p->rc != JX_OK || (!first && !jx_parser_at(p, product ? '/' : '-'))) return left;
        jx_parser_advance(p);
        size_t right_at = p->now.at;
        node right = product ? primary(p) : arithmetic(p, true);
        left = as(p, left, JX_VALUE_NUMBER, at);
        right = as(p, right, JX_VALUE_NUMBER, right_at);
        enum jx_node_kind kind = product ? (first ? JX_N_MUL : JX_N_DIV)
                                         : (first ? JX_N_ADD : JX_N_SUB);
        left = make(p,
                    (struct jx_node){.kind = kind, .type = JX_VALUE_NUMBER, .kid = {left, right}});
    }
}

static node member(struct jx_parser *p, node left, size_t at)
{
    const struct jx_rule_set *set = p->setting.set;
    jx_parser_advance(p);
    left = as(p, left, JX_VALUE_TEXT, at);
    for (uint32_t i = 0; p->now.kind == JX_T_NAME && i < set->list_count; i++) {
        if (!jx_slice_eq(set->lists[i].name, p->now.text)) continue;
        jx_parser_advance(p);
        return make(p, (struct jx_node){
                           .kind = JX_N_MEMBER, .type = JX_VALUE_TRUTH, .index = i, .kid = {left}});
    }
    return fail(p, p->now.at, "此处应为词表名称", "the name of a word list");
}

/* Two texts are compared as they are read aloud, two figures by their intervals; a field beside a
 * text is a text, otherwise a figure. */
static node comparison(struct jx_parser *p)
{
    static const struct {
        uint32_t mark;
        enum jx_node_kind kind;
    } marks[] = {{'=', JX_N_EQ},        {JX_MARK_NE, JX_N_NE}, {'<', JX_N_LT},
                 {JX_MARK_LE, JX_N_LE}, {'>', JX_N_GT},        {JX_MARK_GE, JX_N_GE}};
    size_t at = p->now.at;
    node left = arithmetic(p, false);
    if (p->rc == JX_OK && jx_parser_at_word(p, "属于", "in")) return member(p, left, at);
    for (size_t i = 0; p->rc == JX_OK && i < sizeof marks / sizeof marks[0]; i++) {
        if (!jx_parser_at(p, marks[i].mark)) continue;
        jx_parser_advance(p);
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

static node negation(struct jx_parser *p)
{
    size_t at = p->now.at;
    if (!jx_parser_take_word(p, "非", "not")) return comparison(p);
    if (++p->depth > JX_LANGUAGE_DEPTH_MAX) return fail(p, at, "嵌套过深", "less nesting");
    node n = as(p, negation(p), JX_VALUE_TRUTH, at);
    p->depth--;
    return make(p, (struct jx_node){.kind = JX_N_NOT, .type = JX_VALUE_TRUTH, .kid = {n}});
}

static node logic(struct jx_parser *p, bool either)
{
    size_t at = p->now.at;
    node left = either ? logic(p, false) : negation(p);
    while (p->rc == JX_OK &&
           (either ? jx_parser_take_word(p, "或", "or") : jx_parser_take_word(p, "且", "and"))) {
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

static node expression(struct jx_parser *p)
{
    if (++p->depth > JX_LANGUAGE_DEPTH_MAX) return fail(p, p->now.at, "嵌套过深", "less nesting");
    node n = logic(p, true);
    p->depth--;
    return n;
}

/* ---- entries ---- */

static struct jx_parser begin(struct jx_slice text, const struct jx_setting *setting,
                              struct jx_language_trouble *t)
{
    struct jx_parser p = {.text = text, .setting = *setting, .trouble = t, .rc = JX_OK};
    if (text.len > JX_LANGUAGE_BYTES_MAX) fail(&p, 0, "表达式过长", "a shorter expression");
    return p;
}

jx_status jx_language_parse(struct jx_slice text, enum jx_value_type type,
                            const struct jx_setting *setting, const struct jx_node **out,
                            struct jx_language_trouble *t)
{
    struct jx_parser p = begin(text, setting, t);
    if (p.rc == JX_OK) jx_parser_advance(&p);
    node n = p.rc == JX_OK ? as(&p, expression(&p), type, 0) : NULL;
    if (p.rc == JX_OK && p.now.kind != JX_T_END)
        fail(&p, p.now.at, "此处应为运算符，或到此结束", "an operator, or the end");
    *out = n;
    return p.rc;
}

jx_status jx_pairing_parse(struct jx_slice text, enum jx_value_type type,
                           const struct jx_setting *setting, const struct jx_node **left,
                           const struct jx_node **right, struct jx_language_trouble *t)
{
    struct jx_parser p = begin(text, setting, t);
    if (p.rc == JX_OK) jx_parser_advance(&p);
    size_t at = p.now.at;
    *left = p.rc == JX_OK ? as(&p, arithmetic(&p, false), type, at) : NULL;
    if (p.rc == JX_OK && !jx_parser_take(&p, '='))
        fail(&p, p.now.at, "此处应为“本表的一项 = 对方.一项”", "`field = 对方.field`");
    at = p.now.at;
    *right = p.rc == JX_OK ? as(&p, arithmetic(&p, false), type, at) : NULL;
    if (p.rc == JX_OK && p.now.kind != JX_T_END)
        fail(&p, p.now.at, "此处应结束", "the end of the line");
    return p.rc;
}
