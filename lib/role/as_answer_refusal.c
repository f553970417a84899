/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to a message that was refused. */
#include "base/status.h"
#include "role/as_front.h"
#include "role/as_refusal.h"
#include "role/as_userinfo.h"

/* Spec: RFC9110-15.5.6-1 */
static int add_allow(const fapi_verdict *verdict, int http, fapi_answer *answer)
{
    const bool get = (verdict->target.front && verdict->status != FAPI_CONSENT_METHOD) || fapix_as_is_userinfo(verdict);

    if (http != 405)
        return FAPI_OK;
    return fapix_answer_field_add(answer, "Allow", fapix_slice_str(get ? "GET, POST" : "POST"));
}

/* A nonce must come with an error that asks for one; the check has put it into the verdict, unless it was cut off
 * before. */
static int add_nonce(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_answer *answer)
{
    char nonce[FAPI_JKT_LENGTH + 1];
    int rc = FAPI_ERR_INTERNAL;

    if (verdict->nonce[0] != '\0')
        return FAPI_OK;
    if (as->nonce == NULL)
        return FAPI_ERR_STATE;
    rc = fapi_dpop_nonce_make(as->nonce, now, nonce, sizeof nonce);
    return rc == FAPI_OK ? fapix_answer_field_add(answer, "DPoP-Nonce", fapix_slice_str(nonce)) : rc;
}

static int add_challenge(const fapi_as *as, const fapi_verdict *verdict, fapi_answer *answer)
{
    int rc = fapix_answer_field_open(answer, "WWW-Authenticate");

    if (rc == FAPI_OK)
        rc = fapix_as_challenge(as, verdict, &answer->header_text);
    return rc == FAPI_OK ? fapix_answer_field_close(answer) : rc;
}

static int answer_client(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_answer *answer)
{
    const char *error = NULL;
    int http = 0, rc = fapix_as_refusal_of(verdict, &error, &http);

    if (rc == FAPI_OK)
        rc = fapix_as_error_json(verdict, &answer->body);
    if (rc == FAPI_OK)
        rc = fapix_answer_json_fields(answer, verdict, http);
    if (rc == FAPI_OK && strcmp(error, "use_dpop_nonce") == 0)
        rc = add_nonce(as, verdict, now, answer);
    if (rc == FAPI_OK && http == 401)
        rc = add_challenge(as, verdict, answer); /* Spec: RFC9110-15.5.2-1 */
    if (rc == FAPI_OK)
        rc = add_allow(verdict, http, answer);
    if (rc == FAPI_OK)
        rc = fapix_answer_retry_after(answer, http);
    return rc;
}

/* What the userinfo endpoint refused, it refused as a resource server. Spec: OIDCC-5.3.3-1 */
static int answer_resource(const fapi_verdict *verdict, fapi_answer *answer)
{
    int rc = fapix_rs_answer_build(verdict, answer);

    return rc == FAPI_OK ? add_allow(verdict, verdict->http, answer) : rc;
}

static int show_page(const fapi_verdict *verdict, const char *text, fapi_answer *answer)
{
    const fapix_status_row *row = fapix_status_row_of(verdict->status);
    int http = row->http == 405 || row->http >= 500 ? row->http : 400;
    const bool answered = verdict->status >= FAPI_CONSENT_METHOD && verdict->status <= FAPI_CONSENT_EXPIRED;
    int rc = fapix_front_page(http, answered ? "Your answer came too late, or twice, or from another page."
                                             : "The application that sent you here made a request that cannot be answered.",
                              text, answer);

    if (rc == FAPI_OK)
        rc = add_allow(verdict, http, answer);
    if (rc == FAPI_OK)
        rc = fapix_answer_retry_after(answer, http);
    return rc;
}

static int redirect(const fapi_as *as, const fapi_verdict *verdict, const fapi_encrypter *to, int64_t now, fapi_answer *answer)
{
    const fapix_target *target = &verdict->target;
    const int64_t lifetime = fapix_as_value(as, FAPI_CONTROL_JARM_LIFETIME);
    const char *error = NULL;
    int http = 0, rc = fapix_as_refusal_of(verdict, &error, &http);
    fapix_front front = {.as = as, .mode = target->mode, .recipient = {target->alg, target->encrypts, to},
                         .redirect_uri = fapix_slice_of(target->redirect_uri, target->redirect_uri_n),
                         .client_id = fapix_slice_of(target->client_id, target->client_id_n), .exp = now + lifetime};
    fapix_response response = {0};

    if (rc != FAPI_OK || front.exp > FAPI_MAX_TIME)
        return rc != FAPI_OK ? rc : FAPI_ERR_CLOCK;
    /* Spec: RFC6749-4.1.2.1-3 - the rows' texts are tested for their characters */
    fapix_response_add(&response, "error", fapix_slice_str(error));
    fapix_response_add(&response, "error_description",
                       fapix_slice_str(fapix_status_told(fapix_status_row_of(verdict->status))));
    /* Spec: RFC6749-4.1.2-4, OIDCC-3.1.2.6-2 */
    fapix_response_add(&response, "state", fapix_slice_of(target->state, target->state_n));
    return fapix_front_send(&front, &response, answer);
}

/* A client that wants its responses encrypted gets refusals so as well. The client itself may be gone by now: its key is in the verdict. */
static int redirect_sealed(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_answer *answer)
{
    const fapix_target *target = &verdict->target;
    fapi_encrypter *to = NULL;
    int rc = FAPI_OK;

    if (target->encrypts && target->recipient_n > 0 && fapix_front_is_jwt(target->mode))
        rc = fapix_encrypter_from_document(as->context, fapix_slice_of(target->recipient, target->recipient_n), target->enc, &to);
    if (rc == FAPI_OK)
        rc = redirect(as, verdict, to, now, answer);
    fapi_encrypter_free(to);
    return rc;
}

static int answer_user(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_answer *answer)
{
    const char *text = fapix_status_told(fapix_status_row_of(verdict->status));
    int rc = FAPI_ERR_INTERNAL;

    if (!fapix_as_redirects(as, verdict))
        return show_page(verdict, text, answer);
    rc = redirect_sealed(as, verdict, now, answer);
    /* A client whose algorithm nobody here has cannot be told anything that it would believe. */
    return rc == FAPI_ANSWER_ALG || rc == FAPI_ANSWER_ENCRYPTION ? show_page(verdict, text, answer) : rc;
}

/* See fapi.h. */
int fapi_as_answer_refusal(const fapi_as *as, const fapi_verdict *verdict, int64_t now, fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    fapix_answer_forget(answer);
    if (as == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    if (!as->sealed || !verdict->decided || verdict->status == FAPI_OK || verdict->status == FAPI_REPLAY_PENDING)
        return FAPI_ERR_STATE;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    if (fapix_status_row_of(verdict->status) == NULL)
        return FAPI_ERR_INTERNAL;
    if (fapix_as_is_userinfo(verdict) && verdict->http < 500)
        rc = answer_resource(verdict, answer);
    else
        rc = verdict->target.front ? answer_user(as, verdict, now, answer) : answer_client(as, verdict, now, answer);
    return fapix_answer_end(answer, rc);
}
