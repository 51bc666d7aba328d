/* JSON text, written value by value: what every command's `--json` and `convert` print. */
#ifndef JX_JSON_WRITE_H
#define JX_JSON_WRITE_H

#include "../../proto/form/document.h"

/* Nesting that the writer's own callers may use; deeper is our mistake and asserted. */
enum { JX_JSON_WRITE_DEPTH_MAX = 32 };

/* Remembers its first failure (the arena's status) and writes nothing after it, so that a caller
 * may look once, at jx_json_take(). */
struct jx_json_writer {
    struct jx_arena *arena;
    char *bytes;
    size_t len, room;
    unsigned depth;
    bool indented;  /* two spaces a level and one value a line; else no white space at all */
    bool fresh;     /* the innermost object or array has no member yet */
    bool after_key; /* the next value belongs to a key */
    jx_status status;
};

void jx_json_begin(struct jx_json_writer *w, struct jx_arena *a, bool indented);

void jx_json_object(struct jx_json_writer *w);
void jx_json_end_object(struct jx_json_writer *w);
void jx_json_array(struct jx_json_writer *w);
void jx_json_end_array(struct jx_json_writer *w);
/* In an object, in front of each value. */
void jx_json_key(struct jx_json_writer *w, struct jx_slice key);

/* A string, its UTF-8 unescaped; malformed bytes (a file name may have them) become U+FFFD. Absent
 * is written as null. */
void jx_json_text(struct jx_json_writer *w, struct jx_slice text);
void jx_json_integer(struct jx_json_writer *w, int64_t value);
void jx_json_bool(struct jx_json_writer *w, bool value);
void jx_json_null(struct jx_json_writer *w);

/* Key and value in one. */
void jx_json_member_text(struct jx_json_writer *w, const char *key, struct jx_slice text);
void jx_json_member_integer(struct jx_json_writer *w, const char *key, int64_t value);
void jx_json_member_bool(struct jx_json_writer *w, const char *key, bool value);

/* A document as an object of FORMS.md: form, year (where present), then the schema's order. */
void jx_json_document(struct jx_json_writer *w, const struct jx_document *d);
/* Its members only, into the object that is open. */
void jx_json_document_members(struct jx_json_writer *w, const struct jx_document *d);

/* A line break behind the outermost value. */
void jx_json_end_line(struct jx_json_writer *w);

/* What was written since the last take, in *out; borrowed from the writer until it writes again.
 * The place in the JSON stays, so that long output can be passed on piece by piece. */
jx_status jx_json_take(struct jx_json_writer *w, struct jx_slice *out);

#endif
