/* Paragraphs, tables, cells and text boxes of a Word document, as they open and close. */
#include "word_reading.h"

/* ---- frames and paragraphs ---- */

jx_status word_push_frame(struct word_reading *r, struct word_cell *cell)
{
    if (r->frame_count >= JX_READER_NESTING_MAX)
        return word_fail(r, JX_READER_NESTED, JX_READER_NESTING_MAX);
    r->frames[r->frame_count++] = (struct frame){
        .cell = cell, .run = r->run, .text_begin = r->text.len, .fields = r->field_count};
    r->run = (struct run){.font = WORD_FONT_TEXT};
    return JX_OK;
}

static jx_status finish_paragraph(struct word_reading *r)
{
    struct frame *f = word_top(r);
    struct jx_arena *a = r->package->arena;
    struct jx_slice text = jx_slice_from(buffer_slice(&r->text), f->text_begin);
    struct jx_slice kept = text.len ? jx_arena_copy(a, text) : JX_LIT("");
    if (jx_is_absent(kept) || !word_flow_add(&f->flow, a, kept, NULL)) return word_fail_arena(r);
    r->text.len = f->text_begin;
    f->joins_next = false;
    word_flow_join(&f->flow, &f->anchored);
    return JX_OK;
}

jx_status word_pop_frame(struct word_reading *r, struct word_flow *out)
{
    struct frame *f = word_top(r);
    jx_status rc = f->in_paragraph || f->joins_next ? finish_paragraph(r) : JX_OK;
    word_flow_join(&f->flow, &f->anchored);
    *out = f->flow;
    r->text.len = f->text_begin;
    r->run = f->run;
    r->field_count = f->fields;
    r->frame_count--;
    return rc;
}

jx_status word_start_paragraph(struct word_reading *r, enum action *act)
{
    struct frame *f = word_top(r);
    if (f->in_paragraph) { /* a paragraph of a drawing */
        if (r->text.len > f->text_begin) buffer_put_char(&r->text, '\n');
        return JX_OK;
    }
    if (!f->joins_next) f->text_begin = r->text.len;
    f->in_paragraph = true;
    f->continues = f->joins_next;
    f->mark_deleted = f->joins_next = false;
    f->paragraph = (struct paragraph){.level = WORD_NO_LEVEL};
    *act = ACT_PARAGRAPH;
    return JX_OK;
}

static bool is_row_deleted(const struct word_reading *r)
{
    for (unsigned i = 0; i < r->frame_count; i++)
        if (r->frames[i].row && r->frames[i].row_deleted) return true;
    return false;
}

/* What the paragraph says itself goes before what its style says. */
void word_end_paragraph_properties(struct word_reading *r)
{
    struct frame *f = word_top(r);
    struct paragraph *p = &f->paragraph;
    uint32_t list = p->has_list ? p->list : p->style.list;
    uint8_t level = p->level != WORD_NO_LEVEL || p->has_list ? p->level : p->style.level;
    if (p->has_list && level == WORD_NO_LEVEL) level = 0;
    r->in_paragraph_properties = false;
    if (!f->in_paragraph || f->continues || list == 0 || is_row_deleted(r)) return;
    size_t before = r->text.len;
    word_lists_put(&r->document->lists, list, level, p->style.id, &r->text);
    if (p->mark_hidden || p->style_hidden) r->text.len = before;
}

/* Where the mark at the end of a paragraph is deleted, the next one goes on in it. */
jx_status word_end_paragraph(struct word_reading *r)
{
    struct frame *f = word_top(r);
    word_drop_open_instructions(r);
    f->in_paragraph = false;
    f->joins_next = f->mark_deleted;
    return f->joins_next ? JX_OK : finish_paragraph(r);
}

/* ---- tables ---- */

jx_status word_start_table(struct word_reading *r, enum action *act)
{
    struct frame *f = word_top(r);
    if (f->table || f->in_paragraph) return JX_OK; /* no document has that */
    jx_status rc = f->joins_next ? finish_paragraph(r) : JX_OK;
    f->table = jx_arena_take(r->package->arena, sizeof *f->table);
    if (!f->table) return word_fail_arena(r);
    if (!word_flow_add(&f->flow, r->package->arena, JX_LIT(""), f->table))
        return word_fail_arena(r);
    *act = ACT_TABLE;
    return rc;
}

jx_status word_start_row(struct word_reading *r, enum action *act)
{
    struct frame *f = word_top(r);
    if (!f->table || f->row) return JX_OK;
    f->row = jx_arena_take(r->package->arena, sizeof *f->row);
    if (!f->row) return word_fail_arena(r);
    f->row_deleted = false;
    *act = ACT_ROW;
    return JX_OK;
}

void word_end_row(struct word_reading *r)
{
    struct frame *f = word_top(r);
    struct word_table *t = f->table;
    if (!f->row_deleted) {
        if (t->last)
            t->last->next = f->row;
        else
            t->first = f->row;
        t->last = f->row;
        t->row_count++;
    }
    f->row = NULL;
}

jx_status word_start_cell(struct word_reading *r, enum action *act)
{
    struct frame *f = word_top(r);
    if (!f->row) return JX_OK;
    struct word_cell *c = jx_arena_take(r->package->arena, sizeof *c);
    if (!c) return word_fail_arena(r);
    c->column = f->row->columns;
    c->span = 1;
    *act = ACT_CELL;
    return word_push_frame(r, c);
}

jx_status word_end_cell(struct word_reading *r)
{
    struct word_cell *c = word_top(r)->cell;
    bool joined = word_top(r)->joined_left;
    jx_status rc = word_pop_frame(r, &c->content);
    struct word_row *row = word_top(r)->row;
    if (rc != JX_OK) return rc;
    if (c->span > JX_GRID_COLUMNS_MAX || row->columns + c->span > JX_GRID_COLUMNS_MAX)
        return word_fail(r, JX_READER_COLUMNS_MANY, JX_GRID_COLUMNS_MAX);
    row->columns += c->span;
    if (joined && row->last) {
        row->last->span += c->span;
        return JX_OK;
    }
    if (!c->deleted) c->ordinal = ++row->cells;
    if (row->last)
        row->last->next = c;
    else
        row->first = c;
    row->last = c;
    return JX_OK;
}

jx_status word_skip_columns(struct word_reading *r, const char *value)
{
    struct word_row *row = word_top(r)->row;
    uint32_t n = xml_number(value, 0);
    if (!row || !r->in_row_properties) return JX_OK;
    if (n > JX_GRID_COLUMNS_MAX) return word_fail(r, JX_READER_COLUMNS_MANY, JX_GRID_COLUMNS_MAX);
    row->columns = n;
    return JX_OK;
}

void word_cell_property(struct word_reading *r, const char *name, const char *value)
{
    struct frame *f = word_top(r);
    struct word_cell *c = f->cell;
    if (!c || f->in_paragraph || f->table) return;
    bool goes_on = !value || strcmp(value, "continue") == 0;
    if (strcmp(name, "gridSpan") == 0) {
        uint32_t span = xml_number(value, 1);
        c->span = span > 0 ? span : 1;
    } else if (strcmp(name, "vMerge") == 0) {
        c->merged = true;
        c->goes_on = goes_on;
    } else if (strcmp(name, "hMerge") == 0) {
        f->joined_left = goes_on;
    } else {
        c->deleted = true;
    }
}
