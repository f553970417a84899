/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of backchannel requests: limits that stay, and the client of one request. The judging is
 * backchannel_request.c. */
#include "oauth/backchannel_request.h"

#include "crypto/provider.h"
#include "oauth/parameters.h"
#include "oauth/request_object.h"

#define MAX_TYPES 64
#define MAX_TYPE 256
#define LONGEST 31536000 /* seconds: a year */
#define ALL_HINTS (FAPI_HINT_LOGIN | FAPI_HINT_LOGIN_TOKEN | FAPI_HINT_ID_TOKEN)
#define ALL_GRANTS (FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN | FAPI_GRANT_CLIENT_CREDENTIALS | \
                    FAPI_GRANT_CIBA)

struct fapi_backchannel_request {
    fapi_context *context;
    fapix_backchannel_facts facts; /* without the slices of the client */
    fapix_slice types[MAX_TYPES];  /* owned */
    uint8_t client_id[FAPIX_MAX_CLIENT_ID];
    size_t client_id_n; /* 0: no client */
};

/* See fapi.h. */
fapi_backchannel_request *fapi_backchannel_request_new(fapi_context *context)
{
    fapi_backchannel_request *request = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    request = fapix_alloc(&held->memory, sizeof *request);
    if (request == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    request->context = held;
    request->facts.signed_required = true;
    request->facts.hints = ALL_HINTS;
    request->facts.delivery = FAPI_BACKCHANNEL_POLL | FAPI_BACKCHANNEL_PING;
    request->facts.message_max = 64;
    request->facts.expiry_max = LONGEST;
    request->facts.details_types = request->types;
    return request;
}

/* See fapi.h. */
void fapi_backchannel_request_free(fapi_backchannel_request *request)
{
    fapi_context *context = NULL;

    if (request == NULL)
        return;
    context = request->context;
    for (size_t i = 0; i < request->facts.details_type_count; i++)
        fapix_free(&context->memory, (void *)(uintptr_t)request->types[i].p, request->types[i].n);
    fapix_free(&context->memory, request, sizeof *request);
    fapix_context_unref(context);
}

const fapix_backchannel_facts *fapix_backchannel_limits(const fapi_backchannel_request *request)
{
    return &request->facts;
}

/* See fapi.h. */
void fapi_backchannel_request_reset(fapi_backchannel_request *request)
{
    if (request == NULL)
        return;
    request->client_id_n = 0;
    request->facts.client_type = request->facts.client_grant_types = request->facts.client_delivery = 0;
    request->facts.client_user_code = false;
}

/* -------------------------------------------------------------------------------------------------------- limits -- */

/* See fapi.h. */
int fapi_backchannel_request_set_signed_required(fapi_backchannel_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->facts.signed_required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_set_hints(fapi_backchannel_request *request, int kinds)
{
    if (request == NULL || kinds <= 0 || (kinds & ~ALL_HINTS) != 0)
        return FAPI_ERR_ARG;
    request->facts.hints = kinds;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_set_delivery(fapi_backchannel_request *request, int modes)
{
    /* Spec: FAPICIBA-5.2.2-4, FAPICIBA-5.2.2-3 - poll is always served, push never */
    if (request == NULL || (modes & FAPI_BACKCHANNEL_POLL) == 0 ||
        (modes & ~(FAPI_BACKCHANNEL_POLL | FAPI_BACKCHANNEL_PING)) != 0)
        return FAPI_ERR_ARG;
    request->facts.delivery = modes;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_set_user_code_required(fapi_backchannel_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->facts.user_code_required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_set_binding_message(fapi_backchannel_request *request, int required, int64_t characters)
{
    if (request == NULL || required < 0 || required > 1)
        return FAPI_ERR_ARG;
    if (characters < 8 || characters > 1024)
        return FAPI_ERR_RANGE;
    request->facts.message_required = required == 1;
    request->facts.message_max = characters;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_set_max_expiry(fapi_backchannel_request *request, int64_t seconds)
{
    if (request == NULL)
        return FAPI_ERR_ARG;
    if (seconds < 1 || seconds > LONGEST)
        return FAPI_ERR_RANGE;
    request->facts.expiry_max = seconds;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_set_context_required(fapi_backchannel_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->facts.context_required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_add_details_type(fapi_backchannel_request *request, const char *type, size_t type_len)
{
    size_t count = request == NULL ? 0 : request->facts.details_type_count;
    int rc = FAPI_ERR_INTERNAL;

    if (request == NULL || type == NULL || type_len == 0 || type_len > MAX_TYPE)
        return FAPI_ERR_ARG;
    if (count == MAX_TYPES)
        return FAPI_ERR_RANGE;
    rc = fapix_copy(&request->context->memory, fapix_slice_of(type, type_len), &request->types[count]);
    if (rc == FAPI_OK)
        request->facts.details_type_count++;
    return rc;
}

/* ---------------------------------------------------------------------------------------------------- the client -- */

/* See fapi.h. */
int fapi_backchannel_request_set_client(fapi_backchannel_request *request, const char *client_id, size_t client_id_len,
                                        int type, int grant_types, int delivery)
{
    if (request == NULL || client_id == NULL || client_id_len == 0 || client_id_len > FAPIX_MAX_CLIENT_ID ||
        (type != FAPI_CLIENT_PUBLIC && type != FAPI_CLIENT_CONFIDENTIAL) || grant_types < 0 ||
        (grant_types & ~ALL_GRANTS) != 0)
        return FAPI_ERR_ARG;
    if (delivery != 0 && delivery != FAPI_BACKCHANNEL_POLL && delivery != FAPI_BACKCHANNEL_PING &&
        delivery != FAPI_BACKCHANNEL_PUSH)
        return FAPI_ERR_ARG;
    memcpy(request->client_id, client_id, client_id_len);
    request->client_id_n = client_id_len;
    request->facts.client_type = type;
    request->facts.client_grant_types = grant_types;
    request->facts.client_delivery = delivery;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_backchannel_request_set_client_user_code(fapi_backchannel_request *request, int on)
{
    if (request == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    request->facts.client_user_code = on == 1;
    return FAPI_OK;
}

/* ----------------------------------------------------------------------------------------------------- the check -- */

/* The answer of a CIBA endpoint, where the status alone would give that of another one. */
static int end(fapi_verdict *verdict, int rc)
{
    rc = fapix_verdict_end(verdict, rc);
    if (rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    verdict->error = fapix_backchannel_error(rc);
    verdict->http = fapi_status_http(rc) == 0 ? 400 : fapi_status_http(rc);
    return rc;
}

/* Is the object set up for a backchannel request of the same client? */
static int sound(const fapi_backchannel_request *request, const fapi_request_object *object, int64_t now)
{
    fapix_request_object_setup setup = fapix_request_object_setup_of(object);

    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    if (request->client_id_n == 0)
        return FAPI_ERR_STATE;
    if (object == NULL)
        return FAPI_OK;
    if (!setup.backchannel ||
        !fapix_slice_eq(setup.client_id, fapix_slice_of(request->client_id, request->client_id_n)))
        return FAPI_ERR_STATE;
    return FAPI_OK;
}

static int check(const fapi_backchannel_request *request, const fapi_parameters *parameters,
                 const fapi_request_object *object, int64_t now, fapi_verdict *verdict)
{
    fapix_backchannel_facts facts;
    fapix_parameters view;
    fapix_slice text;
    int rc = request == NULL ? FAPI_ERR_ARG : fapix_parameters_of(parameters, &view);

    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
    rc = sound(request, object, now);
    if (rc != FAPI_OK)
        return rc;
    facts = request->facts;
    facts.client_id = fapix_slice_of(request->client_id, request->client_id_n);
    facts.client_alg = fapix_request_object_setup_of(object).registered_alg;
    rc = fapix_backchannel_judge_form(verdict, &view, &facts, &text);
    if (rc == FAPI_OK && text.n > 0) {
        rc = fapix_request_object_judge_with(object, text, now, verdict);
        view = fapix_parameters_of_json(&verdict->token.claims);
        verdict->readable = &verdict->token;
    }
    return rc == FAPI_OK ? fapix_backchannel_judge(verdict, &view, &facts) : rc;
}

/* See fapi.h. */
int fapi_backchannel_request_check(const fapi_backchannel_request *request, const fapi_parameters *parameters,
                                   const fapi_request_object *object, int64_t now, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return end(verdict, check(request, parameters, object, now, verdict));
}

/* See fapi.h. */
int fapi_backchannel_request_finish(fapi_verdict *verdict, int found)
{
    static const int known[] = {FAPI_OK, FAPI_BACKCHANNEL_HINT, FAPI_BACKCHANNEL_HINT_EXPIRED,
                                FAPI_BACKCHANNEL_USER_UNKNOWN, FAPI_BACKCHANNEL_USER_CODE_MISSING,
                                FAPI_BACKCHANNEL_USER_CODE, FAPI_BACKCHANNEL_MESSAGE, FAPI_BACKCHANNEL_DENIED};
    size_t i = 0;

    while (i < sizeof known / sizeof *known && found != known[i])
        i++;
    if (verdict == NULL || i == sizeof known / sizeof *known)
        return FAPI_ERR_ARG;
    if (!verdict->decided || verdict->status != FAPI_OK)
        return FAPI_ERR_STATE;
    /* Spec: CIBA-7.2-1 */
    return found == FAPI_OK ? FAPI_OK : end(verdict, fapix_refuse(verdict, found));
}
