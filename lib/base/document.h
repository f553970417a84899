/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A JSON document too large for the strict reader's table, such as the metadata of a server: read by that reader in
 * pieces, one member after another, and one element after another where the member is an array. Names are unique and
 * everything is judged when the document is opened, read or not; only what a caller asks for is then parsed once more.
 */
#ifndef FAPIX_DOCUMENT_H
#define FAPIX_DOCUMENT_H

#include "base/json.h"

#define FAPIX_DOCUMENT_MAX 262144 /* bytes */

typedef struct fapix_document_member {
    fapix_slice name;  /* escapes resolved */
    fapix_slice value; /* as it stands in the text; of an array, what is between its brackets */
    int type;          /* enum fapix_json_type */
} fapix_document_member;

typedef struct fapix_document {
    fapix_document_member member[FAPI_MAX_JSON_MEMBERS];
    size_t count, names_n;
    uint8_t names[FAPI_MAX_JWT], piece[FAPI_MAX_JWT], scratch[FAPI_MAX_JWT];
    fapix_json json; /* the last piece */
} fapix_document;

/* Judge the whole document. text must live as long as the document is read. deferred: a member whose value the
 * caller judges, as it has a form of its own (a JWK set); NULL: none. Returns FAPI_OK or FAPI_JSON_*. */
int fapix_document_open(fapix_document *document, fapix_slice text, const char *deferred);
/* NULL if there is no such member. */
const fapix_document_member *fapix_document_get(const fapix_document *document, const char *name);
/* The value of a member that is no array, or NULL. Lives until the document is read again. */
const fapix_json_node *fapix_document_value(fapix_document *document, const fapix_document_member *member);
/* The next element of an array, or NULL at its end. *rest starts as fapix_document_elements. */
fapix_slice fapix_document_elements(const fapix_document_member *member);
const fapix_json_node *fapix_document_next(fapix_document *document, fapix_slice *rest);

#endif
