/* SPDX-License-Identifier: Apache-2.0 */
/* JWE that the library would never make. */
#include "jwe_make.h"

#include "harness.h"
#include "jose_make.h"

#include "base/base64url.h"

/* RFC 7516 A.1. */
#define RSA_N \
    "oahUIoWw0K0usKNuOR6H4wkf4oBUXHTxRvgb48E-BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINXtqllXI4DFqcI1Dgj" \
    "T9LewND8MW2Krf3Spsk_ZkoFnilakGygTwpZ3uesH-PFABNIUYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv" \
    "6kc5twXTq4h-QChLOln0_mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC-FCMfra36C9knDFGzKsNa7LZK2djYgyD3JR_MB" \
    "_4NUJW_TqOQtwHYbxevoJArm-L5StowjzGy-_bq6Gw"
#define RSA_D \
    "kLdtIj6GbDks_ApCSTYQtelcNttlKiOyPzMrXHeI-yk1F7-kpDxY4-WY5NWV5KntaEeXS1j82E375xxhWMHXyvjYecPT9fpwR_M9" \
    "gV8n9Hrh2anTpTD93Dt62ypW3yDsJzBnTnrYu1iwWRgBKrEYY46qAZIrA2xAwnm2X7uGR1hghkqDp0Vqj3kbSCz1XyfCs6_LehBw" \
    "txHIyh8Ripy40p24moOAbgxVw3rxT_vlt3UVe4WO3JkJOzlpUf-KTVI2Ptgm-dARxTEtE-id-4OJr0h-K-VFs3VSndVTIznSxfyr" \
    "j8ILL6MG_Uv8YAu7VILSB3lOW085-4qE3DzgrTjgyQ"
#define RSA_P \
    "1r52Xk46c-LsfB5P442p7atdPUrxQSy4mti_tZI3Mgf2EuFVbUoDBvaRQ-SWxkbkmoEzL7JXroSBjSrK3YIQgYdMgyAEPTPjXv_h" \
    "I2_1eTSPVZfzL0lffNn03IXqWF5MDFuoUYE0hzb2vhrlN_rKrbfDIwUbTrjjgieRbwC6Cl0"
#define RSA_Q \
    "wLb35x7hmQWZsWJmB_vle87ihgZ19S8lBEROLIsZG4ayZVe9Hi9gDVCOBmUDdaDYVTSNx_8Fyw1YYa9XGrGnDew00J28cRUoeBB_" \
    "jKI1oma0Orv1T9aXIWxKwd4gvxFImOWr3QRL9KEBRzk2RatUBnmDZJTIAfwTs0g68UZHvtc"
#define RSA_DP \
    "ZK-YwE7diUh0qR1tR7w8WHtolDx3MZ_OTowiFvgfeQ3SiresXjm9gZ5KLhMXvo-uz-KUJWDxS5pFQ_M0evdo1dKiRTjVw_x4Nyqy" \
    "XPM5nULPkcpU827rnpZzAJKpdhWAgqrXGKAECQH0Xt4taznjnd_zVpAmZZq60WPMBMfKcuE"
#define RSA_DQ \
    "Dq0gfgJ1DdFGXiLvQEZnuKEN0UUmsJBxkjydc3j4ZYdBiMRAy86x0vHCjywcMlYYg4yoC4YZa9hNVcsjqA3FeiL19rk8g6Qn29Tt" \
    "0cj8qqyFpz9vNDBUfCAiJVeESOjJDZPYHdHY8v1b-o-Z2X5tvLx-TCekf7oxyeKDUqKWjis"
#define RSA_QI \
    "VIMpMYbPf47dT1w_zDUXfPimsSegnMOA1zTaX7aGk_8urY6R8-ZW1FxU7AlWAyLWybqq6t16VFd7hQd0y6flUK4SlOydB61gwanO" \
    "sXGOAOv82cHq0E3eL4HrtZkUuKvnPrMnsUUFlfUdybVzxyjz9JF_XyaY14ardLSjf4L_FNY"
#define A1 \
    "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckC" \
    "L9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da1" \
    "4B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0" \
    "je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6U" \
    "S04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZ" \
    "odetZdvTiFvSkQ"

/* RFC 7518 C: Bob, who receives, and the secret of Alice. */
#define EC_X "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"
#define EC_Y "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"
#define EC_D "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"
#define ALICE                                                                                                    \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0\","                    \
    "\"y\":\"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps\",\"d\":\"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo\"}"

#define RSA(alg) "\"kty\":\"RSA\",\"use\":\"enc\",\"kid\":\"rsa\",\"alg\":\"" alg "\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\""
#define RSA_PRIVATE                                                                                        \
    ",\"d\":\"" RSA_D "\",\"p\":\"" RSA_P "\",\"q\":\"" RSA_Q "\",\"dp\":\"" RSA_DP "\",\"dq\":\"" RSA_DQ \
    "\",\"qi\":\"" RSA_QI "\""
#define EC "\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"enc\",\"kid\":\"ec\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\""

static const struct {
    const char *public_jwk, *private_jwk;
} keys[T_ENC_KEYS] = {
    {"{" RSA("RSA-OAEP") "}", "{" RSA("RSA-OAEP") RSA_PRIVATE "}"},
    {"{" RSA("RSA-OAEP-256") "}", "{" RSA("RSA-OAEP-256") RSA_PRIVATE "}"},
    {"{" EC "}", "{" EC ",\"d\":\"" EC_D "\"}"},
};

const char *t_enc_private_jwk(enum t_enc_key name)
{
    return keys[name].private_jwk;
}

const char *t_enc_public_jwk(enum t_enc_key name)
{
    return keys[name].public_jwk;
}

const char *t_rfc7516_a1(void)
{
    return A1;
}

/* ---- making ---- */

static int wrap_ec(const t_jwe *jwe, uint8_t cek[FAPIX_JWE_CEK], size_t cek_n, uint8_t *out, size_t *out_n)
{
    const fapix_provider *provider = t_context()->provider;
    const size_t kek_n = fapix_jwe_kek_n(jwe->alg);
    const char *apu = jwe->apu == NULL ? "" : jwe->apu, *apv = jwe->apv == NULL ? "" : jwe->apv;
    const char *name = kek_n > 0 ? fapix_jwe_alg_name(jwe->alg) : fapix_jwe_enc_name(jwe->enc);
    const fapix_jwe_agreement agreement = {fapix_slice_str(name), fapix_slice_str(apu), fapix_slice_str(apv)};
    uint8_t shared[32], kek[FAPIX_JWE_CEK];
    AUTO(fapi_decrypter) alice = NULL;
    AUTO(fapi_encrypter) bob = NULL;
    int rc = fapi_decrypter_new(t_context(), ALICE, strlen(ALICE), &alice);
    if (rc == FAPI_OK)
        rc = fapi_encrypter_new(t_context(), keys[T_ENC_EC].public_jwk, strlen(keys[T_ENC_EC].public_jwk),
                                FAPI_JWE_ALG_ECDH_ES, jwe->enc, &bob);
    if (rc == FAPI_OK)
        rc = provider->ecdh(alice->key, bob->x, bob->y, shared);
    if (rc == FAPI_OK)
        rc = fapix_jwe_derive(t_context(), shared, &agreement, kek, kek_n > 0 ? kek_n : fapix_jwe_cek_n(jwe->enc));
    if (rc != FAPI_OK)
        return rc;
    if (kek_n == 0) {
        memcpy(cek, kek, fapix_jwe_cek_n(jwe->enc));
        return FAPI_OK;
    }
    *out_n = cek_n + 8;
    return provider->key_wrap(fapix_slice_of(kek, kek_n), fapix_slice_of(cek, cek_n), out);
}

static int wrap_rsa(const t_jwe *jwe, const uint8_t *cek, size_t cek_n, uint8_t *out, size_t *out_n)
{
    enum t_enc_key name = jwe->alg == FAPI_JWE_ALG_RSA_OAEP ? T_ENC_RSA : T_ENC_RSA_256;
    AUTO(fapi_encrypter) to = NULL;
    int rc = fapi_encrypter_new(t_context(), keys[name].public_jwk, strlen(keys[name].public_jwk), jwe->alg, jwe->enc, &to);
    return rc == FAPI_OK ? t_context()->provider->oaep_seal(to->key, jwe->alg, fapix_slice_of(cek, cek_n), out, out_n) : rc;
}

const char *t_make_jwe(const t_jwe *jwe)
{
    static uint8_t ciphertext[FAPI_MAX_JWT + 32];
    uint8_t cek[FAPIX_JWE_CEK], key[1024], tag[32];
    const uint8_t iv[16] = {1, 2, 3};
    const size_t cek_n = jwe->cek_n > 0 ? jwe->cek_n : fapix_jwe_cek_n(jwe->enc), iv_n = fapix_jwe_iv_n(jwe->enc);
    const char *header = t_base64url(jwe->header, strlen(jwe->header)), *aad = jwe->aad == NULL ? header : jwe->aad;
    const fapix_aead aead = {jwe->enc, fapix_slice_of(cek, fapix_jwe_cek_n(jwe->enc)), fapix_slice_of(iv, iv_n),
                             fapix_slice_str(aad)};
    size_t key_n = 0, n = 0;
    memset(cek, 0x5a, sizeof cek);
    int rc = (jwe->alg & FAPIX_JWE_ALGS_RSA) != 0 ? wrap_rsa(jwe, cek, cek_n, key, &key_n)
                                                  : wrap_ec(jwe, cek, cek_n, key, &key_n);
    if (rc == FAPI_OK)
        rc = t_context()->provider->aead_seal(&aead, fapix_slice_str(jwe->plaintext), ciphertext, &n, tag);
    if (rc != FAPI_OK)
        return "";
    return t_format("%s.%s.%s.%s.%s", header, t_base64url(key, key_n), t_base64url(iv, iv_n), t_base64url(ciphertext, n),
                    t_base64url(tag, fapix_jwe_tag_n(jwe->enc)));
}

/* ---- spoiling ---- */

static fapix_slice part_of(const char *compact, int part)
{
    const char *at = compact;
    for (; part > 0; part--)
        at = strchr(at, '.') + 1;
    return fapix_slice_of(at, strcspn(at, "."));
}

const char *t_replace_jwe_part(const char *compact, int part, const char *text)
{
    fapix_slice old = part_of(compact, part);
    const char *at = (const char *)old.p;
    return t_format("%.*s%s%s", (int)(at - compact), compact, text, at + old.n);
}

const char *t_flip_jwe(const char *compact, int part, size_t octet)
{
    static uint8_t octets[FAPI_MAX_JWT];
    size_t n = 0;
    if (fapix_base64url_decode(part_of(compact, part), octets, &n) != FAPI_OK || octet >= n)
        return "";
    octets[octet] ^= 0x20;
    return t_replace_jwe_part(compact, part, t_base64url(octets, n));
}
