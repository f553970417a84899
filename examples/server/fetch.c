/* SPDX-License-Identifier: Apache-2.0 */
/* Outgoing HTTP with libcurl. */
#include "fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#define CONNECT_MS 2000
#define TOTAL_MS 5000 /* whoever waits for the other side holds a thread here */

struct fetch {
    CURL *curl;
    struct curl_slist *fields;
    fapi_response *response;
    long http;
    char error[CURL_ERROR_SIZE];
    size_t body_len;
    char body[FAPI_MAX_RESPONSE];
};

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
    fetch *f = user;
    size_t n = size * count;

    if (n > sizeof f->body - f->body_len)
        return 0; /* and curl gives up */
    memcpy(f->body + f->body_len, data, n);
    f->body_len += n;
    return n;
}

/* A line with its end. A new status line begins a new answer: 100 Continue is one too. */
static size_t on_field(char *data, size_t size, size_t count, void *user)
{
    fetch *f = user;
    size_t n = size * count, end = n;
    const char *colon = memchr(data, ':', n), *value = colon;

    if (n >= 5 && memcmp(data, "HTTP/", 5) == 0)
        fapi_response_reset(f->response);
    if (colon == NULL || (n >= 5 && memcmp(data, "HTTP/", 5) == 0))
        return n;
    while (end > 0 && (data[end - 1] == '\n' || data[end - 1] == '\r' || data[end - 1] == ' ' || data[end - 1] == '\t'))
        end--;
    for (value++; value < data + end && (*value == ' ' || *value == '\t');)
        value++;
    size_t length = value < data + end ? (size_t)(data + end - value) : 0;
    /* What is refused here spoils the response, and its check says so. */
    (void)!fapi_response_add_header(f->response, data, (size_t)(colon - data), value, length);
    return n;
}

fetch *fetch_new(const char *ca, const char *certificate, const char *key)
{
    fetch *f = calloc(1, sizeof *f);
    CURL *c = f == NULL ? NULL : curl_easy_init();

    if (c == NULL) {
        free(f);
        return NULL;
    }
    f->curl = c;
    /* No redirect is followed: whoever may choose where a request goes next gets what is in it. No proxy, no netrc, no other protocol. */
    if (curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK || curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https") != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_CAINFO, ca) != CURLE_OK || curl_easy_setopt(c, CURLOPT_CAPATH, NULL) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_PROXY, "") != CURLE_OK || curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)TOTAL_MS) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_ERRORBUFFER, f->error) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body) != CURLE_OK || curl_easy_setopt(c, CURLOPT_WRITEDATA, f) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_field) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_HEADERDATA, f) != CURLE_OK
        || curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) != CURLE_OK
        || (certificate != NULL
            && (curl_easy_setopt(c, CURLOPT_SSLCERT, certificate) != CURLE_OK
                || curl_easy_setopt(c, CURLOPT_SSLKEY, key) != CURLE_OK))) {
        fetch_free(f);
        return NULL;
    }
    return f;
}

void fetch_free(fetch *f)
{
    if (f == NULL)
        return;
    curl_slist_free_all(f->fields);
    curl_easy_cleanup(f->curl);
    explicit_bzero(f->body, sizeof f->body);
    free(f);
}

static int add_field(fetch *f, const char *name, const char *value, size_t n)
{
    size_t size = strlen(name) + n + 3;
    char *line = malloc(size);
    struct curl_slist *longer = NULL;

    if (line == NULL)
        return -1;
    snprintf(line, size, "%s: %.*s", name, (int)n, value);
    longer = curl_slist_append(f->fields, line);
    free(line);
    if (longer == NULL)
        return -1;
    f->fields = longer;
    return 0;
}

/* url and method are text with an end; body may be NULL. */
static int perform(fetch *f, const char *method, const char *url, const char *body, size_t body_len, fapi_response *response)
{
    CURL *c = f->curl;
    CURLcode rc = CURLE_OK;

    f->response = response;
    f->body_len = 0;
    f->http = 0;
    f->error[0] = '\0';
    fapi_response_reset(response);
    /* Nothing of curl's own: no Expect, whose 100 nobody needs here. */
    if (add_field(f, "Expect", "", 0) != 0)
        return -1;
    if (curl_easy_setopt(c, CURLOPT_URL, url) != CURLE_OK || curl_easy_setopt(c, CURLOPT_HTTPHEADER, f->fields) != CURLE_OK)
        return -1;
    if (body != NULL) {
        curl_easy_setopt(c, CURLOPT_POST, 1L);
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_len);
        rc = curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, body);
    } else {
        rc = curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
    }
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(c);
    if (rc == CURLE_OK)
        rc = curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &f->http);
    if (rc != CURLE_OK && f->error[0] == '\0')
        snprintf(f->error, sizeof f->error, "%s", curl_easy_strerror(rc));
    if (rc != CURLE_OK || fapi_response_set_http(response, (int)f->http) != FAPI_OK)
        return -1;
    (void)!fapi_response_set_body(response, f->body, f->body_len);
    return 0;
}

int fetch_send(fetch *f, const fapi_request *request, fapi_response *response)
{
    const char *method = NULL, *url = NULL, *body = NULL, *name = NULL, *value = NULL;
    size_t method_len = 0, url_len = 0, body_len = 0, n = 0;
    int failed = fapi_request_method(request, &method, &method_len) || fapi_request_url(request, &url, &url_len);

    if (failed)
        return -1;
    if (fapi_request_body(request, &body, &body_len) != FAPI_OK || body_len == 0)
        body = NULL;
    char *own_method = strndup(method, method_len), *own_url = strndup(url, url_len);
    for (size_t i = 0; !failed && fapi_request_header(request, i, &name, &value, &n) == FAPI_OK; i++)
        failed = add_field(f, name, value, n);
    if (own_method == NULL || own_url == NULL || failed
        || perform(f, own_method, own_url, body, body_len, response) != 0)
        failed = -1;
    free(own_method);
    free(own_url);
    curl_slist_free_all(f->fields);
    f->fields = NULL;
    return failed ? -1 : 0;
}

const char *fetch_error(const fetch *f)
{
    return f->error;
}

const char *fetch_body(const fetch *f, size_t *n)
{
    *n = f->body_len;
    return f->body;
}

int fetch_http(const fetch *f)
{
    return (int)f->http;
}
