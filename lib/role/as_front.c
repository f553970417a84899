/* SPDX-License-Identifier: Apache-2.0 */
/* See as_front.h. */
#include "role/as_front.h"

#include "oauth/response_jwt.h"

#define PAGE_POLICY "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

bool fapix_front_is_jwt(int mode)
{
    return mode >= FAPIX_MODE_QUERY_JWT;
}

/* What every answer has that a browser shows or follows: it is not kept, and its URL is told to nobody. */
static int browser_fields(int kind, int http, fapi_answer *answer)
{
    int rc = fapix_answer_private(answer, kind, http);

    if (rc == FAPI_OK)
        rc = fapix_answer_field_add(answer, "Referrer-Policy", fapix_slice_str("no-referrer"));
    return rc;
}

static int page_fields(int kind, int http, const char *policy, fapi_answer *answer)
{
    int rc = browser_fields(kind, http, answer);

    if (rc == FAPI_OK)
        rc = fapix_answer_field_add(answer, "Content-Type", fapix_slice_str("text/html; charset=utf-8"));
    if (rc == FAPI_OK)
        rc = fapix_answer_field_add(answer, "Content-Security-Policy", fapix_slice_str(policy));
    if (rc == FAPI_OK)
        rc = fapix_answer_field_add(answer, "X-Content-Type-Options", fapix_slice_str("nosniff"));
    if (rc == FAPI_OK)
        rc = fapix_answer_field_add(answer, "X-Frame-Options", fapix_slice_str("DENY"));
    return rc;
}

/* Spec: FAPI2SP-5.3.2.2-10, FAPI2SP-5.3.2.2-11, RFC9700-4.12-1 - 303: the browser goes on with GET and takes no form
 * along */
static int send_redirect(const fapix_front *front, const fapix_response *response, fapi_answer *answer)
{
    /* Spec: OIDCC-3.3.2.5-1 */
    const bool fragment = front->mode == FAPIX_MODE_FRAGMENT || front->mode == FAPIX_MODE_FRAGMENT_JWT;
    int rc = browser_fields(FAPI_ANSWER_REDIRECT, 303, answer);

    if (rc == FAPI_OK)
        rc = fapix_answer_field_open(answer, "Location");
    if (rc != FAPI_OK)
        return rc;
    fapix_response_location(front->redirect_uri, fragment, response, &answer->header_text);
    return fapix_answer_field_close(answer);
}

static int send_parameters(const fapix_front *front, const fapix_response *response, fapi_answer *answer)
{
    if (front->mode != FAPIX_MODE_FORM_POST && front->mode != FAPIX_MODE_FORM_POST_JWT)
        return send_redirect(front, response, answer);
    fapix_response_form(front->redirect_uri, response, &answer->body);
    return page_fields(FAPI_ANSWER_FORM_POST, 200, FAPIX_FORM_POLICY, answer);
}

int fapix_front_send(const fapix_front *front, fapix_response *response, fapi_answer *answer)
{
    fapix_response_jwt_facts facts = {.issuer = front->as->issuer, .client_id = front->client_id, .exp = front->exp};
    fapix_response alone = {0};
    fapix_slice jwt = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (!fapix_front_is_jwt(front->mode)) {
        fapix_response_add(response, "iss", front->as->issuer); /* Spec: RFC9207-2-1, FAPI2SP-5.3.2.2-7 */
        return send_parameters(front, response, answer);
    }
    /* Spec: FAPI2MS-5.4.1-N1, FAPI1ADV-5.2.2.2-1 - iss stands in the JWT, and the JWT stands alone */
    fapix_buffer_reset(&answer->payload);
    fapix_response_jwt(response, &facts, &answer->payload);
    rc = fapix_answer_sign(front->as, &front->recipient, "JWT", answer, &jwt);
    if (rc != FAPI_OK)
        return rc;
    fapix_response_add(&alone, "response", jwt); /* Spec: JARM-2.3-1 */
    return send_parameters(front, &alone, answer);
}

int fapix_front_page(int http, const char *outcome, const char *text, fapi_answer *answer)
{
    fapix_buffer *out = &answer->body;

    fapix_buffer_str(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Request refused"
                          "</title></head>\n<body>\n<h1>Request refused</h1>\n<p>");
    fapix_html_text(fapix_slice_str(outcome), out);
    fapix_buffer_str(out, " Nothing was passed on.</p>\n<p>");
    fapix_html_text(fapix_slice_str(text), out);
    fapix_buffer_str(out, "</p>\n</body>\n</html>\n");
    return page_fields(FAPI_ANSWER_PAGE, http, PAGE_POLICY, answer);
}
