/* SPDX-License-Identifier: Apache-2.0 */
/* See rp_answer.h. */
#include "role/rp_answer.h"

#include "role/rp_make.h"

/* Is there room for it where it goes? What is a text of the flow already must not be wiped before it is copied. */
static bool fits(const fapi_flow *flow, enum fapix_flow_text which, fapix_slice text)
{
    for (size_t i = 0; text.n > 0 && i < FAPIX_FLOW_TEXTS; i++)
        if (flow->text[i].p != NULL && text.p >= flow->text[i].p && text.p < flow->text[i].p + flow->text[i].capacity)
            return false;
    return text.n <= flow->text[which].capacity;
}

/* What does not fit is copied first, so that nothing fails once something has changed; a flow that is used again needs no memory. */
int fapix_flow_apply(fapi_flow *flow, const fapix_flow_changes *changes)
{
    fapix_buffer fresh[FAPIX_FLOW_CHANGES], old;
    bool in_place[FAPIX_FLOW_CHANGES];
    int rc = FAPI_OK;

    for (size_t i = 0; i < changes->count; i++) {
        const fapix_buffer *now = &flow->text[changes->which[i]];

        fapix_buffer_init(&fresh[i], now->memory, now->ceiling);
        in_place[i] = fits(flow, changes->which[i], changes->text[i]);
    }
    for (size_t i = 0; rc == FAPI_OK && i < changes->count; i++)
        if (!fapix_flow_can_keep(changes->text[i]))
            rc = FAPI_ERR_BUFFER;
        else if (!in_place[i])
            rc = fapix_buffer_set(&fresh[i], changes->text[i]);
    for (size_t i = 0; i < changes->count; i++) {
        fapix_buffer *now = &flow->text[changes->which[i]];

        if (rc == FAPI_OK && in_place[i]) {
            rc = fapix_buffer_set(now, changes->text[i]); /* has the room */
        } else if (rc == FAPI_OK) {
            old = *now;
            *now = fresh[i];
            fresh[i] = old;
        }
        fapix_buffer_free(&fresh[i]);
    }
    return rc == FAPI_ERR_BUFFER ? FAPI_RESPONSE_SIZE : rc;
}

int64_t fapix_rp_until(const fapix_rp_check *check, int64_t seconds)
{
    return seconds > FAPI_MAX_TIME - check->now ? FAPI_MAX_TIME : check->now + seconds;
}

bool fapix_rp_may_retry(const fapix_rp_check *check)
{
    return fapix_rp_uses_dpop(check->rp) && fapix_rp_has_nonce(check->response);
}

/* RFC 6749 5.2 says 400 or 401, CIBA Core 13 also 403: any of them that has the document. */
static int judge_error(fapix_rp_check *check, enum fapix_server_error *error)
{
    const fapix_json *json = NULL;
    int rc = fapix_response_json(check->response, &json);

    if (rc != FAPI_OK)
        return fapix_refuse(check->verdict, rc);
    check->verdict->next = FAPI_NEXT_SHOW;
    rc = fapix_server_error_judge(check->verdict, json, error);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: FAPI2SP-5.3.3.1-8 - without a nonce there is nothing to try again with */
    if (*error == FAPIX_ERROR_USE_DPOP_NONCE && fapix_rp_may_retry(check)) {
        check->verdict->next = FAPI_NEXT_RETRY;
        return fapix_refuse(check->verdict, FAPI_SERVER_NONCE);
    }
    return fapix_refuse(check->verdict, FAPI_SERVER_REFUSED);
}

int fapix_rp_answered(fapix_rp_check *check, int http, enum fapix_server_error *error)
{
    int got = check->response->http;

    *error = FAPIX_ERROR_OTHER;
    if (got >= 400 && got < 500 && got != 429)
        return judge_error(check, error);
    if (got >= 400)
        check->verdict->next = FAPI_NEXT_SHOW; /* it failed, and nothing is known of what was asked for */
    return fapix_rule_on_int(check->verdict, FAPI_RESPONSE_HTTP, got == http, http, got);
}

int fapix_rp_answer(fapix_rp_check *check, int http, const fapix_json **json, enum fapix_server_error *error)
{
    int rc = fapix_rp_answered(check, http, error);

    *json = NULL;
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_response_json(check->response, json);
    return rc == FAPI_OK ? FAPI_OK : fapix_refuse(check->verdict, rc);
}
