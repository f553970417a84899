/* SPDX-License-Identifier: Apache-2.0 */
/* The userinfo response: JSON, or a JWT for a client that registered it so. */
#include "oauth/userinfo_make.h"
#include "role/answer_handle.h"
#include "role/as_userinfo.h"

static fapix_slice text_of(const fapi_verdict *verdict, const char *name)
{
    const fapix_json_node *node = fapix_json_get(&verdict->token.claims, name);

    return node == NULL || node->type != FAPIX_JSON_STRING ? fapix_slice_of(NULL, 0) : node->value;
}

/* The verdict is of this endpoint, and the client the one of the token. */
static int judge(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, int64_t now)
{
    int rc = fapix_answer_judge(as, verdict, now);

    if (rc == FAPI_OK && !(fapix_as_is_userinfo(verdict) && fapix_slice_eq(text_of(verdict, "client_id"), client->id)))
        rc = FAPI_ERR_STATE;
    return rc;
}

static int build_json(const fapi_verdict *verdict, const fapix_userinfo_make_facts *facts, fapi_answer *answer)
{
    int rc = fapix_userinfo_write(&answer->claims.json, facts, &answer->body);

    return rc == FAPI_OK ? fapix_answer_json_fields(answer, verdict, 200) : rc;
}

/* Spec: OIDCC-5.3.2-6, OIDCC-5.3.2-7 */
static int build_jwt(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict,
                     const fapix_userinfo_make_facts *facts, fapi_answer *answer)
{
    const fapix_recipient recipient = fapix_recipient_of(client, FAPIX_CLIENT_ALG_USERINFO);
    fapix_slice jwt = {NULL, 0};
    int rc = fapix_userinfo_write(&answer->claims.json, facts, &answer->payload);

    if (rc == FAPI_OK)
        rc = fapix_answer_sign(as, &recipient, "JWT", answer, &jwt);
    if (rc == FAPI_OK)
        rc = fapix_buffer_add(&answer->body, jwt);
    return rc == FAPI_OK ? fapix_answer_jwt_fields(answer, verdict, "application/jwt") : rc;
}

/* See fapi.h. */
int fapi_as_answer_userinfo(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const char *claims,
                            size_t claims_len, int64_t now, fapi_answer *answer)
{
    fapix_userinfo_make_facts facts = {.now = now};
    bool jwt = false;
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, 0);
    if (as == NULL || client == NULL || verdict == NULL || claims == NULL)
        rc = FAPI_ERR_ARG;
    if (rc == FAPI_OK)
        rc = judge(as, client, verdict, now);
    if (rc == FAPI_OK)
        rc = fapix_answer_read(&answer->claims, fapix_slice_of(claims, claims_len));
    if (rc != FAPI_OK)
        return fapix_answer_end(answer, rc);
    jwt = client->alg[FAPIX_CLIENT_ALG_USERINFO] != 0 || client->jwe_alg[FAPIX_CLIENT_ALG_USERINFO] != 0;
    facts.sub = text_of(verdict, "sub");
    facts.scope = text_of(verdict, "scope");
    if (jwt) {
        facts.issuer = as->issuer;
        facts.client_id = client->id;
    }
    rc = jwt ? build_jwt(as, client, verdict, &facts, answer) : build_json(verdict, &facts, answer);
    return fapix_answer_end(answer, rc);
}
