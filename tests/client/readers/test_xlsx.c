/* Workbooks: strings, numbers through their formats, merges, what is hidden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../client/import/readers/number_format.h"
#include "packages.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static void assert_book(const struct book *b, const char *expected)
{
    assert_grid(make_book(b), "表.xlsx", expected);
}

/* ---- text ---- */

static void test_strings(void **state)
{
    (void)state;
    assert_book(
        &(struct book){
            .strings =
                "<si><t>青石县财政局</t></si>"
                "<si><r><rPr><b/></rPr><t>项目</t></r><r><t xml:space=\"preserve\"> 名称</t></r>"
                "<rPh sb=\"0\" eb=\"2\"><t>xiangmu</t></rPh><phoneticPr fontId=\"1\"/></si>"
                "<si><t>第一行\n第二行_x000D__x005F_x000A_ _xZZZZ_ _xD83D__xDE00_ _x0001_&lt;"
                "</t></si><si/>",
            .sheet[0] = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" "
                        "t=\"s\"><v>1</v>"
                        "</c></row><row r=\"3\"><c r=\"B3\" t=\"s\"><v>2</v></c><c r=\"C3\" "
                        "t=\"s\"><v>3</v>"
                        "</c></row></sheetData>"},
        "# 表1\nA1=青石县财政局 | C1=项目 名称\n\n"
        "B3=第一行⏎第二行\r_x000A_ _xZZZZ_ 😀 <\n");
}

static void test_values(void **state)
{
    (void)state;
    assert_book(
        &(struct book){
            .sheet[0] = "<sheetData><row r=\"1\">"
                        "<c r=\"A1\" t=\"inlineStr\"><is><r><t>内</t></r><r><t>联</t></r>"
                        "<rPh sb=\"0\" eb=\"1\"><t>nei</t></rPh></is></c>"
                        "<c r=\"B1\" t=\"b\"><v>1</v></c><c r=\"C1\" t=\"b\"><v>0</v></c>"
                        "<c r=\"D1\" t=\"e\"><v>#DIV/0!</v></c>"
                        "<c r=\"E1\" t=\"str\"><f>A1&amp;B1</f><v>合计</v></c>"
                        "<c r=\"F1\" t=\"str\"><f>\"\"</f><v></v></c>"
                        "<c r=\"G1\"><v>18</v></c><c r=\"H1\" t=\"n\"><v>1.5</v></c>"
                        "<c r=\"I1\"><v>n.a.</v></c><c r=\"J1\" s=\"0\"/></row></sheetData>"},
        "# 表1\nA1=内联 | B1=TRUE | C1=FALSE | D1=#DIV/0! | E1=合计 | G1=18 | H1=1.5 | I1=n.a.\n");
}

static void test_places_without_references(void **state)
{
    (void)state;
    assert_book(&(struct book){.sheet[0] = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
                                           "<row><c r=\"C2\"><v>3</v></c><c><v>4</v></c></row>"
                                           "<row r=\"5\"><c><v>5</v></c></row></sheetData>"},
                "# 表1\nA1=1 | B1=2\nC2=3 | D2=4\n\n\nA5=5\n");
    assert_book(&(struct book){.sheet[0] = "<sheetData><row r=\"2\"><c r=\"B2\"><v>4</v></c>"
                                           "<c r=\"A2\"><v>3</v></c></row><row r=\"1\">"
                                           "<c r=\"A1\"><v>1</v></c></row></sheetData>"},
                "# 表1\nA1=1\nA2=3 | B2=4\n");
}

static void test_formula_without_value(void **state)
{
    (void)state;
    struct jx_slice bytes = make_book(&(struct book){
        .sheet[0] = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>A1*2</f></c>"
                    "<c r=\"C1\"><f>A1*2</f><v/></c><c r=\"D1\"><f>A1</f><v>1</v></c></row>"
                    "</sheetData>"});
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    assert_int_equal(jx_read_grid(bytes, NULL, &a, &g, &t), JX_OK);
    assert_int_equal(t.formulas_without_value, 2);
    assert_string_equal(t.first_formula, "表1!B1");
    char *text = grid_text(&g);
    assert_string_equal(text, "# 表1\nA1=1 | D1=1\n");
    free(text);
    jx_arena_clear(&a);
    slice_free(bytes);
}

/* ---- formats ---- */

struct shown {
    const char *code, *value, *text;
};

static const struct shown shown[] = {
    {"General", "18", "18"},
    {"General", "-0.5", "-0.5"},
    {"General", "0", "0"},
    {"General", "0.30000000000000004", "0.3"},
    {"General", "0.333333333333333", "0.333333333"},
    {"General", "33.3333333333333", "33.33333333"},
    {"General", "9.9499999999999993", "9.95"},
    {"General", "1234567.891", "1234567.891"},
    {"General", "25754899.39", "25754899.39"},
    {"General", "99999999999.5", "100000000000"},
    {"General", "123456789012345", "123456789012345"},
    {"General", "1.1010119900101123E+17", "1.10101E+17"},
    {"General", "1E-5", "0.00001"},
    {"General", "1.2345678E-7", "1.23457E-07"},
    {"General", "5.2e1", "52"},
    {"General\"万元\"", "12.5", "12.5万元"},
    {"", "12.5", "12.5"},
    {"@", "0012.50", "12.5"},
    {"0", "2.5", "3"},
    {"0", "-2.5", "-3"},
    {"00000", "42", "00042"},
    {"0.00", "0.285", "0.29"},
    {"0.00", "0.28499999999999998", "0.29"},
    {"0.00", "9.94230769231", "9.94"},
    {"0.00", "52", "52.00"},
    {"0.00", "99.995", "100.00"},
    {"0.00", "-0.001", "-0.00"},
    {"0.00%", "0.994230769231", "99.42%"},
    {"0%", "0.995", "100%"},
    {"0%", "0.9949", "99%"},
    {"0.0\"%\"", "99.42", "99.4%"},
    {"#,##0.00", "1708.47", "1,708.47"},
    {"#,##0.00", "25754899.385", "25,754,899.39"},
    {"#,##0.00", "0", "0.00"},
    {"#,##0", "1234567", "1,234,567"},
    {"#,##0", "999", "999"},
    {"0,000", "7", "0,007"},
    {"#.##", "5", "5."},
    {"0.##", "5.10", "5.1"},
    {".00", "12.345", "12.35"},
    {"0.0?", "5.5", "5.5"},
    {"#,##0,", "1234567", "1,235"},
    {"0!.0,", "123456", "12.3"},
    {"0\\.0,\"万元\"", "123456", "12.3万元"},
    {"000-0000", "1234567", "123-4567"},
    {"¥#,##0.00", "12", "¥12.00"},
    {"[$￥-804]#,##0.00", "12", "￥12.00"},
    {"[Red]0.0;[Blue]\\-0.0", "-1.25", "-1.3"},
    {"0.00_);(0.00)", "-3.5", "(3.50)"},
    {"0.00_);(0.00)", "3.5", "3.50"},
    {"0;-0;\"—\"", "0", "—"},
    {"0;-0;\"—\"", "-4", "-4"},
    {";;;", "5", ""},
    {"0;;", "-5", ""},
    {"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "0", "-"},
    {"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "1200", "1,200.00"},
    {"[>=90]\"优\";[>=80]\"良\";\"中\"", "95", "优"},
    {"[>=90]\"优\";[>=80]\"良\";\"中\"", "85", "良"},
    {"[>=90]\"优\";[>=80]\"良\";\"中\"", "60", "中"},
    {"[<1]0%;0.0", "0.5", "50%"},
    {"[<1]0%;0.0", "2", "2.0"},
    {"[=0]\"无\";General", "0", "无"},
    {"[=0]\"无\";General", "-7", "-7"},
    {"0.00E+00", "12345", "1.23E+04"},
    {"0.00E+00", "0.00012345", "1.23E-04"},
    {"0.00E+00", "9.999", "1.00E+01"},
    {"##0.0E+0", "12345", "12.3E+3"},
    {"0.0E-0", "123", "1.2E2"},
    {"# ?/?", "0.5", "0.5"},
    {"yyyy\"年\"m\"月\"d\"日\"", "45291", "2023年12月31日"},
    {"yyyy\"年\"m\"月\"d\"日\";@", "45291", "2023年12月31日"},
    {"yyyy/m/d", "45291.5", "2023/12/31"},
    {"yyyy-mm-dd hh:mm:ss", "45291.999999999", "2024-01-01 00:00:00"},
    {"yyyy-mm-dd hh:mm", "45291.354166666664", "2023-12-31 08:30"},
    {"[$-804]yyyy\"年\"m\"月\";@", "45291", "2023年12月"},
    {"[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", "45291", "2023年12月31日"},
    {"yy-m-d", "45291", "23-12-31"},
    {"d-mmm-yy", "45291", "31-Dec-23"},
    {"mmmm d, yyyy", "45291", "December 31, 2023"},
    {"mmmmm", "45291", "D"},
    {"[$-804]mmm", "45291", "12月"},
    {"dddd", "45291", "Sunday"},
    {"ddd", "45292", "Mon"},
    {"[$-804]dddd", "45292", "星期一"},
    {"aaaa", "45291", "星期日"},
    {"aaa", "45294", "三"},
    {"e\"年\"", "45291", "2023年"},
    {"h:mm AM/PM", "0.5", "12:00 PM"},
    {"h:mm A/P", "0.25", "6:00 A"},
    {"上午/下午h\"时\"mm\"分\"", "0.75", "下午6时00分"},
    {"mm:ss", "0.0034722222222222", "05:00"},
    {"mm:ss.0", "0.00347338", "05:00.1"},
    {"[h]:mm", "1.5", "36:00"},
    {"[mm]:ss", "0.0416666666666667", "60:00"},
    {"[ss]", "0.001", "86"},
    {"m/d", "60", "2/29"},
    {"yyyy/m/d", "59", "1900/2/28"},
    {"yyyy/m/d", "61", "1900/3/1"},
    {"yyyy/m/d", "1", "1900/1/1"},
    {"yyyy/m/d", "0", "1900/1/0"},
    {"yyyy/m/d", "2958465", "9999/12/31"},
    {"yyyy/m/d", "2958466", "2958466"},
    {"yyyy/m/d", "-1", "-1"},
    {"[h", "3", "[0"},
    {"\"open", "3", "open"},
    {"0\\", "3", "3"},
};

static void test_formats(void **state)
{
    (void)state;
    struct jx_arena a;
    jx_arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(shown); i++) {
        struct number_format f;
        struct number n;
        struct buffer out;
        buffer_init(&out, 4096);
        assert_true(number_format_parse(jx_slice_of(shown[i].code), &a, &f));
        assert_true(number_parse(jx_slice_of(shown[i].value), &n));
        number_format_show(&f, &n, false, &out);
        buffer_put_char(&out, '\0');
        if (strcmp(out.ptr, shown[i].text) != 0)
            fail_msg("%s through %s: %s, not %s", shown[i].value, shown[i].code, out.ptr,
                     shown[i].text);
        buffer_clear(&out);
    }
    jx_arena_clear(&a);
}

static void test_not_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {"",      "-",      ".",   "1.2.3", "1e",
                                        "1e+",   "e5",     "1 ",  " 1",    "0x1",
                                        "1e500", "1e-500", "--1", "NaN",   "1e99999999999"};
    struct number n;
    for (size_t i = 0; i < LEN(texts); i++)
        assert_false(number_parse(jx_slice_of(texts[i]), &n));
    assert_true(number_parse(JX_LIT("+1."), &n));
    assert_true(number_parse(JX_LIT(".5"), &n));
}

static void test_styles(void **state)
{
    (void)state;
    assert_book(
        &(struct book){
            .styles =
                "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"0.0&quot;分&quot;\"/>"
                "<numFmt numFmtId=\"165\" formatCode=\"@&quot;局&quot;\"/></numFmts>"
                "<cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
                "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/>"
                "<xf numFmtId=\"4\"/><xf numFmtId=\"14\"/><xf numFmtId=\"165\"/>"
                "<xf numFmtId=\"31\"/><xf numFmtId=\"99999\"/><xf numFmtId=\"43\"/></cellXfs>"
                "<dxfs><dxf><numFmt numFmtId=\"164\" formatCode=\"0\"/></dxf></dxfs>",
            .strings = "<si><t>财政</t></si>",
            .sheet[0] =
                "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>9.95</v></c>"
                "<c r=\"B1\" s=\"2\"><v>0.99423</v></c><c r=\"C1\" s=\"3\"><v>1708.47</v></c>"
                "<c r=\"D1\" s=\"4\"><v>45291</v></c><c r=\"E1\" s=\"5\" t=\"s\"><v>0</v></c>"
                "<c r=\"F1\" s=\"6\"><v>45291</v></c><c r=\"G1\" s=\"7\"><v>3</v></c>"
                "<c r=\"H1\" s=\"4\" t=\"d\"><v>2023-12-31T08:30:00Z</v></c>"
                "<c r=\"I1\" t=\"d\"><v>2023-12-31</v></c><c r=\"J1\" s=\"99\"><v>4</v></c>"
                "<c r=\"K1\" s=\"8\"><v>0</v></c><c r=\"L1\" s=\"5\" t=\"str\"><v>审计</v></c>"
                "</row></sheetData>"},
        "# 表1\nA1=10.0分 | B1=99.42% | C1=1,708.47 | D1=2023/12/31 | E1=财政局 | "
        "F1=2023年12月31日 | G1=3 | H1=2023/12/31 | I1=2023-12-31 | J1=4 | K1=- | L1=审计局\n");
}

static void test_1904_and_zeros(void **state)
{
    (void)state;
    assert_book(&(struct book){.workbook_pr = "<workbookPr date1904=\"1\"/>",
                               .styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>",
                               .sheet[0] = "<sheetViews><sheetView showZeros=\"0\"/></sheetViews>"
                                           "<sheetData><row r=\"1\"><c r=\"A1\"><v>43829</v></c>"
                                           "<c r=\"B1\"><v>0</v></c></row></sheetData>"},
                "# 表1\nA1=2023/12/31\n");
}

/* ---- merges and what is hidden ---- */

static void test_merges(void **state)
{
    (void)state;
    assert_book(
        &(struct book){
            .sheet[0] =
                "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>99</v></c>"
                "</row><row r=\"2\"><c r=\"A2\"><v>2</v></c><c r=\"C2\"><v>3</v></c></row>"
                "<row r=\"3\"><c r=\"A3\"><v>98</v></c><c r=\"D3\"><v>4</v></c></row>"
                "</sheetData><mergeCells><mergeCell ref=\"A1:D1\"/>"
                "<mergeCell ref=\"A2:B3\"/><mergeCell ref=\"C4:D4\"/><mergeCell ref=\"B9:B9\"/>"
                "</mergeCells>"},
        "# 表1\nA1(1x4)=1\nA2(2x2)=2 | C2=3\nD3=4\n");
    assert_book(&(struct book){.sheet[0] = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
                                           "<row r=\"2\"><c r=\"B2\"><v>2</v></c></row></sheetData>"
                                           "<mergeCells><mergeCell ref=\"A1:XFD1\"/>"
                                           "<mergeCell ref=\"A2:A1048576\"/></mergeCells>"},
                "# 表1\nA1(1x2)=1\nB2=2\n");
}

static void test_overlapping_merges(void **state)
{
    (void)state;
    struct jx_slice bytes = make_book(&(struct book){
        .sheet[0] = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\">"
                    "<c r=\"B2\"><v>2</v></c><c r=\"C2\"><v>3</v></c></row></sheetData><mergeCells>"
                    "<mergeCell ref=\"B2:C3\"/><mergeCell ref=\"A1:B2\"/><mergeCell ref=\"B2:A1\"/>"
                    "<mergeCell ref=\"A1\"/></mergeCells>"});
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    assert_int_equal(jx_read_grid(bytes, NULL, &a, &g, &t), JX_OK);
    assert_int_equal(t.merges_dropped, 3);
    assert_string_equal(t.first_merge, "表1!B2:A1");
    char *text = grid_text(&g);
    assert_string_equal(text, "# 表1\nA1(2x2)=1\nC2=3\n\n");
    free(text);
    jx_arena_clear(&a);
    slice_free(bytes);
}

static void test_hidden(void **state)
{
    (void)state;
    assert_book(
        &(struct book){
            .sheets = "<sheet name=\"一\" sheetId=\"1\" r:id=\"rId1\"/>"
                      "<sheet name=\"藏\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/>"
                      "<sheet name=\"深藏\" sheetId=\"4\" state=\"veryHidden\" r:id=\"rId2\"/>"
                      "<sheet name=\"样式\" sheetId=\"5\" r:id=\"rId4\"/>"
                      "<sheet name=\"三\" sheetId=\"3\" r:id=\"rId3\"/>",
            .sheet[0] = "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/><col min=\"4\" max=\"4\" "
                        "width=\"0\"/></cols><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>"
                        "<c r=\"B1\"><v>98</v></c><c r=\"C1\"><v>3</v></c><c r=\"D1\"><v>97</v></c>"
                        "</row><row r=\"2\" hidden=\"1\"><c r=\"A2\"><v>96</v></c></row>"
                        "<row r=\"3\" ht=\"0\"><c r=\"A3\"><v>95</v></c></row>"
                        "<row r=\"4\"><c r=\"A4\"><v>4</v></c></row></sheetData>",
            .sheet[1] = "<sheetData><row r=\"1\"><c r=\"A1\"><v>94</v></c></row></sheetData>",
            .sheet[2] = "<sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row></sheetData>"},
        "# 一\nA1=1 | C1=3\nA4=4\n# 三\nA1=5\n");
}

/* The text of a merge whose first cell is hidden is still seen. */
static void test_merge_from_hidden(void **state)
{
    (void)state;
    assert_book(
        &(struct book){
            .sheet[0] =
                "<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols><sheetData>"
                "<row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"D1\"><v>7</v></c></row>"
                "<row r=\"2\"><c r=\"D2\"><v>2</v></c></row>"
                "<row r=\"3\" hidden=\"1\"><c r=\"D3\"><v>99</v></c></row>"
                "<row r=\"4\"><c r=\"D4\"><v>3</v></c></row></sheetData>"
                "<mergeCells><mergeCell ref=\"A1:C4\"/></mergeCells>"},
        "# 表1\nB2(2x2)=1 | D2=2\nD4=3\n");
}

static void test_extensions_are_skipped(void **state)
{
    (void)state;
    assert_book(&(struct book){.sheet[0] = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v><extLst>"
                                           "<ext><v>9</v></ext></extLst></c></row></sheetData>"
                                           "<extLst><ext><c r=\"B1\"><v>8</v></c></ext></extLst>"},
                "# 表1\nA1=1\n");
}

/* ---- beside the cells ---- */

#define ONE_CELL                                                                                   \
    "<sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>甲</t></is></c></row></sheetData>"

static void test_headers_and_footers(void **state)
{
    (void)state;
    struct book b = {
        .sheet = {ONE_CELL
                  "<headerFooter differentFirst=\"1\"><oddHeader>&amp;L&amp;\"宋体,加粗\"&amp;"
                  "12附件3&amp;C&amp;KFF0000公开01表&amp;R&amp;A</oddHeader><oddFooter>&amp;C第 "
                  "&amp;P 页，共 &amp;N 页&amp;R甲&amp;&amp;乙</oddFooter><evenHeader>不印"
                  "</evenHeader><firstHeader>&amp;C附件3\n首页</firstHeader></headerFooter>"}};
    assert_grid(make_book(&b), "表.xlsx",
                "# 表1\nA1=甲\n# margins\nP A1=附件3\nP A2=公开01表\nP A3=甲&乙\nP A4=首页\n");
}

#define ANCHOR(inside)                                                                             \
    "<xdr:twoCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:colOff>99</xdr:colOff><xdr:row>13"      \
    "</xdr:row></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:row>20</xdr:row></xdr:to>" inside       \
    "</xdr:twoCellAnchor>"
#define SHAPE(hidden, text)                                                                        \
    "<xdr:sp><xdr:nvSpPr><xdr:cNvPr name=\"x\"" hidden "/></xdr:nvSpPr><xdr:txBody>" text          \
    "</xdr:txBody></xdr:sp>"
#define LINE(text) "<a:p><a:r><a:t>" text "</a:t></a:r></a:p>"

static void test_text_boxes(void **state)
{
    (void)state;
    struct book b = {
        .sheet = {ONE_CELL},
        .drawing = ANCHOR(SHAPE("", LINE("说明：") LINE("一<![CDATA[二]]>"))) ANCHOR(
            SHAPE(" hidden=\"1\"", LINE("藏")))
            ANCHOR("<xdr:pic/>") "<xdr:absoluteAnchor><mc:AlternateContent><mc:Choice>" SHAPE(
                "",
                LINE("角")) "</mc:Choice><mc:Fallback>" SHAPE("",
                                                              LINE("旧")) "</mc:Fallback></"
                                                                          "mc:AlternateContent></"
                                                                          "xdr:absoluteAnchor>"};
    assert_grid(make_book(&b), "表.xlsx", "# 表1\nA1=甲\n# boxes\nP D14=说明：⏎一二\nP A1=角\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_places_without_references),
        cmocka_unit_test(test_formula_without_value),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_not_numbers),
        cmocka_unit_test(test_styles),
        cmocka_unit_test(test_1904_and_zeros),
        cmocka_unit_test(test_merges),
        cmocka_unit_test(test_overlapping_merges),
        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_merge_from_hidden),
        cmocka_unit_test(test_extensions_are_skipped),
        cmocka_unit_test(test_headers_and_footers),
        cmocka_unit_test(test_text_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
