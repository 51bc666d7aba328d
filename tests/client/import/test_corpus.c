/* The published text dumps import exactly as they were transcribed: every field, character by
 * character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const files[] = {
    "xingqing-2024-monitoring",    "xiangshan-2024-targets",      "huaiyuan-2024-targets",
    "yanzhou-2023-final-accounts", "huguan-2021-self-evaluation",
};

enum { FILES = sizeof files / sizeof files[0], ARENA_BYTES = 512 << 20 };

static unsigned equal[JX_FORM_COUNT], total[JX_FORM_COUNT];

static const char *corpus_dir(void)
{
    const char *dir = getenv("JIXIAO_CORPUS");
    return dir ? dir : JIXIAO_SOURCE_DIR "/../shared/corpus";
}

static json_t *expected_of(const char *name)
{
    char path[1024];
    json_error_t error;
    snprintf(path, sizeof path, "%s/expected/%s.json", corpus_dir(), name);
    json_t *all = json_load_file(path, 0, &error);
    if (!all) fail_msg("%s: %s", path, error.text);
    return all;
}

/* Prints what is left over when JIXIAO_UNPLACED is set, for whoever works on the recogniser. */
static void print_cells(const struct jx_grid *g, const char *what,
                        const struct jx_import_cell *cells, uint32_t count)
{
    for (uint32_t i = 0; i < count && getenv("JIXIAO_UNPLACED"); i++) {
        const struct jx_cell *c = &g->sheets[cells[i].sheet].cells[cells[i].cell];
        printf("  %s line %u cell %u: %.*s\n", what, c->source_line, c->column, (int)c->text.len,
               c->text.ptr);
    }
}

static unsigned compare_file(struct jx_arena *a, const struct jx_vocabulary *v, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/text/%s.txt", corpus_dir(), name);
    struct jx_slice text = file_bytes(a, path);
    assert_false(jx_is_absent(text));
    struct jx_grid grid;
    struct jx_import_result r = import_text(a, v, text, &grid);
    json_t *all = expected_of(name);
    unsigned wrong = 0;
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *want = json_array_get(all, i);
        enum jx_form form = jx_form_of_name(
            jx_slice_of(json_string_value(json_object_get(want, "form"))));
        json_t *got = i < r.document_count ? document_json(&r.documents[i].document, true) : NULL;
        const char *difference = json_difference(a, "", want, got);
        total[form]++;
        if (difference) {
            printf("%s document %zu %s\n", name, i + 1, difference);
            wrong++;
        } else {
            equal[form]++;
            assert_int_equal(r.documents[i].trouble.status, JX_OK);
        }
        json_decref(got);
    }
    if (r.document_count != json_array_size(all)) {
        printf("%s: %u documents, expected %zu\n", name, r.document_count, json_array_size(all));
        wrong++;
    }
    printf("%s: %u cells unplaced, %u differ in a second print\n", name, r.unplaced_count,
           r.differing_count);
    print_cells(&grid, "unplaced", r.unplaced, r.unplaced_count);
    print_cells(&grid, "differs", r.differing, r.differing_count);
    json_decref(all);
    return wrong;
}

static void test_corpus_is_equal(void **state)
{
    (void)state;
    char path[1024];
    snprintf(path, sizeof path, "%s/text", corpus_dir());
    if (access(path, R_OK) != 0) {
        printf("no corpus at %s: set JIXIAO_CORPUS to compare with it\n", corpus_dir());
        skip();
    }
    unsigned wrong = 0;
    for (size_t i = 0; i < FILES; i++) {
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        wrong += compare_file(&a, standard_vocabulary(&a), files[i]);
        jx_arena_clear(&a);
    }
    for (unsigned f = 1; f < JX_FORM_COUNT; f++)
        printf("%s: equal %u of %u\n", jx_form_name((enum jx_form)f).ptr, equal[f], total[f]);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_corpus_is_equal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
