/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the claims of access tokens. What the library's own resource server would refuse is not made. */
#include "oauth/access_token_make.h"

#include "oauth/id_token.h"

/* Beside those that are written here, those that tell ID tokens, responses and events from access tokens. */
static const char *const reserved[] = {
    "iss", "exp", "iat", "jti", "client_id", "scope", "cnf", "nonce", "at_hash", "c_hash", "s_hash", "events",
    "token_introspection", "code", "error", NULL,
};

static bool is_name(const fapix_json_node *node)
{
    return node->type == FAPIX_JSON_STRING && node->value.n > 0;
}

/* A name, or an array of some. */
static int judge_audience(const fapix_json *claims)
{
    const fapix_json_node *aud = fapix_json_get(claims, "aud"), *one = NULL;

    if (aud == NULL)
        return FAPI_ANSWER_CLAIM_MISSING;
    if (is_name(aud))
        return FAPI_OK;
    one = aud->type == FAPIX_JSON_ARRAY ? fapix_json_first(claims, aud) : NULL;
    if (one == NULL)
        return FAPI_ANSWER_CLAIM;
    for (; one != NULL; one = fapix_json_next(claims, one))
        if (!is_name(one))
            return FAPI_ANSWER_CLAIM;
    return FAPI_OK;
}

/* Spec: RFC9068-2.2.1-1 - acr and amr are as the host has them; a date is a date */
static int judge_dates(const fapix_json *claims)
{
    static const char *const dates[] = {"nbf", "auth_time"};
    int64_t when = 0;

    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const fapix_json_node *date = fapix_json_get(claims, dates[i]);

        if (date != NULL && fapix_json_numeric_date(date, &when) != FAPI_OK)
            return FAPI_ANSWER_CLAIM;
    }
    return FAPI_OK;
}

static int judge(const fapix_json *claims)
{
    int rc = fapix_claims_without(claims, reserved, FAPI_ANSWER_CLAIM_RESERVED);

    if (rc == FAPI_OK)
        /* Spec: RFC9068-2.2-1 */
        rc = fapix_claims_subject(claims);
    if (rc == FAPI_OK)
        /* Spec: RFC6750-5.3-5 */
        rc = judge_audience(claims);
    if (rc == FAPI_OK)
        rc = judge_dates(claims);
    return rc;
}

static void write_confirmation(const fapix_access_token_make_facts *facts, fapix_buffer *out)
{
    if (facts->jkt.n == 0 && facts->x5t.n == 0)
        return;
    fapix_write_name(out, fapix_slice_str("cnf"));
    fapix_buffer_str(out, "{");
    if (facts->jkt.n > 0)
        fapix_write_text_member(out, "jkt", facts->jkt); /* Spec: RFC9449-6.1-1 */
    if (facts->x5t.n > 0)
        fapix_write_text_member(out, "x5t#S256", facts->x5t); /* Spec: RFC8705-3.1-1 */
    fapix_buffer_str(out, "}");
}

int fapix_access_token_write(const fapix_json *claims, const fapix_access_token_make_facts *facts, fapix_buffer *out)
{
    const fapix_json_node *claim = NULL;
    int rc = judge(claims);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "iss", facts->issuer);
    fapix_write_integer_member(out, "iat", facts->now);
    fapix_write_integer_member(out, "exp", facts->exp);
    fapix_write_text_member(out, "jti", facts->jti);
    fapix_write_text_member(out, "client_id", facts->client_id);
    if (facts->scope.n > 0)
        fapix_write_text_member(out, "scope", facts->scope); /* Spec: RFC9068-2.2.3-1 */
    write_confirmation(facts, out);
    for (claim = fapix_json_first(claims, &claims->node[0]); claim != NULL; claim = fapix_json_next(claims, claim))
        fapix_write_node(out, claim);
    fapix_buffer_str(out, "}");
    return out->status;
}
