/* A folder as one file and back: a ZIP archive (ISO/IEC 21320-1), which a double click opens on any
 * office computer, whose members can be read one by one, each with a checksum of its own. */
#ifndef JX_BOX_BOX_H
#define JX_BOX_BOX_H

#include "../../proto/base/slice.h"
#include "../../proto/base/status.h"

#include <stdint.h>

enum { BOX_MEMBERS_MAX = 1000000, BOX_NAME_MAX = 512 };
#define BOX_MEMBER_BYTES_MAX ((uint64_t)1 << 30)
#define BOX_BYTES_MAX        ((uint64_t)64 << 30)

/* Writes the files of `folder` with these names, in their order, to `to`, replacing it. Equal files
 * give an equal box: nothing in it says when it was made. JX_E_NOT_FOUND, JX_E_DISK_FULL, JX_E_IO,
 * JX_E_NO_MEMORY. */
jx_status box_pack(const char *folder, const struct jx_slice *names, uint32_t count,
                   const char *to);

/* A member that cannot be read whole: its name and why. What could be read of it was written. */
typedef void box_damaged_fn(void *to, const char *name, jx_status why);
/* Writes every member below `folder`, which must exist and be empty. Names that lead out of it, and
 * members beyond the limits above, are damaged ones. JX_E_FORMAT when it is no box, JX_E_ROWS,
 * JX_E_TOO_LARGE, JX_E_NOT_FOUND, JX_E_DISK_FULL, JX_E_IO. */
jx_status box_unpack(const char *box, const char *folder, box_damaged_fn *damaged, void *to);

#endif
