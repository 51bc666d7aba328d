/* A walk over an LMDB file's pages, and the trees that it goes along. */
#ifndef JX_KV_TREES_H
#define JX_KV_TREES_H

#include "kv.h"
#include "layout.h"

#include "../base/slice.h"

#include <stdatomic.h>

enum { TREE_NAME = 32 }; /* of a table, its NUL included */

enum tree_kind { FREE_PAGES, TABLES, ROWS };

/* A tree, and what was counted in it. */
struct tree {
    const char *name;
    enum tree_kind kind;
    struct layout_table is, says;
};

/* A row of the main table, and what came of walking its tree. */
struct tree_table {
    char name[TREE_NAME];
    struct tree tree;
    jx_status status;
    struct pages_damage damage;
};
struct tree_tables {
    struct tree_table all[KV_TABLES_MAX];
    unsigned count;
};

struct rooms {
    unsigned char *pages; /* one for each level of a tree */
    uint16_t *sizes;      /* of the nodes of one page, by half of their offset */
};

struct walk {
    int fd;
    bool deep;
    struct layout_head meta;
    uint64_t pages;              /* in the file */
    _Atomic unsigned char *seen; /* a bit for each page; of all walks over the file together */
    struct tree_tables *tables;  /* filled by the walk over the main table */
    /* Of this walk alone: */
    struct rooms rooms;
    struct pages_damage *damage;
};

struct tree_node {
    uint64_t child; /* of a branch */
    unsigned flags; /* of a leaf */
    size_t size;    /* of the value */
    struct jx_slice key;
    const unsigned char *value;
};

/* JX_E_CORRUPT, and says where: the page of those flags in that tree. */
jx_status tree_found(struct walk *w, const struct tree *t, uint64_t page, unsigned flags,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));
/* One page, read. */
jx_status tree_load(struct walk *w, const struct tree *t, uint64_t page, unsigned char *to);
/* The nodes fill the page's upper part without gap or overlap. */
jx_status tree_check_nodes(struct walk *w, const struct tree *t, uint64_t number_of,
                           const unsigned char *page, unsigned flags);
/* Of a page that tree_check_nodes() found good. */
unsigned tree_nodes(const unsigned char *page);
struct tree_node tree_node_at(const unsigned char *page, unsigned i);

/* Every page of the tree; of the main one without the tables in it, which it names in w->tables. */
jx_status tree_walk(struct walk *w, struct tree *t);

#endif
