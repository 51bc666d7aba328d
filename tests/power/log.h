/* What the recorder writes and the replayer reads: one event after another, each a head and its
 * bytes. */
#ifndef TEST_POWER_LOG_H
#define TEST_POWER_LOG_H

#include <stdint.h>

enum power_event {
    POWER_WRITE = 1,   /* begins: from here on its bytes may be on disk, in part, or not */
    POWER_DURABLE = 2, /* a write through a descriptor that syncs by itself has returned */
    POWER_SYNC = 3,    /* fdatasync or fsync has returned: every write before it is on disk */
    POWER_CUT = 4,     /* the file was made `offset` bytes long */
    POWER_RECEIPT = 5, /* a client keeps a receipt; its bytes are the name */
};

enum power_file { POWER_JOURNAL, POWER_STORE, POWER_FILES, POWER_NONE = 255 };

/* Heads stand at any offset of the log, hence packed. */
struct power_head {
    uint8_t event, file;
    uint16_t zero;
    uint32_t len; /* of the bytes behind the head */
    uint64_t offset;
    uint64_t write; /* names a WRITE, and the DURABLE that belongs to it */
} __attribute__((packed));

#endif
