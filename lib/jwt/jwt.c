/* SPDX-License-Identifier: Apache-2.0 */
/* The generic JWT: signature, header, registered claims. */
#include "base/verdict.h"
#include "crypto/provider.h"
#include "jose/alg.h"
#include "jose/jwks.h"
#include "jose/jws.h"
#include "jwt/claims.h"

#define SKEW_AT_FIRST 10
#define SKEW_LIMIT 60
#define TYP_LIMIT 128

struct fapi_jwt {
    fapi_context *context;
    atomic_bool *sealed; /* of this handle: a check, which has it const, seals it */
    atomic_bool seal;
    fapix_slice issuer, audience; /* owned */
    char typ_text[TYP_LIMIT + 1];  /* "": any */
    int algs;
    int64_t skew;
};

/* See fapi.h. */
fapi_jwt *fapi_jwt_new(fapi_context *context)
{
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return NULL;
    fapi_jwt *jwt = fapix_alloc(&used->memory, sizeof *jwt);
    if (jwt == NULL) {
        fapix_context_unref(used);
        return NULL;
    }
    jwt->context = used;
    atomic_init(&jwt->seal, false);
    jwt->sealed = &jwt->seal;
    jwt->skew = SKEW_AT_FIRST;
    return jwt;
}

static void drop(const fapi_jwt *jwt, fapix_slice text)
{
    fapix_free(&jwt->context->memory, (void *)(uintptr_t)text.p, text.n);
}

/* See fapi.h. */
void fapi_jwt_free(fapi_jwt *jwt)
{
    if (jwt == NULL)
        return;
    fapi_context *context = jwt->context;
    drop(jwt, jwt->issuer);
    drop(jwt, jwt->audience);
    fapix_free(&context->memory, jwt, sizeof *jwt);
    fapix_context_unref(context);
}

static int set_text(fapi_jwt *jwt, fapix_slice *to, const char *text, size_t text_len)
{
    if (jwt == NULL || text == NULL || text_len == 0 || text_len > FAPI_MAX_URL)
        return FAPI_ERR_ARG;
    if (atomic_load(jwt->sealed))
        return FAPI_ERR_STATE;
    fapix_slice copy;
    int rc = fapix_copy(&jwt->context->memory, fapix_slice_of(text, text_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    drop(jwt, *to);
    *to = copy;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jwt_set_issuer(fapi_jwt *jwt, const char *issuer, size_t issuer_len)
{
    return jwt == NULL ? FAPI_ERR_ARG : set_text(jwt, &jwt->issuer, issuer, issuer_len);
}

/* See fapi.h. */
int fapi_jwt_set_audience(fapi_jwt *jwt, const char *audience, size_t audience_len)
{
    return jwt == NULL ? FAPI_ERR_ARG : set_text(jwt, &jwt->audience, audience, audience_len);
}

/* See fapi.h. */
int fapi_jwt_set_typ(fapi_jwt *jwt, const char *typ, size_t typ_len)
{
    if (jwt == NULL || typ == NULL || typ_len == 0 || typ_len > TYP_LIMIT || memchr(typ, '\0', typ_len) != NULL)
        return FAPI_ERR_ARG;
    if (atomic_load(jwt->sealed))
        return FAPI_ERR_STATE;
    memcpy(jwt->typ_text, typ, typ_len);
    jwt->typ_text[typ_len] = '\0';
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jwt_set_algs(fapi_jwt *jwt, int algs)
{
    if (jwt == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    if (atomic_load(jwt->sealed))
        return FAPI_ERR_STATE;
    jwt->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jwt_set_skew(fapi_jwt *jwt, int64_t seconds)
{
    if (jwt == NULL)
        return FAPI_ERR_ARG;
    if (atomic_load(jwt->sealed))
        return FAPI_ERR_STATE;
    if (seconds < 0 || seconds > SKEW_LIMIT)
        return FAPI_ERR_RANGE;
    jwt->skew = seconds;
    return FAPI_OK;
}

/* The kind of JWT, and the type and length of what it says. */
static int judge_form(const fapi_jwt *jwt, const fapix_jws *jws, fapi_verdict *verdict)
{
    const fapix_json *claims = &verdict->token.claims;
    fapix_slice value;
    const char *name = NULL;
    int rc = FAPI_OK;
    if (jwt->typ_text[0] == '\0') {
        fapix_skip(verdict, FAPI_JWT_TYP);
    } else {
        /* Spec: RFC8725-3.11-1, RFC8725-3.12-1 */
        rc = fapix_rule(verdict, FAPI_JWT_TYP, fapix_jws_typ_is(jws->typ, jwt->typ_text));
        if (rc != FAPI_OK) {
            fapix_expected(verdict, fapix_slice_str(jwt->typ_text));
            fapix_actual(verdict, jws->typ);
            return rc;
        }
    }
    rc = fapix_claims_types(claims, &name);
    if (rc == FAPI_OK && fapix_claim_string(claims, "sub", &value) == FAPI_OK && value.n > FAPI_MAX_SUB) {
        name = "sub";
        rc = FAPI_JWT_CLAIM_TYPE;
    }
    if (rc == FAPI_OK && fapix_claim_string(claims, "jti", &value) == FAPI_OK && value.n > FAPI_MAX_JTI) {
        name = "jti";
        rc = FAPI_JWT_CLAIM_TYPE;
    }
    rc = fapix_rule_rc(verdict, FAPI_JWT_CLAIM_TYPE, rc);
    if (rc != FAPI_OK)
        fapix_actual(verdict, fapix_slice_str(name));
    return rc;
}

static int judge_parties(const fapi_jwt *jwt, fapi_verdict *verdict)
{
    const fapix_json *claims = &verdict->token.claims;
    fapix_slice issuer;
    int rc = fapix_claim_string(claims, "iss", &issuer);
    /* Spec: RFC8725-3.8-1, RFC7519-2-2, RFC7519-7.3-1 (the caller's key set is this issuer's; octets are
     * compared) */
    rc = fapix_rule(verdict, FAPI_JWT_ISS, rc == FAPI_OK && fapix_slice_eq(issuer, jwt->issuer));
    if (rc != FAPI_OK) {
        fapix_expected(verdict, jwt->issuer);
        fapix_actual(verdict, issuer);
        return rc;
    }
    /* Spec: RFC8725-3.9-1, RFC7519-4.1.3-1 */
    rc = fapix_rule(verdict, FAPI_JWT_AUD, fapix_claim_audience(claims, jwt->audience) == FAPI_OK);
    if (rc != FAPI_OK) {
        const fapix_json_node *aud = fapix_json_get(claims, "aud");
        fapix_expected(verdict, jwt->audience);
        if (aud != NULL)
            fapix_actual(verdict, aud->raw);
    }
    return rc;
}

static int judge_times(const fapi_jwt *jwt, int64_t now, fapi_verdict *verdict)
{
    const fapix_json *claims = &verdict->token.claims;
    int64_t exp = 0, nbf = 0, iat = 0;
    int rc = fapix_rule(verdict, FAPI_JWT_EXP_MISSING, fapix_claim_date(claims, "exp", &exp) == FAPI_OK);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7519-4.1.4-1 */
    rc = fapix_rule(verdict, FAPI_JWT_EXPIRED, !fapix_time_expired(exp, now, jwt->skew));
    if (rc != FAPI_OK) {
        fapix_expected_int(verdict, now);
        fapix_actual_int(verdict, exp);
        return rc;
    }
    /* Spec: RFC7519-4.1.5-1 */
    if (fapix_claim_date(claims, "nbf", &nbf) == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JWT_NBF, !fapix_time_ahead(nbf, now, jwt->skew));
    else
        fapix_skip(verdict, FAPI_JWT_NBF);
    if (rc != FAPI_OK) {
        fapix_expected_int(verdict, now);
        fapix_actual_int(verdict, nbf);
        return rc;
    }
    /* A JWT issued after its own end is as wrong as one from the future. */
    if (fapix_claim_date(claims, "iat", &iat) == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JWT_IAT, !fapix_time_ahead(iat, now, jwt->skew) && iat <= exp);
    else
        fapix_skip(verdict, FAPI_JWT_IAT);
    if (rc != FAPI_OK) {
        fapix_expected_int(verdict, now);
        fapix_actual_int(verdict, iat);
    }
    return rc;
}

static int judge(const fapi_jwt *jwt, const fapi_jwks *jwks, fapix_slice token, int64_t now, fapi_verdict *verdict)
{
    fapix_jws jws;
    int rc = fapix_jws_read(verdict, &verdict->token, token, jwt->algs, 0, &jws);
    if (rc == FAPI_OK)
        rc = fapix_jws_check_keys(verdict, jwks, &jws);
    if (rc == FAPI_OK)
        rc = judge_form(jwt, &jws, verdict);
    if (rc == FAPI_OK)
        rc = judge_parties(jwt, verdict);
    if (rc == FAPI_OK)
        rc = judge_times(jwt, now, verdict);
    return rc;
}

/* Spec: RFC7519-7.2-1, FAPI2SP-5.4.1-1.1
 * See fapi.h. */
int fapi_jwt_check(const fapi_jwt *jwt, const fapi_jwks *jwks, const char *token, size_t token_len, int64_t now,
                   fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    fapix_verdict_about(verdict, FAPI_SUBJECT_JWT);
    if (jwt == NULL || jwks == NULL || (token == NULL && token_len > 0))
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (now < 0 || now > FAPI_MAX_TIME)
        return fapix_verdict_end(verdict, FAPI_ERR_CLOCK);
    if (!fapix_jwks_loaded(jwks))
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    if (jwt->issuer.n == 0 || jwt->audience.n == 0 || jwt->algs == 0)
        return fapix_verdict_end(verdict, FAPI_POLICY_EMPTY);
    if (!atomic_load_explicit(jwt->sealed, memory_order_relaxed))
        atomic_store(jwt->sealed, true);
    int rc = judge(jwt, jwks, fapix_slice_of(token, token_len), now, verdict);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    return fapix_verdict_end(verdict, rc);
}
