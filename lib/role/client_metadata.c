/* SPDX-License-Identifier: Apache-2.0 */
/* See client_metadata.h. */
#include "role/client_metadata.h"

#include "crypto/provider.h"
#include "jose/alg.h"
#include "oauth/authorization_request.h"
#include "oauth/metadata_rules.h"
#include "oauth/scope.h"

#define MAX_ID 255

static fapix_slice keep(fapix_client_reading *r, fapix_slice text)
{
    uint8_t *at = r->text + r->used;

    if (text.n == 0)
        return fapix_slice_of(NULL, 0);
    memcpy(at, text.p, text.n); /* each text is taken once, and none is longer than it stands in its document */
    r->used += text.n;
    return fapix_slice_of(at, text.n);
}

/* A string, or *text {NULL, 0} if the member is absent. */
static int text_of(const fapix_client_reading *r, const char *name, fapix_slice *text)
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

static int flag_of(const fapix_client_reading *r, const char *name, bool *flag)
{
    const fapix_document_member *member = fapix_document_get(r->document, name);

    if (member == NULL)
        return FAPI_OK;
    *flag = member->type == FAPIX_JSON_TRUE;
    return *flag || member->type == FAPIX_JSON_FALSE ? FAPI_OK : FAPI_CLIENT_METADATA;
}

/* Each element of an array of strings, given to take; *there: the member is. */
static int each_text(fapix_client_reading *r, const char *name, bool *there,
                     int (*take)(fapix_client_reading *r, fapix_slice text))
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

static int take_id(fapix_client_reading *r)
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

/* Spec: RFC7591-2-3 - absent it is client_secret_basic, which is unknown here like any other way with a secret */
static int take_auth_method(fapix_client_reading *r)
{
    fapix_slice name;
    int rc = text_of(r, "token_endpoint_auth_method", &name), method = fapix_lint_auth(name);

    r->client->auth_method = method != 0 || fapix_slice_is(name, "none") ? method : FAPIX_CLIENT_UNKNOWN;
    return rc;
}

static int take_algs(fapix_client_reading *r)
{
    static const char *const names[FAPIX_CLIENT_ALGS] = {
        [FAPIX_CLIENT_ALG_ASSERTION] = "token_endpoint_auth_signing_alg",
        [FAPIX_CLIENT_ALG_REQUEST_OBJECT] = "request_object_signing_alg",
        [FAPIX_CLIENT_ALG_ID_TOKEN] = "id_token_signed_response_alg",
        [FAPIX_CLIENT_ALG_RESPONSE] = "authorization_signed_response_alg",
        [FAPIX_CLIENT_ALG_INTROSPECTION] = "introspection_signed_response_alg",
        [FAPIX_CLIENT_ALG_BACKCHANNEL] = "backchannel_authentication_request_signing_alg",
        [FAPIX_CLIENT_ALG_USERINFO] = "userinfo_signed_response_alg",
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

/* Spec: JARM-3-2, RFC9701-6-1 - enc needs alg, and is A128CBC-HS256 if only alg is there */
static int take_encryption(fapix_client_reading *r)
{
    static const struct {
        const char *alg, *enc;
    } names[FAPIX_CLIENT_ALGS] = {
        [FAPIX_CLIENT_ALG_ID_TOKEN] = {"id_token_encrypted_response_alg", "id_token_encrypted_response_enc"},
        [FAPIX_CLIENT_ALG_RESPONSE] = {"authorization_encrypted_response_alg", "authorization_encrypted_response_enc"},
        [FAPIX_CLIENT_ALG_INTROSPECTION] = {"introspection_encrypted_response_alg",
                                            "introspection_encrypted_response_enc"},
        [FAPIX_CLIENT_ALG_USERINFO] = {"userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc"},
    };
    int rc = FAPI_OK;

    for (int i = 0; rc == FAPI_OK && i < FAPIX_CLIENT_ALGS; i++) {
        fapix_slice text = {NULL, 0};
        int alg = 0, enc = FAPI_JWE_ENC_A128CBC_HS256;
        bool wanted = false;

        if (names[i].alg == NULL)
            continue;
        /* One text at a time: the next one takes its place. */
        rc = text_of(r, names[i].alg, &text);
        wanted = text.n > 0;
        alg = fapix_jwe_alg_of(text);
        if (rc == FAPI_OK)
            rc = text_of(r, names[i].enc, &text);
        if (rc == FAPI_OK && !wanted && text.n > 0)
            rc = FAPI_REGISTRATION_ENCRYPTION;
        if (rc != FAPI_OK || !wanted)
            continue;
        if (text.n > 0)
            enc = fapix_jwe_enc_of(text);
        r->client->jwe_alg[i] = alg != 0 && enc != 0 ? alg : FAPIX_CLIENT_UNKNOWN;
        r->client->jwe_enc[i] = alg != 0 && enc != 0 ? enc : FAPIX_CLIENT_UNKNOWN;
    }
    return rc;
}

static int take_redirect_uri(fapix_client_reading *r, fapix_slice uri)
{
    if (r->client->redirect_uri_count == FAPIX_CLIENT_MAX_REDIRECTS || uri.n > FAPI_MAX_URL)
        return FAPI_CLIENT_METADATA;
    r->client->redirect_uri[r->client->redirect_uri_count++] = keep(r, uri);
    return FAPI_OK;
}

static int take_details_type(fapix_client_reading *r, fapix_slice type)
{
    if (r->client->details_type_count == FAPIX_CLIENT_MAX_DETAILS)
        return FAPI_CLIENT_METADATA;
    r->client->details_type[r->client->details_type_count++] = keep(r, type);
    return FAPI_OK;
}

static int take_grant_type(fapix_client_reading *r, fapix_slice name)
{
    static const struct {
        const char *name;
        int type;
    } known[] = {{"authorization_code", FAPI_GRANT_AUTHORIZATION_CODE},
                 {"refresh_token", FAPI_GRANT_REFRESH_TOKEN},
                 {"client_credentials", FAPI_GRANT_CLIENT_CREDENTIALS},
                 {"urn:openid:params:grant-type:ciba", FAPI_GRANT_CIBA}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (fapix_slice_is(name, known[i].name))
            r->client->grant_types |= known[i].type;
    return FAPI_OK;
}

static int take_response_type(fapix_client_reading *r, fapix_slice name)
{
    r->client->response_types |= fapix_authorization_type(name);
    return FAPI_OK;
}

/* Spec: RFC7591-2-6 */
static int take_lists(fapix_client_reading *r)
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

/* Spec: RFC7591-2-7 - absent it limits nothing */
static int take_scope(fapix_client_reading *r)
{
    fapix_slice scope;
    int rc = text_of(r, "scope", &scope);

    if (rc != FAPI_OK || scope.n == 0)
        return rc;
    if (!fapix_scope_is_valid(scope))
        return FAPI_CLIENT_METADATA;
    r->client->scope = keep(r, scope);
    return FAPI_OK;
}

static int take_names(fapix_client_reading *r)
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

static int take_flags(fapix_client_reading *r)
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

static int take_delivery(fapix_client_reading *r)
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

/* Keys that are only for encryption are no keys here. With private_key_jwt there is no client without one that is
 * usable; with any other method they are as good as none. */
static int load_keys(fapi_client *client, fapix_slice text)
{
    int rc = FAPI_ERR_INTERNAL;

    client->jwks = fapi_jwks_new(client->context);
    if (client->jwks == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_jwks_load(client->jwks, (const char *)text.p, text.n);
    if (rc != FAPI_JWKS_EMPTY || client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT)
        return rc;
    fapi_jwks_free(client->jwks);
    client->jwks = NULL;
    return FAPI_OK;
}

/* A client without a key that fits stays a client, but one that gets no such answer. */
static int load_encrypters(fapi_client *client, fapix_slice text)
{
    int rc = FAPI_OK;

    for (int i = 0; rc == FAPI_OK && i < FAPIX_CLIENT_ALGS; i++) {
        if (client->jwe_alg[i] <= 0)
            continue;
        /* Spec: BROF-5.2.2.1-4 - of the registered set, and nowhere else */
        rc = fapix_encrypter_from_set(client->context, text, client->jwe_alg[i], client->jwe_enc[i], &client->encrypter[i]);
        if (rc == FAPI_JWE_KEY)
            rc = FAPI_OK;
    }
    return rc;
}

static int take_keys(fapix_client_reading *r, fapix_slice fetched)
{
    const fapix_document_member *member = fapix_document_get(r->document, "jwks");
    fapix_slice text = member != NULL ? member->value : fetched, uri;
    int rc = text_of(r, "jwks_uri", &uri);

    if (rc != FAPI_OK)
        return rc;
    if (member != NULL && member->type != FAPIX_JSON_OBJECT)
        return FAPI_CLIENT_METADATA;
    /* Spec: RFC7591-2-1 - of two sets nobody could say which one counts */
    if (member != NULL && (fetched.n > 0 || uri.n > 0))
        return FAPI_REGISTRATION_KEYS;
    if (text.n == 0)
        return FAPI_OK;
    r->client->jwks_text = keep(r, text);
    rc = load_keys(r->client, text);
    return rc == FAPI_OK ? load_encrypters(r->client, text) : rc;
}

/* Spec: RFC7591-2-4 - what no step asks for is not looked at */
int fapix_client_take(fapix_client_reading *r, fapix_slice jwks)
{
    static int (*const steps[])(fapix_client_reading *) = {take_id, take_auth_method, take_algs,
                                                           take_encryption, take_lists, take_scope, take_names, take_flags, take_delivery};
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof *steps; i++)
        rc = steps[i](r);
    return rc == FAPI_OK ? take_keys(r, jwks) : rc;
}
