/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client's own side set up by the metadata and the keys of a real server (examples/recorded), in a session as the real client had it: the
 * recorded authorization response and the recorded token response pass, with DPoP and with mutual TLS, and whatever is near them does not.
 * (The recorded ID tokens are judged in test_recorded_id_token.)
 */
#include <stdbool.h>

#include <sodium.h>

#include "harness.h"

#define S(text) (text), (sizeof(text) - 1)
#define CHANGE_STEP 11 /* how far apart the changed characters are */

static const char *const folders[] = {"ES256", "PS256", "EdDSA"};
static const int algs[] = {FAPI_ALG_ES256, FAPI_ALG_PS256, FAPI_ALG_EDDSA};
#define FOLDERS (sizeof folders / sizeof *folders)

typedef struct scene {
    char *issuer, *metadata, *jwks, *client_jwks, *asked, *callback, *tokens, *now_text;
    char state[128];
    bool dpop;
    int alg;
    int64_t now;
} scene;

static char *read_one(size_t folder, const char *prefix, const char *name)
{
    char path[128];
    size_t n = 0;

    snprintf(path, sizeof path, "../examples/recorded/%s/%s%s", folders[folder], prefix, name);
    return t_file(path, &n);
}

/* state as the client sent it: in its request object, or in its form. */
static bool read_state(scene *s)
{
    uint8_t payload[4096];
    size_t n = 0;
    const char *from = NULL, *end = NULL;

    if (!s->dpop) {
        from = strstr(s->asked, "&state=");
        return from != NULL && sscanf(from, "&state=%127[^&]", s->state) == 1;
    }
    from = strchr(s->asked, '.');
    end = from == NULL ? NULL : strchr(from + 1, '.');
    if (end == NULL || sodium_base642bin(payload, sizeof payload - 1, from + 1, (size_t)(end - from - 1), NULL, &n, NULL,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    payload[n] = '\0';
    from = strstr((const char *)payload, "\"state\":\"");
    return from != NULL && sscanf(from, "\"state\":\"%127[^\"]", s->state) == 1;
}

static void scene_free(scene *s)
{
    char *const texts[] = {s->issuer, s->metadata, s->jwks, s->client_jwks, s->asked, s->callback, s->tokens, s->now_text};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

static bool scene_read(scene *s, size_t folder, bool dpop)
{
    const char *prefix = dpop ? "dpop." : "mtls.";

    *s = (scene){.dpop = dpop, .alg = algs[folder]};
    s->issuer = read_one(folder, "", "issuer");
    s->metadata = read_one(folder, "", "as_metadata.json");
    s->jwks = read_one(folder, "", "jwks.json");
    s->client_jwks = read_one(folder, "", "client_jwks.json");
    s->asked = read_one(folder, prefix, dpop ? "request_object.jwt" : "par_body");
    s->callback = read_one(folder, prefix, "callback_url");
    s->tokens = read_one(folder, prefix, "token_response.json");
    s->now_text = read_one(folder, "", "now");
    s->now = s->now_text == NULL ? 0 : strtoll(s->now_text, NULL, 10);
    return s->issuer && s->metadata && s->jwks && s->client_jwks && s->asked && s->callback && s->tokens && s->now > 0
        && read_state(s);
}

/* ------------------------------------------------------------------------------------------------------- client -- */

typedef struct party {
    fapi_policy *policy;
    fapi_client *client;
    fapi_signer *signer, *proofs;
    fapi_jwks *jwks;
    fapi_rp *rp;
    fapi_flow *flow;
    fapi_request *request;
    fapi_response *response;
    fapi_verdict *verdict;
} party;

static void party_free(party *p)
{
    fapi_verdict_free(p->verdict);
    fapi_response_free(p->response);
    fapi_request_free(p->request);
    fapi_flow_free(p->flow);
    fapi_rp_free(p->rp);
    fapi_jwks_free(p->jwks);
    fapi_signer_free(p->proofs);
    fapi_signer_free(p->signer);
    fapi_client_free(p->client);
    fapi_policy_free(p->policy);
}

static int make_client(party *p, const scene *s, const char *id)
{
    char metadata[512];

    snprintf(metadata, sizeof metadata,
             "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://rp.example.com/cb\"],\"response_types\":[\"code\"],"
             "\"grant_types\":[\"authorization_code\"],\"token_endpoint_auth_method\":\"private_key_jwt\","
             "\"id_token_signed_response_alg\":\"%s\",\"authorization_signed_response_alg\":\"%s\"}",
             id, fapi_alg_name(s->alg), fapi_alg_name(s->alg));
    return fapi_client_new(t_context(), metadata, strlen(metadata), s->client_jwks, strlen(s->client_jwks), &p->client);
}

static int set_up(party *p, const scene *s, const char *id)
{
    const int profile = s->dpop ? FAPI_PROFILE_FAPI2_MESSAGE_SIGNING : FAPI_PROFILE_FAPI2_SECURITY;
    int rc = make_client(p, s, id);

    if (rc == FAPI_OK)
        rc = fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &p->signer);
    if (rc == FAPI_OK)
        rc = fapi_signer_generate(t_context(), FAPI_ALG_EDDSA, &p->proofs);
    p->policy = fapi_policy_new(t_context(), profile);
    p->jwks = fapi_jwks_new(t_context());
    p->rp = p->policy == NULL ? NULL : fapi_rp_new(p->policy);
    p->flow = fapi_flow_new(t_context());
    p->request = fapi_request_new(t_context());
    p->response = fapi_response_new(t_context());
    p->verdict = fapi_verdict_new(t_context());
    if (rc != FAPI_OK || !p->jwks || !p->rp || !p->flow || !p->request || !p->response || !p->verdict)
        return rc == FAPI_OK ? FAPI_ERR_NOMEM : rc;
    rc = fapi_jwks_load(p->jwks, s->jwks, strlen(s->jwks));
    if (rc == FAPI_OK)
        rc = fapi_rp_set_client(p->rp, p->client);
    if (rc == FAPI_OK)
        rc = fapi_rp_set_server(p->rp, s->issuer, strlen(s->issuer), s->metadata, strlen(s->metadata), NULL);
    if (rc == FAPI_OK)
        rc = fapi_rp_set_keys(p->rp, p->jwks, s->now);
    if (rc == FAPI_OK)
        rc = fapi_rp_add_signer(p->rp, p->signer);
    if (rc == FAPI_OK)
        rc = s->dpop ? fapi_rp_set_dpop_signer(p->rp, p->proofs) : fapi_rp_set_mtls(p->rp, 1);
    return rc == FAPI_OK ? fapi_rp_seal(p->rp) : rc;
}

/* The session that the real client had when the browser was with the server: step 3 of the stored form. That client sent no nonce, as PKCE
 * takes its place; this one always sends one with openid, and a stored flow that had openid and no nonce would be no flow of it. */
static int at_the_server(party *p, const scene *s, const char *id, const char *state)
{
    char text[1024];

    snprintf(text, sizeof text,
             "{\"libfapi_flow\":1,\"step\":3,\"issuer\":\"%s\",\"client_id\":\"%s\",\"redirect_uri\":\"https://rp.example.com/cb\","
             "\"response_type\":\"code\",\"response_mode\":\"%s\",\"asked_scope\":\"accounts\",\"state\":\"%s\","
             "\"code_verifier\":\"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\"}",
             s->issuer, id, s->dpop ? "jwt" : "query", state);
    return fapi_flow_load(p->flow, text, strlen(text));
}

static int come_back(party *p, const char *url, size_t n, int64_t now)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(p->request);
    rc = fapi_request_set_method(p->request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(p->request, url, n);
    return rc == FAPI_OK ? fapi_rp_check_authorization(p->rp, p->flow, p->request, now, p->verdict) : rc;
}

static int tokens_come(party *p, const char *json, size_t n, int64_t now)
{
    int rc = FAPI_ERR_INTERNAL;

    fapi_response_reset(p->response);
    rc = fapi_response_set_http(p->response, 200);
    if (rc == FAPI_OK)
        rc = fapi_response_add_header(p->response, S("Content-Type"), S("application/json; charset=utf-8"));
    if (rc == FAPI_OK)
        rc = fapi_response_set_body(p->response, json, n);
    return rc == FAPI_OK ? fapi_rp_check_token(p->rp, p->flow, p->response, now, p->verdict) : rc;
}

static const char *id_of(const scene *s)
{
    return s->dpop ? "dpop-client" : "mtls-client";
}

static bool has(const fapi_flow *flow, const char *name)
{
    const char *value = NULL;
    size_t n = 0;

    return fapi_flow_value(flow, name, strlen(name), &value, &n) == FAPI_OK && n > 0;
}

/* --------------------------------------------------------------------------------------------------------- tests -- */

static void play(party *p, const scene *s)
{
    int rc = set_up(p, s, id_of(s));

    CHECK(rc == FAPI_OK);
    rc = at_the_server(p, s, id_of(s), s->state);
    CHECK(rc == FAPI_OK);
    rc = come_back(p, s->callback, strlen(s->callback), s->now);
    CHECK(rc == FAPI_OK && has(p->flow, "code") && fapi_verdict_next(p->verdict) == FAPI_NEXT_GO_ON);
    rc = fapi_rp_make_token(p->rp, p->flow, s->now, p->request);
    CHECK(rc == FAPI_OK && fapi_request_header_count(p->request) >= (s->dpop ? 2u : 1u));
    rc = tokens_come(p, s->tokens, strlen(s->tokens), s->now);
    CHECK(rc == FAPI_OK && has(p->flow, "access_token") && !has(p->flow, "code"));
    CHECK(fapi_flow_expires_at(p->flow) == s->now + 300);
}

/* The recorded response in another session, at another time, and with characters changed. */
static void play_wrong(party *p, const scene *s)
{
    char *changed = strdup(s->callback);
    const size_t n = strlen(s->callback);
    int passed = 0, tried = 0, rc = set_up(p, s, id_of(s));

    CHECK(rc == FAPI_OK && changed != NULL);
    rc = at_the_server(p, s, id_of(s), "another-state-than-the-one-that-was-sent-01");
    CHECK(rc == FAPI_OK);
    CHECK(come_back(p, s->callback, n, s->now) != FAPI_OK && fapi_verdict_next(p->verdict) == FAPI_NEXT_STOP && !has(p->flow, "code"));
    rc = at_the_server(p, s, s->dpop ? "mtls-client" : "dpop-client", s->state);
    CHECK(rc == FAPI_OK && come_back(p, s->callback, n, s->now) == FAPI_ERR_STATE);
    rc = at_the_server(p, s, id_of(s), s->state);
    CHECK(rc == FAPI_OK);
    if (s->dpop)
        CHECK(come_back(p, s->callback, n, s->now + 3600) == FAPI_JARM_EXPIRED && !has(p->flow, "code"));
    for (size_t i = 0; i < n; i += CHANGE_STEP) {
        const char *code = strstr(s->callback, "code="), *end = code == NULL ? NULL : strchr(code, '&');
        const char *at = s->callback + i;

        if (!s->dpop && code != NULL && at >= code + 5 && at < end)
            continue; /* a plain code is not protected: the server will not know it */
        memcpy(changed, s->callback, n + 1);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        rc = at_the_server(p, s, id_of(s), s->state);
        tried++;
        passed += rc != FAPI_OK || come_back(p, changed, n, s->now) == FAPI_OK || has(p->flow, "code");
    }
    free(changed);
    CHECK(tried > 5 && passed == 0);
}

static void each(void (*run)(party *p, const scene *s))
{
    for (size_t i = 0; i < FOLDERS * 2; i++) {
        scene s;
        party p;
        const bool there = scene_read(&s, i / 2, i % 2 == 0);

        memset(&p, 0, sizeof p);
        if (there)
            run(&p, &s);
        party_free(&p);
        scene_free(&s);
        CHECK(there);
    }
}

static void recorded_flows_pass(void **state)
{
    (void)state;
    SLOW();
    each(play);
}

static void nothing_near_them_does(void **state)
{
    (void)state;
    SLOW();
    each(play_wrong);
}

static void metadata_of_another_issuer(void **state)
{
    scene s;
    int rc = FAPI_ERR_INTERNAL;

    (void)state;
    SLOW();
    if (scene_read(&s, 0, true)) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), FAPI_PROFILE_FAPI2_SECURITY);
        AUTO(fapi_rp) rp = policy == NULL ? NULL : fapi_rp_new(policy);

        rc = fapi_rp_set_server(rp, S("https://localhost:1"), s.metadata, strlen(s.metadata), NULL);
    }
    scene_free(&s);
    CHECK(rc == FAPI_METADATA_ISSUER_MISMATCH);
    REFUSES("FAPI2SP-5.3.3.1-11");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_flows_pass),
        cmocka_unit_test(nothing_near_them_does),
        cmocka_unit_test(metadata_of_another_issuer),
    };

    return t_main("interop/recorded_client", tests, sizeof tests / sizeof tests[0]);
}
