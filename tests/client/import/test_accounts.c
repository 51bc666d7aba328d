/* Nothing is silently dropped: every cell with text of every corpus file, and of the fixtures, ends
 * in a field, in `extra`, among the unplaced, or is known layout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "accounting.h"

#include "../../../client/import/readers/reader.h"
#include "../../../client/import/text_reader.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const kinds[ACCOUNTS] = {"in a field", "in extra",       "unplaced",
                                            "layout",     "a second print", "lost"};

static bool ends_in(const char *name, const char *tail)
{
    size_t n = strlen(name), m = strlen(tail);
    return n > m && strcmp(name + n - m, tail) == 0;
}

static void account_for_file(const char *path, const char *name, unsigned counts[ACCOUNTS])
{
    struct jx_arena a;
    struct jx_grid grid;
    struct jx_import_result r;
    struct jx_reader_trouble t;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    const struct jx_vocabulary *v = standard_vocabulary(&a);
    struct jx_slice bytes = file_bytes(&a, path);
    assert_false(jx_is_absent(bytes));
    jx_status rc = ends_in(name, ".txt") ? jx_text_read(bytes, &a, &grid)
                                         : jx_read_grid(bytes, name, &a, &grid, &t);
    assert_int_equal(rc, JX_OK);
    assert_int_equal(jx_import(&grid, v, &a, &r), JX_OK);
    account_for(&a, v, &grid, &r, name, counts);
    jx_arena_clear(&a);
}

static unsigned account_for_folder(const char *folder, unsigned counts[ACCOUNTS])
{
    struct dirent **names;
    unsigned files = 0;
    int n = scandir(folder, &names, NULL, alphasort);
    if (n < 0) return 0;
    for (int i = 0; i < n; i++) {
        char path[2048], *name = names[i]->d_name;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        if (ends_in(name, ".txt") || ends_in(name, ".xlsx") || ends_in(name, ".docx")) {
            account_for_file(path, name, counts);
            files++;
        }
        free(names[i]);
    }
    free(names);
    return files;
}

static void check(const char *what, const char *folder)
{
    unsigned counts[ACCOUNTS] = {0}, files = account_for_folder(folder, counts);
    printf("%s: %u files", what, files);
    for (unsigned k = 0; k < ACCOUNTS; k++)
        printf(", %u %s", counts[k], kinds[k]);
    printf("\n");
    assert_true(files > 0);
    assert_int_equal(counts[ACCOUNT_NONE], 0);
}

static void test_fixtures(void **state)
{
    (void)state;
    check("fixtures", JIXIAO_SOURCE_DIR "/tests/client/import/fixtures");
}

static void test_corpus(void **state)
{
    (void)state;
    const char *dir = getenv("JIXIAO_CORPUS");
    if (!dir) dir = JIXIAO_SOURCE_DIR "/../shared/corpus";
    static const char *const folders[] = {"text", "office"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char folder[1024];
        snprintf(folder, sizeof folder, "%s/%s", dir, folders[i]);
        if (access(folder, R_OK) != 0) {
            printf("no corpus at %s: set JIXIAO_CORPUS to account for it\n", folder);
            skip();
        }
        check(folders[i], folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fixtures),
                                       cmocka_unit_test(test_corpus)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
