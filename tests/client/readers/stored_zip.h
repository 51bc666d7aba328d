/* Writes archives whose parts are stored as they are: small, exact, and free to be odd (names
 * twice, any order), which a library would not allow. */
#ifndef STORED_ZIP_H
#define STORED_ZIP_H

#include "../../../proto/base/slice.h"

struct zip_part {
    const char *name;
    struct jx_slice bytes;
};

/* The archive, to be freed with free(); absent when memory is exhausted. */
struct jx_slice stored_zip(const struct zip_part *parts, size_t count);

#endif
