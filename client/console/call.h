/* A question of a browser: who asks, what it says, and the answer. */
#ifndef JX_CONSOLE_CALL_H
#define JX_CONSOLE_CALL_H

#include "console.h"
#include "path.h"

#include "../ask.h"
#include "../json/write.h"

enum {
    CALL_BYTES = 256 << 20, /* memory for one question */
};

/* One question of a browser on its way. */
struct call {
    struct console *console;
    const struct route *route;
    struct http_request *request;
    struct visit *visit; /* NULL: not signed in */
    struct desk *desk;   /* its own */
    struct context ctx;
    struct jx_arena arena;
    struct jx_json_writer json;
    struct link *link;
    struct session *session; /* of the link */
    char path[1024];
    const char *parts[CALL_PARTS_MAX]; /* of the path, behind /api/ */
    unsigned part_count;
    /* What else is said of a failure. */
    struct jx_trouble trouble;
    int64_t retry_ms;
    const char *advice;      /* NULL: the one that belongs to the status */
    int refusal;             /* enum console_refusal, where it is that; else -1 */
    bool conflict;           /* the act is in the journal, and changed nothing */
    bool unreadable;         /* a file that holds no form, or cannot be read at all */
    bool streaming;          /* live.c has taken the request over */
    struct http_reply reply; /* an answer that is no JSON: type and body; or further headers */
};

/* What is wrong with the request itself rather than with what it asks. X(name, HTTP status, text,
 * advice) */
#define CONSOLE_REFUSALS(X)                                                                        \
    X(CONSOLE_SIGN_IN, 401, N_("you are not signed in"), N_("sign in, then try again"))            \
    X(CONSOLE_EXPIRED, 401, N_("you were signed out, because nothing was done for a while"),       \
      N_("sign in again"))                                                                         \
    X(CONSOLE_PASSWORD, 401, N_("name or password is wrong"),                                      \
      N_("try again; whoever runs the console can set a new one"))                                 \
    X(CONSOLE_LINK, 401, N_("this link was used already, or is not ours"),                         \
      N_("start jixiao ui again for a new link"))                                                  \
    X(CONSOLE_CSRF, 403, N_("the request does not come from this page"),                           \
      N_("load the page again"))                                                                   \
    X(CONSOLE_HOST, 403, N_("the console is not known by this address"),                           \
      N_("use the address that it was started for"))                                               \
    X(CONSOLE_PATH, 404, N_("there is nothing at this address"), N_("go back to the overview"))    \
    X(CONSOLE_METHOD, 405, N_("the address does not take this method"), "")                        \
    X(CONSOLE_THROTTLED, 429, N_("too many requests"), N_("wait a moment, then try again"))        \
    X(CONSOLE_TOO_LARGE, 413, N_("this is too large"), N_("split the file and try again"))

enum console_refusal {
#define X(name, status, text, advice) name,
    CONSOLE_REFUSALS(X)
#undef X
        CONSOLE_REFUSAL_COUNT
};

/* Writes the answer's JSON (the outermost object is the function's own), or sets c->reply. Any
 * other status than JX_OK is the answer instead, with what c->trouble says. */
typedef jx_status call_answer(struct call *c);

enum route_flags {
    ROUTE_OPEN = 1,    /* nobody has to be signed in */
    ROUTE_QUICK = 2,   /* answered by the network thread: no link, no waiting */
    ROUTE_LOCAL = 4,   /* needs no link to the county */
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

/* The row that the path's parts belong to; NULL, and *other_method says whether it is there for
 * another method. */
const struct route *route_find(enum http_method method, const char *const parts[], unsigned count,
                               bool *other_method);
/* A parameter of the address; "" where it is not there. */
struct jx_slice call_argument(const struct call *c, const char *name);
/* JX_E_FIELD_VALUE with c->trouble, when it is none or out of range; `fallback` where it is absent.
 */
jx_status call_number(struct call *c, const char *name, uint64_t least, uint64_t most,
                      uint64_t fallback, uint64_t *out);
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
/* Texts live as long as the body. Absent where there is no such member, or it is no text (*wrong).
 */
struct jx_slice body_text(const struct body *b, const char *name);
bool body_number(const struct body *b, const char *name, int64_t *out);
bool body_has(const struct body *b, const char *name);
bool body_is_null(const struct body *b, const char *name);
bool body_is_true(const struct body *b, const char *name);
/* Elements of an array; 0 when it is none. */
size_t body_count(const struct body *b, const char *name);
/* A member of an element that is an object; the element itself, where it is a text (name NULL). */
struct jx_slice body_element_text(const struct body *b, const char *array, size_t i,
                                  const char *name);
bool body_element_number(const struct body *b, const char *array, size_t i, int64_t *out);
/* A member as JSON text, from the arena. */
jx_status body_member(const struct body *b, const char *name, struct jx_arena *a,
                      struct jx_slice *out);

/* ---- what dispatch.c gives to console.c ---- */

bool dispatch_admit(void *console, struct http_request *r, size_t *most,
                    struct http_reply *refusal);
void dispatch_handle(void *console, struct http_request *r);

#endif
