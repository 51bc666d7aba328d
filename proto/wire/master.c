/* Master data as bytes and back, and what each column may hold. */
#include "master.h"

#include "../base/decimal.h"
#include "../base/text.h"
#include "tuple.h"

enum {
    VERSION = 1,
    UNIT_DIGITS_MAX = 21,
    UNIT_STEP = 3,
    KEY_YEAR_BYTES = 2, /* in a store's key: the year, and what ends a text */
    KEY_END_BYTES = 2,
};

/* name, Chinese, other headings, kind, key, need */
static const struct jx_master_schema schemas[JX_MASTER_COUNT] = {
    [JX_MASTER_units] = {"units",
                         false,
                         7,
                         {{"code", "单位代码", NULL, JX_CELL_UNIT, true, true},
                          {"name", "单位名称", NULL, JX_CELL_TEXT, false, true},
                          {"aliases", "别名", NULL, JX_CELL_TEXT, false, false},
                          {"parent", "上级代码", NULL, JX_CELL_UNIT, false, false},
                          {"kind", "类别", NULL, JX_CELL_TEXT, false, false},
                          {"from", "启用年度", NULL, JX_CELL_YEAR, true, false},
                          {"until", "停用年度", NULL, JX_CELL_YEAR, false, false}}},
    [JX_MASTER_projects] = {"projects",
                            true,
                            4,
                            {{"code", "项目代码", NULL, JX_CELL_PROJECT, true, true},
                             {"name", "项目名称", NULL, JX_CELL_TEXT, false, true},
                             {"unit", "单位代码", NULL, JX_CELL_UNIT, false, true},
                             {"budget", "预算", NULL, JX_CELL_MONEY, false, false}}},
    [JX_MASTER_codes] = {"codes",
                         true,
                         3,
                         {{"kind", "类别", NULL, JX_CELL_TEXT, true, true},
                          {"code", "代码", NULL, JX_CELL_CODE, true, true},
                          {"name", "名称", NULL, JX_CELL_TEXT, false, true}}},
    [JX_MASTER_expected] = {"expected",
                            true,
                            5,
                            {{"form", "表种", NULL, JX_CELL_FORM, true, true},
                             {"period", "期间", NULL, JX_CELL_PERIOD, true, false},
                             {"unit", "单位代码", NULL, JX_CELL_UNIT, true, true},
                             {"project", "项目代码", NULL, JX_CELL_PROJECT, true, false},
                             {"due", "截止日期", NULL, JX_CELL_DAY, false, false}}},
    [JX_MASTER_exceptions] = {"exceptions",
                              true,
                              5,
                              {{"form", "表种", NULL, JX_CELL_FORM, true, false},
                               {"period", "期间", NULL, JX_CELL_PERIOD, true, false},
                               {"unit", "单位代码", NULL, JX_CELL_UNIT, true, true},
                               {"reason", "原因", NULL, JX_CELL_TEXT, false, true},
                               {"until", "延至", NULL, JX_CELL_DAY, false, false}}},
    [JX_MASTER_aliases] = {"aliases",
                           false,
                           3,
                           {{"kind", "类别", NULL, JX_CELL_TEXT, true, true},
                            {"name", "名称", NULL, JX_CELL_TEXT, true, true},
                            {"code", "代码", NULL, JX_CELL_PROJECT, false, true}}},
    [JX_MASTER_indicators] =
        {"indicators",
         true,
         INDICATORS_COLUMNS,
         {{"code", "指标编码", "指标代码 编码 代码 ", JX_CELL_PROJECT, false, false},
          {"level1", "一级指标", "一级指标名称 ", JX_CELL_TEXT, false, true},
          {"level2", "二级指标", "二级指标名称 ", JX_CELL_TEXT, false, true},
          {"level3", "三级指标", "三级指标名称 指标名称 ", JX_CELL_TEXT, true, true},
          {"sign", "指标方向", "方向 符号 指标符号 计算符号 指标性质 ", JX_CELL_SIGN, false, false},
          {"measure", "计量单位", "度量单位 指标单位 单位 ", JX_CELL_TEXT, false, false},
          {"standard", "标准值", "指标值 参考值 参考标准 指标标准 ", JX_CELL_TEXT, false, false},
          {"kind", "指标类型", "指标类别 类别 共性/个性 ", JX_CELL_REACH, false, false},
          {"sector", "适用领域", "适用行业 行业 适用范围 功能分类 支出功能分类 ", JX_CELL_TEXT,
           true, false}}},
};

const struct jx_master_schema *jx_master_schema(enum jx_master table)
{
    bool known = table > JX_MASTER_none && table < JX_MASTER_COUNT;
    return known ? &schemas[table] : NULL;
}

enum jx_master jx_master_of_name(struct jx_slice name)
{
    for (unsigned i = 1; i < JX_MASTER_COUNT; i++)
        if (jx_slice_eq(jx_slice_of(schemas[i].name), name)) return (enum jx_master)i;
    return JX_MASTER_none;
}

/* ---- cells ---- */

static bool all_digits(struct jx_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}

static uint32_t number_of(struct jx_slice digits)
{
    uint32_t n = 0;
    for (size_t i = 0; i < digits.len; i++)
        n = n * 10 + (uint32_t)(digits.ptr[i] - '0');
    return n;
}

bool jx_master_year(struct jx_slice text, uint32_t *year)
{
    *year = 0;
    if (text.len == 0) return true;
    if (text.len != 4 || !all_digits(text)) return false;
    *year = number_of(text);
    return *year >= JX_YEAR_FIRST && *year <= JX_YEAR_LAST;
}

static uint32_t days_of_month(uint32_t year, uint32_t month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

/* Days from 1970-01-01; the year begins in March, so that the leap day ends it. */
static int64_t days_since_1970(uint32_t year, uint32_t month, uint32_t day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t shifted = month > 2 ? (int64_t)month - 3 : (int64_t)month + 9;
    int64_t day_of_year = (153 * shifted + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

bool jx_master_day_end(struct jx_slice day, int64_t *ms)
{
    static const int64_t day_ms = 24 * 3600 * 1000, china_ms = 8 * 3600 * 1000;
    uint32_t year = 0;
    *ms = 0;
    bool shaped = day.len == 10 && day.ptr[4] == '-' && day.ptr[7] == '-' &&
                  all_digits(jx_slice_at(day.ptr + 5, 2)) &&
                  all_digits(jx_slice_at(day.ptr + 8, 2)) &&
                  jx_master_year(jx_slice_at(day.ptr, 4), &year);
    if (!shaped) return false;
    uint32_t month = number_of(jx_slice_at(day.ptr + 5, 2));
    uint32_t number = number_of(jx_slice_at(day.ptr + 8, 2));
    if (month < 1 || month > 12 || number < 1 || number > days_of_month(year, month)) return false;
    *ms = (days_since_1970(year, month, number) + 1) * day_ms - china_ms;
    return true;
}

static bool is_unit_code(struct jx_slice s)
{
    return all_digits(s) && s.len >= UNIT_STEP && s.len <= UNIT_DIGITS_MAX &&
           s.len % UNIT_STEP == 0;
}

/* Codes of the field have so many digits; those of other kinds are as the county writes them. */
static bool is_code_of(struct jx_slice kind, struct jx_slice code)
{
    static const struct {
        const char *kind;
        size_t digits[3];
    } shapes[] = {{"division", {9}}, {"functional", {3, 5, 7}}, {"economic", {3, 5}}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (!jx_slice_eq(kind, jx_slice_of(shapes[i].kind))) continue;
        for (size_t j = 0; j < 3; j++)
            if (code.len == shapes[i].digits[j]) return all_digits(code);
        return false;
    }
    return code.len <= JX_PROJECT_KEY_MAX;
}

static bool has_space(struct jx_slice s)
{
    for (size_t at = 0; at < s.len;)
        if (jx_is_space(jx_utf8_next(s, &at))) return true;
    return false;
}

static bool is_money(struct jx_slice s)
{
    jx_dec value;
    unsigned places;
    return jx_dec_parse(s, &value, &places) == JX_OK;
}

static bool is_one_of(const char *const *words, size_t count, struct jx_slice s)
{
    for (size_t i = 0; i < count; i++)
        if (jx_slice_eq(jx_slice_of(words[i]), s)) return true;
    return false;
}

static bool is_sign(struct jx_slice s)
{
    static const char *const signs[] = {"≥", "≤", "=", ">", "<", JX_QUALITATIVE};
    return is_one_of(signs, sizeof signs / sizeof *signs, s);
}

static bool is_reach(struct jx_slice s)
{
    static const char *const kinds[] = {"共性", "个性"};
    return is_one_of(kinds, sizeof kinds / sizeof *kinds, s);
}

static bool holds(enum jx_master_kind kind, const struct jx_slice *row, struct jx_slice cell)
{
    uint32_t year;
    int64_t ms;
    switch (kind) {
    case JX_CELL_TEXT:
        return true;
    case JX_CELL_UNIT:
        return is_unit_code(cell);
    case JX_CELL_PROJECT:
        return cell.len <= JX_PROJECT_KEY_MAX && !has_space(cell);
    case JX_CELL_FORM:
        return jx_form_of_name(cell) != JX_FORM_UNKNOWN;
    case JX_CELL_PERIOD:
        return cell.len <= JX_PERIOD_MAX;
    case JX_CELL_CODE:
        return is_code_of(row[CODES_KIND], cell);
    case JX_CELL_YEAR:
        return jx_master_year(cell, &year);
    case JX_CELL_DAY:
        return jx_master_day_end(cell, &ms);
    case JX_CELL_MONEY:
        return is_money(cell);
    case JX_CELL_SIGN:
        return is_sign(cell);
    case JX_CELL_REACH:
        return is_reach(cell);
    }
    return false;
}

static jx_status check_text(struct jx_slice s, bool key)
{
    if (s.len > (key ? JX_PROJECT_KEY_MAX : JX_NAME_MAX)) return JX_E_TEXT_LONG;
    jx_status rc = jx_text_check(s);
    bool one_line = !jx_contains(s, JX_LIT("\n")) && !jx_contains(s, JX_LIT("\t"));
    return rc == JX_OK && !one_line ? JX_E_TEXT_CONTROL : rc;
}

/* What more than one cell says. */
static bool holds_together(enum jx_master table, const struct jx_slice *cells, uint32_t *column)
{
    if (table == JX_MASTER_aliases) {
        *column = ALIASES_KIND;
        return jx_slice_eq(cells[ALIASES_KIND], JX_LIT("unit")) ||
               jx_slice_eq(cells[ALIASES_KIND], JX_LIT("project"));
    }
    if (table == JX_MASTER_units) {
        uint32_t from = 0, until = 0;
        *column = UNITS_UNTIL;
        return jx_master_year(cells[UNITS_FROM], &from) &&
               jx_master_year(cells[UNITS_UNTIL], &until) && (until == 0 || from <= until);
    }
    return true;
}

jx_status jx_master_check_row(enum jx_master table, const struct jx_slice *cells, uint32_t *column)
{
    const struct jx_master_schema *s = jx_master_schema(table);
    size_t key = KEY_YEAR_BYTES;
    for (*column = 0; *column < s->count; ++*column) {
        const struct jx_master_column *c = &s->columns[*column];
        struct jx_slice cell = cells[*column];
        jx_status rc = check_text(cell, c->key);
        if (rc != JX_OK) return rc;
        if (c->key) key += cell.len + KEY_END_BYTES;
        if (key > JX_MASTER_KEY_MAX) return JX_E_TEXT_LONG;
        if (cell.len == 0 && c->need) return JX_E_FIELD_MISSING;
        if (cell.len && !holds(c->kind, cells, cell)) return JX_E_FIELD_VALUE;
    }
    return holds_together(table, cells, column) ? JX_OK : JX_E_FIELD_VALUE;
}

/* ---- bytes ---- */

static void put_rows(const struct jx_master_act *m, struct jx_buffer *out)
{
    uint32_t columns = jx_master_schema(m->table)->count;
    jx_mp_put_array(out, m->row_count);
    for (uint32_t i = 0; i < m->row_count; i++) {
        jx_mp_put_array(out, columns);
        for (uint32_t j = 0; j < columns; j++)
            jx_mp_put_text(out, m->cells[(size_t)i * columns + j]);
    }
}

jx_status jx_master_encode(const struct jx_master_act *m, struct jx_buffer *out)
{
    struct jx_buffer rows;
    jx_buffer_init(&rows, JX_CONTENT_BYTES_MAX);
    put_rows(m, &rows);
    jx_mp_put_array(out, 6);
    jx_mp_put_uint(out, VERSION);
    jx_mp_put_bin(out, m->nonce);
    jx_mp_put_uint(out, m->table);
    jx_mp_put_uint(out, m->year);
    jx_mp_put_uint(out, m->mode);
    jx_mp_put_bin(out, jx_buffer_slice(&rows));
    jx_status rc = rows.status != JX_OK ? rows.status : out->status;
    jx_buffer_clear(&rows);
    return rc;
}

static void get_row(struct jx_tuple *t, enum jx_master table, struct jx_slice *cells)
{
    uint32_t columns = jx_master_schema(table)->count, ignored;
    struct jx_tuple row = jx_tuple_over(jx_tuple_any(t), columns);
    for (uint32_t j = 0; j < columns; j++) {
        cells[j] = JX_LIT("");
        jx_tuple_text(&row, JX_NAME_MAX, &cells[j]);
    }
    if (t->status == JX_OK) t->status = row.status;
    if (t->status == JX_OK) t->status = jx_master_check_row(table, cells, &ignored);
}

static void get_rows(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_master_act *m = to;
    uint32_t columns = jx_master_schema(m->table)->count;
    m->row_count = jx_mp_count(t->array);
    if (m->row_count > JX_MASTER_ROWS_MAX) t->status = JX_E_ROWS;
    if (t->status != JX_OK) return;
    m->cells = jx_arena_array(a, (size_t)m->row_count * columns, sizeof *m->cells);
    if (!m->cells) t->status = jx_arena_failure(a);
    for (uint32_t i = 0; t->status == JX_OK && i < m->row_count; i++)
        get_row(t, m->table, &m->cells[(size_t)i * columns]);
}

static void get_master(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_master_act *m = to;
    struct jx_slice rows = JX_ABSENT;
    uint64_t table = 0, year = 0, mode = 0;
    jx_tuple_bin(t, JX_NONCE_BYTES, &m->nonce);
    jx_tuple_uint(t, JX_MASTER_COUNT - 1, &table);
    jx_tuple_uint(t, JX_YEAR_LAST, &year);
    jx_tuple_uint(t, JX_MASTER_REPLACE, &mode);
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &rows);
    if (t->status != JX_OK) return;
    m->table = (enum jx_master)table;
    m->year = (uint32_t)year;
    m->mode = (enum jx_master_mode)mode;
    const struct jx_master_schema *s = jx_master_schema(m->table);
    bool dated = s && (s->by_year ? year >= JX_YEAR_FIRST : year == 0);
    if (!dated || m->nonce.len != JX_NONCE_BYTES) t->status = JX_E_FORMAT;
    if (t->status == JX_OK) t->status = jx_tuple_read(rows, 0, 0, a, get_rows, m);
}

jx_status jx_master_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_master_act *out)
{
    *out = (struct jx_master_act){.table = JX_MASTER_none};
    return jx_tuple_read(bytes, 6, VERSION, a, get_master, out);
}
