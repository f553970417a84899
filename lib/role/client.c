/* SPDX-License-Identifier: Apache-2.0 */
/* The handle of a registered client. What its metadata mean stands in client_metadata.c. */
#include "role/client_metadata.h"

static void move(const fapix_client_reading *r, fapix_slice *text)
{
    if (text->n > 0)
        text->p = r->client->text + (text->p - r->text);
}

/* The client gets a text of its own, without what was not taken of the documents. */
static int settle(const fapix_client_reading *r)
{
    fapi_client *client = r->client;

    client->text = fapix_alloc(&client->context->memory, r->used);
    if (client->text == NULL)
        return FAPI_ERR_NOMEM;
    client->text_n = r->used;
    memcpy(client->text, r->text, r->used);
    move(r, &client->id);
    move(r, &client->scope);
    move(r, &client->tls_value);
    move(r, &client->jwks_text);
    for (size_t i = 0; i < client->redirect_uri_count; i++)
        move(r, &client->redirect_uri[i]);
    for (size_t i = 0; i < client->details_type_count; i++)
        move(r, &client->details_type[i]);
    return FAPI_OK;
}

static int read_client(fapi_client *client, fapix_slice json, fapix_slice jwks)
{
    const fapix_memory *memory = &client->context->memory;
    fapix_client_reading r = {.client = client, .text_n = json.n + jwks.n};
    int rc = FAPI_ERR_NOMEM;

    r.document = fapix_alloc(memory, sizeof *r.document);
    r.text = r.document == NULL ? NULL : fapix_alloc(memory, r.text_n);
    if (r.text == NULL)
        goto out;
    rc = fapix_document_open(r.document, json, "jwks");
    if (rc == FAPI_OK)
        rc = fapix_client_take(&r, jwks);
    if (rc == FAPI_OK)
        rc = settle(&r);
out:
    /* What was refused may have been a private key. */
    if (r.text != NULL)
        fapix_wipe(r.text, r.text_n);
    if (r.document != NULL)
        fapix_wipe(r.document, sizeof *r.document);
    fapix_free(memory, r.text, r.text_n);
    fapix_free(memory, r.document, sizeof *r.document);
    return rc;
}

/* See fapi.h. */
int fapi_client_new(fapi_context *context, const char *json, size_t json_len, const char *jwks, size_t jwks_len,
                    fapi_client **client)
{
    fapi_context *used = NULL;
    fapi_client *made = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (client == NULL)
        return FAPI_ERR_ARG;
    *client = NULL;
    if (json == NULL || (jwks == NULL && jwks_len > 0))
        return FAPI_ERR_ARG;
    if (json_len == 0)
        return FAPI_JSON_SYNTAX;
    if (json_len > FAPIX_DOCUMENT_MAX)
        return FAPI_JSON_SIZE;
    if (jwks_len > FAPI_MAX_JWKS)
        return FAPI_JWKS_SIZE;
    used = fapix_context_use(context);
    made = used == NULL ? NULL : fapix_alloc(&used->memory, sizeof *made);
    if (made == NULL) {
        if (used != NULL)
            fapix_context_unref(used);
        return FAPI_ERR_NOMEM;
    }
    made->context = used;
    rc = read_client(made, fapix_slice_of(json, json_len), fapix_slice_of(jwks, jwks_len));
    if (rc == FAPI_OK)
        *client = made;
    else
        fapi_client_free(made);
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
    for (int i = 0; i < FAPIX_CLIENT_ALGS; i++)
        fapi_encrypter_free(client->encrypter[i]);
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
