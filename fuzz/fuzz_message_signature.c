/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signed request, or a response with its request. The first byte chooses which, and the rules; then come field lines, "name: value" and a
 * line feed each, those of the request and, behind an empty line, those of the response. Keys and signatures are all good (fake_provider.c).
 * Of what is accepted the text that was signed is taken apart again, and must then be what FAPI wants.
 */
#include <stdlib.h>
#include <string.h>

#include "oauth/content_digest.h"
#include "oauth/message_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1800000000)
#define PAST 60
#define FUTURE 10
#define URL "https://A.example?c"
#define BODY "{}"
enum { RESPONSE = 1, UNLINKED = 2, NO_BODY = 4 };

static fapi_verdict *verdict;
static fapi_jwks *jwks;
static fapix_http_message request, response;
static fapix_signature_space space;
static fapix_uri uri;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    /* 43 characters are 32 octets, whatever they are: the fake provider takes them for a point */
    static const char keys[] =
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"e\",\"x\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"},"
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\","
        "\"y\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}]}";
    fapi_context *context = fapi_context_new();

    verdict = fapi_verdict_new(context);
    jwks = fapi_jwks_new(context);
    must(verdict != NULL && jwks != NULL && fapi_jwks_load(jwks, keys, sizeof keys - 1) == FAPI_OK);
    must(fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    fapix_http_message_init(&request, &context->memory);
    fapix_http_message_init(&response, &context->memory);
    fapix_signature_space_init(&space, &context->memory);
    must(fapix_uri_parse_https(&uri, fapix_slice_str(URL)) == FAPI_OK);
}

/* The lines up to an empty one; returns what is behind it. */
static fapix_slice add_lines(fapix_http_message *message, fapix_slice text)
{
    while (text.n > 0) {
        const uint8_t *feed = memchr(text.p, '\n', text.n);
        size_t n = feed == NULL ? text.n : (size_t)(feed - text.p);
        const uint8_t *colon = n == 0 ? NULL : memchr(text.p, ':', n);

        if (colon != NULL)
            (void)fapix_http_message_add(message, fapix_slice_of(text.p, (size_t)(colon - text.p)),
                                         fapix_slice_of(colon + 1, n - (size_t)(colon - text.p) - 1));
        text = fapix_slice_of(text.p + n + (feed != NULL), text.n - n - (feed != NULL));
        if (n == 0)
            break;
    }
    return text;
}

static void describe(fapix_slice text, int use)
{
    fapix_http_message_reset(&request);
    fapix_http_message_reset(&response);
    text = add_lines(&request, text);
    (void)add_lines(&response, text);
    must(fapix_content_digests(verdict->context, fapix_slice_str(BODY), &request.digests) == FAPI_OK);
    response.digests = request.digests;
    request.has_body = response.has_body = (use & NO_BODY) == 0;
}

static bool has_line(const char *start)
{
    fapix_slice base = fapix_buffer_slice(&space.base);
    size_t n = strlen(start);

    for (size_t i = 0; i + n <= base.n; i++)
        if ((i == 0 || base.p[i - 1] == '\n') && memcmp(base.p + i, start, n) == 0)
            return true;
    return false;
}

static void hold_base(void)
{
    size_t feeds = 0;

    for (size_t i = 0; i < space.base.n; i++) {
        feeds += space.base.p[i] == '\n';
        must(space.base.p[i] < 0x7f && (space.base.p[i] >= 0x20 || space.base.p[i] == '\n' || space.base.p[i] == '\t'));
    }
    must(feeds == space.component_count && has_line("\"@signature-params\": ("));
    must(space.keyid_n == 1 && (space.keyid[0] == 'e' || space.keyid[0] == 'k'));
}

static void hold_coverage(int use)
{
    if ((use & RESPONSE) == 0) {
        must(has_line("\"@method\": POST\n") && has_line("\"@target-uri\": https://A.example/?c\n"));
        must(has_line("\"authorization\": "));
        must(!fapix_http_message_has(&request, "dpop") || has_line("\"dpop\": "));
        must((use & NO_BODY) != 0 || has_line("\"content-digest\": "));
        return;
    }
    must(has_line("\"@status\": 201\n") && ((use & NO_BODY) != 0 || has_line("\"content-digest\": ")));
    if ((use & UNLINKED) != 0)
        return;
    must(has_line("\"@method\";req: POST\n") && has_line("\"@target-uri\";req: https://A.example/?c\n"));
    must(!fapix_http_message_has(&request, "content-digest") || has_line("\"content-digest\";req: "));
    /* Whole, or only one member: with key before or behind req. */
    must(!fapix_http_message_has(&request, "signature") || has_line("\"signature\";"));
    must(!fapix_http_message_has(&request, "signature-input") || has_line("\"signature-input\";"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fapix_exchange exchange = {.method = fapix_slice_str("POST"), .url = fapix_slice_str(URL), .request = &request,
                               .response = &response, .http = 201};
    fapix_signature_facts facts = {.exchange = &exchange, .algs = FAPI_ALG_ES256 | FAPI_ALG_EDDSA, .now = NOW, .past = PAST,
                                   .future = FUTURE, .request_tag = fapix_slice_str("q")};
    int rc = FAPI_OK, first = FAPI_OK;

    if (verdict == NULL)
        set_up();
    if (size == 0)
        return 0;
    exchange.uri = uri;
    exchange.of_response = (data[0] & RESPONSE) != 0;
    facts.jwks = jwks;
    facts.tag = fapix_slice_str(exchange.of_response ? "r" : "q");
    facts.unlinked = (data[0] & UNLINKED) != 0;
    describe(fapix_slice_of(data + 1, size - 1), data[0]);
    fapix_verdict_begin(verdict);
    rc = first = fapix_message_signature_judge(verdict, &facts, &space);
    if (rc == FAPI_OK) {
        hold_base();
        hold_coverage(data[0]);
    }
    rc = fapix_verdict_end(verdict, rc);
    must(rc == first && fapi_status_name(rc) != NULL && rc != FAPI_ERR_INTERNAL);
    must(rc == FAPI_OK || (rc >= FAPI_SIGNATURE_MISSING && rc <= FAPI_CONTENT_DIGEST_MISMATCH));
    must(rc == FAPI_OK || (fapi_verdict_subject(verdict) == FAPI_SUBJECT_HTTP_SIGNATURE && !verdict->has_replay));
    must(!verdict->has_replay || verdict->replay_expiry >= NOW);
    return 0;
}
