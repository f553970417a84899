/* SPDX-License-Identifier: Apache-2.0 */
/* The public readers of a verdict. */
#include "base/status.h"
#include "base/verdict.h"

/* ---- what was broken ---- */

/* See fapi.h. */
int fapi_verdict_status(const fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    return verdict->decided ? verdict->status : FAPI_ERR_STATE;
}

/* A status says so, however it was reached: in the check, or by fapi_as_finish or fapi_as_spent after it.
 * Spec: RFC6749-4.1.2-1, FAPI2SP-5.3.2.2-9, RFC9700-4.14.2-1
 * See fapi.h. */
int fapi_verdict_revoke(const fapi_verdict *verdict)
{
    if (verdict == NULL || !verdict->decided)
        return FAPI_REVOKE_NOTHING;
    if (verdict->status == FAPI_CODE_REUSED || verdict->status == FAPI_REFRESH_USED)
        return FAPI_REVOKE_FAMILY;
    return verdict->status == FAPI_OK ? verdict->revoke : FAPI_REVOKE_NOTHING;
}

static const fapix_status_row *row_of(const fapi_verdict *verdict)
{
    return verdict == NULL ? NULL : fapix_status_row_of(fapi_verdict_status(verdict));
}

/* See fapi.h. */
const char *fapi_verdict_name(const fapi_verdict *verdict)
{
    const fapix_status_row *row = row_of(verdict);

    return row == NULL ? NULL : row->name;
}

/* See fapi.h. */
const char *fapi_verdict_clause(const fapi_verdict *verdict)
{
    const fapix_status_row *row = row_of(verdict);

    if (row == NULL)
        return NULL;
    return verdict->clause != NULL ? verdict->clause : row->clause;
}

/* See fapi.h. */
const char *fapi_verdict_text(const fapi_verdict *verdict)
{
    const fapix_status_row *row = row_of(verdict);

    return row == NULL ? NULL : row->text;
}

/* See fapi.h. */
int fapi_verdict_subject(const fapi_verdict *verdict)
{
    return verdict == NULL ? FAPI_SUBJECT_NONE : verdict->subject;
}

/* See fapi.h. */
const char *fapi_subject_name(int subject)
{
    static const char *const names[] = {"none", "request", "access token", "DPoP proof", "certificate", "JWS", "JWT",
                                        "client assertion", "request object", "software statement", "registration",
                                        [FAPI_SUBJECT_AUTHORIZATION_RESPONSE] = "authorization response",
                                        [FAPI_SUBJECT_ID_TOKEN] = "ID token",
                                        [FAPI_SUBJECT_USERINFO] = "userinfo response",
                                        [FAPI_SUBJECT_HTTP_SIGNATURE] = "HTTP signature"};

    if (subject < 0 || (size_t)subject >= sizeof names / sizeof names[0])
        return NULL;
    return names[subject];
}

/* See fapi.h. */
const char *fapi_verdict_expected(const fapi_verdict *verdict)
{
    return verdict == NULL ? NULL : verdict->expected;
}

/* See fapi.h. */
const char *fapi_verdict_actual(const fapi_verdict *verdict)
{
    return verdict == NULL ? NULL : verdict->actual;
}

/* ---- the answer: written by roles; checks of one message leave it to the status ---- */

/* See fapi.h. */
int fapi_verdict_http(const fapi_verdict *verdict)
{
    const fapix_status_row *row = row_of(verdict);

    if (row == NULL)
        return verdict == NULL ? 0 : 500;
    if (verdict->decided && verdict->http != 0)
        return verdict->http;
    return row->status == FAPI_OK ? 200 : row->http;
}

/* See fapi.h. */
const char *fapi_verdict_oauth_error(const fapi_verdict *verdict)
{
    const fapix_status_row *row = row_of(verdict);

    if (verdict == NULL)
        return NULL;
    if (verdict->decided && verdict->error != NULL)
        return verdict->error;
    return row == NULL ? "" : row->error;
}

/* An answer text may be read after any check; a refusal has more of them than a pass. */
static int answer(const fapi_verdict *verdict, fapix_slice text, const char **value, size_t *value_len)
{
    if (!verdict->decided)
        return FAPI_ERR_STATE;
    *value = text.n == 0 ? "" : (const char *)text.p;
    *value_len = text.n;
    return FAPI_OK;
}

static int start(const fapi_verdict *verdict, const char **value, size_t *value_len)
{
    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
    return verdict == NULL || value == NULL || value_len == NULL ? FAPI_ERR_ARG : FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_www_authenticate(const fapi_verdict *verdict, const char **value, size_t *value_len)
{
    int rc = start(verdict, value, value_len);

    return rc != FAPI_OK ? rc : answer(verdict, fapix_buffer_slice(&verdict->www_authenticate), value, value_len);
}

/* See fapi.h. */
int fapi_verdict_error_json(const fapi_verdict *verdict, const char **json, size_t *json_len)
{
    int rc = start(verdict, json, json_len);

    return rc != FAPI_OK ? rc : answer(verdict, fapix_buffer_slice(&verdict->error_json), json, json_len);
}

/* See fapi.h. */
int fapi_verdict_interaction_id(const fapi_verdict *verdict, const char **id, size_t *id_len)
{
    int rc = start(verdict, id, id_len);

    return rc != FAPI_OK ? rc : answer(verdict, fapix_slice_str(verdict->interaction_id), id, id_len);
}

/* See fapi.h. */
int fapi_verdict_dpop_nonce(const fapi_verdict *verdict, const char **nonce, size_t *nonce_len)
{
    int rc = start(verdict, nonce, nonce_len);

    return rc != FAPI_OK ? rc : answer(verdict, fapix_slice_str(verdict->nonce), nonce, nonce_len);
}

/* ---- trace and warnings ---- */

/* See fapi.h. */
size_t fapi_verdict_trace_count(const fapi_verdict *verdict)
{
    return verdict == NULL ? 0 : verdict->trace_count;
}

/* See fapi.h. */
int fapi_verdict_trace_status(const fapi_verdict *verdict, size_t index)
{
    return verdict == NULL || index >= verdict->trace_count ? -1 : verdict->trace[index].status;
}

/* See fapi.h. */
int fapi_verdict_trace_outcome(const fapi_verdict *verdict, size_t index)
{
    return verdict == NULL || index >= verdict->trace_count ? -1 : verdict->trace[index].outcome;
}

/* See fapi.h. */
int fapi_verdict_trace_subject(const fapi_verdict *verdict, size_t index)
{
    return verdict == NULL || index >= verdict->trace_count ? -1 : verdict->trace[index].subject;
}

/* See fapi.h. */
size_t fapi_verdict_warning_count(const fapi_verdict *verdict)
{
    return verdict == NULL ? 0 : verdict->warning_count;
}

/* See fapi.h. */
int fapi_verdict_warning(const fapi_verdict *verdict, size_t index)
{
    return verdict == NULL || index >= verdict->warning_count ? -1 : verdict->warnings[index];
}

/* See fapi.h. */
int fapi_verdict_refresh_keys(const fapi_verdict *verdict)
{
    return verdict == NULL ? 0 : verdict->refresh_keys;
}

/* ---- what the message said ---- */

static bool passed(const fapi_verdict *verdict)
{
    return verdict->decided && verdict->status == FAPI_OK;
}

/* FAPI_OK and a node, or why there is none. */
static int find_claim(const fapi_verdict *verdict, const char *name, size_t name_len, const fapix_json_node **node)
{
    const fapix_json *claims = NULL;

    if (verdict == NULL || (name == NULL && name_len > 0))
        return FAPI_ERR_ARG;
    if (!passed(verdict))
        return FAPI_ERR_STATE;
    if (verdict->readable == NULL)
        return FAPI_ERR_NOT_FOUND;
    claims = &verdict->readable->claims;
    *node = claims->count == 0 ? NULL : fapix_json_member(claims, &claims->node[0], fapix_slice_of(name, name_len));
    return *node == NULL ? FAPI_ERR_NOT_FOUND : FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_claim_string(const fapi_verdict *verdict, const char *name, size_t name_len, const char **value,
                              size_t *value_len)
{
    const fapix_json_node *node = NULL;
    int rc = start(verdict, value, value_len);

    if (rc == FAPI_OK)
        rc = find_claim(verdict, name, name_len, &node);
    if (rc != FAPI_OK)
        return rc;
    if (node->type != FAPIX_JSON_STRING)
        return FAPI_ERR_NOT_FOUND;
    *value = (const char *)node->value.p;
    *value_len = node->value.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_claim_integer(const fapi_verdict *verdict, const char *name, size_t name_len,
                               int64_t *value)
{
    const fapix_json_node *node = NULL;
    int rc = FAPI_ERR_ARG;

    if (value == NULL)
        return rc;
    *value = 0;
    rc = find_claim(verdict, name, name_len, &node);
    if (rc != FAPI_OK)
        return rc;
    return fapix_json_int64(node, value) == FAPI_OK ? FAPI_OK : FAPI_ERR_NOT_FOUND;
}

/* See fapi.h. */
int fapi_verdict_claim_json(const fapi_verdict *verdict, const char *name, size_t name_len, const char **json,
                            size_t *json_len)
{
    const fapix_json_node *node = NULL;
    int rc = start(verdict, json, json_len);

    if (rc == FAPI_OK)
        rc = find_claim(verdict, name, name_len, &node);
    if (rc != FAPI_OK)
        return rc;
    *json = (const char *)node->raw.p;
    *json_len = node->raw.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_claims_json(const fapi_verdict *verdict, const char **json, size_t *json_len)
{
    int rc = start(verdict, json, json_len);

    if (rc != FAPI_OK)
        return rc;
    if (!passed(verdict))
        return FAPI_ERR_STATE;
    if (verdict->readable == NULL || verdict->readable->claims.count == 0)
        return FAPI_ERR_NOT_FOUND;
    *json = (const char *)verdict->readable->claims.node[0].raw.p;
    *json_len = verdict->readable->claims.node[0].raw.n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_payload(const fapi_verdict *verdict, const uint8_t **payload, size_t *payload_len)
{
    if (payload != NULL)
        *payload = NULL;
    if (payload_len != NULL)
        *payload_len = 0;
    if (verdict == NULL || payload == NULL || payload_len == NULL)
        return FAPI_ERR_ARG;
    if (!passed(verdict))
        return FAPI_ERR_STATE;
    if (!verdict->has_payload)
        return FAPI_ERR_NOT_FOUND;
    *payload = verdict->token.payload.p;
    *payload_len = verdict->token.payload.n;
    return FAPI_OK;
}

/* A thumbprint that was proven, or length 0. */
static int thumbprint(const fapi_verdict *verdict, bool there, const char *text, const char **value, size_t *value_len)
{
    if (!passed(verdict))
        return FAPI_ERR_STATE;
    *value = there ? text : "";
    *value_len = there ? FAPI_JKT_LENGTH : 0;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_jkt(const fapi_verdict *verdict, const char **jkt, size_t *jkt_len)
{
    int rc = start(verdict, jkt, jkt_len);

    return rc != FAPI_OK ? rc : thumbprint(verdict, verdict->has_jkt, verdict->jkt, jkt, jkt_len);
}

/* See fapi.h. */
int fapi_verdict_x5t_s256(const fapi_verdict *verdict, const char **x5t, size_t *x5t_len)
{
    int rc = start(verdict, x5t, x5t_len);

    return rc != FAPI_OK ? rc : thumbprint(verdict, verdict->has_x5t, verdict->x5t, x5t, x5t_len);
}

/* See fapi.h. */
int fapi_verdict_replay_key(const fapi_verdict *verdict, size_t index, const uint8_t **key, size_t *key_len,
                            int64_t *expiry)
{
    if (key != NULL)
        *key = NULL;
    if (key_len != NULL)
        *key_len = 0;
    if (expiry != NULL)
        *expiry = 0;
    if (verdict == NULL || key == NULL || key_len == NULL || expiry == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided || (verdict->status != FAPI_OK && verdict->status != FAPI_REPLAY_PENDING))
        return FAPI_ERR_STATE;
    if (index < verdict->spent_count) {
        *key = verdict->spent[index].key;
        *expiry = verdict->spent[index].expiry;
    } else if (index == verdict->spent_count && verdict->has_replay) {
        *key = verdict->replay_key;
        *expiry = verdict->replay_expiry;
    } else {
        return FAPI_OK;
    }
    *key_len = sizeof verdict->replay_key;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_next(const fapi_verdict *verdict)
{
    return verdict == NULL || !verdict->decided ? FAPI_NEXT_STOP : verdict->next;
}

/* See fapi.h. */
int64_t fapi_verdict_wait(const fapi_verdict *verdict)
{
    return verdict == NULL || !verdict->decided || verdict->next != FAPI_NEXT_WAIT ? 0 : verdict->wait;
}

/* See fapi.h. */
int fapi_verdict_server_error(const fapi_verdict *verdict, const char **error, size_t *error_len)
{
    if (error != NULL)
        *error = NULL;
    if (error_len != NULL)
        *error_len = 0;
    if (verdict == NULL || error == NULL || error_len == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided)
        return FAPI_ERR_STATE;
    *error = verdict->server_error;
    *error_len = strlen(verdict->server_error);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_verdict_hint_sub(const fapi_verdict *verdict, const char **sub, size_t *sub_len)
{
    if (sub != NULL)
        *sub = NULL;
    if (sub_len != NULL)
        *sub_len = 0;
    if (verdict == NULL || sub == NULL || sub_len == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided)
        return FAPI_ERR_STATE;
    if (verdict->hint_sub_n == 0)
        return FAPI_ERR_NOT_FOUND;
    *sub = (const char *)verdict->hint_sub;
    *sub_len = verdict->hint_sub_n;
    return FAPI_OK;
}
