/* Lines become records, records become rows: a record is what one row of a table, or one paragraph,
 * is written in, and may be several lines long. */
#include "text_reader.h"

#include "../../proto/base/text.h"

struct line {
    struct jx_slice text; /* without its line break */
    uint32_t number, tabs;
    bool blank;
};

struct reader {
    struct jx_arena *arena;
    struct line *lines;
    uint32_t count;
    struct jx_cell *cells;
    struct jx_row *rows;
    uint32_t cell_count, cell_room, row_count, row_room, column_count;
};

static uint32_t tabs_in(struct jx_slice s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\t';
    return n;
}

/* `--	----------`, `|---|:--:|`: a rule, and no content. `--` alone may be a cell, so that three
 * dashes have to stand together somewhere. */
static bool is_table_rule(struct jx_slice s)
{
    size_t run = 0, longest = 0;
    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == '-' ? run + 1 : 0;
        if (run > longest) longest = run;
        if (run == 0 && !strchr(" \t|:+=", s.ptr[i])) return false;
    }
    return longest >= 3;
}

/* ---- tables drawn with | ---- */

/* `| 项目名称 | 道路养护 |`: a line that begins and ends with a stroke. */
static bool is_stroked(struct jx_slice line)
{
    struct jx_slice s = jx_trim(line);
    return s.len > 2 && s.ptr[0] == '|' && s.ptr[s.len - 1] == '|';
}

static struct jx_slice next_line(struct jx_slice text)
{
    const char *end = memchr(text.ptr, '\n', text.len);
    return jx_slice_at(text.ptr, end ? (size_t)(end - text.ptr) + 1 : text.len);
}

/* The cells of such lines with tabs between them, as the rest of the reader takes them; other lines
 * as they are. The text itself where it has no such table, else from the arena. */
static struct jx_slice without_strokes(struct jx_slice text, struct jx_arena *a)
{
    uint32_t stroked = 0;
    for (struct jx_slice s = text, l; s.len > 0; s = jx_slice_from(s, l.len))
        stroked += is_stroked(l = next_line(s));
    if (stroked < 2) return text;
    char *out = jx_arena_array(a, text.len, 1);
    if (!out) return JX_ABSENT;
    memcpy(out, text.ptr, text.len);
    for (struct jx_slice s = jx_slice_at(out, text.len), l; s.len > 0;
         s = jx_slice_from(s, l.len)) {
        l = next_line(s);
        if (!is_stroked(l)) continue;
        size_t at = (size_t)(l.ptr - out), end = (size_t)(jx_trim(l).ptr - out) + jx_trim(l).len;
        out[(size_t)(jx_trim(l).ptr - out)] = out[end - 1] = ' ';
        for (; at < end; at++)
            if (out[at] == '|') out[at] = '\t';
    }
    return jx_slice_at(out, text.len);
}

/* ---- lines ---- */

static struct jx_slice without_heading_marks(struct jx_slice s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] == '#')
        n++;
    return n > 0 && n < s.len && s.ptr[n] == ' ' ? jx_slice_from(s, n + 1) : s;
}

static jx_status split_lines(struct reader *r, struct jx_slice text)
{
    uint32_t room = 0, number = 0;
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end ? (size_t)(end - text.ptr) - at : text.len - at;
        struct jx_slice s = jx_slice_at(text.ptr + at, len);
        at += len + 1;
        number++;
        if (s.len && s.ptr[s.len - 1] == '\r') s.len--;
        if (is_table_rule(s)) continue;
        s = without_heading_marks(s);
        r->lines = jx_arena_grown(r->arena, r->lines, r->count, &room, sizeof *r->lines);
        if (!r->lines) return jx_arena_failure(r->arena);
        uint32_t tabs = tabs_in(s);
        r->lines[r->count++] = (struct line){s, number, tabs, tabs == 0 && jx_is_blank(jx_trim(s))};
    }
    return JX_OK;
}

/* ---- records ---- */

/* One cell a line: every line with a tab begins with its only one. */
static bool is_cell_line(const struct line *l)
{
    return l->tabs == 1 && l->text.ptr[0] == '\t';
}

/* The end of the block of lines from `first`, up to a blank one. */
static uint32_t block_end(const struct reader *r, uint32_t first)
{
    while (first < r->count && !r->lines[first].blank)
        first++;
    return first;
}

static bool is_cell_block(const struct reader *r, uint32_t first, uint32_t end)
{
    uint32_t cells = 0;
    for (uint32_t i = first; i < end; i++) {
        if (r->lines[i].tabs == 0) continue;
        if (!is_cell_line(&r->lines[i])) return false;
        cells++;
    }
    return cells >= 2;
}

/* Behind a block that ends at `end`: a single blank line and more text that leads, without a blank
 * line in between, to the next cell. Then the last cell of the block goes on there. Returns the end
 * of what belongs to the record. */
static uint32_t continued_end(const struct reader *r, uint32_t end)
{
    for (uint32_t at = end;;) {
        if (at + 1 >= r->count || r->lines[at + 1].blank || r->lines[at + 1].tabs) return end;
        uint32_t next = at + 1;
        while (next < r->count && !r->lines[next].blank && r->lines[next].tabs == 0)
            next++;
        if (next >= r->count) return end;
        if (r->lines[next].blank) {
            at = next;
            continue;
        }
        return is_cell_line(&r->lines[next]) ? block_end(r, next) : end;
    }
}

/* How wide the rows of a one-row-a-line table are, in tabs. */
struct width {
    uint32_t most;  /* of any line */
    uint32_t usual; /* of at least half of the lines; 0 when they differ too much */
};

static struct width width_of(struct reader *r, uint32_t first, uint32_t end)
{
    struct width w = {0, 0};
    uint32_t votes = 0, lines = 0;
    for (uint32_t i = first; i < end; i++) { /* majority vote */
        uint32_t tabs = r->lines[i].tabs;
        if (tabs > w.most) w.most = tabs;
        if (votes == 0) w.usual = tabs;
        votes += tabs == w.usual ? 1 : (uint32_t)-1;
    }
    votes = 0;
    for (uint32_t i = first; i < end; i++) {
        votes += r->lines[i].tabs == w.usual;
        lines++;
    }
    if (votes * 2 < lines) w.usual = 0;
    return w;
}

/* Lines without a tab follow, and then one that fits into the rest of the row, or, where each row
 * is a block of its own, the last. */
static uint32_t row_end_behind_text(const struct reader *r, uint32_t first, uint32_t end,
                                    uint32_t width)
{
    uint32_t at = first + 1;
    while (at < end && r->lines[at].tabs == 0)
        at++;
    if (at >= end) return first + 1;
    bool fits = r->lines[first].tabs + r->lines[at].tabs <= width;
    bool alone = at + 1 == end && (first == 0 || r->lines[first - 1].blank);
    return fits || alone ? at + 1 : first + 1;
}

/* A line that is the title of another table, and no rest of a cell. */
static bool is_title_line(const struct line *l)
{
    enum { TITLE_LEAST = 18 /* bytes */ };
    struct jx_slice s = jx_trim(l->text);
    return l->tabs == 0 && s.len >= TITLE_LEAST && jx_ends_with(s, JX_LIT("表"));
}

static bool is_figure_text(struct jx_slice s)
{
    bool digit = false;
    for (size_t i = 0; i < s.len; i++) {
        digit |= s.ptr[i] >= '0' && s.ptr[i] <= '9';
        if (!strchr("0123456789.,%", s.ptr[i])) return false;
    }
    return digit;
}

/* A line that ends with a whole figure does not go on with a word; 万元 and the like may follow. */
static bool is_whole(const struct line *l, const struct line *next)
{
    enum { WORD_LEAST = 12 /* bytes: four characters */ };
    size_t begin = l->text.len, end = 0;
    while (begin > 0 && l->text.ptr[begin - 1] != '\t')
        begin--;
    while (end < next->text.len && next->text.ptr[end] != '\t')
        end++;
    if (end < WORD_LEAST || (unsigned char)next->text.ptr[0] < 0x80) return false;
    return l->tabs > 0 && is_figure_text(jx_trim(jx_slice_from(l->text, begin)));
}

/* A line whose cell has a line break goes on in the next ones. Where most rows have one width,
 * lines that do not begin with a tab and add up to just that width are one row. */
static uint32_t broken_row_end(const struct reader *r, uint32_t first, uint32_t end, struct width w)
{
    uint32_t at = first + 1, tabs = r->lines[first].tabs;
    if (at >= end || is_title_line(&r->lines[at])) return at;
    if (is_whole(&r->lines[first], &r->lines[at])) return at;
    /* Several lines of one width are rows of a narrower table. */
    bool narrow = at + 1 < end && tabs == r->lines[at].tabs && tabs == r->lines[at + 1].tabs;
    if (narrow && tabs > 0) return at;
    while (tabs < w.usual && at < end && r->lines[at].tabs < w.usual) {
        if (r->lines[at].text.len && r->lines[at].text.ptr[0] == '\t') break;
        if (is_title_line(&r->lines[at])) break;
        tabs += r->lines[at++].tabs;
        if (tabs == w.usual) return at;
    }
    return r->lines[first + 1].tabs ? first + 1 : row_end_behind_text(r, first, end, w.most);
}

/* ---- rows ---- */

static jx_status add_cell(struct reader *r, uint32_t column, struct jx_slice text, uint32_t line)
{
    if (column >= JX_GRID_COLUMNS_MAX || r->cell_count >= JX_GRID_CELLS_MAX) return JX_E_TOO_LARGE;
    if (column >= r->column_count) r->column_count = column + 1;
    text = jx_trim(text);
    if (jx_is_blank(text)) return JX_OK;
    r->cells = jx_arena_grown(r->arena, r->cells, r->cell_count, &r->cell_room, sizeof *r->cells);
    if (!r->cells) return jx_arena_failure(r->arena);
    r->cells[r->cell_count++] = (struct jx_cell){.row = r->row_count,
                                                 .column = column,
                                                 .row_span = 1,
                                                 .col_span = 1,
                                                 .text = text,
                                                 .source_line = line};
    return JX_OK;
}

static jx_status end_row(struct reader *r, uint32_t first_cell, bool paragraph)
{
    if (r->row_count >= JX_GRID_ROWS_MAX) return JX_E_ROWS;
    r->rows = jx_arena_grown(r->arena, r->rows, r->row_count, &r->row_room, sizeof *r->rows);
    if (!r->rows) return jx_arena_failure(r->arena);
    r->rows[r->row_count++] = (struct jx_row){first_cell, r->cell_count - first_cell, paragraph};
    return JX_OK;
}

/* The lines from first to end are one row; line breaks stay inside their cells. The lines stand
 * behind one another in the file (dropped rules apart), so that most texts can be borrowed as they
 * are. */
static jx_status add_record(struct reader *r, uint32_t first, uint32_t end)
{
    uint32_t first_cell = r->cell_count, column = 0, line = r->lines[first].number;
    const char *begin = r->lines[first].text.ptr;
    jx_status rc = JX_OK;
    for (uint32_t i = first; i < end && rc == JX_OK; i++) {
        struct jx_slice s = r->lines[i].text;
        for (size_t at = 0; at < s.len && rc == JX_OK; at++) {
            if (s.ptr[at] != '\t') continue;
            rc = add_cell(r, column++, jx_slice_at(begin, (size_t)(s.ptr + at - begin)), line);
            begin = s.ptr + at + 1;
            line = r->lines[i].number;
        }
    }
    const char *last = r->lines[end - 1].text.ptr + r->lines[end - 1].text.len;
    if (rc == JX_OK) rc = add_cell(r, column, jx_slice_at(begin, (size_t)(last - begin)), line);
    return rc == JX_OK ? end_row(r, first_cell, column == 0) : rc;
}

static jx_status add_line_block(struct reader *r, uint32_t first, uint32_t end)
{
    struct width width = width_of(r, first, end);
    for (uint32_t at = first; at < end;) {
        uint32_t next = r->lines[at].tabs ? broken_row_end(r, at, end, width) : at + 1;
        jx_status rc = add_record(r, at, next);
        if (rc != JX_OK) return rc;
        at = next;
    }
    return JX_OK;
}

/* A block of cell lines; text without a tab in front of the first cell stands for itself. */
static jx_status add_cell_block(struct reader *r, uint32_t first, uint32_t end)
{
    jx_status rc = JX_OK;
    while (rc == JX_OK && r->lines[first].tabs == 0) {
        rc = add_record(r, first, first + 1);
        first++;
    }
    return rc == JX_OK ? add_record(r, first, end) : rc;
}

static jx_status add_blocks(struct reader *r)
{
    jx_status rc = JX_OK;
    for (uint32_t at = 0; at < r->count && rc == JX_OK;) {
        if (r->lines[at].blank) {
            at++;
            continue;
        }
        uint32_t end = block_end(r, at);
        bool cells = is_cell_block(r, at, end);
        if (cells)
            for (uint32_t more; (more = continued_end(r, end)) != end;)
                end = more;
        rc = cells ? add_cell_block(r, at, end) : add_line_block(r, at, end);
        at = end;
    }
    return rc;
}

jx_status jx_text_read(struct jx_slice text, struct jx_arena *a, struct jx_grid *out)
{
    *out = (struct jx_grid){.style = JX_ADDRESS_LINE};
    if (text.len > JX_TEXT_FILE_BYTES_MAX) return JX_E_TOO_LARGE;
    if (jx_starts_with(text, JX_LIT("\xEF\xBB\xBF"))) text = jx_slice_from(text, 3);
    if (!jx_utf8_valid(text)) return JX_E_UTF8;
    text = without_strokes(text, a);
    if (jx_is_absent(text)) return jx_arena_failure(a);
    struct reader r = {.arena = a};
    jx_status rc = split_lines(&r, text);
    if (rc == JX_OK) rc = add_blocks(&r);
    struct jx_sheet *sheet = rc == JX_OK ? jx_arena_take(a, sizeof *sheet) : NULL;
    if (!sheet) return rc == JX_OK ? a->status : rc;
    *sheet = (struct jx_sheet){.name = JX_LIT(""),
                               .cells = r.cells,
                               .cell_count = r.cell_count,
                               .rows = r.rows,
                               .row_count = r.row_count,
                               .column_count = r.column_count};
    out->sheets = sheet;
    out->sheet_count = 1;
    return JX_OK;
}
