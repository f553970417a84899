/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document of a JWK set, read by the strict reader in pieces: the document with its keys array emptied, then
 * one entry after another. A whole set has too many members for the reader's table. jansson, which could hold it,
 * drops characters from a string when memory runs out while the string grows, and says nothing: that must not
 * happen to a key.
 */
#ifndef FAPIX_JWKS_TEXT_H
#define FAPIX_JWKS_TEXT_H

#include "jose/jwk.h"

/* Working memory; the strings of an entry live in it until the next one is read. */
typedef struct fapix_jwks_text {
    fapix_jwk_text entry;
    uint8_t frame[FAPI_MAX_JWT]; /* the document around the entries */
    fapix_slice entries, rest;
    size_t count;
} fapix_jwks_text;

/* Judge the document around the entries and count them. text must live as long as *space is used. Returns FAPI_OK,
 * FAPI_JSON_*, FAPI_JWKS_FORM or FAPI_JWKS_SIZE. */
int fapix_jwks_text_open(fapix_jwks_text *space, fapix_slice text);
/* Back to the first entry. */
void fapix_jwks_text_rewind(fapix_jwks_text *space);
/* The fields of the next entry, of which there are space->count. Returns FAPI_OK, FAPI_JSON_*, FAPI_JWKS_FORM (not
 * an object). */
int fapix_jwks_text_next(fapix_jwks_text *space, fapix_jwk_fields *fields);

#endif
