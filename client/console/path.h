/* Addresses below /api/, part by part. Pure. */
#ifndef JX_CONSOLE_PATH_H
#define JX_CONSOLE_PATH_H

#include <stdbool.h>

enum { CALL_PARTS_MAX = 8 };

/* Cuts the path into parts, in place. 0: too many, or none. */
unsigned path_split(char *path, const char *parts[CALL_PARTS_MAX]);
/* Whether the parts are those of the pattern: "document/STAR/diff/STAR", where STAR (an asterisk)
 * is any part, and one with an end behind it any that ends so and has more. */
bool path_fits(const char *pattern, const char *const parts[], unsigned count);

#endif
