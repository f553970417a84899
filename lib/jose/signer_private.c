/* SPDX-License-Identifier: Apache-2.0 */
/* A signer's private key as a document, for hosts that keep their keys in a file. */
#include "base/json_write.h"
#include "jose/alg.h"
#include "jose/jwk_write.h"
#include "jose/signer.h"

#define PARTS_OCTETS 5120 /* an 8192-bit key: n and d of 1024 octets, five numbers of 512, e */
#define DOCUMENT_CEILING (FAPI_MAX_KID * 6 + 8192)

static void add_octets(fapix_buffer *out, const char *name, fapix_slice octets)
{
    if (octets.n == 0)
        return;
    fapix_buffer_str(out, ",\"");
    fapix_buffer_str(out, name);
    fapix_buffer_str(out, "\":\"");
    fapix_buffer_base64url(out, octets);
    fapix_buffer_str(out, "\"");
}

/* The public document is an object already: all but its brace, and the private members behind it. */
static int write_private(const fapi_signer *signer, const fapix_key_parts *parts, fapix_buffer *out)
{
    fapix_buffer_add(out, fapix_slice_of(signer->document.p, signer->document.n - 1));
    add_octets(out, "d", parts->d);
    add_octets(out, "p", parts->p);
    add_octets(out, "q", parts->q);
    add_octets(out, "dp", parts->dp);
    add_octets(out, "dq", parts->dq);
    add_octets(out, "qi", parts->qi);
    return fapix_buffer_str(out, "}");
}

/* See fapi.h. */
int fapi_signer_private_jwk(const fapi_signer *signer, char *json, size_t json_size, size_t *json_len)
{
    int rc = FAPI_ERR_INTERNAL;
    uint8_t *octets = NULL;
    fapix_key_parts parts = {0};
    fapix_buffer out;

    if (json_len != NULL)
        *json_len = 0;
    if (signer == NULL || json == NULL || json_size == 0 || json_len == NULL)
        return FAPI_ERR_ARG;
    json[0] = '\0';
    if (signer->sign_fn != NULL)
        return FAPI_JWK_NOT_PRIVATE;
    const fapix_memory *memory = &signer->context->memory;
    fapix_buffer_init(&out, memory, DOCUMENT_CEILING);
    octets = fapix_alloc(memory, PARTS_OCTETS);
    rc = octets == NULL ? FAPI_ERR_NOMEM : fapix_buffer_reserve(&out); /* grown later it would leave copies behind */
    if (rc == FAPI_OK)
        rc = signer->context->provider->key_export(signer->key, true, octets, PARTS_OCTETS, &parts);
    if (rc == FAPI_OK)
        rc = write_private(signer, &parts, &out);
    if (rc == FAPI_OK && out.n >= json_size)
        rc = FAPI_ERR_BUFFER;
    if (rc == FAPI_OK) {
        memcpy(json, out.p, out.n);
        json[out.n] = '\0';
        *json_len = out.n;
    }
    if (octets != NULL) {
        fapix_wipe(octets, PARTS_OCTETS);
        fapix_free(memory, octets, PARTS_OCTETS);
    }
    fapix_buffer_free(&out);
    return rc;
}
