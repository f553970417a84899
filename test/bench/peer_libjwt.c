/* SPDX-License-Identifier: Apache-2.0 */
/* See peer.h: libjwt 1 and 2, whose jwt_decode takes a key in PEM. Version 3 has another interface, not timed here. */
#include "peer.h"

#ifdef HAVE_LIBJWT
#include <jwt.h>
#ifndef jwk_set_auto_t /* what version 3 brought */
#define TIMED
#endif
#endif

#ifdef TIMED

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct state {
    const unsigned char *pem;
    int pem_len;
    jwt_alg_t alg;
    int64_t now;
} state;

/* Its header does not say. */
static const char *version(void)
{
    static char text[32];
    FILE *answer = popen("pkg-config --modversion libjwt 2>/dev/null", "r");

    if (answer == NULL)
        return "";
    if (fgets(text, sizeof text, answer) != NULL)
        text[strcspn(text, "\n")] = '\0';
    (void)pclose(answer);
    return text;
}

static void *open_key(const peer_inputs *in)
{
    jwt_alg_t alg = jwt_str_alg(fapi_alg_name(in->alg));
    state *s = NULL;

    if (alg == JWT_ALG_INVAL)
        return NULL;
    s = peer_must_have(malloc(sizeof *s));
    s->pem = (const unsigned char *)in->pem;
    s->pem_len = (int)strlen(in->pem);
    s->alg = alg;
    s->now = in->now;
    return s;
}

static int check(void *opened, size_t i, const char *token, size_t token_len)
{
    const state *s = opened;
    jwt_t *jwt = NULL;
    const char *iss = NULL, *aud = NULL;
    int ok = 0;

    (void)i;
    (void)token_len;
    if (jwt_decode(&jwt, token, s->pem, s->pem_len) != 0)
        return 0;
    iss = jwt_get_grant(jwt, "iss");
    aud = jwt_get_grant(jwt, "aud");
    ok = jwt_get_alg(jwt) == s->alg && iss != NULL && strcmp(iss, PEER_ISSUER) == 0 && aud != NULL &&
         strcmp(aud, PEER_AUDIENCE) == 0 && jwt_get_grant_int(jwt, "exp") > s->now;
    jwt_free(jwt);
    return ok;
}

const peer peer_libjwt[] = {
    {"libjwt", "signature, alg, iss, aud, exp (typ \"JWT\")", version, PEER_JWT, 1, open_key, check, free},
    {.name = NULL},
};

#else

const peer peer_libjwt[] = {{.name = NULL}};

#endif
