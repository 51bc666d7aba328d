/* Checking an archive without the county's server: its files against their hashes, its journal
 * against the county's signing key, and everything else against what the records come to when they
 * are folded again here. */
#ifndef JX_ARCHIVE_AUDIT_H
#define JX_ARCHIVE_AUDIT_H

#include "archive.h"

struct audit_wish {
    const char *archive;        /* the file, or the folder it was unpacked into */
    const char *published;      /* a published folder to compare too; NULL: none */
    const uint8_t *signing_key; /* the county's, from elsewhere; NULL: the archive's own word */
    bool fold;                  /* fold the records again; else only what needs no worker */
};

enum audit_problem {
    AUDIT_DAMAGED,   /* a member cannot be read whole */
    AUDIT_SUM,       /* another hash than the archive lists */
    AUDIT_MISSING,   /* listed or come to, and not there */
    AUDIT_ADDED,     /* there, and neither listed nor come to */
    AUDIT_CONF,      /* what the archive says of itself does not hold */
    AUDIT_KEY,       /* signed with another key than the county's */
    AUDIT_JOURNAL,   /* the chain does not hold at `position` */
    AUDIT_TABLE,     /* not what the records come to; `position` is the line, where known */
    AUDIT_PUBLISHED, /* the published file is not the archived one; likewise */
    AUDIT_PROBLEMS
};
/* "damaged", "sum", ... for programs. */
const char *audit_problem_name(enum audit_problem p);

/* `name` is the file below the archive or the published folder, `why` a word of chain.h or "". */
typedef void audit_found_fn(void *to, enum audit_problem what, struct jx_slice name,
                            uint64_t position, const char *why);

struct audit_report {
    struct archive_conf conf;
    uint64_t groups;
    uint32_t files, problems;
    bool folded;
};

/* JX_OK when it was looked at to the end, whatever was found. JX_E_FORMAT when it is no archive,
 * JX_E_NO_WORKER when it cannot be folded again for want of the program, what reading and writing
 * return. */
jx_status audit(const struct context *ctx, const struct audit_wish *w, audit_found_fn *found,
                void *to, struct audit_report *out);

#endif
