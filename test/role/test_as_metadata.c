/* SPDX-License-Identifier: Apache-2.0 */
/* The metadata of an authorization server: what it says follows from what was set and from the policy, and its readers find nothing wrong. */
#include <jansson.h>

#include "role/as_metadata.h"
#include "test/jwe_make.h"
#include "test/oauth/table.h"

#define S(text) (text), (sizeof(text) - 1)
#define ISSUER "https://as.example.com"
#define ROWS(a) (sizeof(a) / sizeof *(a))

enum {
    F1B = FAPI_PROFILE_FAPI1_BASELINE,
    F1A = FAPI_PROFILE_FAPI1_ADVANCED,
    F2S = FAPI_PROFILE_FAPI2_SECURITY,
    F2M = FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
    UK = FAPI_PROFILE_UK_OPEN_BANKING,
    AU = FAPI_PROFILE_AU_CDR,
    BR = FAPI_PROFILE_BR_OPEN_FINANCE,
    CO = FAPI_PROFILE_CO_OPEN_FINANCE
};

/* How a set-up differs from the one with everything; a sum. */
enum {
    NO_OPENID = 1,
    NO_ALIASES = 2,
    NO_CIBA_GRANT = 4,
    NO_SIGNER = 8,
    NO_CODE_GRANT = 16,
    POLL_ALONE = 32,
    BY_KEY = 64,          /* clients authenticate with private_key_jwt alone */
    BY_CERTIFICATE = 128, /* with tls_client_auth alone */
    PROFILE_SCOPES = 256,
    DECRYPTER = 512,
    NO_SCOPES = 1024,
    TWO_SIGNERS = 2048
};
#define WITHOUT(endpoint) (1 << (16 + (endpoint))) /* FAPI_ENDPOINT_ */

typedef struct setup {
    int profile, how, control;
    int64_t value;
} setup;

typedef struct server {
    fapi_policy *policy;
    fapi_signer *signer, *second;
    fapi_decrypter *decrypter;
    fapi_backchannel_request *limits;
    fapi_as *as;
    fapi_answer *answer;
    json_t *document;
} server;

static void server_free(server *s)
{
    if (s == NULL)
        return;
    json_decref(s->document);
    fapi_answer_free(s->answer);
    fapi_as_free(s->as);
    fapi_backchannel_request_free(s->limits);
    fapi_decrypter_free(s->decrypter);
    fapi_signer_free(s->second);
    fapi_signer_free(s->signer);
    fapi_policy_free(s->policy);
    free(s);
}
T_AUTO(server)

static int set_endpoints(server *s, int how)
{
    static const char *const paths[] = {"", "authorize", "token", "par", "introspect", "revoke", "userinfo", "backchannel", "register",
                                        "jwks", "consent"};
    char url[64];
    int rc = FAPI_OK;

    for (int i = FAPI_ENDPOINT_AUTHORIZATION; rc == FAPI_OK && i <= FAPI_ENDPOINT_CONSENT; i++) {
        if ((how & WITHOUT(i)) != 0)
            continue;
        snprintf(url, sizeof url, ISSUER "/%s", paths[i]);
        rc = fapi_as_set_endpoint(s->as, i, url, strlen(url));
        if (rc != FAPI_OK || (how & NO_ALIASES) != 0 || i == FAPI_ENDPOINT_AUTHORIZATION || i >= FAPI_ENDPOINT_JWKS)
            continue;
        snprintf(url, sizeof url, "https://mtls.as.example.com/%s", paths[i]);
        rc = fapi_as_set_mtls_endpoint(s->as, i, url, strlen(url));
    }
    return rc;
}

static int set_keys(server *s, int how)
{
    int64_t algs = 0;
    enum t_key_name key = T_PS256;
    int rc = fapi_policy_get(s->policy, FAPI_CONTROL_ALGS, &algs);

    if ((algs & FAPI_ALG_EDDSA) != 0)
        key = T_EDDSA;
    if (rc == FAPI_OK && (how & NO_SIGNER) == 0)
        rc = fapi_signer_new(t_context(), t_private_jwk(key), strlen(t_private_jwk(key)), &s->signer);
    if (rc == FAPI_OK && s->signer != NULL)
        rc = fapi_as_add_signer(s->as, s->signer);
    if (rc == FAPI_OK && (how & TWO_SIGNERS) != 0)
        rc = fapi_signer_new(t_context(), t_private_jwk(T_ES256), strlen(t_private_jwk(T_ES256)), &s->second);
    if (rc == FAPI_OK && s->second != NULL)
        rc = fapi_as_add_signer(s->as, s->second);
    if (rc == FAPI_OK && (how & DECRYPTER) != 0)
        rc = fapi_decrypter_new(t_context(), t_enc_private_jwk(T_ENC_RSA), strlen(t_enc_private_jwk(T_ENC_RSA)), &s->decrypter);
    return rc == FAPI_OK && s->decrypter != NULL ? fapi_as_add_decrypter(s->as, s->decrypter) : rc;
}

static int set_scopes(server *s, int how)
{
    static const char *const more[] = {"profile", "email", "address", "phone"};
    int rc = FAPI_OK;

    if ((how & NO_SCOPES) != 0)
        return rc;
    if ((how & NO_OPENID) == 0)
        rc = fapi_as_add_scope(s->as, S("openid"));
    if (rc == FAPI_OK)
        rc = fapi_as_add_scope(s->as, S("accounts"));
    for (size_t i = 0; rc == FAPI_OK && (how & PROFILE_SCOPES) != 0 && i < ROWS(more); i++)
        rc = fapi_as_add_scope(s->as, more[i], strlen(more[i]));
    return rc;
}

static int set_rest(server *s, int how)
{
    int types = FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN | FAPI_GRANT_CLIENT_CREDENTIALS | FAPI_GRANT_CIBA;
    int rc = FAPI_OK;

    types &= ~(((how & NO_CIBA_GRANT) != 0 ? FAPI_GRANT_CIBA : 0) | ((how & NO_CODE_GRANT) != 0 ? FAPI_GRANT_AUTHORIZATION_CODE : 0));
    rc = fapi_as_set_grant_types(s->as, types);
    if (rc == FAPI_OK && (how & POLL_ALONE) != 0) {
        s->limits = fapi_backchannel_request_new(t_context());
        rc = s->limits == NULL ? FAPI_ERR_NOMEM : fapi_backchannel_request_set_delivery(s->limits, FAPI_BACKCHANNEL_POLL);
        if (rc == FAPI_OK)
            rc = fapi_as_set_backchannel(s->as, s->limits);
    }
    if (rc == FAPI_OK && (how & BY_KEY) != 0)
        rc = fapi_as_set_client_auth(s->as, FAPI_AUTH_PRIVATE_KEY_JWT);
    if (rc == FAPI_OK && (how & BY_CERTIFICATE) != 0)
        rc = fapi_as_set_client_auth(s->as, FAPI_AUTH_TLS_CLIENT_AUTH);
    if (rc == FAPI_OK)
        rc = fapi_as_add_resource(s->as, S("https://api.example.com/accounts"));
    return rc == FAPI_OK ? fapi_as_add_details_type(s->as, S("payment_initiation")) : rc;
}

static int fill(server *s, const setup *how)
{
    int rc = FAPI_OK;

    s->policy = fapi_policy_new(t_context(), how->profile);
    s->answer = fapi_answer_new(t_context());
    if (s->policy == NULL || s->answer == NULL)
        return FAPI_ERR_NOMEM;
    if (how->control != 0)
        rc = fapi_policy_set(s->policy, how->control, how->value);
    s->as = rc == FAPI_OK ? fapi_as_new(s->policy) : NULL;
    if (s->as == NULL)
        return rc == FAPI_OK ? FAPI_ERR_NOMEM : rc;
    rc = fapi_as_set_issuer(s->as, S(ISSUER));
    if (rc == FAPI_OK)
        rc = fapi_as_set_replay_external(s->as, 1);
    if (rc == FAPI_OK)
        rc = set_keys(s, how->how);
    if (rc == FAPI_OK)
        rc = set_scopes(s, how->how);
    if (rc == FAPI_OK)
        rc = set_endpoints(s, how->how);
    return rc == FAPI_OK ? set_rest(s, how->how) : rc;
}

/* A server, not sealed yet. */
static int server_open(server **s, const setup *how)
{
    int rc = FAPI_ERR_INTERNAL;

    server_free(*s);
    *s = calloc(1, sizeof **s);
    if (*s == NULL)
        return FAPI_ERR_NOMEM;
    rc = fill(*s, how);
    if (rc != FAPI_OK) {
        server_free(*s);
        *s = NULL;
    }
    return rc;
}

static int server_new(server **s, const setup *how)
{
    int rc = server_open(s, how);

    return rc == FAPI_OK ? fapi_as_seal((*s)->as) : rc;
}

/* Publish, and read what was published. */
static int publish(server *s, const char *more)
{
    const char *body = NULL;
    size_t n = 0;
    int rc = fapi_as_answer_metadata(s->as, more, strlen(more), s->answer);

    json_decref(s->document);
    s->document = NULL;
    if (rc == FAPI_OK)
        rc = fapi_answer_body(s->answer, &body, &n);
    if (rc == FAPI_OK)
        s->document = json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL);
    return rc == FAPI_OK && s->document == NULL ? FAPI_ERR_INTERNAL : rc;
}

/* Is the member this JSON text? NULL: it is not there. */
static int says(const server *s, const char *member, const char *want)
{
    const json_t *got = json_object_get(s->document, member);
    json_t *wanted = want == NULL ? NULL : json_loads(want, JSON_DECODE_ANY, NULL);
    char *text = got == NULL ? NULL : json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT);
    int same = want == NULL ? got == NULL : wanted != NULL && got != NULL && json_equal(got, wanted);

    if (!same)
        print_error("%s: %s, want %s\n", member, text == NULL ? "not there" : text, want == NULL ? "nothing" : want);
    free(text);
    json_decref(wanted);
    return same;
}

static const char *field(const server *s, const char *name)
{
    static char text[256];
    const char *got = NULL, *value = NULL;
    size_t n = 0;

    for (size_t i = 0; fapi_answer_header(s->answer, i, &got, &value, &n) == FAPI_OK; i++) {
        if (strcmp(got, name) == 0) {
            snprintf(text, sizeof text, "%.*s", (int)n, value);
            return text;
        }
    }
    return "";
}

static int nothing_built(const server *s)
{
    const char *body = "x";
    size_t n = 1;

    return fapi_answer_kind(s->answer) == 0 && fapi_answer_header_count(s->answer) == 0 &&
           fapi_answer_body(s->answer, &body, &n) == FAPI_ERR_STATE && body == NULL && n == 0;
}

/* ------------------------------------------------------------------------------------------------ what its readers find -- */

static int as_response(const server *s, fapi_response *response)
{
    const char *body = NULL;
    size_t n = 0;
    int rc = fapi_answer_body(s->answer, &body, &n);

    if (rc == FAPI_OK)
        rc = fapi_response_set_http(response, fapi_answer_http(s->answer));
    if (rc == FAPI_OK)
        rc = fapi_response_add_header(response, S("Content-Type"), field(s, "Content-Type"), strlen(field(s, "Content-Type")));
    return rc == FAPI_OK ? fapi_response_set_body(response, body, n) : rc;
}

/* As a client finds it: by either URL, by the lint, and as the server that it will talk to. */
static int is_taken(const server *s)
{
    AUTO(fapi_response) response = fapi_response_new(t_context());
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    AUTO(fapi_rp) rp = fapi_rp_new(s->policy);
    const char *body = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_NOMEM, kind = 0;

    if (response == NULL || findings == NULL || rp == NULL)
        return rc;
    rc = as_response(s, response);
    for (size_t i = 0; rc == FAPI_OK && (kind = fapi_metadata_url_kind(S(ISSUER), i)) >= 0; i++)
        rc = fapi_metadata_check_response(kind, S(ISSUER), response);
    if (rc == FAPI_OK)
        rc = fapi_answer_body(s->answer, &body, &n);
    if (rc == FAPI_OK)
        rc = fapi_metadata_check_server(s->policy, S(ISSUER), body, n, findings);
    for (size_t i = 0; i < fapi_findings_count(findings); i++)
        print_error("%s %s (%s)\n", fapi_status_name(fapi_findings_status(findings, i)), fapi_findings_member(findings, i),
                    fapi_findings_actual(findings, i));
    if (rc == FAPI_OK && fapi_findings_count(findings) > 0)
        return FAPI_ERR_INTERNAL;
    return rc == FAPI_OK ? fapi_rp_set_server(rp, S(ISSUER), body, n, NULL) : rc;
}

/* Set-ups that make sense; the document of each is what its readers want. */
static const setup good_setups[] = {
    {F1B, 0, 0, 0}, {F1A, 0, 0, 0}, {F2S, 0, 0, 0}, {F2M, 0, 0, 0}, {UK, 0, 0, 0}, {AU, 0, 0, 0}, {BR, 0, 0, 0}, {CO, 0, 0, 0},
    {F1B, NO_OPENID | NO_ALIASES, 0, 0}, {F1A, NO_OPENID | NO_ALIASES, 0, 0}, {AU, NO_OPENID, 0, 0},
    {F2S, NO_OPENID | NO_ALIASES | NO_CIBA_GRANT | WITHOUT(FAPI_ENDPOINT_BACKCHANNEL), 0, 0},
    {F2S, NO_SIGNER | NO_OPENID | NO_SCOPES, 0, 0}, {F2S, BY_KEY | PROFILE_SCOPES, 0, 0}, {F2S, BY_CERTIFICATE, 0, 0},
    {F2S, DECRYPTER | POLL_ALONE | TWO_SIGNERS, 0, 0}, {F2S, WITHOUT(FAPI_ENDPOINT_USERINFO), 0, 0},
    {F2S, WITHOUT(FAPI_ENDPOINT_INTROSPECTION) | WITHOUT(FAPI_ENDPOINT_REVOCATION) | WITHOUT(FAPI_ENDPOINT_REGISTRATION), 0, 0},
    {F2S, 0, FAPI_CONTROL_JARM, FAPI_USE_REQUIRED}, {F2S, 0, FAPI_CONTROL_JARM, FAPI_USE_OFF},
    {F2S, 0, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS}, {F2S, NO_ALIASES, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_DPOP},
    {F1A, WITHOUT(FAPI_ENDPOINT_PAR), 0, 0}, {F1A, 0, FAPI_CONTROL_PAR, FAPI_USE_REQUIRED},
    {F1A, 0, FAPI_CONTROL_RESPONSE_TYPES, FAPI_RESPONSE_CODE}, {F1A, 0, FAPI_CONTROL_RESPONSE_TYPES, FAPI_RESPONSE_CODE_ID_TOKEN},
    {BR, DECRYPTER, FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL}, {BR, 0, FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL},
};

static void its_readers_find_nothing(void **state)
{
    AUTO(server) s = NULL;

    (void)state;
    SLOW();
    for (size_t i = 0; i < ROWS(good_setups); i++) {
        STATUS(FAPI_OK, t_row(i, fapi_profile_name(good_setups[i].profile), FAPI_OK, server_new(&s, &good_setups[i])));
        STATUS(FAPI_OK, t_row(i, "publish", FAPI_OK, publish(s, "")));
        STATUS(FAPI_OK, t_row(i, "taken", FAPI_OK, is_taken(s)));
    }
    t_claim_all("+RFC8414-3.2-1 +RFC8414-3.3-1 +RFC8414-2-2 +RFC8414-2-3 +FAPI2SP-5.3.2.1-1", __func__);
}

static void one_document(void **state)
{
    AUTO(server) s = NULL;
    const setup how = {F2S, 0, 0, 0};

    (void)state;
    STATUS(FAPI_OK, server_new(&s, &how));
    STATUS(FAPI_OK, publish(s, ""));
    CHECK(fapi_answer_kind(s->answer) == FAPI_ANSWER_JSON && fapi_answer_http(s->answer) == 200);
    CHECK(strcmp(field(s, "Content-Type"), "application/json") == 0);
    CHECK(strcmp(field(s, "Cache-Control"), "public, max-age=3600") == 0);
    CHECK(fapi_answer_header_count(s->answer) == 2);
    CHECK(says(s, "issuer", "\"" ISSUER "\""));
    STATUS(FAPI_OK, is_taken(s));
}

/* Whatever is set: either it is said what is wrong, or the readers find nothing. */
static void every_setup_is_good_or_refused(void **state)
{
    static const int left_out[] = {0, WITHOUT(FAPI_ENDPOINT_PAR), WITHOUT(FAPI_ENDPOINT_USERINFO), WITHOUT(FAPI_ENDPOINT_BACKCHANNEL)};
    static const int bits[] = {NO_OPENID, NO_ALIASES, NO_CIBA_GRANT, NO_SIGNER, NO_CODE_GRANT, BY_KEY, BY_CERTIFICATE};
    size_t good = 0, refused = 0;
    AUTO(server) s = NULL;

    (void)state;
    SLOW();
    for (size_t i = 0; i < 8 * ROWS(left_out) << ROWS(bits); i++) {
        setup how = {F1B + (int)(i % 8), left_out[i / 8 % ROWS(left_out)], 0, 0};
        int rc = FAPI_OK;

        for (size_t k = 0; k < ROWS(bits); k++)
            how.how |= (i / 8 / ROWS(left_out) >> k & 1) != 0 ? bits[k] : 0;
        rc = server_new(&s, &how);
        if (rc == FAPI_POLICY_VALUE)
            continue; /* a way to authenticate that the profile does not have */
        STATUS(FAPI_OK, rc);
        rc = publish(s, "");
        CHECK(rc == FAPI_OK || (rc >= FAPI_METADATA_TYPE && rc <= FAPI_METADATA_CLAIMS && nothing_built(s)));
        good += rc == FAPI_OK;
        refused += rc != FAPI_OK;
        STATUS(FAPI_OK, rc == FAPI_OK ? t_row(i, fapi_profile_name(how.profile), FAPI_OK, is_taken(s)) : FAPI_OK);
    }
    CHECK(good > 300 && refused > 300);
}

static void print_members(FILE *out, json_t *document)
{
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach(document, name, value) {
        fprintf(out, "    %s ", name);
        json_dumpf(value, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
        fprintf(out, "\n");
    }
}

/* All documents of a server with everything, as they were reviewed. FAPI_TEST_RENEW=test/golden/server_metadata.txt writes the file anew. */
static void the_documents_as_reviewed(void **state)
{
    AUTO(server) s = NULL;
    const char *renew = getenv("FAPI_TEST_RENEW");
    char *got = NULL, *want = NULL;
    size_t got_n = 0, want_n = 0;
    FILE *out = NULL, *file = NULL;
    int same = 0, good = 0;

    (void)state;
    SLOW();
    out = open_memstream(&got, &got_n);
    good = out != NULL;
    for (int profile = F1B; good && profile <= CO; profile++) {
        const setup how = {profile, DECRYPTER | PROFILE_SCOPES, 0, 0};

        good = server_new(&s, &how) == FAPI_OK && publish(s, "") == FAPI_OK;
        if (!good)
            break;
        fprintf(out, "%s\n", fapi_profile_name(profile));
        print_members(out, s->document);
    }
    if (out != NULL)
        fclose(out);
    file = renew != NULL && good ? fopen(renew, "wb") : NULL;
    if (file != NULL) {
        fwrite(got, 1, got_n, file);
        fclose(file);
    }
    want = t_file("golden/server_metadata.txt", &want_n);
    same = good && want != NULL && want_n == got_n && memcmp(want, got, got_n) == 0;
    free(want);
    free(got);
    CHECK(same);
}

/* -------------------------------------------------------------------------------------------------------- what it says -- */

#define PLAIN_MODES "\"query\",\"fragment\",\"form_post\""
#define CODE_JWT_MODES "\"jwt\",\"query.jwt\",\"fragment.jwt\",\"form_post.jwt\""
#define HYBRID_JWT_MODES "\"jwt\",\"fragment.jwt\",\"form_post.jwt\""
#define ALIAS(name, path) "\"" name "\":\"https://mtls.as.example.com/" path "\""
#define DPOP FAPI_BINDING_DPOP

static const struct {
    setup how;
    const char *member, *want, *ids;
} said[] = {
    /* the response */
    {{F2S, 0, 0, 0}, "response_types_supported", "[\"code\"]", NULL},
    {{F2S, 0, 0, 0}, "response_modes_supported", "[" PLAIN_MODES "," CODE_JWT_MODES "]", NULL},
    {{F2S, 0, FAPI_CONTROL_JARM, FAPI_USE_OFF}, "response_modes_supported", "[" PLAIN_MODES "]", NULL},
    {{F2S, 0, FAPI_CONTROL_JARM, FAPI_USE_OFF}, "authorization_signing_alg_values_supported", NULL, "-JARM-4-1"},
    {{F2S, NO_SIGNER | NO_OPENID, 0, 0}, "response_modes_supported", "[" PLAIN_MODES "]", NULL},
    {{F2M, 0, 0, 0}, "response_modes_supported", "[" CODE_JWT_MODES "]", "+JARM-4-1"},
    {{F2M, 0, 0, 0}, "authorization_signing_alg_values_supported", "[\"EdDSA\"]", "+JARM-4-1"},
    {{F2S, TWO_SIGNERS, 0, 0}, "authorization_signing_alg_values_supported", "[\"ES256\",\"EdDSA\"]", NULL},
    {{F1A, 0, 0, 0}, "response_types_supported", "[\"code\",\"code id_token\"]", NULL},
    {{F1A, 0, 0, 0}, "response_modes_supported", "[\"fragment\",\"form_post\"," CODE_JWT_MODES "]", "+FAPI1ADV-5.2.2-2"},
    {{F1A, NO_OPENID, 0, 0}, "response_types_supported", "[\"code\"]", NULL},
    {{F1A, NO_OPENID, 0, 0}, "response_modes_supported", "[" CODE_JWT_MODES "]", NULL},
    {{UK, 0, 0, 0}, "response_modes_supported", "[\"fragment\",\"form_post\"," HYBRID_JWT_MODES "]", "-JARM-2.3.1-1"},
    {{AU, 0, 0, 0}, "response_modes_supported", "[" CODE_JWT_MODES "]", "+JARM-2.3.1-1"},
    {{F2S, 0, 0, 0}, "authorization_response_iss_parameter_supported", "true", "+RFC9207-2.3-1"},
    {{F1A, 0, 0, 0}, "authorization_response_iss_parameter_supported", "true", NULL},
    {{F2M, 0, 0, 0}, "authorization_response_iss_parameter_supported", "false", "-RFC9207-2.3-1"},
    /* grants */
    {{F2S, 0, 0, 0}, "grant_types_supported",
     "[\"authorization_code\",\"refresh_token\",\"client_credentials\",\"urn:openid:params:grant-type:ciba\"]", "+RFC8414-2-6"},
    {{UK, NO_CIBA_GRANT | WITHOUT(FAPI_ENDPOINT_BACKCHANNEL), 0, 0}, "grant_types_supported",
     "[\"authorization_code\",\"refresh_token\",\"client_credentials\",\"implicit\"]", NULL},
    {{F2S, 0, 0, 0}, "scopes_supported", "[\"openid\",\"accounts\"]", NULL},
    {{F2S, NO_SCOPES, 0, 0}, "scopes_supported", NULL, "+RFC8414-3.2-2"},
    {{F2S, 0, 0, 0}, "authorization_details_types_supported", "[\"payment_initiation\"]", NULL},
    {{F2S, 0, 0, 0}, "protected_resources", "[\"https://api.example.com/accounts\"]", NULL},
    /* the request */
    {{F2S, 0, 0, 0}, "require_pushed_authorization_requests", "true", "+RFC9126-5-1"},
    {{F1A, 0, 0, 0}, "require_pushed_authorization_requests", "false", NULL},
    {{F1A, WITHOUT(FAPI_ENDPOINT_PAR), 0, 0}, "require_pushed_authorization_requests", NULL, NULL},
    {{BR, DECRYPTER, FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL}, "require_pushed_authorization_requests", "false", NULL},
    {{BR, 0, FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL}, "require_pushed_authorization_requests", "true", NULL},
    {{F2S, 0, 0, 0}, "code_challenge_methods_supported", "[\"S256\"]", "+RFC9700-2.1.1-3"},
    {{F2S, 0, 0, 0}, "request_parameter_supported", "true", NULL},
    {{F2S, 0, 0, 0}, "request_uri_parameter_supported", "false", NULL},
    {{F2S, 0, 0, 0}, "require_signed_request_object", "false", NULL},
    {{F2M, 0, 0, 0}, "require_signed_request_object", "true", "+RFC9101-10.5-1"},
    {{F2M, 0, 0, 0}, "request_object_signing_alg_values_supported", "[\"PS256\",\"ES256\",\"EdDSA\"]", NULL},
    {{BR, 0, 0, 0}, "request_object_signing_alg_values_supported", "[\"PS256\"]", "+FAPI1ADV-8.6-2"},
    {{F2S, 0, 0, 0}, "request_object_encryption_alg_values_supported", NULL, NULL},
    {{F2S, DECRYPTER, 0, 0}, "request_object_encryption_alg_values_supported", "[\"RSA-OAEP\"]", NULL},
    {{F2S, DECRYPTER, 0, 0}, "request_object_encryption_enc_values_supported",
     "[\"A128GCM\",\"A256GCM\",\"A128CBC-HS256\",\"A256CBC-HS512\"]", NULL},
    /* clients */
    {{F2S, 0, 0, 0}, "token_endpoint_auth_methods_supported",
     "[\"private_key_jwt\",\"tls_client_auth\",\"self_signed_tls_client_auth\"]", "+FAPI2SP-5.3.2.1-6"},
    {{F2S, NO_ALIASES, 0, 0}, "token_endpoint_auth_methods_supported", "[\"private_key_jwt\"]", NULL},
    {{F2S, BY_KEY, 0, 0}, "token_endpoint_auth_methods_supported", "[\"private_key_jwt\"]", NULL},
    {{F2S, BY_CERTIFICATE, 0, 0}, "token_endpoint_auth_methods_supported", "[\"tls_client_auth\"]", NULL},
    {{F2S, BY_CERTIFICATE, 0, 0}, "token_endpoint_auth_signing_alg_values_supported", NULL, NULL},
    {{F2S, BY_KEY, 0, 0}, "token_endpoint_auth_signing_alg_values_supported", "[\"PS256\",\"ES256\",\"EdDSA\"]", "+RFC8414-2-4"},
    {{F1B, BY_KEY, 0, 0}, "token_endpoint_auth_methods_supported", "[\"private_key_jwt\",\"none\"]", NULL},
    {{F1B, BY_KEY, 0, 0}, "introspection_endpoint_auth_methods_supported", "[\"private_key_jwt\"]", NULL},
    {{F1B, BY_KEY, 0, 0}, "revocation_endpoint_auth_methods_supported", "[\"private_key_jwt\",\"none\"]", NULL},
    {{F2S, BY_KEY, 0, 0}, "introspection_endpoint_auth_signing_alg_values_supported", "[\"PS256\",\"ES256\",\"EdDSA\"]",
     "+RFC8414-2-5"},
    {{F2S, WITHOUT(FAPI_ENDPOINT_INTROSPECTION), 0, 0}, "introspection_endpoint_auth_methods_supported", NULL, NULL},
    {{F2S, WITHOUT(FAPI_ENDPOINT_REVOCATION), 0, 0}, "revocation_endpoint_auth_methods_supported", NULL, NULL},
    {{F2S, 0, 0, 0}, "introspection_signing_alg_values_supported", "[\"EdDSA\"]", "+RFC9701-7-1"},
    {{F2S, NO_SIGNER | NO_OPENID, 0, 0}, "introspection_signing_alg_values_supported", NULL, "-RFC9701-7-1"},
    /* binding */
    {{F2S, 0, 0, 0}, "tls_client_certificate_bound_access_tokens", "true", "+RFC8705-3.3-1"},
    {{F2S, NO_ALIASES, 0, 0}, "tls_client_certificate_bound_access_tokens", "false", "-RFC8705-3.3-1"},
    {{F2S, 0, FAPI_CONTROL_BINDING_METHODS, DPOP}, "tls_client_certificate_bound_access_tokens", "false", NULL},
    {{F1A, NO_ALIASES, 0, 0}, "tls_client_certificate_bound_access_tokens", "true", "+CDR-oidcmeta-1"},
    {{F2S, 0, 0, 0}, "dpop_signing_alg_values_supported", "[\"PS256\",\"ES256\",\"EdDSA\"]", "+RFC9449-5.1-1"},
    {{F1A, 0, 0, 0}, "dpop_signing_alg_values_supported", NULL, "-RFC9449-5.1-1"},
    /* aliases */
    {{F2S, NO_OPENID | WITHOUT(FAPI_ENDPOINT_REGISTRATION) | WITHOUT(FAPI_ENDPOINT_BACKCHANNEL) | NO_CIBA_GRANT, 0, 0},
     "mtls_endpoint_aliases",
     "{" ALIAS("token_endpoint", "token") "," ALIAS("pushed_authorization_request_endpoint", "par") ","
     ALIAS("introspection_endpoint", "introspect") "," ALIAS("revocation_endpoint", "revoke") "}", "+RFC8705-5-1"},
    {{F2S, NO_ALIASES, 0, 0}, "mtls_endpoint_aliases", NULL, NULL},
    /* the backchannel */
    {{F2S, 0, 0, 0}, "backchannel_token_delivery_modes_supported", "[\"poll\",\"ping\"]", "+CIBA-4-1 +FAPICIBA-5.2.2-3"},
    {{F2S, POLL_ALONE, 0, 0}, "backchannel_token_delivery_modes_supported", "[\"poll\"]", NULL},
    {{F2S, 0, 0, 0}, "backchannel_user_code_parameter_supported", "false", NULL},
    {{F2S, NO_CIBA_GRANT | WITHOUT(FAPI_ENDPOINT_BACKCHANNEL), 0, 0}, "backchannel_token_delivery_modes_supported", NULL, NULL},
    {{F2S, NO_CIBA_GRANT | WITHOUT(FAPI_ENDPOINT_BACKCHANNEL), 0, 0},
     "backchannel_authentication_request_signing_alg_values_supported", NULL, NULL},
    /* OpenID Connect */
    {{F2S, 0, 0, 0}, "id_token_signing_alg_values_supported", "[\"EdDSA\"]", NULL},
    {{F2S, 0, 0, 0}, "subject_types_supported", "[\"public\"]", NULL},
    {{AU, 0, 0, 0}, "subject_types_supported", "[\"pairwise\"]", NULL},
    {{F2S, 0, 0, 0}, "claims_parameter_supported", "false", NULL},
    {{BR, 0, 0, 0}, "claims_parameter_supported", "true", "+BROF-5.2.2-3"},
    {{UK, 0, 0, 0}, "claims_supported", "[\"sub\",\"auth_time\",\"acr\",\"openbanking_intent_id\"]", "+OBUK-OBSP-3.4-1"},
    {{F2S, PROFILE_SCOPES, 0, 0}, "claims_supported",
     "[\"sub\",\"auth_time\",\"acr\",\"name\",\"family_name\",\"given_name\",\"middle_name\",\"nickname\",\"preferred_username\",\"profile\","
     "\"picture\",\"website\",\"gender\",\"birthdate\",\"zoneinfo\",\"locale\",\"updated_at\",\"email\",\"email_verified\",\"address\","
     "\"phone_number\",\"phone_number_verified\"]", NULL},
    {{F2S, 0, 0, 0}, "userinfo_endpoint", "\"" ISSUER "/userinfo\"", NULL},
    {{F2S, NO_OPENID, 0, 0}, "userinfo_endpoint", NULL, NULL},
    {{F2S, NO_OPENID, 0, 0}, "id_token_signing_alg_values_supported", NULL, NULL},
    {{F2S, NO_OPENID, 0, 0}, "subject_types_supported", NULL, NULL},
    {{F2S, NO_OPENID, 0, 0}, "claims_supported", NULL, NULL},
    {{F2S, WITHOUT(FAPI_ENDPOINT_USERINFO), 0, 0}, "userinfo_signing_alg_values_supported", NULL, NULL},
    {{F2S, 0, 0, 0}, "consent_endpoint", NULL, NULL},
};

static void each_member_follows_from_the_setup(void **state)
{
    AUTO(server) s = NULL;

    (void)state;
    SLOW();
    for (size_t i = 0; i < ROWS(said); i++) {
        STATUS(FAPI_OK, t_row(i, said[i].member, FAPI_OK, server_new(&s, &said[i].how)));
        STATUS(FAPI_OK, t_row(i, said[i].member, FAPI_OK, publish(s, "")));
        CHECK(says(s, said[i].member, said[i].want));
        t_claim_all(said[i].ids, __func__);
    }
}

/* ---------------------------------------------------------------------------------------------------- what cannot be said -- */

static void what_is_no_server_of_the_profile(void **state)
{
    static const struct {
        setup how;
        int want;
        const char *ids;
    } rows[] = {
        {{F2S, WITHOUT(FAPI_ENDPOINT_AUTHORIZATION), 0, 0}, FAPI_METADATA_MISSING, "-RFC8414-2-2 -FAPI2SP-5.3.2.1-1"},
        {{F2S, WITHOUT(FAPI_ENDPOINT_TOKEN) | NO_ALIASES, 0, 0}, FAPI_METADATA_MISSING, NULL},
        {{F2S, WITHOUT(FAPI_ENDPOINT_JWKS), 0, 0}, FAPI_METADATA_MISSING, "-RFC8414-2-3"},
        {{F2S, WITHOUT(FAPI_ENDPOINT_PAR), 0, 0}, FAPI_METADATA_PAR, "-RFC9126-5-1"},
        {{BR, WITHOUT(FAPI_ENDPOINT_PAR), FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL}, FAPI_METADATA_PAR, NULL},
        {{F2S, WITHOUT(FAPI_ENDPOINT_BACKCHANNEL), 0, 0}, FAPI_METADATA_CIBA, "-CIBA-4-1"},
        {{F2S, NO_CIBA_GRANT, 0, 0}, FAPI_METADATA_CIBA, NULL},
        {{F2S, NO_CODE_GRANT, 0, 0}, FAPI_METADATA_MISSING, "-RFC8414-2-6"},
        {{F2S, BY_CERTIFICATE | NO_ALIASES, 0, 0}, FAPI_METADATA_AUTH_METHOD, "-FAPI2SP-5.3.2.1-6"},
        {{F2S, NO_ALIASES, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS}, FAPI_OK, NULL},
        {{F2S, NO_SIGNER, 0, 0}, FAPI_METADATA_ALG_MISSING, NULL},
        {{F2M, NO_SIGNER | NO_OPENID, 0, 0}, FAPI_METADATA_MISSING, NULL},
        {{UK, NO_OPENID, 0, 0}, FAPI_METADATA_MISSING, "-OBUK-OBSP-3.4-1"},
        {{BR, NO_ALIASES, 0, 0}, FAPI_METADATA_ALIAS_MISSING, "-BROFDCR-6.1-5"},
        {{BR, 0, 0, 0}, FAPI_OK, "+BROFDCR-6.1-5"},
    };
    AUTO(server) s = NULL;

    (void)state;
    SLOW();
    for (size_t i = 0; i < ROWS(rows); i++) {
        STATUS(FAPI_OK, t_row(i, "set-up", FAPI_OK, server_new(&s, &rows[i].how)));
        STATUS(rows[i].want, t_row(i, fapi_profile_name(rows[i].how.profile), rows[i].want, publish(s, "")));
        CHECK(rows[i].want == FAPI_OK || nothing_built(s));
        t_claim_all(rows[i].ids, __func__);
    }
}

static void members_of_the_host(void **state)
{
    static const struct {
        const char *more;
        int want;
    } rows[] = {
        {"{}", FAPI_OK},
        {"{\"service_documentation\":\"https://docs.example.com\",\"acr_values_supported\":[\"urn:x\"],\"x\":{\"y\":[1]}}", FAPI_OK},
        {"{\"issuer\":\"https://evil.example\"}", FAPI_ANSWER_CLAIM_RESERVED},
        {"{\"is\\u0073uer\":\"https://evil.example\"}", FAPI_ANSWER_CLAIM_RESERVED},
        {"{\"x\":1,\"token_endpoint\":\"https://evil.example\"}", FAPI_ANSWER_CLAIM_RESERVED},
        {"{\"request_object_encryption_alg_values_supported\":[\"RSA1_5\"]}", FAPI_ANSWER_CLAIM_RESERVED}, /* not written here */
        {"{\"end_session_endpoint\":\"http://as.example.com/logout\"}", FAPI_METADATA_URL},
        {"{\"acr_values_supported\":[]}", FAPI_METADATA_EMPTY},
        {"{\"x\":1,\"x\":2}", FAPI_JSON_DUPLICATE},
        {"[]", FAPI_JSON_NOT_OBJECT},
        {"{", FAPI_JSON_SYNTAX},
    };
    AUTO(server) s = NULL;
    const setup how = {F2S, NO_OPENID, 0, 0};

    (void)state;
    STATUS(FAPI_OK, server_new(&s, &how));
    for (size_t i = 0; i < ROWS(rows); i++) {
        STATUS(rows[i].want, t_row(i, rows[i].more, rows[i].want, publish(s, rows[i].more)));
        CHECK(rows[i].want == FAPI_OK || nothing_built(s));
    }
    REFUSES("RFC8414-3.2-2");
    STATUS(FAPI_OK, publish(s, rows[1].more));
    CHECK(says(s, "service_documentation", "\"https://docs.example.com\"") && says(s, "x", "{\"y\":[1]}"));
    CHECK(says(s, "issuer", "\"" ISSUER "\""));
    STATUS(FAPI_OK, is_taken(s));
}

/* None of the members that are ever written can be said by the host. */
static void what_is_written_is_owned(void **state)
{
    AUTO(server) s = NULL;
    const char *name = NULL;
    json_t *value = NULL;
    size_t members = 0;

    (void)state;
    SLOW();
    for (size_t i = 0; i < ROWS(good_setups); i++) {
        STATUS(FAPI_OK, server_new(&s, &good_setups[i]));
        STATUS(FAPI_OK, publish(s, ""));
        json_object_foreach(s->document, name, value) {
            members++;
            CHECK(fapix_as_metadata_owns(fapix_slice_of(name, strlen(name))));
        }
    }
    CHECK(members > 30 * ROWS(good_setups));
    CHECK(!fapix_as_metadata_owns(fapix_slice_of("service_documentation", 21)));
}

static void misuse(void **state)
{
    AUTO(server) s = NULL;
    const setup how = {F2S, NO_OPENID, 0, 0};

    (void)state;
    STATUS(FAPI_OK, server_open(&s, &how));
    STATUS(FAPI_ERR_STATE, fapi_as_answer_metadata(s->as, NULL, 0, s->answer));
    STATUS(FAPI_ERR_STATE, fapi_as_answer_jwks(s->as, s->answer));
    CHECK(nothing_built(s));
    STATUS(FAPI_OK, fapi_as_seal(s->as));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_metadata(NULL, NULL, 0, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_metadata(s->as, NULL, 1, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_metadata(s->as, NULL, 0, NULL));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_jwks(NULL, s->answer));
    STATUS(FAPI_ERR_ARG, fapi_as_answer_jwks(s->as, NULL));
    STATUS(FAPI_OK, fapi_as_answer_metadata(s->as, NULL, 0, s->answer));
    STATUS(FAPI_OK, fapi_answer_set(s->answer, FAPI_PART_SCOPE, S("accounts")));
    STATUS(FAPI_ANSWER_UNEXPECTED, fapi_as_answer_metadata(s->as, NULL, 0, s->answer));
    CHECK(nothing_built(s));
    STATUS(FAPI_ANSWER_UNEXPECTED, fapi_as_answer_jwks(s->as, s->answer));
}

static void keys(void **state)
{
    AUTO(server) s = NULL;
    AUTO(fapi_jwks) read = NULL;
    const setup how = {F2S, 0, 0, 0};
    const char *body = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, server_new(&s, &how));
    STATUS(FAPI_OK, fapi_as_answer_jwks(s->as, s->answer));
    CHECK(fapi_answer_kind(s->answer) == FAPI_ANSWER_JSON && fapi_answer_http(s->answer) == 200);
    CHECK(strcmp(field(s, "Content-Type"), "application/jwk-set+json") == 0);
    CHECK(strcmp(field(s, "Cache-Control"), "public, max-age=3600") == 0);
    STATUS(FAPI_OK, fapi_answer_body(s->answer, &body, &n));
    read = fapi_jwks_new(t_context());
    CHECK(read != NULL);
    STATUS(FAPI_OK, fapi_jwks_load(read, body, n)); /* refuses what is private */
    CHECK(fapi_jwks_count(read) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_readers_find_nothing), cmocka_unit_test(one_document),
        cmocka_unit_test(every_setup_is_good_or_refused), cmocka_unit_test(the_documents_as_reviewed),
        cmocka_unit_test(each_member_follows_from_the_setup), cmocka_unit_test(what_is_no_server_of_the_profile),
        cmocka_unit_test(members_of_the_host), cmocka_unit_test(what_is_written_is_owned), cmocka_unit_test(misuse),
        cmocka_unit_test(keys),
    };
    return t_main("role/as_metadata", tests, sizeof tests / sizeof tests[0]);
}
