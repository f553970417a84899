/* SPDX-License-Identifier: Apache-2.0 */
/* See as_check.h. Check, then claim: what a message spends is claimed when nothing else can refuse it any more. */
#include "role/as_check.h"

#include "crypto/provider.h"
#include "jwt/one_use.h"
#include "oauth/dpop.h"
#include "oauth/mtls.h"
#include "oauth/par.h"
#include "profile/clause.h"
#include "role/as_refusal.h"
#include "role/as_userinfo.h"
#include "role/transport.h"

/* ----------------------------------------------------------------------------------------------- beginning, end -- */

static int sound(const fapix_as_check *check)
{
    const fapi_request *request = check->request;

    if (check->as == NULL || request == NULL)
        return FAPI_ERR_ARG;
    if (!check->as->sealed)
        return FAPI_ERR_STATE;
    if (request->status != FAPI_OK) /* a setter that failed, and whose failure the host did not heed */
        return request->status;
    if (request->starved != NULL)
        return FAPI_ERR_NOMEM;
    if (!request->has_method || !request->has_url)
        return FAPI_ERR_STATE;
    return check->now < 0 || check->now > FAPI_MAX_TIME ? FAPI_ERR_CLOCK : FAPI_OK;
}

int fapix_as_begin(fapix_as_check *check)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(check->verdict, FAPI_SUBJECT_REQUEST);
    rc = sound(check);
    return rc == FAPI_OK ? fapix_transport_judge(&check->as->policy, check->request, check->verdict, &check->url) : rc;
}

/* Spec: RFC9449-8-1, RFC9449-9-1  Whoever must or does use nonces gets one for the next try with every refusal. */
static int refusal_nonce(const fapi_as *as, fapi_verdict *verdict, int64_t now)
{
    bool asked = verdict->status == FAPI_DPOP_NONCE_MISSING || verdict->status == FAPI_DPOP_NONCE;

    if (verdict->status == FAPI_OK || verdict->status == FAPI_REPLAY_PENDING)
        return FAPI_OK;
    verdict->nonce[0] = '\0';
    if (as->nonce == NULL || !(asked || verdict->uses_nonces))
        return FAPI_OK;
    return fapi_dpop_nonce_make(as->nonce, now, verdict->nonce, sizeof verdict->nonce);
}

/* A failure to write the answer is a failure of the check: the host must not be left with half of one. */
static int end(const fapi_as *as, fapi_verdict *verdict, int rc, int64_t now)
{
    int final = fapix_verdict_end(verdict, rc), written = FAPI_ERR_INTERNAL;

    /* What was refused after all, as its proof of the client was a replay, revokes nothing. */
    if (verdict->checked == FAPI_ENDPOINT_REVOCATION && final != FAPI_OK && final != FAPI_REPLAY_PENDING)
        verdict->revoke = FAPI_REVOKE_NOTHING;
    if (as != NULL)
        verdict->clause = fapix_policy_clause(&as->policy, final);
    if (as == NULL || !as->sealed) {
        verdict->http = 500;
        verdict->error = "server_error";
        return final;
    }
    written = now < 0 || now > FAPI_MAX_TIME ? FAPI_OK : refusal_nonce(as, verdict, now);
    if (written == FAPI_OK)
        written = fapix_as_refusal_write(as, verdict);
    if (written == FAPI_OK)
        return final;
    verdict->status = FAPI_OK; /* let the failure take the place of what was found */
    final = fapix_verdict_end(verdict, written);
    verdict->clause = NULL;
    verdict->http = 500;
    verdict->error = "server_error";
    return final;
}

static bool uses_basic(const fapi_request *request)
{
    fapix_slice field = fapix_buffer_slice(&request->authorization.value);

    return field.n >= 6 && fapix_slice_is_nocase(fapix_slice_of(field.p, 6), "basic ");
}

int fapix_as_perform(fapix_as_check *check, int (*run)(fapix_as_check *check))
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_begin(check->verdict);
    check->verdict->target.front = check->front;
    check->verdict->target.backchannel = check->backchannel;
    check->verdict->basic = check->request != NULL && uses_basic(check->request);
    check->verdict->now = check->now;
    rc = fapix_as_begin(check);
    if (rc == FAPI_OK)
        rc = run(check);
    return end(check->as, check->verdict, rc, check->now);
}

/* --------------------------------------------------------------------------------------------------- parameters -- */

static size_t next_of_form(const void *source, size_t at, fapix_parameter *parameter)
{
    const fapix_form *form = source;

    if (at >= form->count)
        return 0;
    *parameter = (fapix_parameter){form->parameter[at].name, form->parameter[at].value, FAPIX_PARAMETER_TEXT};
    return at + 1;
}

fapix_parameters fapix_as_parameters(const fapix_form *form)
{
    return (fapix_parameters){form, next_of_form};
}

fapix_slice fapix_as_parameter(const fapix_parameters *parameters, const char *name)
{
    fapix_parameter one;

    for (size_t at = 0; (at = parameters->next(parameters->source, at, &one)) != 0;)
        if (fapix_slice_is(one.name, name))
            return one.value;
    return fapix_slice_of(NULL, 0);
}

int fapix_as_read_form(fapix_as_check *check)
{
    fapix_slice type = fapix_buffer_slice(&check->request->content_type.value);
    /* Spec: RFC6749-3.2-2 */
    int rc = fapix_rule_on(check->verdict, FAPI_FORM_CONTENT_TYPE, fapix_par_is_form(type),
                           fapix_slice_str("application/x-www-form-urlencoded"), type);

    if (rc != FAPI_OK)
        return rc;
    rc = fapix_request_body_form(check->request, &check->form);
    return rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_rule_rc(check->verdict, FAPI_FORM_SYNTAX, rc);
}

/* --------------------------------------------------------------------------------------------------------- keys -- */

static int judge_proof(fapix_as_check *check)
{
    const fapi_request *request = check->request;
    fapi_verdict *verdict = check->verdict;
    fapix_dpop_facts facts = {
        .method = fapix_buffer_slice(&request->method),
        .url = &check->url,
        .algs = (int)fapix_as_control(check, FAPI_CONTROL_ALGS),
        .now = check->now,
        .max_age = fapix_as_control(check, FAPI_CONTROL_DPOP_MAX_AGE),
        .skew_ahead = fapix_as_control(check, FAPI_CONTROL_SKEW_AHEAD),
        .nonce = check->as->nonce,
        .nonce_required = fapix_as_control(check, FAPI_CONTROL_DPOP_NONCE) != 0, /* Spec: FAPI2SP-5.3.2.1-10 */
        .nonce_time = fapix_as_control(check, FAPI_CONTROL_DPOP_NONCE_TIME) != 0,
    };
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_DPOP_PROOF);
    /* Spec: RFC9449-4.3-1 */
    rc = fapix_rule(verdict, FAPI_DPOP_REPEATED, request->dpop.lines == 1);
    if (rc == FAPI_OK)
        rc = fapix_dpop_judge(verdict, fapix_buffer_slice(&request->dpop.value), &facts);
    /* Spec: RFC9449-9-1  Whoever uses nonces gets the next one, whatever is wrong with this proof. */
    verdict->uses_nonces = fapix_json_get(&verdict->proof.claims, "nonce") != NULL;
    if (rc == FAPI_OK)
        rc = fapix_verdict_keep_spent(verdict, FAPI_DPOP_REPLAYED);
    if (rc != FAPI_OK)
        return rc;
    memcpy(check->jkt, verdict->jkt, sizeof check->jkt);
    verdict->has_jkt = false; /* proven, but what it will bind is for the endpoint to say */
    fapix_verdict_clear_space(&verdict->proof);
    return FAPI_OK;
}

int fapix_as_prove_keys(fapix_as_check *check)
{
    const fapi_request *request = check->request;
    fapix_slice stated = fapix_slice_of(request->x5t, request->has_x5t ? FAPI_JKT_LENGTH : 0);
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(check->verdict, FAPI_SUBJECT_CERTIFICATE);
    rc = fapix_mtls_proven(check->verdict, fapix_buffer_slice(&request->certificate), stated, check->x5t);
    if (rc != FAPI_OK)
        return rc;
    /* A field that a server does not know is ignored; tokens are then bound as the policy says, or not given. */
    if (request->dpop.lines == 0 || (fapix_as_control(check, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) == 0) {
        fapix_skip(check->verdict, FAPI_DPOP_SIGNATURE);
        return FAPI_OK;
    }
    return judge_proof(check);
}

/* ------------------------------------------------------------------------------------------------------- claims -- */

/* A client that needs nonces, or uses them, gets the one for its next proof with every answer. */
static int next_nonce(const fapix_as_check *check)
{
    fapi_verdict *verdict = check->verdict;
    bool demanded = fapix_as_control(check, FAPI_CONTROL_DPOP_NONCE) != 0 && check->jkt[0] != '\0';

    if (check->as->nonce == NULL || !(demanded || verdict->uses_nonces))
        return FAPI_OK;
    return fapi_dpop_nonce_make(check->as->nonce, check->now, verdict->nonce, sizeof verdict->nonce);
}

/* Spec: RFC9449-11.1-2, FAPI2SP-6.2-1 */
int fapix_as_claim(fapix_as_check *check)
{
    fapi_verdict *verdict = check->verdict;
    int rc = next_nonce(check);

    if (rc != FAPI_OK || verdict->spent_count == 0)
        return rc;
    if (fapix_as_control(check, FAPI_CONTROL_REPLAY) == 0) {
        fapix_skip(verdict, FAPI_REPLAY_SEEN);
        return FAPI_OK;
    }
    if (check->as->replay_external)
        return fapix_refuse(verdict, FAPI_REPLAY_PENDING);
    for (size_t i = 0; rc == FAPI_OK && i < verdict->spent_count; i++) {
        const fapix_spent *spent = &verdict->spent[i];

        fapix_verdict_about(verdict, spent->subject);
        rc = fapi_replay_add_if_absent(check->as->replay, spent->key, sizeof spent->key, spent->expiry, check->now);
        rc = fapix_rule_rc(verdict, spent->seen, rc == FAPI_REPLAY_SEEN ? spent->seen : rc);
    }
    return rc;
}

/* See fapi.h. */
int fapi_as_finish(const fapi_as *as, fapi_verdict *verdict, int outcome, size_t seen)
{
    int rc = outcome;

    if (as == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided || verdict->status != FAPI_REPLAY_PENDING)
        return FAPI_ERR_STATE;
    if (verdict->checked == FAPI_ENDPOINT_USERINFO)
        return fapix_as_userinfo_finish(as, verdict, outcome, seen);
    if (rc == FAPI_REPLAY_SEEN && seen >= verdict->spent_count)
        return FAPI_ERR_ARG;
    if (rc == FAPI_REPLAY_SEEN) {
        fapix_verdict_about(verdict, verdict->spent[seen].subject);
        rc = verdict->spent[seen].seen;
    } else if (rc != FAPI_OK && rc != FAPI_REPLAY_FULL) {
        rc = FAPI_REPLAY_UNAVAILABLE; /* whatever the host's store said: not added means not accepted */
    }
    rc = fapix_rule_rc(verdict, FAPI_REPLAY_SEEN, rc);
    return end(as, verdict, rc, verdict->now);
}

/* See fapi.h. */
int fapi_as_spent(const fapi_as *as, fapi_verdict *verdict)
{
    if (as == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided || verdict->status != FAPI_OK || verdict->spent_as == 0)
        return FAPI_ERR_STATE;
    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: RFC9700-4.2.4-1, RFC9700-4.14.2-1 - of two at once the later one is a second use like any other */
    if (verdict->spent_as == FAPI_CODE_REUSED || verdict->spent_as == FAPI_REFRESH_USED)
        verdict->revoke = FAPI_REVOKE_FAMILY;
    return end(as, verdict, fapix_refuse(verdict, verdict->spent_as), verdict->now);
}

/* See fapi.h. */
int fapi_as_may_ask(const fapi_as *as, fapi_verdict *verdict)
{
    const char *prompt = NULL;
    size_t n = 0;

    if (as == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided || verdict->status != FAPI_OK || verdict->checked != FAPI_ENDPOINT_AUTHORIZATION)
        return FAPI_ERR_STATE;
    /* Spec: OIDCC-3.1.2.1-5 - none stands alone, as the check has judged */
    if (fapi_verdict_claim_string(verdict, "prompt", 6, &prompt, &n) != FAPI_OK || !fapix_slice_is(fapix_slice_of(prompt, n), "none"))
        return FAPI_OK;
    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    return end(as, verdict, fapix_refuse(verdict, FAPI_AUTHORIZATION_INTERACTION), verdict->now);
}

/* See fapi.h. */
int fapi_as_store_failed(const fapi_as *as, int endpoint, fapi_verdict *verdict)
{
    if (as == NULL || verdict == NULL || endpoint < FAPI_ENDPOINT_AUTHORIZATION || endpoint > FAPI_ENDPOINT_CONSENT)
        return FAPI_ERR_ARG;
    if (!as->sealed)
        return FAPI_ERR_STATE;
    /* A request that passed has proven where its client may be told; of any other nothing is known but where it came to. */
    if (!verdict->decided || verdict->checked != endpoint ||
        (verdict->status != FAPI_OK && verdict->status != FAPI_REPLAY_PENDING)) {
        fapix_verdict_begin(verdict);
        verdict->target.front = endpoint == FAPI_ENDPOINT_AUTHORIZATION || endpoint == FAPI_ENDPOINT_CONSENT;
        verdict->checked = endpoint;
    }
    verdict->revoke = FAPI_REVOKE_NOTHING; /* it could not be */
    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: RFC6749-4.1.2.1-2 */
    return end(as, verdict, fapix_refuse(verdict, FAPI_STORE_UNAVAILABLE), verdict->now);
}
