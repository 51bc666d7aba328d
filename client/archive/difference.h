/* Where two files begin to differ. */
#ifndef JX_ARCHIVE_DIFFERENCE_H
#define JX_ARCHIVE_DIFFERENCE_H

#include "../../proto/base/slice.h"

#include <stdint.h>

/* The number of the first line, from 1, in which folder `one`/name and folder `other`/name differ,
 * for text files (.csv, .json, .txt); 0 for others, and where they cannot be read. */
uint64_t first_difference(const char *one, const char *other, struct jx_slice name);

#endif
