/* The thread that writes the journal: acts go in, their receipts come out after the sync. The
 * network thread never waits for the disk, and as many acts as come meanwhile share the next sync.
 */
#ifndef JX_BROKER_WRITER_H
#define JX_BROKER_WRITER_H

#include "journal/journal.h"

#include "../proto/net/link.h"

struct writer;

/* One act on its way: the packet it came in keeps its bytes alive. */
struct writer_item {
    struct jx_packet packet;
    struct journal_item item;
    struct writer_item *next;
};

/* Starts the thread. The journal must outlive it. */
jx_status writer_start(struct journal *j, struct writer **out);
/* Lets it finish what it has, and ends it. False when a sync has failed. */
bool writer_stop(struct writer **w);
/* Readable when writer_take() has something. */
int writer_fd(const struct writer *w);
/* Takes over the item (from malloc). */
void writer_put(struct writer *w, struct writer_item *item);
/* All finished items as a list, or NULL; the caller clears their packets and receipts and frees
 * them. Items come back in the order they were put. */
struct writer_item *writer_take(struct writer *w);
/* How long groups took to be written and synced, in microseconds. */
struct writer_times {
    uint64_t groups, total_us, last_us, max_us;
};
struct writer_times writer_times(struct writer *w);
/* True once a sync has failed: nothing can be promised any more, and the process must end. */
bool writer_failed(const struct writer *w);

#endif
