/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What certificates of the openssl command say, as each library reads them: the same lines here, whichever is linked.
 */
#include "crypto/crypto_data.h"

#include "crypto/certificate_content.h"

static fapix_certificate_content content;

static int read_file(const char *name)
{
    char path[96];
    OCTETS der = {NULL, 0};

    snprintf(path, sizeof path, "vectors/tls_client_auth/%s.der", name);
    der.p = (uint8_t *)t_file(path, &der.n);
    return der.p == NULL ? -1 : provider()->certificate_read(slice_of(der), &content);
}

static size_t escape(char *out, size_t size, fapix_slice bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes.n && n + 5 < size; i++)
        n += (size_t)snprintf(out + n, size - n, bytes.p[i] >= 0x20 && bytes.p[i] < 0x7f ? "%c" : "\\%02x", bytes.p[i]);
    return n;
}

/* "rdn/oid in hex/tag=value;" for each attribute, then "kind:value;" for each alternative name. */
static const char *described(void)
{
    static char text[2048];
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < content.attribute_count; i++) {
        const fapix_attribute *one = content.attributes + i;

        n += (size_t)snprintf(text + n, sizeof text - n, "%zu/", one->rdn);
        for (size_t k = 0; k < one->oid.n; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%02x", one->oid.p[k]);
        n += (size_t)snprintf(text + n, sizeof text - n, "/%d=", one->tag);
        n += escape(text + n, sizeof text - n, one->value);
        n += (size_t)snprintf(text + n, sizeof text - n, ";");
    }
    for (size_t i = 0; i < content.alt_count; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%d:", content.alts[i].kind);
        n += escape(text + n, sizeof text - n, content.alts[i].value);
        n += (size_t)snprintf(text + n, sizeof text - n, ";");
    }
    return text;
}

static const struct {
    const char *name, *want;
} files[] = {
    {"plain", "0/550406/19=GB;1/55040a/12=Acme;2/550403/12=client one;2:client.example;2:other.example;6:spiffe://example/a;"
              "7:\\c0\\00\\02\\01;7: \\01\\0d\\b8\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\01;1:ops@Client.Example;"},
    {"mixed", "0/550406/19=GB;1/55040a/19=Acme;2/550403/19=client one;2:*.example.com;2:client.example;"},
    {"escapes", "0/550406/19=GB;1/55040a/12=Acme, \"Q\" Ltd;x=1;2/55040b/12=#lead <a+b> \\ back;3/550403/12=client one;"},
    {"multi", NULL},
    {"utf8", "0/550406/19=BR;1/55040a/12=Institui\\c3\\a7\\c3\\a3o Financeira;2/550407/12=S\\c3\\a3o Paulo;"
             "3/550403/12=A\\c3\\a7\\c3\\a3o \\c5\\81;"},
    {"oids", "0/2b06010401d67901/12=private;1/550461/12=OFBBR-12345678000199;2/55040f/12=Private Organization;"
             "3/2b0601040182373c020103/19=BR;4/0992268993f22c640119/22=example;5/0992268993f22c640101/12=17;"
             "6/550404/12=Doe;7/55040c/12=Dr;8/550403/12=x;2:client.example;"},
    {"bmp", "0/550406/19=GB;1/55040a/30=\\01}\\00l\\00u\\01e;2/550403/19=client one;"},
    {"order", "0/550403/12=client one;1/55040a/12=Acme;2/550406/19=GB;"},
    {"nosubject", "0/550403/12=x;2:client.example;"},
    {"critical", "0/550403/12=client one;2:client.example;"},
    {"nul", "0/550406/19=GB;1/550403/12=client.example\\00evil;2:client.example\\00.evil.example;"
            "6:https://client.example/\\00x;"},
};

static void names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        STATUS(FAPI_OK, read_file(files[i].name));
        if (files[i].want != NULL && strcmp(described(), files[i].want) != 0 && !t_injected())
            print_error("%s: %s\n", files[i].name, described());
        CHECK(files[i].want == NULL || strcmp(described(), files[i].want) == 0);
        CHECK(content.key.alg == FAPI_ALG_ES256 && content.key.x.n == 32 && content.key.y.n == 32);
    }
}

/* DER sorts the attributes of a SET; they share the RDN. */
static void several_attributes_in_an_rdn(void **state)
{
    (void)state;
    STATUS(FAPI_OK, read_file("multi"));
    CHECK(content.attribute_count == 5);
    CHECK(content.attributes[0].rdn == 0 && content.attributes[1].rdn == 1);
    for (size_t i = 2; i < 5; i++)
        CHECK(content.attributes[i].rdn == 2);
}

static void keys(void **state)
{
    (void)state;
    int rc;

    STATUS(FAPI_OK, read_file("rsa"));
    CHECK(content.key.alg == FAPI_ALG_PS256 && content.key.n.n == 256 && content.key.e.n == 3);
    rc = read_file("ed25519");
    /* Mbed TLS has no Ed25519: it says so, and does not call the certificate malformed. */
    CHECK(rc == FAPI_ERR_UNSUPPORTED || rc == FAPI_OK || t_injected());
    if (rc == FAPI_OK)
        CHECK(content.key.alg == FAPI_ALG_EDDSA && content.key.x.n == 32);
}

/* Every cut is refused; every changed octet is refused or read within the limits. */
static void broken(void **state)
{
    (void)state;
    SLOW();
    OCTETS der = {NULL, 0};

    der.p = (uint8_t *)t_file("vectors/tls_client_auth/plain.der", &der.n);
    CHECK(der.p != NULL);
    for (size_t n = 0; n < der.n; n++) {
        uint8_t *exact = malloc(n + 1);
        int rc;

        CHECK(exact != NULL);
        memcpy(exact, der.p, n);
        rc = provider()->certificate_read(fapix_slice_of(exact, n), &content);
        free(exact);
        CHECK(rc == FAPI_CERTIFICATE_DER);
    }
    for (size_t i = 0; i < der.n; i++) {
        for (int bit = 0; bit < 8; bit++) {
            int rc;

            der.p[i] ^= (uint8_t)(1 << bit);
            rc = provider()->certificate_read(slice_of(der), &content);
            der.p[i] ^= (uint8_t)(1 << bit);
            CHECK(rc == FAPI_OK || rc == FAPI_CERTIFICATE_DER || rc == FAPI_CERTIFICATE_NAMES ||
                  rc == FAPI_ERR_UNSUPPORTED);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(several_attributes_in_an_rdn),
        cmocka_unit_test(keys),
        cmocka_unit_test(broken),
    };

    return t_main("crypto/certificate_content", tests, sizeof tests / sizeof *tests);
}
