/* The clerk's verdict is the county's: `jixiao check --json` over files of documents, and the
 * worker's judging of the same documents as they are submitted, give the same hash for each.
 *
 *   test_same_verdict JIXIAO RULES FILE... */
#include "records.h"

#include "../../client/json/json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 512 << 20, SKIPPED = 77 };

struct bench {
    const char *jixiao, *rules;
    struct item_pack pack;
    unsigned compared, differ;
};

static struct jx_slice read_file(const char *path, struct jx_arena *a)
{
    FILE *f = fopen(path, "rb");
    if (!f) return JX_ABSENT;
    char *text = jx_arena_take(a, JX_JSON_BYTES_MAX);
    size_t n = text ? fread(text, 1, JX_JSON_BYTES_MAX, f) : 0;
    fclose(f);
    return jx_slice_at(text, n);
}

/* What the client says of the file: an array of objects with `verdict`. */
static json_t *checked(const struct bench *b, const char *path)
{
    char command[4096];
    snprintf(command, sizeof command, "'%s' check --json --rules '%s' '%s'", b->jixiao, b->rules,
             path);
    FILE *p = popen(command, "r"); /* NOLINT: a test's own command */
    if (!p) return NULL;
    json_t *all = json_loadf(p, 0, NULL);
    (void)pclose(p); /* 1 where there are findings */
    return all;
}

/* The document as it would be submitted, judged as a worker does. */
static void judged(const struct bench *b, struct jx_document *d, uint64_t position,
                   struct jx_arena *a, struct jx_outcome *out)
{
    struct jx_arena scratch;
    struct store_item item;
    struct jx_slice unit = JX_LIT("3301");
    struct records_submission s = {.document = d, .unit = unit, .explanations = jx_no_explanations};
    s.header = (struct jx_header){
        .kind = JX_ACT_SUBMISSION,
        .form = jx_form_name(d->form),
        .year = (uint32_t)d->year,
        .period = d->form == JX_FORM_monitoring ? d->body.monitoring->period : JX_LIT(""),
        .unit = unit};
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    struct jx_slice record = records_submission(a, position, &s);
    assert_int_equal(item_make(record, &b->pack, a, &scratch, &item), JX_OK);
    *out = item.outcome;
    jx_arena_clear(&scratch);
}

static void compare(struct bench *b, const char *path, unsigned i, const json_t *said,
                    const struct jx_outcome *o)
{
    char hex[2 * sizeof o->verdict + 1];
    const char *told = json_string_value(json_object_get(said, "verdict"));
    jx_hex_print(jx_hash_slice(&o->verdict), hex);
    b->compared++;
    if (o->judged && told && strcmp(told, hex) == 0) return;
    b->differ++;
    printf("%s, document %u: client %s, worker %s (%s)\n", path, i, told ? told : "-", hex,
           jx_status_name(o->status));
}

static void compare_file(struct bench *b, const char *path)
{
    struct jx_arena a;
    struct jx_documents documents;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice text = read_file(path, &a);
    json_t *said = checked(b, path);
    assert_false(jx_is_absent(text));
    assert_int_equal(jx_json_read(text, &a, &documents, NULL), JX_OK);
    assert_int_equal(json_array_size(said), documents.count);
    for (uint32_t i = 0; i < documents.count; i++) {
        struct jx_outcome o;
        if (documents.items[i].year == 0) continue; /* cannot be submitted */
        judged(b, &documents.items[i], i + 1, &a, &o);
        compare(b, path, i, json_array_get(said, i), &o);
    }
    json_decref(said);
    jx_arena_clear(&a);
}

int main(int argc, char **argv)
{
    struct jx_arena a;
    struct jx_pack_trouble t;
    if (argc < 4) {
        puts("no files: skipped");
        return SKIPPED;
    }
    struct bench b = {.jixiao = argv[1], .rules = argv[2]};
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice content = records_content(records_pack(&a, 1, NULL, NULL));
    if (item_pack_parse(content, &b.pack, &t) != JX_OK) return 1;
    for (int i = 3; i < argc; i++)
        compare_file(&b, argv[i]);
    jx_pack_free(&b.pack.pack);
    jx_arena_clear(&a);
    printf("%u verdicts compared, %u differ\n", b.compared, b.differ);
    return b.differ > 0 || b.compared == 0;
}
