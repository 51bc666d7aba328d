/* Codes of number formats: sections, their tokens, and what the tokens make of them. */
#include "number_format.h"

#include "limits.h"

struct lexer {
    struct jx_slice code; /* of one section */
    size_t at;
    struct format_section *section;
    uint32_t room;
};

static void put(struct lexer *x, enum format_token token, char c, size_t width,
                struct jx_slice text)
{
    struct format_section *s = x->section;
    if (s->count >= x->room) return; /* cannot be: each token takes at least a byte */
    s->items[s->count++] = (struct format_item){
        .token = (uint8_t)token, .c = c, .width = (uint16_t)width, .text = text};
}

static void put_literal(struct lexer *x, size_t from, size_t len)
{
    if (len) put(x, TOKEN_LITERAL, 0, 0, jx_slice_at(x->code.ptr + from, len));
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool word_here(const struct lexer *x, const char *word)
{
    size_t n = strlen(word);
    if (x->code.len - x->at < n) return false;
    for (size_t i = 0; i < n; i++)
        if (lower(x->code.ptr[x->at + i]) != lower(word[i])) return false;
    return true;
}

/* Bytes of the UTF-8 character there. */
static size_t character_at(const struct lexer *x, size_t at)
{
    size_t n = 1;
    while (at + n < x->code.len && ((unsigned char)x->code.ptr[at + n] & 0xC0) == 0x80)
        n++;
    return n;
}

static size_t run_of(const struct lexer *x)
{
    char c = lower(x->code.ptr[x->at]);
    size_t n = 0;
    while (x->at + n < x->code.len && lower(x->code.ptr[x->at + n]) == c)
        n++;
    return n;
}

/* ---- brackets ---- */

static bool is_elapsed(struct jx_slice inside)
{
    if (inside.len == 0) return false;
    char c = lower(inside.ptr[0]);
    if (c != 'h' && c != 'm' && c != 's') return false;
    for (size_t i = 1; i < inside.len; i++)
        if (lower(inside.ptr[i]) != c) return false;
    return true;
}

static void read_condition(struct format_section *s, struct jx_slice inside)
{
    size_t n = 1;
    if (inside.len > 1 && strchr("=>", inside.ptr[1])) n = 2;
    if (!number_parse(jx_slice_from(inside, n), &s->limit)) return;
    memcpy(s->compare, inside.ptr, n);
    s->compare[n] = '\0';
}

/* [Red] [DBNum1] [h] [>=100] [$￥-804] */
static void lex_bracket(struct lexer *x)
{
    struct jx_slice rest = jx_slice_from(x->code, x->at + 1);
    size_t len = jx_slice_find(rest, JX_LIT("]"));
    if (len == (size_t)-1) {
        put_literal(x, x->at, 1);
        x->at++;
        return;
    }
    struct jx_slice inside = jx_slice_at(rest.ptr, len);
    x->at += len + 2;
    if (is_elapsed(inside)) {
        put(x, TOKEN_ELAPSED, lower(inside.ptr[0]), inside.len, JX_ABSENT);
    } else if (inside.len && strchr("<>=", inside.ptr[0])) {
        read_condition(x->section, inside);
    } else if (inside.len && inside.ptr[0] == '$') {
        size_t dash = jx_slice_find(inside, JX_LIT("-"));
        if (jx_contains(inside, JX_LIT("804"))) x->section->chinese = true;
        if (dash == (size_t)-1) dash = len;
        if (dash > 1) put(x, TOKEN_LITERAL, 0, 0, jx_slice_at(inside.ptr + 1, dash - 1));
    }
}

/* ---- tokens ---- */

static void lex_quoted(struct lexer *x)
{
    struct jx_slice rest = jx_slice_from(x->code, x->at + 1);
    size_t len = jx_slice_find(rest, JX_LIT("\""));
    if (len == (size_t)-1) len = rest.len;
    put_literal(x, x->at + 1, len);
    x->at += len + 2;
    if (x->at > x->code.len) x->at = x->code.len;
}

/* `\x` and `!x` show x; `_x` leaves its width, `*x` fills the column with it. */
static void lex_escape(struct lexer *x)
{
    char c = x->code.ptr[x->at++];
    if (x->at >= x->code.len) return;
    size_t n = character_at(x, x->at);
    if (c == '\\' || c == '!') put_literal(x, x->at, n);
    if (c == '_') put(x, TOKEN_LITERAL, 0, 0, JX_LIT(" "));
    x->at += n;
}

static bool lex_noon(struct lexer *x)
{
    static const struct {
        const char *word;
        char c;
    } words[] = {{"AM/PM", 'P'}, {"A/P", 'A'}, {"上午/下午", 'C'}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!word_here(x, words[i].word)) continue;
        put(x, TOKEN_NOON, words[i].c, 1, JX_ABSENT);
        x->section->noon = true;
        x->at += strlen(words[i].word);
        return true;
    }
    return false;
}

static bool lex_exponent(struct lexer *x)
{
    struct jx_slice s = x->code;
    if (x->at + 1 >= s.len || !strchr("+-", s.ptr[x->at + 1])) return false;
    size_t end = x->at + 2;
    while (end < s.len && strchr("0#?", s.ptr[end]))
        end++;
    put(x, TOKEN_EXPONENT, s.ptr[x->at + 1], end - x->at - 2, JX_ABSENT);
    x->section->exponent = true;
    x->at = end;
    return true;
}

static bool lex_date_letter(struct lexer *x)
{
    static const struct {
        char letter;
        enum format_token token;
    } letters[] = {{'y', TOKEN_YEAR}, {'e', TOKEN_YEAR}, {'m', TOKEN_MONTH},
                   {'d', TOKEN_DAY},  {'h', TOKEN_HOUR}, {'s', TOKEN_SECOND}};
    char c = lower(x->code.ptr[x->at]);
    size_t n = run_of(x);
    if (c == 'a' && n >= 3) {
        put(x, TOKEN_WEEKDAY, 'a', n, JX_ABSENT);
        x->at += n;
        return true;
    }
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (letters[i].letter != c) continue;
        put(x, letters[i].token, 0, c == 'e' ? 4 : n, JX_ABSENT);
        x->at += n;
        return true;
    }
    if (c != 'g' && c != 'b') return false;
    x->at += n; /* eras, Buddhist years: not in use here */
    return true;
}

/* Seconds may have decimals: `ss.00`. */
static bool lex_second_part(struct lexer *x)
{
    struct format_section *s = x->section;
    struct jx_slice code = x->code;
    if (s->count == 0 || s->items[s->count - 1].token != TOKEN_SECOND) return false;
    size_t n = 0;
    while (x->at + 1 + n < code.len && code.ptr[x->at + 1 + n] == '0')
        n++;
    if (n == 0) return false;
    put(x, TOKEN_SECOND_PART, 0, n, JX_ABSENT);
    x->at += n + 1;
    return true;
}

static void lex_point(struct lexer *x)
{
    if (lex_second_part(x)) return;
    put(x, TOKEN_POINT, 0, 1, jx_slice_at(x->code.ptr + x->at, 1));
    x->at++;
}

static bool is_placeholder(char c)
{
    return c == '0' || c == '#' || c == '?';
}

/* A comma between digits groups by thousands; one behind them divides by a thousand. Elsewhere it
 * is shown. */
static void lex_comma(struct lexer *x)
{
    struct format_section *s = x->section;
    size_t end = x->at;
    while (end < x->code.len && x->code.ptr[end] == ',')
        end++;
    bool behind = s->count > 0 && (s->items[s->count - 1].token == TOKEN_DIGIT ||
                                   s->items[s->count - 1].token == TOKEN_POINT);
    bool before = end < x->code.len && is_placeholder(x->code.ptr[end]);
    if (behind && before)
        s->grouped = true;
    else if (behind)
        s->scales += (int)(end - x->at);
    else
        put_literal(x, x->at, end - x->at);
    x->at = end;
}

static void lex_one(struct lexer *x)
{
    char c = x->code.ptr[x->at];
    if (c == '"') {
        lex_quoted(x);
    } else if (strchr("\\!_*", c)) {
        lex_escape(x);
    } else if (c == '[') {
        lex_bracket(x);
    } else if (is_placeholder(c)) {
        put(x, TOKEN_DIGIT, c, 1, JX_ABSENT);
        x->at++;
    } else if (c == '.') {
        lex_point(x);
    } else if (c == ',') {
        lex_comma(x);
    } else if (c == '%') {
        put(x, TOKEN_PERCENT, c, 1, JX_ABSENT);
        x->section->percents++;
        x->at++;
    } else if (c == '@') {
        put(x, TOKEN_TEXT, c, 1, JX_ABSENT);
        x->section->has_text = true;
        x->at++;
    } else if (word_here(x, "General")) {
        put(x, TOKEN_GENERAL, 0, 1, JX_ABSENT);
        x->at += 7;
    } else if (!lex_noon(x) && !((c == 'E' || c == 'e') && lex_exponent(x)) &&
               !lex_date_letter(x)) {
        size_t n = character_at(x, x->at);
        put_literal(x, x->at, n);
        x->at += n;
    }
}

/* ---- what the tokens make of a section ---- */

static bool is_date_token(uint8_t token)
{
    return token >= TOKEN_YEAR;
}

static bool is_time_token(uint8_t token)
{
    return token == TOKEN_HOUR || token == TOKEN_SECOND || token == TOKEN_ELAPSED;
}

/* `m` is minutes behind hours and before seconds. */
static void settle_minutes(struct format_section *s)
{
    uint8_t before = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        struct format_item *it = &s->items[i];
        if (!is_date_token(it->token)) continue;
        uint32_t next = i + 1;
        while (next < s->count && !is_date_token(s->items[next].token))
            next++;
        bool seconds_follow = next < s->count && s->items[next].token == TOKEN_SECOND;
        if (it->token == TOKEN_MONTH && it->width <= 2 && (is_time_token(before) || seconds_follow))
            it->token = TOKEN_MINUTE;
        before = it->token;
    }
}

static void settle(struct format_section *s)
{
    bool digits = false, date = false, general = false, point = false, slash = false;
    for (uint32_t i = 0; i < s->count; i++) {
        struct format_item *it = &s->items[i];
        if (is_date_token(it->token)) date = true;
        if (it->token == TOKEN_GENERAL) general = true;
        if (it->token == TOKEN_POINT) point = true;
        if (it->token == TOKEN_LITERAL && digits && jx_slice_eq(it->text, JX_LIT("/")) &&
            i + 1 < s->count && s->items[i + 1].token == TOKEN_DIGIT)
            slash = true;
        if (it->token != TOKEN_DIGIT) continue;
        digits = true;
        *(point ? &s->decimals : &s->whole) += 1;
    }
    s->kind = date      ? FORMAT_DATE
              : general ? FORMAT_GENERAL
              : slash   ? FORMAT_FRACTION
                        : FORMAT_NUMBER;
    if (s->has_text && !digits && !date) s->kind = FORMAT_GENERAL;
    if (date) settle_minutes(s);
}

static bool parse_section(struct jx_slice code, struct jx_arena *a, struct format_section *s)
{
    *s = (struct format_section){0};
    s->items = jx_arena_array(a, code.len + 1, sizeof *s->items);
    if (!s->items) return false;
    struct lexer x = {.code = code, .section = s, .room = (uint32_t)code.len + 1};
    while (x.at < code.len)
        lex_one(&x);
    settle(s);
    return true;
}

/* Where the section ends: at a `;` that is not quoted, escaped or in brackets. */
static size_t section_end(struct jx_slice code)
{
    bool quoted = false, bracket = false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (c == '"' && !bracket) quoted = !quoted;
        if (quoted) continue;
        if (c == '\\') i++;
        if (c == '[') bracket = true;
        if (c == ']') bracket = false;
        if (c == ';' && !bracket) return i;
    }
    return code.len;
}

bool number_format_parse(struct jx_slice code, struct jx_arena *a, struct number_format *out)
{
    *out = (struct number_format){0};
    if (code.len > JX_READER_FORMAT_BYTES_MAX) code = JX_LIT("General");
    if (code.len == 0) code = JX_LIT("General");
    for (bool more = true; more && out->count < 4;) {
        size_t end = section_end(code);
        if (!parse_section(jx_slice_at(code.ptr, end), a, &out->sections[out->count++]))
            return false;
        more = end < code.len;
        code = jx_slice_from(code, end + 1);
    }
    return true;
}

struct jx_slice number_format_builtin(uint32_t id)
{
#define ACCOUNT(digits, zero) "_ * " digits "_ ;_ * -" digits "_ ;_ * \"-\"" zero "_ ;_ @_ "
    static const char *const codes[] = {
        [1] = "0",
        [2] = "0.00",
        [3] = "#,##0",
        [4] = "#,##0.00",
        [5] = "￥#,##0;￥-#,##0",
        [6] = "￥#,##0;[Red]￥-#,##0",
        [7] = "￥#,##0.00;￥-#,##0.00",
        [8] = "￥#,##0.00;[Red]￥-#,##0.00",
        [9] = "0%",
        [10] = "0.00%",
        [11] = "0.00E+00",
        [12] = "# ?/?",
        [13] = "# ?\?/?\?",
        [14] = "yyyy/m/d",
        [15] = "d-mmm-yy",
        [16] = "d-mmm",
        [17] = "mmm-yy",
        [18] = "h:mm AM/PM",
        [19] = "h:mm:ss AM/PM",
        [20] = "h:mm",
        [21] = "h:mm:ss",
        [22] = "yyyy/m/d h:mm",
        [27] = "yyyy\"年\"m\"月\"",
        [28] = "m\"月\"d\"日\"",
        [29] = "m\"月\"d\"日\"",
        [30] = "m/d/yy",
        [31] = "yyyy\"年\"m\"月\"d\"日\"",
        [32] = "h\"时\"mm\"分\"",
        [33] = "h\"时\"mm\"分\"ss\"秒\"",
        [34] = "上午/下午h\"时\"mm\"分\"",
        [35] = "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        [36] = "yyyy\"年\"m\"月\"",
        [37] = "#,##0;-#,##0",
        [38] = "#,##0;[Red]-#,##0",
        [39] = "#,##0.00;-#,##0.00",
        [40] = "#,##0.00;[Red]-#,##0.00",
        [41] = ACCOUNT("#,##0", ""),
        [42] = ACCOUNT("#,##0", ""),
        [43] = ACCOUNT("#,##0.00", "??"),
        [44] = ACCOUNT("#,##0.00", "??"),
        [45] = "mm:ss",
        [46] = "[h]:mm:ss",
        [47] = "mm:ss.0",
        [48] = "##0.0E+0",
        [49] = "@",
        [50] = "yyyy\"年\"m\"月\"",
        [51] = "m\"月\"d\"日\"",
        [52] = "yyyy\"年\"m\"月\"",
        [53] = "m\"月\"d\"日\"",
        [54] = "m\"月\"d\"日\"",
        [55] = "上午/下午h\"时\"mm\"分\"",
        [56] = "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        [57] = "yyyy\"年\"m\"月\"",
        [58] = "m\"月\"d\"日\"",
    };
#undef ACCOUNT
    const char *code = id < sizeof codes / sizeof codes[0] ? codes[id] : NULL;
    return jx_slice_of(code ? code : "General");
}
