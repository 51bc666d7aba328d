/* A question of a browser: who asks, what it says, and the answer. */
#ifndef JX_CONSOLE_CALL_H
#define JX_CONSOLE_CALL_H

#include "console.h"

#include "../ask.h"

/* Writes the answer's JSON (the outermost object is the function's own), or sets c->reply. Any other status than JX_OK is the
 * answer instead, with what c->trouble says. */
typedef jx_status call_answer(struct call *c);

enum route_flags {
    ROUTE_OPEN = 1,  /* nobody has to be signed in */
    ROUTE_QUICK = 2, /* answered by the network thread: no link, no waiting */
    ROUTE_LOCAL = 4, /* needs no link to the county */
    ROUTE_PASSIVE = 8, /* a browser asks by itself: it does not keep its visit alive */
};

struct route {
    enum http_method method;
    const char *pattern; /* parts of the path behind /api/; "*": any, "*.xlsx": any that ends so */
    unsigned flags;
    size_t body_max;
    call_answer *answer;
};
extern const struct route routes[];
extern const size_t route_count;

/* The row that the path's parts belong to; NULL, and *other_method says whether it is there for another method. */
const struct route *route_find(enum http_method method, const char *const parts[], unsigned count, bool *other_method);
/* Cuts the path behind /api/ into parts, in place. 0: too many, or none. */
unsigned path_split(char *path, const char *parts[CALL_PARTS_MAX]);

/* A parameter of the address; "" where it is not there. */
struct jx_slice call_argument(const struct call *c, const char *name);
/* JX_E_FIELD_VALUE with c->trouble, when it is none or out of range; `fallback` where it is absent. */
jx_status call_number(struct call *c, const char *name, uint64_t least, uint64_t most, uint64_t fallback, uint64_t *out);
jx_status call_year(struct call *c, uint32_t *out);
/* A form's name, or "". */
jx_status call_form(struct call *c, struct jx_slice *out);
/* The document that a part of the path means: an id or the beginning of one. */
jx_status call_id(struct call *c, const char *text, struct jx_hash *out);
/* A failure at a place. */
jx_status call_wrong(struct call *c, jx_status status, const char *where);
/* The answer is a file for keeping, not JSON. `bytes` from c->arena; the name is made of ASCII. */
void call_file(struct call *c, const char *type, const char *name, struct jx_slice bytes);
void call_add_header(struct call *c, const char *name, struct jx_slice value);

/* ---- the body, as JSON (body.c) ---- */

struct body;
/* JX_E_FORMAT, JX_E_TOO_LARGE, with c->trouble. The caller ends it with body_free(). */
jx_status body_read(struct call *c, struct body **out);
void body_free(struct body **b);
/* Texts live as long as the body. Absent where there is no such member, or it is no text (*wrong). */
struct jx_slice body_text(const struct body *b, const char *name);
bool body_number(const struct body *b, const char *name, int64_t *out);
bool body_has(const struct body *b, const char *name);
bool body_is_null(const struct body *b, const char *name);
/* Elements of an array; 0 when it is none. */
size_t body_count(const struct body *b, const char *name);
/* A member of an element that is an object; the element itself, where it is a text (name NULL). */
struct jx_slice body_element_text(const struct body *b, const char *array, size_t i, const char *name);
bool body_element_number(const struct body *b, const char *array, size_t i, int64_t *out);
/* A member as JSON text, from the arena. */
jx_status body_member(const struct body *b, const char *name, struct jx_arena *a, struct jx_slice *out);

/* ---- what dispatch.c gives to console.c ---- */

bool dispatch_admit(void *console, struct http_request *r, size_t *most, struct http_reply *refusal);
void dispatch_handle(void *console, struct http_request *r);

#endif
