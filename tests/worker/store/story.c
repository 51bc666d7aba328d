/* Telling a store what happens. */
#include "story.h"

void story_begin(struct story *s)
{
    place_make(&s->place);
    place_open(&s->place);
    s->position = 0;
}

void story_end(struct story *s)
{
    assert_clean(s->place.store);
    place_remove(&s->place);
}

struct jx_outcome story_load(struct story *s, enum jx_master table, enum jx_master_mode mode,
                             const char *const *texts)
{
    uint32_t year = jx_master_schema(table)->by_year ? YEAR : 0;
    struct master_rows r = {++s->position, table, year, mode, texts};
    struct store_item it = master(&s->place.arena, &r);
    return fold_one(s->place.store, &it);
}

struct jx_outcome story_load_one(struct story *s, enum jx_master table, const char *text)
{
    const char *const texts[] = {text, NULL};
    return story_load(s, table, JX_MASTER_PUT, texts);
}

struct store_item story_submit(struct story *s, const char *unit, unsigned project, int64_t amount)
{
    struct spec spec = {
        .position = ++s->position, .unit = unit, .project = project, .amount = amount};
    struct store_item it = submission(&s->place.arena, &spec);
    fold_one(s->place.store, &it);
    return it;
}

void story_load_projects(struct story *s)
{
    static const char *const projects[] = {"P1|“项目”1（本级）|990001", "P2|项目2|990001",
                                           "P3|项目 3|990002", "4|水渠|990001", NULL};
    story_load(s, JX_MASTER_projects, JX_MASTER_REPLACE, projects);
}

void assert_state_in(struct story *s, const struct store_item *it, enum jx_state state)
{
    assert_state(&s->place, &it->entry.id, state);
}
