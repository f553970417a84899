/* SPDX-License-Identifier: Apache-2.0 */
/* Judges acknowledgements and pings. */
#include "oauth/backchannel_response.h"

#include "base/http.h"

static fapix_slice raw_of(const fapix_json_node *node)
{
    return node == NULL ? fapix_slice_of(NULL, 0) : node->raw;
}

/* CIBA Core 7.3: letters, digits, full stop, hyphen and underscore. */
static bool is_auth_req_id(const fapix_json_node *node)
{
    if (node == NULL || node->type != FAPIX_JSON_STRING || node->value.n == 0 || node->value.n > FAPIX_MAX_AUTH_REQ_ID)
        return false;
    for (size_t i = 0; i < node->value.n; i++) {
        uint8_t c = node->value.p[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_'))
            return false;
    }
    return true;
}

/* Spec: CIBA-7.4-1 - unknown members are ignored */
int fapix_acknowledgement_judge(fapi_verdict *verdict, const fapix_json *document, fapix_acknowledgement *found)
{
    const fapix_json_node *id = fapix_json_get(document, "auth_req_id"), *life = fapix_json_get(document, "expires_in");
    const fapix_json_node *interval = fapix_json_get(document, "interval");
    fapix_acknowledgement read = {.interval = FAPIX_POLL_INTERVAL};
    int rc = fapix_rule(verdict, FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID, is_auth_req_id(id)); /* no details: tokens are got with it */

    memset(found, 0, sizeof *found);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_BACKCHANNEL_RESPONSE_EXPIRES_IN, fapix_json_seconds(life, &read.expires_in),
                           fapix_slice_str("a positive integer"), raw_of(life));
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_BACKCHANNEL_RESPONSE_INTERVAL,
                           interval == NULL || fapix_json_seconds(interval, &read.interval),
                           fapix_slice_str("a positive integer"), raw_of(interval));
    if (rc == FAPI_OK) {
        read.auth_req_id = id->value;
        *found = read;
    }
    return rc;
}

static int judge_token(fapi_verdict *verdict, const fapix_ping_facts *facts)
{
    fapix_slice scheme = {NULL, 0}, token = {NULL, 0};
    bool sent = fapix_http_authorization(facts->authorization, &scheme, &token) == FAPI_OK &&
                fapix_slice_is_nocase(scheme, "Bearer");
    int rc = fapix_rule(verdict, FAPI_PING_TOKEN_MISSING, sent);

    if (rc == FAPI_OK)
        /* Spec: CIBA-9-1, CIBA-10.2-1 */
        rc = fapix_rule(verdict, FAPI_PING_TOKEN, facts->token.n > 0 && fapix_ct_eq(token, facts->token));
    return rc;
}

static int judge_body(fapi_verdict *verdict, const fapix_ping_facts *facts)
{
    const fapix_json_node *id = NULL;
    bool fits = fapix_http_is_media_type(facts->content_type, "application/json");
    int rc = fapix_rule_on(verdict, FAPI_PING_BODY, fits, fapix_slice_str("application/json"), facts->content_type);

    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_PING_BODY, fapix_verdict_read_json(&verdict->token, facts->body) == FAPI_OK);
    if (rc != FAPI_OK)
        return rc;
    id = fapix_json_get(&verdict->token.claims, "auth_req_id");
    /* Spec: CIBA-10.2-1 */
    return fapix_rule(verdict, FAPI_PING_AUTH_REQ_ID,
                      id != NULL && id->type == FAPIX_JSON_STRING && facts->auth_req_id.n > 0 &&
                          fapix_ct_eq(id->value, facts->auth_req_id));
}

int fapix_ping_judge(fapi_verdict *verdict, const fapix_ping_facts *facts)
{
    int rc = fapix_rule_on(verdict, FAPI_PING_METHOD, fapix_slice_is(facts->method, "POST"), fapix_slice_str("POST"),
                           facts->method);

    if (rc == FAPI_OK)
        rc = judge_token(verdict, facts);
    return rc == FAPI_OK ? judge_body(verdict, facts) : rc;
}
