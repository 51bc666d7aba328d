/* Published forms as office files: every cell and merge as an independent program reads them, and
 * the same texts in the .xlsx and the .docx of one document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../proto/base/text.h"
#include "support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES_MAX = 256, PATH_BYTES = 1024 };

static char names[FILES_MAX][256];
static size_t count;

static const char *corpus_dir(void)
{
    const char *dir = getenv("JIXIAO_CORPUS");
    return dir ? dir : JIXIAO_SOURCE_DIR "/../shared/corpus";
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool is_office(const char *name)
{
    struct jx_slice s = jx_slice_of(name);
    return jx_ends_with(s, JX_LIT(".xlsx")) || jx_ends_with(s, JX_LIT(".docx"));
}

static int find_files(void **state)
{
    (void)state;
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/office", corpus_dir());
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir)) && count < FILES_MAX;)
        if (is_office(e->d_name)) snprintf(names[count++], sizeof names[0], "%s", e->d_name);
    if (dir) closedir(dir);
    qsort(names, count, sizeof names[0], by_name);
    return 0;
}

static void need_files(void)
{
    if (count > 0) return;
    printf("no office files at %s: set JIXIAO_CORPUS to compare with them\n", corpus_dir());
    skip();
}

static struct jx_slice all_of(FILE *f)
{
    char *bytes = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&bytes, &len);
    assert_non_null(out);
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        fwrite(chunk, 1, n, out);
    fclose(out);
    return jx_slice_at(bytes, len);
}

struct file {
    struct jx_slice bytes;
    struct jx_arena arena;
    struct jx_grid grid;
};

static void open_file(const char *name, struct file *out)
{
    char path[PATH_BYTES];
    struct jx_reader_trouble t;
    snprintf(path, sizeof path, "%s/office/%s", corpus_dir(), name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    out->bytes = all_of(f);
    fclose(f);
    jx_arena_init(&out->arena, JX_READER_ARENA_BYTES);
    jx_status rc = jx_read_grid(out->bytes, name, &out->arena, &out->grid, &t);
    if (rc != JX_OK) fail_msg("%s: %s %s", name, jx_reader_problem_name(t.problem), t.where);
    assert_int_equal(t.formulas_without_value + t.merges_dropped, 0);
}

static void close_file(struct file *f)
{
    jx_arena_clear(&f->arena);
    slice_free(f->bytes);
}

static unsigned cells_of(const struct jx_grid *g)
{
    unsigned cells = 0;
    for (uint32_t i = 0; i < g->sheet_count; i++)
        cells += g->sheets[i].cell_count;
    return cells;
}

/* ---- against an independent reading ---- */

enum { NO_PYTHON = 127 };

/* Runs the script with the file's path, or without one only to see whether there is a Python. Its
 * exit code. */
static int run_python(const char *path, FILE *out)
{
    static const char script[] = JIXIAO_SOURCE_DIR "/tests/client/readers/dump_office.py";
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        execlp("python3", "python3", path ? script : "--version", path, (char *)NULL);
        _exit(NO_PYTHON);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct jx_slice dump_of(const char *name)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/office/%s", corpus_dir(), name);
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_int_equal(run_python(path, f), 0);
    rewind(f);
    struct jx_slice text = all_of(f);
    fclose(f);
    return text;
}

static bool has_python(void)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    int rc = run_python(NULL, f);
    fclose(f);
    return rc == 0;
}

/* The number of the first line that differs, from 1; 0 when none does. */
static unsigned difference(const char *got, const char *want)
{
    unsigned line = 1;
    for (; *got && *got == *want; got++, want++)
        line += *got == '\n';
    return *got == *want ? 0 : line;
}

static void test_cells(void **state)
{
    (void)state;
    need_files();
    if (!has_python()) {
        printf("no python3: the corpus is not compared with an independent reading\n");
        skip();
    }
    unsigned equal = 0, cells = 0;
    for (size_t i = 0; i < count; i++) {
        struct file f;
        open_file(names[i], &f);
        struct jx_slice want = dump_of(names[i]);
        char *got = grid_text(&f.grid);
        unsigned line = difference(got, want.ptr);
        if (line) printf("%s differs in line %u\n", names[i], line);
        equal += line == 0;
        cells += cells_of(&f.grid);
        free(got);
        slice_free(want);
        close_file(&f);
    }
    printf("office files: equal %u of %zu, %u cells\n", equal, count, cells);
    assert_int_equal(equal, count);
}

/* ---- the same document in both types ---- */

/* All texts in order, without white space. */
static char *bare_text(const struct jx_grid *g)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    for (uint32_t i = 0; i < g->sheet_count; i++)
        for (uint32_t c = 0; c < g->sheets[i].cell_count; c++) {
            struct jx_slice s = g->sheets[i].cells[c].text;
            for (size_t at = 0; at < s.len;) {
                size_t begin = at;
                if (!jx_is_space(jx_utf8_next(s, &at))) fwrite(s.ptr + begin, 1, at - begin, out);
            }
            if (!jx_is_blank(jx_trim(s))) fputc('\n', out);
        }
    fclose(out);
    return text;
}

static void test_both_types(void **state)
{
    (void)state;
    need_files();
    unsigned pairs = 0, equal = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        size_t stem = strlen(names[i]) - 4;
        if (strncmp(names[i], names[i + 1], stem) != 0) continue;
        struct file doc, book;
        open_file(names[i], &doc);
        open_file(names[i + 1], &book);
        char *a = bare_text(&doc.grid), *b = bare_text(&book.grid);
        unsigned line = difference(a, b);
        if (line) printf("%s and .xlsx differ in text %u\n", names[i], line);
        pairs++;
        equal += line == 0;
        free(a);
        free(b);
        close_file(&doc);
        close_file(&book);
    }
    printf("documents in both types: equal %u of %u\n", equal, pairs);
    assert_int_equal(equal, pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells),
                                       cmocka_unit_test(test_both_types)};
    return cmocka_run_group_tests(tests, find_files, NULL);
}
