/* SPDX-License-Identifier: Apache-2.0 */
/* One certificate, DER or PEM, and nothing else. */
#include "crypto/crypto_data.h"

#include "crypto/certificate.h"

static uint8_t room[FAPI_MAX_CERTIFICATE];

static int der_of(fapix_slice in, fapix_slice *der)
{
    return fapix_certificate_der(in, room, der);
}

typedef struct sample {
    octets der, pem, hash;
} sample;

static octets file_of(const char *name, const char *suffix)
{
    char path[128];
    octets bytes = {NULL, 0};

    snprintf(path, sizeof path, "vectors/certificate/%s.%s", name, suffix);
    bytes.p = (uint8_t *)t_file(path, &bytes.n);
    return bytes;
}

static sample sample_of(const char *name)
{
    OCTETS text = file_of(name, "sha256");

    if (text.n > 64)
        text.p[64] = '\0'; /* the line end */
    return (sample){file_of(name, "der"), file_of(name, "pem"), hex_octets((const char *)text.p)};
}

static void drop_sample(sample *one)
{
    free(one->der.p);
    free(one->pem.p);
    free(one->hash.p);
}
#define SAMPLE __attribute__((cleanup(drop_sample))) sample

/* Both forms give the same bytes, and their hash is what OpenSSL says. */
static void real_certificates(void **state)
{
    (void)state;
    static const char *const names[] = {"ec", "rsa", "ed25519"};

    for (size_t i = 0; i < 3; i++) {
        SAMPLE one = sample_of(names[i]);
        fapix_slice der;
        uint8_t hash[32];
        CHECK(one.der.n > 200 && one.pem.n > one.der.n && one.hash.n == 32);
        STATUS(FAPI_OK, der_of(slice_of(one.der), &der));
        CHECK(der.p == one.der.p && der.n == one.der.n);
        STATUS(FAPI_OK, der_of(slice_of(one.pem), &der));
        CHECK(fapix_slice_eq(der, slice_of(one.der)));
        STATUS(FAPI_OK, provider()->sha256(NULL, &der, 1, hash));
        CHECK(memcmp(hash, one.hash.p, 32) == 0);
    }
}

/* A text with every "from" replaced; the caller frees. */
static octets replaced(octets text, const char *from, const char *to)
{
    size_t from_n = strlen(from), to_n = strlen(to), n = 0;
    octets out = {malloc(text.n * (to_n + 1) + 1), 0};

    for (size_t i = 0; i < text.n;) {
        if (text.n - i >= from_n && memcmp(text.p + i, from, from_n) == 0) {
            memcpy(out.p + n, to, to_n);
            n += to_n;
            i += from_n;
        } else {
            out.p[n++] = text.p[i++];
        }
    }
    out.n = n;
    return out;
}

static octets joined(const char *before, octets text, const char *after)
{
    size_t before_n = strlen(before), after_n = strlen(after);
    octets out = {malloc(before_n + text.n + after_n + 1), before_n + text.n + after_n};

    memcpy(out.p, before, before_n);
    memcpy(out.p + before_n, text.p, text.n);
    memcpy(out.p + before_n + text.n, after, after_n);
    return out;
}

static void pem_forms(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *before, *after;
    } good[] = {
        {"\n", "\r\n", "", ""}, {"\n", "\n", "\n \t\r\n", "\n\n  \r\n"}, {"-----\n", "-----\r\n", " ", ""}};
    SAMPLE one = sample_of("ec");
    fapix_slice der;

    CHECK(one.pem.n > 0);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        OCTETS changed = replaced(one.pem, good[i].from, good[i].to);
        OCTETS text = joined(good[i].before, changed, good[i].after);
        STATUS(FAPI_OK, der_of(slice_of(text), &der));
        CHECK(fapix_slice_eq(der, slice_of(one.der)));
    }
    one.pem.n--; /* no line end after the last line */
    STATUS(FAPI_OK, der_of(slice_of(one.pem), &der));
    CHECK(fapix_slice_eq(der, slice_of(one.der)));
}

/* The same octets in lines of every length. */
static void line_lengths(void **state)
{
    (void)state;
    SLOW();
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    SAMPLE one = sample_of("ec");
    char base64[4096], text[8192];
    fapix_slice der;
    size_t n = 0;

    CHECK(one.der.n > 0 && one.der.n < 2000);
    for (size_t i = 0; i < one.der.n; i += 3) {
        size_t left = one.der.n - i;
        uint32_t group = (uint32_t)one.der.p[i] << 16 | (left > 1 ? (uint32_t)one.der.p[i + 1] << 8 : 0) |
                         (left > 2 ? one.der.p[i + 2] : 0);
        for (int k = 3; k >= 0; k--)
            base64[n++] = left < (size_t)(3 - k) ? '=' : alphabet[group >> (6 * k) & 63];
    }
    for (size_t width = 1; width <= n + 1; width = width < 80 ? width + 1 : width * 2) {
        size_t at = (size_t)sprintf(text, "-----BEGIN CERTIFICATE-----\n");
        for (size_t i = 0; i < n; i += width) {
            size_t step = n - i < width ? n - i : width;
            memcpy(text + at, base64 + i, step);
            at += step;
            text[at++] = '\n';
        }
        at += (size_t)sprintf(text + at, "-----END CERTIFICATE-----\n");
        /* "==" must not be torn apart: padding ends its line. */
        bool torn = base64[n - 2] == '=' && (n - 1) % width == 0;
        int rc = der_of(fapix_slice_of(text, at), &der);
        if (torn) {
            STATUS(FAPI_CERTIFICATE_PEM, rc);
            continue;
        }
        STATUS(FAPI_OK, rc);
        CHECK(fapix_slice_eq(der, slice_of(one.der)));
    }
}

/* Bad PEM, made by one replacement in a good one. */
static void bad_pem(void **state)
{
    (void)state;
    static const char *const changes[][2] = {
        {"-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----"},
        {"CERTIFICATE", "X509 CERTIFICATE"},
        {"CERTIFICATE", "certificate"},
        {"CERTIFICATE", "PRIVATE KEY"},
        {"-----BEGIN CERTIFICATE-----", "----BEGIN CERTIFICATE----"},
        {"-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE----- "},
        {"-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----"},
        {"-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n\n"},
        {"-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n\n"},
        {"-----BEGIN CERTIFICATE-----\n", "subject=CN = x\n-----BEGIN CERTIFICATE-----\n"},
        {"-----BEGIN CERTIFICATE-----\n", ""},
        {"\n-----END CERTIFICATE-----", "\n\n-----END CERTIFICATE-----"},
        {"\n-----END CERTIFICATE-----", "=\n-----END CERTIFICATE-----"},
        {"\n-----END CERTIFICATE-----", "A\n-----END CERTIFICATE-----"},
        {"\n-----END CERTIFICATE-----", "====\n-----END CERTIFICATE-----"},
        {"\n-----END CERTIFICATE-----", "\n=\n-----END CERTIFICATE-----"},
        {"-----END CERTIFICATE-----", ""},
        {"-----END CERTIFICATE-----", "-----END CERTIFICATE----"},
        {"-----END CERTIFICATE-----", "-----END CERTIFICATE-----x"},
        {"\n-----END CERTIFICATE-----", "-----END CERTIFICATE-----"},
        {"\n", " "},
        {"\n", "\r"},
        {"\n", "\r\r\n"},
        {"\n", " \n"},
        {"\n", "\n "},
        {"\n", "\\n"},
        {"\nMII", "\nMI I"},
        {"\nMII", "\nMI-I"},
        {"\nMII", "\nMI=I"},
        {"\nMII", "\n=MII"},
        {"\nMII", "\n\xff\x80\xfe"},
        {"\nMII", "\nMI\vI"}};
    SAMPLE one = sample_of("ec");
    fapix_slice der;

    CHECK(one.pem.n > 0);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        OCTETS text = replaced(one.pem, changes[i][0], changes[i][1]);
        int rc = der_of(slice_of(text), &der);
        if (rc != FAPI_CERTIFICATE_PEM)
            printf("  change %d: %s\n", (int)i, fapi_status_name(rc));
        STATUS(FAPI_CERTIFICATE_PEM, rc);
        CHECK(der.p == NULL && der.n == 0);
    }
}

/* RFC 9440 forms and what proxies make of PEM; the edge must undo these, not we. */
static void mtls_06(void **state)
{
    (void)state;
    SAMPLE one = sample_of("ec");
    fapix_slice der;

    CHECK(one.pem.n > 0);
    OCTETS twice = joined("", one.pem, (const char *)one.pem.p);
    STATUS(FAPI_CERTIFICATE_PEM, der_of(slice_of(twice), &der));
    OCTETS url = replaced(one.pem, "\n", "%0A");
    STATUS(FAPI_CERTIFICATE_PEM, der_of(slice_of(url), &der));
    OCTETS url_twice = replaced(url, "%", "%25");
    STATUS(FAPI_CERTIFICATE_PEM, der_of(slice_of(url_twice), &der));
    OCTETS plus = replaced(one.pem, "+", " ");
    STATUS(plus.n == one.pem.n && memcmp(plus.p, one.pem.p, plus.n) == 0 ? FAPI_OK : FAPI_CERTIFICATE_PEM,
           der_of(slice_of(plus), &der));
    OCTETS crlf = replaced(one.pem, "\n", "\r\n");
    STATUS(FAPI_OK, der_of(slice_of(crlf), &der));
    OCTETS structured = joined(":", one.pem, ":");
    STATUS(FAPI_CERTIFICATE_PEM, der_of(slice_of(structured), &der));
    OCTETS behind = {calloc(1, one.der.n + 1), one.der.n + 1};
    memcpy(behind.p, one.der.p, one.der.n);
    STATUS(FAPI_CERTIFICATE_DER, der_of(slice_of(behind), &der));
    OCTETS large = {calloc(1, 1 << 20), 1 << 20};
    memcpy(large.p, one.pem.p, one.pem.n);
    STATUS(FAPI_CERTIFICATE_SIZE, der_of(slice_of(large), &der));
    large.n = FAPI_MAX_CERTIFICATE + 1;
    STATUS(FAPI_CERTIFICATE_SIZE, der_of(slice_of(large), &der));
    large.n = FAPI_MAX_CERTIFICATE;
    STATUS(FAPI_CERTIFICATE_PEM, der_of(slice_of(large), &der)); /* NUL after the block */
    memset(large.p + one.pem.n, ' ', large.n - one.pem.n);
    STATUS(FAPI_OK, der_of(slice_of(large), &der));
    CHECK(fapix_slice_eq(der, slice_of(one.der)));
    ATTACK("MTLS-06");
}

/* Bare base64, empty inputs, and each truncation. */
static void short_input(void **state)
{
    (void)state;
    SLOW();
    SAMPLE one = sample_of("ec");
    fapix_slice der;

    CHECK(one.pem.n > 0);
    STATUS(FAPI_CERTIFICATE_DER, der_of(fapix_slice_of(NULL, 0), &der));
    STATUS(FAPI_CERTIFICATE_PEM, der_of(fapix_slice_str("\n"), &der));
    STATUS(FAPI_CERTIFICATE_PEM, der_of(fapix_slice_str("MIIB"), &der));
    fapix_slice empty = fapix_slice_str("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
    STATUS(FAPI_CERTIFICATE_DER, der_of(empty, &der));
    for (size_t n = 1; n < one.der.n; n++) {
        OCTETS cut = {malloc(n), n};
        memcpy(cut.p, one.der.p, n);
        STATUS(FAPI_CERTIFICATE_DER, der_of(slice_of(cut), &der));
    }
    for (size_t n = 1; n + 1 < one.pem.n; n++) {
        OCTETS cut = {malloc(n), n};
        memcpy(cut.p, one.pem.p, n);
        STATUS(FAPI_CERTIFICATE_PEM, der_of(slice_of(cut), &der));
    }
}

static void der_forms(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        int want;
    } rows[] = {
        {"300b3003020101300106" "030100", FAPI_CERTIFICATE_DER},     /* BIT STRING without content */
        {"300c3003020101300105" "03020080", FAPI_OK},                /* the least that has the shape */
        {"300c300302010130010503020080" "00", FAPI_CERTIFICATE_DER}, /* an octet after it */
        {"300c3003020101300105030200", FAPI_CERTIFICATE_DER},        /* an octet short */
        {"3080300302010130010503020080" "0000", FAPI_CERTIFICATE_DER}, /* indefinite length */
        {"30810c300302010130010503020080", FAPI_CERTIFICATE_DER},    /* long form for a short length */
        {"3082000c300302010130010503020080", FAPI_CERTIFICATE_DER},  /* leading zero in the length */
        {"308300000c300302010130010503020080", FAPI_CERTIFICATE_DER}, /* three octets of length */
        {"30840000000c300302010130010503020080", FAPI_CERTIFICATE_DER},
        {"30ff0c300302010130010503020080", FAPI_CERTIFICATE_DER},    /* reserved */
        {"300d308103020101300105" "03020080", FAPI_CERTIFICATE_DER}, /* the same inside */
        {"300930010530010503" "0100", FAPI_CERTIFICATE_DER},
        {"300a3003020101300105", FAPI_CERTIFICATE_DER},              /* longer than the input */
        {"30083003020101300105", FAPI_CERTIFICATE_DER},              /* two elements */
        {"300e3003020101300105030200800500", FAPI_CERTIFICATE_DER},  /* four elements */
        {"300c3103020101300105" "03020080", FAPI_CERTIFICATE_DER},   /* SET for tbsCertificate */
        {"300c3003020101300105" "04020080", FAPI_CERTIFICATE_DER},   /* OCTET STRING for the signature */
        {"300930003001050302" "0080", FAPI_CERTIFICATE_DER},         /* empty tbsCertificate */
        {"300b300302010130000302" "0080", FAPI_CERTIFICATE_DER},     /* empty signatureAlgorithm */
        {"30", FAPI_CERTIFICATE_DER}, {"3000", FAPI_CERTIFICATE_DER}, {"3081", FAPI_CERTIFICATE_DER},
        {"3082ff", FAPI_CERTIFICATE_DER}, {"3082ffff", FAPI_CERTIFICATE_DER}};
    fapix_slice der;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OCTETS bytes = hex_octets(rows[i].hex);
        int rc = der_of(slice_of(bytes), &der);
        if (rc != rows[i].want)
            printf("  row %d: %s\n", (int)i, fapi_status_name(rc));
        STATUS(rows[i].want, rc);
    }
}

/* Lengths of one octet in the long form: 81 is the form for them, 82 00 is not. */
static void der_lengths(void **state)
{
    (void)state;
    static const uint8_t one_octet[] = {0x30, 0x81, 0x8a}, two_octets[] = {0x30, 0x82, 0x00, 0x8a};
    static const uint8_t rest[] = {0x30, 0x01, 0x05, 0x03, 0x02, 0x00, 0x80};
    const fapix_slice headers[] = {{one_octet, sizeof one_octet}, {two_octets, sizeof two_octets}};
    fapix_slice der;

    for (size_t i = 0; i < 2; i++) {
        uint8_t bytes[160] = {0};
        size_t n = headers[i].n;
        memcpy(bytes, headers[i].p, n);
        memcpy(bytes + n, "\x30\x81\x80", 3);
        n += 3 + 128;
        memcpy(bytes + n, rest, sizeof rest);
        n += sizeof rest;
        STATUS(i == 0 ? FAPI_OK : FAPI_CERTIFICATE_DER, der_of(fapix_slice_of(bytes, n), &der));
    }
}

/* Padding: whole, at the end, with zero bits under it. */
static void padding(void **state)
{
    (void)state;
    static const struct {
        const char *base64;
        int want;
    } rows[] = {
        {"MAwwAwIBATABBQMCAIA=", FAPI_OK},
        {"MAwwAwIBATABBQMCAIB=", FAPI_CERTIFICATE_PEM},  /* a bit under the padding */
        {"MAwwAwIBATABBQMCAIA", FAPI_CERTIFICATE_PEM},
        {"MAwwAwIBATABBQMCAIA==", FAPI_CERTIFICATE_PEM},
        {"MAwwAwIBATABBQMCAI=A", FAPI_CERTIFICATE_PEM},
        {"MAwwAwIBATABBQMCAIA=MAww", FAPI_CERTIFICATE_PEM},
        {"MAwwAwIBATABBQMCAIA=\nMAww", FAPI_CERTIFICATE_PEM},
        {"MAwwAwIBATABBQMCAIA\n=", FAPI_OK},             /* only a line end: the same characters in the same order */
        {"MAwwAwIBATABBQMCAIA=\n=", FAPI_CERTIFICATE_PEM},
        {"MA0wAwIBATABBQMDAIAAA=", FAPI_CERTIFICATE_PEM},
        {"MA0wAwIBATABBQMDAIAA", FAPI_OK},
        {"MA0wAwIBATABBQMDAIAA====", FAPI_CERTIFICATE_PEM},
        {"MA4wAwIBATABBQMEAIAAAA==", FAPI_OK},
        {"MA4wAwIBATABBQMEAIAAAB==", FAPI_CERTIFICATE_PEM},
        {"MA4wAwIBATABBQMEAIAAAA=", FAPI_CERTIFICATE_PEM},
        {"MA4wAwIBATABBQMEAIAAAA=\n=", FAPI_CERTIFICATE_PEM},
        {"MA4wAwIBATABBQMEAIAAA===", FAPI_CERTIFICATE_PEM}};
    char text[256];
    fapix_slice der;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int n = snprintf(text, sizeof text, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----",
                         rows[i].base64);
        int rc = der_of(fapix_slice_of(text, (size_t)n), &der);
        if (rc != rows[i].want)
            printf("  row %d: %s\n", (int)i, fapi_status_name(rc));
        STATUS(rows[i].want, rc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_certificates), cmocka_unit_test(pem_forms), cmocka_unit_test(line_lengths),
        cmocka_unit_test(bad_pem), cmocka_unit_test(mtls_06), cmocka_unit_test(short_input),
        cmocka_unit_test(der_forms), cmocka_unit_test(der_lengths), cmocka_unit_test(padding)};

    return t_main("crypto/test_certificate", tests, sizeof tests / sizeof tests[0]);
}
