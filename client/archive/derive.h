/* What an archive shows of the journal's records for people and other programs: rule packs as the
 * text files they are, master data as CSV. All of it follows from the records. */
#ifndef JX_ARCHIVE_DERIVE_H
#define JX_ARCHIVE_DERIVE_H

#include "../publish/folder.h"

#include "../../proto/wire/record.h"

/* Writes what the record brings, packs/POSITION/FILE (an activation, a run) or
 * master/POSITION-TABLE-….csv; nothing for other kinds. A pack or a list that does not decode was
 * refused when it came: nothing is written.
 */
jx_status derive_record(const struct jx_record *r, const struct folder *to);

#endif
