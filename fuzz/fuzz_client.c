/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client's metadata; after a zero octet, if there is one, the document of jwks_uri. What is read is read again by jansson and must say the same;
 * what is refused leaves nothing behind.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "role/client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fapi_context *context;

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool says(fapix_slice text, const json_t *value)
{
    return json_is_string(value) && json_string_length(value) == text.n && memcmp(json_string_value(value), text.p, text.n) == 0;
}

static void hold_list(const json_t *metadata, const char *name, const fapix_slice *list, size_t count)
{
    const json_t *array = json_object_get(metadata, name);

    must(array == NULL ? count == 0 : json_is_array(array) && json_array_size(array) == count);
    for (size_t i = 0; i < count; i++)
        must(list[i].n > 0 && says(list[i], json_array_get(array, i)));
}

static void hold_flag(const json_t *metadata, const char *name, bool flag)
{
    const json_t *value = json_object_get(metadata, name);

    must(value == NULL ? !flag : json_is_boolean(value) && json_is_true(value) == flag);
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

static void hold_types(const fapi_client *client, const json_t *metadata)
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
static void hold_algs(const fapi_client *client, const json_t *metadata)
{
    static const char *const names[FAPIX_CLIENT_ALGS] = {
        "token_endpoint_auth_signing_alg", "request_object_signing_alg", "id_token_signed_response_alg",
        "authorization_signed_response_alg", "introspection_signed_response_alg", "backchannel_authentication_request_signing_alg"};
    const char *method = json_string_value(json_object_get(metadata, "token_endpoint_auth_method"));

    for (int i = 0; i < FAPIX_CLIENT_ALGS; i++) {
        const char *name = json_string_value(json_object_get(metadata, names[i]));

        must((name == NULL) == (client->alg[i] == 0) && (name != NULL) == (json_object_get(metadata, names[i]) != NULL));
        must(client->alg[i] <= 0 || strcmp(name, fapi_alg_name(client->alg[i])) == 0 ||
             (client->alg[i] == FAPI_ALG_EDDSA && strcmp(name, "Ed25519") == 0));
        must(name == NULL || is_known(name) == (client->alg[i] != FAPIX_CLIENT_UNKNOWN));
    }
    must((client->auth_method == 0) == (method != NULL && strcmp(method, "none") == 0));
    must((client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT) == (method != NULL && strcmp(method, "private_key_jwt") == 0));
}

static void hold(const fapi_client *client, const char *json, size_t n, size_t fetched_n)
{
    json_t *metadata = json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL);
    const char *id = NULL;
    size_t id_n = 0;

    must(json_is_object(metadata));
    must(fapi_client_id(client, &id, &id_n) == FAPI_OK && id_n > 0 && id_n <= 255);
    must(says(fapix_slice_of(id, id_n), json_object_get(metadata, "client_id")));
    for (size_t i = 0; i < id_n; i++)
        must(id[i] >= 0x20 && id[i] <= 0x7E);
    hold_list(metadata, "redirect_uris", client->redirect_uri, client->redirect_uri_count);
    hold_list(metadata, "authorization_details_types", client->details_type, client->details_type_count);
    must(client->details_limited == (json_object_get(metadata, "authorization_details_types") != NULL));
    hold_flag(metadata, "require_signed_request_object", client->request_object_required);
    hold_flag(metadata, "require_pushed_authorization_requests", client->par_required);
    hold_flag(metadata, "dpop_bound_access_tokens", (client->bound & FAPI_BINDING_DPOP) != 0);
    hold_flag(metadata, "tls_client_certificate_bound_access_tokens", (client->bound & FAPI_BINDING_MTLS) != 0);
    hold_types(client, metadata);
    hold_algs(client, metadata);
    must((client->jwks != NULL) == (json_object_get(metadata, "jwks") != NULL || fetched_n > 0));
    must(client->jwks == NULL || fapi_jwks_count(client->jwks) > 0);
    must(json_object_get(metadata, "jwks") == NULL || fetched_n == 0);
    json_decref(metadata);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size == 0 ? NULL : memchr(data, 0, size);
    size_t n = zero == NULL ? size : (size_t)(zero - data), fetched_n = zero == NULL ? 0 : size - n - 1;
    const char *json = (const char *)data;
    fapi_client *client = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (context == NULL)
        context = fapi_context_new();
    rc = fapi_client_new(context, json, n, fetched_n == 0 ? NULL : json + n + 1, fetched_n, &client);
    must((rc == FAPI_OK) == (client != NULL) && fapi_status_name(rc) != NULL && rc != FAPI_ERR_INTERNAL);
    must(n == 0 ? rc == FAPI_ERR_ARG : rc != FAPI_ERR_ARG);
    if (rc == FAPI_OK)
        hold(client, json, n, fetched_n);
    fapi_client_free(client);
    return 0;
}
