/* SPDX-License-Identifier: Apache-2.0 */
/* The document of a JWK set: capped, parsed by jansson, its entries read as fields. */
#ifndef FAPIX_JWKS_TEXT_H
#define FAPIX_JWKS_TEXT_H

#include <jansson.h>

#include "jose/jwk.h"

#define FAPIX_JWKS_MEMBERS 16384 /* members and elements of the whole document: 16 for each of 1,000 keys */

/* Size, depth and members, found in one walk before anything is built: a parser that builds a tree takes seconds for a million
 * members. Says nothing about syntax. Returns FAPI_OK, FAPI_JWKS_SIZE, FAPI_JSON_DEPTH or FAPI_JSON_MEMBERS. */
int fapix_jwks_text_cap(fapix_slice text);
/* The keys array of the document; *root is given back with json_decref. Returns FAPI_OK, FAPI_ERR_NOMEM, FAPI_JSON_*,
 * FAPI_JWKS_FORM or FAPI_JWKS_SIZE. */
int fapix_jwks_text_parse(fapix_slice text, json_t **root, const json_t **keys);
/* Views the entry's strings. */
void fapix_jwks_text_fields(fapix_jwk_fields *fields, json_t *entry);

#endif
