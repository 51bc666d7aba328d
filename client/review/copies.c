/* Texts that stand in several projects. */
#include "review.h"

#include "../../proto/base/text.h"
#include "../cli/context.h"

#include <stdio.h>
#include <stdlib.h>

/* A long text: the hash of what it says but for white space and the form of its letters. */
struct copied {
    struct copied *next;
    struct jx_hash text, project;
    struct reviewed at; /* without its document */
    struct jx_slice place, begins;
};

enum { SHOWN_COLUMNS = 60, OTHERS_MAX = 50 };

static struct jx_slice beginning(struct jx_arena *a, struct jx_slice text)
{
    size_t end = 0, columns = 0;
    while (end < text.len && columns < SHOWN_COLUMNS) {
        size_t next = end + 1;
        while (next < text.len && ((unsigned char)text.ptr[next] & 0xC0) == 0x80)
            next++;
        columns += next - end > 1 ? 2 : 1;
        end = next;
    }
    return jx_arena_printf(a, "%.*s%s", (int)end, text.ptr, end < text.len ? "…" : "");
}

static size_t characters(struct jx_slice text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return n;
}

static jx_status note(struct reviewing *r, const struct reviewed *d, struct jx_slice text,
                      const char *place)
{
    struct jx_arena scratch;
    struct jx_slice key = JX_ABSENT;
    if (characters(text) < r->limits->copied_from) return JX_OK;
    struct jx_arena *a = &r->review->arena;
    struct copied *c = jx_arena_take(a, sizeof *c);
    if (!c) return jx_arena_failure(a);
    jx_arena_init(&scratch, JX_ARENA_BYTES_MAX);
    jx_status rc = jx_name_key(text, &scratch, &key);
    if (rc == JX_OK) c->text = jx_hash_bytes(key);
    jx_arena_clear(&scratch);
    if (rc != JX_OK) return rc == JX_E_UTF8 ? JX_OK : rc;
    const struct jx_slice project[] = {d->listed->unit, JX_LIT("\n"), d->project};
    c->project = jx_hash_parts(project, 3);
    c->at = *d;
    c->place = jx_arena_copy(a, jx_slice_of(place));
    c->begins = beginning(a, text);
    if (jx_is_absent(c->place) || jx_is_absent(c->begins)) return jx_arena_failure(a);
    c->next = r->texts;
    r->texts = c;
    r->text_count++;
    return JX_OK;
}

/* Every text of the struct that may be prose, and those of the objects and rows in it. */
static jx_status note_all(struct reviewing *r, const struct reviewed *d, const void *object,
                          const struct jx_schema *s, const char *above)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < s->count; i++) {
        const struct jx_field *f = &s->fields[i];
        char place[256];
        if (!jx_field_present(object, f)) continue;
        const void *at = jx_field_of(object, f);
        snprintf(place, sizeof place, "%s/%s", above, f->name.ptr);
        if (f->kind == JX_KIND_TEXT && f->max == JX_PROSE_MAX)
            rc = note(r, d, *(const struct jx_slice *)at, place);
        if (f->kind == JX_KIND_OBJECT) rc = note_all(r, d, *(void *const *)at, f->schema, place);
        const struct jx_list *l = at;
        for (uint32_t k = 0; rc == JX_OK && f->kind == JX_KIND_LIST && k < l->count; k++) {
            char row[288];
            snprintf(row, sizeof row, "%s/%u", place, (unsigned)k);
            rc = note_all(r, d, (const char *)l->items + (size_t)k * f->schema->size, f->schema,
                          row);
        }
    }
    return rc;
}

jx_status review_note_texts(struct reviewing *r, const struct reviewed *d)
{
    return note_all(r, d, d->document.body.any, jx_form_schema(d->document.form), "");
}

/* ---- groups ---- */

static int by_text(const void *one, const void *other)
{
    const struct copied *a = *(const struct copied *const *)one,
                        *b = *(const struct copied *const *)other;
    int order = memcmp(&a->text, &b->text, sizeof a->text);
    if (!order) order = jx_slice_cmp(a->at.listed->unit, b->at.listed->unit);
    if (!order) order = memcmp(&a->project, &b->project, sizeof a->project);
    if (!order) order = jx_slice_cmp(a->place, b->place);
    return order;
}

/* The ids of the other projects' documents, and how many projects there are. */
static uint32_t projects_of(struct copied *const *group, uint32_t count, char *others, size_t room)
{
    uint32_t projects = 1;
    size_t len = 0;
    others[0] = '\0';
    for (uint32_t i = 1; i < count; i++) {
        char hex[2 * JX_HASH_BYTES + 1];
        if (jx_hash_eq(&group[i]->project, &group[i - 1]->project)) continue;
        projects++;
        if (projects > OTHERS_MAX) continue;
        jx_hex_print(jx_hash_slice(&group[i]->at.listed->id), hex);
        int n = snprintf(others + len, room - len, "%s%s", len ? " " : "", hex);
        if (n > 0 && (size_t)n < room - len) len += (size_t)n;
    }
    return projects;
}

static jx_status look_at_group(struct reviewing *r, struct copied *const *group, uint32_t count)
{
    char others[OTHERS_MAX * (2 * JX_HASH_BYTES + 1) + 1];
    uint32_t projects = projects_of(group, count, others, sizeof others);
    if (projects < 2) return JX_OK;
    const struct copied *first = group[0];
    struct jx_slice says = jx_arena_printf(
        &r->review->arena, _("the same text stands in %u projects: “%.*s”"), (unsigned)projects,
        (int)first->begins.len, first->begins.ptr);
    if (jx_is_absent(says)) return jx_arena_failure(&r->review->arena);
    return review_add(r, REVIEW_COPIED, &first->at, first->place, says,
                      (struct review_others){jx_slice_of(others), projects - 1});
}

jx_status review_copies(struct reviewing *r)
{
    struct copied **all = jx_arena_array(&r->review->arena, r->text_count, sizeof(void *));
    if (!all) return jx_arena_failure(&r->review->arena);
    uint32_t count = 0;
    for (struct copied *c = r->texts; c; c = c->next)
        all[count++] = c;
    qsort(all, count, sizeof(void *), by_text);
    jx_status rc = JX_OK;
    for (uint32_t i = 0, n; rc == JX_OK && i < count; i += n) {
        for (n = 1; i + n < count && jx_hash_eq(&all[i]->text, &all[i + n]->text);)
            n++;
        rc = look_at_group(r, all + i, n);
    }
    return rc;
}
