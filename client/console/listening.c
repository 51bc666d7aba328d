/* The socket that the console listens on. */
#include "listening.h"

#include "address.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

jx_status listening_open(const char *address, int *out)
{
    struct sockaddr_storage at = {.ss_family = AF_UNSPEC};
    socklen_t len = 0;
    int on = 1;
    if (!address_parse(address, &at, &len)) return JX_E_CONFIG;
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
