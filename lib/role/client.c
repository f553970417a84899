/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a client's metadata. What a profile says of it is judged elsewhere, with each message; here a member that is used has the type that its
 * document gives it, or there is no client.
 */
#include "role/client.h"

#include "base/document.h"
#include "crypto/provider.h"
#include "jose/alg.h"

#define MAX_ID 255

/* One reading: the document, and the client that it becomes. */
typedef struct reading {
    fapix_document *document;
    fapi_client *client;
    size_t used; /* of the client's text */
} reading;

static fapix_slice keep(reading *r, fapix_slice text)
{
    uint8_t *at = r->client->text + r->used;

    if (text.n == 0)
        return fapix_slice_of(NULL, 0);
    memcpy(at, text.p, text.n); /* each text is taken once, and all of them come from documents of this size */
    r->used += text.n;
    return fapix_slice_of(at, text.n);
}

/* A string, or *text {NULL, 0} if the member is absent. */
static int text_of(const reading *r, const char *name, fapix_slice *text)
{
    const fapix_document_member *member = fapix_document_get(r->document, name);
    const fapix_json_node *node = member == NULL ? NULL : fapix_document_value(r->document, member);

    *text = fapix_slice_of(NULL, 0);
    if (member == NULL)
        return FAPI_OK;
    if (node == NULL || node->type != FAPIX_JSON_STRING || node->value.n == 0)
        return FAPI_CLIENT_METADATA;
    *text = node->value;
    return FAPI_OK;
}

static int flag_of(const reading *r, const char *name, bool *flag)
{
    const fapix_document_member *member = fapix_document_get(r->document, name);

    if (member == NULL)
        return FAPI_OK;
    *flag = member->type == FAPIX_JSON_TRUE;
    return *flag || member->type == FAPIX_JSON_FALSE ? FAPI_OK : FAPI_CLIENT_METADATA;
}

/* Each element of an array of strings, given to take; *there: the member is. */
static int each_text(reading *r, const char *name, bool *there, int (*take)(reading *r, fapix_slice text))
{
    const fapix_document_member *member = fapix_document_get(r->document, name);
    const fapix_json_node *node = NULL;
    fapix_slice rest = fapix_document_elements(member);
    int rc = FAPI_OK;

    *there = member != NULL;
    if (member != NULL && member->type != FAPIX_JSON_ARRAY)
        return FAPI_CLIENT_METADATA;
    while (rc == FAPI_OK && (node = fapix_document_next(r->document, &rest)) != NULL)
        rc = node->type == FAPIX_JSON_STRING && node->value.n > 0 ? take(r, node->value) : FAPI_CLIENT_METADATA;
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- members -- */

static int take_id(reading *r)
{
    fapix_slice id;
    int rc = text_of(r, "client_id", &id);

    if (rc == FAPI_OK && (id.n == 0 || id.n > MAX_ID))
        rc = FAPI_CLIENT_METADATA;
    for (size_t i = 0; rc == FAPI_OK && i < id.n; i++)
        if (id.p[i] < 0x20 || id.p[i] > 0x7e) /* RFC 6749 A.1 */
            rc = FAPI_CLIENT_METADATA;
    if (rc == FAPI_OK)
        r->client->id = keep(r, id);
    return rc;
}

/* Absent it is client_secret_basic, RFC 7591 2, which is unknown here like any other way with a secret. */
static int take_auth_method(reading *r)
{
    static const struct {
        const char *name;
        int method;
    } known[] = {{"private_key_jwt", FAPI_AUTH_PRIVATE_KEY_JWT},
                 {"tls_client_auth", FAPI_AUTH_TLS_CLIENT_AUTH},
                 {"self_signed_tls_client_auth", FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH},
                 {"none", 0}};
    fapix_slice name;
    int rc = text_of(r, "token_endpoint_auth_method", &name);

    r->client->auth_method = FAPIX_CLIENT_UNKNOWN;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (name.n > 0 && fapix_slice_is(name, known[i].name))
            r->client->auth_method = known[i].method;
    return rc;
}

static int take_algs(reading *r)
{
    static const char *const names[FAPIX_CLIENT_ALGS] = {
        [FAPIX_CLIENT_ALG_ASSERTION] = "token_endpoint_auth_signing_alg",
        [FAPIX_CLIENT_ALG_REQUEST_OBJECT] = "request_object_signing_alg",
        [FAPIX_CLIENT_ALG_ID_TOKEN] = "id_token_signed_response_alg",
        [FAPIX_CLIENT_ALG_RESPONSE] = "authorization_signed_response_alg",
        [FAPIX_CLIENT_ALG_INTROSPECTION] = "introspection_signed_response_alg",
        [FAPIX_CLIENT_ALG_BACKCHANNEL] = "backchannel_authentication_request_signing_alg",
    };
    int rc = FAPI_OK;

    for (int i = 0; rc == FAPI_OK && i < FAPIX_CLIENT_ALGS; i++) {
        fapix_slice name;

        rc = text_of(r, names[i], &name);
        if (name.n == 0)
            continue;
        r->client->alg[i] = fapix_alg_of(name);
        if (r->client->alg[i] == 0)
            r->client->alg[i] = FAPIX_CLIENT_UNKNOWN;
    }
    return rc;
}

static int take_redirect_uri(reading *r, fapix_slice uri)
{
    if (r->client->redirect_uri_count == FAPIX_CLIENT_MAX_REDIRECTS)
        return FAPI_CLIENT_METADATA;
    r->client->redirect_uri[r->client->redirect_uri_count++] = keep(r, uri);
    return FAPI_OK;
}

static int take_details_type(reading *r, fapix_slice type)
{
    if (r->client->details_type_count == FAPIX_CLIENT_MAX_DETAILS)
        return FAPI_CLIENT_METADATA;
    r->client->details_type[r->client->details_type_count++] = keep(r, type);
    return FAPI_OK;
}

static int take_grant_type(reading *r, fapix_slice name)
{
    static const struct {
        const char *name;
        int type;
    } known[] = {{"authorization_code", FAPI_GRANT_AUTHORIZATION_CODE}, {"refresh_token", FAPI_GRANT_REFRESH_TOKEN},
                 {"client_credentials", FAPI_GRANT_CLIENT_CREDENTIALS}, {"urn:openid:params:grant-type:ciba", FAPI_GRANT_CIBA}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (fapix_slice_is(name, known[i].name))
            r->client->grant_types |= known[i].type;
    return FAPI_OK;
}

static int take_response_type(reading *r, fapix_slice name)
{
    if (fapix_slice_is(name, "code"))
        r->client->response_types |= FAPI_RESPONSE_CODE;
    else if (fapix_slice_is(name, "code id_token") || fapix_slice_is(name, "id_token code"))
        r->client->response_types |= FAPI_RESPONSE_CODE_ID_TOKEN;
    return FAPI_OK;
}

static int take_lists(reading *r)
{
    bool there = false;
    int rc = each_text(r, "redirect_uris", &there, take_redirect_uri);

    if (rc == FAPI_OK)
        rc = each_text(r, "authorization_details_types", &r->client->details_limited, take_details_type);
    if (rc == FAPI_OK)
        rc = each_text(r, "grant_types", &there, take_grant_type);
    if (!there)
        r->client->grant_types = FAPI_GRANT_AUTHORIZATION_CODE;
    if (rc == FAPI_OK)
        rc = each_text(r, "response_types", &there, take_response_type);
    if (!there)
        r->client->response_types = FAPI_RESPONSE_CODE;
    return rc;
}

static int take_names(reading *r)
{
    static const struct {
        const char *name;
        int property;
    } known[] = {{"tls_client_auth_subject_dn", FAPI_TLS_CLIENT_PROPERTY_SUBJECT_DN},
                 {"tls_client_auth_san_dns", FAPI_TLS_CLIENT_PROPERTY_SAN_DNS},
                 {"tls_client_auth_san_uri", FAPI_TLS_CLIENT_PROPERTY_SAN_URI},
                 {"tls_client_auth_san_ip", FAPI_TLS_CLIENT_PROPERTY_SAN_IP},
                 {"tls_client_auth_san_email", FAPI_TLS_CLIENT_PROPERTY_SAN_EMAIL}};
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < sizeof known / sizeof *known; i++) {
        fapix_slice value;

        rc = text_of(r, known[i].name, &value);
        if (value.n == 0)
            continue;
        r->client->tls_property = known[i].property;
        r->client->tls_properties++;
        r->client->tls_value = keep(r, value);
    }
    return rc;
}

static int take_flags(reading *r)
{
    fapi_client *client = r->client;
    bool certificate = false, proof = false;
    int rc = flag_of(r, "tls_client_certificate_bound_access_tokens", &certificate);

    if (rc == FAPI_OK)
        rc = flag_of(r, "dpop_bound_access_tokens", &proof);
    client->bound = (certificate ? FAPI_BINDING_MTLS : 0) | (proof ? FAPI_BINDING_DPOP : 0);
    if (rc == FAPI_OK)
        rc = flag_of(r, "require_pushed_authorization_requests", &client->par_required);
    if (rc == FAPI_OK)
        rc = flag_of(r, "require_signed_request_object", &client->request_object_required);
    return rc == FAPI_OK ? flag_of(r, "backchannel_user_code_parameter", &client->user_code) : rc;
}

static int take_delivery(reading *r)
{
    fapix_slice mode;
    int rc = text_of(r, "backchannel_token_delivery_mode", &mode);

    if (rc != FAPI_OK || mode.n == 0)
        return rc;
    r->client->delivery = fapix_slice_is(mode, "poll")   ? FAPIX_CLIENT_POLL
                          : fapix_slice_is(mode, "ping") ? FAPIX_CLIENT_PING
                          : fapix_slice_is(mode, "push") ? FAPIX_CLIENT_PUSH
                                                         : FAPIX_CLIENT_DELIVERY_NONE;
    return r->client->delivery == FAPIX_CLIENT_DELIVERY_NONE ? FAPI_CLIENT_METADATA : FAPI_OK;
}

/* Spec: RFC7591-2-1 */
static int take_keys(reading *r, fapix_slice fetched)
{
    const fapix_document_member *member = fapix_document_get(r->document, "jwks");
    fapix_slice text = member != NULL ? member->value : fetched;

    if (member != NULL && fetched.n > 0)
        return FAPI_REGISTRATION_KEYS;
    if (text.n == 0)
        return member == NULL ? FAPI_OK : FAPI_CLIENT_METADATA;
    r->client->jwks = fapi_jwks_new(r->client->context);
    if (r->client->jwks == NULL)
        return FAPI_ERR_NOMEM;
    r->client->jwks_text = keep(r, text);
    return fapi_jwks_load(r->client->jwks, (const char *)r->client->jwks_text.p, r->client->jwks_text.n);
}

static int read_all(reading *r, fapix_slice jwks)
{
    static int (*const steps[])(reading *) = {take_id, take_auth_method, take_algs, take_lists, take_names, take_flags,
                                              take_delivery};
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](r);
    return rc == FAPI_OK ? take_keys(r, jwks) : rc;
}

/* --------------------------------------------------------------------------------------------------------- handle -- */

static fapi_client *client_new(fapi_context *context, size_t text_n)
{
    fapi_context *used = fapix_context_use(context);
    fapi_client *client = used == NULL ? NULL : fapix_alloc(&used->memory, sizeof *client);

    if (client == NULL) {
        if (used != NULL)
            fapix_context_unref(used);
        return NULL;
    }
    client->context = used;
    client->text = fapix_alloc(&used->memory, text_n);
    client->text_n = text_n;
    if (client->text != NULL)
        return client;
    fapi_client_free(client);
    return NULL;
}

/* See fapi.h. */
int fapi_client_new(fapi_context *context, const char *json, size_t json_len, const char *jwks, size_t jwks_len,
                    fapi_client **client)
{
    reading r = {.document = NULL};
    fapi_context *used = NULL;
    int rc = FAPI_ERR_NOMEM;

    if (client == NULL)
        return FAPI_ERR_ARG;
    *client = NULL;
    if (json == NULL || json_len == 0 || (jwks == NULL && jwks_len > 0))
        return FAPI_ERR_ARG;
    if (json_len > FAPIX_DOCUMENT_MAX)
        return FAPI_JSON_SIZE;
    if (jwks_len > FAPI_MAX_JWKS)
        return FAPI_JWKS_SIZE;
    r.client = client_new(context, json_len + jwks_len);
    if (r.client == NULL)
        return FAPI_ERR_NOMEM;
    used = r.client->context;
    r.document = fapix_alloc(&used->memory, sizeof *r.document);
    if (r.document == NULL)
        goto out;
    rc = fapix_document_open(r.document, fapix_slice_of(json, json_len), "jwks");
    if (rc == FAPI_OK)
        rc = read_all(&r, fapix_slice_of(jwks, jwks_len));
out:
    fapix_free(&used->memory, r.document, sizeof *r.document);
    if (rc == FAPI_OK)
        *client = r.client;
    else
        fapi_client_free(r.client);
    return rc;
}

/* See fapi.h. */
void fapi_client_free(fapi_client *client)
{
    fapi_context *context = NULL;

    if (client == NULL)
        return;
    context = client->context;
    fapi_jwks_free(client->jwks);
    fapix_free(&context->memory, client->text, client->text_n);
    fapix_free(&context->memory, client, sizeof *client);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_client_id(const fapi_client *client, const char **id, size_t *id_len)
{
    if (id != NULL)
        *id = NULL;
    if (id_len != NULL)
        *id_len = 0;
    if (client == NULL || id == NULL || id_len == NULL)
        return FAPI_ERR_ARG;
    *id = (const char *)client->id.p;
    *id_len = client->id.n;
    return FAPI_OK;
}
