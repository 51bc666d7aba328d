/* Walking one tree of an LMDB file, page by page. Every number that comes from the file is looked
 * at before it is used. */
#include "trees.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const uint64_t no_page = UINT64_MAX;

static const char *kind_of_page(unsigned flags)
{
    return flags == IS_LEAF ? "leaf" : flags == IS_BRANCH ? "branch" : "large value";
}

jx_status tree_found(struct walk *w, const struct tree *t, uint64_t page, unsigned flags,
                     const char *format, ...)
{
    char what[128];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return layout_found(w->damage, "page %" PRIu64 ", %s of table %s: %s", page,
                        kind_of_page(flags), t->name, what);
}

/* False when it was marked already. */
static bool mark_seen(const struct walk *w, uint64_t page)
{
    const unsigned char bit = (unsigned char)(1u << page % 8);
    return !(atomic_fetch_or_explicit(&w->seen[page / 8], bit, memory_order_relaxed) & bit);
}

/* Each page belongs to one place. */
static jx_status claim(struct walk *w, const struct tree *t, uint64_t page, uint64_t count)
{
    bool inside = page >= FIRST_PAGE && page <= w->meta.last && count <= w->meta.last - page + 1;
    if (!inside)
        return layout_found(w->damage,
                            "table %s refers to page %" PRIu64 ", which the file does not have",
                            t->name, page);
    for (uint64_t p = page; p < page + count; p++)
        if (!mark_seen(w, p))
            return layout_found(w->damage, "page %" PRIu64 " is used twice, once by table %s", p,
                                t->name);
    return JX_OK;
}

jx_status tree_load(struct walk *w, const struct tree *t, uint64_t page, unsigned char *to)
{
    if (page >= w->pages)
        return layout_found(w->damage, "page %" PRIu64 " of table %s lies behind the file's end",
                            page, t->name);
    return layout_read(w->fd, page * w->meta.page_bytes, to, w->meta.page_bytes, w->damage);
}

unsigned tree_nodes(const unsigned char *page)
{
    return (layout_short(page + AT_LOWER) - HEAD) / 2;
}

struct tree_node tree_node_at(const unsigned char *page, unsigned i)
{
    const unsigned char *n = page + layout_short(page + HEAD + 2 * i);
    size_t key = layout_short(n + 6);
    return (struct tree_node){.child = layout_number(n, 6),
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
jx_status tree_check_nodes(struct walk *w, const struct tree *t, uint64_t number_of,
                           const unsigned char *page, unsigned flags)
{
    const size_t bytes = w->meta.page_bytes;
    size_t lower = layout_short(page + AT_LOWER), upper = layout_short(page + AT_UPPER);
    if (lower < HEAD || lower % 2 || lower > upper || upper > bytes || upper % 2)
        return tree_found(w, t, number_of, flags, "its bounds are damaged");
    memset(w->rooms.sizes, 0, bytes / 2 * sizeof *w->rooms.sizes);
    for (unsigned i = 0; i < tree_nodes(page); i++) {
        size_t offset = layout_short(page + HEAD + 2 * i);
        size_t room = offset % 2 || offset < upper ? 0
                                                   : room_of(page, offset, bytes, flags == IS_LEAF);
        if (room == 0 || w->rooms.sizes[offset / 2])
            return tree_found(w, t, number_of, flags, "node %u is damaged", i);
        w->rooms.sizes[offset / 2] = (uint16_t)room;
    }
    unsigned met = 0;
    for (size_t at = upper; at < bytes; at += w->rooms.sizes[at / 2], met++)
        if (!w->rooms.sizes[at / 2]) return tree_found(w, t, number_of, flags, "a node is damaged");
    if (met != tree_nodes(page)) return tree_found(w, t, number_of, flags, "nodes overlap");
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
    for (unsigned i = 0; i < tree_nodes(page); i++) {
        struct jx_slice key = tree_node_at(page, i).key;
        if (flags == IS_BRANCH && i == 0)
            continue; /* means "from the beginning"; never looked at */
        if (t->kind == FREE_PAGES ? key.len != 8 : key.len == 0)
            return tree_found(w, t, number_of, flags, "key %u has a damaged length", i);
        bool first = before.ptr == from.ptr;
        int order = jx_is_absent(before) ? 1 : compare(t, key, before);
        if (order < 0 || (order == 0 && !first))
            return tree_found(w, t, number_of, flags, "key %u is out of order", i);
        before = key;
    }
    if (!jx_is_absent(to) && !jx_is_absent(before) && before.ptr != from.ptr &&
        compare(t, before, to) >= 0)
        return tree_found(w, t, number_of, flags, "its last key is out of order");
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
        return tree_found(w, t, page, IS_LARGE, "it lies behind the file's end");
    if (!w->deep) return JX_OK;
    rc = layout_read(w->fd, page * w->meta.page_bytes, head, sizeof head, w->damage);
    if (rc != JX_OK) return rc;
    if (layout_number(head, 8) != page || layout_short(head + AT_FLAGS) != IS_LARGE ||
        layout_number(head + AT_PAGES, 4) != count)
        return tree_found(w, t, page, IS_LARGE, "its head is damaged");
    return JX_OK;
}

/* A list of free pages: how many, then their numbers, falling. */
static jx_status check_free(struct walk *w, const struct tree *t, uint64_t page,
                            const unsigned char *list, size_t size)
{
    uint64_t room = size / 8, count = size >= 8 ? layout_number(list, 8) : 0;
    if (size < 8 || size % 8 || count > room - 1)
        return tree_found(w, t, page, IS_LEAF, "the length of a list of free pages is damaged");
    for (uint64_t i = 1, before = no_page; i <= count; i++) {
        uint64_t free_page = layout_number(list + 8 * i, 8);
        if (free_page >= before)
            return tree_found(w, t, page, IS_LEAF, "a list of free pages is out of order");
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

/* The main table's rows are the other tables. */
static jx_status check_table(struct walk *w, const struct tree *t, uint64_t page,
                             const struct tree_node *n)
{
    if (n->flags != NODE_TABLE || n->size != TABLE || n->key.len >= TREE_NAME)
        return tree_found(w, t, page, IS_LEAF, "the entry of a table is damaged");
    if (w->tables->count == KV_TABLES_MAX)
        return tree_found(w, t, page, IS_LEAF, "there are more tables than any version has");
    struct tree_table *inner = &w->tables->all[w->tables->count];
    for (size_t i = 0; i < n->key.len; i++) { /* it may be damaged */
        bool printable = n->key.ptr[i] > ' ' && n->key.ptr[i] < 127;
        inner->name[i] = '?';
        if (printable) inner->name[i] = n->key.ptr[i];
    }
    inner->name[n->key.len] = '\0';
    inner->tree = (struct tree){.name = inner->name, .kind = ROWS, .says = layout_table(n->value)};
    if (inner->tree.says.flags != 0 || layout_number(n->value, 4) != 0)
        return tree_found(w, t, page, IS_LEAF, "the flags of table %s are damaged", inner->name);
    w->tables->count++;
    return JX_OK;
}

static jx_status check_value(struct walk *w, struct tree *t, uint64_t page,
                             const struct tree_node *n)
{
    if (t->kind == TABLES) return check_table(w, t, page, n);
    if (n->flags & ~(unsigned)NODE_LARGE)
        return tree_found(w, t, page, IS_LEAF, "the flags of a node are damaged");
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
    unsigned count = tree_nodes(rooms);
    jx_status rc = JX_OK;
    for (unsigned i = 0; rc == JX_OK && i < count; i++) {
        struct tree_node n = tree_node_at(rooms, i);
        struct below child = {.page = n.child,
                              .depth = b.depth - 1,
                              .from = i ? n.key : b.from,
                              .to = i + 1 < count ? tree_node_at(rooms, i + 1).key : b.to};
        rc = walk_page(w, t, child, rooms + w->meta.page_bytes);
    }
    return rc;
}

static jx_status walk_values(struct walk *w, struct tree *t, uint64_t page,
                             const unsigned char *room)
{
    jx_status rc = JX_OK;
    t->is.entries += tree_nodes(room);
    for (unsigned i = 0; rc == JX_OK && i < tree_nodes(room); i++) {
        struct tree_node n = tree_node_at(room, i);
        rc = check_value(w, t, page, &n);
    }
    return rc;
}

static jx_status walk_page(struct walk *w, struct tree *t, struct below b, unsigned char *rooms)
{
    const unsigned flags = b.depth > 1 ? IS_BRANCH : IS_LEAF;
    jx_status rc = claim(w, t, b.page, 1);
    if (rc == JX_OK) rc = tree_load(w, t, b.page, rooms);
    if (rc != JX_OK) return rc;
    if (layout_number(rooms, 8) != b.page || layout_short(rooms + AT_FLAGS) != flags)
        return tree_found(w, t, b.page, flags, "number or kind of the page are damaged");
    rc = tree_check_nodes(w, t, b.page, rooms, flags);
    if (rc != JX_OK) return rc;
    /* LMDB ends the process over a branch with one child. */
    unsigned least = flags == IS_BRANCH && t->kind != FREE_PAGES ? 2 : 1;
    if (tree_nodes(rooms) < least) return tree_found(w, t, b.page, flags, "it holds too few nodes");
    rc = check_keys(w, t, b.page, rooms, flags, b.from, b.to);
    if (rc != JX_OK) return rc;
    *(flags == IS_LEAF ? &t->is.leaves : &t->is.branches) += 1;
    return flags == IS_LEAF ? walk_values(w, t, b.page, rooms) : walk_children(w, t, b, rooms);
}

jx_status tree_walk(struct walk *w, struct tree *t)
{
    const struct layout_table *says = &t->says;
    if (says->depth > DEPTH_MAX || (says->depth == 0) != (says->root == no_page))
        return layout_found(w->damage, "the depth or root of table %s is damaged", t->name);
    struct below all = {says->root, says->depth, JX_ABSENT, JX_ABSENT};
    jx_status rc = says->depth ? walk_page(w, t, all, w->rooms.pages) : JX_OK;
    if (rc != JX_OK) return rc;
    bool same = t->is.branches == says->branches && t->is.leaves == says->leaves &&
                t->is.large == says->large && t->is.entries == says->entries;
    return same ? JX_OK : layout_found(w->damage, "the counts of table %s are damaged", t->name);
}
