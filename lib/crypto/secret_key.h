/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys for encryption, in both libraries: a fapix_secret_key is the fapix_key of the same numbers under another name, so that
 * it comes in by the same rules. The type keeps the two uses apart for the compiler.
 */
#ifndef FAPIX_SECRET_KEY_H
#define FAPIX_SECRET_KEY_H

#include "crypto/key_rules.h"

int fapix_secret_key_import(fapix_engine *engine, const fapix_key_parts *parts, bool is_private,
                            fapix_secret_key **key);
int fapix_secret_key_generate(fapix_engine *engine, int alg, fapix_secret_key **key);
int fapix_secret_key_export(const fapix_secret_key *key, bool with_private, uint8_t *store, size_t store_n,
                            fapix_key_parts *parts);
void fapix_secret_key_free(fapix_secret_key *key);
/* The key behind the name. */
const fapix_key *fapix_secret_key_of(const fapix_secret_key *key);
/* The most that key_wrap takes and key_unwrap gives back: far more than any content key. */
#define FAPIX_WRAP_MAX 512
/* The largest output of RSA: the octets of the largest modulus. */
#define FAPIX_OAEP_ROOM (FAPIX_RSA_MAX_BITS / 8)

#endif
