/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A byte for what is allowed, then two redirect URIs, a line each: that of a request and a registered one. Every URI that
 * may be registered must match itself; one that matches must be registrable and, port of a loopback URI aside, the same
 * octets; a URI that passes must be of one of the forms there are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <fapi.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

/* The text without the port, which is what only loopback URIs may differ in. */
static size_t without_port(const char *uri, size_t n, char *out)
{
    size_t host = uri[7] == '[' ? 12 : 16, rest = host; /* http://[::1] or http://127.0.0.1 */

    if (rest < n && uri[rest] == ':') {
        rest++;
        while (rest < n && uri[rest] >= '0' && uri[rest] <= '9')
            rest++;
    }
    memcpy(out, uri, host);
    memcpy(out + host, uri + rest, n - rest);
    return host + n - rest;
}

static void hold_form(const char *uri, size_t n, int allow)
{
    int https = n > 8 && strncasecmp(uri, "https://", 8) == 0;
    int loopback = (n >= 16 && strncasecmp(uri, "http://127.0.0.1", 16) == 0) ||
                   (n >= 12 && strncasecmp(uri, "http://[::1]", 12) == 0);

    HOLDS(n <= FAPI_MAX_URL && memchr(uri, '#', n) == NULL && memchr(uri, '*', n) == NULL);
    for (size_t i = 0; i < n; i++)
        HOLDS(uri[i] > 0x20 && uri[i] < 0x7f && uri[i] != '\\' && uri[i] != '"' && uri[i] != '<' && uri[i] != '>');
    if (https)
        return;
    if (loopback) {
        HOLDS((allow & FAPI_REDIRECT_URI_ALLOW_LOOPBACK) != 0);
        return;
    }
    HOLDS((allow & FAPI_REDIRECT_URI_ALLOW_PRIVATE_SCHEME) != 0);
    const char *colon = memchr(uri, ':', n);
    HOLDS(colon != NULL && memchr(uri, '.', (size_t)(colon - uri)) != NULL);
    HOLDS((size_t)(colon - uri) + 1 < n && colon[1] == '/');
}

static void hold_match(const char *uri, size_t n, const char *registered, size_t registered_n, int allow)
{
    static char a[FAPI_MAX_URL], b[FAPI_MAX_URL];

    hold_form(uri, n, allow);
    if (n == registered_n && memcmp(uri, registered, n) == 0)
        return;
    HOLDS((allow & FAPI_REDIRECT_URI_ALLOW_LOOPBACK) != 0 && n >= 12 && registered_n >= 12);
    HOLDS(memcmp(uri, "http://[::1]", 12) == 0 ||
          (n >= 16 && registered_n >= 16 && memcmp(uri, "http://127.0.0.1", 16) == 0));
    HOLDS(memcmp(uri, registered, 12) == 0);
    HOLDS(without_port(uri, n, a) == without_port(registered, registered_n, b));
    HOLDS(memcmp(a, b, without_port(uri, n, a)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *uri, *registered, *feed;
    size_t n, registered_n;
    int allow, rc;

    if (size < 2)
        return 0;
    allow = data[0] & 3;
    uri = (const char *)data + 1;
    feed = memchr(uri, '\n', size - 1);
    n = feed == NULL ? size - 1 : (size_t)(feed - uri);
    registered = feed == NULL ? NULL : feed + 1;
    registered_n = feed == NULL ? 0 : size - 2 - n;
    rc = fapi_redirect_uri_check_registration(uri, n, allow);
    HOLDS(rc == FAPI_OK || (rc >= FAPI_REDIRECT_URI_FORM && rc <= FAPI_REDIRECT_URI_PRIVATE_SCHEME));
    if (rc == FAPI_OK)
        hold_form(uri, n, allow);
    HOLDS(fapi_redirect_uri_check(uri, n, uri, n, allow) ==
          (n == 0 ? FAPI_REDIRECT_URI_MISSING : rc == FAPI_OK ? FAPI_OK : FAPI_REDIRECT_URI_NOT_ALLOWED));
    if (fapi_redirect_uri_check(uri, n, registered, registered_n, allow) == FAPI_OK)
        hold_match(uri, n, registered, registered_n, allow);
    return 0;
}
