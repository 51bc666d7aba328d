/* A table of options, walked by argp and by the reader of the file. */
#include "options.h"

#include "config.h"

#include <argp.h>
#include <assert.h>
#include <stdlib.h>

enum {
    FIRST_KEY = 256,
    CONFIG_KEY = FIRST_KEY + JX_OPTIONS_MAX,
    ARENA_BYTES = 1 << 20,
    WHAT_BYTES = 512
};

struct reading {
    const struct jx_options *options;
    void *settings;
    const char *file; /* of --config */
    bool given[JX_OPTIONS_MAX];
};

static bool read_number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    uint64_t n = 0;
    if (!*text) return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || n > (UINT64_MAX - 9) / 10) return false;
        n = n * 10 + (uint64_t)(*text - '0');
    }
    *out = n;
    return n >= least && n <= most;
}

jx_status jx_option_set(const struct jx_option *row, const char *value, void *settings)
{
    void *at = (char *)settings + row->at;
    uint64_t number;
    switch (row->kind) {
    case JX_OPTION_TEXT:
        if (!*value) return JX_E_CONFIG;
        *(const char **)at = value;
        return JX_OK;
    case JX_OPTION_NUMBER:
        if (!read_number(value, row->least, row->most, &number)) return JX_E_CONFIG;
        *(uint64_t *)at = number;
        return JX_OK;
    case JX_OPTION_FLAG:
        *(bool *)at = true;
        return JX_OK;
    }
    return JX_E_INTERNAL;
}

/* `what` names the option as it was written. */
static void set_or_fail(struct argp_state *state, const char *what, const struct jx_option *row,
                        const char *value)
{
    const struct reading *r = state->input;
    if (jx_option_set(row, value, r->settings) == JX_OK) return;
    if (row->kind == JX_OPTION_NUMBER)
        argp_failure(state, jx_status_exit(JX_E_CONFIG), 0,
                     "%s: \"%s\" is no number from %llu to %llu", what, value,
                     (unsigned long long)row->least, (unsigned long long)row->most);
    else
        argp_failure(state, jx_status_exit(JX_E_CONFIG), 0, "%s: is empty", what);
}

/* ---- the file ---- */

static bool is_key_of(const struct jx_option *row, struct jx_slice key)
{
    size_t len = strlen(row->name);
    if (!row->in_file || len != key.len) return false;
    for (size_t i = 0; i < len; i++)
        if (key.ptr[i] != (row->name[i] == '-' ? '_' : row->name[i])) return false;
    return true;
}

static const struct jx_option *row_of(const struct jx_options *o, struct jx_slice key)
{
    for (size_t i = 0; i < o->count; i++)
        if (is_key_of(&o->rows[i], key)) return &o->rows[i];
    return NULL;
}

/* Settings live as long as the process. A file's values with a NUL behind each take no more than
 * the file, which has a key and a sign before each. */
static const char *keep(struct jx_slice value)
{
    static char kept[JX_CONFIG_BYTES_MAX];
    static size_t used;
    char *text = kept + used;
    assert(value.len < sizeof kept - used);
    if (value.len) memcpy(text, value.ptr, value.len);
    text[value.len] = '\0';
    used += value.len + 1;
    return text;
}

static void take_line(struct argp_state *state, struct jx_slice key, struct jx_slice value)
{
    struct reading *r = state->input;
    const struct jx_option *row = row_of(r->options, key);
    char what[WHAT_BYTES];
    snprintf(what, sizeof what, "%s: %.*s", r->file, (int)key.len, key.ptr);
    if (!row) {
        argp_failure(state, jx_status_exit(JX_E_CONFIG), 0, "%s: is no setting", what);
        return;
    }
    if (r->given[row - r->options->rows]) return;
    set_or_fail(state, what, row, keep(value));
}

static void read_file(struct argp_state *state)
{
    struct reading *r = state->input;
    static struct jx_config c;
    struct jx_arena a;
    jx_arena_init(&a, ARENA_BYTES);
    jx_status rc = jx_config_read(r->file, false, &a, &c);
    if (rc == JX_E_CONFIG)
        argp_failure(state, jx_status_exit(rc), 0,
                     "%s: line %u is no \"key = value\", or names a key again", r->file,
                     c.bad_line);
    else if (rc != JX_OK)
        argp_failure(state, jx_status_exit(JX_E_IO), 0, "%s: %s", r->file,
                     jx_status_text(rc, JX_LANG_EN));
    for (uint32_t i = 0; i < c.count; i++)
        take_line(state, c.keys[i], c.values[i]);
    jx_arena_clear(&a);
}

/* ---- the command line ---- */

static void finish(struct argp_state *state)
{
    struct reading *r = state->input;
    if (r->file) read_file(state);
    const char *why = r->options->wrong(r->settings);
    if (why) argp_error(state, "%s", why);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct reading *r = state->input;
    int index = key - FIRST_KEY;
    if (key == CONFIG_KEY) {
        r->file = arg;
        return 0;
    }
    if (key == ARGP_KEY_END) {
        finish(state);
        return 0;
    }
    if (index < 0 || (size_t)index >= r->options->count) return ARGP_ERR_UNKNOWN;
    const struct jx_option *row = &r->options->rows[index];
    char what[WHAT_BYTES];
    snprintf(what, sizeof what, "--%s", row->name);
    r->given[index] = true;
    set_or_fail(state, what, row, arg ? arg : "");
    return 0;
}

void jx_options_read(const struct jx_options *o, int argc, char **argv, void *settings)
{
    struct argp_option rows[JX_OPTIONS_MAX + 2] = {{0}};
    struct reading r = {.options = o, .settings = settings};
    assert(o->count <= JX_OPTIONS_MAX);
    for (size_t i = 0; i < o->count; i++)
        rows[i] = (struct argp_option){.name = o->rows[i].name,
                                       .key = FIRST_KEY + (int)i,
                                       .arg = o->rows[i].argument,
                                       .doc = o->rows[i].text};
    rows[o->count] = (struct argp_option){
        .name = "config",
        .key = CONFIG_KEY,
        .arg = "FILE",
        .doc = "read settings from FILE: map_mb = 64 is --map-mb 64"};
    const struct argp parser = {.options = rows, .parser = parse, .doc = o->about};
    argp_err_exit_status = jx_status_exit(JX_E_USAGE);
    argp_parse(&parser, argc, argv, 0, NULL, &r);
}
