/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of the check of response JWTs: server, client and flow, stated piece by piece. The judging is jarm_check.c. */
#include "base/ascii.h"
#include "crypto/provider.h"
#include "jose/alg.h"
#include "jose/jwks.h"
#include "oauth/expected_response.h"
#include "oauth/jarm_check.h"

#define MAX_DECRYPTERS 8
#define ALL_JWE_ALGS (FAPI_JWE_ALG_RSA_OAEP | FAPI_JWE_ALG_RSA_OAEP_256 | FAPI_JWE_ALG_ECDH_ES | \
                      FAPI_JWE_ALG_ECDH_ES_A128KW | FAPI_JWE_ALG_ECDH_ES_A256KW)
#define ALL_JWE_ENCS (FAPI_JWE_ENC_A128GCM | FAPI_JWE_ENC_A256GCM | FAPI_JWE_ENC_A128CBC_HS256 | \
                      FAPI_JWE_ENC_A256CBC_HS512)

struct fapi_jarm {
    fapi_context *context;
    fapix_expected_response expected;
    fapi_jwks *jwks; /* held; NULL: not set */
    char client_id[FAPI_MAX_SUB];
    size_t client_id_n; /* 0: not set */
    int registered_alg, algs;
    const fapi_decrypter *decrypter[MAX_DECRYPTERS]; /* borrowed */
    size_t decrypter_count;
    int jwe_algs, jwe_encs;
    int64_t ahead, behind, lifetime;
};

/* See fapi.h. */
fapi_jarm *fapi_jarm_new(fapi_context *context)
{
    fapi_jarm *jarm = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    jarm = fapix_alloc(&held->memory, sizeof *jarm);
    if (jarm == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    jarm->context = held;
    fapix_expected_response_init(&jarm->expected, &held->memory);
    jarm->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    jarm->jwe_algs = ALL_JWE_ALGS;
    jarm->jwe_encs = ALL_JWE_ENCS;
    jarm->ahead = jarm->behind = 10;
    jarm->lifetime = 600;
    return jarm;
}

/* See fapi.h. */
void fapi_jarm_free(fapi_jarm *jarm)
{
    fapi_context *context = NULL;

    if (jarm == NULL)
        return;
    context = jarm->context;
    fapix_expected_response_free(&jarm->expected);
    fapi_jwks_free(jarm->jwks);
    fapix_free(&context->memory, jarm, sizeof *jarm);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_jarm_set_server(fapi_jarm *jarm, const char *issuer, size_t issuer_len, fapi_jwks *jwks)
{
    int rc = FAPI_ERR_INTERNAL;

    if (jarm == NULL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    rc = fapix_expected_response_set_issuer(&jarm->expected, issuer, issuer_len);
    if (rc != FAPI_OK)
        return rc;
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(jarm->jwks);
    jarm->jwks = jwks;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jarm_set_client(fapi_jarm *jarm, const char *client_id, size_t client_id_len, int registered_alg)
{
    if (jarm == NULL || client_id == NULL || client_id_len == 0 || client_id_len > sizeof jarm->client_id)
        return FAPI_ERR_ARG;
    if (!fapix_ascii_is_printable(fapix_slice_of(client_id, client_id_len)))
        return FAPI_ERR_ARG;
    /* One algorithm or none. */
    if (registered_alg != 0 && fapi_alg_name(registered_alg) == NULL)
        return FAPI_ERR_ARG;
    memcpy(jarm->client_id, client_id, client_id_len);
    jarm->client_id_n = client_id_len;
    jarm->registered_alg = registered_alg;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jarm_set_state(fapi_jarm *jarm, const char *state, size_t state_len)
{
    return jarm == NULL ? FAPI_ERR_ARG : fapix_expected_response_set_state(&jarm->expected, state, state_len);
}

/* See fapi.h. */
int fapi_jarm_insecure_set_no_state(fapi_jarm *jarm)
{
    if (jarm == NULL)
        return FAPI_ERR_ARG;
    fapix_expected_response_set_no_state(&jarm->expected);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jarm_set_response_type(fapi_jarm *jarm, int response_type)
{
    return jarm == NULL ? FAPI_ERR_ARG : fapix_expected_response_set_type(&jarm->expected, response_type);
}

/* See fapi.h. */
int fapi_jarm_set_algs(fapi_jarm *jarm, int algs)
{
    if (jarm == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    jarm->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jarm_add_decrypter(fapi_jarm *jarm, const fapi_decrypter *decrypter)
{
    if (jarm == NULL || decrypter == NULL)
        return FAPI_ERR_ARG;
    if (jarm->decrypter_count == MAX_DECRYPTERS)
        return FAPI_ERR_RANGE;
    jarm->decrypter[jarm->decrypter_count++] = decrypter;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jarm_set_jwe_algs(fapi_jarm *jarm, int algs, int encs)
{
    if (jarm == NULL || algs <= 0 || (algs & ~ALL_JWE_ALGS) != 0 || encs <= 0 || (encs & ~ALL_JWE_ENCS) != 0)
        return FAPI_ERR_ARG;
    jarm->jwe_algs = algs;
    jarm->jwe_encs = encs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jarm_set_window(fapi_jarm *jarm, int64_t ahead, int64_t behind)
{
    if (jarm == NULL)
        return FAPI_ERR_ARG;
    if (ahead < 0 || ahead > 60 || behind < 0 || behind > 60)
        return FAPI_ERR_RANGE;
    jarm->ahead = ahead;
    jarm->behind = behind;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jarm_set_lifetime(fapi_jarm *jarm, int64_t seconds)
{
    if (jarm == NULL)
        return FAPI_ERR_ARG;
    if (seconds < 1 || seconds > 3600)
        return FAPI_ERR_RANGE;
    jarm->lifetime = seconds;
    return FAPI_OK;
}

static int judge(fapi_jarm *jarm, int64_t now, fapi_verdict *verdict)
{
    const fapix_form_tail tail = {&jarm->expected.form, 0};
    const fapix_parameters parameters = fapix_parameters_of_tail(&tail);
    const fapix_jwe_facts jwe = {
        .decrypters = jarm->decrypter,
        .decrypter_count = jarm->decrypter_count,
        .algs = jarm->jwe_algs,
        .encs = jarm->jwe_encs,
    };
    const fapix_jarm_facts facts = {
        .response = fapix_expected_response_facts(&jarm->expected),
        .client_id = fapix_slice_of(jarm->client_id, jarm->client_id_n),
        .jwks = jarm->jwks,
        .registered_alg = jarm->registered_alg,
        .algs = jarm->algs,
        .jwe = jarm->decrypter_count > 0 ? &jwe : NULL,
        .now = now,
        .skew_ahead = jarm->ahead,
        .skew_behind = jarm->behind,
        .max_lifetime = jarm->lifetime,
    };
    fapix_authorization_response_found found;
    fapix_slice jwt = {NULL, 0};
    int rc = fapix_jarm_parameter(verdict, &parameters, &jwt);

    if (rc == FAPI_OK)
        rc = fapix_jarm_judge(verdict, jwt, &facts, &found);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    return rc;
}

/* See fapi.h. */
int fapi_jarm_check(fapi_jarm *jarm, const char *parameters, size_t parameters_len, int64_t now, fapi_verdict *verdict)
{
    fapix_slice text = fapix_slice_of(parameters, parameters_len);
    int rc = FAPI_OK;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    if (jarm == NULL || (parameters == NULL && parameters_len > 0))
        rc = FAPI_ERR_ARG;
    else if (jarm->jwks == NULL || jarm->client_id_n == 0 || !fapix_expected_response_is_set(&jarm->expected))
        rc = FAPI_ERR_STATE;
    else if (now < 0 || now > FAPI_MAX_TIME)
        rc = FAPI_ERR_CLOCK;
    if (rc == FAPI_OK)
        rc = fapix_authorization_response_read(verdict, text, &jarm->expected.scratch, &jarm->expected.form);
    if (rc == FAPI_OK)
        rc = judge(jarm, now, verdict);
    return fapix_verdict_end(verdict, rc);
}
