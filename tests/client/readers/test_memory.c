/* Each request for memory fails once: a status, nothing leaked, nothing crashed. The requests of
 * the libraries are their own business. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "packages.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned left; /* requests until one fails; 0: none fails */
static bool failed;

static bool fails(void)
{
    if (left == 0 || --left > 0) return false;
    failed = true;
    return true;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_reallocarray(void *p, size_t count, size_t size);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_reallocarray(void *p, size_t count, size_t size);
char *__wrap_strdup(const char *s);

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}

void *__wrap_reallocarray(void *p, size_t count, size_t size)
{
    return fails() ? NULL : __real_reallocarray(p, count, size);
}

char *__wrap_strdup(const char *s)
{
    return fails() ? NULL : __real_strdup(s);
}

static void fail_everywhere(struct jx_slice bytes, const char *name)
{
    unsigned n = 0;
    for (;;) {
        struct jx_arena a;
        struct jx_grid g;
        struct jx_reader_trouble t;
        jx_arena_init(&a, JX_READER_ARENA_BYTES);
        left = ++n;
        failed = false;
        jx_status rc = jx_read_grid(bytes, name, &a, &g, &t);
        left = 0;
        jx_arena_clear(&a);
        assert_int_equal(rc, failed ? JX_E_NO_MEMORY : JX_OK);
        if (!failed) break; /* no requests left */
        assert_int_equal(t.problem, JX_READER_MEMORY);
    }
    printf("  %u requests for %s\n", n - 1, name);
    slice_free(bytes);
}

static void test_workbook(void **state)
{
    (void)state;
    fail_everywhere(
        make_book(&(struct book){
            .strings = "<si><t>青石_x000A_县</t></si>",
            .styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0;-0\"/></numFmts>"
                      "<cellXfs><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/></cellXfs>",
            .sheet[0] =
                "<cols><col min=\"9\" max=\"9\" hidden=\"1\"/></cols><sheetData>"
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>0.5</v></c></row>"
                "<row r=\"2\" hidden=\"1\"/></sheetData><mergeCells>"
                "<mergeCell ref=\"A1:A2\"/></mergeCells><headerFooter><oddHeader>&amp;L附件"
                "</oddHeader></headerFooter>",
            .drawing = "<twoCellAnchor><from><row>1</row></from><txBody><t>框</t></txBody>"
                       "</twoCellAnchor>"}),
        "x.xlsx");
}

static void test_document(void **state)
{
    (void)state;
    fail_everywhere(
        make_document(
            "<w:p><w:r><w:t>甲</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>乙</w:t>"
            "</w:r></w:p><w:p><w:r><w:t>丙</w:t></w:r></w:p><w:tbl><w:tr><w:tc/></w:tr>"
            "</w:tbl></w:tc></w:tr></w:tbl>"),
        "x.docx");
}

static void test_parts_of_a_document(void **state)
{
    (void)state;
    fail_everywhere(
        make_document_of(&(struct document){
            .styles = "<w:style w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style>",
            .numbering = "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:lvlText "
                         "w:val=\"%1.\"/><w:pStyle w:val=\"a\"/></w:lvl></w:abstractNum><w:num "
                         "w:numId=\"1\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride "
                         "w:ilvl=\"1\"><w:lvl w:ilvl=\"1\"/></w:lvlOverride></w:num>",
            .header = {"<w:p><w:r><w:t>附件</w:t></w:r></w:p>"},
            .footnotes = "<w:footnote><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>",
            .settings = "<w:evenAndOddHeaders/>",
            .body = "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr>"
                    "</w:pPr></w:p><w:sectPr><w:headerReference r:id=\"rIdh1\"/></w:sectPr>"}),
        "x.docx");
}

static void test_separated(void **state)
{
    (void)state;
    fail_everywhere(copy_of(JX_LIT("\xCF\xEE\xC4\xBF,\"\xBD\xF0\"\n")), "x.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workbook), cmocka_unit_test(test_document),
        cmocka_unit_test(test_parts_of_a_document), cmocka_unit_test(test_separated)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
