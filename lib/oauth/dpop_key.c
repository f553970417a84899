/* SPDX-License-Identifier: Apache-2.0 */
/* The first half of RFC 9449 4.3: is this a proof at all, with an algorithm that may be used, and does the key that
 * it brings verify it? */
#include "oauth/dpop_key.h"

/* The header is judged below by the rules of every JWS. Where a broken one has a name of its own for proofs, tell
 * that one. */
static int restate_header(fapi_verdict *verdict, int rc)
{
    const fapix_json_node *typ = fapix_json_get(&verdict->proof.header, "typ");

    /* Spec: RFC9449-4.3-5, RFC9449-4.2-2, RFC9449-11.6-1 */
    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_DPOP_ALG);
    if (rc == FAPI_JWS_HEADER_TYPE && typ != NULL && typ->type != FAPIX_JSON_STRING)
        return fapix_restate(verdict, rc, FAPI_DPOP_TYP);
    return rc;
}

int fapix_dpop_header(fapi_verdict *verdict, fapix_slice proof, int algs, fapix_jws *jws)
{
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC9449-4.3-2 - two proofs that a proxy joined into one field are told apart from a damaged one */
    rc = fapix_rule(verdict, FAPI_DPOP_FORM, proof.n > 0 && memchr(proof.p, ',', proof.n) == NULL);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_read(verdict, &verdict->proof, proof, algs, FAPIX_JWS_ALLOW_JWK, jws);
    if (rc != FAPI_OK)
        return restate_header(verdict, rc);
    /* Spec: RFC9449-4.3-4, RFC9449-11.5-1 - an access token, ID token or assertion is no proof */
    rc = fapix_rule_on(verdict, FAPI_DPOP_TYP, fapix_jws_typ_is(jws->typ, "dpop+jwt"), fapix_slice_str("dpop+jwt"),
                       jws->typ);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC9449-4.3-5 */
    return fapix_rule(verdict, FAPI_DPOP_ALG, (jws->alg & algs) != 0);
}

/* A proof brings its own key, so all that can be wrong with it is the sender's doing, told under the rule of the
 * proof; which of the many rules of keys it broke goes into the detail. */
static int judge_import(fapi_verdict *verdict, const fapix_jws *jws, fapix_key **key)
{
    fapix_jwk_fields fields = {0};
    int rc = FAPI_ERR_INTERNAL;

    if (jws->jwk == NULL)
        return fapix_rule_on(verdict, FAPI_DPOP_JWK, false, fapix_slice_str("jwk"), fapix_slice_of(NULL, 0));
    rc = fapix_jwk_fields_json(&fields, &verdict->proof.header, jws->jwk);
    /* The sender chose key and algorithm together, so an RSA key without alg is for the one that the header names. */
    if (rc == FAPI_OK)
        rc = fapix_jwk_import(verdict->context, &fields, jws->alg == FAPI_ALG_RS256, key, verdict->jkt);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    /* Spec: RFC9449-4.3-7 */
    if (fapix_rule(verdict, FAPI_DPOP_JWK_PRIVATE, rc != FAPI_JWK_PRIVATE && rc != FAPI_JWK_SYMMETRIC) != FAPI_OK)
        return FAPI_DPOP_JWK_PRIVATE;
    return fapix_rule_on(verdict, FAPI_DPOP_JWK, rc == FAPI_OK, fapix_slice_str("a valid public key"),
                         fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
}

int fapix_dpop_signature(fapi_verdict *verdict, const fapix_jws *jws)
{
    const fapix_provider *provider = verdict->context->provider;
    fapix_key *key = NULL;
    int rc = judge_import(verdict, jws, &key);

    if (rc != FAPI_OK)
        goto out;
    rc = fapix_jws_verify(provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        goto out;
    if (rc == FAPI_KEY_ALG) {
        rc = fapix_rule_on(verdict, FAPI_DPOP_JWK, false, fapix_slice_str(fapi_alg_name(jws->alg)),
                           fapix_slice_str(fapi_alg_name(provider->key_alg(key))));
        goto out;
    }
    /* Spec: RFC9449-4.3-6 */
    rc = fapix_rule(verdict, FAPI_DPOP_SIGNATURE, rc == FAPI_OK);
out:
    if (key != NULL)
        provider->key_free(key);
    return rc;
}
