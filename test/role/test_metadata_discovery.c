/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery as the host does it: the request, the answer, the lint of a protected resource, and the challenge that leads there. */
#include "role/response.h"
#include "test/role/fixture.h"
#include "test/role/metadata_fixture.h"

enum {
    F1B = FAPI_PROFILE_FAPI1_BASELINE, F1A = FAPI_PROFILE_FAPI1_ADVANCED, F2S = FAPI_PROFILE_FAPI2_SECURITY,
    UK = FAPI_PROFILE_UK_OPEN_BANKING, SHALL = FAPI_LEVEL_SHALL, SHOULD = FAPI_LEVEL_SHOULD
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define GOOD FAPI_OK, 0, NULL, 0
#define P(status) FAPI_RESOURCE_METADATA_##status

static const t_member resource_metadata[] = {
    {"resource", "\"https://api.example/v1\""},
    {"authorization_servers", "[\"https://as.example\"]"},
    {"jwks_uri", "\"https://api.example/jwks\""},
    {"scopes_supported", "[\"accounts\"]"},
    {"bearer_methods_supported", "[\"header\"]"},
    {"resource_signing_alg_values_supported", "[\"PS256\"]"},
    {"tls_client_certificate_bound_access_tokens", "true"},
    {"resource_name", "\"Accounts\""},
    {"resource_name#pt", "\"Contas\""},
    {NULL, NULL},
};

static void resources(void **state)
{
    static const t_lint_row rows[] = {
        {F1B, {{NULL, NULL}}, GOOD, "+RFC9728-2-1 +RFC9728-2-2 +RFC9728-2-3 +RFC9728-2-4 +RFC9728-1.2-1 +RFC9728-3.3-1 +RFC9728-3.2-1"},
        {F1A, {{"nobody", "{\"knows\":[]}"}}, GOOD, NULL},
        {UK, {{NULL, NULL}}, GOOD, NULL},
        {F2S, {{"dpop_bound_access_tokens_required", "true"}, {"bearer_methods_supported", "[]"}}, GOOD, "+RFC9728-2-2"},
        {F2S, {{"authorization_servers", NULL}, {"jwks_uri", NULL}, {"bearer_methods_supported", NULL}}, GOOD, NULL},
        {F2S, {{"resource", NULL}}, FAPI_METADATA_MISSING, SHALL, "resource", 0, "-RFC9728-2-1"},
        {F2S, {{"resource", "7"}}, FAPI_METADATA_TYPE, SHALL, "resource", 0, "-RFC9728-2-1"},
        {F2S, {{"resource", "\"http://api.example/v1\""}}, P(RESOURCE), SHALL, "resource", 1, "-RFC9728-2-1"},
        {F2S, {{"resource", "\"https://api.example/v1#x\""}}, P(RESOURCE), SHALL, "resource", 1, "-RFC9728-2-1"},
        {F2S, {{"resource", "\"https://api.example/v1?x\""}}, P(MISMATCH), SHALL, "resource", 1, "-RFC9728-3.3-1"},
        {F2S, {{"resource", "\"https://api.example/v1?x\""}}, P(QUERY), SHOULD, "resource", 1, NULL},
        {F2S, {{"resource", "\"https://api.example/v1/\""}}, P(MISMATCH), SHALL, "resource", 0, "-RFC9728-3.3-1"},
        {F2S, {{"authorization_servers", "[\"https://as.example\",\"http://as.example\"]"}}, P(SERVERS), SHALL,
         "authorization_servers", 0, NULL},
        {F2S, {{"authorization_servers", "\"https://as.example\""}}, FAPI_METADATA_TYPE, SHALL, "authorization_servers", 0, NULL},
        {F2S, {{"bearer_methods_supported", "[\"header\",\"query\"]"}}, P(BEARER_METHOD), SHALL, "bearer_methods_supported", 0,
         "-RFC9728-2-2"},
        {F2S, {{"bearer_methods_supported", "[\"body\"]"}}, P(BEARER_METHOD), SHALL, "bearer_methods_supported", 1, NULL},
        {F1A, {{"bearer_methods_supported", "[]"}}, P(BEARER_METHOD), SHALL, "bearer_methods_supported", 0, NULL},
        {F1A, {{"dpop_bound_access_tokens_required", "true"}}, P(BINDING), SHALL, "dpop_bound_access_tokens_required", 0,
         "-RFC9728-2-2"},
        {F1A, {{"dpop_bound_access_tokens_required", "\"true\""}}, FAPI_METADATA_TYPE, SHALL, "dpop_bound_access_tokens_required",
         0, NULL},
        {F1A, {{"tls_client_certificate_bound_access_tokens", "false"}}, P(BINDING_MISSING), SHOULD,
         "tls_client_certificate_bound_access_tokens", 0, "-RFC9728-2-2"},
        {F2S, {{"tls_client_certificate_bound_access_tokens", NULL}, {"dpop_signing_alg_values_supported", "[\"ES256\"]"}}, GOOD, NULL},
        {F2S, {{"dpop_signing_alg_values_supported", "[\"RS256\"]"}}, FAPI_METADATA_ALG, SHALL, "dpop_signing_alg_values_supported",
         1, NULL},
        {F2S, {{"resource_signing_alg_values_supported", "[\"PS256\",\"none\"]"}}, FAPI_METADATA_ALG_NONE, SHALL,
         "resource_signing_alg_values_supported", 0, "-RFC9728-2-3"},
        {F2S, {{"jwks_uri", "\"http://api.example/jwks\""}}, FAPI_METADATA_URL, SHALL, "jwks_uri", 0, "-RFC9728-2-4"},
        {F2S, {{"scopes_supported", "[\"a b\"]"}}, FAPI_METADATA_SCOPE, SHALL, "scopes_supported", 0, NULL},
        {F2S, {{"scopes_supported", "[]"}}, FAPI_METADATA_EMPTY, SHALL, "", 0, "-RFC9728-3.2-1"},
        {F2S, {{"signed_metadata", "{}"}}, FAPI_METADATA_TYPE, SHALL, "signed_metadata", 0, NULL},
        {F2S, {{"resource_tos_uri", "[]"}}, FAPI_METADATA_TYPE, SHALL, "resource_tos_uri", 1, NULL},
    };
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    (void)state;
    CHECK(findings != NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *json = t_object(resource_metadata, rows[i].change, COUNT(rows[i].change));
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), rows[i].profile);
        int rc = FAPI_OK;

        CHECK(policy != NULL);
        rc = fapi_metadata_check_resource(policy, S("https://api.example/v1"), json, strlen(json), findings);
        if (t_lint_find(findings, P(QUERY), "resource") < fapi_findings_count(findings)) {
            /* the one row with a finding of each level */
            CHECK(rc == P(MISMATCH) && fapi_findings_count(findings) == 2);
            REFUSES("RFC9728-1.2-1");
        } else {
            CHECK(t_lint_fits(findings, &rows[i], rc));
        }
        t_claim_all(rows[i].ids, __func__);
    }
}

static void resource_edges(void **state)
{
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), F2S);
    const char *json = t_object(resource_metadata, NULL, 0);

    (void)state;
    CHECK(findings != NULL && policy != NULL && json[0] != '\0');
    STATUS(FAPI_OK, fapi_metadata_check_resource(policy, NULL, 0, json, strlen(json), findings));
    STATUS(FAPI_JSON_NOT_OBJECT, fapi_metadata_check_resource(policy, NULL, 0, S("[]"), findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_resource(NULL, NULL, 0, S("{}"), findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_resource(policy, NULL, 1, S("{}"), findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_resource(policy, NULL, 0, S("{}"), NULL));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_cross(NULL, 1, S("{}"), findings));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_cross(S("{}"), S("{}"), NULL));
}

#define SERVER(more) "{\"issuer\":\"https://as.example\"" more "}"
#define API(more) "{\"resource\":\"https://api.example\"" more "}"

static void cross(void **state)
{
    static const struct {
        const char *server, *resource;
        int status;
        const char *member;
    } rows[] = {
        {SERVER(""), API(""), FAPI_OK, ""},
        {SERVER(",\"protected_resources\":[\"https://x.example\",\"https://api.example\"]"),
         API(",\"authorization_servers\":[\"https://as.example\"]"), FAPI_OK, ""},
        {SERVER(",\"protected_resources\":[\"https://api.example/\"]"), API(",\"authorization_servers\":[\"https://as.example\"]"),
         FAPI_RESOURCE_METADATA_CROSS, "protected_resources"},
        {SERVER(""), API(",\"authorization_servers\":[\"https://other.example\"]"), FAPI_RESOURCE_METADATA_CROSS,
         "authorization_servers"},
        {SERVER(",\"protected_resources\":\"https://api.example\""), API(""), FAPI_METADATA_TYPE, "protected_resources"},
        {"{}", API(""), FAPI_METADATA_MISSING, "issuer"},
        {SERVER(""), "{}", FAPI_METADATA_MISSING, "resource"},
        {SERVER(""), "[]", FAPI_JSON_NOT_OBJECT, ""},
        {"", API(""), FAPI_JSON_SYNTAX, ""},
    };
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    (void)state;
    CHECK(findings != NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        STATUS(rows[i].status, fapi_metadata_check_cross(rows[i].server, strlen(rows[i].server), rows[i].resource,
                                                         strlen(rows[i].resource), findings));
        CHECK(strcmp(fapi_findings_member(findings, 0), rows[i].member) == 0);
    }
    ACCEPTS("RFC9728-7.6-1");
    REFUSES("RFC9728-7.6-1");
}

static int is_text(const fapix_buffer *buffer, const char *text)
{
    return fapix_slice_is(fapix_buffer_slice(buffer), text);
}

static void requests(void **state)
{
    AUTO(fapi_request) request = fapi_request_new(t_context());
    char issuer[1100] = "https://as.example/";

    (void)state;
    CHECK(request != NULL);
    STATUS(FAPI_OK, fapi_metadata_make_request(FAPI_WELL_KNOWN_OAUTH, S("https://as.example/one/"), request));
    CHECK(request->has_method && is_text(&request->method, "GET") && is_text(&request->accept.value, "application/json"));
    CHECK(is_text(&request->url, "https://as.example/.well-known/oauth-authorization-server/one"));
    ACCEPTS("RFC8414-3.1-1");
    STATUS(FAPI_OK, fapi_metadata_make_request(FAPI_WELL_KNOWN_RESOURCE, S("https://api.example?x"), request));
    CHECK(request->has_method && is_text(&request->method, "GET"));
    CHECK(is_text(&request->url, "https://api.example/.well-known/oauth-protected-resource?x"));
    CHECK(request->body.n == 0);
    ACCEPTS("RFC9728-3.1-2");
    /* No other method can be asked for, and what cannot be asked leaves no request. */
    STATUS(FAPI_URI_NOT_HTTPS, fapi_metadata_make_request(FAPI_WELL_KNOWN_RESOURCE, S("http://api.example"), request));
    CHECK(!request->has_method && !request->has_url && request->method.n == 0);
    REFUSES("RFC9728-3.1-2");
    memset(issuer + strlen(issuer), 'a', sizeof issuer - 1 - strlen(issuer));
    STATUS(FAPI_URI_SIZE, fapi_metadata_make_request(FAPI_WELL_KNOWN_OAUTH, issuer, sizeof issuer - 1, request));
    STATUS(FAPI_ERR_ARG, fapi_metadata_make_request(FAPI_WELL_KNOWN_OAUTH, NULL, 0, request));
    STATUS(FAPI_ERR_ARG, fapi_metadata_make_request(0, S("https://as.example"), request));
    STATUS(FAPI_ERR_ARG, fapi_metadata_make_request(FAPI_WELL_KNOWN_OAUTH, S("https://as.example"), NULL));
}

static void responses(void **state)
{
    static uint8_t type[] = "application/json", body[] = "{\"issuer\":\"https://as.example\"}";
    fapi_response response = {.context = t_context(), .http = 200};
    fapix_buffer starved = {0};

    (void)state;
    response.content_type = (fapix_field){.value = {.p = type, .n = sizeof type - 1}, .lines = 1};
    response.body = (fapix_buffer){.p = body, .n = sizeof body - 1};
    STATUS(FAPI_OK, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://as.example"), &response));
    STATUS(FAPI_METADATA_ISSUER_MISMATCH, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://x.example"), &response));
    STATUS(FAPI_URI_QUERY, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://as.example?"), &response));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_response(9, S("https://as.example"), &response));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, NULL, 0, &response));
    STATUS(FAPI_ERR_ARG, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://as.example"), NULL));
    response.starved = &starved;
    CHECK(fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://as.example"), &response) == FAPI_ERR_NOMEM);
    response.starved = NULL;
    response.status = FAPI_RESPONSE_SIZE;
    STATUS(FAPI_RESPONSE_SIZE, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://as.example"), &response));
    response.status = FAPI_OK;
    response.http = 0;
    STATUS(FAPI_ERR_STATE, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://as.example"), &response));
    response.http = 500;
    STATUS(FAPI_DISCOVERY_HTTP, fapi_metadata_check_response(FAPI_WELL_KNOWN_OPENID, S("https://as.example"), &response));
}

static void one_after_the_other(void **state)
{
    fapi_response response = {.context = t_context(), .http = 404};

    (void)state;
    CHECK(fapi_metadata_next_kind(S("https://as.example/one"), 0, NULL) == FAPI_WELL_KNOWN_OAUTH);
    CHECK(fapi_metadata_next_kind(S("https://as.example/one"), FAPI_WELL_KNOWN_OAUTH, &response) == FAPI_WELL_KNOWN_OPENID_INSERTED);
    CHECK(fapi_metadata_next_kind(S("https://as.example/one"), FAPI_WELL_KNOWN_OPENID_INSERTED, &response) == FAPI_WELL_KNOWN_OPENID);
    CHECK(fapi_metadata_next_kind(S("https://as.example/one"), FAPI_WELL_KNOWN_OPENID, &response) == -1);
    CHECK(fapi_metadata_next_kind(S("https://as.example"), FAPI_WELL_KNOWN_OAUTH, &response) == FAPI_WELL_KNOWN_OPENID);
    ACCEPTS("RFC8414-5-1");
    CHECK(fapi_metadata_next_kind(S("https://as.example"), FAPI_WELL_KNOWN_OPENID_INSERTED, &response) == -1);
    CHECK(fapi_metadata_next_kind(S("http://as.example"), 0, NULL) == -1);
    CHECK(fapi_metadata_next_kind(S("http://as.example"), FAPI_WELL_KNOWN_OAUTH, &response) == -1);
    CHECK(fapi_metadata_next_kind(S("https://as.example"), FAPI_WELL_KNOWN_OAUTH, NULL) == -1);
    CHECK(fapi_metadata_next_kind(S("https://as.example"), 0, &response) == -1);
    CHECK(fapi_metadata_next_kind(NULL, 0, 0, NULL) == -1);
    for (response.http = 100; response.http < 600; response.http++)
        CHECK(response.http == 404 || fapi_metadata_next_kind(S("https://as.example"), FAPI_WELL_KNOWN_OAUTH, &response) == -1);
    REFUSES("RFC8414-5-1");
}

#define AT "https://api.example.com/.well-known/oauth-protected-resource"

static void challenges(void **state)
{
    AUTO(fixture) fx = NULL;

    (void)state;
    STATUS(FAPI_OK, fixture_new(&fx, F2S));
    STATUS(FAPI_OK, fapi_rs_set_resource_metadata(fx->rs, S(AT)));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_rs_set_resource_metadata(fx->rs, S("http://api.example.com/")));
    STATUS(FAPI_URI_FRAGMENT, fapi_rs_set_resource_metadata(fx->rs, S(AT "#x")));
    STATUS(FAPI_URI_SYNTAX, fapi_rs_set_resource_metadata(fx->rs, S("https://api.example.com/\"")));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_resource_metadata(fx->rs, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_rs_set_resource_metadata(NULL, S(AT)));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_ERR_STATE, fapi_rs_set_resource_metadata(fx->rs, S(AT)));
    STATUS(FAPI_OK, fapi_request_set_method(fx->request, S("GET")));
    STATUS(FAPI_OK, fapi_request_set_url(fx->request, S(URL)));
    STATUS(FAPI_TOKEN_MISSING, fixture_check(fx));
    CHECK(fixture_challenge_has(fx, "Bearer realm=\"fapi\", resource_metadata=\"" AT "\""));
    CHECK(fixture_challenge_has(fx, "DPoP realm=\"fapi\", resource_metadata=\"" AT "\", algs="));
    ACCEPTS("RFC9728-5.1-1");
}

static void no_challenge_without_it(void **state)
{
    AUTO(fixture) fx = NULL;

    (void)state;
    STATUS(FAPI_OK, fixture_new(&fx, F2S));
    STATUS(FAPI_OK, fapi_rs_seal(fx->rs));
    STATUS(FAPI_OK, fapi_request_set_method(fx->request, S("GET")));
    STATUS(FAPI_OK, fapi_request_set_url(fx->request, S(URL)));
    STATUS(FAPI_TOKEN_MISSING, fixture_check(fx));
    CHECK(!fixture_challenge_has(fx, "resource_metadata"));
    REFUSES("RFC9728-5.1-1");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(resources), cmocka_unit_test(resource_edges), cmocka_unit_test(cross), cmocka_unit_test(requests),
        cmocka_unit_test(responses), cmocka_unit_test(one_after_the_other), cmocka_unit_test(challenges), cmocka_unit_test(no_challenge_without_it),
    };

    return t_main("metadata_discovery", tests, COUNT(tests));
}
