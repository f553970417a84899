/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host that offers whatever: a byte for the profile, two for which endpoints there are, one for what else is set, then texts separated by
 * 0xFF: the end of URLs, an alias, a scope value, a resource, a type of authorization details, further members of the metadata. What is refused
 * is left out. If metadata come of it, they are JSON for another parser, say nothing twice, name the issuer, and their reader has nothing to
 * say against them; else nothing is built.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <fapi.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)
#define ISSUER "https://as.example.com"
#define S(text) (text), (sizeof(text) - 1)
#define HEAD 4

enum { URL, ALIAS, SCOPE, RESOURCE, TYPE, MORE, TEXTS };
enum { SIGNER = 1, OPENID = 2, ALIASES = 4, BY_KEY = 8, CIBA = 16 };

typedef struct text {
    const char *p;
    size_t n;
} text;

static fapi_context *context;
static fapi_signer *signers[3]; /* one of each algorithm: every profile lets one in */
static fapi_answer *answer;
static fapi_findings *findings;

static void set_up(void)
{
    static const int algs[] = {FAPI_ALG_EDDSA, FAPI_ALG_ES256, FAPI_ALG_PS256};

    context = fapi_context_new();
    answer = fapi_answer_new(context);
    findings = fapi_findings_new(context);
    HOLDS(answer != NULL && findings != NULL);
    for (size_t i = 0; i < 3; i++)
        HOLDS(fapi_signer_generate(context, algs[i], &signers[i]) == FAPI_OK);
}

static void split(const uint8_t *data, size_t size, text *texts)
{
    size_t start = 0, which = 0;

    for (size_t i = 0; i <= size && which < TEXTS; i++) {
        if (i < size && (data[i] != 0xFF || which == MORE))
            continue;
        texts[which++] = (text){(const char *)data + start, i - start};
        start = i + 1;
    }
}

static void offer_endpoints(fapi_as *as, const uint8_t *head, const text *texts)
{
    char url[512];
    unsigned bits = (unsigned)head[1] | (unsigned)head[2] << 8;

    for (int i = FAPI_ENDPOINT_AUTHORIZATION; i <= FAPI_ENDPOINT_CONSENT; i++) {
        int n = snprintf(url, sizeof url, "%s/%d%.*s", ISSUER, i, (int)(texts[URL].n < 256 ? texts[URL].n : 256), texts[URL].p);

        if ((bits >> i & 1) != 0)
            continue;
        if (fapi_as_set_endpoint(as, i, url, (size_t)n) != FAPI_OK)
            (void)!fapi_as_set_endpoint(as, i, S(ISSUER "/x"));
        if ((head[3] & ALIASES) != 0)
            (void)!fapi_as_set_mtls_endpoint(as, i, texts[ALIAS].n > 0 ? texts[ALIAS].p : url,
                                             texts[ALIAS].n > 0 ? texts[ALIAS].n : (size_t)n);
    }
}

static fapi_as *make(const fapi_policy *policy, const uint8_t *head, const text *texts)
{
    fapi_as *as = fapi_as_new(policy);
    int types = FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN | ((head[3] & CIBA) != 0 ? FAPI_GRANT_CIBA : 0);

    HOLDS(as != NULL && fapi_as_set_issuer(as, S(ISSUER)) == FAPI_OK && fapi_as_set_replay_external(as, 1) == FAPI_OK);
    HOLDS(fapi_as_set_grant_types(as, types) == FAPI_OK);
    for (size_t i = 0; (head[3] & SIGNER) != 0 && i < 3; i++)
        (void)!fapi_as_add_signer(as, signers[i]);
    if ((head[3] & OPENID) != 0)
        HOLDS(fapi_as_add_scope(as, S("openid")) == FAPI_OK);
    if ((head[3] & BY_KEY) != 0)
        HOLDS(fapi_as_set_client_auth(as, FAPI_AUTH_PRIVATE_KEY_JWT) == FAPI_OK);
    offer_endpoints(as, head, texts);
    (void)!fapi_as_add_scope(as, texts[SCOPE].p, texts[SCOPE].n);
    (void)!fapi_as_add_resource(as, texts[RESOURCE].p, texts[RESOURCE].n);
    (void)!fapi_as_add_details_type(as, texts[TYPE].p, texts[TYPE].n);
    HOLDS(fapi_as_seal(as) == FAPI_OK);
    return as;
}

static void hold_to_promises(const fapi_policy *policy)
{
    const char *body = NULL, *issuer = NULL;
    size_t n = 0;
    json_t *document = NULL;

    HOLDS(fapi_answer_kind(answer) == FAPI_ANSWER_JSON && fapi_answer_http(answer) == 200);
    HOLDS(fapi_answer_body(answer, &body, &n) == FAPI_OK);
    document = json_loadb(body, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    issuer = json_string_value(json_object_get(document, "issuer"));
    HOLDS(issuer != NULL && strcmp(issuer, ISSUER) == 0);
    json_decref(document);
    HOLDS(fapi_metadata_check_server(policy, S(ISSUER), body, n, findings) == FAPI_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text texts[TEXTS] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
    fapi_policy *policy = NULL;
    fapi_as *as = NULL;
    int rc = FAPI_OK;

    if (size < HEAD)
        return 0;
    if (context == NULL)
        set_up();
    split(data + HEAD, size - HEAD, texts);
    policy = fapi_policy_new(context, FAPI_PROFILE_FAPI1_BASELINE + data[0] % 8);
    HOLDS(policy != NULL);
    as = make(policy, data, texts);
    rc = fapi_as_answer_metadata(as, texts[MORE].p, texts[MORE].n, answer);
    if (rc == FAPI_OK)
        hold_to_promises(policy);
    else
        HOLDS(fapi_answer_kind(answer) == 0 && fapi_answer_header_count(answer) == 0);
    HOLDS(fapi_as_answer_jwks(as, answer) == FAPI_OK && fapi_answer_http(answer) == 200);
    fapi_as_free(as);
    fapi_policy_free(policy);
    return 0;
}
