/* The page itself: its files are part of the program. */
#ifndef JX_CONSOLE_PAGE_H
#define JX_CONSOLE_PAGE_H

#include "http.h"

struct page_file {
    const char *path, *type; /* "/app.js" */
    const char *begin, *end;
    const char *packed_begin, *packed_end; /* the same, compressed by gzip */
};
/* Made at build time (embed.cmake); the first one also answers "/". */
extern const struct page_file page_files[];
extern const size_t page_file_count;

/* The file that the path names, or 404. */
void page_answer(struct http_request *r, struct http_reply *out);

#endif
