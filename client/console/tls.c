/* Reading what TLS needs, and trying it before browsers do. */
#include "tls.h"

#include "http.h"

#include "../../proto/file/file.h"

#include <sys/stat.h>

enum { PEM_BYTES_MAX = 1 << 20 };

jx_status tls_read(const char *certificate, const char *private_key, struct jx_arena *a,
                   struct tls_files *out, const char **about)
{
    struct stat st;
    *out = (struct tls_files){.certificate = JX_ABSENT, .private_key = JX_ABSENT};
    *about = certificate;
    if (!certificate) return JX_OK;
    jx_status rc = jx_file_read(certificate, PEM_BYTES_MAX, a, &out->certificate);
    if (rc != JX_OK) return rc;
    *about = private_key;
    if (stat(private_key, &st) == 0 && (st.st_mode & S_IRWXO)) return JX_E_PERMISSION;
    return jx_file_read(private_key, PEM_BYTES_MAX, a, &out->private_key);
}

static bool admit_nobody(void *own, struct http_request *r, size_t *most,
                         struct http_reply *refusal)
{
    (void)own;
    (void)r;
    *most = 0;
    *refusal = (struct http_reply){.status = 503, .body = JX_LIT("")};
    return false;
}

static void handle_nobody(void *own, struct http_request *r)
{
    (void)own;
    http_answer(r, &(struct http_reply){.status = 503, .body = JX_LIT("")});
}

jx_status tls_try(const char *certificate, const char *private_key, const char **about)
{
    const struct http_events events = {NULL, admit_nobody, handle_nobody};
    struct tls_files files;
    struct http *http = NULL;
    struct jx_arena a;
    jx_arena_init(&a, 4 * (size_t)PEM_BYTES_MAX);
    jx_status rc = tls_read(certificate, private_key, &a, &files, about);
    if (rc == JX_OK) {
        const struct http_settings s = {"127.0.0.1:0", files.certificate.ptr,
                                        files.private_key.ptr};
        *about = certificate;
        rc = http_open(&s, &events, &http);
    }
    http_close(&http);
    jx_arena_clear(&a);
    return rc;
}
