/* Layouts of an invented county, in tests/client/import/fixtures: each NAME.txt imports as
 * NAME.json says, and nothing but what is listed there stays unplaced. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define FIXTURES JIXIAO_SOURCE_DIR "/tests/client/import/fixtures"

enum { ARENA_BYTES = 64 << 20, FILES_MAX = 200 };

static json_t *cells_json(const struct jx_grid *g, const struct jx_import_cell *cells,
                          uint32_t count)
{
    json_t *a = json_array();
    for (uint32_t i = 0; i < count; i++) {
        struct jx_slice text = g->sheets[cells[i].sheet].cells[cells[i].cell].text;
        json_array_append_new(a, json_stringn(text.ptr, text.len));
    }
    return a;
}

static json_t *result_json(const struct jx_grid *g, const struct jx_import_result *r)
{
    json_t *documents = json_array();
    for (uint32_t i = 0; i < r->document_count; i++) {
        assert_int_equal(r->documents[i].trouble.status, JX_OK);
        json_array_append_new(documents, document_json(&r->documents[i].document, false));
    }
    return json_pack("{s:o,s:o,s:o}", "documents", documents, "unplaced",
                     cells_json(g, r->unplaced, r->unplaced_count), "differing",
                     cells_json(g, r->differing, r->differing_count));
}

static unsigned compare(const char *name)
{
    struct jx_arena a;
    struct jx_grid grid;
    json_error_t error;
    jx_arena_init(&a, ARENA_BYTES);
    const struct jx_vocabulary *v = standard_vocabulary(&a);
    struct jx_slice text = file_bytes(&a, jx_arena_printf(&a, FIXTURES "/%s.txt", name).ptr);
    struct jx_import_result r = import_text(&a, v, text, &grid);
    json_t *want = json_load_file(jx_arena_printf(&a, FIXTURES "/%s.json", name).ptr, 0, &error);
    json_t *got = result_json(&grid, &r);
    const char *difference = json_difference(&a, "", want, got);
    if (difference) printf("%s %s\n", name, difference);
    json_decref(want);
    json_decref(got);
    jx_arena_clear(&a);
    return difference != NULL;
}

static void test_fixtures_are_equal(void **state)
{
    (void)state;
    struct dirent **names;
    unsigned wrong = 0, files = 0;
    int n = scandir(FIXTURES, &names, NULL, alphasort);
    assert_true(n > 0 && n < FILES_MAX);
    for (int i = 0; i < n; i++) {
        char *dot = strrchr(names[i]->d_name, '.');
        if (dot && strcmp(dot, ".txt") == 0) {
            *dot = '\0';
            wrong += compare(names[i]->d_name);
            files++;
        }
        free(names[i]);
    }
    free(names);
    printf("equal %u of %u layouts\n", files - wrong, files);
    assert_true(files >= 20);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fixtures_are_equal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
