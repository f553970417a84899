/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two URIs, a line each. What parses must be the sum of its parts; whether two name the same target must not depend on
 * the order, must hold for each with itself, and must be what a slow reading of RFC 3986 says: normalise both into
 * memory by 6.2.2, 5.2.4 and 6.2.3, one step after the other, and compare the texts.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fapi.h>

#include "base/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

typedef struct text {
    char p[FAPI_MAX_URL + 64];
    size_t n;
} text;

static void add(text *t, const void *p, size_t n)
{
    HOLDS(n <= sizeof t->p - t->n);
    if (n > 0)
        memcpy(t->p + t->n, p, n);
    t->n += n;
}

static int starts(const text *t, const char *with)
{
    return t->n >= strlen(with) && memcmp(t->p, with, strlen(with)) == 0;
}

static int is(const text *t, const char *what)
{
    return t->n == strlen(what) && starts(t, what);
}

static void cut(text *t, size_t n)
{
    memmove(t->p, t->p + n, t->n - n);
    t->n -= n;
}

static int nibble(uint8_t c)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    const char *at = c == 0 ? NULL : strchr(digits, c);

    return at ? (int)(at - digits) % 16 : -1;
}

/* 6.2.2.1 and 6.2.2.2 */
static void add_unescaped(text *t, fapix_slice s, int lower)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        char escape[4];

        if (c == '%') {
            HOLDS(s.n - i > 2 && nibble(s.p[i + 1]) >= 0 && nibble(s.p[i + 2]) >= 0);
            c = (uint8_t)(nibble(s.p[i + 1]) * 16 + nibble(s.p[i + 2]));
            i += 2;
            if (c == 0 || !strchr(unreserved, c)) {
                snprintf(escape, sizeof escape, "%%%02X", c);
                add(t, escape, 3);
                continue;
            }
        }
        if (lower && c >= 'A' && c <= 'Z')
            c = (uint8_t)(c + 32);
        add(t, &c, 1);
    }
}

/* 5.2.4, letter by letter. */
static void remove_dot_segments(text *in, text *out)
{
    out->n = 0;
    while (in->n > 0) {
        if (starts(in, "../")) {
            cut(in, 3);
        } else if (starts(in, "./") || starts(in, "/./")) {
            cut(in, 2);
        } else if (is(in, "/.")) {
            in->n = 1;
        } else if (starts(in, "/../") || is(in, "/..")) {
            cut(in, 3);
            if (in->n == 0)
                add(in, "/", 1);
            while (out->n > 0 && out->p[--out->n] != '/')
                ;
        } else if (is(in, ".") || is(in, "..")) {
            in->n = 0;
        } else {
            size_t n = 1;

            while (n < in->n && in->p[n] != '/')
                n++;
            add(out, in->p, n);
            cut(in, n);
        }
    }
}

static void normalise(const fapix_uri *uri, text *t)
{
    static text path, clean;
    size_t scheme;

    t->n = 0;
    add_unescaped(t, uri->scheme, 1);
    scheme = t->n;
    add(t, "://", 3);
    if (uri->has_userinfo) {
        add(t, uri->userinfo.p, uri->userinfo.n);
        add(t, "@", 1);
    }
    add_unescaped(t, uri->host, 1);
    if (uri->port.n > 0 && !(scheme == 5 && starts(t, "https") && fapix_slice_is(uri->port, "443")) &&
        !(scheme == 4 && starts(t, "http") && fapix_slice_is(uri->port, "80"))) {
        add(t, ":", 1);
        add(t, uri->port.p, uri->port.n);
    }
    path.n = 0;
    add_unescaped(&path, uri->path, 0);
    remove_dot_segments(&path, &clean);
    if (clean.n == 0)
        add(&clean, "/", 1);
    add(t, clean.p, clean.n);
}

/* Put together again, RFC 3986 5.3, a URI is the one that it was. */
static void check_parts(const fapix_uri *uri, fapix_slice whole)
{
    static text t;

    t.n = 0;
    add(&t, uri->scheme.p, uri->scheme.n);
    add(&t, "://", 3);
    add(&t, uri->userinfo.p, uri->userinfo.n);
    add(&t, "@", uri->has_userinfo);
    add(&t, uri->host.p, uri->host.n);
    add(&t, ":", uri->has_port);
    add(&t, uri->port.p, uri->port.n);
    add(&t, uri->path.p, uri->path.n);
    add(&t, "?", uri->has_query);
    add(&t, uri->query.p, uri->query.n);
    add(&t, "#", uri->has_fragment);
    add(&t, uri->fragment.p, uri->fragment.n);
    HOLDS(fapix_slice_eq(whole, fapix_slice_of(t.p, t.n)));
    for (size_t i = 0; i < t.n; i++)
        HOLDS(t.p[i] > 0x20 && t.p[i] < 0x7f && t.p[i] != '\\');
}

/* A copy of its own size, so that sanitizers see a step beyond. */
static int parse(fapix_uri *uri, const uint8_t *data, size_t n, uint8_t **copy)
{
    static const fapix_uri nothing = {0};
    static text normal;
    fapix_uri again;
    int rc;

    *copy = malloc(n + (n == 0));
    HOLDS(*copy != NULL);
    if (n > 0)
        memcpy(*copy, data, n);
    rc = fapix_uri_parse(uri, fapix_slice_of(n > 0 ? *copy : NULL, n));
    HOLDS(rc == FAPI_OK || rc == FAPI_URI_SYNTAX || rc == FAPI_URI_SIZE || rc == FAPI_URI_HOST || rc == FAPI_URI_PORT);
    HOLDS((rc == FAPI_URI_SIZE) == (n > FAPI_MAX_URL));
    if (rc != FAPI_OK) {
        HOLDS(memcmp(&nothing, uri, sizeof nothing) == 0);
        return 0;
    }
    check_parts(uri, fapix_slice_of(*copy, n));
    HOLDS(fapix_uri_same_target(uri, uri));
    /* What is normal stays so, and names the same. */
    normalise(uri, &normal);
    if (normal.n <= FAPI_MAX_URL) {
        HOLDS(fapix_uri_parse(&again, fapix_slice_of(normal.p, normal.n)) == FAPI_OK);
        HOLDS(fapix_uri_same_target(uri, &again));
    }
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static text normal_a, normal_b;
    const uint8_t *line = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t first = line ? (size_t)(line - data) : size, second = line ? size - first - 1 : 0;
    uint8_t *copy_a, *copy_b;
    fapix_uri a, b;
    int good_a = parse(&a, data, first, &copy_a);
    int good_b = parse(&b, line ? line + 1 : NULL, second, &copy_b);

    if (good_a && good_b) {
        bool same = fapix_uri_same_target(&a, &b);

        normalise(&a, &normal_a);
        normalise(&b, &normal_b);
        HOLDS(same == fapix_uri_same_target(&b, &a));
        HOLDS(same == (normal_a.n == normal_b.n && memcmp(normal_a.p, normal_b.p, normal_a.n) == 0));
    }
    free(copy_a);
    free(copy_b);
    return 0;
}
