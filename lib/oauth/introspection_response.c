/* SPDX-License-Identifier: Apache-2.0 */
/* Writes introspection responses. Of a token that is not active nothing is told, not even why. */
#include "oauth/introspection_response.h"

#include "crypto/digest.h"

static bool is_hash(const fapix_json_node *node)
{
    return node->type == FAPIX_JSON_STRING && fapix_is_sha256_base64url(node->value);
}

/* cnf must say what a resource server can check. A token bound to a key is no bearer token. */
static int judge_binding(const fapix_json *members)
{
    const fapix_json_node *cnf = fapix_json_get(members, "cnf"), *type = fapix_json_get(members, "token_type");
    const fapix_json_node *jkt = NULL, *x5t = NULL;

    if (cnf == NULL)
        return FAPI_OK;
    if (cnf->type != FAPIX_JSON_OBJECT || cnf->child == 0)
        return FAPI_ANSWER_CLAIM;
    jkt = fapix_json_member(members, cnf, fapix_slice_str("jkt"));
    x5t = fapix_json_member(members, cnf, fapix_slice_str("x5t#S256"));
    if ((jkt != NULL && !is_hash(jkt)) || (x5t != NULL && !is_hash(x5t)))
        return FAPI_ANSWER_CLAIM; /* Spec: RFC9449-6.2-1, RFC8705-3.2-1 */
    if (jkt != NULL && type != NULL && (type->type != FAPIX_JSON_STRING || !fapix_slice_is_nocase(type->value, "DPoP")))
        return FAPI_ANSWER_CLAIM;
    return FAPI_OK;
}

static int judge_types(const fapix_json *members)
{
    static const char *const texts[] = {"scope", "client_id", "username", "token_type", "sub", "iss", "jti"};
    static const char *const dates[] = {"exp", "iat", "nbf"};
    const fapix_json_node *details = fapix_json_get(members, "authorization_details");
    int64_t when = 0;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const fapix_json_node *text = fapix_json_get(members, texts[i]);

        if (text != NULL && text->type != FAPIX_JSON_STRING)
            return FAPI_ANSWER_CLAIM;
    }
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const fapix_json_node *date = fapix_json_get(members, dates[i]);

        if (date != NULL && fapix_json_numeric_date(date, &when) != FAPI_OK)
            return FAPI_ANSWER_CLAIM;
    }
    /* Spec: RFC9396-9.2-1 */
    return details == NULL || details->type == FAPIX_JSON_ARRAY ? FAPI_OK : FAPI_ANSWER_CLAIM;
}

int fapix_introspection_judge(const fapix_json *members, int64_t now, bool *active)
{
    const fapix_json_node *said = fapix_json_get(members, "active"), *exp = fapix_json_get(members, "exp");
    int64_t end = 0;
    int rc = FAPI_OK;

    *active = false;
    /* Spec: RFC7662-2.2-1 */
    if (said != NULL && said->type != FAPIX_JSON_TRUE)
        return said->type == FAPIX_JSON_FALSE ? FAPI_ANSWER_ACTIVE : FAPI_ANSWER_CLAIM;
    rc = judge_types(members);
    if (rc == FAPI_OK)
        rc = judge_binding(members);
    if (rc == FAPI_OK)
        /* Spec: RFC7662-2.2-2 */
        *active = exp == NULL || (fapix_json_numeric_date(exp, &end) == FAPI_OK && end > now);
    return rc;
}

void fapix_introspection_write(const fapix_json *members, fapix_buffer *out)
{
    const fapix_json_node *member = NULL;

    if (members == NULL) {
        fapix_buffer_str(out, "{\"active\":false}"); /* Spec: RFC7662-2.2-4, RFC9701-5-4 */
        return;
    }
    fapix_buffer_str(out, "{\"active\":true");
    member = fapix_json_first(members, &members->node[0]);
    for (; member != NULL; member = fapix_json_next(members, member))
        if (!fapix_slice_is(member->name, "active"))
            fapix_write_node(out, member);
    fapix_buffer_str(out, "}");
}

void fapix_introspection_jwt(const fapix_json *members, fapix_slice issuer, fapix_slice caller, int64_t now,
                             fapix_buffer *out)
{
    /* Spec: RFC9701-5-2, RFC9701-5-3 - and nothing else */
    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "iss", issuer);
    fapix_write_text_member(out, "aud", caller);
    fapix_write_integer_member(out, "iat", now);
    fapix_write_name(out, fapix_slice_str("token_introspection"));
    fapix_introspection_write(members, out);
    fapix_buffer_str(out, "}");
}
