/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON types of request parameters. In a form all are text; in a request object a number is a number. */
#include "oauth/request_object_types.h"

static bool is_count(const fapix_json_node *node)
{
    int64_t value = 0;

    return node->type == FAPIX_JSON_INTEGER && fapix_json_int64(node, &value) == FAPI_OK && value >= 0;
}

/* resource, RFC 8707 2: one, or several. */
static bool is_strings(const fapix_json *claims, const fapix_json_node *node)
{
    const fapix_json_node *at = node->type == FAPIX_JSON_ARRAY ? fapix_json_first(claims, node) : NULL;

    if (node->type == FAPIX_JSON_STRING)
        return true;
    for (; at != NULL; at = fapix_json_next(claims, at)) {
        if (at->type != FAPIX_JSON_STRING)
            return false;
    }
    return node->type == FAPIX_JSON_ARRAY;
}

/* requested_expiry may be either (CIBA 7.1.1). */
bool fapix_request_object_type_fits(const fapix_json *claims, const fapix_json_node *node)
{
    static const char *const texts[] = {
        "response_type", "redirect_uri", "scope", "state", "nonce", "response_mode", "code_challenge",
        "code_challenge_method", "dpop_jkt", "display", "prompt", "ui_locales", "claims_locales", "acr_values",
        "id_token_hint", "login_hint", "login_hint_token", "binding_message", "user_code", "client_notification_token",
    };
    static const char *const objects[] = {"claims", "registration", "request_context"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (fapix_slice_is(node->name, texts[i]))
            return node->type == FAPIX_JSON_STRING;
    }
    if (fapix_slice_is(node->name, "max_age"))
        return is_count(node);
    if (fapix_slice_is(node->name, "requested_expiry"))
        return node->type == FAPIX_JSON_STRING || is_count(node);
    if (fapix_slice_is(node->name, "resource"))
        return is_strings(claims, node);
    if (fapix_slice_is(node->name, "authorization_details"))
        return node->type == FAPIX_JSON_ARRAY;
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        if (fapix_slice_is(node->name, objects[i]))
            return node->type == FAPIX_JSON_OBJECT;
    }
    return true;
}
