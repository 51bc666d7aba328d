/* A folder is there whole or not at all, and nothing is left beside it. */
#include "../base/cmocka_all.h"

#include "../../../proto/base/text.h"
#include "../../../proto/file/file.h"
#include "../../../proto/file/fresh.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const inside[] = {"deep/one", "deep", "two", NULL};

struct place {
    char above[32], dir[JX_PATH_ROOM];
};

static int enter(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->above, sizeof p->above, "/tmp/jixiao-fresh-XXXXXX");
    *state = p;
    return mkdtemp(p->above) && jx_path_join(p->dir, p->above, "made") ? 0 : -1;
}

/* How many names there are in a folder. */
static unsigned count_in(const char *dir)
{
    unsigned count = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

static int leave(void **state)
{
    struct place *p = *state;
    char path[JX_PATH_ROOM];
    for (size_t i = 0; inside[i]; i++)
        if (jx_path_join(path, p->dir, inside[i])) remove(path);
    rmdir(p->dir);
    int left = rmdir(p->above); /* which fails when something else is in it */
    free(p);
    return left;
}

/* Fills, and then ends with *of. */
static jx_status fill(const char *dir, void *of)
{
    char path[JX_PATH_ROOM];
    assert_true(jx_path_join(path, dir, "deep"));
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(jx_path_join(path, dir, "deep/one"));
    assert_int_equal(jx_file_write(path, 0600, JX_LIT("one")), JX_OK);
    assert_true(jx_path_join(path, dir, "two"));
    assert_int_equal(jx_file_write(path, 0600, JX_LIT("two")), JX_OK);
    return *(const jx_status *)of;
}

static void a_filled_folder_is_there(void **state)
{
    struct place *p = *state;
    struct stat st;
    jx_status end = JX_OK;
    assert_int_equal(jx_folder_create(p->dir, fill, &end, inside), JX_OK);
    assert_int_equal(stat(p->dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(count_in(p->dir), 2);
    assert_int_equal(count_in(p->above), 1);
}

static void one_that_could_not_be_filled_is_not(void **state)
{
    struct place *p = *state;
    jx_status end = JX_E_DISK_FULL;
    assert_int_equal(jx_folder_create(p->dir, fill, &end, inside), JX_E_DISK_FULL);
    assert_int_equal(count_in(p->above), 0);
}

static void what_is_there_already_is_left_alone(void **state)
{
    struct place *p = *state;
    jx_status end = JX_OK;
    assert_int_equal(mkdir(p->dir, 0700), 0);
    assert_int_equal(jx_folder_create(p->dir, fill, &end, inside), JX_E_IN_USE);
    assert_int_equal(count_in(p->dir), 0);
    assert_int_equal(count_in(p->above), 1);
}

static void nothing_is_made_where_there_is_no_folder(void **state)
{
    struct place *p = *state;
    char deep[JX_PATH_ROOM];
    jx_status end = JX_OK;
    assert_true(jx_path_join(deep, p->above, "none/made"));
    assert_int_equal(jx_folder_create(deep, fill, &end, inside), JX_E_NOT_FOUND);
    assert_int_equal(count_in(p->above), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_filled_folder_is_there, enter, leave),
        cmocka_unit_test_setup_teardown(one_that_could_not_be_filled_is_not, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_there_already_is_left_alone, enter, leave),
        cmocka_unit_test_setup_teardown(nothing_is_made_where_there_is_no_folder, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
