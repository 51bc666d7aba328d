/* What a county's broker measures: each figure declared once, and how they travel.
 *
 *   measures  [[name text, label text, value int], ...]
 *
 * A reader shows figures it does not know under their bare names, so new ones need no new version.
 */
#ifndef JX_WIRE_METRICS_H
#define JX_WIRE_METRICS_H

#include "../base/limits.h"
#include "mp.h"

enum jx_metric_kind { JX_COUNTER, JX_GAUGE };

/* X(name, kind, decimals, label, zh, en). The value is an integer of 10^-decimals; `label` names
 * what the samples of a figure differ in, "" where there is one. Names are never reused. */
/* clang-format off */
#define JX_METRICS(X) \
    X(broker_pid, GAUGE, 0, "", "服务进程号", \
      "process id of the broker") \
    X(uptime_seconds, GAUGE, 3, "", "服务已运行时间", \
      "time since the broker's start") \
    X(intake_open, GAUGE, 0, "", "正在接收报送时为 1", \
      "1 while submissions are taken in") \
    X(acts_received_total, COUNTER, 0, "", "已接收待入日志的条数", \
      "acts taken in for the journal") \
    X(acts_appended_total, COUNTER, 0, "", "已写入日志的条数", \
      "acts written to the journal") \
    X(acts_duplicate_total, COUNTER, 0, "", "日志中已有的重复条数", \
      "acts that the journal had already") \
    X(acts_waiting, GAUGE, 0, "", "正在写盘的条数", \
      "acts on their way to the disk") \
    X(refusals_total, COUNTER, 0, "code", "按原因统计的拒绝次数", \
      "messages refused, by reason") \
    X(strangers_total, COUNTER, 0, "", "密钥未登记而被拒的连接数", \
      "connections turned away: key not enrolled") \
    X(messages_unsent, GAUGE, 0, "", "为未读取的对方保留的消息数", \
      "messages kept for peers that do not read") \
    X(messages_dropped_total, COUNTER, 0, "", "无处保留而丢弃的消息数", \
      "messages there was no room to keep") \
    X(open_files, GAUGE, 0, "", "打开的文件描述符数，多为连接", \
      "open file descriptors, most of them connections") \
    X(open_files_max, GAUGE, 0, "", "文件描述符上限", \
      "most of them there can be") \
    X(connections_full_total, COUNTER, 0, "", "连接数达到上限的次数", \
      "times there came to be no descriptor for one more connection") \
    X(queries_total, COUNTER, 0, "", "转给工作进程的查询数", \
      "queries passed on to workers") \
    X(syncs_total, COUNTER, 0, "", "同步到磁盘的批数", \
      "groups of acts synced to the disk") \
    X(sync_seconds_total, COUNTER, 6, "", "写入并同步所用时间", \
      "time spent writing and syncing them") \
    X(sync_last_seconds, GAUGE, 6, "", "最近一次所用时间", \
      "time that the last one took") \
    X(sync_max_seconds, GAUGE, 6, "", "最长一次所用时间", \
      "time that the longest one took") \
    X(journal_position, GAUGE, 0, "", "日志的最后位置", \
      "last position of the journal") \
    X(journal_map_used_bytes, GAUGE, 0, "", "日志文件已用字节", \
      "what the journal's file holds") \
    X(journal_map_bytes, GAUGE, 0, "", "日志文件上限字节", \
      "the most it may hold") \
    X(journal_readers, GAUGE, 0, "", "读过日志的进程和线程数", \
      "processes and threads that have read the journal") \
    X(disk_free_bytes, GAUGE, 0, "", "日志所在磁盘的空余字节", \
      "room on the journal's disk") \
    X(disk_reserve_bytes, GAUGE, 0, "", "低于此空余即不再接收报送", \
      "room below which no submission is taken in") \
    X(store_position, GAUGE, 0, "", "存储已处理到的位置", \
      "position up to which the store is folded") \
    X(lag_records, GAUGE, 0, "", "已入日志而未入存储的条数", \
      "records journalled and not yet in the store") \
    X(store_map_used_bytes, GAUGE, 0, "", "存储文件已用字节", \
      "what the store's file holds") \
    X(store_map_bytes, GAUGE, 0, "", "存储文件上限字节", \
      "the most it may hold") \
    X(store_readers, GAUGE, 0, "", "读过存储的进程和线程数", \
      "processes and threads that have read the store") \
    X(store_disk_free_bytes, GAUGE, 0, "", "存储所在磁盘的空余字节", \
      "room on the store's disk") \
    X(store_writer_pid, GAUGE, 0, "", "持有存储写锁的进程；0 为无", \
      "process that holds the store's write lock; 0: none") \
    X(leases_total, COUNTER, 0, "", "租给工作进程的批数", \
      "batches leased to workers") \
    X(leases_expired_total, COUNTER, 0, "", "从工作进程收回的批数", \
      "leases taken back from workers") \
    X(workers, GAUGE, 0, "", "在运行的工作进程数", \
      "workers that live") \
    X(worker_live, GAUGE, 0, "pid", "有音讯时为 1", \
      "1 while the worker is heard of") \
    X(worker_position, GAUGE, 0, "pid", "该进程最近报告的存储位置", \
      "store position the worker last told") \
    X(worker_batches, GAUGE, 0, "pid", "该进程已领未答的批数", \
      "batches it has and has not answered") \
    X(worker_silent_seconds, GAUGE, 3, "pid", "距上次音讯的时间", \
      "time since it was last heard of") \
    X(clock_synchronised, GAUGE, 0, "", "服务器时钟已同步时为 1", \
      "1 while the broker's clock is synchronised")
/* clang-format on */

enum jx_metric {
#define X(name, kind, decimals, label, zh, en) JX_METRIC_##name,
    JX_METRICS(X)
#undef X
        JX_METRIC_COUNT
};

struct jx_metric_row {
    const char *name;
    enum jx_metric_kind kind;
    unsigned decimals;
    const char *label;
    const char *help[2]; /* by enum jx_lang */
};
const struct jx_metric_row *jx_metric_row(enum jx_metric m);
/* NULL for a name that stands in no row. */
const struct jx_metric_row *jx_metric_find(struct jx_slice name);

struct jx_sample {
    struct jx_slice name, label; /* label "" where the figure has none */
    int64_t value;
};

/* Zeroed to begin with. */
struct jx_samples {
    struct jx_sample items[JX_SAMPLES_MAX];
    uint32_t count;
};

/* Adds one; beyond JX_SAMPLES_MAX it is left out. The label is borrowed. */
void jx_samples_add(struct jx_samples *s, enum jx_metric m, struct jx_slice label, int64_t value);
/* The first sample of that figure; NULL when there is none. */
const struct jx_sample *jx_samples_find(const struct jx_samples *s, enum jx_metric m);

jx_status jx_samples_encode(const struct jx_samples *s, struct jx_buffer *out);
/* Slices borrow from `bytes`. JX_E_FORMAT, JX_E_ROWS (more than JX_SAMPLES_MAX), the scan's status.
 */
jx_status jx_samples_decode(struct jx_slice bytes, struct jx_samples *out);

#endif
