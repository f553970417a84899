/* SPDX-License-Identifier: Apache-2.0 */
/* Makes compact JWE of signed JWTs. The header is written by hand: nothing in it is the caller's to choose freely. */
#include "base/base64url.h"
#include "jose/jwe.h"

#define ENCRYPTED_KEY 1024
#define HEADER_CEILING (FAPI_MAX_KID * 6 + 512)

typedef struct sealing {
    const fapi_encrypter *encrypter;
    const fapix_provider *provider;
    fapix_slice jws;
    uint8_t cek[FAPIX_JWE_CEK], iv[16], tag[32];
    uint8_t x[32], y[32]; /* of the ephemeral key */
    uint8_t key[ENCRYPTED_KEY];
    size_t key_n;
} sealing;

/* ---- the key ---- */

/* A fresh key pair for this one message: its public half and the secret that it has in common with the recipient. */
static int agree(sealing *s, uint8_t shared[32])
{
    uint8_t octets[128];
    fapix_key_parts parts = {0};
    fapix_secret_key *ephemeral = NULL;
    int rc = s->provider->secret_key_generate(s->encrypter->context->engine, FAPI_JWE_ALG_ECDH_ES, &ephemeral);
    if (rc == FAPI_OK)
        rc = s->provider->secret_key_export(ephemeral, false, octets, sizeof octets, &parts);
    if (rc == FAPI_OK && (parts.x.n != 32 || parts.y.n != 32))
        rc = FAPI_ERR_CRYPTO;
    if (rc == FAPI_OK) {
        memcpy(s->x, parts.x.p, 32);
        memcpy(s->y, parts.y.p, 32);
        rc = s->provider->ecdh(ephemeral, s->encrypter->x, s->encrypter->y, shared);
    }
    if (ephemeral != NULL)
        s->provider->secret_key_free(ephemeral);
    return rc;
}

static int wrap_ec(sealing *s, size_t cek_n)
{
    const fapi_encrypter *to = s->encrypter;
    const size_t kek_n = fapix_jwe_kek_n(to->alg);
    const char *name = kek_n > 0 ? fapix_jwe_alg_name(to->alg) : fapix_jwe_enc_name(to->enc);
    const fapix_jwe_agreement agreement = {fapix_slice_str(name), {NULL, 0}, {NULL, 0}};
    uint8_t shared[32], kek[FAPIX_JWE_CEK];
    int rc = agree(s, shared);
    if (rc == FAPI_OK)
        rc = fapix_jwe_derive(to->context, shared, &agreement, kek, kek_n > 0 ? kek_n : cek_n);
    if (rc == FAPI_OK && kek_n > 0) {
        rc = s->provider->key_wrap(fapix_slice_of(kek, kek_n), fapix_slice_of(s->cek, cek_n), s->key);
        s->key_n = cek_n + 8;
    } else if (rc == FAPI_OK) {
        memcpy(s->cek, kek, cek_n);
    }
    fapix_wipe(shared, sizeof shared);
    fapix_wipe(kek, sizeof kek);
    return rc;
}

static int make_key(sealing *s)
{
    const size_t cek_n = fapix_jwe_cek_n(s->encrypter->enc);
    int rc = s->provider->random(s->cek, cek_n);
    if (rc == FAPI_OK)
        rc = s->provider->random(s->iv, fapix_jwe_iv_n(s->encrypter->enc));
    if (rc != FAPI_OK)
        return rc;
    if ((s->encrypter->alg & FAPIX_JWE_ALGS_EC) != 0)
        return wrap_ec(s, cek_n);
    return s->provider->oaep_seal(s->encrypter->key, s->encrypter->alg, fapix_slice_of(s->cek, cek_n), s->key, &s->key_n);
}

/* ---- the message ---- */

static void add_point(const sealing *s, fapix_buffer *out)
{
    fapix_buffer_str(out, ",\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"");
    fapix_buffer_base64url(out, fapix_slice_of(s->x, sizeof s->x));
    fapix_buffer_str(out, "\",\"y\":\"");
    fapix_buffer_base64url(out, fapix_slice_of(s->y, sizeof s->y));
    fapix_buffer_str(out, "\"}");
}

static int write_header(const sealing *s, fapix_buffer *out)
{
    fapix_buffer header;
    fapix_buffer_init(&header, &s->encrypter->context->memory, HEADER_CEILING);
    fapix_buffer_str(&header, "{\"alg\":\"");
    fapix_buffer_str(&header, fapix_jwe_alg_name(s->encrypter->alg));
    fapix_buffer_str(&header, "\",\"enc\":\"");
    fapix_buffer_str(&header, fapix_jwe_enc_name(s->encrypter->enc));
    /* Spec: RFC7519-5.2-1 */
    fapix_buffer_str(&header, "\",\"cty\":\"JWT\"");
    if (s->encrypter->kid_json.n > 0) {
        fapix_buffer_str(&header, ",\"kid\":");
        fapix_buffer_add(&header, s->encrypter->kid_json);
    }
    if ((s->encrypter->alg & FAPIX_JWE_ALGS_EC) != 0)
        add_point(s, &header);
    fapix_buffer_str(&header, "}");
    int rc = header.status;
    if (rc == FAPI_OK)
        rc = fapix_buffer_base64url(out, fapix_buffer_slice(&header));
    fapix_buffer_free(&header);
    return rc;
}

static void add_part(fapix_buffer *out, const uint8_t *octets, size_t n)
{
    fapix_buffer_str(out, ".");
    fapix_buffer_base64url(out, fapix_slice_of(octets, n));
}

static int write_content(sealing *s, size_t start, fapix_buffer *out)
{
    const int enc = s->encrypter->enc;
    const fapix_memory *memory = &s->encrypter->context->memory;
    const size_t room = s->jws.n + 16;
    size_t n = 0;
    uint8_t *ciphertext = fapix_alloc(memory, room);
    if (ciphertext == NULL)
        return FAPI_ERR_NOMEM;
    const fapix_aead aead = {enc, fapix_slice_of(s->cek, fapix_jwe_cek_n(enc)), fapix_slice_of(s->iv, fapix_jwe_iv_n(enc)),
                             fapix_slice_of(out->p + start, out->n - start)};
    int rc = s->provider->aead_seal(&aead, s->jws, ciphertext, &n, s->tag);
    if (rc == FAPI_OK) {
        add_part(out, s->key, s->key_n);
        add_part(out, s->iv, fapix_jwe_iv_n(enc));
        add_part(out, ciphertext, n);
        add_part(out, s->tag, fapix_jwe_tag_n(enc));
        rc = out->status;
    }
    fapix_free(memory, ciphertext, room);
    return rc;
}

int fapix_jwe_seal(const fapi_encrypter *encrypter, fapix_slice jws, fapix_buffer *out)
{
    sealing s = {.encrypter = encrypter, .provider = encrypter->context->provider, .jws = jws};
    const size_t start = out->n;
    if (jws.n == 0 || jws.n > FAPI_MAX_JWT)
        return FAPI_JWE_SIZE;
    int rc = make_key(&s);
    if (rc == FAPI_OK)
        rc = write_header(&s, out);
    if (rc == FAPI_OK)
        rc = write_content(&s, start, out);
    /* What could not be read here is not written either. */
    if (rc == FAPI_OK && out->n - start > FAPI_MAX_JWT)
        rc = FAPI_JWE_SIZE;
    fapix_wipe(&s, sizeof s);
    return rc == FAPI_ERR_BUFFER ? FAPI_JWE_SIZE : rc;
}
