/* XML as a stream of elements and text, namespaces left aside. The only file that knows expat. */
#ifndef JX_READERS_XML_H
#define JX_READERS_XML_H

#include "../../../proto/base/slice.h"
#include "trouble.h"

/* What is not wanted is NULL. Names come without their prefix. Anything but JX_OK ends the reading
 * with that status. Text comes in pieces of valid UTF-8 (no surrogates); a character is never torn.
 */
struct xml_events {
    void *ctx;
    jx_status (*start)(void *ctx, const char *name, const char *const *attributes);
    jx_status (*end)(void *ctx, const char *name);
    jx_status (*text)(void *ctx, struct jx_slice s);
};

struct xml_reader;

/* `part` names the document in t. Both and `events` must outlive the reader. NULL: out of memory.
 */
struct xml_reader *xml_reader_new(const struct xml_events *events, const char *part,
                                  struct jx_reader_trouble *t);
void xml_reader_free(struct xml_reader **r);

/* The next bytes. Refused with a problem in t: not well-formed, broken UTF-8, a DOCTYPE (the door
 * of entity bombs), too deep, a tag too long. */
jx_status xml_reader_feed(struct xml_reader *r, struct jx_slice chunk);
/* Says that the document is over; refused when it is not. */
jx_status xml_reader_finish(struct xml_reader *r);

/* The attribute of that name, whatever its prefix; NULL when there is none. */
const char *xml_attribute(const char *const *attributes, const char *name);
/* "1", "true", "on" (xsd:boolean and Word's own); `otherwise` when absent. */
bool xml_flag(const char *value, bool otherwise);
/* Digits only; `otherwise` when absent, not a number, or above UINT32_MAX. */
uint32_t xml_number(const char *value, uint32_t otherwise);

#endif
