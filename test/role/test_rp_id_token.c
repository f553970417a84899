/* SPDX-License-Identifier: Apache-2.0 */
/* The ID token of a flow, as the client's own side judges it: what policy, registration and flow make of the rules. */
#include "test/jwe_make.h"
#include "test/oauth/table.h"
#include "test/role/rp_answer_fixture.h"

#include "jose/signer.h"

#define I(status) FAPI_ID_TOKEN_##status
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *token_with(const t_member *changes, size_t count)
{
    static const t_member members[] = {{"iss", "\"" ISSUER "\""}, {"sub", "\"alice\""},    {"aud", "\"client-1\""},
                                       {"exp", "1800000300"},     {"iat", "1800000000"},   {"nonce", "\"n-1\""},
                                       {NULL, NULL}};
    const char *claims = t_object(members, changes, count);

    return claims[0] == '\0' ? "" : t_sign(T_EDDSA, "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\"}", claims);
}

static const char *token_of;
static fapix_rp_id_token came_with;

static int run(fapix_rp_check *check)
{
    return fapix_rp_judge_id_token(check, fapix_slice_str(token_of), &came_with);
}

static int judged_at(rp_world *world, const char *token, int64_t now)
{
    fapix_rp_check check = {.rp = &world->rp, .flow = world->flow, .response = world->response, .now = now, .verdict = world->verdict};

    if (token[0] == '\0')
        return FAPI_ERR_NOMEM; /* in the sweep */
    token_of = token;
    return fapix_rp_perform(&check, fapix_slice_of(NULL, 0), run);
}

static int judged(rp_world *world, const char *name, const char *value)
{
    const char *token = token_with(&(t_member){name, value}, 1);

    return judged_at(world, token, NOW);
}

static int ready(rp_world **world, int profile, int grant)
{
    int rc = rp_world_new(world, profile);

    came_with = (fapix_rp_id_token){.front = false};
    if (rc == FAPI_OK)
        rc = rp_world_asking(*world, grant);
    return rc == FAPI_OK ? rp_world_answer(*world, 200, JSON, "{}", NULL) : rc;
}

static void of_a_code(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI2_SECURITY, FAPI_GRANT_AUTHORIZATION_CODE));
    STATUS(FAPI_OK, judged(world, NULL, NULL));
    ACCEPTS("FAPI2MS-5.6.2-1");
    ACCEPTS("RFC9700-4.5.3.2-1");
    STATUS(I(NONCE), judged(world, "nonce", "\"n-2\""));
    REFUSES("RFC9700-4.5.3.2-1");
    STATUS(I(NONCE_MISSING), judged(world, "nonce", NULL));
    STATUS(I(ISS), judged(world, "iss", "\"https://evil.example\""));
    STATUS(I(AUD), judged(world, "aud", "\"client-2\""));
    STATUS(I(AUD_OTHER), judged(world, "aud", "[\"client-1\",\"client-2\"]"));
    STATUS(I(EXPIRED), judged_at(world, token_with(NULL, 0), NOW + 3600));
    came_with.access_token = fapix_slice_str("access");
    STATUS(FAPI_OK, judged(world, NULL, NULL));
    STATUS(I(AT_HASH), judged(world, "at_hash", "\"x\""));
    came_with.access_token = fapix_slice_of(NULL, 0);
    world->flow->number[FAPIX_FLOW_MAX_AGE] = 60;
    STATUS(I(AUTH_TIME_MISSING), judged(world, NULL, NULL));
    STATUS(FAPI_OK, judged(world, "auth_time", "1800000000"));
    world->flow->number[FAPIX_FLOW_MAX_AGE] = -1;
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_ACR_VALUES, fapix_slice_str("urn:a urn:b")));
    STATUS(I(ACR_MISSING), judged(world, NULL, NULL));
    STATUS(FAPI_OK, judged(world, "acr", "\"urn:b\""));
    ACCEPTS("FAPI1ADV-5.2.3-3");
    STATUS(I(ACR), judged(world, "acr", "\"urn:c\""));
    REFUSES("FAPI1ADV-5.2.3-3");
}

/* Without a nonce there is none to compare, as of a backchannel request. */
static void of_a_backchannel(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_GRANT_CIBA));
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_NONCE, fapix_slice_of(NULL, 0)));
    STATUS(I(ALG), judged(world, "nonce", NULL)); /* FAPI 1.0 knows no EdDSA */
    world->rp.policy.value[FAPI_CONTROL_ALGS] |= FAPI_ALG_EDDSA;
    STATUS(FAPI_OK, judged(world, "nonce", NULL));
    STATUS(I(NONCE_UNASKED), judged(world, NULL, NULL));
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_ACR_VALUES, fapix_slice_str("urn:a")));
    STATUS(I(ACR_MISSING), judged(world, "nonce", NULL));
    REFUSES("FAPICIBA-5.2.3.1-3");
}

static void front_channel(void **state)
{
    char c_hash[48], s_hash[48];
    t_member hashes[] = {{"c_hash", c_hash}, {"s_hash", s_hash}};
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_GRANT_AUTHORIZATION_CODE));
    world->rp.policy.value[FAPI_CONTROL_ALGS] |= FAPI_ALG_EDDSA;
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_STATE, fapix_slice_str("s-1")));
    came_with = (fapix_rp_id_token){.front = true, .code = fapix_slice_str("code-1")};
    c_hash[0] = s_hash[0] = '"';
    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_EDDSA, S("code-1"), c_hash + 1, 46));
    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_EDDSA, S("s-1"), s_hash + 1, 46));
    strcat(c_hash, "\"");
    strcat(s_hash, "\"");
    STATUS(FAPI_OK, judged_at(world, token_with(hashes, 2), NOW));
    ACCEPTS("FAPI1ADV-5.2.3.1-4");
    STATUS(I(C_HASH_MISSING), judged_at(world, token_with(hashes + 1, 1), NOW));
    STATUS(I(S_HASH_MISSING), judged_at(world, token_with(hashes, 1), NOW));
    REFUSES("FAPI1ADV-5.2.3.1-4");
    came_with.code = fapix_slice_str("injected");
    STATUS(I(C_HASH), judged_at(world, token_with(hashes, 2), NOW));
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_NONCE, fapix_slice_of(NULL, 0)));
    STATUS(FAPI_ERR_STATE, judged_at(world, token_with(hashes, 2), NOW));
}

static int run_and_keep(fapix_rp_check *check)
{
    int rc = run(check);

    return rc == FAPI_OK ? fapix_rp_keep_code(check, came_with.code, true) : rc;
}

/* The user of the front-channel token is the one of the flow from then on. */
static void two_tokens(void **state)
{
    char c_hash[48] = "\"";
    t_member changes[] = {{"c_hash", c_hash}, {"auth_time", "1799999990"}};
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI2_SECURITY, FAPI_GRANT_AUTHORIZATION_CODE));
    STATUS(FAPI_OK, fapi_id_token_hash(FAPI_ALG_EDDSA, S("code-1"), c_hash + 1, 46));
    strcat(c_hash, "\"");
    came_with = (fapix_rp_id_token){.front = true, .code = fapix_slice_str("code-1")};
    token_of = token_with(changes, 2);
    CHECK(token_of[0] != '\0');
    {
        fapix_rp_check check = {.rp = &world->rp, .flow = world->flow, .response = world->response, .now = NOW,
                                .verdict = world->verdict};

        STATUS(FAPI_OK, fapix_rp_perform(&check, fapix_slice_of(NULL, 0), run_and_keep));
    }
    CHECK(rp_world_flow_is(world, FAPIX_FLOW_SUB, "alice") && world->flow->number[FAPIX_FLOW_AUTH_TIME] == NOW - 10);
    came_with = (fapix_rp_id_token){.front = false};
    STATUS(FAPI_OK, judged(world, NULL, NULL));
    STATUS(I(SUB_CHANGED), judged(world, "sub", "\"bob\""));
}

static void encrypted(void **state)
{
    const char *key = t_enc_private_jwk(T_ENC_EC), *sealed = NULL;
    t_jwe jwe = {.header = "{\"alg\":\"ECDH-ES\",\"enc\":\"A256GCM\",\"cty\":\"JWT\",\"kid\":\"ec\"," T_EPK "}",
                 .alg = FAPI_JWE_ALG_ECDH_ES,
                 .enc = FAPI_JWE_ENC_A256GCM};
    AUTO(fapi_decrypter) decrypter = NULL;
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI2_SECURITY, FAPI_GRANT_AUTHORIZATION_CODE));
    STATUS(FAPI_OK, fapi_decrypter_new(t_context(), key, strlen(key), &decrypter));
    world->rp.decrypter[0] = decrypter;
    world->rp.decrypter_count = 1;
    world->rp.policy.value[FAPI_CONTROL_JWE_ALGS] |= FAPI_JWE_ALG_ECDH_ES;
    world->rp.policy.value[FAPI_CONTROL_JWE_ENCS] |= FAPI_JWE_ENC_A256GCM;
    jwe.plaintext = token_with(NULL, 0);
    sealed = t_make_jwe(&jwe);
    CHECK(sealed[0] != '\0' && !t_injected());
    STATUS(I(ENCRYPTED), judged_at(world, sealed, NOW)); /* a key is there, but nothing was agreed */
    world->client.jwe_alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_JWE_ALG_ECDH_ES;
    world->client.jwe_enc[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_JWE_ENC_A256GCM;
    STATUS(FAPI_OK, judged_at(world, sealed, NOW));
    ACCEPTS("FAPI1ADV-5.2.3.1-5");
    ACCEPTS("OIDCC-3.1.3.7-1");
    world->client.jwe_enc[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_JWE_ENC_A128GCM;
    STATUS(FAPI_JWE_ENC, judged_at(world, sealed, NOW));
    world->client.jwe_alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPIX_CLIENT_UNKNOWN;
    STATUS(FAPI_JWE_ALG, judged_at(world, sealed, NOW));
    REFUSES("OIDCC-3.1.3.7-1");
}

static void refreshed(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI2_SECURITY, FAPI_GRANT_REFRESH_TOKEN));
    STATUS(FAPI_OK, fapix_flow_set(world->flow, FAPIX_FLOW_SUB, fapix_slice_str("alice")));
    world->flow->number[FAPIX_FLOW_AUTH_TIME] = NOW - 86400;
    world->flow->number[FAPIX_FLOW_MAX_AGE] = 60;
    STATUS(FAPI_OK, judged(world, NULL, NULL));
    STATUS(FAPI_OK, judged(world, "nonce", NULL));
    STATUS(FAPI_OK, judged(world, "auth_time", "1799913600"));
    ACCEPTS("OIDCC-12.2-1");
    STATUS(I(AUTH_TIME_CHANGED), judged(world, "auth_time", "1800000000"));
    STATUS(I(SUB_CHANGED), judged(world, "sub", "\"bob\""));
    STATUS(I(NONCE), judged(world, "nonce", "\"n-2\""));
    REFUSES("OIDCC-12.2-1");
}

static void registration(void **state)
{
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI2_SECURITY, FAPI_GRANT_AUTHORIZATION_CODE));
    world->client.alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_ALG_EDDSA;
    STATUS(FAPI_OK, judged(world, NULL, NULL));
    world->client.alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_ALG_PS256;
    STATUS(I(ALG_REGISTERED), judged(world, NULL, NULL));
    ATTACK("IDT-01");
    world->client.alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPIX_CLIENT_UNKNOWN; /* HS256, for one */
    STATUS(I(ALG_REGISTERED), judged(world, NULL, NULL));
    world->client.alg[FAPIX_CLIENT_ALG_ID_TOKEN] = 0;
    world->client.jwe_alg[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_JWE_ALG_RSA_OAEP_256;
    world->client.jwe_enc[FAPIX_CLIENT_ALG_ID_TOKEN] = FAPI_JWE_ENC_A256GCM;
    STATUS(I(NOT_ENCRYPTED), judged(world, NULL, NULL));
    REFUSES("OIDCC-3.1.3.7-1");
}

/* A key that nobody has heard of is asked for, once in a while; keys that are too old verify nothing. */
static void keys(void **state)
{
    const char *token = NULL;
    AUTO(rp_world) world = NULL;
    (void)state;

    STATUS(FAPI_OK, ready(&world, FAPI_PROFILE_FAPI2_SECURITY, FAPI_GRANT_AUTHORIZATION_CODE));
    token = t_sign(T_EDDSA, "{\"alg\":\"EdDSA\",\"kid\":\"new\"}",
                   "{\"iss\":\"" ISSUER "\",\"sub\":\"alice\",\"aud\":\"client-1\",\"exp\":1800000300,\"iat\":1800000000,\"nonce\":\"n-1\"}");
    CHECK(token[0] != '\0');
    STATUS(FAPI_KEY_UNKNOWN, judged_at(world, token, NOW));
    CHECK(fapi_verdict_refresh_keys(world->verdict) == 0); /* they were fetched just now */
    STATUS(FAPI_KEY_UNKNOWN, judged_at(world, token, NOW + world->rp.policy.value[FAPI_CONTROL_JWKS_COOLDOWN]));
    CHECK(t_injected() || rp_world_next(world, FAPI_NEXT_REFRESH_KEYS, 0, "")); /* asked for once, which the sweep may have spent */
    REFUSES("OIDCC-10.1.1-1");
    STATUS(FAPI_KEY_UNKNOWN, judged_at(world, token, NOW + world->rp.policy.value[FAPI_CONTROL_JWKS_COOLDOWN] + 1));
    CHECK(fapi_verdict_refresh_keys(world->verdict) == 0);
    STATUS(FAPI_OK, judged(world, NULL, NULL));
    ACCEPTS("OIDCC-10.1.1-1");
    STATUS(FAPI_JWKS_STALE, judged_at(world, token_with(NULL, 0), NOW + world->rp.policy.value[FAPI_CONTROL_JWKS_STALE]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_code), cmocka_unit_test(of_a_backchannel), cmocka_unit_test(front_channel),
        cmocka_unit_test(refreshed), cmocka_unit_test(two_tokens), cmocka_unit_test(encrypted), cmocka_unit_test(registration),     cmocka_unit_test(keys),
    };

    return t_main("role/rp_id_token", tests, COUNT(tests));
}
