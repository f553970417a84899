/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pushed authorization request, judged whole (as_world.h has the form of an input). What is accepted is read again by jansson, is what the
 * client sent, and is good at the authorization endpoint as it is here.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/as_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


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

/* What was judged here is stored as a row, which is judged again when the user's browser brings the request_uri. */
static void go_on(world *w)
{
    static fapi_grant *made;
    char url[256];
    const char *json = NULL, *uri = NULL;
    size_t n = 0, uri_n = 0;
    int rc = FAPI_ERR_INTERNAL;

    if (pushed == NULL) {
        made = fapi_grant_new(NULL, 0);
        pushed = fapi_grant_new(NULL, 0);
        second = fapi_request_new(NULL);
    }
    must(made != NULL && pushed != NULL && second != NULL);
    must(fapi_as_issue_par(w->as, w->verdict, NOW, made, w->answer) == FAPI_OK);
    world_hold_answer(w);
    must(fapi_grant_store(made, &json, &n) == FAPI_OK && fapi_grant_load(pushed, json, n, 0) == FAPI_OK);
    must(fapi_grant_value(made, S("value"), &uri, &uri_n) == FAPI_OK && uri_n == FAPI_REQUEST_URI_LENGTH);
    snprintf(url, sizeof url, ISSUER "/authorize?client_id=" CLIENT "&request_uri=%.*s", (int)uri_n, uri);
    fapi_request_reset(second);
    must(fapi_request_set_method(second, S("GET")) == FAPI_OK && fapi_request_set_tls(second, 0x0304, 0x1301) == FAPI_OK);
    must(fapi_request_set_url(second, url, strlen(url)) == FAPI_OK);
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
