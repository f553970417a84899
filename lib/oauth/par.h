/* SPDX-License-Identifier: Apache-2.0 */
/* Pushed authorization requests, RFC 9126: the push itself, and the authorization request that refers to it. */
#ifndef FAPIX_PAR_H
#define FAPIX_PAR_H

#include "base/parameter.h"
#include "oauth/grant.h"

typedef struct fapix_par_facts {
    fapix_slice method, content_type;
    fapix_slice client_id; /* who was authenticated; {NULL, 0}: nobody */
} fapix_par_facts;

typedef struct fapix_par_reference {
    const fapi_grant *pushed; /* what the host found under the request_uri; NULL: nothing */
    int64_t now, max_lifetime;
    bool required;      /* a request without request_uri is refused */
    bool extra_refused; /* so are parameters beside client_id and request_uri; else they are ignored */
    bool one_time;      /* a request_uri whose authorization was completed is spent */
} fapix_par_reference;

/* The media type of every form that a client posts, perhaps with the one charset that it can have. */
bool fapix_par_is_form(fapix_slice content_type);
/* Method and media type: what can be judged before the body is read. */
int fapix_par_form(fapi_verdict *verdict, const fapix_par_facts *facts);
/* Of the form that fapi_par_request_uri makes? */
bool fapix_par_is_request_uri(fapix_slice uri);
/* Method, media type, client, and no request_uri. What else the request says is for other checks. */
int fapix_par_judge(fapi_verdict *verdict, const fapix_parameters *parameters, const fapix_par_facts *facts);
/* dpop_jkt (as the request has it) and the key of the proof in its header: each may be missing, both must agree.
 * Fills jkt of the verdict with the key that the code will be bound to. */
int fapix_par_bind(fapi_verdict *verdict, fapix_slice dpop_jkt, fapix_slice proven);
int fapix_par_refer(fapi_verdict *verdict, const fapix_parameters *parameters, const fapix_par_reference *facts);

#endif
