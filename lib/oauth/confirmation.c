/* SPDX-License-Identifier: Apache-2.0 */
/* cnf, RFC 7800: what the token says of the key or certificate that it is bound to. */
#include "crypto/digest.h"
#include "oauth/access_token.h"

static int judge_thumbprint(fapi_verdict *verdict, const fapix_json_node *node, bool *has, fapix_slice *value)
{
    /* Spec: RFC9449-6.1-1, RFC8705-3.1-1 - exactly the 43 characters of a SHA-256, nothing around them */
    int rc = fapix_rule(verdict, FAPI_CNF_FORM,
                        node->type == FAPIX_JSON_STRING && fapix_is_sha256_base64url(node->value));

    if (rc != FAPI_OK) {
        fapix_expected(verdict, node->name);
        fapix_actual(verdict, node->raw);
        return rc;
    }
    *has = true;
    *value = node->value;
    return FAPI_OK;
}

int fapix_access_token_confirmation(fapi_verdict *verdict, fapix_confirmation *confirmation)
{
    const fapix_json *claims = &verdict->token.claims;
    const fapix_json_node *cnf = fapix_json_get(claims, "cnf"), *method = NULL;
    fapix_confirmation found = {.present = true};
    int rc = FAPI_ERR_INTERNAL;

    *confirmation = (fapix_confirmation){0};
    fapix_verdict_about(verdict, FAPI_SUBJECT_ACCESS_TOKEN);
    if (cnf == NULL) {
        fapix_skip(verdict, FAPI_CNF_FORM);
        return FAPI_OK;
    }
    /* An empty cnf would be a token that says it is bound, and is bound to nothing. */
    rc = fapix_rule(verdict, FAPI_CNF_FORM, cnf->type == FAPIX_JSON_OBJECT && cnf->child != 0);
    method = fapix_json_first(claims, cnf);
    for (; rc == FAPI_OK && method != NULL; method = fapix_json_next(claims, method)) {
        if (fapix_slice_is(method->name, "jkt"))
            rc = judge_thumbprint(verdict, method, &found.has_jkt, &found.jkt);
        else if (fapix_slice_is(method->name, "x5t#S256"))
            rc = judge_thumbprint(verdict, method, &found.has_x5t, &found.x5t);
        else {
            /* RFC 7800 3.1 would have it ignored. But a confirmation that nobody here can check must not look like
             * one that was. */
            rc = fapix_refuse(verdict, FAPI_CNF_UNKNOWN);
            fapix_actual(verdict, method->name);
        }
    }
    if (rc == FAPI_OK)
        *confirmation = found;
    return rc;
}
