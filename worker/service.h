/* The worker's service: the store, the link to the broker and the engine, from the start to the
 * end. */
#ifndef JX_WORKER_SERVICE_H
#define JX_WORKER_SERVICE_H

#include "../proto/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { WORKER_MAP_MB = 1 << 18 }; /* 256 GiB of address space; the file takes what it holds */

struct worker_settings {
    const char *store, *county, *key; /* the folder, county.conf, its own key file */
    const char *ready;                /* created once the broker has taken it on; NULL: not */
    uint64_t map_mb;                  /* most the store may grow to */
    bool replay; /* no broker: records and questions come on standard input (proto/net/pipe.h), what
                    a broker would be sent goes to standard output; no county and no key */
};

/* Serves until a signal comes (JX_OK) or something is wrong that ends it; *about is then the file
 * or folder that it is about. */
jx_status service_run(const struct worker_settings *settings, const char **about);

#endif
