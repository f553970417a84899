/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The single messages that the public conformance suite of FAPI sends with DPoP, D1 to D37 in the order of its catalogue, each made from a
 * good request by one change; every kind of JWT where another is wanted; and the spellings that servers and clients in use have.
 */
#include "base/base64url.h"
#include "crypto/digest.h"
#include "test/oauth/table.h"
#include "test/role/fixture.h"

#define HTU "https://api.example.com/accounts"
#define ROWS(table) (sizeof(table) / sizeof *(table))

/* How a request differs from the good one beyond header and claims of its proof. */
enum how {
    AS_IS, CAPITALS, TWO_FIELDS, TWO_PARTS, UNSIGNED, FLIPPED, PRIVATE_JWK, OTHER_TOKEN, NO_PROOF, BEARER_ALONE, AGAIN,
    IN_QUERY, ODD_SCHEME, NO_TOKEN, OTHER_CERTIFICATE, BEARER_ODD_SCHEME
};

typedef struct row {
    const char *name;
    t_member header, claims[2];
    enum t_key_name key; /* the proof's; tokens are bound to that of T_EDDSA */
    enum how how;
    int want, http;
    const char *error;
} row;

#define TYPED "invalid_token"
#define PROOF "invalid_dpop_proof"
#define YES FAPI_OK, 200, ""
#define NO_CHANGE {NULL, NULL}

static const row rows[] = {
    {"D1", NO_CHANGE, {NO_CHANGE}, T_EDDSA, CAPITALS, YES},
    {"D2", NO_CHANGE, {NO_CHANGE}, T_EDDSA, TWO_FIELDS, FAPI_DPOP_REPEATED, 401, PROOF},
    {"D3", NO_CHANGE, {NO_CHANGE}, T_EDDSA, TWO_PARTS, FAPI_JWS_STRUCTURE, 401, PROOF},
    {"D4", {"typ", NULL}, {NO_CHANGE}, T_EDDSA, AS_IS, FAPI_DPOP_TYP, 401, PROOF},
    {"D5", {"alg", NULL}, {NO_CHANGE}, T_EDDSA, AS_IS, FAPI_DPOP_ALG, 401, PROOF},
    {"D6", {"jwk", NULL}, {NO_CHANGE}, T_EDDSA, AS_IS, FAPI_DPOP_JWK, 401, PROOF},
    {"D7", NO_CHANGE, {{"jti", NULL}}, T_EDDSA, AS_IS, FAPI_DPOP_CLAIM_MISSING, 401, PROOF},
    {"D8", NO_CHANGE, {{"htm", NULL}}, T_EDDSA, AS_IS, FAPI_DPOP_CLAIM_MISSING, 401, PROOF},
    {"D9", NO_CHANGE, {{"htu", NULL}}, T_EDDSA, AS_IS, FAPI_DPOP_CLAIM_MISSING, 401, PROOF},
    {"D10", NO_CHANGE, {{"iat", NULL}}, T_EDDSA, AS_IS, FAPI_DPOP_CLAIM_MISSING, 401, PROOF},
    {"D11", NO_CHANGE, {{"ath", NULL}}, T_EDDSA, AS_IS, FAPI_DPOP_ATH_MISSING, 401, PROOF},
    {"D12", {"typ", "\"dpop+jwt+wrongyousee\""}, {NO_CHANGE}, T_EDDSA, AS_IS, FAPI_DPOP_TYP, 401, PROOF},
    {"D13", NO_CHANGE, {NO_CHANGE}, T_RS256, AS_IS, FAPI_DPOP_ALG, 401, PROOF},
    {"D14", {"jwk", NULL}, {NO_CHANGE}, T_EDDSA, UNSIGNED, FAPI_DPOP_ALG, 401, PROOF},
    {"D15", NO_CHANGE, {NO_CHANGE}, T_EDDSA, FLIPPED, FAPI_DPOP_SIGNATURE, 401, PROOF},
    {"D16", NO_CHANGE, {NO_CHANGE}, T_EDDSA, PRIVATE_JWK, FAPI_DPOP_JWK_PRIVATE, 401, PROOF},
    {"D17", NO_CHANGE, {{"htm", "\"PUT\""}}, T_EDDSA, AS_IS, FAPI_DPOP_HTM, 401, PROOF},
    {"D18", NO_CHANGE, {{"htu", "\"" HTU "?added=1#fragment\""}}, T_EDDSA, AS_IS, YES},
    {"D19", NO_CHANGE, {{"htu", "\"" HTU "\""}}, T_EDDSA, AS_IS, YES}, /* the URL of the fixture has a query */
    {"D20", NO_CHANGE, {{"htu", "\"" HTU "ohnonotagain\""}}, T_EDDSA, AS_IS, FAPI_DPOP_HTU, 401, PROOF},
    {"D21", NO_CHANGE, {{"iat", "1800003600"}}, T_EDDSA, AS_IS, FAPI_DPOP_IAT_FUTURE, 401, PROOF},
    {"D22", NO_CHANGE, {{"iat", "1799996400"}}, T_EDDSA, AS_IS, FAPI_DPOP_IAT_OLD, 401, PROOF},
    {"D23", NO_CHANGE, {{"iat", "1799999990"}}, T_EDDSA, AS_IS, YES},
    {"D23", NO_CHANGE, {{"iat", "1800000008"}}, T_EDDSA, AS_IS, YES},
    {"D24", NO_CHANGE, {{"iat", "1799999699"}}, T_EDDSA, AS_IS, FAPI_DPOP_IAT_OLD, 401, PROOF},
    {"D24", NO_CHANGE, {{"iat", "1800000301"}}, T_EDDSA, AS_IS, FAPI_DPOP_IAT_FUTURE, 401, PROOF},
    {"D25", NO_CHANGE, {NO_CHANGE}, T_EDDSA, AGAIN, FAPI_DPOP_REPLAYED, 401, PROOF},
    {"D26", NO_CHANGE, {NO_CHANGE}, T_EDDSA, OTHER_TOKEN, FAPI_DPOP_ATH, 401, PROOF},
    {"D27", NO_CHANGE, {NO_CHANGE}, T_ES256, AS_IS, FAPI_DPOP_JKT, 401, TYPED},
    {"D28", {"tx_id_key", "{\"a\":[1,null]}"}, {{"tx_id", "\"4711\""}, {"tx_id_key", "[true]"}}, T_EDDSA, AS_IS, YES},
    {"D29", NO_CHANGE, {{"htu", "\"HTTPS://API.EXAMPLE.COM/accounts\""}}, T_EDDSA, AS_IS, YES},
    {"D30", NO_CHANGE, {{"htu", "\"https://api.example.com:443/accounts\""}}, T_EDDSA, AS_IS, YES},
    {"D31", NO_CHANGE, {NO_CHANGE}, T_EDDSA, NO_PROOF, FAPI_DPOP_MISSING, 401, PROOF},
    {"D32", NO_CHANGE, {NO_CHANGE}, T_EDDSA, BEARER_ALONE, FAPI_DPOP_BOUND_AS_BEARER, 401, TYPED},
    {"D33", NO_CHANGE, {{"nbf", "1800000000"}, {"exp", "1800000300"}}, T_EDDSA, AS_IS, YES},
    {"D34", NO_CHANGE, {{"nbf", "1800000600"}}, T_EDDSA, AS_IS, FAPI_DPOP_NBF, 401, PROOF},
    {"D34", NO_CHANGE, {{"exp", "1799999400"}}, T_EDDSA, AS_IS, FAPI_DPOP_EXPIRED, 401, PROOF},
    /* The suite's own server refuses these two as signs of a careless client. No clause does: iat, which is fresh, says how
     * old a proof is, and a late exp gives it no longer life than the window of iat does. */
    {"D34", NO_CHANGE, {{"nbf", "1799999400"}}, T_EDDSA, AS_IS, YES},
    {"D34", NO_CHANGE, {{"exp", "3500000000"}}, T_EDDSA, AS_IS, YES},
    {"D34", NO_CHANGE, {{"exp", "1800000300000"}}, T_EDDSA, AS_IS, FAPI_DPOP_CLAIM_TYPE, 401, PROOF}, /* milliseconds */
    {"D35", NO_CHANGE, {NO_CHANGE}, T_EDDSA, NO_TOKEN, FAPI_DPOP_ATH, 401, PROOF},
    {"D35", NO_CHANGE, {{"jti", "\" \""}}, T_EDDSA, AS_IS, FAPI_DPOP_JTI, 401, PROOF},
    {"D35", NO_CHANGE, {{"jti", "\"\""}}, T_EDDSA, AS_IS, FAPI_DPOP_JTI, 401, PROOF},
    {"D35", {"jwk", "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"}, {NO_CHANGE},
     T_EDDSA, AS_IS, FAPI_DPOP_JWK, 401, PROOF},
    {"D35", {"jwk", "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"}, {NO_CHANGE},
     T_EDDSA, AS_IS, FAPI_DPOP_JWK, 401, PROOF},
    {"D36", NO_CHANGE, {NO_CHANGE}, T_PS256, AS_IS, FAPI_DPOP_JKT, 401, TYPED},
    {"D36", NO_CHANGE, {NO_CHANGE}, T_EDDSA, OTHER_CERTIFICATE, FAPI_MTLS_THUMBPRINT, 401, TYPED},
    {"D37", NO_CHANGE, {NO_CHANGE}, T_EDDSA, IN_QUERY, FAPI_TOKEN_IN_QUERY, 400, "invalid_request"},
    {"D37", NO_CHANGE, {NO_CHANGE}, T_EDDSA, ODD_SCHEME, YES},
    {"D37", NO_CHANGE, {NO_CHANGE}, T_EDDSA, BEARER_ODD_SCHEME, YES},
};

/* A sealed server whose client has the published key of T_EDDSA, so that any header can be signed. */
static int ready(fixture **fx, int profile, int format)
{
    fapi_jwk *key = NULL;
    const char *text = t_public_jwk(T_EDDSA);
    int rc = FAPI_ERR_INTERNAL;

    fixture_free(*fx);
    rc = fixture_new(fx, profile);
    if (rc == FAPI_OK)
        rc = fapi_jwk_new(t_context(), text, strlen(text), &key);
    if (rc == FAPI_OK)
        rc = fapi_jwk_thumbprint(key, (*fx)->jkt, sizeof (*fx)->jkt);
    fapi_jwk_free(key);
    if (rc != FAPI_OK)
        return rc;
    fapi_rs_free((*fx)->rs);
    (*fx)->rs = NULL;
    rc = fapi_policy_set((*fx)->policy, FAPI_CONTROL_TOKEN_FORMAT, format);
    (*fx)->rs = fapi_rs_new((*fx)->policy);
    if (rc == FAPI_OK && (*fx)->rs == NULL)
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK)
        rc = fapi_rs_add_issuer((*fx)->rs, S(ISSUER), (*fx)->jwks, NOW);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience((*fx)->rs, S(AUDIENCE));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay((*fx)->rs, (*fx)->replay);
    return rc == FAPI_OK ? fapi_rs_seal((*fx)->rs) : rc;
}

static int keep(const char *text, char *out, size_t *n)
{
    *n = strlen(text);
    if (*n == 0 || *n >= 4096)
        return FAPI_ERR_NOMEM;
    memcpy(out, text, *n + 1);
    return FAPI_OK;
}

static int make_proof(fixture *fx, const row *r, size_t number)
{
    const t_member header[] = {{"typ", "\"dpop+jwt\""},
                               {"alg", t_format("\"%s\"", fapi_alg_name(t_alg(r->key)))},
                               {"jwk", r->how == PRIVATE_JWK ? t_private_jwk(r->key) : t_public_jwk(r->key)},
                               NO_CHANGE};
    const t_member claims[] = {{"jti", t_format("\"proof-%zu\"", number)},
                               {"htm", "\"GET\""},
                               {"htu", "\"" HTU "\""},
                               {"iat", "1799999999"},
                               {"ath", t_format("\"%s\"", fx->ath)},
                               NO_CHANGE};
    const char *head = t_object(header, &r->header, 1), *body = t_object(claims, r->claims, 2), *made = NULL;
    uint8_t flipped[64];
    size_t i = 0, n = 0;

    if (r->how == UNSIGNED)
        return keep(t_join("{\"typ\":\"dpop+jwt\",\"alg\":\"none\"}", body, strlen(body), "", 0), fx->proof, &fx->proof_len);
    made = t_sign(r->key, head, body);
    if (r->how == TWO_PARTS)
        made = t_format("%.*s", (int)(strrchr(made, '.') == NULL ? 0 : strrchr(made, '.') - made), made);
    if (r->how == FLIPPED && made[0] != '\0') {
        if (fapix_base64url_decode(fapix_slice_str(strrchr(made, '.') + 1), flipped, &n) != FAPI_OK)
            return FAPI_ERR_INTERNAL;
        for (i = 0; i < n; i++)
            flipped[i] ^= 0x5A;
        made = t_replace_part(made, 2, t_base64url(flipped, n));
    }
    return keep(made, fx->proof, &fx->proof_len);
}

static int make_token(fixture *fx, const row *r)
{
    char other[256];

    if (r->how == OTHER_CERTIFICATE || r->how == BEARER_ODD_SCHEME) {
        snprintf(other, sizeof other, "{\"cnf\":{\"x5t#S256\":\"%s\"}}", r->how == OTHER_CERTIFICATE ? fx->ath : fx->x5t);
        return fixture_token(fx, NULL, other);
    }
    return fixture_token(fx, NULL, NULL);
}

/* The request of a row; its proof stands in fx->proof. */
static int make_request(fixture *fx, const row *r)
{
    static const char *const schemes[] = {
        [ODD_SCHEME] = "dpOp", [BEARER_ALONE] = "Bearer", [OTHER_CERTIFICATE] = "Bearer", [BEARER_ODD_SCHEME] = "bEARER"};
    const char *scheme = r->how < ROWS(schemes) && schemes[r->how] != NULL ? schemes[r->how] : "DPoP";
    bool bearer = r->how == BEARER_ALONE || r->how == OTHER_CERTIFICATE || r->how == BEARER_ODD_SCHEME;
    size_t kept = fx->proof_len;
    int rc = FAPI_ERR_INTERNAL;

    if (bearer || r->how == NO_PROOF || r->how == CAPITALS)
        fx->proof_len = 0;
    rc = fixture_request(fx, scheme);
    fx->proof_len = kept;
    if (rc == FAPI_OK && (r->how == CAPITALS || r->how == TWO_FIELDS))
        rc = fapi_request_add_header(fx->request, S("DPOP"), fx->proof, fx->proof_len);
    if (rc == FAPI_OK && (r->how == OTHER_CERTIFICATE || r->how == BEARER_ODD_SCHEME))
        rc = fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate);
    if (rc == FAPI_OK && r->how == IN_QUERY)
        rc = fapi_request_set_url(fx->request, S(URL "&access_token=e30.e30.e30"));
    return rc;
}

/* The token endpoint: no token yet. */
static int check_without_token(fixture *fx)
{
    AUTO(fapi_dpop) dpop = fapi_dpop_new(t_context());
    int rc = dpop == NULL ? FAPI_ERR_NOMEM : fapi_dpop_set_method(dpop, S("GET"));

    if (rc == FAPI_OK)
        rc = fapi_dpop_set_url(dpop, S(URL));
    return rc == FAPI_OK ? fapi_dpop_check(dpop, fx->proof, fx->proof_len, NOW, fx->verdict) : rc;
}

static int judge(fixture *fx, const row *r, size_t number)
{
    int rc = make_token(fx, r);

    if (rc == FAPI_OK)
        rc = make_proof(fx, r, number);
    if (rc == FAPI_OK && r->how == OTHER_TOKEN)
        rc = fixture_token(fx, NULL, "{\"jti\":\"token-2\"}");
    if (rc != FAPI_OK)
        return rc;
    if (r->how == NO_TOKEN)
        return check_without_token(fx);
    rc = make_request(fx, r);
    if (rc == FAPI_OK && r->how == AGAIN)
        rc = fixture_check(fx);
    return rc == FAPI_OK ? fixture_check(fx) : rc;
}

/* A claim is left for each request that passed with a proof, and by none that did not. */
static void test_dpop_rows(void **state)
{
    AUTO(fixture) fx = NULL;
    size_t i = 0, live = 0;
    (void)state;

    STATUS(FAPI_OK, ready(&fx, FAPI_PROFILE_FAPI2_SECURITY, FAPI_TOKEN_FORMAT_RFC9068));
    for (i = 0; i < ROWS(rows); i++) {
        const row *r = &rows[i];
        const char *challenge = NULL;
        size_t n = 0;

        if (t_sweeping() && (r->key == T_PS256 || r->key == T_RS256))
            continue; /* a hundred signatures by RSA would take as long as all the rest */
        STATUS(r->want, t_row(i, r->name, r->want, judge(fx, r, i)));
        CHECK(fapi_verdict_http(fx->verdict) == r->http);
        CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), r->error) == 0);
        CHECK(fapi_verdict_www_authenticate(fx->verdict, &challenge, &n) == FAPI_OK);
        CHECK((n != 0) == (r->want != FAPI_OK && r->how != NO_TOKEN));
        live += (r->want == FAPI_OK && r->how != BEARER_ODD_SCHEME) || r->how == AGAIN;
        CHECK(fapi_replay_live(fx->replay, NOW) == live);
    }
}

/* D21 and D22 with a nonce that stands for iat, as the suite knows it; D23 where no token is. */
static void test_times_elsewhere(void **state)
{
    static const char *const near[] = {"1799999990", "1800000008"}, *const far[] = {"1800003600", "1799996400"};
    AUTO(fixture) fx = NULL;
    AUTO(fapi_rs) rs = NULL;
    char nonce[44], quoted[48];
    (void)state;

    STATUS(FAPI_OK, ready(&fx, FAPI_PROFILE_FAPI2_SECURITY, FAPI_TOKEN_FORMAT_RFC9068));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &fx->nonce));
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_DPOP_NONCE, 1));
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_DPOP_NONCE_TIME, 1));
    rs = fapi_rs_new(fx->policy);
    CHECK(rs != NULL);
    STATUS(FAPI_OK, fapi_rs_add_issuer(rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_OK, fapi_rs_add_audience(rs, S(AUDIENCE)));
    STATUS(FAPI_OK, fapi_rs_set_replay(rs, fx->replay));
    STATUS(FAPI_OK, fapi_rs_set_dpop_nonce(rs, fx->nonce));
    STATUS(FAPI_OK, fapi_rs_seal(rs));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(fx->nonce, NOW, nonce, sizeof nonce));
    snprintf(quoted, sizeof quoted, "\"%s\"", nonce);
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    for (size_t i = 0; i < 2; i++) {
        const row in_use = {.name = "D21", .claims = {{"iat", far[i]}, {"nonce", quoted}}};
        const row no_token = {.name = "D23", .claims = {{"iat", near[i]}, {"ath", NULL}}};

        STATUS(FAPI_OK, make_proof(fx, &in_use, i));
        STATUS(FAPI_OK, make_request(fx, &in_use));
        STATUS(FAPI_OK, fapi_rs_check(rs, fx->request, NOW, fx->verdict));
        STATUS(FAPI_DPOP_REPLAYED, fapi_rs_check(rs, fx->request, NOW, fx->verdict));
        STATUS(FAPI_OK, make_proof(fx, &no_token, i));
        STATUS(FAPI_OK, check_without_token(fx));
    }
}

/* ---- one kind of JWT for another ---- */

#define COMMON "\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"iat\":1799999995,\"exp\":1800000200,\"jti\":\"j\""

/* As near to an access token as the kind allows: of the same issuer, for a client whose name is that of the resource server. Kinds
 * have two rows where the typ header is not always there. */
typedef struct kind {
    const char *name, *typ, *claims;
    int by_client, strict, lenient; /* who signs it; what it is refused with as access token of RFC 9068, and of any JWT */
} kind;

static const kind kinds[] = {
    {"access token", "at+jwt", COMMON ",\"sub\":\"a\",\"client_id\":\"c\",\"scope\":\"s\"", 0, FAPI_OK, FAPI_OK},
    {"DPoP proof", "dpop+jwt", COMMON ",\"htm\":\"GET\",\"htu\":\"" HTU "\"", 0, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"ID token", "JWT", COMMON ",\"sub\":\"a\",\"nonce\":\"n\",\"at_hash\":\"h\"", 0, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"ID token", "", COMMON ",\"sub\":\"a\",\"at_hash\":\"h\"", 0, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"bare ID token", "JWT", COMMON ",\"sub\":\"a\"", 0, FAPI_TOKEN_TYP, FAPI_CNF_MISSING},
    {"logout token", "logout+jwt", COMMON ",\"sub\":\"a\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}", 0,
     FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"logout token", "", COMMON ",\"sub\":\"a\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}", 0,
     FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"JARM response", "", COMMON ",\"code\":\"x\",\"state\":\"y\"", 0, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"JARM error", "JWT", COMMON ",\"error\":\"access_denied\"", 0, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"client assertion", "client-authentication+jwt", "\"iss\":\"client\",\"sub\":\"client\",\"aud\":\"" ISSUER "\",\"exp\":1800000200,\"jti\":\"j\"",
     1, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
    {"client assertion", "JWT", "\"iss\":\"client\",\"sub\":\"client\",\"aud\":\"" AUDIENCE "\",\"exp\":1800000200,\"jti\":\"j\"", 1,
     FAPI_TOKEN_TYP, FAPI_TOKEN_ISS},
    {"request object", "oauth-authz-req+jwt", COMMON ",\"client_id\":\"c\",\"response_type\":\"code\",\"scope\":\"s\"", 1, FAPI_TOKEN_TYP,
     FAPI_TOKEN_TYP},
    {"request object", "", "\"iss\":\"client\",\"aud\":\"" AUDIENCE "\",\"client_id\":\"c\",\"exp\":1800000200", 1, FAPI_TOKEN_TYP,
     FAPI_TOKEN_ISS},
    {"introspection response", "token-introspection+jwt", COMMON ",\"token_introspection\":{\"active\":true}", 0, FAPI_TOKEN_TYP,
     FAPI_TOKEN_TYP},
    {"introspection response", "", COMMON ",\"token_introspection\":{\"active\":true}", 0, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP},
};

/* All of them bound to the client's key, as if the issuer could be talked into it, but for the one that nothing else keeps out. */
static const char *payload_of(const fixture *fx, const kind *k)
{
    return strcmp(k->name, "bare ID token") == 0
               ? t_format("{%s}", k->claims)
               : t_format("{%s,\"ath\":\"%s\",\"cnf\":{\"jkt\":\"%s\"}}", k->claims, fx->ath, fx->jkt);
}

static int as_access_token(fixture *fx, const kind *k)
{
    const char *payload = payload_of(fx, k), *compact = NULL;
    const row good = {.name = k->name};
    size_t n = 0;
    int rc = fapi_jws_set_typ(fx->jws, k->typ, strlen(k->typ));

    if (rc == FAPI_OK)
        rc = fapi_jws_set_embed_jwk(fx->jws, 0);
    if (rc == FAPI_OK)
        rc = fapi_jws_sign(fx->jws, k->by_client ? fx->client : fx->as, (const uint8_t *)payload, strlen(payload), &compact, &n);
    if (rc == FAPI_OK)
        rc = keep(t_format("%.*s", (int)n, compact), fx->token, &fx->token_len);
    if (rc == FAPI_OK)
        rc = fapix_sha256_base64url(fapix_provider_default(), NULL, fapix_slice_of(fx->token, fx->token_len), fx->ath);
    if (rc == FAPI_OK)
        rc = make_proof(fx, &good, (size_t)(k - kinds) + 100);
    if (rc == FAPI_OK)
        rc = make_request(fx, &good);
    return rc == FAPI_OK ? fixture_check(fx) : rc;
}

/* Signed by the client, its key in the header, with the typ of its kind or with that of a proof. */
static int as_proof(fixture *fx, const kind *k, const char *typ, size_t number)
{
    const row good = {.name = k->name};
    const char *named = typ[0] == '\0' ? "" : t_format("\"typ\":\"%s\",", typ);
    const char *header = t_format("{%s\"alg\":\"EdDSA\",\"jwk\":%s}", named, t_public_jwk(T_EDDSA));
    int rc = fixture_token(fx, NULL, t_format("{\"jti\":\"token-%zu\"}", number)); /* so that each proof has an ath of its own */

    if (rc == FAPI_OK)
        rc = keep(t_sign(T_EDDSA, header, payload_of(fx, k)), fx->proof, &fx->proof_len);
    if (rc == FAPI_OK)
        rc = make_request(fx, &good);
    return rc == FAPI_OK ? fixture_check(fx) : rc;
}

static void test_kinds_as_access_token(void **state)
{
    static const int formats[] = {FAPI_TOKEN_FORMAT_RFC9068, FAPI_TOKEN_FORMAT_JWT};
    AUTO(fixture) fx = NULL;
    (void)state;

    for (size_t f = 0; f < 2; f++) {
        STATUS(FAPI_OK, ready(&fx, FAPI_PROFILE_FAPI2_SECURITY, formats[f]));
        for (size_t i = 0; i < ROWS(kinds); i++) {
            int want = f == 0 ? kinds[i].strict : kinds[i].lenient;

            STATUS(want, t_row(i, kinds[i].name, want, as_access_token(fx, &kinds[i])));
            CHECK(want == FAPI_OK || strcmp(fapi_verdict_oauth_error(fx->verdict), TYPED) == 0);
        }
    }
    ATTACK("TYP-01");
    ATTACK("TYP-05");
    ATTACK("AT-05");
}

static void test_kinds_as_proof(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&fx, FAPI_PROFILE_FAPI2_SECURITY, FAPI_TOKEN_FORMAT_RFC9068));
    for (size_t i = 0; i < ROWS(kinds); i++) {
        bool right = strcmp(kinds[i].name, "DPoP proof") == 0;
        int want = right ? FAPI_OK : FAPI_DPOP_TYP;

        STATUS(want, t_row(i, kinds[i].name, want, as_proof(fx, &kinds[i], kinds[i].typ, i)));
        want = right ? FAPI_DPOP_REPLAYED : FAPI_DPOP_CLAIM_MISSING;
        STATUS(want, t_row(i, kinds[i].name, want, as_proof(fx, &kinds[i], "dpop+jwt", i)));
        CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), PROOF) == 0);
    }
    ATTACK("TYP-01");
    ATTACK("DPOP-02");
}

/* ---- what servers and clients in use write ---- */

#define LIFE "\"iss\":\"" ISSUER "\",\"iat\":1799999995,\"exp\":1800000200"
#define BARE_JWK "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""

typedef struct spelling {
    const char *of, *header, *claims; /* without the braces, and without cnf or what the request decides */
    int strict, lenient;              /* what RFC 9068 and the looser format make of the token */
} spelling;

static const spelling tokens[] = {
    {"oidc-provider", "\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"eddsa\"",
     LIFE ",\"jti\":\"k2\",\"sub\":\"u\",\"scope\":\"openid accounts\",\"client_id\":\"c\",\"aud\":\"" AUDIENCE "\"", FAPI_OK, FAPI_OK},
    {"without a kid, one key fits", "\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"",
     LIFE ",\"jti\":\"k2\",\"sub\":\"u\",\"client_id\":\"c\",\"aud\":[\"x\",\"" AUDIENCE "\"]", FAPI_OK, FAPI_OK},
    {"algorithm by its new name, type by its long one", "\"alg\":\"Ed25519\",\"typ\":\"application/AT+JWT\",\"kid\":\"eddsa\"",
     LIFE ",\"jti\":\"k2\",\"sub\":\"u\",\"client_id\":\"c\",\"aud\":\"" AUDIENCE "\",\"nbf\":1799999995.5", FAPI_OK, FAPI_OK},
    {"WSO2", "\"x5t\":\"ZjU5ZjM2YzQxZDY0NmI5ZGIxZjM2YzQxZDY0NmI5ZGIxZjM2YzQxZA\",\"kid\":\"eddsa\",\"typ\":\"at+jwt\",\"alg\":\"EdDSA\"",
     LIFE ",\"sub\":\"u\",\"aut\":\"APPLICATION_USER\",\"binding_type\":\"cookie\",\"client_id\":\"c\",\"aud\":[\"c\",\"" AUDIENCE "\"],"
          "\"nbf\":1799999995,\"azp\":\"c\",\"org_id\":\"1\",\"scope\":\"accounts openid\",\"jti\":\"j\"", FAPI_OK, FAPI_OK},
    {"Keycloak", "\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"eddsa\"",
     LIFE ",\"auth_time\":1799999000,\"nbf\":0,\"jti\":\"onrtac:1\",\"aud\":[\"" AUDIENCE "\",\"account\"],\"sub\":\"u\",\"typ\":\"DPoP\",\"azp\":\"c\","
          "\"sid\":\"s\",\"acr\":\"1\",\"allowed-origins\":[\"/*\"],\"realm_access\":{\"roles\":[\"a\",\"b\"]},"
          "\"resource_access\":{\"account\":{\"roles\":[\"manage-account\"]}},\"scope\":\"openid email\",\"email_verified\":false",
     FAPI_TOKEN_TYP, FAPI_OK},
    {"PingFederate", "\"alg\":\"EdDSA\",\"kid\":\"eddsa\",\"pi.atm\":\"1\"",
     "\"iss\":\"" ISSUER "\",\"exp\":1800000200,\"scope\":\"accounts\",\"client_id\":\"c\",\"aud\":\"" AUDIENCE "\"", FAPI_TOKEN_TYP, FAPI_OK},
    {"Entra", "\"typ\":\"JWT\",\"alg\":\"EdDSA\",\"x5t\":\"2jmj7l5rSw0yVb_vlWAYkK_YBwk\",\"kid\":\"eddsa\",\"nonce\":\"n\"",
     LIFE ",\"aud\":\"" AUDIENCE "\",\"nbf\":1799999995,\"aio\":\"E2\",\"azp\":\"c\",\"azpacr\":\"2\",\"oid\":\"o\",\"sub\":\"u\",\"scp\":\"accounts\",\"ver\":\"2.0\"",
     FAPI_TOKEN_TYP, FAPI_OK},
    /* RFC 9068 2.2.3 has a string, and what a list would mean no specification says. */
    {"Spring, with scope as a list", "\"kid\":\"eddsa\",\"alg\":\"EdDSA\"",
     LIFE ",\"sub\":\"u\",\"aud\":\"" AUDIENCE "\",\"nbf\":1799999995,\"scope\":[\"accounts\"],\"jti\":\"j\"", FAPI_TOKEN_TYP, FAPI_TOKEN_SCOPE},
};

static const spelling proofs[] = {
    {"openid-client", "\"alg\":\"EdDSA\",\"typ\":\"dpop+jwt\",\"jwk\":{" BARE_JWK "}", "\"iat\":1799999999,\"jti\":\"0\",\"htm\":\"GET\",\"htu\":\"" HTU "\"", 0, 0},
    {"a browser's key", "\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"jwk\":{\"key_ops\":[\"verify\"],\"ext\":true,\"alg\":\"Ed25519\"," BARE_JWK "}",
     "\"jti\":\"1\",\"htm\":\"GET\",\"htu\":\"" HTU "\",\"iat\":1799999999.25", 0, 0},
    {"a key with name and use", "\"typ\":\"application/dpop+jwt\",\"alg\":\"EdDSA\",\"kid\":\"k\",\"jwk\":{\"use\":\"sig\",\"kid\":\"k\",\"iat\":1," BARE_JWK "}",
     "\"jti\":\"2\",\"htm\":\"GET\",\"htu\":\"" HTU "?page=2\",\"iat\":1800000000,\"iss\":\"c\",\"sub\":\"c\",\"aud\":\"x\",\"exp\":1800000060,\"nbf\":1800000000",
     0, 0},
};

static int server_of_published_keys(const fixture *fx, fapi_jwks **jwks, fapi_rs **rs)
{
    const char *set = t_public_jwks();
    int rc = FAPI_ERR_NOMEM;

    fapi_rs_free(*rs);
    fapi_jwks_free(*jwks);
    *rs = fapi_rs_new(fx->policy);
    *jwks = fapi_jwks_new(t_context());
    if (*rs != NULL && *jwks != NULL)
        rc = fapi_jwks_load(*jwks, set, strlen(set));
    if (rc == FAPI_OK)
        rc = fapi_rs_add_issuer(*rs, S(ISSUER), *jwks, NOW);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(*rs, S(AUDIENCE));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(*rs, fx->replay);
    return rc == FAPI_OK ? fapi_rs_seal(*rs) : rc;
}

static int judge_spelling(fixture *fx, const fapi_rs *rs, const spelling *token, const spelling *proof, size_t number)
{
    const row good = {.name = token->of};
    const char *text = t_format("{%s,\"cnf\":{\"jkt\":\"%s\"}}", token->claims, fx->jkt);
    int rc = keep(t_sign(T_EDDSA, t_format("{%s}", token->header), text), fx->token, &fx->token_len);

    if (rc == FAPI_OK)
        rc = fapix_sha256_base64url(fapix_provider_default(), NULL, fapix_slice_of(fx->token, fx->token_len), fx->ath);
    if (rc == FAPI_OK && proof == NULL)
        rc = make_proof(fx, &good, number);
    else if (rc == FAPI_OK)
        rc = keep(t_sign(T_EDDSA, t_format("{%s}", proof->header), t_format("{%s,\"ath\":\"%s\"}", proof->claims, fx->ath)),
                  fx->proof, &fx->proof_len);
    if (rc == FAPI_OK)
        rc = make_request(fx, &good);
    return rc == FAPI_OK ? fapi_rs_check(rs, fx->request, NOW, fx->verdict) : rc;
}

static void test_spellings(void **state)
{
    static const int formats[] = {FAPI_TOKEN_FORMAT_RFC9068, FAPI_TOKEN_FORMAT_JWT};
    (void)state;

    for (size_t f = 0; f < 2; f++) {
        AUTO(fixture) fx = NULL;
        AUTO(fapi_jwks) jwks = NULL;
        AUTO(fapi_rs) rs = NULL;

        STATUS(FAPI_OK, ready(&fx, FAPI_PROFILE_FAPI2_SECURITY, formats[f]));
        STATUS(FAPI_OK, server_of_published_keys(fx, &jwks, &rs));
        for (size_t i = 0; i < ROWS(tokens); i++) {
            int want = f == 0 ? tokens[i].strict : tokens[i].lenient;

            STATUS(want, t_row(i, tokens[i].of, want, judge_spelling(fx, rs, &tokens[i], NULL, i + 10)));
        }
        for (size_t i = 0; i < ROWS(proofs); i++)
            STATUS(FAPI_OK, t_row(i, proofs[i].of, FAPI_OK, judge_spelling(fx, rs, &tokens[0], &proofs[i], 0)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dpop_rows),
        cmocka_unit_test(test_times_elsewhere),
        cmocka_unit_test(test_kinds_as_access_token),
        cmocka_unit_test(test_kinds_as_proof),
        cmocka_unit_test(test_spellings),
    };
    return t_main("conformance", tests, sizeof tests / sizeof *tests);
}
