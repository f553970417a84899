/* SPDX-License-Identifier: Apache-2.0 */
/* See rs_fields.h. None of these fields proves anything, as the client writes them: only their form is judged. */
#include "role/rs_fields.h"

#include "base/http_date.h"
#include "base/uri.h"

static bool is_address(fapix_slice text)
{
    return fapix_uri_is_ipv4(text) || fapix_uri_is_ipv6(text);
}

static int judge_field(fapi_verdict *verdict, const fapix_field *field, int status, bool (*good)(fapix_slice text))
{
    fapix_slice value = fapix_buffer_slice(&field->value);

    if (field->lines == 0) {
        fapix_skip(verdict, status);
        return FAPI_OK;
    }
    return fapix_rule_on(verdict, status, field->lines == 1 && good(value), fapix_slice_str("one well-formed value"), value);
}

static int judge_customer(const fapi_request *request, fapi_verdict *verdict, bool date_needed)
{
    int rc = FAPI_OK;

    /* Spec: CDR-headers-1 */
    if (date_needed)
        rc = fapix_rule(verdict, FAPI_HEADER_AUTH_DATE_MISSING, request->auth_date.lines != 0);
    /* Spec: FAPI1BASE-6.2.2-3 */
    if (rc == FAPI_OK)
        rc = judge_field(verdict, &request->auth_date, FAPI_HEADER_AUTH_DATE, fapix_is_http_date);
    /* Spec: FAPI1BASE-6.2.2-4, FAPI1BASE-6.2.1-13 - what is an address passes, whatever it is */
    if (rc == FAPI_OK)
        rc = judge_field(verdict, &request->customer_ip, FAPI_HEADER_CUSTOMER_IP, is_address);
    /* Spec: FAPI1BASE-6.2.2-5, CDR-headers-1 */
    if (rc == FAPI_OK)
        rc = judge_field(verdict, &request->interaction_id, FAPI_HEADER_INTERACTION_ID, fapix_is_uuid);
    return rc;
}

/* Spec: OBUK-headers-2 */
static int judge_idempotency(const fapi_request *request, fapi_verdict *verdict, int64_t longest)
{
    const fapix_field *key = &request->idempotency_key;
    int rc = FAPI_OK;

    if (request->idempotent == 1)
        rc = fapix_rule(verdict, FAPI_HEADER_IDEMPOTENCY_MISSING, key->lines != 0);
    if (rc == FAPI_OK && request->idempotent == 2)
        rc = fapix_rule(verdict, FAPI_HEADER_IDEMPOTENCY_UNEXPECTED, key->lines == 0);
    if (rc != FAPI_OK || key->lines == 0)
        return rc;
    return fapix_rule_on_int(verdict, FAPI_HEADER_IDEMPOTENCY_KEY,
                             key->lines == 1 && key->value.n > 0 && key->value.n <= (size_t)longest, longest,
                             (int64_t)key->value.n);
}

int fapix_rs_fields(const fapi_rs *rs, const fapi_request *request, fapi_verdict *verdict)
{
    int64_t fields = fapix_rs_value(rs, FAPI_CONTROL_REQUEST_FIELDS);
    int64_t longest = fapix_rs_value(rs, FAPI_CONTROL_IDEMPOTENCY_LENGTH);
    int rc = FAPI_OK;

    fapix_verdict_about(verdict, FAPI_SUBJECT_REQUEST);
    if (fields != FAPI_REQUEST_FIELDS_IGNORED)
        rc = judge_customer(request, verdict, fields == FAPI_REQUEST_FIELDS_AUTH_DATE);
    if (rc == FAPI_OK && longest != 0)
        rc = judge_idempotency(request, verdict, longest);
    return rc;
}

/* See fapi.h. */
int fapi_request_check_field(const char *name, size_t name_len, const char *value, size_t value_len)
{
    fapix_slice field = fapix_slice_of(name, name_len), text = fapix_slice_of(value, value_len);

    if (name == NULL || (value == NULL && value_len > 0))
        return FAPI_ERR_ARG;
    if (fapix_slice_is_nocase(field, "x-fapi-auth-date"))
        return fapix_is_http_date(text) ? FAPI_OK : FAPI_HEADER_AUTH_DATE;
    if (fapix_slice_is_nocase(field, "x-fapi-customer-ip-address"))
        return is_address(text) ? FAPI_OK : FAPI_HEADER_CUSTOMER_IP;
    if (fapix_slice_is_nocase(field, "x-fapi-interaction-id"))
        return fapix_is_uuid(text) ? FAPI_OK : FAPI_HEADER_INTERACTION_ID;
    if (fapix_slice_is_nocase(field, "x-idempotency-key"))
        return value_len > 0 && value_len <= 40 ? FAPI_OK : FAPI_HEADER_IDEMPOTENCY_KEY;
    return FAPI_ERR_NOT_FOUND;
}
