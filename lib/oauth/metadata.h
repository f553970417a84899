/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lint of metadata: of a server (RFC 8414, OpenID Connect Discovery), of a client (RFC 7591, OpenID Connect
 * Registration), and of key sets. It knows no profile: what a profile asks for comes in as limits. It never stops at
 * the first broken rule.
 */
#ifndef FAPIX_METADATA_H
#define FAPIX_METADATA_H

#include "oauth/findings.h"

/* A limit and where it is written; clause NULL: the clause of the status is as good. */
typedef struct fapix_limit {
    int64_t value;
    const char *clause;
} fapix_limit;

typedef struct fapix_metadata_limits {
    fapix_slice issuer;           /* what issuer, or of a resource, resource must be; {NULL, 0}: not compared */
    fapix_limit algs;             /* FAPI_ALG_ */
    fapix_limit jwe_algs;         /* FAPI_JWE_ALG_ */
    fapix_limit jwe_encs;         /* FAPI_JWE_ENC_ */
    fapix_limit duplicate_kid;    /* FAPI_DUPLICATE_KID_ */
    fapix_limit client_types;     /* FAPI_CLIENT_ */
    fapix_limit auth_methods;     /* FAPI_AUTH_ */
    fapix_limit par, pkce, request_object, jarm, introspection; /* FAPI_USE_ */
    fapix_limit http_loopback;    /* 0 or 1 */
    fapix_limit response_types;   /* FAPI_RESPONSE_ */
    fapix_limit response_iss;     /* FAPI_ISS_ */
    fapix_limit binding_required; /* 0 or 1 */
    fapix_limit binding_methods;  /* FAPI_BINDING_ */
    fapix_limit claims_parameter; /* 0 or 1: claims_parameter_supported must be true */
    fapix_limit intent_claims;    /* 0 or 1: claims_supported must name openbanking_intent_id and acr */
    fapix_limit aliases;          /* 0 or 1: endpoints for mutual TLS must have aliases */
    fapix_limit keys_by_reference; /* 0 or 1: jwks is refused */
    fapix_limit subject_dn_only;  /* 0 or 1: of the names in a certificate, only the subject */
    fapix_limit signing_alg_required; /* 0 or 1: private_key_jwt needs token_endpoint_auth_signing_alg */
    fapix_limit subject_dn_used;  /* 0 or 1: tls_client_auth_subject_dn goes only with tls_client_auth */
    fapix_limit no_localhost;     /* 0 or 1: no redirect URI names localhost */
    int jarm_default;             /* the FAPI_ALG_ of a client that registers none for JARM */
} fapix_metadata_limits;

/* All report to findings between fapix_findings_begin and _end. They return FAPI_OK, whatever was found, or
 * what kept them from looking: FAPI_ERR_NOMEM, _RANDOM, _CRYPTO. */
int fapix_metadata_server(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json);
int fapix_metadata_client(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json);
int fapix_metadata_resource(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json);
/* Do a server and a resource name one another, as far as either has a list? */
int fapix_metadata_cross(fapi_findings *findings, fapix_slice server, fapix_slice resource);
/* member: what holds the set, for the findings; "" for a set that stands alone, which may hold keys that are not for
 * this profile beside one that is. need_x5c: each key must bring a certificate. */
int fapix_metadata_keys(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json,
                        const char *member,
                        bool need_x5c);

#endif
