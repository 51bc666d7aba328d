/* Places by unit, in chains. */
#include "gather.h"

void gather_init(struct gather *g)
{
    *g = (struct gather){.all = NULL};
    jx_arena_init(&g->arena, SIZE_MAX);
}

void gather_clear(struct gather *g)
{
    jx_arena_clear(&g->arena);
    gather_init(g);
}

/* Units of a county differ at their ends. */
static size_t bucket_of(const struct contribution *c)
{
    size_t n = (size_t)c->column;
    for (size_t i = 0; i < c->unit.len; i++)
        n = n * 31 + (unsigned char)c->unit.ptr[i];
    return n % GATHER_BUCKETS;
}

static bool is_same(const struct contribution *a, const struct contribution *b)
{
    return a->column == b->column && a->year == b->year && jx_slice_eq(a->unit, b->unit) &&
           jx_slice_eq(a->form, b->form) && jx_slice_eq(a->period, b->period);
}

static struct gathered *make(struct gather *g, const struct contribution *place)
{
    struct gathered *fresh = jx_arena_take(&g->arena, sizeof *fresh);
    if (!fresh) return NULL;
    fresh->place = (struct contribution){.column = place->column,
                                         .year = place->year,
                                         .form = jx_arena_copy(&g->arena, place->form),
                                         .period = jx_arena_copy(&g->arena, place->period),
                                         .unit = jx_arena_copy(&g->arena, place->unit)};
    if (g->arena.status != JX_OK) return NULL;
    fresh->next = g->all;
    g->all = fresh;
    return fresh;
}

struct gathered *gather_at(struct gather *g, const struct contribution *place)
{
    struct gathered **at = &g->buckets[bucket_of(place)];
    for (struct gathered *s = *at; s; s = s->next_alike)
        if (is_same(&s->place, place)) return s;
    struct gathered *fresh = make(g, place);
    if (!fresh) return NULL;
    fresh->next_alike = *at;
    *at = fresh;
    return fresh;
}

void gather_add(struct gathered *to, const int64_t *before, const int64_t *after, int sign)
{
    for (unsigned i = 0; i < JX_STORE_ADDS; i++)
        to->sums[i] += sign * ((jx_int128)after[i] - before[i]);
}

static bool is_of(const struct gather_detail *d, const struct store_detail *row)
{
    return d->kind == row->kind && jx_slice_eq(d->name, row->name);
}

/* Documents of a unit mostly have the same details in the same order: `guess` is where it would
 * be. */
static struct gather_detail *find_detail(struct gather *g, struct gathered *to,
                                         const struct store_detail *row, uint32_t guess)
{
    if (guess < to->count && is_of(&to->details[guess], row)) return &to->details[guess];
    for (uint32_t i = 0; i < to->count; i++)
        if (is_of(&to->details[i], row)) return &to->details[i];
    struct gather_detail *more = jx_arena_grown(&g->arena, to->details, to->count, &to->room,
                                                sizeof *more);
    struct jx_slice name = more ? jx_arena_copy(&g->arena, row->name) : JX_ABSENT;
    if (jx_is_absent(name)) return NULL;
    to->details = more;
    more[to->count] = (struct gather_detail){.kind = row->kind, .name = name};
    return &more[to->count++];
}

jx_status gather_add_details(struct gather *g, struct gathered *to, const struct store_detail *rows,
                             uint32_t count, int sign)
{
    for (uint32_t i = 0; i < count; i++) {
        struct gather_detail *d = find_detail(g, to, &rows[i], i);
        if (!d) return JX_E_NO_MEMORY;
        for (unsigned n = 0; n < STORE_DETAIL_SUMS; n++)
            d->sums[n] += sign * (jx_int128)rows[i].sums[n];
    }
    return JX_OK;
}

static bool is_zero(const jx_int128 *sums, uint32_t width)
{
    for (uint32_t i = 0; i < width; i++)
        if (sums[i] != 0) return false;
    return true;
}

static jx_status spread(const struct gathered *s, struct tally *to, struct kv_tx *tx,
                        enum start start)
{
    jx_status rc = JX_OK;
    if (!is_zero(s->sums, JX_STORE_ADDS))
        rc = tally_add_wide(to, tx, start, &s->place, NULL, s->sums);
    for (uint32_t i = 0; rc == JX_OK && i < s->count; i++) {
        const struct gather_detail *d = &s->details[i];
        const struct store_detail name = {.kind = d->kind, .name = d->name};
        if (!is_zero(d->sums, STORE_DETAIL_SUMS))
            rc = tally_add_wide(to, tx, start, &s->place, &name, d->sums);
    }
    return rc;
}

jx_status gather_spread(const struct gather *g, struct tally *to, struct kv_tx *tx,
                        enum start start)
{
    jx_status rc = JX_OK;
    for (const struct gathered *s = g->all; rc == JX_OK && s; s = s->next)
        rc = spread(s, to, tx, start);
    return rc;
}
