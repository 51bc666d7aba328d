/* Reading an address to listen at. */
#include "address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { PORT_MAX = 65535 };

bool address_parse(const char *text, struct sockaddr_storage *out, socklen_t *len)
{
    char host[64];
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    char *end = NULL;
    if (!colon || strspn(colon + 1, "0123456789") == 0) return false; /* no sign, no blank */
    unsigned long port = strtoul(colon + 1, &end, 10);
    if (*end || port > PORT_MAX || n == 0 || n >= sizeof host) return false;
    bool brackets = text[0] == '[' && colon[-1] == ']';
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

bool address_valid(const char *text)
{
    struct sockaddr_storage at;
    socklen_t len;
    return address_parse(text, &at, &len);
}
