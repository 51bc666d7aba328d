/* What the machine allows below any service, with the same bytes:
 *
 *   bench_limits append|lmdb|plain|curve FOLDER DOCUMENTS.json BATCH COUNT
 *
 * append: written to a growing file, synced after each BATCH. lmdb: values under counted keys, a
 * transaction for each BATCH. plain, curve: handed to another process over ZeroMQ and loopback;
 * nothing is kept (BATCH is not used). */
#include "meter.h"
#include "payloads.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

enum { PATH_ROOM = 4096, QUEUE = 1000 };

struct bench {
    const char *folder;
    struct payloads payloads;
    uint64_t batch, count, bytes;
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void append(struct bench *b)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/appended", b->folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) fail(path);
    for (uint64_t n = 0; n < b->count; n++) {
        struct jx_slice message = payload_numbered(&b->payloads, n);
        if (write(fd, message.ptr, message.len) != (ssize_t)message.len) fail("write");
        b->bytes += message.len;
        if ((n + 1) % b->batch == 0 && fdatasync(fd) != 0) fail("fdatasync");
    }
    if (fdatasync(fd) != 0) fail("fdatasync");
    close(fd);
    unlink(path);
}

static void demand(int rc, const char *what)
{
    if (rc == 0) return;
    fprintf(stderr, "%s: %s\n", what, mdb_strerror(rc));
    exit(1);
}

static void put(struct bench *b, MDB_txn *tx, MDB_dbi table, uint64_t n)
{
    struct jx_slice message = payload_numbered(&b->payloads, n);
    MDB_val key = {sizeof n, &n}, value = {message.len, (void *)(uintptr_t)message.ptr};
    demand(mdb_put(tx, table, &key, &value, MDB_APPEND), "mdb_put");
    b->bytes += message.len;
}

static void lmdb(struct bench *b)
{
    char path[PATH_ROOM];
    MDB_env *env;
    MDB_txn *tx;
    MDB_dbi table;
    snprintf(path, sizeof path, "%s/alone.mdb", b->folder);
    demand(mdb_env_create(&env), "mdb_env_create");
    mdb_env_set_mapsize(env, (size_t)64 << 30);
    demand(mdb_env_open(env, path, MDB_NOSUBDIR, 0600), path);
    demand(mdb_txn_begin(env, NULL, 0, &tx), "mdb_txn_begin");
    demand(mdb_dbi_open(tx, NULL, MDB_INTEGERKEY, &table), "mdb_dbi_open");
    for (uint64_t n = 0; n < b->count; n++) {
        put(b, tx, table, n);
        if ((n + 1) % b->batch != 0) continue;
        demand(mdb_txn_commit(tx), "mdb_txn_commit");
        demand(mdb_txn_begin(env, NULL, 0, &tx), "mdb_txn_begin");
    }
    demand(mdb_txn_commit(tx), "mdb_txn_commit");
    mdb_env_close(env);
}

/* ---- ZeroMQ ---- */

struct keys {
    char public_key[41], secret_key[41];
};

static void set(void *socket, int option, const void *value, size_t size)
{
    if (zmq_setsockopt(socket, option, value, size) != 0) fail("zmq_setsockopt");
}

static void *open_socket(void *context, int type, const struct keys *own, const char *server_key)
{
    void *s = zmq_socket(context, type);
    int one = 1, queue = QUEUE;
    if (!s) fail("zmq_socket");
    set(s, ZMQ_SNDHWM, &queue, sizeof queue);
    set(s, ZMQ_RCVHWM, &queue, sizeof queue);
    if (!own) return s;
    if (!server_key) set(s, ZMQ_CURVE_SERVER, &one, sizeof one);
    set(s, ZMQ_CURVE_PUBLICKEY, own->public_key, 41);
    set(s, ZMQ_CURVE_SECRETKEY, own->secret_key, 41);
    if (server_key) set(s, ZMQ_CURVE_SERVERKEY, server_key, 41);
    return s;
}

/* Takes all messages in; answers the first, so that the handshake is not measured, and the last. */
static void take(void *socket, uint64_t count)
{
    char bytes[1 << 16];
    for (uint64_t n = 0; n <= count; n++) {
        if (zmq_recv(socket, bytes, sizeof bytes, 0) < 0) fail("zmq_recv");
        if ((n == 0 || n == count) && zmq_send(socket, "", 0, 0) < 0) fail("zmq_send");
    }
}

static void receiver(struct bench *b, const struct keys *own, int out)
{
    char endpoint[256];
    size_t size = sizeof endpoint;
    void *context = zmq_ctx_new(), *s = open_socket(context, ZMQ_PAIR, own, NULL);
    if (zmq_bind(s, "tcp://127.0.0.1:*") != 0) fail("zmq_bind");
    if (zmq_getsockopt(s, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0) fail("zmq_getsockopt");
    if (write(out, endpoint, sizeof endpoint) != sizeof endpoint) fail("write");
    take(s, b->count);
    zmq_close(s);
    zmq_ctx_term(context);
}

static void send_all(struct bench *b, void *socket, struct meter *m)
{
    char byte;
    if (zmq_send(socket, "", 0, 0) < 0 || zmq_recv(socket, &byte, 1, 0) < 0) fail("first message");
    m->began_us = meter_now_us();
    for (uint64_t n = 0; n < b->count; n++) {
        struct jx_slice message = payload_numbered(&b->payloads, n);
        if (zmq_send(socket, message.ptr, message.len, 0) < 0) fail("zmq_send");
        b->bytes += message.len;
    }
    if (zmq_recv(socket, &byte, 1, 0) < 0) fail("last answer");
}

static void network(struct bench *b, struct meter *m, bool curve)
{
    struct keys server, client;
    char endpoint[256];
    int ends[2];
    zmq_curve_keypair(server.public_key, server.secret_key);
    zmq_curve_keypair(client.public_key, client.secret_key);
    if (pipe(ends) != 0) fail("pipe");
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        receiver(b, curve ? &server : NULL, ends[1]);
        _exit(0);
    }
    if (read(ends[0], endpoint, sizeof endpoint) != sizeof endpoint) fail("read");
    void *context = zmq_ctx_new();
    void *s = open_socket(context, ZMQ_PAIR, curve ? &client : NULL, server.public_key);
    if (zmq_connect(s, endpoint) != 0) fail("zmq_connect");
    send_all(b, s, m);
    zmq_close(s);
    zmq_ctx_term(context);
    waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    struct bench b = {.count = 0};
    struct meter m;
    if (argc != 6) {
        fputs("usage: bench_limits append|lmdb|plain|curve FOLDER DOCUMENTS.json BATCH COUNT\n",
              stderr);
        return 2;
    }
    b.folder = argv[2];
    b.batch = strtoull(argv[4], NULL, 10);
    b.count = strtoull(argv[5], NULL, 10);
    if (b.batch == 0 || b.count == 0) return 2;
    payloads_read(&b.payloads, argv[3], JX_LIT("990001000"));
    meter_begin(&m, b.count);
    if (strcmp(argv[1], "append") == 0)
        append(&b);
    else if (strcmp(argv[1], "lmdb") == 0)
        lmdb(&b);
    else if (strcmp(argv[1], "plain") == 0)
        network(&b, &m, false);
    else if (strcmp(argv[1], "curve") == 0)
        network(&b, &m, true);
    else
        return 2;
    m.bytes = b.bytes;
    m.room = 0; /* no times of single messages here */
    double seconds = (double)(meter_now_us() - m.began_us) / 1e6;
    printf("{\"answers\": %llu, \"seconds\": %.6f, \"per_second\": %.1f, \"bytes\": %llu}\n",
           (unsigned long long)b.count, seconds, (double)b.count / seconds,
           (unsigned long long)b.bytes);
    free(m.times_us);
    payloads_clear(&b.payloads);
    return 0;
}
