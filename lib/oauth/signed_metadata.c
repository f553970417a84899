/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges signed metadata: who attests to them and that its key signed them. What they say is judged like any other metadata, once they
 * have taken the place of the plain values.
 */
#include "oauth/signed_metadata.h"

#include "base/buffer.h"
#include "base/document.h"
#include "base/json_write.h"
#include "jose/alg.h"
#include "jose/jwks.h"
#include "jwt/claims.h"

#define SKEW 10

/* See fapi.h. */
fapi_signed_metadata *fapi_signed_metadata_new(fapi_context *context)
{
    fapi_context *held = fapix_context_use(context);
    fapi_signed_metadata *trusted = held == NULL ? NULL : fapix_alloc(&held->memory, sizeof *trusted);

    if (trusted == NULL) {
        if (held != NULL)
            fapix_context_unref(held);
        return NULL;
    }
    trusted->context = held;
    trusted->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    return trusted;
}

/* See fapi.h. */
void fapi_signed_metadata_free(fapi_signed_metadata *trusted)
{
    fapi_context *context = NULL;

    if (trusted == NULL)
        return;
    context = trusted->context;
    for (size_t i = 0; i < trusted->count; i++) {
        fapix_slice issuer = trusted->attesters[i].issuer;

        fapix_free(&context->memory, (void *)(uintptr_t)issuer.p, issuer.n);
        fapi_jwks_free(trusted->attesters[i].jwks);
    }
    fapix_free(&context->memory, trusted, sizeof *trusted);
    fapix_context_unref(context);
}

static fapix_attester *find(const fapi_signed_metadata *trusted, fapix_slice issuer)
{
    for (size_t i = 0; i < trusted->count; i++) {
        if (fapix_slice_eq(trusted->attesters[i].issuer, issuer))
            return (fapix_attester *)(uintptr_t)&trusted->attesters[i];
    }
    return NULL;
}

/* See fapi.h. */
int fapi_signed_metadata_add_issuer(fapi_signed_metadata *trusted, const char *issuer, size_t issuer_len, fapi_jwks *jwks)
{
    fapix_slice name = fapix_slice_of(issuer, issuer_len), copy = {NULL, 0};
    fapix_attester *attester = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (trusted == NULL || issuer == NULL || issuer_len == 0 || issuer_len > FAPI_MAX_URL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    attester = find(trusted, name);
    if (attester == NULL) {
        if (trusted->count == FAPIX_MAX_ATTESTERS)
            return FAPI_ERR_RANGE;
        rc = fapix_copy(&trusted->context->memory, name, &copy);
        if (rc != FAPI_OK)
            return rc;
        attester = &trusted->attesters[trusted->count++];
        *attester = (fapix_attester){.issuer = copy};
    }
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(attester->jwks);
    attester->jwks = jwks;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_signed_metadata_set_algs(fapi_signed_metadata *trusted, int algs)
{
    if (trusted == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    trusted->algs = algs;
    return FAPI_OK;
}

static int judge_header(const fapi_signed_metadata *trusted, fapi_verdict *verdict, fapix_slice jwt, fapix_jws *jws)
{
    int rc = fapix_rule(verdict, FAPI_SIGNED_METADATA_MISSING, jwt.n > 0);

    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_read(verdict, &verdict->token, jwt, trusted->algs, 0, jws);
    /* Spec: RFC8414-2.1-1, RFC9728-2.2-1 - alg none, too, is no algorithm that was allowed */
    if (rc == FAPI_JWS_ALG_MISSING || rc == FAPI_JWS_ALG_NONE || rc == FAPI_JWS_ALG)
        return fapix_restate(verdict, rc, FAPI_SIGNED_METADATA_ALG);
    if (rc != FAPI_OK)
        return rc;
    /* Neither RFC names a typ. Whatever else is named is another kind of JWT, which the same key may have signed. */
    return fapix_rule_on(verdict, FAPI_SIGNED_METADATA_TYP, jws->typ.p == NULL || fapix_jws_typ_is(jws->typ, "JWT"),
                         fapix_slice_str("JWT"), jws->typ);
}

/* Spec: RFC8414-2.1-1, RFC9728-2.2-1 */
static int judge_issuer(const fapi_signed_metadata *trusted, fapi_verdict *verdict, const fapix_attester **attester)
{
    fapix_slice issuer;
    int rc = fapix_claim_string(&verdict->token.claims, "iss", &issuer);

    *attester = NULL;
    rc = fapix_rule(verdict, FAPI_SIGNED_METADATA_ISS_MISSING, rc == FAPI_OK);
    if (rc != FAPI_OK)
        return rc;
    *attester = find(trusted, issuer);
    return fapix_rule_on(verdict, FAPI_SIGNED_METADATA_ISSUER, *attester != NULL, fapix_slice_str("a trusted issuer"),
                         issuer);
}

static int judge_signature(fapi_verdict *verdict, const fapix_attester *attester, const fapix_jws *jws)
{
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(attester->jwks, jws->has_kid, jws->kid, jws->alg, false, &key);

    rc = fapix_rule_on(verdict, FAPI_SIGNED_METADATA_KEY, rc == FAPI_OK, fapix_slice_str("one key of the issuer"),
                       fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jws_verify(verdict->context->provider, jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    return fapix_rule(verdict, FAPI_SIGNED_METADATA_SIGNATURE, rc == FAPI_OK);
}

/* Times are optional here, but what is there holds. */
static int judge_claims(fapi_verdict *verdict, int64_t now)
{
    const fapix_json *claims = &verdict->token.claims;
    int64_t exp = 0, nbf = 0;
    const char *name = NULL;
    int rc = fapix_rule_rc(verdict, FAPI_JWT_CLAIM_TYPE, fapix_claims_types(claims, &name));

    if (rc != FAPI_OK)
        return rc;
    rc = fapix_rule(verdict, FAPI_SIGNED_METADATA_TIME,
                    (fapix_claim_date(claims, "exp", &exp) != FAPI_OK || !fapix_time_expired(exp, now, SKEW)) &&
                        (fapix_claim_date(claims, "nbf", &nbf) != FAPI_OK || !fapix_time_ahead(nbf, now, SKEW)));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC8414-2.1-2, RFC9728-2.2-2 */
    return fapix_rule(verdict, FAPI_SIGNED_METADATA_NESTED, fapix_json_get(claims, "signed_metadata") == NULL);
}

static int judge(const fapi_signed_metadata *trusted, fapi_verdict *verdict, fapix_slice jwt, int64_t now)
{
    const fapix_attester *attester = NULL;
    fapix_jws jws;
    int rc = judge_header(trusted, verdict, jwt, &jws);

    if (rc == FAPI_OK)
        rc = judge_issuer(trusted, verdict, &attester);
    if (rc == FAPI_OK)
        rc = judge_signature(verdict, attester, &jws);
    if (rc == FAPI_OK)
        rc = judge_claims(verdict, now);
    return rc;
}

/* See fapi.h. */
int fapi_signed_metadata_check(const fapi_signed_metadata *trusted, const char *jwt, size_t jwt_len, int64_t now,
                               fapi_verdict *verdict)
{
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    fapix_verdict_about(verdict, FAPI_SUBJECT_JWT);
    if (trusted == NULL || (jwt == NULL && jwt_len > 0))
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (now < 0 || now > FAPI_MAX_TIME)
        return fapix_verdict_end(verdict, FAPI_ERR_CLOCK);
    rc = judge(trusted, verdict, fapix_slice_of(jwt, jwt_len), now);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    return fapix_verdict_end(verdict, rc);
}

/* Of the JWT, not of what it attests to. */
static bool is_registered(fapix_slice name)
{
    static const char *const names[] = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fapix_slice_is(name, names[i]))
            return true;
    }
    return false;
}

static void write_plain(fapix_buffer *out, const fapix_document *plain, const fapix_json *signed_values)
{
    for (size_t i = 0; i < plain->count; i++) {
        const fapix_document_member *member = &plain->member[i];
        const bool array = member->type == FAPIX_JSON_ARRAY;

        /* Spec: RFC8414-2.1-1, RFC9728-2.2-1 - the signed value takes the place of the plain one */
        if (fapix_slice_is(member->name, "signed_metadata") ||
            (!is_registered(member->name) && fapix_json_member(signed_values, &signed_values->node[0], member->name) != NULL))
            continue;
        fapix_write_name(out, member->name);
        if (array)
            fapix_buffer_str(out, "[");
        fapix_buffer_add(out, member->value);
        if (array)
            fapix_buffer_str(out, "]");
    }
}

static void write_signed(fapix_buffer *out, const fapix_json *values)
{
    const fapix_json_node *at = fapix_json_first(values, &values->node[0]);

    for (; at != NULL; at = fapix_json_next(values, at)) {
        if (is_registered(at->name))
            continue;
        fapix_write_name(out, at->name);
        fapix_buffer_add(out, at->raw);
    }
}

static int merge(const fapi_verdict *verdict, fapix_document *document, fapix_slice json, fapix_buffer *out)
{
    int rc = fapix_document_open(document, json, NULL);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(out, "{");
    write_plain(out, document, &verdict->token.claims);
    write_signed(out, &verdict->token.claims);
    fapix_buffer_str(out, "}");
    return out->status;
}

/* See fapi.h. */
int fapi_signed_metadata_merge(const fapi_verdict *verdict, const char *json, size_t json_len, char *merged,
                               size_t merged_size, size_t *merged_len)
{
    fapix_document *document = NULL;
    fapix_buffer out;
    int rc = FAPI_ERR_INTERNAL;

    if (merged_len != NULL)
        *merged_len = 0;
    if (verdict == NULL || (json == NULL && json_len > 0) || merged == NULL || merged_len == NULL)
        return FAPI_ERR_ARG;
    if (verdict->readable != &verdict->token)
        return FAPI_ERR_STATE;
    document = fapix_alloc(&verdict->context->memory, sizeof *document);
    if (document == NULL)
        return FAPI_ERR_NOMEM;
    fapix_buffer_init(&out, &verdict->context->memory, merged_size);
    rc = merge(verdict, document, fapix_slice_of(json, json_len), &out);
    if (rc == FAPI_OK) {
        memcpy(merged, out.p, out.n);
        *merged_len = out.n;
    }
    fapix_buffer_free(&out);
    fapix_free(&verdict->context->memory, document, sizeof *document);
    return rc;
}
