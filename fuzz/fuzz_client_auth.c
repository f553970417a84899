/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a request authenticates its client. The first byte states the connection and what the client registered; then come
 * the query and, behind a line feed, the body. A request that passes must be one that a plain search of the texts finds
 * free of secrets and of second ways.
 */
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include <fapi.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELD = 1, CERTIFICATE = 2, PUBLIC = 4, METHOD = 24 };
#define TLS_AUTH (FAPI_AUTH_TLS_CLIENT_AUTH | FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH)

static fapi_verdict *verdict;
static fapi_client_auth *handle;

static void must(int holds)
{
    if (!holds)
        abort();
}

static bool there(const char *name)
{
    const char *value = NULL;
    size_t n = 0;
    int rc = fapi_client_auth_get(handle, name, strlen(name), &value, &n);

    must(rc == FAPI_OK ? value != NULL && n > 0 : rc == FAPI_ERR_NOT_FOUND && value == NULL && n == 0);
    return rc == FAPI_OK;
}

/* Escapes aside, which the fuzzer finds soon enough: then the name is not in the text. */
static bool stands_in(fapix_slice text, const char *name)
{
    const size_t n = strlen(name);

    for (size_t i = 0; i + n <= text.n; i++) {
        if (memcmp(text.p + i, name, n) == 0 && (i == 0 || text.p[i - 1] == '&') && i + n < text.n &&
            text.p[i + n] != '&')
            return true;
    }
    return false;
}

static void hold(int use, int registered, fapix_slice query)
{
    bool assertion = there("client_assertion") || there("client_assertion_type");

    must((use & FIELD) == 0 && !there("client_secret"));
    must(!stands_in(query, "client_secret=") && !stands_in(query, "client_assertion="));
    if (registered == 0)
        must((use & PUBLIC) != 0 && !assertion && there("client_id"));
    else if ((registered & TLS_AUTH) != 0)
        must((use & CERTIFICATE) != 0 && !assertion && there("client_id"));
    else
        must(assertion);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int methods[] = {0, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_TLS_CLIENT_AUTH,
                                  FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH};
    const uint8_t *feed = NULL;
    fapix_slice query, body;
    int registered = 0, read_query = FAPI_OK, read_body = FAPI_OK, rc = FAPI_OK;

    if (verdict == NULL) {
        fapi_context *context = fapi_context_new();
        verdict = fapi_verdict_new(context);
        handle = fapi_client_auth_new(context);
        must(verdict != NULL && handle != NULL);
    }
    if (size == 0)
        return 0;
    registered = methods[(data[0] & METHOD) >> 3];
    feed = memchr(data, '\n', size);
    query = fapix_slice_of(data + 1, feed == NULL || feed == data ? 0 : (size_t)(feed - data - 1));
    body = feed == NULL ? fapix_slice_of(data + 1, size - 1) : fapix_slice_of(feed + 1, (size_t)(data + size - feed - 1));
    read_query = fapi_client_auth_set_query(handle, (const char *)query.p, query.n);
    read_body = fapi_client_auth_set_body(handle, (const char *)body.p, body.n);
    must(fapi_client_auth_set_connection(handle, data[0] & FIELD, (data[0] & CERTIFICATE) != 0) == FAPI_OK);
    must(fapi_client_auth_set_registered(handle, registered) == FAPI_OK);
    must(fapi_client_auth_set_allowed(handle, FAPI_AUTH_PRIVATE_KEY_JWT | TLS_AUTH, (data[0] & PUBLIC) != 0) == FAPI_OK);
    rc = fapi_client_auth_check(handle, verdict);
    must(read_body == FAPI_OK || rc == read_body);
    must(read_body != FAPI_OK || read_query == FAPI_OK || rc == read_query);
    if (rc == FAPI_OK)
        hold(data[0], registered, query);
    else
        must(fapi_verdict_http(verdict) == 400 || fapi_verdict_http(verdict) == 401);
    return 0;
}
