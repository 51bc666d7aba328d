/* Files that want to cost time or memory, and files that are broken: refused within bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "deflated.h"
#include "packages.h"
#include "support.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Of CPU time, so that a busy machine does not count; generous, since sanitizers do. */
enum { SECONDS_MAX = 30 };

static double began;

static int start_clock(void **state)
{
    (void)state;
    began = cpu_seconds();
    return 0;
}

static int stop_clock(void **state)
{
    (void)state;
    double seconds = cpu_seconds() - began;
    printf("  %.2f s\n", seconds);
    return seconds < SECONDS_MAX ? 0 : -1;
}

/* `count` times the text, between two others; to be freed. */
static char *repeated(const char *head, const char *text, size_t count, const char *tail)
{
    size_t len = strlen(text), room = strlen(head) + count * len + strlen(tail) + 1;
    char *out = malloc(room), *at = out;
    assert_non_null(out);
    at = stpcpy(at, head);
    for (size_t i = 0; i < count; i++, at += len)
        memcpy(at, text, len);
    memcpy(at, tail, strlen(tail) + 1);
    return out;
}

static void refuse_sheet(char *inside, enum jx_reader_problem problem)
{
    assert_refused(deflated(make_book(&(struct book){.sheet[0] = inside})), "x.xlsx", problem);
    free(inside);
}

static void refuse_body(char *inside, enum jx_reader_problem problem)
{
    assert_refused(deflated(make_document(inside)), "x.docx", problem);
    free(inside);
}

/* ---- bombs ---- */

static void test_zip_bombs(void **state)
{
    (void)state;
    refuse_sheet(repeated("<sheetData>", " ", 20 << 20, "</sheetData>"), JX_READER_BOMB);
    refuse_body(repeated("", "<!--xxxxxxxxxxxxxxxxxxxxxxxxxxxx-->", 1 << 19, ""), JX_READER_BOMB);
}

/* Stored, so that no ratio gives it away: the bound on a file holds. */
static void test_large_file(void **state)
{
    (void)state;
    char *text = repeated("", "a,", JX_READER_FILE_BYTES_MAX / 2 + 1, "");
    assert_refused(jx_slice_of(text), "x.csv", JX_READER_FILE_LARGE);
}

/* Sizes in the headers are changed after the archive was made. */
static void test_lying_sizes(void **state)
{
    (void)state;
    char *inside = repeated("<sheetData>", "<row r=\"1\"/>", 5000, "</sheetData>");
    struct jx_slice zip = deflated(make_book(&(struct book){.sheet[0] = inside}));
    for (uint32_t size = 0; size < 3; size++) {
        static const uint32_t sizes[] = {0, 16, 0x7FFFFFFF};
        struct jx_slice lie = copy_of(zip);
        char *bytes = (char *)(uintptr_t)lie.ptr;
        for (size_t i = 0; i + 30 < lie.len; i++) {
            if (memcmp(bytes + i, "PK\1\2", 4) == 0) memcpy(bytes + i + 24, &sizes[size], 4);
            if (memcmp(bytes + i, "PK\3\4", 4) == 0) memcpy(bytes + i + 22, &sizes[size], 4);
        }
        struct jx_arena a;
        struct jx_grid g;
        struct jx_reader_trouble t;
        jx_arena_init(&a, 64 << 20);
        jx_status rc = jx_read_grid(lie, "x.xlsx", &a, &g, &t);
        assert_true(rc == JX_OK || rc == JX_E_FORMAT);
        jx_arena_clear(&a);
        slice_free(lie);
    }
    slice_free(zip);
    free(inside);
}

static void test_entity_bomb(void **state)
{
    (void)state;
    static const char bomb[] =
        "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY c \"&a;&a;&a;&a;\">"
        "<!ENTITY d \"&c;&c;&c;&c;\">]><workbook>&d;</workbook>";
    const struct zip_part parts[] = {{"xl/workbook.xml", JX_LIT(bomb)}};
    assert_refused(stored_zip(parts, 1), "x.xlsx", JX_READER_DOCTYPE);
    const struct zip_part words[] = {
        {"word/document.xml", JX_LIT("<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><document/>")}};
    assert_refused(stored_zip(words, 1), "x.docx", JX_READER_DOCTYPE);
}

/* ---- depth and length ---- */

static void test_depth(void **state)
{
    (void)state;
    char *tail = repeated("", "</a>", 400, "");
    refuse_body(repeated("", "<a>", 400, tail), JX_READER_NESTED);
    refuse_sheet(repeated("<sheetData/>", "<a>", 400, tail), JX_READER_NESTED);
    free(tail);
    tail = repeated("", "</w:tc></w:tr></w:tbl>", 30, "");
    refuse_body(repeated("", "<w:tbl><w:tr><w:tc>", 30, tail), JX_READER_NESTED);
    free(tail);
    refuse_body(repeated("<w:p>", "<w:fldChar w:fldCharType=\"begin\"/>", 40, "</w:p>"),
                JX_READER_NESTED);
}

static void test_long_tag(void **state)
{
    (void)state;
    refuse_sheet(repeated("<sheetData/><x a=\"", "0123456789abcdef", 3 << 16, "\"/>"),
                 JX_READER_TAG_LONG);
    refuse_body(repeated("<!--", "0123456789abcdef", 3 << 16, "-->"), JX_READER_TAG_LONG);
}

static void test_long_cells(void **state)
{
    (void)state;
    const size_t count = 10 << 16; /* 10 MB of text */
    refuse_sheet(repeated("<sheetData><row><c t=\"str\"><v>", "0123456789abcdef", count,
                          "</v></c></row></sheetData>"),
                 JX_READER_CELL_LONG);
    char *strings = repeated("<si><t>", "0123456789abcdef", count, "</t></si>");
    assert_refused(deflated(make_book(&(struct book){.strings = strings})), "x.xlsx",
                   JX_READER_CELL_LONG);
    free(strings);
    refuse_body(repeated("<w:p><w:r><w:t>", "0123456789abcdef", count, "</w:t></w:r></w:p>"),
                JX_READER_CELL_LONG);
    refuse_body(repeated("<w:tbl><w:tr><w:tc>", "<w:p><w:r><w:t>0123456789</w:t></w:r></w:p>",
                         count / 4, "</w:tc></w:tr></w:tbl>"),
                JX_READER_CELL_LONG);
    assert_refused(jx_slice_of(repeated("a,\"", "0123456789abcdef", count, "\"\n")), "x.csv",
                   JX_READER_CELL_LONG);
    assert_refused(jx_slice_of(repeated("a,", "0123456789abcdef", count, "\n")), "x.csv",
                   JX_READER_CELL_LONG);
}

/* ---- width and height ---- */

static char *empty_cells(unsigned rows, unsigned columns, const char *last)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    fputs("<sheetData>", out);
    for (unsigned r = 1; r <= rows; r++) {
        fprintf(out, "<row r=\"%u\">", r);
        for (unsigned c = 0; c < columns; c++)
            fprintf(out, "<c r=\"%c%u\" s=\"1\"/>", 'A' + (char)c, r);
        fputs("</row>", out);
    }
    fprintf(out, "%s</sheetData>", last);
    fclose(out);
    return text;
}

static void test_million_empty_cells(void **state)
{
    (void)state;
    char *inside = empty_cells(50000, 20, "<row r=\"50001\"><c r=\"A50001\"><v>1</v></c></row>");
    struct jx_slice zip = deflated(make_book(&(struct book){.sheet[0] = inside}));
    printf("  %zu bytes of XML, %zu of file\n", strlen(inside), zip.len);
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, 4 << 20);
    assert_int_equal(jx_read_grid(zip, "x.xlsx", &a, &g, &t), JX_OK);
    assert_int_equal(g.sheets[0].cell_count, 1);
    assert_int_equal(g.sheets[0].row_count, 50001);
    jx_arena_clear(&a);
    slice_free(zip);
    free(inside);
}

static void test_far_cells(void **state)
{
    (void)state;
    refuse_sheet(strdup("<sheetData><row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>"
                        "</sheetData>"),
                 JX_READER_ROWS_MANY);
    refuse_sheet(strdup("<sheetData><row r=\"1048577\"/></sheetData>"), JX_READER_PART_DAMAGED);
    refuse_sheet(strdup("<sheetData><row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row></sheetData>"),
                 JX_READER_PART_DAMAGED);
    refuse_sheet(strdup("<sheetData><row r=\"1\"><c r=\"XFD1\"/><c><v>1</v></c></row></sheetData>"),
                 JX_READER_COLUMNS_MANY);
    refuse_sheet(strdup("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>"
                        "</row></sheetData>"),
                 JX_READER_PART_DAMAGED);
    refuse_sheet(
        strdup("<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>"),
        JX_READER_PART_DAMAGED);
    refuse_body(
        strdup("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4294967295\"/></w:tcPr></w:tc>"
               "</w:tr></w:tbl>"),
        JX_READER_COLUMNS_MANY);
    refuse_body(
        strdup("<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"99999\"/></w:trPr></w:tr></w:tbl>"),
        JX_READER_COLUMNS_MANY);
    assert_refused(jx_slice_of(repeated("", "\n", JX_GRID_ROWS_MAX + 1, "")), "x.csv",
                   JX_READER_ROWS_MANY);
    assert_refused(jx_slice_of(repeated("", ",", JX_GRID_COLUMNS_MAX + 1, "")), "x.csv",
                   JX_READER_COLUMNS_MANY);
    refuse_body(repeated("<w:tbl>", "<w:tr/>", JX_GRID_ROWS_MAX + 1, "</w:tbl>"),
                JX_READER_ROWS_MANY);
}

static void test_many_sheets(void **state)
{
    (void)state;
    char *sheets = repeated("", "<sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/>",
                            JX_GRID_SHEETS_MAX + 1, "");
    assert_refused(deflated(make_book(&(struct book){.sheets = sheets})), "x.xlsx",
                   JX_READER_SHEETS_MANY);
    free(sheets);
}

static void test_many_merges(void **state)
{
    (void)state;
    refuse_sheet(
        repeated("<sheetData/>", "<mergeCell ref=\"A1:B2\"/>", JX_READER_MERGES_MAX + 1, ""),
        JX_READER_MERGES_MANY);
    refuse_sheet(repeated("<sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData>",
                          "<mergeCell ref=\"A1:XFC1\"/>", 20000, ""),
                 JX_READER_MERGES_MANY);
}

/* Whatever the arena's limit, meeting it is a refusal. */
static void test_small_arena(void **state)
{
    (void)state;
    char *inside = repeated("<sheetData><row>", "<c><v>1</v></c>", 10000, "</row></sheetData>");
    struct jx_slice zip = make_book(&(struct book){.sheet[0] = inside});
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    for (size_t limit = 0; limit < 100000; limit += 777) {
        jx_arena_init(&a, limit);
        assert_int_equal(jx_read_grid(zip, "x.xlsx", &a, &g, &t), JX_E_TOO_LARGE);
        assert_int_equal(t.problem, JX_READER_CONTENT_LARGE);
        jx_arena_clear(&a);
    }
    slice_free(zip);
    free(inside);
}

/* What stands beside the forms has bounds of its own. */
static void test_parts_beside(void **state)
{
    (void)state;
    char *lists = repeated("", "<w:num w:numId=\"1\"/>", JX_READER_LISTS_MAX + 1, "");
    assert_refused(deflated(make_document_of(&(struct document){.body = "", .numbering = lists})),
                   "x.docx", JX_READER_PARTS_MANY);
    free(lists);
    char *styles = repeated("", "<w:style/>", JX_READER_STYLES_MAX + 1, "");
    assert_refused(deflated(make_document_of(&(struct document){.body = "", .styles = styles})),
                   "x.docx", JX_READER_PARTS_MANY);
    free(styles);
    char *boxes = repeated("", "<twoCellAnchor><txBody><t>x</t></txBody></twoCellAnchor>",
                           JX_READER_BOXES_MAX + 1, "");
    assert_refused(deflated(make_book(&(struct book){.drawing = boxes})), "x.xlsx",
                   JX_READER_CELLS_MANY);
    free(boxes);
    refuse_sheet(repeated("<sheetData/><headerFooter><oddHeader>", "0123456789abcdef", 10 << 16,
                          "</oddHeader></headerFooter>"),
                 JX_READER_CELL_LONG);
    refuse_body(repeated("<w:sectPr>", "<w:headerReference r:id=\"x\"/>",
                         JX_READER_RELATIONS_MAX + 1, "</w:sectPr>"),
                JX_READER_PARTS_MANY);
    char *notes = repeated("<w:footnote>", "<w:p/>", 300000, "</w:footnote>");
    struct jx_slice zip = deflated(
        make_document_of(&(struct document){.body = "<w:p/>", .footnotes = notes}));
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, 128 << 20);
    assert_int_equal(jx_read_grid(zip, "x.docx", &a, &g, &t), JX_OK);
    assert_int_equal(g.sheet_count, 1);
    jx_arena_clear(&a);
    slice_free(zip);
    free(notes);
}

/* ---- broken ---- */

static void test_broken_utf8(void **state)
{
    (void)state;
    refuse_sheet(strdup("<sheetData><row><c t=\"str\"><v>\xE4\xBD</v></c></row></sheetData>"),
                 JX_READER_PART_DAMAGED);
    refuse_body(strdup("<w:p><w:r><w:t>\xED\xA0\x80</w:t></w:r></w:p>"), JX_READER_PART_DAMAGED);
    refuse_body(strdup("<w:p><w:r><w:t>&undefined;</w:t></w:r></w:p>"), JX_READER_PART_DAMAGED);
    refuse_body(strdup("<w:p><w:r>"), JX_READER_PART_DAMAGED);
}

static struct jx_slice sample_book(void)
{
    return deflated(make_book(&(struct book){
        .strings =
            "<si><t>项目支出绩效自评表</t></si><si><r><t>青石县</t></r><r><t>财政局</t></r></si>",
        .styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/></cellXfs>",
        .sheet[0] =
            "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData><row r=\"1\">"
            "<c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c>"
            "<c r=\"B2\" s=\"1\"><v>0.9942</v></c></row></sheetData><mergeCells>"
            "<mergeCell ref=\"A1:B1\"/></mergeCells>"}));
}

static struct jx_slice sample_document(void)
{
    return deflated(make_document(
        "<w:p><w:r><w:t>项目支出绩效自评表</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr>"
        "<w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>产出</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"));
}

/* Every beginning of the file, in memory that ends where the file does. */
static void truncate_everywhere(struct jx_slice whole, const char *name, bool may_be_read)
{
    for (size_t len = 0; len < whole.len; len++) {
        char *bytes = malloc(len ? len : 1);
        assert_non_null(bytes);
        memcpy(bytes, whole.ptr, len);
        struct jx_arena a;
        struct jx_grid g;
        struct jx_reader_trouble t;
        jx_arena_init(&a, 16 << 20);
        jx_status rc = jx_read_grid(jx_slice_at(bytes, len), name, &a, &g, &t);
        assert_int_equal(rc, t.status);
        if (rc == JX_OK) assert_true(may_be_read);
        if (rc != JX_OK) assert_int_not_equal(t.problem, JX_READER_NONE);
        jx_arena_clear(&a);
        free(bytes);
    }
    printf("  %zu beginnings of %s\n", whole.len, name);
    slice_free(whole);
}

static void test_truncation(void **state)
{
    (void)state;
    truncate_everywhere(sample_book(), "x.xlsx", false);
    truncate_everywhere(sample_document(), "x.docx", false);
    truncate_everywhere(copy_of(JX_LIT("项目,\"金\"\"额\"\r\n道路,=\"18\"\r\n")), "x.csv", true);
    truncate_everywhere(copy_of(JX_LIT("\xCF\xEE\xC4\xBF,\xBD\xF0\xB6\xEE\n")), "gb.csv", true);
}

/* Every byte of the file with each of its bits turned. */
static void turn_bits(struct jx_slice whole, const char *name)
{
    char *bytes = (char *)(uintptr_t)whole.ptr;
    unsigned read = 0, refused = 0;
    for (size_t i = 0; i < whole.len * 8; i++) {
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
        struct jx_arena a;
        struct jx_grid g;
        struct jx_reader_trouble t;
        jx_arena_init(&a, 16 << 20);
        jx_status rc = jx_read_grid(whole, name, &a, &g, &t);
        *(rc == JX_OK ? &read : &refused) += 1;
        jx_arena_clear(&a);
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
    }
    printf("  %s: %u read, %u refused\n", name, read, refused);
    slice_free(whole);
}

static void test_turned_bits(void **state)
{
    (void)state;
    turn_bits(sample_book(), "x.xlsx");
    turn_bits(sample_document(), "x.docx");
}

#define TIMED(test) cmocka_unit_test_setup_teardown(test, start_clock, stop_clock)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TIMED(test_zip_bombs),   TIMED(test_large_file),
        TIMED(test_lying_sizes), TIMED(test_entity_bomb),
        TIMED(test_depth),       TIMED(test_long_tag),
        TIMED(test_long_cells),  TIMED(test_million_empty_cells),
        TIMED(test_far_cells),   TIMED(test_many_sheets),
        TIMED(test_many_merges), TIMED(test_small_arena),
        TIMED(test_broken_utf8), TIMED(test_truncation),
        TIMED(test_turned_bits), TIMED(test_parts_beside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
