/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metadata of an authorization server: RFC 8414 and OpenID Connect Discovery, and what a profile adds. An absent
 * member stands for its default, which often is not what the profile asks for. A list that offers something beside
 * what the profile accepts is only a SHOULD: the server may serve others too.
 */
#include "oauth/metadata.h"
#include "oauth/metadata_rules.h"

#include "base/uri.h"

enum { SHALL = FAPI_LEVEL_SHALL, SHOULD = FAPI_LEVEL_SHOULD };

static const fapix_slice nothing = {NULL, 0};

/* The issuer: its form, and that it is who we asked. */
static void judge_issuer(const fapix_lint *lint)
{
    fapix_slice issuer, wanted = lint->limits->issuer;

    if (!fapix_lint_present(lint, "issuer")) {
        fapix_lint_add(lint, SHALL, FAPI_METADATA_MISSING, NULL, "issuer", nothing);
        return;
    }
    if (!fapix_lint_string(lint, "issuer", &issuer))
        return;
    if (fapix_uri_check_issuer(issuer) != FAPI_OK)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_ISSUER, NULL, "issuer", issuer);
    /* Spec: RFC8414-3.3-1, RFC8414-4-1 - byte for byte: nothing is normalized, not even a slash at the end */
    if (wanted.n > 0 && !fapix_slice_eq(issuer, wanted))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_ISSUER_MISMATCH, NULL, "issuer", issuer);
}

static void judge_required_url(const fapix_lint *lint, const char *name, int level, int status, const char *clause)
{
    if (fapix_lint_present(lint, name))
        (void)fapix_lint_url(lint, name);
    else
        fapix_lint_add(lint, level, status, clause, name, nothing);
}

static void judge_endpoints(const fapix_lint *lint)
{
    static const char *const optional[] = {
        "registration_endpoint", "revocation_endpoint", "introspection_endpoint", "userinfo_endpoint",
        "end_session_endpoint", "check_session_iframe", "backchannel_authentication_endpoint",
        "device_authorization_endpoint"};

    /* Spec: RFC8414-2-2, FAPI2SP-5.3.2.1-1 */
    judge_required_url(lint, "authorization_endpoint", SHALL, FAPI_METADATA_MISSING, NULL);
    judge_required_url(lint, "token_endpoint", SHALL, FAPI_METADATA_MISSING, NULL);
    /* Spec: RFC8414-2-3 - clients of FAPI verify what the server signs */
    judge_required_url(lint, "jwks_uri", SHALL, FAPI_METADATA_MISSING, NULL);
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++)
        (void)fapix_lint_url(lint, optional[i]);
}

/* Spec: RFC9126-5-1 */
static void judge_par(const fapix_lint *lint)
{
    bool required = fapix_lint_boolean(lint, "require_pushed_authorization_requests");
    bool offered = fapix_lint_url(lint, "pushed_authorization_request_endpoint");
    const fapix_limit *par = &lint->limits->par;

    if (par->value == FAPI_USE_REQUIRED && !offered)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_PAR, par->clause, "pushed_authorization_request_endpoint", nothing);
    if (par->value == FAPI_USE_REQUIRED && !required)
        fapix_lint_add(lint, SHOULD, FAPI_METADATA_DEFAULT, par->clause, "require_pushed_authorization_requests",
                       nothing);
    if (par->value != FAPI_USE_REQUIRED && required && !offered)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_PAR, NULL, "pushed_authorization_request_endpoint", nothing);
}

/* Is one of the JARM modes among the response modes? Absent, they are query and fragment. */
static bool offers_jarm(const fapix_lint *lint, const fapix_document_member *modes)
{
    return fapix_lint_has(lint, modes, "jwt") || fapix_lint_has(lint, modes, "query.jwt") ||
           fapix_lint_has(lint, modes, "fragment.jwt") || fapix_lint_has(lint, modes, "form_post.jwt");
}

/* The response types: one that the profile takes must be there. Returns those that are, as FAPI_RESPONSE_. */
static int judge_response_types(const fapix_lint *lint)
{
    const fapix_document_member *list = fapix_lint_list(lint, "response_types_supported");
    fapix_slice rest = fapix_document_elements(list);
    const fapix_limit *allowed = &lint->limits->response_types;
    const fapix_json_node *element = NULL;
    int offered = 0;

    if (!fapix_lint_present(lint, "response_types_supported"))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_MISSING, NULL, "response_types_supported", nothing);
    if (list == NULL)
        return 0;
    while ((element = fapix_document_next(lint->document, &rest)) != NULL) {
        int one = fapix_lint_response(element->value);

        offered |= one;
        /* Spec: RFC9700-2.1.2-1 */
        if ((one & allowed->value) == 0)
            fapix_lint_add(lint, SHOULD, FAPI_METADATA_EXTRA, allowed->clause, "response_types_supported",
                           element->value);
    }
    if ((offered & allowed->value) == 0)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_RESPONSE_TYPE, allowed->clause, "response_types_supported", nothing);
    return offered & (int)allowed->value;
}

static void judge_response(const fapix_lint *lint)
{
    const fapix_metadata_limits *limits = lint->limits;
    const fapix_document_member *modes = fapix_lint_list(lint, "response_modes_supported");
    bool iss = fapix_lint_boolean(lint, "authorization_response_iss_parameter_supported");
    int types = judge_response_types(lint);
    bool jarm = offers_jarm(lint, modes);
    bool hybrid = (types & FAPI_RESPONSE_CODE_ID_TOKEN) != 0;
    /* Where the hybrid flow protects its own response, JARM is for the other one. */
    bool needed = limits->jarm.value == FAPI_USE_REQUIRED ||
                  (limits->jarm.value == FAPI_USE_CONDITIONAL && !hybrid && types != 0);

    if (needed && !jarm)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_RESPONSE_MODE, limits->jarm.clause, "response_modes_supported",
                       nothing);
    /* Spec: RFC9207-2.3-1 - with JARM iss stands in the response JWT, and need not be announced */
    if (limits->response_iss.value == FAPI_ISS_REQUIRED && limits->jarm.value != FAPI_USE_REQUIRED && !iss)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_RESPONSE_ISS, limits->response_iss.clause,
                       "authorization_response_iss_parameter_supported", nothing);
    /* Spec: JARM-4-1 */
    if ((needed || jarm) && !fapix_lint_present(lint, "authorization_signing_alg_values_supported"))
        fapix_lint_add(lint, SHOULD, FAPI_METADATA_ALG_MISSING, NULL, "authorization_signing_alg_values_supported",
                       nothing);
}

/* Spec: RFC8414-2-6 */
static void judge_grants(const fapix_lint *lint)
{
    const fapix_document_member *list = fapix_lint_list(lint, "grant_types_supported");
    bool hybrid = (lint->limits->response_types.value & FAPI_RESPONSE_CODE_ID_TOKEN) != 0;

    if (!fapix_lint_present(lint, "grant_types_supported"))
        fapix_lint_add(lint, SHOULD, FAPI_METADATA_DEFAULT, NULL, "grant_types_supported",
                       fapix_slice_str("authorization_code implicit"));
    if (list == NULL)
        return;
    if (!fapix_lint_has(lint, list, "authorization_code"))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_GRANT_TYPE, NULL, "grant_types_supported", nothing);
    /* Spec: RFC9700-2.4-1 */
    if (fapix_lint_has(lint, list, "password"))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_GRANT_TYPE, "RFC 9700 2.4 (1)", "grant_types_supported",
                       fapix_slice_str("password"));
    /* OpenID Connect counts the ID token of the hybrid flow as implicit. */
    if (!hybrid && fapix_lint_has(lint, list, "implicit"))
        fapix_lint_add(lint, SHOULD, FAPI_METADATA_EXTRA, "RFC 9700 2.1.2 (1)", "grant_types_supported",
                       fapix_slice_str("implicit"));
}

static void require_algs(const fapix_lint *lint, const char *name, int level, const char *clause)
{
    if (!fapix_lint_present(lint, name))
        fapix_lint_add(lint, level, FAPI_METADATA_ALG_MISSING, clause, name, nothing);
}

/* How clients prove who they are at an endpoint: at the token endpoint by one of the profile's methods. */
static void judge_auth(const fapix_lint *lint, const char *methods, const char *algs, bool token)
{
    const fapix_document_member *list = fapix_lint_list(lint, methods);
    fapix_slice rest = fapix_document_elements(list);
    const fapix_limit *allowed = &lint->limits->auth_methods;
    const fapix_json_node *element = NULL;
    bool public_clients = (lint->limits->client_types.value & FAPI_CLIENT_PUBLIC) != 0;
    int fits = 0;

    while ((element = fapix_document_next(lint->document, &rest)) != NULL) {
        int one = fapix_lint_auth(element->value) & (int)allowed->value;

        fits |= one;
        if (one == 0 && !(public_clients && fapix_slice_is(element->value, "none")))
            fapix_lint_add(lint, SHOULD, FAPI_METADATA_EXTRA, allowed->clause, methods, element->value);
    }
    /* Spec: FAPI2SP-5.3.2.1-6, FAPI1ADV-5.2.2-14, FAPI1BASE-5.2.2-4 - the default is client_secret_basic */
    if (token && fits == 0 && (list != NULL || !fapix_lint_present(lint, methods)))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_AUTH_METHOD, allowed->clause, methods,
                       list == NULL ? fapix_slice_str("client_secret_basic") : nothing);
    /* Spec: RFC8414-2-4, RFC8414-2-5 */
    if (fapix_lint_has(lint, list, "private_key_jwt") || fapix_lint_has(lint, list, "client_secret_jwt"))
        require_algs(lint, algs, SHALL, NULL);
    fapix_lint_algs(lint, algs, false);
}

static void judge_signatures(const fapix_lint *lint)
{
    const fapix_metadata_limits *limits = lint->limits;
    const fapix_document_member *scopes = fapix_document_get(lint->document, "scopes_supported");

    if (scopes != NULL && fapix_lint_has(lint, scopes, "openid")) {
        require_algs(lint, "id_token_signing_alg_values_supported", SHALL, "OpenID Connect Discovery 3");
        if (!fapix_lint_present(lint, "subject_types_supported"))
            fapix_lint_add(lint, SHALL, FAPI_METADATA_MISSING, "OpenID Connect Discovery 3",
                           "subject_types_supported", nothing);
    }
    if (limits->request_object.value == FAPI_USE_REQUIRED)
        require_algs(lint, "request_object_signing_alg_values_supported", SHALL, limits->request_object.clause);
    /* Spec: RFC9701-7-1 */
    if (limits->introspection.value == FAPI_USE_REQUIRED && fapix_lint_present(lint, "introspection_endpoint"))
        require_algs(lint, "introspection_signing_alg_values_supported", SHOULD, NULL);
    fapix_lint_algs(lint, "id_token_signing_alg_values_supported", false);
    fapix_lint_algs(lint, "request_object_signing_alg_values_supported", false);
    fapix_lint_algs(lint, "authorization_signing_alg_values_supported", false);
    fapix_lint_algs(lint, "introspection_signing_alg_values_supported", false);
    fapix_lint_algs(lint, "backchannel_authentication_request_signing_alg_values_supported", false);
    /* Of UserInfo, none says that plain JSON is offered. */
    fapix_lint_algs(lint, "userinfo_signing_alg_values_supported", true);
}

/* What a server can decrypt and encrypt: nothing it offers may be outside the profile. */
static void judge_encryption(const fapix_lint *lint)
{
    static const char *const names[] = {"request_object", "id_token", "userinfo", "authorization", "introspection"};
    static const char *const ends[] = {"_encryption_alg_values_supported", "_encryption_enc_values_supported"};

    for (size_t i = 0; i < 2 * (sizeof names / sizeof names[0]); i++) {
        const bool enc = i % 2 == 1;
        const fapix_limit *allowed = enc ? &lint->limits->jwe_encs : &lint->limits->jwe_algs;
        const fapix_document_member *list = NULL;
        const fapix_json_node *element = NULL;
        char name[64] = {0};
        fapix_slice rest;

        memcpy(name, names[i / 2], strlen(names[i / 2]));
        memcpy(name + strlen(names[i / 2]), ends[enc], strlen(ends[enc]));
        list = fapix_lint_list(lint, name);
        rest = fapix_document_elements(list);
        while ((element = fapix_document_next(lint->document, &rest)) != NULL) {
            int one = enc ? fapix_lint_jwe_enc(element->value) : fapix_lint_jwe_alg(element->value);

            /* Spec: FAPI1ADV-8.6.1-1 */
            if ((one & allowed->value) == 0)
                fapix_lint_add(lint, fapix_slice_is(element->value, "RSA1_5") ? SHALL : SHOULD, lint->encryption,
                               allowed->clause, name, element->value);
        }
    }
}

/* Spec: RFC9700-2.1.1-3 */
static void judge_pkce(const fapix_lint *lint)
{
    static const char name[] = "code_challenge_methods_supported";
    const fapix_document_member *list = fapix_lint_list(lint, name);
    const fapix_limit *pkce = &lint->limits->pkce;
    bool par = fapix_lint_present(lint, "pushed_authorization_request_endpoint");
    bool needed = pkce->value == FAPI_USE_REQUIRED || (pkce->value == FAPI_USE_CONDITIONAL && par);

    if (needed && !fapix_lint_has(lint, list, "S256"))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_PKCE, pkce->clause, name, nothing);
    if (fapix_lint_has(lint, list, "plain"))
        fapix_lint_add(lint, SHOULD, FAPI_METADATA_EXTRA, pkce->clause, name, fapix_slice_str("plain"));
}

/* Spec: RFC8705-3.3-1, RFC9449-5.1-1, CDR-oidcmeta-1 */
static void judge_binding(const fapix_lint *lint)
{
    const fapix_metadata_limits *limits = lint->limits;
    bool mtls = fapix_lint_boolean(lint, "tls_client_certificate_bound_access_tokens");
    bool dpop = fapix_lint_list(lint, "dpop_signing_alg_values_supported") != NULL;
    int64_t offered = (mtls ? FAPI_BINDING_MTLS : 0) | (dpop ? FAPI_BINDING_DPOP : 0);

    fapix_lint_algs(lint, "dpop_signing_alg_values_supported", false);
    if (limits->binding_required.value == 1 && (offered & limits->binding_methods.value) == 0)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_BINDING, limits->binding_methods.clause,
                       "tls_client_certificate_bound_access_tokens", nothing);
}

/* Only endpoints that a client calls itself, and that are there without TLS client authentication too. */
static void judge_aliases(const fapix_lint *lint)
{
    static const char suffix[] = "_endpoint";
    const fapix_document_member *member = fapix_document_get(lint->document, "mtls_endpoint_aliases");
    const fapix_json_node *aliases = fapix_document_value(lint->document, member), *alias = NULL;
    char name[64];

    if (member == NULL)
        return;
    if (aliases == NULL || aliases->type != FAPIX_JSON_OBJECT) {
        fapix_lint_add(lint, SHALL, lint->type, NULL, "mtls_endpoint_aliases", member->value);
        return;
    }
    for (alias = fapix_json_first(&lint->document->json, aliases); alias != NULL;
         alias = fapix_json_next(&lint->document->json, alias)) {
        size_t end = sizeof suffix - 1;
        bool good = alias->name.n > end && alias->name.n < sizeof name &&
                    memcmp(alias->name.p + alias->name.n - end, suffix, end) == 0 &&
                    !fapix_slice_is(alias->name, "authorization_endpoint");

        if (good) {
            memcpy(name, alias->name.p, alias->name.n);
            name[alias->name.n] = '\0';
            good = fapix_lint_present(lint, name);
        }
        /* Spec: RFC8705-5-1 */
        if (!good)
            fapix_lint_add(lint, SHALL, FAPI_METADATA_ALIAS, NULL, "mtls_endpoint_aliases", alias->name);
        else if (alias->type != FAPIX_JSON_STRING || !fapix_lint_is_https(alias->value))
            fapix_lint_add(lint, SHALL, lint->url, NULL, "mtls_endpoint_aliases", alias->value);
    }
}

/* Spec: BROFDCR-6.1-5 - all endpoints that are called with a client certificate, the last two if they are there at
 * all */
static void require_aliases(const fapix_lint *lint)
{
    static const char *const names[] = {"token_endpoint", "registration_endpoint", "userinfo_endpoint",
                                        "pushed_authorization_request_endpoint", "backchannel_authentication_endpoint"};
    const fapix_document_member *member = fapix_document_get(lint->document, "mtls_endpoint_aliases");

    for (size_t i = 0; lint->limits->aliases.value == 1 && i < sizeof names / sizeof names[0]; i++) {
        const fapix_json_node *aliases = fapix_document_value(lint->document, member);

        if (i > 2 && !fapix_lint_present(lint, names[i]))
            continue;
        if (aliases == NULL || fapix_json_member(&lint->document->json, aliases, fapix_slice_str(names[i])) == NULL)
            fapix_lint_add(lint, SHALL, FAPI_METADATA_ALIAS_MISSING, lint->limits->aliases.clause,
                           "mtls_endpoint_aliases",
                           fapix_slice_str(names[i]));
    }
}

/* Spec: OBUK-OBSP-3.4-1, BROF-5.2.2-3 */
static void judge_claims(const fapix_lint *lint)
{
    static const char *const names[] = {"openbanking_intent_id", "acr"};
    const fapix_metadata_limits *limits = lint->limits;
    const fapix_document_member *claims = fapix_lint_list(lint, "claims_supported");
    bool parameter = fapix_lint_boolean(lint, "claims_parameter_supported");

    if (limits->claims_parameter.value == 1 && !parameter)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_CLAIMS_PARAMETER, limits->claims_parameter.clause,
                       "claims_parameter_supported", nothing);
    for (size_t i = 0; limits->intent_claims.value == 1 && i < sizeof names / sizeof names[0]; i++) {
        if (!fapix_lint_has(lint, claims, names[i]))
            fapix_lint_add(lint, SHALL, FAPI_METADATA_CLAIMS, limits->intent_claims.clause, "claims_supported",
                           fapix_slice_str(names[i]));
    }
}

static void judge_ciba(const fapix_lint *lint)
{
    static const char name[] = "backchannel_token_delivery_modes_supported";
    const fapix_document_member *list = fapix_lint_list(lint, name);
    bool endpoint = fapix_lint_present(lint, "backchannel_authentication_endpoint");

    /* Spec: CIBA-4-1 */
    if (endpoint && !fapix_lint_present(lint, name))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_CIBA, NULL, name, nothing);
    if (list == NULL)
        return;
    if (!endpoint)
        fapix_lint_add(lint, SHALL, FAPI_METADATA_CIBA, NULL, "backchannel_authentication_endpoint", nothing);
    if (!fapix_lint_has(lint, list, "poll") && !fapix_lint_has(lint, list, "ping"))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_CIBA, NULL, name, nothing);
    /* Spec: FAPICIBA-5.2.2-3 */
    if (fapix_lint_has(lint, list, "push"))
        fapix_lint_add(lint, SHALL, FAPI_METADATA_CIBA, "FAPI-CIBA 5.2.2 (3)", name, fapix_slice_str("push"));
}

static void judge_rest(const fapix_lint *lint)
{
    static const char *const booleans[] = {"request_parameter_supported", "request_uri_parameter_supported",
                                           "require_request_uri_registration", "require_signed_request_object",
                                           "backchannel_user_code_parameter_supported"};
    static const char *const lists[] = {"subject_types_supported", "acr_values_supported",
                                        "claim_types_supported", "display_values_supported", "ui_locales_supported",
                                        "claims_locales_supported", "authorization_details_types_supported",
                                        "protected_resources"};

    fapix_lint_scopes(lint);
    for (size_t i = 0; i < sizeof booleans / sizeof booleans[0]; i++)
        (void)fapix_lint_boolean(lint, booleans[i]);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        (void)fapix_lint_list(lint, lists[i]);
    /* Spec: RFC8414-3.2-2 */
    for (size_t i = 0; i < lint->document->count; i++) {
        const fapix_document_member *member = &lint->document->member[i];

        if (member->type == FAPIX_JSON_ARRAY && fapix_document_elements(member).p == NULL)
            fapix_lint_add(lint, SHALL, FAPI_METADATA_EMPTY, NULL, "", member->name);
    }
}

int fapix_metadata_server(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json)
{
    const fapix_lint lint = {.findings = findings, .limits = limits, .document = &findings->document,
                             .type = FAPI_METADATA_TYPE, .url = FAPI_METADATA_URL, .alg = FAPI_METADATA_ALG,
                             .alg_none = FAPI_METADATA_ALG_NONE, .encryption = FAPI_METADATA_ENCRYPTION};
    int rc = fapix_document_open(lint.document, json, NULL);

    if (rc != FAPI_OK) {
        fapix_lint_add(&lint, SHALL, rc, NULL, "", nothing);
        return FAPI_OK;
    }
    judge_issuer(&lint);
    judge_endpoints(&lint);
    judge_par(&lint);
    judge_response(&lint);
    judge_grants(&lint);
    judge_auth(&lint, "token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
               true);
    judge_auth(&lint, "revocation_endpoint_auth_methods_supported",
               "revocation_endpoint_auth_signing_alg_values_supported",
               false);
    judge_auth(&lint, "introspection_endpoint_auth_methods_supported",
               "introspection_endpoint_auth_signing_alg_values_supported", false);
    judge_signatures(&lint);
    judge_encryption(&lint);
    judge_pkce(&lint);
    judge_binding(&lint);
    judge_aliases(&lint);
    require_aliases(&lint);
    judge_claims(&lint);
    judge_ciba(&lint);
    judge_rest(&lint);
    return FAPI_OK;
}
