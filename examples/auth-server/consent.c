/* SPDX-License-Identifier: Apache-2.0 */
/* The page that asks the user: plain HTML, nothing in it that runs, everything that came from elsewhere escaped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/crypto.h>

#include "as.h"

#define COOKIE "__Host-consent" /* the prefix: only over TLS, only this host, only the path / (RFC 6265bis) */

/* Not form-action: browsers apply it to where the answer redirects as well, which is the client. The style is in the page, and its hash
 * in the policy: whatever else gets in is not applied. no-referrer: the URL of this page has the client's request in it. */
static const char style[] = ":root{color-scheme:light dark}body{font:1em/1.5 sans-serif;max-width:34em;margin:3em auto;padding:0 1em}"
                            "pre{border:1px solid;padding:1em;white-space:pre-wrap}body,pre{overflow-wrap:anywhere}"
                            "button{font:inherit;padding:.4em 1.5em;margin:0 1em 1em 0}";
static char content_policy[160];
static const char *const fields[][2] = {
    {"Content-Security-Policy", content_policy}, {"X-Content-Type-Options", "nosniff"}, {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},          {"Cache-Control", "no-store"},         {NULL, NULL},
};

void consent_prepare(void)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char hash[33] = {0};
    char text[45];

    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, style, sizeof style - 1, hash) < 0)
        abort();
    for (size_t i = 0, o = 0; i < 33; i += 3) {
        unsigned int bits = (unsigned int)hash[i] << 16 | (unsigned int)hash[i + 1] << 8 | hash[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            text[o++] = alphabet[bits >> shift & 63];
    }
    text[43] = '='; /* 32 octets are one short of eleven groups of three */
    text[44] = '\0';
    snprintf(content_policy, sizeof content_policy,
             "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; frame-ancestors 'none'", text);
}

static void scopes(desk *d, const fapi_grant *consent)
{
    const char *value = NULL;
    size_t n = 0;

    for (size_t i = 0; fapi_grant_scope(consent, i, &value, &n) == FAPI_OK; i++) {
        page_html(d, "<li><code>");
        page_text(d, value, n);
        page_html(d, "</code></li>\n");
    }
}

/* The client may ask for more than scopes can say: it is shown as it was asked for. */
static void details(desk *d, const fapi_grant *consent)
{
    const char *text = NULL;
    size_t n = 0;

    if (fapi_grant_value(consent, "authorization_details", 21, &text, &n) != FAPI_OK)
        return;
    json_t *value = json_loadb(text, n, 0, NULL);
    char *shown = value == NULL ? strndup(text, n) : json_dumps(value, JSON_INDENT(2));
    if (shown != NULL) {
        page_html(d, "<p>In detail:</p>\n<pre>");
        page_text(d, shown, strlen(shown));
        page_html(d, "</pre>\n");
    }
    free(shown);
    json_decref(value);
}

int consent_page(desk *d, fapi_grant *consent)
{
    const char *ticket = NULL, *id = NULL;
    const registered *client = NULL;
    size_t ticket_n = 0, id_n = 0;

    if (fapi_grant_value(consent, "value", 5, &ticket, &ticket_n) != FAPI_OK
        || fapi_grant_value(consent, "client_id", 9, &id, &id_n) != FAPI_OK)
        return FAPI_ERR_INTERNAL;
    client = registry_find(&the.clients, id, id_n);
    page_start(d);
    page_html(d, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Your consent</title><style>");
    page_html(d, style);
    page_html(d, "</style></head>\n<body><h1>Your consent</h1>\n<p><strong id=\"client\">");
    page_text(d, client == NULL ? "" : client->name, client == NULL ? 0 : strlen(client->name));
    page_html(d, "</strong> asks for:</p>\n<ul id=\"scopes\">\n");
    scopes(d, consent);
    page_html(d, "</ul>\n");
    details(d, consent);
    page_html(d, "<form method=\"post\" action=\"/consent\"><input type=\"hidden\" name=\"consent\" value=\"");
    if (fapi_grant_value(consent, "value", 5, &ticket, &ticket_n) != FAPI_OK)
        return FAPI_ERR_INTERNAL;
    page_text(d, ticket, ticket_n);
    page_html(d, "\">\n<button id=\"approve\" name=\"decision\" value=\"approve\">Approve</button>"
                 "<button id=\"deny\" name=\"decision\" value=\"deny\">Deny</button></form></body></html>\n");
    if (d->body == NULL)
        return FAPI_ERR_BUFFER;
    d->http_status = 200;
    d->type = "text/html; charset=utf-8";
    d->fields = fields;
    return FAPI_OK;
}

/* ------------------------------------------------------------------------------------------------------ cookies -- */

/* A browser keeps its value while it has several pages open; it dies with the session. The value is random and looks like a PKCE verifier,
 * and its challenge is its hash: what stands beside the row is of no use to who reads the database. */
int consent_cookie(desk *d, char hash[FAPI_JKT_LENGTH + 1])
{
    const char *value = http_cookie(d, COOKIE);
    char fresh[FAPI_JKT_LENGTH + 1];

    if (value != NULL && strlen(value) == FAPI_JKT_LENGTH
        && fapi_pkce_challenge(value, strlen(value), hash, FAPI_JKT_LENGTH + 1) == FAPI_OK)
        return FAPI_OK;
    int rc = fapi_pkce_verifier(fresh, sizeof fresh);
    if (rc == FAPI_OK)
        rc = fapi_pkce_challenge(fresh, strlen(fresh), hash, FAPI_JKT_LENGTH + 1);
    if (rc == FAPI_OK)
        snprintf(d->cookie, sizeof d->cookie, COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax", fresh);
    return rc;
}

int consent_cookie_fits(const desk *d, const char *hash, size_t n)
{
    const char *value = http_cookie(d, COOKIE);
    char ours[FAPI_JKT_LENGTH + 1];

    return value != NULL && n == FAPI_JKT_LENGTH && fapi_pkce_challenge(value, strlen(value), ours, sizeof ours) == FAPI_OK
        && gnutls_memcmp(ours, hash, n) == 0;
}
