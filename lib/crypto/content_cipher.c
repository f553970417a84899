/* SPDX-License-Identifier: Apache-2.0 */
/* Content encryption of RFC 7518 5 on top of what a provider has. */
#include "crypto/content_cipher.h"

enum { HMAC_MAX = 64, MAC_PARTS = 4 };

static bool is_gcm(int enc)
{
    return enc == FAPI_JWE_ENC_A128GCM || enc == FAPI_JWE_ENC_A256GCM;
}

/* Octets of the whole key: with CBC half of them are for the MAC. */
static size_t key_size(int enc)
{
    switch (enc) {
    case FAPI_JWE_ENC_A128GCM:
        return 16;
    case FAPI_JWE_ENC_A256GCM:
    case FAPI_JWE_ENC_A128CBC_HS256:
        return 32;
    case FAPI_JWE_ENC_A256CBC_HS512:
        return 64;
    default:
        return 0;
    }
}

static size_t tag_size(int enc)
{
    return is_gcm(enc) ? FAPIX_GCM_TAG : key_size(enc) / 2;
}

static bool fits(const fapix_aead *aead, fapix_slice in)
{
    size_t key_n = key_size(aead->enc);

    /* Spec: RFC7518-5.3-1 */
    return key_n != 0 && aead->key.n == key_n && aead->iv.n == (is_gcm(aead->enc) ? 12 : FAPIX_AES_BLOCK) &&
           in.n <= FAPIX_CONTENT_MAX && aead->aad.n <= FAPIX_CONTENT_MAX;
}

/* The first half of the MAC over additional data, IV, ciphertext, and the length of the additional data in bits. */
static int authenticate(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice ciphertext, uint8_t tag[32])
{
    size_t half = aead->key.n / 2;
    uint64_t bits = (uint64_t)aead->aad.n * 8;
    uint8_t length[8], mac[HMAC_MAX] = {0};
    const fapix_slice parts[MAC_PARTS] = {aead->aad, aead->iv, ciphertext, {length, sizeof length}};
    int rc;

    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (uint8_t)(bits >> (56 - 8 * i));
    rc = with->hmac(aead->enc == FAPI_JWE_ENC_A256CBC_HS512, fapix_slice_of(aead->key.p, half), parts, MAC_PARTS, mac);
    memset(tag, 0, 32);
    if (rc == FAPI_OK)
        memcpy(tag, mac, half);
    fapix_wipe(mac, sizeof mac);
    return rc;
}

static fapix_slice cipher_key(const fapix_aead *aead)
{
    return fapix_slice_of(aead->key.p + aead->key.n / 2, aead->key.n / 2);
}

/* The whole blocks, then the one that is padded: a message of whole blocks gets another. */
static int cbc_encrypt(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice in, uint8_t *out)
{
    size_t rest = in.n % FAPIX_AES_BLOCK, whole = in.n - rest;
    uint8_t last[FAPIX_AES_BLOCK];
    int rc = FAPI_OK;

    memset(last, (int)(FAPIX_AES_BLOCK - rest), sizeof last);
    if (rest != 0)
        memcpy(last, in.p + whole, rest);
    if (whole != 0)
        rc = with->cbc(true, cipher_key(aead), aead->iv.p, fapix_slice_of(in.p, whole), out);
    if (rc == FAPI_OK)
        rc = with->cbc(true, cipher_key(aead), whole == 0 ? aead->iv.p : out + whole - FAPIX_AES_BLOCK,
                       fapix_slice_of(last, sizeof last), out + whole);
    fapix_wipe(last, sizeof last);
    return rc;
}

static int cbc_seal(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice in, uint8_t *out, uint8_t tag[32])
{
    size_t n = in.n - in.n % FAPIX_AES_BLOCK + FAPIX_AES_BLOCK;
    int rc = cbc_encrypt(with, aead, in, out);

    return rc == FAPI_OK ? authenticate(with, aead, fapix_slice_of(out, n), tag) : rc;
}

unsigned fapix_padding_of(const uint8_t block[FAPIX_AES_BLOCK])
{
    uint32_t pad = block[FAPIX_AES_BLOCK - 1], bad;

    /* The top bit of a difference says that it is negative. 0, or more than a block, is no padding. */
    bad = (pad - 1) >> 31 | (FAPIX_AES_BLOCK - pad) >> 31;
    for (uint32_t i = 1; i <= FAPIX_AES_BLOCK; i++) {
        uint32_t inside = 0 - ((i - 1 - pad) >> 31); /* all ones for the last pad octets */
        bad |= inside & (block[FAPIX_AES_BLOCK - i] ^ pad);
    }
    bad = 0 - ((bad | (0 - bad)) >> 31); /* all ones if any bit is set */
    return (unsigned)(pad & ~bad);
}

static int cbc_open(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out,
                    size_t *out_n)
{
    uint8_t expected[32];
    unsigned padding;
    int rc = authenticate(with, aead, in, expected);

    /* Spec: RFC7518-5.2.2.2-1
     * Nothing is decrypted that the MAC does not vouch for: no padding of an attacker's making is ever looked at. */
    if (rc == FAPI_OK && !fapix_ct_eq(fapix_slice_of(expected, tag.n), tag))
        rc = FAPI_JWE_DECRYPTION;
    fapix_wipe(expected, sizeof expected);
    if (rc == FAPI_OK && (in.n == 0 || in.n % FAPIX_AES_BLOCK != 0))
        rc = FAPI_JWE_DECRYPTION;
    if (rc == FAPI_OK)
        rc = with->cbc(false, cipher_key(aead), aead->iv.p, in, out);
    if (rc != FAPI_OK)
        return rc;
    padding = fapix_padding_of(out + in.n - FAPIX_AES_BLOCK);
    if (padding == 0)
        return FAPI_JWE_DECRYPTION;
    *out_n = in.n - padding;
    memset(out + *out_n, 0, padding);
    return FAPI_OK;
}

int fapix_content_seal(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice in, uint8_t *out, size_t *out_n,
                       uint8_t tag[32])
{
    size_t n = in.n;
    int rc;

    *out_n = 0;
    memset(tag, 0, 32);
    if (!fits(aead, in))
        return FAPI_ERR_CRYPTO;
    if (!is_gcm(aead->enc))
        n += FAPIX_AES_BLOCK - in.n % FAPIX_AES_BLOCK;
    rc = is_gcm(aead->enc) ? with->gcm_seal(aead, in, out, tag) : cbc_seal(with, aead, in, out, tag);
    if (rc == FAPI_OK) {
        *out_n = n;
    } else {
        fapix_wipe(out, n);
        memset(tag, 0, 32);
    }
    return rc;
}

int fapix_content_open(const fapix_ciphers *with, const fapix_aead *aead, fapix_slice in, fapix_slice tag, uint8_t *out,
                       size_t *out_n)
{
    int rc = FAPI_ERR_CRYPTO;

    *out_n = 0;
    if (fits(aead, in) && tag.n == tag_size(aead->enc)) {
        if (!is_gcm(aead->enc))
            rc = cbc_open(with, aead, in, tag, out, out_n);
        else if ((rc = with->gcm_open(aead, in, tag.p, out)) == FAPI_OK)
            *out_n = in.n;
    }
    if (rc != FAPI_OK) {
        fapix_wipe(out, in.n);
        *out_n = 0;
    }
    return rc;
}
