/* Cuts a file into the stretches that its forms are printed in. A form begins with its title, or,
 * where none is printed, with the row that only a form begins with; a title alone is no form. */
#include "project_form.h"

#include "../../proto/base/figure.h"
#include "../../proto/base/text.h"

enum {
    TITLE_ITEMS_MAX = 4,
    NUMBER_NEAR = 2, /* rows behind the title of an accounts table that may hold its number */
    TITLE_BYTES_MAX = 480,
    TITLE_TAIL = 240, /* bytes of a long title that are looked at: its end says what it is */
    LIST_TEXTS_MAX = 16,
};

static struct jx_slice tail_of(struct jx_slice s)
{
    size_t at = s.len > TITLE_TAIL ? s.len - TITLE_TAIL : 0;
    while (at > 0 && at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80)
        at++;
    return jx_slice_from(s, at);
}

/* The number in 公开01表, written with two digits; absent when the text is none. */
static struct jx_slice table_number(struct importer *im, struct jx_slice text)
{
    struct jx_key key;
    if (jx_word_of(im->words, JX_CLASS_LAYOUT, text) != JX_LAYOUT_ACCOUNTS_NUMBER) return JX_ABSENT;
    struct jx_slice star = jx_word_star(im->words, JX_CLASS_LAYOUT, text, &key);
    unsigned number = 0, digits = 0;
    for (size_t i = 0; i < star.len; i++) {
        if (star.ptr[i] < '0' || star.ptr[i] > '9') continue;
        number = number * 10 + (unsigned)(star.ptr[i] - '0');
        if (++digits > 2) return JX_ABSENT;
    }
    if (digits == 0) return JX_ABSENT;
    struct jx_slice s = jx_arena_printf(im->arena, "%02u", number);
    if (jx_is_absent(s)) im->status = im->arena->status;
    return s;
}

static bool is_project_form(enum jx_word kind)
{
    return kind == JX_TITLE_SELF_EVALUATION || kind == JX_TITLE_MONITORING ||
           kind == JX_TITLE_TARGET || kind == JX_TITLE_EVALUATION;
}

static bool is_list(enum jx_word kind)
{
    return kind == JX_TITLE_PROJECT_LIST || kind == JX_TITLE_EVALUATION_SUMMARY;
}

/* A table of the accounts is known by its number, printed near its title, else by its title. Other
 * forms that are published with the accounts have such numbers too. */
static struct jx_slice accounts_key_of(struct importer *im, uint32_t line, struct jx_slice title)
{
    struct jx_slice key = jx_accounts_key(im->words, title), name = title;
    jx_year_split(&name);
    enum jx_word kind = jx_word_of(im->words, JX_CLASS_TITLE, tail_of(name));
    bool cover = kind == JX_TITLE_FINAL_ACCOUNTS && jx_is_absent(key);
    if (is_project_form(kind) || is_list(kind) || cover) return key;
    if (!jx_ends_with(title, JX_LIT("表")) || im->lines[line].count != 1) return key;
    for (uint32_t at = line + 1; at <= line + NUMBER_NEAR && at < im->line_count; at++) {
        const struct item *items = line_items(im, at);
        for (uint32_t i = 0; i < im->lines[at].count; i++) {
            struct jx_slice number = table_number(im, items[i].text);
            if (!jx_is_absent(number)) return number;
        }
    }
    return key;
}

/* 总分 | 100 | 98 in front of a title: the row is another's. */
static bool has_figures(const struct item *first, const struct item *end)
{
    struct jx_figure figure;
    for (; first < end; first++)
        if (!jx_year_alone(first->text) && jx_figure_parse(first->text, &figure) == JX_OK &&
            figure.value.micro / JX_DEC_ONE < JX_YEAR_FIRST)
            return true;
    return false;
}

enum jx_word title_of(struct importer *im, uint32_t line, struct jx_slice *accounts_key)
{
    const struct line *l = &im->lines[line];
    *accounts_key = JX_ABSENT;
    if (l->count == 0 || l->count > TITLE_ITEMS_MAX) return JX_WORD_NONE;
    const struct item *items = line_items(im, line), *last = &items[l->count - 1];
    struct jx_slice value;
    if (l->count > 1 && jx_year_alone(last->text)) last--;
    if (l->count > 1 && label_of(im, items[0].text, &value)) return JX_WORD_NONE;
    if (l->count > 1 && jx_word_of(im->words, JX_CLASS_TITLE, last->text) == JX_WORD_NONE)
        return JX_WORD_NONE;
    if (l->count > 1 && has_figures(items, last)) return JX_WORD_NONE;
    struct jx_slice title = line_text(im, line);
    if (title.len > TITLE_BYTES_MAX) return JX_WORD_NONE;
    *accounts_key = accounts_key_of(im, line, title);
    if (!jx_is_absent(*accounts_key)) return JX_TITLE_FINAL_ACCOUNTS;
    jx_year_split(&title);
    return jx_word_of(im->words, JX_CLASS_TITLE, tail_of(title));
}

/* ---- rows that only a form has ---- */

static bool has_project_label(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    if (im->lines[line].paragraph || im->lines[line].count > 8) return false;
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        if (!items[i].above &&
            jx_word_of(im->words, JX_CLASS_LABEL, items[i].text) == JX_LABEL_PROJECT)
            return true;
    return false;
}

/* 预算执行情况 | 项目 | 预算数 | 执行数 | 得分 is a heading of funds. */
static bool names_funds(const struct importer *im, uint32_t line)
{
    const struct item *items = line_items(im, line);
    for (uint32_t i = 0; i < im->lines[line].count; i++)
        if (jx_word_of(im->words, JX_CLASS_FUND_COLUMN, items[i].text) == JX_FUND_BLOCK &&
            jx_word_of(im->words, JX_CLASS_LIST_COLUMN, items[i].text) == JX_WORD_NONE)
            return true;
    return false;
}

/* Every text a column of a list, a name among them, and a figure's column. */
static enum jx_word list_kind(const struct importer *im, uint32_t line)
{
    const struct line *l = &im->lines[line];
    if (l->paragraph || l->count < 2 || l->count > LIST_TEXTS_MAX) return JX_WORD_NONE;
    struct word_count n = count_words(im, line, JX_CLASS_LIST_COLUMN);
    bool number = has_word(&n, JX_LIST_NUMBER), name = has_word(&n, JX_LIST_NAME),
         amount = has_word(&n, JX_LIST_AMOUNT), score = has_word(&n, JX_LIST_SCORE);
    uint32_t kinds = (uint32_t)__builtin_popcountll(n.seen);
    if (!number && names_funds(im, line)) return JX_WORD_NONE;
    if (!name || (!number && kinds < 3) || (!amount && !score)) return JX_WORD_NONE;
    return score ? JX_TITLE_EVALUATION_SUMMARY : JX_TITLE_PROJECT_LIST;
}

/* The form that an indicator heading belongs to, going by its columns. */
static enum jx_word kind_of_heading(const struct importer *im, uint32_t line)
{
    struct word_count n = count_words(im, line, JX_CLASS_COLUMN);
    bool target = has_word(&n, JX_COLUMN_TARGET), actual = has_word(&n, JX_COLUMN_ACTUAL),
         score = has_word(&n, JX_COLUMN_SCORE), weight = has_word(&n, JX_COLUMN_WEIGHT);
    if (has_word(&n, JX_COLUMN_PROGRESS) || has_word(&n, JX_COLUMN_LIKELIHOOD))
        return JX_TITLE_MONITORING;
    if (!target && !actual && weight && score) return JX_TITLE_EVALUATION;
    return actual || score ? JX_TITLE_SELF_EVALUATION : JX_TITLE_TARGET;
}

/* A form that began without a title, and whose kind a later row will tell, is one too. */
static bool is_form_region(const struct region *r)
{
    return is_project_form(r->kind) || (r->kind == JX_WORD_NONE && r->title == JX_NO_LINE);
}

enum anchor { ANCHOR_NONE, ANCHOR_START, ANCHOR_PART };

/* Whether the row begins a form, or is one of its parts, and of which kind. */
static enum anchor anchor_of(const struct importer *im, uint32_t line, enum jx_word pending,
                             const struct region *open, enum jx_word *kind)
{
    bool in_accounts = !pending && open && open->kind == JX_TITLE_FINAL_ACCOUNTS;
    bool in_form = is_project_form(pending) || (!pending && open && is_form_region(open));
    const struct line *l = &im->lines[line];
    *kind = JX_WORD_NONE;
    if (l->paragraph || l->count < 2) return ANCHOR_NONE;
    if (pending == JX_TITLE_FINAL_ACCOUNTS) {
        struct jx_slice value;
        *kind = pending;
        bool label = label_of(im, line_items(im, line)->text, &value) != JX_WORD_NONE;
        enum jx_word w = jx_word_of(im->words, JX_CLASS_LAYOUT, line_items(im, line)->text);
        return label || w == JX_LAYOUT_ACCOUNTS_NUMBER ? ANCHOR_NONE : ANCHOR_START;
    }
    if (is_indicators_heading(im, line)) {
        *kind = kind_of_heading(im, line);
        return ANCHOR_PART;
    }
    *kind = in_accounts ? JX_WORD_NONE : list_kind(im, line);
    if (*kind != JX_WORD_NONE) return ANCHOR_START;
    if (has_project_label(im, line)) return ANCHOR_START;
    return in_form && is_funds_heading(im, line) ? ANCHOR_PART : ANCHOR_NONE;
}

/* ---- cutting ---- */

struct cutter {
    struct importer *im;
    struct region *regions;
    uint32_t count, room;
    struct region pending; /* a title that waits for its form */
    bool has_pending;
    bool open_has_parts; /* the open region's form has begun */
    bool open_has_list;  /* the open region has the heading of a list */
};

static struct region *open_region(struct cutter *c)
{
    return c->count ? &c->regions[c->count - 1] : NULL;
}

static void add_region(struct cutter *c, struct region r)
{
    struct region *open = open_region(c);
    if (open && open->end > r.first) open->end = r.first;
    struct region *regions = grown(c->im, c->regions, c->count, &c->room, sizeof r);
    if (!regions) return;
    c->regions = regions;
    c->regions[c->count++] = r;
    c->open_has_parts = false;
}

static void drop_pending(struct cutter *c)
{
    if (!c->has_pending) return;
    struct region r = c->pending;
    r.kind = JX_WORD_NONE;
    c->has_pending = false;
    add_region(c, r);
}

static void take_title(struct cutter *c, uint32_t line, enum jx_word kind, struct jx_slice key)
{
    drop_pending(c);
    struct region r = {
        .kind = kind, .first = line, .end = UINT32_MAX, .title = line, .accounts_key = key};
    bool alone = kind == JX_TITLE_REPORT || kind == JX_TITLE_OTHER ||
                 (kind == JX_TITLE_FINAL_ACCOUNTS && jx_is_absent(key));
    if (alone) {
        add_region(c, r);
        return;
    }
    c->pending = r;
    c->has_pending = true;
}

/* The kind of a form: its title says so, unless its table cannot be of that kind. */
static enum jx_word settle(enum jx_word title, enum jx_word table)
{
    if (table == JX_WORD_NONE) return title;
    return is_list(title) == is_list(table) ? title : table;
}

static void take_anchor(struct cutter *c, uint32_t line, enum anchor anchor, enum jx_word kind)
{
    struct region *open = open_region(c);
    if (c->has_pending) {
        struct region r = c->pending;
        r.kind = settle(r.kind, kind);
        c->has_pending = false;
        add_region(c, r);
        c->open_has_parts = anchor == ANCHOR_PART;
        c->open_has_list = is_list(kind);
        return;
    }
    /* The title spoke of a list, and what follows is a form. */
    if (open && is_list(open->kind) && !c->open_has_list && anchor == ANCHOR_PART) {
        open->kind = kind;
        c->open_has_parts = true;
        return;
    }
    bool same = open && is_form_region(open) && (anchor == ANCHOR_PART || !c->open_has_parts);
    bool list = open && open->kind == kind && kind != JX_WORD_NONE && !is_project_form(kind);
    if (!same && !list)
        add_region(c, (struct region){
                          .kind = kind, .first = line, .end = UINT32_MAX, .title = JX_NO_LINE});
    c->open_has_list |= is_list(kind);
    c->open_has_parts |= anchor == ANCHOR_PART;
}

/* A form without a title begins with its project's name, and only a later row tells its kind. */
static void settle_kinds(struct cutter *c)
{
    for (uint32_t i = 0; i < c->count && c->regions; i++) {
        struct region *r = &c->regions[i];
        if (r->kind != JX_WORD_NONE || r->title != JX_NO_LINE) continue;
        for (uint32_t line = r->first; line < r->end && r->kind == JX_WORD_NONE; line++)
            if (is_indicators_heading(c->im, line)) r->kind = kind_of_heading(c->im, line);
    }
}

/* A year, or labels with their values: what stands between a title and its table. */
static bool stands_below_title(struct importer *im, uint32_t line)
{
    const struct item *it = line_items(im, line);
    struct jx_slice value;
    if (im->lines[line].count == 0 || jx_year_alone(line_text(im, line))) return true;
    if (is_row_of_labels(im, line)) return true;
    return im->lines[line].count == 1 && label_of(im, it->text, &value) && !jx_is_absent(value);
}

/* A title in words that the vocabulary lacks: alone in its row, and it speaks of a table or of
 * performance. */
static bool may_be_title(struct importer *im, uint32_t line)
{
    enum { STRANGE_TITLE_MAX = 150 };
    const struct item *it = line_items(im, line);
    struct jx_slice before, after;
    if (im->lines[line].count != 1 || it->above || it->text.len > STRANGE_TITLE_MAX) return false;
    if (is_furniture(im, line) || jx_split_colon(it->text, &before, &after)) return false;
    bool sentence = jx_slice_find(it->text, JX_LIT("。")) != (size_t)-1;
    return !sentence && (jx_ends_with(it->text, JX_LIT("表")) ||
                         jx_slice_find(it->text, JX_LIT("绩效")) != (size_t)-1);
}

/* A form without a title that is known: what stands right above it is of its head. */
static void find_strange_titles(struct cutter *c)
{
    enum { LINES_ABOVE = 5 };
    struct importer *im = c->im;
    for (uint32_t i = 0; i < c->count && c->regions; i++) {
        struct region *r = &c->regions[i];
        bool form = is_project_form(r->kind) || is_list(r->kind);
        uint32_t least = i ? c->regions[i - 1].first + 1 : 0, first = r->first;
        if (!form || r->title != JX_NO_LINE) continue;
        for (uint32_t up = 1; up <= LINES_ABOVE && first > least; up++) {
            uint32_t line = first - 1;
            if (im->lines[line].sheet != im->lines[first].sheet) break;
            bool title = may_be_title(im, line);
            if (!title && !stands_below_title(im, line)) break;
            first = line;
            if (title) r->title = line;
            if (title) break;
        }
        r->first = first;
        if (i && c->regions[i - 1].end > first) c->regions[i - 1].end = first;
    }
}

jx_status regions_find(struct importer *im, struct region **out, uint32_t *count)
{
    struct cutter c = {.im = im};
    for (uint32_t line = 0; line < im->line_count && im->status == JX_OK; line++) {
        struct jx_slice key;
        if (begins_kept(im, line)) {
            line = kept_end(im, line) - 1;
            continue;
        }
        if (open_region(&c) && !c.has_pending && is_continued_title(im, line)) continue;
        enum jx_word kind = title_of(im, line, &key);
        if (kind != JX_WORD_NONE) {
            take_title(&c, line, kind, key);
            continue;
        }
        const struct region *open = open_region(&c);
        enum jx_word pending = c.has_pending ? c.pending.kind : JX_WORD_NONE;
        enum anchor anchor = anchor_of(im, line, pending, open, &kind);
        if (anchor != ANCHOR_NONE) take_anchor(&c, line, anchor, kind);
    }
    drop_pending(&c);
    if (open_region(&c)) open_region(&c)->end = im->line_count;
    settle_kinds(&c);
    find_strange_titles(&c);
    *out = c.regions;
    *count = c.count;
    return im->status;
}
