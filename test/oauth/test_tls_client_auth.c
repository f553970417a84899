/* SPDX-License-Identifier: Apache-2.0 */
/* Mutual-TLS client authentication with certificates of the openssl command: subjects, alternative names, registered keys. */
#include "base/base64url.h"
#include "crypto/certificate_content.h"
#include "test/harness.h"

#define DN FAPI_TLS_CLIENT_PROPERTY_SUBJECT_DN
#define DNS FAPI_TLS_CLIENT_PROPERTY_SAN_DNS
#define URI FAPI_TLS_CLIENT_PROPERTY_SAN_URI
#define IP FAPI_TLS_CLIENT_PROPERTY_SAN_IP
#define EMAIL FAPI_TLS_CLIENT_PROPERTY_SAN_EMAIL
#define SUBJECT FAPI_TLS_CLIENT_AUTH_SUBJECT
#define SAN FAPI_TLS_CLIENT_AUTH_SAN
#define FORM FAPI_TLS_CLIENT_AUTH_PROPERTY

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

typedef struct row {
    const char *certificate;
    int property;
    const char *registered;
    int want;
} row;

static const row rows[] = {
    /* subjects: RFC 4514 order, the other order (X6), no third one */
    {"plain", DN, "CN=client one,O=Acme,C=GB", FAPI_OK},
    {"plain", DN, "C=GB,O=Acme,CN=client one", FAPI_OK},
    {"plain", DN, "C = GB, O = Acme, CN = client one", FAPI_OK},
    {"plain", DN, "cn=client one,o=Acme,c=GB", FAPI_OK},
    {"plain", DN, "2.5.4.3=client one,OID.2.5.4.10=Acme,countryName=GB", FAPI_OK},
    {"plain", DN, "CN=#0c0a636c69656e74206f6e65,O=#0C0441636D65,C=#13024742", FAPI_OK},
    {"plain", DN, "CN=\\63lient\\20one,O=\\41cme,C=GB", FAPI_OK},
    {"plain", DN, "CN=client\\ one,O=Acme,C=GB", FAPI_OK},
    {"mixed", DN, "CN=client one,O=Acme,C=GB", FAPI_OK},
    {"order", DN, "CN=client one,O=Acme,C=GB", FAPI_OK},
    {"order", DN, "C=GB,O=Acme,CN=client one", FAPI_OK},
    {"plain", DN, "O=Acme,CN=client one,C=GB", SUBJECT},
    {"plain", DN, "CN=client one,C=GB,O=Acme", SUBJECT},
    {"plain", DN, "CN=Client One,O=Acme,C=GB", FAPI_OK},
    {"plain", DN, "CN=client one,O=ACME,C=GB", FAPI_OK},
    {"plain", DN, "CN=client  one,O=Acme,C=GB", FAPI_OK},
    {"plain", DN, "CN=client one\\ ,O=Acme,C=GB", FAPI_OK},
    {"plain", DN, "2.5.4.3=CLIENT  ONE,2.5.4.10=#0C0441434D45,2.5.4.6=gb", FAPI_OK},
    {"plain", DN, "CN=clientone,O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=client one x,O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=client on,O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=client\\09one,O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=client one,O=Acme", SUBJECT},
    {"plain", DN, "CN=client one", SUBJECT},
    {"plain", DN, "CN=client one,O=Acme,C=GB,C=GB", SUBJECT},
    {"plain", DN, "OU=client one,O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=client one+O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=*,O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=client one\\,O=Acme\\,C=GB", SUBJECT},
    /* escapes */
    {"escapes", DN, "CN=client one,OU=\\#lead \\<a\\+b\\> \\\\ back,O=Acme\\, \\\"Q\\\" Ltd\\;x=1,C=GB", FAPI_OK},
    {"escapes", DN, "CN=client one,OU=\\23lead \\3ca\\2Bb\\3E \\5c back,O=Acme\\2C \\22Q\\22 Ltd\\3bx\\=1,C=GB", FAPI_OK},
    {"escapes", DN, "CN=client one,OU=\\#lead \\<a\\+b\\> \\\\ back,O=Acme\\, Q Ltd\\;x=1,C=GB", SUBJECT},
    /* several attributes in an RDN, in any order */
    {"multi", DN, "CN=client one+UID=17+serialNumber=A1,O=Acme,C=GB", FAPI_OK},
    {"multi", DN, "serialNumber=A1+CN=client one + uid=17,O=Acme,C=GB", FAPI_OK},
    {"multi", DN, "C=GB,O=Acme,0.9.2342.19200300.100.1.1=17+2.5.4.5=A1+CN=client one", FAPI_OK},
    {"multi", DN, "CN=client one,UID=17+serialNumber=A1,O=Acme,C=GB", SUBJECT},
    {"multi", DN, "CN=client one+UID=17,O=Acme,C=GB", SUBJECT},
    {"multi", DN, "CN=client one+UID=17+UID=17,O=Acme,C=GB", SUBJECT},
    {"plain", DN, "CN=client one+UID=17+serialNumber=A1,O=Acme,C=GB", SUBJECT},
    /* UTF-8, as it is and escaped; a BMPString is the same characters; other types */
    {"utf8", DN, "CN=A\xc3\xa7\xc3\xa3o \xc5\x81,L=S\xc3\xa3o Paulo,O=Institui\xc3\xa7\xc3\xa3o Financeira,C=BR", FAPI_OK},
    {"utf8", DN, "CN=A\\C3\\A7\\C3\\A3o \\C5\\81,L=S\\C3\\A3o Paulo,O=Institui\\C3\\A7\\C3\\A3o Financeira,C=BR", FAPI_OK},
    {"utf8", DN, "CN=A\xc3\xa7" "a\xcc\x83o \xc5\x81,L=S\xc3\xa3o Paulo,O=Institui\xc3\xa7\xc3\xa3o Financeira,C=BR", SUBJECT},
    {"bmp", DN, "CN=client one,O=\xc5\xbdlu\xc5\xa5,C=GB", FAPI_OK},
    {"bmp", DN, "CN=client one,O=#1e08017d006c00750165,C=GB", FAPI_OK},
    {"bmp", DN, "CN=client one,O=Zlut,C=GB", SUBJECT},
    {"oids", DN, "CN=x,title=Dr,SN=Doe,UID=17,DC=example,jurisdictionC=BR,businessCategory=Private Organization,"
                 "organizationIdentifier=OFBBR-12345678000199,1.3.6.1.4.1.11129.1=private", FAPI_OK},
    {"oids", DN, "CN=x,2.5.4.12=Dr,surname=Doe,userId=17,domainComponent=example,1.3.6.1.4.1.311.60.2.1.3=#13024252,"
                 "2.5.4.15=Private Organization,2.5.4.97=OFBBR-12345678000199,1.3.6.1.4.1.11129.1=#0C0770726976617465", FAPI_OK},
    {"oids", DN, "CN=x,2.5.4.12=dr,surname=doe,userId=17,domainComponent=EXAMPLE,1.3.6.1.4.1.311.60.2.1.3=br,"
                 "2.5.4.15=private organization,2.5.4.97=ofbbr-12345678000199,1.3.6.1.4.1.11129.1=private", FAPI_OK},
    /* of a type that nobody here knows, the rule is not known either */
    {"oids", DN, "CN=x,title=Dr,SN=Doe,UID=17,DC=example,jurisdictionC=BR,businessCategory=Private Organization,"
                 "organizationIdentifier=OFBBR-12345678000199,1.3.6.1.4.1.11129.1=Private", SUBJECT},
    /* a NUL in the certificate */
    {"nul", DN, "CN=client.example,C=GB", SUBJECT},
    {"nul", DN, "CN=client.exampleevil,C=GB", SUBJECT},
    {"nul", DN, "CN=client.example\\00evil,C=GB", FORM},
    /* what is no RFC 4514 text */
    {"plain", DN, "", FORM},
    {"plain", DN, "CN", FORM},
    {"plain", DN, "CN=", FORM},
    {"plain", DN, "=client one", FORM},
    {"plain", DN, "CN=client one,", FORM},
    {"plain", DN, "CN=client one,,C=GB", FORM},
    {"plain", DN, "CN=client one;C=GB", FORM},
    {"plain", DN, "CN=\"client one\",C=GB", FORM},
    {"plain", DN, "/C=GB/O=Acme/CN=client one", FORM},
    {"plain", DN, "XX=client one", FORM},
    {"plain", DN, "2.5.4.03=client one", FORM},
    {"plain", DN, "2=client one", FORM},
    {"plain", DN, "3.5=client one", FORM},
    {"plain", DN, "2.5.=client one", FORM},
    {"plain", DN, "CN=client\\one", FORM},
    {"plain", DN, "CN=client\\", FORM},
    {"plain", DN, "CN=a<b", FORM},
    {"plain", DN, "CN=#", FORM},
    {"plain", DN, "CN=#0c0a63", FORM},
    {"plain", DN, "CN=#0c0161 x", FORM},
    {"plain", DN, "CN=\\ff", FORM},
    {"plain", DN, "CN=\xff", FORM},
    /* dNSName: any of them, without case; never a wildcard, never the CN */
    {"plain", DNS, "client.example", FAPI_OK},
    {"plain", DNS, "OTHER.Example", FAPI_OK},
    {"oids", DNS, "client.example", FAPI_OK},
    {"critical", DNS, "client.example", FAPI_OK},
    {"plain", DNS, "xclient.example", SAN},
    {"plain", DNS, "client.example.com", SAN},
    {"mixed", DNS, "www.example.com", SAN},
    {"mixed", DNS, "*.example.com", FORM},
    {"nul", DNS, "client.example", SAN},
    {"nosubject", DNS, "x", SAN},
    {"escapes", DNS, "client.example", SAN},
    {"plain", DNS, "", FORM},
    {"plain", DNS, "client..example", FORM},
    {"plain", DNS, "client.example.", FORM},
    {"plain", DNS, "client example", FORM},
    /* URI: no case in scheme and authority */
    {"plain", URI, "spiffe://example/a", FAPI_OK},
    {"plain", URI, "SPIFFE://EXAMPLE/a", FAPI_OK},
    {"plain", URI, "spiffe://example/A", SAN},
    {"plain", URI, "spiffe://example/a/", SAN},
    {"plain", URI, "spiffe://example/", SAN},
    {"nul", URI, "https://client.example/", SAN},
    {"plain", URI, "example/a", FORM},
    {"plain", URI, "spiffe://example/ a", FORM},
    /* IP: octets, in every form of text (X8) */
    {"plain", IP, "192.0.2.1", FAPI_OK},
    {"plain", IP, "2001:db8::1", FAPI_OK},
    {"plain", IP, "2001:DB8:0:0:0:0:0:1", FAPI_OK},
    {"plain", IP, "2001:0db8:0000:0000:0000:0000:0000:0001", FAPI_OK},
    {"plain", IP, "2001:db8:0::0.0.0.1", FAPI_OK},
    {"plain", IP, "2001:db8::2", SAN},
    {"plain", IP, "::ffff:192.0.2.1", SAN},
    {"plain", IP, "192.0.2.2", SAN},
    {"plain", IP, "::", SAN},
    {"plain", IP, "192.0.2", FORM},
    {"plain", IP, "192.0.2.01", FORM},
    {"plain", IP, "192.0.2.1.", FORM},
    {"plain", IP, "192.0.2.256", FORM},
    {"plain", IP, "2001:db8::1::", FORM},
    {"plain", IP, "2001:db8:1", FORM},
    {"plain", IP, "1:2:3:4:5:6:7:8:9", FORM},
    {"plain", IP, "1:2:3:4:5:6:7:8::", FORM},
    {"plain", IP, ":1::2", FORM},
    {"plain", IP, "2001:db8::1:", FORM},
    {"plain", IP, "12345::", FORM},
    {"plain", IP, "fe80::1%eth0", FORM},
    {"plain", IP, "[2001:db8::1]", FORM},
    {"plain", IP, "192.0.2.1/32", FORM},
    /* e-mail: no case in the domain */
    {"plain", EMAIL, "ops@client.EXAMPLE", FAPI_OK},
    {"plain", EMAIL, "OPS@client.example", SAN},
    {"plain", EMAIL, "ops@example", SAN},
    {"plain", EMAIL, "ops", FORM},
    {"plain", EMAIL, "@client.example", FORM},
    {"plain", EMAIL, "a@b@c", FORM},
};

static int judge(fapi_tls_client_auth *auth, const row *one, bytes der, fapi_verdict *verdict)
{
    int rc;

    fapi_tls_client_auth_reset(auth);
    rc = fapi_tls_client_auth_set(auth, one->property, one->registered, strlen(one->registered));
    return rc != FAPI_OK ? rc : fapi_tls_client_auth_check(auth, 1, der.p, der.n, verdict);
}

static void table(void **state)
{
    (void)state;
    SLOW();
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_tls_client_auth) auth = fapi_tls_client_auth_new(t_context());

    CHECK(verdict != NULL && auth != NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        BYTES der = load(rows[i].certificate);
        int got;

        CHECK(der.p != NULL);
        got = judge(auth, &rows[i], der, verdict);
        if (got != rows[i].want)
            print_error("%s, %s\n", rows[i].certificate, rows[i].registered);
        STATUS(rows[i].want, got);
        /* A property that was refused leaves nothing to go by. */
        if (got == FORM)
            STATUS(FAPI_TLS_CLIENT_AUTH_PROPERTIES, fapi_tls_client_auth_check(auth, 1, der.p, der.n, verdict));
    }
    ACCEPTS("RFC8705-2-2"), REFUSES("RFC8705-2-2");
    ACCEPTS("RFC8705-2.1-2"), REFUSES("RFC8705-2.1-2");
    ACCEPTS("BROFDCR-7.1-15"), REFUSES("BROFDCR-7.1-15");
    ACCEPTS("RFC8705-2.1.2-2"), REFUSES("RFC8705-2.1.2-2");
    ATTACK("MTLS-07");
}

static void conditions(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_tls_client_auth) auth = fapi_tls_client_auth_new(t_context());
    BYTES der = load("plain");
    const char *x5t = NULL;
    size_t n = 0;

    CHECK(verdict != NULL && auth != NULL && der.p != NULL);
    STATUS(FAPI_TLS_CLIENT_AUTH_PROPERTIES, fapi_tls_client_auth_check(auth, 1, der.p, der.n, verdict));
    CHECK(strcmp(fapi_status_oauth_error(FAPI_TLS_CLIENT_AUTH_PROPERTIES), "invalid_client_metadata") == 0);
    STATUS(FAPI_OK, fapi_tls_client_auth_set(auth, DNS, "client.example", 14));
    STATUS(FAPI_OK, fapi_tls_client_auth_check(auth, 1, der.p, der.n, verdict));
    STATUS(FAPI_OK, fapi_verdict_x5t_s256(verdict, &x5t, &n));
    CHECK(n == FAPI_JKT_LENGTH);
    ACCEPTS("RFC8705-2.1-1"), ACCEPTS("RFC8705-2.1.2-1"), ACCEPTS("RFC8705-2-3");
    STATUS(FAPI_TLS_CLIENT_AUTH_CHAIN, fapi_tls_client_auth_check(auth, 0, der.p, der.n, verdict));
    STATUS(FAPI_TLS_CLIENT_AUTH_CHAIN, fapi_tls_client_auth_check(auth, 2, der.p, der.n, verdict));
    REFUSES("RFC8705-2.1-1");
    STATUS(FAPI_TLS_CLIENT_AUTH_CERTIFICATE, fapi_tls_client_auth_check(auth, 1, NULL, 0, verdict));
    CHECK(strcmp(fapi_status_oauth_error(FAPI_TLS_CLIENT_AUTH_CERTIFICATE), "invalid_client") == 0);
    CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_CERTIFICATE);
    REFUSES("RFC8705-2-3");
    STATUS(FAPI_CERTIFICATE_DER, fapi_tls_client_auth_check(auth, 1, der.p, der.n - 1, verdict));
    /* X7: a second property, the same one too */
    STATUS(FAPI_TLS_CLIENT_AUTH_PROPERTIES, fapi_tls_client_auth_set(auth, DNS, "client.example", 14));
    STATUS(FAPI_TLS_CLIENT_AUTH_PROPERTIES, fapi_tls_client_auth_check(auth, 1, der.p, der.n, verdict));
    REFUSES("RFC8705-2.1.2-1");
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_set(auth, 0, "x", 1));
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_set(auth, 6, "x", 1));
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_set(auth, DNS, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_set(NULL, DNS, "x", 1));
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_check(NULL, 1, der.p, der.n, verdict));
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_check(auth, 1, NULL, 1, verdict));
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_check(auth, 1, der.p, der.n, NULL));
}

/* ---- self-signed ---- */

static void base64(const uint8_t *p, size_t n, char *out)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        uint32_t bits = (uint32_t)p[i] << 16 | (uint32_t)(i + 1 < n ? p[i + 1] : 0) << 8 | (i + 2 < n ? p[i + 2] : 0);

        for (size_t k = 0; k < 4; k++)
            *out++ = i + k > n ? '=' : alphabet[bits >> (18 - 6 * k) & 63];
    }
    *out = '\0';
}

/* The JWK of a certificate's key, with the x5c given (NULL: none). */
static int jwk_of(const char *name, const char *x5c, char *out, size_t size)
{
    static fapix_certificate_content content;
    BYTES der = load(name);
    char a[1024] = "", b[64] = "", end[4096] = "";
    int rc = der.p == NULL ? -1 : fapix_provider_default()->certificate_read(fapix_slice_of(der.p, der.n), &content);
    bool rsa = content.key.alg == FAPI_ALG_PS256;
    fapix_slice one = rsa ? content.key.n : content.key.x, two = rsa ? content.key.e : content.key.y;

    if (rc != FAPI_OK)
        return rc;
    fapix_base64url_encode(one, a);
    fapix_base64url_encode(two, b);
    if (x5c != NULL)
        snprintf(end, sizeof end, ",\"x5c\":%s", x5c);
    snprintf(out, size, rsa ? "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s}" : "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"%s}",
             a, b, end);
    return FAPI_OK;
}

static int self_signed(fapi_tls_client_auth *auth, const char *first, const char *second, const char *name,
                       fapi_verdict *verdict)
{
    char jwks[8192];
    BYTES der = load(name);

    snprintf(jwks, sizeof jwks, "{\"keys\":[%s%s%s]}", first, second[0] != '\0' ? "," : "", second);
    return fapi_tls_client_auth_check_self_signed(auth, jwks, strlen(jwks), der.p, der.n, verdict);
}

static void registered_certificates(void **state)
{
    (void)state;
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    AUTO(fapi_tls_client_auth) auth = fapi_tls_client_auth_new(t_context());
    char text[1400], x5c[1500], plain[2048], rsa[4096], bare[1024], other[2048], broken[2048];
    BYTES der = load("plain");
    BYTES rsa_der = load("rsa");
    static const char *const bad[] = {"[]", "\"x\"", "[7]", "[\"\"]", "[\"AAAA\"]", "null", "{}"};

    CHECK(verdict != NULL && auth != NULL && der.p != NULL && rsa_der.p != NULL && rsa_der.n < 1000);
    base64(der.p, der.n, text);
    snprintf(x5c, sizeof x5c, "[\"%s\"]", text);
    STATUS(FAPI_OK, jwk_of("plain", x5c, plain, sizeof plain));
    STATUS(FAPI_OK, jwk_of("plain", NULL, bare, sizeof bare));
    STATUS(FAPI_OK, jwk_of("rsa", x5c, other, sizeof other)); /* another key than its certificate */
    base64(rsa_der.p, rsa_der.n, text);
    snprintf(x5c, sizeof x5c, "[\"%s\"]", text);
    STATUS(FAPI_OK, jwk_of("rsa", x5c, rsa, sizeof rsa));
    STATUS(FAPI_OK, self_signed(auth, plain, "", "plain", verdict));
    STATUS(FAPI_OK, self_signed(auth, bare, plain, "plain", verdict));
    STATUS(FAPI_OK, self_signed(auth, plain, rsa, "rsa", verdict));
    ACCEPTS("RFC8705-2.2-1"), ACCEPTS("RFC8705-2.2.2-1"), ACCEPTS("RFC8705-2.2.2-2"), ACCEPTS("RFC8705-2-2");
    /* the same key in another certificate; another key */
    STATUS(FAPI_TLS_CLIENT_AUTH_SELF_SIGNED, self_signed(auth, plain, "", "order", verdict));
    STATUS(FAPI_TLS_CLIENT_AUTH_SELF_SIGNED, self_signed(auth, plain, "", "rsa", verdict));
    REFUSES("RFC8705-2.2-1"), REFUSES("RFC8705-2-2");
    /* the key without a certificate */
    STATUS(FAPI_TLS_CLIENT_AUTH_JWKS, self_signed(auth, bare, "", "plain", verdict));
    REFUSES("RFC8705-2.2.2-1");
    STATUS(FAPI_TLS_CLIENT_AUTH_X5C, self_signed(auth, other, "", "plain", verdict));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        STATUS(FAPI_OK, jwk_of("plain", bad[i], broken, sizeof broken));
        STATUS(FAPI_TLS_CLIENT_AUTH_X5C, self_signed(auth, broken, "", "plain", verdict));
    }
    REFUSES("RFC8705-2.2.2-2");
    ATTACK("MTLS-08");
    STATUS(FAPI_TLS_CLIENT_AUTH_CERTIFICATE, fapi_tls_client_auth_check_self_signed(auth, "{}", 2, NULL, 0, verdict));
    STATUS(FAPI_JSON_SYNTAX, fapi_tls_client_auth_check_self_signed(auth, "x", 1, der.p, der.n, verdict));
    STATUS(FAPI_ERR_ARG, fapi_tls_client_auth_check_self_signed(auth, NULL, 0, der.p, der.n, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(conditions),
        cmocka_unit_test(registered_certificates),
    };

    return t_main("oauth/tls_client_auth", tests, sizeof tests / sizeof *tests);
}
