/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metadata of a registered client and, behind a line feed, the key set that was fetched for it. jansson is the oracle
 * for the form: what becomes a client must be what jansson reads there too.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "role/client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fapi_context *context;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void must_be(fapix_slice kept, json_t *text)
{
    must(json_is_string(text));
    must(kept.n > 0 && fapix_slice_eq(kept, fapix_slice_of(json_string_value(text), json_string_length(text))));
}

static void must_be_list(const fapix_slice *kept, size_t count, json_t *list)
{
    must(json_array_size(list) == count); /* 0 for a list that is not there */
    for (size_t i = 0; i < count; i++)
        must_be(kept[i], json_array_get(list, i));
}

static void must_be_flag(bool flag, json_t *value)
{
    must(value == NULL || json_is_boolean(value));
    must(flag == json_is_true(value));
}

/* Everything that is kept lies in the client's own text. */
static void must_be_inside(const fapi_client *client, fapix_slice kept)
{
    must(kept.n == 0 || (kept.p >= client->text && kept.p + kept.n <= client->text + client->text_n));
}

static void must_be_owned(const fapi_client *client)
{
    must_be_inside(client, client->id);
    must_be_inside(client, client->tls_value);
    must_be_inside(client, client->jwks_text);
    for (size_t i = 0; i < client->redirect_uri_count; i++)
        must_be_inside(client, client->redirect_uri[i]);
    for (size_t i = 0; i < client->details_type_count; i++)
        must_be_inside(client, client->details_type[i]);
}

static bool has(const json_t *array, const char *name, const char *other)
{
    size_t i = 0;
    const json_t *one = NULL;

    json_array_foreach(array, i, one)
        if (strcmp(json_string_value(one), name) == 0 || strcmp(json_string_value(one), other) == 0)
            return true;
    return false;
}

static void must_be_types(const fapi_client *client, const json_t *metadata)
{
    const json_t *grants = json_object_get(metadata, "grant_types"), *responses = json_object_get(metadata, "response_types");

    must(((client->grant_types & FAPI_GRANT_AUTHORIZATION_CODE) != 0) ==
         (grants == NULL || has(grants, "authorization_code", "authorization_code")));
    must(((client->grant_types & FAPI_GRANT_CLIENT_CREDENTIALS) != 0) == has(grants, "client_credentials", "client_credentials"));
    must(((client->response_types & FAPI_RESPONSE_CODE) != 0) == (responses == NULL || has(responses, "code", "code")));
    must(((client->response_types & FAPI_RESPONSE_CODE_ID_TOKEN) != 0) == has(responses, "code id_token", "id_token code"));
}

static bool is_known(const char *name)
{
    static const char *const known[] = {"PS256", "ES256", "EdDSA", "Ed25519", "RS256"};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    return false;
}

/* No algorithm and no method is taken for another. */
static void must_be_algs(const fapi_client *client, const json_t *metadata)
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
    static const char *const encrypted[FAPIX_CLIENT_ALGS] = {
        [FAPIX_CLIENT_ALG_ID_TOKEN] = "id_token_encrypted_response_alg",
        [FAPIX_CLIENT_ALG_RESPONSE] = "authorization_encrypted_response_alg",
        [FAPIX_CLIENT_ALG_INTROSPECTION] = "introspection_encrypted_response_alg",
        [FAPIX_CLIENT_ALG_USERINFO] = "userinfo_encrypted_response_alg",
    };
    const char *method = json_string_value(json_object_get(metadata, "token_endpoint_auth_method"));

    for (int i = 0; i < FAPIX_CLIENT_ALGS; i++) {
        const char *name = json_string_value(json_object_get(metadata, names[i]));

        /* What a client wants encrypted, it never gets in the clear; and nothing is encrypted that it did not ask for. */
        must((encrypted[i] != NULL && json_object_get(metadata, encrypted[i]) != NULL) == (client->jwe_alg[i] != 0));
        must((client->jwe_alg[i] != 0) == (client->jwe_enc[i] != 0));
        must(client->encrypter[i] == NULL || client->jwe_alg[i] > 0);
        must((name == NULL) == (client->alg[i] == 0) && (name != NULL) == (json_object_get(metadata, names[i]) != NULL));
        must(client->alg[i] <= 0 || strcmp(name, fapi_alg_name(client->alg[i])) == 0 ||
             (client->alg[i] == FAPI_ALG_EDDSA && strcmp(name, "Ed25519") == 0));
        must(name == NULL || is_known(name) == (client->alg[i] != FAPIX_CLIENT_UNKNOWN));
    }
    must((client->auth_method == 0) == (method != NULL && strcmp(method, "none") == 0));
    must((client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT) == (method != NULL && strcmp(method, "private_key_jwt") == 0));
}

static void compare(const fapi_client *client, json_t *document, fapix_slice jwks)
{
    json_t *types = json_object_get(document, "authorization_details_types");
    const char *method = json_string_value(json_object_get(document, "token_endpoint_auth_method"));
    json_t *keys = json_object_get(document, "jwks");

    must_be(client->id, json_object_get(document, "client_id"));
    must_be_types(client, document);
    must_be_algs(client, document);
    must_be_list(client->redirect_uri, client->redirect_uri_count, json_object_get(document, "redirect_uris"));
    must_be_list(client->details_type, client->details_type_count, types);
    must(client->details_limited == (types != NULL));
    must_be_flag((client->bound & FAPI_BINDING_MTLS) != 0,
                 json_object_get(document, "tls_client_certificate_bound_access_tokens"));
    must_be_flag((client->bound & FAPI_BINDING_DPOP) != 0, json_object_get(document, "dpop_bound_access_tokens"));
    must_be_flag(client->par_required, json_object_get(document, "require_pushed_authorization_requests"));
    must_be_flag(client->request_object_required, json_object_get(document, "require_signed_request_object"));
    must_be_flag(client->user_code, json_object_get(document, "backchannel_user_code_parameter"));
    /* No method by a secret, and none by default. */
    must((client->auth_method == 0) == (method != NULL && strcmp(method, "none") == 0));
    must(client->auth_method <= 0 || method != NULL);
    must(keys == NULL || (jwks.n == 0 && json_object_get(document, "jwks_uri") == NULL));
    must(client->jwks == NULL || (fapi_jwks_count(client->jwks) > 0 && client->jwks_text.n > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *feed = size == 0 ? NULL : memchr(data, '\n', size);
    size_t json_n = feed == NULL ? size : (size_t)(feed - data);
    fapix_slice jwks = {NULL, 0};
    fapi_client *client = NULL;
    int rc = FAPI_OK;

    if (context == NULL) {
        context = fapi_context_new();
        must(context != NULL);
    }
    if (feed != NULL)
        jwks = fapix_slice_of(feed + 1, size - json_n - 1);
    rc = fapi_client_new(context, (const char *)data, json_n, (const char *)jwks.p, jwks.n, &client);
    must((rc == FAPI_OK) == (client != NULL));
    must(rc == FAPI_ERR_ARG ? data == NULL : rc == FAPI_OK || rc >= FAPI_BASE64URL_CHARACTER);
    if (client != NULL) {
        json_t *document = json_loadb((const char *)data, json_n, JSON_REJECT_DUPLICATES, NULL);

        must(json_is_object(document));
        must_be_owned(client);
        compare(client, document, jwks);
        json_decref(document);
    }
    fapi_client_free(client);
    return 0;
}
