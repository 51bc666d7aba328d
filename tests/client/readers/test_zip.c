/* Archives and what files are: names, doubles, passwords, other kinds of files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../client/import/readers/zip.h"
#include "deflated.h"
#include "packages.h"
#include "support.h"

#include <stdint.h>
#include <stdlib.h>

struct collected {
    size_t bytes, chunks;
    jx_status answer;
};

static jx_status collect(void *ctx, struct jx_slice chunk)
{
    struct collected *c = ctx;
    c->bytes += chunk.len;
    c->chunks++;
    return c->answer;
}

static jx_status read_part(struct jx_slice zip, const char *name, struct collected *c,
                           struct jx_reader_trouble *t)
{
    struct zip_parts *z;
    *t = (struct jx_reader_trouble){.status = JX_OK};
    jx_status rc = zip_parts_open(zip, &z, t);
    if (rc == JX_OK) rc = zip_parts_read(z, jx_slice_of(name), collect, c, t);
    zip_parts_close(&z);
    assert_null(z);
    return rc;
}

static void test_names(void **state)
{
    (void)state;
    const struct zip_part parts[] = {{"XL\\Workbook.xml", JX_LIT("abc")}, {"a/b", JX_LIT("")}};
    struct jx_slice zip = stored_zip(parts, 2);
    struct collected c = {.answer = JX_OK};
    struct jx_reader_trouble t;
    assert_int_equal(read_part(zip, "xl/workbook.xml", &c, &t), JX_OK);
    assert_int_equal(c.bytes, 3);
    assert_int_equal(read_part(zip, "a/b", &c, &t), JX_OK);
    assert_int_equal(c.bytes, 3);
    assert_int_equal(read_part(zip, "a/c", &c, &t), JX_E_FORMAT);
    assert_int_equal(t.problem, JX_READER_PART_MISSING);
    assert_string_equal(t.where, "a/c");
    c.answer = JX_E_BUSY;
    assert_int_equal(read_part(zip, "xl/workbook.xml", &c, &t), JX_E_BUSY);
    slice_free(zip);
}

static void test_name_twice(void **state)
{
    (void)state;
    const struct zip_part parts[] = {{"a", JX_LIT("1")}, {"A", JX_LIT("2")}, {"b", JX_LIT("3")}};
    struct jx_slice zip = stored_zip(parts, 3);
    struct collected c = {.answer = JX_OK};
    struct jx_reader_trouble t;
    assert_int_equal(read_part(zip, "a", &c, &t), JX_E_FORMAT);
    assert_int_equal(t.problem, JX_READER_PART_DAMAGED);
    assert_int_equal(read_part(zip, "b", &c, &t), JX_OK);
    slice_free(zip);
}

static void test_wrong_checksum(void **state)
{
    (void)state;
    const struct zip_part parts[] = {{"a", JX_LIT("12345")}};
    struct jx_slice zip = stored_zip(parts, 1);
    char *at = (char *)(uintptr_t)zip.ptr + jx_slice_find(zip, JX_LIT("12345"));
    *at = 'x';
    struct collected c = {.answer = JX_OK};
    struct jx_reader_trouble t;
    assert_int_equal(read_part(zip, "a", &c, &t), JX_E_FORMAT);
    assert_int_equal(t.problem, JX_READER_PART_DAMAGED);
    slice_free(zip);
}

static void test_too_many_parts(void **state)
{
    (void)state;
    enum { COUNT = JX_READER_PARTS_MAX + 1 };
    struct zip_part *parts = calloc(COUNT, sizeof *parts);
    char(*names)[8] = calloc(COUNT, sizeof *names);
    assert_true(parts && names);
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0, n = i; k < 5; k++, n /= 10)
            names[i][k] = (char)('0' + n % 10);
        parts[i] = (struct zip_part){names[i], JX_LIT("")};
    }
    struct collected c = {.answer = JX_OK};
    struct jx_reader_trouble t;
    struct jx_slice zip = stored_zip(parts, COUNT);
    assert_int_equal(read_part(zip, "00000", &c, &t), JX_E_TOO_LARGE);
    assert_int_equal(t.problem, JX_READER_PARTS_MANY);
    slice_free(zip);
    zip = stored_zip(parts, COUNT - 1);
    assert_int_equal(read_part(zip, "00000", &c, &t), JX_OK);
    slice_free(zip);
    free(parts);
    free(names);
}

static void test_password(void **state)
{
    (void)state;
    const struct zip_part parts[] = {{"_rels/.rels", JX_LIT("<Relationships/>")},
                                     {"xl/workbook.xml", JX_LIT("<workbook/>")}};
    assert_refused(deflated_zip(parts, 2, "abc"), "x.xlsx", JX_READER_PASSWORD);
}

/* ---- packages of other kinds ---- */

static void refuse_parts(const char *name, enum jx_reader_problem problem)
{
    const struct zip_part parts[] = {{name, JX_LIT("x")}};
    assert_refused(stored_zip(parts, 1), "x.xlsx", problem);
}

static void test_other_packages(void **state)
{
    (void)state;
    refuse_parts("xl/workbook.bin", JX_READER_BINARY_WORKBOOK);
    refuse_parts("mimetype", JX_READER_OPEN_DOCUMENT);
    refuse_parts("OFD.xml", JX_READER_OFD);
    refuse_parts("自评表.xlsx", JX_READER_ARCHIVE);
    refuse_parts("[Content_Types].xml", JX_READER_PART_MISSING);
    assert_refused(stored_zip(NULL, 0), "x.xlsx", JX_READER_ARCHIVE);
    const struct zip_part shows[] = {
        {"_rels/.rels", JX_LIT("<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" "
                               "Target=\"ppt/presentation.xml\"/></Relationships>")},
        {"ppt/presentation.xml", JX_LIT("<p:presentation xmlns:p=\"p\"/>")}};
    assert_refused(stored_zip(shows, 2), "x.pptx", JX_READER_PRESENTATION);
    const struct zip_part other[] = {{"xl/workbook.xml", JX_LIT("<chart/>")}};
    assert_refused(stored_zip(other, 1), "x.xlsx", JX_READER_UNKNOWN_TYPE);
    const struct zip_part empty[] = {{"xl/workbook.xml", JX_LIT("")}};
    assert_refused(stored_zip(empty, 1), "x.xlsx", JX_READER_PART_DAMAGED);
    const struct zip_part binary[] = {
        {"_rels/.rels", JX_LIT("<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" "
                               "Target=\"xl/workbook.bin\"/></Relationships>")},
        {"xl/workbook.bin", JX_LIT("x")}};
    assert_refused(stored_zip(binary, 2), "x.xlsb", JX_READER_BINARY_WORKBOOK);
}

/* Without relations a package is read by its usual names. */
static void test_without_relations(void **state)
{
    (void)state;
    const struct zip_part parts[] = {
        {"word/document.xml",
         JX_LIT("<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>甲</w:t></w:r>"
                "</w:p></w:body></w:document>")}};
    assert_grid(stored_zip(parts, 1), NULL, "P A1=甲\n");
}

/* ---- kinds of files ---- */

/* An OLE container with one directory entry of that name. */
static struct jx_slice ole(const char *stream)
{
    char *bytes = calloc(1, 1024);
    assert_non_null(bytes);
    static const unsigned char mark[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    memcpy(bytes, mark, sizeof mark);
    size_t len = strlen(stream);
    for (size_t i = 0; i < len; i++)
        bytes[640 + 2 * i] = stream[i];
    bytes[640 + 64] = (char)(2 * (len + 1));
    return jx_slice_at(bytes, 1024);
}

static void test_old_office(void **state)
{
    (void)state;
    assert_refused(ole("Workbook"), "自评表.xls", JX_READER_OLD_EXCEL);
    assert_refused(ole("Book"), NULL, JX_READER_OLD_EXCEL);
    assert_refused(ole("WordDocument"), "自评表.doc", JX_READER_OLD_WORD);
    assert_refused(ole("WordDocument"), "自评表.WPS", JX_READER_WPS_TEXT);
    assert_refused(ole("Workbook"), "自评表.et", JX_READER_WPS_SHEET);
    assert_refused(ole("EncryptedPackage"), "自评表.xlsx", JX_READER_PASSWORD);
    assert_refused(ole("EncryptedPackage"), "自评表.et", JX_READER_PASSWORD);
    assert_refused(ole("PowerPoint Document"), NULL, JX_READER_PRESENTATION);
    assert_refused(ole("Other"), "自评表", JX_READER_OLD_OFFICE);
    assert_refused(copy_of(jx_slice_at("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)), "x.doc",
                   JX_READER_OLD_OFFICE);
    assert_refused(copy_of(jx_slice_at("\x09\x08\x10\x00\x00\x06", 6)), "x.xls",
                   JX_READER_OLD_EXCEL);
}

static void test_other_files(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *name;
        enum jx_reader_problem problem;
    } files[] = {
        {"", "x.xlsx", JX_READER_EMPTY},
        {"%PDF-1.7", "x.docx", JX_READER_PDF},
        {"{\\rtf1", "x.doc", JX_READER_RICH_TEXT},
        {"\x89PNG\r\n", "x.png", JX_READER_PICTURE},
        {"\xFF\xD8\xFF\xE0", "x.jpg", JX_READER_PICTURE},
        {"Rar!\x1A\x07", "x.rar", JX_READER_ARCHIVE},
        {"  <HTML><table>", "x.xls", JX_READER_WEB_PAGE},
        {"\xEF\xBB\xBF<table border=1>", "x.csv", JX_READER_WEB_PAGE},
        {"MIME-Version: 1.0", "x.xls", JX_READER_WEB_PAGE},
        {"<?xml version=\"1.0\"?><html xmlns=\"x\">", "x.xls", JX_READER_WEB_PAGE},
        {"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>", "x.xls",
         JX_READER_OFFICE_XML},
        {"{\"form\": \"target\"}", "x.json", JX_READER_PLAIN_TEXT},
        {"项目,金额", "x.txt", JX_READER_PLAIN_TEXT},
        {"项目,金额", NULL, JX_READER_PLAIN_TEXT},
        {"PK\3\4", "x.xlsx", JX_READER_INCOMPLETE},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_refused(copy_of(jx_slice_of(files[i].bytes)), files[i].name, files[i].problem);
    assert_refused(copy_of(jx_slice_at("\x7F"
                                       "ELF\0\0",
                                       6)),
                   "x", JX_READER_UNKNOWN_TYPE);
}

/* Content decides, not the name. */
static void test_content_before_name(void **state)
{
    (void)state;
    assert_grid(make_document("<w:p><w:r><w:t>甲</w:t></w:r></w:p>"), "x.csv", "P A1=甲\n");
    assert_refused(copy_of(JX_LIT("a,b")), "x.xlsx", JX_READER_PLAIN_TEXT);
}

static void test_sentences(void **state)
{
    (void)state;
    for (int p = 1; p < JX_READER_PROBLEM_COUNT; p++) {
        assert_true(strlen(jx_reader_problem_text((enum jx_reader_problem)p, JX_LANG_ZH)) > 0);
        assert_true(strlen(jx_reader_problem_text((enum jx_reader_problem)p, JX_LANG_EN)) > 0);
    }
    assert_string_equal(jx_reader_problem_name((enum jx_reader_problem)9999), "NONE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_name_twice),
        cmocka_unit_test(test_wrong_checksum),
        cmocka_unit_test(test_too_many_parts),
        cmocka_unit_test(test_password),
        cmocka_unit_test(test_other_packages),
        cmocka_unit_test(test_without_relations),
        cmocka_unit_test(test_old_office),
        cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_content_before_name),
        cmocka_unit_test(test_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
