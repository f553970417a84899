/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the back channel answers: token response, pushed request, acknowledgement and error, as one JSON text. The first byte says what was
 * asked for. What is accepted is read again by jansson, and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/http.h"
#include "oauth/backchannel_response.h"
#include "oauth/par_response.h"
#include "oauth/scope.h"
#include "oauth/server_error.h"
#include "oauth/token_response_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DPOP = 1, MAY_GROW = 2, ID_TOKEN = 4, NO_SCOPE = 8 };

static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

static int is(fapix_slice text, const json_t *value)
{
    return json_is_string(value) && json_string_length(value) == text.n &&
           (text.n == 0 || memcmp(json_string_value(value), text.p, text.n) == 0);
}

static int64_t seconds_of(const json_t *value)
{
    must(json_is_integer(value) && json_integer_value(value) > 0);
    return json_integer_value(value);
}

static void hold_scope(const json_t *document, int use, const fapix_token_response_found *found)
{
    const json_t *scope = json_object_get(document, "scope");

    if (scope == NULL) {
        must((use & NO_SCOPE) != 0 ? found->scope.n == 0 : fapix_slice_is(found->scope, "a b"));
        return;
    }
    must(is(found->scope, scope) && fapix_scope_is_valid(found->scope));
    if ((use & MAY_GROW) == 0)
        must((use & NO_SCOPE) == 0 && (fapix_slice_is(found->scope, "a") || fapix_slice_is(found->scope, "b") ||
                                       (found->scope.n >= 3 && strspn(json_string_value(scope), "ab ") == found->scope.n)));
}

static void hold_token(const json_t *document, int use, const fapix_token_response_found *found)
{
    const json_t *expires = json_object_get(document, "expires_in"), *type = json_object_get(document, "token_type");
    const json_t *refresh = json_object_get(document, "refresh_token"), *id_token = json_object_get(document, "id_token");

    must(json_object_get(document, "error") == NULL);
    must(is(found->access_token, json_object_get(document, "access_token")) && fapix_http_is_token68(found->access_token));
    must(json_is_string(type) && strcasecmp(json_string_value(type), (use & DPOP) != 0 ? "DPoP" : "Bearer") == 0);
    must(expires == NULL ? found->expires_in == -1 : found->expires_in == seconds_of(expires));
    must(refresh == NULL ? found->refresh_token.n == 0 : is(found->refresh_token, refresh) && found->refresh_token.n > 0);
    must(id_token == NULL ? (use & ID_TOKEN) == 0 && found->id_token.n == 0 : is(found->id_token, id_token));
    hold_scope(document, use, found);
}

static int judge_token(const fapix_json *json, const json_t *document, int use)
{
    const fapix_token_response_facts facts = {
        .dpop = (use & DPOP) != 0,
        .scope_may_grow = (use & MAY_GROW) != 0,
        .id_token_required = (use & ID_TOKEN) != 0,
        .scope = (use & NO_SCOPE) != 0 ? fapix_slice_of(NULL, 0) : fapix_slice_str("a b"),
    };
    fapix_token_response_found found;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_begin(verdict);
    rc = fapix_token_response_judge(verdict, json, &facts, &found);
    must(fapix_verdict_end(verdict, rc) == rc);
    if (rc == FAPI_OK)
        hold_token(document, use, &found);
    else
        must(found.access_token.n == 0 && fapi_verdict_clause(verdict)[0] != '\0');
    return rc;
}

static void judge_others(const fapix_json *json, const json_t *document)
{
    fapix_slice uri = {NULL, 0};
    fapix_acknowledgement ack;
    enum fapix_server_error error = FAPIX_ERROR_OTHER;
    int64_t life = 0;

    fapix_verdict_begin(verdict);
    if (fapix_par_response_judge(verdict, json, 600, &uri, &life) == FAPI_OK) {
        must(is(uri, json_object_get(document, "request_uri")) && uri.n <= FAPIX_MAX_REQUEST_URI);
        must(life == seconds_of(json_object_get(document, "expires_in")) && life <= 600);
    }
    fapix_verdict_begin(verdict);
    if (fapix_acknowledgement_judge(verdict, json, &ack) == FAPI_OK) {
        const json_t *interval = json_object_get(document, "interval");

        must(is(ack.auth_req_id, json_object_get(document, "auth_req_id")) && ack.auth_req_id.n > 0);
        must(ack.expires_in == seconds_of(json_object_get(document, "expires_in")));
        must(ack.interval == (interval == NULL ? FAPIX_POLL_INTERVAL : seconds_of(interval)));
    }
    fapix_verdict_begin(verdict);
    if (fapix_server_error_judge(verdict, json, &error) == FAPI_OK)
        must(is(fapix_slice_str(verdict->server_error), json_object_get(document, "error")) &&
             strpbrk(verdict->server_error, "\"\\\n") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t scratch[FAPI_MAX_JWT];
    static fapix_json json;
    json_t *document = NULL;

    if (verdict == NULL) {
        verdict = fapi_verdict_new(NULL);
        must(verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    }
    if (size == 0 || size > FAPI_MAX_JWT + 64)
        return 0;
    if (fapix_json_parse(&json, fapix_slice_of(data + 1, size - 1), scratch) != FAPI_OK)
        return 0;
    document = json_loadb((const char *)data + 1, size - 1, JSON_REJECT_DUPLICATES, NULL);
    must(document != NULL);
    (void)judge_token(&json, document, data[0]);
    judge_others(&json, document);
    json_decref(document);
    return 0;
}
