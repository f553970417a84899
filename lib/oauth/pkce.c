/* SPDX-License-Identifier: Apache-2.0 */
/* Proof Key for Code Exchange, RFC 7636, S256 only. Needs no handle: nothing here is kept. */
#include <fapi.h>

#include "base/base64url.h"
#include "base/memory.h"
#include "crypto/digest.h"

#define VERIFIER_MIN 43
#define VERIFIER_MAX 128

/* Spec: RFC7636-4.1-1 */
static bool is_verifier(fapix_slice text)
{
    if (text.n < VERIFIER_MIN || text.n > VERIFIER_MAX)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
              c == '_' || c == '~'))
            return false;
    }
    return true;
}

/* Nothing but zeros in what the caller gave, up to the size of an answer. */
static void clear(char *out, size_t out_size)
{
    if (out)
        memset(out, 0, out_size < FAPI_JKT_LENGTH + 1 ? out_size : FAPI_JKT_LENGTH + 1);
}

/* See fapi.h. */
int fapi_pkce_challenge(const char *verifier, size_t verifier_len, char *challenge, size_t challenge_size)
{
    fapix_slice text = fapix_slice_of(verifier, verifier_len);

    clear(challenge, challenge_size);
    if (!challenge || (!verifier && verifier_len > 0))
        return FAPI_ERR_ARG;
    if (challenge_size < FAPI_JKT_LENGTH + 1)
        return FAPI_ERR_BUFFER;
    if (!is_verifier(text))
        return FAPI_PKCE_VERIFIER;
    return fapix_sha256_base64url(fapix_provider_default(), NULL, text, challenge);
}

/* See fapi.h. */
int fapi_pkce_verifier(char *verifier, size_t verifier_size)
{
    uint8_t secret[32];
    int rc;

    clear(verifier, verifier_size);
    if (!verifier)
        return FAPI_ERR_ARG;
    if (verifier_size < FAPI_JKT_LENGTH + 1)
        return FAPI_ERR_BUFFER;
    /* Spec: RFC7636-7.1-1 */
    rc = fapix_provider_default()->random(secret, sizeof secret);
    if (rc == FAPI_OK)
        fapix_base64url_encode(fapix_slice_of(secret, sizeof secret), verifier);
    fapix_wipe(secret, sizeof secret);
    return rc;
}

/* See fapi.h. */
int fapi_pkce_check_challenge(const char *challenge, size_t challenge_len, const char *method, size_t method_len)
{
    if ((!challenge && challenge_len > 0) || (!method && method_len > 0))
        return FAPI_ERR_ARG;
    /* Spec: RFC7636-4.4.1-1 */
    if (challenge_len == 0)
        return FAPI_PKCE_CHALLENGE_MISSING;
    /* Spec: FAPI2SP-5.3.2.2-5, RFC7636-4.3-1, RFC7636-7.2-2 - a missing method would mean plain */
    if (!fapix_slice_is(fapix_slice_of(method, method_len), "S256"))
        return FAPI_PKCE_METHOD;
    /* Spec: RFC7636-4.2-2, RFC7636-4.2-3 */
    if (!fapix_is_sha256_base64url(fapix_slice_of(challenge, challenge_len)))
        return FAPI_PKCE_CHALLENGE;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_pkce_check(const char *verifier, size_t verifier_len, const char *challenge, size_t challenge_len)
{
    fapix_slice expected = fapix_slice_of(challenge, challenge_len);
    char actual[FAPI_JKT_LENGTH + 1];
    int rc;

    if ((!verifier && verifier_len > 0) || (!challenge && challenge_len > 0))
        return FAPI_ERR_ARG;
    /* Spec: RFC7636-4.5-2 - no verifier proves nothing, not even where no challenge asks for one */
    if (verifier_len == 0)
        return FAPI_PKCE_VERIFIER_MISSING;
    /* An attacker who strips the challenge from the request ends here, RFC 9700 4.8.2. */
    if (challenge_len == 0)
        return FAPI_PKCE_UNEXPECTED;
    if (!fapix_is_sha256_base64url(expected))
        return FAPI_PKCE_CHALLENGE;
    rc = fapi_pkce_challenge(verifier, verifier_len, actual, sizeof actual);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7636-4.6-1 */
    if (!fapix_ct_eq(expected, fapix_slice_of(actual, FAPI_JKT_LENGTH)))
        rc = FAPI_PKCE_MISMATCH;
    fapix_wipe(actual, sizeof actual);
    return rc;
}
