/* SPDX-License-Identifier: Apache-2.0 */
/* See transport.h. The library sees no connection: it judges what the host says of it. */
#include "role/transport.h"

#define TLS_1_2 0x0303
#define TLS_1_3 0x0304

/* IANA numbers of TLS 1.2 cipher suites. RFC 9325 4.2: ECDHE with an AEAD cipher. */
static const int bcp195[] = {0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9};
/* FAPI 1.0 Advanced 8.5: DHE_RSA and ECDHE_RSA with AES-GCM. */
static const int fapi1_four[] = {0x009E, 0x009F, 0xC02F, 0xC030};
/* Brazil and Colombia: ECDHE_RSA with AES-GCM. */
static const int ecdhe_rsa_gcm[] = {0xC02F, 0xC030};

static bool is_in(const int *list, size_t count, int cipher)
{
    size_t i = 0;

    for (i = 0; i < count; i++)
        if (list[i] == cipher)
            return true;
    return false;
}

static bool cipher_allowed(int64_t choice, int cipher)
{
    switch (choice) {
    case FAPI_CIPHERS_BCP195:
        return is_in(bcp195, sizeof bcp195 / sizeof *bcp195, cipher);
    case FAPI_CIPHERS_FAPI1_FOUR:
        return is_in(fapi1_four, sizeof fapi1_four / sizeof *fapi1_four, cipher);
    case FAPI_CIPHERS_ECDHE_RSA_GCM:
        return is_in(ecdhe_rsa_gcm, sizeof ecdhe_rsa_gcm / sizeof *ecdhe_rsa_gcm, cipher);
    default:
        return false;
    }
}

static int judge_tls(const fapi_policy *policy, const fapi_request *request, fapi_verdict *verdict)
{
    int rc = FAPI_ERR_INTERNAL;

    if (!request->has_tls) {
        if (fapix_policy_value(policy, FAPI_CONTROL_TLS_FACTS) != 0)
            return fapix_refuse(verdict, FAPI_TLS_UNKNOWN);
        fapix_skip(verdict, FAPI_TLS_VERSION);
        fapix_skip(verdict, FAPI_TLS_CIPHER);
        return FAPI_OK;
    }
    /* 0x0304 is the newest there is; a number above it is a mistake of the host's, not a newer TLS.
     * Spec: FAPI2SP-5.2.1-2, FAPI1BASE-7.1-1 */
    rc = fapix_rule(verdict, FAPI_TLS_VERSION,
                    request->tls_version >= fapix_policy_value(policy, FAPI_CONTROL_TLS_MIN_VERSION) &&
                        request->tls_version >= TLS_1_2 && request->tls_version <= TLS_1_3);
    if (rc != FAPI_OK) {
        fapix_expected_int(verdict, fapix_policy_value(policy, FAPI_CONTROL_TLS_MIN_VERSION));
        fapix_actual_int(verdict, request->tls_version);
        return rc;
    }
    if (request->tls_version != TLS_1_2) {
        fapix_skip(verdict, FAPI_TLS_CIPHER); /* every suite of TLS 1.3 is an AEAD with an ephemeral key exchange */
        return FAPI_OK;
    }
    /* Spec: FAPI2SP-5.2.2-1, FAPI2SP-5.2.3-2, FAPI1ADV-8.5-1, FAPICIBA-7.9-1, CDR-mtls-2 */
    rc = fapix_rule(verdict, FAPI_TLS_CIPHER,
                    cipher_allowed(fapix_policy_value(policy, FAPI_CONTROL_TLS12_CIPHERS), request->tls_cipher));
    if (rc != FAPI_OK)
        fapix_actual_int(verdict, request->tls_cipher);
    return rc;
}

int fapix_transport_judge(const fapi_policy *policy, const fapi_request *request, fapi_verdict *verdict, fapix_uri *url)
{
    fapix_slice text = fapix_buffer_slice(&request->url);
    int rc = fapix_uri_parse_https(url, text);

    if (rc == FAPI_URI_NOT_HTTPS)
        rc = FAPI_TLS_REQUIRED;
    rc = fapix_rule_rc(verdict, FAPI_TLS_REQUIRED, rc); /* Spec: FAPI2SP-5.2.1-1, RFC7662-2-1, RFC7009-2-2, OIDCC-5.3-1 */
    if (rc != FAPI_OK) {
        fapix_actual(verdict, url->scheme);
        return rc;
    }
    return judge_tls(policy, request, verdict);
}
