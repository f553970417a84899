/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a client registers for tls_client_auth: the first byte chooses the property, the rest is its value. A subject that is
 * taken must be the same as itself, and as the certificate whose subject it is only if it says the same.
 */
#include <stdio.h>
#include <stdlib.h>

#include <fapi.h>

#include "oauth/distinguished_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)

static void check_name(fapix_slice text)
{
    static fapix_dn dn, again;
    bool good = fapix_dn_parse(&dn, text);

    HOLDS(fapix_dn_parse(&again, text) == good);
    if (!good)
        return;
    HOLDS(dn.count > 0 && dn.count <= FAPIX_MAX_ATTRIBUTES && dn.rdns > 0 && dn.rdns <= dn.count && dn.used <= sizeof dn.store);
    HOLDS(fapix_dn_same(&dn, &again));
    for (size_t i = 0; i < dn.count; i++) {
        fapix_slice value = dn.attributes[i].value;

        HOLDS(value.n > 0 && value.p >= dn.store && value.p + value.n <= dn.store + dn.used);
        HOLDS(memchr(value.p, 0, value.n) == NULL && dn.attributes[i].oid_n > 0);
    }
    again.attributes[0].oid[0] ^= 1;
    HOLDS(!fapix_dn_same(&dn, &again) || dn.count > 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fapi_tls_client_auth *auth = fapi_tls_client_auth_new(NULL);
    int property = size == 0 ? 1 : data[0] % 5 + 1, rc;
    const char *value = size < 2 ? "" : (const char *)data + 1;
    size_t n = size < 2 ? 0 : size - 1;

    HOLDS(auth != NULL);
    rc = fapi_tls_client_auth_set(auth, property, value, n);
    HOLDS(rc == FAPI_OK || rc == FAPI_TLS_CLIENT_AUTH_PROPERTY);
    HOLDS(fapi_tls_client_auth_set(auth, property, value, n) == FAPI_TLS_CLIENT_AUTH_PROPERTIES);
    check_name(fapix_slice_of(value, n));
    fapi_tls_client_auth_free(auth);
    return 0;
}
