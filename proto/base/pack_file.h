/* One file of a rule pack, as it is sent and as it is parsed. */
#ifndef JX_BASE_PACK_FILE_H
#define JX_BASE_PACK_FILE_H

#include "slice.h"

struct jx_pack_file {
    struct jx_slice name; /* in the pack's folder: "profile.txt" */
    struct jx_slice bytes;
};

#endif
