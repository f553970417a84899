/* SPDX-License-Identifier: Apache-2.0 */
/* The check of a registration request: it only puts the steps in order. Whatever costs more comes later, and nothing that the request says
 * makes this server fetch or remember anything before its software statement is proven. */
#include "role/registration.h"

#include "base/http.h"
#include "base/status.h"
#include "base/uri.h"
#include "crypto/certificate.h"
#include "jose/jwks.h"
#include "oauth/registration_metadata.h"
#include "oauth/registration_request.h"
#include "store/replay.h"

typedef struct check {
    fapi_registration *r;
    fapi_verdict *verdict;
    fapi_findings *findings;
    int64_t now;
    bool is_signed;
    fapix_slice statement; /* the JWT; {NULL, 0}: none */
    const fapix_json *claims; /* of the statement, once it is proven */
    fapix_registration_terms terms;
    fapix_jws jws; /* a kilobyte that fapix_jws_read prepares as far as it is read */
} check;

static int64_t value_of(const check *c, int control)
{
    return fapix_registration_value(c->r, control);
}

/* --------------------------------------------------------------------------------------------------- the request -- */

static int step_method(check *c)
{
    /* Spec: RFC7591-3-1 */
    return fapix_rule(c->verdict, FAPI_REGISTRATION_METHOD, c->r->is_post);
}

static int step_initial_token(check *c)
{
    int rc = c->r->initial_token;

    if (rc == FAPI_OK)
        return FAPI_OK;
    /* Spec: RFC7591-3.2.2-2 */
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    return fapix_refuse(c->verdict, rc);
}

/* Without parameters. */
static fapix_slice media_type(const fapi_registration *r)
{
    size_t n = 0;

    while (n < r->content_type_n && r->content_type[n] != ';')
        n++;
    return fapix_http_trimmed(fapix_slice_of(r->content_type, n));
}

static int step_content_type(check *c)
{
    fapix_slice type = media_type(c->r);
    bool fits = fapix_slice_is_nocase(type, "application/json");

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_REGISTRATION);
    /* The UK's interface description has application/jose, CDR application/jwt: the same octets either way. */
    if (c->is_signed)
        fits = fapix_slice_is_nocase(type, "application/jwt") || fapix_slice_is_nocase(type, "application/jose");
    /* Spec: RFC7591-3-1, CDR-dcr-1 */
    return fapix_rule_on(c->verdict, FAPI_REGISTRATION_CONTENT_TYPE, fits,
                         fapix_slice_str(c->is_signed ? "application/jwt" : "application/json"), type);
}

static int step_certificate(check *c)
{
    fapix_slice certificate = fapix_buffer_slice(&c->r->certificate), der = {NULL, 0};
    int64_t rule = value_of(c, FAPI_CONTROL_REGISTRATION_CERTIFICATE);
    int rc = FAPI_ERR_INTERNAL;

    if (rule == FAPI_REGISTRATION_CERTIFICATE_HOST) {
        fapix_skip(c->verdict, FAPI_REGISTRATION_CERTIFICATE_MISSING);
        return FAPI_OK;
    }
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_CERTIFICATE);
    /* Spec: BROFDCR-7.1-1, OBUK-dcr-1 */
    rc = fapix_rule(c->verdict, FAPI_REGISTRATION_CERTIFICATE_MISSING, certificate.n > 0);
    if (rc == FAPI_OK)
        rc = fapix_rule(c->verdict, FAPI_REGISTRATION_CERTIFICATE_CHAIN, c->r->chain_verified);
    if (rc != FAPI_OK || rule != FAPI_REGISTRATION_CERTIFICATE_BRASIL)
        return rc;
    /* The space of the statement, which is read only later, is free for the octets of a PEM. */
    rc = fapix_certificate_der(certificate, c->verdict->proof.payload_text, &der);
    if (rc == FAPI_OK) {
        memset(&c->r->content, 0, sizeof c->r->content);
        rc = c->r->context->provider->certificate_read(der, &c->r->content);
    }
    return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(c->verdict, rc);
}

static int step_body(check *c)
{
    fapix_slice text = fapix_buffer_slice(&c->r->body);
    int rc = FAPI_OK;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_REGISTRATION);
    if (c->is_signed) {
        rc = fapix_registration_request_read(c->verdict, text, (int)value_of(c, FAPI_CONTROL_ALGS), &c->jws);
        text = c->verdict->token.payload;
    }
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_document_open(&c->r->document, text, "jwks");
    return rc == FAPI_OK ? FAPI_OK : fapix_refuse(c->verdict, rc);
}

/* ------------------------------------------------------------------------------------------------- the statement -- */

/* Whatever is compared with a statement needs one. */
static bool needs_statement(const check *c)
{
    return c->is_signed || value_of(c, FAPI_CONTROL_STATEMENT_REQUIRED) == 1 ||
           value_of(c, FAPI_CONTROL_REDIRECT_IN_STATEMENT) == 1 || c->r->role_count > 0 ||
           value_of(c, FAPI_CONTROL_REGISTRATION_CERTIFICATE) == FAPI_REGISTRATION_CERTIFICATE_BRASIL;
}

static int step_statement(check *c)
{
    const fapix_document_member *member = fapix_document_get(&c->r->document, "software_statement");
    const fapix_json_node *node = NULL;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(c->verdict, FAPI_SUBJECT_SOFTWARE_STATEMENT);
    /* Spec: BROFDCR-7.1-2, CDR-dcr-1, OBUK-dcr-1 */
    rc = fapix_rule(c->verdict, FAPI_STATEMENT_MISSING, member != NULL || !needs_statement(c));
    if (rc != FAPI_OK || member == NULL)
        return rc;
    node = fapix_document_value(&c->r->document, member);
    rc = fapix_rule(c->verdict, FAPI_STATEMENT_FORM, node != NULL && node->type == FAPIX_JSON_STRING);
    if (rc == FAPI_OK)
        rc = fapix_software_statement_judge(c->verdict, &c->verdict->proof, node->value, c->r->trusted, c->now);
    if (rc == FAPI_OK)
        c->claims = &c->verdict->proof.claims;
    return rc;
}

static fapix_slice software_id(const check *c)
{
    const fapix_json_node *node = c->claims == NULL ? NULL : fapix_json_get(c->claims, "software_id");

    return node != NULL && node->type == FAPIX_JSON_STRING ? node->value : fapix_slice_of(NULL, 0);
}

/* ------------------------------------------------------------------------------------------------- the signature -- */

/* Tell the host where the keys are: only an https URL that a directory signed gets out of here. */
static int ask_for_keys(check *c)
{
    fapix_slice where = fapix_registration_jwks_uri(c->claims);
    fapix_uri uri;
    int rc = fapix_uri_parse_https(&uri, where);

    rc = fapix_rule_on(c->verdict, FAPI_REGISTRATION_KEYS_URL, rc == FAPI_OK, fapix_slice_str("an https URL"), where);
    if (rc == FAPI_OK)
        rc = fapix_buffer_set(&c->r->jwks_uri, where);
    if (rc != FAPI_OK)
        return rc;
    c->r->stage = FAPIX_REGISTRATION_NEEDS_KEYS;
    return fapix_refuse(c->verdict, FAPI_REGISTRATION_KEYS_NEEDED);
}

static int step_signature(check *c)
{
    const fapi_software_statement *server = c->r->trusted;
    const fapix_registration_request_facts facts = {
        .jwks = c->r->keys,
        .refuse_duplicate_kid = server->refuse_duplicate_kid,
        .audiences = server->audiences,
        .audience_count = server->audience_count,
        .software_id = software_id(c),
        .jti_uuid4 = value_of(c, FAPI_CONTROL_REGISTRATION_JTI) == FAPI_REGISTRATION_JTI_UUID4,
        .now = c->now,
        .ahead = server->ahead,
        .behind = server->behind,
        .max_lifetime = value_of(c, FAPI_CONTROL_REGISTRATION_LIFETIME),
    };
    int rc = FAPI_ERR_INTERNAL;

    if (!c->is_signed)
        return FAPI_OK;
    rc = fapix_rule(c->verdict, FAPI_STATEMENT_SOFTWARE_ID, facts.software_id.n > 0);
    if (rc != FAPI_OK)
        return rc;
    return c->r->keys == NULL ? ask_for_keys(c) : fapix_registration_request_judge(c->verdict, &c->jws, &facts);
}

/* -------------------------------------------------------------------------------------------------- the metadata -- */

static int step_compare(check *c)
{
    int rc = FAPI_OK;

    c->terms = (fapix_registration_terms){
        .document = &c->r->document,
        .statement = c->claims,
        .redirect_in_statement = value_of(c, FAPI_CONTROL_REDIRECT_IN_STATEMENT) == 1,
        .hybrid_only = (value_of(c, FAPI_CONTROL_RESPONSE_TYPES) & FAPI_RESPONSE_CODE) == 0,
        .roles = c->r->roles,
        .role_count = c->r->role_count,
    };
    if (c->claims != NULL &&
        value_of(c, FAPI_CONTROL_REGISTRATION_CERTIFICATE) == FAPI_REGISTRATION_CERTIFICATE_BRASIL)
        rc = fapix_registration_certificate_judge(c->verdict, &c->r->content, c->claims, &c->r->dn);
    if (rc == FAPI_OK && c->claims != NULL)
        rc = fapix_registration_compare(c->verdict, &c->terms);
    fapix_verdict_about(c->verdict, FAPI_SUBJECT_REGISTRATION);
    return rc;
}

/* The first SHALL that the lint found, with the member it is about. */
static int tell_finding(const check *c, int rc)
{
    size_t count = fapi_findings_count(c->findings), i = 0;

    while (i < count && fapi_findings_level(c->findings, i) != FAPI_LEVEL_SHALL)
        i++;
    if (i < count) {
        fapix_expected(c->verdict, fapix_slice_str(fapi_findings_member(c->findings, i)));
        fapix_actual(c->verdict, fapix_slice_str(fapi_findings_actual(c->findings, i)));
    }
    return fapix_refuse(c->verdict, rc);
}

static int step_metadata(check *c)
{
    fapix_buffer *out = &c->r->metadata;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_reset(out);
    rc = fapix_registration_put_metadata(out, &c->terms);
    if (rc == FAPI_ERR_BUFFER)
        return fapix_refuse(c->verdict, FAPI_JSON_SIZE);
    if (rc != FAPI_OK)
        return rc;
    fapix_findings_begin(c->findings, true);
    rc = fapix_metadata_client(c->findings, &c->r->limits, fapix_buffer_slice(out));
    rc = fapix_findings_end(c->findings, rc);
    return rc < FAPI_BASE64URL_CHARACTER ? rc : tell_finding(c, rc);
}

/* ----------------------------------------------------------------------------------------------------- the claim -- */

/* Check, then claim: nothing after this step can refuse. */
static int step_claim(check *c)
{
    fapi_verdict *verdict = c->verdict;
    int rc = FAPI_ERR_INTERNAL;

    if (!verdict->has_replay || value_of(c, FAPI_CONTROL_REPLAY) == 0) {
        fapix_skip(verdict, FAPI_REGISTRATION_REPLAYED);
        return FAPI_OK;
    }
    if (c->r->replay == NULL) {
        c->r->stage = FAPIX_REGISTRATION_PENDING;
        return fapix_refuse(verdict, FAPI_REPLAY_PENDING);
    }
    rc = fapi_replay_add_if_absent(c->r->replay, verdict->replay_key, sizeof verdict->replay_key,
                                   verdict->replay_expiry, c->now);
    /* Spec: CDR-dcr-1 */
    return fapix_rule_rc(verdict, FAPI_REGISTRATION_REPLAYED,
                         rc == FAPI_REPLAY_SEEN ? FAPI_REGISTRATION_REPLAYED : rc);
}

/* ---------------------------------------------------------------------------------------------------- the answer -- */

/* Statuses that leave the error to the kind of message: by what was being judged. */
static void choose(const fapix_status_row *row, fapi_verdict *verdict)
{
    verdict->http = row->http;
    verdict->error = row->error;
    if (row->http != 0)
        return;
    verdict->http = 400;
    verdict->error = "invalid_client_metadata";
    if (verdict->subject == FAPI_SUBJECT_SOFTWARE_STATEMENT)
        verdict->error = "invalid_software_statement";
    if (verdict->subject == FAPI_SUBJECT_ACCESS_TOKEN) {
        verdict->http = 401;
        verdict->error = "invalid_token";
    }
}

/* Static text of ours, never a byte of what was refused. Spec: RFC7591-3.2.2-1, RFC7591-3.2.2-2 */
static int put_answer(fapi_verdict *verdict)
{
    const fapix_status_row *row = fapix_status_row_of(verdict->status);
    fapix_buffer *challenge = &verdict->www_authenticate, *json = &verdict->error_json;
    const char *text = row == NULL ? "" : row->discreet ? "the message is not authentic" : row->text;

    fapix_buffer_reset(challenge);
    fapix_buffer_reset(json);
    verdict->http = 201;
    verdict->error = "";
    if (verdict->status == FAPI_OK)
        return FAPI_OK;
    if (row == NULL)
        return FAPI_ERR_INTERNAL;
    choose(row, verdict);
    if (verdict->http == 401) {
        fapix_buffer_str(challenge, "Bearer realm=\"registration\"");
        if (verdict->error[0] != '\0') {
            fapix_buffer_str(challenge, ", error=\"");
            fapix_buffer_str(challenge, verdict->error);
            fapix_buffer_str(challenge, "\", error_description=\"");
            fapix_buffer_str(challenge, text);
            fapix_buffer_str(challenge, "\"");
        }
    }
    if (verdict->error[0] != '\0') {
        fapix_buffer_str(json, "{\"error\":\"");
        fapix_buffer_str(json, verdict->error);
        fapix_buffer_str(json, "\",\"error_description\":\"");
        fapix_buffer_str(json, text);
        fapix_buffer_str(json, "\"}");
    }
    return challenge->status != FAPI_OK ? challenge->status : json->status;
}

/* A failure to write the answer is a failure of the check: the host must not be left with half of one. */
static int finish(fapi_registration *r, fapi_verdict *verdict, int rc)
{
    int final = fapix_verdict_end(verdict, rc), written = put_answer(verdict);

    if (written != FAPI_OK) {
        verdict->status = FAPI_OK; /* let the failure take the place of what was found */
        final = fapix_verdict_end(verdict, written);
        verdict->http = 500;
        verdict->error = "server_error";
    }
    if (final == FAPI_OK)
        r->stage = FAPIX_REGISTRATION_PASSED;
    else if ((final != FAPI_REPLAY_PENDING && final != FAPI_REGISTRATION_KEYS_NEEDED) || written != FAPI_OK)
        r->stage = FAPIX_REGISTRATION_NOTHING;
    return final;
}

static int run(check *c)
{
    static int (*const steps[])(check *) = {
        step_method, step_initial_token, step_content_type, step_certificate, step_body,
        step_statement, step_signature, step_compare, step_metadata, step_claim,
    };
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < sizeof steps / sizeof steps[0]; i++)
        rc = steps[i](c);
    return rc;
}

/* See fapi.h. */
int fapi_registration_check(fapi_registration *registration, int64_t now, fapi_verdict *verdict,
                            fapi_findings *findings)
{
    check c;
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    if (registration == NULL || findings == NULL)
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    memset(&c, 0, offsetof(check, jws));
    c.r = registration;
    c.verdict = verdict;
    c.findings = findings;
    c.now = verdict->now = now;
    c.is_signed = value_of(&c, FAPI_CONTROL_REGISTRATION_SIGNED) == 1;
    registration->stage = FAPIX_REGISTRATION_NOTHING;
    fapix_verdict_about(verdict, FAPI_SUBJECT_REGISTRATION);
    fapix_findings_begin(findings, true);
    rc = registration->status == FAPI_OK ? FAPI_OK : fapix_refuse(verdict, registration->status);
    if (rc == FAPI_OK && (!registration->has_method || !registration->has_body))
        rc = FAPI_ERR_STATE;
    if (rc == FAPI_OK && (now < 0 || now > FAPI_MAX_TIME))
        rc = FAPI_ERR_CLOCK;
    if (rc == FAPI_OK && c.is_signed && registration->trusted->audience_count == 0)
        rc = FAPI_POLICY_EMPTY;
    if (rc == FAPI_OK)
        rc = run(&c);
    if (!findings->decided)
        (void)fapix_findings_end(findings, rc); /* the lint was not reached */
    if ((rc == FAPI_OK || rc == FAPI_REPLAY_PENDING) && c.claims != NULL)
        verdict->readable = &verdict->proof;
    return finish(registration, verdict, rc);
}

/* See fapi.h. */
int fapi_registration_finish(fapi_registration *registration, fapi_verdict *verdict, int outcome)
{
    int rc = outcome;

    if (registration == NULL || verdict == NULL)
        return FAPI_ERR_ARG;
    if (!verdict->decided || registration->stage < FAPIX_REGISTRATION_PENDING ||
        verdict->status != (registration->stage == FAPIX_REGISTRATION_PASSED ? FAPI_OK : FAPI_REPLAY_PENDING))
        return FAPI_ERR_STATE;
    fapix_verdict_about(verdict, FAPI_SUBJECT_REGISTRATION);
    if (rc == FAPI_REPLAY_SEEN)
        rc = FAPI_REGISTRATION_REPLAYED;
    else if (rc != FAPI_OK && rc != FAPI_REPLAY_FULL && rc != FAPI_REGISTRATION_DUPLICATE)
        rc = FAPI_REPLAY_UNAVAILABLE; /* whatever the host's store said: not added means not accepted */
    /* Spec: CDR-dcr-1 */
    rc = fapix_rule_rc(verdict, rc == FAPI_REGISTRATION_DUPLICATE ? rc : FAPI_REGISTRATION_REPLAYED, rc);
    return finish(registration, verdict, rc);
}
