/* SPDX-License-Identifier: Apache-2.0 */
/* A resource request whose token the issuer was asked about: all that goes for a JWT goes for it. */
#include "role/response.h"

#include <sodium.h>

#include "test/role/fixture.h"

#define TOKEN "opaque-Token_1~3+4/5=="
#define CLIENT_ID "rs-client"
#define JSON "application/json"
#define JWT "application/token-introspection+jwt"

typedef struct introspected {
    fixture *fx;
    fapi_response response;
    char body[4096];
} introspected;

/* The texts are the test's, so nothing of this response is freed. */
static void answer(introspected *in, int http, const char *type, const char *body)
{
    memset(&in->response, 0, sizeof in->response);
    in->response.http = http;
    in->response.content_type.lines = type == NULL ? 0 : 1;
    in->response.content_type.value.p = (uint8_t *)(uintptr_t)type;
    in->response.content_type.value.n = type == NULL ? 0 : strlen(type);
    in->response.body.p = (uint8_t *)(uintptr_t)body;
    in->response.body.n = strlen(body);
    in->response.has_body = true;
}

static void introspected_free(introspected *in)
{
    if (in != NULL)
        fixture_free(in->fx);
    free(in);
}
T_AUTO(introspected)

static int started(introspected **in, int profile)
{
    int rc = FAPI_ERR_INTERNAL;

    introspected_free(*in); /* of a first try that ran out of memory */
    *in = calloc(1, sizeof **in);
    if (*in == NULL)
        return FAPI_ERR_NOMEM;
    rc = fixture_new(&(*in)->fx, profile);
    if (rc == FAPI_OK)
        rc = fapi_rs_set_client_id((*in)->fx->rs, S(ISSUER), S("first")); /* replaced by the next */
    if (rc == FAPI_OK)
        rc = fapi_rs_set_client_id((*in)->fx->rs, S(ISSUER), S(CLIENT_ID));
    return rc;
}

static int sealed(introspected **in, int profile)
{
    int rc = started(in, profile);

    return rc == FAPI_OK ? fapi_rs_seal((*in)->fx->rs) : rc;
}

/* A request with the opaque token, and a proof of the client's if it came with DPoP. */
static int requested(introspected *in, const char *scheme, const char *proof)
{
    fixture *fx = in->fx;
    uint8_t hash[32];
    int rc = FAPI_OK;

    (void)snprintf(fx->token, sizeof fx->token, "%s", TOKEN);
    fx->token_len = strlen(fx->token);
    crypto_hash_sha256(hash, (const uint8_t *)fx->token, fx->token_len);
    sodium_bin2base64(fx->ath, sizeof fx->ath, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    fx->proof_len = 0;
    if (strcmp(scheme, "DPoP") == 0)
        rc = fixture_proof(fx, proof);
    return rc == FAPI_OK ? fixture_request(fx, scheme) : rc;
}

/* The members of a good answer, with more or other ones at the end. */
static const char *members(introspected *in, const char *more)
{
    (void)snprintf(in->body, sizeof in->body,
                   "{\"active\":true,\"client_id\":\"client-1\",\"scope\":\"openid accounts\",\"sub\":\"alice\",\"exp\":%lld,"
                   "\"cnf\":{\"jkt\":\"%s\"}%s}",
                   (long long)(NOW + 295), in->fx->jkt, more);
    return in->body;
}

static int checked_at(introspected *in, int64_t now)
{
    return fapi_rs_check_introspected(in->fx->rs, S(ISSUER), in->fx->request, &in->response, now, in->fx->verdict);
}

static int checked(introspected *in)
{
    return checked_at(in, NOW);
}

static void test_plain(void **state)
{
    AUTO(introspected) in = NULL;
    const char *text = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    STATUS(FAPI_OK, fapi_request_require_scope(in->fx->request, S("accounts")));
    answer(in, 200, JSON "; charset=utf-8", members(in, ",\"aud\":[\"x\",\"" AUDIENCE "\"],\"iss\":\"" ISSUER "\""));
    STATUS(FAPI_OK, checked(in));
    CHECK(fapi_verdict_http(in->fx->verdict) == 200);
    STATUS(FAPI_OK, fapi_verdict_claim_string(in->fx->verdict, S("sub"), &text, &n));
    CHECK(n == 5 && memcmp(text, "alice", 5) == 0);
    STATUS(FAPI_OK, fapi_verdict_jkt(in->fx->verdict, &text, &n));
    CHECK(n == 43 && memcmp(text, in->fx->jkt, 43) == 0);
    ACCEPTS("RFC7662-2.2-3");
    /* the proof is spent, whatever the token is */
    STATUS(FAPI_DPOP_REPLAYED, checked(in));
    CHECK(fapi_verdict_http(in->fx->verdict) == 401);
    ATTACK("AT-04"); /* the opaque token itself is no JWT, */
    STATUS(FAPI_TOKEN_NOT_JWT, fixture_check(in->fx)); /* and the check of those says so */
}

static void test_refusals(void **state)
{
    static const struct {
        int status, http;
        const char *more, *error, *claims;
    } rows[] = {
        {FAPI_TOKEN_ISS, 401, ",\"iss\":\"https://other.example.com\"", "invalid_token", "RFC7662-2.2-3"},
        {FAPI_TOKEN_AUD, 401, ",\"aud\":\"https://other.example.com\"", "invalid_token", "RFC7662-2.2-3"},
        {FAPI_TOKEN_CLAIM_TYPE, 401, ",\"aud\":[1]", "invalid_token", "RFC7662-2.2-5"},
        {FAPI_TOKEN_CLAIM_TYPE, 401, ",\"aud\":7", "invalid_token", NULL},
        {FAPI_TOKEN_NBF, 401, ",\"nbf\":1800000100", "invalid_token", "RFC7662-2.2-3"},
        {FAPI_TOKEN_IAT_FUTURE, 401, ",\"iat\":1800000100", "invalid_token", NULL},
        {FAPI_TOKEN_LIFETIME, 401, ",\"iat\":1800000296,\"nbf\":1", "invalid_token", NULL},
        {FAPI_TOKEN_CLAIM_TYPE, 401, ",\"jti\":7", "invalid_token", NULL},
        {FAPI_INTROSPECTION_RESPONSE_TOKEN_TYPE, 401, ",\"token_type\":\"Bearer\"", "invalid_token", NULL},
        {FAPI_JSON_DUPLICATE, 401, ",\"active\":true", "invalid_token", NULL},
    };
    AUTO(introspected) in = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int want = rows[i].status == FAPI_TOKEN_LIFETIME ? FAPI_TOKEN_IAT_FUTURE : rows[i].status; /* iat comes first */

        answer(in, 200, JSON, members(in, rows[i].more));
        STATUS(want, checked(in));
        CHECK(fapi_verdict_http(in->fx->verdict) == rows[i].http);
        CHECK(strcmp(fapi_verdict_oauth_error(in->fx->verdict), rows[i].error) == 0);
        if (rows[i].claims != NULL)
            REFUSES(rows[i].claims);
    }
    STATUS(FAPI_OK, fapi_request_require_scope(in->fx->request, S("payments")));
    answer(in, 200, JSON, members(in, ""));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, checked(in));
    CHECK(fapi_verdict_http(in->fx->verdict) == 403);
    REFUSES("RFC7662-2.2-3");
}

static void test_inactive(void **state)
{
    AUTO(introspected) in = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    answer(in, 200, JSON, "{\"active\":false}");
    STATUS(FAPI_INTROSPECTION_RESPONSE_INACTIVE, checked(in));
    CHECK(fapi_verdict_http(in->fx->verdict) == 401 && fixture_challenge_has(in->fx, "error=\"invalid_token\""));
    REFUSES("RFC7662-2.2-3");
    answer(in, 200, "text/html", members(in, ""));
    STATUS(FAPI_INTROSPECTION_RESPONSE_CONTENT_TYPE, checked(in));
    answer(in, 200, NULL, members(in, ""));
    STATUS(FAPI_INTROSPECTION_RESPONSE_CONTENT_TYPE, checked(in));
    answer(in, 401, JSON, members(in, ""));
    STATUS(FAPI_INTROSPECTION_RESPONSE_HTTP, checked(in));
    CHECK(fapi_verdict_http(in->fx->verdict) == 503);
    CHECK(strcmp(fapi_verdict_oauth_error(in->fx->verdict), "temporarily_unavailable") == 0);
    /* nor is anybody let in when there was no answer at all */
    STATUS(FAPI_INTROSPECTION_RESPONSE_HTTP,
           fapi_rs_check_introspected(in->fx->rs, S(ISSUER), in->fx->request, NULL, NOW, in->fx->verdict));
    CHECK(fapi_verdict_http(in->fx->verdict) == 503);
    /* what was revoked since is refused, whatever was answered before */
    answer(in, 200, JSON, members(in, ""));
    STATUS(FAPI_OK, fapi_request_set_revoked(in->fx->request, 1));
    STATUS(FAPI_TOKEN_REVOKED, checked(in));
}

/* An answer that is kept is good for as long as the token is. */
static void test_kept(void **state)
{
    AUTO(introspected) in = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, requested(in, "Bearer", NULL));
    STATUS(FAPI_OK, fapi_request_set_certificate(in->fx->request, fixture_certificate, sizeof fixture_certificate));
    (void)snprintf(in->body, sizeof in->body, "{\"active\":true,\"scope\":\"a\",\"exp\":%lld,\"cnf\":{\"x5t#S256\":\"%s\"}}",
                   (long long)(NOW + 100), in->fx->x5t);
    answer(in, 200, JSON, in->body);
    STATUS(FAPI_OK, checked_at(in, NOW));
    STATUS(FAPI_OK, checked_at(in, NOW + 99));
    ACCEPTS("RFC7662-4-2");
    ACCEPTS("RFC7662-2.2-5");
    STATUS(FAPI_TOKEN_EXPIRED, checked_at(in, NOW + 100 + 10));
    REFUSES("RFC7662-4-2");
    STATUS(FAPI_ERR_CLOCK, checked_at(in, -1));
}

/* The state of a consent only the host knows, whatever the issuer says of the token. */
static void test_consent(void **state)
{
    AUTO(introspected) in = NULL;
    (void)state;
    SLOW(); /* makes an RSA key */

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_BR_OPEN_FINANCE));
    STATUS(FAPI_OK, requested(in, "Bearer", NULL));
    STATUS(FAPI_OK, fapi_request_set_certificate(in->fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fapi_request_add_header(in->fx->request, S("x-fapi-interaction-id"),
                                            S("c770aef3-6784-41f7-8e0e-ff5f97bddb3a")));
    (void)snprintf(in->body, sizeof in->body, "{\"active\":true,\"scope\":\"a\",\"exp\":%lld,\"cnf\":{\"x5t#S256\":\"%s\"}}",
                   (long long)(NOW + 600), in->fx->x5t);
    answer(in, 200, JSON, in->body);
    STATUS(FAPI_OK, checked(in));
    ACCEPTS("BROF-7.2.2-2");
    STATUS(FAPI_OK, fapi_request_set_revoked(in->fx->request, 1));
    STATUS(FAPI_TOKEN_REVOKED, checked(in));
    CHECK(fapi_verdict_http(in->fx->verdict) == 401);
    REFUSES("BROF-7.2.2-2");
}

/* Who sends the token must be who it is bound to. */
static void test_binding(void **state)
{
    AUTO(introspected) in = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    answer(in, 200, JSON, "{\"active\":true,\"scope\":\"a\"}");
    STATUS(FAPI_CNF_MISSING, checked(in));
    answer(in, 200, JSON, "{\"active\":true,\"cnf\":{}}");
    STATUS(FAPI_CNF_FORM, checked(in));
    answer(in, 200, JSON, "{\"active\":true,\"cnf\":{\"jwk\":{}}}");
    STATUS(FAPI_CNF_UNKNOWN, checked(in));
    answer(in, 200, JSON, members(in, ""));
    STATUS(FAPI_OK, requested(in, "Bearer", NULL));
    STATUS(FAPI_DPOP_BOUND_AS_BEARER, checked(in));
    STATUS(FAPI_OK, requested(in, "DPoP", "{\"ath\":\"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\"}"));
    STATUS(FAPI_DPOP_ATH, checked(in));
    STATUS(FAPI_OK, requested(in, "DPoP", "{\"htm\":\"POST\"}"));
    STATUS(FAPI_DPOP_HTM, checked(in));
    answer(in, 200, JSON,
           "{\"active\":true,\"scope\":\"a\",\"cnf\":{\"x5t#S256\":\"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\"}}");
    STATUS(FAPI_OK, requested(in, "Bearer", NULL));
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, checked(in));
    STATUS(FAPI_OK, fapi_request_set_certificate(in->fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_MTLS_THUMBPRINT, checked(in));
}

/* ---- the signed form ---- */

static int signed_by(introspected *in, const fapi_signer *signer, const char *typ, const char *aud)
{
    char payload[8192];
    const char *compact = NULL;
    size_t n = 0;
    int rc = fapi_jws_set_typ(in->fx->jws, typ, strlen(typ));

    (void)snprintf(payload, sizeof payload, "{\"iss\":\"" ISSUER "\",\"aud\":\"%s\",\"iat\":%lld,\"token_introspection\":%s}", aud,
                   (long long)NOW, members(in, ""));
    if (rc == FAPI_OK)
        rc = fapi_jws_set_embed_jwk(in->fx->jws, 0);
    if (rc == FAPI_OK)
        rc = fapi_jws_sign(in->fx->jws, signer, (const uint8_t *)payload, strlen(payload), &compact, &n);
    if (rc == FAPI_OK)
        (void)snprintf(in->body, sizeof in->body, "%.*s", (int)n, compact);
    return rc;
}

static void test_signed(void **state)
{
    AUTO(introspected) in = NULL;
    const char *text = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    STATUS(FAPI_OK, signed_by(in, in->fx->as, "token-introspection+jwt", CLIENT_ID));
    answer(in, 200, JWT, in->body);
    STATUS(FAPI_OK, checked(in));
    STATUS(FAPI_OK, fapi_verdict_claim_string(in->fx->verdict, S("client_id"), &text, &n));
    CHECK(n == 8 && memcmp(text, "client-1", 8) == 0);
    ACCEPTS("FAPI2MS-5.5.2-2");
    ACCEPTS("RFC9701-5-1");
    ACCEPTS("RFC9701-5-2");
}

/* Another letter in the signature. */
static void damage(char *jwt)
{
    char *at = jwt + strlen(jwt) - 8;

    *at = *at == 'A' ? 'B' : 'A';
}

static void test_signed_refusals(void **state)
{
    static const struct {
        int status;
        const char *typ, *aud;
    } rows[] = {
        {FAPI_INTROSPECTION_RESPONSE_TYP, "at+jwt", CLIENT_ID},
        {FAPI_INTROSPECTION_RESPONSE_AUD, "token-introspection+jwt", AUDIENCE},
        {FAPI_INTROSPECTION_RESPONSE_AUD, "token-introspection+jwt", "first"},
    };
    AUTO(introspected) in = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&in, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        STATUS(FAPI_OK, signed_by(in, in->fx->as, rows[i].typ, rows[i].aud));
        answer(in, 200, JWT, in->body);
        STATUS(rows[i].status, checked(in));
        CHECK(fapi_verdict_http(in->fx->verdict) == 401);
    }
    STATUS(FAPI_OK, signed_by(in, in->fx->as, "token-introspection+jwt", CLIENT_ID));
    damage(in->body);
    answer(in, 200, JWT, in->body);
    STATUS(FAPI_INTROSPECTION_RESPONSE_SIGNATURE, checked(in));
    CHECK(fapi_verdict_http(in->fx->verdict) == 401 && fixture_challenge_has(in->fx, "the message is not authentic"));
    REFUSES("FAPI2MS-5.5.2-2");
    STATUS(FAPI_OK, signed_by(in, in->fx->stranger, "token-introspection+jwt", CLIENT_ID));
    answer(in, 200, JWT, in->body);
    STATUS(FAPI_KEY_UNKNOWN, checked(in));
    /* the signature may not be taken off, nor the type be lied about */
    answer(in, 200, JSON, members(in, ""));
    STATUS(FAPI_INTROSPECTION_RESPONSE_UNSIGNED, checked(in));
    REFUSES("FAPI2MS-5.5.2-2");
    answer(in, 200, JWT, members(in, ""));
    STATUS(FAPI_JWS_STRUCTURE, checked(in));
}

/* Where it is not demanded, a signed answer is still judged as one; and a kept key set ages. */
static void test_signed_unasked(void **state)
{
    AUTO(introspected) in = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&in, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_rs_set_cache(in->fx->rs, 16));
    STATUS(FAPI_OK, fapi_rs_seal(in->fx->rs));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    STATUS(FAPI_OK, signed_by(in, in->fx->stranger, "token-introspection+jwt", CLIENT_ID));
    answer(in, 200, JWT, in->body);
    STATUS(FAPI_KEY_UNKNOWN, checked(in));
    STATUS(FAPI_OK, signed_by(in, in->fx->as, "token-introspection+jwt", CLIENT_ID));
    STATUS(FAPI_OK, checked(in));
    /* the cache of verified tokens knows nothing of answers */
    damage(in->body);
    STATUS(FAPI_OK, requested(in, "DPoP", "{\"jti\":\"second\"}"));
    STATUS(FAPI_INTROSPECTION_RESPONSE_SIGNATURE, checked(in));
}

static void test_use(void **state)
{
    AUTO(introspected) in = NULL;
    (void)state;

    STATUS(FAPI_OK, started(&in, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_rs_set_client_id(in->fx->rs, S("https://x.example.com"), S("a")));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_client_id(in->fx->rs, S(ISSUER), "", 0));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_client_id(NULL, S(ISSUER), S("a")));
    STATUS(FAPI_OK, requested(in, "DPoP", NULL));
    answer(in, 200, JSON, members(in, ""));
    STATUS(FAPI_ERR_STATE, checked(in));
    STATUS(FAPI_OK, fapi_rs_seal(in->fx->rs));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_client_id(in->fx->rs, S(ISSUER), S("a")));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_rs_check_introspected(in->fx->rs, S("https://x.example.com"), in->fx->request,
                                                          &in->response, NOW, in->fx->verdict));
    CHECK(fapi_verdict_http(in->fx->verdict) == 500);
    STATUS(FAPI_ERR_ARG, fapi_rs_check_introspected(in->fx->rs, NULL, 0, in->fx->request, &in->response, NOW, in->fx->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rs_check_introspected(in->fx->rs, S(ISSUER), in->fx->request, &in->response, NOW, NULL));
    in->response.http = 0;
    STATUS(FAPI_ERR_STATE, checked(in));
    in->response.status = FAPI_RESPONSE_SIZE;
    STATUS(FAPI_RESPONSE_SIZE, checked(in));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),  cmocka_unit_test(test_refusals),        cmocka_unit_test(test_inactive),
        cmocka_unit_test(test_kept),  cmocka_unit_test(test_consent),
          cmocka_unit_test(test_binding),         cmocka_unit_test(test_signed),
        cmocka_unit_test(test_use),    cmocka_unit_test(test_signed_refusals), cmocka_unit_test(test_signed_unasked),
    };

    return t_main("rs_introspected", tests, sizeof tests / sizeof *tests);
}
