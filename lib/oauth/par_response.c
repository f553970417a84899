/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what comes back from the pushed authorization request endpoint. */
#include "oauth/par_response.h"

#include "oauth/resource.h"

static fapix_slice raw_of(const fapix_json_node *node)
{
    return node == NULL ? fapix_slice_of(NULL, 0) : node->raw;
}

/* An absolute URI of any scheme: the name under urn:ietf:params:oauth:request_uri: is a recommendation. */
static bool is_request_uri(const fapix_json_node *node)
{
    /* Spec: RFC9101-5.2-2 */
    return node != NULL && node->type == FAPIX_JSON_STRING && node->value.n <= FAPIX_MAX_REQUEST_URI &&
           fapix_resource_is_valid(node->value);
}

int fapix_par_response_judge(fapi_verdict *verdict, const fapix_json *document, int64_t max_lifetime,
                             fapix_slice *request_uri, int64_t *expires_in)
{
    const fapix_json_node *uri = fapix_json_get(document, "request_uri"), *life = fapix_json_get(document, "expires_in");
    int64_t seconds = -1;
    int rc = fapix_rule_on(verdict, FAPI_PAR_RESPONSE_REQUEST_URI, is_request_uri(uri),
                           fapix_slice_str("a URI of at most 512 characters"), raw_of(uri));

    *request_uri = fapix_slice_of(NULL, 0);
    *expires_in = -1;
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_PAR_RESPONSE_EXPIRES_IN, fapix_json_seconds(life, &seconds),
                           fapix_slice_str("a positive integer"), raw_of(life));
    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(verdict, FAPI_PAR_RESPONSE_LIFETIME, max_lifetime == 0 || seconds <= max_lifetime,
                               max_lifetime, seconds);
    if (rc == FAPI_OK) {
        *request_uri = uri->value;
        *expires_in = seconds;
    }
    return rc;
}
