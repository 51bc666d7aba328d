/* Documents as bytes: the canonical form that ids hang on, that decoding gives back what was
 * encoded, and where each kind of wrong input is said to be wrong. */
#include "random.h"

#include <stdlib.h>
#include <string.h>

#include "../../../proto/wire/act.h"
#include "../../../proto/wire/codec.h"

static int setup(void **state)
{
    (void)state;
    return jx_crypto_init() == JX_OK ? 0 : -1;
}

/* ---- the bytes that can never change ---- */

static void small_document(struct jx_arena *a, struct jx_document *d)
{
    assert_int_equal(jx_document_init(d, JX_FORM_self_evaluation, a), JX_OK);
    struct jx_self_evaluation *s = d->body.self_evaluation;
    struct jx_evaluated_fund *fund = jx_arena_take(a, sizeof *fund);
    struct jx_evaluated_indicator *row = jx_arena_take(a, sizeof *row);
    struct jx_party *project = jx_arena_take(a, sizeof *project);
    struct jx_pair *extra = jx_arena_take(a, sizeof *extra);
    assert_true(fund && row && project && extra);
    *project = (struct jx_party){.name = JX_LIT("青石县农村饮水安全工程")};
    *fund = (struct jx_evaluated_fund){.source = JX_LIT("total"),
                                       .label = JX_LIT("年度资金总额"),
                                       .annual_budget = JX_LIT("120.00"),
                                       .executed = JX_LIT("119.30"),
                                       .weight = JX_LIT("10")};
    *row = (struct jx_evaluated_indicator){.level1 = JX_LIT("产出指标"),
                                           .level2 = JX_LIT("数量指标"),
                                           .level3 = JX_LIT("新建供水点"),
                                           .target = JX_LIT("≥12处"),
                                           .actual = JX_LIT(""),
                                           .weight = JX_LIT("50")};
    *extra = (struct jx_pair){JX_LIT("备注"), JX_LIT("无")};
    d->year = 2023;
    d->project = project;
    d->money_unit = JX_LIT("万元");
    d->extra = (struct jx_list){extra, 1};
    s->funds = (struct jx_list){fund, 1};
    s->indicators = (struct jx_list){row, 1};
}

/* Written out by hand from the format, not taken from the program. */
static const char golden[] =
    "87a4666f726daf73656c665f6576616c756174696f6ea479656172cd07e7a770726f6a65637481a46e616d65"
    "d921e99d92e79fb3e58ebfe5869ce69d91e9a5aee6b0b4e5ae89e585a8e5b7a5e7a88baa6d6f6e65795f756e"
    "6974a6e4b887e58583a5657874726181a6e5a487e6b3a8a3e697a0a566756e64739185a6736f75726365a574"
    "6f74616ca56c6162656cb2e5b9b4e5baa6e8b584e98791e680bbe9a29dad616e6e75616c5f627564676574a6"
    "3132302e3030a86578656375746564a63131392e3330a6776569676874a23130aa696e64696361746f727391"
    "86a66c6576656c31ace4baa7e587bae68c87e6a087a66c6576656c32ace695b0e9878fe68c87e6a087a66c65"
    "76656c33afe696b0e5bbbae4be9be6b0b4e782b9a6746172676574a8e289a53132e5a484a661637475616ca0"
    "a6776569676874a23530";
/* BLAKE2b-256 of the submission that holds it, by another program. */
static const char golden_id[] = "cc1faa7b83977fd0daf880bac91aff15926e532ae5105de1f74fca6d66dc0753";

static void print_hex(struct jx_slice bytes, char *out, size_t room)
{
    assert_true(bytes.len * 2 < room);
    jx_hex_print(bytes, out);
}

static void test_golden_bytes(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_document d;
    struct jx_trouble t;
    struct jx_buffer b, content;
    char hex[2048];
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_init(&content, JX_CONTENT_BYTES_MAX);
    small_document(&a, &d);
    assert_int_equal(jx_document_check(&d, &a, &t), JX_OK);
    assert_int_equal(jx_document_encode(&d, &b), JX_OK);
    print_hex(jx_buffer_slice(&b), hex, sizeof hex);
    assert_string_equal(hex, golden);

    const struct jx_submission s = {.unit = JX_LIT("330102"),
                                    .document = jx_buffer_slice(&b),
                                    .explanations = jx_no_explanations};
    assert_int_equal(jx_submission_encode(&s, &content), JX_OK);
    const struct jx_hash id = jx_act_id(jx_buffer_slice(&content));
    print_hex(jx_hash_slice(&id), hex, sizeof hex);
    assert_string_equal(hex, golden_id);
    jx_buffer_clear(&content);
    jx_buffer_clear(&b);
    jx_arena_clear(&a);
}

/* ---- there and back ---- */

static void there_and_back(const struct jx_document *d, struct jx_arena *a, struct jx_buffer *b,
                           struct jx_buffer *again)
{
    struct jx_document back;
    struct jx_trouble t = {.status = JX_OK};
    jx_buffer_reset(b);
    jx_buffer_reset(again);
    assert_int_equal(jx_document_encode(d, b), JX_OK);
    jx_status rc = jx_document_decode_canonical(jx_buffer_slice(b), a, &back, &t);
    if (rc != JX_OK) fail_msg("%s at %s", jx_status_name(rc), t.where);
    assert_int_equal(back.form, d->form);
    assert_int_equal(back.year, d->year);
    assert_int_equal(jx_document_encode(&back, again), JX_OK);
    assert_true(jx_slice_eq(jx_buffer_slice(b), jx_buffer_slice(again)));
}

static void test_random_documents(void **state)
{
    (void)state;
    struct dice dice = {7};
    struct jx_buffer b, again;
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_init(&again, JX_DOCUMENT_BYTES_MAX);
    for (unsigned round = 0; round < 2100; round++) {
        struct jx_arena a;
        struct jx_document d;
        struct jx_trouble t = {.status = JX_OK};
        enum jx_form form = (enum jx_form)(1 + round % (JX_FORM_COUNT - 1));
        jx_arena_init(&a, JX_ARENA_BYTES_MAX);
        random_document(&dice, &a, form, &d);
        jx_status rc = jx_document_check(&d, &a, &t);
        if (rc != JX_OK) fail_msg("%s at %s", jx_status_name(rc), t.where);
        there_and_back(&d, &a, &b, &again);
        jx_arena_clear(&a);
    }
    jx_buffer_clear(&again);
    jx_buffer_clear(&b);
}

/* Every decoder bounds itself by the bytes that are there. */
static void test_cut_off_anywhere(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_document d, back;
    struct jx_trouble t;
    struct jx_buffer b;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    small_document(&a, &d);
    assert_int_equal(jx_document_encode(&d, &b), JX_OK);
    for (size_t len = 0; len < b.len; len++) {
        char *part = malloc(len ? len : 1);
        assert_non_null(part);
        memcpy(part, b.bytes, len);
        assert_int_equal(jx_document_decode(jx_slice_at(part, len), &a, &back, &t), JX_E_FORMAT);
        free(part);
    }
    jx_buffer_clear(&b);
    jx_arena_clear(&a);
}

/* One changed byte: an answer, and never a document that is not canonical. */
static void test_any_changed_byte(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_document d, back;
    struct jx_buffer b, again;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    jx_buffer_init(&again, JX_DOCUMENT_BYTES_MAX);
    small_document(&a, &d);
    assert_int_equal(jx_document_encode(&d, &b), JX_OK);
    for (size_t at = 0; at < b.len; at++) {
        for (int bit = 0; bit < 8; bit++) {
            struct jx_arena scratch;
            struct jx_trouble t = {.status = JX_OK};
            jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
            b.bytes[at] = (char)(b.bytes[at] ^ 1 << bit);
            jx_status rc = jx_document_decode_canonical(jx_buffer_slice(&b), &scratch, &back, &t);
            jx_buffer_reset(&again);
            if (rc == JX_OK) assert_int_equal(jx_document_encode(&back, &again), JX_OK);
            if (rc == JX_OK) assert_true(jx_slice_eq(jx_buffer_slice(&b), jx_buffer_slice(&again)));
            if (rc != JX_OK) assert_int_equal(t.status, rc);
            b.bytes[at] = (char)(b.bytes[at] ^ 1 << bit);
            jx_arena_clear(&scratch);
        }
    }
    jx_buffer_clear(&again);
    jx_buffer_clear(&b);
    jx_arena_clear(&a);
}

/* ---- what is wrong, and where ---- */

/* A value written out in letters: {} map, [] array, 'text', digits, n nil; white space between. */
struct writer {
    const char *at;
    struct jx_buffer *b;
};

static uint32_t count_items(const char *s, char close)
{
    uint32_t n = 0;
    unsigned depth = 0;
    for (; depth || *s != close; s++) {
        if (*s == '\'') {
            n += depth == 0;
            for (s++; *s != '\''; s++) {
            }
        } else if (*s == '{' || *s == '[') {
            n += depth++ == 0;
        } else if (*s == '}' || *s == ']') {
            depth--;
        } else if (*s != ' ' && depth == 0) {
            n += s[-1] == ' ' || s[-1] == '{' || s[-1] == '[';
        }
    }
    return n;
}

static void write_value(struct writer *w)
{
    while (*w->at == ' ')
        w->at++;
    char c = *w->at++;
    if (c == '{' || c == '[') {
        char close = c == '{' ? '}' : ']';
        uint32_t n = count_items(w->at, close);
        if (c == '{')
            jx_mp_put_map(w->b, n / 2);
        else
            jx_mp_put_array(w->b, n);
        for (uint32_t i = 0; i < n; i++)
            write_value(w);
        while (*w->at != close)
            w->at++;
        w->at++;
    } else if (c == '\'') {
        const char *end = strchr(w->at, '\'');
        assert_non_null(end);
        jx_mp_put_text(w->b, jx_slice_at(w->at, (size_t)(end - w->at)));
        w->at = end + 1;
    } else if (c == 'n') {
        jx_mp_put_nil(w->b);
    } else {
        char *end = NULL;
        jx_mp_put_int(w->b, strtoll(w->at - 1, &end, 10));
        w->at = end;
    }
}

#define HEAD "{'form' 'self_evaluation' 'year' 2023 "

/* clang-format off */
static const struct wrong {
    const char *document;
    jx_status status;
    const char *where;
} wrongs[] = {
    {HEAD "'funds' [] 'indicators' []}", JX_OK, ""},
    {"{'form' 'self_evaluation' 'funds' [] 'indicators' []}", JX_OK, ""}, /* no year: not yet submitted */
    {"[]", JX_E_FORMAT, ""},
    {"{}", JX_E_FIELD_MISSING, "/form"},
    {"{'year' 2023 'form' 'self_evaluation'}", JX_E_FIELD_MISSING, "/form"},
    {"{'form' 7}", JX_E_FIELD_TYPE, "/form"},
    {"{'form' 'dream'}", JX_E_FORM_UNKNOWN, "/form"},
    {"{'form' 'self_evaluation' 'year' '2023'}", JX_E_FIELD_TYPE, "/year"},
    {"{'form' 'self_evaluation' 'year' -1}", JX_E_FIELD_TYPE, "/year"},
    {"{'form' 'self_evaluation' 'year' 0}", JX_E_FIELD_VALUE, "/year"},
    {"{'form' 'self_evaluation' 'year' 9999}", JX_E_FIELD_VALUE, "/year"},
    {"{'form' 'self_evaluation' 'year' 1066 'funds' [] 'indicators' []}", JX_E_FIELD_VALUE, "/year"},
    {HEAD "'funds' []}", JX_E_FIELD_MISSING, "/indicators"},
    {HEAD "'indicators' [] 'funds' []}", JX_E_FIELD_ORDER, "/funds"},
    {HEAD "'funds' [] 'funds' [] 'indicators' []}", JX_E_FIELD_ORDER, "/funds"},
    {HEAD "'money_unit' '万元' 'title' 't' 'funds' [] 'indicators' []}", JX_E_FIELD_ORDER, "/title"},
    {HEAD "'funds' [] 'indicators' [] 'title' 't'}", JX_E_FIELD_ORDER, "/title"},
    {"{'form' 'self_evaluation' 'funds' [] 'year' 2023 'indicators' []}", JX_E_FIELD_ORDER, "/year"},
    {HEAD "'dreams' '' 'funds' [] 'indicators' []}", JX_E_FIELD_UNKNOWN, "/dreams"},
    {HEAD "7 '' 'funds' [] 'indicators' []}", JX_E_FIELD_TYPE, ""},
    {HEAD "'title' 7 'funds' [] 'indicators' []}", JX_E_FIELD_TYPE, "/title"},
    {HEAD "'title' n 'funds' [] 'indicators' []}", JX_E_FIELD_TYPE, "/title"},
    {HEAD "'project' 'p' 'funds' [] 'indicators' []}", JX_E_FIELD_TYPE, "/project"},
    {HEAD "'project' {'name' 7} 'funds' [] 'indicators' []}", JX_E_FIELD_TYPE, "/project/name"},
    {HEAD "'project' {'code' 'c'} 'funds' [] 'indicators' []}", JX_E_FIELD_MISSING, "/project/name"},
    {HEAD "'project' {'code' 'c' 'name' 'p'} 'funds' [] 'indicators' []}", JX_E_FIELD_ORDER, "/project/name"},
    {HEAD "'extra' ['a'] 'funds' [] 'indicators' []}", JX_E_FIELD_TYPE, "/extra"},
    {HEAD "'extra' {'a' 1} 'funds' [] 'indicators' []}", JX_E_FIELD_TYPE, "/extra"},
    {HEAD "'extra' {'b' '' 'a' ''} 'funds' [] 'indicators' []}", JX_E_NOT_CANONICAL, ""},
    {HEAD "'extra' {'a' '' 'a' ''} 'funds' [] 'indicators' []}", JX_E_FIELD_ORDER, "/extra/a"},
    {HEAD "'title' ' t' 'funds' [] 'indicators' []}", JX_E_NOT_CANONICAL, ""},
    {HEAD "'funds' {} 'indicators' []}", JX_E_FIELD_TYPE, "/funds"},
    {HEAD "'funds' ['f'] 'indicators' []}", JX_E_FIELD_TYPE, "/funds/0"},
    {HEAD "'funds' [{'source' 'total' 'label' 'l'} {'source' 'total' 'label' 7}] 'indicators' []}",
     JX_E_FIELD_TYPE, "/funds/1/label"},
    {HEAD "'funds' [{'source' 'total' 'label' 'l' 'a/b~c' ''}] 'indicators' []}",
     JX_E_FIELD_UNKNOWN, "/funds/0/a~1b~0c"},
    {"{'form' 'final_accounts' 'tables' {'01' {'title' 't' 'columns' ['c'] 'rows' [['x'] [7]]}}}",
     JX_E_FIELD_TYPE, "/tables/01/rows/1/0"},
    {"{'form' 'final_accounts' 'tables' {'01' {'title' 't' 'columns' ['c' 7] 'rows' []}}}",
     JX_E_FIELD_TYPE, "/tables/01/columns/1"},
    {"{'form' 'final_accounts' 'tables' {7 {'title' 't' 'columns' [] 'rows' []}}}",
     JX_E_FIELD_TYPE, "/tables"},
    {"{'form' 'final_accounts' 'tables' {'02' {'title' 't' 'columns' [] 'rows' []}"
     " '01' {'title' 't' 'columns' [] 'rows' []}}}", JX_E_FIELD_ORDER, "/tables/01"},
};
/* clang-format on */

static void test_wrong_documents(void **state)
{
    (void)state;
    unsigned failed = 0;
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        struct jx_arena a;
        struct jx_document d;
        struct jx_trouble t = {.status = JX_OK};
        struct jx_buffer b;
        jx_arena_init(&a, JX_ARENA_BYTES_MAX);
        jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
        struct writer w = {wrongs[i].document, &b};
        write_value(&w);
        jx_status rc = jx_document_decode_canonical(jx_buffer_slice(&b), &a, &d, &t);
        bool as_expected = rc == wrongs[i].status && t.status == rc &&
                           strcmp(t.where, wrongs[i].where) == 0;
        if (!as_expected)
            print_error("%s\n  %s at \"%s\" instead of %s at \"%s\"\n", wrongs[i].document,
                        jx_status_name(rc), t.where, jx_status_name(wrongs[i].status),
                        wrongs[i].where);
        failed += !as_expected;
        jx_buffer_clear(&b);
        jx_arena_clear(&a);
    }
    assert_int_equal(failed, 0);
}

/* The same value in more bytes than it needs is another document's bytes. */
static void test_longer_forms_are_not_canonical(void **state)
{
    (void)state;
    static const char longer[] = "\x84\xA4"
                                 "form\xD9\x0Fself_evaluation\xA4year\xCD\x07\xE7\xA5"
                                 "funds\x90\xAAindicators\x90";
    static const char canonical[] = "\x84\xA4"
                                    "form\xAFself_evaluation\xA4year\xCD\x07\xE7\xA5"
                                    "funds\x90\xAAindicators\x90";
    struct jx_arena a;
    struct jx_document d;
    struct jx_trouble t;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    assert_int_equal(
        jx_document_decode_canonical(jx_slice_at(canonical, sizeof canonical - 1), &a, &d, &t),
        JX_OK);
    assert_int_equal(
        jx_document_decode_canonical(jx_slice_at(longer, sizeof longer - 1), &a, &d, &t),
        JX_E_NOT_CANONICAL);
    assert_int_equal(jx_document_decode(jx_slice_at(longer, sizeof longer - 1), &a, &d, &t), JX_OK);
    jx_arena_clear(&a);
}

static void test_an_arena_too_small(void **state)
{
    (void)state;
    struct jx_arena a;
    struct jx_document d, back;
    struct jx_trouble t;
    struct jx_buffer b;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    jx_buffer_init(&b, JX_DOCUMENT_BYTES_MAX);
    small_document(&a, &d);
    assert_int_equal(jx_document_encode(&d, &b), JX_OK);
    struct jx_arena none;
    jx_arena_init(&none, 0);
    assert_int_equal(jx_document_decode(jx_buffer_slice(&b), &none, &back, &t), JX_E_TOO_LARGE);
    jx_arena_clear(&none);
    jx_buffer_clear(&b);
    jx_arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_bytes),
        cmocka_unit_test(test_random_documents),
        cmocka_unit_test(test_cut_off_anywhere),
        cmocka_unit_test(test_any_changed_byte),
        cmocka_unit_test(test_wrong_documents),
        cmocka_unit_test(test_longer_forms_are_not_canonical),
        cmocka_unit_test(test_an_arena_too_small),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
