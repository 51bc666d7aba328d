/* What the county must hold, told as simply as possible: a list of documents, gone through from end
 * to end for every question. The same rules as the store's fold, written a second time. */
#ifndef TEST_SIM_MODEL_H
#define TEST_SIM_MODEL_H

#include "../../worker/store/store.h"

struct model_document {
    uint64_t position;
    int64_t time_ms;
    uint8_t principal[JX_KEY_BYTES];
    struct jx_hash id, parent, successor;
    char project[JX_PROJECT_KEY_MAX + 1];
    bool has_parent, has_successor;
    bool counted;        /* counts, or did until it was superseded */
    uint64_t root, base; /* first version of its line; the version it corrects that counted */
    char form[JX_FORM_NAME_MAX + 1], period[JX_PERIOD_MAX + 1], unit[JX_UNIT_CODE_MAX + 1];
    uint32_t year;
    int64_t adds[JX_STORE_ADDS];
    struct jx_outcome outcome;
};

/* Which documents belong to one aggregate; unit "" for the county. */
struct model_cell {
    char form[JX_FORM_NAME_MAX + 1], period[JX_PERIOD_MAX + 1], unit[JX_UNIT_CODE_MAX + 1];
    uint32_t year;
};

struct model {
    struct model_document *documents;
    uint32_t count, room;
};

void model_clear(struct model *m);
/* Takes in one submission and says what became of it. One whose id is there already changes
 * nothing. *fresh: it was new; *replaced: the document that stopped counting for it, or NULL. */
struct jx_outcome model_take(struct model *m, const struct store_item *it, bool *fresh,
                             const struct model_document **replaced);
struct model_document *model_find(const struct model *m, const struct jx_hash *id);
struct model_document *model_at(const struct model *m, uint64_t position);

struct model_cell model_cell_of(const struct model_document *d, bool county);
bool model_cell_eq(const struct model_cell *a, const struct model_cell *b);
/* Sums up the counting documents of a cell. False when a sum leaves 64 bits. */
bool model_count(const struct model *m, const struct model_cell *c, int64_t adds[JX_STORE_ADDS]);

#endif
