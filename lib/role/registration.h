/* SPDX-License-Identifier: Apache-2.0 */
/* A registration endpoint: the server, one request, and what was made of it. */
#ifndef FAPIX_ROLE_REGISTRATION_H
#define FAPIX_ROLE_REGISTRATION_H

#include "oauth/registration_certificate.h"
#include "oauth/registration_statement.h"
#include "oauth/software_statement.h"
#include "role/metadata_lint.h"

#define FAPIX_MAX_ROLES 32
#define FAPIX_MAX_MEDIA_TYPE 256

/* What the last check came to. */
enum fapix_registration_stage {
    FAPIX_REGISTRATION_NOTHING = 0, FAPIX_REGISTRATION_NEEDS_KEYS, FAPIX_REGISTRATION_PENDING, FAPIX_REGISTRATION_PASSED
};

struct fapi_registration {
    fapi_context *context;
    /* the server */
    struct fapi_policy policy; /* a copy; its context is not used */
    fapix_metadata_limits limits;
    fapi_software_statement *trusted;
    fapix_role_scope roles[FAPIX_MAX_ROLES]; /* owned */
    size_t role_count;
    fapi_replay *replay; /* a reference, or NULL */
    /* the request */
    int status; /* what a setter refused */
    bool has_method, is_post, has_body, chain_verified;
    char content_type[FAPIX_MAX_MEDIA_TYPE];
    size_t content_type_n;
    int initial_token;
    fapix_buffer body, certificate;
    fapi_jwks *keys; /* a reference, or NULL */
    fapix_buffer token, uri; /* of its management */
    /* what was made of it */
    int stage; /* enum fapix_registration_stage */
    fapix_buffer jwks_uri, metadata, response;
    fapix_document document;
    fapix_certificate_content content;
    fapix_dn dn;
};

static inline int64_t fapix_registration_value(const fapi_registration *registration, int control)
{
    return registration->policy.value[control];
}

#endif
