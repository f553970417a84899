/* SPDX-License-Identifier: Apache-2.0 */
/* Keys for encryption, in both libraries. */
#include "crypto/secret_key.h"

/* A signature algorithm of the kind of key, which is all that import looks at. An Ed25519 key has no y, and is refused as a
 * P-256 key without one. */
static int kind_of(const fapix_key_parts *parts)
{
    return parts->n.n != 0 || parts->e.n != 0 ? FAPI_ALG_PS256 : FAPI_ALG_ES256;
}

const fapix_key *fapix_secret_key_of(const fapix_secret_key *key)
{
    return (const fapix_key *)key;
}

int fapix_secret_key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private,
                            fapix_secret_key **key)
{
    fapix_key_parts by_kind = *parts;
    fapix_key *fresh = NULL;
    int rc;

    *key = NULL;
    by_kind.alg = kind_of(parts);
    rc = fapix_provider_builtin.key_import(engine, &by_kind, is_private, &fresh);
    *key = (fapix_secret_key *)fresh;
    return rc;
}

int fapix_secret_key_generate(fapix_engine *engine, int alg, fapix_secret_key **key)
{
    fapix_key *fresh = NULL;
    int kind, rc;

    *key = NULL;
    switch (alg) {
    case FAPI_JWE_ALG_RSA_OAEP:
    case FAPI_JWE_ALG_RSA_OAEP_256:
        kind = FAPI_ALG_PS256;
        break;
    case FAPI_JWE_ALG_ECDH_ES:
    case FAPI_JWE_ALG_ECDH_ES_A128KW:
    case FAPI_JWE_ALG_ECDH_ES_A256KW:
        kind = FAPI_ALG_ES256;
        break;
    default:
        return FAPI_ERR_ARG;
    }
    rc = fapix_provider_builtin.key_generate(engine, kind, &fresh);
    *key = (fapix_secret_key *)fresh;
    return rc;
}

int fapix_secret_key_export(const fapix_secret_key *key, bool with_private, uint8_t *store, size_t store_n,
                            fapix_key_parts *parts)
{
    int rc = fapix_provider_builtin.key_export(fapix_secret_key_of(key), with_private, store, store_n, parts);

    parts->alg = 0; /* it never signs */
    return rc;
}

void fapix_secret_key_free(fapix_secret_key *key)
{
    fapix_provider_builtin.key_free((fapix_key *)key);
}
