/* SPDX-License-Identifier: Apache-2.0 */
/* An id_token_hint at the authorization server: its own ID token for this client, however long expired. */
#include "test/role/as_server.h"

#include "jose/signer.h"

#define S(text) (text), (sizeof(text) - 1)

/* What the server itself signed, at some time. "" when memory ran out. */
static const char *hint_of(const fapi_signer *signer, const char *iss, const char *client, int64_t iat)
{
    static char token[4096];
    AUTO(fapi_jws) jws = fapi_jws_new(t_context());
    const char *claims = t_format("{\"iss\":\"%s\",\"sub\":\"alice\",\"aud\":\"%s\",\"iat\":%lld,\"exp\":%lld,\"nonce\":\"n\"}", iss, client,
                                  (long long)iat, (long long)(iat + 300));
    const char *made = NULL;
    size_t n = 0;

    token[0] = '\0';
    if (jws == NULL || claims[0] == '\0' || fapi_jws_sign(jws, signer, (const uint8_t *)claims, strlen(claims), &made, &n) != FAPI_OK ||
        n >= sizeof token)
        return token;
    memcpy(token, made, n);
    token[n] = '\0';
    return token;
}

static int sent(as_server *server, enum as_endpoint endpoint, const char *hint)
{
    const as_change front = {.request = {{"id_token_hint", hint}}};
    const as_change back = {.request = {{"login_hint", NULL}, {"id_token_hint", hint}}};

    if (hint[0] == '\0')
        return FAPI_ERR_NOMEM;
    return as_send(server, endpoint, endpoint == AS_BACKCHANNEL ? &back : &front);
}

static int names_alice(const as_server *server)
{
    const char *sub = NULL;
    size_t n = 0;

    return fapi_verdict_hint_sub(server->verdict, &sub, &n) == FAPI_OK && n == 5 && memcmp(sub, "alice", n) == 0;
}

static void judged_at(as_server *server, enum as_endpoint endpoint, const char *row)
{
    const fapi_signer *own = server->signer;
    const char *sub = NULL;
    size_t n = 0;

    STATUS(FAPI_OK, sent(server, endpoint, hint_of(own, AS_ISSUER, AS_CLIENT, AS_TIME - 60)));
    CHECK(names_alice(server));
    STATUS(FAPI_OK, sent(server, endpoint, hint_of(own, AS_ISSUER, AS_CLIENT, AS_TIME - 86400 * 365))); /* expired a year ago */
    CHECK(names_alice(server));
    t_claim("accept", row, __func__);
    STATUS(FAPI_ID_TOKEN_IAT_OLD, sent(server, endpoint, hint_of(own, AS_ISSUER, AS_CLIENT, AS_TIME - INT64_C(86400) * 500)));
    STATUS(FAPI_ID_TOKEN_IAT_FUTURE, sent(server, endpoint, hint_of(own, AS_ISSUER, AS_CLIENT, AS_TIME + 3600)));
    STATUS(FAPI_ID_TOKEN_ISS, sent(server, endpoint, hint_of(own, "https://other.example", AS_CLIENT, AS_TIME)));
    STATUS(FAPI_ID_TOKEN_AUD, sent(server, endpoint, hint_of(own, AS_ISSUER, "somebody else", AS_TIME)));
    CHECK(strcmp(fapi_verdict_oauth_error(server->verdict), "invalid_request") == 0 || t_injected());
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_hint_sub(server->verdict, &sub, &n));
    CHECK(sent(server, endpoint, hint_of(server->other, AS_ISSUER, AS_CLIENT, AS_TIME)) != FAPI_OK); /* the client's own make */
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_hint_sub(server->verdict, &sub, &n));
    t_claim("refuse", row, __func__);
}

static void at_par(void **state)
{
    const char *sub = NULL;
    size_t n = 0;
    AUTO(as_server) server = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    judged_at(server, AS_PAR, "OIDCC-3.1.2.2-5");
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_verdict_hint_sub(server->verdict, &sub, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_hint_sub(NULL, &sub, &n));
    STATUS(FAPI_ERR_ARG, fapi_verdict_hint_sub(server->verdict, NULL, &n));
    fapi_verdict_reset(server->verdict);
    STATUS(FAPI_ERR_STATE, fapi_verdict_hint_sub(server->verdict, &sub, &n));
}

static void at_backchannel(void **state)
{
    AUTO(as_server) server = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    judged_at(server, AS_BACKCHANNEL, "CIBA-14-1");
}

/* A small one for the sweep. */
static void one(void **state)
{
    AUTO(as_server) server = NULL;
    (void)state;

    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, sent(server, AS_PAR, hint_of(server->signer, AS_ISSUER, AS_CLIENT, AS_TIME - 3600)));
    CHECK(names_alice(server));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(at_par), cmocka_unit_test(at_backchannel), cmocka_unit_test(one)};

    return t_main("role/as_hint", tests, sizeof tests / sizeof tests[0]);
}
