/* What rules come to is the same however it is asked for: at every node of every rule, at every
 * place of documents from files, the truth, the figure and the text alone are those of the whole
 * value, asked for the first time and again, and truths those of many rows at once.
 *
 *   test_answers FILE...   JSON of the exchange format */
#include "load_json.h"
#include "support.h"

#include "../../../worker/rules/judging.h"
#include "../../../worker/rules/pack_parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ARENA_BYTES = 512 << 20, SKIPPED = 77 };

static struct {
    unsigned documents, places, nodes, rows, answers, scored, handed;
    unsigned truths[4]; /* by enum jx_truth */
} counted;

static bool numbers_equal(const struct jx_number *a, const struct jx_number *b)
{
    if (a->known != b->known) return false;
    return !a->known || (a->lo == b->lo && a->mid == b->mid && a->hi == b->hi);
}

/* The truth among those of all rows around the one where the run stands, which it goes on to
 * stand at. */
static enum jx_truth among_rows(struct jx_run *run, const struct jx_node *n, uint32_t rows)
{
    const uint32_t here = run->row, bit = here % JX_ROWS_AT_ONCE, first = here - bit;
    const uint64_t all = rows > here ? jx_rows_from(first, rows) : (uint64_t)1 << bit;
    const struct jx_truths t = jx_run_truths(run, n, first, all);
    assert_true(((t.tail | t.yes | t.unknown) & ~all) == 0);
    assert_true((t.tail & t.yes) == 0 && (t.tail & t.unknown) == 0 && (t.yes & t.unknown) == 0);
    run->row = here;
    counted.rows += (unsigned)__builtin_popcountll(all);
    if (t.yes >> bit & 1) return JX_TRUE;
    if (t.unknown >> bit & 1) return JX_UNKNOWN;
    return t.tail >> bit & 1 ? JX_TAIL : JX_FALSE;
}

static void compare_node(struct jx_run *run, const struct jx_node *n, uint32_t rows)
{
    const struct jx_value v = jx_run_value(run, n);
    struct jx_figured f;
    counted.nodes++;
    counted.answers += n->answer != 0;
    switch (n->type) {
    case JX_VALUE_TRUTH:
        assert_int_equal(among_rows(run, n, counted.nodes % 2 ? rows : 0), v.truth);
        assert_int_equal(jx_run_truth(run, n), v.truth);
        assert_int_equal(among_rows(run, n, rows), v.truth);
        counted.truths[v.truth]++;
        break;
    case JX_VALUE_NUMBER:
        jx_run_figure(run, n, &f);
        assert_true(numbers_equal(&f.number, &v.number));
        assert_int_equal(jx_is_blank(f.text), jx_is_blank(v.text));
        break;
    case JX_VALUE_TEXT:
        assert_true(jx_slice_eq(jx_run_said(run, n).text, v.text));
        break;
    }
}

/* A list's rows are where what is asked of them is asked. */
static bool is_over_rows(const struct jx_node *n)
{
    return n->kind == JX_N_CALL && (n->index == JX_F_SUM || n->index == JX_F_COUNT ||
                                    n->index == JX_F_ANY || n->index == JX_F_ALL);
}

static void compare_below(struct jx_run *run, const struct jx_node *n, uint32_t rows)
{
    const uint32_t here = run->row;
    const bool inner = is_over_rows(n);
    compare_node(run, n, rows);
    if (inner) rows = run->self->sight.counts[n->part];
    for (uint32_t i = 0; i < (inner ? rows : 1); i++) {
        if (inner) run->row = i;
        for (int k = 0; k < JX_NODE_KIDS && n->kid[k]; k++)
            compare_below(run, n->kid[k], rows);
    }
    run->row = here;
}

static bool compare_place(struct jx_run *run, void *own)
{
    const struct jx_compiled *c = own;
    counted.places++;
    run->zero = c->missing == JX_MISSING_ZERO;
    const uint32_t rows = c->scope.kind == JX_SCOPE_ROWS ? run->self->sight.counts[c->scope.part]
                                                         : 0;
    if (c->when) compare_below(run, c->when, rows);
    compare_below(run, c->must, rows);
    run->zero = false;
    return true;
}

/* A cell that scoring has read says what it says when it is read for the rules. */
static void compare_cell(struct jx_case *handed, struct jx_case *fresh, struct jx_field_ref ref,
                         uint32_t row)
{
    struct jx_cell *a = jx_sight_cell(&handed->sight, ref, row);
    struct jx_cell *b = jx_sight_cell(&fresh->sight, ref, row);
    counted.handed += a->number || a->notation;
    assert_true(numbers_equal(jx_cell_number(&handed->sight, a, ref),
                              jx_cell_number(&fresh->sight, b, ref)));
    if (a->notation)
        assert_true(jx_notation_equal(a->notation, jx_cell_notation(&fresh->sight, b)));
}

static void compare_cells(struct jx_case *handed, const struct jx_document *d,
                          const struct jx_rule_set *set, struct jx_arena *a)
{
    struct jx_case fresh;
    const struct jx_layout *l = handed->sight.layout;
    assert_int_equal(jx_case_begin(&fresh, d, set, a), JX_OK);
    for (uint32_t part = JX_PART_BODY + 1; part < l->count; part++)
        for (uint32_t i = 0; i < l->parts[part].schema->count; i++) {
            struct jx_field_ref ref;
            struct jx_slice name = l->parts[part].schema->fields[i].name;
            if (!l->parts[part].list || l->parts[part].schema->fields[i].kind != JX_KIND_TEXT ||
                !jx_field_resolve(set->layouts, d->form, part, name, &ref))
                continue;
            for (uint32_t row = 0; row < handed->sight.counts[part]; row++)
                compare_cell(handed, &fresh, ref, row);
        }
}

/* The document as the judge shows it to the rules. */
static void show(const struct jx_document *d, const struct jx_card *card,
                 const struct jx_pack *pack, struct jx_arena *a, struct jx_judging *j)
{
    *j = (struct jx_judging){.doc = d,
                             .card = card,
                             .profile = &pack->profile,
                             .set = &pack->rules,
                             .arena = a,
                             .out = jx_arena_take(a, sizeof *j->out),
                             .rc = JX_OK};
    assert_int_equal(jx_case_begin(&j->seen, d, j->set, a), JX_OK);
    jx_judge_hand_over(j);
    compare_cells(&j->seen, d, j->set, a);
    if (d->form == JX_FORM_self_evaluation) jx_judge_rows(j);
    if (j->rc == JX_OK) j->rc = jx_case_remember(&j->seen, j->set);
    assert_int_equal(j->rc, JX_OK);
}

static void compare_document(const struct jx_document *d, const struct jx_pack *pack,
                             struct jx_arena *a)
{
    struct jx_card card;
    struct jx_judging j;
    assert_int_equal(jx_card_read(d, a, &card), JX_OK);
    show(d, &card, pack, a, &j);
    struct jx_run run = {.set = j.set, .profile = j.profile, .arena = a, .self = &j.seen};
    const struct jx_form_rules *rules = &pack->rules.of_form[d->form];
    for (uint32_t i = 0; i < rules->count; i++) {
        struct jx_compiled c = *rules->items[i].compiled;
        run.steps = JX_RUN_STEPS;
        jx_scope_walk(&run, &c.scope, compare_place, &c);
    }
    counted.documents++;
    counted.scored += j.seen.scoring.count;
}

static void compare_file(const char *path)
{
    struct jx_arena a, scratch;
    struct loaded docs;
    jx_arena_init(&a, ARENA_BYTES);
    jx_arena_init(&scratch, ARENA_BYTES);
    if (load_documents(path, &a, &docs))
        for (uint32_t i = 0; i < docs.count; i++) {
            compare_document(&docs.documents[i], standard_pack(), &scratch);
            jx_arena_reset(&scratch);
        }
    jx_arena_clear(&scratch);
    jx_arena_clear(&a);
}

static struct {
    char **paths;
    int count;
} files;

static void test_every_way_of_asking_gives_one_answer(void **state)
{
    (void)state;
    for (int i = 0; i < files.count; i++)
        compare_file(files.paths[i]);
    printf("%u documents, %u scored rows, %u places, %u nodes, %u of them remembered, %u rows, "
           "%u cells handed over\n",
           counted.documents, counted.scored, counted.places, counted.nodes, counted.answers,
           counted.rows, counted.handed);
    assert_true(counted.answers > 0 && counted.scored > 0 && counted.handed > 0 &&
                counted.truths[JX_TRUE] && counted.truths[JX_FALSE] && counted.truths[JX_UNKNOWN]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_way_of_asking_gives_one_answer)};
    files.paths = argv + 1;
    files.count = argc - 1;
    if (argc < 2) {
        puts("no files: skipped");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
