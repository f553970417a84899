/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request to a resource, as the host described it. */
#ifndef FAPIX_REQUEST_H
#define FAPIX_REQUEST_H

#include "base/buffer.h"
#include "base/context.h"
#include "base/form.h"

#define FAPIX_MAX_SCOPES 32
#define FAPIX_MAX_SCOPE_BYTES 4096

/* A field that must come at most once: the value of the first line, and how many lines there were. */
typedef struct fapix_field {
    fapix_buffer value;
    size_t lines;
} fapix_field;

/* A form, decoded when it is first asked for. */
typedef struct fapix_request_form {
    fapix_buffer scratch;
    fapix_form form;
    bool read;
    int status; /* of reading it */
} fapix_request_form;

struct fapi_request {
    fapi_context *context;
    int status; /* the first setter that refused its value */
    const fapix_buffer *starved; /* of the setter that ran out of memory and was not called again since; or NULL */
    size_t headers;
    fapix_buffer method, url, certificate, body;
    fapix_field authorization, dpop, interaction_id, content_type, accept;
    fapix_field auth_date, customer_ip, idempotency_key; /* of the regimes */
    int idempotent; /* 0: the host did not say, 1: yes, 2: no */
    fapix_request_form body_form, query_form;
    fapi_tls_client_auth *tls_client_auth; /* working memory, made when it is first needed and kept; or NULL */
    /* One after the other, without separator; memory of its own, as a scope that was forgotten would open a door. */
    uint8_t scopes[FAPIX_MAX_SCOPE_BYTES];
    size_t scope_end[FAPIX_MAX_SCOPES], scope_count;
    bool has_method, has_url, has_certificate, has_tls, revoked, token_in_body, certificate_verified;
    int tls_version, tls_cipher;
    bool has_x5t;
    char x5t[FAPI_JKT_LENGTH];
};

/* The parameters of the body, and of the query of the URL: FAPI_OK, FAPI_ERR_NOMEM or FAPI_FORM_*; *form is NULL on a failure. Only
 * `resource` may occur twice. */
int fapix_request_body_form(fapi_request *request, const fapix_form **form);
int fapix_request_query_form(fapi_request *request, const fapix_form **form);
/* A GET of this URL that takes these media types, in a request that is empty: as the setters. */
int fapix_request_get(fapi_request *request, fapix_slice url, fapix_slice accept);
/* The i-th required scope. */
fapix_slice fapix_request_scope(const fapi_request *request, size_t index);

#endif
