/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x-jws-signature. The first byte chooses the version and the form; then come the text of the header and the body with a line feed between
 * them, of which the header is encoded here, or the value of the field as it is. Keys and signatures are all good (fake_provider.c). What
 * is accepted is read again by jansson, and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/base64url.h"
#include "base/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define OB "http://openbanking.org.uk/"
enum { AS_IT_IS = 1, BARE = 2 };

static fapi_body_signature *signature;
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

    signature = fapi_body_signature_new(context);
    verdict = fapi_verdict_new(context);
    must(signature != NULL && verdict != NULL && jwks != NULL);
    must(fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_body_signature_set_keys(signature, jwks) == FAPI_OK);
    must(fapi_body_signature_set_issuer(signature, "CN=i,C=GB", 9) == FAPI_OK);
    must(fapi_body_signature_set_trust_anchor(signature, "t", 1) == FAPI_OK);
    fapi_jwks_free(jwks);
    fapi_context_free(context);
}

static int listed(const json_t *crit, const char *name)
{
    size_t i = 0;
    int count = 0;
    const json_t *one = NULL;

    json_array_foreach(crit, i, one)
        count += json_is_string(one) && strcmp(json_string_value(one), name) == 0;
    return count;
}

static void hold(int bare)
{
    json_t *header = json_loadb((const char *)verdict->token.header_text, verdict->token.header_raw.n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *crit = json_object_get(header, "crit"), *typ = json_object_get(header, "typ");
    const char *alg = json_string_value(json_object_get(header, "alg")), *kid = json_string_value(json_object_get(header, "kid"));

    must(alg != NULL && strcmp(alg, "PS256") == 0 && kid != NULL && strcmp(kid, "k") == 0);
    must(typ == NULL || (json_is_string(typ) && strcmp(json_string_value(typ), "JOSE") == 0));
    must(json_is_array(crit) && json_array_size(crit) == (bare ? 4u : 3u));
    must(listed(crit, OB "iat") == 1 && listed(crit, OB "iss") == 1 && listed(crit, OB "tan") == 1 && listed(crit, "b64") == bare);
    must(bare ? json_is_false(json_object_get(header, "b64")) : json_object_get(header, "b64") == NULL);
    must(json_number_value(json_object_get(header, OB "iat")) < (double)NOW + 11);
    must(json_is_number(json_object_get(header, OB "iat")) && json_is_string(json_object_get(header, OB "iss")));
    must(strcmp(json_string_value(json_object_get(header, OB "tan")), "t") == 0);
    must(json_object_size(header) == 6u + (unsigned)bare + (typ != NULL) + (json_object_get(header, "cty") != NULL));
    json_decref(header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char value[3 * FAPI_MAX_JWT];
    const uint8_t *feed = NULL;
    const char *text = value;
    size_t n = 0, header_n = 0;
    int rc = FAPI_OK, bare = 0;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > FAPI_MAX_JWT)
        return 0;
    bare = (data[0] & BARE) != 0;
    feed = memchr(data + 1, '\n', size - 1);
    header_n = feed == NULL ? size - 1 : (size_t)(feed - data - 1);
    must(fapi_body_signature_set_b64_false(signature, bare) == FAPI_OK);
    must(fapi_body_signature_set_body(signature, feed == NULL ? NULL : feed + 1, size - 1 - header_n - (feed != NULL)) == FAPI_OK);
    if ((data[0] & AS_IT_IS) != 0) {
        text = (const char *)data + 1;
        n = header_n;
    } else {
        fapix_base64url_encode(fapix_slice_of(data + 1, header_n), value);
        n = fapix_base64url_encoded(header_n);
        memcpy(value + n, "..AAAA", 6);
        n += 6;
    }
    rc = fapi_body_signature_check(signature, text, n, NOW, verdict);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    if (rc == FAPI_OK)
        hold(bare);
    else
        must(fapi_verdict_clause(verdict)[0] != '\0' || rc < FAPI_BASE64URL_CHARACTER);
    return 0;
}
