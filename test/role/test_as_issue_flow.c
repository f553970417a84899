/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client of ours and a server that issues what it answers with, from the pushed request to the revocation of the tokens, under every profile.
 * Between two messages the server has nothing but rows: the key that it found each by, its text, and whether it is used.
 */
#include "test/role/party_fixture.h"

#include "base/verdict.h"
#include "role/flow.h"
#include "test/role/fixture.h"

#define USER \
    "{\"sub\":\"248289761001\",\"auth_time\":1799999900,\"acr\":\"urn:brasil:openbanking:loa2\",\"openbanking_intent_id\":\"urn:bank:intent:1\"," \
    "\"email\":\"a@example.com\"}"
#define ROWS 8

typedef struct row {
    char key[FAPI_JKT_LENGTH + 1], family[FAPI_JKT_LENGTH + 1], *json;
    size_t n;
    int used;
} row;

typedef struct world {
    party *p;
    row rows[ROWS];
    size_t count;
    fapi_grant *made, *second, *found;
    fapi_response *response;
    fapi_rs *rs;
    fapi_verdict *verdict;
} world;

static void world_free(world *w)
{
    if (w == NULL)
        return;
    for (size_t i = 0; i < w->count; i++)
        free(w->rows[i].json);
    fapi_grant_free(w->made);
    fapi_grant_free(w->second);
    fapi_grant_free(w->found);
    fapi_response_free(w->response);
    fapi_verdict_free(w->verdict);
    fapi_rs_free(w->rs);
    party_free(w->p);
    free(w);
}
T_AUTO(world)

static int make_rs(world *w)
{
    int rc = FAPI_ERR_INTERNAL;

    w->rs = fapi_rs_new(w->p->server->policy);
    if (w->rs == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_rs_add_issuer(w->rs, S(AS_ISSUER), w->p->keys, AS_TIME);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(w->rs, S(AS_ISSUER)); /* the server names no resource, so that tokens are for itself */
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(w->rs, w->p->server->replay);
    return rc == FAPI_OK ? fapi_rs_seal(w->rs) : rc;
}

static int set_up(world *w, int profile, int how)
{
    const party_setup setup = {.profile = profile, .auth_method = FAPI_AUTH_PRIVATE_KEY_JWT, .how = how};
    int64_t intent = 0;
    int rc = party_new(&w->p, &setup);

    w->made = fapi_grant_new(t_context(), 0);
    w->second = fapi_grant_new(t_context(), 0);
    w->found = fapi_grant_new(t_context(), 0);
    w->response = fapi_response_new(t_context());
    w->verdict = fapi_verdict_new(t_context());
    if (rc == FAPI_OK &&
        (w->made == NULL || w->second == NULL || w->found == NULL || w->response == NULL || w->verdict == NULL))
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK)
        rc = make_rs(w);
    if (rc == FAPI_OK)
        rc = party_set(w->p, "scope", "openid accounts");
    if (rc == FAPI_OK)
        rc = party_set(w->p, "redirect_uri", AS_REDIRECT);
    if (rc == FAPI_OK)
        rc = party_set(w->p, "max_age", "600");
    if (rc == FAPI_OK)
        rc = fapi_profile_value(profile, FAPI_CONTROL_INTENT_ID, &intent);
    return rc == FAPI_OK && intent != 0 ? party_set(w->p, "claims", AS_INTENT) : rc;
}

static int world_new(world **made, int profile, int how)
{
    int rc = FAPI_ERR_INTERNAL;

    world_free(*made);
    *made = calloc(1, sizeof **made);
    if (*made == NULL)
        return FAPI_ERR_NOMEM;
    rc = set_up(*made, profile, how);
    if (rc != FAPI_OK) {
        world_free(*made);
        *made = NULL;
    }
    return rc;
}

/* ----------------------------------------------------------------------------------------------------------- rows -- */

static int store(world *w, fapi_grant *grant)
{
    row *one = &w->rows[w->count];
    const char *text = NULL;
    size_t n = 0;
    int rc = w->count == ROWS ? FAPI_ERR_INTERNAL : fapi_grant_key(grant, &text, &n);

    if (rc == FAPI_ERR_STATE) /* nothing was issued into it */
        return FAPI_OK;
    if (rc == FAPI_OK)
        memcpy(one->key, text, n);
    if (rc == FAPI_OK)
        rc = fapi_grant_family(grant, &text, &n);
    if (rc == FAPI_OK)
        memcpy(one->family, text, n);
    if (rc == FAPI_OK)
        rc = fapi_grant_store(grant, &text, &n);
    if (rc != FAPI_OK)
        return rc;
    one->json = malloc(n);
    if (one->json == NULL)
        return FAPI_ERR_NOMEM;
    memcpy(one->json, text, n);
    one->n = n;
    one->used = 0;
    w->count++;
    return FAPI_OK;
}

static row *row_of(world *w, const char *key)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->rows[i].key, key) == 0)
            return &w->rows[i];
    return NULL;
}

/* What the request brings is looked up; NOT_FOUND if there is no such row. */
static int find(world *w, fapi_request *request, int endpoint)
{
    char key[FAPI_JKT_LENGTH + 1];
    int rc = fapi_as_stored_key(w->p->server->as, request, endpoint, key, sizeof key);
    const row *one = rc == FAPI_OK ? row_of(w, key) : NULL;

    if (rc == FAPI_OK && one == NULL)
        rc = FAPI_ERR_NOT_FOUND;
    return rc == FAPI_OK ? fapi_grant_load(w->found, one->json, one->n, one->used) : rc;
}

/* The rows that are spent; INTERNAL if one was before. */
static int spend(world *w)
{
    const char *key = NULL;
    size_t n = 0;
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && (rc = fapi_grant_spends(w->found, i, &key, &n)) == FAPI_OK; i++) {
        row *one = row_of(w, t_format("%.*s", (int)n, key));

        if (one == NULL || one->used)
            return FAPI_ERR_INTERNAL;
        one->used = 1;
    }
    return rc == FAPI_ERR_NOT_FOUND ? FAPI_OK : rc;
}

/* ------------------------------------------------------------------------------------------------------- messages -- */

static int respond(world *w)
{
    fapi_answer *answer = w->p->server->answer;
    const char *name = NULL, *text = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    fapi_response_reset(w->response);
    rc = fapi_response_set_http(w->response, fapi_answer_http(answer));
    for (size_t k = 0; rc == FAPI_OK && k < fapi_answer_header_count(answer); k++) {
        rc = fapi_answer_header(answer, k, &name, &text, &n);
        if (rc == FAPI_OK)
            rc = fapi_response_add_header(w->response, name, strlen(name), text, n);
    }
    if (rc == FAPI_OK)
        rc = fapi_answer_body(answer, &text, &n);
    return rc == FAPI_OK ? fapi_response_set_body(w->response, text, n) : rc;
}

static int push(world *w)
{
    party *p = w->p;
    as_server *s = p->server;
    int rc = fapi_rp_make_par(p->rp, p->flow, AS_TIME, p->request);

    if (rc == FAPI_OK)
        rc = party_judge(p, AS_PAR, NULL);
    if (rc == FAPI_OK)
        rc = fapi_as_issue_par(s->as, s->verdict, AS_TIME, w->made, s->answer);
    if (rc == FAPI_OK)
        rc = store(w, w->made);
    if (rc == FAPI_OK)
        rc = respond(w);
    return rc == FAPI_OK ? fapi_rp_check_par(p->rp, p->flow, w->response, AS_TIME, w->verdict) : rc;
}

/* The page, and what the user's browser posts from it. */
static int show_page(world *w)
{
    party *p = w->p;
    as_server *s = p->server;
    const char *ticket = NULL, *form = NULL;
    size_t n = 0;
    int rc = fapi_rp_make_authorization(p->rp, p->flow, AS_TIME, p->request);

    if (rc == FAPI_OK)
        rc = find(w, p->request, FAPI_ENDPOINT_AUTHORIZATION);
    if (rc == FAPI_OK)
        rc = party_judge(p, AS_AUTHORIZE, w->found);
    if (rc == FAPI_OK)
        rc = fapi_as_issue_consent(s->as, p->client, s->verdict, w->found, AS_TIME, w->made);
    if (rc == FAPI_OK)
        rc = fapi_grant_value(w->made, S("value"), &ticket, &n);
    form = rc == FAPI_OK ? t_format("consent=%.*s&decision=approve", (int)n, ticket) : "";
    if (rc == FAPI_OK)
        rc = store(w, w->made);
    fapi_request_reset(s->request);
    if (rc == FAPI_OK)
        rc = fapi_request_set_method(s->request, S("POST"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(s->request, S("https://as.example.com/consent"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(s->request, 0x0304, 0x1301);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(s->request, S("Content-Type"), S("application/x-www-form-urlencoded"));
    return rc == FAPI_OK ? fapi_request_set_body(s->request, form, strlen(form)) : rc;
}

static int agree(world *w)
{
    as_server *s = w->p->server;
    int rc = find(w, s->request, FAPI_ENDPOINT_CONSENT);

    if (rc == FAPI_OK)
        rc = fapi_as_check_consent(s->as, s->request, w->found, AS_TIME, s->verdict);
    if (rc == FAPI_OK)
        rc = fapi_as_issue_code(s->as, w->p->client, s->verdict, w->found, S(USER), AS_TIME, w->made, s->answer);
    if (rc == FAPI_OK)
        rc = store(w, w->made);
    return rc == FAPI_OK ? spend(w) : rc;
}

static int come_back(world *w)
{
    party *p = w->p;
    const char *name = NULL, *url = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_NOT_FOUND;

    for (size_t k = 0; k < fapi_answer_header_count(p->server->answer) && (url == NULL || strcmp(name, "Location") != 0); k++)
        rc = fapi_answer_header(p->server->answer, k, &name, &url, &n);
    fapi_request_reset(p->request);
    if (rc == FAPI_OK)
        rc = fapi_request_set_method(p->request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(p->request, url, n);
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(p->request, 0x0304, 0x1301);
    return rc == FAPI_OK ? fapi_rp_check_authorization(p->rp, p->flow, p->request, AS_TIME, w->verdict) : rc;
}

/* The token request that was made is judged and answered; the client takes what comes. */
static int redeem(world *w)
{
    party *p = w->p;
    as_server *s = p->server;
    int rc = find(w, p->request, FAPI_ENDPOINT_TOKEN);

    if (rc == FAPI_OK)
        rc = party_judge(p, AS_TOKEN, w->found);
    if (rc == FAPI_OK)
        rc = fapi_as_issue_token(s->as, p->client, s->verdict, w->found, AS_TIME, w->made, w->second, s->answer);
    if (rc == FAPI_OK)
        rc = store(w, w->made);
    if (rc == FAPI_OK)
        rc = store(w, w->second);
    if (rc == FAPI_OK)
        rc = spend(w);
    if (rc == FAPI_OK)
        rc = respond(w);
    return rc == FAPI_OK ? fapi_rp_check_token(p->rp, p->flow, w->response, AS_TIME, w->verdict) : rc;
}

static int use(world *w)
{
    party *p = w->p;
    int rc = fapi_rp_make_resource(p->rp, p->flow, S("GET"), S("https://as.example.com/accounts"), AS_TIME, p->request);

    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(p->request, 0x0304, 0x1301);
    if (rc == FAPI_OK && p->mtls)
        rc = fapi_request_set_certificate(p->request, p->server->certificate, p->server->certificate_n);
    if (rc == FAPI_OK) /* Australia */
        rc = fapi_request_add_header(p->request, S("x-fapi-auth-date"), S("Fri, 15 Jan 2027 07:58:20 GMT"));
    if (rc == FAPI_OK)
        rc = fapi_request_require_scope(p->request, S("accounts"));
    return rc == FAPI_OK ? fapi_rs_check(w->rs, p->request, AS_TIME, w->verdict) : rc;
}

static int learn(world *w)
{
    party *p = w->p;
    as_server *s = p->server;
    int rc = fapi_rp_make_userinfo(p->rp, p->flow, AS_TIME, p->request);

    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(p->request, 0x0304, 0x1301);
    if (rc == FAPI_OK && p->mtls)
        rc = fapi_request_set_certificate(p->request, s->certificate, s->certificate_n);
    if (rc == FAPI_OK)
        rc = find(w, p->request, FAPI_ENDPOINT_USERINFO);
    if (rc == FAPI_OK)
        rc = fapi_as_check_userinfo(s->as, p->request, w->found, AS_TIME, s->verdict);
    if (rc == FAPI_OK)
        rc = fapi_as_answer_userinfo(s->as, p->client, s->verdict, S(USER), AS_TIME, s->answer);
    if (rc == FAPI_OK)
        rc = respond(w);
    return rc == FAPI_OK ? fapi_rp_check_userinfo(p->rp, p->flow, w->response, AS_TIME, w->verdict) : rc;
}

/* The client gives its tokens back; *revoke is what the server is then to revoke of the row that was found. */
static int give_back(world *w, int *revoke)
{
    party *p = w->p;
    as_server *s = p->server;
    int rc = fapi_rp_make_revocation(p->rp, p->flow, AS_TIME, p->request);

    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(p->request, 0x0304, 0x1301);
    if (rc == FAPI_OK && p->mtls)
        rc = fapi_request_set_certificate(p->request, s->certificate, s->certificate_n);
    if (rc == FAPI_OK)
        rc = find(w, p->request, FAPI_ENDPOINT_REVOCATION);
    if (rc == FAPI_OK)
        rc = fapi_as_check_revocation(s->as, p->request, p->client, w->found, AS_TIME, s->verdict);
    *revoke = rc == FAPI_OK ? fapi_verdict_revoke(s->verdict) : -1;
    return rc == FAPI_OK ? fapi_as_answer_revocation(s->as, s->verdict, s->answer) : rc;
}

/* ---------------------------------------------------------------------------------------------------------- flows -- */

static int one_family(const world *w)
{
    for (size_t i = 1; i < w->count; i++)
        if (strcmp(w->rows[i].family, w->rows[0].family) != 0)
            return 0;
    return 1;
}

static void flow(int profile, int how, const char *name)
{
    AUTO(world) w = NULL;
    party *p = NULL;
    int revoke = 0;

    STATUS(FAPI_OK, world_new(&w, profile, how));
    p = w->p;
    STATUS(FAPI_OK, t_row(0, name, FAPI_OK, push(w)));
    STATUS(FAPI_OK, t_row(1, name, FAPI_OK, show_page(w)));
    STATUS(FAPI_OK, t_row(2, name, FAPI_OK, agree(w)));
    STATUS(FAPI_OK, t_row(3, name, FAPI_OK, come_back(w)));
    STATUS(FAPI_OK, t_row(4, name, FAPI_OK, fapi_rp_make_token(p->rp, p->flow, AS_TIME, p->request)));
    STATUS(FAPI_OK, t_row(5, name, FAPI_OK, redeem(w)));
    STATUS(FAPI_OK, t_row(6, name, FAPI_OK, use(w)));
    STATUS(FAPI_OK, t_row(7, name, FAPI_OK, fapi_rp_make_refresh(p->rp, p->flow, AS_TIME, p->request)));
    STATUS(FAPI_OK, t_row(8, name, FAPI_OK, redeem(w)));
    STATUS(FAPI_OK, t_row(9, name, FAPI_OK, use(w)));
    STATUS(FAPI_OK, t_row(10, name, FAPI_OK, learn(w)));
    STATUS(FAPI_OK, t_row(11, name, FAPI_OK, give_back(w, &revoke)));
    CHECK(revoke == FAPI_REVOKE_FAMILY && fapi_grant_type_of(w->found) == FAPI_GRANT_REFRESH_TOKEN);
    /* pushed request, ticket, code, access and refresh token, and the access token of the refresh */
    CHECK(w->count == 6 && one_family(w));
    CHECK(w->rows[1].used && w->rows[2].used && !w->rows[3].used && !w->rows[4].used && !w->rows[5].used);
}

static void flows_of_every_profile(void **state)
{
    (void)state;
    SLOW();
    for (int profile = FAPI_PROFILE_FAPI1_BASELINE; profile <= FAPI_PROFILE_CO_OPEN_FINANCE; profile++)
        flow(profile, 0, "every profile");
    flow(FAPI_PROFILE_FAPI2_SECURITY, PARTY_MTLS, "FAPI 2.0 with mutual TLS");
}

/* Two requests with the code at once: both pass the check, one of them finds the row spent. */
static void at_once(void **state)
{
    AUTO(world) w = NULL;
    party *p = NULL;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, world_new(&w, FAPI_PROFILE_FAPI2_SECURITY, 0));
    p = w->p;
    STATUS(FAPI_OK, push(w));
    STATUS(FAPI_OK, show_page(w));
    STATUS(FAPI_OK, agree(w));
    STATUS(FAPI_OK, come_back(w));
    STATUS(FAPI_OK, fapi_rp_make_token(p->rp, p->flow, AS_TIME, p->request));
    STATUS(FAPI_OK, find(w, p->request, FAPI_ENDPOINT_TOKEN));
    STATUS(FAPI_OK, party_judge(p, AS_TOKEN, w->found));
    CHECK(fapi_verdict_revoke(p->server->verdict) == FAPI_REVOKE_NOTHING);
    STATUS(FAPI_CODE_REUSED, fapi_as_spent(p->server->as, p->server->verdict));
    CHECK(fapi_verdict_revoke(p->server->verdict) == FAPI_REVOKE_FAMILY);
    STATUS(FAPI_OK, fapi_as_answer_refusal(p->server->as, p->server->verdict, AS_TIME, p->server->answer));
    CHECK(fapi_answer_http(p->server->answer) == 400);
    STATUS(FAPI_ERR_STATE, fapi_as_issue_token(p->server->as, p->client, p->server->verdict, w->found, AS_TIME, w->made, w->second,
                                               p->server->answer));
    STATUS(FAPI_ERR_STATE, fapi_as_spent(p->server->as, p->server->verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_of_every_profile),
        cmocka_unit_test(at_once),
    };

    return t_main("role/as_issue_flow", tests, sizeof tests / sizeof tests[0]);
}
