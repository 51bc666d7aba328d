/* The levels that the rows of the indicator part stand under: printed once, in a cell that reaches
 * down, in a row of their own, or lost. */
#include "indicator_row.h"

enum { LEVEL1, LEVEL2 };

static const struct {
    enum jx_word column;
    const char *name, *weight;
} level_fields[LEVELS] = {
    {JX_COLUMN_LEVEL1, "level1", "level1_weight"},
    {JX_COLUMN_LEVEL2, "level2", "level2_weight"},
};

static bool has_column(const struct heading *h, const char *field, uint8_t half)
{
    for (uint32_t i = 0; i < h->count; i++)
        if (h->columns[i].word && h->columns[i].half == half &&
            strcmp(jx_word_field(h->columns[i].word), field) == 0)
            return true;
    return false;
}

/* 产出指标50分, of a level that the vocabulary knows. */
static bool split_known_level(const struct importer *im, struct jx_slice text,
                              struct jx_slice *name, struct jx_slice *weight)
{
    struct jx_slice bare, points;
    if (!jx_split_bare_weight(text, &bare, &points)) return false;
    if (!jx_level1_of(im->words, bare) && !jx_level2_parents(im->words, bare)) return false;
    *name = bare;
    *weight = points;
    return true;
}

/* Takes the level printed in the row, or keeps the one from above. */
static void take_level(struct row *r, unsigned level, uint8_t half)
{
    struct form_reader *f = r->f;
    struct level *at = &f->levels[level][half];
    struct value v = value_of(r, level_fields[level].name, half);
    if (!v.printed || is_nothing(f->im, v.text)) {
        if (v.from.item) set_fate(f->im, r->line, v.from.item, FATE_LAYOUT);
        return;
    }
    struct jx_slice name = v.text, weight = JX_ABSENT;
    struct value own = value_of(r, level_fields[level].weight, half);
    bool split = jx_split_weight(v.text, &name, &weight) ||
                 split_known_level(f->im, v.text, &name, &weight);
    if (!split) weight = own.printed ? own.text : JX_ABSENT;
    if (own.printed) set_fate(f->im, r->line, own.from.item, FATE_FIELD);
    if (level == LEVEL1 && !v.above) f->levels[LEVEL2][half] = (struct level){.name = JX_LIT("")};
    *at = (struct level){name, weight, v.from, jx_level1_of(f->im->words, name)};
    set_fate(f->im, r->line, v.from.item, FATE_FIELD);
}

/* A level-1 name that the print lost follows from the level-2 name; so does one that would be
 * carried down to where it cannot stand. */
static void mend_level1(struct row *r, uint8_t half, bool level1_printed, bool level2_printed)
{
    struct form_reader *f = r->f;
    struct level *one = &f->levels[LEVEL1][half];
    if (level1_printed && !jx_is_blank(one->name)) return;
    if (!level2_printed && !jx_is_blank(one->name)) return;
    uint32_t parents = jx_level2_parents(f->im->words, f->levels[LEVEL2][half].name);
    bool fits = one->group && parents >> one->group & 1;
    /* Where level 1 has no column, a name from above is no print of it. */
    bool printed = has_column(&f->indicators, "level1", half) || one->from.item;
    if (parents == 0 || (fits && printed)) return;
    if (one->group == 0 && !jx_is_blank(one->name)) return;
    if (f->d->document.form == JX_FORM_evaluation && !jx_is_blank(one->name)) return;
    uint32_t group = jx_level2_home(f->im->words, f->levels[LEVEL2][half].name);
    struct jx_slice weight = level1_printed ? one->weight : JX_ABSENT;
    struct jx_slice name = jx_arena_copy(f->im->arena, jx_level1_name(f->im->words, group));
    if (jx_is_absent(name)) f->im->status = f->im->arena->status;
    *one = (struct level){name, weight, nowhere, group};
}

void take_levels(struct row *r, uint8_t half)
{
    struct form_reader *f = r->f;
    bool twin = half > 0 && !has_column(&f->indicators, "level1", half);
    if (twin) {
        f->levels[LEVEL1][half] = f->levels[LEVEL1][0];
        struct value one = value_of(r, "level1", 0);
        if (one.printed && !one.above) f->levels[LEVEL2][half].name = JX_LIT("");
    } else {
        take_level(r, LEVEL1, half);
    }
    take_level(r, LEVEL2, half);
    if (twin) return;
    struct value one = value_of(r, "level1", half), two = value_of(r, "level2", half);
    mend_level1(r, half, one.printed && !is_nothing(f->im, one.text),
                two.printed && !is_nothing(f->im, two.text));
}

void put_levels(struct row *r, const char *list, uint32_t index, uint8_t half)
{
    struct form_reader *f = r->f;
    for (unsigned i = 0; i < LEVELS; i++) {
        const struct level *l = &f->levels[i][half];
        struct jx_slice name = jx_is_absent(l->name) ? JX_LIT("") : l->name;
        if (i == LEVEL2 && f->d->document.form == JX_FORM_evaluation &&
            !has_column(&f->indicators, "level2", half))
            continue;
        draft_put_row(f->im, f->d, list, index, level_fields[i].name, name, l->from);
        if (!jx_is_absent(l->weight))
            draft_put_row(f->im, f->d, list, index, level_fields[i].weight, l->weight, l->from);
    }
}

bool begin_band(struct form_reader *f, uint32_t line, const struct item *it)
{
    struct importer *im = f->im;
    uint32_t group = jx_level1_of(im->words, jx_without_number(it->text));
    if (group == 0) return false;
    struct level one = {it->text, JX_ABSENT, origin_of(line, it), group};
    jx_split_weight(it->text, &one.name, &one.weight);
    for (unsigned half = 0; half < HALVES; half++) {
        f->levels[LEVEL1][half] = one;
        f->levels[LEVEL2][half] = (struct level){.name = JX_LIT("")};
    }
    set_fate(im, line, it, FATE_LAYOUT);
    return true;
}
