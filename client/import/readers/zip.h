/* A ZIP archive in memory: its parts by name, each read in chunks within bounds. The only file that
 * knows libzip. */
#ifndef JX_READERS_ZIP_H
#define JX_READERS_ZIP_H

#include "../../../proto/base/slice.h"
#include "trouble.h"

struct zip_parts;

/* Opens the archive, which must outlive it. JX_OK: *out belongs to the caller, who ends it with
 * zip_parts_close(). Else *out is NULL, and t says why: not an archive or cut off, too many parts,
 * memory. */
jx_status zip_parts_open(struct jx_slice bytes, struct zip_parts **out,
                         struct jx_reader_trouble *t);
void zip_parts_close(struct zip_parts **z); /* *z may be NULL; becomes NULL */

/* Names are compared without regard to ASCII case (OPC), `\` counts as `/`. */
bool zip_parts_has(const struct zip_parts *z, struct jx_slice name);

/* Gets a chunk; anything but JX_OK ends the reading with that status. */
typedef jx_status (*zip_sink)(void *ctx, struct jx_slice chunk);

/* Inflates a part into the sink, counting for itself what comes out: the sizes that an archive
 * declares can lie. A part whose name occurs twice is refused, since programs disagree on which
 * one holds. The sums hold over all parts read from this archive. */
jx_status zip_parts_read(struct zip_parts *z, struct jx_slice name, zip_sink sink, void *ctx,
                         struct jx_reader_trouble *t);

#endif
