/* SPDX-License-Identifier: Apache-2.0 */
/* The resource server: what is set up once, and what its files share. */
#ifndef RESOURCE_SERVER_H
#define RESOURCE_SERVER_H

#include <fapi.h>

#include "server/fetch.h"
#include "server/http.h"

typedef struct server {
    json_t *config_root;
    http http;
    listener listener;
    char *ca;
    const char *issuer, *scope;
    fapi_request *keys_request; /* for the keys of the issuer, made once and sent again and again */
    int introspects;
    fapi_policy *policy;
    fapi_dpop_nonce *nonce;
    fapi_rs *rs;
    /* For asking the issuer. */
    fapi_client *client;
    fapi_signer *signer;
    fapi_rp *rp;
} server;

extern server the;

/* Reads the configuration, asks the issuer for its metadata and keys, and listens; ends the program if something is wrong. */
void setup(const char *file, route *r);
void teardown(void);

/* The metadata of the issuer, judged, as text; freed by the caller. The request for its keys goes into the. Ends the program if there are none after
 * some tries: the issuer may be starting just now. */
char *issuer_metadata(const char *file, size_t *length);
/* Its keys, as they are now; NULL and a reason if they cannot be had. */
fapi_jwks *issuer_keys(fetch *f, const char **why);
/* A thread that fetches keys when it is told to; one fetch at a time, whoever asks. */
void issuer_start(const char *file);
void issuer_stop(void);
/* Have the keys fetched. wait: until that was done or failed. */
void issuer_refresh(int wait);

#endif
