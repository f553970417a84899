/* SPDX-License-Identifier: Apache-2.0 */
/* The examples of RFC 9449 that carry their key, byte for byte as published, and what becomes of them in other
 * requests. */
#include <jansson.h>

#include "crypto/digest.h"
#include "oauth/access_token.h"
#include "test/harness.h"

typedef struct vector {
    json_t *document;
    const char *proof, *method, *url, *access_token, *jkt, *expect;
    int64_t now;
} vector;

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static int load(const char *path, vector *v)
{
    size_t n = 0;
    char *file = t_file(path, &n);
    const json_t *input = NULL;

    memset(v, 0, sizeof *v);
    if (file != NULL)
        v->document = json_loadb(file, n, 0, NULL);
    free(file);
    if (v->document == NULL)
        return 0;
    input = json_object_get(v->document, "input");
    v->proof = text_of(input, "proof");
    v->method = text_of(input, "method");
    v->url = text_of(input, "url");
    v->access_token = text_of(input, "access_token");
    v->jkt = text_of(input, "jkt");
    v->expect = text_of(v->document, "expect");
    v->now = json_integer_value(json_object_get(v->document, "now"));
    return 1;
}

static int check(const vector *v, const char *method, const char *url, const char *token, fapi_verdict *verdict)
{
    AUTO(fapi_dpop) dpop = fapi_dpop_new(t_context());
    int rc = dpop == NULL ? FAPI_ERR_NOMEM : fapi_dpop_set_method(dpop, method, strlen(method));

    if (rc == FAPI_OK)
        rc = fapi_dpop_set_url(dpop, url, strlen(url));
    if (rc == FAPI_OK)
        rc = fapi_dpop_set_access_token(dpop, token, strlen(token));
    if (rc == FAPI_OK)
        rc = fapi_dpop_set_jkt(dpop, v->jkt, strlen(v->jkt));
    return rc == FAPI_OK ? fapi_dpop_check(dpop, v->proof, strlen(v->proof), v->now, verdict) : rc;
}

static void proofs(void **state)
{
    (void)state;
    SLOW();
    static const char *const paths[] = {"vectors/rfc9449/token_request.json", "vectors/rfc9449/refresh_request.json",
                                        "vectors/rfc9449/resource_request.json"};
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        vector v;
        const char *jkt = NULL;
        size_t n = 0;

        CHECK(load(paths[i], &v));
        STATUS(FAPI_OK, check(&v, v.method, v.url, v.access_token, verdict));
        CHECK(strcmp(v.expect, "FAPI_OK") == 0);
        STATUS(FAPI_OK, fapi_verdict_jkt(verdict, &jkt, &n));
        CHECK(n == strlen(v.jkt) && memcmp(jkt, v.jkt, n) == 0);
        STATUS(FAPI_DPOP_HTM, check(&v, "PATCH", v.url, v.access_token, verdict));
        STATUS(FAPI_DPOP_HTU, check(&v, v.method, "https://server.example.com/par", v.access_token, verdict));
        STATUS(v.access_token[0] == '\0' ? FAPI_DPOP_ATH_MISSING : FAPI_DPOP_ATH,
               check(&v, v.method, v.url, "another.token", verdict));
        STATUS(v.access_token[0] == '\0' ? FAPI_OK : FAPI_DPOP_ATH, check(&v, v.method, v.url, "", verdict));
        v.now += 61;
        STATUS(FAPI_DPOP_IAT_OLD, check(&v, v.method, v.url, v.access_token, verdict));
        json_decref(v.document);
    }
}

static void access_token(void **state)
{
    (void)state;
    SLOW(); /* not heavy, but jansson shortens strings when memory runs out */
    static const fapix_slice audience = {(const uint8_t *)"https://resource.example.org", 28};
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_access_token_facts facts = {.issuer = fapix_slice_str("https://server.example.com"), .audiences = &audience,
                                      .audience_count = 1, .skew_ahead = 10, .skew_behind = 10};
    fapix_confirmation cnf;
    fapix_jws jws;
    fapix_slice issuer;
    vector v;

    CHECK(verdict != NULL && load("vectors/rfc9449/access_token.json", &v));
    facts.now = v.now;
    fapix_verdict_begin(verdict);
    const fapix_slice token = fapix_slice_str(v.access_token);
    STATUS(FAPI_OK, fapix_access_token_read(verdict, token, FAPI_ALG_ES256, false, &jws, &issuer));
    CHECK(fapix_slice_is(issuer, "https://server.example.com") && fapix_slice_is(jws.kid, "BeALkb"));
    STATUS(FAPI_OK, fapix_access_token_confirmation(verdict, &cnf));
    CHECK(cnf.present && cnf.has_jkt && !cnf.has_x5t && fapix_slice_is(cnf.jkt, v.jkt));
    int rc = fapix_access_token_claims(verdict, &facts);
    CHECK(strcmp(fapi_status_name(rc), v.expect) == 0);
    json_decref(v.document);
    ACCEPTS("RFC9449-6.1-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(proofs), cmocka_unit_test(access_token)};

    return t_main("oauth/dpop_rfc9449", tests, sizeof tests / sizeof *tests);
}
