/* LMDB 0.9's layout, for the files that check it. */
#ifndef JX_KV_LAYOUT_H
#define JX_KV_LAYOUT_H

#include "pages.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && sizeof(size_t) == 8,
              "the layout below is that of such machines");

/* Numbers are little-endian. */
enum {
    HEAD = 16, /* of a page: number 8, padding 2, flags 2, then lower 2 and upper 2, or pages 4 */
    AT_FLAGS = 10,
    AT_LOWER = 12,
    AT_UPPER = 14,
    AT_PAGES = 12,
    IS_BRANCH = 1,
    IS_LEAF = 2,
    IS_LARGE = 4, /* one value, over as many pages as it needs */
    IS_META = 8,

    /* of a node: size or page 2 + 2 + 2, the upper two the flags of a leaf's; key size 2 */
    NODE = 8,
    NODE_LARGE = 1,
    NODE_TABLE = 2,

    META_MAGIC = HEAD, /* of a meta page: magic 4, version 4, address 8, map 8, two tables, ... */
    META_VERSION = HEAD + 4,
    META_TABLES = HEAD + 24,
    META_LAST = HEAD + 120,
    META_TXN = HEAD + 128,
    META_BYTES = HEAD + 136,

    /* page size 4, flags 2, depth 2, branches 8, leaves 8, large 8, entries 8, root 8 */
    TABLE = 48,
    FREE_FLAGS = 8,     /* of the table of free pages: keys are numbers */
    NO_SUBDIR = 0x4000, /* is kept beside them */
    FIRST_PAGE = 2,     /* behind the two meta pages */
    DEPTH_MAX = 32,     /* LMDB's own */
    PAGE_LEAST = 512,
    PAGE_MOST = 32768,
};

static inline uint64_t layout_number(const unsigned char *at, unsigned bytes)
{
    uint64_t n = 0;
    memcpy(&n, at, bytes);
    return n;
}

static inline unsigned layout_short(const unsigned char *at)
{
    return (unsigned)layout_number(at, 2);
}

/* A table, as a head or a row of the main table describes it. */
struct layout_table {
    unsigned flags, depth;
    uint64_t branches, leaves, large, entries, root;
};

/* What a head page says. */
struct layout_head {
    size_t page_bytes;
    uint64_t last, txn;
    struct layout_table free, main;
};

struct layout_table layout_table(const unsigned char *at);

/* Head page `which`. JX_E_CORRUPT, JX_E_VERSION, JX_E_IO. */
jx_status layout_head(int fd, unsigned which, size_t page_bytes, struct layout_head *out,
                      struct pages_damage *d);
/* A size that LMDB could have chosen. */
bool layout_is_page_size(size_t n);

/* Puts the sentence into *d; JX_E_CORRUPT. */
jx_status layout_found(struct pages_damage *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Reads all of it: JX_E_IO, or JX_E_CORRUPT where the file ends before. */
jx_status layout_read(int fd, uint64_t offset, void *to, size_t len, struct pages_damage *d);

#endif
