/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens for each kind of grant: what they are, what is stored of them, and that resource server and client of the profile take them. */
#include "base/verdict.h"
#include "crypto/digest.h"
#include "oauth/grant.h"
#include "role/authorization_server.h"
#include "test/role/fixture.h"
#include "test/role/issue_fixture.h"

static int start(issued **i, int how)
{
    return issued_new(i, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT, how);
}

static int family_of(fapi_grant *grant, const char *want)
{
    const char *family = NULL;
    size_t n = 0;

    return fapi_grant_family(grant, &family, &n) == FAPI_OK && n == strlen(want) && memcmp(family, want, n) == 0;
}

/* The key is the hash of the token as it went out. */
static int key_is_of(fapi_grant *grant, const char *token)
{
    char hash[FAPI_JKT_LENGTH + 1];
    const char *key = NULL;
    size_t n = 0;

    return fapix_sha256_base64url(fapix_provider_default(), NULL, fapix_slice_str(token), hash) == FAPI_OK &&
           fapi_grant_key(grant, &key, &n) == FAPI_OK && n == strlen(hash) && memcmp(key, hash, n) == 0;
}

static int is_empty(fapi_grant *grant)
{
    const char *text = NULL;
    size_t n = 0;

    return fapi_grant_type_of(grant) == 0 && fapi_grant_key(grant, &text, &n) == FAPI_ERR_STATE;
}

/* -------------------------------------------------------------------------------------------------- every profile -- */

static int good_id_token(const issued *i)
{
    json_t *claims = issued_claims(issued_member(i, "id_token"));
    int64_t detached = 0;
    int good = fapi_policy_get(i->server->policy, FAPI_CONTROL_DETACHED_SIGNATURE, &detached) == FAPI_OK &&
               issued_is(claims, "iss", AS_ISSUER) && issued_is(claims, "aud", AS_CLIENT) && issued_is(claims, "sub", I_SUB) &&
               issued_is(claims, "nonce", "n-0S6_WzA2Mj") && issued_is(claims, "email", "a@example.com") &&
               json_integer_value(json_object_get(claims, "auth_time")) == 1799999900 &&
               json_is_string(json_object_get(claims, "at_hash")) &&
               json_is_string(json_object_get(claims, "s_hash")) == (detached != 0);

    json_decref(claims);
    return good;
}

static int good_jwt(const issued *i)
{
    json_t *claims = issued_claims(i->token);
    int good = issued_is(claims, "iss", AS_ISSUER) && issued_is(claims, "aud", I_API) && issued_is(claims, "sub", I_SUB) &&
               issued_is(claims, "client_id", AS_CLIENT) && issued_is(claims, "scope", "openid accounts") &&
               issued_is(claims, "acr", "urn:brasil:openbanking:loa2") && json_object_get(claims, "email") == NULL &&
               json_is_string(json_object_get(claims, "jti")) && i->access->text[FAPIX_GRANT_JTI].n == 22;

    json_decref(claims);
    return good;
}

static int good_access_grant(issued *i)
{
    const char *family = NULL;
    size_t n = 0;
    int good = fapi_grant_family(i->server->grant[AS_TOKEN], &family, &n) == FAPI_OK && n == FAPI_JKT_LENGTH;
    char name[FAPI_JKT_LENGTH + 1] = "";

    memcpy(name, family == NULL ? "" : family, n);
    return good && fapi_grant_type_of(i->access) == FAPI_GRANT_ACCESS_TOKEN && key_is_of(i->access, i->token) &&
           family_of(i->access, name) && issued_knows(i->access, "scope", "openid accounts") &&
           issued_knows(i->access, "client_id", AS_CLIENT) && issued_knows(i->access, "value", i->token) &&
           issued_knows(i->access, "user", I_USER) && issued_knows(i->access, "jkt", i->server->jkt) == i->dpop &&
           fapi_grant_keep_until(i->access) == i->access->expires_at && i->access->expires_at > AS_TIME &&
           (i->refresh->type == 0 || family_of(i->refresh, name));
}

static void tokens_of(int profile, int how)
{
    AUTO(issued) i = NULL;
    const char *refresh = "", *first = "";
    as_change again = {.form = {I_REFRESH, {"refresh_token", NULL}}};
    const char *key = NULL;
    size_t n = 0;

    STATUS(FAPI_OK, issued_new(&i, profile, FAPI_AUTH_PRIVATE_KEY_JWT, how));
    STATUS(FAPI_OK, t_row(0, "code", FAPI_OK, issued_tokens(i, NULL)));
    CHECK(fapi_answer_http(i->server->answer) == 200 && i->dpop == i->server->dpop);
    CHECK(good_access_grant(i) && good_id_token(i));
    CHECK(strcmp(issued_member(i, "scope"), "openid accounts") == 0);
    if ((how & ISSUED_OPAQUE) == 0) {
        CHECK(good_jwt(i));
        STATUS(FAPI_OK, t_row(1, "api", FAPI_OK, issued_call(i, NULL, "first")));
    } else {
        CHECK(strlen(i->token) == 43 && i->access->text[FAPIX_GRANT_JTI].n == 0);
    }
    STATUS(FAPI_OK, fapi_grant_spends(i->server->grant[AS_TOKEN], 0, &key, &n));
    /* And with the refresh token, which is not replaced. */
    first = t_format("%s", i->token);
    CHECK(strcmp(issued_member(i, "refresh_token"), "") != 0 && i->refresh->type == FAPI_GRANT_REFRESH_TOKEN);
    CHECK(fapi_grant_keep_until(i->refresh) == 0 && i->refresh->issued_at == AS_TIME);
    STATUS(FAPI_OK, issued_keep_refresh(i, &refresh));
    again.form[1].value = refresh;
    STATUS(FAPI_OK, t_row(2, "refresh", FAPI_OK, issued_tokens(i, &again)));
    CHECK(good_access_grant(i) && strcmp(i->token, first) != 0 && is_empty(i->refresh));
    CHECK(strcmp(issued_member(i, "refresh_token"), "") == 0 && strcmp(issued_member(i, "id_token"), "") == 0);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_grant_spends(i->server->refresh, 0, &key, &n));
    if ((how & ISSUED_OPAQUE) == 0)
        STATUS(FAPI_OK, issued_call(i, NULL, "second"));
    ACCEPTS("RFC9068-2.2-1");
}

static void jwts_of_every_profile(void **state)
{
    (void)state;
    SLOW();
    for (int profile = FAPI_PROFILE_FAPI1_BASELINE; profile <= FAPI_PROFILE_CO_OPEN_FINANCE; profile++)
        tokens_of(profile, 0);
}

static void opaque_tokens_of_every_profile(void **state)
{
    (void)state;
    SLOW();
    for (int profile = FAPI_PROFILE_FAPI1_BASELINE; profile <= FAPI_PROFILE_CO_OPEN_FINANCE; profile++)
        tokens_of(profile, ISSUED_OPAQUE);
}

/* The same profile lets tokens be bound to a certificate: those of a client that brings one and no proof. */
static void bound_to_a_certificate(void **state)
{
    AUTO(issued) i = NULL;
    const as_change plain = {.how = AS_NO_PROOF};
    as_server *server = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    server = i->server;
    STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, &plain));
    STATUS(FAPI_OK, fapi_request_set_certificate(server->request, fixture_certificate, sizeof fixture_certificate));
    STATUS(FAPI_OK, as_judge(server, AS_TOKEN, &plain));
    STATUS(FAPI_OK, issued_answer(i, server->grant[AS_TOKEN]));
    CHECK(!i->dpop && issued_knows(i->access, "x5t#S256", server->x5t) && issued_knows(i->refresh, "x5t#S256", server->x5t));
    CHECK(!issued_knows(i->access, "jkt", server->jkt) && good_access_grant(i));
    STATUS(FAPI_OK, issued_call(i, NULL, "none"));
}

/* ------------------------------------------------------------------------------------------------ scope, resources -- */

static void scope_of_a_refresh(void **state)
{
    AUTO(issued) i = NULL;
    const as_change less = {.form = {I_REFRESH, {"scope", "accounts"}}};
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, fapi_grant_set_scope(i->server->refresh, S("openid accounts payments")));
    STATUS(FAPI_OK, issued_tokens(i, &less));
    CHECK(strcmp(issued_member(i, "scope"), "accounts") == 0 && issued_knows(i->access, "scope", "accounts"));
    ACCEPTS("RFC6749-6-1");
    STATUS(FAPI_TOKEN_REQUEST_SCOPE_GROWS, as_send(i->server, AS_TOKEN, &(as_change){.form = {I_REFRESH, {"scope", "balances"}}}));
    REFUSES("RFC6749-6-1");
    /* payments is not offered any more */
    STATUS(FAPI_OK, issued_tokens(i, &(as_change){.form = {I_REFRESH}}));
    CHECK(strcmp(issued_member(i, "scope"), "openid accounts") == 0);
}

static void resources(void **state)
{
    AUTO(issued) i = NULL;
    const as_change one = {.form = {{"resource", I_OTHER_API}}}, other = {.form = {{"resource", "https://evil.example.com"}}};
    const as_change broken = {.form = {{"resource", "accounts"}}};
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, start(&i, ISSUED_TWO_APIS));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    claims = issued_claims(i->token);
    good = json_array_size(json_object_get(claims, "aud")) == 2;
    json_decref(claims);
    CHECK(good);
    STATUS(FAPI_OK, issued_call(i, NULL, "both"));
    STATUS(FAPI_OK, issued_tokens(i, &one));
    claims = issued_claims(i->token);
    good = issued_is(claims, "aud", I_OTHER_API);
    json_decref(claims);
    CHECK(good && issued_knows(i->access, "resource", "[\"" I_OTHER_API "\"]"));
    STATUS(FAPI_TOKEN_AUD, issued_call(i, NULL, "the other"));
    ACCEPTS("RFC8707-2.2-1");
    ACCEPTS("RFC8707-2-4");
    ACCEPTS("RFC9068-3-1");
    /* The refresh token is still good for both. */
    CHECK(issued_knows(i->refresh, "resource", "[\"" I_API "\",\"" I_OTHER_API "\"]"));
    STATUS(FAPI_TOKEN_REQUEST_RESOURCE, as_send(i->server, AS_TOKEN, &other));
    CHECK(strcmp(fapi_verdict_oauth_error(i->server->verdict), "invalid_target") == 0);
    STATUS(FAPI_TOKEN_REQUEST_RESOURCE, as_send(i->server, AS_TOKEN, &broken));
    REFUSES("RFC8707-2.2-1");
}

/* What was granted is not widened: not by the request, nor because the server has other resources now. */
static void resources_that_were_granted(void **state)
{
    AUTO(issued) i = NULL;
    fapi_grant *code = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, ISSUED_TWO_APIS));
    code = i->server->grant[AS_TOKEN];
    STATUS(FAPI_OK, fapix_grant_put(code, FAPIX_GRANT_RESOURCE, fapix_slice_str("[\"" I_API "\"]")));
    STATUS(FAPI_TOKEN_REQUEST_RESOURCE, as_send(i->server, AS_TOKEN, &(as_change){.form = {{"resource", I_OTHER_API}}}));
    REFUSES("RFC8707-2-4");
    STATUS(FAPI_OK, fapix_grant_put(code, FAPIX_GRANT_RESOURCE, fapix_slice_str("[\"https://gone.example.com\"]")));
    STATUS(FAPI_TOKEN_REQUEST_RESOURCE, issued_tokens(i, NULL));
    CHECK(is_empty(i->access) && is_empty(i->refresh) && fapi_answer_kind(i->server->answer) == 0);
    REFUSES("RFC9068-3-1");
}

/* A server that names nothing grants what was asked for, and its tokens are for itself. */
static void a_server_that_names_nothing(void **state)
{
    AUTO(issued) i = NULL;
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, start(&i, ISSUED_BARE));
    STATUS(FAPI_OK, fapi_grant_set_scope(i->server->grant[AS_TOKEN], S("payments accounts payments")));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    claims = issued_claims(i->token);
    good = issued_is(claims, "aud", AS_ISSUER) && issued_is(claims, "scope", "payments accounts");
    json_decref(claims);
    CHECK(good && strcmp(issued_member(i, "id_token"), "") == 0);
}

/* --------------------------------------------------------------------------------------------------- other grants -- */

static void client_credentials(void **state)
{
    AUTO(issued) i = NULL;
    const as_change asks = {.form = {I_CREDENTIALS, {"scope", "openid payments accounts"}}};
    const as_change nothing = {.form = {I_CREDENTIALS}}, unknown = {.form = {I_CREDENTIALS, {"scope", "payments"}}};
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, issued_tokens(i, &asks));
    claims = issued_claims(i->token);
    good = issued_is(claims, "sub", AS_CLIENT) && issued_is(claims, "scope", "accounts") && issued_is(claims, "aud", I_API);
    json_decref(claims);
    CHECK(good && is_empty(i->refresh) && strcmp(issued_member(i, "refresh_token"), "") == 0);
    CHECK(strcmp(issued_member(i, "id_token"), "") == 0 && key_is_of(i->access, i->token));
    CHECK(i->access->text[FAPIX_GRANT_USER].n == 0 && i->access->text[FAPIX_GRANT_FAMILY].n == FAPI_JKT_LENGTH);
    ACCEPTS("RFC6749-4.4.3-1");
    STATUS(FAPI_OK, issued_call(i, NULL, "its own"));
    STATUS(FAPI_OK, issued_tokens(i, &nothing));
    CHECK(strcmp(issued_member(i, "scope"), "") == 0);
    ACCEPTS("RFC6749-3.3-4");
    STATUS(FAPI_TOKEN_REQUEST_SCOPE_UNKNOWN, as_send(i->server, AS_TOKEN, &unknown));
    CHECK(strcmp(fapi_verdict_oauth_error(i->server->verdict), "invalid_scope") == 0);
    REFUSES("RFC6749-3.3-4");
    /* with a grant there is a user */
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, &asks));
    STATUS(FAPI_ERR_STATE, issued_answer(i, i->server->grant[AS_TOKEN]));
    REFUSES("RFC6749-4.4.3-1");
}

static void backchannel(void **state)
{
    AUTO(issued) i = NULL;
    const as_change poll = {.form = {I_CIBA, {"auth_req_id", I_AUTH_REQ_ID}}};
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, issued_tokens(i, &poll));
    claims = issued_claims(issued_member(i, "id_token"));
    good = issued_is(claims, "sub", I_SUB) && json_object_get(claims, "nonce") == NULL;
    json_decref(claims);
    CHECK(good && strcmp(issued_member(i, "refresh_token"), "") != 0 && i->refresh->type == FAPI_GRANT_REFRESH_TOKEN);
    STATUS(FAPI_OK, issued_call(i, NULL, "ciba"));
    /* and again, after the user's answer was taken back */
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, &poll));
    STATUS(FAPI_OK, fapi_grant_set_state(i->server->grant[AS_BACKCHANNEL], FAPI_GRANT_STATE_DENIED));
    STATUS(FAPI_ERR_STATE, issued_answer(i, i->server->grant[AS_BACKCHANNEL]));
}

/* ------------------------------------------------------------------------------------------------- refresh tokens -- */

static void who_gets_a_refresh_token(void **state)
{
    AUTO(issued) i = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, ISSUED_OFFLINE));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(is_empty(i->refresh) && strcmp(issued_member(i, "refresh_token"), "") == 0);
    REFUSES("OIDCC-11-1");
    STATUS(FAPI_OK, fapi_grant_set_scope(i->server->grant[AS_TOKEN], S("openid offline_access")));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(i->refresh->type == FAPI_GRANT_REFRESH_TOKEN);
    ACCEPTS("OIDCC-11-1");
    STATUS(FAPI_OK, fapi_grant_set_scope(i->server->grant[AS_TOKEN], S("accounts")));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(i->refresh->type == FAPI_GRANT_REFRESH_TOKEN);
    STATUS(FAPI_OK, as_register(i->server, &(t_member){"grant_types", "[\"authorization_code\"]"}, 1));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(is_empty(i->refresh) && i->access->type == FAPI_GRANT_ACCESS_TOKEN);
    /* nor does a host that keeps none give one */
    STATUS(FAPI_OK, as_register(i->server, NULL, 0));
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, fapi_as_issue_token(i->server->as, i->server->client, i->server->verdict, i->server->grant[AS_TOKEN], AS_TIME,
                                        i->access, NULL, i->server->answer));
    CHECK(strcmp(issued_member(i, "refresh_token"), "") == 0);
}

/* A public client whose tokens are bound to nothing. */
static void rotation(void **state)
{
    AUTO(issued) i = NULL;
    as_change again = {.how = AS_NO_PROOF | AS_NO_CERTIFICATE, .form = {I_REFRESH, {"refresh_token", NULL}}};
    const as_change code = {.how = AS_NO_PROOF | AS_NO_CERTIFICATE};
    const char *refresh = "", *key = NULL;
    char family[FAPI_JKT_LENGTH + 1] = "";
    size_t n = 0;
    (void)state;

    STATUS(FAPI_OK, issued_new(&i, FAPI_PROFILE_FAPI1_BASELINE, 0, 0));
    STATUS(FAPI_OK, issued_tokens(i, &code));
    CHECK(i->refresh->rotates && !i->dpop);
    STATUS(FAPI_OK, issued_keep_refresh(i, &refresh));
    STATUS(FAPI_OK, fapi_grant_family(i->server->refresh, &key, &n));
    memcpy(family, key, FAPI_JKT_LENGTH);
    again.form[1].value = refresh;
    again.form[2] = (t_member){"scope", "accounts"};
    STATUS(FAPI_OK, issued_tokens(i, &again));
    CHECK(i->refresh->rotates && family_of(i->refresh, family) && family_of(i->access, family));
    CHECK(strcmp(issued_member(i, "refresh_token"), refresh) != 0 && strcmp(issued_member(i, "refresh_token"), "") != 0);
    CHECK(issued_knows(i->access, "scope", "accounts"));
    REFUSES("RFC6749-6-3"); /* the next one is not narrowed with it */
    CHECK(issued_knows(i->refresh, "scope", "openid accounts"));
    ACCEPTS("RFC6749-6-3");
    ACCEPTS("RFC9700-2.2.2-1");
    ACCEPTS("BROF-5.2.2-17");
    STATUS(FAPI_OK, fapi_grant_spends(i->server->refresh, 0, &key, &n));
    STATUS(FAPI_OK, fapi_grant_set_used(i->server->refresh, 1));
    STATUS(FAPI_REFRESH_USED, as_send(i->server, AS_TOKEN, &again));
    CHECK(fapi_verdict_revoke(i->server->verdict) == FAPI_REVOKE_FAMILY);
    REFUSES("RFC9700-4.14.2-1");
    /* Where it would have to be replaced there must be room for the next. */
    STATUS(FAPI_OK, fapi_grant_set_used(i->server->refresh, 0));
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, &again));
    CHECK(i->server->verdict->spent_as == FAPI_REFRESH_USED);
    STATUS(FAPI_ERR_ARG, fapi_as_issue_token(i->server->as, i->server->client, i->server->verdict, i->server->refresh, AS_TIME,
                                             i->access, NULL, i->server->answer));
}

static void no_rotation_no_token(void **state)
{
    AUTO(issued) i = NULL;
    const as_change code = {.how = AS_NO_PROOF | AS_NO_CERTIFICATE};
    (void)state;

    STATUS(FAPI_OK, issued_new(&i, FAPI_PROFILE_FAPI1_BASELINE, 0, 0));
    i->server->as->policy.value[FAPI_CONTROL_REFRESH_ROTATION] = FAPI_ROTATION_EXCEPTIONAL;
    STATUS(FAPI_OK, issued_tokens(i, &code));
    CHECK(is_empty(i->refresh) && strcmp(issued_member(i, "refresh_token"), "") == 0);
    REFUSES("RFC9700-2.2.2-1");
    REFUSES("BROF-5.2.2-17");
    REFUSES("FAPI2SP-5.3.2.1-9");
    /* bound to a key it may have one, which is not replaced */
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    ACCEPTS("FAPI2SP-5.3.2.1-9");
    CHECK(i->refresh->type == FAPI_GRANT_REFRESH_TOKEN && !i->refresh->rotates && issued_knows(i->refresh, "jkt", i->server->jkt));
}

/* Of the CDR: for as long as the user shares, and no longer; for once, none. */
static void sharing_duration(void **state)
{
    AUTO(issued) i = NULL;
    fapi_grant *code = NULL;
    (void)state;

    STATUS(FAPI_OK, issued_new(&i, FAPI_PROFILE_AU_CDR, FAPI_AUTH_PRIVATE_KEY_JWT, 0));
    code = i->server->grant[AS_TOKEN];
    STATUS(FAPI_OK, fapi_grant_set_parameters(code, S("{\"claims\":{\"sharing_duration\":86400}}")));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(i->refresh->expires_at == AS_TIME - 5 + 86400 && fapi_grant_keep_until(i->refresh) == AS_TIME - 5 + 86400);
    ACCEPTS("CDR-token-3");
    STATUS(FAPI_OK, fapi_grant_set_parameters(code, S("{\"claims\":{\"sharing_duration\":0}}")));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(is_empty(i->refresh) && i->access->type == FAPI_GRANT_ACCESS_TOKEN);
    REFUSES("CDR-token-3");
}

/* -------------------------------------------------------------------------------------------------- used a second time -- */

static void revoked_with_the_family(void **state)
{
    AUTO(issued) i = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    CHECK(fapi_verdict_revoke(NULL) == FAPI_REVOKE_NOTHING);
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(fapi_verdict_revoke(i->server->verdict) == FAPI_REVOKE_NOTHING && i->server->verdict->spent_as == FAPI_CODE_REUSED);
    STATUS(FAPI_OK, fapi_grant_set_used(i->server->grant[AS_TOKEN], 1));
    STATUS(FAPI_CODE_REUSED, as_send(i->server, AS_TOKEN, NULL));
    CHECK(fapi_verdict_revoke(i->server->verdict) == FAPI_REVOKE_FAMILY);
    REFUSES("RFC6749-4.1.2-1");
    REFUSES("FAPI2SP-5.3.2.2-9");
    STATUS(FAPI_CODE_UNKNOWN, as_send(i->server, AS_TOKEN, &(as_change){.how = AS_NOT_FOUND}));
    CHECK(fapi_verdict_revoke(i->server->verdict) == FAPI_REVOKE_NOTHING);
    /* A stranger does not get the owner's tokens revoked. */
    STATUS(FAPI_CODE_CLIENT, as_send(i->server, AS_TOKEN, &(as_change){.how = AS_FROM_OTHER}));
    CHECK(fapi_verdict_revoke(i->server->verdict) == FAPI_REVOKE_NOTHING);
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, &(as_change){.form = {I_REFRESH}}));
    CHECK(i->server->verdict->spent_as == FAPI_REFRESH_UNKNOWN);
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, &(as_change){.form = {I_CIBA, {"auth_req_id", I_AUTH_REQ_ID}}}));
    CHECK(i->server->verdict->spent_as == FAPI_CIBA_ID_USED);
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, &(as_change){.form = {I_CREDENTIALS}}));
    CHECK(i->server->verdict->spent_as == FAPI_OK);
}

/* ---------------------------------------------------------------------------------------------------- the host's -- */

static int set(issued *i, int part, const char *text)
{
    return fapi_answer_set(i->server->answer, part, text, strlen(text));
}

static void what_the_host_adds(void **state)
{
    AUTO(issued) i = NULL;
    json_t *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, fapix_grant_put(i->server->grant[AS_TOKEN], FAPIX_GRANT_USER, fapix_slice_str(I_USER)));
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, set(i, FAPI_PART_ACCESS_TOKEN_CLAIMS, "{\"consent_id\":\"urn:c:1\",\"acr\":\"loa3\"}"));
    STATUS(FAPI_OK, set(i, FAPI_PART_MEMBERS, "{\"grant_id\":\"g1\"}"));
    STATUS(FAPI_OK, set(i, FAPI_PART_REFRESH_TOKEN, "the host's own, which nobody asked for"));
    STATUS(FAPI_OK, fapi_answer_set_expires_in(i->server->answer, 120));
    STATUS(FAPI_OK, issued_answer(i, i->server->grant[AS_TOKEN]));
    claims = issued_claims(i->token);
    good = issued_is(claims, "consent_id", "urn:c:1") && issued_is(claims, "acr", "loa3");
    json_decref(claims);
    CHECK(good && strcmp(issued_member(i, "grant_id"), "g1") == 0 && strlen(issued_member(i, "refresh_token")) == 43);
    CHECK(i->access->expires_at == AS_TIME + 120);
    /* The parts were for that answer. */
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(strcmp(issued_member(i, "grant_id"), "") == 0 && i->access->expires_at == AS_TIME + 300);
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, set(i, FAPI_PART_ACCESS_TOKEN_CLAIMS, "{\"sub\":\"mallory\"}"));
    STATUS(FAPI_ANSWER_CLAIM_RESERVED, issued_answer(i, i->server->grant[AS_TOKEN]));
    CHECK(is_empty(i->access) && is_empty(i->refresh) && fapi_answer_kind(i->server->answer) == 0);
    REFUSES("RFC9068-2.2-1");
}

static void authorization_details(void **state)
{
    AUTO(issued) i = NULL;
    static const char details[] = "[{\"type\":\"account_information\",\"actions\":[\"read\"]}]";
    json_t *body = NULL, *claims = NULL;
    int good = 0;
    (void)state;

    STATUS(FAPI_OK, start(&i, ISSUED_DETAILS));
    STATUS(FAPI_OK, fapix_grant_put(i->server->grant[AS_TOKEN], FAPIX_GRANT_DETAILS, fapix_slice_str(details)));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    body = issued_body(i);
    claims = issued_claims(i->token);
    good = json_array_size(json_object_get(body, "authorization_details")) == 1 &&
           json_equal(json_object_get(body, "authorization_details"), json_object_get(claims, "authorization_details"));
    json_decref(body);
    json_decref(claims);
    CHECK(good && issued_knows(i->access, "authorization_details", details));
}

/* The user did not come in for this request, as far as is known. */
static void auth_time(void **state)
{
    AUTO(issued) i = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, fapi_grant_set_user(i->server->grant[AS_TOKEN], S("{\"sub\":\"alice\"}")));
    STATUS(FAPI_ANSWER_CLAIM_MISSING, issued_tokens(i, NULL));
    REFUSES("OIDCC-3.1.2.1-2");
    STATUS(FAPI_OK, fapi_grant_set_parameters(i->server->grant[AS_TOKEN], S("{\"nonce\":\"n\"}")));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(strcmp(issued_member(i, "id_token"), "") != 0);
}

/* ------------------------------------------------------------------------------------------------------------ use -- */

static int made_from(issued *i, const fapi_grant *grant, fapi_grant *access, fapi_grant *refresh)
{
    as_server *server = i->server;

    return fapi_as_issue_token(server->as, server->client, server->verdict, grant, AS_TIME, access, refresh, server->answer);
}

static void arguments(void **state)
{
    AUTO(issued) i = NULL;
    AUTO(fapi_grant) code = NULL;
    as_server *s = NULL;
    fapi_grant *grant = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    s = i->server;
    grant = s->grant[AS_TOKEN];
    code = fapi_grant_new(t_context(), FAPI_GRANT_AUTHORIZATION_CODE);
    CHECK(code != NULL);
    STATUS(FAPI_OK, as_send(s, AS_TOKEN, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_token(NULL, s->client, s->verdict, grant, AS_TIME, i->access, i->refresh, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_token(s->as, NULL, s->verdict, grant, AS_TIME, i->access, i->refresh, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_token(s->as, s->client, NULL, grant, AS_TIME, i->access, i->refresh, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_issue_token(s->as, s->client, s->verdict, grant, AS_TIME, i->access, i->refresh, NULL));
    STATUS(FAPI_ERR_ARG, made_from(i, grant, NULL, i->refresh));
    STATUS(FAPI_ERR_ARG, made_from(i, grant, i->access, i->access));
    STATUS(FAPI_ERR_ARG, made_from(i, grant, i->access, grant));
    STATUS(FAPI_ERR_ARG, made_from(i, grant, grant, i->refresh));
    STATUS(FAPI_ERR_CLOCK, fapi_as_issue_token(s->as, s->client, s->verdict, grant, -1, i->access, i->refresh, s->answer));
    STATUS(FAPI_ERR_STATE, made_from(i, NULL, i->access, i->refresh));
    STATUS(FAPI_ERR_STATE, made_from(i, s->refresh, i->access, i->refresh)); /* the request was for a code */
    STATUS(FAPI_ERR_STATE, made_from(i, grant, code, i->refresh));
    STATUS(FAPI_ERR_STATE, made_from(i, grant, i->access, code));
    STATUS(FAPI_ERR_STATE, fapi_as_issue_token(s->as, s->other_client, s->verdict, grant, AS_TIME, i->access, i->refresh, s->answer));
    STATUS(FAPI_OK, made_from(i, grant, i->access, i->refresh));
    STATUS(FAPI_OK, fapi_grant_set_used(grant, 1));
    STATUS(FAPI_ERR_STATE, made_from(i, grant, i->access, i->refresh));
    CHECK(is_empty(i->access) && is_empty(i->refresh) && fapi_answer_kind(s->answer) == 0);
}

/* Nothing stands in the answer that an earlier request got, whatever the host handed in. */
static void a_wrong_call_leaves_no_answer(void **state)
{
    AUTO(issued) i = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(fapi_answer_http(i->server->answer) == 200);
    STATUS(FAPI_ERR_ARG, made_from(i, i->server->grant[AS_TOKEN], i->access, i->access));
    CHECK(fapi_answer_kind(i->server->answer) == 0);
}

/* A refresh token is not used up, but it may be revoked between the look-up and the tokens. */
static void revoked_meanwhile(void **state)
{
    AUTO(issued) i = NULL;
    const as_change again = {.form = {I_REFRESH}};
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, &again));
    STATUS(FAPI_REFRESH_UNKNOWN, fapi_as_spent(i->server->as, i->server->verdict));
    CHECK(fapi_verdict_revoke(i->server->verdict) == FAPI_REVOKE_NOTHING);
    CHECK(strcmp(fapi_verdict_oauth_error(i->server->verdict), "invalid_grant") == 0);
    STATUS(FAPI_ERR_STATE, made_from(i, i->server->refresh, i->access, i->refresh));
}

/* What a client on its own behalf cannot have is not granted as nothing: it is refused. */
static void nothing_for_itself(void **state)
{
    AUTO(issued) i = NULL;
    const as_change user = {.form = {I_CREDENTIALS, {"scope", "openid"}}}, accounts = {.form = {I_CREDENTIALS, {"scope", "accounts"}}};
    const t_member registered = {"scope", "\"openid payments\""}, fitting = {"scope", "\"accounts\""};
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_TOKEN_REQUEST_SCOPE_UNKNOWN, as_send(i->server, AS_TOKEN, &user));
    STATUS(FAPI_OK, as_register(i->server, &fitting, 1));
    STATUS(FAPI_OK, issued_tokens(i, &accounts));
    CHECK(strcmp(issued_member(i, "scope"), "accounts") == 0);
    STATUS(FAPI_OK, as_register(i->server, &registered, 1));
    STATUS(FAPI_TOKEN_REQUEST_SCOPE_CLIENT, as_send(i->server, AS_TOKEN, &accounts));
    CHECK(strcmp(fapi_verdict_oauth_error(i->server->verdict), "invalid_scope") == 0);
}

/* The code was for more: what the client is registered for now counts. */
static void less_since_registered(void **state)
{
    AUTO(issued) i = NULL;
    const t_member registered = {"scope", "\"accounts\""};
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    STATUS(FAPI_OK, as_register(i->server, &registered, 1));
    STATUS(FAPI_OK, issued_tokens(i, NULL));
    CHECK(strcmp(issued_member(i, "scope"), "accounts") == 0 && strcmp(issued_member(i, "id_token"), "") == 0);
}

static void other_verdicts(void **state)
{
    AUTO(issued) i = NULL;
    fapi_grant *grant = NULL;
    (void)state;

    STATUS(FAPI_OK, start(&i, 0));
    grant = i->server->grant[AS_TOKEN];
    STATUS(FAPI_OK, as_send(i->server, AS_INTROSPECT, NULL));
    STATUS(FAPI_ERR_STATE, made_from(i, grant, i->access, i->refresh));
    STATUS(FAPI_PKCE_VERIFIER_MISSING, as_send(i->server, AS_TOKEN, &(as_change){.form = {{"code_verifier", NULL}}}));
    STATUS(FAPI_ERR_STATE, made_from(i, grant, i->access, i->refresh));
    STATUS(FAPI_OK, as_send(i->server, AS_TOKEN, NULL));
    fapi_grant_reset(grant); /* without a user */
    STATUS(FAPI_OK, fapi_grant_set_client(grant, S(AS_CLIENT)));
    STATUS(FAPI_ERR_STATE, made_from(i, grant, i->access, i->refresh));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jwts_of_every_profile),
        cmocka_unit_test(opaque_tokens_of_every_profile),
        cmocka_unit_test(bound_to_a_certificate),
        cmocka_unit_test(scope_of_a_refresh),
        cmocka_unit_test(resources),
        cmocka_unit_test(resources_that_were_granted),
        cmocka_unit_test(a_server_that_names_nothing),
        cmocka_unit_test(client_credentials),
        cmocka_unit_test(backchannel),
        cmocka_unit_test(who_gets_a_refresh_token),
        cmocka_unit_test(rotation),
        cmocka_unit_test(no_rotation_no_token),
        cmocka_unit_test(sharing_duration),
        cmocka_unit_test(revoked_with_the_family),
        cmocka_unit_test(what_the_host_adds),
        cmocka_unit_test(authorization_details),
        cmocka_unit_test(auth_time),
        cmocka_unit_test(arguments),
        cmocka_unit_test(a_wrong_call_leaves_no_answer), cmocka_unit_test(revoked_meanwhile), cmocka_unit_test(nothing_for_itself),
        cmocka_unit_test(less_since_registered), cmocka_unit_test(other_verdicts),
    };

    return t_main("role/as_issue_token", tests, sizeof tests / sizeof tests[0]);
}
