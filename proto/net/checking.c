/* Findings, and the checks that both servers make. */
#include "checking.h"

#include "../file/file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static int exit_code(jx_status rc)
{
    bool asked_for = rc == JX_E_CONFIG || rc == JX_E_NOT_FOUND || rc == JX_E_USAGE;
    return jx_status_exit(asked_for ? JX_E_CONFIG : JX_E_IO);
}

void jx_check(struct jx_checking *c, const char *what, jx_status rc, const char *found,
              const char *advice)
{
    if (rc == JX_OK) {
        printf("ok     %s: %s\n", what, found);
        return;
    }
    printf("wrong  %s: %s (%s): %s\n", what, jx_status_text(rc, JX_LANG_EN), jx_status_name(rc),
           advice);
    if (exit_code(rc) > c->exit_code) c->exit_code = exit_code(rc);
}

void jx_check_note(const char *what, const char *text)
{
    printf("note   %s: %s\n", what, text);
}

void jx_check_secret(struct jx_checking *c, const char *path)
{
    struct stat st;
    jx_status rc = stat(path, &st) == 0 ? JX_OK : jx_status_of_errno(errno);
    if (rc == JX_OK && (st.st_mode & 077) != 0) rc = JX_E_PERMISSION;
    jx_check(c, path, rc, "only its owner can read it", "it has to be there, with mode 0600");
}

void jx_check_folder(struct jx_checking *c, const char *path, uint64_t least)
{
    struct stat st;
    uint64_t free_bytes = 0;
    char found[96], advice[160];
    jx_status rc = stat(path, &st) == 0 ? JX_OK : jx_status_of_errno(errno);
    if (rc == JX_OK && !S_ISDIR(st.st_mode)) rc = JX_E_NOT_FOUND;
    if (rc == JX_OK && (st.st_mode & 022) != 0) rc = JX_E_PERMISSION;
    jx_check(c, path, rc, "only its owner can write to it",
             "it has to be a folder that nobody else may write to: chmod go-w");
    if (rc != JX_OK) return;
    rc = jx_disk_room(path, &free_bytes);
    if (rc == JX_OK && free_bytes < least) rc = JX_E_DISK_FULL;
    snprintf(found, sizeof found, "%llu MB free", (unsigned long long)(free_bytes >> 20));
    snprintf(advice, sizeof advice, "%llu MB are free and %llu MB have to be: make room",
             (unsigned long long)(free_bytes >> 20), (unsigned long long)(least >> 20));
    jx_check(c, path, rc, found, advice);
}
