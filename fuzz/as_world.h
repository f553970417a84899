/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fuzz targets of the authorization server share. An input is two bytes of settings, then lines: the form (in which $A and $O stand
 * for the assertion and the request object), header and claims of the assertion, of the request object and of the DPoP proof, and what the
 * host found in its database; what remains is the client certificate. JWTs are encoded and signed here, so that the fuzzer need not learn
 * base64url; a header that begins with "=" is a JWT as it is. Every key and every signature is good (fake_provider.c).
 */
#ifndef FUZZ_AS_WORLD_H
#define FUZZ_AS_WORLD_H

#include <stdbool.h>

#include <jansson.h>

#include <fapi.h>

#include "base/slice.h"

#define NOW INT64_C(1800000000)
#define ISSUER "https://a.example"
#define CLIENT "client-1"
#define REDIRECT "https://c.example/cb"
#define OTHER_REDIRECT "https://c.example/cb?x=1"
#define S(text) (text), (sizeof(text) - 1)

/* Bits of the first byte, above the three of the profile; and of the second, above the three of the client. */
enum { EXTERNAL = 8, NONCE_DEMANDED = 16, NONCE_KNOWN = 32, VERIFIED = 64, BOTH_BINDINGS = 128 };
enum { UNREGISTERED = 8, PUBLIC = 16, HANDED_ANYWAY = 32, POST = 64, PKCE_OFF = 128 };

typedef struct world {
    uint8_t first, second;
    int profile;
    fapi_policy *policy;
    fapi_replay *replay;
    fapi_as *as;
    const fapi_client *client;
    fapi_request *request;
    fapi_verdict *verdict;
    fapi_answer *answer;
    const char *method;
    char form[70000];                  /* as it was sent */
    size_t form_n;
    fapix_slice found, certificate;    /* of the input: what the host found; the rest */
    fapix_slice assertion, object, proof;
} world;

typedef int (*world_check)(world *w, const fapi_client *client);

void must(bool holds);
/* A server of the settings with an empty store, and the request that the input describes. false: too short to be one. */
bool world_open(world **w, const uint8_t *data, size_t size, const char *path);
/* The server again, with an empty store; the request stays as it is. */
void world_renew(world *w);
void world_close(world *w);
/* Find the client, check, and hold the verdict to what every verdict promises; a pending one is finished with outcome. */
int world_run(world *w, world_check check, int outcome);
/* The same bytes to a fresh server give the same verdict; to the same one, a message that spent something is a replay. */
void world_repeat(world *w, world_check check, int rc);
/* The value of a parameter of the form, decoded by other means than the library's, with a NUL behind; false: absent or empty. */
bool world_parameter(const world *w, const char *name, char *value, size_t size);
/* The parameters of the verdict, read by jansson: nothing of the client's authentication, no request in the request. The caller's. */
json_t *world_stored(const world *w);
/* Whatever the form says stands in the stored parameters. */
void world_same_as_form(const world *w, const json_t *stored);
/* A refused request at the authorization endpoint is answered to nobody but the client. */
void world_hold_target(const world *w, int rc);
/* An answer was built: its fields are one line of printable ASCII each, its JSON is JSON, it goes nowhere but to the client. */
void world_hold_answer(const world *w);
/* The next line of a text. */
fapix_slice world_line(fapix_slice *rest);

#endif
