/* Making a folder that is there whole or not at all. */
#ifndef JX_FILE_FRESH_H
#define JX_FILE_FRESH_H

#include "../base/status.h"

/* Fills the folder `dir`, which is empty. What it writes, it syncs. */
typedef jx_status jx_folder_fill(const char *dir, void *of);

/* Makes the folder `dir` (mode 0700): beside it under another name, filled, renamed, and its name
 * synced. JX_E_IN_USE: there is something of that name. When anything fails, `inside`, a list of
 * names that ends with NULL, is taken away again in its order, then the folder. */
jx_status jx_folder_create(const char *dir, jx_folder_fill *fill, void *of,
                           const char *const inside[]);

#endif
