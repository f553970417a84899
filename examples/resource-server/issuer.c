/* SPDX-License-Identifier: Apache-2.0 */
/* The issuer, as the resource server knows it: metadata once, keys again when the library asks for them. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rs.h"
#include "server/policy.h"

#define TRIES 20
#define WAIT_SECONDS 6 /* a little longer than a fetch may take */

/* Fetch and judge. NULL and a reason if that fails. */
static char *try_metadata(fetch *f, fapi_request *request, fapi_response *response, const char **why)
{
    size_t issuer_len = strlen(the.issuer), n = 0;
    int kind = fapi_metadata_next_kind(the.issuer, issuer_len, 0, NULL), rc = FAPI_ERR_NOT_FOUND;

    while (kind != -1) {
        rc = fapi_metadata_make_request(kind, the.issuer, issuer_len, request);
        *why = fapi_status_text(rc);
        if (rc != FAPI_OK)
            return NULL;
        if (fetch_send(f, request, response) != 0) {
            *why = fetch_error(f);
            return NULL;
        }
        rc = fapi_metadata_check_response(kind, the.issuer, issuer_len, response);
        *why = fapi_status_text(rc);
        kind = fapi_metadata_next_kind(the.issuer, issuer_len, kind, response);
    }
    if (rc != FAPI_OK)
        return NULL;
    const char *body = fetch_body(f, &n);
    return strndup(body, n);
}

char *issuer_metadata(const char *file, size_t *length)
{
    fetch *f = fetch_new(the.ca, NULL, NULL);
    fapi_request *request = fapi_request_new(the.http.context);
    fapi_response *response = fapi_response_new(the.http.context);
    fapi_findings *findings = fapi_findings_new(the.http.context);
    const char *why = "out of memory";
    char *text = NULL;

    for (int i = 0; f != NULL && i < TRIES && text == NULL; i++) {
        struct timespec pause = {0, 500000000};
        if (i > 0)
            nanosleep(&pause, NULL);
        text = try_metadata(f, request, response, &why);
    }
    if (text == NULL)
        config_die(file, "issuer: %s: %s", the.issuer, why);
    *length = strlen(text);
    int rc = fapi_metadata_check_server(the.policy, the.issuer, strlen(the.issuer), text, *length, findings);
    policy_print(file, "issuer", findings);
    if (rc != FAPI_OK)
        config_die(file, "issuer: %s", fapi_status_text(rc));
    the.keys_request = fapi_request_new(the.http.context);
    rc = fapi_metadata_make_keys_request(text, *length, the.keys_request);
    if (rc != FAPI_OK)
        config_die(file, "issuer: jwks_uri: %s", fapi_status_text(rc));
    fapi_findings_free(findings);
    fapi_response_free(response);
    fapi_request_free(request);
    fetch_free(f);
    return text;
}

fapi_jwks *issuer_keys(fetch *f, const char **why)
{
    fapi_response *response = fapi_response_new(the.http.context);
    fapi_jwks *jwks = fapi_jwks_new(the.http.context);
    int rc = FAPI_ERR_NOMEM;

    *why = fapi_status_text(rc);
    if (response != NULL && jwks != NULL && fetch_send(f, the.keys_request, response) != 0)
        *why = fetch_error(f);
    else if (response != NULL && jwks != NULL) {
        rc = fapi_metadata_check_keys_response(response, jwks);
        *why = fapi_status_text(rc);
    }
    fapi_response_free(response);
    if (rc == FAPI_OK)
        return jwks;
    fapi_jwks_free(jwks);
    return NULL;
}

/* ----------------------------------------------------------------------------------------------------- refreshing -- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t change;
    pthread_t thread;
    int started, wanted, stop;
    unsigned int done; /* how many fetches have ended */
    fetch *fetch;
} refresh = {.lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER};

/* What cannot be fetched leaves the keys as they are; too old ones stop passing by themselves. */
static void fetch_and_replace(void)
{
    const char *why = NULL;
    fapi_jwks *jwks = issuer_keys(refresh.fetch, &why);
    int64_t now = (int64_t)time(NULL);

    if (jwks == NULL)
        return;
    (void)!fapi_rs_replace_keys(the.rs, the.issuer, strlen(the.issuer), jwks, now);
    fapi_jwks_free(jwks);
}

static void *run(void *unused)
{
    pthread_mutex_lock(&refresh.lock);
    while (!refresh.stop) {
        if (!refresh.wanted) {
            pthread_cond_wait(&refresh.change, &refresh.lock);
            continue;
        }
        refresh.wanted = 0;
        pthread_mutex_unlock(&refresh.lock);
        fetch_and_replace();
        pthread_mutex_lock(&refresh.lock);
        refresh.done++;
        pthread_cond_broadcast(&refresh.change);
    }
    pthread_mutex_unlock(&refresh.lock);
    return unused;
}

void issuer_start(const char *file)
{
    refresh.fetch = fetch_new(the.ca, NULL, NULL);
    if (refresh.fetch == NULL || pthread_create(&refresh.thread, NULL, run, NULL) != 0)
        config_die(file, "no thread");
    refresh.started = 1;
}

void issuer_stop(void)
{
    if (!refresh.started)
        return;
    pthread_mutex_lock(&refresh.lock);
    refresh.stop = 1;
    pthread_cond_broadcast(&refresh.change);
    pthread_mutex_unlock(&refresh.lock);
    pthread_join(refresh.thread, NULL);
    fetch_free(refresh.fetch);
}

void issuer_refresh(int wait)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    pthread_mutex_lock(&refresh.lock);
    unsigned int before = refresh.done;
    refresh.wanted = 1;
    pthread_cond_broadcast(&refresh.change);
    while (wait && refresh.done == before && !refresh.stop)
        if (pthread_cond_timedwait(&refresh.change, &refresh.lock, &until) != 0)
            break;
    pthread_mutex_unlock(&refresh.lock);
}
