/* The rule language's programs: typed expressions over a document's fields, small, pure and total.
 * A rule is compiled once for every form that it covers. */
#ifndef JX_RULES_LANGUAGE_H
#define JX_RULES_LANGUAGE_H

#include "profile.h"
#include "sentence.h"
#include "sight.h"

enum jx_value_type { JX_VALUE_NUMBER, JX_VALUE_TRUTH, JX_VALUE_TEXT };

/* Functions: X(name, zh, en, result, arguments). Arguments: n number, t truth, x text, c a field,
 * f a field that is figured as such, L a list (what follows is read in each of its rows), F a form
 * (what follows is read in each of its documents), s a text in quotes, w a word list. A `?` ends
 * the arguments that must be there; the last one may then be repeated. */
#define JX_FUNCTIONS(X)                                                                            \
    X(IF, "如果", "if", NUMBER, "tnn")                                                             \
    X(MIN, "较小", "min", NUMBER, "nn")                                                            \
    X(MAX, "较大", "max", NUMBER, "nn")                                                            \
    X(ABS, "绝对值", "abs", NUMBER, "n")                                                           \
    X(EXACT, "恰", "exact", NUMBER, "n")                                                           \
    X(OR_ZERO, "或零", "or_zero", NUMBER, "n")                                                     \
    X(KNOWN, "已知", "known", TRUTH, "n")                                                          \
    X(VALUE, "数", "value", NUMBER, "x")                                                           \
    X(MONEY, "金额数", "money", NUMBER, "x")                                                       \
    X(YEARLY, "年金额", "yearly_money", NUMBER, "x")                                               \
    X(SHARE, "百分数", "percent", NUMBER, "x")                                                     \
    X(YEAR_FIRST, "首年", "first_year", NUMBER, "x")                                               \
    X(YEAR_LAST, "末年", "last_year", NUMBER, "x")                                                 \
    X(MONTH_LAST, "末月", "last_month", NUMBER, "x")                                               \
    X(LENGTH, "字数", "length", NUMBER, "x")                                                       \
    X(SUM, "合计", "sum", NUMBER, "Ltn")                                                           \
    X(COUNT, "个数", "count", NUMBER, "Lt")                                                        \
    X(ANY, "有任一", "any", TRUTH, "Lt")                                                           \
    X(ALL, "全部", "all", TRUTH, "Lt")                                                             \
    X(SOURCES, "来源合计", "sources", NUMBER, "f")                                                 \
    X(GROUP_SUM, "组和", "group_sum", NUMBER, "n")                                                 \
    X(EACH_SUM, "各表合计", "documents_sum", NUMBER, "Fn")                                         \
    X(EACH_COUNT, "各表个数", "documents_count", NUMBER, "F")                                      \
    X(YEAR_BEFORE, "上年数", "year_before", NUMBER, "n")                                           \
    X(SENTENCES, "句数", "sentence_count", NUMBER, "S")                                            \
    X(CELL, "格", "table_cell", NUMBER, "sss")                                                     \
    X(ABOVE, "上段和", "rows_above", NUMBER, "sss")                                                \
    X(CODE, "科目", "code_amount", NUMBER, "sxs")                                                  \
    X(TOP_CODES, "类和", "top_codes", NUMBER, "ss")                                                \
    X(COLUMN, "列", "column", NUMBER, "s")                                                         \
    X(COLUMNS_AFTER, "其余列和", "columns_after", NUMBER, "s")                                     \
    X(COLUMN_GARBLED, "列有误", "column_garbled", TRUTH, "s")                                      \
    X(CHILDREN, "下级和", "children", NUMBER, "s")                                                 \
    X(HAS_CHILDREN, "有下级", "has_children", TRUTH, "s")                                          \
    X(NAMED, "名称金额", "named_amount", NUMBER, "sxs")                                            \
    X(BLANK, "是空", "is_blank", TRUTH, "x")                                                       \
    X(PRESENT, "有此项", "is_printed", TRUTH, "c")                                                 \
    X(HAS, "含", "contains", TRUTH, "xx")                                                          \
    X(SAME, "同文", "same_text", TRUTH, "xx")                                                      \
    X(SAME_NAME, "同名", "same_name", TRUTH, "xx")                                                 \
    X(ALIKE, "近似", "similar", TRUTH, "xx")                                                       \
    X(IS_NUMBER, "是数值", "is_number", TRUTH, "x")                                                \
    X(IS_RATE, "是比率", "is_rate", TRUTH, "x")                                                    \
    X(IS_MONEY, "是金额", "is_money", TRUTH, "x")                                                  \
    X(IS_TIME, "是时长", "is_time", TRUTH, "x")                                                    \
    X(IS_COUNT, "是数量", "is_count", TRUTH, "x")                                                  \
    X(IS_BARE, "无单位", "is_bare", TRUTH, "x")                                                    \
    X(IS_DATE, "是日期", "is_date", TRUTH, "x")                                                    \
    X(IS_TEXT, "是文字", "is_words", TRUTH, "x")                                                   \
    X(POSITIVE, "正向", "positive", TRUTH, "x")                                                    \
    X(NEGATIVE, "反向", "negative", TRUTH, "x")                                                    \
    X(NO_SIGN, "无符号", "no_sign", TRUTH, "x")                                                    \
    X(STRICT, "严格", "strict", TRUTH, "x")                                                        \
    X(RECURRING, "按期", "recurring", TRUTH, "x")                                                  \
    X(MET, "达标", "met", TRUTH, "xx")                                                             \
    X(UNITS_DIFFER, "单位不同", "units_differ", TRUTH, "xx")                                       \
    X(DIMENSIONS_DIFFER, "量纲不同", "dimensions_differ", TRUTH, "xx")                             \
    X(EXACTLY, "数值相等", "equal_values", TRUTH, "xx")                                            \
    X(BAD_DATE, "日期有误", "impossible_date", TRUTH, "x")                                         \
    X(SIGNED_RATE, "带百分号", "has_percent", TRUTH, "x")                                          \
    X(FILLER, "含填充符", "has_filler", TRUTH, "x")                                                \
    X(REPEATED, "重复", "repeated", TRUTH, "x")                                                    \
    X(GRADE_OK, "等级相符", "grade_fits", TRUTH, "xn")                                             \
    X(GRADE_OF, "应评等级", "grade_of", TEXT, "n")                                                 \
    X(STANDARD_OK, "扣分标准可读", "standard_readable", TRUTH, "x")                                \
    X(FOUND_NUMBER, "文中数", "number_in_text", NUMBER, "x")                                       \
    X(CHOOSE, "取文", "choose_text", TEXT, "txx")

enum jx_function {
#define X(name, zh, en, result, args) JX_F_##name,
    JX_FUNCTIONS(X)
#undef X
        JX_FUNCTION_COUNT
};

/* Values that are not fields: X(name, zh, en, type). The ones of 评分 are those of a scored row. */
#define JX_VALUES(X)                                                                               \
    X(YEAR, "年度", "year", NUMBER)                                                                \
    X(CLAIMED_SUM, "自评得分之和", "claimed_sum", NUMBER)                                          \
    X(COMPUTED_TOTAL, "计算总分", "computed_total", NUMBER)                                        \
    X(TOTAL_WHY, "总分说明", "total_reason", TEXT)                                                 \
    X(NOT_COMPUTED, "总分不可算", "total_not_computed", TRUTH)                                     \
    X(ROW_WEIGHT, "评分.分值", "scored.weight", NUMBER)                                            \
    X(ROW_CLAIMED, "评分.得分", "scored.claimed", NUMBER)                                          \
    X(ROW_COMPUTED, "评分.应得", "scored.computed", NUMBER)                                        \
    X(ROW_EXACT, "评分.精确", "scored.exact", NUMBER)                                              \
    X(ROW_NAME, "评分.名称", "scored.name", TEXT)                                                  \
    X(ROW_METHOD, "评分.方法", "scored.method", TEXT)                                              \
    X(ROW_HOW, "评分.依据", "scored.basis", TEXT)                                                  \
    X(ROW_WHY, "评分.原因", "scored.reason", TEXT)                                                 \
    X(TABLE_ROW_NAME, "科目名称", "row_name", TEXT)                                                \
    X(TABLE_ROW_CODE, "科目代码", "row_code", TEXT)                                                \
    X(NEAR, "近似配对", "paired_loosely", TRUTH)                                                   \
    X(PAIRED, "有对方", "is_paired", TRUTH)                                                        \
    X(ROW_PAIRED, "有对方行", "row_is_paired", TRUTH)                                              \
    X(ROW_NEAR, "有近似行", "row_is_near", TRUTH)                                                  \
    X(PLAN_FITS, "合分值方案", "weights_fit_plan", TRUTH)                                          \
    X(TARGET, "目标", "valid_target", TEXT)

enum jx_named_value {
#define X(name, zh, en, type) JX_V_##name,
    JX_VALUES(X)
#undef X
        JX_NAMED_VALUE_COUNT
};

enum jx_node_kind {
    JX_N_NUMBER,  /* number */
    JX_N_TEXT,    /* text */
    JX_N_FIELD,   /* ref, row */
    JX_N_VALUE,   /* index: enum jx_named_value */
    JX_N_CAPTURE, /* index: of the sentence */
    JX_N_CALL,    /* index: enum jx_function */
    JX_N_ADD,
    JX_N_SUB,
    JX_N_MUL,
    JX_N_DIV,
    JX_N_AND,
    JX_N_OR,
    JX_N_NOT,
    JX_N_MEMBER, /* kid 0 belongs to list `index` */
    JX_N_EQ,
    JX_N_NE,
    JX_N_LT,
    JX_N_LE,
    JX_N_GT,
    JX_N_GE,
};

/* Which row of its part a field is read in. */
enum jx_row_kind { JX_ROW_ONLY, JX_ROW_CURRENT, JX_ROW_TOTAL, JX_ROW_CARRYOVER };

enum { JX_NODE_KIDS = 3 };

/* What the value of a node depends on, beside the document. */
enum jx_reach {
    JX_REACH_DOCUMENT, /* nothing */
    JX_REACH_ROW,      /* the row that is looked at */
    JX_REACH_PLACE,    /* a scored or a table's row, a group, a sentence, other documents */
};

/* What evaluation looks at in every node comes first: it fits in a line of the processor's cache.
 */
struct jx_node {
    enum jx_node_kind kind;
    enum jx_value_type type;
    uint32_t index;
    enum jx_row_kind row;
    enum jx_reach reach;
    uint32_t answer; /* it is remembered by, among truths or figures; 0: it is not */
    struct jx_field_ref ref;
    bool other; /* the field is the other document's */
    const struct jx_node *kid[JX_NODE_KIDS];
    uint32_t part; /* of aggregates: their list; of SENTENCES: the pattern */
    enum jx_form form;
    struct jx_slice text;
    struct jx_number number;
};

enum jx_scope_kind {
    JX_SCOPE_DOCUMENT,
    JX_SCOPE_ROWS,     /* each row of a list */
    JX_SCOPE_GROUPS,   /* each run of rows that agree in a field */
    JX_SCOPE_SCORED,   /* each row that carries weight or score */
    JX_SCOPE_TABLE,    /* each row of a final-accounts table */
    JX_SCOPE_CODES,    /* each functional or economic code of a table */
    JX_SCOPE_SENTENCE, /* each sentence of a pattern in the narrative */
};

struct jx_scope {
    enum jx_scope_kind kind;
    uint32_t part;          /* ROWS, GROUPS; SENTENCE: the pattern */
    struct jx_field_ref by; /* GROUPS */
    struct jx_slice table;  /* TABLE, CODES */
};

/* A text with expressions in braces. */
struct jx_template_part {
    struct jx_slice text;
    const struct jx_node *value; /* NULL: text */
};
struct jx_template {
    struct jx_template_part *parts;
    uint32_t count;
};

enum jx_missing { JX_MISSING_SKIP, JX_MISSING_ERROR, JX_MISSING_ZERO };

/* The rule for one form. */
struct jx_compiled {
    struct jx_scope scope;
    enum jx_missing missing; /* the rule's */
    const struct jx_node *when, *must, *left, *right, *place;
    bool whole_row;                        /* the finding stands at the row, not at a cell */
    const struct jx_node *key, *other_key; /* how the other document is found */
    uint32_t other_part;                   /* the list whose rows are paired, or 0 */
    const struct jx_node *row_key, *other_row_key;
    const struct jx_node *tie, *other_tie;    /* figures that decide between equal names */
    struct jx_template message[2], advice[2]; /* by enum jx_lang */
};

enum jx_rule_severity {
    JX_RULE_ERROR,
    JX_RULE_EXPLAIN,
    JX_RULE_WARNING,
    JX_RULE_INFO,
    JX_RULE_NONE,
    JX_RULE_SEVERITY_COUNT
};

enum { JX_RULES_MAX = 512, JX_RULE_LINKS_MAX = 8 };

struct jx_rule {
    struct jx_slice id, tail_id; /* tail_id: with ".tail" */
    struct jx_slice title_zh, title_en, source;
    enum jx_rule_severity severity, tail; /* tail: of a difference within the rounding */
    enum jx_missing missing;
    bool once;          /* at most one finding a document */
    bool relation;      /* needs another document */
    bool unpaired;      /* is evaluated where there is no other document or row, too */
    enum jx_form other; /* which; UNKNOWN when it only counts and adds up documents */
    uint32_t because[JX_RULE_LINKS_MAX], because_count; /* rules that explain this one */
    uint32_t yields[JX_RULE_LINKS_MAX], yield_count;    /* rules that silence it */
    struct jx_compiled *forms[JX_FORM_COUNT];           /* NULL: the rule is not about the form */
    unsigned line;
    struct jx_slice file;
};

/* How many truths and figures of a row are remembered, numbered from 1. */
struct jx_answers {
    uint32_t truths, figures;
};

/* A rule that judges documents of a form by themselves. */
struct jx_form_rule {
    uint32_t index;
    const struct jx_compiled *compiled;
};

/* What a document of a form is judged by. */
struct jx_form_rules {
    struct jx_form_rule *items; /* in the set's order, without relations */
    uint32_t count;
    struct jx_answers answers;
};

struct jx_rule_set {
    struct jx_rule *rules;
    uint32_t count;
    struct jx_form_rules of_form[JX_FORM_COUNT];
    struct jx_sentence *sentences;
    uint32_t sentence_count;
    struct jx_word_list *lists; /* the profile's first, then the rule files' */
    uint32_t list_count;
    struct jx_word_index words;
    struct jx_layout layouts[JX_FORM_COUNT];
    const struct jx_parameter *parameters;
    uint32_t parameter_count;
};

/* What an expression may name where it stands. */
struct jx_setting {
    const struct jx_rule_set *set;
    enum jx_form form, other;
    struct jx_scope scope;
    uint32_t list; /* inside a function over a list: its part */
    uint32_t other_part;
    struct jx_arena *arena;
    struct jx_shared *shared; /* by form */
};

struct jx_language_trouble {
    size_t at; /* byte in the text */
    const char *zh, *en;
};

enum { JX_LANGUAGE_BYTES_MAX = 4000, JX_LANGUAGE_DEPTH_MAX = 40 };

/* Compiles an expression of that type; a field stands for a text or a figure, as it is used.
 * JX_OK, JX_E_RULES with *t, or the arena's status. */
jx_status jx_language_parse(struct jx_slice text, enum jx_value_type type,
                            const struct jx_setting *setting, const struct jx_node **out,
                            struct jx_language_trouble *t);
/* Compiles a text with expressions in braces; {左} and {右} are the finding's figures. */
jx_status jx_template_parse(struct jx_slice text, const struct jx_setting *setting,
                            struct jx_template *out, struct jx_language_trouble *t);
/* Two texts or figures that tell which document it is, `名称 = 对方.项目.名称`. */
jx_status jx_pairing_parse(struct jx_slice text, enum jx_value_type type,
                           const struct jx_setting *setting, const struct jx_node **left,
                           const struct jx_node **right, struct jx_language_trouble *t);

#endif
