/* Walks tables whose layout is only known by their headings. */
#include "accounts.h"

#include "amount.h"

#include "../../proto/base/text.h"

/* ---- reading ---- */

static const struct jx_slice *row_of(const struct jx_accounts_table *t, uint32_t r, uint32_t *n)
{
    const struct jx_list *row = &((const struct jx_list *)t->rows.items)[r];
    *n = row->count;
    return row->items;
}

struct jx_slice jx_table_text(const struct jx_table *t, uint32_t row, uint32_t column)
{
    uint32_t n;
    const struct jx_slice *cells = row_of(t->source, row, &n);
    return column < n ? cells[column] : JX_LIT("");
}

struct jx_number jx_table_number(const struct jx_table *t, uint32_t row, uint32_t column)
{
    return t->numbers[(size_t)row * t->columns + column];
}

static jx_status read_column(const struct jx_table *t, uint32_t column, enum jx_scale unit,
                             struct jx_arena *a)
{
    struct jx_slice *cells = jx_arena_array(a, (size_t)t->rows + 1, sizeof *cells);
    if (!cells) return jx_arena_failure(a);
    for (uint32_t r = 0; r < t->rows; r++)
        cells[r] = jx_table_text(t, r, column);
    struct jx_money *m = jx_money_column((struct jx_list){cells, t->rows}, sizeof *cells, 0, unit,
                                         a);
    if (!m) return jx_arena_failure(a);
    for (uint32_t r = 0; r < t->rows; r++) {
        struct jx_number *to = &t->numbers[(size_t)r * t->columns + column];
        if (!m[r].known) continue;
        *to = m[r].wan.micro == 0 ? jx_number_of(m[r].wan)
                                  : jx_number_between(m[r].range.lo, m[r].wan, m[r].range.hi);
    }
    return JX_OK;
}

/* ---- words ---- */

static bool is_title(struct jx_slice title, struct jx_slice name)
{
    static const char *const heads[] = {"", "部门", "单位", "部门单位"};
    if (!jx_ends_with(title, name)) return false;
    struct jx_slice head = jx_slice_at(title.ptr, title.len - name.len);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (jx_slice_eq(head, jx_slice_of(heads[i]))) return true;
    return false;
}

int32_t jx_table_find(const struct jx_tables *t, struct jx_slice title)
{
    for (uint32_t i = 0; i < t->count; i++)
        if (is_title(t->items[i].source->title, title)) return (int32_t)i;
    return -1;
}

static struct jx_slice heading_of(const struct jx_table *t, uint32_t column)
{
    return ((const struct jx_slice *)t->source->columns.items)[column];
}

/* Takes the first level off `收入/金额`. */
static struct jx_slice take_level(struct jx_slice *rest)
{
    const char *end = memchr(rest->ptr, '/', rest->len);
    struct jx_slice level = jx_slice_at(rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len);
    *rest = jx_slice_from(*rest, level.len + (end != NULL));
    return level;
}

/* What the rules call a column, and what it is called elsewhere. */
static bool is_level(struct jx_slice level, struct jx_slice name)
{
    static const struct {
        const char *name, *other;
    } others[] = {
        {"金额", "决算数"},
        {"金额", "决算金额"},
        {"小计", "合计"},
        {"公务用车购置及运行维护费", "公务用车购置及运行费"},
        {"公务用车运行维护费", "公务用车运行费"},
    };
    if (jx_slice_eq(level, name)) return true;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (jx_slice_eq(name, jx_slice_of(others[i].name)) &&
            jx_slice_eq(level, jx_slice_of(others[i].other)))
            return true;
    return false;
}

static bool begins_with_levels(struct jx_slice heading, struct jx_slice name)
{
    while (name.len > 0) {
        struct jx_slice level = take_level(&heading);
        if (!is_level(level, take_level(&name))) return false;
    }
    return true;
}

/* The whole heading, or whole levels of it: `金额` of `收入/金额`, `决算数/合计`. */
static bool is_heading(struct jx_slice heading, struct jx_slice name)
{
    while (heading.len > 0) {
        if (begins_with_levels(heading, name)) return true;
        (void)take_level(&heading);
    }
    return false;
}

static bool is_ordinal(uint32_t c)
{
    static const struct jx_slice marks = JX_LIT("一二三四五六七八九十（）()0123456789");
    for (size_t at = 0; at < marks.len;)
        if (jx_utf8_next(marks, &at) == c) return true;
    return false;
}

/* `二十一、其他支出` is 其他支出; 一般公共服务 stays as it is. */
static struct jx_slice without_ordinal(struct jx_slice s)
{
    static const char *const heads[] = {"其中：", "其中:", "加：", "减："};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (jx_starts_with(s, jx_slice_of(heads[i]))) s = jx_slice_from(s, strlen(heads[i]));
    size_t at = 0, next = 0;
    while (next < s.len) {
        uint32_t c = jx_utf8_next(s, &next);
        if (c == 0x3001 || c == '.' || c == 0xFF0E) return at > 0 ? jx_slice_from(s, next) : s;
        if (!is_ordinal(c)) break;
        at = next;
        if (c == 0xFF09 || c == ')') return jx_slice_from(s, next);
    }
    return s;
}

static bool is_figure(struct jx_slice s)
{
    struct jx_figure f;
    return jx_figure_parse(s, &f) == JX_OK;
}

struct jx_slice jx_table_label(const struct jx_table *t, uint32_t row, uint32_t column)
{
    for (uint32_t c = column; c-- > 0;) {
        struct jx_slice s = jx_table_text(t, row, c);
        if (s.len > 0 && !is_figure(s)) return without_ordinal(s);
    }
    return JX_LIT("");
}

static bool same_label(struct jx_slice a, struct jx_slice b)
{
    return jx_slice_eq(a, b);
}

bool jx_table_cell(const struct jx_table *t, struct jx_slice label, struct jx_slice heading,
                   uint32_t *row, uint32_t *column)
{
    for (uint32_t c = 0; c < t->columns; c++) {
        if (!is_heading(heading_of(t, c), heading)) continue;
        for (uint32_t r = 0; r < t->rows; r++) {
            if (!jx_table_number(t, r, c).known || !same_label(jx_table_label(t, r, c), label))
                continue;
            *row = r;
            *column = c;
            return true;
        }
    }
    return false;
}

static bool is_subtotal(struct jx_slice label)
{
    return jx_ends_with(label, JX_LIT("合计")) || jx_ends_with(label, JX_LIT("总计")) ||
           jx_ends_with(label, JX_LIT("小计"));
}

static bool is_part(const struct jx_table *t, uint32_t row, uint32_t column)
{
    for (uint32_t c = column; c-- > 0;) {
        struct jx_slice s = jx_table_text(t, row, c);
        if (s.len > 0 && !is_figure(s)) return jx_starts_with(s, JX_LIT("其中"));
    }
    return false;
}

struct jx_number jx_table_above(const struct jx_table *t, uint32_t row, uint32_t column)
{
    struct jx_number sum = jx_number_whole(0);
    bool any = false;
    for (uint32_t r = row; r-- > 0;) {
        struct jx_number n = jx_table_number(t, r, column);
        struct jx_slice label = jx_table_label(t, r, column);
        if (is_subtotal(label)) break;
        if (!n.known || label.len == 0 || is_part(t, r, column)) continue;
        sum = jx_number_add(sum, n);
        any = true;
    }
    return any ? sum : JX_NUMBER_UNKNOWN;
}

bool jx_table_column(const struct jx_table *t, struct jx_slice heading, uint32_t from,
                     uint32_t *column)
{
    for (uint32_t c = from; c < t->columns; c++) {
        if (!is_heading(heading_of(t, c), heading)) continue;
        *column = c;
        return true;
    }
    return false;
}

struct jx_number jx_table_after(const struct jx_table *t, uint32_t row, uint32_t column)
{
    struct jx_number sum = jx_number_whole(0);
    bool any = false;
    for (uint32_t c = column + 1; c < t->columns; c++) {
        struct jx_number n = jx_table_number(t, row, c);
        if (!n.known) continue;
        sum = jx_number_add(sum, n);
        any = true;
    }
    return any ? sum : JX_NUMBER_UNKNOWN;
}

/* ---- codes ---- */

static bool is_code(const struct jx_table *t, uint32_t row, uint32_t column)
{
    struct jx_slice s = jx_table_text(t, row, column);
    if (s.len != 3 && s.len != 5 && s.len != 7) return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}

static bool is_code_column(const struct jx_table *t, uint32_t column)
{
    return jx_contains(heading_of(t, column), JX_LIT("代码")) ||
           jx_contains(heading_of(t, column), JX_LIT("编码"));
}

int32_t jx_table_find_code(const struct jx_table *t, struct jx_slice code)
{
    for (uint32_t i = 0; i < t->code_count; i++)
        if (jx_slice_eq(t->codes[i].code, code)) return (int32_t)i;
    return -1;
}

/* The longest code of the table that this one begins with. */
static int32_t parent_of(const struct jx_table *t, struct jx_slice code)
{
    for (size_t len = code.len; len > 3;) {
        len -= 2;
        int32_t p = jx_table_find_code(t, jx_slice_at(code.ptr, len));
        if (p >= 0) return p;
    }
    return -1;
}

static jx_status read_codes(struct jx_table *t, struct jx_arena *a)
{
    t->codes = jx_arena_array(a, JX_TABLE_CODES_MAX, sizeof *t->codes);
    if (!t->codes) return jx_arena_failure(a);
    for (uint32_t r = 0; r < t->rows; r++)
        for (uint32_t c = 0; c < t->columns; c++) {
            if (!is_code_column(t, c) || !is_code(t, r, c)) continue;
            if (t->code_count == JX_TABLE_CODES_MAX) {
                t->code_count = 0;
                return JX_OK;
            }
            t->codes[t->code_count++] = (struct jx_table_code){jx_table_text(t, r, c), r, c, -1};
        }
    for (uint32_t i = 0; i < t->code_count; i++)
        t->codes[i].parent = parent_of(t, t->codes[i].code);
    return JX_OK;
}

struct jx_number jx_table_below(const struct jx_table *t, int32_t parent, struct jx_slice heading,
                                uint32_t *count)
{
    struct jx_number sum = jx_number_whole(0);
    *count = 0;
    for (uint32_t i = 0, column; i < t->code_count; i++) {
        const struct jx_table_code *c = &t->codes[i];
        if (c->parent != parent || !jx_table_column(t, heading, c->column, &column)) continue;
        struct jx_number n = jx_table_number(t, c->row, column);
        if (!n.known) continue;
        sum = jx_number_add(sum, n);
        (*count)++;
    }
    return *count ? sum : JX_NUMBER_UNKNOWN;
}

/* ---- all tables ---- */

static jx_status read_table(struct jx_table *t, struct jx_arena *a)
{
    if ((size_t)t->rows * t->columns > JX_TABLE_CELLS_MAX) t->rows = t->columns = 0;
    t->numbers = jx_arena_array(a, (size_t)t->rows * t->columns + 1, sizeof *t->numbers);
    if (!t->numbers) return jx_arena_failure(a);
    for (uint32_t c = 0; c < t->columns; c++) {
        jx_status rc = read_column(t, c, jx_money_scale(t->source->money_unit), a);
        if (rc != JX_OK) return rc;
    }
    return read_codes(t, a);
}

jx_status jx_tables_begin(const struct jx_final_accounts *form, struct jx_arena *a,
                          struct jx_tables *out)
{
    const struct jx_accounts_table *tables = form->tables.items;
    out->count = form->tables.count;
    out->items = jx_arena_array(a, (size_t)out->count + 1, sizeof *out->items);
    if (!out->items) return jx_arena_failure(a);
    for (uint32_t i = 0; i < out->count; i++) {
        out->items[i] = (struct jx_table){
            .source = &tables[i], .rows = tables[i].rows.count, .columns = tables[i].columns.count};
        jx_status rc = read_table(&out->items[i], a);
        if (rc != JX_OK) return rc;
    }
    return JX_OK;
}
