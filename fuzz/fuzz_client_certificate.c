/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client certificate from a proxy's field, in all formats: the first byte chooses format and settings, the rest is the
 * value. What passes must hold together: a DER that is exactly one certificate and has this thumbprint, or none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fapi.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

#define HEADER "Client-Cert", 11
#define CHAIN "Client-Cert-Chain", 17

static fapi_client_certificate *handle_of(int format, int settings)
{
    fapi_client_certificate *handle = fapi_client_certificate_new(NULL, format);

    HOLDS(handle != NULL && fapi_client_certificate_set_header(handle, HEADER) == FAPI_OK);
    if (format == FAPI_CERTIFICATE_FORMAT_XFCC) {
        HOLDS(fapi_client_certificate_set_xfcc_single(handle, settings & 1) == FAPI_OK);
        HOLDS(fapi_client_certificate_set_xfcc_hash_alone(handle, settings >> 1 & 1) == FAPI_OK);
    }
    if (format == FAPI_CERTIFICATE_FORMAT_RFC9440)
        HOLDS(fapi_client_certificate_set_chain_header(handle, CHAIN) == FAPI_OK);
    HOLDS(fapi_client_certificate_set_trusted_peer(handle, 1) == FAPI_OK);
    return handle;
}

/* With RFC 9440 a '|' parts the certificate from its chain. */
static int give(fapi_client_certificate *handle, int format, const char *value, size_t n)
{
    const char *bar = format == FAPI_CERTIFICATE_FORMAT_RFC9440 && n > 0 ? memchr(value, '|', n) : NULL;
    size_t own = bar == NULL ? n : (size_t)(bar - value);
    int rc = fapi_client_certificate_add_header(handle, HEADER, value, own);

    if (rc == FAPI_OK && bar != NULL)
        rc = fapi_client_certificate_add_header(handle, CHAIN, bar + 1, n - own - 1);
    return rc;
}

static void check_passed(const fapi_client_certificate *handle)
{
    const uint8_t *der = NULL;
    const char *x5t = NULL;
    char found[FAPI_JKT_LENGTH + 1];
    size_t der_n = 0, x5t_n = 0;

    HOLDS(fapi_client_certificate_x5t_s256(handle, &x5t, &x5t_n) == FAPI_OK && x5t_n == FAPI_JKT_LENGTH);
    if (fapi_client_certificate_chain_length(handle) == 0) {
        HOLDS(fapi_client_certificate_der(handle, &der, &der_n) == FAPI_ERR_NOT_FOUND);
        return;
    }
    HOLDS(fapi_client_certificate_der(handle, &der, &der_n) == FAPI_OK && der[0] == 0x30);
    HOLDS(fapi_mtls_thumbprint(der, der_n, found, sizeof found) == FAPI_OK && memcmp(found, x5t, x5t_n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int format = size == 0 ? 1 : data[0] % 10 + 1, settings = size == 0 ? 0 : data[0] / 10, given, rc;
    fapi_client_certificate *handle = NULL;
    const char *x5t = NULL;
    size_t n = 0;

    handle = handle_of(format, settings);
    given = give(handle, format, size < 2 ? NULL : (const char *)data + 1, size < 2 ? 0 : size - 1);
    HOLDS(given == FAPI_OK || given >= 100);
    rc = fapi_client_certificate_check(handle);
    HOLDS(rc == FAPI_OK || rc >= 100);
    HOLDS(given == FAPI_OK || rc == given);
    if (rc == FAPI_OK)
        check_passed(handle);
    else
        HOLDS(fapi_client_certificate_x5t_s256(handle, &x5t, &n) == FAPI_ERR_STATE && n == 0);
    fapi_client_certificate_free(handle);
    return 0;
}
