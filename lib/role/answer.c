/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers: RFC 6750 3 and RFC 9449 7.1. All that goes out is static text of ours, the realm, the scopes that the host asked for and a nonce:
 * never a byte of the message that was refused.
 */
#include "role/answer.h"

#include "base/http_date.h"
#include "base/status.h"
#include "crypto/random_text.h"

#define INVALID_TOKEN "invalid_token"

/* Statuses of encoding, keys and signatures leave the error to the kind of message that was being judged. */
static const char *error_of_subject(int subject)
{
    switch (subject) {
    case FAPI_SUBJECT_DPOP_PROOF:
        return "invalid_dpop_proof";
    case FAPI_SUBJECT_ACCESS_TOKEN:
    case FAPI_SUBJECT_CERTIFICATE:
        return INVALID_TOKEN; /* Spec: RFC9068-4-7 */
    default:
        return "invalid_request";
    }
}

static void choose(const fapi_verdict *verdict, const fapix_status_row *row, const char **error, int *http)
{
    *error = row->error;
    *http = row->http;
    if (*http != 0)
        return;
    *error = error_of_subject(verdict->subject);
    *http = strcmp(*error, "invalid_request") == 0 ? 400 : 401; /* Spec: RFC6750-3.1-1 */
}

/* Spec: RFC6750-3-2  Only the characters of RFC 6750 3; the table's texts are tested to have no others. */
static void add_error(fapix_buffer *out, const char *error, const char *text)
{
    fapix_buffer_str(out, ", error=\"");
    fapix_buffer_str(out, error);
    fapix_buffer_str(out, "\", error_description=\"");
    fapix_buffer_str(out, text);
    fapix_buffer_str(out, "\"");
}

static bool scope_is_safe(fapix_slice scope)
{
    size_t i = 0;

    for (i = 0; i < scope.n; i++)
        if (scope.p[i] < 0x21 || scope.p[i] > 0x7E || scope.p[i] == '"' || scope.p[i] == '\\')
            return false;
    return true;
}

static void add_scopes(fapix_buffer *out, const fapi_request *request, fapix_slice more)
{
    size_t i = 0, written = 0, count = request->scope_count + (more.n > 0);

    for (i = 0; i < count; i++) {
        fapix_slice scope = i < request->scope_count ? fapix_request_scope(request, i) : more;

        if (!scope_is_safe(scope))
            continue;
        fapix_buffer_str(out, written++ == 0 ? ", scope=\"" : " ");
        fapix_buffer_add(out, scope);
    }
    if (written != 0)
        fapix_buffer_str(out, "\"");
}

/* Spec: RFC6750-3-1  A challenge has at least one parameter, and each at most once. */
static void add_challenge(const fapi_rs *rs, fapix_buffer *out, bool dpop)
{
    if (out->n != 0)
        fapix_buffer_str(out, ", ");
    fapix_buffer_str(out, dpop ? "DPoP realm=\"" : "Bearer realm=\"");
    fapix_buffer_str(out, rs->realm);
    fapix_buffer_str(out, "\"");
    if (rs->metadata_url[0] != '\0') { /* Spec: RFC9728-5.1-1 */
        fapix_buffer_str(out, ", resource_metadata=\"");
        fapix_buffer_str(out, rs->metadata_url);
        fapix_buffer_str(out, "\"");
    }
    if (dpop) { /* Spec: RFC9449-7.1-3 */
        fapix_buffer_str(out, ", algs=\"");
        fapix_buffer_str(out, rs->algs);
        fapix_buffer_str(out, "\"");
    }
}

/*
 * The challenge of the scheme that was used carries the error; a call without credentials gets every scheme and no error.
 */
static int write_challenge(const fapi_rs *rs, fapi_verdict *verdict, const fapix_answer_facts *facts, const char *text)
{
    int64_t methods = fapix_rs_value(rs, FAPI_CONTROL_BINDING_METHODS);
    bool offers_dpop = (methods & FAPI_BINDING_DPOP) != 0;
    bool offers_bearer = (methods & FAPI_BINDING_MTLS) != 0 || fapix_rs_value(rs, FAPI_CONTROL_BINDING_REQUIRED) == 0;
    fapix_buffer *out = &verdict->www_authenticate;

    if (verdict->error[0] == '\0') { /* Spec: RFC6750-3.1-2, RFC9449-7.2-2 */
        if (offers_bearer)
            add_challenge(rs, out, false);
        if (offers_dpop)
            add_challenge(rs, out, true);
        return out->status;
    }
    add_challenge(rs, out, facts->dpop_scheme); /* Spec: RFC9449-7.1-2, RFC6750-3-3, RFC9110-15.5.2-1 */
    add_error(out, verdict->error, text);
    if (verdict->http == 403 && facts->request != NULL)
        add_scopes(out, facts->request, facts->scope);
    if (!facts->dpop_scheme && offers_dpop)
        add_challenge(rs, out, true); /* tells a client that came with the wrong scheme where to go */
    return out->status;
}

static int write_json(fapi_verdict *verdict, const char *text)
{
    fapix_buffer *out = &verdict->error_json;

    fapix_buffer_str(out, "{\"error\":\"");
    fapix_buffer_str(out, verdict->error);
    fapix_buffer_str(out, "\",\"error_description\":\"");
    fapix_buffer_str(out, text);
    fapix_buffer_str(out, "\"}");
    return out->status;
}

/* Who was given a nonce must not get by without one, RFC 9449 11.3. So none is given to a client that need not use one and
 * does not. */
static bool client_uses_nonces(const fapi_rs *rs, const fapi_verdict *verdict)
{
    if (rs->nonce == NULL)
        return false;
    return fapix_rs_value(rs, FAPI_CONTROL_DPOP_NONCE) != 0 || fapix_json_get(&verdict->proof.claims, "nonce") != NULL;
}

int fapix_answer_next_nonce(const fapi_rs *rs, fapi_verdict *verdict, int64_t now)
{
    int rc = FAPI_ERR_INTERNAL;

    if (verdict->proof.claims.count == 0 || !client_uses_nonces(rs, verdict))
        return FAPI_OK;
    rc = fapi_dpop_nonce_make(rs->nonce, now, verdict->nonce, sizeof verdict->nonce);
    if (rc != FAPI_OK || fapix_json_is_string(fapix_json_get(&verdict->proof.claims, "nonce"), verdict->nonce))
        verdict->nonce[0] = '\0';
    return rc;
}

/* Spec: RFC9449-9-1  Whoever uses nonces gets one for the next try with every refusal, whatever was wrong with this one. */
static int refusal_nonce(const fapi_rs *rs, fapi_verdict *verdict, const fapix_answer_facts *facts)
{
    if (verdict->status == FAPI_REPLAY_PENDING)
        return FAPI_OK; /* the nonce of the success that may come of it stays */
    verdict->nonce[0] = '\0';
    if (!facts->dpop_scheme || verdict->http >= 500 || !client_uses_nonces(rs, verdict))
        return FAPI_OK;
    return fapi_dpop_nonce_make(rs->nonce, facts->now, verdict->nonce, sizeof verdict->nonce);
}

int fapix_answer_write(const fapi_rs *rs, fapi_verdict *verdict, const fapix_answer_facts *facts)
{
    const fapix_status_row *row = fapix_status_row_of(verdict->status);
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_reset(&verdict->www_authenticate);
    fapix_buffer_reset(&verdict->error_json);
    verdict->http = verdict->status == FAPI_OK ? 200 : 500;
    verdict->error = verdict->status == FAPI_OK ? "" : "server_error";
    if (verdict->status == FAPI_OK)
        return FAPI_OK;
    if (row == NULL)
        return FAPI_ERR_INTERNAL;
    choose(verdict, row, &verdict->error, &verdict->http);
    rc = refusal_nonce(rs, verdict, facts);
    if (rc == FAPI_OK && (verdict->http == 401 || verdict->http == 403 || verdict->http == 400))
        rc = write_challenge(rs, verdict, facts, fapix_status_told(row));
    if (rc == FAPI_OK && verdict->error[0] != '\0')
        rc = write_json(verdict, fapix_status_told(row));
    return rc;
}

int fapix_answer_interaction_id(const fapi_rs *rs, const fapi_request *request, fapi_verdict *verdict)
{
    fapix_slice sent = fapix_buffer_slice(&request->interaction_id.value);

    if (fapix_rs_value(rs, FAPI_CONTROL_INTERACTION_ID) == FAPI_INTERACTION_ID_OFF)
        return FAPI_OK;
    if (request->interaction_id.lines == 1 && fapix_is_uuid(sent)) { /* Spec: FAPI1BASE-6.2.1-11, OBUK-headers-1 */
        memcpy(verdict->interaction_id, sent.p, 36);
        verdict->interaction_id[36] = '\0';
        return FAPI_OK;
    }
    return fapix_random_uuid(rs->context->provider, verdict->interaction_id);
}
