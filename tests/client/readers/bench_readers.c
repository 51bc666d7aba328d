/* A workbook of 5 MB with 500 forms: seconds and peak memory of the reader alone.
 * bench_readers make FILE SHEETS, then bench_readers FILE in a process of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../client/import/readers/reader.h"
#include "deflated.h"
#include "packages.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FORMS = 500, ROWS = 60, COLUMNS = 10, WIDTH = 14 };

static uint64_t seed = 88172645463325252u;

static unsigned random_below(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % n);
}

/* Chinese text that does not repeat, as goals and names do not. */
static void put_words(FILE *out, unsigned characters)
{
    for (unsigned i = 0; i < characters; i++) {
        unsigned c = 0x4E00 + random_below(3000);
        fprintf(out, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)),
                (int)(0x80 | (c & 0x3F)));
    }
}

static void put_form(FILE *out, unsigned form, unsigned first_row, unsigned rows)
{
    for (unsigned r = first_row; r < first_row + rows; r++) {
        fprintf(out, "<row r=\"%u\" ht=\"12.8\" hidden=\"false\" customHeight=\"true\">", r);
        for (unsigned c = 0; c < COLUMNS; c++) {
            if (c % 3 == 2) {
                fprintf(out, "<c r=\"%c%u\" s=\"1\"><v>%u.%012u</v></c>", 'A' + (char)c, r,
                        random_below(1000), random_below(1000000000));
            } else if (c % 3 == 1) {
                fprintf(out, "<c r=\"%c%u\" s=\"2\"/>", 'A' + (char)c, r);
            } else {
                fprintf(out, "<c r=\"%c%u\" s=\"0\" t=\"inlineStr\"><is><t>", 'A' + (char)c, r);
                put_words(out, WIDTH);
                fprintf(out, "%u</t></is></c>", form);
            }
        }
        fputs("</row>", out);
    }
}

static void put_merges(FILE *out, unsigned first_row, unsigned rows)
{
    for (unsigned r = first_row; r + 1 < first_row + rows; r += 6)
        fprintf(out, "<mergeCell ref=\"A%u:B%u\"/>", r, r + 3);
}

static struct jx_slice make_sheet(unsigned forms)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    fputs("<worksheet><sheetData>", out);
    for (unsigned f = 0; f < forms; f++)
        put_form(out, f, 1 + f * ROWS, ROWS);
    fputs("</sheetData><mergeCells>", out);
    for (unsigned f = 0; f < forms; f++)
        put_merges(out, 1 + f * ROWS, ROWS);
    fputs("</mergeCells></worksheet>", out);
    fclose(out);
    return jx_slice_at(text, len);
}

static struct jx_slice printed(const char *head, unsigned sheets, const char *format,
                               const char *tail)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    fputs(head, out);
    for (unsigned i = 1; i <= sheets; i++) {
        char number[16];
        snprintf(number, sizeof number, "%u", i);
        for (const char *at = format; *at; at++)
            if (*at == '#')
                fputs(number, out);
            else
                fputc(*at, out);
    }
    fputs(tail, out);
    fclose(out);
    return jx_slice_at(text, len);
}

static struct jx_slice make_workbook(unsigned sheets, uint64_t *xml_bytes)
{
    struct zip_part *parts = calloc(sheets + 4u, sizeof *parts);
    char(*names)[64] = calloc(sheets + 1u, sizeof *names);
    size_t n = 0;
    assert_true(parts && names);
    parts[n++] = (struct zip_part){
        "_rels/.rels", JX_LIT("<Relationships><Relationship Id=\"a\" Type=\"/officeDocument\" "
                              "Target=\"xl/workbook.xml\"/></Relationships>")};
    parts[n++] = (struct zip_part){"xl/workbook.xml", printed("<workbook><sheets>", sheets,
                                                              "<sheet name=\"表#\" r:id=\"r#\"/>",
                                                              "</sheets></workbook>")};
    parts[n++] = (struct zip_part){
        "xl/_rels/workbook.xml.rels",
        printed("<Relationships><Relationship Id=\"st\" Type=\"/styles\" Target=\"styles.xml\"/>",
                sheets, "<Relationship Id=\"r#\" Type=\"/worksheet\" Target=\"sheets/s#.xml\"/>",
                "</Relationships>")};
    parts[n++] = (struct zip_part){
        "xl/styles.xml", JX_LIT("<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"4\"/>"
                                "<xf numFmtId=\"10\"/></cellXfs></styleSheet>")};
    *xml_bytes = 0;
    for (unsigned i = 0; i < sheets; i++) {
        snprintf(names[i], sizeof names[i], "xl/sheets/s%u.xml", i + 1);
        parts[n] = (struct zip_part){names[i], make_sheet(FORMS / sheets)};
        *xml_bytes += parts[n++].bytes.len;
    }
    struct jx_slice zip = deflated_zip(parts, n, NULL);
    for (size_t i = 0; i < n; i++)
        if (i == 1 || i == 2 || i >= 4) free((char *)(uintptr_t)parts[i].bytes.ptr);
    free(parts);
    free(names);
    return zip;
}

static long status_kb(const char *key)
{
    char line[256];
    long kb = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, key, strlen(key)) == 0) kb = strtol(line + strlen(key), NULL, 10);
    if (f) fclose(f);
    return kb;
}

static int make(const char *path, unsigned sheets)
{
    uint64_t xml_bytes;
    struct jx_slice zip = make_workbook(sheets, &xml_bytes);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(zip.ptr, 1, zip.len, f) != zip.len || fclose(f) != 0) return 1;
    printf("%s: %d forms on %u sheets, %zu bytes, %" PRIu64 " of XML\n", path, FORMS, sheets,
           zip.len, xml_bytes);
    free((char *)(uintptr_t)zip.ptr);
    return 0;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *bytes_of(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    *len = size > 0 ? (size_t)size : 0;
    char *bytes = malloc(*len + 1);
    if (bytes && fread(bytes, 1, *len, f) != *len) *len = 0;
    fclose(f);
    return bytes;
}

static int measure(const char *path)
{
    size_t len = 0;
    char *bytes = bytes_of(path, &len);
    if (!bytes) return 1;
    long before = status_kb("VmRSS:");
    struct jx_arena a;
    struct jx_grid g;
    struct jx_reader_trouble t;
    jx_arena_init(&a, JX_READER_ARENA_BYTES);
    double begin = now();
    jx_status rc = jx_read_grid(jx_slice_at(bytes, len), path, &a, &g, &t);
    double seconds = now() - begin;
    uint64_t cells = 0;
    for (uint32_t i = 0; i < g.sheet_count; i++)
        cells += g.sheets[i].cell_count;
    printf("%s: %s, %.3f s, %" PRIu64 " cells, arena %.1f MB, resident %.1f MB before, "
           "%.1f MB at most\n",
           path, jx_status_name(rc), seconds, cells,
           (double)(JX_READER_ARENA_BYTES - a.left) / 1048576, (double)before / 1024,
           (double)status_kb("VmHWM:") / 1024);
    jx_arena_clear(&a);
    free(bytes);
    return rc == JX_OK ? 0 : 1;
}

/* bench_readers make FILE SHEETS, then bench_readers FILE in a process of its own. */
int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "make") == 0)
        return make(argv[2], (unsigned)strtoul(argv[3], NULL, 10));
    if (argc == 2) return measure(argv[1]);
    fprintf(stderr, "usage: bench_readers make FILE SHEETS | bench_readers FILE\n");
    return 2;
}
