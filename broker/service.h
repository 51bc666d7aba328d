/* The broker's service: the county's folder, journal, network and engine, from the start to the
 * end. */
#ifndef JX_BROKER_SERVICE_H
#define JX_BROKER_SERVICE_H

#include "../proto/base/status.h"

#include <stdint.h>

enum {
    BROKER_MAP_MB = 1 << 18, /* 256 GiB of address space; the file takes what it holds */
    BROKER_RESERVE_MB = 256, /* keys can still be revoked, and other programs still work */
};

struct broker_settings {
    const char *data;    /* the county's folder */
    const char *listen;  /* NULL: as county.conf says */
    uint64_t map_mb;     /* most the journal may grow to */
    uint64_t reserve_mb; /* room on its disk below which no submission is taken in */
};

/* Serves until a signal comes (JX_OK) or something is wrong that ends it. */
jx_status service_run(const struct broker_settings *settings);

#endif
