/* An Office package: XML parts of an archive that find one another by relations. */
#ifndef JX_READERS_PACKAGE_H
#define JX_READERS_PACKAGE_H

#include "xml.h"
#include "zip.h"

#include "../../../proto/base/arena.h"

struct relation {
    struct jx_slice id;
    struct jx_slice kind; /* the last word of its type: "worksheet", "styles" */
    struct jx_slice part; /* name of the part it points to */
    bool external;        /* points out of the package */
};

struct relations {
    struct relation *items;
    uint32_t count;
};

struct package {
    struct zip_parts *parts;
    struct jx_arena *arena;
    struct jx_reader_trouble *trouble;
};

/* Reads a part as XML. */
jx_status package_read(struct package *p, struct jx_slice part, const struct xml_events *events);

/* The relations of a part ("" for those of the package itself); none when it has none. */
jx_status package_relations(struct package *p, struct jx_slice part, struct relations *out);
/* The first inner relation of that kind, or NULL. */
const struct relation *relation_of_kind(const struct relations *r, const char *kind);
const struct relation *relation_of_id(const struct relations *r, const char *id);

#endif
