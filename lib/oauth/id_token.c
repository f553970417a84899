/* SPDX-License-Identifier: Apache-2.0 */
/* Makes ID tokens. The host says who the user is and how they came in; who, for whom, when and to what the token
 * belongs stands here. */
#include "oauth/id_token.h"

#include "base/base64url.h"

/* ---- hashes ---- */

int fapix_id_token_hash(const fapix_provider *provider, fapix_engine *engine, int alg, fapix_slice value,
                        char out[FAPIX_ID_TOKEN_HASH])
{
    uint8_t hash[64];
    size_t n = 32;
    int rc = FAPI_ERR_INTERNAL;

    memset(out, 0, FAPIX_ID_TOKEN_HASH);
    /* Spec: FAPI1ADV-5.1.1-shash - the hash of the algorithm, which of Ed25519 is SHA-512 (RFC 8032 5.1) */
    if (alg == FAPI_ALG_EDDSA) {
        n = sizeof hash;
        rc = provider->sha512(value, hash);
    } else {
        rc = provider->sha256(engine, &value, 1, hash);
    }
    if (rc == FAPI_OK)
        fapix_base64url_encode(fapix_slice_of(hash, n / 2), out);
    fapix_wipe(hash, sizeof hash);
    return rc;
}

/* See fapi.h. */
int fapi_id_token_hash(int alg, const char *value, size_t value_len, char *hash, size_t hash_size)
{
    const fapix_provider *provider = fapix_provider_default();
    char made[FAPIX_ID_TOKEN_HASH];
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    if (hash == NULL || hash_size == 0)
        return FAPI_ERR_ARG;
    memset(hash, 0, hash_size < sizeof made ? hash_size : sizeof made);
    if (fapi_alg_name(alg) == NULL || value == NULL || value_len == 0 || value_len > FAPI_MAX_JWT)
        return FAPI_ERR_ARG;
    rc = fapix_id_token_hash(provider, NULL, alg, fapix_slice_of(value, value_len), made);
    if (rc != FAPI_OK)
        return rc;
    n = strlen(made) + 1;
    if (hash_size < n)
        return FAPI_ERR_BUFFER;
    memcpy(hash, made, n);
    return FAPI_OK;
}

/* ---- what the host says ---- */

static bool is_ascii(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] > 0x7e)
            return false;
    return true;
}

int fapix_claims_subject(const fapix_json *claims)
{
    const fapix_json_node *sub = fapix_json_get(claims, "sub");

    if (sub == NULL)
        return FAPI_ANSWER_CLAIM_MISSING;
    if (sub->type != FAPIX_JSON_STRING || sub->value.n == 0 || sub->value.n > FAPI_MAX_SUB || !is_ascii(sub->value))
        return FAPI_ANSWER_CLAIM;
    return FAPI_OK;
}

int fapix_claims_without(const fapix_json *claims, const char *const *names, int status)
{
    for (; *names != NULL; names++)
        if (fapix_json_get(claims, *names) != NULL)
            return status;
    return FAPI_OK;
}

/* OpenID Connect Core 5.1, and the numbers that Brazil gives people and companies. */
const char *const fapix_personal_claims[] = {
    "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
    "website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number",
    "phone_number_verified", "address", "cpf", "cnpj", NULL,
};
static const char *const written_here[] = {"iss", "aud", "azp", "iat", "nonce", "at_hash", "c_hash", "s_hash", NULL};

static int judge_named(const fapix_json *claims, const fapix_id_token_facts *facts)
{
    const fapix_json_node *auth_time = fapix_json_get(claims, "auth_time"), *acr = fapix_json_get(claims, "acr");
    int64_t when = 0;

    if ((facts->needs_auth_time && auth_time == NULL) || (facts->needs_acr && acr == NULL))
        return FAPI_ANSWER_CLAIM_MISSING; /* Spec: OIDCC-3.1.2.1-2, BROF-5.2.2-14 */
    if (auth_time != NULL && fapix_json_numeric_date(auth_time, &when) != FAPI_OK)
        return FAPI_ANSWER_CLAIM;
    if (acr != NULL && (acr->type != FAPIX_JSON_STRING || acr->value.n == 0))
        return FAPI_ANSWER_CLAIM;
    return FAPI_OK;
}

static int judge(const fapix_json *claims, const fapix_id_token_facts *facts)
{
    int rc = fapix_claims_without(claims, written_here, FAPI_ANSWER_CLAIM_RESERVED);

    if (rc == FAPI_OK)
        /* Spec: FAPI1BASE-5.2.2.1-6 */
        rc = fapix_claims_subject(claims);
    if (rc == FAPI_OK)
        rc = judge_named(claims, facts);
    if (rc == FAPI_OK && facts->front)
        /* Spec: FAPI1ADV-5.2.2.1-6, BROF-5.2.2.1-1 */
        rc = fapix_claims_without(claims, fapix_personal_claims, FAPI_ANSWER_PERSONAL);
    return rc;
}

/* ---- the token ---- */

/* The host's own end, or ours. */
static int write_expiry(const fapix_json *claims, int64_t now, fapix_buffer *out)
{
    const fapix_json_node *exp = fapix_json_get(claims, "exp");
    int64_t end = 0;

    if (exp == NULL) {
        if (now > FAPI_MAX_TIME - FAPIX_ID_TOKEN_LIFETIME)
            return FAPI_ERR_CLOCK;
        fapix_write_integer_member(out, "exp", now + FAPIX_ID_TOKEN_LIFETIME);
        return FAPI_OK;
    }
    return fapix_json_numeric_date(exp, &end) == FAPI_OK && end > now ? FAPI_OK : FAPI_ANSWER_CLAIM;
}

static int write_hash(const fapi_context *context, int alg, const char *name, fapix_slice value, fapix_buffer *out)
{
    char hash[FAPIX_ID_TOKEN_HASH];
    int rc = FAPI_OK;

    if (value.n == 0)
        return FAPI_OK;
    rc = fapix_id_token_hash(context->provider, context->engine, alg, value, hash);
    if (rc == FAPI_OK)
        fapix_write_text_member(out, name, fapix_slice_str(hash));
    return rc;
}

int fapix_id_token_write(const fapi_context *context, const fapix_json *claims, const fapix_id_token_facts *facts,
                         fapix_buffer *out)
{
    const fapix_json_node *claim = NULL;
    int rc = judge(claims, facts);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(out, "{");
    /* Spec: OIDCC-2-5 - as it was set, which was an issuer identifier */
    fapix_write_text_member(out, "iss", facts->issuer);
    fapix_write_text_member(out, "aud", facts->client_id);
    fapix_write_integer_member(out, "iat", facts->now);
    rc = write_expiry(claims, facts->now, out);
    if (rc == FAPI_OK && facts->nonce.n > 0)
        fapix_write_text_member(out, "nonce", facts->nonce); /* Spec: OIDCC-3.3.2.11-2 */
    if (rc == FAPI_OK)
        rc = write_hash(context, facts->alg, "at_hash", facts->access_token, out);
    if (rc == FAPI_OK)
        /* Spec: OIDCC-3.3.2.11-1, FAPI1ADV-5.2.2.1-4 */
        rc = write_hash(context, facts->alg, "c_hash", facts->code, out);
    if (rc == FAPI_OK)
        rc = write_hash(context, facts->alg, "s_hash", facts->state, out); /* Spec: FAPI1ADV-5.2.2.1-5 */
    if (rc != FAPI_OK)
        return rc;
    for (claim = fapix_json_first(claims, &claims->node[0]); claim != NULL; claim = fapix_json_next(claims, claim))
        fapix_write_node(out, claim);
    fapix_buffer_str(out, "}");
    return out->status;
}
