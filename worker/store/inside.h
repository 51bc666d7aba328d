/* What the store's own files share and no other folder sees. */
#ifndef JX_STORE_INSIDE_H
#define JX_STORE_INSIDE_H

#include "rows.h"
#include "turn.h"

struct store {
    struct kv *kv;
    struct turn turn;
};

#endif
