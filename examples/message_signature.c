/* SPDX-License-Identifier: Apache-2.0 */
/* A payment and its receipt, both signed by FAPI 2.0 HTTP Signatures: nobody can deny them later, and nobody on the way can change them. In a
 * real resource server fapi_rs_check comes first and says whose access token it is, hence whose keys the signature is verified with. */
#include <stdio.h>
#include <string.h>

#include <fapi.h>

#define NOW INT64_C(1800000000)
#define URL "https://bank.example/payments"
#define TOKEN "DPoP eyJhbGciOi..."
#define PROOF "eyJ0eXAiOi..."
#define S(text) (text), strlen(text)
#define REQUEST FAPI_MESSAGE_REQUEST
#define RESPONSE FAPI_MESSAGE_RESPONSE

typedef fapi_message_signature exchange;

/* The keys of one signer, as its jwks_uri would give them. */
static fapi_jwks *keys_of(const fapi_signer *signer)
{
    fapi_jwks *jwks = fapi_jwks_new(NULL);
    const char *jwk = NULL;
    char set[1024];
    size_t n = 0;

    if (fapi_signer_public_jwk(signer, &jwk, &n) != FAPI_OK)
        return jwks;
    n = (size_t)snprintf(set, sizeof set, "{\"keys\":[%.*s]}", (int)n, jwk);
    if (fapi_jwks_load(jwks, set, n) != FAPI_OK)
        printf("no keys\n");
    return jwks;
}

/* Failures of setters may be left to the check or the signing, which then refuse. */
static void describe_request(exchange *e, const char *body)
{
    (void)(fapi_message_signature_set_method(e, S("POST")) | fapi_message_signature_set_url(e, S(URL))
           | fapi_message_signature_add_header(e, REQUEST, S("Authorization"), S(TOKEN))
           | fapi_message_signature_add_header(e, REQUEST, S("DPoP"), S(PROOF))
           | fapi_message_signature_set_body(e, REQUEST, (const uint8_t *)body, strlen(body)));
}

static void describe_response(exchange *e, const char *body)
{
    (void)(fapi_message_signature_set_http(e, 201)
           | fapi_message_signature_set_body(e, RESPONSE, (const uint8_t *)body, strlen(body)));
}

/* What travels: the fields that signing gave. */
static int send_fields(const exchange *from, exchange *to, int message)
{
    const char *name = NULL, *value = NULL;
    size_t n = 0;
    int wrong = 0;

    for (size_t i = 0; fapi_message_signature_header(from, i, &name, &value, &n) == FAPI_OK; i++) {
        printf("  %s: %.*s\n", name, (int)n, value);
        wrong |= fapi_message_signature_add_header(to, message, S(name), value, n);
    }
    return wrong;
}

static int tell(const char *what, const fapi_verdict *verdict, int want)
{
    int got = fapi_verdict_status(verdict);

    printf("%s: %s%s%s\n", what, fapi_verdict_name(verdict), got == FAPI_OK ? "" : ", ", got == FAPI_OK ? "" : fapi_verdict_clause(verdict));
    return got == want ? 0 : 1;
}

static int run(exchange *client, exchange *bank, const fapi_signer *client_key, const fapi_signer *bank_key, fapi_verdict *verdict)
{
    static const char payment[] = "{\"to\":\"DE02...\",\"amount\":\"10.00\"}", receipt[] = "{\"status\":\"booked\"}";
    int wrong = 0;

    describe_request(client, payment);
    wrong |= fapi_message_signature_sign_request(client, client_key, NOW) != FAPI_OK;
    printf("the client sends\n");
    wrong |= send_fields(client, bank, REQUEST);

    describe_request(bank, payment);
    wrong |= fapi_message_signature_check_request(bank, NOW + 1, verdict) != FAPI_OK;
    wrong |= tell("the bank finds", verdict, FAPI_OK);
    describe_response(bank, receipt);
    wrong |= fapi_message_signature_sign_response(bank, bank_key, NOW + 1) != FAPI_OK;
    printf("the bank answers\n");
    wrong |= send_fields(bank, client, RESPONSE);

    describe_response(client, receipt);
    wrong |= fapi_message_signature_check_response(client, NOW + 2, verdict) != FAPI_OK;
    wrong |= tell("the client finds", verdict, FAPI_OK);
    describe_response(client, "{\"status\":\"booked twice\"}");
    wrong |= fapi_message_signature_check_response(client, NOW + 2, verdict) == FAPI_OK;
    return wrong | tell("and of another receipt", verdict, FAPI_CONTENT_DIGEST_MISMATCH);
}

int main(void)
{
    fapi_signer *client_key = NULL, *bank_key = NULL;
    exchange *client = fapi_message_signature_new(NULL), *bank = fapi_message_signature_new(NULL);
    fapi_verdict *verdict = fapi_verdict_new(NULL);
    int wrong = fapi_signer_generate(NULL, FAPI_ALG_EDDSA, &client_key) | fapi_signer_generate(NULL, FAPI_ALG_ES256, &bank_key);
    fapi_jwks *client_keys = keys_of(client_key), *bank_keys = keys_of(bank_key);

    wrong |= fapi_message_signature_set_keys(bank, client_keys) | fapi_message_signature_set_keys(client, bank_keys);
    if (wrong == 0)
        wrong = run(client, bank, client_key, bank_key, verdict);
    fapi_message_signature_free(client);
    fapi_message_signature_free(bank);
    fapi_jwks_free(client_keys);
    fapi_jwks_free(bank_keys);
    fapi_signer_free(client_key);
    fapi_signer_free(bank_key);
    fapi_verdict_free(verdict);
    return wrong == 0 ? 0 : 1;
}
