/* Links on loopback: who is let in, what arrives, what is turned away. */
#include "../base/cmocka_all.h"

#include "../../../proto/base/limits.h"
#include "../../../proto/net/clock.h"
#include "../../../proto/net/link.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, NEVER_MS = 700 };

struct link {
    struct jx_curve_keys server_keys, known, other;
    struct jx_server *server;
    char at[JX_ENDPOINT_MAX];
    bool admits_all;
};

static bool admit(void *to, const uint8_t key[JX_CURVE_BYTES])
{
    const struct link *l = to;
    return l->admits_all || memcmp(key, l->known.public_key, JX_CURVE_BYTES) == 0;
}

static int setup(void **state)
{
    struct link *l = calloc(1, sizeof *l);
    *state = l;
    if (jx_curve_keys_make(&l->server_keys) != JX_OK || jx_curve_keys_make(&l->known) != JX_OK ||
        jx_curve_keys_make(&l->other) != JX_OK)
        return 1;
    return jx_server_open("tcp://127.0.0.1:*", &l->server_keys, admit, l, &l->server, l->at) ==
                   JX_OK
               ? 0
               : 1;
}

static int teardown(void **state)
{
    struct link *l = *state;
    jx_server_close(&l->server);
    free(l);
    return 0;
}

static struct jx_dialer *dial(struct link *l, const struct jx_curve_keys *keys)
{
    struct jx_dialer *d = NULL;
    assert_int_equal(jx_dialer_open(l->at, l->server_keys.public_key, keys, &d), JX_OK);
    return d;
}

/* Queues the bytes as soon as there is a connection; false when there is none in time. */
static bool send_within(struct link *l, struct jx_dialer *d, struct jx_slice bytes, int64_t ms)
{
    int64_t until = jx_clock_mono_ms() + ms;
    while (jx_clock_mono_ms() < until) {
        jx_server_wait(l->server, -1, 10);
        if (jx_dialer_send(d, bytes, 10) == JX_OK) return true;
    }
    return false;
}

static bool receive_within(struct link *l, struct jx_packet *p, int64_t ms)
{
    int64_t until = jx_clock_mono_ms() + ms;
    while (jx_clock_mono_ms() < until) {
        jx_server_wait(l->server, -1, 10);
        if (jx_server_receive(l->server, p)) return true;
    }
    return false;
}

/* A message from the dialer, as the server gets it. */
static void say(struct link *l, struct jx_dialer *d, struct jx_slice bytes, struct jx_packet *p)
{
    assert_true(send_within(l, d, bytes, PATIENCE_MS));
    assert_true(receive_within(l, p, PATIENCE_MS));
    assert_true(jx_slice_eq(p->bytes, bytes));
}

static void a_message_comes_with_its_senders_key_and_is_answered(void **state)
{
    struct link *l = *state;
    struct jx_packet p, answer;
    struct jx_dialer *d = dial(l, &l->known);
    say(l, d, JX_LIT("a question"), &p);
    assert_memory_equal(p.key, l->known.public_key, JX_CURVE_BYTES);
    assert_int_equal(jx_server_send(l->server, &p.route, JX_LIT("an answer")), JX_OK);
    assert_int_equal(jx_dialer_receive(d, &answer, PATIENCE_MS), JX_OK);
    assert_true(jx_slice_eq(answer.bytes, JX_LIT("an answer")));
    jx_packet_clear(&answer);
    jx_packet_clear(&p);
    assert_int_equal(jx_dialer_receive(d, &answer, 10), JX_E_UNREACHABLE); /* nothing more */
    assert_int_equal(jx_dialer_trouble(d), JX_OK);
    assert_int_equal(jx_server_strangers(l->server), 0);
    assert_false(jx_server_receive(l->server, &p));
    jx_dialer_close(&d);
    assert_null(d);
}

static int64_t us_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Looking for it without sleep comes to an end: what takes long is waited for like anything. */
static void an_answer_is_awaited(void **state)
{
    enum { WAIT_MS = 200, LOOKS_US = 50000 }; /* half a millisecond, on a busy machine */
    struct link *l = *state;
    struct jx_packet p, answer;
    struct jx_dialer *d = dial(l, &l->known);
    say(l, d, JX_LIT("a question"), &p);
    assert_int_equal(jx_server_send(l->server, &p.route, JX_LIT("an answer")), JX_OK);
    assert_int_equal(jx_dialer_await(d, &answer, PATIENCE_MS), JX_OK);
    assert_true(jx_slice_eq(answer.bytes, JX_LIT("an answer")));
    jx_packet_clear(&answer);
    jx_packet_clear(&p);
    const int64_t began = us_of(CLOCK_MONOTONIC), worked = us_of(CLOCK_THREAD_CPUTIME_ID);
    assert_int_equal(jx_dialer_await(d, &answer, WAIT_MS), JX_E_UNREACHABLE);
    assert_true(us_of(CLOCK_MONOTONIC) - began >= WAIT_MS * 1000);
    assert_true(us_of(CLOCK_THREAD_CPUTIME_ID) - worked < LOOKS_US);
    jx_dialer_close(&d);
}

static void connections_are_told_apart(void **state)
{
    struct link *l = *state;
    struct jx_packet from[2], answer;
    struct jx_dialer *d[2];
    l->admits_all = true;
    for (int i = 0; i < 2; i++) {
        d[i] = dial(l, i ? &l->other : &l->known);
        say(l, d[i], i ? JX_LIT("two") : JX_LIT("one"), &from[i]);
    }
    assert_false(jx_route_eq(&from[0].route, &from[1].route));
    assert_memory_equal(from[1].key, l->other.public_key, JX_CURVE_BYTES);
    for (int i = 1; i >= 0; i--)
        assert_int_equal(jx_server_send(l->server, &from[i].route, from[i].bytes), JX_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(jx_dialer_receive(d[i], &answer, PATIENCE_MS), JX_OK);
        assert_true(jx_slice_eq(answer.bytes, from[i].bytes));
        jx_packet_clear(&answer);
        jx_packet_clear(&from[i]);
        jx_dialer_close(&d[i]);
    }
}

static void an_unknown_key_is_turned_away_and_counted(void **state)
{
    struct link *l = *state;
    struct jx_packet p;
    struct jx_dialer *d = dial(l, &l->other);
    int64_t until = jx_clock_mono_ms() + PATIENCE_MS;
    while (jx_dialer_trouble(d) == JX_OK && jx_clock_mono_ms() < until) {
        jx_dialer_send(d, JX_LIT("let me in"), 0);
        jx_server_wait(l->server, -1, 10);
    }
    assert_int_equal(jx_dialer_trouble(d), JX_E_KEY_UNKNOWN);
    assert_true(jx_server_strangers(l->server) > 0);
    assert_false(jx_server_receive(l->server, &p));
    jx_dialer_close(&d);

    d = dial(l, &l->known); /* and the others are served all the same */
    say(l, d, JX_LIT("hello"), &p);
    jx_packet_clear(&p);
    jx_dialer_close(&d);
}

static void a_false_server_is_never_spoken_to(void **state)
{
    struct link *l = *state;
    struct jx_packet p;
    struct jx_dialer *d = NULL;
    assert_int_equal(jx_dialer_open(l->at, l->other.public_key, &l->known, &d), JX_OK);
    assert_false(send_within(l, d, JX_LIT("secret"), NEVER_MS));
    assert_false(jx_server_receive(l->server, &p));
    int64_t until = jx_clock_mono_ms() + PATIENCE_MS;
    while (jx_dialer_trouble(d) == JX_OK && jx_clock_mono_ms() < until)
        jx_server_wait(l->server, -1, 10);
    assert_int_equal(jx_dialer_trouble(d), JX_E_SERVER_KEY); /* and that can be told */
    jx_dialer_close(&d);
}

/* The public key of an enrolled clerk, without her secret one. */
static void a_borrowed_public_key_does_not_get_in(void **state)
{
    struct link *l = *state;
    struct jx_packet p;
    struct jx_curve_keys thief = l->known;
    memcpy(thief.secret_key, l->other.secret_key, JX_CURVE_BYTES);
    struct jx_dialer *d = dial(l, &thief);
    assert_false(send_within(l, d, JX_LIT("it is me"), NEVER_MS) &&
                 receive_within(l, &p, NEVER_MS));
    jx_dialer_close(&d);
}

static int connect_plain(const struct link *l)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons((uint16_t)atoi(strrchr(l->at, ':') + 1));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void without_encryption_nobody_gets_in(void **state)
{
    /* ZMTP 3.0 greetings of the mechanisms NULL and PLAIN, and no ZMTP at all. */
    static const char *const mechanisms[] = {"NULL", "PLAIN"};
    struct link *l = *state;
    struct jx_packet p;
    l->admits_all = true;
    for (size_t i = 0; i < 3; i++) {
        /* In one piece with what would follow: the server hangs up at the greeting. */
        unsigned char said[64 + 36] = {0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 0};
        int fd = connect_plain(l);
        if (i < 2)
            memcpy(said + 12, mechanisms[i], strlen(mechanisms[i]));
        else
            memcpy(said, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 28);
        memcpy(said + 64, "\x04\x19\x05READY\x0bSocket-Type\0\0\0\6DEALER\0\5hello", 36);
        assert_int_equal(write(fd, said, sizeof said), sizeof said);
        assert_false(receive_within(l, &p, 150));
        close(fd);
    }
    struct jx_dialer *d = dial(l, &l->known);
    say(l, d, JX_LIT("hello"), &p);
    jx_packet_clear(&p);
    jx_dialer_close(&d);
}

static void the_largest_frame_passes_and_a_larger_one_does_not(void **state)
{
    struct link *l = *state;
    struct jx_packet p;
    char *bytes = calloc(1, JX_FRAME_BYTES_MAX);
    struct jx_dialer *d = dial(l, &l->known);
    say(l, d, jx_slice_at(bytes, JX_FRAME_BYTES_MAX - 33), &p); /* what CURVE adds counts */
    jx_packet_clear(&p);
    assert_true(send_within(l, d, jx_slice_at(bytes, JX_FRAME_BYTES_MAX - 32), PATIENCE_MS));
    assert_false(receive_within(l, &p, NEVER_MS));
    jx_dialer_close(&d); /* it would try for ever */
    d = dial(l, &l->known);
    say(l, d, JX_LIT("small"), &p);
    jx_packet_clear(&p);
    jx_dialer_close(&d);
    free(bytes);
}

static void who_is_gone_is_said_to_be_gone(void **state)
{
    struct link *l = *state;
    struct jx_packet p;
    struct jx_route nobody = {.bytes = {1, 2, 3, 4, 5}, .len = 5};
    assert_int_equal(jx_server_send(l->server, &nobody, JX_LIT("x")), JX_E_UNREACHABLE);
    struct jx_dialer *d = dial(l, &l->known);
    say(l, d, JX_LIT("hello"), &p);
    struct jx_route route = p.route;
    jx_packet_clear(&p);
    jx_dialer_close(&d);
    jx_status rc = JX_OK;
    for (int64_t until = jx_clock_mono_ms() + PATIENCE_MS;
         rc != JX_E_UNREACHABLE && jx_clock_mono_ms() < until;) {
        jx_server_wait(l->server, -1, 10);
        rc = jx_server_send(l->server, &route, JX_LIT("still there?"));
    }
    assert_int_equal(rc, JX_E_UNREACHABLE);
}

static void a_peer_that_does_not_read_fills_its_own_queue_only(void **state)
{
    enum { ENOUGH = 200000 };
    struct link *l = *state;
    struct jx_packet lazy, p;
    static char bytes[20000];
    struct jx_dialer *d = dial(l, &l->known), *other;
    say(l, d, JX_LIT("I will not listen"), &lazy);
    int n = 0;
    jx_status rc = JX_OK;
    for (; rc == JX_OK && n < ENOUGH; n++)
        rc = jx_server_send(l->server, &lazy.route, jx_slice_at(bytes, sizeof bytes));
    assert_int_equal(rc, JX_E_BUSY);
    other = dial(l, &l->known);
    say(l, other, JX_LIT("but I will"), &p);
    assert_int_equal(jx_server_send(l->server, &p.route, JX_LIT("good")), JX_OK);
    jx_packet_clear(&p);
    assert_int_equal(jx_dialer_receive(other, &p, PATIENCE_MS), JX_OK);
    jx_packet_clear(&p);
    jx_packet_clear(&lazy);
    jx_dialer_close(&other);
    jx_dialer_close(&d);
}

static void nobody_listening_is_no_place_to_send_to(void **state)
{
    struct link *l = *state;
    struct jx_dialer *d;
    jx_server_close(&l->server);
    d = dial(l, &l->known);
    assert_int_equal(jx_dialer_send(d, JX_LIT("x"), 100), JX_E_BUSY);
    assert_int_equal(jx_dialer_trouble(d), JX_OK);
    jx_dialer_close(&d);
}

static void the_connection_comes_back_after_a_restart(void **state)
{
    struct link *l = *state;
    struct jx_packet p;
    char again[JX_ENDPOINT_MAX];
    struct jx_dialer *d = dial(l, &l->known);
    say(l, d, JX_LIT("before"), &p);
    jx_packet_clear(&p);
    jx_server_close(&l->server);
    assert_int_equal(jx_server_open(l->at, &l->server_keys, admit, l, &l->server, again), JX_OK);
    assert_string_equal(again, l->at);
    bool heard = false;
    for (int64_t until = jx_clock_mono_ms() + PATIENCE_MS; !heard && jx_clock_mono_ms() < until;) {
        jx_dialer_send(d, JX_LIT("after"), 10); /* the first may still go to the old one */
        heard = receive_within(l, &p, 50);
    }
    assert_true(heard);
    jx_packet_clear(&p);
    jx_dialer_close(&d);
}

static void places_that_cannot_be_listened_on_are_named(void **state)
{
    struct link *l = *state;
    struct jx_server *s = NULL;
    char bound[JX_ENDPOINT_MAX];
    assert_int_equal(jx_server_open(l->at, &l->server_keys, admit, l, &s, bound), JX_E_IN_USE);
    assert_null(s);
    static const char *const wrong[] = {"", "nonsense", "tcp://", "carrier-pigeon://127.0.0.1:1",
                                        "tcp://192.0.2.1:5580"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        jx_status rc = jx_server_open(wrong[i], &l->server_keys, admit, l, &s, bound);
        if (rc != JX_E_CONFIG) fail_msg("%s: %s", wrong[i], jx_status_name(rc));
        assert_null(s);
    }
    struct jx_dialer *d = NULL;
    assert_int_equal(jx_dialer_open("nonsense", l->known.public_key, &l->known, &d), JX_E_CONFIG);
    assert_null(d);
}

static jx_status open_both(struct link *l)
{
    struct jx_dialer *d = NULL;
    struct jx_server *s = NULL;
    char bound[JX_ENDPOINT_MAX];
    jx_status dialer = jx_dialer_open("tcp://127.0.0.1:9", l->known.public_key, &l->known, &d);
    jx_status server = jx_server_open("tcp://127.0.0.1:*", &l->known, NULL, NULL, &s, bound);
    return d || s || dialer != server ? JX_E_INTERNAL : server;
}

/* In a process of its own: a limit that the server cannot raise cannot be raised again here. */
static void without_descriptors_nothing_is_opened(void **state)
{
    struct link *l = *state;
    for (rlim_t few = 3; few < 20; few++) {
        int ended = 0;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            const struct rlimit limit = {few, few};
            _exit(setrlimit(RLIMIT_NOFILE, &limit) == 0 ? (int)open_both(l) : (int)JX_E_INTERNAL);
        }
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_true(WIFEXITED(ended));
        assert_int_equal(WEXITSTATUS(ended), JX_E_DESCRIPTORS);
    }
}

/* Exit codes say what differs. */
static int fill_up(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
    if (limit.rlim_cur > (rlim_t)JX_CONNECTIONS_MAX + 1024) return 2; /* the server's own limit */
    if (jx_server_is_full()) return 3;
    limit.rlim_cur = 0;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 4;
    if (!jx_server_is_full()) return 5;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 6;
    return jx_server_is_full() ? 7 : 0;
}

static void it_is_known_when_there_is_no_room_for_connections(void **state)
{
    int ended = 0;
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(fill_up());
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended));
    assert_int_equal(WEXITSTATUS(ended), 0);
}

static void a_file_descriptor_wakes_the_server(void **state)
{
    struct link *l = *state;
    int fd = eventfd(1, EFD_CLOEXEC);
    int64_t before = jx_clock_mono_ms();
    jx_server_wait(l->server, fd, 5000);
    assert_true(jx_clock_mono_ms() - before < 2000);
    close(fd);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_message_comes_with_its_senders_key_and_is_answered),
        T(an_answer_is_awaited),
        T(connections_are_told_apart),
        T(an_unknown_key_is_turned_away_and_counted),
        T(a_false_server_is_never_spoken_to),
        T(a_borrowed_public_key_does_not_get_in),
        T(without_encryption_nobody_gets_in),
        T(the_largest_frame_passes_and_a_larger_one_does_not),
        T(who_is_gone_is_said_to_be_gone),
        T(a_peer_that_does_not_read_fills_its_own_queue_only),
        T(nobody_listening_is_no_place_to_send_to),
        T(the_connection_comes_back_after_a_restart),
        T(places_that_cannot_be_listened_on_are_named),
        T(without_descriptors_nothing_is_opened),
        T(it_is_known_when_there_is_no_room_for_connections),
        T(a_file_descriptor_wakes_the_server),
    };
#undef T
    return cmocka_run_group_tests_name("net.link", tests, NULL, NULL);
}
