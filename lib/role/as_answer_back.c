/* SPDX-License-Identifier: Apache-2.0 */
/* The other answers of the back channel: pushed requests, introspection, backchannel requests. */
#include "base/json_write.h"
#include "oauth/introspection_response.h"
#include "oauth/par.h"
#include "oauth/token_response.h"
#include "role/as_answer.h"

#define DEFAULT_LIFETIME 300
#define LONGEST_INTERVAL 86400

/* ---- pushed requests ---- */

/* Spec: RFC9126-2.2-1, FAPI2SP-5.3.2.2-12, BROF-5.2.2-22, CDR-reqobj-1 */
static int build_par(const fapi_as *as, const fapi_verdict *verdict, fapi_answer *answer)
{
    const int64_t least = fapix_as_value(as, FAPI_CONTROL_REQUEST_URI_MIN_LIFETIME);
    const int64_t most = fapix_as_value(as, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME);
    const int64_t lifetime = answer->expires_in == 0 ? most : answer->expires_in;
    const fapix_slice uri = fapix_answer_part(answer, FAPI_PART_REQUEST_URI);

    if (uri.n == 0)
        return FAPI_ANSWER_PART;
    if (!fapix_par_is_request_uri(uri))
        return FAPI_REQUEST_URI_FORM; /* Spec: RFC9126-2.2-2 */
    if (lifetime < least || lifetime > most)
        return FAPI_PAR_LIFETIME;
    fapix_buffer_str(&answer->body, "{");
    fapix_write_text_member(&answer->body, "request_uri", uri);
    fapix_write_integer_member(&answer->body, "expires_in", lifetime);
    fapix_buffer_str(&answer->body, "}");
    return fapix_answer_json_fields(answer, verdict, 201);
}

/* See fapi.h. */
int fapi_as_answer_par(const fapi_as *as, const fapi_verdict *verdict, fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, FAPIX_PART_BIT(FAPI_PART_REQUEST_URI));
    if (as == NULL || verdict == NULL)
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK)
        rc = fapix_answer_judge(as, verdict, 0);
    if (rc == FAPI_OK)
        rc = build_par(as, verdict, answer);
    return fapix_answer_end(answer, rc);
}

/* ---- backchannel requests ---- */

static int build_backchannel(const fapi_as *as, const fapi_verdict *verdict, int64_t interval, fapi_answer *answer)
{
    const fapix_slice id = fapix_answer_part(answer, FAPI_PART_AUTH_REQ_ID);
    const int64_t lifetime = answer->expires_in == 0 ? DEFAULT_LIFETIME : answer->expires_in;
    int rc = FAPI_ERR_INTERNAL;

    if (interval < 0 || interval > LONGEST_INTERVAL)
        return FAPI_ERR_RANGE;
    if (id.n == 0)
        return FAPI_ANSWER_PART;
    rc = fapix_secret_judge(id, FAPIX_SECRET_URL, fapix_as_value(as, FAPI_CONTROL_SECRET_MIN_BITS));
    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(&answer->body, "{"); /* Spec: CIBA-7.3-1 */
    fapix_write_text_member(&answer->body, "auth_req_id", id);
    fapix_write_integer_member(&answer->body, "expires_in", lifetime);
    if (interval > 0)
        fapix_write_integer_member(&answer->body, "interval", interval);
    fapix_buffer_str(&answer->body, "}");
    return fapix_answer_json_fields(answer, verdict, 200);
}

/* See fapi.h. */
int fapi_as_answer_backchannel(const fapi_as *as, const fapi_verdict *verdict, int64_t interval, fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, FAPIX_PART_BIT(FAPI_PART_AUTH_REQ_ID));
    if (as == NULL || verdict == NULL)
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK)
        rc = fapix_answer_judge(as, verdict, 0);
    if (rc == FAPI_OK)
        rc = build_backchannel(as, verdict, interval, answer);
    return fapix_answer_end(answer, rc);
}

/* ---- introspection ---- */

/* *members: NULL for a token that is not active. */
static int read_members(fapi_answer *answer, fapix_slice text, int64_t now, const fapix_json **members)
{
    bool active = false;
    int rc = FAPI_ERR_INTERNAL;

    *members = NULL;
    if (text.n == 0)
        return FAPI_OK;
    rc = fapix_answer_read(&answer->claims, text);
    if (rc == FAPI_OK)
        rc = fapix_introspection_judge(&answer->claims.json, now, &active);
    if (rc == FAPI_OK && active)
        *members = &answer->claims.json;
    return rc;
}

/* Spec: FAPI2MS-5.5.1-1, RFC9701-5-1 */
static int sign_introspection(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict,
                              const fapix_json *members, int64_t now, fapi_answer *answer)
{
    const fapix_recipient recipient = fapix_recipient_of(client, FAPIX_CLIENT_ALG_INTROSPECTION);
    fapix_slice jwt = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    fapix_introspection_jwt(members, as->issuer, client->id, now, &answer->payload);
    rc = fapix_answer_sign(as, &recipient, "token-introspection+jwt", answer, &jwt);
    if (rc == FAPI_OK)
        rc = fapix_buffer_add(&answer->body, jwt);
    return rc == FAPI_OK ? fapix_answer_jwt_fields(answer, verdict, "application/token-introspection+jwt") : rc;
}

int fapix_as_introspection_build(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, fapix_slice members,
                                 int64_t now, fapi_answer *answer)
{
    const int64_t use = fapix_as_value(as, FAPI_CONTROL_INTROSPECTION_SIGNED);
    const bool encrypts = client->jwe_alg[FAPIX_CLIENT_ALG_INTROSPECTION] != 0;
    const fapix_json *json = NULL;
    int rc = read_members(answer, members, now, &json);

    if (rc != FAPI_OK)
        return rc;
    /* What was registered holds whatever the request's Accept field says: no other answer goes out in plain. */
    if (use == FAPI_USE_OFF && encrypts)
        return FAPI_ANSWER_ENCRYPTION;
    if (use == FAPI_USE_REQUIRED || encrypts || (use != FAPI_USE_OFF && verdict->wants_jwt))
        return sign_introspection(as, client, verdict, json, now, answer);
    fapix_introspection_write(json, &answer->body);
    return fapix_answer_json_fields(answer, verdict, 200);
}

/* See fapi.h. */
int fapi_as_answer_introspection(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, int64_t now,
                                 fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, FAPIX_PART_BIT(FAPI_PART_INTROSPECTION));
    if (as == NULL || client == NULL || verdict == NULL)
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK)
        rc = fapix_answer_judge(as, verdict, now);
    if (rc == FAPI_OK)
        rc = fapix_as_introspection_build(as, client, verdict, fapix_answer_part(answer, FAPI_PART_INTROSPECTION), now, answer);
    return fapix_answer_end(answer, rc);
}
