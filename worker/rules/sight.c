/* Fields by name and cells by place; what a cell says is parsed when first asked for. */
#include "sight.h"

/* ---- layouts ---- */

static void add_part(struct jx_layout *l, struct jx_part part)
{
    if (l->count < JX_PARTS_MAX) l->parts[l->count++] = part;
}

static void add_inner(struct jx_layout *l, uint32_t parent)
{
    const struct jx_schema *s = l->parts[parent].schema;
    if (l->parts[parent].list) return;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        if (f->kind != JX_KIND_OBJECT && f->kind != JX_KIND_LIST) continue;
        add_part(l, (struct jx_part){f->schema, f, parent, f->kind == JX_KIND_LIST});
    }
}

/* ---- names ---- */

enum jx_form jx_form_called(struct jx_slice name)
{
    static const char *const called[JX_FORM_COUNT] = {
        [JX_FORM_self_evaluation] = "自评表", [JX_FORM_monitoring] = "监控表",
        [JX_FORM_target] = "目标表",          [JX_FORM_project_list] = "项目清单",
        [JX_FORM_evaluation] = "评价表",      [JX_FORM_evaluation_summary] = "自评汇总表",
        [JX_FORM_final_accounts] = "决算表"};
    for (int i = 1; i < JX_FORM_COUNT; i++)
        if (jx_slice_eq(name, jx_slice_of(called[i])) ||
            jx_slice_eq(name, jx_slice_of(jx_form_zh((enum jx_form)i))))
            return (enum jx_form)i;
    return jx_form_of_name(name);
}

/* Short words for fields whose Chinese name differs from form to form. */
static const struct {
    const char *zh, *name;
} aliases[] = {
    {"指标值", "target"},     {"实际完成值", "actual"}, {"执行率", "rate"},
    {"得分", "score"},        {"分值", "weight"},       {"总体目标", "goals"},
    {"指标", "indicators"},   {"资金", "funds"},        {"项目", "project"},
    {"行", "rows"},           {"单位", "unit"},         {"原因", "reason"},
    {"绩效标准", "standard"}, {"等级", "grade"},        {"执行数", "executed"},
    {"金额", "amount"},       {"合计", "total"},        {"年度总体目标", "goals"},
};

static bool is_named(const struct jx_field *f, struct jx_slice name)
{
    if (jx_slice_eq(f->name, name) || jx_slice_eq(jx_slice_of(f->zh), name)) return true;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (jx_slice_eq(jx_slice_of(aliases[i].zh), name) &&
            jx_slice_eq(jx_slice_of(aliases[i].name), f->name))
            return true;
    return false;
}

static bool find_field(const struct jx_schema *s, struct jx_slice name, uint32_t *index)
{
    for (uint32_t i = 0; i < s->count; i++) {
        if (!is_named(&s->fields[i], name)) continue;
        *index = i;
        return true;
    }
    return false;
}

static enum jx_figure_class class_of(const struct jx_schema *s, const struct jx_field *f)
{
    static const struct {
        const char *name;
        enum jx_figure_class figure;
    } classes[] = {
        {"initial_budget", JX_CLASS_MONEY},
        {"annual_budget", JX_CLASS_MONEY},
        {"executed", JX_CLASS_MONEY},
        {"amount", JX_CLASS_MONEY},
        {"weight", JX_CLASS_POINTS},
        {"score", JX_CLASS_POINTS},
        {"level1_weight", JX_CLASS_POINTS},
        {"level2_weight", JX_CLASS_POINTS},
        {"rate", JX_CLASS_RATE},
    };
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (jx_slice_eq(f->name, jx_slice_of(classes[i].name))) return classes[i].figure;
    bool money = strcmp(s->name, "monitored_fund") == 0 && jx_slice_eq(f->name, JX_LIT("forecast"));
    return money ? JX_CLASS_MONEY : JX_CLASS_TEXT;
}

static bool in_part(const struct jx_layout *l, uint32_t part, struct jx_slice name,
                    struct jx_field_ref *out)
{
    const struct jx_schema *s = l->parts[part].schema;
    uint32_t i;
    if (!find_field(s, name, &i) || s->fields[i].kind != JX_KIND_TEXT) return false;
    *out = (struct jx_field_ref){part, i, class_of(s, &s->fields[i])};
    return true;
}

static bool part_of(const struct jx_layout *l, uint32_t parent, struct jx_slice name,
                    uint32_t *part)
{
    for (uint32_t i = JX_PART_BODY + 1; i < l->count; i++) {
        if (l->parts[i].parent != parent || !is_named(l->parts[i].field, name)) continue;
        *part = i;
        return true;
    }
    return false;
}

static bool below(const struct jx_layout *l, uint32_t part, struct jx_slice name,
                  struct jx_field_ref *out)
{
    size_t dot = jx_slice_find(name, JX_LIT("."));
    if (dot == (size_t)-1) return in_part(l, part, name, out);
    uint32_t inner;
    if (!part_of(l, part, jx_slice_at(name.ptr, dot), &inner) || l->parts[inner].list) return false;
    return below(l, inner, jx_slice_from(name, dot + 1), out);
}

bool jx_field_resolve(const struct jx_layout *l, enum jx_form form, uint32_t row,
                      struct jx_slice name, struct jx_field_ref *out)
{
    const struct jx_layout *form_layout = &l[form];
    if (row != JX_PART_HEAD && in_part(form_layout, row, name, out)) return true;
    return below(form_layout, JX_PART_BODY, name, out) ||
           below(form_layout, JX_PART_HEAD, name, out);
}

bool jx_list_resolve(const struct jx_layout *l, enum jx_form form, struct jx_slice name,
                     uint32_t *part)
{
    return part_of(&l[form], JX_PART_BODY, name, part) && l[form].parts[*part].list;
}

static void find_scored(struct jx_layout *all, enum jx_form form, struct jx_slice list,
                        struct jx_scored_fields *out)
{
    uint32_t part;
    if (!jx_list_resolve(all, form, list, &part)) return;
    (void)in_part(&all[form], part, JX_LIT("weight"), &out->weight);
    (void)in_part(&all[form], part, JX_LIT("score"), &out->score);
}

static void find_targets(struct jx_layout *all, enum jx_form form)
{
    struct jx_layout *l = &all[form];
    l->indicators = JX_PARTS_MAX;
    if (!jx_list_resolve(all, form, JX_LIT("indicators"), &l->indicators)) return;
    (void)in_part(l, l->indicators, JX_LIT("target"), &l->target);
    (void)in_part(l, l->indicators, JX_LIT("actual"), &l->actual);
    l->has_adjusted = in_part(l, l->indicators, JX_LIT("adjusted_target"), &l->adjusted);
    l->has_weight = in_part(l, l->indicators, JX_LIT("level1"), &l->level1) &&
                    in_part(l, l->indicators, JX_LIT("weight"), &l->weight);
}

void jx_layouts_make(struct jx_layout out[JX_FORM_COUNT])
{
    for (int form = 1; form < JX_FORM_COUNT; form++) {
        struct jx_layout *l = &out[form];
        l->count = 0;
        add_part(l, (struct jx_part){&jx_head_schema, NULL, 0, false});
        add_part(l, (struct jx_part){jx_form_schema((enum jx_form)form), NULL, 0, false});
        for (uint32_t i = 0; i < l->count; i++)
            add_inner(l, i);
        find_targets(out, (enum jx_form)form);
        find_scored(out, (enum jx_form)form, JX_LIT("funds"), &l->scored_funds);
        find_scored(out, (enum jx_form)form, JX_LIT("indicators"), &l->scored_indicators);
    }
}

/* ---- a document ---- */

static void find_items(struct jx_sight *s)
{
    for (uint32_t i = 0; i < s->layout->count; i++) {
        const struct jx_part *p = &s->layout->parts[i];
        if (i == JX_PART_HEAD || i == JX_PART_BODY) {
            s->items[i] = i == JX_PART_HEAD ? (const void *)s->doc : s->doc->body.any;
            s->counts[i] = 1;
            continue;
        }
        if (s->counts[p->parent] == 0) continue;
        const void *at = jx_field_of(s->items[p->parent], p->field);
        if (p->list) {
            const struct jx_list *list = at;
            s->items[i] = list->items;
            s->counts[i] = list->items ? list->count : 0;
        } else {
            s->items[i] = *(void *const *)at;
            s->counts[i] = s->items[i] != NULL;
        }
    }
}

static struct jx_slice text_at(const struct jx_sight *s, uint32_t part, uint32_t row,
                               const struct jx_field *f)
{
    const char *base = s->items[part];
    size_t size = s->layout->parts[part].list ? s->layout->parts[part].schema->size : 0;
    const struct jx_slice *t = jx_field_of(base + size * row, f);
    return *t;
}

static void find_funds(struct jx_sight *s)
{
    s->funds = JX_PARTS_MAX;
    s->total = s->carryover = UINT32_MAX;
    for (uint32_t i = JX_PART_BODY + 1; i < s->layout->count; i++)
        if (jx_slice_eq(s->layout->parts[i].field->name, JX_LIT("funds"))) s->funds = i;
    if (s->funds == JX_PARTS_MAX) return;
    const struct jx_field *source = &s->layout->parts[s->funds].schema->fields[0];
    for (uint32_t r = s->counts[s->funds]; r-- > 0;) {
        struct jx_slice text = text_at(s, s->funds, r, source);
        if (jx_slice_eq(text, JX_LIT("total"))) s->total = r;
        if (jx_slice_eq(text, JX_LIT("carryover"))) s->carryover = r;
    }
}

jx_status jx_sight_begin(struct jx_sight *s, const struct jx_document *d, const struct jx_layout *l,
                         const struct jx_word_index *words, struct jx_arena *a)
{
    *s = (struct jx_sight){.doc = d, .layout = &l[d->form], .arena = a, .words = words};
    s->unit = jx_money_scale(d->money_unit);
    find_items(s);
    find_funds(s);
    for (uint32_t i = 0; i < s->layout->count; i++) {
        if (s->counts[i] == 0) continue;
        s->widths[i] = s->layout->parts[i].schema->count;
        size_t cells = (size_t)s->counts[i] * s->widths[i];
        s->cells[i] = jx_arena_array(a, cells, sizeof *s->cells[i]);
        if (!s->cells[i]) return jx_arena_failure(a);
    }
    return JX_OK;
}

void jx_sight_see(struct jx_sight *s, struct jx_field_ref ref, uint32_t row, struct jx_cell *c)
{
    c->text = text_at(s, ref.part, row, &s->layout->parts[ref.part].schema->fields[ref.field]);
    c->seen = true;
}

/* ---- numbers ---- */

/* A printed zero is nothing, so it has no rounding to allow for. */
static struct jx_number money_number(const struct jx_money *m)
{
    if (!m->known) return JX_NUMBER_UNKNOWN;
    if (m->wan.micro == 0) return jx_number_of(m->wan);
    return jx_number_between(m->range.lo, m->wan, m->range.hi);
}

static void set_number(struct jx_sight *s, struct jx_cell *c, struct jx_number number)
{
    static const struct jx_number unknown = JX_NUMBER_UNKNOWN;
    struct jx_number *to = number.known ? jx_arena_take(s->arena, sizeof *to) : NULL;
    if (to) *to = number;
    c->number = to ? to : &unknown;
}

/* NULL: the arena is exhausted. */
static void set_column(struct jx_sight *s, struct jx_field_ref ref, const struct jx_money *m)
{
    for (uint32_t r = 0; r < s->counts[ref.part]; r++) {
        struct jx_cell *c = jx_sight_cell(s, ref, r);
        set_number(s, c, m ? money_number(&m[r]) : JX_NUMBER_UNKNOWN);
    }
}

static void read_money_column(struct jx_sight *s, struct jx_field_ref ref)
{
    const struct jx_part *p = &s->layout->parts[ref.part];
    const struct jx_field *f = &p->schema->fields[ref.field];
    uint32_t count = s->counts[ref.part];
    void *items = (void *)(uintptr_t)s->items[ref.part];
    struct jx_money *m = jx_money_column((struct jx_list){items, count}, p->schema->size, f->offset,
                                         s->unit, s->arena);
    set_column(s, ref, m);
}

/* Whole numbers stand for themselves: a weight of 5 is five. */
static struct jx_number rounded(jx_dec value, unsigned places)
{
    struct jx_interval it;
    if (places == 0 || value.micro == 0) return jx_number_of(value);
    if (jx_interval_of(value, places, &it) != JX_OK) return JX_NUMBER_UNKNOWN;
    return jx_number_between(it.lo, value, it.hi);
}

static struct jx_number points_number(const struct jx_points *p)
{
    return p->known ? rounded(p->value, p->places) : JX_NUMBER_UNKNOWN;
}

static struct jx_number rate_number(struct jx_slice text)
{
    struct jx_figure f;
    if (jx_figure_parse(text, &f) != JX_OK || f.scale > JX_SCALE_PERMILLE) return JX_NUMBER_UNKNOWN;
    struct jx_interval it;
    unsigned places = f.places > JX_DEC_PLACES ? JX_DEC_PLACES : f.places;
    if (jx_interval_of(f.value, places, &it) != JX_OK) return JX_NUMBER_UNKNOWN;
    struct jx_number n = f.value.micro == 0 ? jx_number_of(f.value)
                                            : jx_number_between(it.lo, f.value, it.hi);
    return f.scale == JX_SCALE_PERMILLE ? jx_number_div(n, jx_number_whole(10)) : n;
}

/* As written, times its magnitude: 6500000 of `≥650万次`, 95 of `95%`. */
static struct jx_number notation_number(const struct jx_notation *n)
{
    if (n->kind != JX_NOTATION_NUMBER) return JX_NUMBER_UNKNOWN;
    if (n->dimension != JX_DIMENSION_COUNT && n->dimension != JX_DIMENSION_BARE)
        return jx_number_of(n->value);
    return jx_number_scaled(n->value, n->numerator, n->denominator);
}

const struct jx_number *jx_cell_read_number(struct jx_sight *s, struct jx_cell *c,
                                            struct jx_field_ref ref)
{
    const struct jx_notation *n;
    struct jx_points p;
    switch (ref.figure) {
    case JX_CLASS_MONEY:
        read_money_column(s, ref);
        break;
    case JX_CLASS_POINTS:
        p = jx_points_read(c->text);
        set_number(s, c, points_number(&p));
        break;
    case JX_CLASS_RATE:
        set_number(s, c, rate_number(c->text));
        break;
    default:
        n = jx_cell_notation(s, c);
        set_number(s, c, n ? notation_number(n) : JX_NUMBER_UNKNOWN);
    }
    return c->number;
}

const struct jx_notation *jx_cell_read_notation(struct jx_sight *s, struct jx_cell *c)
{
    struct jx_notation *n = jx_arena_take(s->arena, sizeof *n);
    if (!n) return NULL;
    jx_notation_read(jx_is_absent(c->text) ? JX_LIT("") : c->text, n);
    c->notation = n;
    return n;
}

void jx_cell_look_up(struct jx_sight *s, struct jx_cell *c)
{
    c->words = jx_word_index_find(s->words, c->text);
    c->worded = true;
}

/* ---- what is known before ---- */

void jx_cell_know_notation(struct jx_sight *s, struct jx_field_ref ref, uint32_t row,
                           const struct jx_notation *n)
{
    struct jx_cell *c = jx_sight_cell(s, ref, row);
    if (c) c->notation = n;
}

void jx_cell_know_points(struct jx_sight *s, struct jx_field_ref ref, uint32_t row,
                         const struct jx_points *p)
{
    struct jx_cell *c = jx_sight_cell(s, ref, row);
    if (c) set_number(s, c, points_number(p));
}

void jx_cells_know_money(struct jx_sight *s, size_t offset, const struct jx_money *column)
{
    if (s->funds == JX_PARTS_MAX || s->counts[s->funds] == 0) return;
    const struct jx_schema *schema = s->layout->parts[s->funds].schema;
    for (uint32_t i = 0; i < schema->count; i++)
        if (schema->fields[i].offset == offset)
            set_column(s, (struct jx_field_ref){s->funds, i, JX_CLASS_MONEY}, column);
}

/* ---- places ---- */

static void part_place(const struct jx_sight *s, uint32_t part, uint32_t row, struct jx_place *out)
{
    const struct jx_part *p = &s->layout->parts[part];
    if (part == JX_PART_HEAD || part == JX_PART_BODY) return;
    part_place(s, p->parent, 0, out);
    jx_place_name(out, p->field->name);
    if (p->list) jx_place_index(out, row);
}

void jx_sight_place(const struct jx_sight *s, struct jx_field_ref ref, uint32_t row,
                    struct jx_place *out)
{
    *out = (struct jx_place){.len = 0};
    part_place(s, ref.part, row, out);
    if (ref.field != UINT32_MAX)
        jx_place_name(out, s->layout->parts[ref.part].schema->fields[ref.field].name);
}
