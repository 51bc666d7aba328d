/* What the check of pure archives has to catch. */
#include <stdio.h>

int control_opens_a_file(const char *path);

int control_opens_a_file(const char *path)
{
    FILE *f = fopen(path, "r");
    return f ? fclose(f) : -1;
}
