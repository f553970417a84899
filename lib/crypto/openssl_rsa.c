/* SPDX-License-Identifier: Apache-2.0 */
/* RSA keys in OpenSSL 3: parts to EVP_PKEY and back. */
#include <openssl/bn.h>
#include <openssl/core_names.h>

#include "crypto/openssl_key.h"

enum { RSA_NUMBERS = 8 }; /* n e d p q dp dq qi; a public key has the first two */

static const char *const names[RSA_NUMBERS] = {
    OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1,
    OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2,
    OSSL_PKEY_PARAM_RSA_COEFFICIENT1};

/* OSSL_PARAM wants integers in the order of the machine, and JOSE has them big-endian. */
static void to_native(uint8_t *out, fapix_slice number)
{
    const union {
        uint16_t number;
        uint8_t first;
    } order = {1};

    for (size_t i = 0; i < number.n; i++)
        out[order.first == 1 ? number.n - 1 - i : i] = number.p[i];
}

static int from_data(fapix_key *key, OSSL_PARAM *params)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    int selection = key->is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    int rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
        rc = EVP_PKEY_fromdata(ctx, &key->pkey, selection, params) == 1 ? FAPI_OK : FAPI_JWK_RSA_MODULUS;
    EVP_PKEY_CTX_free(ctx);
    return rc;
}

/* p and q prime, n their product, and everything else following from them. */
static int check_pair(EVP_PKEY *pkey)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    int rc = FAPI_ERR_CRYPTO;

    if (ctx != NULL)
        rc = EVP_PKEY_pairwise_check(ctx) == 1 ? FAPI_OK : FAPI_JWK_MISMATCH;
    EVP_PKEY_CTX_free(ctx);
    return rc;
}

int fapix_openssl_rsa_import(fapix_key *key, const fapix_key_parts *parts)
{
    const fapix_slice numbers[RSA_NUMBERS] = {parts->n,  parts->e,  parts->d,  parts->p,
                                              parts->q, parts->dp, parts->dq, parts->qi};
    OSSL_PARAM params[RSA_NUMBERS + 1];
    size_t count = key->is_private ? RSA_NUMBERS : 2, size = 0, at = 0;
    uint8_t public_room[FAPIX_RSA_MAX_BITS / 8 + 8], *room = public_room;
    int rc;

    for (size_t i = 0; i < count; i++)
        size += numbers[i].n;
    if (size > sizeof public_room && (room = fapix_alloc(&key->engine->memory, size)) == NULL)
        return FAPI_ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        to_native(room + at, numbers[i]);
        params[i] = OSSL_PARAM_construct_BN(names[i], room + at, numbers[i].n);
        at += numbers[i].n;
    }
    params[count] = OSSL_PARAM_construct_end();
    rc = from_data(key, params);
    if (rc == FAPI_OK && key->is_private)
        rc = check_pair(key->pkey);
    fapix_wipe(room, size);
    if (room != public_room)
        fapix_free(&key->engine->memory, room, size);
    key->signature_n = parts->n.n;
    return rc;
}

int fapix_openssl_rsa_export(const fapix_key *key, bool with_private, fapix_store *store, fapix_key_parts *parts)
{
    fapix_slice *const slices[RSA_NUMBERS] = {&parts->n,  &parts->e,  &parts->d,  &parts->p,
                                              &parts->q, &parts->dp, &parts->dq, &parts->qi};
    int rc = FAPI_OK;

    for (size_t i = 0; i < (with_private ? RSA_NUMBERS : 2) && rc == FAPI_OK; i++) {
        BIGNUM *number = NULL;
        uint8_t *at = NULL;
        int length;
        if (EVP_PKEY_get_bn_param(key->pkey, names[i], &number) != 1)
            return FAPI_ERR_CRYPTO;
        length = BN_num_bytes(number);
        at = fapix_store_take(store, (size_t)length);
        if (at == NULL)
            rc = FAPI_ERR_BUFFER;
        else
            *slices[i] = fapix_slice_of(at, (size_t)BN_bn2bin(number, at));
        BN_clear_free(number);
    }
    return rc;
}
