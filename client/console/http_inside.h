/* What the files that know libmicrohttpd share; nobody else includes it. */
#ifndef JX_CONSOLE_HTTP_INSIDE_H
#define JX_CONSOLE_HTTP_INSIDE_H

#include "http.h"

#include <microhttpd.h>

struct http_request {
    struct http *http;
    struct MHD_Connection *connection;
    enum http_method method;
    char *path;
    char *body;
    size_t len, room, most;
    bool began, later;
    struct MHD_Response *response;
    unsigned status;
};

/* The headers that everything carries. */
void http_add_always(struct MHD_Response *response);
/* Listens at the address, without blocking; the caller closes *out. JX_E_CONFIG (no such address),
 * JX_E_IN_USE, JX_E_PERMISSION, JX_E_DESCRIPTORS: nothing is open. */
jx_status http_listen(const char *address, int *out);

#endif
