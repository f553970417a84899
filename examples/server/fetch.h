/* SPDX-License-Identifier: Apache-2.0 */
/* Outgoing HTTP with libcurl: sends what the library made, and hands it what came back. */
#ifndef SERVER_FETCH_H
#define SERVER_FETCH_H

#include <fapi.h>

/* One connection after the other; one thread at a time. */
typedef struct fetch fetch;

/* ca: the only CAs that count, a PEM file. certificate, key: of the client, PEM files, or NULL. */
fetch *fetch_new(const char *ca, const char *certificate, const char *key);
void fetch_free(fetch *f);
/* Send the request and read the answer. 0, or -1 and a reason in fetch_error: nothing of the response may then be used. */
int fetch_send(fetch *f, const fapi_request *request, fapi_response *response);
const char *fetch_error(const fetch *f);
/* The body of the last answer. Owns: until the next call. */
const char *fetch_body(const fetch *f, size_t *n);
/* HTTP status of the last answer. */
int fetch_http(const fetch *f);

#endif
