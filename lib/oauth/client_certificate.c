/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client certificate as a trusted proxy hands it over in a field. The field is worth what its writer is: so the
 * caller must say of each connection that its other end is that proxy, and whatever hints at a field of somebody
 * else's beside it (twice, spelt with '_' for '-', named by Connection) refuses the request.
 */
#include "base/base64url.h"
#include "base/http.h"
#include "oauth/certificate_format.h"

#define MAX_NAME 64
#define MAX_EXPECTED 32

/* A field that must come at most once, by its configured name. */
typedef struct field {
    char name[MAX_NAME];
    size_t name_n; /* 0: not configured */
    size_t lines, value_n;
} field;

/* A companion of the certificate: must come once and say this. */
typedef struct companion {
    field field;
    char expected[MAX_EXPECTED], value[MAX_EXPECTED];
    size_t expected_n;
} companion;

enum { MAIN, CHAIN, VERIFICATION, USED, FIELDS };

struct fapi_client_certificate {
    fapi_context *context;
    fapix_certificate_format format;
    field certificate, chain;
    companion verification, used;
    bool trusted, anything, done; /* anything: some field that means a certificate came */
    int status;                   /* the first field that cannot pass; after done: of the whole */
    char x5t[FAPI_JKT_LENGTH + 1];
    uint8_t value[FAPI_MAX_HEADER_VALUE], chain_value[FAPI_MAX_HEADER_VALUE];
    fapix_found_certificate found;
};

/* See fapi.h. */
fapi_client_certificate *fapi_client_certificate_new(fapi_context *context, int format)
{
    fapi_client_certificate *certificate = NULL;
    fapi_context *held = NULL;

    if (format < FAPI_CERTIFICATE_FORMAT_URL_PEM || format > FAPI_CERTIFICATE_FORMAT_SHA256_B64)
        return NULL;
    held = fapix_context_use(context);
    if (held == NULL)
        return NULL;
    certificate = fapix_alloc(&held->memory, sizeof *certificate);
    if (certificate == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    certificate->context = held;
    certificate->format.format = format;
    return certificate;
}

/* See fapi.h. */
void fapi_client_certificate_free(fapi_client_certificate *certificate)
{
    fapi_context *context = NULL;

    if (certificate == NULL)
        return;
    context = certificate->context;
    fapix_free(&context->memory, certificate, sizeof *certificate);
    fapix_context_unref(context);
}

/* Servers in between turn '-' into '_' or do not tell them apart (CGI). */
static bool same_spelling(fapix_slice a, fapix_slice b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        uint8_t x = a.p[i] == '_' ? '-' : a.p[i], y = b.p[i] == '_' ? '-' : b.p[i];

        if (x != y && !fapix_slice_eq_nocase(fapix_slice_of(&x, 1), fapix_slice_of(&y, 1)))
            return false;
    }
    return true;
}

static fapix_slice name_of(const field *one)
{
    return fapix_slice_of(one->name, one->name_n);
}

static field *field_at(fapi_client_certificate *certificate, size_t index)
{
    switch (index) {
    case MAIN: return &certificate->certificate;
    case CHAIN: return &certificate->chain;
    case VERIFICATION: return &certificate->verification.field;
    default: return &certificate->used.field;
    }
}

/* Give a field its name: a token that no other of the fields has. */
static int configure(fapi_client_certificate *certificate, size_t index, const char *name, size_t name_len)
{
    fapix_slice wanted = fapix_slice_of(name, name_len);
    field *own = NULL;

    if (certificate == NULL || name == NULL || name_len == 0 || name_len > MAX_NAME || !fapix_http_is_token(wanted) ||
        fapix_slice_is_nocase(wanted, "connection"))
        return FAPI_ERR_ARG;
    for (size_t i = 0; i < FIELDS; i++) {
        if (i != index && same_spelling(wanted, name_of(field_at(certificate, i))))
            return FAPI_ERR_ARG;
    }
    own = field_at(certificate, index);
    memcpy(own->name, name, name_len);
    own->name_n = name_len;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_certificate_set_header(fapi_client_certificate *certificate, const char *name, size_t name_len)
{
    return configure(certificate, MAIN, name, name_len);
}

/* See fapi.h. */
int fapi_client_certificate_set_chain_header(fapi_client_certificate *certificate, const char *name, size_t name_len)
{
    if (certificate == NULL || certificate->format.format != FAPI_CERTIFICATE_FORMAT_RFC9440)
        return FAPI_ERR_ARG;
    return configure(certificate, CHAIN, name, name_len);
}

static int expect(fapi_client_certificate *certificate, size_t index, fapix_slice name, fapix_slice value)
{
    companion *one = index == VERIFICATION ? &certificate->verification : &certificate->used;
    int rc = configure(certificate, index, (const char *)name.p, name.n);

    if (rc != FAPI_OK)
        return rc;
    memcpy(one->expected, value.p, value.n);
    one->expected_n = value.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_certificate_set_verification(fapi_client_certificate *certificate, const char *name, size_t name_len,
                                             const char *value, size_t value_len)
{
    fapix_slice wanted = fapix_slice_of(value, value_len);

    /* HAProxy's 0 also means that there was no certificate. */
    if (certificate == NULL || value == NULL || value_len == 0 || value_len > MAX_EXPECTED ||
        !fapix_http_is_token(wanted) || fapix_slice_is(wanted, "0"))
        return FAPI_ERR_ARG;
    return expect(certificate, VERIFICATION, fapix_slice_of(name, name_len), wanted);
}

/* See fapi.h. */
int fapi_client_certificate_set_verification_haproxy(fapi_client_certificate *certificate, const char *verify,
                                                     size_t verify_len, const char *used, size_t used_len)
{
    fapix_slice verify_name = fapix_slice_of(verify, verify_len), used_name = fapix_slice_of(used, used_len);
    int rc = FAPI_ERR_INTERNAL;

    if (certificate == NULL || verify == NULL || used == NULL || same_spelling(verify_name, used_name))
        return FAPI_ERR_ARG;
    rc = expect(certificate, VERIFICATION, verify_name, fapix_slice_str("0"));
    return rc == FAPI_OK ? expect(certificate, USED, used_name, fapix_slice_str("1")) : rc;
}

static int set_xfcc(fapi_client_certificate *certificate, bool *setting, int on)
{
    if (certificate->format.format != FAPI_CERTIFICATE_FORMAT_XFCC || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    *setting = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_certificate_set_xfcc_single(fapi_client_certificate *certificate, int on)
{
    return certificate == NULL ? FAPI_ERR_ARG : set_xfcc(certificate, &certificate->format.xfcc_single, on);
}

/* See fapi.h. */
int fapi_client_certificate_set_xfcc_hash_alone(fapi_client_certificate *certificate, int on)
{
    return certificate == NULL ? FAPI_ERR_ARG : set_xfcc(certificate, &certificate->format.xfcc_hash_alone, on);
}

/* See fapi.h. */
void fapi_client_certificate_reset(fapi_client_certificate *certificate)
{
    if (certificate == NULL)
        return;
    for (size_t i = 0; i < FIELDS; i++)
        field_at(certificate, i)->lines = field_at(certificate, i)->value_n = 0;
    certificate->trusted = certificate->anything = certificate->done = false;
    certificate->status = FAPI_OK;
    certificate->found.der = fapix_slice_of(NULL, 0);
    certificate->found.count = 0;
    memset(certificate->x5t, 0, sizeof certificate->x5t);
}

/* See fapi.h. */
int fapi_client_certificate_set_trusted_peer(fapi_client_certificate *certificate, int trusted)
{
    if (certificate == NULL || (trusted != 0 && trusted != 1))
        return FAPI_ERR_ARG;
    if (certificate->done)
        return FAPI_ERR_STATE;
    certificate->trusted = trusted == 1;
    return FAPI_OK;
}

static int spoil(fapi_client_certificate *certificate, int status)
{
    if (certificate->status == FAPI_OK)
        certificate->status = status;
    return status;
}

static fapix_slice trimmed(fapix_slice value)
{
    while (value.n > 0 && (value.p[0] == ' ' || value.p[0] == '\t'))
        value = fapix_slice_of(value.p + 1, value.n - 1);
    while (value.n > 0 && (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
        value.n--;
    return value;
}

/* Does Connection name one of our fields? The next hop would then have been entitled to drop it. */
static int judge_connection(fapi_client_certificate *certificate, fapix_slice value)
{
    size_t start = 0;

    for (size_t i = 0; i <= value.n; i++) {
        fapix_slice option;

        if (i < value.n && value.p[i] != ',')
            continue;
        option = trimmed(fapix_slice_of(value.p + start, i - start));
        for (size_t k = 0; k < FIELDS; k++) {
            if (option.n > 0 && same_spelling(option, name_of(field_at(certificate, k))))
                return spoil(certificate, FAPI_CLIENT_CERTIFICATE_CONNECTION);
        }
        start = i + 1;
    }
    return FAPI_OK;
}

static uint8_t *room_of(fapi_client_certificate *certificate, size_t index, size_t *size)
{
    *size = index == MAIN || index == CHAIN ? FAPI_MAX_HEADER_VALUE : MAX_EXPECTED;
    switch (index) {
    case MAIN: return certificate->value;
    case CHAIN: return certificate->chain_value;
    case VERIFICATION: return (uint8_t *)certificate->verification.value;
    default: return (uint8_t *)certificate->used.value;
    }
}

/* Keep the value. Only a chain may come in several lines, which are then one list. */
static int keep(fapi_client_certificate *certificate, size_t index, fapix_slice value)
{
    field *own = field_at(certificate, index);
    size_t size = 0, used = 0;
    uint8_t *room = room_of(certificate, index, &size);

    if (own->lines++ > 0 && index != CHAIN)
        return spoil(certificate, FAPI_CLIENT_CERTIFICATE_REPEATED);
    used = own->value_n + (own->lines > 1);
    if (used > size || value.n > size - used)
        return spoil(certificate, index == MAIN || index == CHAIN ? FAPI_CLIENT_CERTIFICATE_SIZE
                                                                  : FAPI_CLIENT_CERTIFICATE_UNVERIFIED);
    if (own->lines > 1)
        room[own->value_n] = ',';
    if (value.n > 0)
        memcpy(room + used, value.p, value.n);
    own->value_n = used + value.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_certificate_add_header(fapi_client_certificate *certificate, const char *name, size_t name_len,
                                       const char *value, size_t value_len)
{
    fapix_slice given = fapix_slice_of(name, name_len), text = fapix_slice_of(value, value_len);
    size_t index = 0;

    if (certificate == NULL || name == NULL || (value == NULL && value_len != 0))
        return FAPI_ERR_ARG;
    if (certificate->certificate.name_n == 0 || certificate->done)
        return FAPI_ERR_STATE;
    if (!fapix_http_is_token(given))
        return spoil(certificate, FAPI_HTTP_FIELD_NAME);
    if (fapix_slice_is_nocase(given, "connection"))
        return judge_connection(certificate, text);
    while (index < FIELDS && !same_spelling(given, name_of(field_at(certificate, index))))
        index++;
    if (index == FIELDS)
        return FAPI_OK;
    certificate->anything = certificate->anything || index == MAIN || index == CHAIN;
    if (!fapix_slice_eq_nocase(given, name_of(field_at(certificate, index))))
        return spoil(certificate, FAPI_CLIENT_CERTIFICATE_SPELLING);
    if (value_len > FAPI_MAX_HEADER_VALUE)
        return spoil(certificate, FAPI_CLIENT_CERTIFICATE_SIZE);
    if (!fapix_http_is_field_value(text))
        return spoil(certificate, FAPI_HTTP_FIELD_VALUE);
    return keep(certificate, index, trimmed(text));
}

static bool holds(const companion *one)
{
    return one->field.name_n == 0 ||
           (one->field.lines == 1 && fapix_slice_eq(fapix_slice_of(one->value, one->field.value_n),
                                                    fapix_slice_of(one->expected, one->expected_n)));
}

/* Is this certificate ours to read at all? */
static int admit(const fapi_client_certificate *certificate, fapix_slice value)
{
    if (certificate->anything && !certificate->trusted)
        return FAPI_CLIENT_CERTIFICATE_PEER;
    if (certificate->status != FAPI_OK)
        return certificate->status;
    if (value.n == 0 || fapix_slice_is(value, "(null)"))
        return certificate->chain.lines == 0 ? FAPI_CLIENT_CERTIFICATE_MISSING : FAPI_CLIENT_CERTIFICATE_FORM;
    return holds(&certificate->verification) && holds(&certificate->used) ? FAPI_OK
                                                                          : FAPI_CLIENT_CERTIFICATE_UNVERIFIED;
}

/* The SHA-256 of the certificate, or the one that stands for it. */
static int hash(fapi_client_certificate *certificate)
{
    const fapix_provider *provider = certificate->context->provider;
    fapix_found_certificate *found = &certificate->found;
    uint8_t own[32];

    if (found->count > 0 && provider->sha256(certificate->context->engine, &found->der, 1, own) != FAPI_OK)
        return FAPI_ERR_CRYPTO;
    if (found->count > 0 && found->has_hash && memcmp(own, found->hash, sizeof own) != 0)
        return FAPI_XFCC_DISAGREES;
    fapix_base64url_encode(fapix_slice_of(found->count > 0 ? own : found->hash, sizeof own), certificate->x5t);
    return FAPI_OK;
}

static int judge(fapi_client_certificate *certificate)
{
    fapix_slice value = fapix_slice_of(certificate->value, certificate->certificate.value_n);
    fapix_slice chain = fapix_slice_of(certificate->chain_value, certificate->chain.value_n);
    int rc = admit(certificate, value);

    if (rc == FAPI_OK)
        rc = fapix_certificate_format_read(&certificate->format, value, &certificate->found);
    if (rc == FAPI_OK && certificate->chain.lines > 0)
        rc = fapix_certificate_format_read_chain(chain, &certificate->found);
    return rc == FAPI_OK ? hash(certificate) : rc;
}

/* See fapi.h. */
int fapi_client_certificate_check(fapi_client_certificate *certificate)
{
    if (certificate == NULL)
        return FAPI_ERR_ARG;
    if (certificate->certificate.name_n == 0)
        return FAPI_ERR_STATE;
    if (!certificate->done)
        certificate->status = judge(certificate);
    certificate->done = true;
    return certificate->status;
}

static bool passed(const fapi_client_certificate *certificate)
{
    return certificate->done && certificate->status == FAPI_OK;
}

/* See fapi.h. */
int fapi_client_certificate_der(const fapi_client_certificate *certificate, const uint8_t **der, size_t *der_len)
{
    if (der != NULL)
        *der = NULL;
    if (der_len != NULL)
        *der_len = 0;
    if (certificate == NULL || der == NULL || der_len == NULL)
        return FAPI_ERR_ARG;
    if (!passed(certificate))
        return FAPI_ERR_STATE;
    if (certificate->found.count == 0)
        return FAPI_ERR_NOT_FOUND;
    *der = certificate->found.der.p;
    *der_len = certificate->found.der.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_client_certificate_x5t_s256(const fapi_client_certificate *certificate, const char **x5t, size_t *x5t_len)
{
    if (x5t != NULL)
        *x5t = NULL;
    if (x5t_len != NULL)
        *x5t_len = 0;
    if (certificate == NULL || x5t == NULL || x5t_len == NULL)
        return FAPI_ERR_ARG;
    if (!passed(certificate))
        return FAPI_ERR_STATE;
    *x5t = certificate->x5t;
    *x5t_len = FAPI_JKT_LENGTH;
    return FAPI_OK;
}

/* See fapi.h. */
size_t fapi_client_certificate_chain_length(const fapi_client_certificate *certificate)
{
    return certificate != NULL && passed(certificate) ? certificate->found.count : 0;
}
