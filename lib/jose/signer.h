/* SPDX-License-Identifier: Apache-2.0 */
/* A private key that signs, with the texts that go into headers and documents. */
#ifndef FAPIX_SIGNER_H
#define FAPIX_SIGNER_H

#include "jose/jwk.h"

struct fapi_signer {
    fapi_context *context;
    fapix_key *key; /* private, or, of a signer whose key the host keeps, public */
    fapi_sign_fn sign_fn; /* NULL: the key signs itself */
    void *user;
    int alg;
    char jkt[FAPI_JKT_LENGTH + 1];
    fapix_slice kid_json; /* owned; with quotes and escapes; {NULL, 0}: no kid */
    fapix_slice bare_jwk; /* owned; the members that make the key and nothing else: the jwk header */
    fapix_slice document; /* owned; the same with alg, use and kid */
};

/* Sign: the one way to a signature, wherever the key is. *signature_n: its length. FAPI_OK, _NOMEM, _RANDOM or
 * _CRYPTO. */
int fapix_signer_sign(const fapi_signer *signer, fapix_slice message, uint8_t signature[FAPIX_MAX_SIGNATURE],
                      size_t *signature_n);
/* An empty signer, freed with fapi_signer_free; NULL when memory ran out. Then, with alg and jkt set, its texts. */
fapi_signer *fapix_signer_make(fapi_context *context);
int fapix_signer_write_documents(fapi_signer *signer, const fapix_jwk_fields *fields);

#endif
