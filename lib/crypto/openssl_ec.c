/* SPDX-License-Identifier: Apache-2.0 */
/* P-256 keys in OpenSSL 3, and Ed25519 keys where the host wants OpenSSL to do them. */
#include <openssl/bn.h>
#include <openssl/core_names.h>

#include "crypto/openssl_key.h"

/* Refuses coordinates of p or more and points off the curve; infinity has another form. */
static int import_public(fapix_key *key, const uint8_t point[FAPIX_P256_POINT])
{
    if (key->pkey == NULL) { /* not one that was used before */
        key->pkey = EVP_PKEY_new();
        if (key->pkey == NULL)
            return FAPI_ERR_NOMEM;
        if (EVP_PKEY_copy_parameters(key->pkey, key->engine->p256) != 1) {
            EVP_PKEY_free(key->pkey);
            key->pkey = NULL;
            return FAPI_ERR_CRYPTO;
        }
    }
    return EVP_PKEY_set1_encoded_public_key(key->pkey, point, FAPIX_P256_POINT) == 1 ? FAPI_OK : FAPI_JWK_POINT;
}

/* d in 1..n-1, and the point its product with the base point. */
static int check_pair(EVP_PKEY *pkey)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    int rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL)
        rc = EVP_PKEY_private_check(ctx) == 1 && EVP_PKEY_pairwise_check(ctx) == 1 ? FAPI_OK : FAPI_JWK_MISMATCH;
    EVP_PKEY_CTX_free(ctx);
    return rc;
}

static int import_private(fapix_key *key, const fapix_slice *d, uint8_t point[FAPIX_P256_POINT])
{
    char curve[] = "P-256";
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    uint8_t native[FAPIX_P256_OCTETS];
    BIGNUM *number = BN_bin2bn(d->p, (int)d->n, NULL);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof curve - 1),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, FAPIX_P256_POINT),
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, sizeof native), OSSL_PARAM_construct_end()};
    int rc = FAPI_ERR_NOMEM;

    if (ctx != NULL && number != NULL && BN_bn2nativepad(number, native, sizeof native) == sizeof native) {
        rc = FAPI_ERR_CRYPTO;
        if (EVP_PKEY_fromdata_init(ctx) == 1)
            rc = EVP_PKEY_fromdata(ctx, &key->pkey, EVP_PKEY_KEYPAIR, params) == 1 ? FAPI_OK : FAPI_JWK_MISMATCH;
    }
    if (rc == FAPI_OK)
        rc = check_pair(key->pkey);
    fapix_wipe(native, sizeof native);
    BN_clear_free(number);
    EVP_PKEY_CTX_free(ctx);
    return rc;
}

int fapix_openssl_p256_import(fapix_key *key, const fapix_key_parts *parts)
{
    uint8_t point[FAPIX_P256_POINT] = {4};
    int rc;

    memcpy(point + 1, parts->x.p, FAPIX_P256_OCTETS);
    memcpy(point + 1 + FAPIX_P256_OCTETS, parts->y.p, FAPIX_P256_OCTETS);
    key->signature_n = FAPIX_ES256_SIGNATURE;
    rc = import_public(key, point);
    if (rc == FAPI_OK && key->is_private) {
        EVP_PKEY_free(key->pkey);
        key->pkey = NULL;
        rc = import_private(key, &parts->d, point);
    }
    return rc;
}

int fapix_openssl_ed25519_import(fapix_key *key)
{
    const fapix_ed25519 *raw = &key->ed25519;

    key->pkey = key->is_private
        ? EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL, raw->secret, FAPIX_ED25519_SEED)
        : EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, raw->public_key, FAPIX_ED25519_PUBLIC);
    return key->pkey == NULL ? FAPI_ERR_CRYPTO : FAPI_OK;
}

static bool put_number(EVP_PKEY *pkey, const char *name, fapix_store *store, fapix_slice *part, int *rc)
{
    BIGNUM *number = NULL;
    uint8_t *at = fapix_store_take(store, FAPIX_P256_OCTETS);

    *rc = at == NULL ? FAPI_ERR_BUFFER : FAPI_ERR_CRYPTO;
    if (at != NULL && EVP_PKEY_get_bn_param(pkey, name, &number) == 1 &&
        BN_bn2binpad(number, at, FAPIX_P256_OCTETS) == FAPIX_P256_OCTETS) {
        *part = fapix_slice_of(at, FAPIX_P256_OCTETS);
        *rc = FAPI_OK;
    }
    BN_clear_free(number);
    return *rc == FAPI_OK;
}

int fapix_openssl_p256_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts)
{
    int rc;

    if (put_number(key->pkey, OSSL_PKEY_PARAM_EC_PUB_X, store, &parts->x, &rc) &&
        put_number(key->pkey, OSSL_PKEY_PARAM_EC_PUB_Y, store, &parts->y, &rc) && with_private)
        (void)put_number(key->pkey, OSSL_PKEY_PARAM_PRIV_KEY, store, &parts->d, &rc);
    return rc;
}
