/* What the command line program's parts do by themselves: places in words, clipping, files, packs,
 * and reading JSON files into elements. */
#include "../../../client/cli/file.h"
#include "../../../client/cli/place.h"
#include "../../../client/cli/report.h"
#include "../../../client/cli/rules.h"
#include "../../../client/cli/source.h"
#include "../../../client/cli/table.h"

#include "../../proto/base/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 64 << 20 };

static void test_places_in_words(void **state)
{
    (void)state;
    static const struct {
        enum jx_form form;
        const char *pointer, *zh, *en;
    } rows[] = {
        {JX_FORM_self_evaluation, "", "", ""},
        {JX_FORM_self_evaluation, "/year", "年度", "year"},
        {JX_FORM_self_evaluation, "/indicators/3/target", "绩效指标 第4行 年度指标值",
         "indicators row 4 target"},
        {JX_FORM_self_evaluation, "/funds/0", "项目资金 第1行", "funds row 1"},
        {JX_FORM_self_evaluation, "/funds/0/annual_budget", "项目资金 第1行 全年预算数",
         "funds row 1 annual budget"},
        {JX_FORM_self_evaluation, "/total/score", "总分 得分", "total score"},
        {JX_FORM_self_evaluation, "/unit/code", "实施单位 代码", "unit code"},
        {JX_FORM_self_evaluation, "/conclusion/advice/budget",
         "项目自评结论 下一步改进措施及管理建议 对预算安排与执行的建议",
         "conclusion advice budget"},
        {JX_FORM_self_evaluation, "/extra/12", "其他内容 12", "extra 12"},
        {JX_FORM_self_evaluation, "/extra/a~1b~0c", "其他内容 a/b~c", "extra a/b~c"},
        {JX_FORM_self_evaluation, "/titel", "titel", "titel"},
        {JX_FORM_self_evaluation, "/funds/1/rates/0", "项目资金 第2行 rates 第1行",
         "funds row 2 rates row 1"},
        {JX_FORM_final_accounts, "/tables/01/rows/3/2", "决算公开表 01 各行 第4行 第3列",
         "tables 01 rows row 4 column 3"},
        {JX_FORM_UNKNOWN, "/indicators/3", "/indicators/3", "/indicators/3"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char out[PLACE_BYTES];
        place_in_words(rows[i].form, rows[i].pointer, JX_LANG_ZH, out);
        assert_string_equal(out, rows[i].zh);
        place_in_words(rows[i].form, rows[i].pointer, JX_LANG_EN, out);
        assert_string_equal(out, rows[i].en);
    }
    char pointer[JX_WHERE_BYTES], out[PLACE_BYTES];
    memset(pointer, '/', sizeof pointer);
    pointer[sizeof pointer - 1] = '\0';
    place_in_words(JX_FORM_target, pointer, JX_LANG_ZH, out);
    assert_true(strlen(out) < PLACE_BYTES);
}

static void test_clipping(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        size_t columns;
        const char *to;
    } rows[] = {
        {"水渠维修", 8, "水渠维修"},
        {"水渠维修", 7, "水渠维…"},
        {"水渠维修", 6, "水渠…"},
        {"abcdef", 6, "abcdef"},
        {"abcdef", 5, "abcd…"},
        {"", 5, ""},
        {"水", 1, "…"},
    };
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_string_equal(text_clipped(jx_slice_of(rows[i].from), rows[i].columns, &a).ptr,
                            rows[i].to);
    jx_arena_clear(&a);
}

static void test_unchecked_text_cannot_command_the_terminal(void **state)
{
    (void)state;
    char *out = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&out, &len);
    write_safe(to, JX_LIT("甲\x1B[31m\n\x07\xC2\x9B乙\xFF"));
    fclose(to);
    assert_string_equal(out, "甲 [31m   乙\uFFFD");
    free(out);
}

static void print_tables(void)
{
    struct table t;
    struct jx_arena a;
    const struct jx_slice cells[2] = {JX_LIT("甲\x1B[2J"), JX_LIT("乙\x07")};
    jx_arena_init(&a, ARENA_BYTES);
    table_begin(&t, &a, 2, 0);
    assert_int_equal(table_row(&t, cells), JX_OK);
    table_print(&t, 0);
    print_wrapped(cells[0], 40);
    jx_arena_clear(&a);
}

static void test_tables_cannot_command_the_terminal(void **state)
{
    (void)state;
    char out[256] = "";
    FILE *to = tmpfile();
    assert_non_null(to);
    fflush(stdout);
    int before = dup(STDOUT_FILENO);
    assert_true(before >= 0 && dup2(fileno(to), STDOUT_FILENO) >= 0);
    print_tables();
    fflush(stdout);
    assert_true(dup2(before, STDOUT_FILENO) >= 0);
    close(before);
    rewind(to);
    assert_true(fread(out, 1, sizeof out - 1, to) > 0);
    fclose(to);
    assert_string_equal(out, "甲 [2J  乙 \n甲 [2J\n");
}

/* ---- files ---- */

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/jixiao-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static const char *make_file(const char *name, const char *bytes, size_t len)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    return path;
}

static void test_files_are_bounded(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice bytes;
    const char *path = make_file("a", "0123456789", 10);
    assert_int_equal(file_load(path, 10, &a, &bytes), JX_OK);
    assert_true(jx_slice_eq(bytes, JX_LIT("0123456789")));
    assert_int_equal(file_load(path, 9, &a, &bytes), JX_E_TOO_LARGE);
    assert_true(jx_is_absent(bytes));
    assert_int_equal(file_load("/dev/zero", 1 << 20, &a, &bytes), JX_E_TOO_LARGE);
    assert_int_equal(file_load(folder, 10, &a, &bytes), JX_E_FILE_TYPE);
    assert_int_equal(file_load("/nowhere/at/all", 10, &a, &bytes), JX_E_NOT_FOUND);
    assert_int_equal(file_load(make_file("empty", "", 0), 0, &a, &bytes), JX_OK);
    assert_true(!jx_is_absent(bytes) && bytes.len == 0);
    jx_arena_clear(&a);
}

static void test_packs_are_sorted_text_files(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct pack_files files;
    char where[CONTEXT_PATH_MAX];
    assert_int_equal(pack_files_load(folder, &a, &files, where), JX_E_NO_PACK);
    assert_string_equal(where, folder);
    make_file("b.txt", "2", 1);
    make_file("a.txt", "1", 1);
    make_file("c.md", "3", 1);
    make_file(".d.txt", "4", 1);
    assert_int_equal(pack_files_load(folder, &a, &files, where), JX_OK);
    assert_int_equal(files.count, 2);
    assert_true(jx_slice_eq(files.items[0].name, JX_LIT("a.txt")));
    assert_true(jx_slice_eq(pack_file(&files, "b.txt"), JX_LIT("2")));
    assert_true(jx_is_absent(pack_file(&files, "c.md")));
    assert_int_equal(pack_files_load("/nowhere/at/all", &a, &files, where), JX_E_NOT_FOUND);
    for (int i = 0; i < JX_PACK_FILES_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.txt", i);
        make_file(name, "", 0);
    }
    assert_int_equal(pack_files_load(folder, &a, &files, where), JX_E_ROWS);
    jx_arena_clear(&a);
}

static void assert_read(struct reading *r, const char *bytes, size_t len, int code,
                        uint32_t documents, jx_status status)
{
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct source s;
    assert_int_equal(source_read(r, make_file("form", bytes, len), &a, &s), code);
    assert_true(s.count >= 1);
    assert_int_equal(s.items[0].document != NULL, documents > 0);
    if (documents) assert_int_equal(s.count, documents);
    assert_int_equal(s.items[0].trouble.status, status);
    jx_arena_clear(&a);
}

#define READ(text, code, documents, status)                                                        \
    assert_read(&r, text, sizeof(text) - 1, code, documents, status)
#define FORM "{\"form\": \"project_list\", \"rows\": []}"

static void test_kinds_of_files(void **state)
{
    (void)state;
    struct context ctx;
    struct reading r;
    context_init(&ctx);
    context_set_rules(&ctx, "/nowhere/at/all");
    reading_begin(&r, &ctx);
    READ(FORM, 0, 1, JX_OK);
    READ("\xEF\xBB\xBF [" FORM ", " FORM "]", 0, 2, JX_OK);
    READ("[]", 1, 0, JX_E_NO_FORM);
    READ("[{\"form\": null}]", 1, 0, JX_E_NO_FORM);
    READ("{\"form\": \"target\"}", 1, 0, JX_E_FIELD_MISSING);
    READ("[{]", 1, 0, JX_E_FORMAT);
    READ("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 an old workbook", 1, 0, JX_E_FILE_TYPE);
    READ("PK\x03\x04 a new one, cut off", 1, 0, JX_E_FORMAT);
    READ("bytes\0of something", 1, 0, JX_E_FILE_TYPE);
    /* Text needs the pack's words: without them it is the configuration that is wrong. */
    READ("[003]河口镇\t项目", 2, 0, JX_E_CONFIG);
    reading_end(&r);
}

static void test_languages(void **state)
{
    (void)state;
    struct context ctx;
    context_init(&ctx);
    assert_false(context_set_language(&ctx, "fr"));
    assert_false(context_set_language(&ctx, ""));
    assert_false(context_set_language(&ctx, "zhuang"));
    assert_true(context_set_language(&ctx, "zh_CN.UTF-8"));
    assert_int_equal(ctx.lang, JX_LANG_ZH);
    assert_true(jx_slice_eq(in_language(&ctx, JX_LIT("甲"), JX_LIT("a")), JX_LIT("甲")));
    assert_string_equal(_("no such command"), "没有这个命令");
    assert_true(context_set_language(&ctx, "en"));
    assert_string_equal(_("no such command"), "no such command");
    assert_true(jx_slice_eq(in_language(&ctx, JX_LIT("甲"), JX_LIT("a")), JX_LIT("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_in_words),
        cmocka_unit_test(test_clipping),
        cmocka_unit_test(test_unchecked_text_cannot_command_the_terminal),
        cmocka_unit_test(test_tables_cannot_command_the_terminal),
        cmocka_unit_test_setup_teardown(test_files_are_bounded, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_packs_are_sorted_text_files, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_kinds_of_files, make_folder, remove_folder),
        cmocka_unit_test(test_languages),
    };
    return cmocka_run_group_tests_name("client.shell", tests, NULL, NULL);
}
