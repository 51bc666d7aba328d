/* Roles by name, and the reach of each over units. */
#include "role.h"

static const struct {
    const char *name;
    uint32_t bit;
} roles[] = {
#define X(name, bit) {#name, 1u << bit},
    JX_ROLES(X)
#undef X
};

uint32_t jx_role_of_name(struct jx_slice name)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (jx_slice_eq(jx_slice_of(roles[i].name), name)) return roles[i].bit;
    return 0;
}

const char *jx_role_name(uint32_t bit)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (roles[i].bit == bit) return roles[i].name;
    return "";
}

bool jx_principal_acts_for(const struct jx_principal *p, struct jx_slice unit)
{
    if (p->roles & JX_ROLE_county) return true;
    if ((p->roles & JX_ROLE_department) && p->unit.len > 0 && jx_starts_with(unit, p->unit))
        return true;
    return (p->roles & JX_ROLE_township) && p->unit.len > 0 && jx_slice_eq(unit, p->unit);
}

bool jx_principal_reads(const struct jx_principal *p, struct jx_slice unit)
{
    return jx_principal_reads_all(p) || jx_principal_acts_for(p, unit);
}

bool jx_principal_reads_all(const struct jx_principal *p)
{
    return (p->roles & (JX_ROLE_county | JX_ROLE_supervisor)) != 0;
}
