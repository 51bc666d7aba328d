/* Documents judged a second, on one core, with all rules, from their MessagePack bytes:
 * bench_check [--json | --judge] [FILE.json...]; without files, the self-evaluations of the
 * invented county. --judge runs the last step alone, for a profiler;
 * --quick each once. */
#include "bench.h"

#include "../../client/json/json.h"
#include "../../proto/base/limits.h"
#include "../../proto/wire/codec.h"
#include "../worker/rules/support.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>

enum { RUNS = 5, DOCUMENTS_MAX = 100000, FILE_BYTES_MAX = JX_JSON_BYTES_MAX };
static const double seconds_a_run = 0.4;

struct set {
    struct jx_buffer *bytes; /* one for each document */
    struct jx_document *decoded;
    size_t count;
    struct jx_arena arena; /* of decoded */
    uint64_t indicators, total_bytes;
};

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "%s: %s\n", what, which);
    exit(1);
}

static void add_document(struct set *s, const struct jx_document *d)
{
    if (d->form != JX_FORM_self_evaluation || s->count == DOCUMENTS_MAX) return;
    struct jx_buffer *b = &s->bytes[s->count++];
    jx_buffer_init(b, JX_DOCUMENT_BYTES_MAX);
    if (jx_document_encode(d, b) != JX_OK) fail("cannot encode", "document");
    s->indicators += d->body.self_evaluation->indicators.count;
    s->total_bytes += b->len;
}

static void add_file(struct set *s, const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = malloc(FILE_BYTES_MAX);
    if (!f || !text) fail("cannot read", path);
    size_t len = fread(text, 1, FILE_BYTES_MAX, f);
    fclose(f);
    struct jx_arena a;
    struct jx_documents docs;
    jx_arena_init(&a, (size_t)1 << 30);
    if (jx_json_read(jx_slice_at(text, len), &a, &docs, NULL) != JX_OK) fail("not documents", path);
    for (uint32_t i = 0; i < docs.count; i++)
        add_document(s, &docs.items[i]);
    jx_arena_clear(&a);
    free(text);
}

static void add_folder(struct set *s, const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) fail("no folder", path);
    for (struct dirent *e; (e = readdir(dir));) {
        char file[4096];
        if (e->d_name[0] == '.') continue;
        snprintf(file, sizeof file, "%s/%s", path, e->d_name);
        add_file(s, file);
    }
    closedir(dir);
}

/* What is done to a document: the same steps that a worker takes. */
enum step { DECODE, CANONICAL, WHOLE, JUDGE, STEPS };

static const char *const names[STEPS] = {
    "decode",
    "decode, shape check, canonical form",
    "decode, shape check, canonical form, judge with all rules",
    "judge with all rules, decoded before",
};

static void decode_all(struct set *s)
{
    struct jx_trouble t;
    s->decoded = calloc(s->count, sizeof *s->decoded);
    jx_arena_init(&s->arena, (size_t)1 << 32);
    for (size_t i = 0; s->decoded && i < s->count; i++)
        if (jx_document_decode_canonical(jx_buffer_slice(&s->bytes[i]), &s->arena, &s->decoded[i],
                                         &t) != JX_OK)
            fail("cannot decode", jx_status_name(t.status));
    if (!s->decoded) fail("no memory for", "documents");
}

static uint64_t work(const struct set *s, size_t i, enum step step, struct jx_arena *a)
{
    struct jx_document d = s->decoded[i];
    struct jx_trouble t;
    struct jx_verdict v = {.finding_count = 0};
    struct jx_slice bytes = jx_buffer_slice(&s->bytes[i]);
    jx_status rc = JX_OK;
    if (step == DECODE)
        rc = jx_document_decode(bytes, a, &d, &t);
    else if (step != JUDGE)
        rc = jx_document_decode_canonical(bytes, a, &d, &t);
    if (rc == JX_OK && step >= WHOLE) rc = jx_judge_figures(&d, standard_pack(), a, &v);
    if (rc != JX_OK) fail("cannot judge", jx_status_name(rc));
    return v.finding_count;
}

/* Documents a second. */
static double run(const struct set *s, enum step step, uint64_t *findings)
{
    struct jx_arena a;
    jx_arena_init(&a, JX_ARENA_BYTES_MAX);
    uint64_t done = 0;
    double start = bench_seconds(), spent = 0;
    *findings = 0;
    while (spent < seconds_a_run) {
        for (size_t i = 0; i < s->count; i++) {
            *findings += work(s, i, step, &a);
            jx_arena_reset(&a);
        }
        done += s->count;
        spent = bench_seconds() - start;
    }
    jx_arena_clear(&a);
    assert(done > 0);
    *findings = *findings * s->count / done;
    return (double)done / spent;
}

static void report(const struct set *s, bool json, int first, size_t runs)
{
    uint64_t findings = 0;
    if (!json)
        printf("%zu self-evaluations, %.1f indicators and %.0f bytes each\n", s->count,
               (double)s->indicators / (double)s->count, (double)s->total_bytes / (double)s->count);
    for (int step = first; step < STEPS; step++) {
        double rates[RUNS];
        for (size_t i = 0; i < runs; i++)
            rates[i] = run(s, (enum step)step, &findings);
        struct bench_figures f = bench_summary(rates, runs);
        if (json)
            printf("%s\"%s\": {\"min\": %.0f, \"median\": %.0f, \"max\": %.0f}%s",
                   step > first ? "" : "{", names[step], f.low, f.median, f.high,
                   step + 1 < STEPS ? ", " : "}\n");
        else
            printf("%s: %.0f documents/s (%.0f to %.0f), %.1f us each\n", names[step], f.median,
                   f.low, f.high, 1e6 / f.median);
    }
    if (!json) printf("%llu findings\n", (unsigned long long)findings);
}

int main(int argc, char **argv)
{
    bool json = false, judge = false, quick = false;
    int first = 1;
    for (; first < argc && argv[first][0] == '-'; first++) {
        json |= strcmp(argv[first], "--json") == 0;
        judge |= strcmp(argv[first], "--judge") == 0;
        quick |= strcmp(argv[first], "--quick") == 0;
    }
    struct set s = {.bytes = calloc(DOCUMENTS_MAX, sizeof *s.bytes)};
    if (!s.bytes) fail("no memory for", "documents");
    for (int i = first; i < argc; i++)
        add_file(&s, argv[i]);
    if (first == argc) add_folder(&s, JIXIAO_BENCH_DOCUMENTS);
    if (s.count == 0) fail("no self-evaluation in", argc > 1 ? argv[1] : JIXIAO_BENCH_DOCUMENTS);
    decode_all(&s);
    report(&s, json, judge ? JUDGE : DECODE, quick ? 1 : RUNS);
    for (size_t i = 0; i < s.count; i++)
        jx_buffer_clear(&s.bytes[i]);
    free(s.bytes);
    free(s.decoded);
    jx_arena_clear(&s.arena);
    return 0;
}
