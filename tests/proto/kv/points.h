/* Every call to LMDB and to the heap that a program makes is a point that can be made to fail: link
 * test_kv_points, and see CMakeLists.txt for the calls. */
#ifndef TEST_KV_POINTS_H
#define TEST_KV_POINTS_H

#include <stdbool.h>

/* From now on the n-th point fails, an LMDB call with `code`; with `lasting`, all later ones too.
 */
void points_arm(unsigned point, int code, bool lasting);
/* Only commits count, until disarmed. */
void points_commits_only(void);
/* Nothing fails any more. Whether anything did. */
bool points_disarm(void);

#endif
