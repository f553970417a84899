/* SPDX-License-Identifier: Apache-2.0 */
/* Compact JWS: the check with a key set. */
#include "jose/jws.h"

#include "jose/alg.h"
#include "jose/jwks.h"

/* Spec: RFC7515-4.1.9-1: application/ is assumed where there is no slash, so that it may as well be taken away
 * where it is the only one. */
static fapix_slice short_type(fapix_slice type)
{
    static const char prefix[] = "application/";
    const size_t n = sizeof prefix - 1;
    if (type.n <= n || !fapix_slice_is_nocase(fapix_slice_of(type.p, n), prefix))
        return type;
    fapix_slice rest = fapix_slice_of(type.p + n, type.n - n);
    return memchr(rest.p, '/', rest.n) == NULL ? rest : type;
}

bool fapix_jws_typ_is(fapix_slice typ, const char *wanted)
{
    return typ.p != NULL && fapix_slice_eq_nocase(short_type(typ), short_type(fapix_slice_str(wanted)));
}

int fapix_jws_verify(const fapix_provider *provider, const fapix_jws *jws, const fapix_key *key)
{
    /* Spec: RFC8725-3.1-3, RFC8725-3.1-2 */
    if (provider->key_alg(key) != jws->alg)
        return FAPI_KEY_ALG;
    /* Spec: RFC7518-3.4-1, RFC7518-3.5-1, RFC7515-10.6-1, RFC8037-3.1-1 (all in the provider) */
    return provider->verify(key, jws->signing_input, fapix_slice_of(jws->signature, jws->signature_n));
}

int fapix_jws_check_keys(fapi_verdict *verdict, const fapi_jwks *jwks, const fapix_jws *jws)
{
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(jwks, jws->has_kid, jws->kid, jws->alg, false, &key);
    rc = fapix_rule_rc(verdict, FAPI_KEY_UNKNOWN, rc);
    if (rc != FAPI_OK)
        return rc;
    return fapix_rule_rc(verdict, FAPI_JWS_SIGNATURE, fapix_jws_verify(verdict->context->provider, jws, key));
}

/* See fapi.h. */
int fapi_jws_check(const fapi_jwks *jwks, int algs, const char *jws, size_t jws_len, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    fapix_verdict_about(verdict, FAPI_SUBJECT_JWS);
    if (jwks == NULL || !fapix_algs_valid(algs) || (jws == NULL && jws_len > 0))
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (!fapix_jwks_loaded(jwks))
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    fapix_jws read;
    fapix_slice compact = fapix_slice_of(jws, jws_len);
    int rc = fapix_jws_read(verdict, &verdict->token, compact, algs, FAPIX_JWS_ANY_PAYLOAD, &read);
    if (rc == FAPI_OK)
        rc = fapix_jws_check_keys(verdict, jwks, &read);
    if (rc == FAPI_OK) {
        verdict->readable = &verdict->token;
        verdict->has_payload = true;
    }
    return fapix_verdict_end(verdict, rc);
}
