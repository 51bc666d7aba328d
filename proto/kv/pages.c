/* Walking an LMDB file's pages. Every number that comes from the file is looked at before it is
 * used. */
#include "layout.h"

#include "../base/slice.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const uint64_t no_page = UINT64_MAX;

struct walk {
    int fd;
    bool deep;
    struct layout_head meta;
    uint64_t pages;       /* in the file */
    unsigned char *seen;  /* a bit for each page */
    unsigned char *rooms; /* a page for each level of a tree inside the main one */
    uint16_t *sizes;      /* of the nodes of one page, by half of their offset */
    struct pages_damage *damage;
};

enum kind { FREE_PAGES, TABLES, ROWS };

/* A tree, and what was counted in it. */
struct tree {
    const char *name;
    enum kind kind;
    struct layout_table is, says;
};

struct node {
    uint64_t child; /* of a branch */
    unsigned flags; /* of a leaf */
    size_t size;    /* of the value */
    struct jx_slice key;
    const unsigned char *value;
};

static const char *kind_of_page(unsigned flags)
{
    return flags == IS_LEAF ? "leaf" : flags == IS_BRANCH ? "branch" : "large value";
}

#define FOUND(w, t, page, flags, ...) found_in((w), (t), (page), kind_of_page(flags), __VA_ARGS__)

static jx_status found_in(struct walk *w, const struct tree *t, uint64_t page, const char *kind,
                          const char *format, ...) __attribute__((format(printf, 5, 6)));
static jx_status found_in(struct walk *w, const struct tree *t, uint64_t page, const char *kind,
                          const char *format, ...)
{
    char what[128];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return layout_found(w->damage, "page %" PRIu64 ", %s of table %s: %s", page, kind, t->name,
                        what);
}

/* Each page belongs to one place. */
static jx_status claim(struct walk *w, const struct tree *t, uint64_t page, uint64_t count)
{
    bool inside = page >= FIRST_PAGE && page <= w->meta.last && count <= w->meta.last - page + 1;
    if (!inside)
        return layout_found(w->damage,
                            "table %s refers to page %" PRIu64 ", which the file does not have",
                            t->name, page);
    for (uint64_t p = page; p < page + count; p++) {
        if (w->seen[p / 8] & 1u << p % 8)
            return layout_found(w->damage, "page %" PRIu64 " is used twice, once by table %s", p,
                                t->name);
        w->seen[p / 8] |= (unsigned char)(1u << p % 8);
    }
    return JX_OK;
}

static jx_status load(struct walk *w, const struct tree *t, uint64_t page, unsigned char *to)
{
    if (page >= w->pages)
        return layout_found(w->damage, "page %" PRIu64 " of table %s lies behind the file's end",
                            page, t->name);
    return layout_read(w->fd, page * w->meta.page_bytes, to, w->meta.page_bytes, w->damage);
}

static unsigned nodes_of(const unsigned char *page)
{
    return (layout_short(page + AT_LOWER) - HEAD) / 2;
}

static struct node node_at(const unsigned char *page, unsigned i)
{
    const unsigned char *n = page + layout_short(page + HEAD + 2 * i);
    size_t key = layout_short(n + 6);
    return (struct node){.child = layout_number(n, 6),
                         .flags = layout_short(n + 4),
                         .size = (size_t)layout_number(n, 4),
                         .key = jx_slice_at(n + NODE, key),
                         .value = n + NODE + key};
}

/* Bytes that a node takes, even; 0 when it does not fit into what is left. */
static size_t room_of(const unsigned char *page, size_t offset, size_t page_bytes, bool leaf)
{
    if (offset + NODE > page_bytes) return 0;
    const unsigned char *n = page + offset;
    size_t room = NODE + layout_short(n + 6);
    if (leaf) room += layout_short(n + 4) & NODE_LARGE ? 8 : (size_t)layout_number(n, 4);
    room += room % 2;
    return room <= page_bytes - offset ? room : 0;
}

/* The nodes fill the page's upper part without gap or overlap. */
static jx_status check_nodes(struct walk *w, const struct tree *t, uint64_t number_of,
                             const unsigned char *page, unsigned flags)
{
    const size_t bytes = w->meta.page_bytes;
    size_t lower = layout_short(page + AT_LOWER), upper = layout_short(page + AT_UPPER);
    if (lower < HEAD || lower % 2 || lower > upper || upper > bytes || upper % 2)
        return FOUND(w, t, number_of, flags, "its bounds are damaged");
    memset(w->sizes, 0, bytes / 2 * sizeof *w->sizes);
    for (unsigned i = 0; i < nodes_of(page); i++) {
        size_t offset = layout_short(page + HEAD + 2 * i);
        size_t room = offset % 2 || offset < upper ? 0
                                                   : room_of(page, offset, bytes, flags == IS_LEAF);
        if (room == 0 || w->sizes[offset / 2])
            return FOUND(w, t, number_of, flags, "node %u is damaged", i);
        w->sizes[offset / 2] = (uint16_t)room;
    }
    unsigned met = 0;
    for (size_t at = upper; at < bytes; at += w->sizes[at / 2], met++)
        if (!w->sizes[at / 2]) return FOUND(w, t, number_of, flags, "a node is damaged");
    if (met != nodes_of(page)) return FOUND(w, t, number_of, flags, "nodes overlap");
    return JX_OK;
}

static int compare(const struct tree *t, struct jx_slice a, struct jx_slice b)
{
    if (t->kind != FREE_PAGES) return jx_slice_cmp(a, b);
    uint64_t x = layout_number((const unsigned char *)a.ptr, 8),
             y = layout_number((const unsigned char *)b.ptr, 8);
    return (x > y) - (x < y);
}

/* Keys rise, and stay within what the branch above promises. Absent bounds are none. */
static jx_status check_keys(struct walk *w, const struct tree *t, uint64_t number_of,
                            const unsigned char *page, unsigned flags, struct jx_slice from,
                            struct jx_slice to)
{
    struct jx_slice before = from;
    for (unsigned i = 0; i < nodes_of(page); i++) {
        struct jx_slice key = node_at(page, i).key;
        if (flags == IS_BRANCH && i == 0)
            continue; /* means "from the beginning"; never looked at */
        if (t->kind == FREE_PAGES ? key.len != 8 : key.len == 0)
            return FOUND(w, t, number_of, flags, "key %u has a damaged length", i);
        bool first = before.ptr == from.ptr;
        int order = jx_is_absent(before) ? 1 : compare(t, key, before);
        if (order < 0 || (order == 0 && !first))
            return FOUND(w, t, number_of, flags, "key %u is out of order", i);
        before = key;
    }
    if (!jx_is_absent(to) && !jx_is_absent(before) && before.ptr != from.ptr &&
        compare(t, before, to) >= 0)
        return FOUND(w, t, number_of, flags, "its last key is out of order");
    return JX_OK;
}

static uint64_t pages_of(const struct walk *w, size_t size)
{
    return (HEAD - 1 + size) / w->meta.page_bytes + 1;
}

static jx_status check_large(struct walk *w, struct tree *t, uint64_t page, size_t size)
{
    uint64_t count = pages_of(w, size);
    unsigned char head[HEAD];
    jx_status rc = claim(w, t, page, count);
    if (rc != JX_OK) return rc;
    t->is.large += count;
    if (page + count > w->pages)
        return FOUND(w, t, page, IS_LARGE, "it lies behind the file's end");
    if (!w->deep) return JX_OK;
    rc = layout_read(w->fd, page * w->meta.page_bytes, head, sizeof head, w->damage);
    if (rc != JX_OK) return rc;
    if (layout_number(head, 8) != page || layout_short(head + AT_FLAGS) != IS_LARGE ||
        layout_number(head + AT_PAGES, 4) != count)
        return FOUND(w, t, page, IS_LARGE, "its head is damaged");
    return JX_OK;
}

/* A list of free pages: how many, then their numbers, falling. */
static jx_status check_free(struct walk *w, const struct tree *t, uint64_t page,
                            const unsigned char *list, size_t size)
{
    uint64_t room = size / 8, count = size >= 8 ? layout_number(list, 8) : 0;
    if (size < 8 || size % 8 || count > room - 1)
        return FOUND(w, t, page, IS_LEAF, "the length of a list of free pages is damaged");
    for (uint64_t i = 1, before = no_page; i <= count; i++) {
        uint64_t free_page = layout_number(list + 8 * i, 8);
        if (free_page >= before)
            return FOUND(w, t, page, IS_LEAF, "a list of free pages is out of order");
        before = free_page;
        jx_status rc = claim(w, t, free_page, 1);
        if (rc != JX_OK) return rc;
    }
    return JX_OK;
}

static jx_status check_large_free(struct walk *w, const struct tree *t, uint64_t page,
                                  uint64_t large, size_t size)
{
    unsigned char *list = malloc(size);
    if (!list) return JX_E_NO_MEMORY;
    jx_status rc = layout_read(w->fd, large * w->meta.page_bytes + HEAD, list, size, w->damage);
    if (rc == JX_OK) rc = check_free(w, t, page, list, size);
    free(list);
    return rc;
}

static jx_status walk_tree(struct walk *w, struct tree *t, unsigned char *rooms);

/* The main table's rows are the other tables. */
static jx_status check_table(struct walk *w, const struct tree *t, uint64_t page,
                             const struct node *n, unsigned char *rooms)
{
    char name[32];
    if (n->flags != NODE_TABLE || n->size != TABLE || n->key.len >= sizeof name)
        return FOUND(w, t, page, IS_LEAF, "the entry of a table is damaged");
    for (size_t i = 0; i < n->key.len; i++) { /* it may be damaged */
        bool printable = n->key.ptr[i] > ' ' && n->key.ptr[i] < 127;
        name[i] = '?';
        if (printable) name[i] = n->key.ptr[i];
    }
    name[n->key.len] = '\0';
    struct tree inner = {.name = name, .kind = ROWS, .says = layout_table(n->value)};
    if (inner.says.flags != 0 || layout_number(n->value, 4) != 0)
        return FOUND(w, t, page, IS_LEAF, "the flags of table %s are damaged", name);
    return walk_tree(w, &inner, rooms);
}

static jx_status check_value(struct walk *w, struct tree *t, uint64_t page, const struct node *n,
                             unsigned char *rooms)
{
    if (t->kind == TABLES) return check_table(w, t, page, n, rooms);
    if (n->flags & ~(unsigned)NODE_LARGE)
        return FOUND(w, t, page, IS_LEAF, "the flags of a node are damaged");
    bool large = n->flags & NODE_LARGE;
    uint64_t at = large ? layout_number(n->value, 8) : 0;
    jx_status rc = large ? check_large(w, t, at, n->size) : JX_OK;
    if (rc != JX_OK || t->kind != FREE_PAGES) return rc;
    return large ? check_large_free(w, t, page, at, n->size)
                 : check_free(w, t, page, n->value, n->size);
}

/* What is below a page; `depth` levels, this one included. rooms[0] holds the page. */
struct below {
    uint64_t page;
    unsigned depth;
    struct jx_slice from, to;
};

static jx_status walk_page(struct walk *w, struct tree *t, struct below b, unsigned char *rooms);

static jx_status walk_children(struct walk *w, struct tree *t, struct below b, unsigned char *rooms)
{
    unsigned count = nodes_of(rooms);
    jx_status rc = JX_OK;
    for (unsigned i = 0; rc == JX_OK && i < count; i++) {
        struct node n = node_at(rooms, i);
        struct below child = {.page = n.child,
                              .depth = b.depth - 1,
                              .from = i ? n.key : b.from,
                              .to = i + 1 < count ? node_at(rooms, i + 1).key : b.to};
        rc = walk_page(w, t, child, rooms + w->meta.page_bytes);
    }
    return rc;
}

static jx_status walk_values(struct walk *w, struct tree *t, uint64_t page, unsigned char *rooms)
{
    jx_status rc = JX_OK;
    t->is.entries += nodes_of(rooms);
    for (unsigned i = 0; rc == JX_OK && i < nodes_of(rooms); i++) {
        struct node n = node_at(rooms, i);
        rc = check_value(w, t, page, &n, rooms + w->meta.page_bytes);
    }
    return rc;
}

static jx_status walk_page(struct walk *w, struct tree *t, struct below b, unsigned char *rooms)
{
    const unsigned flags = b.depth > 1 ? IS_BRANCH : IS_LEAF;
    jx_status rc = claim(w, t, b.page, 1);
    if (rc == JX_OK) rc = load(w, t, b.page, rooms);
    if (rc != JX_OK) return rc;
    if (layout_number(rooms, 8) != b.page || layout_short(rooms + AT_FLAGS) != flags)
        return FOUND(w, t, b.page, flags, "number or kind of the page are damaged");
    rc = check_nodes(w, t, b.page, rooms, flags);
    if (rc != JX_OK) return rc;
    /* LMDB ends the process over a branch with one child. */
    unsigned least = flags == IS_BRANCH && t->kind != FREE_PAGES ? 2 : 1;
    if (nodes_of(rooms) < least) return FOUND(w, t, b.page, flags, "it holds too few nodes");
    rc = check_keys(w, t, b.page, rooms, flags, b.from, b.to);
    if (rc != JX_OK) return rc;
    *(flags == IS_LEAF ? &t->is.leaves : &t->is.branches) += 1;
    return flags == IS_LEAF ? walk_values(w, t, b.page, rooms) : walk_children(w, t, b, rooms);
}

static jx_status walk_tree(struct walk *w, struct tree *t, unsigned char *rooms)
{
    const struct layout_table *says = &t->says;
    if (says->depth > DEPTH_MAX || (says->depth == 0) != (says->root == no_page))
        return layout_found(w->damage, "the depth or root of table %s is damaged", t->name);
    struct below all = {says->root, says->depth, JX_ABSENT, JX_ABSENT};
    jx_status rc = says->depth ? walk_page(w, t, all, rooms) : JX_OK;
    if (rc != JX_OK) return rc;
    bool same = t->is.branches == says->branches && t->is.leaves == says->leaves &&
                t->is.large == says->large && t->is.entries == says->entries;
    return same ? JX_OK : layout_found(w->damage, "the counts of table %s are damaged", t->name);
}

/* Pages behind the file's end were never written: one transaction took them and gave them back, so
 * they are listed as free. Others mean that the number of the last page is damaged, and the next
 * ones would be taken far behind the end. */
static jx_status check_end(struct walk *w)
{
    for (uint64_t p = w->pages; p <= w->meta.last; p++)
        if (!(w->seen[p / 8] & 1u << p % 8))
            return layout_found(w->damage, "page %u: the number of the last page is damaged",
                                (unsigned)(w->meta.txn % 2));
    return JX_OK;
}

/* The last key of the free pages' tree: the last transaction that freed any. */
static jx_status last_freed(struct walk *w, const struct layout_head *h, uint64_t *txn)
{
    const struct tree t = {.name = "of free pages", .kind = FREE_PAGES};
    uint64_t page = h->free.root;
    for (unsigned depth = h->free.depth; depth > 0; depth--) {
        const unsigned flags = depth > 1 ? IS_BRANCH : IS_LEAF;
        jx_status rc = load(w, &t, page, w->rooms);
        if (rc != JX_OK) return rc;
        if (layout_number(w->rooms, 8) != page || layout_short(w->rooms + AT_FLAGS) != flags)
            return FOUND(w, &t, page, flags, "number or kind of the page are damaged");
        rc = check_nodes(w, &t, page, w->rooms, flags);
        if (rc != JX_OK) return rc;
        if (nodes_of(w->rooms) == 0) return FOUND(w, &t, page, flags, "it holds too few nodes");
        struct node n = node_at(w->rooms, nodes_of(w->rooms) - 1);
        page = n.child;
        if (depth == 1)
            *txn = n.key.len == 8 ? layout_number((const unsigned char *)n.key.ptr, 8) : 0;
    }
    return JX_OK;
}

/* A head's transaction is the last one that freed pages, since every one frees those it changes. A
 * head whose number is damaged so that it seems older or newer than it is would make LMDB take the
 * state before the last transaction. But where writing a head has failed, LMDB itself gives the
 * `unused` one the number of two transactions before. */
static jx_status check_age(struct walk *w, const struct layout_head *h, bool unused)
{
    uint64_t freed = h->txn;
    if (h->free.depth > DEPTH_MAX)
        return layout_found(w->damage, "the depth of the table of free pages is damaged");
    jx_status rc = last_freed(w, h, &freed);
    if (rc != JX_OK || freed == h->txn || (unused && freed == h->txn + 2)) return rc;
    return layout_found(w->damage,
                        "page %u: the head's transaction is said to be %" PRIu64
                        ", but it freed pages as %" PRIu64,
                        (unsigned)(h->txn % 2), h->txn, freed);
}

/* Of the head before; unless it is another one by now, since others write. */
static jx_status check_other_age(struct walk *w)
{
    struct layout_head other, again;
    const size_t bytes = w->meta.page_bytes;
    const unsigned which = !(w->meta.txn % 2);
    jx_status rc = layout_head(w->fd, which, bytes, &other, w->damage);
    if (rc != JX_OK || other.txn + 1 != w->meta.txn) return rc;
    rc = check_age(w, &other, true);
    if (rc != JX_E_CORRUPT) return rc;
    struct pages_damage ignored;
    if (layout_head(w->fd, which, bytes, &again, &ignored) != JX_OK || again.txn == other.txn)
        return rc;
    w->damage->text[0] = '\0';
    return JX_OK;
}

static jx_status walk_all(struct walk *w)
{
    struct tree free_pages = {.name = "of free pages", .kind = FREE_PAGES, .says = w->meta.free};
    struct tree tables = {.name = "of tables", .kind = TABLES, .says = w->meta.main};
    if ((w->meta.free.flags & ~(unsigned)NO_SUBDIR) != FREE_FLAGS || w->meta.main.flags != 0)
        return layout_found(w->damage, "page %u: the flags of the head are damaged",
                            (unsigned)(w->meta.txn % 2));
    jx_status rc = walk_tree(w, &tables, w->rooms);
    if (rc == JX_OK) rc = walk_tree(w, &free_pages, w->rooms);
    if (rc == JX_OK) rc = check_end(w);
    if (rc == JX_OK) rc = check_age(w, &w->meta, false);
    return rc == JX_OK ? check_other_age(w) : rc;
}

static jx_status prepare(struct walk *w, uint64_t txn)
{
    struct stat st;
    struct layout_head first;
    if (fstat(w->fd, &st) != 0) return JX_E_IO;
    jx_status rc = layout_head(w->fd, 0, 0, &first, w->damage);
    if (rc == JX_OK && !layout_is_page_size(first.page_bytes))
        rc = layout_found(w->damage, "page 0: the page size is damaged");
    if (rc == JX_OK) rc = layout_head(w->fd, txn % 2, first.page_bytes, &w->meta, w->damage);
    if (rc != JX_OK) return rc;
    if (w->meta.txn != txn) return JX_E_BUSY;
    w->meta.page_bytes = first.page_bytes;
    w->pages = (uint64_t)st.st_size / first.page_bytes;
    if (w->meta.last > w->pages + (1 << 16))
        return layout_found(w->damage, "page %u: the number of the last page is damaged",
                            (unsigned)(txn % 2));
    w->seen = calloc(w->meta.last / 8 + 1, 1);
    w->rooms = malloc((2 * DEPTH_MAX + 2) * first.page_bytes);
    w->sizes = malloc(first.page_bytes / 2 * sizeof *w->sizes);
    return w->seen && w->rooms && w->sizes ? JX_OK : JX_E_NO_MEMORY;
}

jx_status pages_check(int fd, uint64_t txn, bool deep, struct pages_damage *damage)
{
    struct walk w = {.fd = fd, .deep = deep, .damage = damage};
    damage->text[0] = '\0';
    jx_status rc = prepare(&w, txn);
    if (rc == JX_OK) rc = walk_all(&w);
    free(w.seen);
    free(w.rooms);
    free(w.sizes);
    return rc;
}
