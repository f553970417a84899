/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pushed authorization request, judged whole (as_world.h has the form of an input). What is accepted is read again by jansson, is what the
 * client sent, and is good at the authorization endpoint as it is here.
 */
#include <string.h>

#include "fuzz/as_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUEST_URI "urn:ietf:params:oauth:request_uri:E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static fapi_grant *pushed;
static fapi_request *second;

static int check(world *w, const fapi_client *client)
{
    return fapi_as_check_par(w->as, w->request, client, NOW, w->verdict);
}

static bool is_registered(const char *uri)
{
    return uri != NULL && (strcmp(uri, REDIRECT) == 0 || strcmp(uri, OTHER_REDIRECT) == 0);
}

static void hold_parameters(const world *w)
{
    static char text[70001];
    json_t *stored = world_stored(w);
    const char *method = json_string_value(json_object_get(stored, "code_challenge_method"));

    must(world_parameter(w, "client_id", text, sizeof text) && strcmp(text, CLIENT) == 0);
    must(!world_parameter(w, "request_uri", text, sizeof text));
    must(is_registered(json_string_value(json_object_get(stored, "redirect_uri"))) || (w->second & UNREGISTERED) != 0);
    must(json_is_string(json_object_get(stored, "response_type")));
    must((json_object_get(stored, "code_challenge") == NULL) == (method == NULL));
    must(method == NULL ? (w->second & PKCE_OFF) != 0 : strcmp(method, "S256") == 0);
    if (!world_parameter(w, "request", text, sizeof text))
        world_same_as_form(w, stored);
    json_decref(stored);
}

/* What was judged here and stored is judged again when the user's browser brings the request_uri. */
static void go_on(world *w)
{
    const char *json = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    if (pushed == NULL) {
        pushed = fapi_grant_new(NULL, FAPI_GRANT_PUSHED_REQUEST);
        second = fapi_request_new(NULL);
    }
    must(pushed != NULL && second != NULL && fapi_verdict_claims_json(w->verdict, &json, &n) == FAPI_OK);
    fapi_grant_reset(pushed);
    fapi_request_reset(second);
    must(fapi_grant_set_parameters(pushed, json, n) == FAPI_OK && fapi_grant_set_client(pushed, S(CLIENT)) == FAPI_OK);
    must(fapi_grant_set_value(pushed, S(REQUEST_URI)) == FAPI_OK && fapi_grant_set_times(pushed, NOW, NOW + 60) == FAPI_OK);
    must(fapi_request_set_method(second, S("GET")) == FAPI_OK && fapi_request_set_tls(second, 0x0304, 0x1301) == FAPI_OK);
    must(fapi_request_set_url(second, S(ISSUER "/authorize?client_id=" CLIENT "&request_uri=" REQUEST_URI)) == FAPI_OK);
    rc = fapi_as_check_authorization(w->as, second, w->client, pushed, NOW, w->verdict);
    world_hold_target(w, rc);
    must(rc == FAPI_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world *w = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (!world_open(&w, data, size, "/par"))
        return 0;
    rc = world_run(w, check, FAPI_OK);
    if (rc == FAPI_OK)
        hold_parameters(w);
    world_repeat(w, check, rc);
    if (rc == FAPI_OK)
        go_on(w);
    world_close(w);
    return 0;
}
