/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The libraries that bench_peers times: one file for each, one row of the table for each way to use it. A file whose
 * library is not installed has no rows. Each does what its documentation tells a user to do; keys are read once,
 * beforehand.
 */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdint.h>

#include <fapi.h>

#include "raw.h"

#define PEER_INPUTS 1024
#define PEER_ISSUER "https://as.example.com"
#define PEER_AUDIENCE "https://api.example.com/accounts"
#define PEER_URL "https://api.example.com/accounts/1234/transactions"

typedef struct peer_text {
    char *p; /* with a NUL behind it */
    size_t n;
} peer_text;

/* The same token twice: with the typ of RFC 9068, and with the only one that libjwt 1 reads. */
enum peer_kind { PEER_AT_JWT, PEER_JWT, PEER_DPOP, PEER_KINDS };
#define PEER_WRONG 3

typedef struct peer_inputs {
    int alg;
    int64_t now; /* true time: some libraries read the clock themselves */
    char *jwk, *pem; /* the public key of the authorization server */
    size_t key_bits;
    peer_text jws[PEER_KINDS][PEER_INPUTS];
    peer_text wrong[PEER_KINDS][PEER_WRONG]; /* tokens, well signed: a foreign iss, a foreign aud, an exp long past */
    raw *raw_key; /* and what it needs to check the first kind */
    uint8_t signature[PEER_INPUTS][512];
    size_t signature_len[PEER_INPUTS], signed_len[PEER_INPUTS];
} peer_inputs;

typedef struct peer {
    const char *name; /* NULL ends the rows of a file */
    const char *checks;
    const char *(*version)(void); /* that the program was built with, or runs with where only that can be asked */
    enum peer_kind kind;          /* what it checks */
    int claims;                   /* judges iss, aud and exp */
    void *(*open)(const peer_inputs *in); /* NULL: the library does not do this algorithm */
    int (*check)(void *state, size_t i, const char *jws, size_t jws_len); /* 1: accepted. i: index of the input */
    void (*close)(void *state);
} peer;

extern const peer peer_libfapi[], peer_cjose[], peer_libjwt[], peer_rhonabwy[];

/* Fresh keys and inputs for an algorithm. End the program on failure. */
peer_inputs *peer_inputs_new(int alg, int64_t now);
void peer_inputs_free(peer_inputs *in);
/* Ends the program if rc is not FAPI_OK, or if the pointer is NULL. */
void peer_must(int rc, const char *what);
void *peer_must_have(void *pointer);

#endif
