/* A pack of rule files becomes one parsed, read-only thing, or is refused whole. */
#include "pack_parsed.h"

#include "../../proto/base/limits.h"
#include "../../proto/base/text.h"

#include <stdio.h>
#include <stdlib.h>

/* Room for the text itself, its lines and its rules. */
enum { PACK_ARENA_BYTES = 64 << 20 };

static jx_status trouble(struct jx_pack_trouble *t, jx_status status, struct jx_slice file,
                         const struct jx_profile_trouble *at)
{
    if (!t) return status;
    *t = (struct jx_pack_trouble){.status = status, .line = at->line, .column = at->column};
    int n = file.len < sizeof t->file ? (int)file.len : (int)sizeof t->file - 1;
    snprintf(t->file, sizeof t->file, "%.*s", n, file.ptr ? file.ptr : "");
    snprintf(t->expected_zh, sizeof t->expected_zh, "%s", at->zh);
    snprintf(t->expected_en, sizeof t->expected_en, "%s", at->en);
    return status;
}

static jx_status refuse(struct jx_pack_trouble *t, struct jx_slice file, const char *zh,
                        const char *en)
{
    return trouble(t, JX_E_RULES, file, &(struct jx_profile_trouble){1, 1, zh, en});
}

/* The importer's own files (vocabulary.txt, vocabulary-本县.txt) travel in the pack; they are not
 * ours to read. */
static bool is_others(struct jx_slice name)
{
    return jx_slice_eq(name, JX_LIT("vocabulary.txt")) ||
           (jx_starts_with(name, JX_LIT("vocabulary-")) && jx_ends_with(name, JX_LIT(".txt")));
}

/* `rules.txt`, `rules-农业.txt` … */
static bool is_rules(struct jx_slice name)
{
    return jx_slice_eq(name, JX_LIT("rules.txt")) ||
           (jx_starts_with(name, JX_LIT("rules-")) && jx_ends_with(name, JX_LIT(".txt")));
}

static jx_status choose(const struct jx_pack_file *files, size_t count,
                        const struct jx_pack_file **profile, struct jx_pack_trouble *t)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        const struct jx_pack_file *f = &files[i];
        bytes += f->bytes.len;
        if (count > JX_PACK_FILES_MAX || bytes > JX_PACK_BYTES_MAX)
            return refuse(t, f->name, "规则包过大", "a smaller pack");
        if (!jx_utf8_valid(f->bytes))
            return refuse(t, f->name, "文件应为 UTF-8 编码", "a file in UTF-8");
        if (is_others(f->name) || is_rules(f->name)) continue;
        if (!jx_slice_eq(f->name, JX_LIT("profile.txt")) || *profile)
            return refuse(t, f->name,
                          "规则包中只应有 profile.txt、rules.txt、rules-*.txt、vocabulary.txt 和 "
                          "vocabulary-*.txt",
                          "only profile.txt, rules.txt, rules-*.txt, vocabulary.txt and "
                          "vocabulary-*.txt in a pack");
        *profile = f;
    }
    if (*profile) return JX_OK;
    return refuse(t, JX_LIT("profile.txt"), "规则包缺少 profile.txt", "a profile.txt in the pack");
}

static jx_status parse_profile(struct jx_pack *p, const struct jx_pack_file *file,
                               struct jx_pack_trouble *t)
{
    struct jx_slice text = jx_arena_copy(&p->arena, file->bytes);
    struct jx_profile_trouble at = {0, 0, "", ""};
    if (jx_is_absent(text) && p->arena.status == JX_OK) text = JX_LIT("");
    jx_status rc = p->arena.status;
    if (rc == JX_OK) rc = jx_profile_parse(text, &p->arena, &p->profile, &at);
    if (rc != JX_OK) return trouble(t, rc, file->name, &at);
    p->title_zh = jx_arena_copy(&p->arena, p->profile.title_zh);
    p->title_en = jx_arena_copy(&p->arena, p->profile.title_en);
    return p->arena.status;
}

static jx_status parse_rules(struct jx_pack *p, const struct jx_pack_file *files, size_t count,
                             struct jx_pack_trouble *t)
{
    struct jx_rule_file rules[JX_PACK_FILES_MAX];
    struct jx_rule_trouble at = {JX_LIT(""), {0, 0, "", ""}};
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_rules(files[i].name)) continue;
        rules[n].name = jx_arena_copy(&p->arena, files[i].name);
        rules[n].text = jx_arena_copy(&p->arena, files[i].bytes);
        if (jx_is_absent(rules[n].text)) rules[n].text = JX_LIT("");
        n++;
    }
    if (p->arena.status != JX_OK) return p->arena.status;
    jx_status rc = jx_rules_read(rules, n, &p->profile, &p->arena, &p->rules, &at);
    return rc == JX_OK ? rc : trouble(t, rc, at.file, &at.at);
}

jx_status jx_pack_parse(const struct jx_pack_file *files, size_t count, struct jx_pack **out,
                        struct jx_pack_trouble *t)
{
    *out = NULL;
    const struct jx_pack_file *profile = NULL;
    jx_status rc = choose(files, count, &profile, t);
    if (rc != JX_OK) return rc;
    struct jx_pack *p = calloc(1, sizeof *p);
    if (!p) return JX_E_NO_MEMORY;
    jx_arena_init(&p->arena, PACK_ARENA_BYTES);
    rc = parse_profile(p, profile, t);
    if (rc == JX_OK) rc = parse_rules(p, files, count, t);
    if (rc == JX_OK)
        *out = p;
    else
        jx_pack_free(&p);
    return rc;
}

void jx_pack_free(struct jx_pack **pack)
{
    if (*pack) jx_arena_clear(&(*pack)->arena);
    free(*pack);
    *pack = NULL;
}

const char *jx_pack_title(const struct jx_pack *pack, int zh)
{
    return zh ? pack->title_zh.ptr : pack->title_en.ptr;
}
