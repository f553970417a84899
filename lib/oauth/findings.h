/* SPDX-License-Identifier: Apache-2.0 */
/* What a lint found, and the working memory for finding it. */
#ifndef FAPIX_FINDINGS_H
#define FAPIX_FINDINGS_H

#include "base/context.h"
#include "base/document.h"
#include "jose/jwks_text.h"

#define FAPIX_FINDINGS_MAX 128
#define FAPIX_FINDING_TEXT 124

typedef struct fapix_finding {
    int status, level;
    const char *clause;              /* static */
    char member[FAPIX_FINDING_TEXT]; /* NUL-terminated */
    char actual[FAPIX_FINDING_TEXT];
} fapix_finding;

struct fapi_findings {
    fapi_context *context;
    bool decided, client; /* client: of a registration, which decides how it is answered */
    int status;           /* the first SHALL that is broken */
    size_t count, dropped;
    fapix_finding found[FAPIX_FINDINGS_MAX];
    fapix_document document;
    fapix_jwks_text keys;
    uint64_t kids[FAPI_MAX_JWKS_KEYS]; /* keyed hashes of the kids of a set */
};

void fapix_findings_begin(fapi_findings *findings, bool client);
/* clause NULL: that of the status. member may be "": the document as a whole. index: of an element, or -1. */
void fapix_findings_add(fapi_findings *findings, int level, int status, const char *clause, const char *member,
                        int index,
                        fapix_slice actual);
/* End of a check. rc: anything but FAPI_OK ends it without a result. Returns the status of the call. */
int fapix_findings_end(fapi_findings *findings, int rc);

#endif
