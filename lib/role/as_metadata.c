/* SPDX-License-Identifier: Apache-2.0 */
/* What an authorization server tells everybody: its metadata and its keys. Both may be kept by who asks. */
#include "role/as_metadata.h"

#include "base/json_write.h"
#include "role/answer_handle.h"

/* RFC 8414 3.2 leaves caching to HTTP. What is published changes with the server's set-up, and keys are withdrawn: so it may be kept as long as
 * this policy lets the keys of others be used before they are asked for again. Nothing in it depends on who asks. */
static int public_fields(const fapi_as *as, const char *content_type, fapi_answer *answer)
{
    int rc = fapix_answer_field_add(answer, "Content-Type", fapix_slice_str(content_type));

    if (rc == FAPI_OK)
        rc = fapix_answer_field_open(answer, "Cache-Control");
    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(&answer->header_text, "public, max-age=");
    fapix_write_integer(&answer->header_text, fapix_as_value(as, FAPI_CONTROL_JWKS_MAX_AGE));
    answer->kind = FAPI_ANSWER_JSON;
    answer->http = 200;
    return fapix_answer_field_close(answer);
}

/* Members of the host's own. What the library decides is not to be said otherwise, also where it says nothing. */
static int read_more(fapi_answer *answer, fapix_slice more)
{
    const fapix_json *json = &answer->claims.json;
    const fapix_json_node *node = NULL;
    int rc = more.n == 0 ? FAPI_OK : fapix_answer_read(&answer->claims, more);

    if (rc != FAPI_OK || more.n == 0)
        return rc;
    for (node = fapix_json_first(json, &json->node[0]); node != NULL; node = fapix_json_next(json, node))
        if (fapix_as_metadata_owns(node->name))
            return FAPI_ANSWER_CLAIM_RESERVED;
    return FAPI_OK;
}

/* The document by the rules that its readers have, so that what cannot be a server of this profile is found here and not by its clients. */
static int judge(const fapi_as *as, const fapi_answer *answer)
{
    fapi_findings *findings = fapi_findings_new(as->context);
    fapi_policy policy = as->policy;
    int rc = FAPI_ERR_NOMEM;

    policy.context = as->context;
    if (findings != NULL)
        rc = fapi_metadata_check_server(&policy, (const char *)as->issuer.p, as->issuer.n, (const char *)answer->body.p,
                                        answer->body.n, findings);
    fapi_findings_free(findings);
    return rc;
}

static int build_metadata(const fapi_as *as, fapix_slice more, fapi_answer *answer)
{
    int rc = read_more(answer, more);

    if (rc != FAPI_OK)
        return rc;
    fapix_as_metadata_write(as, &answer->claims.json, &answer->body);
    rc = answer->body.status;
    if (rc == FAPI_OK)
        rc = judge(as, answer);
    return rc == FAPI_OK ? public_fields(as, "application/json", answer) : rc; /* Spec: RFC8414-3.2-1 */
}

/* See fapi.h. */
int fapi_as_answer_metadata(const fapi_as *as, const char *more, size_t more_len, fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, 0);
    if (as == NULL || (more == NULL && more_len > 0))
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK && !as->sealed)
        rc = FAPI_ERR_STATE;
    if (rc == FAPI_OK)
        rc = build_metadata(as, fapix_slice_of(more, more_len), answer);
    return fapix_answer_end(answer, rc);
}

/* See fapi.h. */
int fapi_as_answer_jwks(const fapi_as *as, fapi_answer *answer)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_answer_begin(answer, 0);
    if (as == NULL)
        rc = FAPI_ERR_ARG;
    else if (rc == FAPI_OK && !as->sealed)
        rc = FAPI_ERR_STATE;
    if (rc == FAPI_OK)
        rc = fapix_buffer_add(&answer->body, as->jwks);
    if (rc == FAPI_OK)
        rc = public_fields(as, "application/jwk-set+json", answer);
    return fapix_answer_end(answer, rc);
}
