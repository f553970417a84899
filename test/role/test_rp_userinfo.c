/* SPDX-License-Identifier: Apache-2.0 */
/* The userinfo response: of whom, from whom, signed as was agreed; and what a refusal means. */
#include "test/oauth/table.h"
#include "test/role/rp_answer_fixture.h"

#define U(status) FAPI_USERINFO_##status
#define JWT "application/jwt"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int ready(rp_world **world)
{
    int rc = rp_world_new(world, FAPI_PROFILE_FAPI2_SECURITY);

    if (rc == FAPI_OK)
        rc = rp_world_asking(*world, FAPI_GRANT_AUTHORIZATION_CODE);
    if (rc != FAPI_OK)
        return rc;
    (*world)->rp.endpoint[FAPIX_RP_USERINFO] = fapix_slice_str(ISSUER "/userinfo");
    (*world)->flow->step = FAPIX_FLOW_TOKENS;
    return fapix_flow_set((*world)->flow, FAPIX_FLOW_SUB, fapix_slice_str("alice"));
}

static int checked(rp_world *world, int http, const char *type, const char *body)
{
    int rc = body[0] == '\0' && t_injected() ? FAPI_ERR_NOMEM : rp_world_answer(world, http, type, body, NULL);

    return rc == FAPI_OK ? fapi_rp_check_userinfo(&world->rp, world->flow, world->response, NOW, world->verdict) : rc;
}

static const char *jwt_with(const char *header, const t_member *changes, size_t count)
{
    static const t_member members[] = {
        {"iss", "\"" ISSUER "\""}, {"sub", "\"alice\""}, {"aud", "\"client-1\""}, {"name", "\"Alice\""}, {NULL, NULL}};
    const char *claims = t_object(members, changes, count);

    return claims[0] == '\0' ? "" : t_sign(T_EDDSA, header == NULL ? "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\"}" : header, claims);
}

static int nothing_readable(const rp_world *world)
{
    const char *json = NULL;
    size_t n = 0;

    return fapi_verdict_claims_json(world->verdict, &json, &n) == FAPI_ERR_STATE && n == 0;
}

static void plain(void **state)
{
    static const struct {
        const char *type, *body;
        int status;
        const char *ids;
    } rows[] = {
        {JSON, "{\"sub\":\"alice\",\"name\":\"Alice\"}", FAPI_OK, "+OIDCC-5.3.2-1 +OIDCC-5.3.2-2 +OIDCC-5.3.2-3"},
        {"application/json; charset=utf-8", "{\"sub\":\"alice\"}", FAPI_OK, NULL},
        {JSON, "{\"sub\":\"bob\",\"name\":\"Bob\"}", U(SUB), "-OIDCC-5.3.2-1 !IDT-04"},
        {JSON, "{\"sub\":\"Alice\"}", U(SUB), "!IDT-04"},
        {JSON, "{\"sub\":\"alice \"}", U(SUB), "!IDT-04"},
        {JSON, "{\"name\":\"Alice\"}", U(SUB_MISSING), "-OIDCC-5.3.2-2"},
        {JSON, "{\"sub\":\"\"}", U(SUB_MISSING), "-OIDCC-5.3.2-2"},
        {JSON, "{\"sub\":[\"alice\"]}", U(SUB_MISSING), NULL},
        {JSON, "{\"sub\":\"alice\",\"sub\":\"bob\"}", FAPI_JSON_DUPLICATE, "!IDT-04"},
        {JSON, "[]", FAPI_JSON_NOT_OBJECT, NULL},
        {JSON, "{\"sub\":\"alice\"", FAPI_JSON_SYNTAX, NULL},
        {"text/html", "{\"sub\":\"alice\"}", FAPI_RESPONSE_CONTENT_TYPE, "-OIDCC-5.3.2-3"},
        {NULL, "{\"sub\":\"alice\"}", FAPI_RESPONSE_CONTENT_TYPE, NULL},
        {JWT, "{\"sub\":\"alice\"}", FAPI_JWS_STRUCTURE, NULL},
    };
    AUTO(rp_world) world = NULL;
    const char *name = NULL;
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, ready(&world));
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].status, t_row(i, rows[i].body, rows[i].status, checked(world, 200, rows[i].type, rows[i].body)));
        CHECK(rows[i].status == FAPI_OK || nothing_readable(world));
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_OK, checked(world, 200, JSON, rows[0].body));
    STATUS(FAPI_OK, fapi_verdict_claim_string(world->verdict, S("name"), &name, &n));
    CHECK(n == 5 && fapi_verdict_next(world->verdict) == FAPI_NEXT_GO_ON);
    world->client.alg[FAPIX_CLIENT_ALG_USERINFO] = FAPI_ALG_EDDSA;
    STATUS(U(NOT_SIGNED), checked(world, 200, JSON, rows[0].body));
    REFUSES("OIDCC-5.3.4-3");
    world->client.jwe_alg[FAPIX_CLIENT_ALG_USERINFO] = FAPI_JWE_ALG_ECDH_ES;
    STATUS(U(NOT_ENCRYPTED), checked(world, 200, JSON, rows[0].body));
}

static void is_signed(void **state)
{
    static const struct {
        const char *header;
        t_member change;
        int status;
        const char *ids;
    } rows[] = {
        {NULL, {NULL, NULL}, FAPI_OK, "+OIDCC-5.3.2-3 +OIDCC-5.3.4-3 +OIDCC-5.3.2-1"},
        {NULL, {"aud", "[\"x\",\"client-1\"]"}, FAPI_OK, NULL},
        {NULL, {"sub", "\"bob\""}, U(SUB), "-OIDCC-5.3.2-1 !IDT-04"},
        {NULL, {"sub", NULL}, U(SUB_MISSING), "-OIDCC-5.3.2-2"},
        {NULL, {"sub", "1"}, U(CLAIM_TYPE), NULL},
        {NULL, {"iss", NULL}, U(ISS_MISSING), "-OIDCC-5.3.2-3"},
        {NULL, {"iss", "\"https://evil.example\""}, U(ISS), "-OIDCC-5.3.2-3"},
        {NULL, {"aud", NULL}, U(AUD_MISSING), "-OIDCC-5.3.2-3"},
        {NULL, {"aud", "\"client-2\""}, U(AUD), "-OIDCC-5.3.2-3"},
        {NULL, {"exp", "1800000300"}, FAPI_OK, NULL},
        {NULL, {"exp", "1799999990"}, U(EXPIRED), NULL},
        {NULL, {"nbf", "1800000100"}, U(NOT_YET), NULL},
        {NULL, {"iat", "1800000100"}, U(NOT_YET), NULL},
        {NULL, {"nonce", "\"n-1\""}, U(KIND), NULL},
        {NULL, {"at_hash", "\"x\""}, U(KIND), NULL},
        {"{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}", {NULL, NULL}, FAPI_OK, NULL},
        {"{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}", {NULL, NULL}, U(TYP), "-RFC8725-3.11-1"},
        {"{\"alg\":\"EdDSA\",\"typ\":3}", {NULL, NULL}, U(TYP), NULL},
        {"{\"alg\":\"none\"}", {NULL, NULL}, U(ALG), "-OIDCC-5.3.4-3"},
        {"{\"alg\":\"HS256\"}", {NULL, NULL}, U(ALG), NULL},
        {"{\"alg\":\"RS256\"}", {NULL, NULL}, U(ALG), NULL},
        {"{\"alg\":\"EdDSA\",\"kid\":\"new\"}", {NULL, NULL}, FAPI_KEY_UNKNOWN, NULL},
        {"{\"alg\":\"EdDSA\",\"enc\":\"A256GCM\"}", {NULL, NULL}, U(ENCRYPTED), NULL},
    };
    AUTO(rp_world) world = NULL;
    const char *good = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *jwt = jwt_with(rows[i].header, &rows[i].change, 1);

        CHECK(jwt[0] != '\0');
        STATUS(rows[i].status, t_row(i, rows[i].change.name, rows[i].status, checked(world, 200, JWT, jwt)));
        CHECK(rows[i].status == FAPI_OK || nothing_readable(world));
        t_claim_all(rows[i].ids, __func__);
    }
    good = jwt_with(NULL, NULL, 0);
    CHECK(good[0] != '\0');
    STATUS(U(SIGNATURE), checked(world, 200, JWT, t_replace_part(good, 1, t_base64url(S("{\"iss\":\"" ISSUER
        "\",\"aud\":\"client-1\",\"sub\":\"alice\",\"name\":\"Mallory\"}")))));
    REFUSES("OIDCC-5.3.4-3");
}

static void agreed(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world));
    world->client.alg[FAPIX_CLIENT_ALG_USERINFO] = FAPI_ALG_EDDSA;
    STATUS(FAPI_OK, checked(world, 200, JWT, jwt_with(NULL, NULL, 0)));
    world->client.alg[FAPIX_CLIENT_ALG_USERINFO] = FAPI_ALG_PS256;
    STATUS(U(ALG_REGISTERED), checked(world, 200, JWT, jwt_with(NULL, NULL, 0)));
    world->client.alg[FAPIX_CLIENT_ALG_USERINFO] = FAPIX_CLIENT_UNKNOWN;
    STATUS(U(ALG_REGISTERED), checked(world, 200, JWT, jwt_with(NULL, NULL, 0)));
    world->client.alg[FAPIX_CLIENT_ALG_USERINFO] = 0;
    world->client.jwe_alg[FAPIX_CLIENT_ALG_USERINFO] = FAPI_JWE_ALG_ECDH_ES;
    STATUS(U(NOT_ENCRYPTED), checked(world, 200, JWT, jwt_with(NULL, NULL, 0)));
}

static void refused(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world));
    STATUS(FAPI_OK, rp_world_answer(world, 401, NULL, "", "n"));
    STATUS(FAPI_OK, fapi_response_add_header(world->response, S("WWW-Authenticate"), S("DPoP error=\"invalid_token\"")));
    STATUS(FAPI_SERVER_REFUSED, fapi_rp_check_userinfo(&world->rp, world->flow, world->response, NOW, world->verdict));
    CHECK(rp_world_next(world, FAPI_NEXT_REFRESH_TOKEN, 0, "invalid_token") && nothing_readable(world));
    STATUS(FAPI_OK, rp_world_answer(world, 401, NULL, "", "n"));
    STATUS(FAPI_OK, fapi_response_add_header(world->response, S("WWW-Authenticate"), S("DPoP error=\"use_dpop_nonce\"")));
    STATUS(FAPI_SERVER_NONCE, fapi_rp_check_userinfo(&world->rp, world->flow, world->response, NOW, world->verdict));
    CHECK(rp_world_next(world, FAPI_NEXT_RETRY, 0, "use_dpop_nonce"));
    STATUS(FAPI_RESPONSE_HTTP, checked(world, 500, JSON, "{\"sub\":\"alice\"}"));
    CHECK(rp_world_next(world, FAPI_NEXT_SHOW, 0, ""));
    STATUS(FAPI_RESPONSE_HTTP, checked(world, 404, JSON, "{\"sub\":\"alice\"}"));
    STATUS(FAPI_RESPONSE_HTTP, checked(world, 302, JSON, "{\"sub\":\"alice\"}"));
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_SUB, fapix_slice_of(NULL, 0)));
    STATUS(FAPI_ERR_STATE, checked(world, 200, JSON, "{\"sub\":\"alice\"}"));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_userinfo(&world->rp, NULL, world->response, NOW, world->verdict));
    STATUS(FAPI_ERR_ARG, fapi_rp_check_userinfo(&world->rp, world->flow, world->response, NOW, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plain), cmocka_unit_test(is_signed), cmocka_unit_test(agreed),
                                       cmocka_unit_test(refused)};

    return t_main("role/rp_userinfo", tests, COUNT(tests));
}
