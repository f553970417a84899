/* SPDX-License-Identifier: Apache-2.0 */
/* Request objects: what FAPI 1.0 Advanced, FAPI 2.0 Message Signing and FAPI-CIBA say of the same ones. */
#include "base/base64url.h"
#include "test/oauth/dpop_fixture.h"

#define ISSUER "https://as.example.com"
#define CLIENT "c-1"
#define CB "https://c.example/cb"
#define ANY (-1) /* the mode has no say in it */
#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static const t_member HEADER[] = {
    {"typ", "\"oauth-authz-req+jwt\""}, {"alg", "\"EdDSA\""}, {"kid", "\"eddsa\""}, {NULL, NULL}};
static const t_member CLAIMS[] = {
    {"iss", "\"" CLIENT "\""},     {"client_id", "\"" CLIENT "\""}, {"aud", "\"" ISSUER "\""},
    {"nbf", "1800000000"},         {"iat", "1800000000"},           {"exp", "1800000300"},
    {"jti", "\"j-1\""},            {"response_type", "\"code\""},   {"redirect_uri", "\"" CB "\""},
    {"scope", "\"openid pay\""},   {"state", "\"st\""},             {"nonce", "\"n\""},
    {NULL, NULL}};

/* typ is the one thing in which a server's choice differs from the two documents of FAPI. */
enum mode { FAPI1, FAPI2, CIBA, MODES };

typedef struct fixture {
    fapi_jwks *jwks;
    fapi_request_object *mode[MODES];
    fapi_verdict *verdict;
} fixture;

static void fixture_free(fixture *f)
{
    for (int i = 0; i < MODES; i++)
        fapi_request_object_free(f->mode[i]);
    fapi_jwks_free(f->jwks);
    fapi_verdict_free(f->verdict);
}

static int ready(fixture *f)
{
    const char *jwks = t_public_jwks();
    int rc = FAPI_OK;

    *f = (fixture){.jwks = fapi_jwks_new(t_context()), .verdict = fapi_verdict_new(t_context())};
    if (f->jwks == NULL || f->verdict == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_jwks_load(f->jwks, jwks, strlen(jwks));
    for (int i = 0; rc == FAPI_OK && i < MODES; i++) {
        f->mode[i] = fapi_request_object_new(t_context());
        if (f->mode[i] == NULL)
            return FAPI_ERR_NOMEM;
        rc = fapi_request_object_set_client(f->mode[i], S(CLIENT), f->jwks);
        if (rc == FAPI_OK)
            rc = fapi_request_object_add_audience(f->mode[i], S("https://alias.example.com"));
        if (rc == FAPI_OK)
            rc = fapi_request_object_add_audience(f->mode[i], S(ISSUER));
    }
    if (rc == FAPI_OK)
        rc = fapi_request_object_set_typ_required(f->mode[FAPI2], 1);
    return rc == FAPI_OK ? fapi_request_object_set_backchannel(f->mode[CIBA], 1) : rc;
}

#define FIXTURE(f)                                                             \
    __attribute__((cleanup(fixture_free))) fixture f = {0};                    \
    do {                                                                       \
        int t_made = ready(&(f));                                              \
        if (!t_status(FAPI_OK, t_made, "ready", __FILE__, __LINE__))           \
            return;                                                            \
    } while (0)

static const char *object_of(const t_member *header, const t_member *claims, size_t count)
{
    return t_sign(T_EDDSA, t_object(HEADER, header, 1), t_object(CLAIMS, claims, count));
}

static int check_at(const fixture *f, enum mode mode, const char *object, int64_t now)
{
    return object[0] == '\0' ? FAPI_ERR_NOMEM
                             : fapi_request_object_check(f->mode[mode], object, strlen(object), now, f->verdict);
}

static int check(const fixture *f, enum mode mode, const char *object)
{
    return check_at(f, mode, object, NOW);
}

/* Whatever a sender did wrong is answered as RFC 9101 7 has it. */
static int answered(const fixture *f, int status)
{
    const char *error = fapi_verdict_oauth_error(f->verdict);

    if (status == FAPI_OK)
        return fapi_verdict_http(f->verdict) == 200 && fapi_verdict_subject(f->verdict) == FAPI_SUBJECT_NONE;
    return strcmp(error, status == FAPI_REQUEST_OBJECT_MISSING ? "invalid_request" : "invalid_request_object") == 0 &&
           fapi_verdict_http(f->verdict) == 400 && fapi_verdict_subject(f->verdict) == FAPI_SUBJECT_REQUEST_OBJECT;
}

typedef struct row {
    t_member header, claim, second;
    int status[MODES]; /* FAPI 1.0 Advanced, FAPI 2.0 Message Signing, FAPI-CIBA */
    const char *ids;
} row;

static void run_rows(const row *rows, size_t count, const char *test)
{
    FIXTURE(f);
    for (size_t i = 0; i < count; i++) {
        const row *r = &rows[i];
        const t_member claims[] = {r->claim, r->second};
        const char *object = object_of(&r->header, claims, 2);
        const char *what = r->header.name ? r->header.value : r->claim.value;

        CHECK(object[0] != '\0');
        for (int mode = 0; mode < MODES; mode++) {
            if (r->status[mode] == ANY)
                continue;
            STATUS(r->status[mode], t_row(i, what, r->status[mode], check(&f, (enum mode)mode, object)));
            CHECK(answered(&f, r->status[mode]));
        }
        t_claim_all(r->ids, test);
    }
}
#define ROWS(rows) run_rows(rows, MANY(rows), __func__)
#define ALL(status) {status, status, status}
#define AUTHORIZATION(status) {status, status, FAPI_OK}
#define BACKCHANNEL(status) {FAPI_OK, FAPI_OK, status}
#define STRICT(status) {FAPI_OK, status, FAPI_OK}

/* ---- R1 to R33 ---- */

static void dates(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, NONE, ALL(FAPI_OK),
         "+FAPI1ADV-5.2.2-13 +CDR-reqobj-3 +FAPI1ADV-5.2.2-17 +FAPI2MS-5.3.1-3 +FAPI2MS-5.3.1-4 +CIBA-7.1.1-1 +FAPICIBA-5.2.2-9"},
        {NONE, {"exp", NULL}, NONE, ALL(FAPI_REQUEST_OBJECT_EXP_MISSING), /* R1 */
         "-FAPI1ADV-5.2.2-13 -FAPI2MS-5.3.1-4 -CIBA-7.1.1-1 !JAR-05"},
        {NONE, {"nbf", NULL}, NONE, ALL(FAPI_REQUEST_OBJECT_NBF_MISSING), /* R2 */
         "-FAPI1ADV-5.2.2-17 -FAPI2MS-5.3.1-3 !JAR-05"},
        {NONE, {"exp", "1799996400"}, NONE, ALL(FAPI_REQUEST_OBJECT_EXPIRED), "!JAR-05"}, /* R3 */
        {NONE, {"exp", "1800000000"}, {"nbf", "1799999999"}, ALL(FAPI_REQUEST_OBJECT_EXPIRED), NULL},
        {NONE, {"exp", "1800000001"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"exp", "1800004200"}, NONE, ALL(FAPI_REQUEST_OBJECT_LIFETIME), /* R4 */
         "-FAPI1ADV-5.2.2-13 -FAPI2MS-5.3.1-4 -CDR-reqobj-3 -FAPICIBA-5.2.2-9 !JAR-05"},
        {NONE, {"exp", "1800003600"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"exp", "1800003601"}, NONE, ALL(FAPI_REQUEST_OBJECT_LIFETIME), NULL},
        {NONE, {"exp", "1800000005"}, {"nbf", "1800000005"}, ALL(FAPI_REQUEST_OBJECT_LIFETIME), NULL},
        {NONE, {"exp", "1800000005"}, {"nbf", "1800000008"}, ALL(FAPI_REQUEST_OBJECT_LIFETIME), NULL},
        {NONE, {"nbf", "1799995800"}, NONE, ALL(FAPI_REQUEST_OBJECT_OLD), /* R5 */
         "-FAPI1ADV-5.2.2-17 -FAPI2MS-5.3.1-3 !JAR-05"},
        {NONE, {"nbf", "1799996400"}, {"exp", "1800000000"}, ALL(FAPI_REQUEST_OBJECT_EXPIRED), NULL},
        {NONE, {"nbf", "1799996401"}, {"exp", "1800000001"}, ALL(FAPI_OK), NULL},
        {NONE, {"nbf", "1799996399"}, {"exp", "1800000001"}, ALL(FAPI_REQUEST_OBJECT_OLD), NULL},
        {NONE, {"nbf", "1800000600"}, {"exp", "1800000900"}, ALL(FAPI_REQUEST_OBJECT_NBF), NULL}, /* R6 */
        {NONE, {"nbf", "1800000008"}, {"iat", "1800000008"}, ALL(FAPI_OK), NULL},                 /* R7 */
        {NONE, {"nbf", "1800000010"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"nbf", "1800000011"}, NONE, ALL(FAPI_REQUEST_OBJECT_NBF), NULL},
        {NONE, {"iat", "1800000011"}, NONE, ALL(FAPI_REQUEST_OBJECT_IAT_FUTURE), NULL},
        {NONE, {"iat", "1790000000"}, NONE, ALL(FAPI_OK), NULL}, /* only nbf has an age */
        {NONE, {"exp", "1800000300000"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"exp", "-1"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"exp", "253402300799"}, NONE, ALL(FAPI_REQUEST_OBJECT_LIFETIME), NULL},
        {NONE, {"exp", "\"1800000300\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"nbf", "\"1800000000\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"exp", "null"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), "!JAR-05"}, /* R29 */
        {NONE, {"iat", NULL}, NONE, BACKCHANNEL(FAPI_REQUEST_OBJECT_IAT_MISSING), "-CIBA-7.1.1-1"}, /* R13 */
        {NONE, {"iat", "true"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
    };
    ROWS(rows);
}

static void parties(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, NONE, ALL(FAPI_OK),
         "+FAPI1ADV-5.2.2-15 +FAPI2MS-5.3.1-2 +RFC9101-4-3 +RFC9101-5-2 +RFC9126-3-3 +RFC9101-10.8-1"},
        {NONE, {"aud", "\"https://other.example.com\""}, NONE, ALL(FAPI_REQUEST_OBJECT_AUD), /* R8 */
         "-FAPI1ADV-5.2.2-15 -FAPI2MS-5.3.1-2 -RFC9101-4-3 -CIBA-7.1.1-1 !JAR-04"},
        {NONE, {"aud", "[\"" ISSUER "\",\"https://other.example.com\",\"invalid\"]"}, NONE, ALL(FAPI_OK), /* R9 */
         "+FAPI1ADV-5.2.2-15 +FAPI2MS-5.3.1-2"},
        {NONE, {"aud", "[\"https://other.example.com\",\"invalid\"]"}, NONE, ALL(FAPI_REQUEST_OBJECT_AUD), "!JAR-04"},
        {NONE, {"aud", "\"" ISSUER "/par\""}, NONE, ALL(FAPI_REQUEST_OBJECT_AUD), NULL}, /* R10 */
        {NONE, {"aud", "\"" ISSUER "/\""}, NONE, ALL(FAPI_REQUEST_OBJECT_AUD), "!JAR-04"},
        {NONE, {"aud", "\"HTTPS://as.example.com\""}, NONE, ALL(FAPI_REQUEST_OBJECT_AUD), NULL},
        {NONE, {"aud", NULL}, NONE, ALL(FAPI_REQUEST_OBJECT_AUD_MISSING), "-CIBA-7.1.1-1 !JAR-04"}, /* R11 */
        {NONE, {"aud", "[]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"aud", "[\"" ISSUER "\",7]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"aud", "\"\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"aud", "{}"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"iss", NULL}, NONE, BACKCHANNEL(FAPI_REQUEST_OBJECT_ISS_MISSING), "-CIBA-7.1.1-1"},          /* R12 */
        {NONE, {"iss", "\"c-2\""}, NONE, ALL(FAPI_REQUEST_OBJECT_ISS), "-RFC9101-4-3 -CIBA-7.1.1-1 !JAR-03"}, /* R12 */
        {NONE, {"iss", "\"\""}, NONE, ALL(FAPI_REQUEST_OBJECT_ISS), NULL},
        {NONE, {"iss", "[\"c-1\"]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"sub", "\"" CLIENT "\""}, NONE, ALL(FAPI_REQUEST_OBJECT_SUB), "-RFC9101-10.8-1 !JAR-03"}, /* R22 */
        {NONE, {"sub", "\"u-7\""}, NONE, ALL(FAPI_OK), "+RFC9101-10.8-1"},
        {NONE, {"sub", "7"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"client_id", "\"c-2\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLIENT_ID), /* R23 */
         "-RFC9101-5-2 -RFC9126-3-3 !JAR-01 !JAR-03"},
        {NONE, {"client_id", "\"C-1\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLIENT_ID), NULL},
        {NONE, {"client_id", NULL}, NONE, AUTHORIZATION(FAPI_REQUEST_OBJECT_CLIENT_ID_MISSING),
         "-RFC9101-5-2 -RFC9126-3-3 !JAR-03"},
        {NONE, {"client_id", "\"c-1\",\"client_id\":\"c-1\""}, NONE, ALL(FAPI_JSON_DUPLICATE), NULL},
        {NONE, {"client_id", "null"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
    };
    ROWS(rows);
}

static void nested_and_typed(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, NONE, ALL(FAPI_OK), "+RFC9101-4-1 +OIDCC-6.1-1 +RFC9101-4-5 +CIBA-7.1.1-4"},
        {NONE, {"request_uri", "\"https://c.example/r\""}, NONE, ALL(FAPI_REQUEST_OBJECT_NESTED), /* R20 */
         "-RFC9101-4-1 !JAR-06 !JAR-07"},
        {NONE, {"request", "\"e30.e30.\""}, NONE, ALL(FAPI_REQUEST_OBJECT_NESTED), "-RFC9101-4-1 -OIDCC-6.1-1 !JAR-06"}, /* R21 */
        {NONE, {"request", "null"}, NONE, ALL(FAPI_REQUEST_OBJECT_NESTED), "!JAR-06"},
        {NONE, {"request_uri", "\"\""}, NONE, ALL(FAPI_REQUEST_OBJECT_NESTED), "!JAR-06"},
        {NONE, {"re\\u0071uest", "1"}, NONE, ALL(FAPI_REQUEST_OBJECT_NESTED), "!JAR-06"},
        {NONE, {"max_age", "10"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"max_age", "0"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"max_age", "\"10\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), "-RFC9101-4-5"}, /* R29 */
        {NONE, {"max_age", "null"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), "-RFC9101-4-5"},   /* R29 */
        {NONE, {"max_age", "-1"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"max_age", "1.5"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"requested_expiry", "\"120\""}, NONE, ALL(FAPI_OK), "+CIBA-7.1.1-4"}, /* R33 */
        {NONE, {"requested_expiry", "120"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"requested_expiry", "[120]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), "-CIBA-7.1.1-4"},
        {NONE, {"scope", "[\"openid\"]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), "-RFC9101-4-5 -CIBA-7.1.1-4"},
        {NONE, {"state", "7"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"nonce", "null"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"redirect_uri", "[\"" CB "\"]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"login_hint", "{}"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"resource", "\"https://api.example.com\""}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"resource", "[\"https://api.example.com\",\"urn:x\"]"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"resource", "[7]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"resource", "{}"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"claims", "{\"id_token\":{\"acr\":{\"essential\":true}}}"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"claims", "\"{}\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"request_context", "[]"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"authorization_details", "[{\"type\":\"payment\"}]"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"authorization_details", "\"[]\""}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},
        {NONE, {"x_unknown", "null"}, NONE, ALL(FAPI_OK), NULL},
        {NONE, {"jti", NULL}, NONE, BACKCHANNEL(FAPI_REQUEST_OBJECT_JTI_MISSING), "-CIBA-7.1.1-1"}, /* R13 */
        {NONE, {"jti", "7"}, NONE, ALL(FAPI_REQUEST_OBJECT_CLAIM_TYPE), NULL},                      /* R14 */
        {NONE, {"jti", "\"\""}, NONE, ALL(FAPI_REQUEST_OBJECT_JTI), NULL},                          /* R14 */
        {NONE, {"jti", "\" \\t\""}, NONE, ALL(FAPI_REQUEST_OBJECT_JTI), NULL},
    };
    ROWS(rows);
}

/* R28: what may be sent as a request object, by the client and with its key. The second mode demands the typ. */
static void kinds(void **state)
{
    (void)state;
    static const row rows[] = {
        {NONE, NONE, NONE, ALL(FAPI_OK), "+FAPI2MS-5.3.1-5 +RFC9101-10.8-2"},
        {{"typ", "\"application/oauth-authz-req+jwt\""}, NONE, NONE, ALL(FAPI_OK), "+FAPI2MS-5.3.1-5"},
        {{"typ", "\"OAuth-Authz-Req+JWT\""}, NONE, NONE, ALL(FAPI_OK), NULL},
        {{"typ", NULL}, NONE, NONE, STRICT(FAPI_REQUEST_OBJECT_TYP), "-RFC9101-10.8-2 !TYP-04"},
        {{"typ", "\"JWT\""}, NONE, NONE, STRICT(FAPI_REQUEST_OBJECT_TYP), "-RFC9101-10.8-2 !TYP-04"},
        {{"typ", "\"application/jwt\""}, NONE, NONE, STRICT(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "\"\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), "-FAPI2MS-5.3.1-5"},
        {{"typ", "\"oauth-authz-req+jwt \""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), "!TYP-04"},
        {{"typ", "\"oauth-authz-req+jwt;v=1\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), "!TYP-04"},
        {{"typ", "7"}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "null"}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "\"at+jwt\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), "-FAPI2MS-5.3.1-5"},
        {{"typ", "\"dpop+jwt\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "\"client-authentication+jwt\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "\"logout+jwt\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "\"secevent+jwt\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "\"token-introspection+jwt\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", "\"JOSE\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        /* marks of other kinds of JWT, where typ does not tell */
        {{"typ", NULL}, {"at_hash", "\"AA\""}, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), "!TYP-04"},
        {{"typ", "\"JWT\""}, {"s_hash", "\"AA\""}, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", NULL}, {"c_hash", "\"AA\""}, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", NULL}, {"htm", "\"POST\""}, {"htu", "\"x\""}, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", NULL}, {"events", "{}"}, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", NULL}, {"token_introspection", "{}"}, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", NULL}, {"code", "\"SplxlOBe\""}, NONE, ALL(FAPI_REQUEST_OBJECT_TYP), NULL},
        {{"typ", NULL}, {"sub", "\"" CLIENT "\""}, NONE, /* a client assertion */
         {FAPI_REQUEST_OBJECT_SUB, FAPI_REQUEST_OBJECT_TYP, FAPI_REQUEST_OBJECT_SUB}, "!JAR-03"},
        {NONE, {"at_hash", "\"AA\""}, NONE, ALL(FAPI_OK), NULL}, /* typ tells */
        /* headers that no request object has */
        {{"alg", "\"HS256\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_ALG),
         "-RFC9101-4-2 -RFC9101-10.1-1 -RFC9101-10.2-1"},
        {{"alg", NULL}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_ALG), NULL},
        {{"x5c", "[\"MIIB\"]"}, NONE, NONE, ALL(FAPI_JWS_EMBEDDED_KEY), NULL}, /* R32 */
        {{"jwk", "{\"kty\":\"OKP\"}"}, NONE, NONE, ALL(FAPI_JWS_EMBEDDED_KEY), NULL},
        {{"jku", "\"https://evil.example/jwks\""}, NONE, NONE, ALL(FAPI_JWS_EMBEDDED_KEY), NULL},
        {{"crit", "[\"exp\"]"}, NONE, NONE, ALL(FAPI_JWS_CRIT_FORM), NULL},
        {{"kid", "\"nobody\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_KEY), "-RFC9101-6.2-1"},
        {{"kid", "\"es256\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_KEY), "-RFC9101-6.2-1"},
        {{"kid", NULL}, NONE, NONE, ALL(FAPI_OK), NULL}, /* only one key of the set is for EdDSA */
        {{"enc", "\"A256GCM\""}, NONE, NONE, ALL(FAPI_REQUEST_OBJECT_ENCRYPTED),
         "-RFC9101-6.1-1 -OIDCC-6.3.1-1 -CIBA-7.1.1-3"},
    };
    ROWS(rows);
    ACCEPTS("RFC9101-6.2-1");
    ACCEPTS("RFC9101-6.1-1");
    ACCEPTS("OIDCC-6.3.1-1");
    ACCEPTS("CIBA-7.1.1-3");
    ACCEPTS("RFC9101-4-2");
    ACCEPTS("RFC9101-10.1-1");
    ACCEPTS("RFC9101-10.2-1");
    ACCEPTS("RFC9101-7-1");
    REFUSES("RFC9101-7-1");
}

/* All octets of the signature XOR 0x5A. */
static const char *bent(const char *object)
{
    const char *dot = strrchr(object, '.');
    uint8_t signature[64];
    char text[88] = "";
    size_t n = 0;

    if (dot == NULL || strlen(dot + 1) != 86 ||
        fapix_base64url_decode(fapix_slice_str(dot + 1), signature, &n) != FAPI_OK)
        return "";
    for (size_t i = 0; i < n; i++)
        signature[i] ^= 0x5a;
    fapix_base64url_encode(fapix_slice_of(signature, n), text);
    return t_replace_part(object, 2, text);
}

static void signatures(void **state)
{
    (void)state;
    FIXTURE(f);
    const char *header = t_object(HEADER, NULL, 0), *claims = t_object(CLAIMS, NULL, 0);
    const char *good = t_sign(T_EDDSA, header, claims);
    const char *rs256 = "{\"typ\":\"oauth-authz-req+jwt\",\"alg\":\"RS256\",\"kid\":\"rs256\"}";
    const struct {
        const char *object;
        int status;
    } rows[] = {
        {good, FAPI_OK},
        {t_join("{\"alg\":\"none\"}", claims, strlen(claims), "", 0), FAPI_REQUEST_OBJECT_ALG},  /* R15 */
        {t_join(header, claims, strlen(claims), "", 0), FAPI_JWS_SIGNATURE_LENGTH},              /* R15 */
        {t_sign(T_RS256, rs256, claims), FAPI_REQUEST_OBJECT_ALG},                               /* R16 */
        {bent(good), FAPI_REQUEST_OBJECT_SIGNATURE},                                             /* R17 */
        {dpop_sign_as_other(header, claims), FAPI_REQUEST_OBJECT_SIGNATURE},                     /* R18 */
        {t_forge("{\"alg\":\"HS256\"}", claims, "secret", 6), FAPI_REQUEST_OBJECT_ALG},
        {t_replace_part(good, 1, "e30"), FAPI_REQUEST_OBJECT_SIGNATURE},
        {"eyJhbGciOiJSU0EtT0FFUCJ9.AA.AA.AA.AA", FAPI_REQUEST_OBJECT_ENCRYPTED},
        /* JAR-07: nothing is fetched, whatever it is that comes in place of an object */
        {"https://c.example/request.jwt", FAPI_BASE64URL_CHARACTER},
        {"file:///etc/passwd", FAPI_JWS_STRUCTURE},
        {"a", FAPI_JWS_STRUCTURE},
    };

    for (size_t i = 0; i < MANY(rows); i++) {
        CHECK(rows[i].object[0] != '\0');
        for (int mode = 0; mode < MODES; mode++) {
            int want = rows[i].status;

            STATUS(want, t_row(i, rows[i].object, want, check(&f, (enum mode)mode, rows[i].object)));
            CHECK(answered(&f, want));
        }
    }
    ACCEPTS("RFC9126-3-2");
    REFUSES("RFC9126-3-2");
    REFUSES("RFC9101-6.2-1");
    ATTACK("JAR-02");
    ATTACK("JAR-07");
    /* R30 */
    for (int mode = 0; mode < MODES; mode++) {
        STATUS(FAPI_OK, check(&f, (enum mode)mode, good));
        STATUS(FAPI_REQUEST_OBJECT_MISSING, fapi_request_object_check(f.mode[mode], NULL, 0, NOW, f.verdict));
        CHECK(answered(&f, FAPI_REQUEST_OBJECT_MISSING));
    }
    t_claim_all("+FAPI1ADV-5.2.2-1 -FAPI1ADV-5.2.2-1 +FAPI2MS-5.3.1-1 -FAPI2MS-5.3.1-1", __func__);
    t_claim_all("+FAPICIBA-5.2.2-6 -FAPICIBA-5.2.2-6", __func__);
}

static void registered_alg(void **state)
{
    (void)state;
    FIXTURE(f);
    const char *good = object_of(NULL, NULL, 0);

    CHECK(good[0] != '\0');
    STATUS(FAPI_OK, fapi_request_object_set_registered_alg(f.mode[FAPI1], FAPI_ALG_EDDSA));
    STATUS(FAPI_OK, check(&f, FAPI1, good));
    ACCEPTS("OIDCC-6.3.2-1");
    ACCEPTS("OIDCR-2-2");
    STATUS(FAPI_OK, fapi_request_object_set_registered_alg(f.mode[FAPI1], FAPI_ALG_ES256));
    STATUS(FAPI_REQUEST_OBJECT_ALG_REGISTERED, check(&f, FAPI1, good));
    CHECK(answered(&f, FAPI_REQUEST_OBJECT_ALG_REGISTERED));
    REFUSES("OIDCC-6.3.2-1");
    REFUSES("OIDCR-2-2");
    /* a registered one that the server does not take is none */
    STATUS(FAPI_OK, fapi_request_object_set_registered_alg(f.mode[FAPI1], FAPI_ALG_EDDSA));
    STATUS(FAPI_OK, fapi_request_object_set_algs(f.mode[FAPI1], FAPI_ALG_PS256 | FAPI_ALG_ES256));
    STATUS(FAPI_REQUEST_OBJECT_ALG, check(&f, FAPI1, good));
}

/* R19, R24 to R27: what is read is what stands inside, and nothing else. */
static void parameters_are_those_inside(void **state)
{
    (void)state;
    FIXTURE(f);
    static const char *const names[] = {"redirect_uri", "scope", "nonce", "state"};
    const char *good = object_of(NULL, NULL, 0), *text = NULL;
    size_t n = 0;

    CHECK(good[0] != '\0');
    STATUS(FAPI_OK, check(&f, FAPI2, good));
    STATUS(FAPI_OK, fapi_verdict_claim_string(f.verdict, S("state"), &text, &n));
    CHECK(n == 2 && memcmp(text, "st", 2) == 0); /* R27 */
    STATUS(FAPI_OK, fapi_verdict_claim_string(f.verdict, S("redirect_uri"), &text, &n));
    STATUS(FAPI_OK, fapi_redirect_uri_check(text, n, S(CB), 0));
    for (size_t i = 0; i < MANY(names); i++) {
        const char *object = object_of(NULL, &(t_member){names[i], NULL}, 1);

        CHECK(object[0] != '\0');
        STATUS(FAPI_OK, check(&f, FAPI1, object));
        STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_claim_string(f.verdict, names[i], strlen(names[i]), &text, &n));
        CHECK(n == 0);
    }
    STATUS(FAPI_REDIRECT_URI_MISSING, fapi_redirect_uri_check(text, n, S(CB), 0)); /* R19 */
    ATTACK("JAR-01");
    /* a refused one says nothing */
    STATUS(FAPI_REQUEST_OBJECT_EXPIRED, check_at(&f, FAPI1, good, NOW + 300));
    STATUS(FAPI_ERR_STATE, fapi_verdict_claim_string(f.verdict, S("state"), &text, &n));
}

/* R14 */
static void replay(void **state)
{
    (void)state;
    FIXTURE(f);
    AUTO(fapi_replay) store = fapi_replay_new(t_context(), 8);
    uint8_t first[32] = {0};
    const uint8_t *key = NULL;
    const char *good = object_of(NULL, NULL, 0), *later = object_of(NULL, &(t_member){"exp", "1800000400"}, 1);
    size_t n = 0;
    int64_t expiry = 0;

    CHECK(store != NULL && good[0] != '\0' && later[0] != '\0');
    STATUS(FAPI_OK, check(&f, CIBA, good));
    STATUS(FAPI_OK, fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && expiry > 1800000300);
    memcpy(first, key, 32);
    STATUS(FAPI_OK, fapi_replay_add_if_absent(store, key, n, expiry, NOW));
    /* the jti counts, not the octets; and at either endpoint */
    STATUS(FAPI_OK, check(&f, FAPI2, later));
    STATUS(FAPI_OK, fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && memcmp(first, key, 32) == 0);
    STATUS(FAPI_REPLAY_SEEN, fapi_replay_add_if_absent(store, key, n, expiry, NOW));
    ATTACK("JAR-09");
    /* another jti, and the same one of another client */
    const char *other = object_of(NULL, &(t_member){"jti", "\"j-2\""}, 1);
    CHECK(other[0] != '\0');
    STATUS(FAPI_OK, check(&f, FAPI2, other));
    STATUS(FAPI_OK, fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && memcmp(first, key, 32) != 0);
    const t_member names[] = {{"iss", "\"c-2\""}, {"client_id", "\"c-2\""}};
    const char *foreign = object_of(NULL, names, 2);
    CHECK(foreign[0] != '\0');
    STATUS(FAPI_OK, fapi_request_object_set_client(f.mode[FAPI2], S("c-2"), f.jwks));
    STATUS(FAPI_OK, check(&f, FAPI2, foreign));
    STATUS(FAPI_OK, fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && memcmp(first, key, 32) != 0);
    /* without one nothing is spent, and neither by a refused one */
    const char *none = object_of(NULL, &(t_member){"jti", NULL}, 1);
    CHECK(none[0] != '\0');
    STATUS(FAPI_OK, check(&f, FAPI1, none));
    STATUS(FAPI_OK, fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry));
    CHECK(n == 0);
    STATUS(FAPI_REQUEST_OBJECT_EXPIRED, check_at(&f, FAPI1, good, NOW + 300));
    CHECK(fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry) != FAPI_OK || n == 0);
}

/* ---- the handle ---- */

static void limits(void **state)
{
    (void)state;
    FIXTURE(f);
    fapi_request_object *o = f.mode[FAPI1];
    const char *good = object_of(NULL, NULL, 0);

    CHECK(good[0] != '\0');
    STATUS(FAPI_OK, fapi_request_object_set_limits(o, 100, 300));
    STATUS(FAPI_OK, fapi_request_object_check(o, good, strlen(good), NOW + 100, f.verdict));
    STATUS(FAPI_REQUEST_OBJECT_OLD, fapi_request_object_check(o, good, strlen(good), NOW + 101, f.verdict));
    CHECK(strcmp(fapi_verdict_expected(f.verdict), "1800000001") == 0);
    STATUS(FAPI_OK, fapi_request_object_set_limits(o, 100, 299));
    STATUS(FAPI_REQUEST_OBJECT_LIFETIME, check(&f, FAPI1, good));
    STATUS(FAPI_OK, fapi_request_object_set_limits(o, 3600, 3600));
    STATUS(FAPI_OK, fapi_request_object_set_skew(o, 0, 60));
    STATUS(FAPI_OK, check(&f, FAPI1, good));
    STATUS(FAPI_REQUEST_OBJECT_NBF, fapi_request_object_check(o, good, strlen(good), NOW - 1, f.verdict));
    STATUS(FAPI_OK, fapi_request_object_check(o, good, strlen(good), NOW + 359, f.verdict));
    STATUS(FAPI_REQUEST_OBJECT_EXPIRED, fapi_request_object_check(o, good, strlen(good), NOW + 360, f.verdict));
    STATUS(FAPI_ERR_CLOCK, fapi_request_object_check(o, good, strlen(good), -1, f.verdict));
    STATUS(FAPI_ERR_CLOCK, fapi_request_object_check(o, good, strlen(good), FAPI_MAX_TIME + 1, f.verdict));
    STATUS(FAPI_REQUEST_OBJECT_EXPIRED, fapi_request_object_check(o, good, strlen(good), FAPI_MAX_TIME, f.verdict));
    STATUS(FAPI_REQUEST_OBJECT_NBF, fapi_request_object_check(o, good, strlen(good), 0, f.verdict));
    static const int64_t bad[][2] = {{0, 60}, {3601, 60}, {60, 0}, {60, 3601}, {-1, 60}};
    for (size_t i = 0; i < MANY(bad); i++)
        STATUS(FAPI_ERR_RANGE, fapi_request_object_set_limits(o, bad[i][0], bad[i][1]));
    static const int64_t skew[][2] = {{-1, 0}, {61, 0}, {0, -1}, {0, 61}};
    for (size_t i = 0; i < MANY(skew); i++)
        STATUS(FAPI_ERR_RANGE, fapi_request_object_set_skew(o, skew[i][0], skew[i][1]));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_algs(o, 0));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_algs(o, 16));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_registered_alg(o, 3));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_registered_alg(o, -1));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_typ_required(o, 2));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_backchannel(o, -1));
}

static void wrong_use(void **state)
{
    (void)state;
    FIXTURE(f);
    AUTO(fapi_request_object) o = fapi_request_object_new(t_context());
    AUTO(fapi_jwks) empty = fapi_jwks_new(t_context());

    CHECK(o != NULL && empty != NULL);
    STATUS(FAPI_POLICY_EMPTY, fapi_request_object_check(o, S("a.b.c"), NOW, f.verdict));
    STATUS(FAPI_OK, fapi_request_object_set_client(o, S(CLIENT), f.jwks));
    STATUS(FAPI_OK, fapi_request_object_set_client(o, S(CLIENT), f.jwks));
    STATUS(FAPI_POLICY_EMPTY, fapi_request_object_check(o, S("a.b.c"), NOW, f.verdict));
    STATUS(FAPI_ERR_STATE, fapi_request_object_set_client(o, S(CLIENT), empty));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_client(o, S(CLIENT), NULL));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_client(o, S(""), f.jwks));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_client(o, S(CLIENT) + FAPI_MAX_URL, f.jwks));
    STATUS(FAPI_ERR_ARG, fapi_request_object_add_audience(o, NULL, 0));
    for (int i = 0; i < 8; i++)
        STATUS(FAPI_OK, fapi_request_object_add_audience(o, S(ISSUER)));
    STATUS(FAPI_ERR_RANGE, fapi_request_object_add_audience(o, S(ISSUER)));
    STATUS(FAPI_ERR_ARG, fapi_request_object_check(o, NULL, 1, NOW, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_request_object_check(o, S("a"), NOW, NULL));
    STATUS(FAPI_ERR_ARG, fapi_request_object_check(NULL, S("a"), NOW, f.verdict));
    CHECK(fapi_verdict_http(f.verdict) == 500);
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_client(NULL, S(CLIENT), f.jwks));
    STATUS(FAPI_ERR_ARG, fapi_request_object_add_audience(NULL, S(ISSUER)));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_algs(NULL, FAPI_ALG_ES256));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_registered_alg(NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_typ_required(NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_backchannel(NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_limits(NULL, 60, 60));
    STATUS(FAPI_ERR_ARG, fapi_request_object_set_skew(NULL, 0, 0));
    fapi_request_object_free(NULL);
}

/* ---- of a real client ---- */

static char *recorded(const char *alg, const char *name, size_t *n)
{
    char path[96];
    char *text = NULL;

    snprintf(path, sizeof path, "../examples/recorded/%s/%s", alg, name);
    text = t_file(path, n);
    while (text != NULL && *n > 0 && (text[*n - 1] == '\n' || text[*n - 1] == '\r'))
        text[--*n] = '\0';
    return text;
}

static int recorded_handle(const char *alg, const char *client, fapi_request_object **object)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    size_t jwks_n = 0, issuer_n = 0;
    char *keys = recorded(alg, "client_jwks.json", &jwks_n), *issuer = recorded(alg, "issuer", &issuer_n);
    int rc = FAPI_ERR_NOT_FOUND;

    *object = fapi_request_object_new(t_context());
    if (keys != NULL && issuer != NULL && jwks != NULL && *object != NULL)
        rc = fapi_jwks_load(jwks, keys, jwks_n);
    if (rc == FAPI_OK)
        rc = fapi_request_object_set_client(*object, client, strlen(client), jwks);
    if (rc == FAPI_OK)
        rc = fapi_request_object_add_audience(*object, issuer, issuer_n);
    if (rc == FAPI_OK)
        rc = fapi_request_object_set_typ_required(*object, 1);
    free(keys);
    free(issuer);
    return rc;
}

static int recorded_fails(const fapi_request_object *object, char *jwt, size_t n, int64_t now, fapi_verdict *verdict)
{
    for (size_t i = 0; i < n; i += 7) {
        char kept = jwt[i];

        jwt[i] = kept == 'A' ? 'B' : 'A';
        if (fapi_request_object_check(object, jwt, n, now, verdict) == FAPI_OK)
            return 0;
        jwt[i] = kept;
    }
    return 1;
}

static void of_a_real_client(void **state)
{
    (void)state;
    SLOW();
    static const char *const algs[] = {"ES256", "PS256", "EdDSA"};

    for (size_t i = 0; i < MANY(algs); i++) {
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        AUTO(fapi_request_object) object = NULL;
        AUTO(fapi_request_object) other = NULL;
        size_t n = 0, now_n = 0;
        int rc[5], fails;

        CHECK(verdict != NULL);
        STATUS(FAPI_OK, recorded_handle(algs[i], "dpop-client", &object));
        STATUS(FAPI_OK, recorded_handle(algs[i], "mtls-client", &other));
        char *jwt = recorded(algs[i], "dpop.request_object.jwt", &n), *when = recorded(algs[i], "now", &now_n);
        int64_t now = when == NULL ? 0 : strtoll(when, NULL, 10);
        rc[0] = fapi_request_object_check(object, jwt, n, now, verdict);
        rc[1] = fapi_request_object_check(object, jwt, n, now + 3600, verdict);
        rc[2] = fapi_request_object_check(object, jwt, n, now - 3600, verdict);
        rc[3] = fapi_request_object_check(other, jwt, n, now, verdict);
        rc[4] = fapi_request_object_check(object, jwt, n - 1, now, verdict);
        fails = jwt != NULL && recorded_fails(object, jwt, n, now, verdict);
        free(jwt);
        free(when);
        STATUS(FAPI_OK, rc[0]);
        STATUS(FAPI_REQUEST_OBJECT_EXPIRED, rc[1]);
        STATUS(FAPI_REQUEST_OBJECT_NBF, rc[2]);
        STATUS(FAPI_REQUEST_OBJECT_ISS, rc[3]);
        CHECK(rc[4] != FAPI_OK && fails);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates),
        cmocka_unit_test(parties),
        cmocka_unit_test(nested_and_typed),
        cmocka_unit_test(kinds),
        cmocka_unit_test(signatures),
        cmocka_unit_test(registered_alg),
        cmocka_unit_test(parameters_are_those_inside),
        cmocka_unit_test(replay),
        cmocka_unit_test(limits),
        cmocka_unit_test(wrong_use),
        cmocka_unit_test(of_a_real_client),
    };

    return t_main("oauth/request_object", tests, sizeof tests / sizeof *tests);
}
