/* JSON and documents: what is read is what is written, and what is wrong is said with its place. */
#include "../../../client/json/json.h"

#include "../../proto/base/cmocka_all.h"
#include "any_document.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, ROUNDS = 3000 };

/* ---- errors ---- */

#define FORM "\"form\": \"self_evaluation\", "
#define ROWS "\"funds\": [], \"indicators\": []"
#define FUND "{\"source\": \"total\", \"label\": \"年度资金总额\""

struct refusal {
    const char *text;
    jx_status status;
    const char *where;
    unsigned line, column;
};

static const struct refusal refusals[] = {
    /* Not JSON: line and column. */
    {"", JX_E_FORMAT, "", 1, 1},
    {"[", JX_E_FORMAT, "", 1, 1},
    {"{\"form\": \"target\",}", JX_E_FORMAT, "", 1, 19},
    {"{\n  \"form\": 'target'\n}", JX_E_FORMAT, "", 2, 11},
    {"{\n  \"年度\": x}", JX_E_FORMAT, "", 2, 9},
    {"[] []", JX_E_FORMAT, "", 1, 4},
    {"\"text\"", JX_E_FORMAT, "", 1, 6},
    {"7", JX_E_FORMAT, "", 1, 1},
    {"{\"a\": \"\xFF\"}", JX_E_UTF8, "", 1, 7},
    {"{\"a\": \"\\u0000\"}", JX_E_TEXT_CONTROL, "", 1, 0},
    {"{\"a\": 1, \"a\": 2}", JX_E_FIELD_ORDER, "", 1, 0},
    {"{" FORM ROWS ",\n\"title\": \"甲\",\n\"title\": \"乙\"}", JX_E_FIELD_ORDER, "", 3, 0},
    {"{\"year\": 99999999999999999999}", JX_E_OVERFLOW, "", 1, 0},
    {"[\n[[[[[[[[[[[[1]]]]]]]]]]]]]", JX_E_DEPTH, "", 2, 12},
    /* JSON, but not documents. */
    {"[7]", JX_E_FIELD_TYPE, "/0", 0, 0},
    {"[null]", JX_E_FIELD_TYPE, "/0", 0, 0},
    {"[[]]", JX_E_FIELD_TYPE, "/0", 0, 0},
    {"{}", JX_E_FIELD_MISSING, "/form", 0, 0},
    {"{\"form\": null, \"file\": \"a.xlsx\"}", JX_E_NO_FORM, "/form", 0, 0},
    {"{\"form\": 3}", JX_E_FIELD_TYPE, "/form", 0, 0},
    {"{\"form\": \"自评表\"}", JX_E_FORM_UNKNOWN, "/form", 0, 0},
    {"{" FORM "\"year\": \"2023\", " ROWS "}", JX_E_FIELD_TYPE, "/year", 0, 0},
    {"{" FORM "\"year\": 2023.0, " ROWS "}", JX_E_FIELD_TYPE, "/year", 0, 0},
    {"{" FORM "\"year\": null, " ROWS "}", JX_E_FIELD_TYPE, "/year", 0, 0},
    {"{" FORM "\"year\": 0, " ROWS "}", JX_E_FIELD_VALUE, "/year", 0, 0},
    {"{" FORM "\"year\": 4294969319, " ROWS "}", JX_E_FIELD_VALUE, "/year", 0, 0},
    {"{" FORM "\"titel\": \"\", " ROWS "}", JX_E_FIELD_UNKNOWN, "/titel", 0, 0},
    {"{" FORM "\"period\": \"1-8月\", " ROWS "}", JX_E_FIELD_UNKNOWN, "/period", 0, 0},
    {"{" FORM "\"title\": 7, " ROWS "}", JX_E_FIELD_TYPE, "/title", 0, 0},
    {"{" FORM "\"title\": null, " ROWS "}", JX_E_FIELD_TYPE, "/title", 0, 0},
    {"{" FORM "\"unit\": \"河口镇\", " ROWS "}", JX_E_FIELD_TYPE, "/unit", 0, 0},
    {"{" FORM "\"unit\": {\"name\": \"\", \"a/b~\": \"\"}, " ROWS "}", JX_E_FIELD_UNKNOWN,
     "/unit/a~1b~0", 0, 0},
    {"{" FORM "\"unit\": {}, " ROWS "}", JX_E_FIELD_MISSING, "/unit/name", 0, 0},
    {"{" FORM "\"indicators\": []}", JX_E_FIELD_MISSING, "/funds", 0, 0},
    {"{" FORM "\"indicators\": [], \"funds\": {}}", JX_E_FIELD_TYPE, "/funds", 0, 0},
    {"{" FORM "\"indicators\": [], \"funds\": [" FUND "}, 7]}", JX_E_FIELD_TYPE, "/funds/1", 0, 0},
    {"{" FORM "\"indicators\": [], \"funds\": [" FUND ", \"rate\": 99.42}]}", JX_E_FIELD_TYPE,
     "/funds/0/rate", 0, 0},
    {"{" FORM "\"indicators\": [], \"funds\": [" FUND ", \"rates\": \"\"}]}", JX_E_FIELD_UNKNOWN,
     "/funds/0/rates", 0, 0},
    {"{" FORM ROWS ", \"extra\": []}", JX_E_FIELD_TYPE, "/extra", 0, 0},
    {"{" FORM ROWS ", \"extra\": {\"备注\": true}}", JX_E_FIELD_TYPE, "/extra/备注", 0, 0},
    {"{" FORM ROWS ", \"extra\": {\"备 注\": \"\", \"备注\": \"\"}}", JX_E_FIELD_ORDER,
     "/extra/备注", 0, 0},
    {"{" FORM ROWS ", \"title\": \"\\u0001\"}", JX_E_TEXT_CONTROL, "/title", 0, 0},
    {"{\"form\": \"final_accounts\", \"tables\": []}", JX_E_FIELD_TYPE, "/tables", 0, 0},
    {"{\"form\": \"final_accounts\", \"tables\": {\"01\": {\"title\": \"\", \"columns\": [\"a\"], "
     "\"rows\": [[\"1\"], [2]]}}}",
     JX_E_FIELD_TYPE, "/tables/01/rows/1/0", 0, 0},
    {"{\"form\": \"final_accounts\", \"tables\": {\"01\": {\"title\": \"\", \"columns\": \"a\"}}}",
     JX_E_FIELD_TYPE, "/tables/01/columns", 0, 0},
    {"{\"form\": \"final_accounts\", \"tables\": {}, \"narrative\": [\"\", null]}", JX_E_FIELD_TYPE,
     "/narrative/1", 0, 0},
    /* In an array the place begins with the document's number. */
    {"[{" FORM ROWS "}, {" FORM ROWS ", \"year\": 7}]", JX_E_FIELD_VALUE, "/1/year", 0, 0},
    {"[{" FORM ROWS "}, {" FORM "\"funds\": []}]", JX_E_FIELD_MISSING, "/1/indicators", 0, 0},
};

static void assert_refused(const struct refusal *row)
{
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_documents docs = {.count = 77};
    struct jx_json_trouble t;
    jx_status rc = jx_json_read(jx_slice_of(row->text), &a, &docs, &t);
    bool right = rc == row->status && t.trouble.status == rc && t.line == row->line &&
                 (row->column == 0 || t.column == row->column) &&
                 strcmp(t.trouble.where, row->where) == 0;
    if (!right)
        fail_msg("%s: %s at \"%s\", line %u, column %u", row->text, jx_status_name(rc),
                 t.trouble.where, t.line, t.column);
    assert_int_equal(docs.count, 0);
    assert_int_equal(jx_json_read(jx_slice_of(row->text), &a, &docs, NULL), rc);
    jx_arena_clear(&a);
}

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        assert_refused(&refusals[i]);
}

static jx_status read_text(const char *text, size_t len, size_t limit)
{
    struct jx_arena a;
    jx_arena_init(&a, limit);
    struct jx_documents docs;
    struct jx_json_trouble t;
    jx_status rc = jx_json_read(jx_slice_at(text, len), &a, &docs, &t);
    assert_int_equal(t.trouble.status, rc);
    jx_arena_clear(&a);
    return rc;
}

static void test_size_is_bounded_before_parsing(void **state)
{
    (void)state;
    size_t len = (size_t)JX_JSON_BYTES_MAX + 1;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, ' ', len);
    assert_int_equal(read_text(text, len, ARENA_BYTES), JX_E_TOO_LARGE);
    memset(text, ',', len - 1); /* values enough to fill gigabytes of a parser's nodes */
    assert_int_equal(read_text(text, len - 1, ARENA_BYTES), JX_E_TOO_LARGE);
    memset(text, '[', len - 1);
    assert_int_equal(read_text(text, len - 1, ARENA_BYTES), JX_E_DEPTH);
    free(text);
}

static void test_memory_is_the_arenas(void **state)
{
    (void)state;
    static const char text[] = "{" FORM ROWS ", \"title\": \"表\", \"extra\": {\"a\": \"b\"}}";
    struct jx_arena a;
    jx_arena_init(&a, 0);
    struct jx_documents docs;
    assert_int_equal(jx_json_read(JX_LIT(text), &a, &docs, NULL), JX_E_TOO_LARGE);
    assert_int_equal(docs.count, 0);
}

/* Cut anywhere or with any byte changed, a text is read or refused, never a crash. */
static void test_damaged_texts(void **state)
{
    (void)state;
    static const char text[] = "[{" FORM "\"year\": 2023, \"unit\": {\"name\": \"河口镇\"}, "
                               "\"funds\": [" FUND ", \"rate\": \"99.42%\"}], \"indicators\": []}]";
    for (size_t n = 0; n + 1 < sizeof text; n++)
        assert_int_not_equal(read_text(text, n, ARENA_BYTES), JX_OK);
    struct random r = random_seeded(21);
    for (int i = 0; i < ROUNDS; i++) {
        char damaged[sizeof text];
        memcpy(damaged, text, sizeof text);
        for (int k = 0; k < 3; k++)
            damaged[random_below(&r, sizeof text - 1)] = (char)random_below(&r, 256);
        read_text(damaged, sizeof text - 1, ARENA_BYTES);
    }
}

/* ---- what is accepted ---- */

static void test_keys_of_convert_are_skipped(void **state)
{
    (void)state;
    static const char text[] =
        "\xEF\xBB\xBF[{\"file\": \"a.txt\", \"sheet\": null, " FORM ROWS
        ", \"unplaced\": [{\"cell\": \"B7\", \"text\": \"盖章\"}]}, {" FORM ROWS "}]";
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_documents docs;
    struct jx_slice out;
    assert_int_equal(jx_json_read(JX_LIT(text), &a, &docs, NULL), JX_OK);
    assert_int_equal(docs.count, 2);
    assert_int_equal(jx_json_print(&docs.items[0], false, &a, &out), JX_OK);
    assert_true(
        jx_slice_eq(out, JX_LIT("{\"form\":\"self_evaluation\",\"funds\":[],\"indicators\":[]}")));
    assert_int_equal(jx_json_read(JX_LIT("[]"), &a, &docs, NULL), JX_OK);
    assert_int_equal(docs.count, 0);
    jx_arena_clear(&a);
}

static void test_key_order_is_the_schemas(void **state)
{
    (void)state;
    static const char text[] =
        "{\"tables\": {\"02\": {\"rows\": [[\"合计\", \"\"]], \"columns\": [\"项目\", \"金额\"], "
        "\"title\": \"乙\"}, \"01\": {\"title\": \"甲\", \"rows\": [], \"columns\": []}}, "
        "\"unit\": {\"code\": \"301\", \"name\": \" 河口 镇 \"}, \"year\": 2023, "
        "\"form\": \"final_accounts\", \"extra\": {\"b\": \"\\\"\\\\\\t\", \"a\": \"\\u7ee9/\"}}";
    static const char want[] = "{\n"
                               "  \"form\": \"final_accounts\",\n"
                               "  \"year\": 2023,\n"
                               "  \"unit\": {\n"
                               "    \"name\": \"河口镇\",\n"
                               "    \"code\": \"301\"\n"
                               "  },\n"
                               "  \"extra\": {\n"
                               "    \"a\": \"绩/\",\n"
                               "    \"b\": \"\\\"\\\\\"\n"
                               "  },\n"
                               "  \"tables\": {\n"
                               "    \"01\": {\n"
                               "      \"title\": \"甲\",\n"
                               "      \"columns\": [],\n"
                               "      \"rows\": []\n"
                               "    },\n"
                               "    \"02\": {\n"
                               "      \"title\": \"乙\",\n"
                               "      \"columns\": [\n"
                               "        \"项目\",\n"
                               "        \"金额\"\n"
                               "      ],\n"
                               "      \"rows\": [\n"
                               "        [\n"
                               "          \"合计\",\n"
                               "          \"\"\n"
                               "        ]\n"
                               "      ]\n"
                               "    }\n"
                               "  }\n"
                               "}\n";
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_documents docs;
    struct jx_slice out;
    assert_int_equal(jx_json_read(JX_LIT(text), &a, &docs, NULL), JX_OK);
    assert_int_equal(jx_json_print(&docs.items[0], true, &a, &out), JX_OK);
    assert_int_equal(out.len, sizeof want - 1);
    assert_memory_equal(out.ptr, want, out.len);
    jx_arena_clear(&a);
}

/* Document → JSON → document → JSON; the two texts are equal only if nothing was lost or changed.
 */
static void test_random_documents_survive(void **state)
{
    (void)state;
    struct random r = random_seeded(22);
    for (int i = 0; i < ROUNDS; i++) {
        struct jx_arena a;
        jx_arena_init(&a, ARENA_BYTES);
        struct jx_document d;
        struct jx_documents again;
        struct jx_slice first, second, indented;
        assert_int_equal(any_document(&r, &a, &d), JX_OK);
        assert_int_equal(jx_json_print(&d, false, &a, &first), JX_OK);
        assert_int_equal(jx_json_print(&d, true, &a, &indented), JX_OK);
        assert_int_equal(jx_json_read(i % 2 ? first : indented, &a, &again, NULL), JX_OK);
        assert_int_equal(again.count, 1);
        assert_int_equal(jx_json_print(&again.items[0], false, &a, &second), JX_OK);
        assert_true(jx_slice_eq(first, second));
        jx_arena_clear(&a);
    }
}

/* ---- the corpus ---- */

static struct jx_slice load(struct jx_arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = jx_arena_take(a, 8 << 20);
    assert_non_null(bytes);
    size_t n = fread(bytes, 1, 8 << 20, f);
    fclose(f);
    return jx_slice_at(bytes, n);
}

static size_t assert_file_survives(const char *path)
{
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice text = load(&a, path);
    json_t *want = json_loadb(text.ptr, text.len, 0, NULL);
    assert_true(json_is_array(want));
    struct jx_documents docs;
    struct jx_json_trouble t;
    if (jx_json_read(text, &a, &docs, &t) != JX_OK)
        fail_msg("%s: %s at %s", path, jx_status_name(t.trouble.status), t.trouble.where);
    assert_int_equal(docs.count, json_array_size(want));
    for (uint32_t i = 0; i < docs.count; i++) {
        struct jx_slice out;
        assert_int_equal(jx_json_print(&docs.items[i], true, &a, &out), JX_OK);
        json_t *got = json_loadb(out.ptr, out.len, 0, NULL);
        if (!json_equal(got, json_array_get(want, i))) fail_msg("%s: document %u", path, i + 1);
        json_decref(got);
    }
    json_decref(want);
    jx_arena_clear(&a);
    return docs.count;
}

static size_t assert_folder_survives(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t count = 0;
    if (!dir) return 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (!jx_ends_with(jx_slice_of(e->d_name), JX_LIT(".json"))) continue;
        char path[4096];
        assert_true(snprintf(path, sizeof path, "%s/%s", folder, e->d_name) < (int)sizeof path);
        count += assert_file_survives(path);
    }
    closedir(dir);
    return count;
}

static void test_the_corpus_survives(void **state)
{
    (void)state;
    const char *corpus = getenv("JIXIAO_CORPUS");
    if (!corpus) corpus = JIXIAO_CORPUS_DEFAULT;
    char folder[4096];
    assert_true(snprintf(folder, sizeof folder, "%s/expected", corpus) < (int)sizeof folder - 16);
    size_t count = assert_folder_survives(folder);
    strcat(folder, "/office");
    count += assert_folder_survives(folder);
    if (count == 0) {
        print_message("no corpus at %s: set JIXIAO_CORPUS; skipped\n", corpus);
        skip();
    }
    print_message("%zu documents of the corpus survive\n", count);
}

/* ---- the writer by itself, and the guess at a file's content ---- */

static void test_writer(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_json_writer w;
    struct jx_slice out;
    jx_json_begin(&w, &a, false);
    jx_json_object(&w);
    jx_json_member_text(&w, "text", JX_LIT("a\x01\n\xFF绩"));
    jx_json_member_text(&w, "absent", JX_ABSENT);
    jx_json_member_integer(&w, "least", INT64_MIN);
    jx_json_member_bool(&w, "yes", true);
    jx_json_key(&w, JX_LIT("list"));
    jx_json_array(&w);
    jx_json_bool(&w, false);
    jx_json_null(&w);
    assert_int_equal(jx_json_take(&w, &out), JX_OK);
    assert_true(jx_slice_eq(
        out, JX_LIT("{\"text\":\"a\\u0001\\n\uFFFD绩\",\"absent\":null,"
                    "\"least\":-9223372036854775808,\"yes\":true,\"list\":[false,null")));
    jx_json_array(&w);
    jx_json_end_array(&w);
    jx_json_end_array(&w);
    jx_json_end_object(&w);
    assert_int_equal(jx_json_take(&w, &out), JX_OK);
    assert_true(jx_slice_eq(out, JX_LIT(",[]]}")));
    jx_arena_clear(&a);
}

static void test_writer_remembers_that_memory_ran_out(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 16 << 10);
    struct jx_json_writer w;
    struct jx_slice out;
    jx_json_begin(&w, &a, false);
    jx_json_array(&w);
    for (int i = 0; i < 10000; i++)
        jx_json_integer(&w, i);
    jx_json_end_array(&w);
    assert_int_equal(jx_json_take(&w, &out), JX_E_TOO_LARGE);
    assert_int_equal(out.len, 0);
    jx_arena_clear(&a);
}

static void test_looks_like_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool json;
    } rows[] = {
        {"{\"form\"", true}, {" [\n{", true}, {"\xEF\xBB\xBF[ {", true},
        {"[]", true},        {"{}", true},    {"", false},
        {"[", false},        {"{", false},    {"[003]河口镇", false},
        {"项目", false},     {"{a}", false},  {"\"a\"", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(jx_json_looks_like(jx_slice_of(rows[i].text)), rows[i].json);
    assert_false(jx_json_looks_like(JX_ABSENT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_size_is_bounded_before_parsing),
        cmocka_unit_test(test_memory_is_the_arenas),
        cmocka_unit_test(test_damaged_texts),
        cmocka_unit_test(test_keys_of_convert_are_skipped),
        cmocka_unit_test(test_key_order_is_the_schemas),
        cmocka_unit_test(test_random_documents_survive),
        cmocka_unit_test(test_the_corpus_survives),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_writer_remembers_that_memory_ran_out),
        cmocka_unit_test(test_looks_like_json),
    };
    return cmocka_run_group_tests_name("json.documents", tests, NULL, NULL);
}
