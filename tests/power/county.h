/* What a county must find after a power cut. */
#ifndef TEST_POWER_COUNTY_H
#define TEST_POWER_COUNTY_H

#include "../../broker/journal/journal.h"
#include "../../proto/net/identity.h"
#include "../../worker/item.h"

enum { COUNTY_PATH = 4096 };

struct county {
    struct jx_sign_keys sign; /* the public one */
    char journal_dir[COUNTY_PATH], journal_file[COUNTY_PATH];
    char store_dir[COUNTY_PATH], store_file[COUNTY_PATH];
    /* From the whole journal: what each record becomes, and the store's dump after it. */
    struct jx_arena arena;
    uint8_t id[JX_JOURNAL_ID_BYTES];
    struct store_item *items;
    struct jx_hash *dumps; /* [position] */
    uint64_t last;
    /* Receipts given so far. */
    struct jx_hash *promises;
    size_t promised, room;
};

struct verdict {
    unsigned long lost; /* receipts */
    char wrong[256];    /* what else does not hold; "" when everything does */
};

/* `folder` is the county's at the end of the recording; `work` a folder for the cut states. */
bool county_open(struct county *c, const char *folder, const char *work);
void county_close(struct county *c);
/* A receipt was kept under this name. */
void county_promise(struct county *c, const char *name, size_t len);
/* Opens and checks the journal and the store that stand at journal_file and store_file; `go_on`
 * folds what the store lacks. */
void county_look(struct county *c, bool go_on, struct verdict *v);

#endif
