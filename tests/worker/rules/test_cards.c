/* A card scores as its document does: totals, grades, rows, classes, lights and sums, under both
 * profiles, over documents from files and over each of them with its cells swapped about.
 *
 *   test_cards FILE...   JSON of the exchange format */
#include "load_json.h"
#include "support.h"

#include "../../../worker/rules/card.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ARENA_BYTES = 512 << 20, SKIPPED = 77, MIXES = 6 };

static struct {
    unsigned documents, rows, bytes;
} counted;

static bool scores_equal(struct jx_score a, struct jx_score b)
{
    return a.known == b.known && (!a.known || a.value.micro == b.value.micro);
}

static void compare_rows(const struct jx_card *card, const struct jx_pack *pack,
                         const struct jx_verdict *v, struct jx_arena *a)
{
    struct jx_card_score *rows = NULL;
    uint32_t count = 0, at = 0;
    assert_int_equal(jx_card_scores(card, pack, a, &rows, &count), JX_OK);
    for (uint32_t i = 0; i < count; i++, at++) {
        char where[48];
        snprintf(where, sizeof where, rows[i].funds ? "/funds/%u" : "/indicators/%u",
                 rows[i].index);
        while (at < v->row_count && strcmp(v->rows[at].where, where) != 0)
            assert_false(v->rows[at++].computed.known); /* one that does not count */
        assert_true(at < v->row_count);
        assert_true(jx_slice_eq(rows[i].method, v->rows[at].method));
        assert_true(scores_equal(rows[i].weight, v->rows[at].weight));
        assert_true(scores_equal(rows[i].claimed, v->rows[at].claimed));
        assert_true(scores_equal(rows[i].computed, v->rows[at].computed));
    }
    counted.rows += count;
}

static void compare_classes(const struct jx_verdict *a, const struct jx_verdict *b)
{
    assert_int_equal(a->class_count, b->class_count);
    for (uint32_t i = 0; i < a->class_count; i++) {
        assert_true(jx_slice_eq(a->classes[i].name, b->classes[i].name));
        assert_memory_equal(&a->classes[i].sums, &b->classes[i].sums, sizeof a->classes[i].sums);
    }
}

static void compare(const struct jx_document *d, const struct jx_pack *pack, struct jx_arena *a)
{
    struct jx_verdict full, again;
    struct jx_card read, card;
    struct jx_reading *readings = NULL;
    struct jx_slice bytes, twice;
    assert_int_equal(jx_card_read(d, a, &read, &readings), JX_OK);
    assert_int_equal(jx_card_encode(&read, a, &bytes), JX_OK);
    assert_int_equal(jx_card_decode(bytes, a, &card), JX_OK);
    assert_int_equal(jx_card_encode(&card, a, &twice), JX_OK);
    assert_true(jx_slice_eq(bytes, twice));
    jx_status rc = jx_judge(d, pack, a, &full);
    assert_int_equal(jx_card_judge(&card, pack, &again), rc);
    counted.documents++;
    counted.bytes += (unsigned)bytes.len;
    if (rc != JX_OK) return;
    assert_true(scores_equal(full.claimed, again.claimed));
    assert_true(scores_equal(full.computed, again.computed));
    assert_int_equal(full.grade, again.grade);
    assert_int_equal(full.light, again.light);
    full.adds.errors = full.adds.explains = full.adds.warnings = 0; /* findings are not a card's */
    assert_memory_equal(&full.adds, &again.adds, sizeof full.adds);
    compare_classes(&full, &again);
    if (d->form == JX_FORM_self_evaluation) compare_rows(&card, pack, &full, a);
}

/* A cheap sequence of numbers from a seed. */
static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Cells change places, so that targets meet actual values of another kind, weights go missing, and
 * rows come to stand below others. */
static void mix(struct jx_document *d, uint32_t seed)
{
    struct jx_list list = d->body.self_evaluation->indicators;
    struct jx_evaluated_indicator *rows = (struct jx_evaluated_indicator *)list.items;
    for (uint32_t i = 0; i < list.count; i++) {
        uint32_t other = next(&seed) % list.count;
        struct jx_slice *a[] = {&rows[i].target, &rows[i].actual, &rows[i].weight, &rows[i].score,
                                &rows[i].level3};
        struct jx_slice *b[] = {&rows[other].target, &rows[other].actual, &rows[other].weight,
                                &rows[other].score, &rows[other].level3};
        uint32_t column = next(&seed) % 5, from = next(&seed) % 8 ? column : next(&seed) % 5;
        struct jx_slice kept = *a[column];
        *a[column] = *b[from];
        *b[from] = kept;
        if (next(&seed) % 5 == 0) rows[i].weight = rows[i].score = JX_LIT("");
    }
}

static void compare_file(const char *path, const struct jx_pack *const packs[2])
{
    struct jx_arena a, scratch;
    struct loaded docs;
    jx_arena_init(&a, ARENA_BYTES);
    jx_arena_init(&scratch, ARENA_BYTES);
    assert_true(load_documents(path, &a, &docs));
    for (uint32_t i = 0; i < docs.count; i++) {
        struct jx_document *d = &docs.documents[i];
        unsigned mixes = d->form == JX_FORM_self_evaluation ? MIXES : 0;
        for (unsigned n = 0; n <= mixes; n++) {
            if (n) mix(d, i * MIXES + n);
            for (int p = 0; p < 2; p++) {
                compare(d, packs[p], &scratch);
                jx_arena_clear(&scratch);
            }
        }
    }
    jx_arena_clear(&a);
}

/* Bytes that are no card are refused, wherever they are cut or changed. */
static void test_bytes(void)
{
    struct jx_arena a;
    struct jx_card card;
    struct jx_reading *readings = NULL;
    struct jx_slice bytes;
    const struct test_row rows[] = {{.target = "≥90%", .actual = "95%", .weight = "50"},
                                    {.target = "=3个", .actual = "2个", .weight = "40"}};
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_document *d = test_form(&a, rows, 2, "98", NULL);
    assert_int_equal(jx_card_read(d, &a, &card, &readings), JX_OK);
    assert_int_equal(jx_card_encode(&card, &a, &bytes), JX_OK);
    for (size_t n = 0; n < bytes.len; n++)
        assert_int_not_equal(jx_card_decode(jx_slice_at(bytes.ptr, n), &a, &card), JX_OK);
    char *changed = jx_arena_take(&a, bytes.len);
    for (size_t n = 0; n < bytes.len * 8; n++) { /* it may still be a card, of other figures */
        memcpy(changed, bytes.ptr, bytes.len);
        changed[n / 8] = (char)(changed[n / 8] ^ 1 << n % 8);
        (void)jx_card_decode(jx_slice_at(changed, bytes.len), &a, &card);
    }
    changed[0] = 3;
    memcpy(changed + 1, bytes.ptr + 1, bytes.len - 1);
    assert_int_equal(jx_card_decode(jx_slice_at(changed, bytes.len), &a, &card), JX_E_VERSION);
    jx_arena_clear(&a);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        puts("no files: skipped");
        return SKIPPED;
    }
    struct jx_pack *second = alternative_pack();
    const struct jx_pack *const packs[2] = {standard_pack(), second};
    test_bytes();
    for (int i = 1; i < argc; i++)
        compare_file(argv[i], packs);
    jx_pack_free(&second);
    printf("%u cards compared, %u rows that count, %u bytes each\n", counted.documents,
           counted.rows, counted.documents ? counted.bytes / counted.documents : 0);
    return counted.rows == 0;
}
