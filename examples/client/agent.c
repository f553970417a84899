/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user and the browser of the user, who know nothing of OAuth: a browser goes where it is sent and posts the form that the user
 * pressed a button of. Here it finds forms in the plain pages of authorization servers; no script runs.
 */
#include "client.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HOPS 12
#define FORM "application/x-www-form-urlencoded"

/* ----------------------------------------------------------------------------------------------------------- pages -- */

/* The value of an attribute within a tag, with its entities resolved. -1: the tag has none of this name. */
static int attribute(const char *tag, size_t tag_len, const char *name, text *value)
{
    static const struct { const char *entity, *character; } known[] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#34;", "\""}, {"&#x27;", "'"}, {"&#38;", "&"}};
    size_t n = strlen(name);
    const char *end = tag + tag_len, *at = NULL;

    text_reset(value);
    for (const char *p = tag; p + n + 2 < end; p++)
        if (isspace((unsigned char)*p) && strncasecmp(p + 1, name, n) == 0 && p[n + 1] == '=' && p[n + 2] == '"')
            at = p + n + 3;
    if (at == NULL)
        return -1;
    while (at < end && *at != '"') {
        size_t i = 0;

        while (i < sizeof known / sizeof *known && strncmp(at, known[i].entity, strlen(known[i].entity)) != 0)
            i++;
        if (i == sizeof known / sizeof *known ? text_add(value, at, 1) : text_str(value, known[i].character))
            return -1;
        at += i == sizeof known / sizeof *known ? 1 : strlen(known[i].entity);
    }
    return text_str(value, "");
}

static int encode(text *to, const text *from)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < from->n; i++) {
        unsigned char c = (unsigned char)from->p[i];
        char escape[3] = {'%', hex[c >> 4], hex[c & 15]};

        if (isalnum(c) || c == '-' || c == '.' || c == '_' || c == '*' ? text_add(to, from->p + i, 1) : text_add(to, escape, 3))
            return -1;
    }
    return 0;
}

static int add_pair(text *form, const text *name, const text *value)
{
    if (form->n > 0 && text_str(form, "&"))
        return -1;
    return encode(form, name) || text_str(form, "=") || encode(form, value) ? -1 : 0;
}

/* Does this tag go into the form? Of buttons only the one that the user presses. */
static int counts(const char *tag, const text *value)
{
    if (strncasecmp(tag, "<input", 6) == 0)
        return 1;
    return strncasecmp(tag, "<button", 7) == 0 && value->n == 7 && memcmp(value->p, "approve", 7) == 0;
}

/* The first form of a page: where it goes, and what goes there. */
static int read_form(const text *page, text *action, text *form)
{
    const char *tag = page->p == NULL ? NULL : strstr(page->p, "<form"), *end = NULL;
    text name = {NULL, 0, 0}, value = {NULL, 0, 0};
    int rc = tag == NULL ? -1 : 0;

    for (; rc == 0 && tag != NULL && strncasecmp(tag, "</form", 6) != 0; tag = strchr(end, '<')) {
        end = strchr(tag, '>');
        if (end == NULL)
            rc = -1;
        else if (strncasecmp(tag, "<form", 5) == 0)
            rc = attribute(tag, (size_t)(end - tag), "action", action);
        else if (attribute(tag, (size_t)(end - tag), "value", &value) == 0 && counts(tag, &value) &&
                 attribute(tag, (size_t)(end - tag), "name", &name) == 0)
            rc = add_pair(form, &name, &value);
        if (end == NULL)
            break;
    }
    text_free(&name);
    text_free(&value);
    return rc;
}

/* ---------------------------------------------------------------------------------------------------------- going -- */

static int arrives(const char *url, const char *redirect_uri)
{
    size_t n = strlen(redirect_uri);

    return strncmp(url, redirect_uri, n) == 0 && (url[n] == '\0' || strchr("?#&", url[n]) != NULL);
}

static int describe(fapi_request *back, const char *method, const char *url, const text *form)
{
    fapi_request_reset(back);
    if (fapi_request_set_method(back, method, strlen(method)) || fapi_request_set_url(back, url, strlen(url)))
        return -1;
    if (form == NULL)
        return 0;
    return fapi_request_add_header(back, TEXT("Content-Type"), TEXT(FORM)) || fapi_request_set_body(back, form->p, form->n) ? -1 : 0;
}

/* The page that is shown now has a form: to the server itself, or, where the response comes as one, to the client. 1: that it did. */
static int submit(http *browser, const char *issuer_page, const char *redirect_uri, fapi_request *back)
{
    text action = {NULL, 0, 0}, form = {NULL, 0, 0}, url = {NULL, 0, 0};
    const char *path = strchr(issuer_page + 8, '/');
    int rc = read_form(http_body(browser), &action, &form);

    if (rc == 0 && arrives(action.p, redirect_uri)) {
        rc = describe(back, "POST", action.p, &form) == 0 ? 1 : -1;
    } else if (rc == 0) {
        if (action.n > 0 && action.p[0] == '/')
            rc = text_add(&url, issuer_page, path == NULL ? strlen(issuer_page) : (size_t)(path - issuer_page));
        if (rc == 0)
            rc = text_add(&url, action.p, action.n);
        if (rc == 0)
            rc = http_call(browser, "POST", url.p, FORM, &form);
    }
    text_free(&action);
    text_free(&form);
    text_free(&url);
    return rc;
}

int agent_visit(http *browser, const char *url, const char *redirect_uri, fapi_request *back)
{
    text at = {NULL, 0, 0};
    int rc = text_str(&at, url) || http_call(browser, "GET", at.p, NULL, NULL) ? -1 : 0, done = 0;

    for (int hop = 0; rc == 0 && !done && hop < HOPS; hop++) {
        const char *location = http_location(browser);

        if (location != NULL) {
            text_reset(&at);
            rc = text_str(&at, location);
            done = rc == 0 && arrives(at.p, redirect_uri);
            if (done)
                rc = describe(back, "GET", at.p, NULL);
            else if (rc == 0)
                rc = http_call(browser, "GET", at.p, NULL, NULL);
        } else if (http_status(browser) == 200 && strcmp(http_type(browser), "text/html") == 0) {
            rc = submit(browser, at.p, redirect_uri, back);
            done = rc == 1;
            rc = done ? 0 : rc;
        } else {
            rc = -1;
        }
    }
    if (rc == 0 && !done)
        rc = -1;
    if (rc != 0)
        fprintf(stderr, "client: the browser is stuck at %s: %d %s\n%.600s\n", at.p == NULL ? url : at.p, http_status(browser),
                http_error(browser), http_body(browser)->p == NULL ? "" : http_body(browser)->p);
    text_free(&at);
    return rc;
}

int agent_ask(const char *url, fapi_request *back)
{
    char line[FAPI_MAX_URL + 2];

    printf("Open this URL in a browser, and paste here the URL that the browser is sent to in the end:\n%s\n", url);
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        return -1;
    line[strcspn(line, "\r\n")] = '\0';
    return describe(back, "GET", line, NULL);
}
