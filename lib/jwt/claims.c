/* SPDX-License-Identifier: Apache-2.0 */
/* Registered claims: types first, then times. */
#include "jwt/claims.h"

static int string_of(const fapix_json_node *node, fapix_slice *value)
{
    if (node->type != FAPIX_JSON_STRING || node->value.n == 0)
        return FAPI_JWT_CLAIM_TYPE;
    *value = node->value;
    return FAPI_OK;
}

/* Spec: RFC7519-2-2, RFC7519-7.3-1 (strings are passed on as they are; whoever compares, compares octets) */
int fapix_claim_string(const fapix_json *claims, const char *name, fapix_slice *value)
{
    *value = (fapix_slice){NULL, 0};
    const fapix_json_node *node = fapix_json_get(claims, name);
    return node == NULL ? FAPI_JWT_CLAIM_MISSING : string_of(node, value);
}

/* Spec: RFC7519-2-1, RFC7519-4.1.6-1 */
int fapix_claim_date(const fapix_json *claims, const char *name, int64_t *seconds)
{
    *seconds = 0;
    const fapix_json_node *node = fapix_json_get(claims, name);
    return node == NULL ? FAPI_JWT_CLAIM_MISSING : fapix_json_numeric_date(node, seconds);
}

/* wanted NULL: only the type is asked for. */
static int audience(const fapix_json *claims, const fapix_json_node *node, const fapix_slice *wanted)
{
    fapix_slice value;
    bool found = false;
    if (node->type == FAPIX_JSON_STRING) {
        int rc = string_of(node, &value);
        if (rc != FAPI_OK)
            return rc;
        return wanted == NULL || fapix_slice_eq(value, *wanted) ? FAPI_OK : FAPI_JWT_AUD;
    }
    const fapix_json_node *at = node->type == FAPIX_JSON_ARRAY ? fapix_json_first(claims, node) : NULL;
    if (at == NULL)
        return FAPI_JWT_CLAIM_TYPE;
    for (; at != NULL; at = fapix_json_next(claims, at)) {
        int rc = string_of(at, &value);
        if (rc != FAPI_OK)
            return rc;
        found = found || wanted == NULL || fapix_slice_eq(value, *wanted);
    }
    return found ? FAPI_OK : FAPI_JWT_AUD;
}

/* Spec: RFC7519-4.1.3-1 */
int fapix_claim_audience(const fapix_json *claims, fapix_slice wanted)
{
    const fapix_json_node *node = fapix_json_get(claims, "aud");
    return node == NULL ? FAPI_JWT_CLAIM_MISSING : audience(claims, node, &wanted);
}

/* Spec: RFC7519-4-2 (claims that are not registered are nobody's business here) Spec: RFC7519-4.1.7-1 */
int fapix_claims_types(const fapix_json *claims, const char **name)
{
    static const char *const strings[] = {"iss", "sub", "jti"};
    static const char *const dates[] = {"exp", "nbf", "iat"};
    *name = NULL;
    for (size_t i = 0; i < 3; i++) {
        fapix_slice value;
        int rc = fapix_claim_string(claims, strings[i], &value);
        if (rc == FAPI_OK || rc == FAPI_JWT_CLAIM_MISSING)
            continue;
        *name = strings[i];
        return rc;
    }
    const fapix_json_node *aud = fapix_json_get(claims, "aud");
    if (aud != NULL && audience(claims, aud, NULL) != FAPI_OK) {
        *name = "aud";
        return FAPI_JWT_CLAIM_TYPE;
    }
    for (size_t i = 0; i < 3; i++) {
        int64_t value = 0;
        int rc = fapix_claim_date(claims, dates[i], &value);
        if (rc == FAPI_OK || rc == FAPI_JWT_CLAIM_MISSING)
            continue;
        *name = dates[i];
        return rc;
    }
    return FAPI_OK;
}

static int64_t sum(int64_t a, int64_t b)
{
    if (b > 0 && a > INT64_MAX - b)
        return INT64_MAX;
    if (b < 0 && a < INT64_MIN - b)
        return INT64_MIN;
    return a + b;
}

/* Spec: RFC7519-4.1.4-1 */
bool fapix_time_expired(int64_t exp, int64_t now, int64_t skew)
{
    return now >= sum(exp, skew);
}

/* Spec: RFC7519-4.1.5-1 */
bool fapix_time_ahead(int64_t t, int64_t now, int64_t skew)
{
    return t > sum(now, skew);
}

bool fapix_time_older(int64_t t, int64_t now, int64_t age)
{
    return sum(t, age) < now;
}
