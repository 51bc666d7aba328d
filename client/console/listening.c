/* The socket that the console listens on: from an address as people write it. */
#include "listening.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool parse_address(const char *text, struct sockaddr_storage *out, socklen_t *len)
{
    char host[64];
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    char *end = NULL;
    unsigned long port = colon ? strtoul(colon + 1, &end, 10) : 0;
    if (!colon || end == colon + 1 || *end || port > 65535 || n == 0 || n >= sizeof host)
        return false;
    size_t brackets = text[0] == '[' && colon[-1] == ']';
    memcpy(host, text + brackets, n - 2 * brackets);
    host[n - 2 * brackets] = '\0';
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (!brackets && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        *len = sizeof *v4;
        return true;
    }
    if (!brackets || inet_pton(AF_INET6, host, &v6->sin6_addr) != 1) return false;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)port);
    *len = sizeof *v6;
    return true;
}

jx_status listening_open(const char *address, int *out)
{
    struct sockaddr_storage at = {.ss_family = AF_UNSPEC};
    socklen_t len = 0;
    int on = 1;
    if (!parse_address(address, &at, &len)) return JX_E_CONFIG;
    int fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return JX_E_DESCRIPTORS;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, len) == 0 && listen(fd, SOMAXCONN) == 0) {
        *out = fd;
        return JX_OK;
    }
    jx_status rc = errno == EADDRINUSE ? JX_E_IN_USE
                   : errno == EACCES   ? JX_E_PERMISSION
                                       : JX_E_CONFIG;
    close(fd);
    return rc;
}
