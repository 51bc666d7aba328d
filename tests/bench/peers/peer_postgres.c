/* PostgreSQL: one INSERT of as many rows as may be unanswered, a transaction of its own. WHERE is
 * libpq's connection string. */
#include "peer.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

const bool peer_batches = true;

static const char statement_name[] = "intake";

struct link {
    PGconn *connection;
    unsigned window, count; /* rows gathered */
    bool sent;
    struct {
        char *bytes;
        size_t room;
    } rows[PEER_WINDOW];
    const char *values[PEER_WINDOW];
    int lengths[PEER_WINDOW], formats[PEER_WINDOW];
};

/* INSERT ... VALUES ($1), ($2), ... for the whole window. */
static bool prepare(struct link *k)
{
    char sql[PEER_WINDOW * 16 + 64];
    int len = snprintf(sql, sizeof sql, "INSERT INTO intake (act) VALUES ($1)");
    for (unsigned i = 1; i < k->window; i++)
        len += snprintf(sql + len, sizeof sql - (size_t)len, ", ($%u)", i + 1);
    PGresult *r = PQprepare(k->connection, statement_name, sql, 0, NULL);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    return ok;
}

bool peer_open(struct peer_link *l, const char *where, unsigned window)
{
    struct link *k = calloc(1, sizeof *k);
    l->of = k;
    if (!k) return false;
    k->window = window;
    k->connection = PQconnectdb(where);
    if (PQstatus(k->connection) != CONNECTION_OK || !prepare(k) ||
        PQsetnonblocking(k->connection, 1) != 0) {
        fprintf(stderr, "postgres: %s\n", PQerrorMessage(k->connection));
        return false;
    }
    l->fd = PQsocket(k->connection);
    return true;
}

void peer_close(struct peer_link *l)
{
    struct link *k = l->of;
    PQfinish(k->connection);
    for (unsigned i = 0; i < PEER_WINDOW; i++)
        free(k->rows[i].bytes);
    free(k);
}

bool peer_put(struct peer_link *l, struct jx_slice message)
{
    struct link *k = l->of;
    unsigned i = k->count++;
    if (k->rows[i].room < message.len) {
        free(k->rows[i].bytes);
        k->rows[i].bytes = malloc(message.len);
        k->rows[i].room = message.len;
    }
    if (!k->rows[i].bytes) return false;
    memcpy(k->rows[i].bytes, message.ptr, message.len);
    k->values[i] = k->rows[i].bytes;
    k->lengths[i] = (int)message.len;
    k->formats[i] = 1;
    return true;
}

/* The last rows of all may be fewer than the statement has places for: empty ones fill it up. */
static bool begin(struct link *k)
{
    for (unsigned i = k->count; i < k->window; i++) {
        k->values[i] = "";
        k->lengths[i] = 0;
        k->formats[i] = 1;
    }
    k->sent = true;
    return PQsendQueryPrepared(k->connection, statement_name, (int)k->window, k->values, k->lengths,
                               k->formats, 0) == 1;
}

bool peer_flush(struct peer_link *l, bool *done)
{
    struct link *k = l->of;
    if (k->count > 0 && !k->sent && !begin(k)) return false;
    int left = PQflush(k->connection);
    *done = left == 0;
    return left >= 0;
}

int peer_answers(struct peer_link *l)
{
    struct link *k = l->of;
    if (PQconsumeInput(k->connection) != 1) return -1;
    if (!k->sent || PQisBusy(k->connection)) return 0;
    int n = (int)k->count;
    for (PGresult *r; (r = PQgetResult(k->connection)); PQclear(r)) {
        if (PQresultStatus(r) == PGRES_COMMAND_OK) continue;
        fprintf(stderr, "postgres: %s\n", PQerrorMessage(k->connection));
        n = -1;
    }
    k->count = 0;
    k->sent = false;
    return n;
}
