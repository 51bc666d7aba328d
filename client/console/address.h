/* Where the console listens: "127.0.0.1:8080", "[::1]:0"; figures only, port 0 is a free one. */
#ifndef JX_CONSOLE_ADDRESS_H
#define JX_CONSOLE_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* False for what is no such address; then neither is set to anything of use. */
bool address_parse(const char *text, struct sockaddr_storage *out, socklen_t *len);
bool address_valid(const char *text);

#endif
