/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that bring a certificate: x5c, x5t#S256, use and key must say the same. */
#include "base/base64url.h"
#include "crypto/digest.h"
#include "jose/jwk_certificate.h"
#include "test/harness.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void base64(const uint8_t *p, size_t n, char *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        uint32_t bits = (uint32_t)p[i] << 16 | (uint32_t)(i + 1 < n ? p[i + 1] : 0) << 8 | (i + 2 < n ? p[i + 2] : 0);

        for (size_t k = 0; k < 4; k++)
            *out++ = i + k > n ? '=' : alphabet[bits >> (18 - 6 * k) & 63];
    }
    *out = '\0';
}

typedef struct certificate {
    char x5c[1024], x[64], y[64], x5t256[FAPI_JKT_LENGTH + 1];
} certificate;

static int load(const char *path, certificate *out)
{
    static fapix_certificate_content content;
    size_t n = 0;
    char *der = t_file(path, &n);
    int rc = der == NULL || n > 700 ? -1 : fapix_provider_default()->certificate_read(fapix_slice_of(der, n), &content);

    if (rc == FAPI_OK) {
        base64((const uint8_t *)der, n, out->x5c);
        fapix_base64url_encode(content.key.x, out->x);
        fapix_base64url_encode(content.key.y, out->y);
        out->x[43] = out->y[43] = '\0';
        rc = fapix_sha256_base64url(fapix_provider_default(), NULL, fapix_slice_of(der, n), out->x5t256);
    }
    free(der);
    return rc;
}

typedef struct row {
    int key, certificate; /* 0: signs, 1: agrees on keys, 2: says nothing */
    const char *more;     /* %c: x5c text; %t: its digest; %o: the digest of another certificate */
    int status, level;
    const char *ids; /* one row, with '+' or '-' in front, or NULL */
} row;

/* The set with what stands for the certificate filled in. */
static void write_set(char *out, const certificate *all, const row *one)
{
    const certificate *key = all + one->key, *own = all + one->certificate;

    out += sprintf(out, "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\",\"x\":\"%s\",\"y\":\"%s\"", key->x, key->y);
    for (const char *at = one->more; *at != '\0'; at++) {
        if (*at != '%')
            *out++ = *at;
        else
            out += sprintf(out, "%s", *++at == 'c' ? own->x5c : *at == 't' ? own->x5t256 : all[(one->certificate + 1) % 3].x5t256);
    }
    (void)sprintf(out, "}]}");
}

static void sets(void **state)
{
    static const row rows[] = {
        {0, 0, "", FAPI_OK, 0, NULL},
        {0, 0, ",\"use\":\"sig\",\"alg\":\"ES256\",\"x5c\":[\"%c\"],\"x5t#S256\":\"%t\"", FAPI_OK, 0, "+RFC7517-4.7-2"},
        {2, 2, ",\"use\":\"sig\",\"x5c\":[\"%c\",\"%c\"]", FAPI_OK, 0, "+RFC7517-4.7-1"},
        {0, 0, ",\"key_ops\":[\"verify\"],\"x5c\":[\"%c\"],\"x5t\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAA\"", FAPI_OK, 0, NULL},
        {0, 0, ",\"x5t#S256\":\"%t\"", FAPI_OK, 0, "+RFC7517-4.9-1"},
        {0, 2, ",\"x5c\":[\"%c\"]", FAPI_JWKS_CERTIFICATE_KEY, FAPI_LEVEL_SHALL, "-RFC7517-4.7-1"},
        {0, 2, ",\"use\":\"sig\",\"alg\":\"ES256\",\"x5c\":[\"%c\"],\"x5t#S256\":\"%t\"", FAPI_JWKS_CERTIFICATE_KEY,
         FAPI_LEVEL_SHALL, "-RFC7517-4.7-1"},
        {1, 1, ",\"use\":\"sig\",\"x5c\":[\"%c\"]", FAPI_JWKS_CERTIFICATE_USE, FAPI_LEVEL_SHALL, "-RFC7517-4.7-2"},
        {1, 1, ",\"key_ops\":[\"verify\"],\"x5c\":[\"%c\"]", FAPI_JWKS_CERTIFICATE_USE, FAPI_LEVEL_SHALL, "-RFC7517-4.7-2"},
        {0, 0, ",\"x5c\":[\"%c\"],\"x5t#S256\":\"%o\"", FAPI_JWKS_X5T, FAPI_LEVEL_SHALL, "-RFC7517-4.9-1"},
        {0, 0, ",\"x5t#S256\":\"AAAA\"", FAPI_JWKS_X5T, FAPI_LEVEL_SHALL, "-RFC7517-4.9-1"},
        {0, 0, ",\"x5t#S256\":7", FAPI_JWKS_X5T, FAPI_LEVEL_SHALL, NULL},
        {0, 0, ",\"x5t\":\"MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA\"", FAPI_JWKS_X5T, FAPI_LEVEL_SHOULD, NULL},
        {0, 0, ",\"x5c\":[\"%c\",7]", FAPI_JWKS_X5C, FAPI_LEVEL_SHALL, "-RFC7517-4.7-1"},
        {0, 0, ",\"x5c\":[\"%c\",\"MIIB\"]", FAPI_JWKS_X5C, FAPI_LEVEL_SHALL, NULL},
        {0, 0, ",\"x5c\":[\" %c\"]", FAPI_JWKS_X5C, FAPI_LEVEL_SHALL, "-RFC7517-4.7-1"},
        {0, 0, ",\"x5c\":[\"MAA=\"]", FAPI_JWKS_X5C, FAPI_LEVEL_SHALL, NULL},
        {0, 0, ",\"x5c\":{}", FAPI_JWKS_X5C, FAPI_LEVEL_SHALL, NULL},
    };
    static certificate all[3];
    char set[4096];
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), FAPI_PROFILE_FAPI2_SECURITY);

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    CHECK(load("vectors/jwk_certificate/sign.der", all) == FAPI_OK && load("vectors/jwk_certificate/agree.der", all + 1) == FAPI_OK);
    CHECK(load("vectors/tls_client_auth/plain.der", all + 2) == FAPI_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int want = rows[i].level == FAPI_LEVEL_SHALL ? rows[i].status : FAPI_OK;

        write_set(set, all, rows + i);
        STATUS(want, fapi_metadata_check_jwks(policy, set, strlen(set), findings));
        CHECK(fapi_findings_count(findings) == (rows[i].status != FAPI_OK));
        CHECK(rows[i].status == FAPI_OK || (fapi_findings_status(findings, 0) == rows[i].status &&
                                            fapi_findings_level(findings, 0) == rows[i].level &&
                                            strcmp(fapi_findings_member(findings, 0), "[0]") == 0));
        if (rows[i].ids != NULL)
            t_claim(rows[i].ids[0] == '+' ? "accept" : "refuse", rows[i].ids + 1, __func__);
    }
}

/* A key to encrypt with, whose certificate is one to sign with; and kinds of keys that are compared with nothing. */
static void encryption(void **state)
{
    static certificate all[2];
    char set[4096];
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), FAPI_PROFILE_FAPI2_SECURITY);

    (void)state;
    CHECK(findings != NULL && policy != NULL);
    CHECK(load("vectors/jwk_certificate/sign.der", all) == FAPI_OK && load("vectors/jwk_certificate/agree.der", all + 1) == FAPI_OK);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(set, sizeof set, "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\",\"use\":\"enc\",\"x\":\"%s\","
                       "\"y\":\"%s\",\"x5c\":[\"%s\"]}]}", all[i].x, all[i].y, all[i].x5c);
        STATUS(i == 0 ? FAPI_JWKS_CERTIFICATE_USE : FAPI_OK, fapi_metadata_check_jwks(policy, set, strlen(set), findings));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(sets), cmocka_unit_test(encryption)};

    return t_main("jwk_certificate", tests, COUNT(tests));
}
