/* Roles by name. */
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
