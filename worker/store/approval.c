/* Whose word comes when. */
#include "approval.h"

#include "people.h"

#include "../../proto/wire/role.h"

enum { LEVELS_WITH_DEPARTMENT = 3 }; /* the unit, its department, the county */

static jx_status follows_tree(struct change *c, const struct version *v, bool *out)
{
    struct row_year year;
    const struct path *path;
    jx_status rc = year_get(c->tx, v->document.year, &year);
    *out = false;
    if (rc != JX_OK || !year.by_tree) return rc;
    rc = tally_path(c->tally, c->tx, v->document.year, v->result.unit, &path);
    if (rc == JX_OK) *out = path->count >= LEVELS_WITH_DEPARTMENT;
    return rc;
}

static jx_status is_county(struct change *c, const struct store_item *it, bool *out)
{
    struct store_person p;
    const uint8_t *key = it->header.in_place_of ? it->header.person : it->entry.principal;
    jx_status rc = person_at(c->tx, key, it->entry.position, c->arena, &p);
    *out = rc == JX_OK && (p.roles & JX_ROLE_county);
    return rc;
}

jx_status approval_next_step(struct change *c, const struct version *v, const struct store_item *it,
                             enum approval_step *out)
{
    bool tree = false, county = false;
    jx_status rc = follows_tree(c, v, &tree);
    if (rc == JX_OK && tree) rc = is_county(c, it, &county);
    *out = !tree                ? APPROVAL_FINAL
           : !county            ? APPROVAL_FIRST
           : v->result.accepted ? APPROVAL_FINAL
                                : APPROVAL_EARLY;
    return rc;
}

jx_status approval_may_be_undone(struct change *c, const struct version *v,
                                 const struct store_item *it, bool *out)
{
    bool tree = false, county = false;
    jx_status rc = follows_tree(c, v, &tree);
    if (rc == JX_OK && tree) rc = is_county(c, it, &county);
    *out = !tree || county;
    return rc;
}
