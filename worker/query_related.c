/* What documents say of each other, for who may read the unit they are of. */
#include "request.h"

#include "../proto/wire/relation.h"

static struct jx_relation relation_of(const struct request *r, const struct store_relation *from)
{
    bool readable = from->other != 0 && jx_reaches(r->who, r->reach, from->other_unit);
    return (struct jx_relation){
        .id = from->id,
        .found = {.rule = from->rule,
                  .place = from->place,
                  .severity = from->severity,
                  .answered = from->answered},
        .left = from->left,
        .right = from->right,
        .has_other = readable,
        .other = from->other_id,
        .message_zh = from->message_zh,
        .message_en = from->message_en,
    };
}

static size_t bytes_of(const struct store_relation *x)
{
    return x->rule.len + x->place.len + x->left.len + x->right.len + x->message_zh.len +
           x->message_en.len;
}

/* As many as an answer has room for; all are counted. */
static jx_status take(const struct request *r, const struct jx_relations_arguments *args,
                      const struct store_relations *from, struct jx_relation_list *to)
{
    size_t bytes = 0;
    bool room = true;
    to->rows = jx_arena_array(r->arena, (size_t)from->count + 1, sizeof *to->rows);
    if (!to->rows) return jx_arena_failure(r->arena);
    for (uint32_t i = 0; i < from->count; i++) {
        const struct store_relation *x = &from->items[i];
        if (args->has_id && !jx_hash_eq(&x->id, &args->id)) continue;
        to->total++;
        bytes += bytes_of(x);
        room = room && bytes <= JX_ANSWER_BYTES && to->count < JX_RELATIONS_MAX;
        if (room) to->rows[to->count++] = relation_of(r, x);
    }
    return JX_OK;
}

jx_status answer_relations(const struct request *r)
{
    struct jx_relations_arguments args;
    struct store_relations found;
    jx_status rc = jx_relations_arguments_decode(r->arguments, &args);
    if (rc == JX_OK && !jx_reaches(r->who, r->reach, args.unit)) rc = JX_E_NOT_FOUND;
    if (rc == JX_OK)
        rc = store_relations(r->store, (uint32_t)args.year, args.unit, r->arena, &found);
    if (rc != JX_OK) return rc;
    struct jx_relation_list out = {.position = found.position, .complete = found.complete};
    rc = take(r, &args, &found, &out);
    return rc == JX_OK ? jx_relations_encode(&out, r->out) : rc;
}
