/* SPDX-License-Identifier: Apache-2.0 */
/* The metadata of a protected resource, RFC 9728: judged by themselves, and against those of an authorization server. */
#include "oauth/metadata.h"
#include "oauth/metadata_rules.h"

#include "base/uri.h"

enum { SHALL = FAPI_LEVEL_SHALL, SHOULD = FAPI_LEVEL_SHOULD };

static const fapix_slice nothing = {NULL, 0};

static fapix_lint lint_of(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_document *document)
{
    return (fapix_lint){.findings = findings, .limits = limits, .document = document, .type = FAPI_METADATA_TYPE,
                        .url = FAPI_METADATA_URL, .alg = FAPI_METADATA_ALG, .alg_none = FAPI_METADATA_ALG_NONE,
                        .encryption = FAPI_METADATA_ENCRYPTION};
}

static void judge_identifier(const fapix_lint *lint)
{
    fapix_slice resource, wanted = lint->limits->issuer;
    fapix_uri uri;

    if (!fapix_lint_present(lint, "resource")) {
        fapix_lint_add(lint, SHALL, FAPI_METADATA_MISSING, "RFC 9728 2", "resource", nothing);
        return;
    }
    if (!fapix_lint_string(lint, "resource", &resource))
        return;
    /* Spec: RFC9728-2-1 */
    if (!fapix_lint_is_https(resource))
        fapix_lint_add(lint, SHALL, FAPI_RESOURCE_METADATA_RESOURCE, NULL, "resource", resource);
    /* Spec: RFC9728-1.2-1 */
    else if (fapix_uri_parse(&uri, resource) == FAPI_OK && uri.has_query)
        fapix_lint_add(lint, SHOULD, FAPI_RESOURCE_METADATA_QUERY, NULL, "resource", resource);
    /* Spec: RFC9728-3.3-1 - octet for octet: nothing is normalized */
    if (wanted.n > 0 && !fapix_slice_eq(resource, wanted))
        fapix_lint_add(lint, SHALL, FAPI_RESOURCE_METADATA_MISMATCH, NULL, "resource", resource);
}

static void judge_servers(const fapix_lint *lint)
{
    const fapix_document_member *list = fapix_lint_list(lint, "authorization_servers");
    fapix_slice rest = fapix_document_elements(list);
    const fapix_json_node *element = NULL;

    while (list != NULL && (element = fapix_document_next(lint->document, &rest)) != NULL) {
        if (fapix_uri_check_issuer(element->value) != FAPI_OK)
            fapix_lint_add(lint, SHALL, FAPI_RESOURCE_METADATA_SERVERS, NULL, "authorization_servers", element->value);
    }
}

/* How tokens may be sent. An empty list says that the scheme Bearer is not taken at all, which is right where every token is sent with a
 * DPoP proof. */
static void judge_methods(const fapix_lint *lint)
{
    static const char name[] = "bearer_methods_supported";
    const fapix_document_member *list = fapix_lint_list(lint, name);
    fapix_slice rest = fapix_document_elements(list);
    const fapix_json_node *element = NULL;
    bool header = false, any = false;

    while (list != NULL && (element = fapix_document_next(lint->document, &rest)) != NULL) {
        any = true;
        header = header || fapix_json_is_string(element, "header");
        /* Spec: RFC9728-2-2 */
        if (!fapix_json_is_string(element, "header"))
            fapix_lint_add(lint, SHALL, FAPI_RESOURCE_METADATA_BEARER_METHOD, NULL, name, element->value);
    }
    if (list != NULL && !header && (any || (lint->limits->binding_methods.value & FAPI_BINDING_DPOP) == 0))
        fapix_lint_add(lint, SHALL, FAPI_RESOURCE_METADATA_BEARER_METHOD, NULL, name, nothing);
}

/* Spec: RFC9728-2-2 - what a client learns here of the binding must be what the policy does */
static void judge_binding(const fapix_lint *lint)
{
    const fapix_limit *methods = &lint->limits->binding_methods;
    bool mtls = fapix_lint_boolean(lint, "tls_client_certificate_bound_access_tokens");
    bool dpop_only = fapix_lint_boolean(lint, "dpop_bound_access_tokens_required");
    bool dpop = fapix_lint_list(lint, "dpop_signing_alg_values_supported") != NULL || dpop_only;
    int64_t offered = (mtls ? FAPI_BINDING_MTLS : 0) | (dpop ? FAPI_BINDING_DPOP : 0);

    fapix_lint_algs(lint, "dpop_signing_alg_values_supported", false);
    /* A client that believes it would send what is refused. */
    if (dpop_only && (methods->value & FAPI_BINDING_DPOP) == 0)
        fapix_lint_add(lint, SHALL, FAPI_RESOURCE_METADATA_BINDING, methods->clause, "dpop_bound_access_tokens_required",
                       fapix_slice_str("true"));
    if (mtls && (methods->value & FAPI_BINDING_MTLS) == 0)
        fapix_lint_add(lint, SHALL, FAPI_RESOURCE_METADATA_BINDING, methods->clause,
                       "tls_client_certificate_bound_access_tokens", fapix_slice_str("true"));
    /* The members are optional, and their default is that no binding is asked for. */
    if (lint->limits->binding_required.value == 1 && offered == 0)
        fapix_lint_add(lint, SHOULD, FAPI_RESOURCE_METADATA_BINDING_MISSING, methods->clause,
                       (methods->value & FAPI_BINDING_MTLS) != 0 ? "tls_client_certificate_bound_access_tokens"
                                                                  : "dpop_bound_access_tokens_required", nothing);
}

static void judge_rest(const fapix_lint *lint)
{
    static const char *const texts[] = {"resource_name", "signed_metadata"};
    static const char *const urls[] = {"resource_documentation", "resource_policy_uri", "resource_tos_uri"};
    fapix_slice text;

    /* Spec: RFC9728-2-4 - the use of its keys is judged with the key set */
    (void)fapix_lint_url(lint, "jwks_uri");
    fapix_lint_scopes(lint);
    (void)fapix_lint_list(lint, "authorization_details_types_supported");
    /* Spec: RFC9728-2-3 */
    fapix_lint_algs(lint, "resource_signing_alg_values_supported", false);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        (void)fapix_lint_string(lint, texts[i], &text);
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        (void)fapix_lint_string(lint, urls[i], &text);
    /* Spec: RFC9728-3.2-1 - but an empty bearer_methods_supported says something, RFC 9728 2 */
    for (size_t i = 0; i < lint->document->count; i++) {
        const fapix_document_member *member = &lint->document->member[i];

        if (member->type == FAPIX_JSON_ARRAY && fapix_document_elements(member).p == NULL &&
            !fapix_slice_is(member->name, "bearer_methods_supported"))
            fapix_lint_add(lint, SHALL, FAPI_METADATA_EMPTY, "RFC 9728 3.2", "", member->name);
    }
}

int fapix_metadata_resource(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json)
{
    const fapix_lint lint = lint_of(findings, limits, &findings->document);
    int rc = fapix_document_open(lint.document, json, NULL);

    if (rc != FAPI_OK) {
        fapix_lint_add(&lint, SHALL, rc, NULL, "", nothing);
        return FAPI_OK;
    }
    judge_identifier(&lint);
    judge_servers(&lint);
    judge_methods(&lint);
    judge_binding(&lint);
    judge_rest(&lint);
    return FAPI_OK;
}

/* If the document has the list, the other one's name must be in it. */
static void judge_named(const fapix_lint *in, const char *list_name, const fapix_lint *other, const char *identifier)
{
    fapix_document_member const *list = fapix_lint_list(in, list_name);
    fapix_slice rest = fapix_document_elements(list), name;
    const fapix_json_node *element = NULL;
    bool found = false;

    if (!fapix_lint_present(other, identifier)) {
        fapix_lint_add(other, SHALL, FAPI_METADATA_MISSING, NULL, identifier, nothing);
        return;
    }
    if (!fapix_lint_string(other, identifier, &name) || list == NULL)
        return;
    while (!found && (element = fapix_document_next(in->document, &rest)) != NULL)
        found = fapix_slice_eq(element->value, name);
    if (!found)
        fapix_lint_add(in, SHALL, FAPI_RESOURCE_METADATA_CROSS, NULL, list_name, name);
}

static int cross(fapi_findings *findings, fapix_document *second, fapix_slice server, fapix_slice resource)
{
    const fapix_metadata_limits limits = {.issuer = nothing};
    const fapix_lint of_server = lint_of(findings, &limits, &findings->document);
    const fapix_lint of_resource = lint_of(findings, &limits, second);
    int rc = fapix_document_open(of_server.document, server, NULL);

    if (rc == FAPI_OK)
        rc = fapix_document_open(of_resource.document, resource, NULL);
    if (rc != FAPI_OK) {
        fapix_lint_add(&of_server, SHALL, rc, NULL, "", nothing);
        return FAPI_OK;
    }
    /* Spec: RFC9728-7.6-1 */
    judge_named(&of_resource, "authorization_servers", &of_server, "issuer");
    judge_named(&of_server, "protected_resources", &of_resource, "resource");
    return FAPI_OK;
}

int fapix_metadata_cross(fapi_findings *findings, fapix_slice server, fapix_slice resource)
{
    const fapix_memory *memory = &findings->context->memory;
    fapix_document *second = fapix_alloc(memory, sizeof *second);
    int rc = FAPI_ERR_INTERNAL;

    if (second == NULL)
        return FAPI_ERR_NOMEM;
    rc = cross(findings, second, server, resource);
    fapix_free(memory, second, sizeof *second);
    return rc;
}
