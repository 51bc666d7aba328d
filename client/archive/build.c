/* Tables, aggregates and sums of an archive. */
#include "build.h"

#include "../../proto/file/file.h"
#include "../publish/csv_out.h"
#include "../publish/gather.h"
#include "../publish/publish.h"

#include <assert.h>
#include <stdio.h>

static const char readme[] =
    "一个县一个年度的绩效档案（含全部报送记录，供存档和审计，不对外公开）。另一台电脑上用 jixiao "
    "audit 核对；没有本程序时也能读：\r\n"
    "archive.conf    档案对应的年度、日志位置、日志标识和县的签名公钥（Ed25519，十六进制）\r\n"
    "files.txt       每个文件的哈希：b2sum -l 256 -c files.txt\r\n"
    "journal/        县里收到的每一条记录，按先后顺序，MessagePack：\r\n"
    "                [1, 起始位置, [[组, 组的签名, [记录, …]], …]]；记录 = [条目, 内容]\r\n"
    "                条目含内容的 BLAKE2b-256；组含各条目的 Merkle 根和上一组的哈希\r\n"
    "packs/          启用过的规则包，按启用记录的日志位置\r\n"
    "master/         单位、项目、代码等名录，按装入记录的日志位置\r\n"
    "aggregates.csv  各单位、各级的全部汇总数，金额为万元的百万分之一，得分为百万分之一分\r\n"
    "published/      公开材料，见其中的 README.txt\r\n"
    "\r\n"
    "One county's performance archive of one budget year, with all records: not for "
    "publication.\r\n"
    "jixiao audit checks it and folds it "
    "again;\r\n"
    "without that program: files.txt has the hash of every file, journal/ is MessagePack, "
    "everything\r\n"
    "else is text, CSV, JSON and XLSX.\r\n";

/* ---- aggregates ---- */

static const char *const adds[] = {
#define X(name) #name,
    JX_ADDITIVES(X)
#undef X
};
enum { ADDS = sizeof adds / sizeof adds[0] };
static_assert((int)ADDS <= (int)JX_SUMMARY_ADDS, "every sum is carried");

static void head_adds(struct csv_out *csv, const char *column)
{
    char name[96];
    for (size_t i = 0; i < ADDS; i++) {
        snprintf(name, sizeof name, "%s.%s", column, adds[i]);
        csv_cell(csv, jx_slice_of(name));
    }
}

static void put_head(struct csv_out *csv)
{
    static const char *const first[] = {"form", "period", "unit", "unit_name", "parent"};
    static const char *const progress[JX_PROGRESS_COUNT] = {"expected", "expected_received",
                                                            "expected_approved", "on_time", "late"};
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        csv_cell(csv, jx_slice_of(first[i]));
    for (size_t i = 0; i < JX_PROGRESS_COUNT; i++)
        csv_cell(csv, jx_slice_of(progress[i]));
    for (int i = 0; i < JX_STATE_COUNT; i++)
        csv_cell(csv, jx_slice_of(jx_state_name((enum jx_state)i)));
    head_adds(csv, "received");
    head_adds(csv, "approved");
    head_adds(csv, "own");
    csv_end_row(csv);
}

static void put_numbers(struct csv_out *csv, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_number(csv, numbers[i]);
}

static void put_branch(struct csv_out *csv, enum jx_form form, const struct jx_branch *b)
{
    csv_cell(csv, jx_form_name(form));
    csv_cell(csv, b->period);
    csv_cell(csv, b->unit);
    csv_cell(csv, b->unit_name);
    csv_cell(csv, b->parent);
    put_numbers(csv, b->progress, JX_PROGRESS_COUNT);
    put_numbers(csv, b->states, JX_STATE_COUNT);
    put_numbers(csv, b->received, ADDS);
    put_numbers(csv, b->approved, ADDS);
    put_numbers(csv, b->own, ADDS);
    csv_end_row(csv);
}

static jx_status write_aggregates(const struct gathered *g, const struct folder *to)
{
    char path[CONTEXT_PATH_MAX];
    struct csv_out csv;
    jx_status rc = folder_file(to, ARCHIVE_AGGREGATES, path);
    if (rc == JX_OK) rc = csv_open(&csv, path);
    if (rc != JX_OK) return rc;
    put_head(&csv);
    for (unsigned form = 1; form < JX_FORM_COUNT; form++)
        for (uint32_t i = 0; i < g->trees[form].count; i++)
            put_branch(&csv, (enum jx_form)form, &g->trees[form].rows[i]);
    return csv_close(&csv);
}

/* ---- tables ---- */

static jx_status write_readme(const struct folder *to)
{
    char path[CONTEXT_PATH_MAX];
    jx_status rc = folder_file(to, ARCHIVE_README, path);
    return rc == JX_OK ? jx_file_write(path, 0644, jx_slice_of(readme)) : rc;
}

static jx_status publish(struct session *s, const struct build_wish *w, const struct folder *to,
                         uint64_t *position)
{
    char path[CONTEXT_PATH_MAX];
    struct publish_report report;
    struct publish_wish wish = {.year = w->year, .received = w->received, .dir = path};
    jx_status rc = folder_file(to, ARCHIVE_PUBLISHED, path);
    if (rc == JX_OK) rc = publish_year(s, &wish, &report);
    if (rc == JX_OK) *position = report.position;
    return rc;
}

jx_status build_tables(struct session *s, const struct build_wish *w, const struct folder *to,
                       uint64_t *position)
{
    struct gathered g;
    jx_status rc = gather_year(s, w->year, &g);
    if (rc == JX_OK) rc = publish(s, w, to, position);
    if (rc == JX_OK && *position != g.position) rc = JX_E_BUSY;
    if (rc == JX_OK) rc = write_aggregates(&g, to);
    if (rc == JX_OK) rc = write_readme(to);
    gather_clear(&g);
    return rc;
}

/* ---- sums ---- */

jx_status build_sums(const struct folder_entry *files, uint32_t count, struct jx_arena *a,
                     struct jx_slice *out)
{
    enum { SUMS_BYTES_MAX = 1 << 30 };
    char hex[2 * JX_HASH_BYTES + 1];
    struct jx_buffer text;
    jx_buffer_init(&text, SUMS_BYTES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (jx_slice_eq(files[i].name, JX_LIT(ARCHIVE_SUMS))) continue;
        jx_hex_print(jx_hash_slice(&files[i].hash), hex);
        jx_buffer_put(&text, hex, 2 * JX_HASH_BYTES);
        jx_buffer_put(&text, "  ", 2);
        jx_buffer_put(&text, files[i].name.ptr, files[i].name.len);
        jx_buffer_put(&text, "\n", 1);
    }
    jx_status rc = text.status;
    if (rc == JX_OK) *out = jx_arena_copy(a, jx_buffer_slice(&text));
    if (rc == JX_OK && jx_is_absent(*out)) rc = jx_arena_failure(a);
    jx_buffer_clear(&text);
    return rc;
}
