/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verified signatures, remembered: a bounded table of "these token bytes verified under that generation of that issuer's keys". Nothing of what
 * a token says is kept, so every other rule is judged anew each time.
 */
#ifndef FAPIX_TOKEN_CACHE_H
#define FAPIX_TOKEN_CACHE_H

#include "base/memory.h"

typedef struct fapix_token_cache fapix_token_cache;

/* tokens: 1 to 1,048,576. NULL when memory ran out. */
fapix_token_cache *fapix_token_cache_new(const fapix_memory *memory, size_t tokens);
void fapix_token_cache_free(fapix_token_cache *cache);
/* hash: SHA-256 of the compact token. generation: never 0. Both may be called by any number of threads. */
bool fapix_token_cache_has(fapix_token_cache *cache, const uint8_t hash[32], uint64_t generation);
void fapix_token_cache_add(fapix_token_cache *cache, const uint8_t hash[32], uint64_t generation);

#endif
