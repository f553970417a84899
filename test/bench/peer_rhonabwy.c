/* SPDX-License-Identifier: Apache-2.0 */
/* See peer.h: rhonabwy, on GnuTLS. It reads the clock itself. */
#include "peer.h"

#ifdef HAVE_LIBRHONABWY

#include <rhonabwy.h>

static const char *version(void)
{
    return RHONABWY_VERSION_STR ", GnuTLS " GNUTLS_VERSION;
}

static void close_key(void *opened)
{
    r_jwk_free(opened);
}

static void *open_key(const peer_inputs *in)
{
    jwk_t *jwk = NULL;

    if (r_jwk_init(&jwk) != RHN_OK)
        return NULL;
    if (r_jwk_import_from_json_str(jwk, in->jwk) != RHN_OK) {
        r_jwk_free(jwk);
        return NULL;
    }
    return jwk;
}

static int check(void *opened, size_t i, const char *token, size_t token_len)
{
    jwt_t *jwt = NULL;
    int ok = r_jwt_init(&jwt) == RHN_OK && r_jwt_parsen(jwt, token, token_len, R_FLAG_IGNORE_REMOTE) == RHN_OK &&
             r_jwt_verify_signature(jwt, opened, R_FLAG_IGNORE_REMOTE) == RHN_OK &&
             r_jwt_validate_claims(jwt, R_JWT_CLAIM_ISS, PEER_ISSUER, R_JWT_CLAIM_AUD, PEER_AUDIENCE, R_JWT_CLAIM_EXP,
                                   R_JWT_CLAIM_NOW, R_JWT_CLAIM_NOP) == RHN_OK;

    (void)i;
    r_jwt_free(jwt);
    return ok;
}

/* The key of a proof is in its header. */
static int check_embedded(void *opened, size_t i, const char *proof, size_t proof_len)
{
    jwt_t *jwt = NULL;
    int ok = r_jwt_init(&jwt) == RHN_OK &&
             r_jwt_advanced_parsen(jwt, proof, proof_len, R_PARSE_HEADER_JWK, R_FLAG_IGNORE_REMOTE) == RHN_OK &&
             r_jwt_verify_signature(jwt, NULL, R_FLAG_IGNORE_REMOTE) == RHN_OK;

    (void)opened;
    (void)i;
    r_jwt_free(jwt);
    return ok;
}

const peer peer_rhonabwy[] = {
    {"rhonabwy", "signature, iss, aud, exp", version, PEER_AT_JWT, 1, open_key, check, close_key},
    {"rhonabwy", "signature only", version, PEER_DPOP, 0, open_key, check_embedded, close_key},
    {.name = NULL},
};

#else

const peer peer_rhonabwy[] = {{.name = NULL}};

#endif
