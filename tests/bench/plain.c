/* The broker without encryption, to see what encryption costs. It is the real one, object for
 * object; only these calls of it to libzmq are led here by the linker (--wrap), so no option,
 * setting or environment can make the broker that is installed speak plainly. It takes a name (the
 * public key) without proof, says so, and binds to nothing but loopback. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

int __real_zmq_setsockopt(void *socket, int option, const void *value, size_t size);
int __wrap_zmq_setsockopt(void *socket, int option, const void *value, size_t size);
int __real_zmq_recv(void *socket, void *to, size_t room, int flags);
int __wrap_zmq_recv(void *socket, void *to, size_t room, int flags);
int __real_zmq_bind(void *socket, const char *endpoint);
int __wrap_zmq_bind(void *socket, const char *endpoint);

static const char curve[] = "CURVE", plain[] = "PLAIN";

int __wrap_zmq_setsockopt(void *socket, int option, const void *value, size_t size)
{
    if (option == ZMQ_CURVE_SERVER) option = ZMQ_PLAIN_SERVER;
    if (option == ZMQ_CURVE_SECRETKEY) return 0;
    return __real_zmq_setsockopt(socket, option, value, size);
}

/* A request for admission: mechanism, then the name that the client gives, 32 bytes as a key has.
 */
int __wrap_zmq_recv(void *socket, void *to, size_t room, int flags)
{
    int n = __real_zmq_recv(socket, to, room, flags);
    if (n == (int)strlen(plain) && memcmp(to, plain, strlen(plain)) == 0)
        memcpy(to, curve, strlen(curve));
    return n;
}

int __wrap_zmq_bind(void *socket, const char *endpoint)
{
    static const char inside[] = "inproc:", loopback[] = "tcp://127.0.0.1:";
    if (strncmp(endpoint, inside, strlen(inside)) == 0) return __real_zmq_bind(socket, endpoint);
    if (strncmp(endpoint, loopback, strlen(loopback)) != 0) {
        fprintf(stderr, "bench_broker_plain: %s: only on 127.0.0.1, for it does not encrypt\n",
                endpoint);
        errno = EINVAL;
        return -1;
    }
    fputs("bench_broker_plain: for measuring alone: nothing is encrypted, nobody is asked for a "
          "proof of who he is\n",
          stderr);
    return __real_zmq_bind(socket, endpoint);
}
