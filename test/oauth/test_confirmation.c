/* SPDX-License-Identifier: Apache-2.0 */
/* cnf: what a token may say of its binding. */
#include "oauth/access_token.h"
#include "test/oauth/table.h"

#define JKT "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
#define X5T "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"

/* cnf NULL: no such claim. */
static int confirm(fapi_verdict *verdict, const char *cnf, fapix_confirmation *found)
{
    const t_member claims[] = {{"iss", "\"i\""}, {NULL, NULL}};
    const t_member change = {cnf == NULL ? NULL : "cnf", cnf};
    const char *token = t_sign(T_EDDSA, "{\"alg\":\"EdDSA\"}", t_object(claims, &change, 1));
    fapix_jws jws;
    fapix_slice issuer;
    int rc = token[0] == '\0' ? FAPI_ERR_NOMEM : FAPI_OK;

    fapix_verdict_begin(verdict);
    if (rc == FAPI_OK)
        rc = fapix_access_token_read(verdict, fapix_slice_str(token), FAPI_ALG_EDDSA, false, &jws, &issuer);
    return rc == FAPI_OK ? fapix_access_token_confirmation(verdict, found) : rc;
}

static void methods(void **state)
{
    (void)state;
    static const struct {
        const char *cnf;
        bool present, jkt, x5t;
    } cases[] = {
        {NULL, false, false, false},
        {"{\"jkt\":\"" JKT "\"}", true, true, false},
        {"{\"x5t#S256\":\"" X5T "\"}", true, false, true},
        {"{\"x5t#S256\":\"" X5T "\",\"jkt\":\"" JKT "\"}", true, true, true}, /* both, and both must then hold */
        {"{\"x5t\\u0023S256\":\"" X5T "\"}", true, false, true},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fapix_confirmation found;

        STATUS(FAPI_OK, t_row(i, cases[i].cnf, FAPI_OK, confirm(verdict, cases[i].cnf, &found)));
        CHECK(found.present == cases[i].present && found.has_jkt == cases[i].jkt && found.has_x5t == cases[i].x5t);
        CHECK(!found.has_jkt || fapix_slice_is(found.jkt, JKT));
        CHECK(!found.has_x5t || fapix_slice_is(found.x5t, X5T));
    }
    ACCEPTS("RFC9449-6.1-1");
    ACCEPTS("RFC8705-3.1-1");
    ATTACK("DPOP-14");
}

static void malformed(void **state)
{
    (void)state;
    static const struct {
        const char *cnf;
        int status;
        const char *ids;
    } cases[] = {
        {"{}", FAPI_CNF_FORM, "!DPOP-14"},
        {"null", FAPI_CNF_FORM, NULL},
        {"[]", FAPI_CNF_FORM, "!DPOP-14"},
        {"[{\"jkt\":\"" JKT "\"}]", FAPI_CNF_FORM, "!DPOP-14"},
        {"\"" JKT "\"", FAPI_CNF_FORM, NULL},
        {"{\"jkt\":null}", FAPI_CNF_FORM, NULL},
        {"{\"jkt\":[\"" JKT "\"]}", FAPI_CNF_FORM, "!DPOP-14"},
        {"{\"jkt\":\"\"}", FAPI_CNF_FORM, NULL},
        {"{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4\"}", FAPI_CNF_FORM, "-RFC9449-6.1-1 !DPOP-14"},
        {"{\"jkt\":\"" JKT "=\"}", FAPI_CNF_FORM, "!DPOP-21"},
        {"{\"jkt\":\"NzbLsXh8uDCcd-6MNwXF4W_7noW\"}", FAPI_CNF_FORM, "!DPOP-21"}, /* of SHA-1 */
        {"{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J\"}", FAPI_CNF_FORM, NULL}, /* trailing bits */
        {"{\"jkt\":\"0ZcOCORZNYy+DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}", FAPI_CNF_FORM, NULL}, /* plain base64 */
        {"{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4\\n\"}", FAPI_CNF_FORM, NULL},
        {"{\"x5t#S256\":null}", FAPI_CNF_FORM, "!MTLS-01"},
        {"{\"x5t#S256\":\"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v\"}", FAPI_CNF_FORM, "-RFC8705-3.1-1 !MTLS-01"},
        {"{\"x5t#S256\":\"" X5T "=\"}", FAPI_CNF_FORM, "-RFC8705-3.1-1 !MTLS-01"},
        {"{\"x5t#S256\":\"03:80:ED:2F:62:66:50:C8:40:B2:F2:63:E6:D2:B2:9F\"}", FAPI_CNF_FORM, "!MTLS-01"},
        {"{\"x5t\":\"hvoZVt5bWjT0LmIN8Jdvx2Xn_FQ\"}", FAPI_CNF_UNKNOWN, "!MTLS-01"}, /* SHA-1 has no method */
        {"{\"X5T#S256\":\"" X5T "\"}", FAPI_CNF_UNKNOWN, NULL},
        {"{\"kid\":\"k\"}", FAPI_CNF_UNKNOWN, NULL},
        {"{\"jwk\":{\"kty\":\"EC\"}}", FAPI_CNF_UNKNOWN, NULL},
        {"{\"jkt\":\"" JKT "\",\"jwk\":{}}", FAPI_CNF_UNKNOWN, "!DPOP-14"},
        {"{\"jkt\":\"" JKT "\",\"jkt\":\"" JKT "\"}", FAPI_JSON_DUPLICATE, NULL},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fapix_confirmation found = {0};

        STATUS(cases[i].status, t_row(i, cases[i].cnf, cases[i].status, confirm(verdict, cases[i].cnf, &found)));
        CHECK(!found.present && !found.has_jkt && !found.has_x5t);
        t_claim_all(cases[i].ids, __func__);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(methods), cmocka_unit_test(malformed)};

    return t_main("oauth/confirmation", tests, sizeof tests / sizeof *tests);
}
