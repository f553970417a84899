/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Client certificates at the authorization server, with real ones: T7, T8, X6 to X8, both ways of mutual-TLS client authentication end to end,
 * what codes and tokens are bound to, and a certificate that a proxy hands on in a field.
 */
#include <sodium.h>

#include "base/base64url.h"
#include "crypto/certificate_content.h"
#include "test/role/as_server.h"

#define S(text) (text), strlen(text)
#define TLS FAPI_AUTH_TLS_CLIENT_AUTH
#define SELF_SIGNED FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH
#define SUBJECT "tls_client_auth_subject_dn"
#define NAME "\"CN=client one,O=Acme,C=GB\""

/* CDR (private_key_jwt alone) and Colombia come last: which ways they let in, the policy says. */
static const int profiles[] = {
    FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_PROFILE_UK_OPEN_BANKING,
    FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_PROFILE_AU_CDR, FAPI_PROFILE_CO_OPEN_FINANCE,
};

typedef struct bytes {
    uint8_t *p;
    size_t n;
} bytes;

static void drop(bytes *one)
{
    free(one->p);
}
#define BYTES __attribute__((cleanup(drop))) bytes

static bytes load(const char *name)
{
    char path[96];
    bytes one = {NULL, 0};

    snprintf(path, sizeof path, "vectors/tls_client_auth/%s.der", name);
    one.p = (uint8_t *)t_file(path, &one.n);
    return one;
}

static void shows(as_server *server, const bytes *certificate)
{
    server->certificate = certificate->p;
    server->certificate_n = certificate->n;
}

static int is(const as_server *server, int http, const char *error)
{
    return fapi_verdict_http(server->verdict) == http && strcmp(fapi_verdict_oauth_error(server->verdict), error) == 0;
}

static int allows(int profile, int method)
{
    int64_t methods = 0;

    return fapi_profile_value(profile, FAPI_CONTROL_CLIENT_AUTH, &methods) == FAPI_OK && (methods & method) != 0;
}

/* ------------------------------------------------------------------------------------------------- tls_client_auth -- */

/* T8 at both endpoints, and everything else that a certificate must fit. */
static void by_subject(void **state)
{
    const enum as_endpoint endpoints[] = {AS_PAR, AS_TOKEN, AS_REVOKE};
    const as_change none = {.how = AS_NO_CERTIFICATE}, nameless = {.form = {{"client_id", NULL}}};
    const as_change assertion = {.raw_assertion = "e30.e30.AA"};
    BYTES plain = load("plain");
    BYTES other = load("rsa");

    (void)state;
    SLOW();
    CHECK(plain.p != NULL && other.p != NULL);
    for (size_t i = 0; i < 3 * (sizeof profiles / sizeof *profiles); i++) {
        AUTO(as_server) server = NULL;
        enum as_endpoint endpoint = endpoints[i % 3];

        STATUS(FAPI_OK, as_server_new(&server, profiles[i / 3], TLS));
        STATUS(FAPI_OK, as_register(server, &(t_member){SUBJECT, NAME}, 1));
        shows(server, &plain);
        if (!allows(profiles[i / 3], TLS)) {
            STATUS(FAPI_CLIENT_AUTH_NOT_ALLOWED, as_send(server, endpoint, NULL));
            CHECK(is(server, 401, "invalid_client"));
            continue;
        }
        STATUS(FAPI_OK, as_send(server, endpoint, NULL));
        STATUS(FAPI_CLIENT_AUTH_MISSING, as_send(server, endpoint, &none));
        CHECK(is(server, 401, "invalid_client"));
        STATUS(FAPI_CLIENT_UNKNOWN, as_send(server, endpoint, &nameless));
        CHECK(is(server, 401, "invalid_client"));
        STATUS(FAPI_CLIENT_ASSERTION_NOT_ALONE, as_send(server, endpoint, &assertion));
        server->verified = 0;
        STATUS(FAPI_TLS_CLIENT_AUTH_CHAIN, as_send(server, endpoint, NULL));
        CHECK(is(server, 401, "invalid_client"));
        server->verified = 1;
        shows(server, &other);
        STATUS(FAPI_TLS_CLIENT_AUTH_SUBJECT, as_send(server, endpoint, NULL));
        CHECK(is(server, 401, "invalid_client"));
    }
    ACCEPTS("RFC8705-2.1-1"), REFUSES("RFC8705-2.1-1");
    ACCEPTS("RFC8705-2-1"), REFUSES("RFC8705-2-1");
    ACCEPTS("RFC8705-2-2"), REFUSES("RFC8705-2-2");
    REFUSES("CDR-clientauth-1");
    ATTACK("MTLS-02");
    ATTACK("MTLS-10");
}

/* The certificate that another client shows, under this one's name and under its own, which registered another. */
static void one_client_is_not_another(void **state)
{
    AUTO(as_server) server = NULL;
    BYTES plain = load("plain");

    (void)state;
    CHECK(plain.p != NULL);
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, TLS));
    STATUS(FAPI_OK, as_register(server, &(t_member){SUBJECT, NAME}, 1));
    shows(server, &plain);
    STATUS(FAPI_OK, as_send(server, AS_REVOKE, NULL));
    STATUS(FAPI_TLS_CLIENT_AUTH_SUBJECT, as_send(server, AS_REVOKE, &(as_change){.how = AS_FROM_OTHER}));
    /* A host that hands on the wrong client does not let the certificate's owner pass for it. */
    STATUS(FAPI_OK, as_prepare(server, AS_REVOKE, &(as_change){.how = AS_FROM_OTHER}));
    STATUS(FAPI_CLIENT_UNKNOWN, fapi_as_check_client(server->as, server->request, server->client, AS_TIME, server->verdict));
    REFUSES("RFC8705-2-1");
    STATUS(FAPI_OK, as_send(server, AS_REVOKE, NULL));
    ACCEPTS("RFC8705-2-1");
}

/* X6 and X8: what is registered, and whether the certificate named is its owner's. */
static const struct {
    const char *member, *value, *certificate;
    int want;
} names[] = {
    {SUBJECT, "\"CN=client one,O=Acme,C=GB\"", "plain", FAPI_OK},
    {SUBJECT, "\"C=GB,O=Acme,CN=client one\"", "plain", FAPI_OK},
    {SUBJECT, "\"C=GB,O=Acme,CN=client one\"", "order", FAPI_OK},
    {SUBJECT, "\"serialNumber=A1+CN=client one+UID=17,O=Acme,C=GB\"", "multi", FAPI_OK},
    {SUBJECT, "\"2.5.4.3=client one,2.5.4.10=Acme,2.5.4.6=GB\"", "plain", FAPI_OK},
    {SUBJECT, "\"CN=client one,OU=\\\\#lead \\\\<a\\\\+b\\\\> \\\\\\\\ back,O=Acme\\\\, \\\\\\\"Q\\\\\\\" Ltd\\\\;x=1,C=GB\"", "escapes", FAPI_OK},
    {SUBJECT, "\"O=Acme,CN=client one,C=GB\"", "plain", FAPI_TLS_CLIENT_AUTH_SUBJECT},
    {SUBJECT, "\"CN=Client One,O=Acme,C=GB\"", "plain", FAPI_OK},
    {SUBJECT, "\"CN=*,O=Acme,C=GB\"", "plain", FAPI_TLS_CLIENT_AUTH_SUBJECT},
    {SUBJECT, "\"CN=client.example,C=GB\"", "nul", FAPI_TLS_CLIENT_AUTH_SUBJECT},
    {SUBJECT, "\"/C=GB/O=Acme/CN=client one\"", "plain", FAPI_TLS_CLIENT_AUTH_PROPERTY},
    {"tls_client_auth_san_dns", "\"OTHER.Example\"", "plain", FAPI_OK},
    {"tls_client_auth_san_dns", "\"www.example.com\"", "mixed", FAPI_TLS_CLIENT_AUTH_SAN},
    {"tls_client_auth_san_dns", "\"client.example\"", "nul", FAPI_TLS_CLIENT_AUTH_SAN},
    {"tls_client_auth_san_dns", "\"client.example\"", "escapes", FAPI_TLS_CLIENT_AUTH_SAN},
    {"tls_client_auth_san_dns", "\"*.example.com\"", "mixed", FAPI_TLS_CLIENT_AUTH_PROPERTY},
    {"tls_client_auth_san_uri", "\"SPIFFE://EXAMPLE/a\"", "plain", FAPI_OK},
    {"tls_client_auth_san_uri", "\"spiffe://example/A\"", "plain", FAPI_TLS_CLIENT_AUTH_SAN},
    {"tls_client_auth_san_ip", "\"192.0.2.1\"", "plain", FAPI_OK},
    {"tls_client_auth_san_ip", "\"2001:db8::1\"", "plain", FAPI_OK},
    {"tls_client_auth_san_ip", "\"2001:0DB8:0:0:0:0:0:1\"", "plain", FAPI_OK},
    {"tls_client_auth_san_ip", "\"2001:db8::2\"", "plain", FAPI_TLS_CLIENT_AUTH_SAN},
    {"tls_client_auth_san_email", "\"ops@CLIENT.example\"", "plain", FAPI_OK},
    {"tls_client_auth_san_email", "\"OPS@client.example\"", "plain", FAPI_TLS_CLIENT_AUTH_SAN},
};

static void names_x6_x8(void **state)
{
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, TLS));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const t_member members[] = {{SUBJECT, NULL}, {names[i].member, names[i].value}};
        int dn = strcmp(names[i].member, SUBJECT) == 0;
        BYTES certificate = load(names[i].certificate);

        CHECK(certificate.p != NULL);
        STATUS(FAPI_OK, as_register(server, dn ? members + 1 : members, dn ? 1 : 2));
        shows(server, &certificate);
        STATUS(names[i].want, t_row(i, names[i].value, names[i].want, as_send(server, AS_TOKEN, NULL)));
        CHECK(names[i].want == FAPI_OK || is(server, 401, "invalid_client"));
    }
    ACCEPTS("RFC8705-2.1-2"), REFUSES("RFC8705-2.1-2");
    ACCEPTS("RFC8705-2.1.2-2"), REFUSES("RFC8705-2.1.2-2");
    ATTACK("MTLS-07");
}

/* X7: two properties are none; nor is it enough to have registered nothing. */
static void exactly_one_property(void **state)
{
    AUTO(as_server) server = NULL;
    const t_member two[] = {{SUBJECT, NAME}, {"tls_client_auth_san_dns", "\"client.example\""}};
    BYTES plain = load("plain");

    (void)state;
    CHECK(plain.p != NULL);
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, TLS));
    shows(server, &plain);
    STATUS(FAPI_OK, as_register(server, two, 2));
    STATUS(FAPI_TLS_CLIENT_AUTH_PROPERTIES, as_send(server, AS_REVOKE, NULL));
    STATUS(FAPI_OK, as_register(server, &(t_member){SUBJECT, NULL}, 1));
    STATUS(FAPI_TLS_CLIENT_AUTH_PROPERTIES, as_send(server, AS_REVOKE, NULL));
    CHECK(is(server, 401, "invalid_client"));
    REFUSES("RFC8705-2.1.2-1");
    STATUS(FAPI_OK, as_register(server, two, 1));
    STATUS(FAPI_OK, as_send(server, AS_REVOKE, NULL));
    ACCEPTS("RFC8705-2.1.2-1");
}

/* MTLS-09: each request is judged by the certificate of its own connection; nothing is left of the one before. */
static void each_request_has_its_own(void **state)
{
    AUTO(as_server) server = NULL;
    BYTES plain = load("plain");
    BYTES order = load("order");
    const char *jkt = NULL;
    char first[44] = "";
    size_t n = 0;

    (void)state;
    CHECK(plain.p != NULL && order.p != NULL);
    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_FAPI2_SECURITY, TLS, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, as_register(server, &(t_member){SUBJECT, NAME}, 1));
    shows(server, &plain);
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(server->verdict, &jkt, &n));
    CHECK(n == FAPI_JKT_LENGTH);
    memcpy(first, jkt, n);
    shows(server, &order);
    STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(server->verdict, &jkt, &n));
    CHECK(n == FAPI_JKT_LENGTH && memcmp(first, jkt, n) != 0);
    STATUS(FAPI_OK, fapi_grant_set_x5t_s256(server->grant[AS_TOKEN], first, FAPI_JKT_LENGTH));
    STATUS(FAPI_GRANT_CERTIFICATE, as_send(server, AS_TOKEN, NULL));
    CHECK(is(server, 400, "invalid_grant"));
    STATUS(FAPI_CLIENT_AUTH_MISSING, as_send(server, AS_TOKEN, &(as_change){.how = AS_NO_CERTIFICATE}));
    ATTACK("MTLS-01");
    ATTACK("MTLS-09");
}

/* ------------------------------------------------------------------------------------- self_signed_tls_client_auth -- */

/* The client's keys, and one more: of the certificate plain, with the certificate named in x5c (NULL: none). */
static int keys_with(const char *x5c, char *out, size_t size)
{
    static fapix_certificate_content content;
    BYTES plain = load("plain");
    BYTES shown = load(x5c == NULL ? "plain" : x5c);
    char x[64] = "", y[64] = "", text[2048] = "";
    size_t n = strlen(t_public_jwks()) - 2;
    int rc = plain.p == NULL || shown.p == NULL ? -1
                                                : fapix_provider_default()->certificate_read(fapix_slice_of(plain.p, plain.n), &content);

    if (rc != FAPI_OK)
        return rc;
    fapix_base64url_encode(content.key.x, x);
    fapix_base64url_encode(content.key.y, y);
    sodium_bin2base64(text, sizeof text, shown.p, shown.n, sodium_base64_VARIANT_ORIGINAL);
    snprintf(out, size, "%.*s,{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"tls\",\"x\":\"%s\",\"y\":\"%s\"%s%s%s}]}", (int)n, t_public_jwks(),
             x, y, x5c == NULL ? "" : ",\"x5c\":[\"", x5c == NULL ? "" : text, x5c == NULL ? "" : "\"]");
    return FAPI_OK;
}

static void by_certificate(void **state)
{
    char keys[8192], bare[8192], wrong[8192];
    BYTES plain = load("plain");
    BYTES order = load("order");
    BYTES rsa = load("rsa");

    (void)state;
    SLOW();
    CHECK(plain.p != NULL && order.p != NULL && rsa.p != NULL);
    STATUS(FAPI_OK, keys_with("plain", keys, sizeof keys));
    STATUS(FAPI_OK, keys_with(NULL, bare, sizeof bare));
    STATUS(FAPI_OK, keys_with("rsa", wrong, sizeof wrong));
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], SELF_SIGNED));
        STATUS(FAPI_OK, as_register(server, &(t_member){"jwks", keys}, 1));
        shows(server, &plain);
        server->verified = 0; /* there is no chain */
        if (!allows(profiles[i], SELF_SIGNED)) {
            STATUS(FAPI_CLIENT_AUTH_NOT_ALLOWED, as_send(server, AS_TOKEN, NULL));
            continue;
        }
        STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        STATUS(FAPI_CLIENT_AUTH_MISSING, as_send(server, AS_TOKEN, &(as_change){.how = AS_NO_CERTIFICATE}));
        CHECK(is(server, 401, "invalid_client"));
        shows(server, &order); /* the same key in another certificate */
        STATUS(FAPI_TLS_CLIENT_AUTH_SELF_SIGNED, as_send(server, AS_PAR, NULL));
        STATUS(FAPI_TLS_CLIENT_AUTH_SELF_SIGNED, as_send(server, AS_TOKEN, NULL));
        CHECK(is(server, 401, "invalid_client"));
        server->verified = 1;
        STATUS(FAPI_TLS_CLIENT_AUTH_SELF_SIGNED, as_send(server, AS_TOKEN, NULL));
        shows(server, &plain);
        STATUS(FAPI_OK, as_register(server, &(t_member){"jwks", bare}, 1));
        STATUS(FAPI_TLS_CLIENT_AUTH_JWKS, as_send(server, AS_TOKEN, NULL));
        CHECK(is(server, 401, "invalid_client"));
        STATUS(FAPI_OK, as_register(server, &(t_member){"jwks", wrong}, 1));
        shows(server, &rsa); /* which is that of the JWK, but has another key */
        STATUS(FAPI_TLS_CLIENT_AUTH_X5C, as_send(server, AS_TOKEN, NULL));
        CHECK(is(server, 401, "invalid_client"));
    }
    ACCEPTS("RFC8705-2.2-1"), REFUSES("RFC8705-2.2-1");
    ACCEPTS("RFC8705-2.2.2-1"), REFUSES("RFC8705-2.2.2-1");
    ATTACK("MTLS-08");
}

/* In the sweep, which the two above are too large for. */
static void by_certificate_alone(void **state)
{
    AUTO(as_server) server = NULL;
    char keys[8192];
    BYTES plain = load("plain");

    (void)state;
    CHECK(plain.p != NULL);
    STATUS(FAPI_OK, keys_with("plain", keys, sizeof keys));
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, SELF_SIGNED));
    STATUS(FAPI_OK, as_register(server, &(t_member){"jwks", keys}, 1));
    shows(server, &plain);
    STATUS(FAPI_OK, as_send(server, AS_PAR, NULL));
    server->certificate_n--;
    STATUS(FAPI_CERTIFICATE_DER, as_send(server, AS_PAR, NULL));
}

/* --------------------------------------------------------------------------------------------------------- binding -- */

/* T7: private_key_jwt, and tokens bound by certificate; FAPI 2.0 by its policy, the others because they know nothing else. */
static void bound_by_certificate(void **state)
{
    const as_change none = {.how = AS_NO_CERTIFICATE};
    const as_change poll = {.how = AS_NO_CERTIFICATE, .form = {{"grant_type", "client_credentials"}}};

    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;
        const char *x5t = NULL;
        size_t n = 0;

        STATUS(FAPI_OK, as_server_new_set(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_CONTROL_BINDING_METHODS,
                                          FAPI_BINDING_MTLS));
        STATUS(FAPI_OK, fapi_as_seal(server->as));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        STATUS(FAPI_OK, fapi_verdict_x5t_s256(server->verdict, &x5t, &n));
        CHECK(n == FAPI_JKT_LENGTH && memcmp(x5t, server->x5t, n) == 0);
        STATUS(FAPI_TOKEN_REQUEST_UNBOUND, as_send(server, AS_TOKEN, &none));
        CHECK(is(server, 400, "invalid_request"));
        STATUS(FAPI_TOKEN_REQUEST_UNBOUND, as_send(server, AS_TOKEN, &poll));
        STATUS(FAPI_OK, fapi_grant_set_x5t_s256(server->grant[AS_TOKEN], server->x5t, FAPI_JKT_LENGTH));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
        STATUS(FAPI_GRANT_CERTIFICATE_MISSING, as_send(server, AS_TOKEN, &none));
        CHECK(is(server, 400, "invalid_request"));
        STATUS(FAPI_OK, as_register(server, &(t_member){"tls_client_certificate_bound_access_tokens", "true"}, 1));
        STATUS(FAPI_OK, as_send(server, AS_TOKEN, NULL));
    }
    ACCEPTS("FAPI1ADV-5.2.2-5"), REFUSES("FAPI1ADV-5.2.2-5");
    ACCEPTS("FAPI2SP-5.3.2.1-4"), REFUSES("FAPI2SP-5.3.2.1-4");
    ACCEPTS("RFC8705-4-1"), REFUSES("RFC8705-4-1");
    ACCEPTS("RFC8705-3.4-1");
    ATTACK("MTLS-02");
}

/* ------------------------------------------------------------------------------------------------------ behind a proxy -- */

/* What a host does with the fields of a request: hand on the certificate if they are the proxy's, and nothing if they are not. */
static int behind_proxy(as_server *server, fapi_client_certificate *proxy, int trusted, const char *const *fields)
{
    const uint8_t *der = NULL;
    size_t n = 0;
    int rc = as_prepare(server, AS_REVOKE, &(as_change){.how = AS_NO_CERTIFICATE}), found = FAPI_OK;

    fapi_client_certificate_reset(proxy);
    if (rc == FAPI_OK)
        rc = fapi_client_certificate_set_trusted_peer(proxy, trusted);
    for (; rc == FAPI_OK && *fields != NULL; fields += 2)
        if (fapi_client_certificate_add_header(proxy, S(fields[0]), S(fields[1])) == FAPI_ERR_NOMEM)
            return FAPI_ERR_NOMEM; /* every other refusal comes again with the check */
    if (rc != FAPI_OK)
        return rc;
    found = fapi_client_certificate_check(proxy);
    if (found == FAPI_OK)
        found = fapi_client_certificate_der(proxy, &der, &n);
    if (found == FAPI_OK)
        rc = fapi_request_set_certificate(server->request, der, n);
    if (found == FAPI_OK && rc == FAPI_OK)
        rc = fapi_request_set_certificate_verified(server->request, 1);
    rc = rc == FAPI_OK ? as_judge(server, AS_REVOKE, NULL) : rc;
    return rc == FAPI_CLIENT_AUTH_MISSING && found != FAPI_OK && found != FAPI_CLIENT_CERTIFICATE_MISSING ? found : rc;
}

static void handed_on_by_a_proxy(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_client_certificate) proxy = fapi_client_certificate_new(t_context(), FAPI_CERTIFICATE_FORMAT_B64_DER);
    BYTES plain = load("plain");
    BYTES other = load("order");
    char text[2048], stranger[2048];

    (void)state;
    SLOW();
    CHECK(proxy != NULL && plain.p != NULL && other.p != NULL);
    sodium_bin2base64(text, sizeof text, plain.p, plain.n, sodium_base64_VARIANT_ORIGINAL);
    sodium_bin2base64(stranger, sizeof stranger, other.p, other.n, sodium_base64_VARIANT_ORIGINAL);
    const char *const good[] = {"X-Client-Cert", text, "X-Client-Verify", "SUCCESS", NULL};
    const char *const failed[] = {"X-Client-Cert", text, "X-Client-Verify", "FAILED", NULL};
    const char *const silent[] = {"X-Client-Cert", text, NULL};
    const char *const none[] = {"X-Client-Verify", "NONE", NULL};
    const char *const twice[] = {"X-Client-Cert", stranger, "X-Client-Cert", text, "X-Client-Verify", "SUCCESS", NULL};
    const char *const spelt[] = {"X_Client_Cert", text, "X-Client-Cert", text, "X-Client-Verify", "SUCCESS", NULL};
    const char *const hop[] = {"Connection", "X-Client-Cert", "X-Client-Cert", text, "X-Client-Verify", "SUCCESS", NULL};
    const char *const broken[] = {"X-Client-Cert", "MIIB!", "X-Client-Verify", "SUCCESS", NULL};
    STATUS(FAPI_OK, fapi_client_certificate_set_header(proxy, S("X-Client-Cert")));
    STATUS(FAPI_OK, fapi_client_certificate_set_verification(proxy, S("X-Client-Verify"), S("SUCCESS")));
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, TLS));
    STATUS(FAPI_OK, as_register(server, (t_member[]){{SUBJECT, NULL}, {"tls_client_auth_san_dns", "\"client.example\""}}, 2));
    STATUS(FAPI_OK, behind_proxy(server, proxy, 1, good));
    STATUS(FAPI_CLIENT_CERTIFICATE_PEER, behind_proxy(server, proxy, 0, good));
    ATTACK("MTLS-03");
    STATUS(FAPI_CLIENT_CERTIFICATE_UNVERIFIED, behind_proxy(server, proxy, 1, failed));
    STATUS(FAPI_CLIENT_CERTIFICATE_UNVERIFIED, behind_proxy(server, proxy, 1, silent));
    STATUS(FAPI_CLIENT_AUTH_MISSING, behind_proxy(server, proxy, 1, none));
    STATUS(FAPI_CLIENT_CERTIFICATE_REPEATED, behind_proxy(server, proxy, 1, twice));
    STATUS(FAPI_CLIENT_CERTIFICATE_SPELLING, behind_proxy(server, proxy, 1, spelt));
    STATUS(FAPI_CLIENT_CERTIFICATE_CONNECTION, behind_proxy(server, proxy, 1, hop));
    ATTACK("MTLS-04");
    STATUS(FAPI_CLIENT_CERTIFICATE_BASE64, behind_proxy(server, proxy, 1, broken));
    ATTACK("MTLS-06");
}

/* MTLS-05: an element that a client wrote into x-forwarded-client-cert counts for nothing beside the proxy's. */
static void forwarded_client_cert(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_client_certificate) proxy = fapi_client_certificate_new(t_context(), FAPI_CERTIFICATE_FORMAT_XFCC);
    const char *const fields[] = {"x-forwarded-client-cert", "Subject=\"CN=client one;Hash=" "00" "\",Hash=00", NULL};
    const char *const quotes[] = {"x-forwarded-client-cert", "Subject=\"CN=client one", NULL};

    (void)state;
    CHECK(proxy != NULL);
    STATUS(FAPI_OK, fapi_client_certificate_set_header(proxy, S("x-forwarded-client-cert")));
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI2_SECURITY, TLS));
    STATUS(FAPI_CLIENT_CERTIFICATE_HASH, behind_proxy(server, proxy, 1, fields));
    STATUS(FAPI_XFCC_SYNTAX, behind_proxy(server, proxy, 1, quotes));
    ATTACK("MTLS-05");
}

/* A thumbprint alone binds tokens, but authenticates nobody; and it belongs to the certificate, if both come. */
static void thumbprint_alone(void **state)
{
    AUTO(as_server) server = NULL;
    const as_change none = {.how = AS_NO_CERTIFICATE};
    const char *x5t = NULL;
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_AUTH_PRIVATE_KEY_JWT));
    STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, &none));
    STATUS(FAPI_OK, fapi_request_set_certificate_thumbprint(server->request, AS_CHALLENGE, FAPI_JKT_LENGTH));
    STATUS(FAPI_OK, as_judge(server, AS_TOKEN, &none));
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(server->verdict, &x5t, &n));
    CHECK(n == FAPI_JKT_LENGTH && memcmp(x5t, AS_CHALLENGE, n) == 0);
    STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, fapi_request_set_certificate_thumbprint(server->request, AS_CHALLENGE, FAPI_JKT_LENGTH));
    STATUS(FAPI_MTLS_THUMBPRINT, as_judge(server, AS_TOKEN, NULL));
    STATUS(FAPI_OK, as_register(server, &(t_member){"token_endpoint_auth_method", "\"tls_client_auth\""}, 1));
    STATUS(FAPI_OK, as_prepare(server, AS_TOKEN, &(as_change){.how = AS_NO_CERTIFICATE | AS_NO_ASSERTION}));
    STATUS(FAPI_OK, fapi_request_set_certificate_thumbprint(server->request, AS_CHALLENGE, FAPI_JKT_LENGTH));
    STATUS(FAPI_CLIENT_AUTH_MISSING, as_judge(server, AS_TOKEN, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_subject), cmocka_unit_test(one_client_is_not_another), cmocka_unit_test(names_x6_x8),
        cmocka_unit_test(exactly_one_property), cmocka_unit_test(each_request_has_its_own), cmocka_unit_test(by_certificate),
        cmocka_unit_test(by_certificate_alone), cmocka_unit_test(bound_by_certificate), cmocka_unit_test(handed_on_by_a_proxy),
        cmocka_unit_test(forwarded_client_cert), cmocka_unit_test(thumbprint_alone),
    };
    return t_main("role/as_certificate", tests, sizeof tests / sizeof tests[0]);
}
