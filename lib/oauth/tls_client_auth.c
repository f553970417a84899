/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mutual-TLS client authentication, RFC 8705 2: the certificate of the connection against what the client registered. With
 * tls_client_auth that is a subject or one alternative name, and the chain is TLS's affair; with self_signed_tls_client_auth
 * it is the certificate itself, in x5c of a JWK.
 */
#include "oauth/tls_client_auth.h"

#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "jose/jwk_certificate.h"
#include "jose/jwks_text.h"
#include "oauth/distinguished_name.h"

#define MAX_VALUE FAPIX_MAX_DN

struct fapi_tls_client_auth {
    fapi_context *context;
    int property; /* 0: none */
    uint8_t value[MAX_VALUE], ip[16];
    size_t value_n, ip_n;
    fapix_dn registered, presented;
    fapix_certificate_content content;
    fapix_jwks_text jwks;
    uint8_t x5c[FAPI_MAX_CERTIFICATE];
};

/* See fapi.h. */
fapi_tls_client_auth *fapi_tls_client_auth_new(fapi_context *context)
{
    fapi_context *held = fapix_context_use(context);
    fapi_tls_client_auth *auth = held == NULL ? NULL : fapix_alloc(&held->memory, sizeof *auth);

    if (auth == NULL) {
        if (held != NULL)
            fapix_context_unref(held);
        return NULL;
    }
    auth->context = held;
    return auth;
}

/* See fapi.h. */
void fapi_tls_client_auth_free(fapi_tls_client_auth *auth)
{
    fapi_context *context = NULL;

    if (auth == NULL)
        return;
    context = auth->context;
    fapix_free(&context->memory, auth, sizeof *auth);
    fapix_context_unref(context);
}

/* See fapi.h. */
void fapi_tls_client_auth_reset(fapi_tls_client_auth *auth)
{
    if (auth != NULL)
        auth->property = 0;
}

/* ---- forms of the properties ---- */

static bool all_visible(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= 0x20 || text.p[i] >= 0x7f)
            return false;
    }
    return text.n > 0;
}

static bool is_host_character(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '.' || c == '_';
}

/* Labels with dots between them; no wildcard. */
static bool is_dns(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool dot = text.p[i] == '.';

        if (!is_host_character(text.p[i]) || (dot && (i == 0 || i + 1 == text.n || text.p[i - 1] == '.')))
            return false;
    }
    return text.n > 0 && text.n <= 253;
}

/* Where the host of an address begins: behind its only '@'. 0 if it is no address. */
static size_t email_host(fapix_slice text)
{
    const uint8_t *sign = text.n == 0 ? NULL : memchr(text.p, '@', text.n);
    size_t at = sign == NULL ? 0 : (size_t)(sign - text.p);
    bool good = at > 0 && all_visible(text) && is_dns(fapix_slice_of(text.p + at + 1, text.n - at - 1));

    return good ? at + 1 : 0;
}

/* Behind scheme and authority, which have no case; of a URI without "//", or with a user in its authority, behind the scheme.
 * 0 if it is no URI. */
static size_t uri_rest(fapix_slice text)
{
    size_t scheme = 0, i = 0;

    while (scheme < text.n && is_host_character(text.p[scheme]) && text.p[scheme] != '_')
        scheme++;
    if (scheme == 0 || scheme == text.n || text.p[scheme] != ':' || (text.p[0] | 0x20) < 'a' || !all_visible(text))
        return 0;
    if (text.n - scheme < 3 || text.p[scheme + 1] != '/' || text.p[scheme + 2] != '/')
        return scheme + 1;
    for (i = scheme + 3; i < text.n && text.p[i] != '/' && text.p[i] != '?' && text.p[i] != '#'; i++) {
        if (text.p[i] == '@')
            return scheme + 1;
    }
    return i;
}

/* Four decimal numbers without leading zeros. */
static bool parse_ip4(fapix_slice text, uint8_t out[4])
{
    size_t i = 0;

    for (size_t part = 0; part < 4; part++) {
        unsigned value = 0;
        size_t start = i;

        while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && i - start < 3)
            value = value * 10 + (unsigned)(text.p[i++] - '0');
        if (i == start || value > 255 || (i - start > 1 && text.p[start] == '0'))
            return false;
        out[part] = (uint8_t)value;
        if (part < 3 && (i == text.n || text.p[i++] != '.'))
            return false;
    }
    return i == text.n;
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 4291 2.2: groups, "::" once for one group of zeros or more, the last 32 bits perhaps as IPv4. */
static bool parse_ip6(fapix_slice text, uint8_t out[16])
{
    size_t n = 0, gap = 17, i = 0;

    memset(out, 0, 16);
    if (text.n > 1 && text.p[0] == ':') {
        if (text.p[1] != ':')
            return false;
        gap = 0;
        i = 2;
    }
    while (i < text.n) {
        unsigned value = 0;
        size_t start = i;

        while (i < text.n && i - start < 4 && hex_value(text.p[i]) >= 0)
            value = value << 4 | (unsigned)hex_value(text.p[i++]);
        if (i < text.n && text.p[i] == '.' && n <= 12 &&
            parse_ip4(fapix_slice_of(text.p + start, text.n - start), out + n)) {
            n += 4;
            i = text.n;
            break;
        }
        if (i == start || n > 14)
            return false;
        out[n++] = (uint8_t)(value >> 8);
        out[n++] = (uint8_t)value;
        if (i == text.n)
            break;
        if (text.p[i++] != ':' || i == text.n)
            return false;
        if (text.p[i] == ':') {
            if (gap <= 16)
                return false;
            gap = n;
            i++;
        }
    }
    if (gap > 16)
        return n == 16;
    if (n > 14)
        return false;
    memmove(out + 16 - (n - gap), out + gap, n - gap);
    memset(out + gap, 0, 16 - n);
    return true;
}

/* Spec: RFC8705-2.1.2-2 */
static bool parse_ip(fapi_tls_client_auth *auth, fapix_slice text)
{
    auth->ip_n = parse_ip4(text, auth->ip) ? 4 : parse_ip6(text, auth->ip) ? 16 : 0;
    return auth->ip_n > 0;
}

/* See fapi.h. */
int fapi_tls_client_auth_set(fapi_tls_client_auth *auth, int property, const char *value, size_t value_len)
{
    fapix_slice text = fapix_slice_of(value, value_len);
    bool good = false;

    if (auth == NULL || value == NULL || property < FAPI_TLS_CLIENT_PROPERTY_SUBJECT_DN ||
        property > FAPI_TLS_CLIENT_PROPERTY_SAN_EMAIL)
        return FAPI_ERR_ARG;
    /* Spec: RFC8705-2.1.2-1 - a second one, whatever it says, leaves none to go by */
    if (auth->property != 0) {
        auth->property = -1;
        return FAPI_TLS_CLIENT_AUTH_PROPERTIES;
    }
    if (property == FAPI_TLS_CLIENT_PROPERTY_SUBJECT_DN)
        good = fapix_dn_parse(&auth->registered, text);
    else if (property == FAPI_TLS_CLIENT_PROPERTY_SAN_DNS)
        good = is_dns(text);
    else if (property == FAPI_TLS_CLIENT_PROPERTY_SAN_URI)
        good = uri_rest(text) > 0;
    else if (property == FAPI_TLS_CLIENT_PROPERTY_SAN_IP)
        good = parse_ip(auth, text);
    else
        good = email_host(text) > 0;
    if (!good || value_len > sizeof auth->value) {
        auth->property = -1;
        return FAPI_TLS_CLIENT_AUTH_PROPERTY;
    }
    memcpy(auth->value, value, value_len);
    auth->value_n = value_len;
    auth->property = property;
    return FAPI_OK;
}

/* ---- comparison ---- */

/* The bytes from `from` to `to` without regard to case, the others as they are. */
static bool same_but_case(fapix_slice a, fapix_slice b, size_t from, size_t to)
{
    return a.n == b.n && from <= to && to <= a.n && memcmp(a.p, b.p, from) == 0 &&
           fapix_slice_eq_nocase(fapix_slice_of(a.p + from, to - from), fapix_slice_of(b.p + from, to - from)) &&
           memcmp(a.p + to, b.p + to, a.n - to) == 0;
}

static bool same_alt(const fapi_tls_client_auth *auth, const fapix_alt_name *alt)
{
    fapix_slice wanted = fapix_slice_of(auth->value, auth->value_n);

    switch (auth->property) {
    case FAPI_TLS_CLIENT_PROPERTY_SAN_DNS:
        return alt->kind == FAPIX_ALT_DNS && is_dns(alt->value) && fapix_slice_eq_nocase(alt->value, wanted);
    case FAPI_TLS_CLIENT_PROPERTY_SAN_URI:
        return alt->kind == FAPIX_ALT_URI && uri_rest(alt->value) == uri_rest(wanted) &&
               same_but_case(alt->value, wanted, 0, uri_rest(wanted));
    case FAPI_TLS_CLIENT_PROPERTY_SAN_IP:
        return alt->kind == FAPIX_ALT_IP && fapix_slice_eq(alt->value, fapix_slice_of(auth->ip, auth->ip_n));
    case FAPI_TLS_CLIENT_PROPERTY_SAN_EMAIL:
        return alt->kind == FAPIX_ALT_EMAIL && email_host(alt->value) == email_host(wanted) &&
               same_but_case(alt->value, wanted, email_host(wanted), wanted.n);
    default: return false;
    }
}

/* Any of the names of the right kind may be it. */
static bool has_alt(const fapi_tls_client_auth *auth)
{
    for (size_t i = 0; i < auth->content.alt_count; i++) {
        if (same_alt(auth, auth->content.alts + i))
            return true;
    }
    return false;
}

/* Spec: RFC8705-2-2, RFC8705-2.1-2, RFC8705-2.1.2-2 */
static int judge_names(fapi_tls_client_auth *auth, fapi_verdict *verdict)
{
    bool same = false;

    if (auth->property != FAPI_TLS_CLIENT_PROPERTY_SUBJECT_DN)
        return fapix_rule(verdict, FAPI_TLS_CLIENT_AUTH_SAN, has_alt(auth));
    same = fapix_dn_of_certificate(&auth->presented, &auth->content) &&
           fapix_dn_same(&auth->registered, &auth->presented);
    return fapix_rule_on(verdict, FAPI_TLS_CLIENT_AUTH_SUBJECT, same, fapix_slice_of(auth->value, auth->value_n),
                         auth->presented.count > 0 ? auth->presented.attributes[0].value : fapix_slice_str(""));
}

/* The DER of the certificate, and its thumbprint for the verdict. Spec: RFC8705-2-3 */
static int take_certificate(fapi_verdict *verdict, fapix_slice certificate, fapix_slice *der)
{
    int rc = FAPI_OK;

    fapix_verdict_about(verdict, FAPI_SUBJECT_CERTIFICATE);
    rc = fapix_rule(verdict, FAPI_TLS_CLIENT_AUTH_CERTIFICATE, certificate.n > 0);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_certificate_der(certificate, verdict->proof.payload_text, der);
    if (rc != FAPI_OK)
        return fapix_refuse(verdict, rc);
    return fapix_sha256_base64url(verdict->context->provider, verdict->context->engine, *der, verdict->x5t);
}

static int read_content(const fapi_tls_client_auth *auth, fapi_verdict *verdict, fapix_slice der,
                        fapix_certificate_content *content)
{
    int rc = auth->context->provider->certificate_read(der, content);

    return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
}

static int finish(fapi_verdict *verdict, int rc)
{
    verdict->has_x5t = rc == FAPI_OK;
    return fapix_verdict_end(verdict, rc);
}

int fapix_tls_client_auth_judge(fapi_tls_client_auth *auth, int chain_verified, fapix_slice certificate,
                                fapi_verdict *verdict)
{
    fapix_slice der = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (auth->property <= 0)
        return fapix_refuse(verdict, FAPI_TLS_CLIENT_AUTH_PROPERTIES); /* Spec: RFC8705-2.1.2-1 */
    rc = take_certificate(verdict, certificate, &der);
    /* Spec: RFC8705-2.1-1 */
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_TLS_CLIENT_AUTH_CHAIN, chain_verified == 1);
    if (rc == FAPI_OK)
        rc = read_content(auth, verdict, der, &auth->content);
    return rc == FAPI_OK ? judge_names(auth, verdict) : rc;
}

/* See fapi.h. */
int fapi_tls_client_auth_check(fapi_tls_client_auth *auth, int chain_verified, const uint8_t *certificate,
                               size_t certificate_len, fapi_verdict *verdict)
{
    if (auth == NULL || verdict == NULL || (certificate == NULL && certificate_len > 0))
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return finish(verdict, fapix_tls_client_auth_judge(auth, chain_verified,
                                                       fapix_slice_of(certificate, certificate_len), verdict));
}

/* ---- self-signed ---- */

/* The first certificate of x5c; 0 octets if there is no such member. FAPI_OK or FAPI_TLS_CLIENT_AUTH_X5C. */
static int first_of_x5c(fapi_tls_client_auth *auth, fapix_slice *der)
{
    const fapix_json *json = &auth->jwks.entry.json;
    const fapix_json_node *x5c = fapix_json_get(json, "x5c");

    *der = fapix_slice_of(NULL, 0);
    if (x5c == NULL)
        return FAPI_OK;
    return fapix_jwk_x5c_first(json, x5c, auth->x5c, der) ? FAPI_OK : FAPI_TLS_CLIENT_AUTH_X5C;
}

/* Spec: RFC8705-2-2, RFC8705-2.2-1, RFC8705-2.2.2-1 - keys without x5c stand for no certificate, also if its key is the same */
static int judge_keys(fapi_tls_client_auth *auth, fapix_slice der, fapi_verdict *verdict)
{
    fapix_jwk_fields fields;
    size_t certificates = 0;
    bool same = false;

    for (size_t i = 0; i < auth->jwks.count; i++) {
        fapix_slice registered = {NULL, 0};
        int rc = fapix_jwks_text_next(&auth->jwks, &fields);

        if (rc == FAPI_OK)
            rc = first_of_x5c(auth, &registered);
        if (rc != FAPI_OK)
            return fapix_refuse(verdict, rc);
        certificates += registered.n > 0;
        if (registered.n == 0 || !fapix_slice_eq(registered, der))
            continue;
        rc = read_content(auth, verdict, der, &auth->content);
        if (rc == FAPI_OK)
            /* Spec: RFC8705-2.2.2-2 */
            rc = fapix_rule(verdict, FAPI_TLS_CLIENT_AUTH_X5C, fapix_jwk_is_key(&fields, &auth->content.key));
        if (rc != FAPI_OK)
            return rc;
        same = true;
    }
    if (certificates == 0)
        return fapix_refuse(verdict, FAPI_TLS_CLIENT_AUTH_JWKS);
    return fapix_rule(verdict, FAPI_TLS_CLIENT_AUTH_SELF_SIGNED, same);
}

int fapix_tls_client_auth_judge_self_signed(fapi_tls_client_auth *auth, fapix_slice jwks, fapix_slice certificate,
                                            fapi_verdict *verdict)
{
    fapix_slice der = {NULL, 0};
    int rc = take_certificate(verdict, certificate, &der);

    if (rc != FAPI_OK)
        return rc;
    rc = fapix_jwks_text_open(&auth->jwks, jwks);
    return rc != FAPI_OK ? fapix_refuse(verdict, rc) : judge_keys(auth, der, verdict);
}

/* See fapi.h. */
int fapi_tls_client_auth_check_self_signed(fapi_tls_client_auth *auth, const char *jwks, size_t jwks_len,
                                           const uint8_t *certificate, size_t certificate_len, fapi_verdict *verdict)
{
    if (auth == NULL || verdict == NULL || jwks == NULL || (certificate == NULL && certificate_len > 0))
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return finish(verdict, fapix_tls_client_auth_judge_self_signed(auth, fapix_slice_of(jwks, jwks_len),
                                                                   fapix_slice_of(certificate, certificate_len),
                                                                   verdict));
}
