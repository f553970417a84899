/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that the library would never make. */
#include "jose_make.h"

#include "harness.h"

#include "base/base64url.h"
#include "jose/signer.h"

/* RFC 8037 A.1, RFC 7515 A.3.1, RFC 7515 A.2.1. */
#define ED_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define ED_D "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
#define EC_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define EC_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define EC_D "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
#define RSA_N \
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4Ql" \
    "L-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs" \
    "LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoud" \
    "F8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define RSA_D \
    "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe" \
    "46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9J" \
    "YanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuh" \
    "LhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ"
#define RSA_P \
    "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJ" \
    "NPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc"
#define RSA_Q \
    "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_Yw" \
    "D66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"
#define RSA_DP \
    "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJ" \
    "eDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0"
#define RSA_DQ \
    "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-N" \
    "KJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU"
#define RSA_QI \
    "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi8" \
    "7w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"

#define ED "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"eddsa\",\"alg\":\"EdDSA\",\"x\":\"" ED_X "\""
#define EC "\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"es256\",\"alg\":\"ES256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\""
#define RSA(kid, alg) "\"kty\":\"RSA\",\"kid\":\"" kid "\",\"alg\":\"" alg "\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\""
#define RSA_PRIVATE                                                                                        \
    ",\"d\":\"" RSA_D "\",\"p\":\"" RSA_P "\",\"q\":\"" RSA_Q "\",\"dp\":\"" RSA_DP "\",\"dq\":\"" RSA_DQ \
    "\",\"qi\":\"" RSA_QI "\""

static const struct {
    int alg;
    const char *public_jwk, *private_jwk;
} keys[T_KEYS] = {
    {FAPI_ALG_EDDSA, "{" ED "}", "{" ED ",\"d\":\"" ED_D "\"}"},
    {FAPI_ALG_ES256, "{" EC "}", "{" EC ",\"d\":\"" EC_D "\"}"},
    {FAPI_ALG_PS256, "{" RSA("ps256", "PS256") "}", "{" RSA("ps256", "PS256") RSA_PRIVATE "}"},
    {FAPI_ALG_RS256, "{" RSA("rs256", "RS256") "}", "{" RSA("rs256", "RS256") RSA_PRIVATE "}"},
};

const char *t_private_jwk(enum t_key_name name)
{
    return keys[name].private_jwk;
}

const char *t_public_jwk(enum t_key_name name)
{
    return keys[name].public_jwk;
}

const char *t_public_jwks(void)
{
    return "{\"keys\":[{" ED "},{" EC "},{" RSA("ps256", "PS256") "},{" RSA("rs256", "RS256") "}]}";
}

int t_alg(enum t_key_name name)
{
    return keys[name].alg;
}

/* ------------------------------------------------------------------------------------------------------- texts -- */

#define TEXTS 64
#define TEXT_SIZE 65536

static char *next_text(void)
{
    static char texts[TEXTS][TEXT_SIZE];
    static size_t turn;
    char *text = texts[turn++ % TEXTS];
    text[0] = '\0';
    return text;
}

/* Adds base64url of octets at text + at. Returns the new end, or 0 if it doesn't fit. */
static size_t encode(char *text, size_t at, const void *octets, size_t n)
{
    size_t end = at + fapix_base64url_encoded(n);
    if (n >= TEXT_SIZE || end >= TEXT_SIZE - 1)
        return 0;
    fapix_base64url_encode(fapix_slice_of(octets, n), text + at);
    text[end] = '\0';
    return end;
}

const char *t_base64url(const void *octets, size_t n)
{
    char *text = next_text();
    if (encode(text, 0, octets, n) == 0)
        text[0] = '\0';
    return text;
}

const char *t_format(const char *format, ...)
{
    char *text = next_text();
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, TEXT_SIZE, format, arguments);
    va_end(arguments);
    if (n < 0 || n >= TEXT_SIZE)
        text[0] = '\0';
    return text;
}

/* header "." payload, both encoded. Returns its length, 0 if it doesn't fit. */
static size_t signing_input(char *text, const char *header, const void *payload, size_t payload_n)
{
    size_t at = encode(text, 0, header, strlen(header));
    text[at++] = '.';
    at = encode(text, at, payload, payload_n);
    return at;
}

static const char *add_signature(char *text, size_t at, const void *signature, size_t signature_n)
{
    if (at != 0) {
        text[at++] = '.';
        at = encode(text, at, signature, signature_n);
    }
    if (at == 0)
        text[0] = '\0';
    return text;
}

const char *t_join(const char *header, const void *payload, size_t payload_n, const void *signature, size_t signature_n)
{
    char *text = next_text();
    return add_signature(text, signing_input(text, header, payload, payload_n), signature, signature_n);
}

const char *t_make_jws(const fapix_provider *provider, const fapix_key *key, const char *header, const void *payload,
                       size_t payload_n)
{
    char *text = next_text();
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    size_t n = 0;
    size_t at = signing_input(text, header, payload, payload_n == (size_t)-1 ? strlen(payload) : payload_n);
    if (at != 0 && provider->sign(key, fapix_slice_of(text, at), signature, &n) != FAPI_OK)
        at = 0;
    return add_signature(text, at, signature, n);
}

const char *t_sign(enum t_key_name name, const char *header, const char *payload)
{
    fapi_signer *signer = NULL;
    int rc = fapi_signer_new(t_context(), keys[name].private_jwk, strlen(keys[name].private_jwk), &signer);
    if (rc != FAPI_OK)
        return "";
    const char *token = t_make_jws(signer->context->provider, signer->key, header, payload, strlen(payload));
    fapi_signer_free(signer);
    return token;
}

const char *t_forge(const char *header, const char *payload, const void *secret, size_t secret_n)
{
    char *text = next_text();
    uint8_t mac[32];
    size_t at = signing_input(text, header, payload, strlen(payload));
    fapix_slice message = fapix_slice_of(text, at);
    if (at != 0 && fapix_provider_default()->hmac_sha256(fapix_slice_of(secret, secret_n), &message, 1, mac) != FAPI_OK)
        at = 0;
    return add_signature(text, at, mac, sizeof mac);
}

const char *t_replace_part(const char *token, int part, const char *text)
{
    const char *start = token;
    for (int i = 0; i < part; i++) {
        const char *dot = strchr(start, '.');
        if (dot == NULL)
            return "";
        start = dot + 1;
    }
    const char *end = strchr(start, '.');
    return t_format("%.*s%s%s", (int)(start - token), token, text, end == NULL ? "" : end);
}

void t_claim_row(int status, const char *ids, const char *test)
{
    static const char *const ledgers[] = {"RFC", "FAPI", "BROF", "CDR", "OBUK", "OIDC", "CIBA"};
    char id[64];
    for (const char *at = ids; *at != '\0'; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        bool in_ledger = false;
        for (size_t i = 0; i < sizeof ledgers / sizeof *ledgers; i++)
            in_ledger = in_ledger || strncmp(at, ledgers[i], strlen(ledgers[i])) == 0;
        if (n >= sizeof id || (!in_ledger && status == FAPI_OK)) {
            t_check(0, "a row of a table claims what it cannot show", __FILE__, __LINE__);
            return;
        }
        memcpy(id, at, n);
        id[n] = '\0';
        t_claim(!in_ledger ? "attack" : status == FAPI_OK ? "accept" : "refuse", id, test);
        at += n;
    }
}
