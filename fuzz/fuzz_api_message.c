/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signed message of Open Finance Brasil: the texts of header and payload with a line feed between them, which are encoded here. Keys and
 * signatures are all good (fake_provider.c). What is accepted is read again by jansson, and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/base64url.h"
#include "base/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)

static fapi_api_message *message;
static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    static const char keys[] =
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"e\":\"AQAB\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp"
        "-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdb"
        "BYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM"
        "Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}]}";
    fapi_context *context = fapi_context_new();
    fapi_jwks *jwks = fapi_jwks_new(context);

    message = fapi_api_message_new(context);
    verdict = fapi_verdict_new(context);
    must(message != NULL && verdict != NULL && jwks != NULL && fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_api_message_set_keys(message, jwks) == FAPI_OK);
    must(fapi_api_message_set_sender(message, "s", 1) == FAPI_OK && fapi_api_message_set_receiver(message, "r", 1) == FAPI_OK);
    must(fapi_api_message_set_content_type(message, "application/jwt", 15) == FAPI_OK);
    fapi_jwks_free(jwks);
    fapi_context_free(context);
}

static void hold(void)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, JSON_REJECT_DUPLICATES, NULL);
    json_t *claims = json_loadb((const char *)verdict->token.payload_text, verdict->token.payload.n, JSON_REJECT_DUPLICATES, NULL);
    const char *typ = json_string_value(json_object_get(header, "typ")), *jti = json_string_value(json_object_get(claims, "jti"));
    double iat = json_number_value(json_object_get(claims, "iat"));
    const uint8_t *key = NULL;
    size_t n = 0;
    int64_t expiry = 0;

    must(strcmp(json_string_value(json_object_get(header, "alg")), "PS256") == 0);
    must(strcmp(json_string_value(json_object_get(header, "kid")), "k") == 0);
    must(typ != NULL && (strcasecmp(typ, "JWT") == 0 || strcasecmp(typ, "application/jwt") == 0));
    must(json_object_get(header, "jwk") == NULL && json_object_get(header, "x5c") == NULL && json_object_get(header, "crit") == NULL);
    if (claims != NULL) { /* jansson refuses numbers beyond its range */
        must(strcmp(json_string_value(json_object_get(claims, "iss")), "s") == 0);
        must(json_object_get(claims, "aud") != NULL && jti != NULL && strlen(jti) == 36 && jti[14] == '4');
        must(iat >= (double)(NOW - 60) && iat < (double)(NOW + 61));
    }
    must(fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry) == FAPI_OK && n == 32 && expiry == NOW + 86400);
    json_decref(header);
    json_decref(claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char jwt[4 * FAPI_MAX_JWT];
    const uint8_t *feed = NULL;
    size_t n = 0, header_n = 0;
    int rc = FAPI_OK;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT || (feed = memchr(data, '\n', size)) == NULL)
        return 0;
    header_n = (size_t)(feed - data);
    fapix_base64url_encode(fapix_slice_of(data, header_n), jwt);
    n = fapix_base64url_encoded(header_n);
    jwt[n++] = '.';
    fapix_base64url_encode(fapix_slice_of(feed + 1, size - header_n - 1), jwt + n);
    n += fapix_base64url_encoded(size - header_n - 1);
    memcpy(jwt + n, ".AAAA", 5);
    rc = fapi_api_message_check(message, jwt, n + 5, NOW, verdict);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    if (rc == FAPI_OK)
        hold();
    return 0;
}
