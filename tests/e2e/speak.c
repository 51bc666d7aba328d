/* Says anything to the broker, over a proper encrypted connection: for the tests of what an
 * enrolled key sends that no client would.
 *
 *   speak message FILE        prints the SUBMIT message, in hex, that hands in the outbox's FILE
 *   speak COUNTY KEY          sends each line of hex on standard input as one message, in turn with
 * what comes back; prints a line for each answer: "kind" or "refusal STATUS WHERE LIMIT RETRY_MS";
 * ends after the last answer, or "silence" when none comes */
#include "../../proto/base/limits.h"
#include "../../proto/file/file.h"
#include "../../proto/net/clock.h"
#include "../../proto/net/identity.h"
#include "../../proto/wire/message.h"
#include "../../proto/wire/tuple.h"

#include <stdio.h>
#include <stdlib.h>

enum { WAIT_MS = 10000, QUIET_MS = 2000, ARENA_BYTES = 64 << 20 };

static int fail(const char *what, jx_status rc)
{
    fprintf(stderr, "speak: %s: %s\n", what, jx_status_name(rc));
    return 1;
}

/* ---- making a message ---- */

static void get_act(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_msg_submit *out = to;
    (void)a;
    jx_tuple_bin(t, JX_HEADER_BYTES_MAX, &out->header);
    jx_tuple_bin(t, JX_CONTENT_BYTES_MAX, &out->content);
}

static int print_message(const char *path)
{
    struct jx_arena a;
    struct jx_slice bytes;
    struct jx_buffer b;
    struct jx_message m = {.kind = JX_MSG_submit, .correlation = JX_LIT("c")};
    jx_arena_init(&a, ARENA_BYTES);
    jx_buffer_init(&b, JX_MESSAGE_BYTES_MAX);
    jx_status rc = jx_file_read(path, 2 * (size_t)JX_MESSAGE_BYTES_MAX, &a, &bytes);
    if (rc == JX_OK) rc = jx_tuple_read(bytes, 5, 1, NULL, get_act, &m.submit);
    if (rc == JX_OK) rc = jx_message_encode(&m, &b);
    if (rc == JX_OK)
        for (size_t i = 0; i < b.len; i++)
            printf("%02x", (unsigned char)b.bytes[i]);
    putchar('\n');
    jx_buffer_clear(&b);
    jx_arena_clear(&a);
    return rc == JX_OK ? 0 : fail(path, rc);
}

/* ---- talking ---- */

static bool print_answer(struct jx_slice bytes)
{
    struct jx_arena a;
    struct jx_message m;
    jx_arena_init(&a, ARENA_BYTES);
    jx_status rc = jx_message_decode(bytes, &a, &m);
    if (rc != JX_OK)
        printf("unreadable %s\n", jx_status_name(rc));
    else if (m.kind == JX_MSG_outcome)
        ;
    else if (m.kind != JX_MSG_refusal)
        puts(jx_message_name(m.kind));
    else
        printf("refusal %.*s %.*s %lld %llu\n", (int)m.refusal.status.len, m.refusal.status.ptr,
               m.refusal.where.len ? (int)m.refusal.where.len : 1,
               m.refusal.where.len ? m.refusal.where.ptr : "-", (long long)m.refusal.limit,
               (unsigned long long)m.refusal.retry_ms);
    fflush(stdout);
    bool answer = rc != JX_OK || m.kind != JX_MSG_outcome;
    jx_arena_clear(&a);
    return answer;
}

/* The next answer. Outcomes come unasked, of what was sent before: they are none. */
static bool hear(struct jx_dialer *d)
{
    int64_t until = jx_clock_mono_ms() + QUIET_MS;
    for (int64_t now; (now = jx_clock_mono_ms()) < until;) {
        struct jx_packet p;
        if (jx_dialer_receive(d, &p, (int)(until - now)) != JX_OK) return false;
        bool answered = print_answer(p.bytes);
        jx_packet_clear(&p);
        if (answered) return true;
    }
    return false;
}

static int talk(const char *county_file, const char *key_file)
{
    struct jx_county county;
    struct jx_identity identity;
    struct jx_dialer *d = NULL;
    char *line = NULL;
    size_t room = 0;
    jx_status rc = jx_county_read(county_file, &county);
    if (rc == JX_OK) rc = jx_identity_read(key_file, &identity);
    if (rc == JX_OK) rc = jx_dialer_open(county.endpoint, county.server_key, &identity.keys, &d);
    while (rc == JX_OK && getline(&line, &room, stdin) > 0) {
        size_t len = strcspn(line, "\n") / 2;
        rc = jx_hex_parse(jx_slice_at(line, 2 * len), line, len) ? JX_OK : JX_E_FORMAT;
        if (rc == JX_OK) rc = jx_dialer_send(d, jx_slice_at(line, len), WAIT_MS);
        if (rc == JX_OK && !hear(d)) puts("silence");
    }
    free(line);
    jx_dialer_close(&d);
    return rc == JX_OK ? 0 : fail(key_file, rc);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: speak message FILE | speak COUNTY KEY\n", stderr);
        return 2;
    }
    return strcmp(argv[1], "message") == 0 ? print_message(argv[2]) : talk(argv[1], argv[2]);
}
