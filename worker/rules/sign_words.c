/* Two tables of words, and the loops that take them off a text's ends. */
#include "sign_words.h"

#include "../../proto/base/text.h"

struct sign_word {
    struct jx_slice text;
    enum jx_sign sign;
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define W(s)                                                                                       \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }

/* Longer ones first where one begins the other. */
static const struct sign_word heads[] = {
    {W("≥"), JX_SIGN_GE},          {W("≤"), JX_SIGN_LE},          {W("≧"), JX_SIGN_GE},
    {W("≦"), JX_SIGN_LE},          {W("⩾"), JX_SIGN_GE},          {W("⩽"), JX_SIGN_LE},
    {W(">="), JX_SIGN_GE},         {W("<="), JX_SIGN_LE},         {W("=>"), JX_SIGN_GE},
    {W("=<"), JX_SIGN_LE},         {W("＞＝"), JX_SIGN_GE},       {W("＜＝"), JX_SIGN_LE},
    {W("＝＞"), JX_SIGN_GE},       {W("＝＜"), JX_SIGN_LE},       {W("＞="), JX_SIGN_GE},
    {W("＜="), JX_SIGN_LE},        {W(">"), JX_SIGN_GT},          {W("<"), JX_SIGN_LT},
    {W("="), JX_SIGN_EQ},          {W("＞"), JX_SIGN_GT},         {W("＜"), JX_SIGN_LT},
    {W("＝"), JX_SIGN_EQ},         {W("═"), JX_SIGN_EQ},          {W("﹥"), JX_SIGN_GT},
    {W("﹤"), JX_SIGN_LT},         {W("﹦"), JX_SIGN_EQ},         {W("不少于"), JX_SIGN_GE},
    {W("不低于"), JX_SIGN_GE},     {W("不小于"), JX_SIGN_GE},     {W("不得少于"), JX_SIGN_GE},
    {W("不得低于"), JX_SIGN_GE},   {W("不得小于"), JX_SIGN_GE},   {W("不能少于"), JX_SIGN_GE},
    {W("不能低于"), JX_SIGN_GE},   {W("不应低于"), JX_SIGN_GE},   {W("大于等于"), JX_SIGN_GE},
    {W("大于或等于"), JX_SIGN_GE}, {W("高于等于"), JX_SIGN_GE},   {W("高于或等于"), JX_SIGN_GE},
    {W("至少"), JX_SIGN_GE},       {W("最少"), JX_SIGN_GE},       {W("最低"), JX_SIGN_GE},
    {W("达到"), JX_SIGN_GE},       {W("达"), JX_SIGN_GE},         {W("提高到"), JX_SIGN_GE},
    {W("提升到"), JX_SIGN_GE},     {W("提高至"), JX_SIGN_GE},     {W("提升至"), JX_SIGN_GE},
    {W("增加到"), JX_SIGN_GE},     {W("增加至"), JX_SIGN_GE},     {W("保持在"), JX_SIGN_NONE},
    {W("不超过"), JX_SIGN_LE},     {W("不超出"), JX_SIGN_LE},     {W("不得超过"), JX_SIGN_LE},
    {W("不能超过"), JX_SIGN_LE},   {W("不应超过"), JX_SIGN_LE},   {W("不高于"), JX_SIGN_LE},
    {W("不得高于"), JX_SIGN_LE},   {W("不能高于"), JX_SIGN_LE},   {W("不大于"), JX_SIGN_LE},
    {W("不得大于"), JX_SIGN_LE},   {W("不多于"), JX_SIGN_LE},     {W("不得多于"), JX_SIGN_LE},
    {W("小于等于"), JX_SIGN_LE},   {W("小于或等于"), JX_SIGN_LE}, {W("低于等于"), JX_SIGN_LE},
    {W("低于或等于"), JX_SIGN_LE}, {W("少于等于"), JX_SIGN_LE},   {W("至多"), JX_SIGN_LE},
    {W("最多"), JX_SIGN_LE},       {W("最高"), JX_SIGN_LE},       {W("降低到"), JX_SIGN_LE},
    {W("降低至"), JX_SIGN_LE},     {W("下降到"), JX_SIGN_LE},     {W("下降至"), JX_SIGN_LE},
    {W("减少到"), JX_SIGN_LE},     {W("减少至"), JX_SIGN_LE},     {W("压减到"), JX_SIGN_LE},
    {W("压减至"), JX_SIGN_LE},     {W("大于"), JX_SIGN_GT},       {W("超过"), JX_SIGN_GT},
    {W("高于"), JX_SIGN_GT},       {W("多于"), JX_SIGN_GT},       {W("小于"), JX_SIGN_LT},
    {W("低于"), JX_SIGN_LT},       {W("少于"), JX_SIGN_LT},       {W("等于"), JX_SIGN_EQ},
    {W("控制在"), JX_SIGN_NONE},   {W("已完成"), JX_SIGN_NONE},   {W("完成"), JX_SIGN_NONE},
    {W("共计"), JX_SIGN_NONE},     {W("累计"), JX_SIGN_NONE},     {W("合计"), JX_SIGN_NONE},
    {W("总计"), JX_SIGN_NONE},     {W("共"), JX_SIGN_NONE},       {W("平均"), JX_SIGN_NONE},
};

static const struct sign_word tails[] = {
    {W("及以上"), JX_SIGN_GE}, {W("或以上"), JX_SIGN_GE},     {W("以上"), JX_SIGN_GE},
    {W("及以下"), JX_SIGN_LE}, {W("或以下"), JX_SIGN_LE},     {W("以下"), JX_SIGN_LE},
    {W("以内"), JX_SIGN_LE},   {W("之内"), JX_SIGN_LE},       {W("范围内"), JX_SIGN_LE},
    {W("内"), JX_SIGN_LE},     {W("全部完成"), JX_SIGN_NONE}, {W("已完成"), JX_SIGN_NONE},
    {W("完成"), JX_SIGN_NONE}, {W("达标"), JX_SIGN_NONE},     {W("到位"), JX_SIGN_NONE},
};

/* A second sign is allowed only where both agree: `≥95%以上`. */
static bool agree(enum jx_sign *sign, enum jx_sign more)
{
    if (*sign != JX_SIGN_NONE && more != JX_SIGN_NONE && *sign != more) return false;
    if (more != JX_SIGN_NONE) *sign = more;
    return true;
}

static bool is_figure(char c)
{
    return (c >= '0' && c <= '9') || c == '-';
}

bool jx_signs_in_front(struct jx_slice *s, enum jx_sign *sign)
{
    for (size_t i = 0; i < COUNT(heads);) {
        const struct jx_slice *w = &heads[i].text;
        if (s->len == 0 || is_figure(s->ptr[0])) break;
        /* The first byte decides most of the time. */
        if (w->ptr[0] != s->ptr[0] || !jx_starts_with(*s, *w)) {
            i++;
            continue;
        }
        if (!agree(sign, heads[i].sign)) return false;
        *s = jx_trim(jx_slice_from(*s, w->len));
        i = 0;
    }
    return true;
}

static struct jx_slice without_end(struct jx_slice s, size_t n)
{
    return jx_trim(jx_slice_at(s.ptr, s.len - n));
}

bool jx_take_bound_remark(struct jx_slice *s, bool *strict)
{
    static const struct {
        struct jx_slice text;
        bool strict;
    } remarks[] = {{W("（含）"), false},   {W("(含)"), false},       {W("（不含）"), true},
                   {W("(不含)"), true},    {W("（含本数）"), false}, {W("（不含本数）"), true},
                   {W("（包含）"), false}, {W("（不包含）"), true}};
    if (s->len == 0 || !(s->ptr[s->len - 1] == ')' || jx_ends_with(*s, JX_LIT("）")))) return false;
    for (size_t i = 0; i < COUNT(remarks); i++) {
        if (!jx_ends_with(*s, remarks[i].text)) continue;
        *strict = *strict || remarks[i].strict;
        *s = without_end(*s, remarks[i].text.len);
        return true;
    }
    return false;
}

bool jx_signs_behind(struct jx_slice *s, enum jx_sign *sign, bool *strict)
{
    for (size_t i = 0; i < COUNT(tails);) {
        const struct jx_slice *w = &tails[i].text;
        if (i == 0 && jx_take_bound_remark(s, strict)) continue;
        /* The last byte, too. */
        if (s->len == 0 || w->ptr[w->len - 1] != s->ptr[s->len - 1] || !jx_ends_with(*s, *w)) {
            i++;
            continue;
        }
        if (!agree(sign, tails[i].sign)) return false;
        *s = without_end(*s, w->len);
        i = 0;
    }
    return true;
}
