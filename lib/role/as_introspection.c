/* SPDX-License-Identifier: Apache-2.0 */
/* The introspection endpoint, RFC 7662 and RFC 9701: who asks, for what, and in which form the answer is wanted. */
#include "base/http.h"

#include "role/as_check.h"

/* Does the Accept field ask for the JWT? Its quality values are not weighed: who names the type takes it. */
static bool wants_jwt(fapix_slice accept)
{
    static const char type[] = "application/token-introspection+jwt";

    while (accept.n > 0) {
        const uint8_t *comma = memchr(accept.p, ',', accept.n);
        fapix_slice one = fapix_slice_of(accept.p, comma == NULL ? accept.n : (size_t)(comma - accept.p));
        const uint8_t *semicolon = one.n == 0 ? NULL : memchr(one.p, ';', one.n);

        accept = comma == NULL ? fapix_slice_of(NULL, 0) : fapix_slice_of(comma + 1, accept.n - one.n - 1);
        if (semicolon != NULL)
            one.n = (size_t)(semicolon - one.p);
        if (fapix_slice_is_nocase(fapix_http_trimmed(one), type))
            return true;
    }
    return false;
}

static int run(fapix_as_check *check)
{
    fapix_slice method = fapix_buffer_slice(&check->request->method);
    /* Spec: RFC7662-2.1-1 */
    int rc = fapix_rule_on(check->verdict, FAPI_INTROSPECTION_METHOD, fapix_slice_is(method, "POST"),
                           fapix_slice_str("POST"), method);

    if (rc == FAPI_OK)
        rc = fapix_as_read_form(check);
    if (rc == FAPI_OK)
        /* Spec: RFC7662-2.1-2, RFC7662-2.3-1, RFC9701-4-2, RFC9701-5-6, RFC9701-8.2-1 */
        rc = fapix_as_authenticate(check);
    if (rc == FAPI_OK)
        rc = fapix_rule(check->verdict, FAPI_CLIENT_AUTH_PUBLIC, check->client->auth_method != 0);
    if (rc == FAPI_OK)
        rc = fapix_rule(check->verdict, FAPI_INTROSPECTION_TOKEN, fapix_form_get(check->form, "token").n > 0);
    check->verdict->wants_jwt = wants_jwt(fapix_buffer_slice(&check->request->accept.value));
    return rc == FAPI_OK ? fapix_as_claim(check) : rc;
}

/* See fapi.h. */
int fapi_as_check_introspection(const fapi_as *as, fapi_request *request, const fapi_client *client, int64_t now,
                                fapi_verdict *verdict)
{
    fapix_as_check check = {.as = as, .request = request, .client = client, .verdict = verdict, .now = now};
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    rc = fapix_as_perform(&check, run);
    verdict->checked = FAPI_ENDPOINT_INTROSPECTION;
    return rc;
}
