/* What is kept for peers that do not read, at each limit and beyond: over a server whose peers read
 * when the test says so. */
#include "../proto/base/cmocka_all.h"

#include "../../broker/unsent.h"

#include <stdlib.h>
#include <string.h>

static struct {
    char slow[4]; /* names of peers that do not read; '\0': none */
    char gone;
    unsigned sent;
    uint8_t first; /* of the newest message */
} net;

jx_status jx_server_send(struct jx_server *s, const struct jx_route *to, struct jx_slice bytes)
{
    char name = (char)to->bytes[0];
    (void)s;
    if (name == net.gone) return JX_E_UNREACHABLE;
    if (strchr(net.slow, name)) return JX_E_BUSY;
    net.sent++;
    net.first = (uint8_t)bytes.ptr[0];
    return JX_OK;
}

static struct jx_route peer(char name)
{
    return (struct jx_route){.len = 1, .bytes = {(uint8_t)name}};
}

static void send_to(struct unsent *u, char name, size_t len, uint8_t first, bool unasked)
{
    struct jx_route to = peer(name);
    char *bytes = calloc(1, len);
    assert_non_null(bytes);
    bytes[0] = (char)first;
    assert_int_equal(unsent_send(u, &to, jx_slice_at(bytes, len), unasked), JX_OK);
    free(bytes);
}

static unsigned told;

static void tell(void *of, const struct jx_route *route)
{
    (void)of;
    assert_int_equal(route->bytes[0], (uint8_t)net.gone);
    told++;
}

static int reset(void **state)
{
    (void)state;
    memset(&net, 0, sizeof net);
    net.gone = '-';
    told = 0;
    return 0;
}

static void messages_of_one_peer_are_bounded_and_kept_in_order(void **state)
{
    struct unsent u = {.dropped = 0};
    (void)state;
    net.slow[0] = 's';
    for (int i = 0; i < JX_SLOW_MESSAGES_MAX; i++)
        send_to(&u, 's', 10, (uint8_t)i, false);
    assert_int_equal(u.count, JX_SLOW_MESSAGES_MAX);
    assert_int_equal(u.dropped, 0);
    send_to(&u, 's', 10, 0, false);
    assert_int_equal(u.dropped, 1);
    send_to(&u, 'f', 10, 77, false); /* the others go on */
    assert_int_equal(net.sent, 1);
    net.slow[0] = '\0';
    send_to(&u, 's', 10, 0, false); /* nothing overtakes what waits */
    assert_int_equal(u.dropped, 2);
    unsent_retry(&u, tell, NULL);
    assert_int_equal(net.sent, 1 + JX_SLOW_MESSAGES_MAX);
    assert_int_equal(net.first, (uint8_t)(JX_SLOW_MESSAGES_MAX - 1));
    assert_int_equal(u.count, 0);
    assert_int_equal(u.bytes, 0);
    send_to(&u, 's', 10, 5, false);
    assert_int_equal(net.first, 5);
    unsent_clear(&u);
}

static void what_nobody_asked_for_leaves_room_for_answers(void **state)
{
    struct unsent u = {.dropped = 0};
    (void)state;
    net.slow[0] = 's';
    for (int i = 0; i < JX_SLOW_MESSAGES_MAX; i++)
        send_to(&u, 's', 10, 0, true);
    assert_int_equal(u.count, JX_SLOW_MESSAGES_MAX / 2);
    send_to(&u, 's', 10, 0, false);
    assert_int_equal(u.count, JX_SLOW_MESSAGES_MAX / 2 + 1);
    unsent_clear(&u);
}

static void bytes_of_all_peers_are_bounded(void **state)
{
    enum { PIECES = 64 };
    struct unsent u = {.dropped = 0};
    (void)state;
    memcpy(net.slow, "st", 3);
    for (int i = 0; i < PIECES; i++)
        send_to(&u, i % 2 ? 's' : 't', JX_SLOW_BYTES_MAX / PIECES, 0, false);
    assert_int_equal(u.bytes, JX_SLOW_BYTES_MAX);
    assert_int_equal(u.dropped, 0);
    send_to(&u, 's', 1, 0, false);
    assert_int_equal(u.dropped, 1);
    struct jx_route t = peer('t');
    unsent_forget(&u, &t);
    assert_int_equal(u.bytes, JX_SLOW_BYTES_MAX / 2);
    send_to(&u, 's', 1, 0, false);
    assert_int_equal(u.dropped, 1);
    net.gone = 's'; /* what waits for who is gone is of no use */
    unsent_retry(&u, tell, NULL);
    assert_int_equal(told, 1);
    assert_int_equal(u.bytes, 0);
    assert_int_equal(u.count, 0);
    unsent_clear(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(messages_of_one_peer_are_bounded_and_kept_in_order, reset),
        cmocka_unit_test_setup(what_nobody_asked_for_leaves_room_for_answers, reset),
        cmocka_unit_test_setup(bytes_of_all_peers_are_bounded, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
