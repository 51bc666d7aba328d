/* The recogniser knows layouts, not files: no name of a project, a department, a unit or a place of
 * the corpus stands in its sources or its vocabulary. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support.h"

#include "../../../proto/base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    ARENA_BYTES = 64 << 20,
    NAMES_MAX = 1000,
    NAME_LEAST = 6, /* bytes: two characters; a shorter name says nothing */
};

static struct jx_slice names[NAMES_MAX];
static unsigned name_count;

static void add_name(struct jx_arena *a, struct jx_slice s)
{
    if (s.len < NAME_LEAST || name_count == NAMES_MAX) return;
    for (unsigned i = 0; i < name_count; i++)
        if (jx_slice_eq(names[i], s)) return;
    names[name_count++] = jx_arena_copy(a, s);
}

/* The place in front of a name: up to 省, 市, 县 or 区, with that character and without it. */
static void add_places(struct jx_arena *a, struct jx_slice name)
{
    static const char *const ends[] = {"省", "市", "县", "区", "镇", "乡"};
    for (size_t from = 0, at = 0; at < name.len;) {
        size_t here = at;
        jx_utf8_next(name, &at);
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
            if (!jx_slice_eq(jx_slice_at(name.ptr + here, at - here), jx_slice_of(ends[i])))
                continue;
            if (here - from < NAME_LEAST || here - from > 2 * NAME_LEAST) continue;
            add_name(a, jx_slice_at(name.ptr + from, at - from));
            add_name(a, jx_slice_at(name.ptr + from, here - from));
            from = at;
        }
    }
}

static void collect(struct jx_arena *a, const json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    json_array_foreach((json_t *)(uintptr_t)value, i, member) collect(a, member);
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        bool party = strcmp(key, "project") == 0 || strcmp(key, "unit") == 0 ||
                     strcmp(key, "department") == 0;
        const json_t *name = json_is_object(member) ? json_object_get(member, "name") : member;
        if (party && json_is_string(name)) {
            add_name(a, jx_slice_of(json_string_value(name)));
            if (strcmp(key, "project") != 0) add_places(a, jx_slice_of(json_string_value(name)));
        }
        if (!party) collect(a, member);
    }
}

static unsigned look_into(struct jx_arena *a, const char *path)
{
    unsigned found = 0;
    struct jx_slice text = file_bytes(a, path);
    assert_false(jx_is_absent(text));
    for (unsigned i = 0; i < name_count; i++) {
        if (!jx_contains(text, names[i])) continue;
        printf("%s: %.*s\n", path, (int)names[i].len, names[i].ptr);
        found++;
    }
    return found;
}

static unsigned look_into_folder(struct jx_arena *a, const char *folder)
{
    struct dirent *e;
    unsigned found = 0, files = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    if (!dir) return 1;
    while ((e = readdir(dir))) {
        const char *dot = strrchr(e->d_name, '.');
        if (!dot || (strcmp(dot, ".c") != 0 && strcmp(dot, ".h") != 0)) continue;
        found += look_into(a, jx_arena_printf(a, "%s/%s", folder, e->d_name).ptr);
        files++;
    }
    closedir(dir);
    assert_true(files > 0);
    return found;
}

static void test_no_name_of_the_corpus(void **state)
{
    (void)state;
    struct jx_arena a;
    const char *dir = getenv("JIXIAO_CORPUS");
    if (!dir) dir = JIXIAO_SOURCE_DIR "/../shared/corpus";
    jx_arena_init(&a, ARENA_BYTES);
    struct dirent *e;
    DIR *expected = opendir(jx_arena_printf(&a, "%s/expected", dir).ptr);
    if (!expected) {
        printf("no corpus at %s: set JIXIAO_CORPUS to look for its names\n", dir);
        jx_arena_clear(&a);
        skip();
    }
    while (expected && (e = readdir(expected))) {
        const char *dot = strrchr(e->d_name, '.');
        if (!dot || strcmp(dot, ".json") != 0) continue;
        json_t *all = json_load_file(jx_arena_printf(&a, "%s/expected/%s", dir, e->d_name).ptr, 0,
                                     NULL);
        assert_non_null(all);
        collect(&a, all);
        json_decref(all);
    }
    if (expected) closedir(expected);
    printf("%u names\n", name_count);
    assert_true(name_count > 50 && name_count < NAMES_MAX);
    unsigned found = look_into(&a, JIXIAO_SOURCE_DIR "/ops/rules/standard/vocabulary.txt");
    found += look_into_folder(&a, JIXIAO_SOURCE_DIR "/client/import");
    found += look_into_folder(&a, JIXIAO_SOURCE_DIR "/client/import/readers");
    assert_int_equal(found, 0);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_name_of_the_corpus)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
