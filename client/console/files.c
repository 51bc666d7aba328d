/* Workbooks by way of a temporary file: what writes them knows only paths. */
#include "files.h"

#include "../export/export.h"

#include "../../proto/file/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char xlsx_type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

enum { FILE_BYTES_MAX = 64 << 20 };

static jx_status answer_workbook(struct call *c, const struct jx_document *d, const char *name,
                                 bool fill)
{
    char path[] = "/tmp/jixiao-console-XXXXXX";
    struct jx_slice bytes;
    int fd = mkstemp(path);
    if (fd < 0) return JX_E_IO;
    close(fd);
    jx_status rc = fill ? jx_export_template(d, false, NULL, path, &c->arena)
                        : jx_export_xlsx(d, path, &c->arena);
    if (rc == JX_OK) rc = jx_file_read(path, FILE_BYTES_MAX, &c->arena, &bytes);
    unlink(path);
    if (rc == JX_OK) call_file(c, xlsx_type, name, bytes);
    return rc;
}

jx_status file_answer_xlsx(struct call *c, const struct jx_document *d, const char *name)
{
    return answer_workbook(c, d, name, false);
}

jx_status file_answer_template(struct call *c, const struct jx_document *d, const char *name)
{
    return answer_workbook(c, d, name, true);
}

jx_status file_answer_csv(struct call *c, const struct jx_document *d, const char *name)
{
    struct jx_slice bytes;
    jx_status rc = jx_export_csv(d, &c->arena, &bytes);
    if (rc == JX_OK) call_file(c, "text/csv; charset=utf-8", name, bytes);
    return rc;
}
