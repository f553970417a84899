/* SPDX-License-Identifier: Apache-2.0 */
/* ID tokens of a real server to a real client (examples/recorded): they pass, and nothing near them does. */
#include <stdbool.h>

#include "harness.h"

#define S(text) (text), (sizeof(text) - 1)

enum { ES256, PS256, EDDSA, ALGS };
enum { STEP = 5 }; /* how far apart the changed characters are */
static const char *const folder[ALGS] = {[ES256] = "ES256", [PS256] = "PS256", [EDDSA] = "EdDSA"};
static const int alg[ALGS] = {[ES256] = FAPI_ALG_ES256, [PS256] = FAPI_ALG_PS256, [EDDSA] = FAPI_ALG_EDDSA};

/* NUL-terminated texts of one folder. */
typedef struct recording {
    char *issuer, *jwks, *dpop, *mtls, *access_token, *jarm, *request_object, *client_assertion, *now_text;
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
    r->dpop = read_one(which, "dpop.id_token.jwt");
    r->mtls = read_one(which, "mtls.id_token.jwt");
    r->access_token = read_one(which, "dpop.access_token.jwt");
    r->jarm = read_one(which, "dpop.jarm.jwt");
    r->request_object = read_one(which, "dpop.request_object.jwt");
    r->client_assertion = read_one(which, "dpop.client_assertion.jwt");
    r->now_text = read_one(which, "now");
    r->now = r->now_text == NULL ? 0 : strtoll(r->now_text, NULL, 10);
    return r->issuer && r->jwks && r->dpop && r->mtls && r->access_token && r->jarm && r->request_object && r->client_assertion &&
           r->now > 0;
}

static void free_all(recording *r)
{
    char *const texts[] = {r->issuer, r->jwks,           r->dpop,             r->mtls,    r->access_token,
                           r->jarm,   r->request_object, r->client_assertion, r->now_text};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

typedef struct bench {
    fapi_id_token *id_token;
    fapi_jwks *jwks;
    fapi_verdict *verdict;
} bench;

static void bench_free(bench *b)
{
    fapi_id_token_free(b->id_token);
    fapi_jwks_free(b->jwks);
    fapi_verdict_free(b->verdict);
    *b = (bench){NULL, NULL, NULL};
}
#define BENCH(name) __attribute__((cleanup(bench_free))) bench name = {NULL, NULL, NULL}

/* For the client that sent no nonce. */
static int set_up(int which, bench *b)
{
    const recording *r = &recordings[which];
    int rc = FAPI_ERR_NOMEM;

    bench_free(b);
    b->id_token = fapi_id_token_new(t_context());
    b->jwks = fapi_jwks_new(t_context());
    b->verdict = fapi_verdict_new(t_context());
    if (b->id_token == NULL || b->jwks == NULL || b->verdict == NULL)
        return rc;
    rc = fapi_jwks_load(b->jwks, r->jwks, strlen(r->jwks));
    if (rc == FAPI_OK)
        rc = fapi_id_token_set_issuer(b->id_token, r->issuer, strlen(r->issuer));
    if (rc == FAPI_OK)
        rc = fapi_id_token_set_client(b->id_token, S("dpop-client"), alg[which]);
    return rc == FAPI_OK ? fapi_id_token_insecure_set_no_nonce(b->id_token) : rc;
}

static int try(const bench *b, const char *jwt, int64_t now)
{
    return fapi_id_token_check(b->id_token, b->jwks, jwt, strlen(jwt), now, b->verdict);
}

/* Passes until it expires, with its own server and client, beside its own access token. */
static void test_good(void **state)
{
    (void)state;
    for (int i = t_sweeping() ? EDDSA : 0; i < ALGS; i++) {
        const recording *r = &recordings[i], *other = &recordings[(i + 1) % ALGS];
        const char *sub = NULL;
        size_t n = 0;
        BENCH(b);

        STATUS(FAPI_OK, set_up(i, &b));
        STATUS(FAPI_OK, try(&b, r->dpop, r->now));
        STATUS(FAPI_OK, fapi_verdict_claim_string(b.verdict, S("sub"), &sub, &n));
        CHECK(n == 5 && memcmp(sub, "alice", n) == 0);
        ACCEPTS("OIDCC-3.1.3.7-6");
        STATUS(FAPI_OK, fapi_id_token_set_access_token(b.id_token, r->access_token, strlen(r->access_token)));
        STATUS(FAPI_OK, try(&b, r->dpop, r->now));
        ACCEPTS("OIDCC-3.1.3.8-1");
        STATUS(FAPI_ID_TOKEN_EXPIRED, try(&b, r->dpop, r->now + 3600));
        REFUSES("OIDCC-3.1.3.7-9");
        STATUS(FAPI_ID_TOKEN_IAT_FUTURE, try(&b, r->dpop, r->now - 3600));
        STATUS(FAPI_ID_TOKEN_AUD, try(&b, r->mtls, r->now));
        STATUS(FAPI_OK, fapi_id_token_set_client(b.id_token, S("mtls-client"), 0));
        STATUS(FAPI_OK, try(&b, r->mtls, r->now));
        STATUS(FAPI_ID_TOKEN_AUD, try(&b, r->dpop, r->now));
        STATUS(FAPI_ID_TOKEN_ISS, try(&b, other->mtls, r->now));
        STATUS(FAPI_OK, fapi_id_token_set_client(b.id_token, S("dpop-client"), alg[(i + 1) % ALGS]));
        STATUS(FAPI_ID_TOKEN_ALG_REGISTERED, try(&b, r->dpop, r->now));
    }
}

/* What another flow sent, and what another server is called. */
static void test_other_flows(void **state)
{
    (void)state;
    for (int i = t_sweeping() ? EDDSA : 0; i < ALGS; i++) {
        const recording *r = &recordings[i], *other = &recordings[(i + 1) % ALGS];
        AUTO(fapi_jwks) keys = fapi_jwks_new(t_context());
        BENCH(b);

        STATUS(FAPI_OK, set_up(i, &b));
        CHECK(keys != NULL);
        STATUS(FAPI_OK, fapi_jwks_load(keys, other->jwks, strlen(other->jwks)));
        STATUS(FAPI_ID_TOKEN_SIGNATURE, fapi_id_token_check(b.id_token, keys, r->dpop, strlen(r->dpop), r->now, b.verdict));
        STATUS(FAPI_OK, fapi_id_token_set_nonce(b.id_token, S("another session")));
        STATUS(FAPI_ID_TOKEN_NONCE_MISSING, try(&b, r->dpop, r->now));
        STATUS(FAPI_OK, fapi_id_token_set_front_channel(b.id_token, S("a code"), S("a state")));
        STATUS(FAPI_ID_TOKEN_NONCE_MISSING, try(&b, r->dpop, r->now));
        fapi_id_token_reset(b.id_token);
        STATUS(FAPI_OK, fapi_id_token_insecure_set_no_nonce(b.id_token));
        STATUS(FAPI_OK, fapi_id_token_set_max_age(b.id_token, 300));
        STATUS(FAPI_ID_TOKEN_AUTH_TIME_MISSING, try(&b, r->dpop, r->now));
        STATUS(FAPI_OK, fapi_id_token_set_issuer(b.id_token, S("https://another.example")));
        STATUS(FAPI_ID_TOKEN_ISS, try(&b, r->dpop, r->now));
        REFUSES("OIDCC-3.1.3.7-2");
    }
}

/* One character changed, all over it; and the token cut off there. */
static void test_altered(void **state)
{
    (void)state;
    SLOW();
    for (int i = 0; i < ALGS; i++) {
        const recording *r = &recordings[i];
        const size_t n = strlen(r->dpop);
        char text[4096];
        BENCH(b);

        STATUS(FAPI_OK, set_up(i, &b));
        CHECK(n < sizeof text);
        for (size_t at = 0; at < n; at += STEP) {
            memcpy(text, r->dpop, n + 1);
            text[at] = text[at] == 'A' ? 'B' : 'A';
            CHECK(try(&b, text, r->now) != FAPI_OK && fapi_verdict_status(b.verdict) != FAPI_OK);
            text[at] = '\0';
            CHECK(try(&b, text, r->now) != FAPI_OK);
        }
    }
    REFUSES("OIDCC-3.1.3.7-6");
}

/* The other JWTs of this flow, by server and client, are no ID tokens. */
static void test_other_kinds(void **state)
{
    (void)state;
    for (int i = t_sweeping() ? EDDSA : 0; i < ALGS; i++) {
        const recording *r = &recordings[i];
        const char *const others[] = {r->access_token, r->jarm, r->request_object, r->client_assertion};
        BENCH(b);

        STATUS(FAPI_OK, set_up(i, &b));
        for (size_t o = 0; o < sizeof others / sizeof *others; o++)
            CHECK(try(&b, others[o], r->now) != FAPI_OK);
        STATUS(FAPI_ID_TOKEN_TYP, try(&b, r->access_token, r->now));
        REFUSES("RFC8725-3.11-1");
        STATUS(FAPI_ID_TOKEN_KIND, try(&b, r->jarm, r->now));
        REFUSES("RFC8725-3.12-1");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_other_flows),
        cmocka_unit_test(test_altered),
        cmocka_unit_test(test_other_kinds),
    };
    int failed = 1;
    bool whole = true;

    for (int i = 0; i < ALGS; i++)
        whole = read_all(i, &recordings[i]) && whole;
    if (whole)
        failed = t_main("interop/recorded_id_token", tests, sizeof tests / sizeof *tests);
    else
        fprintf(stderr, "examples/recorded is not whole\n");
    for (int i = 0; i < ALGS; i++)
        free_all(&recordings[i]);
    return failed;
}
