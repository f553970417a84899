/* SPDX-License-Identifier: Apache-2.0 */
/* Client assertions that a real client made for a real server (examples/recorded): they pass, once, and nothing near them
 * does. And the other JWTs of the same run, sent as assertions, and the assertions sent as the others. */
#include "harness.h"

#include <stdbool.h>

#define TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define S(text) (text), (sizeof(text) - 1)
enum { ES256, PS256, EDDSA, ALGS };
enum { STEP = 7 }; /* how far apart the changed characters are */
static const char *const folder[ALGS] = {[ES256] = "ES256", [PS256] = "PS256", [EDDSA] = "EdDSA"};
static const int alg[ALGS] = {[ES256] = FAPI_ALG_ES256, [PS256] = FAPI_ALG_PS256, [EDDSA] = FAPI_ALG_EDDSA};
static const char *const clients[] = {"dpop-client", "mtls-client"};

enum text { ISSUER, NOW, CLIENT_JWKS, JWKS, ASSERTIONS, TOKEN_BODY = ASSERTIONS + 2, ID_TOKEN, JARM, REQUEST_OBJECT,
            TOKEN_PROOF, ACCESS_TOKEN, TEXTS };
static const char *const file[TEXTS] = {
    [ISSUER] = "issuer",
    [NOW] = "now",
    [CLIENT_JWKS] = "client_jwks.json",
    [JWKS] = "jwks.json",
    [ASSERTIONS] = "dpop.client_assertion.jwt",
    [ASSERTIONS + 1] = "mtls.client_assertion.jwt",
    [TOKEN_BODY] = "dpop.token_body",
    [ID_TOKEN] = "dpop.id_token.jwt",
    [JARM] = "dpop.jarm.jwt",
    [REQUEST_OBJECT] = "dpop.request_object.jwt",
    [TOKEN_PROOF] = "dpop.token_proof.jwt",
    [ACCESS_TOKEN] = "dpop.access_token.jwt",
};
static char *recorded[ALGS][TEXTS];
static int64_t now[ALGS];

static int set_keys(fapi_client_assertion *handle, const char *client, const char *keys, int registered)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    int rc = jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(jwks, keys, strlen(keys));

    return rc == FAPI_OK ? fapi_client_assertion_set_client(handle, client, strlen(client), jwks, registered) : rc;
}

static int ready(int i, const char *client, fapi_client_assertion **handle, fapi_verdict **verdict)
{
    int rc = FAPI_ERR_NOMEM;

    *handle = fapi_client_assertion_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*handle != NULL && *verdict != NULL)
        rc = set_keys(*handle, client, recorded[i][CLIENT_JWKS], alg[i]);
    if (rc == FAPI_OK)
        rc = fapi_client_assertion_set_issuer(*handle, recorded[i][ISSUER], strlen(recorded[i][ISSUER]));
    return rc == FAPI_OK ? fapi_client_assertion_set_type(*handle, S(TYPE)) : rc;
}

#define READY(i, client, handle, verdict)                                      \
    AUTO(fapi_client_assertion) handle = NULL;                                 \
    AUTO(fapi_verdict) verdict = NULL;                                         \
    do {                                                                       \
        int t_made = ready(i, client, &handle, &verdict);                      \
        if (!t_status(FAPI_OK, t_made, "ready", __FILE__, __LINE__))           \
            return;                                                            \
    } while (0)

static int judge(const fapi_client_assertion *handle, const char *jwt, int64_t at, fapi_verdict *verdict)
{
    return fapi_client_assertion_check(handle, jwt, strlen(jwt), at, verdict);
}

static int first(void)
{
    return t_sweeping() ? EDDSA : ES256; /* some thousands of allocations fewer */
}

static void passes(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        for (int c = 0; c < 2; c++) {
            const char *assertion = recorded[i][ASSERTIONS + c], *name = NULL;
            size_t n = 0;
            READY(i, clients[c], handle, verdict);
            STATUS(FAPI_OK, fapi_client_assertion_claimed(assertion, strlen(assertion), verdict, &name, &n));
            CHECK(n == strlen(clients[c]) && memcmp(name, clients[c], n) == 0);
            STATUS(FAPI_OK, judge(handle, assertion, now[i], verdict));
            CHECK(fapi_verdict_http(verdict) == 200);
            /* as FAPI 1 has it, too */
            STATUS(FAPI_OK, fapi_client_assertion_set_aud(handle, FAPI_ASSERTION_AUD_ANY_ENDPOINT));
            STATUS(FAPI_OK, judge(handle, assertion, now[i] + 60, verdict));
            /* it stands in the form as it was recorded */
            CHECK(c == 1 || strstr(recorded[i][TOKEN_BODY], assertion) != NULL);
        }
    }
    ACCEPTS("FAPI2SP-5.3.2.1-8");
    ACCEPTS("OIDCC-9-1");
}

static void other_time_client_issuer(void **state)
{
    (void)state;
    for (int i = first(); i < ALGS; i++) {
        const char *assertion = recorded[i][ASSERTIONS];
        const char *other = recorded[(i + 1) % ALGS][ISSUER];
        READY(i, clients[0], handle, verdict);
        STATUS(FAPI_CLIENT_ASSERTION_EXPIRED, judge(handle, assertion, now[i] + 3600, verdict));
        STATUS(FAPI_CLIENT_ASSERTION_LIFETIME, judge(handle, assertion, now[i] - 3600, verdict));
        STATUS(FAPI_OK, set_keys(handle, clients[1], recorded[i][CLIENT_JWKS], 0));
        STATUS(FAPI_CLIENT_ASSERTION_ISS, judge(handle, assertion, now[i], verdict));
        STATUS(FAPI_OK, set_keys(handle, clients[0], recorded[(i + 1) % ALGS][CLIENT_JWKS], 0));
        STATUS(FAPI_CLIENT_ASSERTION_KEY, judge(handle, assertion, now[i], verdict));
        STATUS(FAPI_OK, set_keys(handle, clients[0], recorded[i][CLIENT_JWKS], alg[(i + 1) % ALGS]));
        STATUS(FAPI_CLIENT_ASSERTION_ALG_REGISTERED, judge(handle, assertion, now[i], verdict));
        STATUS(FAPI_OK, set_keys(handle, clients[0], recorded[i][CLIENT_JWKS], 0));
        STATUS(FAPI_OK, fapi_client_assertion_set_issuer(handle, other, strlen(other)));
        STATUS(FAPI_CLIENT_ASSERTION_AUD, judge(handle, assertion, now[i], verdict));
    }
    ATTACK("CA-01");
}

/* Another character in its place, but a character of the alphabet. */
static void changed(void **state)
{
    (void)state;
    SLOW();
    for (int i = 0; i < ALGS; i++) {
        const char *assertion = recorded[i][ASSERTIONS];
        size_t n = strlen(assertion);
        char copy[4096];
        READY(i, clients[0], handle, verdict);
        CHECK(n < sizeof copy);
        for (size_t at = 0; at < n; at += STEP) {
            memcpy(copy, assertion, n + 1);
            copy[at] = copy[at] == '.' ? '-' : copy[at] == 'A' ? 'B' : 'A';
            CHECK(judge(handle, copy, now[i], verdict) != FAPI_OK);
            CHECK(fapi_verdict_http(verdict) == 401);
        }
        for (size_t cut = 1; cut < n; cut += STEP) {
            CHECK(fapi_client_assertion_check(handle, assertion, n - cut, now[i], verdict) != FAPI_OK);
        }
        STATUS(FAPI_OK, judge(handle, assertion, now[i], verdict));
    }
    REFUSES("RFC7523-3-9");
}

/* Row and column of the matrix of kinds: the other JWTs of the run as assertions, by whoever's keys they verify with. */
static void kinds_as_assertions(void **state)
{
    (void)state;
    static const struct {
        enum text sent;
        int status; /* with the client's keys */
    } cases[] = {
        {REQUEST_OBJECT, FAPI_CLIENT_ASSERTION_TYP},
        {ACCESS_TOKEN, FAPI_CLIENT_ASSERTION_TYP},
        {TOKEN_PROOF, FAPI_JWS_EMBEDDED_KEY},
        {ID_TOKEN, FAPI_CLIENT_ASSERTION_JTI_MISSING},
        {JARM, FAPI_CLIENT_ASSERTION_SUB_MISSING},
    };
    for (int i = first(); i < ALGS; i++) {
        READY(i, clients[0], handle, verdict);
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
            const char *jwt = recorded[i][cases[k].sent];
            STATUS(FAPI_OK, set_keys(handle, clients[0], recorded[i][CLIENT_JWKS], 0));
            STATUS(cases[k].status, judge(handle, jwt, now[i], verdict));
            CHECK(strcmp(fapi_verdict_oauth_error(verdict), "invalid_client") == 0);
            /* a client whose registered keys are those of the server */
            STATUS(FAPI_OK, set_keys(handle, clients[0], recorded[i][JWKS], 0));
            STATUS(cases[k].status, judge(handle, jwt, now[i], verdict));
        }
    }
    ATTACK("TYP-01");
}

static int as_proof(const char *jwt, int64_t at, fapi_verdict *verdict)
{
    AUTO(fapi_dpop) dpop = fapi_dpop_new(t_context());
    int rc = dpop == NULL ? FAPI_ERR_NOMEM : fapi_dpop_set_method(dpop, S("POST"));

    if (rc == FAPI_OK)
        rc = fapi_dpop_set_url(dpop, S("https://localhost/token"));
    return rc == FAPI_OK ? fapi_dpop_check(dpop, jwt, strlen(jwt), at, verdict) : rc;
}

/* As a JWT of the server's for this client; typ NULL: of a kind that has none of its own. */
static int as_jwt(int i, const char *keys, const char *typ, const char *jwt, fapi_verdict *verdict)
{
    AUTO(fapi_jwt) rules = fapi_jwt_new(t_context());
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    const char *issuer = recorded[i][ISSUER];
    int rc = rules == NULL || jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(jwks, keys, strlen(keys));

    if (rc == FAPI_OK)
        rc = fapi_jwt_set_issuer(rules, issuer, strlen(issuer));
    if (rc == FAPI_OK)
        rc = fapi_jwt_set_audience(rules, clients[0], strlen(clients[0]));
    if (rc == FAPI_OK)
        rc = fapi_jwt_set_algs(rules, alg[i]);
    if (rc == FAPI_OK && typ != NULL)
        rc = fapi_jwt_set_typ(rules, typ, strlen(typ));
    return rc == FAPI_OK ? fapi_jwt_check(rules, jwks, jwt, strlen(jwt), now[i], verdict) : rc;
}

/* As an access token at a resource server that asks for RFC 9068, or does not. */
static int as_token(int i, int format, const char *jwt, fapi_verdict *verdict)
{
    AUTO(fapi_policy) policy = fapi_policy_new(t_context(), FAPI_PROFILE_FAPI1_BASELINE);
    int set = policy == NULL ? FAPI_ERR_NOMEM : fapi_policy_insecure_set(policy, FAPI_CONTROL_TOKEN_FORMAT, format);
    AUTO(fapi_rs) rs = set != FAPI_OK ? NULL : fapi_rs_new(policy);
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    AUTO(fapi_request) request = fapi_request_new(t_context());
    char field[4096];
    int rc = rs == NULL || jwks == NULL || request == NULL ? FAPI_ERR_NOMEM : FAPI_OK;

    snprintf(field, sizeof field, "Bearer %s", jwt);
    if (rc == FAPI_OK)
        rc = fapi_jwks_load(jwks, recorded[i][CLIENT_JWKS], strlen(recorded[i][CLIENT_JWKS]));
    if (rc == FAPI_OK)
        rc = fapi_rs_add_issuer(rs, recorded[i][ISSUER], strlen(recorded[i][ISSUER]), jwks, now[i]);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(rs, recorded[i][ISSUER], strlen(recorded[i][ISSUER]));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay_external(rs, 1);
    if (rc == FAPI_OK)
        rc = fapi_rs_seal(rs);
    if (rc == FAPI_OK)
        rc = fapi_request_set_method(request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(request, S("https://api.example.com/accounts"));
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, S("Authorization"), field, strlen(field));
    return rc == FAPI_OK ? fapi_rs_check(rs, request, now[i], verdict) : rc;
}

static int as_request_object(int i, int backchannel, const char *jwt, fapi_verdict *verdict)
{
    AUTO(fapi_request_object) object = fapi_request_object_new(t_context());
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    int rc = object == NULL || jwks == NULL ? FAPI_ERR_NOMEM : FAPI_OK;

    if (rc == FAPI_OK)
        rc = fapi_jwks_load(jwks, recorded[i][CLIENT_JWKS], strlen(recorded[i][CLIENT_JWKS]));
    if (rc == FAPI_OK)
        rc = fapi_request_object_set_client(object, clients[0], strlen(clients[0]), jwks);
    if (rc == FAPI_OK)
        rc = fapi_request_object_add_audience(object, recorded[i][ISSUER], strlen(recorded[i][ISSUER]));
    if (rc == FAPI_OK)
        rc = fapi_request_object_set_backchannel(object, backchannel);
    return rc == FAPI_OK ? fapi_request_object_check(object, jwt, strlen(jwt), now[i], verdict) : rc;
}

static void assertions_as_other_kinds(void **state)
{
    (void)state;
    static const char *const typed[] = {"at+jwt", "dpop+jwt", "logout+jwt", "oauth-authz-req+jwt",
                                        "token-introspection+jwt"};
    for (int i = first(); i < ALGS; i++) {
        const char *assertion = recorded[i][ASSERTIONS], *keys = recorded[i][CLIENT_JWKS];
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        CHECK(verdict != NULL);
        STATUS(FAPI_DPOP_TYP, as_proof(assertion, now[i], verdict));
        /* the same keys and parties, and no typ */
        STATUS(FAPI_REQUEST_OBJECT_CLIENT_ID_MISSING, as_request_object(i, 0, assertion, verdict));
        STATUS(FAPI_REQUEST_OBJECT_SUB, as_request_object(i, 1, assertion, verdict));
        STATUS(FAPI_OK, as_request_object(i, 0, recorded[i][REQUEST_OBJECT], verdict));
        STATUS(FAPI_TOKEN_TYP, as_token(i, FAPI_TOKEN_FORMAT_RFC9068, assertion, verdict));
        STATUS(FAPI_TOKEN_ISS, as_token(i, FAPI_TOKEN_FORMAT_JWT, assertion, verdict));
        for (size_t k = 0; k < sizeof typed / sizeof *typed; k++)
            STATUS(FAPI_JWT_TYP, as_jwt(i, keys, typed[k], assertion, verdict));
        /* ID token, JARM response: even if the server's keys were the client's */
        STATUS(FAPI_JWT_ISS, as_jwt(i, keys, NULL, assertion, verdict));
        STATUS(FAPI_KEY_UNKNOWN, as_jwt(i, recorded[i][JWKS], NULL, assertion, verdict));
    }
    ATTACK("TYP-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes),
        cmocka_unit_test(other_time_client_issuer),
        cmocka_unit_test(changed),
        cmocka_unit_test(kinds_as_assertions),
        cmocka_unit_test(assertions_as_other_kinds),
    };
    int rc = 0;

    for (int i = 0; i < ALGS; i++) {
        for (int k = 0; k < TEXTS; k++) {
            char path[128];
            size_t n = 0;
            snprintf(path, sizeof path, "../examples/recorded/%s/%s", folder[i], file[k]);
            recorded[i][k] = t_file(path, &n);
            if (recorded[i][k] == NULL) {
                printf("%s is not there\n", path);
                return 1;
            }
            recorded[i][k][strcspn(recorded[i][k], k == JWKS || k == CLIENT_JWKS ? "" : "\r\n")] = '\0';
        }
        now[i] = (int64_t)strtoll(recorded[i][NOW], NULL, 10);
    }
    rc = t_main("interop/recorded_assertion", tests, sizeof tests / sizeof *tests);
    for (int i = 0; i < ALGS; i++) {
        for (int k = 0; k < TEXTS; k++)
            free(recorded[i][k]);
    }
    return rc;
}
