/* A stream of XML by expat, within bounds of depth and of the length of a tag. */
#include "xml.h"

#include "limits.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

struct xml_reader {
    XML_Parser parser;
    const struct xml_events *events;
    const char *part;
    struct jx_reader_trouble *trouble;
    unsigned depth;
    int64_t fed_bytes;
    jx_status status; /* the first failure */
};

static void stop(struct xml_reader *r, jx_status rc)
{
    if (rc == JX_OK || r->status != JX_OK) return;
    r->status = rc;
    XML_StopParser(r->parser, XML_FALSE);
}

static jx_status fail(struct xml_reader *r, enum jx_reader_problem p, int64_t limit)
{
    char where[JX_READER_WHERE_BYTES];
    snprintf(where, sizeof where, "%.128s:%lu", r->part,
             (unsigned long)XML_GetCurrentLineNumber(r->parser));
    return jx_reader_fail(r->trouble, p, where, limit);
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

/* ---- expat's side ---- */

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_reader *r = user;
    if (r->status != JX_OK) return;
    if (++r->depth > JX_READER_XML_DEPTH_MAX) {
        stop(r, fail(r, JX_READER_NESTED, JX_READER_XML_DEPTH_MAX));
        return;
    }
    if (!r->events->start) return;
    stop(r, r->events->start(r->events->ctx, local(name), (const char *const *)attributes));
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct xml_reader *r = user;
    if (r->status != JX_OK) return;
    r->depth--;
    if (r->events->end) stop(r, r->events->end(r->events->ctx, local(name)));
}

static void XMLCALL on_text(void *user, const XML_Char *s, int len)
{
    struct xml_reader *r = user;
    if (r->status != JX_OK || !r->events->text) return;
    stop(r, r->events->text(r->events->ctx, jx_slice_at(s, (size_t)len)));
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system_id,
                               const XML_Char *public_id, int has_internal_subset)
{
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    struct xml_reader *r = user;
    stop(r, fail(r, JX_READER_DOCTYPE, 0));
}

/* ---- ours ---- */

struct xml_reader *xml_reader_new(const struct xml_events *events, const char *part,
                                  struct jx_reader_trouble *t)
{
    struct xml_reader *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    *r = (struct xml_reader){.events = events, .part = part, .trouble = t, .status = JX_OK};
    r->parser = XML_ParserCreate(NULL);
    if (!r->parser) {
        free(r);
        return NULL;
    }
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    return r;
}

void xml_reader_free(struct xml_reader **r)
{
    if (!*r) return;
    XML_ParserFree((*r)->parser);
    free(*r);
    *r = NULL;
}

static jx_status parse(struct xml_reader *r, struct jx_slice chunk, bool last)
{
    if (r->status != JX_OK) return r->status;
    enum XML_Status done = XML_Parse(r->parser, chunk.ptr, (int)chunk.len, last);
    if (r->status != JX_OK) return r->status;
    if (done != XML_STATUS_ERROR) return JX_OK;
    bool memory = XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY;
    r->status = fail(r, memory ? JX_READER_MEMORY : JX_READER_PART_DAMAGED, 0);
    return r->status;
}

jx_status xml_reader_feed(struct xml_reader *r, struct jx_slice chunk)
{
    jx_status rc = parse(r, chunk, false);
    if (rc != JX_OK) return rc;
    r->fed_bytes += (int64_t)chunk.len;
    /* What expat holds back is a token that has not ended. */
    XML_Index at = XML_GetCurrentByteIndex(r->parser);
    if (at >= 0 && r->fed_bytes - at > JX_READER_XML_TOKEN_BYTES_MAX)
        r->status = fail(r, JX_READER_TAG_LONG, JX_READER_XML_TOKEN_BYTES_MAX);
    return r->status;
}

jx_status xml_reader_finish(struct xml_reader *r)
{
    return parse(r, JX_LIT(""), true);
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0) return attributes[1];
    return NULL;
}

bool xml_flag(const char *value, bool otherwise)
{
    if (!value) return otherwise;
    return strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0;
}

uint32_t xml_number(const char *value, uint32_t otherwise)
{
    uint64_t n = 0;
    if (!value || !*value) return otherwise;
    for (; *value; value++) {
        if (*value < '0' || *value > '9') return otherwise;
        n = n * 10 + (uint64_t)(*value - '0');
        if (n > UINT32_MAX) return otherwise;
    }
    return (uint32_t)n;
}
