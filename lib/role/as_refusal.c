/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Refusals: RFC 6749 4.1.2.1 and 5.2, and what later documents add. All that goes out is static text of ours and the
 * issuer: never a byte of the message that was refused.
 */
#include "role/as_refusal.h"

#include "base/json_write.h"
#include "base/status.h"
#include "oauth/redirect_uri.h"

#define REQUEST "invalid_request"
#define CLIENT "invalid_client"

/* ---- errors ---- */

/* RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6, RFC 8707 2, RFC 9396 5: what a client may be told by the browser. */
static const char *front_error(const char *error)
{
    static const char *const known[] = {
        REQUEST, "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope", "server_error",
        "temporarily_unavailable", "invalid_request_uri", "invalid_request_object", "invalid_target",
        "invalid_authorization_details", "interaction_required",
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], error) == 0)
            return known[i];
    return strcmp(error, CLIENT) == 0 ? "unauthorized_client" : REQUEST;
}

static bool is_proof(const fapi_verdict *verdict)
{
    return verdict->subject == FAPI_SUBJECT_DPOP_PROOF || verdict->status == FAPI_REPLAY_SEEN ||
           (verdict->status >= FAPI_DPOP_MISSING && verdict->status <= FAPI_DPOP_NOT_ALLOWED);
}

/* Statuses of encoding, keys and signatures leave the error to the kind of message that was being judged. */
static void by_subject(int subject, const char **error, int *http)
{
    *http = 400;
    switch (subject) {
    case FAPI_SUBJECT_CLIENT_ASSERTION:
    case FAPI_SUBJECT_CERTIFICATE:
        *error = CLIENT;
        *http = 401; /* Spec: RFC6749-5.2-1 */
        return;
    case FAPI_SUBJECT_REQUEST_OBJECT:
        *error = "invalid_request_object";
        return;
    default:
        *error = REQUEST;
    }
}

static void choose(const fapi_verdict *verdict, const fapix_status_row *row, const char **error, int *http)
{
    *error = row->error;
    *http = row->http;
    if (*http >= 500 || *http == 200)
        return;
    if (is_proof(verdict) && (*http == 0 || *http == 401)) {
        /* Spec: RFC9449-8-1 - 400, where a resource server has 401 */
        *error = strcmp(row->error, "use_dpop_nonce") == 0 ? "use_dpop_nonce" : "invalid_dpop_proof";
        *http = 400;
    } else if (*http == 0 || (verdict->subject == FAPI_SUBJECT_CERTIFICATE && strcmp(*error, "invalid_client_metadata") == 0)) {
        /* A registration by which nobody can be let in is, once it is registered, no error of the registration any more. */
        by_subject(verdict->subject, error, http);
    } else if (strcmp(*error, "invalid_token") == 0 && verdict->subject != FAPI_SUBJECT_ACCESS_TOKEN) {
        /* What a resource server says of a token that does not fit: here none was sent. */
        *error = REQUEST;
        *http = 400;
    }
}

/* The status of a browser's answer: it never is one that asks for credentials. */
static int front_http(const fapi_verdict *verdict, int http)
{
    const fapix_target *target = &verdict->target;

    if (!target->redirect)
        return http == 405 || http >= 500 ? http : 400;
    return target->mode == FAPIX_MODE_FORM_POST || target->mode == FAPIX_MODE_FORM_POST_JWT ? 200 : 303;
}

int fapix_as_refusal_of(const fapi_verdict *verdict, const char **error, int *http)
{
    const fapix_status_row *row = fapix_status_row_of(verdict->status);

    *error = "server_error";
    *http = 500;
    if (row == NULL)
        return FAPI_ERR_INTERNAL;
    choose(verdict, row, error, http);
    if (verdict->status == FAPI_OK)
        return FAPI_OK;
    if (verdict->target.front) {
        *error = front_error(*error); /* Spec: RFC6749-4.1.2.1-2 */
        *http = front_http(verdict, *http);
    } else if (verdict->target.backchannel && strncmp(*error, "invalid_request_", 16) == 0) {
        *error = REQUEST; /* Spec: CIBA-13-1 */
    }
    return FAPI_OK;
}

/* The statuses that say that the client or its redirect URI is not proven, and the one that a client could not be told
 * in the way it asked for. A check leaves the target empty with them; that it did is not taken on trust. */
static bool is_for_the_user(int status)
{
    static const int statuses[] = {
        FAPI_CLIENT_UNKNOWN, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, FAPI_AUTHORIZATION_CLIENT_ID,
        FAPI_AUTHORIZATION_REDIRECT_URI_MISSING, FAPI_AUTHORIZATION_RESPONSE_MODE, FAPI_AUTHORIZATION_METHOD,
        FAPI_REQUEST_URI_CLIENT,
    };

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i] == status)
            return true;
    return status >= FAPI_REDIRECT_URI_FORM && status <= FAPI_REDIRECT_URI_NOT_ALLOWED;
}

bool fapix_as_redirects(const fapi_as *as, const fapi_verdict *verdict)
{
    const fapix_target *target = &verdict->target;
    int allow = fapix_as_value(as, FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK) != 0 ? FAPI_REDIRECT_URI_ALLOW_LOOPBACK : 0;

    /* Spec: FAPI2SP-5.3.2.1-7, RFC6749-4.1.2.1-1, OIDCC-3.1.2.6-1, RFC9700-4.11.2-1 */
    return target->front && target->redirect && !is_for_the_user(verdict->status) &&
           fapix_redirect_uri_rules(fapix_slice_of(target->redirect_uri, target->redirect_uri_n), allow) == FAPI_OK;
}

/* ---- texts ---- */

/* Spec: RFC6749-5.2-1, RFC9110-15.5.2-1 - the scheme that the client tried; of assertions and certificates HTTP knows
 * none, and a challenge there must be. An issuer has neither quote nor backslash. */
int fapix_as_challenge(const fapi_as *as, const fapi_verdict *verdict, fapix_buffer *out)
{
    const fapix_status_row *row = fapix_status_row_of(verdict->status);
    const char *error = NULL;
    int http = 0, rc = fapix_as_refusal_of(verdict, &error, &http);

    if (rc != FAPI_OK || http != 401)
        return out->status;
    fapix_buffer_str(out, verdict->basic ? "Basic realm=\"" : "Bearer realm=\"");
    fapix_buffer_add(out, as->issuer);
    fapix_buffer_str(out, "\"");
    if (strcmp(error, "invalid_token") == 0) {
        fapix_buffer_str(out, ", error=\"invalid_token\", error_description=\"");
        fapix_buffer_str(out, fapix_status_told(row));
        fapix_buffer_str(out, "\"");
    }
    return out->status;
}

int fapix_as_error_json(const fapi_verdict *verdict, fapix_buffer *out)
{
    const fapix_status_row *row = fapix_status_row_of(verdict->status);
    const char *error = NULL;
    int http = 0, rc = fapix_as_refusal_of(verdict, &error, &http);

    if (rc != FAPI_OK || error[0] == '\0')
        return out->status;
    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "error", fapix_slice_str(error));
    fapix_write_text_member(out, "error_description", fapix_slice_str(fapix_status_told(row)));
    fapix_buffer_str(out, "}");
    return out->status;
}

int fapix_as_refusal_write(const fapi_as *as, fapi_verdict *verdict)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_reset(&verdict->www_authenticate);
    fapix_buffer_reset(&verdict->error_json);
    if (verdict->target.redirect && verdict->status != FAPI_OK)
        verdict->target.redirect = fapix_as_redirects(as, verdict);
    rc = fapix_as_refusal_of(verdict, &verdict->error, &verdict->http);
    if (rc == FAPI_OK && verdict->status != FAPI_OK && !verdict->target.front) {
        rc = fapix_as_challenge(as, verdict, &verdict->www_authenticate);
        if (rc == FAPI_OK)
            rc = fapix_as_error_json(verdict, &verdict->error_json);
    }
    if (rc == FAPI_OK)
        return FAPI_OK;
    verdict->error = "server_error";
    verdict->http = 500;
    return rc;
}
