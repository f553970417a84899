/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of one check of a request object: client, server and limits, stated piece by piece. The judging is
 * request_object.c. */
#include "jose/alg.h"
#include "jose/jwks.h"
#include "oauth/request_object.h"

#define MAX_AUDIENCES 8
#define LONGEST 3600 /* 60 minutes: FAPI 1.0 Advanced 5.2.2 (13), (17), FAPI 2.0 MS 5.3.1 (3), (4) */
#define MAX_SKEW 60

struct fapi_request_object {
    fapi_context *context;
    fapix_slice client_id; /* owned; {NULL, 0}: not set */
    fapi_jwks *jwks;       /* a reference */
    fapix_slice audiences[MAX_AUDIENCES]; /* owned */
    size_t audience_count;
    int algs, registered_alg;
    bool typ_required, backchannel;
    int64_t age, lifetime, ahead, behind;
};

/* See fapi.h. */
fapi_request_object *fapi_request_object_new(fapi_context *context)
{
    fapi_request_object *object = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    object = fapix_alloc(&held->memory, sizeof *object);
    if (object == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    object->context = held;
    object->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    object->age = object->lifetime = LONGEST;
    object->ahead = 10;
    return object;
}

static void drop(const fapi_request_object *object, fapix_slice text)
{
    fapix_free(&object->context->memory, (void *)(uintptr_t)text.p, text.n);
}

/* See fapi.h. */
void fapi_request_object_free(fapi_request_object *object)
{
    fapi_context *context = NULL;

    if (object == NULL)
        return;
    context = object->context;
    drop(object, object->client_id);
    for (size_t i = 0; i < object->audience_count; i++)
        drop(object, object->audiences[i]);
    fapi_jwks_free(object->jwks);
    fapix_free(&context->memory, object, sizeof *object);
    fapix_context_unref(context);
}

static bool is_text(const char *text, size_t n)
{
    return text != NULL && n > 0 && n <= FAPI_MAX_URL;
}

/* See fapi.h. */
int fapi_request_object_set_client(fapi_request_object *object, const char *client_id, size_t client_id_len,
                                   fapi_jwks *jwks)
{
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (object == NULL || !is_text(client_id, client_id_len) || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_ERR_STATE;
    rc = fapix_copy(&object->context->memory, fapix_slice_of(client_id, client_id_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    drop(object, object->client_id);
    object->client_id = copy;
    /* The new one first: it may be the old one. */
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(object->jwks);
    object->jwks = jwks;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_object_add_audience(fapi_request_object *object, const char *audience, size_t audience_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (object == NULL || !is_text(audience, audience_len))
        return FAPI_ERR_ARG;
    if (object->audience_count == MAX_AUDIENCES)
        return FAPI_ERR_RANGE;
    rc = fapix_copy(&object->context->memory, fapix_slice_of(audience, audience_len),
                    &object->audiences[object->audience_count]);
    if (rc == FAPI_OK)
        object->audience_count++;
    return rc;
}

/* See fapi.h. */
int fapi_request_object_set_algs(fapi_request_object *object, int algs)
{
    if (object == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    object->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_object_set_registered_alg(fapi_request_object *object, int alg)
{
    if (object == NULL || (alg != 0 && fapi_alg_name(alg) == NULL))
        return FAPI_ERR_ARG;
    object->registered_alg = alg;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_object_set_typ_required(fapi_request_object *object, int on)
{
    if (object == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    object->typ_required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_object_set_backchannel(fapi_request_object *object, int on)
{
    if (object == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    object->backchannel = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_object_set_limits(fapi_request_object *object, int64_t age, int64_t lifetime)
{
    if (object == NULL)
        return FAPI_ERR_ARG;
    if (age < 1 || age > LONGEST || lifetime < 1 || lifetime > LONGEST)
        return FAPI_ERR_RANGE;
    object->age = age;
    object->lifetime = lifetime;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_request_object_set_skew(fapi_request_object *object, int64_t ahead, int64_t behind)
{
    if (object == NULL)
        return FAPI_ERR_ARG;
    if (ahead < 0 || ahead > MAX_SKEW || behind < 0 || behind > MAX_SKEW)
        return FAPI_ERR_RANGE;
    object->ahead = ahead;
    object->behind = behind;
    return FAPI_OK;
}

fapix_request_object_setup fapix_request_object_setup_of(const fapi_request_object *object)
{
    if (object == NULL)
        return (fapix_request_object_setup){{NULL, 0}, 0, false};
    return (fapix_request_object_setup){object->client_id, object->registered_alg, object->backchannel};
}

int fapix_request_object_judge_with(const fapi_request_object *object, fapix_slice request, int64_t now,
                                    fapi_verdict *verdict)
{
    fapix_request_object_facts facts = {
        .client_id = object->client_id,
        .jwks = object->jwks,
        .registered_alg = object->registered_alg,
        .algs = object->algs,
        .audiences = object->audiences,
        .audience_count = object->audience_count,
        .typ_required = object->typ_required,
        .required = object->backchannel ? FAPIX_REQUEST_OBJECT_BACKCHANNEL : FAPIX_REQUEST_OBJECT_AUTHORIZATION,
        .now = now,
        .skew_ahead = object->ahead,
        .skew_behind = object->behind,
        .max_age = object->age,
        .max_lifetime = object->lifetime,
    };
    int rc = FAPI_ERR_INTERNAL;

    if (request.p == NULL && request.n > 0)
        return FAPI_ERR_ARG;
    if (object->client_id.n == 0 || object->audience_count == 0)
        return FAPI_POLICY_EMPTY;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    rc = fapix_request_object_judge(verdict, request, &facts);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    return rc;
}

/* See fapi.h. */
int fapi_request_object_check(const fapi_request_object *object, const char *request, size_t request_len, int64_t now,
                              fapi_verdict *verdict)
{
    int rc = FAPI_ERR_ARG;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST_OBJECT);
    if (object != NULL)
        rc = fapix_request_object_judge_with(object, fapix_slice_of(request, request_len), now, verdict);
    rc = fapix_verdict_end(verdict, rc);
    /* Spec: RFC9101-7-1 - the rules of every JWS leave the answer to the kind of message */
    if (rc != FAPI_OK && fapi_status_http(rc) == 0) {
        verdict->http = 400;
        verdict->error = "invalid_request_object";
    }
    return rc;
}
