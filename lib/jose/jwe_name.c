/* SPDX-License-Identifier: Apache-2.0 */
/* Names and lengths of the algorithms of JWE. */
#include "jose/jwe.h"

/* Spec: RFC8725-3.2-1 - no row for RSA1_5, dir, symmetric keys and passwords: what has no row cannot be asked for. */
static const struct {
    int alg;
    const char *name;
    size_t kek_n;
} algs[] = {
    {FAPI_JWE_ALG_RSA_OAEP, "RSA-OAEP", 0},
    {FAPI_JWE_ALG_RSA_OAEP_256, "RSA-OAEP-256", 0},
    {FAPI_JWE_ALG_ECDH_ES, "ECDH-ES", 0},
    {FAPI_JWE_ALG_ECDH_ES_A128KW, "ECDH-ES+A128KW", 16},
    {FAPI_JWE_ALG_ECDH_ES_A256KW, "ECDH-ES+A256KW", 32},
};
static const struct {
    int enc;
    const char *name;
    size_t cek_n, iv_n, tag_n;
} encs[] = {
    {FAPI_JWE_ENC_A128GCM, "A128GCM", 16, 12, 16},
    {FAPI_JWE_ENC_A256GCM, "A256GCM", 32, 12, 16},
    {FAPI_JWE_ENC_A128CBC_HS256, "A128CBC-HS256", 32, 16, 16},
    {FAPI_JWE_ENC_A256CBC_HS512, "A256CBC-HS512", 64, 16, 32},
};
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

int fapix_jwe_alg_of(fapix_slice name)
{
    for (size_t i = 0; i < COUNT(algs); i++)
        if (fapix_slice_is(name, algs[i].name))
            return algs[i].alg;
    return 0;
}

int fapix_jwe_enc_of(fapix_slice name)
{
    for (size_t i = 0; i < COUNT(encs); i++)
        if (fapix_slice_is(name, encs[i].name))
            return encs[i].enc;
    return 0;
}

const char *fapix_jwe_alg_name(int alg)
{
    for (size_t i = 0; i < COUNT(algs); i++)
        if (algs[i].alg == alg)
            return algs[i].name;
    return NULL;
}

const char *fapix_jwe_enc_name(int enc)
{
    for (size_t i = 0; i < COUNT(encs); i++)
        if (encs[i].enc == enc)
            return encs[i].name;
    return NULL;
}

size_t fapix_jwe_kek_n(int alg)
{
    for (size_t i = 0; i < COUNT(algs); i++)
        if (algs[i].alg == alg)
            return algs[i].kek_n;
    return 0;
}

size_t fapix_jwe_cek_n(int enc)
{
    for (size_t i = 0; i < COUNT(encs); i++)
        if (encs[i].enc == enc)
            return encs[i].cek_n;
    return 0;
}

size_t fapix_jwe_iv_n(int enc)
{
    for (size_t i = 0; i < COUNT(encs); i++)
        if (encs[i].enc == enc)
            return encs[i].iv_n;
    return 0;
}

size_t fapix_jwe_tag_n(int enc)
{
    for (size_t i = 0; i < COUNT(encs); i++)
        if (encs[i].enc == enc)
            return encs[i].tag_n;
    return 0;
}
