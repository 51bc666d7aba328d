/* Runs a fuzz target over the files of its corpus, in ordinary builds too. An empty corpus fails.
 * replay DIRECTORY */
#include "fuzz_package.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* In memory that ends where the input does, so that a sanitizer sees a step beyond. */
static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0) return -1;
    long size = ftell(f);
    uint8_t *bytes = malloc(size > 0 ? (size_t)size : 1);
    int rc = -1;
    if (bytes && size >= 0 && fseek(f, 0, SEEK_SET) == 0 &&
        fread(bytes, 1, (size_t)size, f) == (size_t)size)
        rc = LLVMFuzzerTestOneInput(bytes, (size_t)size);
    free(bytes);
    fclose(f);
    return rc;
}

int main(int argc, char **argv)
{
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    unsigned files = 0;
    if (!dir) {
        fprintf(stderr, "usage: replay DIRECTORY\n");
        return 2;
    }
    for (struct dirent *e; (e = readdir(dir));) {
        char path[1024];
        if (e->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
        if (run_file(path) != 0) {
            fprintf(stderr, "cannot read %s\n", path);
            return 1;
        }
        files++;
    }
    closedir(dir);
    printf("%u inputs\n", files);
    return files > 0 ? 0 : 1;
}
