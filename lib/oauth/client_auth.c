/* SPDX-License-Identifier: Apache-2.0 */
/* Judges which client authentication a request carries, before any of it is believed. */
#include "oauth/client_auth.h"

#define TLS_AUTH (FAPI_AUTH_TLS_CLIENT_AUTH | FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH)

typedef struct carried {
    bool assertion, secret, field, certificate;
    int count;
} carried;

static bool has(const fapix_form *form, const char *name)
{
    return fapix_form_get(form, name).n > 0;
}

/* A certificate is a way of authentication only for clients that registered one by TLS: others have theirs for the binding
 * of tokens. */
static carried look(const fapix_client_auth_facts *facts)
{
    carried c = {
        .assertion = has(facts->form, "client_assertion") || has(facts->form, "client_assertion_type"),
        .secret = has(facts->form, "client_secret"),
        .field = facts->authorization,
        .certificate = facts->certificate && (facts->registered & TLS_AUTH) != 0,
    };

    c.count = c.assertion + c.secret + c.field + c.certificate;
    return c;
}

/* The client_id is no secret, and a request may have it in its URL by mistake or by habit; it is not read from there. */
static int judge_url(fapi_verdict *verdict, const fapix_client_auth_facts *facts)
{
    bool clean = !has(facts->query, "client_secret") && !has(facts->query, "client_assertion");

    /* Spec: RFC6749-2.3.1-1 */
    return fapix_rule(verdict, FAPI_CLIENT_AUTH_IN_URL, clean);
}

static int judge_count(fapi_verdict *verdict, const carried *c)
{
    /* Spec: RFC7521-4.2.1-1 - invalid_client, and not the invalid_request that RFC 6749 has for any other two */
    int rc = fapix_rule(verdict, FAPI_CLIENT_ASSERTION_NOT_ALONE, !c->assertion || c->count == 1);

    if (rc == FAPI_OK)
        /* Spec: RFC6749-2.3-1 */
        rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_MULTIPLE, c->count <= 1);
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.2.1-6, FAPI1BASE-5.2.2-4, FAPI1ADV-5.2.2-14, RFC9700-2.5-1 - HTTP knows no other scheme
         * by which a client could authenticate here than Basic */
        rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_SECRET, !c->secret && !c->field);
    return rc;
}

static int judge_public(fapi_verdict *verdict, const fapix_client_auth_facts *facts, const carried *c)
{
    /* Spec: FAPI2SP-5.3.2.1-3, FAPI1ADV-5.2.2-16, CDR-clienttypes-1 */
    int rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_PUBLIC, facts->public_allowed);

    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_METHOD, !c->assertion);
    if (rc == FAPI_OK)
        /* Spec: RFC6749-3.2.1-1 */
        rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_CLIENT_ID_MISSING, has(facts->form, "client_id"));
    return rc;
}

static int judge_method(fapi_verdict *verdict, const fapix_client_auth_facts *facts, const carried *c)
{
    bool by_tls = (facts->registered & TLS_AUTH) != 0;
    /* Spec: FAPI2SP-5.3.2.1-6, CDR-clientauth-1 */
    int rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_NOT_ALLOWED, (facts->registered & facts->allowed) != 0);

    if (rc == FAPI_OK)
        /* Spec: OIDCC-9-3, CIBA-7.1-1, CIBA-4-6 */
        rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_METHOD, !(by_tls && c->assertion));
    if (rc == FAPI_OK)
        /* Spec: RFC6749-3.2.1-1 */
        rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_MISSING, by_tls ? c->certificate : c->assertion);
    if (rc == FAPI_OK && by_tls)
        /* A certificate names no client. */
        rc = fapix_rule(verdict, FAPI_CLIENT_AUTH_CLIENT_ID_MISSING, has(facts->form, "client_id"));
    return rc;
}

int fapix_client_auth_judge(fapi_verdict *verdict, const fapix_client_auth_facts *facts)
{
    const carried c = look(facts);
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    rc = judge_url(verdict, facts);
    if (rc == FAPI_OK)
        rc = judge_count(verdict, &c);
    if (rc != FAPI_OK)
        return rc;
    return facts->registered == 0 ? judge_public(verdict, facts, &c) : judge_method(verdict, facts, &c);
}
