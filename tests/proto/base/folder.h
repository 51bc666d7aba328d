/* Folders that tests make for themselves, and take away again. */
#ifndef JX_TESTS_FOLDER_H
#define JX_TESTS_FOLDER_H

#include <ftw.h>
#include <stdio.h>

static inline int folder_remove_one(const char *path, const struct stat *st, int kind,
                                    struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

/* With all that is in it; nothing where there is none. */
static inline void folder_remove(const char *path)
{
    enum { OPEN_AT_ONCE = 16 };
    nftw(path, folder_remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}

#endif
