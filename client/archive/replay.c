/* The child that folds, and what a broker would say to it. */
#include "replay.h"

#include "../../proto/net/clock.h"
#include "../../proto/net/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WAIT_MS = 120000, /* for one batch or answer; a sanitizer build on a busy machine is slow */
    BEAT_MS = 1000,
    PACKS_MAX = JX_PACK_ACTS_MAX,
    PACKS_BYTES = 1 << 30,
    FRAME_BYTES = 4 * JX_FRAME_BYTES_MAX,
    PATH_ROOM = 4096,
};

/* A record that activated a pack, or a run, which brings one: the worker asks for it again when it
 * has forgotten it, and for a run's when that was published. */
struct pack_record {
    uint64_t position;
    bool in_force; /* from there on */
    struct jx_slice bytes;
};

struct replay {
    pid_t pid;
    struct jx_pipe pipe;
    uint8_t journal[JX_JOURNAL_ID_BYTES];
    struct jx_buffer buffer;
    struct jx_arena frames, packs_arena;
    struct pack_record packs[PACKS_MAX];
    uint32_t pack_count;
    uint64_t lease, token;
    /* records that wait to be folded together: a commit costs the same for one as for many */
    struct jx_arena waiting_arena;
    struct jx_slice waiting[JX_BATCH_RECORDS_MAX];
    uint32_t waiting_count;
    size_t waiting_bytes;
    uint64_t waiting_first;
};

/* ---- the program ---- */

/* Beside this one, where it is built and on a portable medium; else where packages put it. */
static bool find_worker(char out[PATH_ROOM])
{
    static const char *const below[] = {"", "../sbin/"};
    char own[PATH_ROOM];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    if (n <= 0) return false;
    own[n] = '\0';
    char *slash = strrchr(own, '/');
    if (!slash) return false;
    slash[1] = '\0';
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++) {
        int len = snprintf(out, PATH_ROOM, "%s%sjixiao-worker", own, below[i]);
        if (len > 0 && len < PATH_ROOM && access(out, X_OK) == 0) return true;
    }
    return false;
}

static jx_status spawn_with(struct replay *r, const char *program, const char *store,
                            const int to_child[2], const int from_child[2])
{
    posix_spawn_file_actions_t actions;
    char *argv[] = {(char *)(uintptr_t) "jixiao-worker",
                    (char *)(uintptr_t) "--replay",
                    (char *)(uintptr_t)store,
                    (char *)(uintptr_t) "--log",
                    (char *)(uintptr_t) "error",
                    NULL};
    if (posix_spawn_file_actions_init(&actions) != 0) return JX_E_NO_MEMORY;
    posix_spawn_file_actions_adddup2(&actions, to_child[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from_child[1], STDOUT_FILENO);
    int failed = posix_spawn(&r->pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed ? JX_E_IO : JX_OK;
}

static jx_status spawn(struct replay *r, const char *store)
{
    char program[PATH_ROOM];
    int to_child[2] = {-1, -1}, from_child[2] = {-1, -1};
    if (!find_worker(program)) return JX_E_NOT_FOUND;
    if (pipe2(to_child, O_CLOEXEC) != 0) return JX_E_DESCRIPTORS;
    jx_status rc = pipe2(from_child, O_CLOEXEC) == 0 ? JX_OK : JX_E_DESCRIPTORS;
    if (rc == JX_OK) rc = spawn_with(r, program, store, to_child, from_child);
    close(to_child[0]);
    if (from_child[1] >= 0) close(from_child[1]);
    r->pipe = (struct jx_pipe){from_child[0], to_child[1]};
    return rc;
}

jx_status replay_open(const char *store, const uint8_t journal[JX_JOURNAL_ID_BYTES],
                      struct replay **out)
{
    struct replay *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r) return JX_E_NO_MEMORY;
    memcpy(r->journal, journal, sizeof r->journal);
    r->pipe = (struct jx_pipe){-1, -1};
    jx_buffer_init(&r->buffer, JX_MESSAGE_BYTES_MAX);
    jx_arena_init(&r->frames, FRAME_BYTES);
    jx_arena_init(&r->packs_arena, PACKS_BYTES);
    jx_arena_init(&r->waiting_arena, 4 * (size_t)JX_MESSAGE_BYTES_MAX);
    signal(SIGPIPE, SIG_IGN); /* a child that ended is an outcome of sending */
    jx_status rc = spawn(r, store);
    if (rc == JX_OK)
        *out = r;
    else
        replay_close(&r);
    return rc;
}

void replay_close(struct replay **replay)
{
    struct replay *r = *replay;
    *replay = NULL;
    if (!r) return;
    if (r->pipe.out >= 0) close(r->pipe.out); /* its end */
    if (r->pipe.in >= 0) close(r->pipe.in);
    if (r->pid > 0)
        while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    jx_buffer_clear(&r->buffer);
    jx_arena_clear(&r->frames);
    jx_arena_clear(&r->packs_arena);
    jx_arena_clear(&r->waiting_arena);
    free(r);
}

/* ---- what a broker would say ---- */

static jx_status say(struct replay *r, const struct jx_message *m)
{
    jx_buffer_reset(&r->buffer);
    jx_status rc = jx_message_encode(m, &r->buffer);
    return rc == JX_OK ? jx_pipe_send(&r->pipe, jx_buffer_slice(&r->buffer)) : rc;
}

static jx_status welcome(struct replay *r, struct jx_slice correlation)
{
    struct jx_message m = {.kind = JX_MSG_welcome, .correlation = correlation};
    m.welcome.journal = jx_slice_at(r->journal, sizeof r->journal);
    m.welcome.beat_ms = BEAT_MS;
    m.welcome.lease_ms = WAIT_MS;
    return say(r, &m);
}

static uint64_t pack_before(const struct replay *r, uint64_t position)
{
    uint64_t before = 0;
    for (uint32_t i = 0; i < r->pack_count && r->packs[i].position < position; i++)
        if (r->packs[i].in_force) before = r->packs[i].position;
    return before;
}

static jx_status give_pack(struct replay *r, struct jx_slice correlation, uint64_t position)
{
    struct jx_message m = {.kind = JX_MSG_record, .correlation = correlation};
    for (uint32_t i = 0; i < r->pack_count; i++)
        if (r->packs[i].position == position) m.record.record = r->packs[i].bytes;
    m.record.pack_position = pack_before(r, position);
    return say(r, &m);
}

/* The next message that is no housekeeping; its slices are the arena's. *greeted: the worker had
 * lost its welcome and got a new one, so that what it held must be given to it again. */
static jx_status hear(struct replay *r, struct jx_arena *a, struct jx_message *m, bool *greeted)
{
    int64_t until = jx_clock_mono_ms() + WAIT_MS;
    *greeted = false;
    for (int64_t now; (now = jx_clock_mono_ms()) < until;) {
        struct jx_slice bytes;
        jx_status rc = jx_pipe_receive(&r->pipe, (int)(until - now), a, &bytes);
        if (rc == JX_E_BUSY) break;
        if (rc == JX_OK) rc = jx_message_decode(bytes, a, m);
        if (rc != JX_OK) return rc;
        if (m->kind == JX_MSG_hello) {
            *greeted = true;
            return welcome(r, m->correlation);
        }
        if (m->kind == JX_MSG_fetch)
            rc = give_pack(r, m->correlation, m->fetch.position);
        else if (m->kind == JX_MSG_done || m->kind == JX_MSG_reply)
            return JX_OK;
        if (rc != JX_OK) return rc;
    }
    return JX_E_UNREACHABLE;
}

/* ---- folding ---- */

static jx_status note_pack(struct replay *r, struct jx_slice bytes)
{
    struct jx_record record;
    jx_status rc = jx_record_decode(bytes, &record);
    bool pack = rc == JX_OK && record.entry.kind == JX_ACT_PACK;
    if (!pack && (rc != JX_OK || record.entry.kind != JX_ACT_RUN)) return rc;
    if (r->pack_count == PACKS_MAX) return JX_E_ROWS;
    struct jx_slice copy = jx_arena_copy(&r->packs_arena, bytes);
    if (jx_is_absent(copy)) return jx_arena_failure(&r->packs_arena);
    r->packs[r->pack_count++] = (struct pack_record){record.entry.position, pack, copy};
    return JX_OK;
}

static jx_status give_waiting(struct replay *r)
{
    struct jx_message m = {.kind = JX_MSG_batch};
    m.batch.lease = ++r->lease;
    m.batch.first = r->waiting_first;
    m.batch.pack_position = pack_before(r, r->waiting_first);
    m.batch.records = (struct jx_bins){r->waiting, r->waiting_count};
    return say(r, &m);
}

static void forget_waiting(struct replay *r)
{
    r->waiting_count = 0;
    r->waiting_bytes = 0;
    jx_arena_clear(&r->waiting_arena);
}

/* Before its first welcome the worker would not take them. */
static jx_status fold_waiting(struct replay *r)
{
    if (r->waiting_count == 0) return JX_OK;
    uint64_t last = r->waiting_first + r->waiting_count - 1;
    jx_status rc = r->lease ? give_waiting(r) : JX_OK;
    while (rc == JX_OK) {
        struct jx_message m;
        bool greeted;
        jx_arena_clear(&r->frames);
        rc = hear(r, &r->frames, &m, &greeted);
        if (rc == JX_OK && greeted)
            rc = give_waiting(r);
        else if (rc == JX_OK && m.kind == JX_MSG_done && m.done.position >= last)
            break;
    }
    forget_waiting(r);
    return rc;
}

static bool has_room(const struct replay *r, struct jx_slice record)
{
    return r->waiting_count == 0 || (r->waiting_count < JX_BATCH_RECORDS_MAX &&
                                     r->waiting_bytes + record.len <= JX_BATCH_BYTES_MAX);
}

jx_status replay_take(struct replay *r, uint64_t first, const struct jx_bins *records)
{
    jx_status rc = JX_OK;
    for (uint32_t i = 0; rc == JX_OK && i < records->count; i++) {
        struct jx_slice bytes = records->items[i];
        if (!has_room(r, bytes)) rc = fold_waiting(r);
        if (rc == JX_OK) rc = note_pack(r, bytes);
        if (rc != JX_OK) return rc;
        struct jx_slice copy = jx_arena_copy(&r->waiting_arena, bytes);
        if (jx_is_absent(copy)) return jx_arena_failure(&r->waiting_arena);
        if (r->waiting_count == 0) r->waiting_first = first + i;
        r->waiting[r->waiting_count++] = copy;
        r->waiting_bytes += bytes.len;
    }
    return rc;
}

/* ---- asking ---- */

static jx_status ask(struct replay *r, struct jx_slice name, struct jx_slice arguments)
{
    static const uint8_t nobody[JX_KEY_BYTES];
    struct jx_message m = {.kind = JX_MSG_ask};
    m.ask.token = ++r->token;
    m.ask.key = jx_slice_at(nobody, sizeof nobody);
    m.ask.unit = JX_LIT("");
    m.ask.roles = JX_ROLE_county;
    m.ask.name = name;
    m.ask.arguments = arguments;
    return say(r, &m);
}

jx_status replay_query(struct replay *r, struct jx_slice name, struct jx_slice arguments,
                       struct jx_arena *a, struct jx_slice *body)
{
    jx_status rc = fold_waiting(r);
    if (rc == JX_OK) rc = ask(r, name, arguments);
    while (rc == JX_OK) {
        struct jx_message m;
        bool greeted;
        rc = hear(r, a, &m, &greeted);
        if (rc != JX_OK || greeted || m.kind != JX_MSG_reply || m.reply.token != r->token) continue;
        *body = m.reply.body;
        return jx_status_of_name(m.reply.status.ptr, m.reply.status.len);
    }
    return rc;
}
