/* Makes the dictionary by which the store keeps what was sent:
 *
 *   train_dictionary OUT BYTES DOCUMENTS.json...
 *
 * from the documents of the files, each as a clerk would submit it. */
#include "../../client/json/json.h"
#include "../../proto/wire/act.h"
#include "../../proto/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <zdict.h>

enum { SAMPLES_MAX = 1 << 17, SAMPLE_BYTES_MAX = 1 << 29 };

struct samples {
    struct jx_buffer bytes;
    size_t *sizes;
    unsigned count;
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "train_dictionary: %s: %s\n", what, why);
    exit(1);
}

static void add_sample(struct samples *s, const struct jx_document *d)
{
    struct jx_buffer document;
    struct jx_submission sub = {.unit = JX_LIT("990001"), .explanations = jx_no_explanations};
    const size_t before = s->bytes.len;
    jx_buffer_init(&document, JX_DOCUMENT_BYTES_MAX);
    jx_status rc = jx_document_encode(d, &document);
    sub.document = jx_buffer_slice(&document);
    if (rc == JX_OK) rc = jx_submission_encode(&sub, &s->bytes);
    if (rc != JX_OK || s->count == SAMPLES_MAX) fail("a document", jx_status_name(rc));
    s->sizes[s->count++] = s->bytes.len - before;
    jx_buffer_clear(&document);
}

static void add_file(struct samples *s, const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = malloc(JX_JSON_BYTES_MAX);
    struct jx_arena a;
    struct jx_documents docs;
    if (!f || !text) fail(path, "cannot be read");
    const size_t len = fread(text, 1, JX_JSON_BYTES_MAX, f);
    fclose(f);
    jx_arena_init(&a, (size_t)1 << 30);
    jx_status rc = jx_json_read(jx_slice_at(text, len), &a, &docs, NULL);
    if (rc != JX_OK) fail(path, jx_status_name(rc));
    for (uint32_t i = 0; i < docs.count; i++)
        add_sample(s, &docs.items[i]);
    jx_arena_clear(&a);
    free(text);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, len, f) != len || fclose(f) != 0) fail(path, "cannot be written");
}

int main(int argc, char **argv)
{
    struct samples s = {.sizes = calloc(SAMPLES_MAX, sizeof *s.sizes)};
    if (argc < 4) {
        fputs("usage: train_dictionary OUT BYTES DOCUMENTS.json...\n", stderr);
        return 2;
    }
    const size_t room = strtoul(argv[2], NULL, 10);
    char *dictionary = malloc(room);
    jx_buffer_init(&s.bytes, SAMPLE_BYTES_MAX);
    if (!s.sizes || !dictionary) fail(argv[0], "out of memory");
    for (int i = 3; i < argc; i++)
        add_file(&s, argv[i]);
    const size_t len = ZDICT_trainFromBuffer(dictionary, room, s.bytes.bytes, s.sizes, s.count);
    if (ZDICT_isError(len)) fail("training", ZDICT_getErrorName(len));
    write_file(argv[1], dictionary, len);
    printf("%u documents, %zu bytes: a dictionary of %zu bytes\n", s.count, s.bytes.len, len);
    jx_buffer_clear(&s.bytes);
    free(dictionary);
    free(s.sizes);
    return 0;
}
