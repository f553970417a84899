/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP over TLS with libmicrohttpd: takes requests in, hands them to the library as they came, and sends answers as they were built.
 * What is right or wrong about a request is not known here.
 */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <fapi.h>
#include <microhttpd.h>

#include "config.h"
#include "log.h"
#include "store.h"
#include "tls.h"

#define BODY_ROOM (65536 + 1) /* one more than the library takes, so that it refuses what is longer */
#define PAGE_ROOM 65536
#define DESK_GRANTS 3

/* What a thread works with: made for its first request, used again and again, so that a request allocates nothing here. */
typedef struct desk {
    struct http *http;
    fapi_request *request;
    fapi_verdict *verdict;
    fapi_answer *answer;
    fapi_response *response; /* of a server that was asked about this request */
    fapi_grant *grants[DESK_GRANTS];
    store *store;
    void *own; /* what the server adds; see http_server */
    struct MHD_Connection *connection;
    int64_t now;
    /* What a handler leaves: the answer that it built, and what it says itself. */
    int http_status;          /* 0: that of the answer */
    const char *type, *body;  /* body NULL: that of the answer */
    size_t body_len;
    const char *const (*fields)[2]; /* further fields, up to {NULL, NULL} */
    char cookie[256];         /* the value of a Set-Cookie field, "" for none */
    int judged;               /* 1: the verdict is of this request, and goes into the log */
    char client_id[256];      /* for the log */
    char page[PAGE_ROOM];
    size_t page_len;
} desk;

/* Builds an answer. HANDLED: it is in the desk; anything else: an error of our own, a bare 500. */
typedef int (*handler)(desk *d, const void *what);
enum { HANDLED = 0, BROKEN = 1 };

typedef struct route {
    const char *path; /* NULL: there is none */
    handler handle;
    const void *what;  /* handed to the handler */
    const char *allow; /* the methods, with a comma and a blank between them; NULL: that is for the library to judge */
    int main_only;     /* 1: not on the port for clients with certificates */
} route;

typedef struct http {
    const route *routes;
    size_t route_count;
    fapi_context *context;
    audit log;
    char *database, *log_path; /* paths, of http_settings */
    const char *synchronous;
    unsigned int threads;
    char priorities[512];
    int (*desk_new)(desk *d);   /* fills own; NULL: nothing to add */
    void (*desk_free)(desk *d);
} http;

/* A port. */
typedef struct listener {
    http *http;
    int ask_certificate, main;
    gnutls_x509_trust_list_t client_cas; /* NULL: no chain is verified */
    char *base;                          /* scheme, host and port by which the world knows it */
    size_t base_len;
    struct MHD_Daemon *daemon;
    char *certificate, *key;
} listener;

/* SIGTERM and SIGINT end http_wait, SIGPIPE does nothing, files are the owner's, no core files hold keys. First thing in main. */
void http_prepare_process(void);
void http_wait(void);
/* What both servers read of their configuration: database, log, synchronous, threads. The database is made if there is none, the log opened under
 * the server's name. Ends the program if something is wrong. */
void http_settings(http *h, config *c, const char *server);
void http_forget(http *h);
/* Starts to listen as the part of the configuration says (address, port, certificate, key; beside these what the caller read), or ends the
 * program. url: of which scheme, host and port are taken. from: where certificate and key stand if not in c, or NULL. */
void http_listen(listener *l, config *c, config *from, const char *url);
/* Stops taking connections, ends those that are there, waits for the threads. */
void http_stop(listener *l);

/* The value of a cookie of the request, NULL if there is none. */
const char *http_cookie(const desk *d, const char *name);
/* HTML into the page of the desk: as it is, or escaped. Beyond PAGE_ROOM the page is spoiled: page_len is 0. */
void page_start(desk *d);
void page_html(desk *d, const char *html);
void page_text(desk *d, const char *text, size_t n);

#endif
