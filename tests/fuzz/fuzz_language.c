/* Words of the rule language for the fuzz targets, taken from the language's own tables. */
#include "fuzz_language.h"

#include "../../proto/base/text.h"
#include "../../worker/rules/language.h"

#include <assert.h>

static const char *const function_names[] = {
#define X(name, zh, en, result, args) zh,
    JX_FUNCTIONS(X)
#undef X
};

static const char *const value_names[] = {
#define X(name, zh, en, type) zh,
    JX_VALUES(X)
#undef X
};

static const char *const field_names[] = {
    "指标",       "资金",
    "行",         "中期资金",
    "三级指标",   "二级指标",
    "一级指标",   "年度指标值",
    "指标值",     "实际完成值",
    "分值",       "得分",
    "合计.得分",  "合计.分值",
    "总额.金额",  "总额.年初预算数",
    "金额",       "总额.全年预算数",
    "执行率",     "全年执行数",
    "全年预算数", "年初预算数",
    "执行数",     "总额.执行数",
    "执行情况",   "完成目标可能性",
    "项目.名称",  "实施单位.名称",
    "项目名称",   "自评得分",
    "自评等级",   "一级指标分值",
    "监控期间",   "自评表",
    "目标表",     "监控表",
    "项目清单",   "评价表",
    "自评汇总表", "决算表",
    "各表",       "全部",
    "对方.",      "参数.线",
    "对方.指标",  "偏差原因分析及改进措施",
    "左",         "右",
    "数额",       "名称",
};

static const char *const operators[] = {"+", "-", "*", "/",  "=",   "≠",       "<",   "≤", ">",
                                        "≥", "(", ")", ", ", "且",  "或",      "非",  "{", "}",
                                        "“", "”", "%", "0",  "100", "1",       "0.5", "[", "]",
                                        "|", "^", ":", "≥",  "=",   " 属于 词"};

static const char *const entry_keys[] = {
    "表种 = ", "级别 = ",   "应当 = ",     "尾差 = ", "范围 = ", "条件 = ",     "缺数 = ",
    "位置 = ", "左 = ",     "右 = ",       "起因 = ", "让位 = ", "每表一次 = ", "对方 = ",
    "配对 = ", "行配对 = ", "同名再按 = ", "句 = ",   "提示 = ", "[词表 "};

static const char *const pieces[] = {
    "每行 指标",
    "每行 资金",
    "每行 行",
    "每组 指标 按 一级指标",
    "评分行",
    "全表",
    "表行 收入支出决算总表",
    "表科目 支出决算表",
    "每句 句",
    ("\n[句式 句]\n表种 = 决算表 评价表\n句 = "
     "本年支出合计{数额:金额}，其中：{名称:文}支出{分:金额}\n"),
    "\n[句式 占]\n表种 = 决算表\n句 = ^{名称:文}（类）支出{数额:金额}，(占|占比){率:率}\n",
    "\n[词表 词]\n产出* *率 已完成 *度*\n",
    "格(\"支出决算表\", \"合计\", \"项目支出\")",
    "列(\"本年支出合计\") = 其余列和(\"本年支出合计\")",
    "列(\"基本支出\") = 下级和(\"基本支出\")",
    "科目(\"支出决算表\", 科目代码, \"基本支出\")",
    "合计(指标, 已知(分值), 分值)",
    "各表合计(自评表, 合计.得分)",
    "项目.名称 = 对方.项目.名称",
    "指标 三级指标 = 对方.三级指标",
    "警告",
    "错误",
    "算错",
    "按零",
    "整行",
    "说明文字 {左} 与 {右}。",
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

struct out {
    char *at;
    size_t len;
    unsigned rules;
};

static void put(struct out *o, const char *s)
{
    size_t n = strlen(s);
    memcpy(o->at + o->len, s, n);
    o->len += n;
}

static void put_rule(struct out *o, uint8_t n)
{
    static const char *const forms[] = {"自评表", "目标表",     "监控表", "项目清单",
                                        "评价表", "自评汇总表", "决算表", "全部"};
    char id[] = "\n[规则 r000]\n名称 = 甲\n英文名称 = a\n表种 = ";
    char *digits = strstr(id, "000");
    for (unsigned v = o->rules++, i = 0; i < 3; i++, v /= 10)
        digits[2 - i] = (char)('0' + v % 10);
    put(o, id);
    put(o, forms[n % COUNT(forms)]);
    put(o, "\n级别 = 错误\n提示 = {左} {右}\n英文提示 = {左}\n建议 = 改\n英文建议 = correct\n依据 "
           "= 表\n");
}

/* Returns how many bytes behind the command are its own. */
static size_t command(struct out *o, uint8_t c, uint8_t n)
{
    static const struct {
        const char *const *words;
        size_t count;
    } lists[] = {{function_names, COUNT(function_names)}, {value_names, COUNT(value_names)},
                 {field_names, COUNT(field_names)},       {operators, COUNT(operators)},
                 {entry_keys, COUNT(entry_keys)},         {pieces, COUNT(pieces)}};
    if (c == 0x01)
        put_rule(o, n);
    else if (c >= 0x02 && c <= 0x07)
        put(o, lists[c - 2].words[n % lists[c - 2].count]);
    else if (c == '\n' || c == '\t')
        o->at[o->len++] = (char)c;
    return c >= 0x01 && c <= 0x07 ? 1 : 0;
}

/* Text as it stands, up to the next command; what is no UTF-8 in it becomes question marks. */
static size_t put_plain(struct out *o, struct jx_slice input, size_t from)
{
    size_t to = from;
    while (to < input.len && (uint8_t)input.ptr[to] >= 0x20)
        to++;
    struct jx_slice plain = jx_slice_at(input.ptr + from, to - from);
    bool valid = jx_utf8_valid(plain);
    for (size_t i = 0; i < plain.len; i++)
        o->at[o->len++] = valid || (uint8_t)plain.ptr[i] < 0x80 ? plain.ptr[i] : '?';
    return to;
}

struct jx_slice fuzz_rule_text(struct jx_slice input, struct jx_arena *a)
{
    enum { COMMAND_BYTES_MAX = 256 };
    struct out o = {.at = jx_arena_take(a, input.len * COMMAND_BYTES_MAX + 1)};
    if (!o.at) return JX_ABSENT;
    for (size_t i = 0; i < input.len;) {
        uint8_t c = (uint8_t)input.ptr[i];
        if (c >= 0x20)
            i = put_plain(&o, input, i);
        else
            i += 1 + command(&o, c, i + 1 < input.len ? (uint8_t)input.ptr[i + 1] : 0);
    }
    return jx_slice_at(o.at, o.len);
}

struct jx_slice fuzz_profile(struct jx_slice more, struct jx_arena *a)
{
    /* clang-format off */
    static const char sections[] =
        "[方案]\n标识 = f\n名称 = 甲\n英文名称 = a\n表种 = 全部\n年度 = 2015-2035\n小数位 = 2\n说明线 = 80\n"
        "[等级]\n优 = 90 优\n良 = 80 良\n中 = 60 中\n差 = 0 差\n"
        "[档次]\n达到 = 100-80\n"
        "[预算执行]\n分值 = 10\n"
        "[参数]\n线 = 20\n"
        "[词表 占位]\n定性 无\n"
        "[执行规则 e]\n名称 = 甲\n英文名称 = a\n条件 = A > 0\n得分 = B / A * w\n依据 = 表注1 printed note 1\n"
        "[指标规则 i]\n名称 = 甲\n英文名称 = a\n条件 = 可比 且 A > 0\n得分 = B / A * w\n依据 = 表注1 printed note 1\n";
    /* clang-format on */
    return jx_arena_printf(a, "%s%.*s", sections, (int)more.len, more.ptr ? more.ptr : "");
}

static unsigned lines_of(struct jx_slice s)
{
    unsigned n = 1;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

struct jx_pack *fuzz_pack(struct jx_slice profile, struct jx_slice rules)
{
    struct jx_pack_file files[] = {{JX_LIT("profile.txt"), profile}, {JX_LIT("rules.txt"), rules}};
    struct jx_pack *pack = NULL;
    struct jx_pack_trouble t = {.status = JX_OK};
    jx_status rc = jx_pack_parse(files, COUNT(files), &pack, &t);
    if (rc == JX_OK) return pack;
    assert(!pack);
    assert(rc == JX_E_RULES || rc == JX_E_TOO_LARGE || rc == JX_E_NO_MEMORY);
    if (rc != JX_E_RULES) return NULL;
    bool own = strcmp(t.file, "rules.txt") == 0;
    assert(own || strcmp(t.file, "profile.txt") == 0);
    assert(t.line >= 1 && t.line <= lines_of(own ? rules : profile) && t.column >= 1);
    assert(t.expected_zh[0] && t.expected_en[0]);
    return NULL;
}

void fuzz_profile_must_hold(void)
{
    static bool known;
    struct jx_arena a;
    if (known) return;
    jx_arena_init(&a, 1 << 20);
    struct jx_pack *pack = fuzz_pack(fuzz_profile(JX_LIT(""), &a), JX_LIT(""));
    assert(pack);
    jx_pack_free(&pack);
    jx_arena_clear(&a);
    known = true;
}
