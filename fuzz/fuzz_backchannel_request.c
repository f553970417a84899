/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backchannel authentication requests. The first byte states limits and client; what follows is judged as the claims of
 * a request object if it is an object, else as a form in which nothing is escaped. jansson is the oracle for claims; of
 * a form, what passes must be what a plain walk over its pairs finds.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "oauth/backchannel_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PING = 1, MESSAGE = 2, CONTEXT = 4, CODE = 8, LOGIN_ONLY = 16, SIGNED = 32 };

static fapi_verdict *verdict;
static fapi_parameters *parameters;
static fapi_backchannel_request *handle;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    fapi_context *context = fapi_context_new();

    verdict = fapi_verdict_new(context);
    parameters = fapi_parameters_new(context);
    handle = fapi_backchannel_request_new(context);
    must(verdict != NULL && parameters != NULL && handle != NULL);
    must(fapi_backchannel_request_add_details_type(handle, "payment", 7) == FAPI_OK);
    fapi_context_free(context);
}

/* ---- what a request that passed must be, whichever way it came ---- */

static fapix_slice none(void)
{
    return fapix_slice_of(NULL, 0);
}

static void hold_message(fapix_slice message)
{
    size_t characters = 0;

    for (size_t i = 0; i < message.n; i++) {
        must(message.p[i] >= 0x20 && message.p[i] != 0x7f);
        characters += (message.p[i] & 0xC0) != 0x80;
    }
    must(characters <= 64);
}

static void hold_expiry(fapix_slice text)
{
    must(text.n <= 8);
    for (size_t i = 0; i < text.n; i++)
        must(text.p[i] >= (i == 0 ? '1' : '0') && text.p[i] <= '9');
}

static void hold(int use, fapix_slice (*get)(const void *from, const char *name), const void *from)
{
    static const char *const hints[] = {"login_hint", "login_hint_token", "id_token_hint"};
    fapix_slice token = get(from, "client_notification_token"), scope = get(from, "scope");
    int count = 0, openid = 0;

    for (size_t i = 0; i < 3; i++)
        count += get(from, hints[i]).n > 0;
    must(count == 1 && ((use & LOGIN_ONLY) == 0 || get(from, "login_hint").n > 0));
    for (size_t i = 0; i + 6 <= scope.n; i++)
        openid |= memcmp(scope.p + i, "openid", 6) == 0 && (i == 0 || scope.p[i - 1] == ' ');
    must(openid);
    hold_message(get(from, "binding_message"));
    must((use & MESSAGE) == 0 || get(from, "binding_message").n > 0);
    must((use & CODE) == 0 || get(from, "user_code").n > 0);
    must((use & PING) == 0 || (token.n >= 22 && token.n <= 1024));
    hold_expiry(get(from, "requested_expiry"));
}

/* ---- claims ---- */

static fapix_slice get_claim(const void *from, const char *name)
{
    static char digits[32];
    const json_t *value = json_object_get(from, name);

    if (json_is_integer(value)) {
        int n = snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return fapix_slice_of(digits, (size_t)n);
    }
    must(value == NULL || json_is_string(value));
    return value == NULL ? none() : fapix_slice_of(json_string_value(value), json_string_length(value));
}

static void judge_claims(int use, const uint8_t *data, size_t size, const fapix_backchannel_facts *facts)
{
    fapix_jwt_space *space = &verdict->token;
    fapix_parameters view;
    int rc = FAPI_OK;

    fapix_verdict_begin(verdict);
    if (size > sizeof space->payload_text)
        return;
    memcpy(space->payload_text, data, size);
    if (fapix_json_parse(&space->claims, fapix_slice_of(space->payload_text, size), space->payload_scratch) != FAPI_OK)
        return;
    view = fapix_parameters_of_json(&space->claims);
    rc = fapix_verdict_end(verdict, fapix_backchannel_judge(verdict, &view, facts));
    must(rc == FAPI_OK || rc >= FAPI_BASE64URL_CHARACTER);
    must(fapix_backchannel_error(rc)[0] != '\0' || rc == FAPI_OK);
    if (rc == FAPI_OK) {
        json_t *document = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
        json_t *context = json_object_get(document, "request_context");

        must(json_is_object(document));
        must(context == NULL ? (use & CONTEXT) == 0 : json_is_object(context));
        hold(use, get_claim, document);
        json_decref(document);
    }
}

/* ---- form ---- */

static fapix_slice get_pair(const void *from, const char *name)
{
    const fapix_slice *form = from;
    size_t n = strlen(name);

    for (size_t i = 0; i < form->n;) {
        const uint8_t *end = memchr(form->p + i, '&', form->n - i);
        size_t to = end == NULL ? form->n : (size_t)(end - form->p);

        if (to - i > n && memcmp(form->p + i, name, n) == 0 && form->p[i + n] == '=')
            return fapix_slice_of(form->p + i + n + 1, to - i - n - 1);
        i = to + 1;
    }
    return none();
}

static void judge_form(int use, fapix_slice form)
{
    int delivery = (use & PING) != 0 ? FAPI_BACKCHANNEL_PING : FAPI_BACKCHANNEL_POLL, rc = FAPI_OK;

    fapi_parameters_reset(parameters);
    for (size_t i = 0; i < form.n;) {
        const uint8_t *end = memchr(form.p + i, '&', form.n - i);
        size_t to = end == NULL ? form.n : (size_t)(end - form.p);
        const uint8_t *equals = memchr(form.p + i, '=', to - i);
        size_t name = equals == NULL ? to - i : (size_t)(equals - form.p) - i, skip = name + (equals != NULL);

        rc = fapi_parameters_add(parameters, (const char *)form.p + i, name, (const char *)form.p + i + skip,
                                 to - i - skip);
        i = to + 1;
        if (rc != FAPI_OK)
            break;
    }
    must(fapi_backchannel_request_set_client(handle, "c", 1, FAPI_CLIENT_CONFIDENTIAL, FAPI_GRANT_CIBA, delivery) ==
         FAPI_OK);
    must(fapi_backchannel_request_set_client_user_code(handle, 1) == FAPI_OK);
    must(fapi_backchannel_request_set_signed_required(handle, (use & SIGNED) != 0) == FAPI_OK);
    must(fapi_backchannel_request_set_binding_message(handle, (use & MESSAGE) != 0, 64) == FAPI_OK);
    must(fapi_backchannel_request_set_context_required(handle, (use & CONTEXT) != 0) == FAPI_OK);
    must(fapi_backchannel_request_set_user_code_required(handle, (use & CODE) != 0) == FAPI_OK);
    must(fapi_backchannel_request_set_hints(handle, (use & LOGIN_ONLY) != 0 ? FAPI_HINT_LOGIN : 7) == FAPI_OK);
    rc = fapi_backchannel_request_check(handle, parameters, NULL, 0, verdict);
    must(rc == FAPI_OK || (fapi_verdict_http(verdict) == 400 && fapi_verdict_oauth_error(verdict)[0] != '\0'));
    if (rc != FAPI_OK)
        return;
    must((use & (SIGNED | CONTEXT)) == 0 && get_pair(&form, "request").n == 0);
    must(get_pair(&form, "request_context").n == 0);
    hold(use, get_pair, &form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const fapix_slice payment = {(const uint8_t *)"payment", 7};
    fapix_backchannel_facts facts = {.delivery = 3, .message_max = 64, .expiry_max = 31536000,
                                     .details_types = &payment, .details_type_count = 1,
                                     .client_type = FAPI_CLIENT_CONFIDENTIAL, .client_grant_types = FAPI_GRANT_CIBA, .client_user_code = true};
    int use = size > 0 ? data[0] : 0;

    if (size < 2)
        return 0;
    if (verdict == NULL)
        set_up();
    facts.hints = (use & LOGIN_ONLY) != 0 ? FAPI_HINT_LOGIN : 7;
    facts.message_required = (use & MESSAGE) != 0;
    facts.context_required = (use & CONTEXT) != 0;
    facts.user_code_required = (use & CODE) != 0;
    facts.client_delivery = (use & PING) != 0 ? FAPI_BACKCHANNEL_PING : FAPI_BACKCHANNEL_POLL;
    if (data[1] == '{')
        judge_claims(use, data + 1, size - 1, &facts);
    else
        judge_form(use, fapix_slice_of(data + 1, size - 1));
    return 0;
}
