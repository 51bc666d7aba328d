/* manifest.json: what a published folder holds, what it is true for, and what was left out. */
#ifndef JX_PUBLISH_MANIFEST_H
#define JX_PUBLISH_MANIFEST_H

#include "folder.h"
#include "gather.h"
#include "judged.h"
#include "publish.h"

#define MANIFEST_NAME "manifest.json"

/* Hashes every file of the folder and writes the manifest last; fills in report->files and
 * ->manifest. */
jx_status manifest_write(const struct folder *f, const struct publish_wish *w,
                         const struct gathered *g, const struct judges *j,
                         struct publish_report *report);

/* What stands beside it for people. */
extern const char publish_readme[];

#endif
