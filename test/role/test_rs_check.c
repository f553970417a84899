/* SPDX-License-Identifier: Apache-2.0 */
/* The resource request, judged end to end: one good request of each binding, and everything that can be wrong with it. */
#include "test/role/fixture.h"


static int sealed(fixture **fx, int profile)
{
    int rc = FAPI_ERR_INTERNAL;

    fixture_free(*fx); /* of a first try that ran out of memory */
    rc = fixture_new(fx, profile);

    return rc == FAPI_OK ? fapi_rs_seal((*fx)->rs) : rc;
}

/* A token with the certificate's thumbprint in it, and perhaps more members: of cnf, and of the token. */
static int mtls_token(fixture *fx, const char *cnf, const char *more)
{
    char override[256];

    snprintf(override, sizeof override, "{\"cnf\":{\"x5t#S256\":\"%s\"%s}%s}", fx->x5t, cnf, more);
    return fixture_token(fx, NULL, override);
}

static int token_with_both(fixture *fx)
{
    char jkt[64];

    snprintf(jkt, sizeof jkt, ",\"jkt\":\"%s\"", fx->jkt);
    return mtls_token(fx, jkt, "");
}

typedef int (*text_reader)(const fapi_verdict *verdict, const char **text, size_t *n);

static int reads(const fixture *fx, text_reader reader, const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    return reader(fx->verdict, &text, &n) == FAPI_OK && n == strlen(want) && memcmp(text, want, n) == 0;
}

static int claims(const fixture *fx, const char *name, const char *want)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_verdict_claim_string(fx->verdict, name, strlen(name), &text, &n) == FAPI_OK && n == strlen(want) &&
           memcmp(text, want, n) == 0;
}

/* ---- what passes ---- */

static void test_dpop_bound(void **state)
{
    AUTO(fixture) fx = NULL;
    const uint8_t *key = NULL;
    size_t n = 0, i = 0, failed = 0;
    int64_t value = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("accounts")));
    STATUS(FAPI_OK, fapi_request_set_tls(fx->request, 0x0303, 0xC02F));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(fapi_verdict_status(fx->verdict) == FAPI_OK && fapi_verdict_http(fx->verdict) == 200);
    CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "") == 0);
    CHECK(reads(fx, fapi_verdict_www_authenticate, ""));
    CHECK(reads(fx, fapi_verdict_error_json, ""));
    CHECK(claims(fx, "client_id", "client-1"));
    CHECK(claims(fx, "sub", "alice"));
    CHECK(reads(fx, fapi_verdict_jkt, fx->jkt));
    CHECK(reads(fx, fapi_verdict_x5t_s256, ""));
    STATUS(FAPI_OK, fapi_verdict_claim_integer(fx->verdict, S("exp"), &value));
    CHECK(value == NOW + 295);
    STATUS(FAPI_OK, fapi_verdict_replay_key(fx->verdict, 0, &key, &n, &value));
    CHECK(n == 32 && value >= NOW - 1 + 60 + 10 && value <= NOW - 1 + 60 + 10 + 1);
    CHECK(fapi_verdict_trace_count(fx->verdict) > 30);
    for (i = 0; i < fapi_verdict_trace_count(fx->verdict); i++)
        failed += fapi_verdict_trace_outcome(fx->verdict, i) == FAPI_OUTCOME_FAIL;
    CHECK(failed == 0);
    ACCEPTS("FAPI2SP-5.2.1-1");
    ACCEPTS("FAPI2SP-5.2.1-2");
    ACCEPTS("FAPI1BASE-7.1-1");
    ACCEPTS("FAPI2SP-5.2.2-1");
    ACCEPTS("FAPI2SP-5.3.4-1");
    ACCEPTS("FAPI2SP-5.3.4-2");
    ACCEPTS("FAPI2SP-5.3.4-3");
    ACCEPTS("FAPI2SP-5.3.4-4");
    ACCEPTS("FAPI2SP-5.3.4-5");
    ACCEPTS("FAPI1BASE-6.2.1-2");
    ACCEPTS("FAPI1BASE-6.2.1-3");
    ACCEPTS("FAPI1BASE-6.2.1-4");
    ACCEPTS("FAPI1BASE-6.2.1-5");
    ACCEPTS("RFC6750-2-1");
    ACCEPTS("RFC6750-2.1-1");
    ACCEPTS("RFC6750-2.2-1");
    ACCEPTS("RFC6750-2.3-1");
    ACCEPTS("RFC9449-4.3-1");
    ACCEPTS("RFC9449-6-1");
    ACCEPTS("RFC9449-7-1");
    ACCEPTS("RFC9449-7.1-1");
    ACCEPTS("RFC9449-7.2-1");
    ACCEPTS("RFC9449-7.2-3");
    ACCEPTS("RFC9449-11.1-2");
    ACCEPTS("FAPI2SP-6.2-1");
    ACCEPTS("RFC9110-5.3-1");
    ACCEPTS("RFC9068-4-3");
    ACCEPTS("RFC9068-4-5");
    ACCEPTS("RFC8725-3.8-1");
}

/* Scheme names and field names know no case; the RS asks for scopes as the host says. */
static void test_scheme_and_field_case(void **state)
{
    static const char *const schemes[] = {"DPoP", "dpop", "dpOp", "DPOP"};
    AUTO(fixture) fx = NULL;
    size_t i = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    for (i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        char jti[32];

        snprintf(jti, sizeof jti, "{\"jti\":\"case-%zu\"}", i);
        STATUS(FAPI_OK, fixture_proof(fx, jti));
        STATUS(FAPI_OK, fixture_request(fx, schemes[i]));
        STATUS(FAPI_OK, fixture_check(fx));
    }
    /* white space around a field value, which not every server takes away */
    STATUS(FAPI_OK, fixture_proof(fx, "{\"jti\":\"white\"}"));
    fx->proof[fx->proof_len++] = '\t';
    memmove(fx->proof + 1, fx->proof, fx->proof_len++);
    fx->proof[0] = ' ';
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
    fx->proof_len = 0;
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "bEARER"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    ACCEPTS("RFC9110-11.1-1");
    STATUS(FAPI_OK, fixture_request(fx, "Basic"));
    STATUS(FAPI_TOKEN_SCHEME, fixture_check(fx));
    REFUSES("RFC9110-11.1-1");
    ATTACK("AT-03");
}

static void test_mtls_bound(void **state)
{
    AUTO(fixture) fx = NULL;
    uint8_t other[520];
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 401 && strcmp(fapi_verdict_oauth_error(fx->verdict), "invalid_token") == 0);
    ATTACK("MTLS-02");
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(reads(fx, fapi_verdict_x5t_s256, fx->x5t));
    CHECK(reads(fx, fapi_verdict_jkt, ""));
    ACCEPTS("RFC8705-3-2");
    ACCEPTS("FAPI1ADV-6.2.1-2");
    ACCEPTS("RFC8705-6.2-1"); /* nothing was asked of a chain */
    memcpy(other, fixture_certificate, sizeof other);
    other[400] ^= 1;
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, other, sizeof other));
    STATUS(FAPI_MTLS_THUMBPRINT, fixture_check(fx));
    CHECK(fixture_challenge_has(fx, "Bearer realm=\"fapi\", error=\"invalid_token\""));
    REFUSES("RFC8705-3-2");
    REFUSES("FAPI1ADV-6.2.1-2");
    REFUSES("RFC8705-6.2-1");
    ATTACK("MTLS-01");
    ATTACK("MTLS-09"); /* the certificate is the request's own, each time */
    /* What the Baseline asks of a resource, the Advanced profile asks too. */
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("accounts")));
    STATUS(FAPI_OK, fixture_check(fx));
    ACCEPTS("FAPI1ADV-6.2.1-1");
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("payments")));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, fixture_check(fx));
    REFUSES("FAPI1ADV-6.2.1-1");
}

/* What a proxy says when it hands over the thumbprint only. */
static void test_mtls_bound_by_thumbprint(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate_thumbprint(fx->request, fx->x5t, strlen(fx->x5t)));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(reads(fx, fapi_verdict_x5t_s256, fx->x5t));
    ACCEPTS("RFC8705-3-2");
    STATUS(FAPI_OK, fapi_request_set_certificate_thumbprint(fx->request, S("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0")));
    STATUS(FAPI_MTLS_THUMBPRINT, fixture_check(fx));
    REFUSES("RFC8705-3-2");
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_MTLS_THUMBPRINT, fixture_check(fx));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, fixture_check(fx));
}

/* A certificate header of the client's own making is just a header. */
static void test_certificate_header_is_not_a_certificate(void **state)
{
    static const char *const names[] = {"X-SSL-Client-Cert", "x_ssl_client_cert", "X-Forwarded-Client-Cert", "Client-Cert"};
    AUTO(fixture) fx = NULL;
    size_t i = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    for (i = 0; i < sizeof names / sizeof *names; i++)
        STATUS(FAPI_OK, fapi_request_add_header(fx->request, names[i], strlen(names[i]), S("MIIB")));
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, fixture_check(fx));
    ATTACK("MTLS-03");
    ATTACK("MTLS-04");
    ATTACK("MTLS-05");
}

/* A token with both confirmations needs both proofs. */
static void test_every_confirmation_counts(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, token_with_both(fx));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_MTLS_CERTIFICATE_MISSING, fixture_check(fx));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    fx->proof_len = 0;
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_DPOP_BOUND_AS_BEARER, fixture_check(fx));
    ATTACK("DPOP-14");
}

/* ---- what does not ---- */

typedef struct bad {
    const char *name, *token, *proof; /* overrides of a good token and proof */
    const char *scheme, *url, *header, *value;
    int stranger_token, stranger_proof, no_proof, body, revoked, version, cipher;
    const char *scope;
    int want, http;
    const char *error, *refuses[5], *attack;
} bad;

static const bad bads[] = {
    {.name = "http URL", .url = "http://api.example.com/accounts", .want = FAPI_TLS_REQUIRED, .http = 400, .error = "invalid_request", .refuses = {"FAPI2SP-5.2.1-1"}},
    {.name = "TLS 1.1", .version = 0x0302, .want = FAPI_TLS_VERSION, .http = 400, .error = "invalid_request", .refuses = {"FAPI2SP-5.2.1-2", "FAPI1BASE-7.1-1"}},
    {.name = "TLS of the future", .version = 0x0399, .want = FAPI_TLS_VERSION, .http = 400, .error = "invalid_request"},
    {.name = "CBC suite", .version = 0x0303, .cipher = 0xC013, .want = FAPI_TLS_CIPHER, .http = 400, .error = "invalid_request", .refuses = {"FAPI2SP-5.2.2-1"}},
    {.name = "static RSA", .version = 0x0303, .cipher = 0x009C, .want = FAPI_TLS_CIPHER, .http = 400, .error = "invalid_request"},
    {.name = "no suite", .version = 0x0303, .want = FAPI_TLS_CIPHER, .http = 400, .error = "invalid_request"},
    {.name = "token in query", .url = URL "&access_token=x", .want = FAPI_TOKEN_IN_QUERY, .http = 400, .error = "invalid_request", .refuses = {"FAPI2SP-5.3.4-2", "RFC6750-2.3-1", "FAPI1BASE-6.2.1-3", "RFC6750-2-1"}, .attack = "AT-03"},
    {.name = "token in query, escaped name", .url = URL "&access%5Ftoken=x", .want = FAPI_TOKEN_IN_QUERY, .http = 400, .error = "invalid_request"},
    {.name = "token in body", .body = 1, .want = FAPI_TOKEN_IN_BODY, .http = 400, .error = "invalid_request", .refuses = {"RFC6750-2.2-1", "RFC6750-2-1"}},
    {.name = "two Authorization fields", .header = "authorization", .value = "Bearer x", .want = FAPI_TOKEN_REPEATED, .http = 400, .error = "invalid_request", .refuses = {"RFC9449-7.2-3", "RFC9110-5.3-1", "RFC6750-2-1"}, .attack = "DPOP-15"},
    {.name = "other scheme", .scheme = "Basic", .want = FAPI_TOKEN_SCHEME, .http = 401, .error = "", .refuses = {"FAPI2SP-5.3.4-1", "FAPI1BASE-6.2.1-2", "RFC6750-2.1-1"}},
    {.name = "Bearer prefix inside", .scheme = "DPoP Bearer", .want = FAPI_TOKEN_SYNTAX, .http = 400, .error = "invalid_request", .refuses = {"RFC9449-7.1-1"}, .attack = "STR-02"},
    {.name = "unknown issuer", .token = "{\"iss\":\"https://evil.example.com\"}", .want = FAPI_TOKEN_ISS, .http = 401, .error = "invalid_token", .refuses = {"RFC9068-4-3"}, .attack = "CLM-03"},
    {.name = "issuer with a slash", .token = "{\"iss\":\"" ISSUER "/\"}", .want = FAPI_TOKEN_ISS, .http = 401, .error = "invalid_token", .attack = "CLM-02"},
    {.name = "issuer with its port", .token = "{\"iss\":\"https://as.example.com:443\"}", .want = FAPI_TOKEN_ISS, .http = 401, .error = "invalid_token", .attack = "CLM-02"},
    {.name = "issuer in capitals", .token = "{\"iss\":\"https://AS.example.com\"}", .want = FAPI_TOKEN_ISS, .http = 401, .error = "invalid_token", .attack = "CLM-02"},
    {.name = "issuer as suffix", .token = "{\"iss\":\"https://as.example.com.evil.com\"}", .want = FAPI_TOKEN_ISS, .http = 401, .error = "invalid_token", .attack = "CLM-03"},
    {.name = "issuer as prefix", .token = "{\"iss\":\"https://as.example.co\"}", .want = FAPI_TOKEN_ISS, .http = 401, .error = "invalid_token", .attack = "CLM-03"},
    {.name = "issuer look-alike", .token = "{\"iss\":\"https://\\uff41s.example.com\"}", .want = FAPI_TOKEN_ISS, .http = 401, .error = "invalid_token", .attack = "CLM-04"},
    {.name = "foreign signature", .stranger_token = 1, .want = FAPI_KEY_UNKNOWN, .http = 401, .error = "invalid_token", .refuses = {"RFC9068-4-5", "RFC8725-3.8-1"}, .attack = "JWKS-04"},
    {.name = "expired", .token = "{\"exp\":1799999990}", .want = FAPI_TOKEN_EXPIRED, .http = 401, .error = "invalid_token", .refuses = {"FAPI2SP-5.3.4-3", "FAPI1BASE-6.2.1-4", "RFC9068-4-7"}},
    {.name = "revoked", .revoked = 1, .want = FAPI_TOKEN_REVOKED, .http = 401, .error = "invalid_token", .refuses = {"FAPI2SP-5.3.4-3"}},
    {.name = "other audience", .token = "{\"aud\":\"https://api.example.org\"}", .want = FAPI_TOKEN_AUD, .http = 401, .error = "invalid_token"},
    {.name = "unbound", .token = "{\"cnf\":null}", .want = FAPI_CNF_MISSING, .http = 401, .error = "invalid_token", .refuses = {"FAPI2SP-5.3.4-5", "RFC9449-6-1"}, .attack = "DPOP-14"},
    {.name = "bound token as Bearer", .scheme = "Bearer", .want = FAPI_DPOP_BOUND_AS_BEARER, .http = 401, .error = "invalid_token", .refuses = {"RFC9449-7.2-1"}, .attack = "DPOP-15"},
    {.name = "unknown confirmation", .token = "{\"cnf\":{\"jwk\":{}}}", .want = FAPI_CNF_UNKNOWN, .http = 401, .error = "invalid_token"},
    {.name = "no proof", .no_proof = 1, .want = FAPI_DPOP_MISSING, .http = 401, .error = "invalid_dpop_proof", .refuses = {"RFC9449-7-1", "RFC9449-7.1-1"}, .attack = "DPOP-01"},
    {.name = "two proofs", .header = "dpop", .value = "x", .want = FAPI_DPOP_REPEATED, .http = 401, .error = "invalid_dpop_proof", .refuses = {"RFC9449-4.3-1"}, .attack = "DPOP-01"},
    {.name = "proof of another key", .stranger_proof = 1, .want = FAPI_DPOP_JKT, .http = 401, .error = "invalid_token"},
    {.name = "proof for another method", .proof = "{\"htm\":\"POST\"}", .want = FAPI_DPOP_HTM, .http = 401, .error = "invalid_dpop_proof"},
    {.name = "missing scope", .scope = "payments", .want = FAPI_TOKEN_SCOPE_INSUFFICIENT, .http = 403, .error = "insufficient_scope", .refuses = {"FAPI2SP-5.3.4-4", "FAPI1BASE-6.2.1-5"}},
    {.name = "scope as prefix", .scope = "account", .want = FAPI_TOKEN_SCOPE_INSUFFICIENT, .http = 403, .error = "insufficient_scope", .attack = "AT-01"},
};

static int prepare(fixture *fx, const bad *b)
{
    int rc = fixture_token_by(fx, b->stranger_token ? fx->stranger : fx->as, NULL, b->token);

    fx->proof_len = 0;
    if (rc == FAPI_OK && !b->no_proof)
        rc = fixture_proof_by(fx, b->stranger_proof ? fx->stranger : fx->client, NULL, b->proof);
    if (rc == FAPI_OK)
        rc = fixture_request(fx, b->scheme == NULL ? "DPoP" : b->scheme);
    if (rc == FAPI_OK && b->url != NULL)
        rc = fapi_request_set_url(fx->request, b->url, strlen(b->url));
    if (rc == FAPI_OK && b->header != NULL)
        rc = fapi_request_add_header(fx->request, b->header, strlen(b->header), b->value, strlen(b->value));
    if (rc == FAPI_OK && b->version != 0)
        rc = fapi_request_set_tls(fx->request, b->version, b->cipher);
    if (rc == FAPI_OK && b->scope != NULL)
        rc = fapi_request_require_scope(fx->request, b->scope, strlen(b->scope));
    if (rc == FAPI_OK)
        rc = fapi_request_set_revoked(fx->request, b->revoked);
    return rc == FAPI_OK ? fapi_request_set_token_in_body(fx->request, b->body) : rc;
}

/* One refusal: its status, answer and clause; nothing is readable, and nothing was claimed. */
static void test_refusals(void **state)
{
    AUTO(fixture) fx = NULL;
    const char *text = NULL;
    size_t i = 0, j = 0, n = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (i = 0; i < sizeof bads / sizeof *bads; i++) {
        const bad *b = &bads[i];

        STATUS(FAPI_OK, prepare(fx, b));
        STATUS(b->want, fixture_check(fx));
        CHECK(fapi_verdict_status(fx->verdict) == b->want);
        CHECK(fapi_verdict_clause(fx->verdict)[0] != '\0');
        CHECK(fapi_verdict_http(fx->verdict) == b->http);
        CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), b->error) == 0);
        CHECK(fapi_verdict_claim_string(fx->verdict, S("sub"), &text, &n) == FAPI_ERR_STATE);
        CHECK(fapi_verdict_www_authenticate(fx->verdict, &text, &n) == FAPI_OK && n != 0);
        for (j = 0; j < 5 && b->refuses[j] != NULL; j++)
            REFUSES(b->refuses[j]);
        if (b->attack != NULL)
            ATTACK(b->attack);
    }
    CHECK(fapi_replay_live(fx->replay, NOW) == 0);
}

static void test_no_credentials(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_request_set_method(fx->request, S("GET")));
    STATUS(FAPI_ERR_STATE, fixture_check(fx)); /* no URL yet */
    fapi_request_reset(fx->request);
    STATUS(FAPI_OK, fapi_request_set_method(fx->request, S("GET")));
    STATUS(FAPI_OK, fapi_request_set_url(fx->request, S(URL)));
    STATUS(FAPI_TOKEN_MISSING, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 401);
    CHECK(reads(fx, fapi_verdict_www_authenticate, "Bearer realm=\"fapi\", DPoP realm=\"fapi\", algs=\"PS256 ES256 EdDSA\""));
    CHECK(reads(fx, fapi_verdict_error_json, ""));
    ACCEPTS("RFC6750-3.1-2");
    ACCEPTS("RFC9449-7.2-2");
    REFUSES("FAPI2SP-5.3.4-1");
}

/* Every byte of the signature counts, and what is said of it on the wire is what is said of an unknown key. */
static void test_signature(void **state)
{
    AUTO(fixture) fx = NULL;
    size_t i = 0, dot = 0;
    char public_text[512];
    const char *text = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fixture_token_by(fx, fx->stranger, NULL, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_KEY_UNKNOWN, fixture_check(fx));
    STATUS(FAPI_OK, fapi_verdict_error_json(fx->verdict, &text, &n));
    CHECK(n < sizeof public_text);
    memcpy(public_text, text, n);
    public_text[n] = '\0';
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    dot = (size_t)(strrchr(fx->token, '.') - fx->token);
    for (i = dot + 1; i < fx->token_len; i += t_sweeping() ? 40 : 1) {
        char was = fx->token[i];

        fx->token[i] = was == 'A' ? 'Q' : 'A'; /* both leave no unused bit set at the end */
        STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
        STATUS(FAPI_TOKEN_SIGNATURE, fixture_check(fx));
        CHECK(reads(fx, fapi_verdict_error_json, public_text));
        fx->token[i] = was;
    }
    REFUSES("RFC9068-4-5");
    ATTACK("TMG-02");
}

/* ---- replay ---- */

static void test_replay(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_DPOP_REPLAYED, fixture_check(fx));
    CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "invalid_dpop_proof") == 0);
    REFUSES("RFC9449-11.1-2");
    REFUSES("FAPI2SP-6.2-1");
    ATTACK("DPOP-11");
    /* the last second in which the proof would pass, and the first after it: no gap in which a replay slips through */
    STATUS(FAPI_DPOP_REPLAYED, fapi_rs_check(fx->rs, fx->request, NOW - 1 + 60, fx->verdict));
    STATUS(FAPI_DPOP_IAT_OLD, fapi_rs_check(fx->rs, fx->request, NOW - 1 + 61, fx->verdict));
    /* another jti is another proof */
    STATUS(FAPI_OK, fixture_proof(fx, "{\"jti\":\"proof-2\"}"));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
}

/* A message that fails must not burn the jti of an honest one. */
static void test_refused_proof_is_not_claimed(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("payments")));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, fixture_check(fx));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
}

static void test_full_store_refuses(void **state)
{
    AUTO(fapi_replay) replay = fapi_replay_new(t_context(), 1);
    AUTO(fixture) fx = NULL;
    char jti[40];
    int i = 0, rc = FAPI_OK;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    CHECK(replay != NULL);
    STATUS(FAPI_OK, fapi_rs_set_replay(fx->rs, replay));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    for (i = 0; rc == FAPI_OK && i < 100000; i++) {
        snprintf(jti, sizeof jti, "{\"jti\":\"flood-%d\"}", i);
        STATUS(FAPI_OK, fixture_proof(fx, jti));
        STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
        rc = fixture_check(fx);
    }
    CHECK(rc == FAPI_REPLAY_FULL);
    CHECK(fapi_verdict_http(fx->verdict) == 503);
    ATTACK("DPOP-12");
    ATTACK("MEM-02");
}

/* ---- a store of the host's ---- */

static int external(fixture **fx)
{
    int rc = FAPI_ERR_INTERNAL;

    fixture_free(*fx);
    rc = fixture_new(fx, FAPI_PROFILE_FAPI2_SECURITY);

    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay_external((*fx)->rs, 1);
    if (rc == FAPI_OK)
        rc = fapi_rs_seal((*fx)->rs);
    if (rc == FAPI_OK)
        rc = fixture_token(*fx, NULL, NULL);
    if (rc == FAPI_OK)
        rc = fixture_proof(*fx, NULL);
    return rc == FAPI_OK ? fixture_request(*fx, "DPoP") : rc;
}

static void test_external_store(void **state)
{
    static const struct {
        int said, want, http;
    } outcomes[] = {
        {FAPI_OK, FAPI_OK, 200},
        {FAPI_REPLAY_SEEN, FAPI_DPOP_REPLAYED, 401},
        {FAPI_REPLAY_FULL, FAPI_REPLAY_FULL, 503},
        {FAPI_REPLAY_UNAVAILABLE, FAPI_REPLAY_UNAVAILABLE, 503},
        {-1, FAPI_REPLAY_UNAVAILABLE, 503},
        {FAPI_REPLAY_PENDING, FAPI_REPLAY_UNAVAILABLE, 503},
        {FAPI_ERR_ARG, FAPI_REPLAY_UNAVAILABLE, 503},
    };
    AUTO(fixture) fx = NULL;
    const uint8_t *key = NULL;
    const char *text = NULL;
    int64_t expiry = 0;
    size_t n = 0, i = 0;
    (void)state;

    STATUS(FAPI_OK, external(&fx));
    for (i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        STATUS(FAPI_REPLAY_PENDING, fixture_check(fx));
        CHECK(fapi_verdict_http(fx->verdict) == 503); /* a host that forgets to finish refuses */
        CHECK(fapi_verdict_claim_string(fx->verdict, S("sub"), &text, &n) == FAPI_ERR_STATE);
        CHECK(fapi_verdict_jkt(fx->verdict, &text, &n) == FAPI_ERR_STATE);
        STATUS(FAPI_OK, fapi_verdict_replay_key(fx->verdict, 0, &key, &n, &expiry));
        CHECK(n == 32 && expiry > NOW);
        STATUS(outcomes[i].want, fapi_rs_finish(fx->rs, fx->verdict, outcomes[i].said));
        CHECK(fapi_verdict_status(fx->verdict) == outcomes[i].want);
        CHECK(fapi_verdict_http(fx->verdict) == outcomes[i].http);
        CHECK(claims(fx, "sub", "alice") == (outcomes[i].want == FAPI_OK));
        CHECK(fapi_rs_finish(fx->rs, fx->verdict, FAPI_OK) == FAPI_ERR_STATE);
    }
    ATTACK("MEM-03");
}

/* ---- keys ---- */

static int load(fapi_jwks **jwks, const fapi_signer *signer)
{
    const char *jwk = NULL;
    char set[1024];
    size_t n = 0;
    int rc = fapi_signer_public_jwk(signer, &jwk, &n);

    if (rc != FAPI_OK)
        return rc;
    snprintf(set, sizeof set, "{\"keys\":[%.*s]}", (int)n, jwk);
    fapi_jwks_free(*jwks);
    *jwks = fapi_jwks_new(t_context());
    return *jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(*jwks, set, strlen(set));
}

/* Rotation: the old key's tokens stop passing at once, cached or not; the new key's pass. */
static void test_replaced_keys(void **state)
{
    AUTO(fapi_jwks) rotated = NULL;
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, fapi_rs_set_cache(fx->rs, 64));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fixture_check(fx));
    fapi_signer_free(fx->stranger);
    fx->stranger = NULL;
    STATUS(FAPI_OK, fapi_signer_generate(t_context(), FAPI_ALG_ES256, &fx->stranger));
    STATUS(FAPI_OK, load(&rotated, fx->stranger));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_rs_replace_keys(fx->rs, S("https://other.example.com"), rotated, NOW));
    STATUS(FAPI_OK, fapi_rs_replace_keys(fx->rs, S(ISSUER), rotated, NOW));
    CHECK(fixture_check(fx) != FAPI_OK);
    STATUS(FAPI_OK, fapi_rs_replace_keys(fx->rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_OK, fixture_check(fx));
    ATTACK("JWKS-05");
}

/* Everything but the signature is judged anew for a token that is remembered. */
static void test_cache_keeps_only_the_signature(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, fapi_rs_set_cache(fx->rs, 1));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_TOKEN_EXPIRED, fapi_rs_check(fx->rs, fx->request, NOW + 306, fx->verdict));
    STATUS(FAPI_OK, fapi_request_set_revoked(fx->request, 1));
    STATUS(FAPI_TOKEN_REVOKED, fixture_check(fx));
    STATUS(FAPI_OK, fapi_request_set_revoked(fx->request, 0));
    STATUS(FAPI_OK, fapi_request_require_scope(fx->request, S("payments")));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, fixture_check(fx));
    fx->token[fx->token_len - 2] ^= 1; /* one more byte of the signature: another token */
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    CHECK(fixture_check(fx) != FAPI_OK);
}

/* A flood of unknown kids asks for keys once per cool-down, and not at all right after a fetch. */
static void test_unknown_kid_asks_once(void **state)
{
    AUTO(fixture) fx = NULL;
    int asked = 0, i = 0;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fapi_rs_replace_keys(fx->rs, S(ISSUER), fx->jwks, NOW - 60));
    /* {"alg":"EdDSA","typ":"at+jwt","kid":"nobody"} . {"iss":"https://as.example.com"} . 64 zero bytes */
    strcpy(fx->token, "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6Im5vYm9keSJ9."
                      "eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUuY29tIn0."
                      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    fx->token_len = strlen(fx->token);
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    for (i = 0; i < 100; i++) {
        CHECK(fixture_check(fx) == FAPI_KEY_UNKNOWN);
        asked += fapi_verdict_refresh_keys(fx->verdict);
    }
    CHECK(asked == 1);
    CHECK(fapi_rs_check(fx->rs, fx->request, NOW + 60, fx->verdict) == FAPI_KEY_UNKNOWN);
    CHECK(fapi_verdict_refresh_keys(fx->verdict) == 1);
    STATUS(FAPI_OK, fapi_rs_replace_keys(fx->rs, S(ISSUER), fx->jwks, NOW + 61));
    CHECK(fapi_rs_check(fx->rs, fx->request, NOW + 62, fx->verdict) == FAPI_KEY_UNKNOWN);
    CHECK(fapi_verdict_refresh_keys(fx->verdict) == 0);
    ATTACK("JWKS-01");
    REFUSES("OIDCC-10.1.1-1");
    ACCEPTS("OIDCC-10.1.1-1");
}

static void test_old_keys(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(fapi_verdict_warning_count(fx->verdict) == 0 && fapi_verdict_refresh_keys(fx->verdict) == 0);
    STATUS(FAPI_OK, fapi_rs_replace_keys(fx->rs, S(ISSUER), fx->jwks, NOW - 3600));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(fapi_verdict_warning_count(fx->verdict) == 1 && fapi_verdict_warning(fx->verdict, 0) == FAPI_WARN_KEYS_AGE);
    CHECK(fapi_verdict_refresh_keys(fx->verdict) == 1);
    STATUS(FAPI_OK, fapi_rs_replace_keys(fx->rs, S(ISSUER), fx->jwks, NOW - 86400));
    STATUS(FAPI_JWKS_STALE, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 503);
    CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "temporarily_unavailable") == 0);
    CHECK(reads(fx, fapi_verdict_www_authenticate, ""));
    /* a clock that was set back makes keys no older */
    STATUS(FAPI_OK, fapi_rs_replace_keys(fx->rs, S(ISSUER), fx->jwks, FAPI_MAX_TIME));
    STATUS(FAPI_OK, fixture_check(fx));
    ATTACK("JWKS-05");
}

/* What a failed fetch brings is no key set: the old one stays and goes on verifying. */
static void test_failed_fetch_keeps_old_keys(void **state)
{
    static const char *const answers[] = {
        "", "<!DOCTYPE html><html></html>", "{\"error\":\"server_error\"}", "{\"keys\":{}}", "{\"keys\":null}", "{\"keys\":[]}", "[]",
        "HTTP/1.1 302 Found",
    };
    AUTO(fixture) fx = NULL;
    size_t i = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    for (i = 0; i < sizeof answers / sizeof *answers; i++) {
        AUTO(fapi_jwks) fetched = fapi_jwks_new(t_context());

        CHECK(fetched != NULL);
        CHECK(fapi_jwks_load(fetched, answers[i], strlen(answers[i])) != FAPI_OK);
        STATUS(FAPI_JWKS_EMPTY, fapi_rs_replace_keys(fx->rs, S(ISSUER), fetched, NOW));
    }
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
    ATTACK("JWKS-03");
    ATTACK("JWKS-02");
}

/* ---- nonces ---- */

static void test_nonces(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_rs) rs = NULL;
    const char *text = NULL;
    char override[128];
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_DPOP_NONCE, 1));
    rs = fapi_rs_new(fx->policy);
    CHECK(rs != NULL);
    STATUS(FAPI_OK, fapi_rs_add_issuer(rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_OK, fapi_rs_add_audience(rs, S(AUDIENCE)));
    STATUS(FAPI_OK, fapi_rs_set_replay(rs, fx->replay));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &fx->nonce));
    STATUS(FAPI_OK, fapi_rs_set_dpop_nonce(rs, fx->nonce));
    STATUS(FAPI_OK, fapi_rs_seal(rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_DPOP_NONCE_MISSING, fapi_rs_check(rs, fx->request, NOW, fx->verdict));
    CHECK(fapi_verdict_http(fx->verdict) == 401 && strcmp(fapi_verdict_oauth_error(fx->verdict), "use_dpop_nonce") == 0);
    CHECK(fixture_challenge_has(fx, "DPoP realm=\"fapi\", algs=\"PS256 ES256 EdDSA\", error=\"use_dpop_nonce\""));
    STATUS(FAPI_OK, fapi_verdict_dpop_nonce(fx->verdict, &text, &n));
    CHECK(n == FAPI_JKT_LENGTH);
    REFUSES("RFC9449-9-1");
    REFUSES("RFC9449-11.3-1");
    snprintf(override, sizeof override, "{\"nonce\":\"%.*s\"}", (int)n, text);
    STATUS(FAPI_OK, fixture_proof(fx, override));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fapi_rs_check(rs, fx->request, NOW, fx->verdict));
    CHECK(fapi_verdict_dpop_nonce(fx->verdict, &text, &n) == FAPI_OK && n == 0); /* it is the current one */
    ACCEPTS("RFC9449-9-1");
    ACCEPTS("RFC9449-11.3-1");
    /* in the next slot the same nonce still passes and a fresher one comes with the answer */
    override[strlen(override) - 1] = '\0';
    strcat(override, ",\"jti\":\"n2\",\"iat\":1800000060}");
    STATUS(FAPI_OK, fixture_proof(fx, override));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fapi_rs_check(rs, fx->request, NOW + 60, fx->verdict));
    CHECK(fapi_verdict_dpop_nonce(fx->verdict, &text, &n) == FAPI_OK && n == FAPI_JKT_LENGTH);
    STATUS(FAPI_OK, fixture_proof(fx, "{\"nonce\":\"from-another-server\"}"));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_DPOP_NONCE, fapi_rs_check(rs, fx->request, NOW, fx->verdict));
    CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "use_dpop_nonce") == 0);
    ATTACK("DPOP-16");
}

/* Where none is demanded: a client that sends none is given none, not even with a refusal; for one that does they count. */
static void test_optional_nonces(void **state)
{
    AUTO(fixture) fx = NULL;
    const char *text = NULL;
    char nonce[44], override[128];
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, 60, 2, &fx->nonce));
    STATUS(FAPI_OK, fapi_rs_set_dpop_nonce(fx->rs, fx->nonce));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, "{\"htm\":\"PUT\"}"));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_DPOP_HTM, fixture_check(fx));
    CHECK(fapi_verdict_dpop_nonce(fx->verdict, &text, &n) == FAPI_OK && n == 0);
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(fapi_verdict_dpop_nonce(fx->verdict, &text, &n) == FAPI_OK && n == 0);
    STATUS(FAPI_OK, fixture_proof(fx, "{\"jti\":\"n\",\"nonce\":\"old\"}"));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_DPOP_NONCE, fixture_check(fx));
    CHECK(fapi_verdict_dpop_nonce(fx->verdict, &text, &n) == FAPI_OK && n == FAPI_JKT_LENGTH);
    memcpy(nonce, text, n);
    nonce[n] = '\0';
    snprintf(override, sizeof override, "{\"jti\":\"n\",\"nonce\":\"%s\"}", nonce);
    STATUS(FAPI_OK, fixture_proof(fx, override));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
}

/* ---- profiles ---- */

static void test_methods_of_profiles(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI1_ADVANCED)); /* knows certificates only */
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_DPOP_NOT_ALLOWED, fixture_check(fx));
    STATUS(FAPI_OK, fixture_token(fx, NULL, "{\"cnf\":null}"));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_CNF_MISSING, fixture_check(fx));
    REFUSES("FAPI1ADV-8.2-1");
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    ACCEPTS("FAPI1ADV-8.2-1");
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_DPOP_TOKEN_UNBOUND, fixture_check(fx));
    ATTACK("DPOP-15");
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_tls(fx->request, 0x0303, 0xC02B)); /* not one of the four of FAPI 1.0 */
    STATUS(FAPI_TLS_CIPHER, fixture_check(fx));
    REFUSES("FAPI1ADV-8.5-1");
    STATUS(FAPI_OK, fapi_request_set_tls(fx->request, 0x0303, 0x009F));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fixture_check(fx));
    ACCEPTS("FAPI1ADV-8.5-1");
}

/* A server for certificates alone has no replay store: a token that is bound to a key as well must not reach the claim. */
static void test_both_bindings_without_store(void **state)
{
    AUTO(fixture) fx = NULL;
    AUTO(fapi_rs) rs = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    rs = fapi_rs_new(fx->policy);
    CHECK(rs != NULL);
    STATUS(FAPI_OK, fapi_rs_add_issuer(rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_OK, fapi_rs_add_audience(rs, S(AUDIENCE)));
    STATUS(FAPI_OK, fapi_rs_seal(rs));
    STATUS(FAPI_OK, token_with_both(fx));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_DPOP_NOT_ALLOWED, fapi_rs_check(rs, fx->request, NOW, fx->verdict));
    CHECK(fapi_verdict_http(fx->verdict) == 401);
    CHECK(strcmp(fapi_verdict_oauth_error(fx->verdict), "invalid_token") == 0);
}

/* A host that takes DPoP only, and one that must be told of TLS. */
static void test_tightened(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    fapi_rs_free(fx->rs);
    fx->rs = NULL;
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_DPOP));
    STATUS(FAPI_OK, fapi_policy_set(fx->policy, FAPI_CONTROL_TLS_FACTS, 1));
    fx->rs = fapi_rs_new(fx->policy);
    CHECK(fx->rs != NULL);
    STATUS(FAPI_OK, fapi_rs_add_issuer(fx->rs, S(ISSUER), fx->jwks, NOW));
    STATUS(FAPI_OK, fapi_rs_add_audience(fx->rs, S(AUDIENCE)));
    STATUS(FAPI_OK, fapi_rs_set_replay(fx->rs, fx->replay));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_TLS_UNKNOWN, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 400);
    STATUS(FAPI_OK, fapi_request_set_tls(fx->request, 0x0304, 0x1301));
    STATUS(FAPI_MTLS_NOT_ALLOWED, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 401);
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fapi_request_set_tls(fx->request, 0x0304, 0x1301));
    STATUS(FAPI_OK, fixture_check(fx));
}

static void test_suites_of_regimes(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_AU_CDR));
    STATUS(FAPI_OK, mtls_token(fx, "", ""));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-auth-date"), S("Sun, 06 Nov 1994 08:49:37 GMT")));
    STATUS(FAPI_OK, fapi_request_set_tls(fx->request, 0x0303, 0xC02C));
    STATUS(FAPI_OK, fixture_check(fx));
    ACCEPTS("CDR-mtls-2");
    STATUS(FAPI_OK, fapi_request_set_tls(fx->request, 0x0303, 0x009E));
    STATUS(FAPI_TLS_CIPHER, fixture_check(fx));
    REFUSES("CDR-mtls-2");
}

/* Baseline lets bearer tokens pass, if they are short-lived. */
static void test_baseline_bearer(void **state)
{
    AUTO(fixture) fx = NULL;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI1_BASELINE));
    STATUS(FAPI_OK, fixture_token(fx, NULL, "{\"cnf\":null}"));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fixture_token(fx, NULL, "{\"cnf\":null,\"exp\":1800000600}"));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_TOKEN_LIFETIME, fixture_check(fx));
}

static void test_interaction_id(void **state)
{
    static const char id[] = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a";
    AUTO(fixture) fx = NULL;
    const char *text = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI1_BASELINE));
    STATUS(FAPI_OK, fixture_token(fx, NULL, "{\"cnf\":null}"));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(fapi_verdict_interaction_id(fx->verdict, &text, &n) == FAPI_OK && n == 36 && text[14] == '4');
    STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), S(id)));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(reads(fx, fapi_verdict_interaction_id, id));
    ACCEPTS("FAPI1BASE-6.2.1-11");
    ACCEPTS("OBUK-headers-1");
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("X-FAPI-Interaction-ID"), S("<script>")));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(fapi_verdict_interaction_id(fx->verdict, &text, &n) == FAPI_OK && n == 36 && text[0] != '<');
    REFUSES("OBUK-headers-1");
    REFUSES("FAPI1BASE-6.2.1-11"); /* what is no UUID is not echoed */
}

static void test_interaction_id_demanded(void **state)
{
    static const char *const bad_ids[] = {"x", "c770aef3-6784-41f7-8e0e-ff5f97bddb3", "c770aef3x6784-41f7-8e0e-ff5f97bddb3a",
                                          "g770aef3-6784-41f7-8e0e-ff5f97bddb3a"};
    AUTO(fixture) fx = NULL;
    size_t i = 0;
    (void)state;

    SLOW(); /* Brazil signs with PS256 only: an RSA key is made */
    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_BR_OPEN_FINANCE));
    STATUS(FAPI_OK, mtls_token(fx, "", ",\"exp\":1800000600"));
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_INTERACTION_ID_MISSING, fixture_check(fx));
    CHECK(fapi_verdict_http(fx->verdict) == 400);
    REFUSES("BROF-5.2.2-23");
    for (i = 0; i < sizeof bad_ids / sizeof *bad_ids; i++) {
        STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
        STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
        STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"), bad_ids[i], strlen(bad_ids[i])));
        STATUS(FAPI_INTERACTION_ID_FORM, fixture_check(fx));
    }
    STATUS(FAPI_OK, fixture_request(fx, "Bearer"));
    STATUS(FAPI_OK, fapi_request_set_certificate(fx->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, fapi_request_add_header(fx->request, S("x-fapi-interaction-id"),
                                            S("C770AEF3-6784-41F7-8E0E-FF5F97BDDB3A")));
    STATUS(FAPI_OK, fixture_check(fx));
    ACCEPTS("BROF-5.2.2-23");
}

/* ---- clocks, warnings, reuse ---- */

static void test_clock(void **state)
{
    static const int64_t bad_times[] = {-1, INT64_MIN, FAPI_MAX_TIME + 1, INT64_MAX};
    AUTO(fixture) fx = NULL;
    size_t i = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    for (i = 0; i < sizeof bad_times / sizeof *bad_times; i++)
        STATUS(FAPI_ERR_CLOCK, fapi_rs_check(fx->rs, fx->request, bad_times[i], fx->verdict));
    STATUS(FAPI_TOKEN_IAT_FUTURE, fapi_rs_check(fx->rs, fx->request, 0, fx->verdict));
    STATUS(FAPI_JWKS_STALE, fapi_rs_check(fx->rs, fx->request, FAPI_MAX_TIME, fx->verdict));
    ATTACK("TIME-11");
}

static void test_header_space(void **state)
{
    AUTO(fixture) fx = NULL;
    char override[3000] = "{\"pad\":\"";
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    memset(override + 8, 'x', 2500);
    strcpy(override + 2508, "\"}");
    STATUS(FAPI_OK, fixture_token(fx, NULL, override));
    STATUS(FAPI_OK, fixture_proof(fx, override));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(fapi_verdict_warning_count(fx->verdict) == 1);
    CHECK(fapi_verdict_warning(fx->verdict, 0) == FAPI_WARN_HEADER_SPACE);
}

/* A verdict that passed, used again for a message that fails, keeps nothing of the first. */
static void test_reuse_keeps_nothing(void **state)
{
    AUTO(fixture) fx = NULL;
    const char *text = NULL;
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0, allocated = 0;
    (void)state;

    STATUS(FAPI_OK, sealed(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    STATUS(FAPI_OK, fixture_token(fx, NULL, NULL));
    STATUS(FAPI_OK, fixture_proof(fx, NULL));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    STATUS(FAPI_OK, fixture_check(fx));
    STATUS(FAPI_OK, fapi_request_set_method(fx->request, S("POST")));
    STATUS(FAPI_DPOP_HTM, fixture_check(fx));
    CHECK(fapi_verdict_claim_string(fx->verdict, S("sub"), &text, &n) == FAPI_ERR_STATE);
    CHECK(fapi_verdict_claims_json(fx->verdict, &text, &n) == FAPI_ERR_STATE);
    CHECK(fapi_verdict_jkt(fx->verdict, &text, &n) == FAPI_ERR_STATE);
    CHECK(fapi_verdict_replay_key(fx->verdict, 0, &key, &n, &expiry) == FAPI_ERR_STATE);
    fapi_verdict_reset(fx->verdict);
    CHECK(fapi_verdict_status(fx->verdict) == FAPI_ERR_STATE);
    ATTACK("MEM-06");
    /* and a warm check allocates nothing but the proof's key */
    STATUS(FAPI_OK, fixture_proof(fx, "{\"jti\":\"warm\"}"));
    STATUS(FAPI_OK, fixture_request(fx, "DPoP"));
    allocated = t_allocations();
    STATUS(FAPI_OK, fixture_check(fx));
    CHECK(t_sweeping() || t_allocations() - allocated <= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dpop_bound),
        cmocka_unit_test(test_scheme_and_field_case),
        cmocka_unit_test(test_mtls_bound),
        cmocka_unit_test(test_mtls_bound_by_thumbprint),
        cmocka_unit_test(test_certificate_header_is_not_a_certificate),
        cmocka_unit_test(test_every_confirmation_counts),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_no_credentials),
        cmocka_unit_test(test_signature),
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_refused_proof_is_not_claimed),
        cmocka_unit_test(test_full_store_refuses),
        cmocka_unit_test(test_external_store),
        cmocka_unit_test(test_replaced_keys),
        cmocka_unit_test(test_cache_keeps_only_the_signature),
        cmocka_unit_test(test_unknown_kid_asks_once),
        cmocka_unit_test(test_old_keys),
        cmocka_unit_test(test_failed_fetch_keeps_old_keys),
        cmocka_unit_test(test_nonces),
        cmocka_unit_test(test_optional_nonces),
        cmocka_unit_test(test_methods_of_profiles),
        cmocka_unit_test(test_both_bindings_without_store),
        cmocka_unit_test(test_tightened),
        cmocka_unit_test(test_suites_of_regimes),
        cmocka_unit_test(test_baseline_bearer),
        cmocka_unit_test(test_interaction_id),
        cmocka_unit_test(test_interaction_id_demanded),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_header_space),
        cmocka_unit_test(test_reuse_keeps_nothing),
    };
    return t_main("rs_check", tests, sizeof tests / sizeof *tests);
}
