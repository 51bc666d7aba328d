/* Looking at a county's folder without serving it: is it whole, and a copy of it. */
#ifndef JX_BROKER_INTEGRITY_H
#define JX_BROKER_INTEGRITY_H

#include "../proto/base/status.h"
#include "journal/journal.h"

#include <stddef.h>

/* Checks the journal in the county's folder: pages, hashes, chain, signatures, indexes. Needs the
 * public keys only. Prints what it found, with the page or position. JX_E_CORRUPT and what opening
 * says. */
jx_status integrity_verify(const char *dir, size_t map_bytes);

/* To be called with a journal just opened to be served. After anything but a clean end (a failed
 * sync, a power cut, a kill) the whole journal is verified first; after a clean one it must not be
 * shorter than it was. JX_E_CORRUPT, said in the log. */
jx_status integrity_start(const char *dir, struct journal *j);
/* The end is a clean one: the next start need not verify. */
void integrity_end(const char *dir, const struct journal *j);

/* Says in the log where a journal is damaged that could not be opened. */
void integrity_explain(const char *dir, size_t map_bytes);

/* Copies the county in `dir` (journal, keys, county.conf) to the folder `to`, which must not exist
 * and appears whole or not at all, while a broker serves it: everything that had a receipt when it
 * began is in the copy. JX_E_IN_USE when `to` exists; JX_E_DISK_FULL, JX_E_IO, JX_E_PERMISSION. */
jx_status integrity_backup(const char *dir, const char *to, size_t map_bytes);

#endif
