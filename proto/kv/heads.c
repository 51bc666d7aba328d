/* An LMDB file's two head pages. */
#include "layout.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_TRIES = 100 }; /* while others commit */
static const uint32_t magic = 0xBEEFC0DE, data_version = 1;

/* ---- what is found ---- */

jx_status layout_found(struct pages_damage *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(d->text, sizeof d->text, format, args);
    va_end(args);
    return JX_E_CORRUPT;
}

jx_status layout_read(int fd, uint64_t offset, void *to, size_t len, struct pages_damage *d)
{
    ssize_t n = pread(fd, to, len, (off_t)offset);
    if (n < 0) return JX_E_IO;
    if ((size_t)n == len) return JX_OK;
    return layout_found(d, "the file ends at byte %" PRIu64 ", in the middle of a page",
                        offset + (uint64_t)n);
}

/* ---- heads ---- */

struct layout_table layout_table(const unsigned char *at)
{
    return (struct layout_table){layout_short(at + 4),      layout_short(at + 6),
                                 layout_number(at + 8, 8),  layout_number(at + 16, 8),
                                 layout_number(at + 24, 8), layout_number(at + 32, 8),
                                 layout_number(at + 40, 8)};
}

jx_status layout_head(int fd, unsigned which, size_t page_bytes, struct layout_head *out,
                      struct pages_damage *d)
{
    unsigned char b[META_BYTES];
    jx_status rc = layout_read(fd, which * (uint64_t)page_bytes, b, sizeof b, d);
    if (rc != JX_OK) return rc;
    if (layout_number(b, 8) != which || layout_short(b + AT_FLAGS) != IS_META)
        return layout_found(d, "page %u is no head page: number and flags are damaged", which);
    if (layout_number(b + META_MAGIC, 4) != magic)
        return layout_found(d, "page %u: the head's mark is damaged", which);
    if (layout_number(b + META_VERSION, 4) != data_version) {
        layout_found(d, "page %u: the file is of another version of LMDB, or damaged", which);
        return JX_E_VERSION;
    }
    *out = (struct layout_head){.page_bytes = layout_number(b + META_TABLES, 4),
                                .last = layout_number(b + META_LAST, 8),
                                .txn = layout_number(b + META_TXN, 8),
                                .free = layout_table(b + META_TABLES),
                                .main = layout_table(b + META_TABLES + TABLE)};
    return JX_OK;
}

bool layout_is_page_size(size_t n)
{
    return n >= PAGE_LEAST && n <= PAGE_MOST && (n & (n - 1)) == 0;
}

/* The transactions of the two heads follow each other, the even one in page 0; both are 0 in a file
 * to which nothing was ever committed. A changed number would make LMDB take the state before the
 * last one, whose pages may be overwritten already. */
static bool follow(const struct layout_head m[2])
{
    if (m[0].txn == 0 && m[1].txn == 0) return true;
    uint64_t apart = m[0].txn > m[1].txn ? m[0].txn - m[1].txn : m[1].txn - m[0].txn;
    return apart == 1 && m[0].txn % 2 == 0;
}

static jx_status check_heads_once(int fd, struct layout_head m[2], struct pages_damage *d)
{
    jx_status rc = layout_head(fd, 0, 0, &m[0], d);
    if (rc != JX_OK) return rc;
    if (!layout_is_page_size(m[0].page_bytes))
        return layout_found(d, "page 0: the page size is damaged");
    rc = layout_head(fd, 1, m[0].page_bytes, &m[1], d);
    if (rc != JX_OK) return rc;
    if (m[1].page_bytes != m[0].page_bytes)
        return layout_found(d, "pages 0 and 1 do not agree on the page size");
    if (!follow(m))
        return layout_found(
            d, "pages 0 and 1: transactions %" PRIu64 " and %" PRIu64 " do not follow each other",
            m[0].txn, m[1].txn);
    return JX_OK;
}

/* LMDB makes the map as large as the newer head's last page asks for. */
static jx_status check_last(int fd, const struct layout_head m[2], struct pages_damage *d)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return JX_E_IO;
    const struct layout_head *newer = &m[m[1].txn > m[0].txn];
    /* Pages at the end may never have been written: those that one transaction took and gave back.
     */
    const uint64_t slack = 1 << 16, pages = (uint64_t)st.st_size / newer->page_bytes;
    if (newer->last < FIRST_PAGE - 1 || newer->last > pages + slack)
        return layout_found(
            d, "page %d: the last page is said to be %" PRIu64 ", but the file has %" PRIu64,
            m[1].txn > m[0].txn, newer->last, pages);
    return JX_OK;
}

jx_status pages_check_heads(int fd, struct pages_damage *damage)
{
    struct layout_head m[2] = {{.page_bytes = PAGE_LEAST}, {.page_bytes = PAGE_LEAST}};
    jx_status rc = JX_E_CORRUPT;
    for (int i = 0; rc == JX_E_CORRUPT && i < HEAD_TRIES; i++) {
        damage->text[0] = '\0';
        rc = check_heads_once(fd, m, damage);
        if (rc == JX_OK) rc = check_last(fd, m, damage);
    }
    return rc;
}
