/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Redirect URIs. A code goes to wherever one points, so a registered one is compared octet by octet: every smarter way
 * of comparing has been led astray once. Only the port of a native app's loopback listener, which it learns when it
 * starts, may differ.
 */
#include "oauth/redirect_uri.h"

#include "base/ascii.h"
#include "base/uri.h"

#define ALLOW (FAPI_REDIRECT_URI_ALLOW_LOOPBACK | FAPI_REDIRECT_URI_ALLOW_PRIVATE_SCHEME)

/* -------------------------------------------------------------------------------------------- registration rules -- */

/* RFC 8252 7.3 names the two literals and nothing else: what a name resolves to is not the app's to say. */
static bool is_loopback(const fapix_uri *uri)
{
    return fapix_slice_is(uri->host, "127.0.0.1") || fapix_slice_is(uri->host, "[::1]");
}

/* The name of a domain reversed: a period with something on either side. */
static bool is_reversed_domain(fapix_slice scheme)
{
    const uint8_t *dot = scheme.n < 3 ? NULL : memchr(scheme.p + 1, '.', scheme.n - 2);

    return dot != NULL && scheme.p[scheme.n - 1] != '.';
}

static int judge_scheme(const fapix_uri *uri, int allow)
{
    if (fapix_slice_is_nocase(uri->scheme, "https"))
        return uri->has_authority ? FAPI_OK : FAPI_REDIRECT_URI_FORM;
    if (fapix_slice_is_nocase(uri->scheme, "http")) {
        /* Spec: RFC8252-8.3-1 */
        if (fapix_slice_is_nocase(uri->host, "localhost"))
            return FAPI_REDIRECT_URI_LOCALHOST;
        /* Spec: FAPI1BASE-5.2.2-20, FAPI2SP-5.3.2.2-8, RFC9700-2.6-1, RFC7591-5-1 */
        if (!is_loopback(uri))
            return FAPI_REDIRECT_URI_SCHEME;
        /* Spec: FAPI1BASE-7.5-2, RFC8252-7.3-1 */
        return (allow & FAPI_REDIRECT_URI_ALLOW_LOOPBACK) != 0 ? FAPI_OK : FAPI_REDIRECT_URI_LOOPBACK;
    }
    /* Spec: RFC8252-7.1-1 - javascript, data and file have no period either */
    if (!is_reversed_domain(uri->scheme))
        return FAPI_REDIRECT_URI_SCHEME;
    /* Spec: FAPI1BASE-7.5-1 */
    return (allow & FAPI_REDIRECT_URI_ALLOW_PRIVATE_SCHEME) != 0 ? FAPI_OK : FAPI_REDIRECT_URI_PRIVATE_SCHEME;
}

/* RFC 3986 3.1 */
static bool is_scheme(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];
        bool letter = (fapix_ascii[c] & FAPIX_ASCII_ALPHA) != 0, digit = (fapix_ascii[c] & FAPIX_ASCII_DIGIT) != 0;

        if (!letter && (i == 0 || !(digit || c == '+' || c == '-' || c == '.')))
            return false;
    }
    return text.n > 0;
}

/* RFC 3986 3.3, 3.4; and the number sign, which is another rule's business. */
static bool is_path_and_query(fapix_slice text)
{
    size_t i = 0;

    while (i < text.n) {
        uint8_t c = text.p[i];

        if (c != '%' && (fapix_ascii[c] & FAPIX_ASCII_URI) == 0 && (c == 0 || !strchr(":@/?#", c)))
            return false;
        if (fapix_uri_character(text, &i) < 0)
            return false;
    }
    return true;
}

/* scheme ":/" path, which the parser of URIs with authority does not read: RFC 8252 7.1 writes private-use ones so. */
static bool parse_without_authority(fapix_uri *uri, fapix_slice text)
{
    const uint8_t *colon = memchr(text.p, ':', text.n);
    size_t scheme_n = colon == NULL ? 0 : (size_t)(colon - text.p);
    fapix_slice scheme = {text.p, scheme_n}, rest = {text.p + scheme_n, text.n - scheme_n};

    if (!is_scheme(scheme) || rest.n < 2 || rest.p[1] != '/' || (rest.n > 2 && rest.p[2] == '/'))
        return false;
    if (!is_path_and_query(rest))
        return false;
    *uri = (fapix_uri){.scheme = scheme};
    uri->has_fragment = memchr(text.p, '#', text.n) != NULL;
    return true;
}

int fapix_redirect_uri_rules(fapix_slice uri, int allow)
{
    fapix_uri parsed;

    /* Spec: RFC6749-3.1.2-1 */
    if (uri.n == 0 || uri.n > FAPI_MAX_URL)
        return FAPI_REDIRECT_URI_FORM;
    if (fapix_uri_parse(&parsed, uri) != FAPI_OK && !parse_without_authority(&parsed, uri))
        return FAPI_REDIRECT_URI_FORM;
    if (parsed.has_fragment)
        return FAPI_REDIRECT_URI_FRAGMENT;
    if (parsed.has_userinfo)
        return FAPI_REDIRECT_URI_USERINFO;
    /* Nothing here would match it against anything, but who registered it expects that, and so may other software. */
    if (memchr(uri.p, '*', uri.n) != NULL)
        return FAPI_REDIRECT_URI_WILDCARD;
    return judge_scheme(&parsed, allow);
}

/* ---------------------------------------------------------------------------------------------------- comparison -- */

/* What follows host and port. */
static fapix_slice after_port(fapix_slice text, const fapix_uri *uri)
{
    const uint8_t *end = uri->has_port ? uri->port.p + uri->port.n : uri->host.p + uri->host.n;

    return fapix_slice_of(end, (size_t)(text.p + text.n - end));
}

static bool same_but_port(fapix_slice uri, fapix_slice registered)
{
    fapix_uri a, b;

    if (fapix_uri_parse(&a, uri) != FAPI_OK || fapix_uri_parse(&b, registered) != FAPI_OK)
        return false;
    if (a.has_userinfo || b.has_userinfo || !is_loopback(&b) || (a.has_port && a.port.n == 0))
        return false;
    return fapix_slice_is(a.scheme, "http") && fapix_slice_is(b.scheme, "http") && fapix_slice_eq(a.host, b.host) &&
           fapix_slice_eq(after_port(uri, &a), after_port(registered, &b));
}

static bool is_registered(fapix_slice uri, fapix_slice registered, int allow)
{
    /* Spec: RFC9700-2.1-1, RFC6749-3.1.2.3-1, FAPI1BASE-5.2.2-10, RFC8252-8.4-1 */
    if (registered.n > 0 && fapix_slice_eq(uri, registered))
        return true;
    /* Spec: RFC8252-7.3-1 */
    return (allow & FAPI_REDIRECT_URI_ALLOW_LOOPBACK) != 0 && same_but_port(uri, registered);
}

int fapix_redirect_uri_judge(fapi_verdict *verdict, const fapix_redirect_uri_facts *facts)
{
    /* Spec: RFC9126-2.4-1, RFC9126-7.2-1 */
    bool known = facts->pushed && facts->unregistered;
    int rc = FAPI_ERR_INTERNAL, broken = FAPI_OK;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: FAPI2SP-5.3.2.2-6, FAPI1BASE-5.2.2-9 */
    rc = fapix_rule_on(verdict, FAPI_REDIRECT_URI_MISSING, facts->uri.n > 0, fapix_slice_str("redirect_uri"),
                       fapix_slice_of(NULL, 0));
    if (rc != FAPI_OK)
        return rc;
    for (size_t i = 0; !known && i < facts->registered_count; i++)
        known = is_registered(facts->uri, facts->registered[i], facts->allow);
    /* Spec: FAPI1BASE-5.2.2-8, RFC6749-3.1.2.2-1 - of a client without registered ones none is good */
    rc = fapix_rule_on(verdict, FAPI_REDIRECT_URI_UNREGISTERED, known, fapix_slice_str("a registered redirect URI"),
                       facts->uri);
    if (rc != FAPI_OK)
        return rc;
    broken = fapix_redirect_uri_rules(facts->uri, facts->allow);
    return fapix_rule_on(verdict, FAPI_REDIRECT_URI_NOT_ALLOWED, broken == FAPI_OK,
                         fapix_slice_str(fapi_status_text(broken)), facts->uri);
}

/* See fapi.h. */
int fapi_redirect_uri_check_registration(const char *uri, size_t uri_len, int allow)
{
    if ((uri == NULL && uri_len > 0) || (allow & ~ALLOW) != 0)
        return FAPI_ERR_ARG;
    return fapix_redirect_uri_rules(fapix_slice_of(uri, uri_len), allow);
}

/* See fapi.h. */
int fapi_redirect_uri_check(const char *uri, size_t uri_len, const char *registered, size_t registered_len, int allow)
{
    fapix_slice given = fapix_slice_of(uri, uri_len), wanted = fapix_slice_of(registered, registered_len);

    if ((uri == NULL && uri_len > 0) || (registered == NULL && registered_len > 0) || (allow & ~ALLOW) != 0)
        return FAPI_ERR_ARG;
    if (uri_len == 0)
        return FAPI_REDIRECT_URI_MISSING;
    if (!is_registered(given, wanted, allow))
        return FAPI_REDIRECT_URI_UNREGISTERED;
    return fapix_redirect_uri_rules(given, allow) == FAPI_OK ? FAPI_OK : FAPI_REDIRECT_URI_NOT_ALLOWED;
}
