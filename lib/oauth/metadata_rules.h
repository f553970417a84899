/* SPDX-License-Identifier: Apache-2.0 */
/* What the lints of server and client metadata share: members read with their types judged, and lists of names. */
#ifndef FAPIX_METADATA_RULES_H
#define FAPIX_METADATA_RULES_H

#include "oauth/metadata.h"

typedef struct fapix_lint {
    fapi_findings *findings;
    const fapix_metadata_limits *limits;
    fapix_document *document;
    int type, url, alg, alg_none, encryption; /* the statuses of this kind of document */
} fapix_lint;

void fapix_lint_add(const fapix_lint *lint, int level, int status, const char *clause, const char *member,
                    fapix_slice actual);
bool fapix_lint_present(const fapix_lint *lint, const char *name);
/* Absent, or reported as mistyped: false. *value lives until the document is read again. */
bool fapix_lint_string(const fapix_lint *lint, const char *name, fapix_slice *value);
/* Absent (the default of every boolean here) is false, and so is what was reported as mistyped. */
bool fapix_lint_boolean(const fapix_lint *lint, const char *name);
/* NULL if absent, or if reported as no array of strings. */
const fapix_document_member *fapix_lint_list(const fapix_lint *lint, const char *name);
bool fapix_lint_has(const fapix_lint *lint, const fapix_document_member *list, const char *text);
/* An https URL without fragment, if it is there. Returns whether it is. */
bool fapix_lint_url(const fapix_lint *lint, const char *name);
bool fapix_lint_is_https(fapix_slice text);
/* The algorithm of a member of a client, if it is there. */
void fapix_lint_alg(const fapix_lint *lint, const char *name);
/* A list of algorithms, if it is there: one that the profile takes must be in it. */
void fapix_lint_algs(const fapix_lint *lint, const char *name, bool none_is_legal);
/* scopes_supported, if it is there: scope values, RFC 6749 3.3. */
void fapix_lint_scopes(const fapix_lint *lint);
/* FAPI_JWE_ALG_, FAPI_JWE_ENC_, FAPI_AUTH_ of a name; 0 for those that are not ours. */
int fapix_lint_jwe_alg(fapix_slice name);
int fapix_lint_jwe_enc(fapix_slice name);
int fapix_lint_auth(fapix_slice name);
/* FAPI_RESPONSE_ of a response type, whose words may come in any order. */
int fapix_lint_response(fapix_slice name);

#endif
