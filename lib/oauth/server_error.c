/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the errors of servers. */
#include "oauth/server_error.h"

bool fapix_server_error_keep(fapi_verdict *verdict, fapix_slice error)
{
    if (error.n == 0 || error.n >= sizeof verdict->server_error)
        return false;
    for (size_t i = 0; i < error.n; i++)
        if (error.p[i] < 0x20 || error.p[i] > 0x7E || error.p[i] == '"' || error.p[i] == '\\')
            return false;
    memcpy(verdict->server_error, error.p, error.n);
    verdict->server_error[error.n] = '\0';
    return true;
}

enum fapix_server_error fapix_server_error_of(fapix_slice error)
{
    static const struct {
        const char *name;
        enum fapix_server_error error;
    } known[] = {
        {"use_dpop_nonce", FAPIX_ERROR_USE_DPOP_NONCE}, {"authorization_pending", FAPIX_ERROR_AUTHORIZATION_PENDING},
        {"slow_down", FAPIX_ERROR_SLOW_DOWN},           {"invalid_token", FAPIX_ERROR_INVALID_TOKEN},
        {"insufficient_scope", FAPIX_ERROR_INSUFFICIENT_SCOPE},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (fapix_slice_is(error, known[i].name))
            return known[i].error;
    return FAPIX_ERROR_OTHER;
}

int fapix_server_error_judge(fapi_verdict *verdict, const fapix_json *document, enum fapix_server_error *error)
{
    const fapix_json_node *node = fapix_json_get(document, "error");
    bool good = node != NULL && node->type == FAPIX_JSON_STRING && fapix_server_error_keep(verdict, node->value);

    *error = good ? fapix_server_error_of(node->value) : FAPIX_ERROR_OTHER;
    return fapix_rule_on(verdict, FAPI_SERVER_ERROR, good, fapix_slice_str("error"),
                         node == NULL ? fapix_slice_of(NULL, 0) : node->raw);
}
