/* What documents say of each other, as the county finds it: asked for by unit and year, each once,
 * and shown beside the documents they stand on. */
#ifndef JX_CLIENT_RELATED_H
#define JX_CLIENT_RELATED_H

#include "ask.h"
#include "json/write.h"

#include "../proto/wire/relation.h"

/* Answers of a run; they live in the session's arena. */
struct related_book {
    struct related_page *pages;
    uint32_t count;
};

/* Of one unit and year. JX_OK, and what asking returns. */
jx_status related_ask(struct session *s, struct related_book *book, struct jx_slice unit,
                      uint64_t year, const struct jx_relation_list **out);
/* Of one document. */
jx_status related_ask_one(struct session *s, const struct jx_listed *l,
                          struct jx_relation_list *out);

/* Open ones that stand on the document: errors and those to be explained, which keep it from being
 * approved. */
uint32_t related_open(const struct jx_relation_list *list, const struct jx_hash *id);

/* How many are open on a listed document; -1 where nobody has looked: what does not count is
 * compared with nothing, and one run asks about RELATED_PAGES_MAX units and years at most. */
enum { RELATED_PAGES_MAX = 64 };
jx_status related_count(struct session *s, struct related_book *book, const struct jx_listed *l,
                        int64_t *open);

/* Each open one: severity, rule, place, what it says, and with which document. */
void related_print(struct session *s, const struct jx_relation_list *list, const struct jx_hash *id,
                   enum jx_form form, int indent);
/* The member "relations" of the open object. */
void related_put(struct session *s, const struct jx_relation_list *list, const struct jx_hash *id,
                 struct jx_json_writer *w);

#endif
