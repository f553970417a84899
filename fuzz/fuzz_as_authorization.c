/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request at the authorization endpoint, judged whole (as_world.h has the form of an input); the host's line is that of the pushed request: its
 * parameters, or nothing if it found none. A refusal goes to a redirect URI of the client or to nobody.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/as_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUEST_URI "urn:ietf:params:oauth:request_uri:E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static fapi_grant *pushed;

static int check(world *w, const fapi_client *client)
{
    int rc = fapi_as_check_authorization(w->as, w->request, client, w->found.n == 0 ? NULL : pushed, NOW, w->verdict);

    world_hold_target(w, rc);
    return rc;
}

static void find(const world *w)
{
    if (pushed == NULL)
        pushed = fapi_grant_new(NULL, FAPI_GRANT_PUSHED_REQUEST);
    must(pushed != NULL);
    fapi_grant_reset(pushed);
    if (w->found.n == 0 || fapi_grant_set_parameters(pushed, (const char *)w->found.p, w->found.n) != FAPI_OK)
        return;
    must(fapi_grant_set_client(pushed, S(CLIENT)) == FAPI_OK && fapi_grant_set_value(pushed, S(REQUEST_URI)) == FAPI_OK);
    must(fapi_grant_set_times(pushed, NOW - 5, NOW + 55) == FAPI_OK);
}

static bool asks_for(const char *json, size_t n, const char *response_type)
{
    json_t *stored = json_loadb(json, n, 0, NULL);
    const char *type = json_string_value(json_object_get(stored, "response_type"));
    bool is = type != NULL && strcmp(type, response_type) == 0;

    json_decref(stored);
    return is;
}

static void hold_parameters(const world *w)
{
    static char text[70001];
    json_t *stored = world_stored(w), *found = NULL;
    const char *uri = json_string_value(json_object_get(stored, "redirect_uri"));

    must(world_parameter(w, "client_id", text, sizeof text) && strcmp(text, CLIENT) == 0);
    must(uri != NULL && ((w->second & UNREGISTERED) != 0 || strcmp(uri, REDIRECT) == 0 || strcmp(uri, OTHER_REDIRECT) == 0));
    if (world_parameter(w, "request_uri", text, sizeof text)) {
        must(strcmp(text, REQUEST_URI) == 0);
        found = json_loadb((const char *)w->found.p, w->found.n, JSON_REJECT_DUPLICATES, NULL);
        must(json_equal(found, stored));
        json_decref(found);
    } else if (!world_parameter(w, "request", text, sizeof text)) {
        world_same_as_form(w, stored);
    }
    json_decref(stored);
}

/* The user said yes: the code goes to the client and to nobody else. */
static void answer(const world *w)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    fapi_answer_reset(w->answer);
    must(fapi_verdict_claims_json(w->verdict, &json, &n) == FAPI_OK);
    must(fapi_answer_set(w->answer, FAPI_PART_CODE, S("0123456789012345678901234567890123456789012")) == FAPI_OK);
    if (asks_for(json, n, "code id_token"))
        must(fapi_answer_set(w->answer, FAPI_PART_ID_TOKEN_CLAIMS, S("{\"sub\":\"u\"}")) == FAPI_OK);
    rc = fapi_as_answer_authorization(w->as, w->client, json, n, NOW, w->answer);
    must(rc == FAPI_OK);
    world_hold_answer(w);
}

static fapi_grant *made, *consent, *code;
static fapi_request *page;
static fapi_verdict *judged;

/* As a row, and back. */
static void keep(fapi_grant *row)
{
    const char *json = NULL;
    size_t n = 0;

    must(fapi_grant_store(made, &json, &n) == FAPI_OK && fapi_grant_load(row, json, n, 0) == FAPI_OK);
}

/* What was let in can be put to the user, answered, and stored, whatever stands in it. */
static void ask(const world *w)
{
    static const char user[] = "{\"sub\":\"u\",\"acr\":\"a\",\"auth_time\":1800000000,\"name\":\"U\"}";
    char form[128];
    const char *ticket = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    if (made == NULL) {
        made = fapi_grant_new(NULL, 0);
        consent = fapi_grant_new(NULL, 0);
        code = fapi_grant_new(NULL, 0);
        page = fapi_request_new(NULL);
        judged = fapi_verdict_new(NULL);
    }
    must(made != NULL && consent != NULL && code != NULL && page != NULL && judged != NULL);
    rc = fapi_as_issue_consent(w->as, w->client, w->verdict, pushed, NOW, made);
    if (rc != FAPI_OK) {
        must(rc == FAPI_AUTHORIZATION_INTERACTION && fapi_grant_type_of(made) == 0);
        fapi_answer_reset(w->answer);
        must(fapi_as_issue_denial(w->as, w->client, w->verdict, NULL, NOW, w->answer) == FAPI_OK);
        world_hold_answer(w);
        return;
    }
    keep(consent);
    must(fapi_grant_value(made, S("value"), &ticket, &n) == FAPI_OK && n == 43);
    snprintf(form, sizeof form, "consent=%.*s", (int)n, ticket);
    fapi_request_reset(page);
    must(fapi_request_set_method(page, S("POST")) == FAPI_OK && fapi_request_set_url(page, S(ISSUER "/consent")) == FAPI_OK);
    must(fapi_request_set_tls(page, 0x0304, 0x1301) == FAPI_OK && fapi_request_set_body(page, form, strlen(form)) == FAPI_OK);
    must(fapi_request_add_header(page, S("Content-Type"), S("application/x-www-form-urlencoded")) == FAPI_OK);
    must(fapi_as_check_consent(w->as, page, consent, NOW, judged) == FAPI_OK);
    fapi_answer_reset(w->answer);
    must(fapi_as_issue_denial(w->as, w->client, judged, consent, NOW, w->answer) == FAPI_OK);
    world_hold_answer(w);
    rc = fapi_as_issue_code(w->as, w->client, judged, consent, user, sizeof user - 1, NOW, made, w->answer);
    if (rc == FAPI_ANSWER_SUBJECT || rc == FAPI_ANSWER_ACR) /* another user than the one asked for */
        return;
    must(rc == FAPI_OK);
    world_hold_answer(w);
    keep(code);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world *w = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (!world_open(&w, data, size, "/authorize"))
        return 0;
    find(w);
    rc = world_run(w, check, FAPI_OK);
    if (rc == FAPI_OK) {
        hold_parameters(w);
        answer(w);
        ask(w);
    }
    world_repeat(w, check, rc);
    world_close(w);
    return 0;
}
