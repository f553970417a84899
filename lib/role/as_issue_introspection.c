/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says of a token that it issued, from what it stored. */
#include "base/json_write.h"
#include "oauth/grant.h"
#include "role/as_answer.h"
#include "role/as_issue.h"

#define MEMBERS_MAX FAPI_MAX_JWT

/* Spec: RFC7662-2.2-2, RFC7662-2.2-6 - what is no access token opens no door, whatever else it is good for */
static bool is_active(const fapi_grant *found, int64_t now)
{
    return found != NULL && found->type == FAPI_GRANT_ACCESS_TOKEN && !found->used && found->expires_at >= 0 &&
           !fapix_grant_expired(found, 0, now);
}

static void write_text(fapix_buffer *out, const char *name, fapix_slice text)
{
    if (text.n > 0)
        fapix_write_text_member(out, name, text);
}

static void write_confirmation(fapix_buffer *out, const fapi_grant *found)
{
    const fapix_slice jkt = found->text[FAPIX_GRANT_JKT], x5t = found->text[FAPIX_GRANT_X5T];

    fapix_write_text_member(out, "token_type", fapix_slice_str(jkt.n > 0 ? "DPoP" : "Bearer")); /* Spec: RFC9449-6.2-1 */
    if (jkt.n == 0 && x5t.n == 0)
        return;
    fapix_write_name(out, fapix_slice_str("cnf"));
    fapix_buffer_str(out, "{");
    write_text(out, "jkt", jkt);
    write_text(out, "x5t#S256", x5t); /* Spec: RFC8705-3.2-1 */
    fapix_buffer_str(out, "}");
}

/* Spec: RFC9470-6.2-1 - a resource server that asks users to come in anew must see that they did. A client on its own behalf has no user. */
static int write_user(fapix_buffer *out, const fapi_grant *found, fapi_answer *answer)
{
    static const char *const told[] = {"sub", "acr", "auth_time"};
    const fapix_json *user = &answer->request.json;
    int rc = FAPI_OK;

    if (found->text[FAPIX_GRANT_USER].n == 0) {
        write_text(out, "sub", found->text[FAPIX_GRANT_CLIENT]);
        return FAPI_OK;
    }
    rc = fapix_answer_read(&answer->request, found->text[FAPIX_GRANT_USER]);
    for (size_t i = 0; rc == FAPI_OK && i < sizeof told / sizeof *told; i++) {
        const fapix_json_node *claim = fapix_json_get(user, told[i]);

        if (claim != NULL)
            fapix_write_node(out, claim);
    }
    return rc;
}

static int write_members(const fapi_as *as, const fapi_grant *found, fapi_answer *answer, fapix_buffer *out)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "iss", as->issuer);
    write_text(out, "client_id", found->text[FAPIX_GRANT_CLIENT]);
    write_text(out, "scope", found->text[FAPIX_GRANT_SCOPE]);
    write_confirmation(out, found);
    fapix_write_integer_member(out, "exp", found->expires_at);
    fapix_write_integer_member(out, "iat", found->issued_at);
    write_text(out, "jti", found->text[FAPIX_GRANT_JTI]);
    if (found->text[FAPIX_GRANT_RESOURCE].n > 0)
        fapix_write_json_member(out, "aud", found->text[FAPIX_GRANT_RESOURCE]);
    if (found->text[FAPIX_GRANT_DETAILS].n > 0) /* Spec: RFC9396-9.2-1 */
        fapix_write_json_member(out, "authorization_details", found->text[FAPIX_GRANT_DETAILS]);
    rc = write_user(out, found, answer);
    fapix_buffer_str(out, "}");
    return rc == FAPI_OK ? out->status : rc;
}

static int tell(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict, const fapi_grant *found, int64_t now,
                fapi_answer *answer)
{
    fapix_buffer members;
    int rc = FAPI_OK;

    fapix_buffer_init(&members, &as->context->memory, MEMBERS_MAX);
    if (is_active(found, now))
        rc = write_members(as, found, answer, &members);
    if (rc == FAPI_OK)
        rc = fapix_as_introspection_build(as, client, verdict, members.n == 0 ? fapix_slice_of(NULL, 0) : fapix_buffer_slice(&members),
                                          now, answer);
    fapix_buffer_free(&members);
    return rc;
}

/* See fapi.h. */
int fapi_as_issue_introspection(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict,
                                const fapi_grant *found, int64_t now, fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    fapix_answer_forget(answer);
    if (as == NULL || client == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_issue_judge(as, verdict, FAPI_ENDPOINT_INTROSPECTION, now);
    if (rc == FAPI_OK)
        rc = fapix_issue_open(answer, 0);
    if (rc == FAPI_OK)
        rc = tell(as, client, verdict, found, now, answer);
    return fapix_issue_close(answer, NULL, NULL, fapix_answer_end(answer, rc));
}
