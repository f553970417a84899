/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP answer of a resource server, as one whole: what the check has written into the verdict, in the form in which it is sent. */
#include "role/answer_handle.h"
#include "role/resource_server.h"

/* A verdict that a resource request was judged for, to the end. */
static bool is_final(const fapi_verdict *verdict)
{
    return verdict->decided && verdict->status != FAPI_REPLAY_PENDING && verdict->checked == 0 && !verdict->target.front &&
           verdict->http != 0;
}

/* Spec: RFC6750-3-1, RFC6750-3.1-1, RFC9449-7.1-2, RFC9110-15.5.2-1 - every challenge stands in one field, as a list */
static int add_challenges(const fapi_verdict *verdict, fapi_answer *answer)
{
    if (verdict->www_authenticate.n == 0)
        return FAPI_OK;
    return fapix_answer_field_add(answer, "WWW-Authenticate", fapix_buffer_slice(&verdict->www_authenticate));
}

int fapix_rs_answer_build(const fapi_verdict *verdict, fapi_answer *answer)
{
    int rc = FAPI_OK;

    if (verdict->error_json.n > 0)
        rc = fapix_buffer_add(&answer->body, fapix_buffer_slice(&verdict->error_json));
    /* Spec: RFC9449-8.2-2, FAPI1BASE-6.2.1-11 - with a nonce not kept anywhere, and so never without that */
    if (rc == FAPI_OK)
        rc = fapix_answer_json_fields(answer, verdict, verdict->http);
    if (rc == FAPI_OK)
        rc = add_challenges(verdict, answer);
    return rc == FAPI_OK ? fapix_answer_retry_after(answer, verdict->http) : rc;
}

/* See fapi.h. */
int fapi_rs_answer(const fapi_rs *rs, const fapi_verdict *verdict, fapi_answer *answer)
{
    if (answer == NULL)
        return FAPI_ERR_ARG;
    fapix_answer_forget(answer);
    if (rs == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    if (!rs->sealed || !is_final(verdict))
        return FAPI_ERR_STATE;
    return fapix_answer_end(answer, fapix_rs_answer_build(verdict, answer));
}
