/* Asking for relations, counting and showing them. */
#include "related.h"

#include "history_print.h"

#include "cli/table.h"

#include <stdio.h>

struct related_page {
    uint64_t year;
    struct jx_slice unit;
    struct jx_relation_list list;
    struct related_page *next;
};

/* ---- asking ---- */

static jx_status ask(struct session *s, const struct jx_relations_arguments *args,
                     struct jx_relation_list *out)
{
    struct jx_buffer arguments;
    struct jx_slice body;
    jx_buffer_init(&arguments, JX_HEADER_BYTES_MAX);
    jx_relations_arguments_encode(args, &arguments);
    jx_status rc = session_query(s, JX_QUERY_RELATIONS, &arguments, &body);
    return rc == JX_OK ? jx_relations_decode(body, &s->arena, out) : rc;
}

static struct related_page *find_page(const struct related_book *book, struct jx_slice unit,
                                      uint64_t year)
{
    struct related_page *p = book->pages;
    while (p && !(p->year == year && jx_slice_eq(p->unit, unit)))
        p = p->next;
    return p;
}

jx_status related_ask(struct session *s, struct related_book *book, struct jx_slice unit,
                      uint64_t year, const struct jx_relation_list **out)
{
    struct related_page *p = find_page(book, unit, year);
    *out = p ? &p->list : NULL;
    if (p) return JX_OK;
    p = jx_arena_take(&s->arena, sizeof *p);
    if (!p) return jx_arena_failure(&s->arena);
    const struct jx_relations_arguments args = {.year = year, .unit = unit};
    *p = (struct related_page){.year = year, .unit = unit, .next = book->pages};
    jx_status rc = ask(s, &args, &p->list);
    if (rc != JX_OK) return rc;
    book->pages = p;
    book->count++;
    *out = &p->list;
    return JX_OK;
}

jx_status related_ask_one(struct session *s, const struct jx_listed *l,
                          struct jx_relation_list *out)
{
    const struct jx_relations_arguments args = {
        .year = l->year, .unit = l->unit, .has_id = true, .id = l->id};
    return ask(s, &args, out);
}

/* ---- counting ---- */

static bool is_open_on(const struct jx_relation *r, const struct jx_hash *id)
{
    return r->found.answered == 0 && jx_hash_eq(&r->id, id);
}

uint32_t related_open(const struct jx_relation_list *list, const struct jx_hash *id)
{
    enum { EXPLAIN = 1 };
    uint32_t n = 0;
    for (uint32_t i = 0; i < list->count; i++)
        n += is_open_on(&list->rows[i], id) && list->rows[i].found.severity <= EXPLAIN;
    return n;
}

jx_status related_count(struct session *s, struct related_book *book, const struct jx_listed *l,
                        int64_t *open)
{
    enum jx_state state = l->outcome.state;
    const struct jx_relation_list *list;
    *open = -1;
    if (state != JX_STATE_SCORED && state != JX_STATE_APPROVED) return JX_OK;
    if (!find_page(book, l->unit, l->year) && book->count == RELATED_PAGES_MAX) return JX_OK;
    jx_status rc = related_ask(s, book, l->unit, l->year, &list);
    if (rc == JX_OK && list->complete) *open = related_open(list, &l->id);
    return rc;
}

/* ---- showing ---- */

static void print_one(struct session *s, const struct jx_relation *r, enum jx_form form, int indent)
{
    struct jx_slice text = s->ctx->lang == JX_LANG_ZH ? r->message_zh : r->message_en;
    char hex[2 * JX_HASH_BYTES + 1];
    printf("%*s", indent, "");
    found_print(s, &r->found, form);
    printf("\n%*s", indent + 4, "");
    write_safe(stdout, text);
    putchar('\n');
    if (!r->has_other) return;
    jx_hex_print(jx_hash_slice(&r->other), hex);
    printf(_("%*scompared with %.*s\n"), indent + 4, "", SHORT_ID, hex);
}

void related_print(struct session *s, const struct jx_relation_list *list, const struct jx_hash *id,
                   enum jx_form form, int indent)
{
    bool headed = false;
    for (uint32_t i = 0; i < list->count; i++) {
        if (!is_open_on(&list->rows[i], id)) continue;
        if (!headed) printf("%*s%s\n", indent, "", _("open, because of other documents:"));
        headed = true;
        print_one(s, &list->rows[i], form, indent + 2);
    }
    if (!list->complete)
        printf("%*s%s\n", indent, "",
               _("not compared with other documents: the unit has too many of them"));
    if (list->count < list->total)
        printf(_("    and %llu more\n"), (unsigned long long)(list->total - list->count));
}

void related_put(struct session *s, const struct jx_relation_list *list, const struct jx_hash *id,
                 struct jx_json_writer *w)
{
    jx_json_key(w, JX_LIT("relations"));
    jx_json_array(w);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct jx_relation *r = &list->rows[i];
        if (!jx_hash_eq(&r->id, id)) continue;
        jx_json_object(w);
        found_put(&r->found, w);
        jx_json_member_text(w, "left", r->left);
        jx_json_member_text(w, "right", r->right);
        put_id(w, "other", r->has_other, &r->other);
        jx_json_member_text(w, "message",
                            s->ctx->lang == JX_LANG_ZH ? r->message_zh : r->message_en);
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}
