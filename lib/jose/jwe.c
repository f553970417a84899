/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of encrypted JWTs: what may pass and the keys that open, and the text of the last one that was made. */
#include "jose/alg.h"
#include "jose/jwe.h"
#include "jose/jwks.h"
#include "jose/jws.h"

#define MAX_DECRYPTERS 8

struct fapi_jwe {
    fapi_context *context;
    const fapi_decrypter *decrypter[MAX_DECRYPTERS]; /* borrowed */
    size_t decrypter_count;
    int algs, encs;
    fapix_buffer compact;
};

/* See fapi.h. */
fapi_jwe *fapi_jwe_new(fapi_context *context)
{
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return NULL;
    fapi_jwe *jwe = fapix_alloc(&used->memory, sizeof *jwe);
    if (jwe == NULL) {
        fapix_context_unref(used);
        return NULL;
    }
    jwe->context = used;
    jwe->algs = FAPIX_JWE_ALGS;
    jwe->encs = FAPIX_JWE_ENCS;
    fapix_buffer_init(&jwe->compact, &used->memory, FAPI_MAX_JWT);
    return jwe;
}

/* See fapi.h. */
void fapi_jwe_free(fapi_jwe *jwe)
{
    if (jwe == NULL)
        return;
    fapi_context *context = jwe->context;
    fapix_buffer_free(&jwe->compact);
    fapix_free(&context->memory, jwe, sizeof *jwe);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_jwe_set_allowed(fapi_jwe *jwe, int algs, int encs)
{
    if (jwe == NULL || algs <= 0 || (algs & ~FAPIX_JWE_ALGS) != 0 || encs <= 0 || (encs & ~FAPIX_JWE_ENCS) != 0)
        return FAPI_ERR_ARG;
    jwe->algs = algs;
    jwe->encs = encs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jwe_add_decrypter(fapi_jwe *jwe, const fapi_decrypter *decrypter)
{
    if (jwe == NULL || decrypter == NULL)
        return FAPI_ERR_ARG;
    if (jwe->decrypter_count == MAX_DECRYPTERS)
        return FAPI_ERR_RANGE;
    jwe->decrypter[jwe->decrypter_count++] = decrypter;
    return FAPI_OK;
}

static int check(const fapi_jwe *jwe, const fapi_jwks *jwks, int algs, fapix_slice compact, fapi_verdict *verdict)
{
    const fapix_jwe_facts facts = {jwe->decrypter, jwe->decrypter_count, jwe->algs, jwe->encs};
    fapix_jws read;
    int rc = fapix_jwe_open(verdict, compact, &facts);
    if (rc == FAPI_OK)
        rc = fapix_jws_read(verdict, &verdict->token, fapix_slice_of(verdict->nested, verdict->nested_n), algs,
                            FAPIX_JWS_ANY_PAYLOAD, &read);
    if (rc == FAPI_OK)
        rc = fapix_jws_check_keys(verdict, jwks, &read);
    if (rc == FAPI_OK) {
        verdict->readable = &verdict->token;
        verdict->has_payload = true;
    }
    return rc;
}

/* See fapi.h. */
int fapi_jwe_check(const fapi_jwe *jwe, const fapi_jwks *jwks, int algs, const char *compact, size_t compact_len,
                   fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    fapix_verdict_about(verdict, FAPI_SUBJECT_JWS);
    if (jwe == NULL || jwks == NULL || !fapix_algs_valid(algs) || (compact == NULL && compact_len > 0))
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (!fapix_jwks_loaded(jwks) || jwe->decrypter_count == 0)
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    return fapix_verdict_end(verdict, check(jwe, jwks, algs, fapix_slice_of(compact, compact_len), verdict));
}

static bool is_base64url(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* What is signed, by its shape: nothing else is ever encrypted, such as a JSON text in which two dots happen to stand. */
static bool is_jws(fapix_slice text)
{
    size_t dots = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '.' && !is_base64url(text.p[i]))
            return false;
        dots += text.p[i] == '.';
    }
    return dots == 2 && text.p[0] != '.' && text.p[text.n - 1] != '.';
}

/* See fapi.h. */
int fapi_jwe_encrypt(fapi_jwe *jwe, const fapi_encrypter *encrypter, const char *jws, size_t jws_len,
                     const char **compact, size_t *compact_len)
{
    if (compact == NULL || compact_len == NULL)
        return FAPI_ERR_ARG;
    *compact = NULL;
    *compact_len = 0;
    if (jwe == NULL || encrypter == NULL || (jws == NULL && jws_len > 0))
        return FAPI_ERR_ARG;
    fapix_buffer_reset(&jwe->compact);
    if (!is_jws(fapix_slice_of(jws, jws_len)))
        return FAPI_JWE_PLAINTEXT;
    int rc = fapix_jwe_seal(encrypter, fapix_slice_of(jws, jws_len), &jwe->compact);
    if (rc != FAPI_OK) {
        fapix_buffer_reset(&jwe->compact);
        return rc;
    }
    *compact = (const char *)jwe->compact.p;
    *compact_len = jwe->compact.n;
    return FAPI_OK;
}
