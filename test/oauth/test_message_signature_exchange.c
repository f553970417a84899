/* SPDX-License-Identifier: Apache-2.0 */
/* Whole exchanges: a client signs, a resource server checks and signs its answer, the client checks that. With each algorithm, and with what
 * an attacker between them could change. */
#include "jose/signer.h"
#include "test/oauth/message_signature_fixture.h"

#define G(status) FAPI_SIGNATURE_##status

static int is_field(const fapi_message_signature *exchange, size_t index, const char *name, const char *value)
{
    const char *got = NULL, *text = NULL;
    size_t n = 0;

    return fapi_message_signature_header(exchange, index, &got, &text, &n) == FAPI_OK && strcmp(got, name) == 0 &&
           n == strlen(value) && memcmp(text, value, n) == 0;
}

static void round_trip(enum t_key_name client_key, enum t_key_name server_key)
{
    READY(client, verdict);
    READY(server, other);
    const char *keyid = NULL, *kid = client_key == T_EDDSA ? "eddsa" : client_key == T_ES256 ? "es256" : "ps256";
    size_t n = 0;

    STATUS(FAPI_OK, ms_request(client));
    STATUS(FAPI_OK, ms_sign_message(client, REQUEST, client_key, NULL));
    CHECK(is_field(client, 0, "Signature-Input", t_format("fapi=" COMPONENTS ";created=1800000000;keyid=\"%s\";"
                                                          "tag=\"fapi-2-request\"", kid)));
    CHECK(is_field(client, 2, "Content-Digest", DIGEST));
    STATUS(FAPI_OK, ms_request(server));
    STATUS(FAPI_OK, ms_copy(client, server, REQUEST));
    STATUS(FAPI_OK, fapi_message_signature_check_request(server, NOW + 5, other));
    t_claim_all("+FAPI2HS-5.3.1.1-2 +FAPI2HS-5.3.1.1-3 +FAPI2HS-5.3.1.1-4 +FAPI2HS-5.3.1.1-5 +FAPI2HS-5.3.1.1-6 +FAPI2HS-5.3.1.1-7 "
                "+FAPI2HS-5.3.1.1-8 +RFC9421-3.3.7-1", __func__);
    STATUS(FAPI_OK, fapi_message_signature_keyid(server, &keyid, &n));
    CHECK(n == strlen(kid) && memcmp(keyid, kid, n) == 0);
    CHECK(fapi_verdict_status(other) == FAPI_OK && fapi_verdict_http(other) == 200);

    STATUS(FAPI_OK, ms_response(server));
    STATUS(FAPI_OK, ms_response(client));
    STATUS(FAPI_OK, ms_sign_message(server, RESPONSE, server_key, client));
    CHECK(is_field(server, 0, "Signature-Input",
                   t_format("fapi=(\"@status\" \"content-digest\" \"@method\";req \"@target-uri\";req \"content-digest\";req "
                            "\"signature\";req \"signature-input\";req);created=1800000000;keyid=\"%s\";tag=\"fapi-2-response\"",
                            server_key == T_EDDSA ? "eddsa" : server_key == T_ES256 ? "es256" : "ps256")));
    STATUS(FAPI_OK, fapi_message_signature_check_response(client, NOW + 10, verdict));
    CHECK(fapi_verdict_status(verdict) == FAPI_OK);
    t_claim_all("+FAPI2HS-5.3.2.1-2 +FAPI2HS-5.3.2.1-3 +FAPI2HS-5.3.2.1-4 +FAPI2HS-5.3.2.1-5 +FAPI2HS-5.3.2.1-6 +FAPI2HS-5.3.2.1-7 "
                "+FAPI2HS-5.3.2.2-2 +FAPI2HS-5.3.2.2-3 +FAPI2HS-5.3.2.2-4 +FAPI2HS-5.3.2.2-5 +RFC9421-2.4-1", __func__);
}

static void with_eddsa(void **state)
{
    (void)state;
    round_trip(T_EDDSA, T_EDDSA);
}

static void with_es256(void **state)
{
    SLOW();
    (void)state;
    round_trip(T_ES256, T_ES256);
}

static void with_ps256(void **state)
{
    SLOW();
    (void)state;
    round_trip(T_PS256, T_PS256);
}

static void with_both(void **state)
{
    SLOW();
    (void)state;
    round_trip(T_PS256, T_ES256);
}

/* ---------------------------------------------------------------------------------------------------- every byte -- */

typedef struct part {
    const char *name; /* a field; or "@method", "@url", "@body", "@http" */
    char text[1024];
    size_t n;
} part;

#define PARTS 9

static void set_part(part *p, const char *name, const char *value, size_t n)
{
    p->name = name;
    p->n = n;
    memcpy(p->text, value, n);
}

static int describe(fapi_message_signature *exchange, int message, const part *parts, size_t count)
{
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < count; i++) {
        const part *p = &parts[i];

        if (strcmp(p->name, "@method") == 0)
            rc = fapi_message_signature_set_method(exchange, p->text, p->n);
        else if (strcmp(p->name, "@url") == 0)
            rc = fapi_message_signature_set_url(exchange, p->text, p->n);
        else if (strcmp(p->name, "@body") == 0)
            rc = fapi_message_signature_set_body(exchange, message, (const uint8_t *)p->text, p->n);
        else
            rc = fapi_message_signature_add_header(exchange, message, p->name, strlen(p->name), p->text, p->n);
    }
    return rc;
}

static int take_fields(const fapi_message_signature *from, part *parts, size_t at)
{
    for (size_t i = 0; i < 3; i++) {
        const char *name = NULL, *value = NULL;
        size_t n = 0;

        if (fapi_message_signature_header(from, i, &name, &value, &n) != FAPI_OK || n > sizeof parts[0].text)
            return 0;
        set_part(&parts[at + i], name, value, n);
    }
    return 1;
}

/* Each byte of what is sent, changed in its lowest bit: refused by the setter or by the check. */
static void no_byte_of_a_request_can_change(void **state)
{
    SLOW();
    READY(exchange, verdict);
    part parts[PARTS];

    (void)state;
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_sign_message(exchange, REQUEST, T_EDDSA, NULL));
    set_part(&parts[0], "@method", S("POST"));
    set_part(&parts[1], "@url", S(URL));
    set_part(&parts[2], "@body", S(BODY));
    set_part(&parts[3], "Authorization", S("DPoP token"));
    set_part(&parts[4], "DPoP", S("proof"));
    CHECK(take_fields(exchange, parts, 5));
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, describe(exchange, REQUEST, parts, 8));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
    for (size_t i = 0; i < 8; i++) {
        for (size_t at = 0; at < parts[i].n; at++) {
            int rc = FAPI_OK;

            parts[i].text[at] ^= 1;
            fapi_message_signature_reset(exchange);
            rc = describe(exchange, REQUEST, parts, 8);
            CHECK(rc == FAPI_OK || (rc >= FAPI_URI_SYNTAX && rc <= FAPI_HTTP_FIELD_COUNT));
            CHECK(fapi_message_signature_check_request(exchange, NOW, verdict) != FAPI_OK);
            parts[i].text[at] ^= 1;
        }
    }
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, describe(exchange, REQUEST, parts, 8));
    STATUS(FAPI_OK, fapi_message_signature_check_request(exchange, NOW, verdict));
}

static void no_byte_of_a_response_can_change(void **state)
{
    SLOW();
    READY(exchange, verdict);
    part request[PARTS], response[4];

    (void)state;
    STATUS(FAPI_OK, ms_request(exchange));
    STATUS(FAPI_OK, ms_sign_message(exchange, REQUEST, T_EDDSA, NULL));
    set_part(&request[0], "@method", S("POST"));
    set_part(&request[1], "@url", S(URL));
    CHECK(take_fields(exchange, request, 2));
    STATUS(FAPI_OK, ms_response(exchange));
    STATUS(FAPI_OK, ms_sign_message(exchange, RESPONSE, T_EDDSA, NULL));
    set_part(&response[0], "@body", S(RESPONSE_BODY));
    CHECK(take_fields(exchange, response, 1));
    for (size_t i = 0; i < 9; i++) {
        part *p = i < 5 ? &request[i] : &response[i - 5];

        for (size_t at = 0; at < p->n; at++) {
            p->text[at] ^= 1;
            fapi_message_signature_reset(exchange);
            if (describe(exchange, REQUEST, request, 5) == FAPI_OK && describe(exchange, RESPONSE, response, 4) == FAPI_OK) {
                STATUS(FAPI_OK, fapi_message_signature_set_http(exchange, 200));
                CHECK(fapi_message_signature_check_response(exchange, NOW, verdict) != FAPI_OK);
            }
            p->text[at] ^= 1;
        }
    }
    fapi_message_signature_reset(exchange);
    STATUS(FAPI_OK, describe(exchange, REQUEST, request, 5));
    STATUS(FAPI_OK, describe(exchange, RESPONSE, response, 4));
    STATUS(FAPI_OK, fapi_message_signature_set_http(exchange, 201));
    STATUS(G(INVALID), fapi_message_signature_check_response(exchange, NOW, verdict));
    STATUS(FAPI_OK, fapi_message_signature_set_http(exchange, 200));
    STATUS(FAPI_OK, fapi_message_signature_check_response(exchange, NOW, verdict));
}

/* ----------------------------------------------------------------------------------------------------- responses -- */

#define R_COMPONENTS(more) "(\"@status\" \"content-digest\" " more ")"
#define R_PARAMETERS ";created=1800000000;keyid=\"eddsa\";tag=\"fapi-2-response\""
#define R_DIGEST "sha-256=:43gFgVVRYQbsJ1caJHwKOYV1nlBdSrI1HWOKmsbOfCU=:"
#define R_LINES "\"@status\": 200\n\"content-digest\": " R_DIGEST "\n"
#define REQ "\"@method\";req \"@target-uri\";req \"content-digest\";req"
#define REQ_LINES "\"@method\";req: POST\n\"@target-uri\";req: " URL "\n\"content-digest\";req: " DIGEST "\n"
#define I_SIGNED "sig=();tag=\"fapi-2-request\", proxy=()"
#define SIGNED "sig=:AAAA:, proxy=:BBBB:"

typedef struct row {
    const char *list, *parameters, *lines;
    bool signed_request, unlinked;
    int status;
    const char *ids;
} row;

static void coverage_of_responses(void **state)
{
    SLOW();
    READY(exchange, verdict);
    static const row rows[] = {
        {R_COMPONENTS(REQ), R_PARAMETERS, R_LINES REQ_LINES, false, false, FAPI_OK, NULL},
        {R_COMPONENTS(REQ " \"signature\";req \"signature-input\";req"), R_PARAMETERS,
         R_LINES REQ_LINES "\"signature\";req: " SIGNED "\n\"signature-input\";req: " I_SIGNED "\n", true, false, FAPI_OK, NULL},
        /* only the signature that FAPI wants */
        {R_COMPONENTS(REQ " \"signature\";req;key=\"sig\" \"signature-input\";key=\"sig\";req"), R_PARAMETERS,
         R_LINES REQ_LINES "\"signature\";req;key=\"sig\": :AAAA:\n\"signature-input\";key=\"sig\";req: ();tag=\"fapi-2-request\"\n", true,
         false, FAPI_OK, NULL},
        {R_COMPONENTS(REQ " \"signature\";req;key=\"proxy\" \"signature-input\";req;key=\"proxy\""), R_PARAMETERS, "", true, false,
         G(REQUEST_SIGNATURE), NULL},
        {R_COMPONENTS(REQ " \"signature\";req"), R_PARAMETERS, "", true, false, G(REQUEST_SIGNATURE), NULL},
        {R_COMPONENTS(REQ " \"signature-input\";req"), R_PARAMETERS, "", true, false, G(REQUEST_SIGNATURE), NULL},
        {R_COMPONENTS(REQ), R_PARAMETERS, "", true, false, G(REQUEST_SIGNATURE), "-FAPI2HS-5.3.2.1-3"},
        {"(\"@status\" \"content-digest\")", R_PARAMETERS, R_LINES, true, true, FAPI_OK, NULL},
        {"(\"@status\" \"content-digest\")", R_PARAMETERS, R_LINES, false, false, G(REQUEST_METHOD), NULL},
        {R_COMPONENTS("\"@target-uri\";req \"content-digest\";req"), R_PARAMETERS, "", false, false, G(REQUEST_METHOD), NULL},
        {R_COMPONENTS("\"@method\";req \"content-digest\";req"), R_PARAMETERS, "", false, false, G(REQUEST_TARGET_URI), "-FAPI2HS-5.3.2.1-2"},
        {R_COMPONENTS("\"@method\";req \"@target-uri\";req"), R_PARAMETERS, "", false, false, G(REQUEST_CONTENT_DIGEST), NULL},
        {"(\"content-digest\" " REQ ")", R_PARAMETERS, "", false, false, G(STATUS), "-FAPI2HS-5.3.2.1-4 -FAPI2HS-5.3.2.2-3"},
        {"(\"@status\" " REQ ")", R_PARAMETERS, "", false, false, G(CONTENT_DIGEST), "-FAPI2HS-5.3.2.1-7 -FAPI2HS-5.3.2.2-4"},
        {R_COMPONENTS(REQ " \"@method\""), R_PARAMETERS, "", false, false, G(COMPONENT), NULL},
        {R_COMPONENTS(REQ " \"@status\";req"), R_PARAMETERS, "", false, false, G(COMPONENT), NULL},
        {R_COMPONENTS(REQ " \"x-absent\";req"), R_PARAMETERS, "", false, false, G(COMPONENT_ABSENT), NULL},
        {R_COMPONENTS(REQ), ";created=1800000000;keyid=\"eddsa\";tag=\"fapi-2-request\"", R_LINES REQ_LINES, false, false, G(TAG), "-FAPI2HS-5.3.2.1-6 -FAPI2HS-5.3.2.2-5"},
        {R_COMPONENTS(REQ), ";keyid=\"eddsa\";tag=\"fapi-2-response\"", R_LINES REQ_LINES, false, false, G(CREATED_MISSING), "-FAPI2HS-5.3.2.1-5 -FAPI2HS-5.3.2.2-3"},
        {R_COMPONENTS(REQ), R_PARAMETERS, R_LINES, false, false, G(INVALID), "-FAPI2HS-5.3.2.2-2"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const row *r = &rows[i];
        int rc = FAPI_OK;

        fapi_message_signature_reset(exchange);
        STATUS(FAPI_OK, fapi_message_signature_insecure_set_unlinked(exchange, r->unlinked));
        STATUS(FAPI_OK, ms_request(exchange));
        STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Content-Digest", DIGEST));
        if (r->signed_request) {
            STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature-Input", I_SIGNED));
            STATUS(FAPI_OK, ms_header(exchange, REQUEST, "Signature", SIGNED));
        }
        STATUS(FAPI_OK, ms_response(exchange));
        STATUS(FAPI_OK, ms_header(exchange, RESPONSE, "Content-Digest", R_DIGEST));
        STATUS(FAPI_OK, ms_add(exchange, RESPONSE, r->list, r->parameters, r->lines));
        rc = fapi_message_signature_check_response(exchange, NOW, verdict);
        STATUS(r->status, t_row(i, r->list, r->status, rc));
        /* A response is answered by nobody. */
        CHECK(fapi_verdict_http(verdict) == (rc == FAPI_OK ? 200 : 0));
        t_claim_all(r->ids, __func__);
    }
}

/* A response to one request in the place of the response to another, both of the same two parties. */
static void answers_cannot_be_swapped(void **state)
{
    READY(first, verdict);
    READY(second, other);

    (void)state;
    STATUS(FAPI_OK, ms_request(first));
    STATUS(FAPI_OK, ms_request(second));
    STATUS(FAPI_OK, fapi_message_signature_set_url(second, S("https://rs.example.com/payments?id=2")));
    STATUS(FAPI_OK, ms_sign_message(first, REQUEST, T_EDDSA, NULL));
    STATUS(FAPI_OK, ms_sign_message(second, REQUEST, T_EDDSA, NULL));
    STATUS(FAPI_OK, ms_response(first));
    STATUS(FAPI_OK, ms_response(second));
    STATUS(FAPI_OK, ms_sign_message(first, RESPONSE, T_EDDSA, second));
    STATUS(FAPI_OK, fapi_message_signature_check_response(first, NOW, verdict));
    STATUS(G(INVALID), fapi_message_signature_check_response(second, NOW, other));
    ATTACK("SIG-11");
}

/* A response that has nothing to say, to a request that was not signed. */
static void without_content(void **state)
{
    READY(exchange, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_message_signature_set_method(exchange, S("DELETE")));
    STATUS(FAPI_OK, fapi_message_signature_set_url(exchange, S(URL)));
    STATUS(FAPI_OK, fapi_message_signature_set_http(exchange, 204));
    STATUS(FAPI_OK, ms_sign_message(exchange, RESPONSE, T_EDDSA, NULL));
    CHECK(is_field(exchange, 0, "Signature-Input", "fapi=(\"@status\" \"@method\";req \"@target-uri\";req);created=1800000000;"
                                                   "keyid=\"eddsa\";tag=\"fapi-2-response\""));
    STATUS(FAPI_OK, fapi_message_signature_check_response(exchange, NOW, verdict));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_eddsa),
        cmocka_unit_test(with_es256),
        cmocka_unit_test(with_ps256),
        cmocka_unit_test(with_both),
        cmocka_unit_test(no_byte_of_a_request_can_change),
        cmocka_unit_test(no_byte_of_a_response_can_change),
        cmocka_unit_test(coverage_of_responses),
        cmocka_unit_test(answers_cannot_be_swapped),
        cmocka_unit_test(without_content),
    };

    return t_main("oauth/message_signature_exchange", tests, sizeof tests / sizeof *tests);
}
