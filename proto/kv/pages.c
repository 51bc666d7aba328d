/* Whether an LMDB file's pages make sense: its heads, its tables, what is free and what is used. */
#include "trees.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool was_seen(const struct walk *w, uint64_t page)
{
    return w->seen[page / 8] & 1u << page % 8;
}

/* Pages behind the file's end were never written: one transaction took them and gave them back, so
 * they are listed as free. Others mean that the number of the last page is damaged, and the next
 * ones would be taken far behind the end. */
static jx_status check_end(struct walk *w)
{
    for (uint64_t p = w->pages; p <= w->meta.last; p++)
        if (!(was_seen(w, p)))
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
        jx_status rc = tree_load(w, &t, page, w->rooms.pages);
        if (rc != JX_OK) return rc;
        if (layout_number(w->rooms.pages, 8) != page ||
            layout_short(w->rooms.pages + AT_FLAGS) != flags)
            return tree_found(w, &t, page, flags, "number or kind of the page are damaged");
        rc = tree_check_nodes(w, &t, page, w->rooms.pages, flags);
        if (rc != JX_OK) return rc;
        if (tree_nodes(w->rooms.pages) == 0)
            return tree_found(w, &t, page, flags, "it holds too few nodes");
        struct tree_node n = tree_node_at(w->rooms.pages, tree_nodes(w->rooms.pages) - 1);
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

/* ---- the tables ---- */

/* One of two walks over the tables: takes the next one that the other has not taken. */
struct half {
    struct walk walk;
    atomic_uint *next;
};

static void *walk_half(void *of)
{
    struct half *h = of;
    struct tree_tables *all = h->walk.tables;
    for (unsigned i; (i = atomic_fetch_add(h->next, 1)) < all->count;) {
        h->walk.damage = &all->all[i].damage;
        all->all[i].status = tree_walk(&h->walk, &all->all[i].tree);
    }
    return NULL;
}

/* On two cores: nobody is served before they are done. Without a second thread the first one walks
 * over all of them. The first table's damage is what is told. */
static jx_status walk_tables(struct walk *w, const struct rooms *second)
{
    atomic_uint next = 0;
    struct half halves[] = {{*w, &next}, {*w, &next}};
    pthread_t helper;
    halves[1].walk.rooms = *second;
    bool helped = pthread_create(&helper, NULL, walk_half, &halves[1]) == 0;
    walk_half(&halves[0]);
    if (helped) pthread_join(helper, NULL);
    for (unsigned i = 0; i < w->tables->count; i++) {
        const struct tree_table *t = &w->tables->all[i];
        if (t->status == JX_OK) continue;
        *w->damage = t->damage;
        return t->status;
    }
    return JX_OK;
}

/* ---- all of it ---- */

static jx_status walk_all(struct walk *w, const struct rooms *second)
{
    struct tree free_pages = {.name = "of free pages", .kind = FREE_PAGES, .says = w->meta.free};
    struct tree tables = {.name = "of tables", .kind = TABLES, .says = w->meta.main};
    if ((w->meta.free.flags & ~(unsigned)NO_SUBDIR) != FREE_FLAGS || w->meta.main.flags != 0)
        return layout_found(w->damage, "page %u: the flags of the head are damaged",
                            (unsigned)(w->meta.txn % 2));
    jx_status rc = tree_walk(w, &tables);
    if (rc == JX_OK) rc = walk_tables(w, second);
    if (rc == JX_OK) rc = tree_walk(w, &free_pages);
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
    w->tables = calloc(1, sizeof *w->tables);
    return w->seen && w->tables ? JX_OK : JX_E_NO_MEMORY;
}

static jx_status make_rooms(struct rooms *r, size_t page_bytes)
{
    r->pages = malloc((DEPTH_MAX + 1) * page_bytes);
    r->sizes = malloc(page_bytes / 2 * sizeof *r->sizes);
    return r->pages && r->sizes ? JX_OK : JX_E_NO_MEMORY;
}

static void free_rooms(struct rooms *r)
{
    free(r->pages);
    free(r->sizes);
}

jx_status pages_check(int fd, uint64_t txn, bool deep, struct pages_damage *damage)
{
    struct walk w = {.fd = fd, .deep = deep, .damage = damage};
    struct rooms second = {.pages = NULL};
    damage->text[0] = '\0';
    jx_status rc = prepare(&w, txn);
    if (rc == JX_OK) rc = make_rooms(&w.rooms, w.meta.page_bytes);
    if (rc == JX_OK) rc = make_rooms(&second, w.meta.page_bytes);
    if (rc == JX_OK) rc = walk_all(&w, &second);
    free_rooms(&w.rooms);
    free_rooms(&second);
    free(w.tables);
    free(w.seen);
    return rc;
}
