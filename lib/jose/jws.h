/* SPDX-License-Identifier: Apache-2.0 */
/* Compact JWS: taken apart, judged, verified over the bytes as they came. */
#ifndef FAPIX_JWS_H
#define FAPIX_JWS_H

#include "base/verdict.h"
#include "jose/jwk.h"

typedef struct fapix_jws {
    fapix_slice signing_input; /* header.payload as received */
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    size_t signature_n;
    int alg;                   /* one FAPI_ALG_, never 0 after a successful read */
    bool has_kid;
    fapix_slice kid, typ;      /* typ {NULL, 0} if absent */
    const fapix_json_node *jwk; /* the header's jwk member, or NULL */
} fapix_jws;

enum fapix_jws_flags {
    FAPIX_JWS_ALLOW_JWK = 1, /* DPoP proofs: the jwk header is expected; everywhere else an embedded key is refused */
    FAPIX_JWS_ANY_PAYLOAD = 2 /* the payload need not be a JSON object; space->claims stays empty */
};

/* Take a compact JWS apart into space, judge its header (structure, alg allowed, crit, b64, zip/enc, cty, types,
 * kid, embedded keys) and parse header and claims. No key is used yet. Each rule is reported to verdict. Returns
 * FAPI_OK, FAPI_JWS_*, FAPI_JWE_UNSUPPORTED (five parts), FAPI_BASE64URL_*, FAPI_JSON_*. */
int fapix_jws_read(fapi_verdict *verdict, fapix_jwt_space *space, fapix_slice compact, int algs, int flags,
                   fapix_jws *jws);
/* The second step of fapix_jws_read: judge the parsed header in space->header, fill alg, kid, typ and jwk of *jws. */
int fapix_jws_header(fapi_verdict *verdict, const fapix_json *header, int algs, int flags, fapix_jws *jws);
/* Find the key in a loaded set and verify; both reported to verdict. Returns FAPI_OK, FAPI_KEY_*,
 * FAPI_JWS_SIGNATURE*, _NOMEM or _CRYPTO. */
int fapix_jws_check_keys(fapi_verdict *verdict, const fapi_jwks *jwks, const fapix_jws *jws);
/* The typ header equals the wanted media type: no case, "application/" assumed (RFC 7515 4.1.9). */
bool fapix_jws_typ_is(fapix_slice typ, const char *wanted);
/* Verify with a key; the key's own algorithm must be the header's (FAPI_KEY_ALG). Does not report to a verdict. */
int fapix_jws_verify(const fapix_provider *provider, const fapix_jws *jws, const fapix_key *key);

#endif
