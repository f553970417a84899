/* SPDX-License-Identifier: Apache-2.0 */
/* A JWK set document, with jansson as the oracle for its form; and the same bytes as one key and as a private key. */
#include <stdlib.h>
#include <string.h>

#include <fapi.h>
#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fapi_context *context;

static void demand(int holds)
{
    if (!holds)
        abort();
}

static void one_key(const char *text, size_t size)
{
    fapi_jwk *jwk = NULL;
    fapi_signer *signer = NULL;
    char jkt[FAPI_JKT_LENGTH + 1];
    const char *document = NULL;
    size_t n = 0;
    int rc = fapi_jwk_new(context, text, size, &jwk);
    demand(fapi_status_name(rc) != NULL && (rc == FAPI_OK) == (jwk != NULL));
    if (rc == FAPI_OK)
        demand(fapi_alg_name(fapi_jwk_alg(jwk)) != NULL && fapi_jwk_thumbprint(jwk, jkt, sizeof jkt) == FAPI_OK &&
               strlen(jkt) == FAPI_JKT_LENGTH);
    fapi_jwk_free(jwk);
    int private_rc = fapi_signer_new(context, text, size, &signer);
    demand(fapi_status_name(private_rc) != NULL);
    /* No text is a public and a private key, and the public half of a private key is a public key. */
    demand(rc != FAPI_OK || private_rc != FAPI_OK);
    if (private_rc == FAPI_OK) {
        demand(fapi_signer_public_jwk(signer, &document, &n) == FAPI_OK);
        jwk = NULL;
        demand(fapi_jwk_new(context, document, n, &jwk) == FAPI_OK);
        fapi_jwk_free(jwk);
    }
    fapi_signer_free(signer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    if (context == NULL)
        context = fapi_context_new();
    if (data == NULL)
        text = "";
    fapi_jwks *jwks = fapi_jwks_new(context);
    int rc = fapi_jwks_load(jwks, text, size);
    demand(fapi_status_name(rc) != NULL && (rc == FAPI_OK) == (fapi_jwks_count(jwks) > 0));
    for (size_t i = 0; i < fapi_jwks_skipped_count(jwks); i++)
        demand(fapi_jwks_skipped_status(jwks, i) >= FAPI_BASE64URL_CHARACTER);
    demand(rc == FAPI_OK || fapi_jwks_skipped_count(jwks) == 0);
    if (rc == FAPI_OK) {
        /* What loads is JSON to another parser too, with as many entries. */
        json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
        demand(json_array_size(json_object_get(document, "keys")) ==
               fapi_jwks_count(jwks) + fapi_jwks_skipped_count(jwks));
        json_decref(document);
    }
    fapi_jwks_free(jwks);
    one_key(text, size);
    return 0;
}
