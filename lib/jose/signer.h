/* SPDX-License-Identifier: Apache-2.0 */
/* A private key that signs, with the texts that go into headers and documents. */
#ifndef FAPIX_SIGNER_H
#define FAPIX_SIGNER_H

#include "jose/jwk.h"

struct fapi_signer {
    fapi_context *context;
    fapix_key *key;
    int alg;
    char jkt[FAPI_JKT_LENGTH + 1];
    fapix_slice kid_json; /* owned; with quotes and escapes; {NULL, 0}: no kid */
    fapix_slice bare_jwk; /* owned; the members that make the key and nothing else: the jwk header */
    fapix_slice document; /* owned; the same with alg, use and kid */
};

#endif
