/* Rules over documents: the first byte chooses the pack (the standard one or the input's own) and
 * the documents; what stands in front of a byte 0x1F are rules, what stands behind it is what is
 * changed in the documents: the text's number in two bytes, then the new text up to the next 0x1F.
 *
 * No rule takes more steps than it was given, none runs on, and a verdict is the same when it is
 * reached again. */
#include "fuzz_language.h"

#include "../../worker/rules/finding.h"
#include "../../worker/rules/pack_parsed.h"
#include "../../worker/rules/relate.h"
#include "../worker/rules/load_json.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ARENA_BYTES = 96 << 20,
    TEXTS_MAX = 6000,
    EDITS_MAX = 40,
    STEPS = 4000,
    PACK_BYTES = 1 << 20
};

/* ---- documents, loaded once; edits are taken back ---- */

struct world {
    struct loaded loaded;
    const struct jx_document *documents[64];
    struct jx_slice *texts[TEXTS_MAX]; /* every text of every document */
    uint32_t text_count;
    struct jx_pack *standard;
};

static void gather(struct world *w, const struct jx_schema *s, void *object);

static void gather_field(struct world *w, const struct jx_field *f, void *at)
{
    struct jx_list *l = at;
    switch (f->kind) {
    case JX_KIND_TEXT:
        if (w->text_count < TEXTS_MAX && !jx_is_absent(*(struct jx_slice *)at))
            w->texts[w->text_count++] = at;
        break;
    case JX_KIND_OBJECT:
        if (*(void **)at) gather(w, f->schema, *(void **)at);
        break;
    case JX_KIND_LIST:
    case JX_KIND_KEYED:
        for (uint32_t i = 0; i < l->count; i++)
            gather(w, f->schema, (char *)l->items + (size_t)i * f->schema->size);
        break;
    case JX_KIND_TEXTS:
        for (uint32_t i = 0; i < l->count && w->text_count < TEXTS_MAX; i++)
            w->texts[w->text_count++] = &((struct jx_slice *)l->items)[i];
        break;
    case JX_KIND_ROWS:
        for (uint32_t r = 0; r < l->count; r++) {
            struct jx_list *row = &((struct jx_list *)l->items)[r];
            for (uint32_t i = 0; i < row->count && w->text_count < TEXTS_MAX; i++)
                w->texts[w->text_count++] = &((struct jx_slice *)row->items)[i];
        }
        break;
    case JX_KIND_EXTRA:
        break;
    }
}

static void gather(struct world *w, const struct jx_schema *s, void *object)
{
    for (uint32_t i = 0; i < s->count; i++)
        gather_field(w, &s->fields[i], jx_field_of(object, &s->fields[i]));
}

static const char *root_path(const char *name, char path[1024])
{
    snprintf(path, 1024, "%s/%s", JIXIAO_SOURCE_DIR, name);
    return path;
}

static struct jx_slice file_text(const char *name)
{
    char path[1024], *text = malloc(PACK_BYTES);
    FILE *f = fopen(root_path(name, path), "rb");
    if (!f || !text) abort();
    size_t n = fread(text, 1, PACK_BYTES, f);
    fclose(f);
    return jx_slice_at(text, n);
}

static struct jx_pack *standard_pack(void)
{
    static const char *const names[] = {"profile.txt", "rules-1-words.txt", "rules-2-forms.txt",
                                        "rules-3-accounts.txt", "rules-4-relations.txt"};
    struct jx_pack_file files[5];
    struct jx_pack_trouble t;
    struct jx_pack *pack;
    for (size_t i = 0; i < 5; i++) {
        char name[64];
        snprintf(name, sizeof name, "ops/rules/standard/%s", names[i]);
        files[i] = (struct jx_pack_file){jx_slice_of(names[i]), file_text(name)};
    }
    if (jx_pack_parse(files, 5, &pack, &t) != JX_OK) abort();
    for (size_t i = 0; i < 5; i++)
        free((void *)(uintptr_t)files[i].bytes.ptr);
    return pack;
}

static struct world *world(void)
{
    static struct world w;
    static struct jx_arena arena;
    char path[1024];
    if (w.standard) return &w;
    jx_arena_init(&arena, ARENA_BYTES);
    if (!load_documents(root_path("tests/fuzz/documents.json", path), &arena, &w.loaded)) abort();
    for (uint32_t i = 0; i < w.loaded.count; i++) {
        struct jx_document *d = &w.loaded.documents[i];
        w.documents[i] = d;
        gather(&w, &jx_head_schema, d);
        gather(&w, jx_form_schema(d->form), d->body.any);
    }
    w.standard = standard_pack();
    return &w;
}

struct edit {
    struct jx_slice *at, before;
};

static uint32_t edit_documents(struct world *w, struct jx_slice input, struct jx_arena *a,
                               struct edit edits[EDITS_MAX])
{
    uint32_t n = 0;
    while (input.len > 2 && n < EDITS_MAX) {
        uint32_t which = ((uint32_t)(uint8_t)input.ptr[0] << 8) | (uint8_t)input.ptr[1];
        input = jx_slice_from(input, 2);
        const char *end = memchr(input.ptr, 0x1F, input.len);
        size_t len = end ? (size_t)(end - input.ptr) : input.len;
        struct jx_slice text = fuzz_rule_text(jx_slice_at(input.ptr, len), a);
        if (text.len > 400) text.len = 0;
        struct jx_slice *at = w->texts[which % w->text_count];
        edits[n++] = (struct edit){at, *at};
        *at = jx_is_absent(text) ? JX_LIT("") : text;
        input = jx_slice_from(input, end ? len + 1 : len);
    }
    return n;
}

/* ---- every rule by itself, with few steps ---- */

struct counted {
    struct jx_findings findings;
    uint32_t rule, places;
    const struct jx_compiled *compiled;
};

static bool check_place(struct jx_run *run, void *own)
{
    struct counted *c = own;
    uint64_t before = run->steps;
    uint32_t findings = c->findings.count;
    jx_finding_check(&c->findings, run, c->rule, c->compiled);
    assert(run->steps <= before && c->findings.count <= findings + 1);
    c->places++;
    return c->findings.rc == JX_OK && c->places < 20000;
}

static void check_steps(const struct jx_document *d, const struct jx_pack *pack, struct jx_arena *a)
{
    struct jx_case self;
    if (jx_case_begin(&self, d, &pack->rules, a) != JX_OK) return;
    struct jx_run run = {.set = &pack->rules, .profile = &pack->profile, .arena = a, .self = &self};
    struct counted c = {.findings = {.arena = a, .texts = true, .rc = JX_OK}};
    for (c.rule = 0; c.rule < pack->rules.count; c.rule++) {
        c.compiled = pack->rules.rules[c.rule].forms[d->form];
        if (!c.compiled) continue;
        run.steps = STEPS;
        jx_scope_walk(&run, &c.compiled->scope, check_place, &c);
        assert(run.steps <= STEPS);
    }
}

/* ---- verdicts ---- */

static void check_finding(const struct jx_finding *f)
{
    assert(f->rule.len > 0 && f->severity <= JX_SEVERITY_INFO);
    assert(memchr(f->where, '\0', sizeof f->where) && (f->where[0] == '/' || !f->where[0]));
}

static void check_verdict(const struct jx_document *d, const struct jx_pack *pack,
                          struct jx_arena *a)
{
    struct jx_verdict v, again;
    struct jx_slice bytes, bytes_again;
    jx_status rc = jx_judge(d, pack, a, &v);
    if (rc != JX_OK) {
        assert(rc == JX_E_NO_PACK || rc == JX_E_TOO_LARGE || rc == JX_E_NO_MEMORY);
        return;
    }
    for (uint32_t i = 0; i < v.finding_count; i++)
        check_finding(&v.findings[i]);
    if (jx_judge_figures(d, pack, a, &again) != JX_OK) return;
    if (jx_verdict_bytes(&v, a, &bytes) == JX_OK &&
        jx_verdict_bytes(&again, a, &bytes_again) == JX_OK)
        assert(jx_slice_eq(bytes, bytes_again));
}

static void check_relations(const struct world *w, const struct jx_pack *pack, struct jx_arena *a)
{
    struct jx_relations r;
    if (jx_relate(w->documents, w->loaded.count, pack, a, &r) != JX_OK) return;
    for (uint32_t i = 0; i < r.count; i++) {
        check_finding(&r.items[i].finding);
        assert(r.items[i].document < w->loaded.count);
        assert(r.items[i].finding.other < (int32_t)w->loaded.count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { STANDARD = 0x80, ALL = 0x40 };
    struct world *w = world();
    struct jx_arena a;
    struct edit edits[EDITS_MAX];
    fuzz_profile_must_hold();
    if (size < 1) return 0;
    uint8_t how = data[0];
    struct jx_slice input = jx_slice_at((const char *)data + 1, size - 1);
    const char *bar = memchr(input.ptr, 0x1F, input.len);
    size_t rules = bar ? (size_t)(bar - input.ptr) : input.len;
    jx_arena_init(&a, ARENA_BYTES);
    struct jx_slice text = fuzz_rule_text(jx_slice_at(input.ptr, rules), &a);
    struct jx_slice profile = fuzz_profile(JX_LIT(""), &a);
    struct jx_pack *own = how & STANDARD || jx_is_absent(text) ? NULL : fuzz_pack(profile, text);
    const struct jx_pack *pack = own ? own : how & STANDARD ? w->standard : NULL;
    uint32_t edited = bar ? edit_documents(w, jx_slice_from(input, rules + 1), &a, edits) : 0;
    const struct jx_document *d = w->documents[(how & 0x3F) % w->loaded.count];
    if (pack && how & ALL) check_relations(w, pack, &a);
    if (pack && !(how & ALL)) check_verdict(d, pack, &a);
    if (own) check_steps(d, pack, &a);
    while (edited-- > 0)
        *edits[edited].at = edits[edited].before;
    jx_pack_free(&own);
    jx_arena_clear(&a);
    return 0;
}
