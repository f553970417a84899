/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metadata of a client as it asks to be registered: RFC 7591 and OpenID Connect Registration, and what a profile
 * adds. An absent member stands for its default: client_secret_basic, RS256, authorization_code and code.
 */
#include "oauth/metadata.h"
#include "oauth/metadata_rules.h"

#include "base/uri.h"

enum { SHALL = FAPI_LEVEL_SHALL, SHOULD = FAPI_LEVEL_SHOULD };

static const fapix_slice nothing = {NULL, 0};

/* What the client asked for, with the defaults put in. */
typedef struct wish {
    bool code_grant, implicit_grant, ciba_grant, no_grant;
    int responses; /* FAPI_RESPONSE_ */
    bool openid, scope_known;
    int auth; /* FAPI_AUTH_; 0: none of them */
} wish;

/* Spec: RFC7591-2-6 */
static void judge_grants(const fapix_lint *lint, wish *wanted)
{
    const fapix_document_member *list = fapix_lint_list(lint, "grant_types");
    fapix_slice rest = fapix_document_elements(list);

    wanted->code_grant = !fapix_lint_present(lint, "grant_types") || fapix_lint_has(lint, list, "authorization_code");
    wanted->implicit_grant = fapix_lint_has(lint, list, "implicit");
    wanted->ciba_grant = fapix_lint_has(lint, list, "urn:openid:params:grant-type:ciba");
    wanted->no_grant = list != NULL && fapix_document_next(lint->document, &rest) == NULL;
    if (fapix_lint_has(lint, list, "password"))
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_GRANT_TYPE, NULL, "grant_types", fapix_slice_str("password"));
}

static void judge_responses(const fapix_lint *lint, wish *wanted)
{
    const fapix_document_member *list = fapix_lint_list(lint, "response_types");
    fapix_slice rest = fapix_document_elements(list);
    const fapix_limit *allowed = &lint->limits->response_types;
    const fapix_json_node *element = NULL;

    /* A client that never comes to the authorization endpoint may say so with an empty list. */
    if (!fapix_lint_present(lint, "response_types"))
        wanted->responses = wanted->code_grant ? FAPI_RESPONSE_CODE : 0;
    while ((element = fapix_document_next(lint->document, &rest)) != NULL) {
        int one = fapix_lint_response(element->value);

        wanted->responses |= one;
        /* Spec: FAPI2SP-5.3.2.2-1, FAPI1ADV-5.2.2-2 */
        if ((one & allowed->value) == 0)
            fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_RESPONSE_TYPE, allowed->clause, "response_types",
                           element->value);
    }
    if (!fapix_lint_present(lint, "response_types") && wanted->code_grant && (allowed->value & FAPI_RESPONSE_CODE) == 0)
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_RESPONSE_TYPE, allowed->clause, "response_types",
                       fapix_slice_str("code"));
    /* Spec: RFC7591-2.1-1 */
    if ((wanted->responses != 0) != wanted->code_grant)
        fapix_lint_add(lint, SHOULD, FAPI_REGISTRATION_GRANT_RESPONSE, NULL, "grant_types",
                       fapix_slice_str("authorization_code"));
    if (((wanted->responses & FAPI_RESPONSE_CODE_ID_TOKEN) != 0) != wanted->implicit_grant)
        fapix_lint_add(lint, SHOULD, FAPI_REGISTRATION_GRANT_RESPONSE, NULL, "grant_types",
                       fapix_slice_str("implicit"));
}

/* An https URL; where the profile allows native apps, also http on a loopback address (RFC 8252 7.3), never by name. */
static bool is_redirect(const fapix_lint *lint, fapix_slice text)
{
    fapix_uri uri;

    /* Spec: OBUK-dcr-1 */
    if (lint->limits->no_localhost.value == 1 && fapix_uri_parse(&uri, text) == FAPI_OK &&
        fapix_slice_is_nocase(uri.host, "localhost"))
        return false;
    if (fapix_lint_is_https(text))
        return true;
    /* Spec: FAPI1BASE-5.2.2-20, FAPI2SP-5.3.2.2-8 */
    return lint->limits->http_loopback.value == 1 && fapix_uri_parse(&uri, text) == FAPI_OK && !uri.has_fragment &&
           !uri.has_userinfo && fapix_slice_is_nocase(uri.scheme, "http") &&
           (fapix_slice_is(uri.host, "127.0.0.1") || fapix_slice_is(uri.host, "[::1]"));
}

static void judge_redirects(const fapix_lint *lint, const wish *wanted)
{
    const fapix_document_member *list = fapix_lint_list(lint, "redirect_uris");
    fapix_slice rest = fapix_document_elements(list);
    const fapix_json_node *element = NULL;

    /* Spec: RFC7591-2-2 */
    if ((wanted->code_grant || wanted->responses != 0) &&
        (!fapix_lint_present(lint, "redirect_uris") || (list != NULL && rest.p == NULL)))
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_REDIRECT_MISSING, NULL, "redirect_uris", nothing);
    for (int i = 0; (element = fapix_document_next(lint->document, &rest)) != NULL; i++) {
        /* What is no string was reported with the list. */
        if (list != NULL && !is_redirect(lint, element->value))
            fapix_findings_add(lint->findings, SHALL, FAPI_REGISTRATION_REDIRECT,
                               lint->limits->no_localhost.value == 1 ? lint->limits->no_localhost.clause
                                                                     : lint->limits->http_loopback.clause,
                               "redirect_uris", i, element->value);
    }
}

static void judge_auth(const fapix_lint *lint, wish *wanted)
{
    static const char name[] = "token_endpoint_auth_method";
    const fapix_metadata_limits *limits = lint->limits;
    fapix_slice method;

    /* Spec: RFC7591-2-3 */
    if (!fapix_lint_present(lint, name)) {
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_DEFAULT, limits->auth_methods.clause, name,
                       fapix_slice_str("client_secret_basic"));
        return;
    }
    if (!fapix_lint_string(lint, name, &method))
        return;
    wanted->auth = fapix_lint_auth(method) & (int)limits->auth_methods.value;
    /* Spec: FAPI2SP-5.3.2.1-3, FAPI1ADV-5.2.2-16 */
    if (fapix_slice_is(method, "none")) {
        if ((limits->client_types.value & FAPI_CLIENT_PUBLIC) == 0)
            fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_AUTH_METHOD, limits->client_types.clause, name, method);
        return;
    }
    /* Spec: FAPI2SP-5.3.2.1-6, FAPI1ADV-5.2.2-14, FAPI1BASE-5.2.2-4 */
    if (wanted->auth == 0)
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_AUTH_METHOD, limits->auth_methods.clause, name, method);
    fapix_lint_alg(lint, "token_endpoint_auth_signing_alg");
    /* Spec: OBUK-dcr-2 */
    if (limits->signing_alg_required.value == 1 && wanted->auth == FAPI_AUTH_PRIVATE_KEY_JWT &&
        !fapix_lint_present(lint, "token_endpoint_auth_signing_alg"))
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_ALG_MISSING, limits->signing_alg_required.clause,
                       "token_endpoint_auth_signing_alg", nothing);
}

/* Spec: RFC8705-2.1.2-1 - exactly one with tls_client_auth; with any other method none has a meaning, but two are a
 * mistake */
static void judge_tls_subject(const fapix_lint *lint, const wish *wanted)
{
    static const char *const names[] = {"tls_client_auth_subject_dn", "tls_client_auth_san_dns",
                                        "tls_client_auth_san_uri", "tls_client_auth_san_ip",
                                        "tls_client_auth_san_email"};
    const char *last = names[0];
    size_t count = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        fapix_slice text;

        if (!fapix_lint_present(lint, names[i]))
            continue;
        count++;
        last = names[i];
        /* Spec: BROFDCR-7.1-12 */
        if (i > 0 && lint->limits->subject_dn_only.value == 1)
            fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_TLS_SUBJECT, lint->limits->subject_dn_only.clause,
                           names[i], nothing);
        /* An empty name would be one that anyone's certificate may not have, and so match by accident. */
        if (fapix_lint_string(lint, names[i], &text) && text.n == 0)
            fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_TLS_SUBJECT, NULL, names[i], text);
    }
    /* Spec: OBUK-dcr-2 */
    if (lint->limits->subject_dn_used.value == 1 && wanted->auth != FAPI_AUTH_TLS_CLIENT_AUTH &&
        fapix_lint_present(lint, names[0]))
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_SUBJECT_UNUSED, lint->limits->subject_dn_used.clause, names[0],
                       nothing);
    if (count > 1 || (count == 0 && wanted->auth == FAPI_AUTH_TLS_CLIENT_AUTH))
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_TLS_SUBJECT, NULL, last, nothing);
}

static int judge_keys(const fapix_lint *lint, const wish *wanted)
{
    const fapix_document_member *jwks = fapix_document_get(lint->document, "jwks");
    bool by_reference = fapix_lint_url(lint, "jwks_uri");
    bool self_signed = wanted->auth == FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH;

    /* Spec: RFC7591-2-1 */
    if (jwks != NULL && fapix_lint_present(lint, "jwks_uri"))
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_KEYS, NULL, "jwks", nothing);
    /* Spec: RFC8705-2.2.2-1 */
    if (jwks == NULL && !by_reference && (self_signed || wanted->auth == FAPI_AUTH_PRIVATE_KEY_JWT))
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_KEYS_MISSING, NULL, "jwks_uri", nothing);
    if (jwks == NULL)
        return FAPI_OK;
    /* Spec: BROFDCR-7.1-4, CDR-jwks-1 */
    if (lint->limits->keys_by_reference.value == 1)
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_KEYS_BY_VALUE, lint->limits->keys_by_reference.clause, "jwks",
                       nothing);
    /* Not shown: it may be a private key in the wrong dress. */
    if (jwks->type != FAPIX_JSON_OBJECT) {
        fapix_lint_add(lint, SHALL, lint->type, NULL, "jwks", nothing);
        return FAPI_OK;
    }
    return fapix_metadata_keys(lint->findings, lint->limits, jwks->value, "jwks", self_signed);
}

/* An algorithm whose absence means RS256. level 0: the client has no use for it. */
static void judge_default_alg(const fapix_lint *lint, const char *name, int alg, int level)
{
    fapix_lint_alg(lint, name);
    if (level != 0 && !fapix_lint_present(lint, name) && (alg & lint->limits->algs.value) == 0)
        fapix_lint_add(lint, level, FAPI_REGISTRATION_DEFAULT, lint->limits->algs.clause, name,
                       fapix_slice_str(fapi_alg_name(alg)));
}

/* Does the scope name openid? Unknown if there is no scope member. */
static void judge_scope(const fapix_lint *lint, wish *wanted)
{
    static const char openid[] = "openid";
    const size_t n = sizeof openid - 1;
    fapix_slice scope;

    wanted->scope_known = fapix_lint_string(lint, "scope", &scope);
    for (size_t i = 0; wanted->scope_known && i + n <= scope.n; i++) {
        if (memcmp(scope.p + i, openid, n) == 0 && (i == 0 || scope.p[i - 1] == ' ') &&
            (i + n == scope.n || scope.p[i + n] == ' '))
            wanted->openid = true;
    }
    if ((wanted->responses & FAPI_RESPONSE_CODE_ID_TOKEN) != 0)
        wanted->openid = true;
}

static bool asks_for_jarm(const fapix_lint *lint, const wish *wanted)
{
    const fapix_limit *jarm = &lint->limits->jarm;
    const fapix_document_member *modes = fapix_lint_list(lint, "response_modes");
    bool listed = fapix_lint_has(lint, modes, "jwt") || fapix_lint_has(lint, modes, "query.jwt") ||
                  fapix_lint_has(lint, modes, "fragment.jwt") || fapix_lint_has(lint, modes, "form_post.jwt");
    bool needed = wanted->responses != 0 && (jarm->value == FAPI_USE_REQUIRED ||
                  (jarm->value == FAPI_USE_CONDITIONAL && (wanted->responses & FAPI_RESPONSE_CODE) != 0));

    /* Spec: FAPI2MS-5.3.3 */
    if (needed && modes != NULL && !listed)
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_RESPONSE_MODE, jarm->clause, "response_modes", nothing);
    return needed || listed;
}

static void judge_algs(const fapix_lint *lint, wish *wanted)
{
    bool jarm = asks_for_jarm(lint, wanted);
    bool introspection = lint->limits->introspection.value == FAPI_USE_REQUIRED;

    judge_scope(lint, wanted);
    judge_default_alg(lint, "id_token_signed_response_alg", FAPI_ALG_RS256,
                      wanted->openid ? SHALL : wanted->scope_known ? 0 : SHOULD);
    /* Spec: JARM-3-1, CDR-jarm-1 */
    judge_default_alg(lint, "authorization_signed_response_alg", lint->limits->jarm_default, jarm ? SHALL : 0);
    /* Spec: RFC9701-6-1 */
    judge_default_alg(lint, "introspection_signed_response_alg", FAPI_ALG_RS256, introspection ? SHOULD : 0);
    fapix_lint_alg(lint, "request_object_signing_alg");
    fapix_lint_alg(lint, "userinfo_signed_response_alg");
    fapix_lint_alg(lint, "backchannel_authentication_request_signing_alg");
}

/* Spec: JARM-3-2, RFC9701-6-1 - enc needs alg, and is A128CBC-HS256 if only alg is there */
static void judge_encryption(const fapix_lint *lint)
{
    static const char *const names[][2] = {
        {"id_token_encrypted_response_alg", "id_token_encrypted_response_enc"},
        {"userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc"},
        {"authorization_encrypted_response_alg", "authorization_encrypted_response_enc"},
        {"introspection_encrypted_response_alg", "introspection_encrypted_response_enc"},
        {"request_object_encryption_alg", "request_object_encryption_enc"}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const fapix_metadata_limits *limits = lint->limits;
        fapix_slice text;
        bool has_alg = fapix_lint_string(lint, names[i][0], &text);

        if (has_alg && (fapix_lint_jwe_alg(text) & limits->jwe_algs.value) == 0)
            fapix_lint_add(lint, SHALL, lint->encryption, limits->jwe_algs.clause, names[i][0], text);
        if (!fapix_lint_present(lint, names[i][1])) {
            if (has_alg && (limits->jwe_encs.value & FAPI_JWE_ENC_A128CBC_HS256) == 0)
                fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_DEFAULT, limits->jwe_encs.clause, names[i][1],
                               fapix_slice_str("A128CBC-HS256"));
            continue;
        }
        if (!fapix_lint_present(lint, names[i][0]))
            fapix_lint_add(lint, SHALL, lint->encryption, NULL, names[i][0], nothing);
        if (fapix_lint_string(lint, names[i][1], &text) && (fapix_lint_jwe_enc(text) & limits->jwe_encs.value) == 0)
            fapix_lint_add(lint, SHALL, lint->encryption, limits->jwe_encs.clause, names[i][1], text);
    }
}

static void judge_ciba(const fapix_lint *lint, const wish *wanted)
{
    static const char name[] = "backchannel_token_delivery_mode";
    bool present = fapix_lint_present(lint, name), notified = false;
    fapix_slice mode;

    /* Spec: CIBA-4-4 */
    if (present && !wanted->ciba_grant)
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_CIBA, NULL, "grant_types", nothing);
    /* Spec: CIBA-4-2 */
    if (!present && wanted->ciba_grant)
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_CIBA, NULL, name, nothing);
    if (fapix_lint_string(lint, name, &mode)) {
        notified = fapix_slice_is(mode, "ping");
        /* Spec: FAPICIBA-5.2.2-3 */
        if (!notified && !fapix_slice_is(mode, "poll"))
            fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_CIBA,
                           fapix_slice_is(mode, "push") ? "FAPI-CIBA 5.2.2 (3)" : NULL, name, mode);
    }
    /* Spec: CIBA-4-3 */
    if (!fapix_lint_url(lint, "backchannel_client_notification_endpoint") && notified)
        fapix_lint_add(lint, SHALL, FAPI_REGISTRATION_CIBA, NULL, "backchannel_client_notification_endpoint", nothing);
}

/* Spec: RFC9126-6-1, RFC7591-2-4 - of all other members only the type is judged, or nothing at all */
static void judge_rest(const fapix_lint *lint, const wish *wanted)
{
    static const char *const booleans[] = {"require_pushed_authorization_requests", "require_signed_request_object",
                                           "use_mtls_endpoint_aliases", "require_auth_time",
                                           "backchannel_user_code_parameter"};
    static const char *const lists[] = {"contacts", "default_acr_values", "post_logout_redirect_uris",
                                        "authorization_details_types"};
    const fapix_metadata_limits *limits = lint->limits;
    bool mtls = fapix_lint_boolean(lint, "tls_client_certificate_bound_access_tokens");
    bool dpop = fapix_lint_boolean(lint, "dpop_bound_access_tokens");
    int64_t bound = (mtls ? FAPI_BINDING_MTLS : 0) | (dpop ? FAPI_BINDING_DPOP : 0);
    const fapix_document_member *uris = fapix_lint_list(lint, "request_uris");
    fapix_slice rest = fapix_document_elements(uris);
    const fapix_json_node *element = NULL;

    for (int i = 0; uris != NULL && (element = fapix_document_next(lint->document, &rest)) != NULL; i++) {
        /* A fragment is the hash of what stands there. */
        fapix_uri uri;

        if (fapix_uri_parse_https(&uri, element->value) != FAPI_OK)
            fapix_findings_add(lint->findings, SHALL, lint->url, NULL, "request_uris", i, element->value);
    }
    for (size_t i = 0; i < sizeof booleans / sizeof booleans[0]; i++)
        (void)fapix_lint_boolean(lint, booleans[i]);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        (void)fapix_lint_list(lint, lists[i]);
    (void)fapix_lint_url(lint, "initiate_login_uri");
    (void)fapix_lint_url(lint, "sector_identifier_uri");
    /* Who gets no tokens, as a resource server that introspects, has none to bind. */
    if (limits->binding_required.value == 1 && !wanted->no_grant && (bound & limits->binding_methods.value) == 0)
        fapix_lint_add(lint, SHOULD, FAPI_REGISTRATION_BINDING, limits->binding_methods.clause,
                       "tls_client_certificate_bound_access_tokens", nothing);
}

int fapix_metadata_client(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json)
{
    const fapix_lint lint = {.findings = findings, .limits = limits, .document = &findings->document,
                             .type = FAPI_REGISTRATION_TYPE, .url = FAPI_REGISTRATION_URL, .alg = FAPI_REGISTRATION_ALG,
                             .alg_none = FAPI_REGISTRATION_ALG_NONE, .encryption = FAPI_REGISTRATION_ENCRYPTION};
    wish wanted = {0};
    int rc = fapix_document_open(lint.document, json, "jwks");

    if (rc != FAPI_OK) {
        fapix_lint_add(&lint, SHALL, rc, NULL, "", nothing);
        return FAPI_OK;
    }
    judge_grants(&lint, &wanted);
    judge_responses(&lint, &wanted);
    judge_redirects(&lint, &wanted);
    judge_auth(&lint, &wanted);
    judge_tls_subject(&lint, &wanted);
    judge_algs(&lint, &wanted);
    judge_encryption(&lint);
    judge_ciba(&lint, &wanted);
    judge_rest(&lint, &wanted);
    return judge_keys(&lint, &wanted);
}
