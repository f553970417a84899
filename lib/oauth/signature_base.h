/* SPDX-License-Identifier: Apache-2.0 */
/* The signature base of RFC 9421 2.5: which components of an exchange a signature covers, and the text of them that is signed. */
#ifndef FAPIX_SIGNATURE_BASE_H
#define FAPIX_SIGNATURE_BASE_H

#include "base/structured_field.h"
#include "base/uri.h"
#include "crypto/provider.h"
#include "oauth/http_message.h"

/* A request and, if it is the response that is signed, its response. */
typedef struct fapix_exchange {
    fapix_slice method, url;
    fapix_uri uri; /* of url */
    const fapix_http_message *request, *response;
    int http; /* of the response */
    bool of_response;
} fapix_exchange;

/* A component identifier. */
typedef struct fapix_component {
    fapix_slice name, key;
    bool req, has_key;
} fapix_component;

/* Working memory. */
typedef struct fapix_signature_space {
    fapix_sf input; /* the Signature-Input field; views input_text */
    fapix_sf other; /* another field, one after the other; views other_text */
    fapix_buffer input_text, other_text, base;
    fapix_component component[FAPIX_SF_ITEMS]; /* of the signature in question */
    size_t component_count;
    uint8_t signature[FAPIX_MAX_SIGNATURE + 2]; /* whole groups of three */
    size_t signature_n;
    char keyid[FAPI_MAX_KID];
    size_t keyid_n;
} fapix_signature_space;

/* What FAPI wants a signature to cover. */
typedef struct fapix_coverage {
    const char *name;
    bool of_response, req; /* which message is signed, and that the component is of the request that it answers */
    int when;              /* see signature_base.c */
    int status;            /* when it is not covered */
} fapix_coverage;

extern const fapix_coverage fapix_coverages[];
extern const size_t fapix_coverage_count;
/* Does it apply to this exchange? unlinked: nothing of the request is wanted in the signature of a response. */
bool fapix_coverage_applies(const fapix_coverage *coverage, const fapix_exchange *exchange, bool unlinked);

void fapix_signature_space_init(fapix_signature_space *space, const fapix_memory *memory);
void fapix_signature_space_free(fapix_signature_space *space);
/* Wipes what the messages left behind. */
void fapix_signature_space_reset(fapix_signature_space *space);

/* Read a field of a message as a dictionary into sf, which views *text. FAPI_OK, _NOMEM, or `malformed`. */
int fapix_signature_field(const fapix_http_message *message, const char *name, fapix_sf *sf, fapix_buffer *text, int malformed);
/* The components that a member of space->input lists, into space->component. FAPI_OK, FAPI_SIGNATURE_COMPONENT, _COMPONENT_PARAMETER or
 * _COMPONENT_REPEATED. */
int fapix_signature_components(const fapix_exchange *exchange, fapix_signature_space *space, const fapix_sf_member *member);
/* Is this component, or of a dictionary field the member `key` (empty: the whole field), among them? */
bool fapix_signature_covers(const fapix_signature_space *space, fapix_slice name, bool req, fapix_slice key);
/* Their text, into space->base. FAPI_OK, _NOMEM, FAPI_SIGNATURE_COMPONENT_ABSENT, _COMPONENT_VALUE or _SIZE. */
int fapix_signature_base(const fapix_exchange *exchange, fapix_signature_space *space, const fapix_sf_member *member);

#endif
