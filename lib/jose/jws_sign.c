/* SPDX-License-Identifier: Apache-2.0 */
/* Makes compact JWS. The header is written by hand: it has four members at most, none of them the caller's to
 * choose freely. */
#include "jose/jws_sign.h"

#include "base/buffer.h"

#define TYP_LIMIT 64

struct fapi_jws {
    fapi_context *context;
    fapix_buffer header, compact;
    char typ[TYP_LIMIT];
    size_t typ_n;
    bool embed_jwk;
};

/* See fapi.h. */
fapi_jws *fapi_jws_new(fapi_context *context)
{
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return NULL;
    fapi_jws *jws = fapix_alloc(&used->memory, sizeof *jws);
    if (jws == NULL) {
        fapix_context_unref(used);
        return NULL;
    }
    jws->context = used;
    fapix_buffer_init(&jws->header, &used->memory, FAPI_MAX_JOSE_HEADER);
    fapix_buffer_init(&jws->compact, &used->memory, FAPI_MAX_JWT);
    return jws;
}

/* See fapi.h. */
void fapi_jws_free(fapi_jws *jws)
{
    if (jws == NULL)
        return;
    fapi_context *context = jws->context;
    fapix_buffer_free(&jws->header);
    fapix_buffer_free(&jws->compact);
    fapix_free(&context->memory, jws, sizeof *jws);
    fapix_context_unref(context);
}

void fapix_jws_forget(fapi_jws *jws)
{
    fapix_buffer_reset(&jws->header);
    fapix_buffer_reset(&jws->compact);
}

/* See fapi.h. */
int fapi_jws_set_typ(fapi_jws *jws, const char *typ, size_t typ_len)
{
    static const char prefix[] = "application/";
    const size_t n = sizeof prefix - 1;
    if (jws == NULL || (typ == NULL && typ_len > 0) || typ_len > TYP_LIMIT)
        return FAPI_ERR_ARG;
    for (size_t i = 0; i < typ_len; i++) {
        if (typ[i] < 0x20 || typ[i] > 0x7e || typ[i] == '"' || typ[i] == '\\')
            return FAPI_ERR_ARG;
    }
    /* Spec: RFC7515-4.1.9-2 */
    if (typ_len > n && memcmp(typ, prefix, n) == 0 && memchr(typ + n, '/', typ_len - n) == NULL) {
        typ += n;
        typ_len -= n;
    }
    if (typ_len > 0)
        memcpy(jws->typ, typ, typ_len);
    jws->typ_n = typ_len;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_jws_set_embed_jwk(fapi_jws *jws, int on)
{
    if (jws == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    jws->embed_jwk = on == 1;
    return FAPI_OK;
}

/* Spec: RFC7515-4.1.11-4 (no crit is ever written) */
static int write_header(fapi_jws *jws, const fapi_signer *signer)
{
    fapix_buffer *out = &jws->header;
    fapix_buffer_reset(out);
    fapix_buffer_str(out, "{\"alg\":\"");
    fapix_buffer_str(out, fapi_alg_name(signer->alg));
    if (jws->typ_n > 0) {
        fapix_buffer_str(out, "\",\"typ\":\"");
        fapix_buffer_add(out, fapix_slice_of(jws->typ, jws->typ_n));
    }
    fapix_buffer_str(out, "\"");
    if (jws->embed_jwk) {
        fapix_buffer_str(out, ",\"jwk\":");
        fapix_buffer_add(out, signer->bare_jwk);
    } else if (signer->kid_json.n > 0) {
        fapix_buffer_str(out, ",\"kid\":");
        fapix_buffer_add(out, signer->kid_json);
    }
    fapix_buffer_str(out, "}");
    return out->status;
}

static int write_compact(fapi_jws *jws, const fapi_signer *signer, fapix_slice payload)
{
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    size_t signature_n = 0;
    fapix_buffer *out = &jws->compact;
    fapix_buffer_base64url(out, fapix_buffer_slice(&jws->header));
    fapix_buffer_str(out, ".");
    fapix_buffer_base64url(out, payload);
    if (out->status != FAPI_OK)
        return out->status;
    int rc = fapix_signer_sign(signer, fapix_buffer_slice(out), signature, &signature_n);
    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(out, ".");
    fapix_buffer_base64url(out, fapix_slice_of(signature, signature_n));
    return out->status;
}

/* See fapi.h. */
int fapi_jws_sign(fapi_jws *jws, const fapi_signer *signer, const uint8_t *payload, size_t payload_len,
                  const char **compact, size_t *compact_len)
{
    if (compact == NULL || compact_len == NULL)
        return FAPI_ERR_ARG;
    *compact = NULL;
    *compact_len = 0;
    if (jws == NULL || signer == NULL || (payload == NULL && payload_len > 0))
        return FAPI_ERR_ARG;
    fapix_buffer_reset(&jws->compact);
    if (payload_len > FAPI_MAX_JWT)
        return FAPI_JWS_SIZE;
    int rc = write_header(jws, signer);
    if (rc == FAPI_OK)
        rc = write_compact(jws, signer, fapix_slice_of(payload, payload_len));
    if (rc != FAPI_OK) {
        fapix_buffer_reset(&jws->compact);
        return rc == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : rc;
    }
    *compact = (const char *)jws->compact.p;
    *compact_len = jws->compact.n;
    return FAPI_OK;
}

int fapix_jws_write(fapi_context *context, const fapi_signer *signer, fapix_jws_kind kind, fapix_slice payload,
                    fapix_buffer *out)
{
    fapi_jws *jws = fapi_jws_new(context);
    const char *compact = NULL;
    size_t n = 0;
    int rc = jws == NULL ? FAPI_ERR_NOMEM : FAPI_OK;

    if (rc == FAPI_OK && kind.typ != NULL)
        rc = fapi_jws_set_typ(jws, kind.typ, strlen(kind.typ));
    if (rc == FAPI_OK)
        rc = fapi_jws_set_embed_jwk(jws, kind.embed_jwk);
    if (rc == FAPI_OK)
        rc = fapi_jws_sign(jws, signer, payload.p, payload.n, &compact, &n);
    if (rc == FAPI_OK)
        rc = fapix_buffer_add(out, fapix_slice_of(compact, n));
    fapi_jws_free(jws);
    return rc;
}
