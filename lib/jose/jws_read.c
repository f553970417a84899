/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a compact JWS apart. Sizes are judged before anything is decoded, the header before the payload is looked
 * at. */
#include "base/base64url.h"
#include "jose/jws.h"

typedef struct parts {
    fapix_slice header, payload, signature;
} parts;

/* Spec: RFC7515-7.1-1 */
static int split(fapix_slice compact, parts *found)
{
    if (compact.n == 0)
        return FAPI_JWS_STRUCTURE;
    const uint8_t *at = compact.p, *const end = compact.p + compact.n;
    const uint8_t *dots[2] = {NULL, NULL};
    size_t count = 0;
    while (at < end && count < 5 && (at = memchr(at, '.', (size_t)(end - at))) != NULL) {
        if (count < 2)
            dots[count] = at;
        count++;
        at++;
    }
    /* Spec: RFC7518-5.3-1, RFC7518-5.2.2.2-1, RFC7518-4.3-1 (a JWE where a JWS is expected) */
    if (count == 4)
        return FAPI_JWE_UNSUPPORTED;
    if (count != 2)
        return FAPI_JWS_STRUCTURE;
    found->header = fapix_slice_of(compact.p, (size_t)(dots[0] - compact.p));
    found->payload = fapix_slice_of(dots[0] + 1, (size_t)(dots[1] - dots[0] - 1));
    found->signature = fapix_slice_of(dots[1] + 1, (size_t)(end - dots[1] - 1));
    return found->header.n > 0 ? FAPI_OK : FAPI_JWS_STRUCTURE;
}

static int read_header(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice text)
{
    size_t n = 0;
    int rc = fapix_rule(verdict, FAPI_JWS_SIZE, text.n <= fapix_base64url_encoded(FAPI_MAX_JOSE_HEADER));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7515-2-1 */
    rc = fapix_base64url_decode(text, space->header_text, &n);
    if (rc != FAPI_OK)
        return fapix_refuse(verdict, rc);
    space->header_raw = fapix_slice_of(space->header_text, n);
    /* Spec: RFC7515-5.2-1, RFC7515-4-1, RFC7515-10.12-1, RFC7515-10.13-1, RFC8725-3.7-1 */
    rc = fapix_json_parse(&space->header, space->header_raw, space->header_scratch);
    return fapix_rule_rc(verdict, FAPI_JWS_HEADER, rc);
}

static int read_payload(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice text, bool any)
{
    size_t n = 0;
    int rc = fapix_base64url_decode(text, space->payload_text, &n);
    if (rc != FAPI_OK)
        return fapix_refuse(verdict, rc);
    space->payload = fapix_slice_of(space->payload_text, n);
    if (any)
        return FAPI_OK;
    /* Spec: RFC7519-7.2-1, RFC7519-4-1, RFC8725-3.7-1 */
    rc = fapix_json_parse(&space->claims, space->payload, space->payload_scratch);
    return fapix_rule_rc(verdict, FAPI_JWT_CLAIMS, rc);
}

static int read_signature(fapi_verdict *verdict, fapix_jws *jws, fapix_slice text)
{
    int rc = fapix_rule(verdict, FAPI_JWS_SIGNATURE_LENGTH,
                        text.n > 0 && text.n <= fapix_base64url_encoded(sizeof jws->signature));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_base64url_decode(text, jws->signature, &jws->signature_n);
    return rc == FAPI_OK ? FAPI_OK : fapix_refuse(verdict, rc);
}

static void clear(fapix_jws *jws)
{
    /* The signature's octets beyond signature_n are never read, and a kilobyte is worth not zeroing. */
    jws->signing_input = jws->kid = jws->typ = (fapix_slice){NULL, 0};
    jws->signature_n = 0;
    jws->alg = 0;
    jws->has_kid = false;
    jws->jwk = NULL;
}

int fapix_jws_read(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice compact, int algs, int flags,
                   fapix_jws *jws)
{
    parts found = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    clear(jws);
    space->header.count = space->claims.count = 0;
    space->header_raw = space->payload = (fapix_slice){NULL, 0};
    int rc = fapix_rule(verdict, FAPI_JWS_SIZE, compact.n <= FAPI_MAX_JWT);
    if (rc == FAPI_OK)
        rc = fapix_rule_rc(verdict, FAPI_JWS_STRUCTURE, split(compact, &found));
    if (rc == FAPI_OK)
        rc = read_header(verdict, space, found.header);
    if (rc == FAPI_OK)
        rc = fapix_jws_header(verdict, &space->header, algs, flags, jws);
    if (rc == FAPI_OK)
        rc = read_payload(verdict, space, found.payload, (flags & FAPIX_JWS_ANY_PAYLOAD) != 0);
    if (rc == FAPI_OK)
        rc = read_signature(verdict, jws, found.signature);
    if (rc != FAPI_OK) {
        clear(jws);
        return rc;
    }
    /* Spec: RFC7515-5.2-1 (the octets as they came, not as we would write them) */
    jws->signing_input = fapix_slice_of(compact.p, found.header.n + 1 + found.payload.n);
    return FAPI_OK;
}
