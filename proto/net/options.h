/* The settings of a server: one row each, read from the command line and from a file of
 * `key = value` lines, where `--map-mb 64` is `map_mb = 64`. */
#ifndef JX_NET_OPTIONS_H
#define JX_NET_OPTIONS_H

#include "../base/slice.h"
#include "../base/status.h"

#include <stddef.h>
#include <stdint.h>

enum jx_option_kind {
    JX_OPTION_TEXT,   /* const char * */
    JX_OPTION_NUMBER, /* uint64_t from least to most */
    JX_OPTION_FLAG,   /* bool */
};

struct jx_option {
    const char *name;     /* "map-mb" */
    const char *argument; /* "MB"; NULL for a flag */
    const char *text;     /* its line in --help */
    enum jx_option_kind kind;
    size_t at; /* offset in the settings */
    uint64_t least, most;
    bool in_file; /* may stand in the file; else it is for the command line alone */
};

/* The middle of a row: kind, place in the settings `S`, range. */
#define JX_TEXT_AT(S, member)                JX_OPTION_TEXT, offsetof(S, member), 0, 0
#define JX_NUMBER_AT(S, member, least, most) JX_OPTION_NUMBER, offsetof(S, member), (least), (most)
#define JX_FLAG_AT(S, member)                JX_OPTION_FLAG, offsetof(S, member), 0, 0

enum { JX_OPTIONS_MAX = 24 };

struct jx_options {
    const struct jx_option *rows; /* at most JX_OPTIONS_MAX */
    size_t count;
    const char *about; /* of --help: what the program does, "\v", examples */
    /* Why settings do not go together, or NULL when they do. */
    const char *(*wrong)(const void *settings);
};

/* Reads the command line, then the file that --config names, if it does; what stands on the command
 * line goes before the file. Ends the process with exit code 2 after saying what is wrong (4 when
 * the file cannot be read), or with 0 after --help and --version. Texts live as long as the
 * process.
 */
void jx_options_read(const struct jx_options *o, int argc, char **argv, void *settings);

/* Sets one option. JX_E_CONFIG when the value is none that the row allows; nothing has changed
 * then. The value's bytes become the setting: they have to end in a NUL and to outlive it. */
jx_status jx_option_set(const struct jx_option *row, const char *value, void *settings);

#endif
