/* SPDX-License-Identifier: Apache-2.0 */
/* See received.h. The clauses stand where each kind names what it broke. */
#include "jwt/received.h"

#include "jose/jwks.h"

/* Where a broken rule of every JWS has a name of its own for this kind, tell that one. */
static int restate_header(const fapix_received *r, int rc)
{
    const fapix_json_node *typ = fapix_json_get(&r->space->header, "typ");

    if (rc == FAPI_JWE_UNSUPPORTED || rc == FAPI_JWS_JWE_HEADER)
        return fapix_restate(r->verdict, rc, r->names->encrypted);
    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(r->verdict, rc, r->names->alg);
    if (rc == FAPI_JWS_HEADER_TYPE && typ != NULL && typ->type != FAPIX_JSON_STRING)
        return fapix_restate(r->verdict, rc, r->names->typ);
    return rc;
}

int fapix_received_open(const fapix_received *r, fapix_slice *jwt)
{
    int rc = FAPI_ERR_INTERNAL;

    if (r->jwe == NULL)
        return FAPI_OK; /* the reader of the JWS refuses one of five parts */
    rc = fapix_rule(r->verdict, r->names->not_encrypted, fapix_jwe_is(*jwt));
    if (rc == FAPI_OK)
        rc = fapix_jwe_open(r->verdict, *jwt, r->jwe);
    if (rc == FAPI_OK)
        *jwt = fapix_slice_of(r->verdict->nested, r->verdict->nested_n);
    return rc;
}

int fapix_received_header(const fapix_received *r, fapix_slice jwt, fapix_jws *jws)
{
    int rc = fapix_jws_read(r->verdict, r->space, jwt, r->algs, 0, jws);

    if (rc != FAPI_OK)
        return restate_header(r, rc);
    rc = fapix_rule(r->verdict, r->names->alg, (jws->alg & r->algs) != 0);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(r->verdict, r->names->alg_registered, r->registered_alg == 0 || jws->alg == r->registered_alg,
                           fapix_slice_str(r->registered_alg == 0 ? "" : fapi_alg_name(r->registered_alg)),
                           fapix_slice_str(fapi_alg_name(jws->alg)));
    if (rc == FAPI_OK)
        rc = fapix_rule_on(r->verdict, r->names->typ, jws->typ.p == NULL || fapix_jws_typ_is(jws->typ, "JWT"),
                           fapix_slice_str("JWT"), jws->typ);
    return rc;
}

int fapix_received_signature(const fapix_received *r, const fapix_jws *jws)
{
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(r->jwks, jws->has_kid, jws->kid, jws->alg, r->refuse_duplicate_kid, &key);

    rc = fapix_rule_rc(r->verdict, FAPI_KEY_UNKNOWN, rc);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(r->verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    return fapix_rule(r->verdict, r->names->signature, rc == FAPI_OK);
}
