/* SPDX-License-Identifier: Apache-2.0 */
/* See userinfo_make.h. What no scope asks for never leaves the server, whatever else the host knows of the user. */
#include "oauth/userinfo_make.h"

#include "base/json_write.h"
#include "oauth/scope.h"

enum kind { TEXT, TRUTH, NUMBER, OBJECT };

/* Spec: OIDCC-5.4-1, OIDCC-5.1-1 */
static const struct {
    const char *name, *scope;
    enum kind kind;
} CLAIMS[] = {
    {"name", "profile", TEXT},
    {"family_name", "profile", TEXT},
    {"given_name", "profile", TEXT},
    {"middle_name", "profile", TEXT},
    {"nickname", "profile", TEXT},
    {"preferred_username", "profile", TEXT},
    {"profile", "profile", TEXT},
    {"picture", "profile", TEXT},
    {"website", "profile", TEXT},
    {"gender", "profile", TEXT},
    {"birthdate", "profile", TEXT},
    {"zoneinfo", "profile", TEXT},
    {"locale", "profile", TEXT},
    {"updated_at", "profile", NUMBER},
    {"email", "email", TEXT},
    {"email_verified", "email", TRUTH},
    {"address", "address", OBJECT},
    {"phone_number", "phone", TEXT},
    {"phone_number_verified", "phone", TRUTH},
};
#define COUNT (sizeof CLAIMS / sizeof *CLAIMS)

/* The name without its language, OpenID Connect Core 5.2. COUNT: no scope asks for it. */
static size_t claim_of(fapix_slice name)
{
    const uint8_t *hash = name.n == 0 ? NULL : memchr(name.p, '#', name.n);
    size_t i = 0;

    if (hash != NULL)
        name.n = (size_t)(hash - name.p);
    while (i < COUNT && !fapix_slice_is(name, CLAIMS[i].name))
        i++;
    return i;
}

static bool fits(const fapix_json_node *node, enum kind kind)
{
    switch (kind) {
    case TEXT:
        return node->type == FAPIX_JSON_STRING;
    case TRUTH:
        return node->type == FAPIX_JSON_TRUE || node->type == FAPIX_JSON_FALSE;
    case NUMBER:
        return node->type == FAPIX_JSON_INTEGER || node->type == FAPIX_JSON_REAL;
    default:
        return node->type == FAPIX_JSON_OBJECT;
    }
}

static bool is_empty(const fapix_json_node *node)
{
    return node->type == FAPIX_JSON_NULL || (node->type == FAPIX_JSON_STRING && node->value.n == 0);
}

static int write_claim(const fapix_json_node *node, fapix_slice scope, fapix_buffer *out)
{
    size_t which = claim_of(node->name);

    if (which == COUNT || scope.n == 0 || !fapix_scope_has(scope, fapix_slice_str(CLAIMS[which].scope)))
        return FAPI_OK;
    if (is_empty(node)) /* Spec: OIDCC-5.3.2-5 */
        return FAPI_OK;
    if (!fits(node, CLAIMS[which].kind))
        return FAPI_ANSWER_CLAIM;
    fapix_write_node(out, node);
    return FAPI_OK;
}

int fapix_userinfo_write(const fapix_json *claims, const fapix_userinfo_make_facts *facts, fapix_buffer *out)
{
    const fapix_json_node *sub = fapix_json_get(claims, "sub"), *at = NULL;
    int rc = FAPI_OK;

    if (sub == NULL)
        return FAPI_ANSWER_CLAIM_MISSING;
    /* Spec: OIDCC-5.3.2-4 - of nobody else than the token is of */
    if (sub->type != FAPIX_JSON_STRING || sub->value.n == 0 || !fapix_slice_eq(sub->value, facts->sub))
        return FAPI_ANSWER_CLAIM;
    fapix_buffer_str(out, "{");
    if (facts->issuer.n > 0) { /* Spec: OIDCC-5.3.2-6 */
        fapix_write_text_member(out, "iss", facts->issuer);
        fapix_write_text_member(out, "aud", facts->client_id);
        fapix_write_integer_member(out, "iat", facts->now);
    }
    fapix_write_text_member(out, "sub", facts->sub);
    for (at = fapix_json_first(claims, &claims->node[0]); rc == FAPI_OK && at != NULL; at = fapix_json_next(claims, at))
        rc = write_claim(at, facts->scope, out);
    fapix_buffer_str(out, "}");
    return rc == FAPI_OK ? out->status : rc;
}
