/* CSV, cell by cell. */
#include "csv_out.h"

#include "../../proto/file/file.h"

#include <errno.h>

jx_status csv_open(struct csv_out *out, const char *path)
{
    *out = (struct csv_out){.file = fopen(path, "wb")};
    if (!out->file) return jx_status_of_errno(errno);
    fputs("\xEF\xBB\xBF", out->file);
    return JX_OK;
}

static bool needs_quotes(struct jx_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("\",\r\n\t;", text.ptr[i])) return true;
    return text.len > 0 && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ');
}

static void separate(struct csv_out *out)
{
    if (out->begun) fputc(',', out->file);
    out->begun = true;
}

void csv_cell(struct csv_out *out, struct jx_slice text)
{
    separate(out);
    if (!needs_quotes(text)) {
        fwrite(text.ptr ? text.ptr : "", 1, text.len, out->file);
        return;
    }
    fputc('"', out->file);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') fputc('"', out->file);
        fputc(text.ptr[i], out->file);
    }
    fputc('"', out->file);
}

void csv_number(struct csv_out *out, int64_t number)
{
    separate(out);
    fprintf(out->file, "%lld", (long long)number);
}

void csv_end_row(struct csv_out *out)
{
    fputs("\r\n", out->file);
    out->begun = false;
}

jx_status csv_close(struct csv_out *out)
{
    FILE *file = out->file;
    out->file = NULL;
    if (!file) return JX_OK;
    bool failed = ferror(file) != 0;
    errno = 0;
    if (fclose(file) != 0) failed = true;
    return !failed ? JX_OK : errno ? jx_status_of_errno(errno) : JX_E_IO;
}
