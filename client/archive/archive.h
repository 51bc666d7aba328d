/* A year of a county as one file that can be checked, and folded again, without its server.
 *
 * All records up to the archive's position are in it. Fewer would not do: a year's figures depend
 * on units and projects loaded years before, on keys, on packs, on a document moved in from another
 * year's unit; and the chain of signatures only proves that nothing was left out when nothing was.
 */
#ifndef JX_ARCHIVE_ARCHIVE_H
#define JX_ARCHIVE_ARCHIVE_H

#include "build.h"

struct archive_wish {
    struct build_wish build;
    const char *file; /* replaced */
    const char
        *published; /* a folder that was published: must be what the county says now; or NULL */
    folder_differs_fn *differs; /* told of each file of it that is not */
    void *to;
};

struct archive_report {
    uint64_t position, records, groups;
    uint32_t files;
    struct jx_hash head; /* of the journal's chain, behind the last group in it */
};

/* The file is there whole or not at all. JX_E_STATE when `published` is not what the county says;
 * JX_E_CORRUPT when a record does not hold; JX_E_BUSY when the county went on meanwhile; what
 * asking and writing return. */
jx_status archive_year(struct session *s, const struct archive_wish *w, struct archive_report *out);

/* What ARCHIVE_CONF says. */
struct archive_conf {
    struct build_wish build;
    uint64_t position, records;
    uint8_t journal[JX_JOURNAL_ID_BYTES], signing_key[JX_SIGN_PUBLIC_BYTES];
    struct jx_hash head;
    char unit[JX_IDENTITY_UNIT_MAX];
};
/* JX_E_CONFIG, JX_E_VERSION, JX_E_NOT_FOUND. */
jx_status archive_conf_read(const char *path, struct archive_conf *out);

#endif
