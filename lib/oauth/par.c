/* SPDX-License-Identifier: Apache-2.0 */
/* Judges pushed authorization requests and what refers to them later. The public handle is par_handle.c. */
#include "oauth/par.h"

#include "base/base64url.h"
#include "crypto/digest.h"

#define PREFIX "urn:ietf:params:oauth:request_uri:"
#define PREFIX_LENGTH (sizeof PREFIX - 1)

_Static_assert(PREFIX_LENGTH + FAPI_JKT_LENGTH == FAPI_REQUEST_URI_LENGTH, "256 bits in base64url after the prefix");

/* See fapi.h. */
int fapi_par_request_uri(char *uri, size_t uri_size)
{
    uint8_t secret[32];
    int rc = FAPI_ERR_INTERNAL;

    if (uri == NULL)
        return FAPI_ERR_ARG;
    memset(uri, 0, uri_size < FAPI_REQUEST_URI_LENGTH + 1 ? uri_size : FAPI_REQUEST_URI_LENGTH + 1);
    if (uri_size < FAPI_REQUEST_URI_LENGTH + 1)
        return FAPI_ERR_BUFFER;
    /* Spec: RFC9126-2.2-2, RFC9126-7.1-1, RFC9101-5.2.1-1 */
    rc = fapix_provider_default()->random(secret, sizeof secret);
    if (rc == FAPI_OK) {
        memcpy(uri, PREFIX, PREFIX_LENGTH);
        fapix_base64url_encode(fapix_slice_of(secret, sizeof secret), uri + PREFIX_LENGTH);
    }
    fapix_wipe(secret, sizeof secret);
    return rc;
}

/* --------------------------------------------------------------------------------------------------------- push -- */

static fapix_slice trim(fapix_slice text)
{
    while (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '\t'))
        text = fapix_slice_of(text.p + 1, text.n - 1);
    while (text.n > 0 && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

/* The one media type, perhaps with the one charset that it can have. */
bool fapix_par_is_form(fapix_slice content_type)
{
    const uint8_t *semicolon = content_type.n == 0 ? NULL : memchr(content_type.p, ';', content_type.n);
    fapix_slice type = content_type, rest = {NULL, 0};

    if (semicolon != NULL) {
        type.n = (size_t)(semicolon - content_type.p);
        rest = trim(fapix_slice_of(semicolon + 1, content_type.n - type.n - 1));
    }
    if (!fapix_slice_is_nocase(trim(type), "application/x-www-form-urlencoded"))
        return false;
    return rest.n == 0 || fapix_slice_is_nocase(rest, "charset=utf-8") ||
           fapix_slice_is_nocase(rest, "charset=\"utf-8\"");
}

enum { CLIENT_ID, REQUEST_URI, REQUEST, RESOURCE, KINDS };
static const fapix_parameter_kind KIND[KINDS] = {
    [CLIENT_ID] = {"client_id", 0, false},
    [REQUEST_URI] = {"request_uri", 0, false},
    [REQUEST] = {"request", 0, false},
    [RESOURCE] = {"resource", 0, true}, /* Spec: RFC8707-2-3 */
};

int fapix_par_form(fapi_verdict *verdict, const fapix_par_facts *facts)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    /* Spec: RFC9126-2-1, RFC9126-2.3-1 - methods are case-sensitive */
    rc = fapix_rule_on(verdict, FAPI_PAR_METHOD, fapix_slice_is(facts->method, "POST"), fapix_slice_str("POST"),
                       facts->method);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_PAR_CONTENT_TYPE, fapix_par_is_form(facts->content_type),
                           fapix_slice_str("application/x-www-form-urlencoded"), facts->content_type);
    return rc;
}

int fapix_par_judge(fapi_verdict *verdict, const fapix_parameters *parameters, const fapix_par_facts *facts)
{
    fapix_parameter found[KINDS];
    int rc = fapix_par_form(verdict, facts);

    if (rc == FAPI_OK)
        rc = fapix_parameters_read(verdict, parameters, KIND, KINDS, found);
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.2.2-4, RFC9126-2.1-1, FAPI2SP-5.3.2.2-2 */
        rc = fapix_rule(verdict, FAPI_PAR_CLIENT, facts->client_id.n > 0);
    if (rc == FAPI_OK)
        /* Spec: RFC9126-2.1-0 - inside the request object, where there is one */
        rc = fapix_rule(verdict, FAPI_AUTHORIZATION_CLIENT_ID_MISSING,
                        found[CLIENT_ID].value.n > 0 || found[REQUEST].value.n > 0);
    if (rc == FAPI_OK)
        /* Spec: FAPI1BASE-5.2.2-19 */
        rc = fapix_rule_on(verdict, FAPI_PAR_CLIENT_ID,
                           found[CLIENT_ID].value.n == 0 || fapix_slice_eq(found[CLIENT_ID].value, facts->client_id),
                           facts->client_id, found[CLIENT_ID].value);
    if (rc == FAPI_OK)
        /* Spec: RFC9126-2.1-2 */
        rc = fapix_rule(verdict, FAPI_PAR_REQUEST_URI, found[REQUEST_URI].value.n == 0);
    return rc;
}

int fapix_par_bind(fapi_verdict *verdict, fapix_slice dpop_jkt, fapix_slice proven)
{
    fapix_slice bound = proven.n > 0 ? proven : dpop_jkt;
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    rc = fapix_rule(verdict, FAPI_AUTHORIZATION_DPOP_JKT, dpop_jkt.n == 0 || fapix_is_sha256_base64url(dpop_jkt));
    if (rc == FAPI_OK)
        /* Spec: RFC9449-10.1-2 */
        rc = fapix_rule_on(verdict, FAPI_PAR_DPOP_JKT,
                           dpop_jkt.n == 0 || proven.n == 0 || fapix_slice_eq(dpop_jkt, proven), proven, dpop_jkt);
    if (rc != FAPI_OK || bound.n == 0)
        return rc;
    if (bound.n != FAPI_JKT_LENGTH)
        return FAPI_ERR_INTERNAL;
    /* Spec: RFC9449-10.1-1, FAPI2SP-5.3.2.1-12 */
    memcpy(verdict->jkt, bound.p, FAPI_JKT_LENGTH);
    verdict->jkt[FAPI_JKT_LENGTH] = '\0';
    verdict->has_jkt = true;
    return FAPI_OK;
}

/* ---------------------------------------------------------------------------------------------------- reference -- */

/* Exactly what fapi_par_request_uri makes: a host that made its own says so by not using this check. */
bool fapix_par_is_request_uri(fapix_slice uri)
{
    return uri.n == FAPI_REQUEST_URI_LENGTH && memcmp(uri.p, PREFIX, PREFIX_LENGTH) == 0 &&
           fapix_is_sha256_base64url(fapix_slice_of(uri.p + PREFIX_LENGTH, FAPI_JKT_LENGTH));
}

static int judge_front_channel(fapi_verdict *verdict, const fapix_parameters *parameters, bool refused)
{
    fapix_parameter one;

    for (size_t at = 0; (at = parameters->next(parameters->source, at, &one)) != 0;) {
        bool known = fapix_slice_is(one.name, "client_id") || fapix_slice_is(one.name, "request_uri");
        int rc = fapix_rule_on(verdict, FAPI_REQUEST_URI_EXTRA, known || !refused, fapix_slice_of(NULL, 0), one.name);

        if (rc != FAPI_OK)
            return rc;
    }
    return FAPI_OK;
}

static int judge_pushed(fapi_verdict *verdict, fapix_slice uri, fapix_slice client_id, const fapix_par_reference *facts)
{
    const fapi_grant *pushed = facts->pushed;
    bool found = pushed != NULL && pushed->type == FAPI_GRANT_PUSHED_REQUEST && fapix_grant_is(pushed, uri);
    int rc = fapix_rule(verdict, FAPI_REQUEST_URI_UNKNOWN, found);

    if (rc == FAPI_OK)
        /* Spec: RFC9126-2.2-3, RFC9101-10.2-d */
        rc = fapix_rule_on(verdict, FAPI_REQUEST_URI_CLIENT, fapix_grant_belongs(pushed, client_id),
                           pushed->text[FAPIX_GRANT_CLIENT], client_id);
    if (rc == FAPI_OK)
        /* Spec: RFC9126-4-3, FAPI2SP-5.3.2.2-12 - also where the row says longer than is allowed */
        rc = fapix_rule_on_int(verdict, FAPI_REQUEST_URI_EXPIRED, pushed->expires_at >= 0 &&
                               !fapix_grant_expired(pushed, facts->max_lifetime, facts->now), pushed->expires_at,
                               facts->now);
    if (rc == FAPI_OK)
        /* Spec: RFC9126-4-2, RFC9126-7.3-1, FAPI2SP-6.4-1, CDR-reqobj-1 */
        rc = fapix_rule(verdict, FAPI_REQUEST_URI_USED, !facts->one_time || !pushed->used);
    return rc;
}

int fapix_par_refer(fapi_verdict *verdict, const fapix_parameters *parameters, const fapix_par_reference *facts)
{
    fapix_parameter found[KINDS];
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    rc = fapix_parameters_read(verdict, parameters, KIND, KINDS, found);
    if (rc == FAPI_OK)
        /* Spec: FAPI2SP-5.3.2.2-3, RFC9126-4-5 */
        rc = fapix_rule(verdict, FAPI_REQUEST_URI_MISSING, found[REQUEST_URI].value.n > 0 || !facts->required);
    if (rc != FAPI_OK || found[REQUEST_URI].value.n == 0)
        return rc;
    /* Spec: RFC9101-5-1 */
    rc = fapix_rule(verdict, FAPI_REQUEST_URI_AND_REQUEST, found[REQUEST].value.n == 0);
    if (rc == FAPI_OK)
        /* Spec: RFC9101-5.2-1 */
        rc = fapix_rule(verdict, FAPI_REQUEST_URI_FORM, fapix_par_is_request_uri(found[REQUEST_URI].value));
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, found[CLIENT_ID].value.n > 0);
    if (rc == FAPI_OK)
        rc = judge_front_channel(verdict, parameters, facts->extra_refused);
    if (rc == FAPI_OK)
        rc = judge_pushed(verdict, found[REQUEST_URI].value, found[CLIENT_ID].value, facts);
    return rc;
}
