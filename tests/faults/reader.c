/* reader PATH COUNT [subdir]: holds COUNT read transactions on an LMDB file (or folder) until it is
 * killed. Prints how many it got. */
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t map_bytes = (size_t)1 << 38; /* as the programs' own default */

int main(int argc, char **argv)
{
    MDB_env *env = NULL;
    unsigned flags = MDB_RDONLY | MDB_NOTLS;
    if (argc < 3) return 2;
    if (argc == 3) flags |= MDB_NOSUBDIR;
    int rc = mdb_env_create(&env);
    if (!rc) rc = mdb_env_set_mapsize(env, map_bytes);
    if (!rc) rc = mdb_env_open(env, argv[1], flags, 0600);
    if (rc) {
        fprintf(stderr, "reader: %s: %s\n", argv[1], mdb_strerror(rc));
        return 1;
    }
    unsigned long held = 0;
    for (unsigned long want = strtoul(argv[2], NULL, 10); held < want; held++) {
        MDB_txn *tx;
        if (mdb_txn_begin(env, NULL, MDB_RDONLY, &tx)) break;
    }
    printf("%lu\n", held);
    fflush(stdout);
    for (;;)
        pause();
}
