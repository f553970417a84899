/* SPDX-License-Identifier: Apache-2.0 */
/* What a software statement lets its client register, and what of it becomes the client's metadata. */
#ifndef FAPIX_REGISTRATION_STATEMENT_H
#define FAPIX_REGISTRATION_STATEMENT_H

#include "base/document.h"
#include "base/verdict.h"

typedef struct fapix_role_scope {
    fapix_slice role, scope; /* owned by whoever made them */
} fapix_role_scope;

typedef struct fapix_registration_terms {
    fapix_document *document;    /* what the client asks for */
    const fapix_json *statement; /* the claims of its software statement; NULL: it brought none */
    bool redirect_in_statement;  /* redirect URIs must stand in the statement, and may be some of them */
    bool hybrid_only;            /* the response type of a client that names none is code id_token */
    const fapix_role_scope *roles; /* what a role may register; count 0: scope is not compared */
    size_t role_count;
} fapix_registration_terms;

/* Where the statement says that the client's keys are: any member that regimes have for it. {NULL, 0} if nowhere. */
fapix_slice fapix_registration_jwks_uri(const fapix_json *statement);
/* Does what the client asks for fit its statement? FAPI_OK or the first broken rule, reported to the verdict. */
int fapix_registration_compare(fapi_verdict *verdict, const fapix_registration_terms *terms);
/* All scope values that the roles of the statement allow, each once, with spaces between; nothing if there are none. */
void fapix_registration_put_scope(fapix_buffer *out, const fapix_registration_terms *terms);

#endif
