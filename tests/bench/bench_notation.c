/* Target and actual values read a second, on one core: bench_notation [--json] [--quick]. */
#include "bench.h"

#include "../../worker/rules/notation.h"

#include <stdbool.h>
#include <stdio.h>

enum { RUNS = 7, VALUES_A_RUN = 2000000 };

/* As published forms print them; what is frequent there stands here more than once. */
static const char *const values[] = {
    "100%",
    "≥95%",
    "≥90%",
    "=100%",
    "100%",
    "≥98%",
    "95%",
    "≥50个",
    "50个",
    "≥12次",
    "12次",
    "≥3场次",
    "≤5天",
    "5天",
    "<1小时",
    "20分钟",
    "≤1.8万元/月",
    "1.8万元/月",
    "≤52.36万元",
    "52.36万元",
    "1,708.47万元",
    "≤90万元",
    "≥650万次",
    "≥3次/月",
    "每月3次",
    "100",
    "1",
    "0",
    "0起",
    "=8个",
    "≥735人次",
    "63人",
    "3500公斤",
    "1600元/亩",
    "≤530元/人*月",
    "不低于95%",
    "不少于12种",
    "98%以上",
    "5天以内",
    "不超过30万元",
    "控制在62万元以内",
    "小于0.9‰",
    "12月31日前",
    "2023年12月31日前",
    "2023年12月底前完成",
    "11月27日",
    "每月15日前",
    "12个月",
    "2023-11-27",
    "有效",
    "显著提升",
    "效果明显",
    "完成",
    "长期",
    "及时",
    "合规",
    "不断改善",
    "达成预期指标",
    "有效保障机关正常运转，提高工作效率",
    "持续提升群众生产生活条件",
    "≥ 95 %",
    "１００％",
    "≥100百分比",
    "定性",
    "优良中低差",
    "",
    "3个乡镇，2个村",
    "90%-95%",
    "一月一次",
};

enum { COUNT = sizeof values / sizeof values[0] };

static double run(unsigned *numbers)
{
    struct jx_slice texts[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        texts[i] = jx_slice_of(values[i]);
    double start = bench_seconds();
    for (size_t i = 0; i < VALUES_A_RUN; i++) {
        struct jx_notation n;
        jx_notation_read(texts[i % COUNT], &n);
        *numbers += n.kind == JX_NOTATION_NUMBER;
    }
    return VALUES_A_RUN / (bench_seconds() - start);
}

int main(int argc, char **argv)
{
    double rates[RUNS];
    unsigned numbers = 0;
    bool json = false;
    size_t runs = RUNS;
    for (int i = 1; i < argc; i++) {
        json |= strcmp(argv[i], "--json") == 0;
        if (strcmp(argv[i], "--quick") == 0) runs = 1;
    }
    for (size_t i = 0; i < runs; i++)
        rates[i] = run(&numbers);
    struct bench_figures f = bench_summary(rates, runs);
    if (json)
        printf(
            "{\"notation_values_per_second\": {\"min\": %.0f, \"median\": %.0f, \"max\": %.0f}}\n",
            f.low, f.median, f.high);
    else
        printf("notation: %.2f M values/s (%.2f to %.2f), %d kinds of value, %u%% numbers\n",
               f.median / 1e6, f.low / 1e6, f.high / 1e6, COUNT,
               (unsigned)(100ull * numbers / ((uint64_t)runs * VALUES_A_RUN)));
    return 0;
}
