/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Well-known URLs of metadata. RFC 8414 and RFC 9728 put the well-known part between host and path, so that whoever owns a path of a
 * host cannot answer for another path; OpenID Connect Discovery, which is older, appends it.
 */
#include "oauth/discovery.h"

#include "base/http.h"
#include "base/uri.h"

#define OAUTH "/.well-known/oauth-authorization-server"
#define OPENID "/.well-known/openid-configuration"
#define RESOURCE "/.well-known/oauth-protected-resource"

typedef struct writer {
    char *p;
    size_t size, n;
} writer;

static void put(writer *out, fapix_slice text)
{
    if (text.n > 0 && out->n < out->size && text.n < out->size - out->n)
        memcpy(out->p + out->n, text.p, text.n);
    out->n += text.n; /* one past the end of what fits says that it did not */
}

static const char *well_known(int kind)
{
    switch (kind) {
    case FAPI_WELL_KNOWN_OAUTH: return OAUTH;
    case FAPI_WELL_KNOWN_OPENID:
    case FAPI_WELL_KNOWN_OPENID_INSERTED: return OPENID;
    case FAPI_WELL_KNOWN_RESOURCE: return RESOURCE;
    default: return NULL;
    }
}

int fapix_discovery_identifier(int kind, fapix_slice identifier)
{
    fapix_uri uri;
    int rc = FAPI_ERR_INTERNAL;

    if (well_known(kind) == NULL)
        return FAPI_ERR_ARG;
    if (kind != FAPI_WELL_KNOWN_RESOURCE)
        return fapix_uri_check_issuer(identifier);
    /* Spec: RFC9728-2-1 */
    rc = fapix_uri_parse_https(&uri, identifier);
    if (rc == FAPI_OK && uri.has_fragment)
        rc = FAPI_URI_FRAGMENT;
    return rc;
}

static fapix_slice without_slash(fapix_slice path)
{
    return path.n > 0 && path.p[path.n - 1] == '/' ? fapix_slice_of(path.p, path.n - 1) : path;
}

static void write_url(writer *out, int kind, fapix_slice identifier)
{
    fapix_slice middle = fapix_slice_str(well_known(kind)), host, path, rest;
    fapix_uri uri;

    (void)fapix_uri_parse(&uri, identifier); /* judged before */
    host = fapix_slice_of(identifier.p, (size_t)(uri.path.p - identifier.p));
    path = uri.path;
    rest = fapix_slice_of(path.p + path.n, identifier.n - host.n - path.n);
    /* Spec: RFC8414-3.1-1 - of an issuer every slash at the end goes, of a resource only the one that follows the host */
    if (kind != FAPI_WELL_KNOWN_RESOURCE || path.n == 1)
        path = without_slash(path);
    put(out, host);
    /* Spec: RFC8414-5-1 */
    if (kind == FAPI_WELL_KNOWN_OPENID) {
        put(out, path);
        put(out, middle);
        return;
    }
    /* Spec: RFC8414-3-1, RFC9728-3.1-1 */
    put(out, middle);
    put(out, path);
    put(out, rest);
}

/* See fapi.h. */
int fapi_metadata_url(int kind, const char *identifier, size_t identifier_len, char *url, size_t url_size, size_t *url_len)
{
    fapix_slice text = fapix_slice_of(identifier, identifier_len);
    writer out = {url, url_size, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (url_len != NULL)
        *url_len = 0;
    if (url != NULL && url_size > 0)
        url[0] = '\0';
    if (identifier == NULL || url == NULL || url_size == 0 || url_len == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_discovery_identifier(kind, text);
    if (rc != FAPI_OK)
        return rc;
    write_url(&out, kind, text);
    if (out.n >= url_size) {
        url[0] = '\0';
        return FAPI_ERR_BUFFER;
    }
    url[out.n] = '\0';
    *url_len = out.n;
    return FAPI_OK;
}

/* See fapi.h. Spec: RFC8414-5-1 */
int fapi_metadata_url_kind(const char *issuer, size_t issuer_len, size_t index)
{
    static const int with_path[] = {FAPI_WELL_KNOWN_OAUTH, FAPI_WELL_KNOWN_OPENID_INSERTED, FAPI_WELL_KNOWN_OPENID};
    static const int without_path[] = {FAPI_WELL_KNOWN_OAUTH, FAPI_WELL_KNOWN_OPENID};
    fapix_uri uri;

    if (issuer == NULL || fapix_uri_check_issuer(fapix_slice_of(issuer, issuer_len)) != FAPI_OK ||
        fapix_uri_parse(&uri, fapix_slice_of(issuer, issuer_len)) != FAPI_OK)
        return -1;
    /* Without a path the two OpenID URLs are one. */
    if (uri.path.n <= 1)
        return index < sizeof without_path / sizeof *without_path ? without_path[index] : -1;
    return index < sizeof with_path / sizeof *with_path ? with_path[index] : -1;
}

static bool is_json(const fapix_discovery_answer *answer)
{
    fapix_slice type = answer->content_type;
    const uint8_t *semicolon = type.n == 0 ? NULL : memchr(type.p, ';', type.n);

    if (semicolon != NULL)
        type.n = (size_t)(semicolon - type.p);
    return answer->content_types == 1 && fapix_slice_is_nocase(fapix_http_trimmed(type), "application/json");
}

int fapix_discovery_judge(int kind, fapix_slice identifier, const fapix_discovery_answer *answer, fapix_document *document)
{
    const bool resource = kind == FAPI_WELL_KNOWN_RESOURCE;
    const fapix_json_node *node = NULL;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: RFC8414-3.2-1, RFC9728-3.2-1 - members that nobody knows are left alone */
    if (answer->http != 200)
        return FAPI_DISCOVERY_HTTP;
    if (!is_json(answer))
        return FAPI_DISCOVERY_CONTENT_TYPE;
    rc = fapix_document_open(document, answer->body, NULL);
    if (rc != FAPI_OK)
        return rc;
    node = fapix_document_value(document, fapix_document_get(document, resource ? "resource" : "issuer"));
    /* Spec: RFC8414-3.3-1, RFC9728-3.3-1 - octet for octet */
    if (node == NULL || node->type != FAPIX_JSON_STRING || !fapix_slice_eq(node->value, identifier))
        return resource ? FAPI_RESOURCE_METADATA_MISMATCH : FAPI_METADATA_ISSUER_MISMATCH;
    return FAPI_OK;
}
