/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization server: what is set up once, and what its files share. */
#ifndef AUTH_SERVER_H
#define AUTH_SERVER_H

#include <fapi.h>

#include "server/http.h"

#define MOST_KEYS 8
#define METADATA_PLACES 3 /* the first routes */

/* A client as it was registered, and its name for the page that asks the user. */
typedef struct registered {
    fapi_client *client;
    const char *id, *name;
} registered;

/* Any number of them, in the order of their ids once all are read. */
typedef struct registry {
    registered *rows;
    size_t count, room;
} registry;

/* All that is the same for every request. */
typedef struct server {
    json_t *config_root, *clients_root;
    char *file, *user, *who; /* user: all that is known; who: sub, which is what ID tokens say */
    http http;
    listener main, mtls;
    int nonces; /* DPoP nonces are handed out */
    fapi_policy *policy;
    fapi_signer *signers[MOST_KEYS];
    size_t signer_count;
    fapi_dpop_nonce *nonce;
    char metadata_url[METADATA_PLACES][FAPI_MAX_URL];
    fapi_as *as;
    registry clients, resource_servers; /* the latter may introspect, and nothing else */
} server;

extern server the;

/* Paths and endpoints: one table for routes, set-up and metadata. */
typedef struct place {
    int endpoint; /* enum fapi_endpoint */
    const char *path;
    int with_certificate; /* it has an alias on the port for clients with certificates */
} place;
extern const place endpoints[];
extern const size_t endpoint_count;

/* Reads the configuration and makes everything; ends the program if something is wrong. */
void setup(const char *file, route *routes);
void teardown(void);
/* Private keys and the secret of DPoP nonces: read from the file, made and written where they are missing. */
void keys_load(config *c, const char *path);

/* NULL if there is none of that name. */
const registered *registry_find(const registry *list, const char *id, size_t n);

/* Once, before the first page. */
void consent_prepare(void);
/* The page that asks the user, into the desk. The grant is the ticket of fapi_as_issue_consent. */
int consent_page(desk *d, fapi_grant *consent);
/* The value of the browser's cookie, or a fresh one, and the hash of it, which goes beside the row. */
int consent_cookie(desk *d, char hash[FAPI_JKT_LENGTH + 1]);
/* 1: this browser was shown the page whose row holds this hash. */
int consent_cookie_fits(const desk *d, const char *hash, size_t n);

#endif
