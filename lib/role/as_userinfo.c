/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A userinfo request, OpenID Connect Core 5.3.1, is one to a resource server whose token the issuer was asked about, only that the issuer is
 * this server: in place of an introspection response there is the row that it stored. The steps are those of a resource server.
 */
#include "role/as_userinfo.h"

#include "base/json_write.h"
#include "oauth/grant.h"
#include "oauth/par.h"
#include "profile/clause.h"
#include "role/rs_check.h"

typedef struct userinfo_check {
    fapix_rs_check base; /* first: run gets its address */
    fapi_request *request;
    const fapi_grant *found;
} userinfo_check;

/* ------------------------------------------------------------------------------------------------------- sealing -- */

/* What regimes want of calls to their APIs is no matter of the userinfo endpoint. */
static fapi_rs *new_server(const fapi_as *as)
{
    struct fapi_policy policy = as->policy;

    policy.context = as->context;
    policy.value[FAPI_CONTROL_REQUEST_FIELDS] = FAPI_REQUEST_FIELDS_IGNORED;
    policy.value[FAPI_CONTROL_IDEMPOTENCY_LENGTH] = 0;
    return fapi_rs_new(&policy);
}

static int set_up(const fapi_as *as, fapi_rs *rs)
{
    int rc = FAPI_OK;

    if (as->issuer.n <= FAPIX_MAX_REALM)
        rc = fapi_rs_set_realm(rs, (const char *)as->issuer.p, as->issuer.n);
    if (rc == FAPI_OK && as->replay != NULL)
        rc = fapi_rs_set_replay(rs, as->replay);
    if (rc == FAPI_OK && as->replay_external)
        rc = fapi_rs_set_replay_external(rs, 1);
    if (rc == FAPI_OK)
        rc = fapi_rs_set_dpop_nonce(rs, as->nonce);
    return rc == FAPI_OK ? fapix_rs_ready(rs) : rc; /* no keys and no audience: no JWT is judged here */
}

int fapix_as_userinfo_seal(fapi_as *as)
{
    fapi_rs *rs = NULL;
    int rc = FAPI_ERR_INTERNAL;

    fapi_rs_free(as->userinfo); /* of an earlier try */
    as->userinfo = NULL;
    if (as->url[FAPI_ENDPOINT_USERINFO].n == 0)
        return FAPI_OK;
    rs = new_server(as);
    if (rs == NULL)
        return FAPI_ERR_NOMEM;
    rc = set_up(as, rs);
    if (rc == FAPI_OK)
        as->userinfo = rs;
    else
        fapi_rs_free(rs);
    return rc;
}

/* --------------------------------------------------------------------------------------------------------- token -- */

static int judge_method(fapix_rs_check *c)
{
    fapix_slice method = fapix_buffer_slice(&c->request->method);

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: OIDCC-5.3-2 */
    return fapix_rule_on(c->verdict, FAPI_USERINFO_METHOD, fapix_slice_is(method, "GET") || fapix_slice_is(method, "POST"),
                         fapix_slice_str("GET or POST"), method);
}

/* A form is all that a POST may bring, and the host need not know what must not be in it. */
static int judge_body(const userinfo_check *check)
{
    const fapix_form *form = NULL;
    fapi_verdict *verdict = check->base.verdict;
    int rc = FAPI_ERR_INTERNAL;

    if (check->request->body.n == 0 || !fapix_par_is_form(fapix_buffer_slice(&check->request->content_type.value)))
        return FAPI_OK;
    rc = fapix_request_body_form(check->request, &form);
    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
    /* Spec: RFC6750-2.2-1 */
    return fapix_rule(verdict, FAPI_TOKEN_IN_BODY, fapix_form_get(form, "access_token").n == 0);
}

/* Whatever else was stored under what was sent, a refresh token or a code, is no access token. */
static int judge_row(fapix_rs_check *c, const fapi_grant *found)
{
    bool known = found != NULL && found->type == FAPI_GRANT_ACCESS_TOKEN && fapix_grant_is(found, c->token);
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    rc = fapix_rule(c->verdict, FAPI_USERINFO_TOKEN_UNKNOWN, known); /* Spec: OIDCC-5.3.3-1, RFC7009-2.1-6 */
    if (rc == FAPI_OK)
        rc = fapix_rule(c->verdict, FAPI_TOKEN_REVOKED, !found->used); /* Spec: RFC7009-2.1-6 */
    if (rc == FAPI_OK)
        rc = fapix_rule(c->verdict, FAPI_TOKEN_EXP_MISSING, found->expires_at >= 0);
    if (rc == FAPI_OK) /* by its own clock a server needs no tolerance */
        rc = fapix_rule_on_int(c->verdict, FAPI_TOKEN_EXPIRED, !fapix_grant_expired(found, 0, c->now), c->now, found->expires_at);
    return rc;
}

static void write_text(fapix_buffer *out, const char *name, fapix_slice text)
{
    if (text.n > 0)
        fapix_write_text_member(out, name, text);
}

/* The row as members of an introspection response. No aud: it is scope openid that makes a token one for this endpoint. */
static void write_row(fapix_buffer *out, const fapi_grant *found)
{
    fapix_slice jkt = found->text[FAPIX_GRANT_JKT], x5t = found->text[FAPIX_GRANT_X5T];

    fapix_buffer_str(out, "{");
    write_text(out, "sub", found->text[FAPIX_GRANT_SUB]);
    write_text(out, "client_id", found->text[FAPIX_GRANT_CLIENT]);
    write_text(out, "scope", found->text[FAPIX_GRANT_SCOPE]);
    if (found->issued_at >= 0)
        fapix_write_integer_member(out, "iat", found->issued_at);
    fapix_write_integer_member(out, "exp", found->expires_at);
    if (jkt.n + x5t.n > 0) {
        fapix_write_name(out, fapix_slice_str("cnf"));
        fapix_buffer_str(out, "{");
        write_text(out, "jkt", jkt);
        write_text(out, "x5t#S256", x5t);
        fapix_buffer_str(out, "}");
    }
    fapix_buffer_str(out, "}");
}

static int read_row(fapix_rs_check *c, const fapi_grant *found)
{
    fapix_buffer text;
    /* Spec: OIDCC-5.3.1-1 */
    int rc = fapix_rule(c->verdict, FAPI_USERINFO_TOKEN_USER, found->text[FAPIX_GRANT_SUB].n > 0);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_init(&text, &c->rs->context->memory, FAPIX_DECODED);
    write_row(&text, found);
    rc = text.status;
    if (rc == FAPI_OK)
        rc = fapix_verdict_read_json(&c->verdict->token, fapix_buffer_slice(&text));
    fapix_buffer_free(&text);
    return rc == FAPI_OK ? rc : fapix_refuse(c->verdict, rc == FAPI_ERR_BUFFER ? FAPI_JSON_SIZE : rc);
}

/* --------------------------------------------------------------------------------------------------------- check -- */

static int run(fapix_rs_check *c)
{
    const userinfo_check *check = (const userinfo_check *)(const void *)c;
    int rc = judge_method(c);

    if (rc == FAPI_OK)
        rc = judge_body(check);
    if (rc == FAPI_OK)
        rc = fapix_rs_credentials(c);
    if (rc == FAPI_OK)
        rc = judge_row(c, check->found);
    if (rc == FAPI_OK)
        rc = read_row(c, check->found);
    if (rc == FAPI_OK)
        rc = fapix_rs_claims(c);
    return rc == FAPI_OK ? fapix_rs_use(c) : rc; /* Spec: OIDCC-5.3.1-1 - with scope openid */
}

static int usable(const fapi_as *as, const fapi_request *request)
{
    if (as == NULL || request == NULL)
        return FAPI_ERR_ARG;
    return as->sealed && as->userinfo != NULL ? FAPI_OK : FAPI_ERR_STATE;
}

/* See fapi.h. */
int fapi_as_check_userinfo(const fapi_as *as, fapi_request *request, const fapi_grant *found, int64_t now, fapi_verdict *verdict)
{
    userinfo_check check;
    int rc = usable(as, request);

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    if (rc != FAPI_OK) {
        fapix_verdict_begin(verdict);
        verdict->http = 500;
        verdict->error = "server_error";
        return fapix_verdict_end(verdict, rc);
    }
    memset(&check.base, 0, offsetof(fapix_rs_check, jws));
    check.base.rs = as->userinfo;
    check.base.request = request;
    check.base.introspected = true;
    check.base.scope = fapix_slice_str("openid");
    check.base.verdict = verdict;
    check.base.now = now;
    check.request = request;
    check.found = found;
    rc = fapix_rs_perform(&check.base, run);
    verdict->checked = FAPI_ENDPOINT_USERINFO;
    verdict->clause = fapix_policy_clause(&as->policy, rc);
    return rc;
}

int fapix_as_userinfo_finish(const fapi_as *as, fapi_verdict *verdict, int outcome, size_t seen)
{
    int rc = FAPI_ERR_INTERNAL;

    if (as->userinfo == NULL)
        return FAPI_ERR_STATE;
    if (outcome == FAPI_REPLAY_SEEN && seen > 0) /* the proof is all that it spends */
        return FAPI_ERR_ARG;
    rc = fapi_rs_finish(as->userinfo, verdict, outcome);
    verdict->clause = fapix_policy_clause(&as->policy, rc);
    return rc;
}
