/* SPDX-License-Identifier: Apache-2.0 */
/* Signed requests: what FAPI 2.0 HTTP Signatures and RFC 9421 let pass, and a refusal for each rule. */
#include "test/oauth/message_signature_fixture.h"

#define G(status) FAPI_SIGNATURE_##status
#define KEYID ";keyid=\"eddsa\""
#define TAG ";tag=\"fapi-2-request\""
#define CREATED ";created=1800000000"

typedef struct row {
    const char *list, *parameters, *lines; /* NULL: as they should be */
    int status;
    const char *ids;
} row;

static void run(const row *rows, size_t count, const char *test)
{
    READY(exchange, verdict);

    for (size_t i = 0; i < count; i++) {
        const row *r = &rows[i];
        const char *list = r->list == NULL ? COMPONENTS : r->list;
        const char *parameters = r->parameters == NULL ? PARAMETERS : r->parameters;
        int rc = FAPI_OK;

        fapi_message_signature_reset(exchange);
        STATUS(FAPI_OK, ms_request(exchange));
        STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
        STATUS(FAPI_OK, ms_add(exchange, REQUEST, list, parameters, r->lines == NULL ? LINES : r->lines));
        rc = fapi_message_signature_check_request(exchange, NOW, verdict);
        STATUS(r->status, t_row(i, parameters, r->status, rc));
        CHECK(fapi_verdict_subject(verdict) == (rc == FAPI_OK ? FAPI_SUBJECT_NONE : FAPI_SUBJECT_HTTP_SIGNATURE));
        CHECK(fapi_verdict_http(verdict) == (rc == FAPI_OK ? 200 : 401));
        t_claim_all(r->ids, test);
    }
}
#define RUN(rows) run(rows, sizeof rows / sizeof *rows, __func__)

static void parameters(void **state)
{
    SLOW();
    (void)state;
    static const row rows[] = {
        {NULL, NULL, NULL, FAPI_OK, "+FAPI2HS-5.3.1.2-1 +FAPI2HS-5.3.1.2-2 +FAPI2HS-5.3.1.2-3 +FAPI2HS-5.3.1.2-4 +FAPI2HS-5.3.1.2-6 +RFC9421-3.2-4"},
        {NULL, TAG KEYID CREATED, NULL, FAPI_OK, NULL},
        {NULL, PARAMETERS ";expires=1800000001", NULL, FAPI_OK, "+RFC9421-3.2.1-1 +RFC9421-2.3-1"},
        {NULL, PARAMETERS ";nonce=\"n\"", NULL, FAPI_OK, NULL},
        {NULL, PARAMETERS ";alg=\"ed25519\"", NULL, FAPI_OK, "+RFC9421-3.2-6"},
        {NULL, PARAMETERS ";foo=bar;x=1.5;y=?0;z;w=:AA==:;v=@7", NULL, FAPI_OK, NULL},
        {NULL, KEYID TAG, NULL, G(CREATED_MISSING), "-FAPI2HS-5.3.1.2-6 -FAPI2HS-5.3.1.1-4"},
        {NULL, CREATED TAG, NULL, G(KEYID_MISSING), "-RFC9421-3.2-4"},
        {NULL, CREATED KEYID, NULL, G(TAG), "-FAPI2HS-5.3.1.2-4 -FAPI2HS-5.3.1.1-5"},
        {NULL, CREATED KEYID ";tag=\"fapi-2-response\"", NULL, G(TAG), NULL},
        {NULL, CREATED KEYID ";tag=\"FAPI-2-request\"", NULL, G(TAG), NULL},
        {NULL, CREATED KEYID ";tag=fapi-2-request", NULL, G(TAG), NULL},
        {NULL, ";created=1800000010" KEYID TAG, NULL, FAPI_OK, NULL},
        {NULL, ";created=1800000011" KEYID TAG, NULL, G(CREATED_FUTURE), "-RFC9421-3.2.1-1 -FAPI2HS-5.3.1.2-6"},
        {NULL, ";created=1799999940" KEYID TAG, NULL, FAPI_OK, NULL},
        {NULL, ";created=1799999939" KEYID TAG, NULL, G(CREATED_OLD), "-RFC9421-3.2.1-1 -FAPI2HS-5.3.1.2-6"},
        {NULL, ";created=0" KEYID TAG, NULL, G(CREATED_OLD), NULL},
        {NULL, ";created=-1" KEYID TAG, NULL, G(PARAMETER), NULL},
        {NULL, ";created=253402300800" KEYID TAG, NULL, G(PARAMETER), NULL},
        {NULL, ";created=\"1800000000\"" KEYID TAG, NULL, G(PARAMETER), "-RFC9421-2.3-1"},
        {NULL, ";created=1800000000.0" KEYID TAG, NULL, G(PARAMETER), NULL},
        {NULL, ";created=@1800000000" KEYID TAG, NULL, G(PARAMETER), NULL},
        {NULL, ";created" KEYID TAG, NULL, G(PARAMETER), NULL},
        {NULL, PARAMETERS ";expires=1799999999", NULL, G(EXPIRED), NULL}, /* before it was made */
        {NULL, ";created=1799999950" KEYID TAG ";expires=1799999990", NULL, G(EXPIRED), NULL},
        {NULL, ";created=1799999950" KEYID TAG ";expires=1799999991", NULL, FAPI_OK, NULL},
        {NULL, PARAMETERS ";expires=\"1800000001\"", NULL, G(PARAMETER), NULL},
        {NULL, PARAMETERS ";nonce=1", NULL, G(PARAMETER), NULL},
        {NULL, PARAMETERS ";nonce=\"\"", NULL, G(PARAMETER), NULL},
        {NULL, PARAMETERS ";alg=ed25519", NULL, G(PARAMETER), NULL},
        {NULL, CREATED ";keyid=eddsa" TAG, NULL, G(PARAMETER), "!KEY-05"},
        {NULL, CREATED ";keyid=\"\"" TAG, NULL, G(PARAMETER), NULL},
        {NULL, CREATED ";keyid=\"../../dev/null\"" TAG, NULL, G(KEY), "!KEY-05"},
        {NULL, CREATED ";keyid=\"EDDSA\"" TAG, NULL, G(KEY), "-RFC9421-3.2-4 -FAPI2HS-5.3.1.2-1"},
        {NULL, CREATED ";keyid=\"es256\"" TAG, NULL, G(INVALID), NULL},
        {NULL, CREATED ";keyid=\"ps256\"" TAG, NULL, G(INVALID), NULL},
        {NULL, CREATED ";keyid=\"rs256\"" TAG, NULL, G(ALG), "!ALG-07"},
        {NULL, PARAMETERS ";alg=\"ecdsa-p256-sha256\"", NULL, G(ALG), "-RFC9421-3.2-6"},
        {NULL, PARAMETERS ";alg=\"rsa-pss-sha512\"", NULL, G(ALG), NULL},
        {NULL, PARAMETERS ";alg=\"hmac-sha256\"", NULL, G(ALG), "!ALG-05"},
        {NULL, PARAMETERS ";alg=\"rsa-v1_5-sha256\"", NULL, G(ALG), NULL},
        {NULL, PARAMETERS ";alg=\"EdDSA\"", NULL, G(ALG), "-RFC9421-3.3.7-1"},
        {NULL, PARAMETERS ";created=1800000000", NULL, G(INPUT_FORM), NULL}, /* twice */
        {NULL, PARAMETERS, "\"@method\": POST\n", G(INVALID), "-FAPI2HS-5.3.1.2-2 -FAPI2HS-5.3.1.2-3 -RFC9421-3.2-8"},
    };
    RUN(rows);
}

static void components(void **state)
{
    SLOW();
    (void)state;
#define WITH(more) "(\"@method\" \"@target-uri\" \"authorization\" \"dpop\" \"content-digest\" " more ")"
    static const row rows[] = {
        {WITH("\"content-type\""), NULL, LINES "\"content-type\": application/json\n", FAPI_OK, "+RFC9421-2-1 +RFC9421-2-2 +RFC9421-2.5-1 +RFC9421-3.2-8 +FAPI2HS-5.3.1.2-5 +FAPI2HS-5.3.1.2-7 +FAPI2HS-5.3.1.2-8"},
        {WITH("\"@authority\""), NULL, LINES "\"@authority\": rs.example.com\n", FAPI_OK, NULL},
        {WITH("\"@scheme\""), NULL, LINES "\"@scheme\": https\n", FAPI_OK, NULL},
        {WITH("\"@path\""), NULL, LINES "\"@path\": /payments\n", FAPI_OK, NULL},
        {WITH("\"@query\""), NULL, LINES "\"@query\": ?id=1\n", FAPI_OK, NULL},
        {WITH("\"@request-target\""), NULL, LINES "\"@request-target\": /payments?id=1\n", FAPI_OK, NULL},
        {WITH("\"content-digest\";key=\"sha-256\""), NULL,
         LINES "\"content-digest\";key=\"sha-256\": :7NS+sH1InNyZm6fEDl2G0uQz48UkirCM82ioXJP7gEA=:\n", FAPI_OK, "+RFC9421-2.1.2-1"},
        {WITH("\"content-digest\";key=\"md5\""), NULL, NULL, G(COMPONENT_ABSENT), "-RFC9421-2.1.2-1"},
        {WITH("\"content-type\";key=\"x\""), NULL, NULL, G(COMPONENT_VALUE), NULL},
        {WITH("\"content-type\";key=x"), NULL, NULL, G(COMPONENT_PARAMETER), NULL},
        {WITH("\"@path\";key=\"x\""), NULL, NULL, G(COMPONENT_PARAMETER), NULL},
        {WITH("\"x-absent\""), NULL, NULL, G(COMPONENT_ABSENT), "-RFC9421-2.5-1"},
        {WITH("\"@status\""), NULL, NULL, G(COMPONENT), "-RFC9421-2-2 -RFC9421-2.2-1"},
        {WITH("\"@signature-params\""), NULL, NULL, G(COMPONENT), NULL},
        {WITH("\"@query-param\";name=\"id\""), NULL, NULL, G(COMPONENT_PARAMETER), NULL},
        {WITH("\"@unknown\""), NULL, NULL, G(COMPONENT), NULL},
        {WITH("\"Content-Type\""), NULL, NULL, G(COMPONENT), "-RFC9421-2-2"},
        {WITH("\"\""), NULL, NULL, G(COMPONENT), NULL},
        {WITH("\"two words\""), NULL, NULL, G(COMPONENT), NULL},
        {WITH("content-type"), NULL, NULL, G(COMPONENT), NULL},
        {WITH("7"), NULL, NULL, G(COMPONENT), NULL},
        {WITH("\"content-type\";req"), NULL, NULL, G(COMPONENT_PARAMETER), "-RFC9421-2.4-1"},
        {WITH("\"content-type\";sf"), NULL, NULL, G(COMPONENT_PARAMETER), NULL},
        {WITH("\"content-type\";bs"), NULL, NULL, G(COMPONENT_PARAMETER), NULL},
        {WITH("\"content-type\";tr"), NULL, NULL, G(COMPONENT_PARAMETER), NULL},
        {WITH("\"content-type\";req=?0"), NULL, NULL, G(COMPONENT_PARAMETER), NULL},
        {WITH("\"@method\""), NULL, NULL, G(COMPONENT_REPEATED), "-RFC9421-2-1"},
        {WITH("\"content-type\" \"content-type\""), NULL, NULL, G(COMPONENT_REPEATED), NULL},
        {WITH("("), NULL, NULL, G(INPUT_FORM), NULL},
        {"(\"@target-uri\" \"authorization\" \"dpop\" \"content-digest\")", NULL, NULL, G(METHOD), "-FAPI2HS-5.3.1.2-5 -FAPI2HS-5.3.1.1-2"},
        {"(\"@method\" \"authorization\" \"dpop\" \"content-digest\")", NULL, NULL, G(TARGET_URI), "-FAPI2HS-5.3.1.2-5 -FAPI2HS-5.3.1.1-3"},
        {"(\"@method\" \"@path\" \"@authority\" \"authorization\" \"dpop\" \"content-digest\")", NULL, NULL, G(TARGET_URI), NULL},
        {"(\"@method\" \"@target-uri\" \"dpop\" \"content-digest\")", NULL, NULL, G(AUTHORIZATION), "-FAPI2HS-5.3.1.2-5 -FAPI2HS-5.3.1.1-6"},
        {"(\"@method\" \"@target-uri\" \"authorization\" \"content-digest\")", NULL, NULL, G(DPOP), "-FAPI2HS-5.3.1.2-7 -FAPI2HS-5.3.1.1-7"},
        {"(\"@method\" \"@target-uri\" \"authorization\" \"dpop\")", NULL, NULL, G(CONTENT_DIGEST), "-FAPI2HS-5.3.1.2-8 -FAPI2HS-5.3.1.1-8"},
        {"(\"@method\" \"@target-uri\" \"authorization\" \"dpop\" \"content-digest\";key=\"sha-256\")", NULL, NULL,
         G(CONTENT_DIGEST), NULL},
        {"()", NULL, "", G(METHOD), NULL},
    };
    RUN(rows);
}

/* Spaces, leading zeros and the like are not what is signed: the canonical form is. */
static void the_canonical_form_is_signed(void **state)
{
    READY(exchange, verdict);
    const char *signature = NULL;

    (void)state;
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature-Input",
                              "  a=(  \"@method\"  \"@target-uri\" \"authorization\" \"dpop\" \"content-digest\" );"
                              " created=001800000000; keyid=\"eddsa\";tag=\"fapi-2-request\";x=?1 "));
    signature = ms_sign(T_EDDSA, LINES, COMPONENTS PARAMETERS ";x");
    CHECK(signature[0] != '\0');
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature", t_format("\ta=%s ", signature)));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
}

/* RFC 9421 2.1: white space at the ends goes, lines are joined, and empty ones stay. */
static void field_lines_are_joined(void **state)
{
    READY(exchange, verdict);

    (void)state;
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "X-Many", " \t one,  two\t "));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "x-many", ""));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "X-MANY", "three"));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "X-Empty", "  "));
    STATUS(FAPI_OK, ms_add(exchange, REQUEST, WITH("\"x-many\" \"x-empty\""), PARAMETERS,
                           LINES "\"x-many\": one,  two, , three\n\"x-empty\": \n"));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    ACCEPTS("RFC9421-2.1-1");
}

static void folded_lines_and_foreign_octets(void **state)
{
    READY(exchange, verdict);

    (void)state;
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_HTTP_FIELD_VALUE, ms_header(exchange, REQUEST, "X-Folded", "one\r\n two"));
    STATUS(FAPI_HTTP_FIELD_VALUE, fapi_message_signature_check_request(exchange, NOW, verdict));
    REFUSES("RFC9421-2.1-1");
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "X-Name", "J\xc3\xb6rg"));
    STATUS(FAPI_OK, ms_add(exchange, REQUEST, WITH("\"x-name\""), PARAMETERS, LINES "\"x-name\": J\xc3\xb6rg\n"));
    STATUS(FAPI_SIGNATURE_COMPONENT_VALUE, fapi_message_signature_check_request(exchange, NOW, verdict));
    REFUSES("RFC9421-2.5-1");
}

typedef struct url_row {
    const char *url, *lines;
} url_row;

/* RFC 9421 2.2.2 to 2.2.7 */
static void urls_are_normalised(void **state)
{
    SLOW();
    READY(exchange, verdict);
    static const url_row rows[] = {
        {"https://RS.example.com:443", "\"@target-uri\": https://RS.example.com:443/\n\"@authority\": rs.example.com\n\"@path\": /\n"
                                       "\"@query\": ?\n\"@request-target\": /\n"},
        {"https://rs.example.com:8443?", "\"@target-uri\": https://rs.example.com:8443/?\n\"@authority\": rs.example.com:8443\n"
                                         "\"@path\": /\n\"@query\": ?\n\"@request-target\": /?\n"},
        {"https://[2001:DB8::1]/a%2fb/?x=%20&y", "\"@target-uri\": https://[2001:DB8::1]/a%2fb/?x=%20&y\n\"@authority\": [2001:db8::1]\n"
                                                 "\"@path\": /a%2fb/\n\"@query\": ?x=%20&y\n\"@request-target\": /a%2fb/?x=%20&y\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fapi_message_signature_reset(exchange);
        STATUS(FAPI_OK, fapi_message_signature_set_method(exchange, S("GET")));
        STATUS(FAPI_OK, fapi_message_signature_set_url(exchange, rows[i].url, strlen(rows[i].url)));
        STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Authorization", "Bearer token"));
        STATUS(FAPI_OK, ms_add(exchange, REQUEST,
                               "(\"@method\" \"authorization\" \"@target-uri\" \"@authority\" \"@path\" \"@query\" \"@request-target\")",
                               PARAMETERS, t_format("\"@method\": GET\n\"authorization\": Bearer token\n%s", rows[i].lines)));
        STATUS(FAPI_OK, t_row(i, rows[i].url, FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict)));
    }
    ACCEPTS("RFC9421-2.2-1");
}

typedef struct field_row {
    const char *input, *signature; /* NULL: no such field */
    int status;
    const char *ids;
} field_row;

/* The pattern (NULL: nothing) with the text in the place of each '%'. */
static void fill(char *out, size_t size, const char *pattern, const char *text)
{
    size_t n = 0;

    for (; pattern != NULL && *pattern != '\0' && n + strlen(text) < size; pattern++)
        n += (size_t)snprintf(out + n, size - n, "%.*s", *pattern == '%' ? (int)strlen(text) : 1, *pattern == '%' ? text : pattern);
    out[n] = '\0';
}

/* % stands for the good list, and for the good signature. */
static void fields(void **state)
{
    SLOW();
    READY(exchange, verdict);
    const char *good = NULL;
    static const field_row rows[] = {
        {"a=%", "a=%", FAPI_OK, "+RFC9421-4.1-1 +RFC9421-4.2-1"},
        {NULL, NULL, G(MISSING), "-FAPI2HS-5.3.1.2-3"},
        {"a=%", NULL, G(MISSING), NULL},
        {NULL, "a=%", G(MISSING), NULL},
        {"", "a=%", G(TAG), NULL},
        {"a=%", "", G(LABEL), NULL},
        {"a=%", "b=%", G(LABEL), "-RFC9421-3.2-1"},
        {"a=%", "A=%", G(FORM), NULL},
        {"a=%,", "a=%", G(INPUT_FORM), NULL},
        {"a=%, a=%", "a=%", G(INPUT_FORM), "-RFC9421-4.1-1"},
        {"a=%, b=\"x\"", "a=%", G(INPUT_FORM), "-RFC9421-4.1-1"},
        {"a=%, b", "a=%", G(INPUT_FORM), NULL},
        {"a", "a=%", G(INPUT_FORM), NULL},
        {"%", "a=%", G(INPUT_FORM), NULL},
        {"a=%", "a=%, a=%", G(FORM), NULL},
        {"a=%", "a=%, b=\"x\"", G(FORM), NULL},
        {"a=%", "a=(%)", G(FORM), NULL},
        {"a=%", "a=\"AA==\"", G(FORM), "-RFC9421-4.2-1"},
        {"a=%", "a=:AA:", G(FORM), NULL},
        {"a=%", "a=:AB==:", G(FORM), NULL}, /* bits behind the end */
        {"a=%", "a=:-_-_:", G(FORM), NULL},
        {"a=%", "a=::", G(INVALID), NULL},
        {"a=%", "a=:AAAA:", G(INVALID), NULL},
        {"b=(\"date\");tag=\"other\", a=%", "b=:AAAA:, a=%", FAPI_OK, "+RFC9421-3.2-1"},
        {"b=(), a=%", "a=%", FAPI_OK, NULL}, /* of an intermediary, which forgot its own */
        {"a=%, b=%", "a=%, b=%", G(AMBIGUOUS), "-RFC9421-3.2-1"},
    };

    (void)state;
    good = ms_sign(T_EDDSA, LINES, COMPONENTS PARAMETERS);
    CHECK(good[0] != '\0');
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static const char list[] = COMPONENTS PARAMETERS;
        char text[2048];

        fapi_message_signature_reset(exchange);
        STATUS(FAPI_OK, ms_request(exchange));
        STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
        fill(text, sizeof text, rows[i].input, list);
        if (rows[i].input != NULL)
            STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature-Input", text));
        fill(text, sizeof text, rows[i].signature, good);
        if (rows[i].signature != NULL)
            STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature", text));
        STATUS(rows[i].status, t_row(i, rows[i].input, rows[i].status,
                                     fapi_message_signature_check_request(exchange, NOW, verdict)));
        t_claim_all(rows[i].ids, __func__);
    }
}

typedef struct digest_row {
    const char *digest, *body;
    int status;
} digest_row;

static void content(void **state)
{
    SLOW();
    READY(exchange, verdict);
    static const digest_row rows[] = {
        {DIGEST, BODY, FAPI_OK},
        {"md5=:AAAA:, " DIGEST ", new=:AA==:", BODY, FAPI_OK},
        {DIGEST ";x=1", BODY, FAPI_OK},
        {DIGEST, "{\"amount\":\"9.00\"}", FAPI_CONTENT_DIGEST_MISMATCH},
        {DIGEST, "", FAPI_CONTENT_DIGEST_MISMATCH}, /* taken away */
        {"sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", "", FAPI_OK},
        {DIGEST ", sha-512=:AAAA:", BODY, FAPI_CONTENT_DIGEST_MISMATCH},
        {"sha-256=:AAAA:", BODY, FAPI_CONTENT_DIGEST_MISMATCH},
        {"sha-256=::", BODY, FAPI_CONTENT_DIGEST_MISMATCH},
        {"md5=:AAAA:", BODY, FAPI_CONTENT_DIGEST_UNKNOWN},
        {"SHA-256=:AAAA:", BODY, FAPI_CONTENT_DIGEST_FORM},
        {DIGEST ", " DIGEST, BODY, FAPI_CONTENT_DIGEST_FORM},
        {"sha-256=7NS+sH1InNyZm6fEDl2G0uQz48UkirCM82ioXJP7gEA=", BODY, FAPI_CONTENT_DIGEST_FORM},
        {"sha-256=\"x\"", BODY, FAPI_CONTENT_DIGEST_FORM},
        {"sha-256", BODY, FAPI_CONTENT_DIGEST_FORM},
        {"sha-256=(:AAAA:)", BODY, FAPI_CONTENT_DIGEST_FORM},
        {"", BODY, FAPI_CONTENT_DIGEST_FORM},
        {NULL, BODY, FAPI_CONTENT_DIGEST_MISSING},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const digest_row *r = &rows[i];

        fapi_message_signature_reset(exchange);
        STATUS(FAPI_OK, ms_request(exchange));
        if (r->digest != NULL)
            STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", r->digest));
        STATUS(FAPI_OK, fapi_message_signature_set_body(exchange, REQUEST, (const uint8_t *)r->body, strlen(r->body)));
        STATUS(FAPI_OK, ms_add(exchange, REQUEST, COMPONENTS, PARAMETERS,
                               t_format("\"@method\": POST\n\"@target-uri\": " URL "\n\"authorization\": DPoP token\n"
                                        "\"dpop\": proof\n\"content-digest\": %s\n", r->digest == NULL ? "" : r->digest)));
        STATUS(r->status, t_row(i, r->digest, r->status, fapi_message_signature_check_request(exchange, NOW, verdict)));
    }
}

/* Without content nothing need be said of it, without DPoP neither; a digest that is not covered then protects nothing and judges nothing. */
static void a_request_without_content(void **state)
{
    READY(exchange, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_message_signature_set_method(exchange, S("GET")));
    STATUS(FAPI_OK, fapi_message_signature_set_url(exchange, S(URL)));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Authorization", "Bearer token"));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", "sha-256=:AAAA:"));
    STATUS(FAPI_OK, ms_add(exchange, REQUEST, "(\"authorization\" \"@method\" \"@target-uri\")", PARAMETERS,
                           "\"authorization\": Bearer token\n\"@method\": GET\n\"@target-uri\": " URL "\n"));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
}

static void a_nonce_is_used_once(void **state)
{
    READY(exchange, verdict);
    const uint8_t *key = NULL;
    size_t n = 0;
    int64_t expiry = 0;

    (void)state;
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_add(exchange, REQUEST, COMPONENTS, PARAMETERS ";nonce=\"abc\"", LINES));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry));
    CHECK(n == 32 && expiry == NOW + 70);
    /* None without a nonce: a client may well send the same request twice in a second. */
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_add(exchange, REQUEST, COMPONENTS, PARAMETERS, LINES));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry));
    CHECK(n == 0);
}

static void keys_with_one_kid(void **state)
{
    READY(exchange, verdict);
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    const char *set = t_format("{\"keys\":[%s,%s]}", t_public_jwk(T_EDDSA), t_public_jwk(T_EDDSA));

    (void)state;
    CHECK(jwks != NULL && set[0] != '\0');
    STATUS(FAPI_OK, fapi_jwks_load(jwks, set, strlen(set)));
    STATUS(FAPI_OK, fapi_message_signature_set_keys(exchange, jwks));
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_add(exchange, REQUEST, COMPONENTS, PARAMETERS, LINES));
    STATUS(FAPI_SIGNATURE_KEY, fapi_message_signature_check_request(exchange, NOW, verdict));
    ATTACK("KEY-07");
}

/* Eight of the longest fields, each covered whole and by its only member. */
static void too_much_is_covered(void **state)
{
    SLOW();
    READY(exchange, verdict);
    char *value = malloc(FAPI_MAX_HEADER_VALUE), list[1024], name[8];
    size_t n = (size_t)snprintf(list, sizeof list, "%.*s", (int)sizeof COMPONENTS - 2, COMPONENTS);
    int rc = ms_request(exchange);

    (void)state;
    if (value != NULL) {
        memset(value, 'a', 15000);
        value[1] = '=';
    }
    for (int i = 0; rc == FAPI_OK && value != NULL && i < 8; i++) {
        (void)snprintf(name, sizeof name, "x%d", i);
        rc = fapi_message_signature_add_header(exchange, REQUEST, name, strlen(name), value, 15000);
        n += (size_t)snprintf(list + n, sizeof list - n, " \"%s\" \"%s\";key=\"a\"", name, name);
    }
    free(value);
    (void)snprintf(list + n, sizeof list - n, ")");
    CHECK(rc == FAPI_OK && value != NULL);
    STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_add(exchange, REQUEST, list, PARAMETERS, LINES));
    STATUS(FAPI_SIGNATURE_SIZE, fapi_message_signature_check_request(exchange, NOW, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters),
        cmocka_unit_test(components),
        cmocka_unit_test(the_canonical_form_is_signed),
        cmocka_unit_test(field_lines_are_joined),
        cmocka_unit_test(folded_lines_and_foreign_octets),
        cmocka_unit_test(urls_are_normalised),
        cmocka_unit_test(fields),
        cmocka_unit_test(content),
        cmocka_unit_test(a_request_without_content),
        cmocka_unit_test(a_nonce_is_used_once),
        cmocka_unit_test(keys_with_one_kid),
        cmocka_unit_test(too_much_is_covered),
    };

    return t_main("oauth/message_signature", tests, sizeof tests / sizeof *tests);
}
