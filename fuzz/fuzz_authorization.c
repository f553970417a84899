/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Authorization field, and the same bytes as a query. A value that is split must be its scheme, one or more spaces
 * and its credentials; one that is refused must not be of that form. A parameter that is found must be there when the
 * query is decoded into memory first, and the other way round.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fapi.h>

#include "base/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

static int is_tchar(int c)
{
    return c > 0x20 && c < 0x7f && !strchr("\"(),/:;<=>?@[\\]{}", c);
}

static int is_text(int c)
{
    return c == '\t' || (c >= 0x20 && c != 0x7f);
}

/* RFC 9110 11.4 and 5.5: OWS 1*tchar 1*SP (something that neither begins with SP nor ends with SP or HTAB) OWS. */
static int is_credentials(const uint8_t *p, size_t n)
{
    size_t i = 0, scheme;

    while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    while (i < n && (p[i] == ' ' || p[i] == '\t'))
        i++;
    scheme = i;
    while (i < n && is_tchar(p[i]))
        i++;
    if (i == scheme || i == n || p[i] != ' ')
        return 0;
    for (; i < n; i++) {
        if (!is_text(p[i]))
            return 0;
    }
    return 1;
}

static void check_authorization(const uint8_t *p, size_t n)
{
    fapix_slice scheme, credentials, value = fapix_slice_of(n > 0 ? p : NULL, n);
    int rc = fapix_http_authorization(value, &scheme, &credentials);

    HOLDS(rc == (is_credentials(p, n) ? FAPI_OK : FAPI_TOKEN_SYNTAX));
    if (rc != FAPI_OK) {
        HOLDS(!scheme.p && !credentials.p && scheme.n == 0 && credentials.n == 0);
        return;
    }
    HOLDS(scheme.p >= p && credentials.p > scheme.p + scheme.n && credentials.p + credentials.n <= p + n);
    HOLDS(fapix_http_is_token(scheme) && fapix_http_is_field_value(credentials));
    HOLDS(credentials.n > 0 && credentials.p[0] != ' ' && credentials.p[credentials.n - 1] != ' ');
    for (const uint8_t *at = scheme.p + scheme.n; at < credentials.p; at++)
        HOLDS(*at == ' ');
    if (fapix_http_is_token68(credentials)) {
        for (size_t i = 0; i < credentials.n; i++)
            HOLDS(credentials.p[i] != ' ' && credentials.p[i] != ',' && is_text(credentials.p[i]));
    }
}

static int nibble(int c)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    const char *at = c == 0 ? NULL : strchr(digits, c);

    return at ? (int)(at - digits) % 16 : -1;
}

/* The name of one parameter, decoded; what is no escape stays as it is. */
static size_t decoded_name(const uint8_t *p, size_t n, uint8_t *out)
{
    size_t k = 0;

    for (size_t i = 0; i < n && p[i] != '='; i++) {
        if (p[i] == '%' && n - i > 2 && nibble(p[i + 1]) >= 0 && nibble(p[i + 2]) >= 0) {
            out[k++] = (uint8_t)(nibble(p[i + 1]) * 16 + nibble(p[i + 2]));
            i += 2;
        } else {
            out[k++] = p[i];
        }
    }
    return k;
}

static void check_query(const uint8_t *p, size_t n)
{
    static const char name[] = "access_token";
    uint8_t *decoded = malloc(n + 1);
    bool has = false;

    HOLDS(decoded != NULL);
    for (size_t start = 0; start < n;) {
        size_t end = start;

        while (end < n && p[end] != '&' && p[end] != ';')
            end++;
        if (decoded_name(p + start, end - start, decoded) == strlen(name) && memcmp(decoded, name, strlen(name)) == 0)
            has = true;
        start = end + 1;
    }
    HOLDS(has == fapix_http_query_has(fapix_slice_of(n > 0 ? p : NULL, n), name));
    free(decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_authorization(data, size);
    check_query(data, size);
    return 0;
}
