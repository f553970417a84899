/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS with libcurl. Redirects are never followed here: whether one may be is not for the transport to know. */
#include "client.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#define SECONDS 20L

struct http {
    CURL *curl;
    fapi_response *response; /* takes the fields of an answer as they come; NULL: nobody wants them */
    text sent, head, body;   /* the request as text; status line and fields of the answer; its body */
    text location;           /* of a redirect, as it came */
    char type[128], error[CURL_ERROR_SIZE];
    long status;
};

static size_t take_body(char *bytes, size_t size, size_t n, void *user)
{
    http *h = user;

    return text_add(&h->body, bytes, size * n) == 0 ? size * n : 0;
}

static void trim(const char **p, size_t *n)
{
    while (*n > 0 && ((*p)[*n - 1] == '\r' || (*p)[*n - 1] == '\n' || (*p)[*n - 1] == ' ' || (*p)[*n - 1] == '\t'))
        (*n)--;
    while (*n > 0 && (**p == ' ' || **p == '\t')) {
        (*p)++;
        (*n)--;
    }
}

/* A field line: repeated ones too, as they came. What the library cannot take spoils the response, and its check says so. */
static size_t take_line(char *bytes, size_t size, size_t n, void *user)
{
    http *h = user;
    const char *value = NULL, *line = bytes, *colon = NULL;
    size_t all = size * n, name_len = 0, value_len = 0;

    if (text_add(&h->head, bytes, all) != 0)
        return 0;
    if (all > 5 && strncmp(bytes, "HTTP/", 5) == 0) /* of an answer that another one follows (100 Continue), nothing is kept */
        return all;
    colon = memchr(line, ':', all);
    if (colon == NULL)
        return all;
    name_len = (size_t)(colon - line);
    value = colon + 1;
    value_len = all - name_len - 1;
    trim(&value, &value_len);
    if (name_len == 8 && strncasecmp(line, "location", 8) == 0 && text_add(&h->location, value, value_len) != 0)
        return 0;
    if (h->response != NULL && fapi_response_add_header(h->response, line, name_len, value, value_len) == FAPI_ERR_NOMEM)
        return 0;
    return all;
}

static int set_options(http *h, const char *ca, const char *certificate, const char *key, int browser)
{
    CURLcode rc = curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR, "https");

    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_FOLLOWLOCATION, 0L);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_TIMEOUT, SECONDS);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, h->error);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, take_body);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, h);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, take_line);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_HEADERDATA, h);
    if (rc == CURLE_OK && ca[0] != '\0')
        rc = curl_easy_setopt(h->curl, CURLOPT_CAINFO, ca);
    if (rc == CURLE_OK && certificate[0] != '\0')
        rc = curl_easy_setopt(h->curl, CURLOPT_SSLCERT, certificate);
    if (rc == CURLE_OK && certificate[0] != '\0')
        rc = curl_easy_setopt(h->curl, CURLOPT_SSLKEY, key);
    if (rc == CURLE_OK && browser)
        rc = curl_easy_setopt(h->curl, CURLOPT_COOKIEFILE, "");
    return rc == CURLE_OK ? 0 : -1;
}

http *http_new(const char *ca, const char *certificate, const char *key, int browser)
{
    http *h = calloc(1, sizeof *h);

    if (h != NULL)
        h->curl = curl_easy_init();
    if (h == NULL || h->curl == NULL || set_options(h, ca, certificate, key, browser) != 0) {
        fprintf(stderr, "client: libcurl cannot be set up\n");
        http_free(h);
        return NULL;
    }
    return h;
}

void http_free(http *h)
{
    if (h == NULL)
        return;
    if (h->curl != NULL)
        curl_easy_cleanup(h->curl);
    text_free(&h->sent);
    text_free(&h->head);
    text_free(&h->body);
    text_free(&h->location);
    free(h);
}

/* -------------------------------------------------------------------------------------------------------- calling -- */

/* A field for libcurl's list, and for what http_write shows. */
static int add_field(http *h, struct curl_slist **list, const char *name, const char *value, size_t value_len)
{
    struct curl_slist *more = NULL;
    text line = {NULL, 0, 0};
    int failed = text_str(&line, name) || text_str(&line, ": ") || text_add(&line, value, value_len);

    failed = failed || text_add(&h->sent, line.p, line.n) || text_str(&h->sent, "\r\n");
    if (!failed)
        more = curl_slist_append(*list, line.p);
    text_free(&line);
    if (more == NULL)
        return -1;
    *list = more;
    return 0;
}

static int begin(http *h, const char *method, const char *url)
{
    h->status = 0;
    h->error[0] = '\0';
    h->type[0] = '\0';
    text_reset(&h->sent);
    text_reset(&h->head);
    text_reset(&h->body);
    text_reset(&h->location);
    return text_str(&h->sent, method) || text_str(&h->sent, " ") || text_str(&h->sent, url) || text_str(&h->sent, "\r\n") ? -1 : 0;
}

static CURLcode choose(http *h, const char *method, const char *url, struct curl_slist *fields, const char *body, size_t body_len)
{
    CURLcode rc = curl_easy_setopt(h->curl, CURLOPT_URL, url);

    /* First back to a plain GET: libcurl remembers the body of the last call. */
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_HTTPGET, 1L);
    rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, fields);
    if (rc == CURLE_OK && body != NULL) {
        rc = curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE, (long)body_len);
        rc = rc ? rc : curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body);
    }
    return rc ? rc : curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, method);
}

static int perform(http *h, const char *method, const char *url, struct curl_slist *fields, const char *body, size_t body_len)
{
    const char *type = NULL;
    CURLcode rc = choose(h, method, url, fields, body, body_len);

    if (rc == CURLE_OK && (text_str(&h->sent, "\r\n") || (body != NULL && text_add(&h->sent, body, body_len))))
        rc = CURLE_OUT_OF_MEMORY;
    rc = rc ? rc : curl_easy_perform(h->curl);
    rc = rc ? rc : curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &h->status);
    if (rc == CURLE_OK && curl_easy_getinfo(h->curl, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type != NULL)
        snprintf(h->type, sizeof h->type, "%.*s", (int)strcspn(type, "; "), type);
    if (rc != CURLE_OK && h->error[0] == '\0')
        snprintf(h->error, sizeof h->error, "%s", curl_easy_strerror(rc));
    /* What the options borrowed ends with this call. */
    (void)curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
    (void)curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, NULL);
    return rc == CURLE_OK ? 0 : -1;
}

int http_call(http *h, const char *method, const char *url, const char *content_type, const text *body)
{
    struct curl_slist *fields = NULL;
    int rc = begin(h, method, url);

    h->response = NULL;
    if (rc == 0 && content_type != NULL)
        rc = add_field(h, &fields, "Content-Type", content_type, strlen(content_type));
    if (rc == 0)
        rc = perform(h, method, url, fields, body == NULL ? NULL : body->p, body == NULL ? 0 : body->n);
    curl_slist_free_all(fields);
    return rc;
}

/* Text of the library has no NUL behind it. */
static int copy(text *to, const char *from, size_t n)
{
    text_reset(to);
    return text_add(to, from, n);
}

int http_send(http *h, const fapi_request *request, fapi_response *response)
{
    struct curl_slist *fields = NULL;
    const char *name = NULL, *p = NULL;
    text method = {NULL, 0, 0}, url = {NULL, 0, 0};
    size_t n = 0;
    int rc = -1;

    fapi_response_reset(response);
    h->response = response;
    if (fapi_request_method(request, &p, &n) != FAPI_OK || copy(&method, p, n) != 0)
        goto out;
    if (fapi_request_url(request, &p, &n) != FAPI_OK || copy(&url, p, n) != 0 || begin(h, method.p, url.p) != 0)
        goto out;
    for (size_t i = 0; i < fapi_request_header_count(request); i++)
        if (fapi_request_header(request, i, &name, &p, &n) != FAPI_OK || add_field(h, &fields, name, p, n) != 0)
            goto out;
    if (fapi_request_body(request, &p, &n) != FAPI_OK || n == 0)
        p = NULL;
    rc = perform(h, method.p, url.p, fields, p, p == NULL ? 0 : n);
    /* A setter that fails spoils the response, and the check of it says so. */
    if (rc == 0 && fapi_response_set_http(response, (int)h->status) == FAPI_OK && h->body.n > 0)
        rc = fapi_response_set_body(response, h->body.p, h->body.n) == FAPI_ERR_ARG ? -1 : 0;
out:
    curl_slist_free_all(fields);
    text_free(&method);
    text_free(&url);
    h->response = NULL;
    return rc;
}

/* ---------------------------------------------------------------------------------------------------- the last call -- */

int http_status(const http *h)
{
    return (int)h->status;
}

const char *http_error(const http *h)
{
    return h->error;
}

const char *http_location(const http *h)
{
    char *url = NULL;

    /* What is absolute is taken octet for octet: libcurl would write it in a way of its own. */
    if (h->location.n > 8 && strncmp(h->location.p, "https://", 8) == 0)
        return h->location.p;
    return curl_easy_getinfo(h->curl, CURLINFO_REDIRECT_URL, &url) == CURLE_OK ? url : NULL;
}

const text *http_body(const http *h)
{
    return &h->body;
}

const char *http_type(const http *h)
{
    return h->type;
}

void http_write(const http *h, FILE *file)
{
    fprintf(file, "%s\n\n%s%s\n", h->sent.p == NULL ? "" : h->sent.p, h->head.p == NULL ? "" : h->head.p,
            h->body.p == NULL ? "" : h->body.p);
}
