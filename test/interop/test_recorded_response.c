/* SPDX-License-Identifier: Apache-2.0 */
/* Authorization responses of a real server to a real client (examples/recorded): they pass, and nothing near them does. */
#include <stdbool.h>

#include "harness.h"

#define S(text) (text), (sizeof(text) - 1)

enum { ES256, PS256, EDDSA, ALGS };
enum { STEP = 7 }; /* how far apart the changed characters are */
static const char *const folder[ALGS] = {[ES256] = "ES256", [PS256] = "PS256", [EDDSA] = "EdDSA"};
static const int alg[ALGS] = {[ES256] = FAPI_ALG_ES256, [PS256] = FAPI_ALG_PS256, [EDDSA] = FAPI_ALG_EDDSA};

/* NUL-terminated texts of one folder. */
typedef struct recording {
    char *issuer, *jwks, *client_jwks, *request_object, *jarm, *signed_url, *plain_url, *plain_request, *now_text;
    int64_t now;
} recording;
static recording recordings[ALGS];

static char *read_one(int which, const char *name)
{
    char path[128];
    size_t n = 0;

    snprintf(path, sizeof path, "../examples/recorded/%s/%s", folder[which], name);
    return t_file(path, &n);
}

static bool read_all(int which, recording *r)
{
    r->issuer = read_one(which, "issuer");
    r->jwks = read_one(which, "jwks.json");
    r->client_jwks = read_one(which, "client_jwks.json");
    r->request_object = read_one(which, "dpop.request_object.jwt");
    r->jarm = read_one(which, "dpop.jarm.jwt");
    r->signed_url = read_one(which, "dpop.callback_url");
    r->plain_url = read_one(which, "mtls.callback_url");
    r->plain_request = read_one(which, "mtls.par_body");
    r->now_text = read_one(which, "now");
    r->now = r->now_text == NULL ? 0 : strtoll(r->now_text, NULL, 10);
    return r->issuer && r->jwks && r->client_jwks && r->request_object && r->jarm && r->signed_url && r->plain_url &&
           r->plain_request && r->now > 0;
}

static void free_all(recording *r)
{
    char *const texts[] = {r->issuer,     r->jwks,      r->client_jwks,   r->request_object, r->jarm,
                           r->signed_url, r->plain_url, r->plain_request, r->now_text};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

static int load(const char *json, fapi_jwks **jwks)
{
    fapi_jwks_free(*jwks); /* of an earlier try */
    *jwks = fapi_jwks_new(t_context());
    return *jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(*jwks, json, strlen(json));
}

/* The state that the client sent, from its own request object. */
static int sent_state(const recording *r, fapi_jarm *jarm)
{
    AUTO(fapi_jwks) keys = NULL;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_request_object) object = fapi_request_object_new(t_context());
    const char *state = NULL;
    size_t n = 0;
    int rc = verdict == NULL || object == NULL ? FAPI_ERR_NOMEM : load(r->client_jwks, &keys);

    if (rc == FAPI_OK)
        rc = fapi_request_object_set_client(object, S("dpop-client"), keys);
    if (rc == FAPI_OK)
        rc = fapi_request_object_add_audience(object, r->issuer, strlen(r->issuer));
    if (rc == FAPI_OK)
        rc = fapi_request_object_check(object, r->request_object, strlen(r->request_object), r->now, verdict);
    if (rc == FAPI_OK)
        rc = fapi_verdict_claim_string(verdict, S("state"), &state, &n);
    return rc == FAPI_OK ? fapi_jarm_set_state(jarm, state, n) : rc;
}

static int make_jarm(int which, fapi_jarm **jarm)
{
    const recording *r = &recordings[which];
    AUTO(fapi_jwks) keys = NULL;
    int rc = load(r->jwks, &keys);

    fapi_jarm_free(*jarm);
    *jarm = fapi_jarm_new(t_context());
    if (*jarm == NULL)
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK)
        rc = fapi_jarm_set_server(*jarm, r->issuer, strlen(r->issuer), keys);
    if (rc == FAPI_OK)
        rc = fapi_jarm_set_client(*jarm, S("dpop-client"), alg[which]);
    return rc == FAPI_OK ? sent_state(r, *jarm) : rc;
}

static int try(fapi_jarm *jarm, const char *url, int64_t now, fapi_verdict *verdict)
{
    const char *query = strchr(url, '?') + 1;

    return fapi_jarm_check(jarm, query, strlen(query), now, verdict);
}

/* Passes until it expires, with its own server, client and state. */
static void test_signed(void **state)
{
    (void)state;
    for (int i = t_sweeping() ? EDDSA : 0; i < ALGS; i++) {
        const recording *r = &recordings[i], *other = &recordings[(i + 1) % ALGS];
        AUTO(fapi_jarm) jarm = NULL;
        AUTO(fapi_jwks) keys = NULL;
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        const char *code = NULL;
        size_t n = 0;

        CHECK(verdict != NULL);
        STATUS(FAPI_OK, make_jarm(i, &jarm));
        STATUS(FAPI_OK, try(jarm, r->signed_url, r->now, verdict));
        STATUS(FAPI_OK, fapi_verdict_claim_string(verdict, S("code"), &code, &n));
        CHECK(n == 43);
        ACCEPTS("FAPI2MS-5.4.2-2");
        STATUS(FAPI_JARM_EXPIRED, try(jarm, r->signed_url, r->now + 3600, verdict));
        STATUS(FAPI_JARM_LIFETIME, try(jarm, r->signed_url, r->now - 3600, verdict));
        STATUS(FAPI_OK, fapi_jarm_set_client(jarm, S("dpop-client"), 0));
        STATUS(FAPI_JARM_ISS, try(jarm, other->signed_url, r->now, verdict));
        STATUS(FAPI_JARM_MISSING, try(jarm, r->plain_url, r->now, verdict));
        STATUS(FAPI_OK, fapi_jarm_set_client(jarm, S("mtls-client"), alg[i]));
        STATUS(FAPI_JARM_AUD, try(jarm, r->signed_url, r->now, verdict));
        STATUS(FAPI_OK, fapi_jarm_set_client(jarm, S("dpop-client"), alg[(i + 1) % ALGS]));
        STATUS(FAPI_JARM_ALG_REGISTERED, try(jarm, r->signed_url, r->now, verdict));
        STATUS(FAPI_OK, fapi_jarm_set_client(jarm, S("dpop-client"), alg[i]));
        STATUS(FAPI_OK, fapi_jarm_set_state(jarm, S("another session")));
        STATUS(FAPI_AUTHORIZATION_RESPONSE_STATE, try(jarm, r->signed_url, r->now, verdict));
        ATTACK("JARM-02");
        ATTACK("JARM-05");
        STATUS(FAPI_OK, load(other->jwks, &keys));
        STATUS(FAPI_OK, fapi_jarm_set_server(jarm, S("https://another.example"), keys));
        STATUS(FAPI_JARM_ISS, try(jarm, r->signed_url, r->now, verdict));
        ATTACK("JARM-01");
        /* the keys of another server under the name of this one */
        STATUS(FAPI_OK, fapi_jarm_set_server(jarm, r->issuer, strlen(r->issuer), keys));
        STATUS(FAPI_JARM_SIGNATURE, try(jarm, r->signed_url, r->now, verdict));
    }
}

/* One character of the JWT changed, all over it. */
static void test_altered(void **state)
{
    (void)state;
    SLOW();
    for (int i = 0; i < ALGS; i++) {
        const recording *r = &recordings[i];
        AUTO(fapi_jarm) jarm = NULL;
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        char url[2048];
        const size_t start = (size_t)(strchr(r->signed_url, '=') + 1 - r->signed_url), end = strlen(r->signed_url);

        CHECK(verdict != NULL && end < sizeof url);
        STATUS(FAPI_OK, make_jarm(i, &jarm));
        for (size_t at = start; at < end; at += STEP) {
            memcpy(url, r->signed_url, end + 1);
            url[at] = url[at] == 'A' ? 'B' : 'A';
            CHECK(try(jarm, url, r->now, verdict) != FAPI_OK && fapi_verdict_status(verdict) != FAPI_OK);
            memcpy(url, r->signed_url, end + 1);
            url[at] = '\0'; /* cut off here */
            CHECK(try(jarm, url, r->now, verdict) != FAPI_OK);
        }
    }
    REFUSES("JARM-2.4-5");
}

/* The other JWTs that this server gave this client, as a response. */
static void test_other_kinds(void **state)
{
    static const char *const names[] = {"dpop.id_token.jwt", "dpop.access_token.jwt", "dpop.request_object.jwt",
                                        "dpop.client_assertion.jwt"};

    (void)state;
    for (size_t i = 0; i < ALGS * (sizeof names / sizeof *names); i++) {
        if (t_sweeping() && i % ALGS != EDDSA)
            continue;
        const recording *r = &recordings[i % ALGS];
        AUTO(fapi_jarm) jarm = NULL;
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        char *jwt = read_one((int)(i % ALGS), names[i / ALGS]), text[4096];
        const bool found = jwt != NULL;

        snprintf(text, sizeof text, "?response=%s", found ? jwt : "");
        free(jwt);
        CHECK(found && verdict != NULL);
        STATUS(FAPI_OK, make_jarm((int)(i % ALGS), &jarm));
        CHECK(try(jarm, text, r->now, verdict) != FAPI_OK);
    }
    ATTACK("JARM-03");
}

static int make_plain(const recording *r, fapi_authorization_response **response)
{
    const char *state = strstr(r->plain_request, "state=");
    int rc = FAPI_ERR_NOMEM;

    fapi_authorization_response_free(*response);
    *response = fapi_authorization_response_new(t_context());
    if (*response != NULL)
        rc = fapi_authorization_response_set_issuer(*response, r->issuer, strlen(r->issuer));
    if (rc == FAPI_OK)
        rc = state == NULL ? FAPI_ERR_NOT_FOUND
                           : fapi_authorization_response_set_state(*response, state + 6, strcspn(state + 6, "&\n"));
    return rc;
}

static int try_plain(fapi_authorization_response *response, const char *url, fapi_verdict *verdict)
{
    const char *query = strchr(url, '?') + 1;

    return fapi_authorization_response_check(response, query, strlen(query), verdict);
}

static void test_plain(void **state)
{
    (void)state;
    for (int i = t_sweeping() ? EDDSA : 0; i < ALGS; i++) {
        const recording *r = &recordings[i], *other = &recordings[(i + 1) % ALGS];
        AUTO(fapi_authorization_response) response = NULL;
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        const char *code = NULL;
        size_t n = 0;

        CHECK(verdict != NULL);
        STATUS(FAPI_OK, make_plain(r, &response));
        STATUS(FAPI_OK, try_plain(response, r->plain_url, verdict));
        STATUS(FAPI_OK, fapi_authorization_response_code(response, &code, &n));
        CHECK(n == 43);
        STATUS(FAPI_AUTHORIZATION_RESPONSE_ISS, try_plain(response, other->plain_url, verdict));
        ATTACK("MIX-01");
        STATUS(FAPI_AUTHORIZATION_RESPONSE_ISS_MISSING, try_plain(response, r->signed_url, verdict));
        STATUS(FAPI_OK, fapi_authorization_response_set_state(response, S("another session")));
        STATUS(FAPI_AUTHORIZATION_RESPONSE_STATE, try_plain(response, r->plain_url, verdict));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signed),
        cmocka_unit_test(test_altered),
        cmocka_unit_test(test_other_kinds),
        cmocka_unit_test(test_plain),
    };
    int failed = 1;
    bool whole = true;

    for (int i = 0; i < ALGS; i++)
        whole = read_all(i, &recordings[i]) && whole;
    if (whole)
        failed = t_main("interop/recorded_response", tests, sizeof tests / sizeof *tests);
    else
        fprintf(stderr, "examples/recorded is not whole\n");
    for (int i = 0; i < ALGS; i++)
        free_all(&recordings[i]);
    return failed;
}
