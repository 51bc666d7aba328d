/* Looks for the text of a cell in what was made of the file, and nowhere in the importer's own
 * books except to learn which of several answers to ask for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "accounting.h"

#include "../../../client/import/key.h"
#include "../../../proto/base/text.h"
#include "../../../proto/form/tidy.h"

#include <stdio.h>
#include <stdlib.h>

/* All values of the documents, without white space, each ended by a line break. */
struct text {
    char *bytes;
    size_t len, room;
};

static void add_bytes(struct text *t, const char *bytes, size_t len)
{
    if (!t->bytes || t->len + len + 1 > t->room) {
        t->room = (t->len + len + 1) * 2;
        t->bytes = realloc(t->bytes, t->room);
        if (!t->bytes) abort();
    }
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
    t->bytes[t->len] = '\0';
}

static void add_text(struct text *t, struct jx_slice s)
{
    for (size_t at = 0; at < s.len;) {
        size_t here = at;
        if (!jx_is_space(jx_utf8_next(s, &at))) add_bytes(t, s.ptr + here, at - here);
    }
}

static void add_values(struct text *t, const json_t *value, bool extra, bool inside)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)(uintptr_t)value, key, member)
        {
            bool is_extra = strcmp(key, "extra") == 0 || strcmp(key, "narrative") == 0;
            if (inside && extra) { /* a label is kept as the key of its value */
                add_text(t, jx_slice_of(key));
                add_bytes(t, "\n", 1);
            }
            add_values(t, member, extra, inside || is_extra);
        }
    } else if (json_is_array(value)) {
        json_array_foreach((json_t *)(uintptr_t)value, i, member)
            add_values(t, member, extra, inside);
    } else if (inside == extra) {
        char year[24];
        snprintf(year, sizeof year, "%lld", (long long)json_integer_value(value));
        add_text(t,
                 json_is_string(value) ? jx_slice_of(json_string_value(value)) : jx_slice_of(year));
        add_bytes(t, "\n", 1);
    }
}

struct books {
    struct jx_arena *a;
    const struct jx_vocabulary *v;
    struct text fields, extra;
};

static bool stands_in(struct jx_arena *a, const struct text *in, struct jx_slice text)
{
    struct text t = {0};
    add_text(&t, text);
    bool found = t.len == 0 || (in->bytes && strstr(in->bytes, t.bytes) != NULL);
    (void)a;
    free(t.bytes);
    return found;
}

/* ---- what is known layout ---- */

static bool is_known(const struct books *b, struct jx_slice text)
{
    for (unsigned class = 0; class < JX_CLASS_COUNT; class ++)
        if (jx_word_of(b->v, (enum jx_word_class) class, text) != JX_WORD_NONE) return true;
    struct jx_slice bare = jx_without_number(text);
    return bare.len < text.len && bare.len > 0 && is_known(b, bare);
}

static bool is_ordinal_only(const struct books *b, struct jx_slice text)
{
    size_t at = jx_word_prefix(b->v, JX_LAYOUT_ORDINAL, text);
    while (at < text.len) {
        uint32_t c = jx_utf8_next(text, &at);
        if (jx_digit_value(c) < 0 && c != ':' && c != 0xFF1A && c != 0x2026 && c != '.' &&
            c != 0x3001)
            return false;
    }
    return true;
}

/* A side label that is printed down the page may reach a dump with letters twice or torn apart. */
static bool is_torn_side_label(struct jx_slice text)
{
    static const char letters[] = "年度绩效指标总体目标完成情况项目资金";
    if (text.len > sizeof letters) return false;
    for (size_t at = 0; at < text.len;) {
        size_t here = at;
        if (jx_is_space(jx_utf8_next(text, &at))) continue;
        if (!jx_contains(jx_slice_of(letters), jx_slice_at(text.ptr + here, at - here)))
            return false;
    }
    return true;
}

/* The number of a table, a heading of figures (`1`, `2`), a numbered paragraph behind a note. */
static bool is_layout(const struct books *b, struct jx_slice text, bool *in_notes)
{
    struct jx_slice before, after;
    if (jx_word_prefix(b->v, JX_LAYOUT_NOTE, text)) return *in_notes = true;
    bool numbered = jx_without_number(text).len < text.len;
    if (is_known(b, text) || is_ordinal_only(b, text) || jx_is_page_number(text)) return true;
    if (jx_split_colon(text, &before, &after) && is_known(b, before)) return true;
    if (jx_key_opens(text)) return true; /* （万元） alone */
    if (is_torn_side_label(text)) return true;
    return *in_notes && numbered;
}

/* ---- what is in a field ---- */

/* The text itself, or what is left of it when its label, its number, or what stands in brackets is
 * taken away: `单位：万元`, `指标1：盏数`, `产出指标(50分)`, `121-财政局`. */
static bool is_in(const struct books *b, const struct text *in, struct jx_slice text)
{
    struct jx_slice before, after, name, code;
    if (stands_in(b->a, in, text)) return true;
    size_t of = jx_word_prefix(b->v, JX_LAYOUT_OF_WHICH, text);
    if (of && is_in(b, in, jx_trim(jx_slice_from(text, of)))) return true;
    if (jx_ends_with(text, JX_LIT(":")) || jx_ends_with(text, JX_LIT("：")))
        return is_in(b, in,
                     jx_slice_at(text.ptr, text.len - (text.ptr[text.len - 1] == ':' ? 1 : 3)));
    size_t at = jx_word_prefix(b->v, JX_LAYOUT_ORDINAL, text);
    while (at && at < text.len && (jx_digit_value((unsigned char)text.ptr[at]) >= 0))
        at++;
    if (at && at < text.len && stands_in(b->a, in, jx_slice_from(text, at))) return true;
    struct jx_slice bare = jx_without_number(text);
    if (bare.len < text.len && stands_in(b->a, in, bare)) return true;
    if (jx_split_colon(text, &before, &after) && is_in(b, in, after)) return true;
    jx_split_code(text, 3, &name, &code);
    if (!jx_is_absent(code) && stands_in(b->a, in, name) && stands_in(b->a, in, code)) return true;
    struct jx_slice inside = jx_last_bracket(text, &before);
    return !jx_is_absent(inside) && before.len < text.len && stands_in(b->a, in, before) &&
           (stands_in(b->a, in, inside) || jx_split_weight(text, &name, &code));
}

/* A label that has a value in brackets: 项目资金（万元）, 得分（20分*执行率）. */
static bool is_label_with_value(const struct books *b, struct jx_slice text)
{
    struct jx_slice before, label, value, inside = jx_last_bracket(text, &before);
    struct jx_key key;
    struct jx_slice star = jx_word_star(b->v, JX_CLASS_TITLE, text, &key);
    if (star.len && stands_in(b->a, &b->fields, star)) return true; /* 某某项目绩效评价报告 */
    size_t month = jx_slice_find(text, JX_LIT("月")); /* 1-8月执行数, 上半年执行数 */
    if (month == (size_t)-1) month = jx_slice_find(text, JX_LIT("半年"));
    if (month != (size_t)-1 && is_known(b, text))
        return stands_in(b->a, &b->fields, jx_slice_at(text.ptr, month));
    if (jx_is_blank(inside) || !is_known(b, before)) return false;
    if (jx_split_colon(inside, &label, &value)) inside = value;
    size_t score = jx_slice_find(inside, JX_LIT("分"));
    if (score != (size_t)-1) inside.len = score;
    return stands_in(b->a, &b->fields, inside);
}

/* A level or an ordinal without an indicator is a printed placeholder. */
static bool is_placeholder(const struct books *b, struct jx_slice text)
{
    return jx_level1_of(b->v, text) || jx_level2_parents(b->v, text) || is_ordinal_only(b, text);
}

/* A tick stands in a field as the option above it; a line of several values stands there in parts.
 */
static bool is_in_parts(const struct books *b, const struct text *in, struct jx_slice text)
{
    if (jx_word_exact(b->v, JX_CLASS_LAYOUT, text) == JX_LAYOUT_TICK) return true;
    if (jx_year_in(text, NULL) && text.len < 120) return true;
    if (jx_starts_with(text, JX_LIT("年度"))) return true; /* the rest of a year in three cells */
    size_t parts = 0, found = 0;
    for (size_t at = 0, begin = 0; at <= text.len;) {
        size_t here = at;
        bool end = at == text.len || jx_is_space(jx_utf8_next(text, &at));
        if (!end) continue;
        if (here > begin) {
            parts++;
            found += is_in(b, in, jx_slice_at(text.ptr + begin, here - begin)) ||
                     is_known(b, jx_slice_at(text.ptr + begin, here - begin));
        }
        begin = at;
        if (here == text.len) break;
    }
    return parts > 1 && found == parts;
}

static enum account account_of(const struct books *b, struct jx_slice raw, enum jx_import_fate fate,
                               bool *in_notes)
{
    struct jx_slice text;
    assert_int_equal(jx_tidy(raw, b->a, &text), JX_OK);
    if (fate == JX_FATE_REPEAT) return ACCOUNT_REPEAT;
    if (fate == JX_FATE_LAYOUT) {
        if (is_layout(b, text, in_notes)) return ACCOUNT_LAYOUT;
        /* A key of `extra`, a heading printed again, a line of headings. */
        bool known = is_in(b, &b->extra, text) || is_in(b, &b->fields, text) ||
                     is_in_parts(b, &b->fields, raw);
        return known ? ACCOUNT_LAYOUT : ACCOUNT_NONE;
    }
    if (fate != JX_FATE_FIELD) return ACCOUNT_NONE;
    *in_notes = false;
    if (is_in(b, &b->fields, text)) return ACCOUNT_FIELD;
    if (is_in(b, &b->extra, text)) return ACCOUNT_EXTRA;
    if (is_label_with_value(b, text) || is_in_parts(b, &b->fields, raw)) return ACCOUNT_FIELD;
    return is_placeholder(b, text) ? ACCOUNT_LAYOUT : ACCOUNT_NONE;
}

static bool is_listed(const struct jx_import_cell *cells, uint32_t count, uint32_t sheet,
                      uint32_t cell)
{
    for (uint32_t i = 0; i < count; i++)
        if (cells[i].sheet == sheet && cells[i].cell == cell) return true;
    return false;
}

void account_for(struct jx_arena *a, const struct jx_vocabulary *v, const struct jx_grid *g,
                 const struct jx_import_result *r, const char *name, unsigned counts[ACCOUNTS])
{
    struct books b = {.a = a, .v = v};
    for (uint32_t i = 0; i < r->document_count; i++) {
        json_t *document = document_json(&r->documents[i].document, false);
        add_values(&b.fields, document, false, false);
        add_values(&b.extra, document, true, false);
        json_decref(document);
    }
    for (uint32_t s = 0; s < g->sheet_count; s++) {
        bool in_notes = false;
        for (uint32_t c = 0; c < g->sheets[s].cell_count; c++) {
            struct jx_slice raw = g->sheets[s].cells[c].text;
            if (jx_is_blank(jx_trim(raw))) continue;
            bool listed = is_listed(r->unplaced, r->unplaced_count, s, c) ||
                          is_listed(r->differing, r->differing_count, s, c);
            enum account kind = listed ? ACCOUNT_UNPLACED
                                       : account_of(&b, raw, (enum jx_import_fate)r->fates[s][c],
                                                    &in_notes);
            counts[kind]++;
            if (kind == ACCOUNT_NONE)
                printf("%s sheet %u row %u column %u lost (fate %u): %.*s\n", name, s + 1,
                       g->sheets[s].cells[c].row + 1, g->sheets[s].cells[c].column + 1,
                       r->fates[s][c], (int)raw.len, raw.ptr);
        }
    }
    free(b.fields.bytes);
    free(b.extra.bytes);
}
