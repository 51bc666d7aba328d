/* A document in memory: one filled-in form. Structs generated from fields.h, and the schema that
 * walks them. Texts are slices that borrow from an arena or from the bytes the document was decoded
 * from. */
#ifndef JX_FORM_DOCUMENT_H
#define JX_FORM_DOCUMENT_H

#include "../base/arena.h"
#include "fields.h"

#include <assert.h>
#include <stdint.h>

/* Rows, strings or pairs. `items` points at `count` of them and is NULL when the field is absent;
 * an empty list is present (items not NULL, count 0). */
struct jx_list {
    void *items;
    uint32_t count;
};

/* One entry of an `extra` map; entries are in byte order of their keys. */
struct jx_pair {
    struct jx_slice key, value;
};

#define JX_MEMBER_TEXT(member, of)                    struct jx_slice member;
#define JX_MEMBER_OBJECT(member, of)                  struct jx_##of *member; /* NULL: absent */
#define JX_MEMBER_LIST(member, of)                    struct jx_list member; /* of struct jx_<of> */
#define JX_MEMBER_KEYED(member, of)                   struct jx_list member; /* of struct jx_<of>, by its key */
#define JX_MEMBER_TEXTS(member, of)                   struct jx_list member; /* of struct jx_slice */
#define JX_MEMBER_ROWS(member, of)                    struct jx_list member; /* of struct jx_list of jx_slice */
#define JX_MEMBER_EXTRA(member, of)                   struct jx_list member; /* of struct jx_pair */
#define JX_MEMBER(S, kind, member, of, need, max, zh) JX_MEMBER_##kind(member, of)

#define JX_STRUCT(name, FIELDS)                                                                    \
    struct jx_##name {                                                                             \
        FIELDS(JX_MEMBER, name)                                                                    \
    };
JX_STRUCTS(JX_STRUCT)
#undef JX_STRUCT

#define JX_STRUCT(name, FIELDS)                                                                    \
    struct jx_##name {                                                                             \
        struct jx_slice key;                                                                       \
        FIELDS(JX_MEMBER, name)                                                                    \
    };
JX_KEYED_STRUCTS(JX_STRUCT)
#undef JX_STRUCT

#define JX_STRUCT(name, FIELDS, zh)                                                                \
    struct jx_##name {                                                                             \
        FIELDS(JX_MEMBER, name)                                                                    \
    };
JX_FORMS(JX_STRUCT)
#undef JX_STRUCT

enum jx_form {
    JX_FORM_UNKNOWN,
#define X(name, FIELDS, zh) JX_FORM_##name,
    JX_FORMS(X)
#undef X
        JX_FORM_COUNT
};

struct jx_document {
    enum jx_form form;
    int32_t year; /* 0: absent */
    JX_HEAD_FIELDS(JX_MEMBER, document)
    union { /* never NULL in a document that was decoded, parsed or made */
        void *any;
#define X(name, FIELDS, zh) struct jx_##name *name;
        JX_FORMS(X)
#undef X
    } body;
};

/* ---- the schema ---- */

enum jx_kind {
    JX_KIND_TEXT,
    JX_KIND_OBJECT,
    JX_KIND_LIST,
    JX_KIND_KEYED,
    JX_KIND_TEXTS,
    JX_KIND_ROWS,
    JX_KIND_EXTRA,
};

struct jx_schema;

struct jx_field {
    struct jx_slice name; /* wire and JSON name */
    enum jx_kind kind;
    bool must;
    bool source;     /* one of JX_FUND_SOURCES */
    uint32_t offset; /* in the struct that the schema describes */
    uint32_t max;
    const struct jx_schema *schema; /* of OBJECT, LIST and KEYED; else NULL */
    const char *zh;
};

struct jx_schema {
    const char *name;
    const struct jx_field *fields;
    uint32_t count;
    uint32_t size; /* of the struct */
};

/* The head's fields, offsets in struct jx_document; form and year stand in front of them. */
extern const struct jx_schema jx_head_schema;
/* A form's own fields, offsets in struct jx_<form>. NULL for JX_FORM_UNKNOWN and out of range. */
const struct jx_schema *jx_form_schema(enum jx_form form);
/* "self_evaluation"; "" when unknown. */
struct jx_slice jx_form_name(enum jx_form form);
/* "项目支出绩效自评表"; "" when unknown. */
const char *jx_form_zh(enum jx_form form);
enum jx_form jx_form_of_name(struct jx_slice name);

/* Where the field is in its struct. */
static inline void *jx_field_of(const void *object, const struct jx_field *f)
{
    return (char *)(uintptr_t)object + f->offset;
}

/* Whether the field has a value; an empty text is one. */
bool jx_field_present(const void *object, const struct jx_field *f);
/* The field of that name, or NULL. Looks at `hint` first and moves it behind the hit, so that
 * reading fields in order costs one comparison each; hint may be NULL. */
const struct jx_field *jx_field_find(const struct jx_schema *s, struct jx_slice name,
                                     uint32_t *hint);

/* An empty document of the form with its body from the arena. JX_E_FORM_UNKNOWN, or the arena's
 * status. */
jx_status jx_document_init(struct jx_document *d, enum jx_form form, struct jx_arena *a);

/* ---- the shape check ---- */

/* Brings every text into the exchange form (tidy.h) and checks what the fields declare: required
 * ones present, lengths, counts, UTF-8, no control characters, known sources of funds, year in
 * range, `extra` in order without repeated keys. Changes the document in place; new texts come from
 * the arena. JX_OK, or what is wrong first, with its JSON pointer, in *t. */
jx_status jx_document_check(struct jx_document *d, struct jx_arena *a, struct jx_trouble *t);

/* The document's period: `period` of a monitoring form, else the empty text. */
struct jx_slice jx_document_period(const struct jx_document *d);

/* What tells two documents of one unit, form, year and period apart: the project's code, else its
 * name after NFKC without white space; empty for a form without a project. From the arena. */
jx_status jx_project_key(const struct jx_document *d, struct jx_arena *a, struct jx_slice *out);

/* NFKC without any white space: how names are compared. From the arena. JX_E_UTF8, arena's status.
 */
jx_status jx_name_key(struct jx_slice name, struct jx_arena *a, struct jx_slice *out);

/* How a name is matched to the lists of the county: jx_name_key() without brackets and quotation
 * marks and without 本级, 机关 or 局机关 behind it, which say of a bureau that it is itself. A name
 * longer than JX_MATCH_KEY_MAX bytes has the empty key. From the arena. JX_E_UTF8, arena's status.
 */
enum { JX_MATCH_KEY_MAX = 255 };
jx_status jx_match_key(struct jx_slice name, struct jx_arena *a, struct jx_slice *out);

/* Helpers for places in a document. Appends "/<name>" (escaped as JSON pointers are) or "/<index>";
 * a place too long for the buffer is cut. */
struct jx_place {
    char text[JX_WHERE_BYTES];
    size_t len;
};
void jx_place_name(struct jx_place *p, struct jx_slice name);
void jx_place_index(struct jx_place *p, uint32_t index);

/* The way to a place, of names and indexes that are written out only where something is wrong.
 * Names are borrowed. No form is nested more deeply than this. */
enum { JX_TRAIL_STEPS = 16 };
struct jx_trail {
    uint32_t count;
    struct {
        struct jx_slice name; /* absent: an index */
        uint32_t index;
    } steps[JX_TRAIL_STEPS];
};
static inline void jx_trail_name(struct jx_trail *t, struct jx_slice name)
{
    assert(t->count < JX_TRAIL_STEPS);
    t->steps[t->count++].name = name;
}
static inline void jx_trail_index(struct jx_trail *t, uint32_t index)
{
    assert(t->count < JX_TRAIL_STEPS);
    t->steps[t->count].name = JX_ABSENT;
    t->steps[t->count++].index = index;
}
void jx_trail_place(const struct jx_trail *t, struct jx_place *out);

/* Fills *t and returns the status; t may be NULL. */
jx_status jx_trouble_at(struct jx_trouble *t, jx_status status, const struct jx_place *p,
                        int64_t limit);
jx_status jx_trouble_on(struct jx_trouble *t, jx_status status, const struct jx_trail *trail,
                        int64_t limit);

#endif
