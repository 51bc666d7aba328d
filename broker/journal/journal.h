/* The journal: every act the county ever took in, in order, on disk before anybody is told so. Kept
 * small on purpose: append, read from, find by id, prove. */
#ifndef JX_JOURNAL_H
#define JX_JOURNAL_H

#include "../../proto/kv/pages.h"
#include "../../proto/wire/record.h"

struct journal;

/* Makes an empty journal in `dir`, which must not exist. It appears whole or not at all, also after
 * a power cut. JX_E_IN_USE when dir exists; JX_E_IO, JX_E_PERMISSION, JX_E_DISK_FULL. */
jx_status journal_create(const char *dir);

/* Opens a journal made by journal_create(). `sign` must outlive it. The structure of the file, and
 * the last group's signature and hashes are verified, so that what a failing disk lost or changed
 * is seen at once: JX_E_CORRUPT. JX_E_NOT_FOUND, JX_E_IO, JX_E_VERSION (made by a newer program),
 * JX_E_STORE_FULL. JX_OK: *out belongs to the caller. One open per process. */
jx_status journal_open(const char *dir, size_t map_bytes, const struct jx_sign_keys *sign,
                       struct journal **out);
/* The same without looking at the last group, for journal_verify(), which says where damage is. */
jx_status journal_open_to_verify(const char *dir, size_t map_bytes, const struct jx_sign_keys *sign,
                                 struct journal **out);
void journal_close(struct journal **j);

void journal_id(const struct journal *j, uint8_t id[JX_JOURNAL_ID_BYTES]);
/* The last position; 0 when empty. */
uint64_t journal_last(const struct journal *j);
/* How full its file is: what it holds and the most it may, in bytes; and its readers. */
struct journal_room {
    uint64_t used_bytes, map_bytes;
    uint32_t readers;
};
struct journal_room journal_room(const struct journal *j);

/* Records of one group together: they are one value, which LMDB bounds by 4 GiB, and one write,
 * which the kernel bounds by 2 GiB. */
enum { JOURNAL_GROUP_BYTES_MAX = 1 << 30 };

/* One act to append. */
struct journal_item {
    /* in */
    enum jx_act kind;
    uint8_t principal[JX_KEY_BYTES];
    struct jx_slice header, content;
    struct jx_hash id;
    int64_t time_ms; /* when it was taken in; if the journal's last time is later, it becomes that
                        one: it is the record's where `fresh` */
    /* out */
    bool fresh;       /* it was appended now */
    jx_status status; /* JX_OK, or JX_DUPLICATE: `position` and the receipt are the first one's */
    uint64_t position;
    struct jx_buffer receipt; /* empty before; the caller clears it */
};

/* Appends the items as one group, 1..JX_GROUP_RECORDS_MAX of them: one transaction, one signature,
 * one sync. Items whose id the journal or the group already has are not appended. `now_ms` is the
 * group's time. JX_OK: everything is on disk and every item has its status, position and receipt
 * (an item whose receipt could not be made has JX_E_NO_MEMORY, and is on disk). JX_E_IO: the sync
 * failed; the old state or the new one, every later append is refused, and the caller must end the
 * process: what LMDB would commit next could rest on pages that never reached the disk. Any other
 * outcome, JX_E_TOO_LARGE where they are more than a group may have: nothing was appended. */
jx_status journal_append(struct journal *j, struct journal_item *items, uint32_t count,
                         int64_t now_ms);

/* Lets the file grow ahead of the next groups, which are synced quicker then. For when nothing
 * waits and groups are small: it costs what a hundred acts cost, and for large groups as much as it
 * saves. By the thread that appends. */
void journal_make_room(struct journal *j);

/* Makes the next opening quick: puts the ids of the latest acts, which are found in memory so far,
 * into their places. Without it the next opening reads those acts, and nothing else is different.
 * As journal_append(), by the same thread. */
jx_status journal_settle(struct journal *j);

/* Calls `take` for consecutive records from position `from`, at most `max_count` and about
 * `max_bytes` of them but at least one, stopping early when it returns false. `record` lives during
 * the call. Every byte of every record is verified, the content against its id and the entry
 * against its leaf in the group: JX_E_CORRUPT before `take` sees a damaged one. */
typedef bool journal_take(void *to, uint64_t position, struct jx_slice record);
jx_status journal_read(struct journal *j, uint64_t from, uint32_t max_count, size_t max_bytes,
                       journal_take *take, void *to);

/* As journal_read() for acts that are not submissions (keys, packs): `take` is called for each, in
 * order. */
jx_status journal_read_acts(struct journal *j, journal_take *take, void *to);

/* JX_E_NOT_FOUND when no act has that id. */
jx_status journal_find(struct journal *j, const struct jx_hash *id, uint64_t *position);
/* The receipt of the act at `position`, appended to *out. */
jx_status journal_receipt(struct journal *j, uint64_t position, struct jx_buffer *out);

/* The group that the record at `position` is in, its root checked against its leaves; its bytes
 * from the arena. JX_E_CORRUPT when there is no such record. */
jx_status journal_group(struct journal *j, uint64_t position, struct jx_arena *a,
                        struct jx_slice *bytes, uint8_t signature[JX_SIGNATURE_BYTES]);

/* Walks the whole journal: positions without gaps, hashes, Merkle roots, the chain, signatures,
 * ids, acts. On JX_E_CORRUPT *bad is the first position (or group) that does not hold. *records
 * counts what was read. */
jx_status journal_verify(struct journal *j, uint64_t *records, uint64_t *bad);

/* Checks the pages of the file; *damage says where (pages.h). journal_diagnose() is for one that
 * journal_open() refuses. */
jx_status journal_check_pages(struct journal *j, struct pages_damage *damage);
jx_status journal_diagnose(const char *dir, size_t map_bytes, struct pages_damage *damage);

/* A copy of one moment's journal in the folder `to`, which must exist and hold none, while others
 * append. JX_E_IN_USE, JX_E_DISK_FULL, JX_E_PERMISSION, JX_E_IO. */
jx_status journal_copy(struct journal *j, const char *to);

#endif
