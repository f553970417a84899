/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP message signatures that RFC 9421 publishes: the signature base is the printed one, and the signature verifies over it; with anything
 * changed it does not. */
#include <jansson.h>

#include "oauth/content_digest.h"
#include "oauth/message_signature.h"
#include "test/harness.h"

typedef struct example {
    json_t *json;
    fapi_context *context;
    fapix_http_message request, response;
    fapix_signature_space space;
    fapix_exchange exchange;
    fapi_jwks *jwks;
} example;

static void example_free(example *e)
{
    if (e == NULL)
        return;
    fapix_http_message_free(&e->request);
    fapix_http_message_free(&e->response);
    fapix_signature_space_free(&e->space);
    fapi_jwks_free(e->jwks);
    json_decref(e->json);
    free(e);
}
T_AUTO(example)

static fapix_slice text_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return fapix_slice_of(json_string_value(value), json_string_length(value));
}

static int add_message(const example *e, fapix_http_message *message, const json_t *json)
{
    size_t i = 0;
    json_t *field = NULL;
    int rc = FAPI_OK;

    json_array_foreach(json_object_get(json, "fields"), i, field)
    {
        if (rc == FAPI_OK)
            rc = fapix_http_message_add(message, fapix_slice_str(json_string_value(json_array_get(field, 0))),
                                        fapix_slice_str(json_string_value(json_array_get(field, 1))));
    }
    message->has_body = true;
    return rc == FAPI_OK ? fapix_content_digests(e->context, text_of(json, "body"), &message->digests) : rc;
}

static int set_keys(example *e)
{
    char text[1024];
    char *jwk = json_dumps(json_object_get(e->json, "jwk"), JSON_COMPACT);
    int n = snprintf(text, sizeof text, "{\"keys\":[%s]}", jwk);

    free(jwk);
    e->jwks = fapi_jwks_new(e->context);
    return e->jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(e->jwks, text, (size_t)n);
}

static int set_up(example *e)
{
    const json_t *request = json_object_get(e->json, "request"), *response = json_object_get(e->json, "response");
    fapix_http_message *message = response == NULL ? &e->request : &e->response;
    int rc = set_keys(e);

    e->exchange = (fapix_exchange){
        .method = text_of(request, "method"),
        .url = text_of(request, "url"),
        .request = &e->request,
        .response = &e->response,
        .http = (int)json_integer_value(json_object_get(response, "http")),
        .of_response = response != NULL,
    };
    if (rc == FAPI_OK)
        rc = fapix_uri_parse_https(&e->exchange.uri, e->exchange.url);
    if (rc == FAPI_OK)
        rc = add_message(e, &e->request, request);
    if (rc == FAPI_OK && response != NULL)
        rc = add_message(e, &e->response, response);
    if (rc == FAPI_OK)
        rc = fapix_http_message_add(message, fapix_slice_str("Signature-Input"), text_of(e->json, "signature_input"));
    return rc == FAPI_OK ? fapix_http_message_add(message, fapix_slice_str("Signature"), text_of(e->json, "signature")) : rc;
}

/* NULL if there is no such file, or memory ran out in the sweep. */
static example *load(const char *name)
{
    char path[128];
    size_t n = 0;
    char *text = NULL;
    example *e = calloc(1, sizeof *e);

    (void)snprintf(path, sizeof path, "vectors/rfc9421/%s.json", name);
    text = t_file(path, &n);
    if (e != NULL) {
        e->context = t_context();
        fapix_http_message_init(&e->request, &e->context->memory);
        fapix_http_message_init(&e->response, &e->context->memory);
        fapix_signature_space_init(&e->space, &e->context->memory);
        e->json = text == NULL ? NULL : json_loadb(text, n, 0, NULL);
    }
    free(text);
    if (e == NULL || e->json == NULL || set_up(e) != FAPI_OK) {
        example_free(e);
        return NULL;
    }
    return e;
}

static int judge(example *e, fapi_verdict *verdict)
{
    const fapix_signature_facts facts = {
        .exchange = &e->exchange,
        .jwks = e->jwks,
        .algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA,
        .any_coverage = true,
        .now = json_integer_value(json_object_get(e->json, "now")),
        .past = 60,
    };

    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, fapix_message_signature_judge(verdict, &facts, &e->space));
}

/* The lines of `base`, joined, are what was built. */
static int has_base(const example *e)
{
    fapix_slice built = fapix_buffer_slice(&e->space.base);
    const json_t *lines = json_object_get(e->json, "base");
    size_t at = 0;

    for (size_t i = 0; i < json_array_size(lines); i++) {
        fapix_slice line = fapix_slice_str(json_string_value(json_array_get(lines, i)));

        if (i > 0 && (at == built.n || built.p[at++] != '\n'))
            return 0;
        if (built.n - at < line.n || !fapix_slice_eq(fapix_slice_of(built.p + at, line.n), line))
            return 0;
        at += line.n;
    }
    return at == built.n && at > 0;
}

static const char *const NAMES[] = {"2.4", "b.2.4", "b.2.6"};

static void published_signatures_verify(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        AUTO(example) e = load(NAMES[i]);
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

        CHECK(e != NULL && verdict != NULL);
        STATUS(FAPI_OK, judge(e, verdict));
        CHECK(has_base(e));
    }
}

/* Covered, or part of the signature, or the digest of content that is there. */
static int is_protected(const example *e, const fapix_http_message *message, size_t line)
{
    static const char *const always[] = {"signature", "signature-input", "content-digest"};
    const fapix_field_line *at = &message->line[line];
    fapix_slice name = fapix_slice_of(message->text.p + at->name, at->name_n);

    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (fapix_slice_is(name, always[i]))
            return 1;
    return fapix_signature_covers(&e->space, name, false, fapix_slice_of(NULL, 0));
}

/* A byte of each line changed in turn: what is protected does not pass any longer, and the rest is nobody's business. */
static void changes_are_seen(void **state)
{
    SLOW();
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        AUTO(example) e = load(NAMES[i]);
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        fapix_http_message *message = NULL;

        CHECK(e != NULL && verdict != NULL);
        message = e->exchange.of_response ? &e->response : &e->request;
        for (size_t line = 0; line < message->lines; line++) {
            uint8_t *last = message->text.p + message->line[line].value + message->line[line].value_n - 3;
            int protects = 0;

            STATUS(FAPI_OK, judge(e, verdict));
            protects = is_protected(e, message, line);
            *last ^= 1;
            CHECK((judge(e, verdict) != FAPI_OK) == protects);
            *last ^= 1;
        }
        STATUS(FAPI_OK, judge(e, verdict));
    }
}

/* The second example of RFC 9421 2.4 shows what a client must not fall for: another request got another answer. */
static void the_request_is_covered(void **state)
{
    AUTO(example) e = load("2.4");
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    (void)state;
    CHECK(e != NULL && verdict != NULL);
    e->exchange.method = fapix_slice_str("PUT");
    STATUS(FAPI_SIGNATURE_INVALID, judge(e, verdict));
    e->exchange.method = fapix_slice_str("POST");
    e->exchange.uri.path = fapix_slice_str("/fop");
    STATUS(FAPI_SIGNATURE_INVALID, judge(e, verdict));
    e->exchange.uri.path = fapix_slice_str("/foo");
    e->exchange.http = 200;
    STATUS(FAPI_SIGNATURE_INVALID, judge(e, verdict));
    e->exchange.http = 503;
    STATUS(FAPI_OK, judge(e, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_signatures_verify),
        cmocka_unit_test(changes_are_seen),
        cmocka_unit_test(the_request_is_covered),
    };

    return t_main("oauth/message_signature_rfc", tests, sizeof tests / sizeof *tests);
}
