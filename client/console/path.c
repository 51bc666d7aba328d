/* Cutting and matching. */
#include "path.h"

#include "../../proto/base/slice.h"

unsigned path_split(char *path, const char *parts[CALL_PARTS_MAX])
{
    unsigned count = 0;
    char *rest = NULL;
    for (char *part = strtok_r(path, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
        if (count == CALL_PARTS_MAX) return 0;
        parts[count++] = part;
    }
    return count;
}

/* Whether the part fits the pattern's part, which ends at `len`. */
static bool part_fits(const char *part, const char *pattern, size_t len)
{
    if (pattern[0] != '*') return strlen(part) == len && memcmp(part, pattern, len) == 0;
    struct jx_slice text = jx_slice_of(part), tail = jx_slice_at(pattern + 1, len - 1);
    return text.len > tail.len && jx_ends_with(text, tail);
}

bool path_fits(const char *pattern, const char *const parts[], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        size_t len = strcspn(pattern, "/");
        if (len == 0 || !part_fits(parts[i], pattern, len)) return false;
        pattern += len + (pattern[len] == '/');
    }
    return *pattern == '\0';
}
