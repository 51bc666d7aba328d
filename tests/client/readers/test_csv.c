/* Separated text: encodings, separators, quotes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../client/import/readers/encoding.h"
#include "support.h"

#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>

static void assert_csv(const char *text, const char *expected)
{
    assert_grid(copy_of(jx_slice_of(text)), "清单.csv", expected);
}

static void test_cells(void **state)
{
    (void)state;
    assert_csv("序号,项目名称,金额\r\n1,道路养护,18.0\r\n\r\n2,,6.30",
               "A1=序号 | B1=项目名称 | C1=金额\nA2=1 | B2=道路养护 | C2=18.0\n\nA4=2 | C4=6.30\n");
    assert_csv("a\rb\rc", "A1=a\nA2=b\nA3=c\n");
    assert_csv("甲", "A1=甲\n");
    assert_csv(",,,\n", "\n");
}

static void test_quotes(void **state)
{
    (void)state;
    assert_csv("\"a,\"\"b\"\"\",\"第一行\n第二行\",\"\",\"x\"尾,y\"z\"\nc,\"d\"\r\n",
               "A1=a,\"b\" | B1=第一行⏎第二行 | D1=x尾 | E1=y\"z\"\nA2=c | B2=d\n");
    assert_csv("=\"0012\",=A1,\"1,708.47\"\n", "A1=0012 | B1==A1 | C1=1,708.47\n");
    assert_refused(copy_of(JX_LIT("a,b\nc,\"d\n\n")), "x.csv", JX_READER_QUOTE_OPEN);
    assert_refused(copy_of(JX_LIT("\"")), "x.csv", JX_READER_QUOTE_OPEN);
}

static void test_separators(void **state)
{
    (void)state;
    assert_csv("a;b;1,5\nc;d;2,5\n", "A1=a | B1=b | C1=1,5\nA2=c | B2=d | C2=2,5\n");
    assert_csv("a\tb, c, d\te\nf\tg\t1,708\n",
               "A1=a | B1=b, c, d | C1=e\nA2=f | B2=g | C2=1,708\n");
    assert_csv("a,b;c,d\ne,f,g\n", "A1=a | B1=b;c | C1=d\nA2=e | B2=f | C2=g\n");
    assert_csv("sep=|\na|b,c\n", "A1=a | B1=b,c\n");
    assert_csv("SEP=;\r\na,x;b\r\n", "A1=a,x | B1=b\n");
    assert_csv("标题\n\na,b\n", "A1=标题\n\nA3=a | B3=b\n");
    assert_csv("标题一\n标题二\n标题三\na\tb\n", "A1=标题一\nA2=标题二\nA3=标题三\nA4=a | B4=b\n");
    assert_csv("标题一\n标题二\n标题三\na;b\n", "A1=标题一\nA2=标题二\nA3=标题三\nA4=a | B4=b\n");
    assert_grid(copy_of(JX_LIT("a\tb\n")), "/dir.x/清单.TSV", "A1=a | B1=b\n");
}

static struct jx_slice encoded(const char *encoding, const char *mark, size_t mark_len,
                               const char *text)
{
    size_t in_left = strlen(text), out_left = 4 * in_left + 8;
    char *out = malloc(out_left), *at = out, *in = (char *)(uintptr_t)text;
    assert_non_null(out);
    memcpy(at, mark, mark_len);
    at += mark_len;
    out_left -= mark_len;
    iconv_t cd = iconv_open(encoding, "UTF-8");
    assert_int_equal(iconv(cd, &in, &in_left, &at, &out_left), 0);
    iconv_close(cd);
    return jx_slice_at(out, (size_t)(at - out));
}

static void test_encodings(void **state)
{
    (void)state;
    static const char text[] = "项目,绩效≥95%\n㐀𠮷,龘\n";
    static const char expected[] = "A1=项目 | B1=绩效≥95%\nA2=㐀𠮷 | B2=龘\n";
    assert_grid(copy_of(JX_LIT(text)), "x.csv", expected);
    assert_grid(encoded("UTF-8", "\xEF\xBB\xBF", 3, text), "x.csv", expected);
    assert_grid(encoded("GB18030", "", 0, text), "x.csv", expected);
    assert_grid(encoded("UTF-16LE", "\xFF\xFE", 2, text), "x.csv", expected);
    assert_grid(encoded("UTF-16BE", "\xFE\xFF", 2, text), "x.csv", expected);
    assert_grid(copy_of(JX_LIT("a,b\n\x1A")), "x.csv", "A1=a | B1=b\n");
}

static void test_broken_encodings(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } broken[] = {
        {"a,\xFF\xFF\xFF", 5},           {"\xC4\xE3,\xC4", 4},    {"\xEF\xBB\xBF\xE4\xBD", 5},
        {"\xFF\xFE\x00\xD8", 4},         {"\xFF\xFE\x61", 3},     {"a,\x01", 3},
        {"\xEF\xBB\xBF\xED\xA0\x80", 6}, {"\xFF\xFE\x00\x00", 4},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_refused(copy_of(jx_slice_at(broken[i].bytes, broken[i].len)), "x.csv",
                       JX_READER_ENCODING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_separators),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_broken_encodings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
