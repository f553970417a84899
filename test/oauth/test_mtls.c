/* SPDX-License-Identifier: Apache-2.0 */
/* Thumbprints of certificates, and certificate-bound tokens. The certificate is that of RFC 8705 appendix A,
 * which expired in 2022. */
#include <jansson.h>

#include "oauth/mtls.h"
#include "test/harness.h"

#define X5T "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"
#define OTHER "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v4"

/* PEM and DER of the example. */
static char pem[2048];
static uint8_t der[1024];
static size_t pem_n, der_n;

static size_t base64_decode(const char *text, uint8_t *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    size_t count = 0, n = 0;

    for (; *text != '\0' && *text != '-'; text++) {
        const char *at = *text == '\n' ? NULL : strchr(alphabet, *text);

        if (at == NULL)
            continue;
        bits = bits << 6 | (uint32_t)(at - alphabet);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[n++] = (uint8_t)(bits >> count);
        }
    }
    return n;
}

static int load(void **state)
{
    size_t n = 0;
    char *file = t_file("vectors/rfc8705/certificate.json", &n);
    json_t *document = file == NULL ? NULL : json_loadb(file, n, 0, NULL);
    const json_t *input = json_object_get(document, "input");
    const char *text = json_string_value(json_object_get(input, "certificate"));
    const char *x5t = json_string_value(json_object_get(json_object_get(input, "cnf"), "x5t#S256"));

    (void)state;
    free(file);
    if (text == NULL || x5t == NULL || strcmp(x5t, X5T) != 0 || strlen(text) >= sizeof pem)
        return -1;
    pem_n = strlen(text);
    memcpy(pem, text, pem_n + 1);
    der_n = base64_decode(strchr(pem, '\n'), der);
    json_decref(document);
    return 0;
}

static void thumbprint(void **state)
{
    (void)state;
    char x5t[44];

    STATUS(FAPI_OK, fapi_mtls_thumbprint((const uint8_t *)pem, pem_n, x5t, sizeof x5t));
    CHECK(strcmp(x5t, X5T) == 0);
    STATUS(FAPI_OK, fapi_mtls_thumbprint(der, der_n, x5t, sizeof x5t));
    CHECK(strcmp(x5t, X5T) == 0);
    ACCEPTS("RFC8705-3.1-1");
}

static void bad_certificates(void **state)
{
    (void)state;
    static uint8_t large[FAPI_MAX_CERTIFICATE + 1];
    char x5t[44], twice[2 * sizeof pem];
    uint8_t longer[sizeof der + 1];

    memcpy(longer, der, der_n);
    longer[der_n] = 0;
    snprintf(twice, sizeof twice, "%s%s", pem, pem);
    STATUS(FAPI_CERTIFICATE_DER, fapi_mtls_thumbprint(longer, der_n + 1, x5t, sizeof x5t));
    CHECK(x5t[0] == '\0');
    STATUS(FAPI_CERTIFICATE_DER, fapi_mtls_thumbprint(der, der_n - 1, x5t, sizeof x5t));
    STATUS(FAPI_CERTIFICATE_PEM, fapi_mtls_thumbprint((const uint8_t *)twice, strlen(twice), x5t, sizeof x5t));
    STATUS(FAPI_CERTIFICATE_PEM, fapi_mtls_thumbprint((const uint8_t *)pem, pem_n - 30, x5t, sizeof x5t));
    REFUSES("RFC8705-3.1-1");
    ATTACK("MTLS-06");
    STATUS(FAPI_CERTIFICATE_SIZE, fapi_mtls_thumbprint(large, sizeof large, x5t, sizeof x5t));
    STATUS(FAPI_ERR_ARG, fapi_mtls_thumbprint(NULL, 0, x5t, sizeof x5t));
    STATUS(FAPI_ERR_ARG, fapi_mtls_thumbprint(NULL, 7, x5t, sizeof x5t));
    STATUS(FAPI_ERR_ARG, fapi_mtls_thumbprint(der, 0, x5t, sizeof x5t));
    STATUS(FAPI_ERR_ARG, fapi_mtls_thumbprint(der, der_n, NULL, 44));
    STATUS(FAPI_ERR_BUFFER, fapi_mtls_thumbprint(der, der_n, x5t, 43));
    STATUS(FAPI_ERR_BUFFER, fapi_mtls_thumbprint(der, der_n, x5t, 0));
}

static int judge(fapi_verdict *verdict, fapix_slice certificate, const char *x5t)
{
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, fapix_mtls_judge(verdict, certificate, fapix_slice_of(NULL, 0), fapix_slice_str(x5t)));
}

static void binding(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_slice as_der = fapix_slice_of(der, der_n), as_pem = fapix_slice_of(pem, pem_n);
    static const char *const wrong[] = {OTHER, "", "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v", X5T "=",
                                        "a4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0", X5T X5T};
    const char *found = NULL;
    size_t n = 0;

    CHECK(verdict != NULL);
    /* long expired, self-signed, and still the right one: the thumbprint decides, the chain is TLS's affair */
    STATUS(FAPI_OK, judge(verdict, as_der, X5T));
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(verdict, &found, &n));
    CHECK(n == FAPI_JKT_LENGTH && memcmp(found, X5T, n) == 0);
    STATUS(FAPI_OK, judge(verdict, as_pem, X5T));
    ACCEPTS("RFC8705-3-2");
    ACCEPTS("RFC8705-6.2-1");
    ATTACK("MTLS-10");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        STATUS(FAPI_MTLS_THUMBPRINT, judge(verdict, as_der, wrong[i]));
        CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_CERTIFICATE);
        CHECK(strcmp(fapi_verdict_actual(verdict), X5T) == 0);
        CHECK(fapi_verdict_x5t_s256(verdict, &found, &n) != FAPI_OK || n == 0);
    }
    REFUSES("RFC8705-3-2"); /* D36 */
    REFUSES("RFC8705-6.2-1");
    ATTACK("MTLS-01");
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, judge(verdict, fapix_slice_of(NULL, 0), X5T));
    CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_CERTIFICATE);
    REFUSES("RFC8705-3-2");
    ATTACK("MTLS-02");
    STATUS(FAPI_CERTIFICATE_DER, judge(verdict, fapix_slice_of(der, der_n - 1), X5T));
    CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_CERTIFICATE);
}

static int judge_both(fapi_verdict *verdict, fapix_slice certificate, const char *stated)
{
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, fapix_mtls_judge(verdict, certificate, fapix_slice_str(stated), fapix_slice_str(X5T)));
}

/* A proxy that hands over no more than the thumbprint; and if it hands over both, they must belong together. */
static void thumbprint_alone(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_slice none = fapix_slice_of(NULL, 0), as_der = fapix_slice_of(der, der_n);
    static const char *const wrong[] = {OTHER, "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v", X5T "=", X5T X5T, "x"};
    const char *found = NULL;
    size_t n = 0;

    CHECK(verdict != NULL);
    STATUS(FAPI_OK, judge_both(verdict, none, X5T));
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(verdict, &found, &n));
    CHECK(n == FAPI_JKT_LENGTH && memcmp(found, X5T, n) == 0);
    STATUS(FAPI_OK, judge_both(verdict, as_der, X5T));
    STATUS(FAPI_OK, judge_both(verdict, as_der, ""));
    ACCEPTS("RFC8705-3-2");
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, judge_both(verdict, none, ""));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        STATUS(FAPI_MTLS_THUMBPRINT, judge_both(verdict, none, wrong[i]));
        STATUS(FAPI_MTLS_THUMBPRINT, judge_both(verdict, as_der, wrong[i]));
        CHECK(fapi_verdict_x5t_s256(verdict, &found, &n) != FAPI_OK || n == 0);
    }
    STATUS(FAPI_CERTIFICATE_DER, judge_both(verdict, fapix_slice_of(der, der_n - 1), X5T));
    REFUSES("RFC8705-3-2");
    ATTACK("MTLS-01");
}

/* One bit of the certificate is another certificate. */
static void other_certificate(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    uint8_t changed[sizeof der];

    CHECK(verdict != NULL);
    for (size_t i = 8; i < der_n; i += 16) {
        memcpy(changed, der, der_n);
        changed[i] ^= 1;
        int rc = judge(verdict, fapix_slice_of(changed, der_n), X5T);
        CHECK(rc == FAPI_MTLS_THUMBPRINT || rc == FAPI_CERTIFICATE_DER);
    }
    REFUSES("RFC8705-3-2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(thumbprint, load),
        cmocka_unit_test_setup(bad_certificates, load),
        cmocka_unit_test_setup(binding, load),
        cmocka_unit_test_setup(thumbprint_alone, load),
        cmocka_unit_test_setup(other_certificate, load),
    };

    return t_main("oauth/mtls", tests, sizeof tests / sizeof *tests);
}
