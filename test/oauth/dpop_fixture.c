/* SPDX-License-Identifier: Apache-2.0 */
#include "test/oauth/dpop_fixture.h"

#include "crypto/digest.h"
#include "jose/signer.h"

char dpop_ath[44], dpop_jkt[44];
const t_member dpop_nothing = {NULL, NULL};

int dpop_ready(fapi_dpop **dpop, fapi_verdict **verdict)
{
    AUTO(fapi_jwk) jwk = NULL;
    const char *text = t_public_jwk(T_EDDSA);
    int rc = FAPI_ERR_NOMEM;

    *dpop = fapi_dpop_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*dpop == NULL || *verdict == NULL)
        return rc;
    rc = fapi_jwk_new(t_context(), text, strlen(text), &jwk);
    if (rc == FAPI_OK)
        rc = fapi_jwk_thumbprint(jwk, dpop_jkt, sizeof dpop_jkt);
    if (rc == FAPI_OK)
        rc = fapix_sha256_base64url(fapix_provider_default(), NULL, fapix_slice_str(TOKEN), dpop_ath);
    if (rc == FAPI_OK)
        rc = fapi_dpop_set_method(*dpop, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_dpop_set_url(*dpop, S(URL));
    if (rc == FAPI_OK)
        rc = fapi_dpop_set_access_token(*dpop, S(TOKEN));
    if (rc == FAPI_OK)
        rc = fapi_dpop_set_jkt(*dpop, dpop_jkt, strlen(dpop_jkt));
    return rc;
}

const char *dpop_header(enum t_key_name key, const t_member *change)
{
    char alg[16];
    const t_member members[] = {{"typ", "\"dpop+jwt\""}, {"alg", alg}, {"jwk", t_public_jwk(key)}, {NULL, NULL}};

    snprintf(alg, sizeof alg, "\"%s\"", fapi_alg_name(t_alg(key)));
    return t_object(members, change, 1);
}

const char *dpop_claims(const t_member *changes, size_t count)
{
    char quoted[48];
    const t_member members[] = {{"jti", "\"7f1e\""},    {"htm", "\"GET\""}, {"htu", "\"" HTU "\""},
                                {"iat", "1800000000"}, {"ath", quoted},    {NULL, NULL}};

    snprintf(quoted, sizeof quoted, "\"%s\"", dpop_ath);
    return t_object(members, changes, count);
}

const char *dpop_proof(const t_member *header, const t_member *claim)
{
    return t_sign(T_EDDSA, dpop_header(T_EDDSA, header), dpop_claims(claim, 1));
}

int dpop_try(const fapi_dpop *dpop, const char *proof, int64_t now, fapi_verdict *verdict)
{
    return proof[0] == '\0' ? FAPI_ERR_NOMEM : fapi_dpop_check(dpop, proof, strlen(proof), now, verdict);
}

const char *dpop_with(const char *claim, const char *value)
{
    return dpop_proof(&dpop_nothing, &(t_member){claim, value});
}

const char *dpop_with_all(const t_member *changes, size_t count)
{
    return t_sign(T_EDDSA, dpop_header(T_EDDSA, &dpop_nothing), dpop_claims(changes, count));
}

/* The key of another client: RFC 8032 7.1, TEST 2. */
#define OTHER_X "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"
#define OTHER_JWK "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OTHER_X "\"}"
static const char OTHER_PRIVATE[] = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OTHER_X "\","
                                    "\"d\":\"TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs\"}";

const char *dpop_sign_as_other(const char *header, const char *claims)
{
    AUTO(fapi_signer) signer = NULL;

    if (fapi_signer_new(t_context(), S(OTHER_PRIVATE), &signer) != FAPI_OK)
        return "";
    return t_make_jws(fapix_provider_default(), signer->key, header, claims, strlen(claims));
}

const char *dpop_other_proof(const t_member *claims, size_t count)
{
    return dpop_sign_as_other(dpop_header(T_EDDSA, &(t_member){"jwk", OTHER_JWK}), dpop_claims(claims, count));
}

void dpop_run_rows(const dpop_row *rows, size_t count, const char *test)
{
    READY(dpop, verdict);
    for (size_t i = 0; i < count; i++) {
        const dpop_row *r = &rows[i];
        const char *proof = dpop_proof(&r->header, &r->claim);
        const char *what = r->header.name ? r->header.value : r->claim.value;

        CHECK(proof[0] != '\0');
        STATUS(r->status, t_row(i, what, r->status, dpop_try(dpop, proof, NOW, verdict)));
        CHECK(r->expected == NULL || strcmp(fapi_verdict_expected(verdict), r->expected) == 0);
        CHECK(r->status == FAPI_OK || fapi_verdict_subject(verdict) == FAPI_SUBJECT_DPOP_PROOF);
        t_claim_all(r->ids, test);
    }
}
