/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the client share. config.c reads the configuration, setup.c sets the library up, http.c sends what it made, agent.c
 * plays the user's browser, client.c goes through the steps, report.c says what happened. No file knows a rule of OAuth: libfapi makes each
 * message, judges each answer and says what comes next.
 */
#ifndef EXAMPLES_CLIENT_H
#define EXAMPLES_CLIENT_H

#include <stddef.h>
#include <stdio.h>

#include <fapi.h>
#include <jansson.h>

#define TEXT(literal) (literal), sizeof(literal) - 1 /* pointer and length */

/* ----------------------------------------------------------------------------------------------------------- text -- */

/* Bytes that grow, always with a NUL behind them. */
typedef struct text {
    char *p;
    size_t n, room;
} text;

int text_add(text *t, const char *bytes, size_t n); /* 0, or -1: no memory, or more than 1 MiB */
int text_str(text *t, const char *string);
void text_reset(text *t);
void text_free(text *t);
int text_read_file(text *t, const char *path); /* -1 with a line on stderr */

/* ---------------------------------------------------------------------------------------------------------- config -- */

/* See README.md here for the members. Paths are relative to the folder of the file. */
typedef struct config {
    json_t *json, *clients; /* own all texts below */
    char folder[1024];
    const char *issuer, *profile, *resource;
    char ca[1200], certificate[1200], certificate_key[1200];
    json_t *client;     /* the metadata that the server registered */
    json_t *controls;   /* or NULL */
    json_t *parameters; /* of the authorization request, or NULL */
    text key, dpop_key; /* private JWKs; n 0 where there is none */
    int push, userinfo, revoke; /* whether to use these endpoints, where the server offers them */
} config;

int config_read(config *c, const char *path); /* -1 with a line on stderr */
void config_free(config *c);

/* ------------------------------------------------------------------------------------------------------------ http -- */

/* One place that calls out: with our certificate or without, with cookies or without. */
typedef struct http http;

/* ca: the file of trusted CAs. certificate, key: of the client, "" for none. browser: 1 keeps cookies. NULL with a line on stderr. */
http *http_new(const char *ca, const char *certificate, const char *key, int browser);
void http_free(http *h);
/* body NULL: none. content_type NULL: none. -1: no answer came, http_error says why. */
int http_call(http *h, const char *method, const char *url, const char *content_type, const text *body);
/* What the library made, and the answer as the library takes it. -1 as above. */
int http_send(http *h, const fapi_request *request, fapi_response *response);
/* Of the last call. */
int http_status(const http *h);
const char *http_error(const http *h);
const char *http_location(const http *h); /* of a redirect, absolute; NULL for none */
const text *http_body(const http *h);
const char *http_type(const http *h); /* media type, "" for none */
/* Write the last call and its answer. */
void http_write(const http *h, FILE *file);

/* ----------------------------------------------------------------------------------------------------------- agent -- */

/* Go to the server as the user's browser would, agree to what it asks, and come back to redirect_uri with the request that is in back. -1
 * with a line on stderr. */
int agent_visit(http *browser, const char *url, const char *redirect_uri, fapi_request *back);
/* The same by the hands of a user: shows the URL and takes the one that the browser was sent to in the end. */
int agent_ask(const char *url, fapi_request *back);

/* --------------------------------------------------------------------------------------------------------- client -- */

typedef struct client {
    config config;
    http *server, *browser; /* the client's own connections, and those of the user's browser */
    fapi_context *context;
    fapi_policy *policy;
    fapi_client *registered;
    fapi_signer *signer, *dpop_signer;
    fapi_rp *rp;
    fapi_flow *flow;
    fapi_request *request;
    fapi_response *response;
    fapi_verdict *verdict;
    fapi_findings *findings;
    text metadata; /* of the server */
    const char *save;
    int automatic, steps, saved;
} client;

/* Reports on stdout, a line for each step; report.c. */
int report_status(const char *step, int status); /* what is no verdict: a status alone. -1 */
void report_request(const client *c, const char *step);
void report_verdict(const client *c);
void save_call(client *c, const http *h, const char *step);

int64_t now(void);
/* Send what is in c->request; the answer is in c->response. Reports both. -1: no answer. */
int call(client *c, const char *step);
/* Everything that a flow needs, from the configuration and from the server. -1, and it was reported. */
int set_up(client *c, const char *path);
/* Another set of keys of the server, in place of the one that is there. */
int refresh_keys(client *c);
void take_down(client *c);

#endif
