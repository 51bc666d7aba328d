/* A column tells how finely its cells are printed; a cell alone does not. */
#include "amount.h"

#include <stdint.h>

/* What 万元 tables are kept in. */
enum { MONEY_PLACES = 2 };

jx_dec jx_half_unit(unsigned places)
{
    int64_t half = JX_DEC_ONE / 2;
    for (unsigned i = 0; i < places; i++)
        half /= 10;
    return (jx_dec){half};
}

static struct jx_slice cell_of(struct jx_list rows, size_t size, size_t offset, uint32_t i)
{
    return *(const struct jx_slice *)((const char *)rows.items + i * size + offset);
}

static bool ends_in_zero(const struct jx_figure *f)
{
    return f->places >= 1 && f->places <= JX_DEC_PLACES && jx_dec_cmp(f->value, (jx_dec){0}) != 0 &&
           (f->value.micro / (jx_half_unit(f->places).micro * 2)) % 10 == 0;
}

/* 75.2 beside 80.32 is a shortened 75.20. Only where every cell has at most one decimal and one of
 * them ends in 0 (`18.0`) are the cells rounded to it. */
static unsigned places_of(struct jx_list rows, size_t size, size_t offset)
{
    unsigned most = 0;
    bool whole = false, zero = false;
    for (uint32_t i = 0; i < rows.count; i++) {
        struct jx_figure f;
        if (jx_figure_parse(cell_of(rows, size, offset, i), &f) != JX_OK) continue;
        if (f.places > most) most = f.places;
        whole = whole || (f.places == 0 && f.value.micro != 0);
        zero = zero || ends_in_zero(&f);
    }
    if (most == 1 && zero && !whole) return 1;
    return most > MONEY_PLACES ? most : MONEY_PLACES;
}

/* Half a unit of the last place, in 万元. An amount in 元 is exact: its cents are printed. */
static jx_dec half_in_wan(enum jx_scale scale, unsigned places)
{
    if (scale == JX_SCALE_YUAN) return (jx_dec){0};
    jx_dec half = jx_half_unit(places > JX_DEC_PLACES ? JX_DEC_PLACES : places);
    if (scale == JX_SCALE_YI_YUAN) half.micro *= 10000;
    return half;
}

static struct jx_money money_of(struct jx_slice cell, enum jx_scale unit, unsigned places)
{
    struct jx_money m = {.text = jx_is_absent(cell) ? JX_LIT("") : cell};
    struct jx_figure f;
    if (jx_figure_parse(cell, &f) != JX_OK || jx_figure_wan(&f, unit, &m.wan) != JX_OK) return m;
    jx_dec half = half_in_wan(f.scale == JX_SCALE_NONE ? unit : f.scale, places);
    m.known = jx_dec_sub(m.wan, half, &m.range.lo) == JX_OK &&
              jx_dec_add(m.wan, half, &m.range.hi) == JX_OK;
    return m;
}

struct jx_money *jx_money_column(struct jx_list rows, size_t size, size_t offset,
                                 enum jx_scale unit, struct jx_arena *a)
{
    struct jx_money *out = jx_arena_array(a, rows.count, sizeof *out);
    if (unit == JX_SCALE_NONE) unit = JX_SCALE_WAN_YUAN;
    unsigned places = places_of(rows, size, offset);
    for (uint32_t i = 0; out && i < rows.count; i++)
        out[i] = money_of(cell_of(rows, size, offset, i), unit, places);
    return out;
}

struct jx_points jx_points_read(struct jx_slice cell)
{
    struct jx_points p = {.text = jx_is_absent(cell) ? JX_LIT("") : cell};
    struct jx_slice number = cell;
    if (jx_ends_with(number, JX_LIT("分"))) number.len -= sizeof "分" - 1;
    struct jx_figure f;
    if (jx_figure_parse(number, &f) != JX_OK) return p;
    if (f.scale != JX_SCALE_NONE && f.scale != JX_SCALE_PERCENT) return p;
    p.known = true;
    p.value = f.value;
    p.places = f.places > JX_DEC_PLACES ? JX_DEC_PLACES : f.places;
    p.trailing_zero = ends_in_zero(&f);
    return p;
}
