/* The published self-evaluations: every total, the four that differ and why, no other row. */
#include "load_json.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ARENA_BYTES = 256 << 20 };

static const char *corpus(void)
{
    const char *dir = getenv("JIXIAO_CORPUS");
    return dir && *dir ? dir : JIXIAO_CORPUS_DIR;
}

static bool load(const char *name, struct jx_arena *a, struct loaded *out)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/expected/%s.json", corpus(), name);
    return load_documents(path, a, out);
}

static const char *const files[] = {"yanzhou-2023-final-accounts", "huguan-2021-self-evaluation",
                                    "xingqing-2024-monitoring", "xiangshan-2024-targets",
                                    "huaiyuan-2024-targets"};

static void show(const struct jx_document *d, const struct jx_verdict *v)
{
    print_message("%.*s: computed %lld claimed %lld (millionths)\n", (int)d->project->name.len,
                  d->project->name.ptr, (long long)v->computed.value.micro,
                  (long long)v->claimed.value.micro);
    for (uint32_t i = 0; i < v->row_count; i++)
        if (v->rows[i].differs)
            print_message("  %s %.*s\n", v->rows[i].where, (int)v->rows[i].explanation_zh.len,
                          v->rows[i].explanation_zh.ptr);
    for (uint32_t i = 0; i < v->finding_count; i++)
        print_message("  [%s] %.*s %s: %.*s\n", jx_severity_name(v->findings[i].severity),
                      (int)v->findings[i].rule.len, v->findings[i].rule.ptr, v->findings[i].where,
                      (int)v->findings[i].message_zh.len, v->findings[i].message_zh.ptr);
}

static void add(struct jx_additive *to, const struct jx_additive *from)
{
#define X(name) to->name += from->name;
    JX_ADDITIVES(X)
#undef X
}

struct tally {
    uint32_t documents, equal, rows_differing;
    struct jx_additive sum;
};

static uint32_t differing_rows(const struct jx_verdict *v)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < v->row_count; i++) {
        assert_true(v->rows[i].explanation_zh.len > 0 && v->rows[i].explanation_en.len > 0);
        assert_true(v->rows[i].method.len > 0 && v->rows[i].source.len > 0);
        n += v->rows[i].differs;
    }
    return n;
}

static struct tally judge_all(const char *file)
{
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct loaded docs;
    assert_true(load(file, &a, &docs));
    struct tally t = {0};
    for (uint32_t i = 0; i < docs.count; i++) {
        const struct jx_document *d = &docs.documents[i];
        if (d->form != JX_FORM_self_evaluation) continue;
        struct jx_verdict v;
        assert_int_equal(jx_judge(d, standard_pack(), &a, &v), JX_OK);
        t.documents++;
        t.equal += v.computed.known && v.claimed.known &&
                   jx_dec_cmp(v.computed.value, v.claimed.value) == 0;
        t.rows_differing += differing_rows(&v);
        add(&t.sum, &v.adds);
        if (v.finding_count) show(d, &v);
    }
    jx_arena_clear(&a);
    return t;
}

static void test_all_totals_of_the_first_file_recompute(void **state)
{
    (void)state;
    struct tally t = judge_all(files[0]);
    assert_int_equal(t.documents, 15);
    assert_int_equal(t.equal, 15);
    assert_int_equal(t.rows_differing, 0);
    assert_int_equal(t.sum.documents, 15);
    assert_int_equal(t.sum.grade_excellent, 10);
    assert_int_equal(t.sum.grade_good, 2);
    assert_int_equal(t.sum.grade_fair, 0);
    assert_int_equal(t.sum.grade_poor, 3);
    assert_int_equal(t.sum.initial_budget, 893020000);
    assert_int_equal(t.sum.annual_budget, 1007020000);
    assert_int_equal(t.sum.executed, 583580000);
    assert_int_equal(t.sum.claimed_differs, 0);
    assert_int_equal(t.sum.not_computed, 0);
    /* The mean of 15 totals is printed with two decimals. */
    jx_dec mean;
    assert_int_equal(jx_dec_from_ratio(t.sum.computed_score, 15 * JX_DEC_ONE, 2, &mean), JX_OK);
    assert_int_equal(mean.micro, 77 * JX_DEC_ONE);
    /* A date of June 31, and cost targets above the budget in two forms. */
    assert_int_equal(t.sum.errors, 3);
    assert_int_equal(t.sum.explains, 0);
}

static void test_half_of_the_second_file_recomputes(void **state)
{
    (void)state;
    struct tally t = judge_all(files[1]);
    assert_int_equal(t.documents, 8);
    assert_int_equal(t.equal, 4);
    assert_int_equal(t.rows_differing, 4);
    assert_int_equal(t.sum.claimed_differs, 4);
    assert_int_equal(t.sum.not_computed, 0);
    /* Two totals that are not their sources' sums, in three columns each, the four rows, and a
     * budget in the wrong unit of money. */
    assert_int_equal(t.sum.errors, 11);
    assert_int_equal(t.sum.explains, 0);
}

static void check_one(uint32_t index, int64_t micro, const char *where, const char *method)
{
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct loaded docs;
    assert_true(load(files[1], &a, &docs));
    struct jx_verdict v;
    assert_int_equal(jx_judge(&docs.documents[index], standard_pack(), &a, &v), JX_OK);
    assert_true(v.computed.known);
    assert_int_equal(v.computed.value.micro, micro);
    for (uint32_t i = 0; i < v.row_count; i++) {
        assert_int_equal(v.rows[i].differs, strcmp(v.rows[i].where, where) == 0);
        if (v.rows[i].differs) assert_true(jx_slice_eq(v.rows[i].method, jx_slice_of(method)));
    }
    jx_arena_clear(&a);
}

static void test_the_four_that_differ(void **state)
{
    (void)state;
    check_one(1, 90 * JX_DEC_ONE, "/funds/0", "execution.zero");
    check_one(6, 90 * JX_DEC_ONE, "/funds/0", "execution.zero");
    check_one(4, 89360000, "/indicators/3", "strict_missed");
    check_one(7, 93510000, "/indicators/3", "strict_missed");
}

static void test_every_document_is_judged(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    int64_t money = 0;
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        struct loaded docs;
        assert_true(load(files[f], &a, &docs));
        for (uint32_t i = 0; i < docs.count; i++) {
            struct jx_verdict v;
            struct jx_slice bytes, again;
            assert_int_equal(jx_judge(&docs.documents[i], standard_pack(), &a, &v), JX_OK);
            assert_int_equal(v.adds.documents, 1);
            assert_int_equal(jx_verdict_bytes(&v, &a, &bytes), JX_OK);
            assert_int_equal(jx_judge(&docs.documents[i], standard_pack(), &a, &v), JX_OK);
            assert_int_equal(jx_verdict_bytes(&v, &a, &again), JX_OK);
            assert_true(jx_slice_eq(bytes, again));
            if (docs.documents[i].form == JX_FORM_target) money += v.adds.initial_budget;
        }
    }
    /* 14 target forms of two files, and two inside evaluation reports. */
    assert_int_equal(money, 125240000 + 571990000 + 15000000 + 47980000);
    jx_arena_clear(&a);
}

/* What these documents name, and where they are from, must be found in none of our rules. */
static void check_no_text(struct jx_slice text)
{
    struct jx_pack_file rules[STANDARD_FILES_MAX];
    size_t count = standard_files(rules);
    for (size_t i = 0; i < count; i++)
        if (jx_contains(rules[i].bytes, text))
            fail_msg("%.*s names %.*s", (int)rules[i].name.len, rules[i].name.ptr, (int)text.len,
                     text.ptr);
}

static void test_no_name_of_the_corpus_in_the_rules(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        struct loaded docs;
        assert_true(load(files[f], &a, &docs));
        for (uint32_t i = 0; i < docs.count; i++) {
            const struct jx_document *d = &docs.documents[i];
            const struct jx_party *named[] = {d->project, d->department, d->unit};
            for (int k = 0; k < 3; k++)
                if (named[k] && named[k]->name.len > 0 &&
                    !jx_slice_eq(named[k]->name, JX_LIT("工作经费")))
                    check_no_text(named[k]->name);
        }
    }
    static const char *const places[] = {"兴庆", "相山", "怀远", "兖州", "壶关", "济宁", "淮北",
                                         "银川", "蚌埠", "长治", "任圩", "渠沟", "张楼"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        check_no_text(jx_slice_of(places[i]));
    jx_arena_clear(&a);
}

enum { SKIPPED = 77 };

int main(void)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/expected/%s.json", corpus(), files[0]);
    FILE *there = fopen(path, "rb");
    if (!there) {
        fprintf(stderr, "skipped: no corpus at %s (set JIXIAO_CORPUS)\n", corpus());
        return SKIPPED;
    }
    fclose(there);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_totals_of_the_first_file_recompute),
        cmocka_unit_test(test_half_of_the_second_file_recomputes),
        cmocka_unit_test(test_the_four_that_differ),
        cmocka_unit_test(test_every_document_is_judged),
        cmocka_unit_test(test_no_name_of_the_corpus_in_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
