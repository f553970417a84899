/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client certificate from a proxy's field: the vectors of real proxies, our own for each format, and who may have written
 * the field, how often, and what must stand beside it.
 */
#include <jansson.h>

#include "test/harness.h"

#define S(literal) (literal), sizeof(literal) - 1

static json_t *shared_vectors, *own_vectors;

static json_t *load_file(const char *path)
{
    size_t n = 0;
    char *text = t_file(path, &n);
    json_t *document = text == NULL ? NULL : json_loadb(text, n, 0, NULL);

    free(text);
    return document;
}

static int load(void **state)
{
    (void)state;
    shared_vectors = load_file("vectors/client_certificate/vectors.json");
    own_vectors = load_file("vectors/client_certificate/own.json");
    return shared_vectors != NULL && own_vectors != NULL ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    json_decref(shared_vectors);
    json_decref(own_vectors);
    return 0;
}

static const struct {
    const char *name;
    int format;
} formats[] = {
    {"url-pem", FAPI_CERTIFICATE_FORMAT_URL_PEM},
    {"pem-folded", FAPI_CERTIFICATE_FORMAT_PEM_FOLDED},
    {"base64-pem", FAPI_CERTIFICATE_FORMAT_B64_PEM},
    {"base64-der", FAPI_CERTIFICATE_FORMAT_B64_DER},
    {"base64-der-list", FAPI_CERTIFICATE_FORMAT_B64_DER_LIST},
    {"url-base64-der-list", FAPI_CERTIFICATE_FORMAT_B64_DER_LIST},
    {"rfc9440", FAPI_CERTIFICATE_FORMAT_RFC9440},
    {"xfcc", FAPI_CERTIFICATE_FORMAT_XFCC},
    {"xfcc-chain", FAPI_CERTIFICATE_FORMAT_XFCC},
    {"url-pem-aws", FAPI_CERTIFICATE_FORMAT_ALB},
    {"thumb-hex", FAPI_CERTIFICATE_FORMAT_SHA256_HEX},
    {"thumb-b64", FAPI_CERTIFICATE_FORMAT_SHA256_B64},
};

static int format_of(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, name) == 0)
            return formats[i].format;
    }
    return -1;
}

/* A handle for this format, its field called X-Client-Cert, or NULL. */
static fapi_client_certificate *handle_of(int format)
{
    fapi_client_certificate *handle = fapi_client_certificate_new(t_context(), format);

    if (handle != NULL && fapi_client_certificate_set_header(handle, S("X-Client-Cert")) != FAPI_OK) {
        fapi_client_certificate_free(handle);
        handle = NULL;
    }
    return handle;
}

/* One request from a trusted peer with one field. */
static int read_one(fapi_client_certificate *handle, const char *value, size_t n)
{
    int rc;

    fapi_client_certificate_reset(handle);
    rc = fapi_client_certificate_set_trusted_peer(handle, 1);
    if (rc == FAPI_OK)
        rc = fapi_client_certificate_add_header(handle, S("X-Client-Cert"), value, n);
    return rc != FAPI_OK && rc < 100 ? rc : fapi_client_certificate_check(handle);
}

static int is_x5t(const fapi_client_certificate *handle, const char *want)
{
    const char *x5t = NULL;
    size_t n = 0;

    return fapi_client_certificate_x5t_s256(handle, &x5t, &n) == FAPI_OK && n == FAPI_JKT_LENGTH && strlen(want) == n &&
           memcmp(x5t, want, n) == 0;
}

/* The DER is there and hashes to what it should, or there is none where none can be. */
static int der_fits(const fapi_client_certificate *handle, const char *x5t)
{
    const uint8_t *der = NULL;
    size_t n = 0;
    char found[FAPI_JKT_LENGTH + 1];

    if (fapi_client_certificate_chain_length(handle) == 0)
        return fapi_client_certificate_der(handle, &der, &n) == FAPI_ERR_NOT_FOUND && der == NULL && n == 0;
    return fapi_client_certificate_der(handle, &der, &n) == FAPI_OK && der[0] == 0x30 &&
           fapi_mtls_thumbprint(der, n, found, sizeof found) == FAPI_OK && strcmp(found, x5t) == 0;
}

static int holds_nothing(const fapi_client_certificate *handle)
{
    const char *x5t = "x";
    const uint8_t *der = NULL;
    size_t n = 1, der_n = 1;

    return fapi_client_certificate_x5t_s256(handle, &x5t, &n) == FAPI_ERR_STATE && x5t == NULL && n == 0 &&
           fapi_client_certificate_der(handle, &der, &der_n) == FAPI_ERR_STATE && der == NULL && der_n == 0 &&
           fapi_client_certificate_chain_length(handle) == 0;
}

static void captured_good(void **state)
{
    (void)state;
    const json_t *rows = json_object_get(shared_vectors, "positive");
    const char *x5t = json_string_value(json_object_get(shared_vectors, "x5t_s256"));
    size_t formats_seen = 0;

    CHECK(json_array_size(rows) == 17 && x5t != NULL);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *family = json_string_value(json_array_get(row, 0)), *what = json_string_value(json_array_get(row, 1));
        const char *value = json_string_value(json_array_get(row, 2));
        int format = format_of(family);
        AUTO(fapi_client_certificate) handle = handle_of(format);
        size_t chain = strncmp(family, "thumb", 5) == 0                               ? 0
                       : strstr(family, "chain") || strstr(family, "list") || strstr(what, "chain") ? 2
                                                                                      : 1;

        CHECK(handle != NULL);
        STATUS(FAPI_OK, read_one(handle, value, strlen(value)));
        CHECK(is_x5t(handle, x5t) && der_fits(handle, x5t));
        CHECK(fapi_client_certificate_chain_length(handle) == chain);
        formats_seen |= (size_t)1 << format;
    }
    CHECK(formats_seen == 0x7fe); /* 1 to 10 */
}

/* Under any other format a value is refused, or is the same certificate: nothing is taken for something else. */
static void captured_under_other_formats(void **state)
{
    (void)state;
    const json_t *rows = json_object_get(shared_vectors, "positive");
    const char *x5t = json_string_value(json_object_get(shared_vectors, "x5t_s256"));
    size_t refused = 0;

    for (int format = FAPI_CERTIFICATE_FORMAT_URL_PEM; format <= FAPI_CERTIFICATE_FORMAT_SHA256_B64; format++) {
        AUTO(fapi_client_certificate) handle = handle_of(format);

        CHECK(handle != NULL);
        for (size_t i = 0; i < json_array_size(rows); i++) {
            const char *value = json_string_value(json_array_get(json_array_get(rows, i), 2));
            int rc = read_one(handle, value, strlen(value));

            CHECK(rc == FAPI_OK ? is_x5t(handle, x5t) : rc >= 100 && rc != FAPI_CLIENT_CERTIFICATE_MISSING);
            refused += rc != FAPI_OK;
        }
    }
    /* ALB reads the PEMs that URL_PEM reads, and the other way round for one block; the list reads one DER. */
    CHECK(refused == 170 - 17 - 2 - 1 - 2);
}

static void captured_bad(void **state)
{
    (void)state;
    static const int want[12] = {
        FAPI_CLIENT_CERTIFICATE_MISSING, FAPI_CLIENT_CERTIFICATE_MISSING, FAPI_XFCC_NO_CERTIFICATE,
        FAPI_XFCC_DUPLICATE, FAPI_XFCC_DUPLICATE, FAPI_CLIENT_CERTIFICATE_FORM, FAPI_CLIENT_CERTIFICATE_BASE64,
        FAPI_CLIENT_CERTIFICATE_COUNT, FAPI_CERTIFICATE_DER, FAPI_CERTIFICATE_PEM, FAPI_CLIENT_CERTIFICATE_ESCAPE,
        FAPI_CLIENT_CERTIFICATE_COUNT,
    };
    const json_t *rows = json_object_get(shared_vectors, "negative");

    CHECK(json_array_size(rows) == 12);
    for (size_t i = 0; i < 12; i++) {
        const char *family = json_string_value(json_array_get(json_array_get(rows, i), 0));
        const char *value = json_string_value(json_array_get(json_array_get(rows, i), 2));
        int all = strcmp(family, "*") == 0;

        for (int format = all ? 1 : format_of(family); format <= (all ? 10 : format_of(family)); format++) {
            AUTO(fapi_client_certificate) handle = handle_of(format);

            CHECK(handle != NULL);
            STATUS(want[i], read_one(handle, value, strlen(value)));
            CHECK(holds_nothing(handle));
        }
    }
    ATTACK("MTLS-05");
    ATTACK("MTLS-06");
}

/* The Cert inside the Subject is never read, also where the Hash beside it is enough. */
static void smuggled_certificate(void **state)
{
    (void)state;
    const json_t *row = json_array_get(json_object_get(shared_vectors, "negative"), 2);
    const char *value = json_string_value(json_array_get(row, 2));
    AUTO(fapi_client_certificate) handle = handle_of(FAPI_CERTIFICATE_FORMAT_XFCC);

    CHECK(handle != NULL);
    STATUS(FAPI_OK, fapi_client_certificate_set_xfcc_hash_alone(handle, 1));
    STATUS(FAPI_OK, read_one(handle, value, strlen(value)));
    CHECK(is_x5t(handle, json_string_value(json_object_get(shared_vectors, "x5t_s256"))));
    CHECK(fapi_client_certificate_chain_length(handle) == 0 && der_fits(handle, ""));
    ATTACK("MTLS-05");
}

static int status_of(const char *name)
{
    int64_t value = -1;

    return fapi_constant(name, strlen(name), &value) == FAPI_OK ? (int)value : -1;
}

static fapi_client_certificate *handle_for(const json_t *row)
{
    char name[64] = "FAPI_CERTIFICATE_FORMAT_";
    const char *format = json_string_value(json_object_get(row, "format"));
    const char *chain = json_string_value(json_object_get(row, "chain"));
    const char *field = strcmp(format, "RFC9440") == 0 ? "Client-Cert" : strcmp(format, "XFCC") == 0 ? "X-Forwarded-Client-Cert"
                                                                                                     : "X-Client-Cert";
    fapi_client_certificate *handle = NULL;
    int rc;

    strncat(name, format, sizeof name - strlen(name) - 1);
    handle = fapi_client_certificate_new(t_context(), status_of(name));
    if (handle == NULL)
        return NULL;
    rc = fapi_client_certificate_set_header(handle, field, strlen(field));
    if (rc == FAPI_OK && chain != NULL)
        rc = fapi_client_certificate_set_chain_header(handle, chain, strlen(chain));
    if (rc == FAPI_OK && json_object_get(row, "single") != NULL)
        rc = fapi_client_certificate_set_xfcc_single(handle, 1);
    if (rc == FAPI_OK && json_object_get(row, "hash_alone") != NULL)
        rc = fapi_client_certificate_set_xfcc_hash_alone(handle, 1);
    if (rc == FAPI_OK)
        rc = fapi_client_certificate_set_trusted_peer(handle, 1);
    if (rc != FAPI_OK) {
        fapi_client_certificate_free(handle);
        return NULL;
    }
    return handle;
}

static int judge_row(fapi_client_certificate *handle, const json_t *row)
{
    const json_t *fields = json_object_get(row, "fields");

    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *name = json_array_get(json_array_get(fields, i), 0), *value = json_array_get(json_array_get(fields, i), 1);
        int rc = fapi_client_certificate_add_header(handle, json_string_value(name), json_string_length(name),
                                                    json_string_value(value), json_string_length(value));

        if (rc != FAPI_OK && rc < 100)
            return rc;
    }
    return fapi_client_certificate_check(handle);
}

static void own(void **state)
{
    (void)state;
    size_t good = 0;

    CHECK(json_array_size(own_vectors) > 150);
    for (size_t i = 0; i < json_array_size(own_vectors); i++) {
        const json_t *row = json_array_get(own_vectors, i);
        const char *x5t = json_string_value(json_object_get(row, "x5t"));
        AUTO(fapi_client_certificate) handle = handle_for(row);
        int want = status_of(json_string_value(json_object_get(row, "status"))), got;

        CHECK(handle != NULL && want >= 0);
        got = judge_row(handle, row);
        if (got != want && !t_injected())
            print_error("%s: %s\n", json_string_value(json_object_get(row, "format")),
                        json_string_value(json_object_get(row, "what")));
        STATUS(want, got);
        if (want != FAPI_OK) {
            CHECK(holds_nothing(handle));
            continue;
        }
        CHECK(is_x5t(handle, x5t) && der_fits(handle, x5t));
        CHECK((json_int_t)fapi_client_certificate_chain_length(handle) == json_integer_value(json_object_get(row, "count")));
        good++;
    }
    CHECK(good == 37);
    ATTACK("MTLS-05");
    ATTACK("MTLS-06");
}

/* Each single change of a captured value is refused or harmless: never another certificate. */
static void one_byte_changed(void **state)
{
    (void)state;
    SLOW();
    const json_t *rows = json_object_get(shared_vectors, "positive");
    const char *x5t = json_string_value(json_object_get(shared_vectors, "x5t_s256"));
    size_t other = 0;

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const char *value = json_string_value(json_array_get(json_array_get(rows, i), 2));
        AUTO(fapi_client_certificate) handle = handle_of(format_of(json_string_value(json_array_get(json_array_get(rows, i), 0))));
        char changed[FAPI_MAX_HEADER_VALUE];
        size_t n = strlen(value);

        CHECK(handle != NULL && n < sizeof changed);
        for (size_t k = 0; k < n; k++) {
            memcpy(changed, value, n);
            memmove(changed + k, changed + k + 1, n - k - 1);
            if (read_one(handle, changed, n - 1) == FAPI_OK && !is_x5t(handle, x5t))
                other++;
        }
    }
    /* Where a byte is lost, DER has the wrong length. (A byte that is changed gives another certificate, as it should.) */
    CHECK(other == 0);
}

#define GOOD_HASH "5fe392536e6d773ebb188dcec071998780feeb4f67fd635998cd6c52e99b7cdd"

typedef struct line {
    const char *name, *value;
} line;

typedef struct scene {
    const char *what;
    int want, trusted;
    line lines[5];
} scene;

#define CERT {"X-Client-Cert", GOOD_HASH}

static const scene scenes[] = {
    {"as it should be", FAPI_OK, 1, {CERT, {"Host", "x"}, {"Connection", "keep-alive, te"}}},
    {"the name in another case", FAPI_OK, 1, {{"x-CLIENT-cert", GOOD_HASH}}},
    {"no field", FAPI_CLIENT_CERTIFICATE_MISSING, 1, {{"Host", "x"}}},
    {"no field, and not from a proxy", FAPI_CLIENT_CERTIFICATE_MISSING, 0, {{"Host", "x"}}},
    {"empty", FAPI_CLIENT_CERTIFICATE_MISSING, 1, {{"X-Client-Cert", ""}}},
    {"blanks", FAPI_CLIENT_CERTIFICATE_MISSING, 1, {{"X-Client-Cert", " \t "}}},
    {"Apache's way to say none", FAPI_CLIENT_CERTIFICATE_MISSING, 1, {{"X-Client-Cert", "(null) "}}},
    {"nearly Apache's way", FAPI_CLIENT_CERTIFICATE_HASH, 1, {{"X-Client-Cert", "(NULL)"}}},
    {"a client sends it itself", FAPI_CLIENT_CERTIFICATE_PEER, 0, {CERT}},
    {"a client sends it twice", FAPI_CLIENT_CERTIFICATE_PEER, 0, {CERT, CERT}},
    {"a client sends a broken one", FAPI_CLIENT_CERTIFICATE_PEER, 0, {{"X-Client-Cert", "\x01"}}},
    {"a client sends an empty one", FAPI_CLIENT_CERTIFICATE_PEER, 0, {{"X-Client-Cert", ""}}},
    {"a client sends it with underscores", FAPI_CLIENT_CERTIFICATE_PEER, 0, {{"X_Client_Cert", GOOD_HASH}}},
    {"twice the same", FAPI_CLIENT_CERTIFICATE_REPEATED, 1, {CERT, CERT}},
    {"the second one empty", FAPI_CLIENT_CERTIFICATE_REPEATED, 1, {CERT, {"x-client-cert", ""}}},
    {"the first one empty", FAPI_CLIENT_CERTIFICATE_REPEATED, 1, {{"x-client-cert", ""}, CERT}},
    {"beside it with underscores", FAPI_CLIENT_CERTIFICATE_SPELLING, 1, {CERT, {"x_client_cert", GOOD_HASH}}},
    {"only with underscores", FAPI_CLIENT_CERTIFICATE_SPELLING, 1, {{"X_CLIENT-CERT", GOOD_HASH}}},
    {"named by Connection", FAPI_CLIENT_CERTIFICATE_CONNECTION, 1, {CERT, {"Connection", "close, X-Client-Cert"}}},
    {"named by Connection, taken away", FAPI_CLIENT_CERTIFICATE_CONNECTION, 1, {{"connection", "x_client_cert"}}},
    {"obs-fold", FAPI_HTTP_FIELD_VALUE, 1, {{"X-Client-Cert", "5fe3\r\n 92"}}},
    {"a field name that is none", FAPI_HTTP_FIELD_NAME, 1, {CERT, {"X-Client-Cert ", GOOD_HASH}}},
};

static int play(fapi_client_certificate *handle, const scene *one)
{
    fapi_client_certificate_reset(handle);
    if (one->trusted != 0 && fapi_client_certificate_set_trusted_peer(handle, 1) != FAPI_OK)
        return FAPI_ERR_INTERNAL;
    for (size_t i = 0; i < 5 && one->lines[i].name != NULL; i++) {
        int rc = fapi_client_certificate_add_header(handle, one->lines[i].name, strlen(one->lines[i].name),
                                                    one->lines[i].value, strlen(one->lines[i].value));

        if (rc != FAPI_OK && rc < 100)
            return rc;
    }
    return fapi_client_certificate_check(handle);
}

static void play_all(const scene *all, size_t count, fapi_client_certificate *handle)
{
    for (size_t i = 0; i < count; i++) {
        int got = play(handle, &all[i]);

        if (got != all[i].want)
            print_error("%s\n", all[i].what);
        STATUS(all[i].want, got);
        CHECK(got == FAPI_OK || holds_nothing(handle));
        /* The answer stays the answer. */
        CHECK(fapi_client_certificate_check(handle) == got);
    }
}

static void who_wrote_the_field(void **state)
{
    (void)state;
    AUTO(fapi_client_certificate) handle = handle_of(FAPI_CERTIFICATE_FORMAT_SHA256_HEX);

    CHECK(handle != NULL);
    play_all(scenes, sizeof scenes / sizeof *scenes, handle);
    ATTACK("MTLS-03");
    ATTACK("MTLS-04");
}

static void verification(void **state)
{
    (void)state;
    static const scene nginx[] = {
        {"verified", FAPI_OK, 1, {CERT, {"X-Verify", "SUCCESS"}}},
        {"not said", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT}},
        {"no certificate", FAPI_CLIENT_CERTIFICATE_MISSING, 1, {{"X-Client-Cert", ""}, {"X-Verify", "NONE"}}},
        {"none", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "NONE"}}},
        {"failed", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "FAILED:certificate has expired"}}},
        {"long", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "FAILED:unable to get local issuer certificate"}}},
        {"in another case", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "success"}}},
        {"more than that", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "SUCCESS, NONE"}}},
        {"twice", FAPI_CLIENT_CERTIFICATE_REPEATED, 1, {CERT, {"X-Verify", "SUCCESS"}, {"x-verify", "SUCCESS"}}},
        {"with an underscore", FAPI_CLIENT_CERTIFICATE_SPELLING, 1, {CERT, {"X_Verify", "SUCCESS"}}},
        {"only with an underscore", FAPI_CLIENT_CERTIFICATE_SPELLING, 1, {{"X_Verify", "SUCCESS"}, CERT}},
        {"named by Connection", FAPI_CLIENT_CERTIFICATE_CONNECTION, 1, {CERT, {"X-Verify", "SUCCESS"}, {"Connection", "X-Verify"}}},
    };
    static const scene haproxy[] = {
        {"verified", FAPI_OK, 1, {CERT, {"X-Verify", "0"}, {"X-Used", "1"}}},
        {"0 without a certificate", FAPI_CLIENT_CERTIFICATE_MISSING, 1, {{"X-Client-Cert", ""}, {"X-Verify", "0"}, {"X-Used", "0"}}},
        {"a forged field, 0 without a certificate", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "0"}, {"X-Used", "0"}}},
        {"used not said", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "0"}}},
        {"used empty", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "0"}, {"X-Used", ""}}},
        {"expired", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Verify", "10"}, {"X-Used", "1"}}},
        {"verification not said", FAPI_CLIENT_CERTIFICATE_UNVERIFIED, 1, {CERT, {"X-Used", "1"}}},
    };
    AUTO(fapi_client_certificate) one = handle_of(FAPI_CERTIFICATE_FORMAT_SHA256_HEX);
    AUTO(fapi_client_certificate) two = handle_of(FAPI_CERTIFICATE_FORMAT_SHA256_HEX);

    CHECK(one != NULL && two != NULL);
    STATUS(FAPI_OK, fapi_client_certificate_set_verification(one, S("X-Verify"), S("SUCCESS")));
    play_all(nginx, sizeof nginx / sizeof *nginx, one);
    STATUS(FAPI_OK, fapi_client_certificate_set_verification_haproxy(two, S("X-Verify"), S("X-Used")));
    play_all(haproxy, sizeof haproxy / sizeof *haproxy, two);
}

static void too_large(void **state)
{
    (void)state;
    static char large[FAPI_MAX_HEADER_VALUE + 1];
    AUTO(fapi_client_certificate) handle = handle_of(FAPI_CERTIFICATE_FORMAT_B64_DER);
    AUTO(fapi_client_certificate) chain = fapi_client_certificate_new(t_context(), FAPI_CERTIFICATE_FORMAT_RFC9440);

    CHECK(handle != NULL && chain != NULL);
    memset(large, 'A', sizeof large);
    STATUS(FAPI_CLIENT_CERTIFICATE_SIZE, read_one(handle, large, sizeof large));
    STATUS(FAPI_CERTIFICATE_DER, read_one(handle, large, sizeof large - 1));
    STATUS(FAPI_OK, fapi_client_certificate_set_header(chain, S("Client-Cert")));
    STATUS(FAPI_OK, fapi_client_certificate_set_chain_header(chain, S("Client-Cert-Chain")));
    STATUS(FAPI_OK, fapi_client_certificate_set_trusted_peer(chain, 1));
    STATUS(FAPI_OK, fapi_client_certificate_add_header(chain, S("Client-Cert-Chain"), large, FAPI_MAX_HEADER_VALUE - 2));
    STATUS(FAPI_OK, fapi_client_certificate_add_header(chain, S("Client-Cert-Chain"), S("A")));
    STATUS(FAPI_CLIENT_CERTIFICATE_SIZE, fapi_client_certificate_add_header(chain, S("Client-Cert-Chain"), NULL, 0));
    STATUS(FAPI_OK, fapi_client_certificate_add_header(chain, S("Client-Cert"), S(":AAAA:")));
    STATUS(FAPI_CLIENT_CERTIFICATE_SIZE, fapi_client_certificate_check(chain));
    ATTACK("MTLS-06");
}

/* Nothing of one request is there in the next; a peer is trusted for one request only. */
static void reuse(void **state)
{
    (void)state;
    AUTO(fapi_client_certificate) handle = handle_of(FAPI_CERTIFICATE_FORMAT_SHA256_HEX);

    CHECK(handle != NULL);
    STATUS(FAPI_OK, read_one(handle, S(GOOD_HASH)));
    STATUS(FAPI_ERR_STATE, fapi_client_certificate_add_header(handle, S("X-Client-Cert"), S(GOOD_HASH)));
    STATUS(FAPI_ERR_STATE, fapi_client_certificate_set_trusted_peer(handle, 1));
    fapi_client_certificate_reset(handle);
    CHECK(holds_nothing(handle));
    STATUS(FAPI_OK, fapi_client_certificate_add_header(handle, S("X-Client-Cert"), S(GOOD_HASH)));
    STATUS(FAPI_CLIENT_CERTIFICATE_PEER, fapi_client_certificate_check(handle));
    STATUS(FAPI_OK, read_one(handle, S(GOOD_HASH)));
    fapi_client_certificate_reset(handle);
    STATUS(FAPI_OK, fapi_client_certificate_set_trusted_peer(handle, 1));
    STATUS(FAPI_CLIENT_CERTIFICATE_MISSING, fapi_client_certificate_check(handle));
    CHECK(holds_nothing(handle));
    ATTACK("MTLS-03");
}

static void settings(void **state)
{
    (void)state;
    static const char long_name[65] = "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX";
    AUTO(fapi_client_certificate) handle = fapi_client_certificate_new(t_context(), FAPI_CERTIFICATE_FORMAT_RFC9440);
    AUTO(fapi_client_certificate) pem = fapi_client_certificate_new(t_context(), FAPI_CERTIFICATE_FORMAT_URL_PEM);

    CHECK(handle != NULL && pem != NULL);
    CHECK(fapi_client_certificate_new(t_context(), 0) == NULL && fapi_client_certificate_new(t_context(), 11) == NULL);
    STATUS(FAPI_ERR_STATE, fapi_client_certificate_check(handle));
    STATUS(FAPI_ERR_STATE, fapi_client_certificate_add_header(handle, S("a"), S("b")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_header(handle, S("")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_header(handle, NULL, 3));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_header(handle, S("a b")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_header(handle, S("Connection")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_header(handle, long_name, 65));
    STATUS(FAPI_OK, fapi_client_certificate_set_header(handle, long_name, 64));
    STATUS(FAPI_OK, fapi_client_certificate_set_header(handle, S("Client-Cert")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_chain_header(handle, S("client_cert")));
    STATUS(FAPI_OK, fapi_client_certificate_set_chain_header(handle, S("Client-Cert-Chain")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_header(handle, S("Client-Cert_Chain")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_chain_header(pem, S("Client-Cert-Chain")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification(handle, S("Client-Cert"), S("SUCCESS")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification(handle, S("X-Verify"), S("0")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification(handle, S("X-Verify"), S("")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification(handle, S("X-Verify"), NULL, 4));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification(handle, S("X-Verify"), long_name, 33));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification(NULL, S("X-Verify"), S("SUCCESS")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification_haproxy(handle, S("X-V"), S("x_v")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_verification_haproxy(handle, S("X-V"), NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_xfcc_single(handle, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_xfcc_hash_alone(handle, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_xfcc_single(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_xfcc_hash_alone(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_trusted_peer(handle, 2));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_set_trusted_peer(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_add_header(handle, NULL, 0, S("b")));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_add_header(handle, S("a"), NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_certificate_check(NULL));
    CHECK(fapi_client_certificate_chain_length(NULL) == 0);
    fapi_client_certificate_reset(NULL);
    fapi_client_certificate_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(captured_good, load, unload),
        cmocka_unit_test_setup_teardown(captured_under_other_formats, load, unload),
        cmocka_unit_test_setup_teardown(captured_bad, load, unload),
        cmocka_unit_test_setup_teardown(smuggled_certificate, load, unload),
        cmocka_unit_test_setup_teardown(own, load, unload),
        cmocka_unit_test_setup_teardown(one_byte_changed, load, unload),
        cmocka_unit_test(who_wrote_the_field),
        cmocka_unit_test(verification),
        cmocka_unit_test(too_large),
        cmocka_unit_test(reuse),
        cmocka_unit_test(settings),
    };

    return t_main("oauth/client_certificate", tests, sizeof tests / sizeof *tests);
}
