/* Writing the manifest. */
#include "manifest.h"

#include "../../proto/file/file.h"
#include "../json/write.h"
#include "../sums.h"
#include "../texts.h"

#include <stdlib.h>

enum { MANIFEST_BYTES = 1 << 30, MANIFEST_VERSION = 1 };

const char publish_readme[] =
    "本文件夹是一个县一个年度的预算绩效公开材料，数据取自县绩效系统的同一日志位置。\r\n"
    "manifest.json  每个文件的大小和哈希（BLAKE2b-256，可用 b2sum -l 256 "
    "核对）、日志位置、规则包、\r\n"
    "               应报、已报、已审核和公开的份数，以及未公开的内容和原因\r\n"
    "forms/         各单位报送的表，按规定的表样\r\n"
    "tables/        县级公开清单、自评情况汇总表、分单位汇总表、差额表、审核问题清单、目录\r\n"
    "data/          同样内容的开放数据：CSV（UTF-8）和 JSON；dictionary.csv "
    "说明每个文件的每一列，\r\n"
    "               schema.json 是 JSON 的结构；CSV 中空单元格和没有的栏目相同，JSON 中有区别\r\n"
    "\r\n"
    "One county's performance documents of one budget year, all true for one position of its\r\n"
    "journal. manifest.json has the hash of every file; data/dictionary.csv says what each "
    "column\r\n"
    "means.\r\n";

static void put_counts(struct jx_json_writer *w, enum jx_form form, const struct jx_branch *county)
{
    jx_json_object(w);
    jx_json_member_text(w, "form", jx_form_name(form));
    jx_json_member_text(w, "period", county->period);
    jx_json_member_integer(w, "expected", county->progress[JX_PROGRESS_EXPECTED]);
    jx_json_member_integer(w, "received", sums_adds(county->received).documents);
    jx_json_member_integer(w, "approved", sums_adds(county->approved).documents);
    jx_json_end_object(w);
}

/* The county's own rows have no unit. */
static void put_all_counts(struct jx_json_writer *w, const struct gathered *g)
{
    jx_json_key(w, JX_LIT("counts"));
    jx_json_array(w);
    for (unsigned form = 1; form < JX_FORM_COUNT; form++)
        for (uint32_t i = 0; i < g->trees[form].count; i++)
            if (g->trees[form].rows[i].unit.len == 0)
                put_counts(w, (enum jx_form)form, &g->trees[form].rows[i]);
    jx_json_end_array(w);
}

static void put_left_out(struct jx_json_writer *w, const struct publish_report *r)
{
    jx_json_key(w, JX_LIT("left_out"));
    jx_json_object(w);
    jx_json_member_integer(w, "secret_projects", (int64_t)r->secret);
    for (int state = 0; state < JX_STATE_COUNT; state++)
        if (r->left_out[state])
            jx_json_member_integer(w, jx_state_name((enum jx_state)state), r->left_out[state]);
    jx_json_end_object(w);
}

static int by_bytes(const void *one, const void *other)
{
    return memcmp(one, other, JX_HASH_BYTES);
}

static void put_packs(struct jx_json_writer *w, const struct judges *j)
{
    struct jx_hash hashes[JUDGES_MAX];
    for (uint32_t i = 0; i < j->count; i++)
        hashes[i] = j->known[i].hash;
    qsort(hashes, j->count, sizeof *hashes, by_bytes);
    jx_json_key(w, JX_LIT("packs"));
    jx_json_array(w);
    for (uint32_t i = 0; i < j->count; i++)
        jx_json_text(w, text_of_hash(w->arena, &hashes[i]));
    jx_json_end_array(w);
}

static void put_files(struct jx_json_writer *w, const struct folder_entry *files, uint32_t count)
{
    jx_json_key(w, JX_LIT("files"));
    jx_json_array(w);
    for (uint32_t i = 0; i < count; i++) {
        jx_json_object(w);
        jx_json_member_text(w, "name", files[i].name);
        jx_json_member_integer(w, "bytes", (int64_t)files[i].bytes);
        jx_json_member_text(w, "blake2b_256", text_of_hash(w->arena, &files[i].hash));
        jx_json_end_object(w);
    }
    jx_json_end_array(w);
}

static jx_status print(const struct folder *f, const struct publish_wish *w,
                       const struct gathered *g, const struct judges *j,
                       struct publish_report *report, struct jx_arena *a, struct jx_slice *out)
{
    struct folder_entry *files = NULL;
    struct jx_json_writer json;
    jx_status rc = folder_list(f->path, a, &files, &report->files);
    if (rc != JX_OK) return rc;
    jx_json_begin(&json, a, true);
    jx_json_object(&json);
    jx_json_member_integer(&json, "version", MANIFEST_VERSION);
    jx_json_member_integer(&json, "year", w->year);
    jx_json_member_text(&json, "column", w->received ? JX_LIT("received") : JX_LIT("approved"));
    jx_json_member_integer(&json, "position", (int64_t)g->position);
    jx_json_member_integer(&json, "documents", report->documents);
    put_all_counts(&json, g);
    put_left_out(&json, report);
    put_packs(&json, j);
    put_files(&json, files, report->files);
    jx_json_end_object(&json);
    jx_json_end_line(&json);
    return jx_json_take(&json, out);
}

jx_status manifest_write(const struct folder *f, const struct publish_wish *w,
                         const struct gathered *g, const struct judges *j,
                         struct publish_report *report)
{
    char path[CONTEXT_PATH_MAX];
    struct jx_slice text;
    struct jx_arena a;
    jx_arena_init(&a, MANIFEST_BYTES);
    jx_status rc = print(f, w, g, j, report, &a, &text);
    if (rc == JX_OK) rc = folder_file(f, MANIFEST_NAME, path);
    if (rc == JX_OK) rc = jx_file_write(path, 0644, text);
    if (rc == JX_OK) report->manifest = jx_hash_bytes(text);
    jx_arena_clear(&a);
    return rc;
}
