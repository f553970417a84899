/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the claims parameter. Which of the claims are released is for the host. */
#include "oauth/authorization_claims.h"

#include "oauth/authorization_details.h"
#include "oauth/id_token.h"

static const fapix_json_node *member(const fapix_json *json, const fapix_json_node *of, const char *name)
{
    return of == NULL || of->type != FAPIX_JSON_OBJECT ? NULL : fapix_json_member(json, of, fapix_slice_str(name));
}

static bool is_text(const fapix_json_node *node)
{
    return node != NULL && node->type == FAPIX_JSON_STRING && node->value.n > 0;
}

static bool is_true(const fapix_json_node *node)
{
    return node != NULL && node->type == FAPIX_JSON_TRUE;
}

/* ----------------------------------------------------------------------------------------------------------- form -- */

/* What is asked of one claim: null, or an object whose essential is a boolean and whose values is an array. */
static bool is_claim_request(const fapix_json *json, const fapix_json_node *claim)
{
    const fapix_json_node *essential = member(json, claim, "essential"), *values = member(json, claim, "values");

    if (claim->type == FAPIX_JSON_NULL)
        return true;
    return claim->type == FAPIX_JSON_OBJECT &&
           (essential == NULL || essential->type == FAPIX_JSON_TRUE || essential->type == FAPIX_JSON_FALSE) &&
           (values == NULL || values->type == FAPIX_JSON_ARRAY);
}

/* Members beside userinfo and id_token are ignored, OpenID Connect Core 5.5. */
static bool is_claims(const fapix_json *json, const fapix_json_node *claims)
{
    static const char *const places[] = {"userinfo", "id_token"};

    if (claims == NULL || claims->type != FAPIX_JSON_OBJECT)
        return false;
    for (size_t i = 0; i < 2; i++) {
        const fapix_json_node *place = member(json, claims, places[i]), *claim = NULL;

        if (place == NULL || place->type == FAPIX_JSON_NULL)
            continue;
        if (place->type != FAPIX_JSON_OBJECT)
            return false;
        for (claim = fapix_json_first(json, place); claim != NULL; claim = fapix_json_next(json, claim)) {
            if (!is_claim_request(json, claim))
                return false;
        }
    }
    return true;
}

/* -------------------------------------------------------------------------------------------------------- regimes -- */

static bool names_intent(const fapix_json *json, const fapix_json_node *claims)
{
    const fapix_json_node *intent = member(json, member(json, claims, "id_token"), "openbanking_intent_id");

    return is_true(member(json, intent, "essential")) && is_text(member(json, intent, "value"));
}

static bool is_duration(const fapix_json_node *node)
{
    int64_t seconds = 0;

    return node == NULL ||
           (node->type == FAPIX_JSON_INTEGER && fapix_json_int64(node, &seconds) == FAPI_OK && seconds >= 0);
}

static bool is_known(const fapix_json_node *acr, const fapix_claims_limits *limits)
{
    size_t i = 0;

    while (i < limits->acr_count && !(is_text(acr) && fapix_slice_is(acr->value, limits->acrs[i])))
        i++;
    return i < limits->acr_count;
}

/* OpenID Connect Core 5.5.1.1: a voluntary acr is a wish, and so are acr_values; an essential one that cannot be had is an
 * authentication that fails, and that it will fail is known already. */
static bool can_be_had(const fapix_json *json, const fapix_json_node *acr, const fapix_claims_limits *limits)
{
    const fapix_json_node *value = member(json, acr, "value"), *values = member(json, acr, "values"), *at = NULL;

    if (limits->acr_count == 0 || !is_true(member(json, acr, "essential")) || (value == NULL && values == NULL))
        return true;
    if (value != NULL && !is_known(value, limits))
        return false;
    if (values == NULL)
        return true;
    for (at = fapix_json_first(json, values); at != NULL; at = fapix_json_next(json, at)) {
        if (is_known(at, limits))
            return true;
    }
    return false;
}

static bool asks_for_personal(const fapix_json *json, const fapix_json_node *id_token)
{
    for (const char *const *name = fapix_personal_claims; *name != NULL; name++)
        if (is_true(member(json, member(json, id_token, *name), "essential")))
            return true;
    return false;
}

int fapix_authorization_claims_judge(fapi_verdict *verdict, fapix_slice text, const fapix_claims_limits *limits)
{
    const fapix_json *json = &verdict->proof.claims;
    const fapix_json_node *claims = text.n == 0 ? NULL : fapix_authorization_json(verdict, text);
    int rc = FAPI_OK;

    if (text.n > 0)
        rc = fapix_rule(verdict, FAPI_AUTHORIZATION_CLAIMS, is_claims(json, claims));
    if (rc == FAPI_OK && limits->intent)
        /* Spec: OBUK-OBSP-3.3-1 */
        rc = fapix_rule(verdict, FAPI_AUTHORIZATION_INTENT_ID, names_intent(json, claims));
    if (rc == FAPI_OK && limits->sharing_duration)
        /* Spec: CDR-reqobj-4 */
        rc = fapix_rule(verdict, FAPI_AUTHORIZATION_SHARING_DURATION,
                        is_duration(member(json, claims, "sharing_duration")));
    if (rc == FAPI_OK && claims != NULL)
        /* Spec: OBUK-acr-1, CDR-loa-1, BROF-5.2.2-6 */
        rc = fapix_rule(verdict, FAPI_AUTHORIZATION_ACR,
                        can_be_had(json, member(json, member(json, claims, "id_token"), "acr"), limits));
    if (rc == FAPI_OK && limits->personal_refused)
        /* Spec: BROF-5.2.2.1-3 - those that are not essential the host leaves out, as FAPI_ANSWER_PERSONAL tells it */
        rc = fapix_rule(verdict, FAPI_AUTHORIZATION_PERSONAL, !asks_for_personal(json, member(json, claims, "id_token")));
    return rc;
}
