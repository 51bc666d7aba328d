/* Word documents: paragraphs and tables in order, and what is seen of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "packages.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define R(text)   "<w:r><w:t>" text "</w:t></w:r>"
#define P(text)   "<w:p>" R(text) "</w:p>"
#define TC(text)  "<w:tc>" P(text) "</w:tc>"
#define TR(cells) "<w:tr>" cells "</w:tr>"
#define TBL(rows) "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>" rows "</w:tbl>"
/* A cell with properties. */
#define TCP(properties, text) "<w:tc><w:tcPr>" properties "</w:tcPr>" P(text) "</w:tc>"
#define RESTART               "<w:vMerge w:val=\"restart\"/>"
#define GOES_ON               "<w:vMerge/>"

static void assert_document(const char *body, const char *expected)
{
    assert_grid(make_document(body), "表.docx", expected);
}

/* ---- order ---- */

static void test_paragraphs_and_tables(void **state)
{
    (void)state;
    assert_document(P("项目支出绩效自评表") P("") P("（2023年度）")
                        TBL(TR(TC("项目名称") TC("道路养护")) TR(TC("") TC("")) TR(TC("合计")))
                            P("注：无") TBL(TR(TC("") TC("乙"))) "<w:sectPr><w:r/></w:sectPr>",
                    "P A1=项目支出绩效自评表\nP A3=（2023年度）\n"
                    "T1 A1=项目名称 | B1=道路养护\n\nT1 A3=合计\nP A4=注：无\nT2 B1=乙\n");
}

static void test_empty_document(void **state)
{
    (void)state;
    assert_document("", "");
    assert_document("<w:p/><w:tbl/>", "");
}

static void test_cell_text(void **state)
{
    (void)state;
    assert_document(
        TBL(TR("<w:tc><w:p><w:r><w:t>年</w:t><w:br/><w:t>度</w:t><w:tab/><w:t>x</w:t>"
               "<w:cr/><w:noBreakHyphen/><w:softHyphen/></w:r></w:p>" P("目标") P("") "</w:tc>")),
        "T1 A1=年⏎度→x⏎-⏎目标⏎\n");
}

/* ---- merges ---- */

static void test_spans(void **state)
{
    (void)state;
    assert_document(
        TBL(TR(TCP("<w:gridSpan w:val=\"2\"/>", "甲") TCP(RESTART, "乙"))
                TR(TCP(RESTART, "丙") TC("丁") TCP(GOES_ON, "不见"))
                    TR(TCP("<w:vMerge w:val=\"continue\"/>", "") TC("戊") TCP(GOES_ON, ""))
                        TR(TCP(RESTART, "己") TC("庚") TC("辛"))),
        "T1 A1(1x2)=甲 | C1(3x1)=乙\nT1 A2(2x1)=丙 | B2=丁\nT1 B3=戊\nT1 A4=己 | B4=庚 | C4=辛\n");
}

static void test_odd_spans(void **state)
{
    (void)state;
    assert_document(TBL(TR(TC("甲") TCP(GOES_ON, "乙")) TR(TCP(GOES_ON, "丙") TCP(GOES_ON, "x"))
                            TR("<w:trPr><w:gridBefore w:val=\"2\"/></w:trPr>" TC("丁"))
                                TR(TCP("<w:gridSpan w:val=\"0\"/>", "戊"))),
                    "T1 A1=甲 | B1(2x1)=乙\nT1 A2=丙\nT1 C3=丁\nT1 A4=戊\n");
    assert_document(
        TBL(TR(TCP("<w:hMerge w:val=\"restart\"/>", "甲") TCP("<w:hMerge/>", "不见") TC("乙"))),
        "T1 A1(1x2)=甲 | C1=乙\n");
}

/* ---- tables in tables, content controls, text boxes ---- */

static void test_nested_tables(void **state)
{
    (void)state;
    assert_document(TBL(TR(TC("甲") "<w:tc>" P("乙") TBL(TR(TC("内") TC("层"))) P("尾") "</w:tc>")
                            TR(TC("丙"))),
                    "T1 A1=甲 | B1=乙⏎尾\nT2 A1=内 | B1=层\nT1 A2=丙\n");
    /* A merge reaches over the place: the inner table waits for its last row. */
    assert_document(TBL(TR(TCP(RESTART, "甲") "<w:tc>" TBL(TR(TC("内"))) P("") "</w:tc>")
                            TR(TCP(GOES_ON, "") TC("丙")) TR(TC("丁"))),
                    "T1 A1(2x1)=甲\nT1 B2=丙\nT2 A1=内\nT1 A3=丁\n");
}

static void test_content_controls(void **state)
{
    (void)state;
    assert_document(
        "<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr><w:alias w:val=\"t\"/></w:sdtPr>"
        "<w:sdtContent>" P(
            "标题") "</w:sdtContent></w:sdt>"
                    "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:sdt>"
                    "<w:sdtContent>" R(
                        "值") "</w:sdtContent></w:sdt></w:p></w:tc></w:sdtContent>"
                              "</w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>"
                              "<w:p><w:hyperlink>" R("链") "</w:hyperlink><w:smartTag>" R(
                                  "接") "</w:smartTag>"
                                        "</w:p>",
        "P A1=标题\nT1 A1=值\nP A2=链接\n");
}

#define BOX(text) "<w:txbxContent>" text "</w:txbxContent>"
#define DRAWN(inside)                                                                              \
    "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>" BOX(             \
        inside) "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>" BOX(inside) "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"

static void test_text_boxes(void **state)
{
    (void)state;
    assert_document("<w:p>" R("前") DRAWN(P("框一") TBL(TR(TC("框内表"))) P("框二"))
                        R("后") "</w:p>" P("末"),
                    "P A1=前后\nP A2=框一\nT1 A1=框内表\nP A3=框二\nP A4=末\n");
    assert_document(TBL(TR("<w:tc><w:p>" R("格") DRAWN(P("框")) "</w:p></w:tc>" TC("乙"))),
                    "T1 A1=格⏎框 | B1=乙\n");
    assert_document("<w:p><w:r><mc:AlternateContent><mc:Fallback><w:pict>" BOX(
                        P("旧")) "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
                    "P A2=旧\n");
    assert_document("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:pict>" BOX(P("藏")) "</w:pict></w:r>"
                                                                                "</w:p>",
                    "");
    assert_document(
        "<w:p><w:r><w:drawing><a:p><a:r><a:t>图</a:t></a:r></a:p><a:p><a:r><a:t>文</a:t>"
        "</a:r></a:p></w:drawing></w:r></w:p>",
        "P A1=图⏎文\n");
}

/* ---- what is not seen ---- */

static void test_tracked_changes(void **state)
{
    (void)state;
    assert_document(
        "<w:p>" R("预算") "<w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
                          "<w:ins><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></"
                          "w:rPrChange></w:rPr>"
                          "<w:t>120</w:t></w:r></w:ins><w:moveFrom>" R(
                              "旧处") "</w:moveFrom><w:moveTo>" R("新处") "</w:moveTo></w:p>",
        "P A1=预算120新处\n");
    /* The end of the first paragraph is deleted. */
    assert_document("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" R("项目") "</w:p>" P("名称")
                        P("乙"),
                    "P A1=项目名称\nP A2=乙\n");
    assert_document("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" R("项目") "</w:p>" TBL(TR(
                        TC("甲"))) "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" R("末") "</w:p>",
                    "P A1=项目\nT1 A1=甲\nP A2=末\n");
    assert_document(TBL(TR(TC("甲")) TR("<w:trPr><w:del/></w:trPr>" TC("删")) TR(
                        "<w:trPr><w:ins/></w:trPr>" TC("增")) TR(TCP("<w:cellDel/>", "删") TC("乙"))
                            TR("<w:trPr><w:hidden/></w:trPr>" TC("藏"))
                                TR(TCP("<w:tcPrChange><w:tcPr><w:gridSpan w:val=\"5\"/>"
                                       "</w:tcPr></w:tcPrChange>",
                                       "丙"))),
                    "T1 A1=甲\nT1 A2=增\nT1 B3=乙\nT1 A4=丙\n");
}

static void test_hidden_text(void **state)
{
    (void)state;
    assert_document(
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr><w:tabs><w:tab w:val=\"left\"/></w:tabs>"
        "</w:pPr>" R("见") "<w:r><w:rPr><w:vanish/></w:rPr><w:t>不见</w:t><w:tab/></w:r>"
                           "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>又见</w:t></w:r></w:p>",
        "P A1=见又见\n");
    assert_document("<w:p><w:r><w:ruby><w:rt>" R("pin") "</w:rt><w:rubyBase>" R(
                        "拼") "</w:rubyBase></w:ruby></w:r></w:p>",
                    "P A1=拼\n");
}

#define MARK(type)  "<w:r><w:fldChar w:fldCharType=\"" type "\"/></w:r>"
#define INSTR(text) "<w:r><w:instrText>" text "</w:instrText></w:r>"

static void test_fields(void **state)
{
    (void)state;
    assert_document(
        "<w:p>" R("第") MARK("begin") INSTR(" PA") INSTR("GE \\* MERGEFORMAT ") MARK("separate")
            R("7") MARK("end") R("页") "<w:fldSimple w:instr=\" NUMPAGES \">" R(
                "9") "</w:fldSimple></w:p>"
                     "<w:p>" MARK("begin") INSTR(" DATE ") MARK("separate") R("2023年") MARK(
                         "end") "<w:fldSimple w:instr=\"AUTHOR\">" R("张三") "</w:fldSimple></w:p>",
        "P A1=第页\nP A2=2023年张三\n");
    /* Never closed: the next paragraph is seen. An end without a begin is nothing. */
    assert_document("<w:p>" MARK("end") MARK("separate") R("甲") MARK("begin") INSTR("IF ")
                        R("乙") "</w:p>" P("丙"),
                    "P A1=甲\nP A2=丙\n");
    assert_document("<w:p>" MARK("begin") INSTR(" IF ") MARK("begin") INSTR(" PAGE ")
                        MARK("separate") R("3") MARK("end") MARK("separate") R("是")
                            MARK("end") "</w:p>",
                    "P A1=是\n");
}

#define CHECK(ticks)                                                                               \
    "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox>" ticks                         \
    "</w:checkBox></w:ffData></w:fldChar></w:r>" INSTR(" FORMCHECKBOX ") MARK("end")

static void test_ticks_and_symbols(void **state)
{
    (void)state;
    assert_document("<w:p>" CHECK("<w:default w:val=\"0\"/><w:checked/>") R("新增")
                        CHECK("<w:default w:val=\"0\"/>") R("延续")
                            CHECK("<w:checked w:val=\"0\"/>") "</w:p>",
                    "P A1=☑新增□延续□\n");
    assert_document(
        "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/>"
        "<w:sym w:font=\"Wingdings 2\" w:char=\"00A3\"/>"
        "<w:sym w:font=\"Symbol\" w:char=\"F0B3\"/><w:sym w:font=\"Arial\" w:char=\"0041\"/>"
        "<w:sym w:font=\"Arial\" w:char=\"D800\"/><w:sym w:font=\"Arial\" w:char=\"zz\"/>"
        "</w:r><w:r><w:rPr><w:rFonts w:ascii=\"Wingdings 2\"/></w:rPr><w:t>R项</w:t></w:r>"
        "<w:r><w:t>R</w:t></w:r></w:p>",
        "P A1=☑□≥A☑项R\n");
    assert_document("<w:p><m:oMath><m:r><w:rPr/><m:t>≥</m:t></m:r></m:oMath>" R("95%") "</w:p>",
                    "P A1=≥95%\n");
}

/* ---- hidden by a style ---- */

#define STYLE(id, inside) "<w:style w:type=\"paragraph\" w:styleId=\"" id "\">" inside "</w:style>"
#define BASED(id)         "<w:basedOn w:val=\"" id "\"/>"
#define HIDES             "<w:rPr><w:vanish/></w:rPr>"
#define PS(style, text)   "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr>" text "</w:p>"
#define RS(style, text)                                                                            \
    "<w:r><w:rPr><w:rStyle w:val=\"" style "\"/></w:rPr><w:t>" text "</w:t></w:r>"

static void test_styles_that_hide(void **state)
{
    (void)state;
    const struct document d = {
        .styles = STYLE("a", HIDES) STYLE("b", BASED("a")) STYLE("c", BASED("c"))
            STYLE("d", BASED("a") "<w:rPr><w:vanish w:val=\"false\"/></w:rPr>")
                STYLE("t", "<w:tblStylePr>" HIDES "</w:tblStylePr>"),
        .body = P("一") PS("a", R("藏")) PS("b", R("藏") "<w:r><w:rPr><w:vanish w:val=\"0\"/>"
                                                         "</w:rPr><w:t>二</w:t></w:r>")
            PS("c", R("三") RS("a", "藏")) PS("d", R("四")) PS("t", R("五")) PS("无", R("六"))
                PS("a", RS("b", "七")),
    };
    assert_grid(make_document_of(&d), "表.docx",
                "P A1=一\nP A3=二\nP A4=三\nP A5=四\nP A6=五\nP A7=六\nP A8=七\n");
}

/* ---- numbered lists ---- */

#define LEVEL(n, format, text, more)                                                               \
    "<w:lvl w:ilvl=\"" n "\"><w:start w:val=\"1\"/><w:numFmt w:val=\"" format                      \
    "\"/><w:lvlText w:val=\"" text "\"/>" more "</w:lvl>"
#define ABSTRACT(id, levels) "<w:abstractNum w:abstractNumId=\"" id "\">" levels "</w:abstractNum>"
#define LIST(id, abstract, more)                                                                   \
    "<w:num w:numId=\"" id "\"><w:abstractNumId w:val=\"" abstract "\"/>" more "</w:num>"
#define NP(list, level, text)                                                                      \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" list                     \
    "\"/></w:numPr></w:pPr>" text "</w:p>"

static void test_numbered_lists(void **state)
{
    (void)state;
    const struct document d = {
        .numbering = ABSTRACT("7",
                              LEVEL("0", "chineseCounting", "%1、", "<w:suff w:val=\"nothing\"/>")
                                  LEVEL("1", "decimal", "%1.%2", "<w:isLgl/>")
                                      LEVEL("2", "decimalEnclosedCircle", "%3", ""))
            ABSTRACT("8", LEVEL("0", "bullet", "\xEF\x82\xB7",
                                "<w:rPr><w:rFonts w:ascii=\"Symbol\"/></w:rPr>")) LIST("1", "7", "")
                LIST("2", "8", "") LIST("3", "7",
                                        "<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/>"
                                        "</w:lvlOverride>") LIST("4", "99", ""),
        .body = NP("1", "0", R("甲")) NP("1", "1", R("乙")) NP("1", "1", R("丙"))
            NP("1", "2", R("丁")) NP("1", "0", R("戊")) NP("1", "1", R("己")) NP("2", "0", R("点"))
                NP("0", "0", R("无")) NP("9", "0", R("无")) NP("4", "0", R("无"))
                    NP("3", "0", R("庚")) NP("1", "0", R("辛")),
    };
    assert_grid(make_document_of(&d), "表.docx",
                "P A1=一、甲\nP A2=1.1 乙\nP A3=1.2 丙\nP A4=① 丁\nP A5=二、戊\nP A6=2.1 己\n"
                "P A7=点\nP A8=无\nP A9=无\nP A10=无\nP A11=五、庚\nP A12=六、辛\n");
}

/* A column of automatic numbers has nothing else in its cells. */
static void test_numbers_in_cells(void **state)
{
    (void)state;
    const struct document d = {
        .numbering = ABSTRACT("1", LEVEL("0", "decimal", "%1", "")) LIST("1", "1", ""),
        .body = TBL(TR(TC("序号") TC("名称")) TR("<w:tc>" NP("1", "0", "") "</w:tc>" TC("甲"))
                        TR("<w:trPr><w:del/></w:trPr><w:tc>" NP("1", "0", "") "</w:tc>" TC("删"))
                            TR("<w:tc>" NP("1", "0", "") "</w:tc>" TC("乙"))),
    };
    assert_grid(make_document_of(&d), "表.docx",
                "T1 A1=序号 | B1=名称\nT1 A2=1  | B2=甲\nT1 A3=2  | B3=乙\n");
}

static void test_numbers_by_style(void **state)
{
    (void)state;
    const struct document d = {
        .styles = STYLE("h1", "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>")
            STYLE("h2", BASED("h1") "<w:pPr><w:numPr><w:ilvl w:val=\"1\"/></w:numPr></w:pPr>")
                STYLE("h3", "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>"),
        .numbering = ABSTRACT("1",
                              LEVEL("0", "decimal", "指标%1：", "<w:suff w:val=\"nothing\"/>")
                                  LEVEL("1", "lowerLetter", "%2)", "<w:rPr><w:vanish/></w:rPr>")
                                      LEVEL("2", "upperRoman", "%3.", "<w:pStyle w:val=\"h3\"/>"))
            LIST("1", "1", ""),
        .body = PS("h1", R("甲")) PS("h2", R("乙")) PS("h3", R("丙"))
            PS("h1", R("丁")) "<w:p><w:pPr><w:pStyle w:val=\"h1\"/><w:numPr><w:numId "
                              "w:val=\"0\"/></w:numPr></w:pPr>" R(
                                  "戊") "</w:p><w:p><w:pPr><w:pStyle "
                                        "w:val=\"h1\"/><w:rPr><w:vanish/></"
                                        "w:rPr></w:pPr>" R("己") "</w:p>",
    };
    assert_grid(make_document_of(&d), "表.docx",
                "P A1=指标1：甲\nP A2=乙\nP A3=I. 丙\nP A4=指标2：丁\nP A5=戊\nP A6=己\n");
}

/* ---- headers, footers, notes ---- */

#define SECTION(inside)           "<w:sectPr>" inside "</w:sectPr>"
#define REFERENCE(what, type, id) "<w:" what "Reference w:type=\"" type "\" r:id=\"rId" id "\"/>"

static void test_headers_and_footers(void **state)
{
    (void)state;
    const struct document d = {
        .header = {P("2023年度部门决算") P("附件3"), P("首页") P("附件3")},
        .footer = "<w:p>" R("第 ") "<w:fldSimple w:instr=\"PAGE\">" R("7") "</w:fldSimple>" R(
            " 页") "</w:p>" P("- 2 -") P("制表：张三"),
        .body = P("正文") "<w:p><w:pPr>" SECTION(REFERENCE("header", "default", "h1") REFERENCE(
            "header", "first",
            "h2") "<w:titlePg/>") "</w:pPr></w:p>" SECTION(REFERENCE("header", "default", "h1")
                                                               REFERENCE("footer", "default",
                                                                         "f1")),
    };
    assert_grid(
        make_document_of(&d), "表.docx",
        "P A1=正文\n# margins\nP A1=2023年度部门决算\nP A2=附件3\nP A3=首页\nP A7=制表：张三\n");
}

static void test_headers_that_are_not_printed(void **state)
{
    (void)state;
    struct document d = {
        .header = {P("首页"), P("偶数页")},
        .body = P("正文")
            SECTION(REFERENCE("header", "first", "h1") REFERENCE("header", "even", "h2")),
    };
    assert_grid(make_document_of(&d), "表.docx", "P A1=正文\n");
    d.settings = "<w:evenAndOddHeaders/>";
    assert_grid(make_document_of(&d), "表.docx", "P A1=正文\n# margins\nP A1=偶数页\n");
}

static void test_notes(void **state)
{
    (void)state;
    const struct document d = {
        .footnotes = "<w:footnote w:type=\"separator\" w:id=\"-1\">" P(
            "线") "</w:footnote>"
                  "<w:footnote w:id=\"1\">" P("含上年结转") "</w:footnote>",
        .body = "<w:p>" R("预算数") "<w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
    };
    assert_grid(make_document_of(&d), "表.docx", "P A1=预算数\n# notes\nP A1=含上年结转\n");
}

static void assert_addresses(struct jx_slice bytes, const char *const wanted[], size_t count)
{
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    assert_int_equal(jx_read_grid(bytes, "表.docx", &a, &g, &t), JX_OK);
    size_t n = 0;
    for (uint32_t s = 0; s < g.sheet_count; s++)
        for (uint32_t c = 0; c < g.sheets[s].cell_count; c++, n += 2) {
            assert_true(n < count);
            assert_string_equal(g.sheets[s].cells[c].text.ptr, wanted[n]);
            assert_string_equal(jx_cell_address(&g, s, c, JX_LANG_ZH, &a).ptr, wanted[n + 1]);
        }
    assert_int_equal(n, count);
    if (g.sheet_count > 1)
        assert_string_equal(jx_cell_address(&g, 1, 0, JX_LANG_EN, &a).ptr,
                            "header or footer paragraph 1");
    jx_arena_clear(&a);
    slice_free(bytes);
}

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* A person finds each of them. */
static void test_addresses(void **state)
{
    (void)state;
    const struct document d = {
        .header = {P("附件3")},
        .footnotes = "<w:footnote w:id=\"1\">" P("注一") "</w:footnote>",
        .body = P("") P("标题") TBL(TR(TC("甲") TC("乙"))) P("尾")
            TBL(TR(TC("丙") "<w:tc>" TBL(TR(TC("内"))) P("") "</w:tc>")
                    TR("<w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>" TC("丁")))
                SECTION(REFERENCE("header", "default", "h1")),
    };
    static const char *const zh[] = {
        "标题", "第2段",         "甲",    "表1第1行第1格",  "乙",   "表1第1行第2格",
        "尾",   "第3段",         "丙",    "表2第1行第1格",  "内",   "表3第1行第1格",
        "丁",   "表2第2行第1格", "附件3", "页眉页脚 第1段", "注一", "脚注 第1段"};
    assert_addresses(make_document_of(&d), zh, COUNT_OF(zh));
}

/* A cell over several columns is one cell for whoever counts them; one that goes on from the row
 * above counts, as Word counts it. */
static void test_addresses_of_merged_cells(void **state)
{
    (void)state;
    static const char *const zh[] = {"甲", "表1第1行第1格", "乙", "表1第1行第2格",
                                     "丙", "表1第1行第3格", "丁", "表1第2行第2格",
                                     "戊", "表1第3行第1格"};
    assert_addresses(
        make_document(TBL(TR(TCP(RESTART, "甲") TCP("<w:gridSpan w:val=\"4\"/>", "乙") TC("丙")) TR(
            TCP(GOES_ON, "")
                TC("丁")) TR(TCP("<w:cellDel/>", "删") TCP("<w:gridSpan w:val=\"2\"/>", "戊")))),
        zh, COUNT_OF(zh));
}

/* ---- what no program writes ---- */

static void test_odd_structure(void **state)
{
    (void)state;
    assert_document("<w:t>散</w:t><w:r><w:t>落</w:t></w:r><w:tr/><w:tc/><w:tbl>" TC(
                        "x") "<w:tbl/></w:tbl><w:p><w:tbl>" TR(TC("乙")) "</w:tbl></w:p>",
                    "P A1=x\nP A2=乙\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs_and_tables),
        cmocka_unit_test(test_empty_document),
        cmocka_unit_test(test_cell_text),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_odd_spans),
        cmocka_unit_test(test_nested_tables),
        cmocka_unit_test(test_content_controls),
        cmocka_unit_test(test_text_boxes),
        cmocka_unit_test(test_tracked_changes),
        cmocka_unit_test(test_hidden_text),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_ticks_and_symbols),
        cmocka_unit_test(test_styles_that_hide),
        cmocka_unit_test(test_numbered_lists),
        cmocka_unit_test(test_numbers_in_cells),
        cmocka_unit_test(test_numbers_by_style),
        cmocka_unit_test(test_headers_and_footers),
        cmocka_unit_test(test_headers_that_are_not_printed),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_addresses_of_merged_cells),
        cmocka_unit_test(test_odd_structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
