/* Rows of cards as bytes and back. */
#include "card_row.h"

#include "packed.h"
#include "row_body.h"

enum { FIRST_JUDGED = 1, FIRST_COMPUTED = 2, FIRST_FLAGS = 3 };

struct key key_of_card(uint32_t year, uint64_t position)
{
    struct key k = {.len = 0};
    key_put_year(&k, year);
    key_put_position(&k, position);
    return k;
}

struct standing standing_of(const struct row_result *r)
{
    return (struct standing){r->unit, r->line, own_score_of(&r->outcome)};
}

/* ---- writing ---- */

static void put_standing(struct jx_buffer *b, uint64_t position, const struct standing *s)
{
    packed_put_text(b, s->unit);
    packed_put_int(b, (int64_t)(position - s->line));
    packed_put_uint(b, s->own.given ? s->own.grade + 1u : 0);
    if (s->own.given) packed_put_int(b, s->own.score.micro);
}

static void put_first(struct jx_buffer *b, const struct store_first *f)
{
    packed_put_uint(b, (f->judged ? FIRST_JUDGED : 0) | (f->has_computed ? FIRST_COMPUTED : 0));
    if (f->has_computed) packed_put_int(b, f->computed.micro);
    packed_put_uint(b, f->grade);
    packed_put_uint(b, f->light);
    packed_put_sums(b, JX_STORE_ADDS, f->adds, NULL);
    packed_put_uint(b, f->class_count);
    for (uint32_t i = 0; i < f->class_count; i++) {
        packed_put_text(b, f->classes[i].name);
        packed_put_sums(b, STORE_DETAIL_SUMS, f->classes[i].sums, NULL);
    }
}

/* room[0] has the standing; what follows it has been written before. */
static jx_status put_behind(struct kv_tx *tx, uint32_t year, uint64_t position,
                            struct jx_slice behind, struct jx_buffer room[2])
{
    const struct key k = key_of_card(year, position);
    jx_buffer_put(room, behind.ptr, behind.len);
    return row_put_body(tx, TABLE_CARDS, key_slice(&k), room);
}

jx_status card_put(struct kv_tx *tx, uint32_t year, uint64_t position, const struct row_card *c,
                   struct jx_buffer room[2])
{
    jx_buffer_reset(&room[1]);
    put_first(&room[1], &c->first);
    jx_buffer_reset(room);
    put_standing(room, position, &c->standing);
    packed_put_text(room, jx_buffer_slice(&room[1]));
    if (room[1].status != JX_OK) return room[1].status;
    return put_behind(tx, year, position, row_text(c->card), room);
}

/* ---- reading ---- */

static void get_standing(struct packed *p, uint64_t position, struct standing *out)
{
    out->unit = packed_text(p);
    out->line = position - (uint64_t)packed_int(p);
    const uint64_t own = packed_uint(p);
    out->own = (struct own_score){.given = own > 0};
    if (!own) return;
    if (own > UINT8_MAX + 1u) p->bad = true;
    out->own.grade = (uint8_t)(own - 1);
    out->own.score.micro = packed_int(p);
}

static jx_status get_classes(struct packed *p, struct jx_arena *a, struct store_first *f)
{
    enum { CLASS_BYTES_LEAST = 2 };
    const uint64_t count = packed_uint(p);
    if (count > (uint64_t)(p->end - p->at) / CLASS_BYTES_LEAST) return JX_E_CORRUPT;
    f->classes = jx_arena_array(a, count, sizeof *f->classes);
    if (!f->classes) return jx_arena_failure(a);
    f->class_count = (uint32_t)count;
    for (uint32_t i = 0; i < f->class_count; i++) {
        f->classes[i].kind = STORE_DETAIL_CLASS;
        f->classes[i].name = packed_text(p);
        packed_sums(p, STORE_DETAIL_SUMS, NULL, f->classes[i].sums);
    }
    return JX_OK;
}

static jx_status get_first(struct jx_slice bytes, struct jx_arena *a, struct store_first *f)
{
    struct packed p = packed_over(bytes);
    const uint64_t flags = packed_uint(&p);
    *f = (struct store_first){.judged = flags & FIRST_JUDGED,
                              .has_computed = flags & FIRST_COMPUTED};
    if (f->has_computed) f->computed.micro = packed_int(&p);
    const uint64_t grade = packed_uint(&p), light = packed_uint(&p);
    f->grade = (uint8_t)grade;
    f->light = (uint8_t)light;
    packed_sums(&p, JX_STORE_ADDS, NULL, f->adds);
    if (p.bad || flags > FIRST_FLAGS || grade > UINT8_MAX || light > UINT8_MAX) return JX_E_CORRUPT;
    if (!a) return JX_OK;
    jx_status rc = get_classes(&p, a, f);
    return rc == JX_OK && (p.bad || p.at != p.end) ? JX_E_CORRUPT : rc;
}

jx_status card_read(struct jx_slice body, uint64_t position, struct jx_arena *a,
                    struct row_card *out)
{
    struct packed p = packed_over(body);
    get_standing(&p, position, &out->standing);
    const struct jx_slice first = packed_text(&p);
    out->card = packed_rest(&p);
    return p.bad ? JX_E_CORRUPT : get_first(first, a, &out->first);
}

jx_status card_get(struct kv_tx *tx, uint32_t year, uint64_t position, struct jx_arena *a,
                   struct row_card *out)
{
    const struct key k = key_of_card(year, position);
    struct jx_slice body;
    jx_status rc = row_get(tx, TABLE_CARDS, key_slice(&k), &body);
    return rc == JX_OK ? card_read(body, position, a, out) : rc;
}

jx_status card_stand(struct kv_tx *tx, uint32_t year, uint64_t position, struct standing standing,
                     struct jx_buffer room[2])
{
    const struct key k = key_of_card(year, position);
    struct standing before;
    struct jx_slice body;
    jx_status rc = row_must(row_get(tx, TABLE_CARDS, key_slice(&k), &body));
    if (rc != JX_OK) return rc;
    struct packed p = packed_over(body);
    get_standing(&p, position, &before);
    if (p.bad) return JX_E_CORRUPT;
    jx_buffer_reset(room);
    put_standing(room, position, &standing);
    return put_behind(tx, year, position, packed_rest(&p), room);
}
