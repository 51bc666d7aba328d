/* Where a value stands, and a value, or a text with values in it, as it is shown. */
#include "run.h"

static void table_place(const struct jx_run *r, const struct jx_table_place *t,
                        struct jx_place *out)
{
    jx_place_name(out, JX_LIT("tables"));
    jx_place_name(out, r->self->tables.items[t->table].source->key);
    jx_place_name(out, JX_LIT("rows"));
    jx_place_index(out, t->row);
    jx_place_index(out, t->column);
}

void jx_run_place(const struct jx_run *r, const struct jx_origin *o, struct jx_place *out)
{
    *out = (struct jx_place){.len = 0};
    if (o->kind == JX_ORIGIN_CELL) {
        jx_sight_place(&(o->other ? r->other : r->self)->sight, o->ref, o->row, out);
    } else if (o->kind == JX_ORIGIN_TABLE) {
        table_place(r, &o->table, out);
    } else if (o->kind == JX_ORIGIN_PARAGRAPH) {
        jx_place_name(out, JX_LIT("narrative"));
        jx_place_index(out, o->paragraph);
    }
}

static unsigned places_of(struct jx_slice text)
{
    struct jx_figure f;
    if (jx_figure_parse(text, &f) != JX_OK) return 0;
    return f.places > JX_DEC_PLACES ? JX_DEC_PLACES : f.places;
}

/* Amounts are compared in 万元; beside one that a form prints in 元 a computed one is shown in 元.
 */
static struct jx_number in_unit_of(struct jx_number n, const struct jx_value *beside)
{
    enum { YUAN = 10000 };
    struct jx_figure f;
    jx_dec v;
    if (!beside || jx_figure_parse(beside->text, &f) != JX_OK || f.value.micro == 0) return n;
    if (!jx_number_dec(beside->number, &v) || f.value.micro / YUAN != v.micro) return n;
    struct jx_number shown = jx_number_mul(n, jx_number_whole(YUAN));
    return shown.known ? shown : n;
}

/* 13,100,000.00 beside a figure that is printed with such marks. */
static struct jx_slice grouped(struct jx_run *r, struct jx_slice figure)
{
    char text[JX_DEC_PRINT_MAX + JX_DEC_PRINT_MAX / 3 + 1];
    size_t whole = jx_slice_find(figure, JX_LIT(".")), len = 0;
    if (whole == (size_t)-1) whole = figure.len;
    for (size_t i = 0; i < figure.len; i++) {
        bool mark = i > 0 && i < whole && (whole - i) % 3 == 0 && figure.ptr[i - 1] != '-';
        if (mark) text[len++] = ',';
        text[len++] = figure.ptr[i];
    }
    return jx_arena_copy(r->arena, jx_slice_at(text, len));
}

/* A computed figure beside 50.60% is printed as 50.64%, exactly where that takes few decimals. */
static struct jx_slice number_text(struct jx_run *r, struct jx_number n,
                                   const struct jx_value *beside)
{
    char text[JX_DEC_PRINT_MAX], shortest[JX_DEC_PRINT_MAX];
    jx_dec v;
    if (!jx_number_dec(n, &v)) return JX_LIT("");
    unsigned places = beside ? places_of(beside->text) : 0;
    if (places < 2) places = 2;
    bool percent = beside && jx_ends_with(beside->text, JX_LIT("%"));
    (void)jx_dec_print_short(v, shortest);
    const char *point = strchr(shortest, '.');
    size_t decimals = point ? strlen(point + 1) : 0;
    bool exact = decimals <= places || (decimals <= 4 && (n.mid % (JX_NUMBER_ONE / 10000)) == 0);
    (void)jx_dec_print(v, places, text);
    const char *shown = exact && decimals > places ? shortest : text;
    if (beside && !percent && jx_contains(beside->text, JX_LIT(",")))
        return grouped(r, jx_slice_of(shown));
    return jx_arena_printf(r->arena, "%s%s", shown, percent ? "%" : "");
}

/* Counts, years and months have no decimals. */
static bool is_count(const struct jx_node *n)
{
    if (n->kind == JX_N_VALUE) return n->index == JX_V_YEAR;
    return n->kind == JX_N_CALL &&
           (n->index == JX_F_COUNT || n->index == JX_F_EACH_COUNT || n->index == JX_F_LENGTH ||
            n->index == JX_F_MONTH_LAST || n->index == JX_F_SENTENCES);
}

struct jx_slice jx_run_text(struct jx_run *r, const struct jx_node *n, const struct jx_value *v,
                            const struct jx_value *beside)
{
    char text[JX_DEC_PRINT_MAX];
    jx_dec d;
    if (n->type == JX_VALUE_NUMBER && is_count(n) && jx_number_dec(v->number, &d))
        return jx_arena_copy(r->arena, jx_slice_at(text, jx_dec_print_short(d, text)));
    if (n->type == JX_VALUE_NUMBER && jx_is_blank(v->text))
        return number_text(r, in_unit_of(v->number, beside), beside);
    return jx_is_absent(v->text) ? JX_LIT("") : v->text;
}

static struct jx_slice piece_text(struct jx_run *r, const struct jx_template_part *p,
                                  struct jx_slice left, struct jx_slice right)
{
    if (!p->value) return p->text;
    if (p->value->kind == JX_N_TEXT && p->value->index) return p->value->index == 1 ? left : right;
    struct jx_value v = jx_run_value(r, p->value);
    return jx_run_text(r, p->value, &v, NULL);
}

struct jx_slice jx_run_fill(struct jx_run *r, const struct jx_template *t, struct jx_slice left,
                            struct jx_slice right)
{
    struct jx_slice out = JX_LIT("");
    for (uint32_t i = 0; i < t->count; i++) {
        struct jx_slice s = piece_text(r, &t->parts[i], left, right);
        if (t->count == 1 && !t->parts[i].value) return s;
        out = jx_arena_printf(r->arena, "%.*s%.*s", (int)out.len, out.ptr ? out.ptr : "",
                              (int)s.len, s.ptr ? s.ptr : "");
    }
    return out;
}
