/* Target and actual texts: what they are read as, what is refused, and that printing loses nothing.
 */
#include "../../../worker/rules/notation.h"

#include "../../../proto/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct jx_notation read_text(const char *s)
{
    struct jx_notation n;
    jx_notation_read(jx_slice_of(s), &n);
    return n;
}

struct number_case {
    const char *text;
    enum jx_sign sign;
    int64_t micro;
    enum jx_dimension dimension;
    const char *unit, *per;
};

#define M JX_DEC_ONE

static const struct number_case numbers[] = {
    {"≥50个", JX_SIGN_GE, 50 * M, JX_DIMENSION_COUNT, "个", ""},
    {"<1小时", JX_SIGN_LT, 1 * M, JX_DIMENSION_TIME, "小时", ""},
    {"≤1.8万元/月", JX_SIGN_LE, 1800000, JX_DIMENSION_MONEY, "万元", "月"},
    {"≥3次/月", JX_SIGN_GE, 3 * M, JX_DIMENSION_COUNT, "次", "月"},
    {"=100%", JX_SIGN_EQ, 100 * M, JX_DIMENSION_RATE, "%", ""},
    {"≥100百分比", JX_SIGN_GE, 100 * M, JX_DIMENSION_RATE, "百分比", ""},
    {"98%(百分比)", JX_SIGN_NONE, 98 * M, JX_DIMENSION_RATE, "%", ""},
    {"小于0.9‰", JX_SIGN_LT, 900000, JX_DIMENSION_RATE, "‰", ""},
    {"不少于12 种", JX_SIGN_GE, 12 * M, JX_DIMENSION_COUNT, "种", ""},
    {"不低于95%", JX_SIGN_GE, 95 * M, JX_DIMENSION_RATE, "%", ""},
    {"98%以上", JX_SIGN_GE, 98 * M, JX_DIMENSION_RATE, "%", ""},
    {"≥98%以上", JX_SIGN_GE, 98 * M, JX_DIMENSION_RATE, "%", ""},
    {"5天以内", JX_SIGN_LE, 5 * M, JX_DIMENSION_TIME, "天", ""},
    {"控制在62万元以内", JX_SIGN_LE, 62 * M, JX_DIMENSION_MONEY, "万元", ""},
    {"15日内", JX_SIGN_LE, 15 * M, JX_DIMENSION_TIME, "日", ""},
    {"≥650万次", JX_SIGN_GE, 650 * M, JX_DIMENSION_COUNT, "万次", ""},
    {"≤530元/人*月", JX_SIGN_LE, 530 * M, JX_DIMENSION_MONEY, "元", "人*月"},
    {"≤5天/次", JX_SIGN_LE, 5 * M, JX_DIMENSION_TIME, "天", "次"},
    {"12个月", JX_SIGN_NONE, 12 * M, JX_DIMENSION_MONTHS, "个月", ""},
    {"3年", JX_SIGN_NONE, 3 * M, JX_DIMENSION_MONTHS, "年", ""},
    {"1,708.47万元", JX_SIGN_NONE, 1708470000, JX_DIMENSION_MONEY, "万元", ""},
    {"１２个", JX_SIGN_NONE, 12 * M, JX_DIMENSION_COUNT, "个", ""},
    {"100", JX_SIGN_NONE, 100 * M, JX_DIMENSION_BARE, "", ""},
    {"-5%", JX_SIGN_NONE, -5 * M, JX_DIMENSION_RATE, "%", ""},
    {"0起", JX_SIGN_NONE, 0, JX_DIMENSION_COUNT, "起", ""},
    {"完成12次。", JX_SIGN_NONE, 12 * M, JX_DIMENSION_COUNT, "次", ""},
    {"每月3次", JX_SIGN_NONE, 3 * M, JX_DIMENSION_COUNT, "次", "月"},
    {"每季度不少于2次", JX_SIGN_GE, 2 * M, JX_DIMENSION_COUNT, "次", "季度"},
    {"25TB", JX_SIGN_NONE, 25 * M, JX_DIMENSION_COUNT, "TB", ""},
};

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        const struct number_case *c = &numbers[i];
        struct jx_notation n = read_text(c->text);
        if (n.kind != JX_NOTATION_NUMBER) fail_msg("not a number: %s", c->text);
        assert_int_equal(n.sign, c->sign);
        assert_int_equal(n.value.micro, c->micro);
        assert_int_equal(n.dimension, c->dimension);
        assert_true(jx_slice_eq(n.unit, jx_slice_of(c->unit)));
        assert_true(jx_slice_eq(n.per, jx_slice_of(c->per)));
    }
}

static const char *const words[] = {
    "7,00.0,77",
    "1:3",
    "100%1000件",
    "5=50%",
    "%=99百分比",
    "有效规范",
    "≥预算费用",
    "≥",
    "公里",
    "3个未完成",
    "12.",
    "1.2.3个",
    "≥5≤8个",
    "定性",
    "3个乡镇，2个村",
    "暂未完成",
    "低于目标值10%不得分",
    "2020年1月1日—12月底",
    "2021年1月-12月",
    "出访后15天之内",
    "归国后5天内",
    "99999999999999999999999个",
    "≥98%以下",
    "3个(未完成)",
    "/月",
    "5/",
    "每出现一次延迟3天扣10%权重分",
};

static void test_nonsense_is_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        struct jx_notation n = read_text(words[i]);
        if (n.kind != JX_NOTATION_TEXT) fail_msg("read as something: %s", words[i]);
    }
    assert_int_equal(read_text("").kind, JX_NOTATION_BLANK);
    assert_int_equal(read_text("  ").kind, JX_NOTATION_BLANK);
}

struct date_case {
    const char *text;
    struct jx_date date;
};

static const struct date_case dates[] = {
    {"12月31日前", {0, 12, 31, JX_PART_NONE, false, true, true, 0, 0, false}},
    {"11月27日", {0, 11, 27, JX_PART_NONE, false, false, true, 0, 0, false}},
    {"每月15日前", {0, 0, 15, JX_PART_NONE, true, true, true, 0, 0, false}},
    {"12月份完成", {0, 12, 0, JX_PART_NONE, false, false, true, 0, 0, false}},
    {"6月31日完成", {0, 6, 31, JX_PART_NONE, false, false, false, 0, 0, false}},
    {"2月29日", {0, 2, 29, JX_PART_NONE, false, false, true, 0, 0, false}},
    {"2023年2月29日", {2023, 2, 29, JX_PART_NONE, false, false, false, 0, 0, false}},
    {"13月5日", {0, 13, 5, JX_PART_NONE, false, false, false, 0, 0, false}},
    {"2021年12月底之前完成", {2021, 12, 0, JX_PART_LATE, false, true, true, 0, 0, false}},
    {"12月底到位", {0, 12, 0, JX_PART_LATE, false, false, true, 0, 0, false}},
    {"2021年底前", {2021, 12, 0, JX_PART_LATE, false, true, true, 0, 0, false}},
    {"年底前完成", {0, 12, 0, JX_PART_LATE, false, true, true, 0, 0, false}},
    {"2023-11-27", {2023, 11, 27, JX_PART_NONE, false, false, true, 0, 0, false}},
    {"2023.6.30", {2023, 6, 30, JX_PART_NONE, false, false, true, 0, 0, false}},
    {"≤2023年6月30日", {2023, 6, 30, JX_PART_NONE, false, true, true, 0, 0, false}},
    {"不晚于10月上旬", {0, 10, 0, JX_PART_EARLY, false, true, true, 0, 0, false}},
    {"2024年", {2024, 0, 0, JX_PART_NONE, false, false, true, 0, 0, false}},
    {"2023 年 12 月 31 日前", {2023, 12, 31, JX_PART_NONE, false, true, true, 0, 0, false}},
    {"25日前", {0, 0, 25, JX_PART_NONE, false, true, true, 0, 0, false}},
};

static void test_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(dates); i++) {
        struct jx_notation n = read_text(dates[i].text);
        if (n.kind != JX_NOTATION_DATE || !jx_date_equal(&n.date, &dates[i].date))
            fail_msg("not that date: %s", dates[i].text);
    }
    assert_int_equal(read_text("18月").kind, JX_NOTATION_NUMBER);
    assert_int_equal(read_text("0月5日").kind, JX_NOTATION_TEXT);
}

struct meeting_case {
    const char *deadline, *actual;
    int year;
    enum jx_meeting want;
};

static const struct meeting_case meetings[] = {
    {"12月31日前", "11月27日", 2023, JX_MEETING_MET},
    {"6月30日前", "7月1日", 2023, JX_MEETING_MISSED},
    {"6月30日前", "6月30日", 2023, JX_MEETING_MET},
    {"6月31日完成", "6月30日", 2023, JX_MEETING_MET},
    {"6月31日完成", "7月1日", 2023, JX_MEETING_MISSED},
    {"12月31日前", "2024年1月5日", 2023, JX_MEETING_MISSED},
    {"2023年12月", "11月", 0, JX_MEETING_MET},
    {"11月底前", "11月", 2023, JX_MEETING_MET},
    {"10月底前", "11月", 2023, JX_MEETING_MISSED},
    {"每月15日前", "每月10日", 2023, JX_MEETING_MET},
    {"每月15日前", "每月20日", 2023, JX_MEETING_MISSED},
    {"每月15日前", "3月10日", 2023, JX_MEETING_UNKNOWN},
    {"25日前", "3月10日", 2023, JX_MEETING_UNKNOWN},
    {"3月1日前", "2月29日", 2024, JX_MEETING_MET},
};

static void test_meetings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(meetings); i++) {
        struct jx_notation d = read_text(meetings[i].deadline), a = read_text(meetings[i].actual);
        if (jx_date_meets(&d.date, &a.date, meetings[i].year) != meetings[i].want)
            fail_msg("%s, %s", meetings[i].deadline, meetings[i].actual);
    }
}

struct align_case {
    const char *target, *actual;
    enum jx_alignment how;
    int64_t a, b; /* millionths */
};

static const struct align_case alignments[] = {
    {"≥5个", "6个", JX_ALIGN_SAME, 5 * M, 6 * M},
    {"≤1小时", "20分钟", JX_ALIGN_SCALED, 1 * M, 333333},
    {"≤2天", "24小时", JX_ALIGN_SCALED, 2 * M, 1 * M},
    {"≤5.2万元", "50000元", JX_ALIGN_SCALED, 5200000, 5 * M},
    {"≤9‰", "0.5%", JX_ALIGN_SCALED, 9 * M, 5 * M},
    {"≥95百分比", "96%", JX_ALIGN_SAME, 95 * M, 96 * M},
    {"≥50个", "50", JX_ALIGN_UNIT_GIVEN, 50 * M, 50 * M},
    {"100", "100%", JX_ALIGN_UNIT_GIVEN, 100 * M, 100 * M},
    {"≥95%", "0.98", JX_ALIGN_SHARE, 95 * M, 98 * M},
    {"1", "100%", JX_ALIGN_SHARE, 100 * M, 100 * M},
    {"≤1%", "1", JX_ALIGN_UNIT_GIVEN, 1 * M, 1 * M},
    {"≥650万次", "6600000次", JX_ALIGN_SCALED, 650 * M, 660 * M},
    {"≤52万元", "51万", JX_ALIGN_SAME, 52 * M, 51 * M},
    {"≥5个", "5项", JX_ALIGN_OTHER_COUNT, 5 * M, 5 * M},
    {"≥3次/月", "36次", JX_ALIGN_NOT, 0, 0},
    {"2次/年", "2次", JX_ALIGN_SAME, 2 * M, 2 * M},
    {"≥60场次", "62场", JX_ALIGN_SAME, 60 * M, 62 * M},
    {"5名", "5人", JX_ALIGN_SAME, 5 * M, 5 * M},
    {"≥0.5万人", "5200人次", JX_ALIGN_OTHER_COUNT, 500000, 520000},
    {"≥10%", "10.2个百分点", JX_ALIGN_SAME, 10 * M, 10200000},
    {"≥3小时", "5个", JX_ALIGN_NOT, 0, 0},
    {"≥3年", "365天", JX_ALIGN_NOT, 0, 0},
    {"有效", "100%", JX_ALIGN_NOT, 0, 0},
    {"≤52万元", "0.0051亿", JX_ALIGN_SCALED, 52 * M, 51 * M},
    {"≥2年", "24个月", JX_ALIGN_SCALED, 2 * M, 2 * M},
    {"≥3亩", "2000平方米", JX_ALIGN_SCALED, 3 * M, 3 * M},
};

static void test_alignment(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(alignments); i++) {
        const struct align_case *c = &alignments[i];
        struct jx_notation t = read_text(c->target), v = read_text(c->actual);
        struct jx_ratio a = JX_RATIO_ZERO, b = JX_RATIO_ZERO;
        jx_status rc;
        jx_dec x, y;
        if (jx_notation_align(&t, &v, &a, &b, &rc) != c->how)
            fail_msg("%s, %s", c->target, c->actual);
        assert_int_equal(rc, JX_OK);
        assert_int_equal(jx_ratio_round(a, 6, &x), JX_OK);
        assert_int_equal(jx_ratio_round(b, 6, &y), JX_OK);
        if (x.micro != c->a || y.micro != c->b) fail_msg("%s, %s", c->target, c->actual);
    }
}

/* Reading what was printed gives the same again; so does printing that. */
static void check_round_trip(struct jx_slice text, struct jx_arena *a)
{
    struct jx_notation first, second;
    jx_notation_read(text, &first);
    struct jx_slice printed = jx_notation_print(&first, a);
    assert_false(jx_is_absent(printed));
    jx_notation_read(printed, &second);
    if (!jx_notation_equal(&first, &second))
        fail_msg("%.*s -> %.*s", (int)text.len, text.ptr, (int)printed.len, printed.ptr);
    assert_true(jx_slice_eq(printed, jx_notation_print(&second, a)));
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Texts put together from the parts that forms use, most of them nonsense. */
static struct jx_slice random_text(uint32_t *seed, char *out, size_t room)
{
    static const char *const parts[] = {
        "≥",    "≤",  ">",  "<",  "=",    "不少于", "以上",   "以内",  "前",   "每月", "年",
        "月",   "日", "底", "12", "31",   "2023",   "0.5",    "1,000", "%",    "‰",    "万",
        "亿",   "元", "个", "次", "小时", "天",     "/",      "(",     ")",    "（",   "）",
        "完成", "未", "。", " ",  "-",    ".",      "百分比", "6",     "有效", "\xFF"};
    size_t len = 0;
    for (uint32_t n = next_random(seed) % 6; n > 0; n--) {
        const char *p = parts[next_random(seed) % COUNT(parts)];
        if (len + strlen(p) > room) break;
        memcpy(out + len, p, strlen(p));
        len += strlen(p);
    }
    return jx_slice_at(out, len);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(numbers); i++)
        check_round_trip(jx_slice_of(numbers[i].text), &a);
    for (size_t i = 0; i < COUNT(dates); i++)
        check_round_trip(jx_slice_of(dates[i].text), &a);
    for (size_t i = 0; i < COUNT(words); i++)
        check_round_trip(jx_slice_of(words[i]), &a);
    uint32_t seed = 20231231;
    char text[128];
    for (int i = 0; i < 300000; i++) {
        jx_arena_clear(&a);
        check_round_trip(random_text(&seed, text, sizeof text), &a);
    }
    jx_arena_clear(&a);
}

static void test_signs(void **state)
{
    (void)state;
    assert_false(jx_sign_holds(JX_SIGN_LT, 0));
    assert_true(jx_sign_holds(JX_SIGN_LE, 0));
    assert_false(jx_sign_holds(JX_SIGN_GT, 0));
    assert_true(jx_sign_holds(JX_SIGN_GE, 0));
    assert_true(jx_sign_holds(JX_SIGN_NONE, 0));
    assert_false(jx_sign_holds(JX_SIGN_EQ, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_nonsense_is_words),
        cmocka_unit_test(test_dates),     cmocka_unit_test(test_meetings),
        cmocka_unit_test(test_alignment), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
