/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request objects that the public conformance suite sends, R1 to R32 of its catalogue, each made from a good one by one change: pushed,
 * and by value at the authorization endpoint where the profile lets requests come so.
 */
#include "base/verdict.h"
#include "test/role/as_server.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define EVERYWHERE "1UCBMO2"
#define IRO "invalid_request_object"
#define IR "invalid_request"

/* One case, for both ways. */
typedef struct object_row {
    const char *name, *profiles;
    as_change change;
    int want;
    const char *error, *ids;
} object_row;

static const object_row rows[] = {
    {"R1 no exp", EVERYWHERE, {.object = {{"exp", NULL}}}, FAPI_REQUEST_OBJECT_EXP_MISSING, IRO, "-FAPI1ADV-5.2.2-13 -FAPI2MS-5.3.1-4"},
    {"R2 no nbf", EVERYWHERE, {.object = {{"nbf", NULL}}}, FAPI_REQUEST_OBJECT_NBF_MISSING, IRO, "-FAPI1ADV-5.2.2-17 -FAPI2MS-5.3.1-3"},
    {"R3 exp an hour ago", EVERYWHERE, {.object = {{"nbf", "1799992800"}, {"exp", "1799996400"}}}, FAPI_REQUEST_OBJECT_EXPIRED, IRO, NULL},
    {"R3 exp an hour ago, nbf now", EVERYWHERE, {.object = {{"exp", "1799996400"}}}, FAPI_REQUEST_OBJECT_EXPIRED, IRO, NULL},
    {"R4 exp in 70 minutes", EVERYWHERE, {.object = {{"exp", "1800004200"}}}, FAPI_REQUEST_OBJECT_LIFETIME, IRO, "-CDR-reqobj-3"},
    {"R4 exp in 60 minutes", EVERYWHERE, {.object = {{"exp", "1800003600"}}}, FAPI_OK, "", "+CDR-reqobj-3"},
    {"R4 exp in 60 minutes and a second", EVERYWHERE, {.object = {{"exp", "1800003601"}}}, FAPI_REQUEST_OBJECT_LIFETIME, IRO, NULL},
    {"R5 nbf 70 minutes ago", EVERYWHERE, {.object = {{"nbf", "1799995800"}}}, FAPI_REQUEST_OBJECT_OLD, IRO, NULL},
    {"R6 nbf in 10 minutes", EVERYWHERE, {.object = {{"nbf", "1800000600"}, {"exp", "1800000900"}}}, FAPI_REQUEST_OBJECT_NBF, IRO, NULL},
    {"R7 nbf in 8 seconds", EVERYWHERE, {.object = {{"nbf", "1800000008"}, {"iat", "1800000008"}}}, FAPI_OK, "", NULL},
    {"R8 aud of another server", EVERYWHERE, {.object = {{"aud", "\"https://other.example.com\""}}}, FAPI_REQUEST_OBJECT_AUD, IRO,
     "-FAPI1ADV-5.2.2-15 -FAPI2MS-5.3.1-2"},
    {"R8 aud with one more character", EVERYWHERE, {.object = {{"aud", "\"" AS_ISSUER "/\""}}}, FAPI_REQUEST_OBJECT_AUD, IRO, NULL},
    {"R9 aud of three", EVERYWHERE, {.object = {{"aud", "[\"" AS_ISSUER "\",\"https://other.example.com\",\"invalid\"]"}}}, FAPI_OK, "",
     "+FAPI1ADV-5.2.2-15 +FAPI2MS-5.3.1-2"},
    {"R10 aud is the PAR endpoint", EVERYWHERE, {.object = {{"aud", "\"" AS_PAR_URL "\""}}}, FAPI_REQUEST_OBJECT_AUD, IRO, NULL},
    {"R11 no aud", EVERYWHERE, {.object = {{"aud", NULL}}}, FAPI_REQUEST_OBJECT_AUD_MISSING, IRO, NULL},
    {"R12 iss is the other client", EVERYWHERE, {.object = {{"iss", "\"" AS_OTHER_CLIENT "\""}}}, FAPI_REQUEST_OBJECT_ISS, IRO, NULL},
    {"R12 no iss, which only CIBA needs", EVERYWHERE, {.object = {{"iss", NULL}}}, FAPI_OK, "", NULL},
    {"R13 no iat, which only CIBA needs", EVERYWHERE, {.object = {{"iat", NULL}}}, FAPI_OK, "", NULL},
    {"R13 no jti, which only CIBA needs", EVERYWHERE, {.object = {{"jti", NULL}}}, FAPI_OK, "", NULL},
    {"R14 jti a number", EVERYWHERE, {.object = {{"jti", "7"}}}, FAPI_REQUEST_OBJECT_CLAIM_TYPE, IRO, NULL},
    {"R14 jti empty", EVERYWHERE, {.object = {{"jti", "\"\""}}}, FAPI_REQUEST_OBJECT_JTI, IRO, NULL},
    {"R15 alg none in the header", EVERYWHERE, {.object_header = {"alg", "\"none\""}}, FAPI_REQUEST_OBJECT_ALG, IRO, "-RFC9101-10.1-1"},
    {"R16 RS256", EVERYWHERE, {.object_alg = FAPI_ALG_RS256}, FAPI_REQUEST_OBJECT_ALG, IRO, "-BROF-6.2-1"},
    {"R17 another signature", EVERYWHERE, {.how = AS_FLIP_OBJECT}, FAPI_REQUEST_OBJECT_SIGNATURE, IRO, "-RFC9101-10.2-d"},
    {"R19 no redirect_uri", EVERYWHERE, {.request = {{"redirect_uri", NULL}}}, FAPI_REDIRECT_URI_MISSING, IR, NULL},
    {"R20 request_uri inside", EVERYWHERE, {.object = {{"request_uri", "\"urn:ietf:params:oauth:request_uri:" AS_CHALLENGE "\""}}},
     FAPI_REQUEST_OBJECT_NESTED, IRO, NULL},
    {"R21 request inside", EVERYWHERE, {.object = {{"request", "\"e30.e30.\""}}}, FAPI_REQUEST_OBJECT_NESTED, IRO, NULL},
    {"R22 sub is the client", EVERYWHERE, {.object = {{"sub", "\"" AS_CLIENT "\""}}}, FAPI_REQUEST_OBJECT_SUB, IRO, NULL},
    {"R22 sub is a user", EVERYWHERE, {.object = {{"sub", "\"user\""}}}, FAPI_OK, "", NULL},
    {"R23 client_id inside is the other client", EVERYWHERE, {.request = {{"client_id", AS_OTHER_CLIENT}}}, FAPI_REQUEST_OBJECT_CLIENT_ID,
     IRO, NULL},
    {"R23 client_id inside is none", EVERYWHERE, {.request = {{"client_id", NULL}}}, FAPI_REQUEST_OBJECT_CLIENT_ID_MISSING, IRO, NULL},
    {"R28 typ as it should be", EVERYWHERE, {.object_header = {"typ", "\"oauth-authz-req+jwt\""}}, FAPI_OK, "", NULL},
    {"R28 typ JWT", EVERYWHERE, {.object_header = {"typ", "\"JWT\""}}, FAPI_OK, "", NULL},
    {"R28 typ of an access token", EVERYWHERE, {.object_header = {"typ", "\"at+jwt\""}}, FAPI_REQUEST_OBJECT_TYP, IRO, NULL},
    {"R29 exp null", EVERYWHERE, {.object = {{"exp", "null"}}}, FAPI_REQUEST_OBJECT_CLAIM_TYPE, IRO, NULL},
    {"R29 nbf a text", EVERYWHERE, {.object = {{"nbf", "\"1800000000\""}}}, FAPI_REQUEST_OBJECT_CLAIM_TYPE, IRO, NULL},
    {"R29 max_age null", EVERYWHERE, {.object = {{"max_age", "null"}}}, FAPI_REQUEST_OBJECT_CLAIM_TYPE, IRO, NULL},
    {"R29 max_age a text", EVERYWHERE, {.object = {{"max_age", "\"300\""}}}, FAPI_REQUEST_OBJECT_CLAIM_TYPE, IRO, NULL},
    {"R29 max_age a number", EVERYWHERE, {.object = {{"max_age", "300"}}}, FAPI_OK, "", NULL},
    {"R32 key in the header", EVERYWHERE, {.object_header = {"jwk", "{}"}}, FAPI_JWS_EMBEDDED_KEY, IRO, NULL},
    {"R32 address of a key in the header", EVERYWHERE, {.object_header = {"x5u", "\"https://client.example.com/x5u\""}},
     FAPI_JWS_EMBEDDED_KEY, IRO, NULL},
    {"no JWT", EVERYWHERE, {.raw_object = "e30.e30"}, FAPI_JWS_STRUCTURE, IRO, NULL},
    {"payload that is no JSON", EVERYWHERE, {.raw_object = "eyJhbGciOiJQUzI1NiJ9.e30x.AAAA"}, FAPI_JSON_TRAILING, IRO, NULL},
};

/* The same change, pushed with a request object also where the profile needs none. */
static as_row pushed(const object_row *row)
{
    as_row one = {row->name, AS_PAR, row->profiles, row->change, row->want, row->want == FAPI_OK ? 200 : 400, row->error, row->ids};

    one.change.how |= AS_IN_OBJECT;
    return one;
}

static void pushed_objects(void **state)
{
    SLOW();
    static as_row table[ROWS(rows)];
    (void)state;

    for (size_t i = 0; i < ROWS(rows); i++)
        table[i] = pushed(&rows[i]);
    AS_RUN(table);
}

/* Nothing of a refused object was proven, so nobody is redirected. */
static void objects_by_value(void **state)
{
    SLOW();
    static as_row table[ROWS(rows)];
    (void)state;

    for (size_t i = 0; i < ROWS(rows); i++) {
        table[i] = pushed(&rows[i]);
        table[i].endpoint = AS_AUTHORIZE;
        table[i].profiles = "1U";
        table[i].change.how |= AS_DIRECT;
    }
    AS_RUN(table);
}

/* ---- what is more than a change of a member ---- */

static const char *text_of(const as_server *server, const char *name)
{
    static char text[8192];
    const char *value = NULL;
    size_t n = 0;

    if (fapi_verdict_claim_string(server->verdict, name, strlen(name), &value, &n) != FAPI_OK || n >= sizeof text)
        return NULL;
    memcpy(text, value, n);
    text[n] = '\0';
    return text;
}

static int has(const as_server *server, const char *name, const char *want)
{
    const char *text = text_of(server, name);

    return want == NULL ? text == NULL : text != NULL && strcmp(text, want) == 0;
}

static void signed_by_another(void **state)
{
    SLOW();
    AUTO(as_server) server = NULL;
    const as_change claims_first = {.how = AS_SIGNED_BY_OTHER};
    const as_change all_of_other = {.how = AS_FROM_OTHER};
    as_change sent = {.how = AS_IN_OBJECT};
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &sent));
    ACCEPTS("RFC9101-10.2-d");
    /* R18: with the name of the first client's key, and of the key that it is */
    sent.raw_object = as_object(server, AS_PAR, &claims_first);
    STATUS(FAPI_REQUEST_OBJECT_SIGNATURE, as_send(server, AS_PAR, &sent));
    sent.raw_object = as_object(server, AS_PAR, &all_of_other);
    STATUS(FAPI_REQUEST_OBJECT_KEY, as_send(server, AS_PAR, &sent));
    CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), IRO) == 0 && fapi_verdict_http(server->verdict) == 400);
    REFUSES("RFC9101-10.2-d");
    /* R15, as it is mostly sent: without a signature */
    sent.raw_object = t_replace_part(as_object(server, AS_PAR, &(as_change){.object_header = {"alg", "\"none\""}}), 2, "");
    STATUS(FAPI_REQUEST_OBJECT_ALG, as_send(server, AS_PAR, &sent));
    /* and the signature of nobody under a good header */
    sent.raw_object = t_replace_part(as_object(server, AS_PAR, &(as_change){.how = 0}), 2, "");
    STATUS(FAPI_JWS_SIGNATURE_LENGTH, as_send(server, AS_PAR, &sent));
}

/* R32: the signature fits the certificate that stands beside it, which anybody can make. Such a header is refused before its key is asked. */
static void certificate_in_the_header(void **state)
{
    SLOW();
    static const char *const kids[] = {"\"eddsa\"", "\"of-x5c\"", NULL};
    AUTO(as_server) server = NULL;
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < ROWS(kids); i++) {
        const as_change by_other = {.how = AS_SIGNED_BY_OTHER};
        const char *object = as_object(server, AS_PAR, &by_other), *header = NULL;
        as_change sent = {.how = 0};

        header = t_format("{\"alg\":\"EdDSA\",%s%s%s\"x5c\":[\"MIIBAzCBtqADAgECAgEBMAUGAytlcDAA\"]}",
                          kids[i] == NULL ? "" : "\"kid\":", kids[i] == NULL ? "" : kids[i], kids[i] == NULL ? "" : ",");
        sent.raw_object = t_replace_part(object, 0, t_base64url(header, strlen(header)));
        CHECK(sent.raw_object[0] != '\0');
        STATUS(FAPI_JWS_EMBEDDED_KEY, as_send(server, AS_PAR, &sent));
        CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), IRO) == 0);
    }
}

/* R14: what was claimed once is refused, by value too, where nothing else keeps a request from being sent again. */
static void a_jti_twice(void **state)
{
    SLOW();
    static const struct {
        int profile;
        enum as_endpoint endpoint;
        int how;
    } ways[] = {{FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, AS_PAR, 0}, {FAPI_PROFILE_FAPI1_ADVANCED, AS_AUTHORIZE, AS_DIRECT}};
    (void)state;

    for (size_t i = 0; i < ROWS(ways); i++) {
        AUTO(as_server) server = NULL;
        as_change sent = {.how = ways[i].how, .object = {{"jti", "\"once\""}}};

        STATUS(FAPI_OK, as_server_new(&server, ways[i].profile, FAPI_AUTH_PRIVATE_KEY_JWT));
        STATUS(FAPI_OK, as_send(server, ways[i].endpoint, &sent));
        STATUS(FAPI_REQUEST_OBJECT_REPLAYED, as_send(server, ways[i].endpoint, &sent));
        CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), IRO) == 0);
        CHECK(fapi_verdict_http(server->verdict) == (ways[i].endpoint == AS_PAR ? 400 : 303));
    }
}

/* R24 to R27 where the object is pushed: beside it stands what authenticates the client, and nothing else. */
static const as_row beside[] = {
    {"R24 scope only outside", AS_PAR, "1UCBM", {.request = {{"scope", NULL}}, .form = {{"scope", "openid accounts"}}}, FAPI_PAR_BESIDE_REQUEST,
     400, IR, "-RFC9126-3-0 -RFC9101-5-3"},
    {"R25 nonce only outside", AS_PAR, "1UCBM", {.request = {{"nonce", NULL}}, .form = {{"nonce", "n"}}}, FAPI_PAR_BESIDE_REQUEST, 400, IR, NULL},
    {"R26 state only outside", AS_PAR, "1UCBM", {.request = {{"state", NULL}}, .form = {{"state", "s"}}}, FAPI_PAR_BESIDE_REQUEST, 400, IR, NULL},
    {"R27 other state outside", AS_PAR, "1UCBM", {.form = {{"state", "s"}}}, FAPI_PAR_BESIDE_REQUEST, 400, IR, "-RFC9101-6.3-1"},
    {"R27 the same state outside", AS_PAR, "1UCBM", {.form = {{"state", "af0ifjsldkj"}}}, FAPI_PAR_BESIDE_REQUEST, 400, IR, NULL},
    {"R27 something unknown outside", AS_PAR, "1UCBM", {.form = {{"anything", "x"}}}, FAPI_PAR_BESIDE_REQUEST, 400, IR, "-RFC9101-6.3-1"},
    {"R23 client_id outside", AS_PAR, "1UCBMO2", {.how = AS_IN_OBJECT, .form = {{"client_id", AS_CLIENT}}}, FAPI_OK, 200, "", "+RFC9126-3-0"},
    {"R23 no client_id outside", AS_PAR, "1UCBMO2", {.how = AS_IN_OBJECT, .form = {{"client_id", NULL}}}, FAPI_OK, 200, "", NULL},
    {"R23 the other client_id outside", AS_PAR, "1UCBM", {.form = {{"client_id", AS_OTHER_CLIENT}}}, FAPI_CLIENT_ASSERTION_KEY, 401,
     "invalid_client", NULL},
    /* R30 */
    {"R30 form where an object must be", AS_PAR, "1UCBM", {.how = AS_BY_VALUE}, FAPI_REQUEST_OBJECT_MISSING, 400, IR,
     "-RFC9101-10.5-1 -FAPI2MS-5.3.1-1 -FAPI1ADV-5.2.2-1"},
    {"R30 form where an object may be", AS_PAR, "2O", {.how = AS_BY_VALUE}, FAPI_OK, 200, "", "+RFC9101-10.5-1"},
    {"R30 object", AS_PAR, "1UCBM", {.how = 0}, FAPI_OK, 200, "", "+RFC9101-10.5-1 +FAPI2MS-5.3.1-1 +FAPI1ADV-5.2.2-1 +BROF-6.2-1"},
    {"R30 query where an object must be", AS_AUTHORIZE, "1U", {.how = AS_DIRECT | AS_BY_VALUE}, FAPI_REQUEST_OBJECT_MISSING, 400, IR, NULL},
    /* R31: by value, signed and not encrypted, where by value means encrypted or where nothing but pushed requests will do */
    {"R31 object by value", AS_AUTHORIZE, "B", {.how = AS_DIRECT | AS_IN_OBJECT}, FAPI_REQUEST_URI_MISSING, 400, IR, "-BROF-5.2.2-1"},
    {"R31 object by value", AS_AUTHORIZE, "C", {.how = AS_DIRECT | AS_IN_OBJECT}, FAPI_REQUEST_URI_MISSING, 400, IR,
     "-CDR-reqobj-2 -CDR-authflows-2"},
    {"R31 object by value", AS_AUTHORIZE, "2MO", {.how = AS_DIRECT | AS_IN_OBJECT}, FAPI_REQUEST_URI_MISSING, 400, IR, NULL},
    {"R31 pushed", AS_AUTHORIZE, "BC", {.how = 0}, FAPI_OK, 200, "", "+BROF-5.2.2-1 +CDR-reqobj-2 +CDR-authflows-2"},
};

static void pushed_beside(void **state)
{
    SLOW();
    (void)state;
    AS_RUN(beside);
}

/* R24 to R27 by value: what stands outside is read by nobody. */
static void by_value_beside(void **state)
{
    SLOW();
    AUTO(as_server) server = NULL;
    as_change sent = {.how = AS_DIRECT, .form = {{"state", "outside"}, {"nonce", "outside"}, {"scope", "openid payments"}}};
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &sent));
    CHECK(has(server, "state", "af0ifjsldkj") && has(server, "nonce", "n-0S6_WzA2Mj") && has(server, "scope", "openid accounts"));
    ACCEPTS("RFC9101-5-3");
    ACCEPTS("RFC9101-6.3-1");
    ACCEPTS("FAPI1ADV-5.2.2-10");
    sent.request[0] = (t_member){"state", NULL};
    STATUS(FAPI_OK, as_send(server, AS_AUTHORIZE, &sent));
    CHECK(has(server, "state", NULL));
    CHECK(server->verdict->target.redirect && server->verdict->target.state_n == 0);
    sent.request[0] = (t_member){"nonce", NULL};
    STATUS(FAPI_AUTHORIZATION_NONCE_MISSING, as_send(server, AS_AUTHORIZE, &sent));
    CHECK(fapi_verdict_http(server->verdict) == 303 && strcmp(fapi_verdict_oauth_error(server->verdict), IR) == 0);
    sent.request[0] = (t_member){"redirect_uri", NULL};
    sent.form[0] = (t_member){"redirect_uri", AS_REDIRECT};
    STATUS(FAPI_REDIRECT_URI_MISSING, as_send(server, AS_AUTHORIZE, &sent));
    CHECK(fapi_verdict_http(server->verdict) == 400 && !server->verdict->target.redirect);
    REFUSES("FAPI1ADV-5.2.2-10");
    sent.request[0] = (t_member){"response_type", NULL};
    sent.form[0] = (t_member){"response_type", "code"};
    STATUS(FAPI_AUTHORIZATION_RESPONSE_TYPE_MISSING, as_send(server, AS_AUTHORIZE, &sent));
}

/* A client may have registered that it always signs, and with what. */
static void as_the_client_registered(void **state)
{
    SLOW();
    static const t_member always = {"require_signed_request_object", "true"}, ps256 = {"request_object_signing_alg", "\"PS256\""},
                          unknown = {"request_object_signing_alg", "\"none\""}, pushes = {"require_pushed_authorization_requests", "true"};
    AUTO(as_server) server = NULL;
    AUTO(as_server) other = NULL;
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    STATUS(FAPI_OK, as_register(server, &always, 1));
    STATUS(FAPI_REQUEST_OBJECT_MISSING, as_send(server, AS_PAR, NULL));
    REFUSES("RFC9101-10.5-1");
    STATUS(FAPI_OK, as_send(server, AS_PAR, &(as_change){.how = AS_IN_OBJECT}));
    STATUS(FAPI_OK, as_register(server, &ps256, 1));
    STATUS(FAPI_REQUEST_OBJECT_ALG_REGISTERED, as_send(server, AS_PAR, &(as_change){.how = AS_IN_OBJECT}));
    STATUS(FAPI_OK, as_register(server, &unknown, 1));
    STATUS(FAPI_REQUEST_OBJECT_ALG_REGISTERED, as_send(server, AS_PAR, &(as_change){.how = AS_IN_OBJECT}));
    STATUS(FAPI_OK, as_server_new(&other, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_register(other, &pushes, 1));
    STATUS(FAPI_REQUEST_URI_MISSING, as_send(other, AS_AUTHORIZE, &(as_change){.how = AS_DIRECT}));
    STATUS(FAPI_OK, as_send(other, AS_AUTHORIZE, NULL));
}

/* One of each kind of mistake, for the sweep. */
static void a_few_objects(void **state)
{
    static const size_t chosen[] = {0, 5, 12, 28};
    AUTO(as_server) server = NULL;
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_AUTH_PRIVATE_KEY_JWT));
    for (size_t i = 0; i < ROWS(chosen); i++)
        STATUS(rows[chosen[i]].want, as_send(server, AS_PAR, &rows[chosen[i]].change));
    STATUS(FAPI_PAR_BESIDE_REQUEST, as_send(server, AS_PAR, &(as_change){.form = {{"state", "s"}}}));
    STATUS(FAPI_REQUEST_OBJECT_MISSING, as_send(server, AS_PAR, &(as_change){.how = AS_BY_VALUE}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushed_objects),
        cmocka_unit_test(objects_by_value),
        cmocka_unit_test(signed_by_another),
        cmocka_unit_test(certificate_in_the_header),
        cmocka_unit_test(a_jti_twice),
        cmocka_unit_test(pushed_beside),
        cmocka_unit_test(by_value_beside),
        cmocka_unit_test(as_the_client_registered),
        cmocka_unit_test(a_few_objects),
    };
    return t_main("role/as_object", tests, sizeof tests / sizeof tests[0]);
}
