/* SPDX-License-Identifier: Apache-2.0 */
/* JWT access tokens: what RFC 9068 asks for, what looser profiles allow, and what is no access token
 * though it looks like one. */
#include "oauth/access_token.h"
#include "test/oauth/table.h"

#define NOW INT64_C(1800000000)
#define ISSUER "https://as.example.com"
#define ALGS (FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA)
#define LOOSE false
#define STRICT true

/* A token that was just issued and lives for five minutes. */
static const t_member HEADER[] = {{"typ", "\"at+jwt\""}, {"alg", "\"EdDSA\""}, {"kid", "\"eddsa\""}, {NULL, NULL}};
static const t_member CLAIMS[] = {
    {"iss", "\"" ISSUER "\""}, {"aud", "\"https://api.example.com\""}, {"sub", "\"u-7\""}, {"client_id", "\"c-1\""},
    {"iat", "1800000000"},     {"exp", "1800000300"},                  {"jti", "\"t-9\""},
    {"scope", "\"accounts payments:write\""}, {NULL, NULL}};

static fapix_access_token_facts facts_of(bool rfc9068)
{
    static fapix_slice audiences[2];
    fapix_access_token_facts facts = {
        .issuer = fapix_slice_str(ISSUER),
        .audiences = audiences,
        .audience_count = 2,
        .now = NOW,
        .skew_ahead = 10,
        .skew_behind = 10,
        .rfc9068 = rfc9068,
    };

    audiences[0] = fapix_slice_str("https://other.example.com");
    audiences[1] = fapix_slice_str("https://api.example.com");
    return facts;
}

/* Both halves; the signature in between is not what these tests are about. */
static int judge_text(fapi_verdict *verdict, const char *token, const fapix_access_token_facts *facts)
{
    fapix_jws jws;
    fapix_slice issuer = {NULL, 0};
    int rc = token[0] == '\0' ? FAPI_ERR_NOMEM : FAPI_OK;

    fapix_verdict_begin(verdict);
    if (rc == FAPI_OK)
        rc = fapix_access_token_read(verdict, fapix_slice_str(token), ALGS, facts->rfc9068, &jws, &issuer);
    if (rc == FAPI_OK)
        rc = fapix_access_token_claims(verdict, facts);
    return fapix_verdict_end(verdict, rc);
}

static const char *token_of(const t_member *header, const t_member *claims, size_t count)
{
    return t_sign(T_EDDSA, t_object(HEADER, header, 1), t_object(CLAIMS, claims, count));
}

static int judge(fapi_verdict *verdict, const t_member *header, const t_member *claim,
                 const fapix_access_token_facts *facts)
{
    return judge_text(verdict, token_of(header, claim, 1), facts);
}

typedef struct row {
    t_member header, claim;
    int strict, loose; /* what each kind of profile says */
    const char *ids;
} row;
#define NONE {NULL, NULL}

static void run_rows(const row *rows, size_t count, const char *test)
{
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_access_token_facts strict = facts_of(STRICT), loose = facts_of(LOOSE);

    CHECK(verdict != NULL);
    for (size_t i = 0; i < count; i++) {
        const row *r = &rows[i];
        const char *what = r->header.name ? r->header.value : r->claim.name ? r->claim.value : NULL;

        STATUS(r->strict, t_row(i, what, r->strict, judge(verdict, &r->header, &r->claim, &strict)));
        CHECK(r->strict == FAPI_OK || fapi_verdict_subject(verdict) == FAPI_SUBJECT_ACCESS_TOKEN);
        STATUS(r->loose, t_row(i, what, r->loose, judge(verdict, &r->header, &r->claim, &loose)));
        t_claim_all(r->ids, test);
    }
}
#define RUN(rows) run_rows(rows, sizeof rows / sizeof *rows, __func__)

/* ---- what it is ---- */

static void kind(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, FAPI_OK, FAPI_OK, "+RFC9068-4-1 +RFC9701-8.1-1 +RFC8725-3.12-1 +RFC9068-2.1-1 +RFC9068-4-5"},
        {{"typ", "\"application/at+jwt\""}, NONE, FAPI_OK, FAPI_OK, "!TYP-02"},
        {{"typ", "\"AT+JWT\""}, NONE, FAPI_OK, FAPI_OK, "!TYP-02"},
        {{"typ", "\"at+JWT\""}, NONE, FAPI_OK, FAPI_OK, "!TYP-02"}, /* RFC 9068's own example */
        {{"typ", "\"Application/AT+JWT\""}, NONE, FAPI_OK, FAPI_OK, NULL},
        {{"typ", "\"at+jwt \""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, "!TYP-02"},
        {{"typ", "\"at+jwt;v=1\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, "!TYP-02"},
        {{"typ", "\"JWT\""}, NONE, FAPI_TOKEN_TYP, FAPI_OK, "-RFC9068-4-1 !TYP-02"},
        {{"typ", NULL}, NONE, FAPI_TOKEN_TYP, FAPI_OK, "-RFC9068-4-1 !TYP-02"},
        {{"typ", "\"\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, NULL},
        {{"typ", "\"dpop+jwt\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, NULL},
        {{"typ", "\"oauth-authz-req+jwt\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, NULL},
        {{"typ", "\"logout+jwt\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, NULL},
        {{"typ", "\"secevent+jwt\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, NULL},
        {{"typ", "\"client-authentication+jwt\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, NULL},
        {{"typ", "\"token-introspection+jwt\""}, NONE, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, "-RFC9701-8.1-1 !AT-05"},
        {{"typ", "7"}, NONE, FAPI_JWS_HEADER_TYPE, FAPI_JWS_HEADER_TYPE, NULL},
        {{"alg", "\"none\""}, NONE, FAPI_JWS_ALG_NONE, FAPI_JWS_ALG_NONE, "-RFC9068-2.1-1 -RFC9068-4-5"},
        {{"alg", NULL}, NONE, FAPI_JWS_ALG_MISSING, FAPI_JWS_ALG_MISSING, NULL},
        {{"alg", "\"HS256\""}, NONE, FAPI_TOKEN_ALG, FAPI_TOKEN_ALG, NULL},
        {{"alg", "\"RS256\""}, NONE, FAPI_TOKEN_ALG, FAPI_TOKEN_ALG, "-RFC9068-2.1-3"},
        {{"jwk", "{\"kty\":\"OKP\"}"}, NONE, FAPI_JWS_EMBEDDED_KEY, FAPI_JWS_EMBEDDED_KEY, NULL},
        /* marks of other kinds of JWT, where typ does not tell */
        {{"typ", NULL}, {"nonce", "\"n\""}, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, "-RFC8725-3.12-1"},
        {NONE, {"nonce", "\"n\""}, FAPI_OK, FAPI_TOKEN_TYP, NULL},
        {NONE, {"at_hash", "\"AA\""}, FAPI_OK, FAPI_TOKEN_TYP, "!TYP-05"},
        {{"typ", "\"JWT\""}, {"at_hash", "\"AA\""}, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, "!TYP-05"},
        {NONE, {"c_hash", "\"AA\""}, FAPI_OK, FAPI_TOKEN_TYP, NULL},
        {NONE, {"s_hash", "\"AA\""}, FAPI_OK, FAPI_TOKEN_TYP, NULL},
        {NONE, {"events", "{}"}, FAPI_OK, FAPI_TOKEN_TYP, NULL},
        {{"typ", NULL}, {"token_introspection", "{}"}, FAPI_TOKEN_TYP, FAPI_TOKEN_TYP, "-RFC9701-8.1-1 !AT-05"},
        {NONE, {"x", "{\"nonce\":1}"}, FAPI_OK, FAPI_OK, NULL}, /* not at the top */
    };
    RUN(rows);
}

static void form(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_access_token_facts facts = facts_of(LOOSE);
    const char *good = token_of(NULL, NULL, 0);
    const struct {
        const char *token;
        int status;
    } cases[] = {
        {good, FAPI_OK},
        {"2YotnFZFEjr1zCsicMWpAA", FAPI_TOKEN_NOT_JWT},
        {"a.b.c.d.e", FAPI_TOKEN_ENCRYPTED},
        {"....", FAPI_TOKEN_ENCRYPTED},
        {"a.b", FAPI_JWS_STRUCTURE},
        {"a.b.c.d", FAPI_JWS_STRUCTURE},
        {"a.b.c.d.e.f", FAPI_JWS_STRUCTURE},
        {"mF_9.B5f-4.1JqM", FAPI_JSON_UTF8}, /* RFC 6750's opaque example, by its dots */
        {t_replace_part(good, 1, "e30=="), FAPI_BASE64URL_PADDING},
        {t_sign(T_EDDSA, t_object(HEADER, NULL, 0), "[1]"), FAPI_JSON_NOT_OBJECT},
    };

    CHECK(verdict != NULL && good[0] != '\0');
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int want = cases[i].status;

        CHECK(cases[i].token[0] != '\0');
        STATUS(want, t_row(i, cases[i].token, want, judge_text(verdict, cases[i].token, &facts)));
    }
    ATTACK("AT-04");
    fapix_jws jws;
    fapix_slice issuer;
    fapix_verdict_begin(verdict);
    STATUS(FAPI_TOKEN_NOT_JWT, fapix_access_token_read(verdict, fapix_slice_of(NULL, 0), ALGS, STRICT, &jws, &issuer));
    CHECK(issuer.n == 0);
}

/* RS256 is on the list where a policy puts it there, and nowhere else. */
static void rs256(void **state)
{
    (void)state;
    SLOW();
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const char *token = t_sign(T_RS256, "{\"typ\":\"at+jwt\",\"alg\":\"RS256\"}", t_object(CLAIMS, NULL, 0));
    fapix_jws jws;
    fapix_slice issuer;

    CHECK(verdict != NULL && token[0] != '\0');
    fapix_verdict_begin(verdict);
    const fapix_slice text = fapix_slice_str(token);
    STATUS(FAPI_OK, fapix_access_token_read(verdict, text, ALGS | FAPI_ALG_RS256, STRICT, &jws, &issuer));
    CHECK(fapix_slice_is(issuer, ISSUER) && jws.alg == FAPI_ALG_RS256);
    ACCEPTS("RFC9068-2.1-3");
    fapix_verdict_begin(verdict);
    STATUS(FAPI_TOKEN_ALG, fapix_access_token_read(verdict, text, ALGS, STRICT, &jws, &issuer));
    REFUSES("RFC9068-2.1-3");
}

/* ---- what it says ---- */

static void required_claims(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, FAPI_OK, FAPI_OK, "+RFC9068-2.2-1"},
        {NONE, {"iss", NULL}, FAPI_TOKEN_ISS_MISSING, FAPI_TOKEN_ISS_MISSING, "-RFC9068-2.2-1"},
        {NONE, {"aud", NULL}, FAPI_TOKEN_AUD_MISSING, FAPI_TOKEN_AUD_MISSING, "-RFC9068-2.2-1 -RFC8725-3.9-1 !CLM-09"},
        {NONE, {"exp", NULL}, FAPI_TOKEN_EXP_MISSING, FAPI_TOKEN_EXP_MISSING, "-RFC9068-2.2-1 !TIME-08"},
        {NONE, {"iat", NULL}, FAPI_TOKEN_IAT_MISSING, FAPI_OK, "-RFC9068-2.2-1"},
        {NONE, {"sub", NULL}, FAPI_TOKEN_SUB, FAPI_OK, "-RFC9068-2.2-1 !CLM-10"},
        {NONE, {"client_id", NULL}, FAPI_TOKEN_CLIENT_ID, FAPI_OK, "-RFC9068-2.2-1 !AT-01"},
        {NONE, {"jti", NULL}, FAPI_TOKEN_JTI, FAPI_OK, "-RFC9068-2.2-1 !CLM-11"},
        {NONE, {"scope", NULL}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"nbf", "1800000000"}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"vendor", "{\"a\":[1,null]}"}, FAPI_OK, FAPI_OK, NULL},
    };
    RUN(rows);
}

static void issuer(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, FAPI_OK, FAPI_OK, "+RFC9068-4-3 +RFC7519-7.3-1"},
        {NONE, {"iss", "\"https:\\/\\/as.example.com\""}, FAPI_OK, FAPI_OK, "+RFC7519-7.3-1"},
        {NONE, {"iss", "\"" ISSUER "/\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "-RFC9068-4-3 -RFC7519-7.3-1 !CLM-02"},
        {NONE, {"iss", "\"https://AS.example.com\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-02"},
        {NONE, {"iss", "\"https://as.example.com:443\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-02"},
        {NONE, {"iss", "\"https://as.example.com/./\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-02"},
        {NONE, {"iss", "\"https://%61s.example.com\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-02"},
        {NONE, {"iss", "\"https://as.example.com.evil.com\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-03"},
        {NONE, {"iss", "\"https://as.exampl\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-03"},
        {NONE, {"iss", "\"https://as.ex\xd0\xb0mple.com\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-04"}, /* Cyrillic */
        {NONE, {"iss", "\"https://as.example.com\xe2\x80\x8d\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-04"},
        {NONE, {"iss", "[\"" ISSUER "\"]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-01"},
        {NONE, {"iss", "1"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-01"},
        {NONE, {"iss", "null"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-05"},
        {NONE, {"iss", "\"\""}, FAPI_TOKEN_ISS, FAPI_TOKEN_ISS, "!CLM-05"},
    };
    RUN(rows);
}

static void audience(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, FAPI_OK, FAPI_OK, "+RFC9068-4-4 +RFC7519-4.1.3-1 +RFC9700-2.3-1 +RFC8725-3.9-1"},
        {NONE, {"aud", "[\"https://api.example.com\",\"https://attacker.example\"]"}, FAPI_OK, FAPI_OK, "!CLM-08"},
        {NONE, {"aud", "\"https://other.example.com\""}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"aud", "\"https://foreign.example\""}, FAPI_TOKEN_AUD, FAPI_TOKEN_AUD,
         "-RFC9068-4-4 -RFC7519-4.1.3-1 -RFC9700-2.3-1 -RFC8725-3.9-1"},
        {NONE, {"aud", "\"https://api.example.co\""}, FAPI_TOKEN_AUD, FAPI_TOKEN_AUD, "!CLM-07"},
        {NONE, {"aud", "\"https://api.example.com/\""}, FAPI_TOKEN_AUD, FAPI_TOKEN_AUD, "!CLM-07"},
        {NONE, {"aud", "\"HTTPS://api.example.com\""}, FAPI_TOKEN_AUD, FAPI_TOKEN_AUD, "!CLM-07"},
        {NONE, {"aud", "\"https://api.example.com,https://b.example\""}, FAPI_TOKEN_AUD, FAPI_TOKEN_AUD, "!CLM-07"},
        {NONE, {"aud", "[]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-06"},
        {NONE, {"aud", "null"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-06"},
        {NONE, {"aud", "{}"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-06"},
        {NONE, {"aud", "[[\"https://api.example.com\"]]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-06"},
        {NONE, {"aud", "[\"https://api.example.com\",1]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-06"},
        {NONE, {"aud", "\"\""}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-06"},
        {NONE, {"aud", "\"a b\""}, FAPI_TOKEN_AUD, FAPI_TOKEN_AUD, "!CLM-06"},
    };
    RUN(rows);
}

static void no_audience_configured(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_access_token_facts facts = facts_of(STRICT);

    CHECK(verdict != NULL);
    facts.audience_count = 0;
    STATUS(FAPI_TOKEN_AUD, judge_text(verdict, token_of(NULL, NULL, 0), &facts));
}

static void times(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, FAPI_OK, FAPI_OK,
         "+RFC9068-4-6 +RFC7519-4.1.4-1 +RFC7519-4.1.5-1 +RFC7519-2-1 +RFC7519-4.1.6-1 +RFC7519-2-2 +RFC7519-4.1.7-1"},
        /* exp: on or after it, plus the skew, the token is over; iat goes back with it */
        {NONE, {"exp", "1800000000"}, FAPI_OK, FAPI_OK, "!TIME-06"},
        {NONE, {"iat", "1799999000,\"exp\":1799999999"}, FAPI_JSON_DUPLICATE, FAPI_JSON_DUPLICATE, NULL},
        {NONE, {"exp", "1800000300.9"}, FAPI_OK, FAPI_OK, "!TIME-06"},
        {NONE, {"exp", "1800000300000"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-07"},
        {NONE, {"exp", "\"1800000300\""}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "-RFC7519-2-1 !TIME-01"},
        {NONE, {"exp", "1e308"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-02"},
        {NONE, {"exp", "9223372036854775808"}, FAPI_JSON_NUMBER, FAPI_JSON_NUMBER, "!TIME-02"},
        {NONE, {"exp", "1e400"}, FAPI_JSON_NUMBER, FAPI_JSON_NUMBER, "!TIME-02"},
        {NONE, {"exp", "1e19"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-02"},
        {NONE, {"exp", "-9223372036854775808"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-03"},
        {NONE, {"exp", "-0"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-03"},
        {NONE, {"exp", "-1"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-03"},
        {NONE, {"exp", "0"}, FAPI_TOKEN_EXPIRED, FAPI_TOKEN_EXPIRED, "!TIME-03"},
        {NONE, {"exp", "9223372036854775807"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-04"},
        {NONE, {"exp", "253402300799"}, FAPI_OK, FAPI_OK, "!TIME-04"},
        {NONE, {"exp", "null"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-05"},
        {NONE, {"exp", "true"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-05"},
        {NONE, {"exp", "[1800000300]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-05"},
        {NONE, {"exp", "\"never\""}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-05"},
        {NONE, {"nbf", "1800000010"}, FAPI_OK, FAPI_OK, "+RFC7519-4.1.5-1"},
        {NONE, {"nbf", "1800000010.9"}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"nbf", "1800000011"}, FAPI_TOKEN_NBF, FAPI_TOKEN_NBF, "-RFC7519-4.1.5-1 !TIME-09"},
        {NONE, {"nbf", "1800000011.5"}, FAPI_TOKEN_NBF, FAPI_TOKEN_NBF, "!TIME-09"},
        {NONE, {"nbf", "\"1800000000\""}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-09"},
        {NONE, {"nbf", "null"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-09"},
        {NONE, {"nbf", "true"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-09"},
        {NONE, {"nbf", "1e300"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!TIME-09"},
        {NONE, {"iat", "1800000010"}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"iat", "1800000011"}, FAPI_TOKEN_IAT_FUTURE, FAPI_TOKEN_IAT_FUTURE, "!TIME-10"},
        {NONE, {"iat", "1900000000"}, FAPI_TOKEN_IAT_FUTURE, FAPI_TOKEN_IAT_FUTURE, "!TIME-10"},
        {NONE, {"iat", "\"1800000000\""}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "-RFC7519-4.1.6-1 !TIME-10"},
        {NONE, {"iat", "1484000000"}, FAPI_OK, FAPI_OK, "!TIME-10"}, /* ten years old: a matter of the lifetime rule */
    };
    RUN(rows);
}

/* The boundary of exp, with and without skew: now >= exp + skew is over. */
static void expiry(void **state)
{
    (void)state;
    static const struct {
        int64_t exp, skew;
        int status;
    } cases[] = {
        {NOW + 1, 0, FAPI_OK},        {NOW, 0, FAPI_TOKEN_EXPIRED},       {NOW - 1, 0, FAPI_TOKEN_EXPIRED},
        {NOW - 9, 10, FAPI_OK},       {NOW - 10, 10, FAPI_TOKEN_EXPIRED}, {NOW - 11, 10, FAPI_TOKEN_EXPIRED},
        {NOW - 10, INT64_MAX, FAPI_OK},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_access_token_facts facts = facts_of(LOOSE);

    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t_member changes[] = {{"exp", t_format("%lld", (long long)cases[i].exp)}, {"iat", "1799999000"}};

        facts.skew_behind = cases[i].skew;
        STATUS(cases[i].status,
               t_row(i, changes[0].value, cases[i].status, judge_text(verdict, token_of(NULL, changes, 2), &facts)));
    }
    REFUSES("RFC9068-4-6");
    REFUSES("RFC7519-4.1.4-1");
    ATTACK("TIME-06");
}

static void lifetime(void **state)
{
    (void)state;
    static const struct {
        const char *iat, *exp;
        int64_t min, max;
        int status;
    } cases[] = {
        {"1800000000", "1800000300", 0, 300, FAPI_OK},
        {"1800000000", "1800000301", 0, 300, FAPI_TOKEN_LIFETIME},
        {"1799999000", "1800000300", 0, 600, FAPI_TOKEN_LIFETIME},
        {"1800000000", "1800000300", 300, 0, FAPI_OK},
        {"1800000000", "1800000299", 300, 0, FAPI_TOKEN_LIFETIME},
        {"0", "253402300799", 0, FAPI_MAX_TIME, FAPI_OK},
        {"0", "253402300799", 0, FAPI_MAX_TIME - 1, FAPI_TOKEN_LIFETIME},
        {NULL, "1800000300", 0, 0, FAPI_OK},
        {NULL, "1800000300", 0, 300, FAPI_TOKEN_IAT_MISSING},
        {NULL, "1800000300", 300, 0, FAPI_TOKEN_IAT_MISSING},
        {"1800000010", "1800000005", 0, 0, FAPI_TOKEN_LIFETIME}, /* over before it was issued */
        {"1800000005", "1800000005", 0, 0, FAPI_OK},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_access_token_facts facts = facts_of(LOOSE);

    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t_member changes[] = {{"iat", cases[i].iat}, {"exp", cases[i].exp}};

        facts.min_lifetime = cases[i].min;
        facts.max_lifetime = cases[i].max;
        STATUS(cases[i].status,
               t_row(i, cases[i].iat, cases[i].status, judge_text(verdict, token_of(NULL, changes, 2), &facts)));
    }
    ATTACK("TIME-10");
    ATTACK("TIME-07");
}

#define X16 "xxxxxxxxxxxxxxxx"
#define X240 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16

static void names(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, {"sub", "\"\""}, FAPI_TOKEN_SUB, FAPI_TOKEN_SUB, "!CLM-10"},
        {NONE, {"sub", "7"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "-RFC7519-2-2 !CLM-10"},
        {NONE, {"sub", "null"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, NULL},
        {NONE, {"sub", "\"" X240 "123456789012345\""}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"sub", "\"" X240 X16 "\""}, FAPI_TOKEN_SUB, FAPI_TOKEN_SUB, "!CLM-10"},
        {NONE, {"client_id", "\"\""}, FAPI_TOKEN_CLIENT_ID, FAPI_TOKEN_CLIENT_ID, NULL},
        {NONE, {"client_id", "[\"c-1\"]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!AT-01"},
        {NONE, {"client_id", "\"u-7\""}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"jti", "\"\""}, FAPI_TOKEN_JTI, FAPI_TOKEN_JTI, "-RFC7519-4.1.7-1 !CLM-11"},
        {NONE, {"jti", "9"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-11"},
        {NONE, {"jti", "[\"t-9\"]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, "!CLM-11"},
        {NONE, {"jti", "\"" X240 X16 "\""}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"jti", "\"" X240 X16 "x\""}, FAPI_TOKEN_JTI, FAPI_TOKEN_JTI, "!CLM-11"},
    };
    RUN(rows);
}

/* A megabyte of jti never gets as far as the claims. */
static void huge(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_access_token_facts facts = facts_of(LOOSE);
    static char token[1 << 20];

    CHECK(verdict != NULL);
    memset(token, 'A', sizeof token - 1);
    token[5] = token[sizeof token - 10] = '.';
    STATUS(FAPI_JWS_SIZE, judge_text(verdict, token, &facts));
    ATTACK("CLM-11");
}

/* ---- scope, authorization_details, revocation ---- */

static void scope_form(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, {"scope", "\"a\""}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"scope", "\"!#[]~ urn:x:y\""}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"scope", "[\"accounts\"]"}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, "!AT-01"},
        {NONE, {"scope", "\"\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"scope", "\" \""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"scope", "\" a\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"scope", "\"a \""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"scope", "\"a  b\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"scope", "\"a\\tb\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, "!AT-01"},
        {NONE, {"scope", "\"a\xc2\xa0" "b\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, "!AT-01"}, /* no-break space */
        {NONE, {"scope", "\"a\\\"b\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"scope", "\"a\\\\b\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"scope", "\"a\\u007f\""}, FAPI_TOKEN_SCOPE, FAPI_TOKEN_SCOPE, NULL},
        {NONE, {"authorization_details", "[{\"type\":\"payment\",\"amount\":7}]"}, FAPI_OK, FAPI_OK, "+RFC9396-9.1-1"},
        {NONE, {"authorization_details", "[]"}, FAPI_OK, FAPI_OK, NULL},
        {NONE, {"authorization_details", "{\"type\":\"payment\"}"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE,
         "-RFC9396-9.1-1"},
        {NONE, {"authorization_details", "[\"payment\"]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, NULL},
        {NONE, {"authorization_details", "[{\"type\":\"a\"},{}]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, NULL},
        {NONE, {"authorization_details", "[{\"type\":7}]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, NULL},
        {NONE, {"authorization_details", "[{\"type\":\"\"}]"}, FAPI_TOKEN_CLAIM_TYPE, FAPI_TOKEN_CLAIM_TYPE, NULL},
    };
    RUN(rows);
}

static void scope_granted(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        int status;
    } cases[] = {
        {"accounts", NULL, FAPI_OK},
        {"payments:write", "accounts", FAPI_OK},
        {"payments", NULL, FAPI_TOKEN_SCOPE_INSUFFICIENT}, /* a prefix */
        {"write", NULL, FAPI_TOKEN_SCOPE_INSUFFICIENT},
        {"Accounts", NULL, FAPI_TOKEN_SCOPE_INSUFFICIENT},
        {"accounts", "admin", FAPI_TOKEN_SCOPE_INSUFFICIENT},
        {"accounts payments:write", NULL, FAPI_TOKEN_SCOPE_INSUFFICIENT}, /* not one token */
        {"", NULL, FAPI_TOKEN_SCOPE_INSUFFICIENT},
    };
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_access_token_facts facts = facts_of(STRICT);

    CHECK(verdict != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *second = cases[i].second == NULL ? "" : cases[i].second;
        const fapix_slice scopes[] = {fapix_slice_str(cases[i].first), fapix_slice_str(second)};

        STATUS(FAPI_OK, judge_text(verdict, token_of(NULL, NULL, 0), &facts));
        STATUS(cases[i].status, t_row(i, cases[i].first, cases[i].status,
                                      fapix_access_token_scope(verdict, scopes, cases[i].second ? 2 : 1)));
        STATUS(FAPI_OK, fapix_access_token_scope(verdict, scopes, 0));
    }
    ATTACK("AT-01");
    /* no scope claim: nothing is granted, and where a profile wants one, the token is refused */
    const fapix_slice wanted = fapix_slice_str("accounts");
    const t_member none = {"scope", NULL};
    STATUS(FAPI_OK, judge(verdict, NULL, &none, &facts));
    STATUS(FAPI_TOKEN_SCOPE_INSUFFICIENT, fapix_access_token_scope(verdict, &wanted, 1));
    facts.scope_required = true;
    STATUS(FAPI_TOKEN_SCOPE, judge(verdict, NULL, &none, &facts));
    STATUS(FAPI_OK, judge_text(verdict, token_of(NULL, NULL, 0), &facts));
    ACCEPTS("RFC9068-2.2.3-1");
    REFUSES("RFC9068-2.2.3-1");
}

static void revoked(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_access_token_facts facts = facts_of(STRICT);

    CHECK(verdict != NULL);
    STATUS(FAPI_OK, judge_text(verdict, token_of(NULL, NULL, 0), &facts));
    facts.revoked = true;
    STATUS(FAPI_TOKEN_REVOKED, judge_text(verdict, token_of(NULL, NULL, 0), &facts));
    ACCEPTS("FAPI2SP-5.3.4-3");
    REFUSES("FAPI2SP-5.3.4-3");
    ACCEPTS("FAPI1BASE-6.2.1-4");
    REFUSES("FAPI1BASE-6.2.1-4");
}

/* The claims may not come from the signed token: the second half judges the issuer again, on its own. */
static void halves_apart(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    fapix_access_token_facts facts = facts_of(LOOSE);

    CHECK(verdict != NULL);
    fapix_verdict_begin(verdict);
    STATUS(FAPI_TOKEN_ISS, fapix_access_token_claims(verdict, &facts));
    facts.issuer = fapix_slice_str("https://elsewhere.example");
    STATUS(FAPI_TOKEN_ISS, judge_text(verdict, token_of(NULL, NULL, 0), &facts));
    REFUSES("RFC9068-4-3");
}

/* A client that got itself an id like a user's: the host sees who is who, as nothing is folded into one name. */
static void subject_and_client(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_access_token_facts facts = facts_of(STRICT);
    const t_member claims[] = {{"sub", "\"u-7\""}, {"client_id", "\"u-7\""}};
    const char *sub = NULL, *client = NULL;
    size_t sub_n = 0, client_n = 0;

    CHECK(verdict != NULL);
    STATUS(FAPI_OK, judge_text(verdict, token_of(NULL, claims, 2), &facts));
    verdict->readable = &verdict->token; /* as a role does for the message that it is about */
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, "sub", 3, &sub, &sub_n));
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, "client_id", 9, &client, &client_n));
    CHECK(sub_n == 3 && client_n == 3 && memcmp(sub, client, 3) == 0 && sub != client);
    STATUS(FAPI_OK, judge(verdict, NULL, &(t_member){"client_id", "\"c-1\""}, &facts));
    verdict->readable = &verdict->token;
    STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, "client_id", 9, &client, &client_n));
    CHECK(client_n == 3 && memcmp(client, "c-1", 3) == 0);
    ATTACK("AT-02");
}

static void details(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    const fapix_access_token_facts facts = facts_of(STRICT);

    CHECK(verdict != NULL);
    STATUS(FAPI_TOKEN_ISS, judge(verdict, NULL, &(t_member){"iss", "\"https://evil.example\""}, &facts));
    CHECK(strcmp(fapi_verdict_expected(verdict), ISSUER) == 0);
    CHECK(strcmp(fapi_verdict_actual(verdict), "https://evil.example") == 0);
    STATUS(FAPI_TOKEN_EXPIRED, judge(verdict, NULL, &(t_member){"exp", "1799999990"}, &facts));
    CHECK(strcmp(fapi_verdict_actual(verdict), "1799999990") == 0);
    STATUS(FAPI_TOKEN_CLAIM_TYPE, judge(verdict, NULL, &(t_member){"jti", "[1]"}, &facts));
    CHECK(strcmp(fapi_verdict_expected(verdict), "jti") == 0);
    STATUS(FAPI_TOKEN_ALG, judge(verdict, &(t_member){"alg", "\"HS256\""}, NULL, &facts));
    CHECK(strcmp(fapi_verdict_actual(verdict), "HS256") == 0);
    CHECK(strcmp(fapi_verdict_name(verdict), "FAPI_TOKEN_ALG") == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kind),
        cmocka_unit_test(form),
        cmocka_unit_test(rs256),
        cmocka_unit_test(required_claims),
        cmocka_unit_test(issuer),
        cmocka_unit_test(audience),
        cmocka_unit_test(no_audience_configured),
        cmocka_unit_test(times),
        cmocka_unit_test(expiry),
        cmocka_unit_test(lifetime),
        cmocka_unit_test(names),
        cmocka_unit_test(huge),
        cmocka_unit_test(scope_form),
        cmocka_unit_test(scope_granted),
        cmocka_unit_test(revoked),
        cmocka_unit_test(halves_apart),
        cmocka_unit_test(subject_and_client),
        cmocka_unit_test(details),
    };

    return t_main("oauth/access_token", tests, sizeof tests / sizeof *tests);
}
