/* Writes the first inputs of the fuzz target for scorecards: those of documents that are scored.
 * card_seeds DOCUMENTS.json DIRECTORY (tests/fuzz/corpus/card) */
#include "../../worker/rules/scorecard.h"
#include "../worker/rules/load_json.h"

#include <stdio.h>

static bool write_seed(const char *folder, uint32_t n, struct jx_slice bytes)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/seed_%u", folder, n);
    FILE *f = fopen(path, "wb");
    if (!f) return false;
    const bool whole = fwrite(bytes.ptr, 1, bytes.len, f) == bytes.len;
    return fclose(f) == 0 && whole;
}

int main(int argc, char **argv)
{
    struct jx_arena a;
    struct loaded docs;
    jx_arena_init(&a, 64 << 20);
    if (argc != 3 || !load_documents(argv[1], &a, &docs)) {
        fprintf(stderr, "usage: card_seeds DOCUMENTS.json DIRECTORY\n");
        return 2;
    }
    for (uint32_t i = 0; i < docs.count; i++) {
        const struct jx_card *card;
        struct jx_slice bytes;
        if (jx_card_of(&docs.documents[i], &a, &card) != JX_OK ||
            jx_card_encode(card, &a, &bytes) != JX_OK || !write_seed(argv[2], i, bytes)) {
            fprintf(stderr, "card_seeds: document %u\n", i);
            return 1;
        }
    }
    jx_arena_clear(&a);
    return 0;
}
