/* SPDX-License-Identifier: Apache-2.0 */
/* A client as it is registered: what its metadata says, taken apart once and then only read. */
#ifndef FAPIX_CLIENT_H
#define FAPIX_CLIENT_H

#include "base/context.h"
#include "jose/jwe.h"
#include "jose/jwks.h"

#define FAPIX_CLIENT_MAX_REDIRECTS 64
#define FAPIX_CLIENT_MAX_DETAILS 64
#define FAPIX_CLIENT_UNKNOWN (-1) /* of a method or algorithm: one is registered that the library does not know, so none will do */

/* Algorithms that a client registers, each FAPI_ALG_, 0 for none registered, or FAPIX_CLIENT_UNKNOWN. */
enum fapix_client_alg {
    FAPIX_CLIENT_ALG_ASSERTION,      /* token_endpoint_auth_signing_alg */
    FAPIX_CLIENT_ALG_REQUEST_OBJECT, /* request_object_signing_alg */
    FAPIX_CLIENT_ALG_ID_TOKEN,       /* id_token_signed_response_alg */
    FAPIX_CLIENT_ALG_RESPONSE,       /* authorization_signed_response_alg */
    FAPIX_CLIENT_ALG_INTROSPECTION,  /* introspection_signed_response_alg */
    FAPIX_CLIENT_ALG_USERINFO,       /* userinfo_signed_response_alg */
    FAPIX_CLIENT_ALG_BACKCHANNEL,    /* backchannel_authentication_request_signing_alg */
    FAPIX_CLIENT_ALGS
};

enum fapix_client_delivery { FAPIX_CLIENT_DELIVERY_NONE, FAPIX_CLIENT_POLL, FAPIX_CLIENT_PING, FAPIX_CLIENT_PUSH };

struct fapi_client {
    fapi_context *context;
    uint8_t *text; /* owned: all slices below view it */
    size_t text_n;
    fapix_slice id;
    int auth_method;     /* FAPI_AUTH_, 0 for none, or FAPIX_CLIENT_UNKNOWN */
    int alg[FAPIX_CLIENT_ALGS];
    /* Of the answers, by the same numbers: the client wants them encrypted (with FAPI_JWE_ALG_ and FAPI_JWE_ENC_, or FAPIX_CLIENT_UNKNOWN),
     * and to its key; NULL: it has none that fits, so that there is no such answer. */
    int jwe_alg[FAPIX_CLIENT_ALGS], jwe_enc[FAPIX_CLIENT_ALGS];
    fapi_encrypter *encrypter[FAPIX_CLIENT_ALGS];
    fapi_jwks *jwks;     /* a reference, or NULL */
    fapix_slice jwks_text; /* the document, as certificates in x5c are not kept by the set; {NULL, 0}: none */
    fapix_slice redirect_uri[FAPIX_CLIENT_MAX_REDIRECTS];
    size_t redirect_uri_count;
    bool details_limited; /* authorization_details_types is registered: only these */
    fapix_slice details_type[FAPIX_CLIENT_MAX_DETAILS];
    size_t details_type_count;
    int tls_property, tls_properties; /* enum fapi_tls_client_property, and how many are registered */
    fapix_slice tls_value;
    fapix_slice scope;                /* the values that it may be granted; {NULL, 0}: any */
    int grant_types, response_types;  /* sums of FAPI_GRANT_ and FAPI_RESPONSE_ */
    int bound;                        /* sum of FAPI_BINDING_ */
    bool par_required, request_object_required;
    int delivery;                     /* enum fapix_client_delivery */
    bool user_code;                   /* backchannel_user_code_parameter */
};

#endif
