/* What the broker knows of itself and its county, as figures; and whether there is room. */
#include "serving.h"

#include "../proto/file/file.h"
#include "../proto/net/clock.h"
#include "../proto/net/log.h"
#include "../proto/wire/metrics.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    MAP_SPARE = 16,                 /* of a map as small as its operator wanted it, this part; */
    MAP_SPARE_BYTES_MAX = 64 << 20, /* of a large one at most that: many groups */
};

/* ---- room ---- */

static jx_status room_now(struct service *s)
{
    struct journal_room map = journal_room(s->journal);
    uint64_t spare = map.map_bytes / MAP_SPARE;
    if (spare > MAP_SPARE_BYTES_MAX) spare = MAP_SPARE_BYTES_MAX;
    if (map.used_bytes + spare > map.map_bytes) return JX_E_STORE_FULL;
    /* A disk that cannot be asked will say so itself when it is written to. */
    if (jx_disk_room(s->settings->data, &s->disk_free_bytes) != JX_OK) return JX_OK;
    return s->disk_free_bytes < s->settings->reserve_mb << 20 ? JX_E_DISK_FULL : JX_OK;
}

void look_for_room(struct service *s)
{
    jx_status before = s->room;
    s->room = room_now(s);
    if (s->room == before) return;
    if (s->room == JX_OK)
        jx_log(JX_LOG_INFO, "room.back", "free=%llu", (unsigned long long)s->disk_free_bytes);
    else
        jx_log(JX_LOG_ERROR, "room.gone", "why=%s free=%llu reserve_mb=%llu text=\"%s\"",
               jx_status_name(s->room), (unsigned long long)s->disk_free_bytes,
               (unsigned long long)s->settings->reserve_mb, jx_status_text(s->room, JX_LANG_EN));
}

void look_for_connections(struct service *s)
{
    bool before = s->full;
    s->full = jx_server_is_full();
    if (s->full == before) return;
    if (!s->full) {
        jx_log(JX_LOG_INFO, "connections.back", "times=%llu", (unsigned long long)s->times_full);
        return;
    }
    s->times_full++;
    jx_log(JX_LOG_WARN, "connections.full",
           "times=%llu text=\"no file descriptor is left for one more connection: who comes now "
           "waits until another goes\" do=\"raise the service's limit of open files "
           "(LimitNOFILE), up to %d connections\"",
           (unsigned long long)s->times_full, JX_CONNECTIONS_MAX);
}

/* ---- figures ---- */

static void add(struct jx_samples *to, enum jx_metric m, uint64_t value)
{
    jx_samples_add(to, m, JX_LIT(""), value > INT64_MAX ? INT64_MAX : (int64_t)value);
}
#define ADD(metric, value) add(to, JX_METRIC_##metric, (uint64_t)(value))

static void add_process(const struct service *s, struct jx_samples *to)
{
    struct rlimit limit;
    uint64_t files = 0;
    DIR *open_files = opendir("/proc/self/fd");
    while (open_files && readdir(open_files))
        files++;
    if (open_files) closedir(open_files);
    ADD(broker_pid, getpid());
    ADD(uptime_seconds, jx_clock_mono_ms() - s->started_ms);
    ADD(intake_open, s->room == JX_OK);
    if (files > 3) ADD(open_files, files - 3); /* not ".", ".." and the folder itself */
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) ADD(open_files_max, limit.rlim_cur);
    ADD(connections_full_total, s->times_full);
    enum jx_clock_care care = jx_clock_care();
    if (care != JX_CLOCK_UNKNOWN) ADD(clock_synchronised, care == JX_CLOCK_SYNCHRONISED);
}

static void add_intake(const struct service *s, struct jx_samples *to)
{
    struct broker_counts c = broker_counts(s->engine);
    ADD(acts_received_total, c.received);
    ADD(acts_appended_total, c.appended);
    ADD(acts_duplicate_total, c.duplicates);
    ADD(acts_waiting, broker_waiting(s->engine));
    for (unsigned i = 0; i < JX_STATUS_COUNT; i++)
        if (c.refused_by[i] > 0)
            jx_samples_add(to, JX_METRIC_refusals_total, jx_slice_of(jx_status_name((jx_status)i)),
                           (int64_t)c.refused_by[i]);
    ADD(strangers_total, jx_server_strangers(s->server));
    ADD(messages_unsent, s->unsent.count);
    ADD(messages_dropped_total, s->unsent.dropped);
    ADD(queries_total, c.asks);
    ADD(leases_total, c.leases);
    ADD(leases_expired_total, c.expired);
}

static void add_journal(const struct service *s, struct jx_samples *to)
{
    struct writer_times t = writer_times(s->writer);
    struct journal_room map = journal_room(s->journal);
    ADD(syncs_total, t.groups);
    ADD(sync_seconds_total, t.total_us);
    ADD(sync_last_seconds, t.last_us);
    ADD(sync_max_seconds, t.max_us);
    ADD(journal_position, journal_last(s->journal));
    ADD(journal_map_used_bytes, map.used_bytes);
    ADD(journal_map_bytes, map.map_bytes);
    ADD(journal_readers, map.readers);
    ADD(disk_free_bytes, s->disk_free_bytes);
    ADD(disk_reserve_bytes, s->settings->reserve_mb << 20);
}

static void add_worker(const struct broker_worker *w, struct jx_arena *a, struct jx_samples *to)
{
    struct jx_slice pid = jx_arena_printf(a, "%llu", (unsigned long long)w->pid);
    if (jx_is_absent(pid)) return;
    jx_samples_add(to, JX_METRIC_worker_live, pid, w->live);
    jx_samples_add(to, JX_METRIC_worker_position, pid, (int64_t)w->position);
    jx_samples_add(to, JX_METRIC_worker_batches, pid, (int64_t)w->batches);
    jx_samples_add(to, JX_METRIC_worker_silent_seconds, pid, jx_clock_mono_ms() - w->heard_ms);
}

/* What the worker last heard of sees of the store: they all share one. */
static void add_store(const struct service *s, const struct broker_worker *latest,
                      struct jx_samples *to)
{
    uint64_t last = journal_last(s->journal), done = broker_done(s->engine);
    ADD(store_position, done);
    ADD(lag_records, last - done);
    if (!latest || latest->map_bytes == 0) return;
    ADD(store_map_used_bytes, latest->used_bytes);
    ADD(store_map_bytes, latest->map_bytes);
    ADD(store_readers, latest->readers);
    ADD(store_disk_free_bytes, latest->disk_free_bytes);
    ADD(store_writer_pid, latest->writer_pid);
}

static void add_workers(const struct service *s, struct jx_arena *a, struct jx_samples *to)
{
    struct broker_worker latest = {.heard_ms = INT64_MIN}, w;
    ADD(workers, broker_workers(s->engine));
    for (uint32_t i = 0; i < BROKER_WORKERS_MAX; i++) {
        if (!broker_worker_at(s->engine, i, &w)) continue;
        add_worker(&w, a, to);
        if (w.map_bytes > 0 && w.heard_ms > latest.heard_ms) latest = w;
    }
    add_store(s, latest.map_bytes > 0 ? &latest : NULL, to);
}

static void keep_those(struct jx_samples *s, struct jx_slice prefix)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->count; i++)
        if (jx_starts_with(s->items[i].name, prefix)) s->items[kept++] = s->items[i];
    s->count = kept;
}

void measure(struct service *s, const struct broker_action *a)
{
    struct jx_samples *all = calloc(1, sizeof *all);
    struct jx_message m = {.kind = JX_MSG_measures, .correlation = a->correlation};
    struct jx_buffer bytes;
    struct jx_arena arena;
    if (!all) return; /* she asks again */
    jx_buffer_init(&bytes, JX_MESSAGE_BYTES_MAX / 2);
    jx_arena_init(&arena, 1 << 16);
    add_process(s, all);
    add_intake(s, all);
    add_journal(s, all);
    add_workers(s, &arena, all);
    keep_those(all, a->prefix);
    if (jx_samples_encode(all, &bytes) == JX_OK) {
        m.measures.samples = jx_buffer_slice(&bytes);
        send_message(s, &a->route, &m);
    }
    jx_arena_clear(&arena);
    jx_buffer_clear(&bytes);
    free(all);
}
